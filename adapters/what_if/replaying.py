"""The history of a campaign's problems once more, by other rules, in memory.

What people did stays: who, when, in which words, with the dates that they set. What the rules made of it is reckoned
anew: counted deadlines, whether something was late, and every moment (提醒, 逾期未认领, 催办, 督办函, ...), which
happens through the same functions as in real life. A deed that the case would not have been ready for is not done, and
told. Levels that a fact reaches (复核不通过, 反弹, ...) follow the ladder in force.

A problem's moments depend on that problem alone, so they happen when its next deed comes, and at the end. As long as a
problem is the same on both sides, it is one and the same thing in memory, and its events are counted once.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

import msgspec
from msgspec.structs import replace

from adapters.what_if.deadlines import PROBLEM, Deadlines, Ended
from adapters.what_if.reckoning import FACTS, ON_A_LEVEL, Reckoning
from adapters.what_if.settling import Settling
from adapters.what_if.sides import NOTHING_YET, Side, Standing, advanced
from domain.calendar import BusinessCalendar
from domain.events import Event, topic
from domain.lifecycle import LedAstray, follow
from domain.organisation import ORGANISATION_ID
from domain.pack import Pack
from domain.policy import Level, Policy
from domain.problem.claiming import RefusalOverturned
from domain.problem.problem import STAGE_NAMES, Problem, ProblemEvent
from domain.problem.rechecking import EscalationProposed, EscalationReached, escalated

MOMENT = "moment:"
"""So begins the command id of what happened by itself."""

LEVELS_REACHED = (EscalationReached, EscalationProposed)
NOT_READY = (LedAstray, LookupError, ValueError, AssertionError, AttributeError, TypeError)
"""How ``apply`` of an event fails, which only assigns, on a case that lacks what the event speaks of."""


class Deed(msgspec.Struct, frozen=True):
    """What a person did that the case would not have been ready for. ``what`` is the topic of its first event."""

    at: datetime
    number: str
    what: str
    who: str
    why: str


class NotReady(Exception):
    """The case would not have been ready for an event: ``state`` is how it would have stood."""

    def __init__(self, event: Event, state: Problem | None) -> None:
        self.event = event
        self.state = state


class Life:
    """One problem on both sides, and its state by the other rules. ``apart`` may only seem so: see ``meet``."""

    __slots__ = ("apart", "state", "was", "would")

    def __init__(self) -> None:
        self.state: Problem | None = None
        self.was: Standing = NOTHING_YET
        self.would: Standing = NOTHING_YET
        self.apart = False

    def meet(self) -> None:
        """What came out the same on both sides is the same again."""
        if self.apart and self.was == self.would:
            self.would = self.was
        self.apart = self.was is not self.would


class Step(NamedTuple):
    """An event by the other rules, and how its problem stands after it."""

    event: ProblemEvent
    state: Problem


class Replay:
    """One campaign's problems by the given rules: ``pack`` in place of the campaign's own, and a calendar.

    ``spared``: problems that would never have been there; what was done to them is left out on the other side.
    """

    def __init__(
        self, campaign: str, was: Policy, pack: Pack, calendar: BusinessCalendar, deadlines: Deadlines | None = None
    ) -> None:
        self.campaign = campaign
        self.reckoning = Reckoning(was, pack.policy, calendar)
        self.settling = Settling(campaign, pack, calendar)
        self.deadlines = deadlines or Deadlines()
        self.lives: dict[UUID, Life] = {}
        self.was, self.would = Side(), Side()
        self.undone: list[Deed] = []
        self.spared: set[UUID] = set()
        self._overturned: Counter[str] = Counter()
        self._deed: list[ProblemEvent] = []
        self._of_deed: set[UUID] = set()

    def hear(self, event: Event) -> None:
        """The next event of the log, be it of a problem, of the organisation, or of something else."""
        if event.originator_id == ORGANISATION_ID:
            self.settling.organisation = event.evolve(self.settling.organisation)
        elif isinstance(event, ProblemEvent) and event.envelope.campaign == self.campaign:
            if event.envelope.command_id.startswith(MOMENT):
                self._happened(event)
            else:
                self._done(event)

    def finish(self, until: datetime) -> None:
        """Until that instant moments go on happening; then everything is counted that is owed still."""
        self._do()
        for case_id, life in self.lives.items():
            self._settle(life, until)
            life.meet()
            self._owed_still(case_id, life, until)

    # --- what was ---

    def _happened(self, event: ProblemEvent) -> None:
        """By itself. A problem of the deed at hand shows by it that the deed is over."""
        if event.originator_id in self._of_deed:
            self._do()
        self._advance_was(self._life(event), event)

    def _done(self, event: ProblemEvent) -> None:
        """By a person: all that was recorded by one command is one deed."""
        first = self._deed[0] if self._deed else event
        if (event.envelope.command_id, event.timestamp) != (first.envelope.command_id, first.timestamp):
            self._do()
        self._deed.append(event)
        self._of_deed.add(event.originator_id)

    def _life(self, event: ProblemEvent) -> Life:
        life = self.lives.get(event.originator_id)
        if life is None:
            life = self.lives[event.originator_id] = Life()
        return life

    def _advance_was(self, life: Life, event: ProblemEvent) -> None:
        life.was = advanced(life.was, event, lambda one: self.deadlines.ended(0, PROBLEM, event.originator_id, one))
        life.apart = True
        self.was.take(event, life.was.row)

    # --- what would have been ---

    def _do(self) -> None:
        """All that a person's command brought about, or nothing of it."""
        deed, self._deed = self._deed, []
        self._of_deed.clear()
        if not deed:
            return
        for case_id in dict.fromkeys(event.originator_id for event in deed):
            life = self.lives.get(case_id)
            if life is not None:
                self._settle(life, deed[0].timestamp)
                life.meet()
        try:
            steps = list(self._steps(deed))
        except NotReady as one:
            self.undone.extend(deed_of(one.event, one.state))
            steps = []
        self._take(deed, steps)

    def _steps(self, deed: Sequence[ProblemEvent]) -> Iterator[Step]:
        """Every event of the deed by the other rules, with the levels that its facts reach. Raises NotReady."""
        states: dict[UUID, Problem | None] = {}
        for event in deed:
            if isinstance(event, LEVELS_REACHED) or event.originator_id in self.spared:
                continue
            case_id = event.originator_id
            before = states[case_id] if case_id in states else self._life(event).state
            step = self._after(before, event)
            yield step
            for further in self._levels(step):
                yield further
                step = further
            states[case_id] = step.state

    def _after(self, state: Problem | None, event: ProblemEvent) -> Step:
        try:
            if (state is None) != (event.originator_version == 1):
                raise LookupError("what it speaks of is not there")
            anew = self.reckoning.reckoned(event, state)
            version = state.version + 1 if state is not None else 1
            if anew.originator_version != version:
                anew = replace(anew, originator_version=version)
            after = anew.evolve(state)
            follow(state, anew, after)
        except NOT_READY:
            raise NotReady(event, state) from None
        return Step(anew, after)  # type: ignore[arg-type]

    def _levels(self, step: Step) -> Iterator[Step]:
        """The level of the ladder that a fact reaches, if it lies above the one reached."""
        fact = FACTS.get(type(step.event))
        if fact is None:
            return
        problem, ladder = step.state, self.reckoning.policy.ladder
        level, basis = fact(problem, ladder, self._overturned[problem.unit] + 1)
        if level is None or not ladder.above(level, problem.level):
            return
        at = step.event.timestamp
        decided = escalated(problem, level, basis, self.settling.circumstances(at))
        for event, after in self.settling.happens(problem, decided, at):
            yield Step(event, after)

    def _take(self, deed: Sequence[ProblemEvent], steps: Sequence[Step]) -> None:
        """Both sides go on: what is one and the same on both, once."""
        if len(steps) == len(deed) and all(step.event is event for step, event in zip(steps, deed, strict=True)):
            for step in steps:
                self._advance_both(self._life(step.event), step)
        else:
            for event in deed:
                self._advance_was(self._life(event), event)
            for step in steps:
                self._advance_would(self._life(step.event), step)
        for step in steps:
            if isinstance(step.event, RefusalOverturned):
                self._overturned[step.state.unit] += 1

    def _advance_both(self, life: Life, step: Step) -> None:
        event = step.event
        if life.apart:
            self._advance_was(life, event)
            self._advance_would(life, step)
            return
        life.was = life.would = advanced(life.was, event, lambda one: self.deadlines.same(PROBLEM, one))
        life.state = step.state
        self.was.take(event, life.was.row)
        self.would.take(event, life.was.row)

    def _advance_would(self, life: Life, step: Step) -> None:
        event = step.event
        life.would = advanced(life.would, event, lambda one: self.deadlines.ended(1, PROBLEM, event.originator_id, one))
        life.state = step.state
        life.apart = True
        self.would.take(event, life.would.row)

    def _settle(self, life: Life, until: datetime) -> None:
        """Whatever falls due by the other rules, up to and at that instant."""
        if life.state is None:
            return
        for event, state in self.settling.due(life.state, until):
            self._advance_would(life, Step(event, state))

    def _owed_still(self, case_id: UUID, life: Life, until: datetime) -> None:
        for side, standing in enumerate((life.was, life.would)):
            for owed in standing.owed:
                if standing.row is not None:
                    ended = Ended(owed, standing.row.unit, standing.row.problem_no)
                    self.deadlines.ended(side, PROBLEM, case_id, ended, until)


def deed_of(event: Event, state: Problem | None) -> Iterator[Deed]:
    """How it is told; nothing is told of what speaks of 移交, which only a few may know of."""
    if getattr(event, "level", None) is Level.REFER:
        return
    number = state.number if state is not None else getattr(event, "problem_no", "")
    stage = f"届时处于“{STAGE_NAMES[state.stage]}”" if state is not None else "届时没有这件事"
    why = "届时没有达到该级督办" if isinstance(event, ON_A_LEVEL) else stage
    yield Deed(event.timestamp, number, topic(type(event)), event.envelope.actor.name, why)
