"""The history of a campaign's problems once more, by other rules, in memory.

What people did stays: who, when, in which words, with the dates that they set. What the rules made of it is reckoned
anew: counted deadlines, whether something was late, and every moment (提醒, 逾期未认领, 催办, 督办函, ...), which
happens through the same functions as in real life. A deed that the case would not have been ready for is not done, and
told. Levels that a fact reaches (复核不通过, 反弹, ...) follow the ladder in force.

A problem's moments depend on that problem alone, so they happen when its next deed comes, and at the end. As long as a
problem is the same on both sides, it is one and the same thing in memory, and its events are counted once.
"""

from __future__ import annotations

import zlib
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
from domain.problem.problem import ENDED, STAGE_NAMES, Problem, ProblemEvent
from domain.problem.rechecking import EscalationProposed, EscalationReached, escalated
from projections.ledger import LedgerRow

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


class Rest(msgspec.Struct, frozen=True, array_like=True):
    """A problem that is over, as it is kept: its state, and its row on each side (none: the same row)."""

    state: Problem
    was: LedgerRow | None
    would: LedgerRow | None = None


class RowsOfRest(msgspec.Struct, frozen=True, array_like=True):
    """The same, its state unread."""

    state: msgspec.Raw
    was: LedgerRow | None
    would: LedgerRow | None = None


class Life:
    """One problem on both sides, and its state by the other rules.

    ``apart`` may only seem so: see ``meet``. A problem that is over and owes nothing sleeps: it is kept as bytes, a
    fraction of what its parts take, until something is done to it again. Nothing happens by itself to such a one.
    """

    __slots__ = ("_asleep", "apart", "state", "was", "would")

    def __init__(self) -> None:
        self.state: Problem | None = None
        self.was: Standing = NOTHING_YET
        self.would: Standing = NOTHING_YET
        self.apart = False
        self._asleep = b""

    def meet(self) -> None:
        """What came out the same on both sides is the same again."""
        if self.apart and self.was == self.would:
            self.would = self.was
        self.apart = self.was is not self.would

    def sleep(self) -> None:
        """If nothing is owed in it on either side, and nothing waits for it."""
        state = self.state
        if state is None or state.stage not in ENDED or state.obligations or state.waits_for_look_back:
            return
        if not self.was.owed:
            self.meet()
            rest = Rest(state, self.was.row, self.would.row if self.apart else None)
            self._asleep = zlib.compress(PACK(rest), level=1)
            self.state, self.was, self.would = None, NOTHING_YET, NOTHING_YET

    def wake(self) -> None:
        if self._asleep:
            rest = UNPACK(zlib.decompress(self._asleep))
            self._asleep = b""
            self.state, self.was = rest.state, Standing(rest.was)
            self.would = Standing(rest.would) if self.apart else self.was

    @property
    def asleep(self) -> bool:
        return bool(self._asleep)

    def rows(self) -> tuple[LedgerRow | None, LedgerRow | None]:
        """Its row of the ledger on each side; one and the same, where nothing differs."""
        if not self._asleep:
            return self.was.row, self.would.row
        rest = UNPACK_ROWS(zlib.decompress(self._asleep))
        return rest.was, rest.would if self.apart else rest.was


PACK = msgspec.msgpack.Encoder().encode
UNPACK = msgspec.msgpack.Decoder(Rest).decode
UNPACK_ROWS = msgspec.msgpack.Decoder(RowsOfRest).decode


class Part(NamedTuple):
    """One event of a deed, and the problem that it belongs to."""

    life: Life
    event: ProblemEvent


class Step(NamedTuple):
    """An event by the other rules, and the state of its problem after it."""

    life: Life
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
        self.reckoning = Reckoning(was, pack, calendar)
        self.settling = Settling(campaign, pack, calendar)
        self.deadlines = deadlines or Deadlines()
        self.lives: dict[UUID, Life] = {}
        self.was, self.would = Side(), Side()
        self.undone: list[Deed] = []
        self.spared: set[UUID] = set()
        self._overturned: Counter[str] = Counter()
        self._deed: list[Part] = []

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
        if self._deed:
            self._do()
        for case_id, life in self.lives.items():
            if life.asleep:
                continue
            self._settle(life, until)
            life.meet()
            self._owed_still(case_id, life, until)

    # --- what was ---

    def _happened(self, event: ProblemEvent) -> None:
        """By itself. A problem of the deed at hand shows by it that the deed is over."""
        life = self._life(event.originator_id)
        if any(part.life is life for part in self._deed):
            self._do()
        self._advance_was(life, event)

    def _done(self, event: ProblemEvent) -> None:
        """By a person: all that was recorded by one command is one deed."""
        if self._deed:
            first = self._deed[0].event
            if event.envelope.command_id != first.envelope.command_id or event.timestamp != first.timestamp:
                self._do()
        self._deed.append(Part(self._life(event.originator_id), event))

    def _life(self, case_id: UUID) -> Life:
        life = self.lives.get(case_id)
        if life is None:
            life = self.lives[case_id] = Life()
        life.wake()
        return life

    def _advance_was(self, life: Life, event: ProblemEvent) -> None:
        life.was = advanced(life.was, event, lambda one: self.deadlines.ended(0, PROBLEM, event.originator_id, one))
        life.apart = True
        self.was.take(event, life.was.row)

    # --- what would have been ---

    def _do(self) -> None:
        """All that a person's command brought about, or nothing of it."""
        deed, self._deed = self._deed, []
        lives = dict.fromkeys(part.life for part in deed)
        for life in lives:
            life.wake()
            self._settle(life, deed[0].event.timestamp)
            life.meet()
        try:
            steps = list(self._steps(deed))
        except NotReady as one:
            self.undone.extend(deed_of(one.event, one.state))
            steps = []
        self._take(deed, steps)
        for life in lives:
            life.sleep()

    def _steps(self, deed: Sequence[Part]) -> Iterator[Step]:
        """Every event of the deed by the other rules, with the levels that its facts reach. Raises NotReady."""
        states: dict[Life, Problem] = {}
        for life, event in deed:
            if isinstance(event, LEVELS_REACHED) or event.originator_id in self.spared:
                continue
            step = self._after(life, states.get(life, life.state), event)
            yield step
            for further in self._levels(step):
                yield further
                step = further
            states[life] = step.state

    def _after(self, life: Life, state: Problem | None, event: ProblemEvent) -> Step:
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
        return Step(life, anew, after)  # type: ignore[arg-type]

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
            yield Step(step.life, event, after)

    def _take(self, deed: Sequence[Part], steps: Sequence[Step]) -> None:
        """Both sides go on: what is one and the same on both, once."""
        if len(steps) == len(deed) and all(step.event is part.event for step, part in zip(steps, deed, strict=True)):
            for step in steps:
                self._advance_both(step)
        else:
            for life, event in deed:
                self._advance_was(life, event)
            for step in steps:
                self._advance_would(step)
        for step in steps:
            if isinstance(step.event, RefusalOverturned):
                self._overturned[step.state.unit] += 1

    def _advance_both(self, step: Step) -> None:
        life, event, state = step
        if life.apart:
            self._advance_was(life, event)
            self._advance_would(step)
            return
        life.was = life.would = advanced(life.was, event, lambda one: self.deadlines.same(PROBLEM, one))
        life.state = state
        if isinstance(event, LEVELS_REACHED):
            self.was.take(event, life.was.row)
            self.would.take(event, life.was.row)

    def _advance_would(self, step: Step) -> None:
        life, event, state = step
        life.state = state
        life.would = advanced(life.would, event, lambda one: self.deadlines.ended(1, PROBLEM, event.originator_id, one))
        life.apart = True
        self.would.take(event, life.would.row)

    def _settle(self, life: Life, until: datetime) -> None:
        """Whatever falls due by the other rules, up to and at that instant."""
        if life.state is None:
            return
        for event, state in self.settling.due(life.state, until):
            self._advance_would(Step(life, event, state))

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
