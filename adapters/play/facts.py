"""Assertions on one problem: any field of its line in the ledger, its state, and the due date of any duty."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from yaml import MappingNode, Node

from adapters.play.instants import read_when
from adapters.play.judging import Judged, Readable, Seen, seen_from
from adapters.play.nodes import Misread, entries_of, is_nothing, items_of, text_of
from adapters.play.patterns import At, Exactly, Pattern, pattern_of, some_fields, told
from adapters.play.reading import choice, english, fields_of, known_only, read_int
from adapters.play.words import FACTS, KEYS, word_of
from adapters.play.world import World
from domain.calendar import Due
from domain.policy import Duty, Level
from domain.problem.problem import Problem, ProblemEvent
from projections.as_of import Viewpoint
from projections.ledger_lines import UNDATED, LedgerLine, day_of, ledger_lines
from projections.trail import supervising_duties


class CaseSeen:
    """One problem from a viewpoint: its events, its state and its line of the ledger."""

    def __init__(self, world: World, case: str, view: Viewpoint) -> None:
        self.world, self.case, self.view = world, case, view

    @cached_property
    def events(self) -> list[ProblemEvent]:
        return self.world.seen(self.case, self.view)

    @cached_property
    def problem(self) -> Problem:
        state: Any = None
        for event in self.events:
            state = event.evolve(state)
        assert isinstance(state, Problem)
        return state

    @cached_property
    def line(self) -> LedgerLine:
        casework, case_id = self.world.casework, self.world.case_id(self.case)
        rows = [row for row in self.world.ledger(self.view)[0] if row.case_id == case_id]
        everyone = [row.subject for row in rows]
        [line] = ledger_lines(rows, self.view.at, casework.calendar, casework.packs, self.world.reveal, everyone)
        return line

    @property
    def owed(self) -> frozenset[Duty]:
        return frozenset(owed.duty for owed in self.problem.obligations)

    def armed(self, duty: Duty) -> Due | None:
        """The due date of a duty as it was last armed, whether it is still owed or not."""
        armed = [owed.due for event in self.events for owed in event.arms if owed.duty is duty]
        return armed[-1] if armed else None

    def supervisor_late(self, duty: Duty) -> int:
        """By how many working days the supervising side was, or is, late with a duty, all occasions together."""
        calendar, today = self.world.casework.calendar, day_of(self.view.at)
        return sum(
            calendar.working_days(owed.due.on, done_on or today)
            for owed, done_on in supervising_duties(self.events)
            if owed.duty is duty
        )


@dataclass(frozen=True)
class Fact:
    """Something asserted of a problem: its name, what is expected of it, and where it is found."""

    name: str
    pattern: Pattern
    find: Callable[[CaseSeen], Any]


@dataclass(frozen=True)
class CaseFacts:
    """What the ledger and the state of one problem say from a viewpoint."""

    case: str
    facts: tuple[Fact, ...]
    seen: Seen
    judge_at: datetime | None = None

    def judge(self, world: World) -> Iterator[Judged]:
        case, about = CaseSeen(world, self.case, self.seen.view(world.now)), f"{self.case}{self.seen}"
        for fact in self.facts:
            if not case.events:
                yield Judged(about, fact.name, False, str(fact.pattern), "当时还没有这个问题")
                continue
            actual = fact.find(case)
            met = fact.pattern.meets(actual, world.reveal)
            yield Judged(about, fact.name, met, str(fact.pattern), told(actual, world.reveal))


# --- reading them ---------------------------------------------------------------------------------------------------

OWN = ("due", "owes", "level", "highest_level", "supervisor_late")
"""Facts with a way of writing of their own."""

FROM_LINE = {name: field.type for name, field in fields_of(LedgerLine).items() if name in FACTS and name not in OWN}
KNOWN = (*OWN, *FROM_LINE)
KINDS = ("event", "never", "planned", "not_planned", "summary", "case", "as_of", "known_at")


def read_facts(entries: dict[str, Node], whole: Node, readable: Readable) -> CaseFacts:
    """``case``, ``as_of``, ``known_at``, and any of KNOWN with what is expected."""
    case, seen = readable.case(entries.pop("case", None), whole), seen_from(entries)
    facts: list[Fact] = []
    for key in list(entries):
        name = english(key, KNOWN, FACTS)
        if name in KNOWN:
            facts += read_fact(name, entries.pop(key), readable)
    known_only("核对中", whole, entries, (*KINDS, *KNOWN), {**FACTS, **KEYS})
    if not facts:
        raise Misread(whole, "没有写要核对什么")
    return CaseFacts(case, tuple(facts), seen)


def read_fact(name: str, node: Node, readable: Readable) -> Iterator[Fact]:
    if name == "due":
        yield from read_due(node, readable)
    elif name == "owes":
        duties = frozenset(choice(Duty, item) for item in items_of(node))
        yield Fact(FACTS[name], Exactly(duties), lambda case: case.owed)
    elif name == "level":
        yield Fact(FACTS[name], Exactly(choice(Level, node)), lambda case: Level[case.line.levels[-1]])
    elif name == "highest_level":
        yield Fact(FACTS[name], Exactly(choice(Level, node)), lambda case: Level[case.line.highest_level])
    elif name == "supervisor_late":
        yield from (read_supervisor_late(key, value) for key, value in duties_of(node))
    else:
        yield Fact(
            FACTS[name], pattern_of(FROM_LINE[name], node, readable.names), lambda case: getattr(case.line, name)
        )


def read_due(node: Node, readable: Readable) -> Iterator[Fact]:
    """One date is that of the problem (整改时限): a date, 未定, or as printed; several are those of its duties."""
    if isinstance(node, MappingNode):
        for duty, value in duties_of(node):
            yield read_due_of(duty, value, readable)
        return
    text = text_of(node)
    when = read_when(text)
    if when is not None:
        yield Fact("整改时限", At(when), lambda case: case.problem.due)
    elif text == UNDATED or is_nothing(node):
        yield Fact("整改时限", Exactly(None), lambda case: case.problem.due)
    else:
        yield Fact("整改时限", Exactly(text), lambda case: case.line.due)


def read_due_of(duty: Duty, node: Node, readable: Readable) -> Fact:
    return Fact(f"{word_of(duty)}时限", due_pattern(node, readable), lambda case: case.armed(duty))


def due_pattern(node: Node, readable: Readable) -> Pattern:
    if is_nothing(node):
        return Exactly(None)
    if isinstance(node, MappingNode):
        return some_fields(Due, node, readable.names)
    when = read_when(text_of(node))
    if when is None:
        raise Misread(node, f"“{text_of(node)}”不是时限，请写日期、时间，或 无")
    return At(when)


def read_supervisor_late(duty: Duty, node: Node) -> Fact:
    return Fact(f"{word_of(duty)}上级超时工作日", Exactly(read_int(node)), lambda case: case.supervisor_late(duty))


def duties_of(node: Node) -> Iterator[tuple[Duty, Node]]:
    entries = entries_of(node)
    if isinstance(node, MappingNode):
        for (key, _), value in zip(node.value, entries.values(), strict=True):
            yield choice(Duty, key), value
