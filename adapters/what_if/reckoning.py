"""What other rules make of what people did: its counted dates, whether it was late, which level a fact reaches."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from msgspec.structs import replace

from domain.calendar import BusinessCalendar, Due, capped
from domain.events import Event
from domain.owing import Obligation
from domain.pack import Pack
from domain.policy import DEFAULT_PERIODS, Duty, Ladder, Level, Policy
from domain.problem.claiming import ProblemClaimed, RefusalOverturned
from domain.problem.levels import (
    EscalationAnnotated,
    EscalationApproved,
    EscalationDeclined,
    LevelPaperIssued,
    LevelPaperReceived,
    LevelPaperServed,
    LevelPaperStruck,
)
from domain.problem.looking_back import FalseRectificationFound, ReboundFound
from domain.problem.planning import PlanSubmitted
from domain.problem.problem import Problem, ProblemEvent
from domain.problem.rechecking import ProblemReturned
from domain.problem.rectifying import ExtensionGranted, ExtensionRequested
from domain.problem.suspending import PauseRequested

ON_A_LEVEL = (
    EscalationApproved,
    EscalationDeclined,
    EscalationAnnotated,
    LevelPaperIssued,
    LevelPaperStruck,
    LevelPaperServed,
    LevelPaperReceived,
)


class Reckoning:
    """The other rules (``pack``, ``calendar``), and the policy in force then."""

    def __init__(self, was: Policy, pack: Pack, calendar: BusinessCalendar) -> None:
        self.was = was
        self.pack = pack
        self.policy = pack.policy
        self.calendar = calendar
        self._counted: dict[tuple[Any, ...], Due] = {}

    def reckoned(self, event: Event, state: Any) -> Event:
        """The event as it would have been recorded; itself, if the other rules make nothing else of it.

        Raises LookupError where what it answers to is not there.
        """
        if not isinstance(event, ProblemEvent):
            return event
        arms: Sequence[Obligation] = event.arms
        due, judge = getattr(event, "due", None), JUDGED.get(type(event))
        if not arms and due is None and judge is None:
            return event
        changes: dict[str, Any] = {}
        again: Sequence[Obligation] = arms
        if arms:
            again = tuple(self.owed_anew(owed, event, state) for owed in arms)
            changes["arms"] = again
        if isinstance(due, Due):
            same = (new.due for old, new in zip(arms, again, strict=True) if old.due.at == due.at)
            changes["due"] = next(same, None) or self.recounted(due)
        if judge is not None and isinstance(state, Problem):
            changes |= judge(event, state)
        changes = {name: value for name, value in changes.items() if getattr(event, name) != value}
        return replace(event, **changes) if changes else event

    def owed_anew(self, owed: Obligation, event: Event, state: Any) -> Obligation:
        due = self.counted(owed.duty, owed.due, getattr(event, "due", None) or getattr(state, "due", None))
        return owed if due == owed.due else replace(owed, due=due)

    def counted(self, duty: Duty, due: Due, cap: Due | None = None) -> Due:
        """A period of the policy in force then is now that of the other policy; the rest is counted on the calendar."""
        why = due.why
        key = (duty, due.on, due.at, why.rule, why.since, why.n, why.rolled_from, why.provisional, why.paused_days)
        anew = self._counted.get(key)
        if anew is None:
            anew = self._counted[key] = self._anew(duty, due)
        return capped(anew, cap) if duty is Duty.PLAN and cap is not None else anew

    def _anew(self, duty: Duty, due: Due) -> Due:
        letter, since = self.pack.inspection.letter, due.why.since
        if since is not None and duty is Duty.LETTER and letter is not None:
            return self.calendar.within_days(since, letter.days, letter.roll)
        if since is not None and duty in DEFAULT_PERIODS:
            period = self.was.period(duty)
            if due.why.n in (period.working_days, period.days):
                return self.policy.period(duty).due(self.calendar, since)
        return self.recounted(due)

    def recounted(self, due: Due) -> Due:
        return due if due.why.paused_days else self.calendar.recounted(due)


# --- what is judged by a date, or stands on a level -------------------------------------------------------------------


def claimed(event: ProblemClaimed, state: Problem) -> dict[str, Any]:
    return {"late": state.silent}


def planned(event: PlanSubmitted, state: Problem) -> dict[str, Any]:
    owed = state.owes(Duty.PLAN)
    return {"in_time": owed is None or event.occurred_at <= owed.due.at}


def asked(event: ExtensionRequested | PauseRequested, state: Problem) -> dict[str, Any]:
    return {"late": state.due is not None and event.occurred_at > state.due.at}


def granted(event: ExtensionGranted, state: Problem) -> dict[str, Any]:
    pending = state.pending_extension
    if pending is None:
        raise LookupError("no extension was asked for")
    return {"late": pending.late}


def decided(event: EscalationApproved | EscalationDeclined, state: Problem) -> dict[str, Any]:
    waiting = [one for one in state.proposals if one.level is event.level and one.approved is None]
    return {"paper": waiting[-1].paper}


def on_a_level(event: Any, state: Problem) -> dict[str, Any]:
    if all(fired.level is not event.level for fired in state.fired):
        raise LookupError("the level was not reached")
    return {}


Judge = Callable[[Any, Problem], dict[str, Any]]
JUDGED: Mapping[type[Event], Judge] = {
    **dict.fromkeys(ON_A_LEVEL, on_a_level),
    ProblemClaimed: claimed,
    PlanSubmitted: planned,
    ExtensionRequested: asked,
    PauseRequested: asked,
    ExtensionGranted: granted,
    EscalationApproved: decided,
    EscalationDeclined: decided,
}


# --- levels that a fact reaches ---------------------------------------------------------------------------------------

Fact = Callable[[Problem, Ladder, int], tuple[Level | None, str]]
"""Of the problem after the fact; the number is how many unfounded refusals its unit has with this one."""


def failed(problem: Problem, ladder: Ladder, unfounded_refusals: int) -> tuple[Level | None, str]:
    failures = problem.failed_rechecks
    return ladder.failed_rechecks.get(failures), f"第{failures}次复核不通过"


def unfounded(problem: Problem, ladder: Ladder, unfounded_refusals: int) -> tuple[Level | None, str]:
    return ladder.unfounded_refusals.get(unfounded_refusals), f"本专项行动中第{unfounded_refusals}次不认领被责令认领"


def rebound(problem: Problem, ladder: Ladder, unfounded_refusals: int) -> tuple[Level | None, str]:
    return ladder.rebound, "回头看发现反弹"


def untrue(problem: Problem, ladder: Ladder, unfounded_refusals: int) -> tuple[Level | None, str]:
    return ladder.false_rectification, "发现虚假整改"


FACTS: Mapping[type[Event], Fact] = {
    ProblemReturned: failed,
    RefusalOverturned: unfounded,
    ReboundFound: rebound,
    FalseRectificationFound: untrue,
}
