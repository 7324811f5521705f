"""What is owed in cases that are no problems: households at risk, reports, archives, inspections, clues, duties, ...

What was done in them stands, day by day; the dates are counted anew, from the same beginnings. A household entered in
time by the other rules raises no problem; a notice that would still hang lets nobody go on. What only a few may know
of (移交) is left out.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from msgspec.structs import replace

from adapters.what_if.deadlines import Deadlines, Ended
from adapters.what_if.duty_periods import DutyPeriods
from adapters.what_if.reckoning import Reckoning
from adapters.what_if.replaying import MOMENT, Deed
from domain.calendar import Due, start_of_day
from domain.case import CaseEvent, CaseKind
from domain.duty.duty import DutyEvent, StandingDuty
from domain.event_table import EVENTS
from domain.events import Event, topic
from domain.monitoring_case.consulting import ConsultationMissed
from domain.monitoring_case.entering import CaseEntered
from domain.monitoring_case.monitoring_case import MonitoringEvent, MonitorStage
from domain.monitoring_case.reviewing import NoticeCompleted
from domain.owing import Obligation
from domain.policy import Duty
from domain.write_side import CAMPAIGN, KINDS, PROBLEM, SUPERVISION_PAPER

KIND_NAMES: dict[str, CaseKind] = {
    kind.name: kind for kind in KINDS if kind.waits and not kind.for_few and kind not in (PROBLEM, CAMPAIGN)
}
"""Kinds of cases in which something is owed, by the first word of their topics. The days of a campaign are literal."""

NOON = timedelta(hours=12)
STILL_HANGS = "届时公示尚未期满"


class OtherCases:
    """The cases of one campaign that are no problems.

    ``raised``: households whose entry would have been late; ``spared``: problems that a late entry raised and that
    would not have been there. ``undone``: what was done while a notice would still have hung.
    """

    def __init__(self, campaign: str, reckoning: Reckoning, deadlines: Deadlines, spared: set[UUID]) -> None:
        self.campaign = campaign
        self.reckoning = reckoning
        self.deadlines = deadlines
        self.spared = spared
        self.raised: list[str] = []
        self.undone: list[Deed] = []
        self._states: dict[UUID, Any] = {}
        self._dues: dict[tuple[UUID, Duty, datetime], Due] = {}
        self._hangs_until: dict[UUID, datetime] = {}
        self._duties = DutyPeriods(reckoning, deadlines)

    def hear(self, event: Event) -> None:
        """The next event of the log, if it is of such a case of the campaign."""
        if not isinstance(event, CaseEvent) or event.envelope.campaign != self.campaign:
            return
        kind = KIND_NAMES.get(topic(type(event)).partition(".")[0])
        if kind is None:
            return
        case_id = event.originator_id
        before = self._states.get(case_id)
        after = self._states[case_id] = event.evolve(before)
        if isinstance(event, DutyEvent):
            self._duties.hear(event, before, after)
            return
        if isinstance(event, MonitoringEvent):
            self._in_notice(event, before)
        if before is None or before.obligations != after.obligations:
            self._changed(kind, event, before, after)

    @property
    def found(self) -> bool:
        """Whether there was any such case."""
        return bool(self._states)

    def finish(self, until: datetime) -> None:
        """What is owed still is judged at the end."""
        for case_id, state in self._states.items():
            if not isinstance(state, StandingDuty):
                kind = KIND_OF[type(state)]
                for owed in state.obligations:
                    self._ended(kind, case_id, Ended(owed, state.unit, state.number), until)
        self._duties.finish(until)

    # --- what is owed ---

    def _changed(self, kind: CaseKind, event: Event, before: Any, after: Any) -> None:
        """What began to be owed, went on under another date, or ended."""
        case_id = event.originator_id
        now = {(owed.duty, owed.armed_at): owed for owed in after.obligations}
        for owed in before.obligations if before is not None else ():
            if (owed.duty, owed.armed_at) not in now:
                missed = isinstance(event, ConsultationMissed)
                ended = Ended(owed, after.unit, after.number, ended_at(owed, event), missed)
                if isinstance(event, CaseEntered) and owed.duty is Duty.MONITOR_ENTRY:
                    self._entered(event, ended)
                self._ended(kind, case_id, ended)
        for owed in now.values():
            self._dues[case_id, owed.duty, owed.armed_at] = self.reckoning.counted(owed.duty, owed.due)

    def _ended(self, kind: CaseKind, case_id: UUID, ended: Ended, until: datetime | None = None) -> None:
        owed = ended.owed
        due = self._dues.pop((case_id, owed.duty, owed.armed_at))
        if due.at == owed.due.at:
            self.deadlines.same(kind.name, ended, until)
            return
        self.deadlines.ended(0, kind.name, case_id, ended, until)
        self.deadlines.ended(1, kind.name, case_id, ended._replace(owed=replace(owed, due=due)), until)

    # --- households ---

    def _entered(self, event: CaseEntered, ended: Ended) -> None:
        """Whether a late entry would have raised the problem that it raised, or one that it did not."""
        due = self._dues[event.originator_id, Duty.MONITOR_ENTRY, ended.owed.armed_at]
        late = event.entered_on > due.on
        if event.late and not late and event.problem is not None:
            self.spared.add(event.problem)
        if late and not event.late:
            self.raised.append(ended.number)

    def _in_notice(self, event: MonitoringEvent, before: Any) -> None:
        """公示: what people did after its end, and before the end that it would have had."""
        case_id = event.originator_id
        if isinstance(event, NoticeCompleted):
            owed = before.owes(Duty.NOTICE_END)
            would = self._dues[case_id, Duty.NOTICE_END, owed.armed_at].at
            if would > owed.due.at:
                self._hangs_until[case_id] = would
            return
        until = self._hangs_until.get(case_id)
        if until is None or event.envelope.command_id.startswith(MOMENT):
            return
        del self._hangs_until[case_id]
        if event.occurred_at < until and before.stage in (MonitorStage.NOTICED, MonitorStage.CLEAR_REVIEW):
            actor = event.envelope.actor.name
            self.undone.append(Deed(event.timestamp, before.number, topic(type(event)), actor, STILL_HANGS))


KIND_OF: dict[type[Any], CaseKind] = {kind.state: kind for kind in KIND_NAMES.values()}


def topics(reckoning: Reckoning) -> Iterator[str]:
    """The topics of such cases. Papers follow the levels: by another ladder there would have been others."""
    left_out = () if reckoning.was.ladder == reckoning.policy.ladder else (SUPERVISION_PAPER.name,)
    kinds = [name for name in KIND_NAMES if name not in left_out]
    return (one for one in EVENTS.classes if one.partition(".")[0] in kinds)


def ended_at(owed: Obligation, event: Event) -> datetime:
    """When what was owed was done. An entry counts on the day that the national system shows."""
    if isinstance(event, CaseEntered) and owed.duty is Duty.MONITOR_ENTRY:
        return start_of_day(event.entered_on) + NOON
    return event.occurred_at
