"""常态职责: whether each period would have been met by its end on another calendar, by what was recorded."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from msgspec.structs import replace

from adapters.what_if.deadlines import Deadlines, Ended
from adapters.what_if.reckoning import Reckoning
from domain.duty.duty import DutyEvent, Stage, StandingDuty, count, done_in
from domain.duty.performing import DutyPerformed, PeriodEnded
from domain.owing import Obligation
from domain.policy import Duty

KIND = "duty"


@dataclass(slots=True)
class Running:
    """One period of one duty: what is owed by when, since when it is done often enough, how it was judged."""

    owed: Obligation
    unit: str
    number: str
    enough_since: datetime | None = None
    met: bool | None = None
    ended_at: datetime | None = None  # the duty fell to its holder no longer


class DutyPeriods:
    """The periods of all duties of a campaign."""

    def __init__(self, reckoning: Reckoning, deadlines: Deadlines) -> None:
        self._reckoning = reckoning
        self._deadlines = deadlines
        self._periods: dict[tuple[UUID, str], Running] = {}

    def hear(self, event: DutyEvent, before: StandingDuty | None, after: StandingDuty) -> None:
        case_id = event.originator_id
        if isinstance(event, PeriodEnded):
            self._periods[case_id, event.period].met = event.met
        if isinstance(event, DutyPerformed):
            running = self._periods[case_id, event.period]
            done = count(after.terms, done_in(after, event.period, late=True))
            if running.enough_since is None and done >= after.terms.at_least:
                running.enough_since = event.timestamp
        for owed in event.arms:
            key = case_id, after.period.name
            if key in self._periods:
                self._periods[key].owed = owed
            else:
                self._periods[key] = Running(owed, after.unit, after.number)
        if after.stage is Stage.ENDED and (before is None or before.stage is not Stage.ENDED):
            self._periods[case_id, after.period.name].ended_at = event.occurred_at

    def finish(self, until: datetime) -> None:
        """A period is judged at its end; one that is not over by ``until``, or was ended before, is only owed."""
        for (case_id, _), running in self._periods.items():
            owed = running.owed
            would = replace(owed, due=self._reckoning.counted(Duty.RECURRING, owed.due))
            for side, one in enumerate((owed, would)):
                self._deadlines.ended(side, KIND, case_id, self._judged(running, one, until))

    def _judged(self, running: Running, owed: Obligation, until: datetime) -> Ended:
        over = owed.due.at <= min(until, running.ended_at or until)
        in_time = running.enough_since is not None and running.enough_since < owed.due.at
        return Ended(owed, running.unit, running.number, owed.due.at, missed=over and not in_time)
