"""What of the log is mined: each case with its events, and the objects that each event touches.

Nothing personal is in an event (sealed texts are references, households opaque), so nothing personal is here. People in
office appear by their ids, without names. Cases that only a few may know of are left out and counted (decision 0011).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from types import NoneType
from typing import Any, ClassVar
from uuid import UUID

import msgspec

from domain.calendar import Due
from domain.case import CaseKind
from domain.events import SYSTEM, Channel, Event, Named, topic
from domain.owing import Obligation
from domain.sealing import Sealed
from domain.write_side import KINDS
from projections.log import READ_AT_ONCE, Log, decode

KIND_BY_NAME = {kind.name: kind for kind in KINDS}
REGISTERS = {"register": "登记簿", "unit_record": "单位记录"}
"""Streams that are no cases: numbers given out, counts kept for a rule."""

TYPES = {kind.name: kind.chinese for kind in KINDS} | REGISTERS
PERSON, UNIT, HOUSEHOLD = "人员", "单位", "被访农户"
CASE, ACTOR, ACTING_UNIT = "本案", "办理人", "办理单位"
CASE_ATTRIBUTES = ("编号", "阶段", "承办单位", "时限", "专项行动")
HOUSEHOLD_FIELDS = ("household", "household_ref")
SPEAK_OF_NOTHING = frozenset({int, bool, NoneType, date, datetime, Due, Obligation, Sealed})
"""Values in which no object is named."""


class Relation(msgspec.Struct, frozen=True):
    """An object that an event touches, and as what. ``acts``: not the event speaks of it, but whoever acted."""

    object_id: str
    type: str
    qualifier: str
    acts: bool = False


class Change(msgspec.Struct, frozen=True):
    """An attribute of a case as it is from an instant on."""

    name: str
    value: str
    at: datetime


class MinedEvent(msgspec.Struct, frozen=True):
    """An event: ``type`` is its topic, ``name`` what people call it."""

    event: Event
    type: str
    name: str
    related: tuple[Relation, ...]

    ATTRIBUTES: ClassVar[tuple[str, ...]] = ("记录时间", "渠道", "身份核验", "角色", "自动发生", "专项行动")

    @property
    def id(self) -> str:
        return f"{self.event.originator_id}/{self.event.originator_version}"

    @property
    def attributes(self) -> dict[str, str]:
        """What every event has, by name, as text; the same names for every type."""
        envelope = self.event.envelope
        by_itself = "是" if envelope.channel is Channel.SYSTEM else "否"
        recorded, channel, identity = self.event.timestamp.isoformat(), envelope.channel, envelope.identity_basis
        said = (recorded, channel.value, identity.value, envelope.actor.role, by_itself, envelope.campaign)
        return dict(zip(self.ATTRIBUTES, said, strict=True))


@dataclass(frozen=True)
class MinedCase:
    """A case: its object, what of it changed when, and its events in their order.

    ``events`` can be gone through once and again; those of a long case are read anew each time.
    """

    id: str
    name: str
    number: str
    events: Iterable[MinedEvent]
    changes: tuple[Change, ...]

    @property
    def type(self) -> str:
        """What people call such cases."""
        return TYPES[self.name]


AT_ONCE = 1_000
"""So many events of one case are in memory: a pool through which a whole county went has hundreds of thousands."""


@dataclass(frozen=True)
class Mined:
    """The events of a case, page by page; a case of one page is read once."""

    mine: Mine
    case_id: UUID
    kind: str
    first: tuple[Event, ...]

    def __iter__(self) -> Iterator[MinedEvent]:
        for event in self.mine.events_of(self.case_id, self.first):
            yield self.mine.mined(event, self.kind)


@dataclass
class Mine:
    """The cases of a log, one after the other, page by page: what is kept of all of them is which cases there are.

    ``admits`` says of the state of a case whether it may be shown; ``names`` what people call an event, by topic;
    ``at_once`` how many events of a case are in memory.
    """

    log: Log
    names: Mapping[str, str]
    admits: Callable[[CaseKind, Any], bool]
    kinds: tuple[str, ...] = ()
    at_once: int = AT_ONCE
    left_out: int = 0
    shown: int = 0
    _kind_of: dict[UUID, str] = field(default_factory=dict)

    def cases(self) -> Iterator[MinedCase]:
        """In the order in which they began. Raises CannotRead."""
        self.left_out = self.shown = 0
        self._kind_of = dict(self._begun())
        for case_id, kind in self._kind_of.items():
            if not self.kinds or kind in self.kinds:
                found = self._case(case_id, kind)
                self.left_out += found is None
                self.shown += found is not None
                if found is not None:
                    yield found

    def _begun(self) -> Iterator[tuple[UUID, str]]:
        position: int | None = 0
        while page := self.log.select_notifications(position, READ_AT_ONCE, inclusive_of_start=False):
            position = page[-1].id
            for stored in page:
                if stored.originator_version == 1:
                    yield UUID(str(stored.originator_id)), stored.topic.split(".")[0]

    def _case(self, case_id: UUID, name: str) -> MinedCase | None:
        first = self._page(case_id, 0)
        kind = KIND_BY_NAME.get(name)
        state: Any = None
        changes: list[Change] = []
        if kind is not None and not kind.standing:
            old: dict[str, str] = {}
            for event in self.events_of(case_id, first):
                state = event.evolve(state)
                now = attributes(state, kind)
                changes += changed(old, now, event)
                old = now
        if kind is not None and not self.admits(kind, state):
            return None
        number = state.number if state else ""
        return MinedCase(object_id(case_id, name), name, number, Mined(self, case_id, name, first), tuple(changes))

    def events_of(self, case_id: UUID, page: tuple[Event, ...]) -> Iterator[Event]:
        """All events of a case of which this is the first page."""
        while page:
            yield from page
            page = self._page(case_id, page[-1].originator_version) if len(page) == self.at_once else ()

    def _page(self, case_id: UUID, after: int) -> tuple[Event, ...]:
        return tuple(map(decode, self.log.select_events(case_id, gt=after or None, limit=self.at_once)))

    def mined(self, event: Event, kind: str) -> MinedEvent:
        """The event with what it touches."""
        own = Relation(object_id(event.originator_id, kind), TYPES[kind], CASE)
        related = dict.fromkeys((own, *acting(event), *self._named_in(event)))
        name = topic(type(event))
        return MinedEvent(event, name, self.names[name], tuple(related))

    def _named_in(self, event: Event) -> Iterator[Relation]:
        for name in event.__struct_fields__:
            value = getattr(event, name)
            if type(value) not in SPEAK_OF_NOTHING and name not in ("originator_id", "envelope"):
                yield from self._touched(name, value)

    def _touched(self, name: str, value: Any) -> Iterator[Relation]:
        """Cases, people, units and households, wherever they stand in the fields of an event."""
        if isinstance(value, UUID) and value in self._kind_of:
            kind = self._kind_of[value]
            if kind in REGISTERS or not KIND_BY_NAME[kind].for_few:
                yield Relation(object_id(value, kind), TYPES[kind], name)
        elif isinstance(value, Named):
            yield Relation(f"person/{value.person}", PERSON, name)
        elif isinstance(value, str) and not isinstance(value, StrEnum) and value:
            yield from text_touched(name, value)
        elif isinstance(value, msgspec.Struct):
            for inner in value.__struct_fields__:
                part = getattr(value, inner)
                if type(part) not in SPEAK_OF_NOTHING:
                    yield from self._touched(f"{name}.{inner}", part)
        elif isinstance(value, tuple | frozenset):
            for one in value:
                if type(one) not in SPEAK_OF_NOTHING:
                    yield from self._touched(name, one)


def text_touched(name: str, value: str) -> Iterator[Relation]:
    last = name.rpartition(".")[2]
    if last == "unit":
        yield Relation(f"unit/{value}", UNIT, name)
    elif last in HOUSEHOLD_FIELDS:
        yield Relation(f"household/{value}", HOUSEHOLD, name)


def acting(event: Event) -> Iterator[Relation]:
    actor = event.envelope.actor
    if actor.person != SYSTEM.person:
        yield Relation(f"person/{actor.person}", PERSON, ACTOR, acts=True)
    if actor.unit:
        yield Relation(f"unit/{actor.unit}", UNIT, ACTING_UNIT, acts=True)


def changed(old: Mapping[str, str], now: Mapping[str, str], event: Event) -> Iterator[Change]:
    for name, value in now.items():
        if old.get(name, "") != value:
            yield Change(name, value, event.occurred_at)


def attributes(state: Any, kind: CaseKind) -> dict[str, str]:
    """What is said of every case, as text."""
    stage = kind.stage_names.get(state.stage, str(state.stage))
    due = state.due_on.isoformat() if state.due_on else ""
    said = (state.number, stage, state.unit, due, state.campaign)
    return dict(zip(CASE_ATTRIBUTES, said, strict=True))


def object_id(case_id: UUID, kind: str) -> str:
    return f"{kind}/{case_id}"
