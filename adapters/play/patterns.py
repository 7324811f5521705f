"""What a value is expected to be, written as people write it, and whether the actual value is that."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Any
from uuid import UUID

import msgspec
from msgspec import inspect
from yaml import MappingNode, Node

from adapters.play.commands import Names
from adapters.play.instants import When, shown
from adapters.play.nodes import Misread, entries_of, is_nothing, items_of, text_of
from adapters.play.reading import Reader, english, fields_of, known_only, listed, moment
from adapters.play.words import WORDS, word_of
from adapters.play.world import World
from domain.calendar import Due
from domain.events import Actor, Named
from domain.sealing import Sealed


class Pattern:
    """An expectation of one value. ``str()`` is how it is shown."""

    def meets(self, actual: Any, world: World) -> bool:
        raise NotImplementedError


@dataclass(frozen=True)
class Exactly(Pattern):
    value: Any

    def meets(self, actual: Any, world: World) -> bool:
        return bool(actual == self.value)

    def __str__(self) -> str:
        return told(self.value)


@dataclass(frozen=True)
class At(Pattern):
    """An instant or a deadline."""

    when: When

    def meets(self, actual: Any, world: World) -> bool:
        if isinstance(actual, Due):
            return self.when.is_due(actual)
        return isinstance(actual, datetime) and self.when.covers(actual)

    def __str__(self) -> str:
        return str(self.when)


@dataclass(frozen=True)
class Who(Pattern):
    person: str

    def meets(self, actual: Any, world: World) -> bool:
        return getattr(actual, "person", None) == self.person

    def __str__(self) -> str:
        return self.person


@dataclass(frozen=True)
class Says(Pattern):
    """A sealed text, compared by its plain text."""

    text: str

    def meets(self, actual: Any, world: World) -> bool:
        return isinstance(actual, Sealed) and world.reveal([actual.ref]).get(actual.ref) == self.text

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True)
class Partly(Pattern):
    """Some of the fields of a value."""

    fields: Mapping[str, Pattern]

    def meets(self, actual: Any, world: World) -> bool:
        return all(pattern.meets(getattr(actual, name, None), world) for name, pattern in self.fields.items())

    def __str__(self) -> str:
        return "，".join(f"{name} {pattern}" for name, pattern in self.fields.items())


@dataclass(frozen=True)
class Several(Pattern):
    """A list, in its order."""

    members: tuple[Pattern, ...]

    def meets(self, actual: Any, world: World) -> bool:
        return len(actual) == len(self.members) and all(
            pattern.meets(value, world) for pattern, value in zip(self.members, actual, strict=True)
        )

    def __str__(self) -> str:
        return "、".join(map(str, self.members)) or "无"


@dataclass(frozen=True)
class Counted(Pattern):
    """How long a list is."""

    length: int

    def meets(self, actual: Any, world: World) -> bool:
        return actual is not None and len(actual) == self.length

    def __str__(self) -> str:
        return f"{self.length}项"


@dataclass(frozen=True)
class TheCase(Pattern):
    """A case, by its label or its number."""

    label: str

    def meets(self, actual: Any, world: World) -> bool:
        return bool(actual == world.case_id(self.label))

    def __str__(self) -> str:
        return self.label


def pattern_of(wanted: inspect.Type, node: Node, names: Names) -> Pattern:
    """What a node expects of a value of this type. Raises Misread."""
    match wanted:
        case inspect.UnionType(types=types):
            some = [t for t in types if not isinstance(t, inspect.NoneType)]
            return Exactly(None) if is_nothing(node) else pattern_of(some[0], node, names)
        case inspect.VarTupleType(item_type=member):
            return Several(tuple(pattern_of(member, item, names) for item in items_of(node)))
        case inspect.StructType(cls=cls):
            return _of_struct(cls, node, names)
        case inspect.DateTimeType():
            return At(moment(node))
        case inspect.FrozenSetType(item_type=member):
            return Exactly(frozenset(Reader({}, {}).value(member, item) for item in items_of(node)))
        case inspect.UUIDType():
            names.case(node)
            return TheCase(text_of(node))
        case inspect.DictType() | inspect.CustomType() | inspect.AnyType():
            raise Misread(node, "这一项不能核对")
    return Exactly(Reader({}, {}).value(wanted, node))


def _of_struct(cls: type[msgspec.Struct], node: Node, names: Names) -> Pattern:
    if cls is Sealed:
        return Says(text_of(node))
    if cls in (Named, Actor):
        return Who(names.person(node))
    if isinstance(node, MappingNode):
        return some_fields(cls, node, names)
    if cls is Due:
        return At(moment(node))
    raise Misread(node, f"这里应写 {{{listed(fields_of(cls))}}} 中的若干项")


def some_fields(cls: type[msgspec.Struct], node: Node, names: Names) -> Partly:
    """Expectations of those fields that are named."""
    known = {name: field.type for name, field in fields_of(cls).items()}
    entries = entries_of(node, lambda key: english(key, known))
    known_only("这里", node, entries, known)
    return Partly({name: pattern_of(known[name], value, names) for name, value in entries.items()})


def told(value: Any, world: World | None = None) -> str:
    """A value as it is shown to people."""
    if value is None or value in ((), frozenset(), {}):
        return "无"
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, Enum):
        return f"{value.name}（{word_of(value)}）" if type(value) in WORDS else value.name
    if isinstance(value, datetime):
        return shown(value)
    if isinstance(value, UUID):
        return world.labels.get(value, str(value)) if world else str(value)
    if isinstance(value, frozenset):
        return told(tuple(sorted(value)))
    if isinstance(value, dict):
        return "、".join(f"{told(key)} {told(part, world)}" for key, part in value.items())
    if isinstance(value, tuple):
        return "、".join(told(member, world) for member in value)
    if isinstance(value, Due):
        return told(value.on)
    if isinstance(value, Sealed):
        return (world.reveal([value.ref]) if world else {}).get(value.ref, "（密封）")
    if isinstance(value, Named | Actor):
        return value.name
    if isinstance(value, msgspec.Struct):
        fields = msgspec.structs.asdict(value)
        return "，".join(f"{name} {told(part, world)}" for name, part in fields.items())
    return str(value)
