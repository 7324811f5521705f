"""Assertions on cases: of a problem any field of its line in the ledger; of any case its state, and the due date of any
duty; how many cases there are of which so much can be said."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

import msgspec
from yaml import MappingNode, Node, SequenceNode

from adapters.play.instants import read_when
from adapters.play.judging import Judged, Readable, Seen, seen_from
from adapters.play.nodes import Misread, entries_of, is_nothing, items_of, text_of
from adapters.play.patterns import At, Exactly, Pattern, pattern_of, some_fields, told
from adapters.play.reading import case_kind, choice, english, fields_of, known_only, read_day, read_int
from adapters.play.states import is_of_state, read_path, types_of, value_pattern
from adapters.play.words import ARGUMENTS, FACTS, KEYS, word_of
from adapters.play.world import World
from domain.calendar import Due
from domain.case import CaseKind
from domain.events import Event
from domain.policy import Duty, Level
from domain.problem.problem import ProblemEvent
from domain.write_side import PROBLEM
from projections.as_of import Viewpoint
from projections.deadlines import deadlines
from projections.ledger_lines import UNDATED, LedgerLine, day_of, ledger_lines


class CaseSeen:
    """One case from a viewpoint: its events, its state and, of a problem, its line of the ledger."""

    def __init__(self, world: World, case: str, view: Viewpoint) -> None:
        self.world, self.case, self.view = world, case, view

    @cached_property
    def events(self) -> list[Event]:
        return self.world.seen(self.case, self.view)

    @cached_property
    def state(self) -> Any:
        state: Any = None
        for event in self.events:
            state = event.evolve(state)
        return state

    @cached_property
    def line(self) -> LedgerLine:
        world, casework, case_id = self.world, self.world.casework, self.world.case_id(self.case)
        rows = [row for row in world.ledger(self.view)[0] if row.case_id == case_id]
        everyone = [row.subject for row in rows]
        [line] = ledger_lines(rows, self.view.at, casework.calendar, casework.rulebook, world.reveal, everyone)
        return line

    @property
    def owed(self) -> frozenset[Duty]:
        return frozenset(owed.duty for owed in self.state.obligations)

    def armed(self, duty: Duty) -> Due | None:
        """The due date of a duty as it was last armed, whether it is still owed or not."""
        armed = [owed.due for event in self.events for owed in getattr(event, "arms", ()) if owed.duty is duty]
        return armed[-1] if armed else None

    def supervisor_late(self, duty: Duty) -> int:
        """By how many working days the supervising side was, or is, late with a duty, all occasions together."""
        calendar, today = self.world.casework.calendar, day_of(self.view.at)
        events = [event for event in self.events if isinstance(event, ProblemEvent)]
        return sum(
            kept.past_wd for kept in deadlines(events, today, calendar) if kept.supervising and kept.duty is duty
        )


@dataclass(frozen=True)
class Fact:
    """Something asserted of a case: its name, what is expected of it, and where it is found."""

    name: str
    pattern: Pattern
    find: Callable[[CaseSeen], Any]

    def holds(self, case: CaseSeen) -> bool:
        return self.pattern.meets(self.find(case), case.world)


@dataclass(frozen=True)
class CaseFacts:
    """What the ledger and the state of one case say from a viewpoint."""

    case: str
    kind: CaseKind
    facts: tuple[Fact, ...]
    seen: Seen
    judge_at: datetime | None = None

    def judge(self, world: World) -> Iterator[Judged]:
        case, about = CaseSeen(world, self.case, self.seen.view(world.now)), f"{self.case}{self.seen}"
        missing = f"当时还没有这个{self.kind.chinese}" if not isinstance(case.state, self.kind.state) else ""
        for fact in self.facts:
            met = not missing and fact.holds(case)
            actual = missing or told(fact.find(case), world)
            yield Judged(about, fact.name, met, str(fact.pattern), actual, self.kind.name)


@dataclass(frozen=True)
class CaseCount:
    """How many cases of a kind, or which of them, have certain facts from a viewpoint."""

    kind: CaseKind
    facts: tuple[Fact, ...]
    times: int
    cases: tuple[str, ...] | None
    seen: Seen
    judge_at: datetime | None = None

    def judge(self, world: World) -> Iterator[Judged]:
        view = self.seen.view(world.now)
        found = [label for label in world.of_kind(self.kind) if self.counts(CaseSeen(world, label, view))]
        met = len(found) == self.times if self.cases is None else sorted(found) == sorted(self.cases)
        expected, actual = counted(self.times, self.cases or ()), counted(len(found), found)
        yield Judged(f"{self.kind.chinese}{self.seen}", self.what, met, expected, actual, self.kind.name)

    def counts(self, case: CaseSeen) -> bool:
        return isinstance(case.state, self.kind.state) and all(fact.holds(case) for fact in self.facts)

    @property
    def what(self) -> str:
        return "，".join(f"{fact.name} {fact.pattern}" for fact in self.facts) or "全部"


def counted(number: int, cases: Collection[str]) -> str:
    return f"{number}件（{'、'.join(cases)}）" if cases else f"{number}件"


# --- reading them ---------------------------------------------------------------------------------------------------

OWN = ("due", "owes", "level", "highest_level", "supervisor_late")
"""Facts with a way of writing of their own."""

FROM_LINE = {name: field.type for name, field in fields_of(LedgerLine).items() if name in FACTS and name not in OWN}
KNOWN = (*OWN, *FROM_LINE)
COMMON = ("due", "owes")
"""Of those, what there is to say of a case of any kind, beside its state."""

KINDS = ("event", "never", "planned", "not_planned", "summary", "count", "case", "as_of", "known_at")


def read_facts(entries: dict[str, Node], whole: Node, readable: Readable) -> CaseFacts:
    """``case``, ``as_of``, ``known_at``, and any facts of its kind with what is expected.

    ``kind`` is written where the case is called by its number and is no problem.
    """
    kind = case_kind(entries.pop("kind")) if "kind" in entries else None
    case, seen = readable.case(entries.pop("case", None), whole, kind), seen_from(entries, readable)
    kind = kind or readable.kind_of(case)
    facts = facts_of(kind, entries, whole, readable)
    if not facts:
        raise Misread(whole, "没有写要核对什么")
    return CaseFacts(case, kind, facts, seen)


def read_count(entries: dict[str, Node], whole: Node, readable: Readable) -> CaseCount:
    """``count`` names the ``kind`` and the facts of those that are counted; ``is`` how many, or which they are."""
    chosen = entries_of(entries.pop("count"), lambda key: english(key, ("kind",), KEYS))
    if "kind" not in chosen or "is" not in entries:
        raise Misread(whole, "count（计数）须写 kind（类型），并在 is（为）中写件数或案件")
    kind, seen, wanted = case_kind(chosen.pop("kind")), seen_from(entries, readable), entries.pop("is")
    known_only("核对中", whole, entries, ("count", "is", "as_of", "known_at"), KEYS)
    facts = facts_of(kind, chosen, whole, readable)
    if isinstance(wanted, SequenceNode):
        cases = tuple(readable.case(item, item, kind) for item in items_of(wanted))
        return CaseCount(kind, facts, len(cases), cases, seen)
    return CaseCount(kind, facts, read_int(wanted), None, seen)


def facts_of(kind: CaseKind, entries: Mapping[str, Node], whole: Node, readable: Readable) -> tuple[Fact, ...]:
    """What the entries expect of a case of this kind: of a problem what its ledger says, of any kind its state."""
    own: tuple[str, ...] = KNOWN if kind is PROBLEM else COMMON
    state: type[msgspec.Struct] = kind.state
    facts: list[Fact] = []
    for key, node in entries.items():
        name = english(key, own, FACTS)
        if name in own:
            facts += read_fact(name, node, kind, readable)
        elif is_of_state(key, state):
            facts.append(read_state_fact(key, node, kind, readable))
        else:
            known_only("核对中", whole, [key], [*KINDS, *own, *types_of(state)], {**ARGUMENTS, **FACTS, **KEYS})
    return tuple(facts)


def read_state_fact(key: str, node: Node, kind: CaseKind, readable: Readable) -> Fact:
    path, wanted = read_path(key, node, kind.state)
    return Fact(
        FACTS.get(str(path), str(path)), value_pattern(wanted, node, readable.names), lambda case: path.find(case.state)
    )


def read_fact(name: str, node: Node, kind: CaseKind, readable: Readable) -> Iterator[Fact]:
    if name == "due":
        yield from read_due(node, kind, readable)
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


def read_due(node: Node, kind: CaseKind, readable: Readable) -> Iterator[Fact]:
    """One date is that of the case (整改时限): a date, 未定, or as printed; several are those of its duties."""
    if isinstance(node, MappingNode):
        for duty, value in duties_of(node):
            yield read_due_of(duty, value, readable)
        return
    if kind is not PROBLEM:
        yield Fact(FACTS["due"], Exactly(None if is_nothing(node) else read_day(node)), lambda case: case.state.due_on)
        return
    text = text_of(node)
    when = read_when(text)
    if when is not None:
        yield Fact("整改时限", At(when), lambda case: case.state.due)
    elif text == UNDATED or is_nothing(node):
        yield Fact("整改时限", Exactly(None), lambda case: case.state.due)
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
