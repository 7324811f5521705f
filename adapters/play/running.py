"""Plays a timeline on a simulated clock, through the same commands and the same moments as real life (剧本演练)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from enum import Enum
from pathlib import Path
from uuid import UUID

import msgspec

from adapters.event_store.opening import OpenStore, open_in_memory
from adapters.packs import load_packs, packs_folder, shipped_calendar
from adapters.play.bringing import CannotBring, draw_of, next_command, whoever_may
from adapters.play.commands import COMMANDS, completed
from adapters.play.judging import THE_END, Check, Judged
from adapters.play.nodes import Fault
from adapters.play.steps import ACCEPTED, Bring, Expected, Order, Step
from adapters.play.timeline import Timeline, TimelineRefused, read_timeline
from adapters.play.words import CASE_KINDS, EVENTS, word_of
from adapters.play.world import Happened, World
from domain.calendar import BusinessCalendar
from domain.case import Command
from domain.casework import Caller, Casework, Recorded
from domain.document.drafting import DraftDocument
from domain.events import Channel, Event, topic
from domain.issue.preparing import PrepareTable
from domain.organisation import ORGANISATION_ID
from domain.problem.problem import STAGE_NAMES, Problem, ProblemEvent
from domain.refusal import Refused
from domain.write_side import PROBLEM
from projections.trail_words import sentence

STAGE_MANAGER = "剧本"
"""Who enters units and people."""

CHINESE = {command.command: command.chinese for command in COMMANDS}


class MomentShown(msgspec.Struct, frozen=True):
    """Something that happened by itself, in a case of that kind."""

    at: datetime
    case: str
    text: str
    kind: str


class StepShown(msgspec.Struct, frozen=True):
    """A step as it was played: what happened by itself before it, what came of each command, how each check ended.

    ``number`` and ``line`` are those of the file; 0 is the end of the timeline. ``after`` fell due at the very instant.
    """

    number: int
    line: int
    at: datetime
    text: str
    moments: tuple[MomentShown, ...] = ()
    outcomes: tuple[Judged, ...] = ()
    after: tuple[MomentShown, ...] = ()
    checks: tuple[Judged, ...] = ()

    @property
    def ok(self) -> bool:
        return all(one.ok for one in (*self.outcomes, *self.checks))


class Failure(msgspec.Struct, frozen=True):
    """An expectation that was not met, and where it stands."""

    step: int
    line: int
    at: datetime
    about: str
    what: str
    expected: str
    actual: str
    kind: str = ""


class PlayResult(msgspec.Struct, frozen=True, kw_only=True):
    """What was shown and what failed."""

    file: str
    title: str
    ok: bool
    expectations: int
    moments: int
    events: int
    steps: tuple[StepShown, ...]
    failures: tuple[Failure, ...]


def play(
    path: Path,
    store: OpenStore | None = None,
    calendar: BusinessCalendar | None = None,
    packs: Path | None = None,
) -> PlayResult:
    """Play a scenario file: in memory, or into a given store; by another calendar than the shipped one, if given.

    Raises TimelineRefused where the file cannot be played at all.
    """
    folder = packs_folder(packs)
    timeline = read_timeline(path, load_packs(folder))
    with open_in_memory() as memory:
        casework = casework_for(timeline, store or memory, calendar or shipped_calendar(folder))
        return Player(timeline, casework).play()


def casework_for(timeline: Timeline, store: OpenStore, calendar: BusinessCalendar) -> Casework:
    """Casework on a store, with the rules of the timeline."""
    return Casework(store.recorder, store.vault, timeline.packs, calendar)


class Player:
    """Plays one timeline on a casework that has its rules.

    ``play`` does all of it. Whoever lets time pass in another way (real timers) performs the steps one by one.
    """

    def __init__(self, timeline: Timeline, casework: Casework, channel: Channel = Channel.PLAY) -> None:
        self.timeline = timeline
        self.casework = casework
        self.channel = channel
        self.world = World(casework)
        self._given = 0
        self._later: list[Check] = []
        self._after: list[Happened] = []

    def play(self) -> PlayResult:
        """Raises TimelineRefused if this timeline was played into this store before."""
        if self.id_of(1) in self.casework.load(ORGANISATION_ID).commands:
            raise TimelineRefused(self.timeline.file, [Fault(1, "这个培训目录里已经演练过这个剧本，请换一个空目录")])
        self.enter_cast()
        steps = [self.perform(step) for step in self.timeline.steps]
        return result_of(self.timeline, [*steps, *self.end()], self.world)

    def enter_cast(self) -> None:
        """Units and people, before anything else."""
        self.world.now = self.timeline.begins
        for command in (*self.timeline.cast.units, *self.timeline.cast.people):
            self.give(command, STAGE_MANAGER)

    def perform(self, step: Step) -> StepShown:
        """Let time pass up to the step, then take it and judge its checks."""
        before = shown_moments(self.world.pass_time(step.at))
        self._after = []
        outcomes = tuple(self.outcomes(step.act))
        return StepShown(
            number=step.number,
            line=step.line,
            at=step.at,
            text=self.told(step),
            moments=before,
            outcomes=outcomes,
            after=shown_moments(self._after),
            checks=tuple(self.check(step)),
        )

    def end(self) -> Iterator[StepShown]:
        """Judge what could not be judged before; time passes on to the latest instant that is asked about."""
        asked = [check.judge_at for check in self._later if check.judge_at not in (None, THE_END)]
        moments = self.world.pass_time(max([self.world.now, *(at for at in asked if at is not None)]))
        if self._later:
            checks = tuple(one for check in self._later for one in judged(check, self.world))
            yield StepShown(0, 0, self.world.now, "时间线结束", shown_moments(moments), checks=checks)

    # --- one step ---

    def outcomes(self, act: Order | Bring | None) -> Iterator[Judged]:
        if isinstance(act, Order):
            for label in act.cases or (act.label,):
                yield from self.order(act, label)
        elif isinstance(act, Bring):
            yield from (self.bring(act, label) for label in act.cases)

    def told(self, step: Step) -> str:
        if isinstance(step.act, Order):
            return f"{self.name_of(step.act.by)}{step.act.name.chinese}"
        if isinstance(step.act, Bring):
            return f"办到“{STAGE_NAMES[step.act.to]}”"
        return step.note or ("核对" if step.checks else "时间推移")

    def order(self, order: Order, label: str) -> Iterator[Judged]:
        """Give one command, and compare what came of it, and of the cases that it made, with what was expected."""
        expected, kind, known = order.expected, order.name.kind, set(self.world.events)
        try:
            recorded = self.give(self.for_case(order, label), order.by, self.target(order, label), order)
        except Refused as refusal:
            met, told = expected.met_by(refusal), refusal_told(refusal, expected)
            yield Judged(label, "", met, str(expected), told, kind.name)
            return
        if order.name.creates:
            self.world.enter(label, recorded.case_id)
        self.world.listen()
        further = list(self.name_further(order, [case for case in self.world.events if case not in known], label))
        self._after += self.world.pass_time(self.world.now)
        told = f"受理{self.stage_now(recorded.case_id)}"
        yield Judged(label, "", expected == ACCEPTED, str(expected), told, kind.name)
        yield from further

    def name_further(self, order: Order, new: list[UUID], label: str) -> Iterator[Judged]:
        """Label the cases that a command made beside; as many are expected of a kind as there are labels."""
        for kind, labels in order.makes.items():
            made = [case for case in new if self.world.kinds[case].name == kind and self.world.labels[case] != label]
            for further, case_id in zip(labels, made, strict=False):
                self.world.enter(further, case_id)
            word = next(known.chinese for known in CASE_KINDS if known.name == kind)
            expected, actual = f"产生{len(labels)}件{word}（{'、'.join(labels)}）", f"产生{len(made)}件{word}"
            yield Judged(label, "", len(made) == len(labels), expected, actual, kind)

    def for_case(self, order: Order, label: str) -> Command:
        """The command as it is given now. Raises Refused."""
        known = order.name.addresses and label in self.world.cases
        command = completed(order.command, self.world.state(label) if known else None, self.world.stand_ins())
        if isinstance(command, DraftDocument):
            return self.world.drafted(command)
        return self.world.filled_in(command) if isinstance(command, PrepareTable) else command

    def target(self, order: Order, label: str) -> UUID | None:
        return self.world.case_id(label) if order.name.addresses else None

    def bring(self, bring: Bring, label: str) -> Judged:
        done: list[str] = []
        try:
            done.extend(self.commands_to(bring, label))
        except (Refused, CannotBring) as error:
            told = f"{'、'.join(done) or '一步未办'}；{error}"
            return Judged(label, "", False, STAGE_NAMES[bring.to], told, PROBLEM.name)
        return Judged(label, "", True, STAGE_NAMES[bring.to], "、".join(done), PROBLEM.name)

    def commands_to(self, bring: Bring, label: str) -> Iterator[str]:
        """Give the commands that lead to the stage, one by one. Raises Refused, CannotBring."""
        if bring.register is not None:
            person = whoever_may(bring.register, None, bring.preferred, self.world)
            self.world.enter(label, self.give(bring.register, person).case_id)
            yield f"{self.name_of(person)}{CHINESE[type(bring.register)]}"
        while (problem := self.world.problem(label)).stage is not bring.to:
            if problem.current.pooled:
                yield from self.draw(problem, bring)
                continue
            command = next_command(problem, bring, self.world)
            person = whoever_may(command, problem, bring.preferred, self.world)
            self.give(command, person, problem.id)
            self.heard()
            yield f"{self.name_of(person)}{CHINESE[type(command)]}"

    def draw(self, problem: Problem, bring: Bring) -> Iterator[str]:
        for command, person, pool in draw_of(problem, bring, self.world):
            self.give(command, person, pool)
            self.heard()
            yield f"{self.name_of(person)}{CHINESE[type(command)]}"

    def heard(self) -> None:
        """A command was accepted; what it made due at this very instant happens."""
        self.world.listen()
        self._after += self.world.pass_time(self.world.now)

    def check(self, step: Step) -> Iterator[Judged]:
        for check in step.checks:
            if check.judge_at is not None and check.judge_at > self.world.now:
                self._later.append(check)
            else:
                yield from judged(check, self.world)

    def give(self, command: Command, person: str, case_id: UUID | None = None, order: Order | None = None) -> Recorded:
        """Give a command at this moment, under an id that is the same in every run. Raises Refused."""
        self._given += 1
        by = Caller(
            person=person,
            command_id=self.id_of(self._given),
            recorded_at=self.world.now,
            occurred_at=order.occurred_at if order else None,
            late_reason=order.late_reason if order else "",
            channel=self.channel,
        )
        return self.casework.handle(command, by, case_id)

    def id_of(self, number: int) -> str:
        """The id of the n-th command of the timeline."""
        return f"play/{self.timeline.title}/{number}"

    # --- in words ---

    def name_of(self, person_id: str) -> str:
        people = self.casework.organisation.people
        return people[person_id].name if person_id in people else person_id

    def stage_now(self, case_id: UUID) -> str:
        kind = self.world.kinds.get(case_id)
        return f" → {kind.stage_names[self.casework.load(case_id).state.stage]}" if kind else ""


def judged(check: Check, world: World) -> Iterator[Judged]:
    """A check that names a problem which does not exist, because its registration failed, fails as well."""
    try:
        yield from check.judge(world)
    except Refused as refusal:
        yield Judged("", "核对", False, "可以核对", refusal.message)


def refusal_told(refusal: Refused, expected: Expected) -> str:
    facts = "，".join(f"{name}={refusal.facts.get(name)}" for name in expected.facts)
    return f"拒绝 {refusal.code}：{refusal.message}{f'（{facts}）' if facts else ''}"


def shown_moments(happened: Iterable[Happened]) -> tuple[MomentShown, ...]:
    return tuple(MomentShown(one.event.occurred_at, one.case, in_words(one.event), one.kind) for one in happened)


def in_words(event: Event) -> str:
    """What happened by itself, in a sentence; in a case that is no problem: the name of the event, and of what duty."""
    if isinstance(event, ProblemEvent):
        return sentence(event, no_text)
    details = (getattr(event, name, None) for name in ("duty", "level"))
    return " ".join((EVENTS[topic(type(event))], *(word_of(detail) for detail in details if isinstance(detail, Enum))))


def no_text(sealed: object) -> str:
    """Nothing that happens by itself has a text."""
    return ""


def result_of(timeline: Timeline, steps: list[StepShown], world: World) -> PlayResult:
    expectations = [(step, one) for step in steps for one in (*step.outcomes, *step.checks)]
    failures = tuple(
        Failure(step.number, step.line, step.at, one.about, one.what, one.expected, one.actual, one.kind)
        for step, one in expectations
        if not one.ok
    )
    return PlayResult(
        file=timeline.file,
        title=timeline.title,
        ok=not failures,
        expectations=len(expectations),
        moments=sum(len(step.moments) + len(step.after) for step in steps),
        events=sum(len(events) for events in world.events.values()),
        steps=tuple(steps),
        failures=failures,
    )
