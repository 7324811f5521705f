"""The history of a campaign's problems once more, by other rules, in memory.

What people did stays: who, when, in which words, with the dates that they set. What the rules made of it is reckoned
anew: counted deadlines, whether something was late, and every moment (提醒, 逾期未认领, 催办, 督办函, ...), which
happens through the same casework as in real life. A deed that the case would not have been ready for is not done, and
told. Levels that a fact reaches (复核不通过, 反弹, ...) follow the ladder in force.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import groupby
from typing import Any
from uuid import UUID

import msgspec
from msgspec.structs import replace

from adapters.event_store.opening import open_in_memory
from adapters.play.world import World
from domain.calendar import BusinessCalendar, Due, capped
from domain.casework import Casework
from domain.circumstances import Circumstances
from domain.events import Event, NewEvent
from domain.lifecycle import LedAstray, follow
from domain.loading import EventMapper
from domain.organisation import ORGANISATION_ID
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
from domain.problem.problem import STAGE_NAMES, Problem, ProblemEvent
from domain.problem.rechecking import EscalationProposed, EscalationReached, ProblemReturned, escalated
from domain.problem.rectifying import ExtensionGranted, ExtensionRequested
from domain.problem.suspending import PauseRequested
from domain.problem.unit_record import RefusalUnfounded
from projections.log import START, Log, read_all

MOMENT = "moment:"
"""So begins the command id of what happened by itself."""

LEVELS_REACHED = (EscalationReached, EscalationProposed)
ON_A_LEVEL = (
    EscalationApproved,
    EscalationDeclined,
    EscalationAnnotated,
    LevelPaperIssued,
    LevelPaperStruck,
    LevelPaperServed,
    LevelPaperReceived,
)
NOT_READY = (LedAstray, LookupError, ValueError, AssertionError, AttributeError, TypeError)
"""How ``apply`` of an event fails, which only assigns, on a case that lacks what the event speaks of."""


class Deed(msgspec.Struct, frozen=True):
    """What a person did that the case would not have been ready for. ``what`` is the topic of its first event."""

    at: datetime
    number: str
    what: str
    who: str
    why: str


class Replay:
    """One campaign's problems by the given rules: ``pack`` in place of the campaign's own, and a calendar."""

    def __init__(self, campaign: str, was: Policy, pack: Pack, calendar: BusinessCalendar) -> None:
        self.campaign = campaign
        self.was = was
        self.policy = pack.policy
        self.calendar = calendar
        self.store = open_in_memory()
        self.casework = Casework(self.store.recorder, self.store.vault, {campaign: pack}, calendar)
        self.world = World(self.casework)
        self.undone: list[Deed] = []
        self.until = START.known_at
        self._encode = EventMapper().to_stored_event

    def run(self, log: Log) -> datetime:
        """The whole log; until when it goes: the last known instant of anything in it. Raises CannotRead."""
        for deed in self._deeds(log):
            self.world.pass_time(deed[0].timestamp)
            self._do(deed)
        self.world.pass_time(self.until)
        return self.until

    def _deeds(self, log: Log) -> Iterator[Sequence[Event]]:
        """What people did, each with all that was recorded with it, in the order of the log."""
        told = (event for event in self._heard(log) if is_of_people(event, self.campaign))
        for _, together in groupby(told, key=lambda event: (event.envelope.command_id, event.timestamp)):
            yield list(together)

    def _heard(self, log: Log) -> Iterator[Event]:
        for known in read_all(log):
            self.until = known.known_at
            yield known.event

    def _do(self, deed: Sequence[Event]) -> None:
        """All that a person's command brought about, or nothing of it."""
        kept = [event for event in deed if not isinstance(event, LEVELS_REACHED)]
        states: dict[UUID, Any] = {}
        for event in kept:
            stream = event.originator_id
            state = states[stream] if stream in states else self.casework.load(stream, fresh=True).state
            try:
                states[stream] = self._after(state, event)
            except NOT_READY:
                self.undone.append(deed_of(event, state))
                return
        for event in kept:
            self._add(event)
            self._reach(event, deed)
        self.world.listen()

    def _after(self, state: Any, event: Event) -> Any:
        if (state is None) != (event.originator_version == 1):
            raise LookupError("what it speaks of is not there")
        anew = self.reckoned(event, state)
        after = anew.evolve(state)
        follow(state, anew, after)
        return after

    def _add(self, event: Event) -> None:
        loaded = self.casework.load(event.originator_id, fresh=True)
        anew = replace(self.reckoned(event, loaded.state), originator_version=loaded.version + 1)
        self.store.recorder.insert_events([self._encode(anew)])

    # --- what the rules make of a deed ---

    def reckoned(self, event: Event, state: Any) -> Event:
        """The event as it would have been recorded: its counted dates, and whether it was late."""
        if not isinstance(event, ProblemEvent):
            return event
        changes: dict[str, Any] = {}
        due = getattr(event, "due", None)
        arms: Sequence[Obligation] = event.arms
        again = [replace(owed, due=self.counted(owed.duty, owed.due, event, state)) for owed in arms]
        if again:
            changes["arms"] = tuple(again)
        if isinstance(due, Due):
            same = (new.due for old, new in zip(arms, again, strict=True) if old.due.at == due.at)
            changes["due"] = next(same, None) or self.recounted(due)
        if isinstance(state, Problem):
            changes |= judged(event, state)
        return replace(event, **changes)

    def counted(self, duty: Duty, due: Due, event: Event, state: Any) -> Due:
        """A period of the policy in force then is now that of the other policy; the rest is counted on the calendar."""
        anew = self.recounted(due)
        if due.why.since is not None and duty in DEFAULT_PERIODS:
            period = self.was.period(duty)
            if due.why.n in (period.working_days, period.days):
                anew = self.policy.period(duty).due(self.calendar, due.why.since)
        cap = getattr(event, "due", None) or getattr(state, "due", None)
        return capped(anew, cap) if duty is Duty.PLAN and cap is not None else anew

    def recounted(self, due: Due) -> Due:
        return due if due.why.paused_days else self.calendar.recounted(due)

    def _reach(self, event: Event, deed: Sequence[Event]) -> None:
        """The level of the ladder that a fact reaches, if it lies above the one reached."""
        problem = self.casework.load(event.originator_id, fresh=True).state
        fact = FACTS.get(type(event))
        if fact is None or not isinstance(problem, Problem):
            return
        level, basis = fact(problem, self.policy.ladder, deed)
        if level is None or not self.policy.ladder.above(level, problem.level):
            return

        def happening(state: Problem, c: Circumstances) -> Iterator[NewEvent]:
            return escalated(state, level, basis, c)

        key = f"what-if {event.originator_version} {level.name}"
        self.casework.note(problem.id, key, happening, event.timestamp, "what-if", self.campaign)


# --- deeds ----------------------------------------------------------------------------------------------------------


def is_of_people(event: Event, campaign: str) -> bool:
    """Whether somebody did it, to the organisation or to a problem of the campaign; it did not happen by itself."""
    if event.envelope.command_id.startswith(MOMENT):
        return False
    if event.originator_id == ORGANISATION_ID:
        return True
    return isinstance(event, ProblemEvent | RefusalUnfounded) and event.envelope.campaign == campaign


def deed_of(event: Event, state: Any) -> Deed:
    number = state.number if isinstance(state, Problem) else getattr(event, "problem_no", "")
    stage = f"届时处于“{STAGE_NAMES[state.stage]}”" if isinstance(state, Problem) else "届时没有这件事"
    why = "届时没有达到该级督办" if isinstance(event, ON_A_LEVEL) else stage
    actor = event.envelope.actor
    return Deed(event.timestamp, number, type(event).__struct_config__.tag, actor.name, why)  # type: ignore[arg-type]


# --- what is judged by a date -----------------------------------------------------------------------------------------


def judged(event: Event, state: Problem) -> dict[str, Any]:
    """What a deed says of itself by the dates in force. Raises LookupError where what it answers to is not there."""
    match event:
        case ProblemClaimed():
            return {"late": state.silent}
        case PlanSubmitted():
            owed = state.owes(Duty.PLAN)
            return {"in_time": owed is None or event.occurred_at <= owed.due.at}
        case ExtensionRequested() | PauseRequested():
            return {"late": state.due is not None and event.occurred_at > state.due.at}
        case ExtensionGranted():
            pending = state.pending_extension
            if pending is None:
                raise LookupError("no extension was asked for")
            return {"late": pending.late}
        case EscalationApproved() | EscalationDeclined():
            waiting = [one for one in state.proposals if one.level is event.level and one.approved is None]
            return {"paper": waiting[-1].paper}
        case _ if isinstance(event, ON_A_LEVEL) and all(fired.level is not event.level for fired in state.fired):
            raise LookupError("the level was not reached")
    return {}


# --- levels that a fact reaches ---------------------------------------------------------------------------------------

Fact = Callable[[Problem, Ladder, Sequence[Event]], tuple[Level | None, str]]


def failed(problem: Problem, ladder: Ladder, deed: Sequence[Event]) -> tuple[Level | None, str]:
    failures = problem.failed_rechecks
    return ladder.failed_rechecks.get(failures), f"第{failures}次复核不通过"


def unfounded(problem: Problem, ladder: Ladder, deed: Sequence[Event]) -> tuple[Level | None, str]:
    count = next((event.count for event in deed if isinstance(event, RefusalUnfounded)), 0)
    return ladder.unfounded_refusals.get(count), f"本专项行动中第{count}次不认领被责令认领"


def rebound(problem: Problem, ladder: Ladder, deed: Sequence[Event]) -> tuple[Level | None, str]:
    return ladder.rebound, "回头看发现反弹"


def untrue(problem: Problem, ladder: Ladder, deed: Sequence[Event]) -> tuple[Level | None, str]:
    return ladder.false_rectification, "发现虚假整改"


FACTS: Mapping[type[Event], Fact] = {
    ProblemReturned: failed,
    RefusalOverturned: unfounded,
    ReboundFound: rebound,
    FalseRectificationFound: untrue,
}


def events_of(log: Log) -> Iterable[Event]:
    return (known.event for known in read_all(log))
