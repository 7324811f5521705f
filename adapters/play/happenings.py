"""Assertions on what happened: that an event occurred, how often, when, or never; that a moment lies ahead."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from yaml import Node

from adapters.play.instants import When, shown
from adapters.play.judging import THE_END, Judged, Readable
from adapters.play.nodes import Misread, items_of, nearest, text_of
from adapters.play.patterns import Exactly, Pattern, Who, pattern_of
from adapters.play.reading import case_kind, english, fields_of, known_only, moment, read_bool, read_end, read_int
from adapters.play.words import ARGUMENTS, EVENTS, KEYS, kind_named, value_of, word_of
from adapters.play.world import Happened, World
from domain.case import CaseKind
from domain.event_table import EVENTS as EVENT_TABLE
from domain.events import SYSTEM, Event, topic
from domain.obligations import Reminded
from domain.policy import LEVEL_NAMES, Level
from domain.problem.claiming import ClaimExpired
from domain.problem.rechecking import EscalationProposed, EscalationReached
from domain.write_side import PROBLEM

ENVELOPE = ("originator_id", "originator_version", "timestamp", "occurred_at", "envelope", "arms")
CLAIM_EXPIRY = "认领期限"
ALL_PROBLEMS = "全部问题"
EVERYTHING = "全部"


@dataclass(frozen=True)
class EventPattern:
    """Which events are meant: of these classes, with these fields, and, for a word of the ladder, of this level."""

    word: str
    classes: tuple[type[Event], ...]
    fields: Mapping[str, Pattern]
    level: Level | None = None

    def fits(self, event: Event, world: World) -> bool:
        if not isinstance(event, self.classes):
            return False
        if self.level is not None and getattr(event, "level", Level.REMIND) is not self.level:
            return False
        return all(pattern.meets(field_of(event, name), world) for name, pattern in self.fields.items())

    def occurrences(self, case: str, world: World) -> list[Happened]:
        """What fits so far, in one case or anywhere, oldest first."""
        found = [one for one in world.happened() if case in ("", one.case) and self.fits(one.event, world)]
        return sorted(found, key=lambda one: one.event.occurred_at)

    @property
    def kind(self) -> str:
        """The first word of their topics: the name of the kind of case, or of the register."""
        return kind_name(self.classes[0])

    @property
    def whose(self) -> str:
        return ALL_PROBLEMS if self.kind == PROBLEM.name else EVERYTHING

    def __str__(self) -> str:
        shown_fields = [f"{name} {pattern}" for name, pattern in self.fields.items() if name != "supervising"]
        return f"{self.word}（{'，'.join(shown_fields)}）" if shown_fields else self.word


def field_of(event: Event, name: str) -> Any:
    if name == "actor":
        return event.envelope.actor
    return getattr(event, name, False if name == "supervising" else None)


# --- the assertions -------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Occurred:
    """That it happened: at each of these instants, so many times, or at all."""

    pattern: EventPattern
    case: str
    at: tuple[When, ...]
    times: int | None
    judge_at: datetime | None = None

    def judge(self, world: World) -> Iterator[Judged]:
        found = [one.event.occurred_at for one in self.pattern.occurrences(self.case, world)]
        about, what, actual = self.case or self.pattern.whose, str(self.pattern), instants(found)
        kind = self.pattern.kind
        for when in self.at:
            yield Judged(about, what, any(map(when.covers, found)), f"发生于 {when}", actual, kind)
        if self.times is not None:
            counted = [at for at in found if not self.at or any(when.covers(at) for when in self.at)]
            met, told = len(counted) == self.times, f"{len(counted)} 次：{actual}"
            yield Judged(about, what, met, f"共 {self.times} 次", told, kind)
        elif not self.at:
            yield Judged(about, what, bool(found), "已经发生", actual, kind)


@dataclass(frozen=True)
class NeverOccurred:
    """That it never happened, up to an instant or to the end of the timeline."""

    pattern: EventPattern
    case: str
    judge_at: datetime = THE_END

    def judge(self, world: World) -> Iterator[Judged]:
        occurred = (one.event.occurred_at for one in self.pattern.occurrences(self.case, world))
        found = [at for at in occurred if at <= self.judge_at]
        expected = "从未发生" if self.judge_at == THE_END else f"至 {shown(self.judge_at)} 没有发生"
        about = self.case or self.pattern.whose
        yield Judged(about, str(self.pattern), not found, expected, instants(found), self.pattern.kind)


@dataclass(frozen=True)
class Planned:
    """That a moment lies ahead of a problem, or that it does not, at that instant or at any."""

    name: str
    case: str
    at: When | None
    planned: bool
    supervising: bool
    judge_at: datetime | None = None

    def judge(self, world: World) -> Iterator[Judged]:
        owed = {owed.key for owed in world.state(self.case).obligations if owed.supervising}
        ahead = [
            moment.at
            for moment in world.moments(self.case)
            if moment.waits_for == self.name and (moment.key.partition(" ")[2] in owed) is self.supervising
        ]
        found = any(self.at is None or self.at.covers(at) for at in ahead)
        expected = f"{'将' if self.planned else '不会'}发生{f'于 {self.at}' if self.at else ''}"
        actual = instants(ahead, "没有安排")
        yield Judged(self.case, self.name, found is self.planned, expected, actual, world.kind(self.case))


def instants(found: list[datetime], none: str = "没有发生") -> str:
    return "、".join(map(shown, found)) or none


# --- reading them ---------------------------------------------------------------------------------------------------


def read_occurred(entries: dict[str, Node], whole: Node, readable: Readable) -> Occurred:
    """``event``, with ``case``, ``at`` (one or several), ``times``; other keys are fields of the event."""
    word = entries.pop("event")
    kind = kind_of_events(word)
    at = tuple(moment(node) for node in items_of(entries.pop("at"))) if "at" in entries else ()
    times = read_int(entries.pop("times")) if "times" in entries else None
    case = case_or_all(entries, readable, kind)
    return Occurred(event_pattern(word, entries, whole, readable), case, at, times)


def read_never(entries: dict[str, Node], whole: Node, readable: Readable) -> NeverOccurred:
    """``never``, with ``case``, ``until``; other keys are fields of the event."""
    word = entries.pop("never")
    kind = kind_of_events(word)
    until = read_end(entries.pop("until")) if "until" in entries else THE_END
    case = case_or_all(entries, readable, kind)
    return NeverOccurred(event_pattern(word, entries, whole, readable), case, until)


def read_planned(entries: dict[str, Node], whole: Node, readable: Readable) -> Planned:
    """``planned`` or ``not_planned``: a level of the ladder or 逾期未认领, of other kinds what is waited for; with
    ``case`` (and its ``kind``, where it is called by a number), ``at``, ``supervising``.
    """
    planned = "planned" in entries
    kind = case_kind(entries.pop("kind")) if "kind" in entries else None
    case = readable.case(entries.pop("case", None), whole, kind)
    name = moment_name(entries.pop("planned" if planned else "not_planned"), kind or readable.kind_of(case))
    at = moment(entries.pop("at")) if "at" in entries else None
    supervising = read_bool(entries.pop("supervising")) if "supervising" in entries else False
    known_only("核对中", whole, entries, ("planned", "case", "at", "supervising"), KEYS)
    return Planned(name, case, at, planned, supervising)


def moment_name(node: Node, kind: CaseKind) -> str:
    """What a moment waits for, as the domain words it."""
    level = value_of(Level, text_of(node))
    if level is not None:
        return LEVEL_NAMES[level]
    if classes_named(text_of(node)) == (ClaimExpired,):
        return CLAIM_EXPIRY
    if kind is not PROBLEM:
        return text_of(node)
    raise Misread(node, f"“{text_of(node)}”不是时点，可写：{'、'.join(LEVEL_NAMES.values())}、逾期未认领")


def case_or_all(entries: dict[str, Node], readable: Readable, kind: CaseKind | None) -> str:
    node = entries.pop("case", None)
    return readable.case(node, node, kind) if node is not None else ""


def event_pattern(word: Node, entries: Mapping[str, Node], whole: Node, readable: Readable) -> EventPattern:
    """The events of a word: topic, class or Chinese name; WARN, 催办 and the like mean the level being reached."""
    level = value_of(Level, text_of(word))
    if level is not None:
        return ladder_pattern(level, entries, whole, readable)
    classes = classes_named(text_of(word))
    if not classes:
        names = [name for cls in EVENT_TABLE.classes.values() for name in names_of(cls)]
        known = [*names, *(level.name for level in Level), *LEVEL_NAMES.values()]
        raise Misread(word, f"没有“{text_of(word)}”这种事件{nearest(text_of(word), known)}")
    return EventPattern(names_of(classes[0])[-1], classes, field_patterns(classes, entries, whole, readable))


def ladder_pattern(level: Level, entries: Mapping[str, Node], whole: Node, readable: Readable) -> EventPattern:
    """A level of the responsible unit, unless the supervising side is named."""
    classes = (Reminded,) if level is Level.REMIND else (EscalationReached, EscalationProposed)
    fields = {"supervising": Exactly(False), **field_patterns(classes, entries, whole, readable)}
    return EventPattern(word_of(level), classes, fields, level)


def field_patterns(
    classes: tuple[type[Event], ...], entries: Mapping[str, Node], whole: Node, readable: Readable
) -> dict[str, Pattern]:
    types = {name: field.type for cls in classes for name, field in fields_of(cls).items() if name not in ENVELOPE}
    known = ("actor", *types)
    named = {english(key, known, {**ARGUMENTS, **KEYS}): node for key, node in entries.items()}
    known_only("这种事件的核对中", whole, named, known, {**ARGUMENTS, **KEYS})
    return {
        name: actor(node, readable) if name == "actor" else pattern_of(types[name], node, readable.names)
        for name, node in named.items()
    }


def actor(node: Node, readable: Readable) -> Who:
    """Who acted: a person, or SYSTEM (系统) for what happened by itself."""
    if text_of(node) in (SYSTEM.person, SYSTEM.name):
        return Who(SYSTEM.person)
    return Who(readable.names.person(node))


def classes_named(word: str) -> tuple[type[Event], ...]:
    """The events of a word; where several kinds have it, those of problems are meant, unless the topic is written."""
    found = [cls for cls in EVENT_TABLE.classes.values() if word in names_of(cls)]
    of_problems = [cls for cls in found if kind_name(cls) == PROBLEM.name]
    return tuple(of_problems or found)


def kind_of_events(word: Node) -> CaseKind | None:
    """The kind of case in which such events happen; None: they are the ladder's, or not those of one kind of case."""
    kinds = {kind_name(cls) for cls in classes_named(text_of(word))}
    return kind_named(kinds.pop()) if len(kinds) == 1 else None


def kind_name(cls: type[Event]) -> str:
    return topic(cls).partition(".")[0]


def names_of(cls: type[Event]) -> tuple[str, ...]:
    name = topic(cls)
    return (name, name.partition(".")[2], cls.__name__, EVENTS.get(name, name))
