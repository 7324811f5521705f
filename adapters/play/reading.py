"""Reads a node as the type that is wanted: dates and levels as people write them, one value where a list may stand."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation
from enum import Enum
from functools import cache
from typing import Any, TypeVar
from uuid import UUID

import msgspec
from msgspec import inspect
from yaml import Node

from adapters.play.instants import When, read_time, read_when
from adapters.play.nodes import Misread, entries_of, is_nothing, items_of, key_named, key_node, nearest, text_of
from adapters.play.words import ALSO, ARGUMENTS, CASE_KINDS, choices, kind_named, value_of
from domain.case import CaseKind

Read = Callable[[Node], Any]
S = TypeVar("S", bound=msgspec.Struct)

YES = {"true", "yes", "是", "真"}
NO = {"false", "no", "否", "假"}


@cache
def fields_of(cls: type[msgspec.Struct]) -> dict[str, inspect.Field]:
    """The fields of a struct by name, with their types."""
    info = inspect.type_info(cls)
    assert isinstance(info, inspect.StructType)
    return {field.name: field for field in info.fields}


@cache
def names_within(cls: type[msgspec.Struct]) -> frozenset[str]:
    """The names of the fields of a struct and of all structs within it."""
    found: set[str] = set()
    waiting: list[inspect.Type] = [inspect.type_info(cls)]
    while waiting:
        match waiting.pop():
            case inspect.StructType(fields=fields):
                waiting += (field.type for field in fields if field.name not in found)
                found |= {field.name for field in fields}
            case inspect.VarTupleType(item_type=member):
                waiting.append(member)
            case inspect.UnionType(types=types):
                waiting += types
    return frozenset(found)


class Reader:
    """Reads nodes. ``by_type`` and ``by_name`` are ways of reading a type, or a field wherever it stands."""

    def __init__(self, by_type: Mapping[type, Read], by_name: Mapping[str, Read]) -> None:
        self.by_type: dict[type, Read] = {
            date: read_day,
            datetime: read_start,
            time: read_time_of_day,
            When: moment,
            UUID: read_id,
        }
        self.by_type.update(by_type)
        self.by_name = by_name

    def struct(self, cls: type[S], node: Node, given: Mapping[str, Any] | None = None) -> S:
        """A struct from a mapping; ``given`` fields are known already and may not be in it."""
        return self.fields(cls, node, self.entries(cls, node), given)

    def entries(self, cls: type[msgspec.Struct], node: Node) -> dict[str, Node]:
        return entries_of(node, lambda key: english(key, fields_of(cls)))

    def fields(
        self, cls: type[S], node: Node, entries: Mapping[str, Node], given: Mapping[str, Any] | None = None
    ) -> S:
        """A struct from entries that were read before, each belonging to it."""
        fields, values = fields_of(cls), dict(given or {})
        known_only("这里", node, entries, [name for name in fields if name not in values])
        for name, value in entries.items():
            values[name] = self.field(name, fields[name].type, value)
        missing = [name for name, field in fields.items() if field.required and name not in values]
        if missing:
            raise Misread(key_node(node), f"缺少 {listed(missing)}")
        return cls(**values)

    def field(self, name: str, wanted: inspect.Type, node: Node) -> Any:
        own = self.by_name.get(name)
        if own is None:
            return self.value(wanted, node)
        if isinstance(wanted, inspect.VarTupleType):
            return tuple(own(item) for item in items_of(node))
        return own(node)

    def value(self, wanted: inspect.Type, node: Node) -> Any:
        match wanted:
            case inspect.UnionType(types=types):
                some = [t for t in types if not isinstance(t, inspect.NoneType)]
                return None if is_nothing(node) else self.value(some[0], node)
            case inspect.VarTupleType(item_type=member):
                return tuple(self.value(member, item) for item in items_of(node))
            case inspect.DictType(key_type=key, value_type=value):
                return {
                    self.value(key, key_node(node, at)): self.value(value, entry)
                    for at, entry in enumerate(entries_of(node).values())
                }
            case inspect.StructType(cls=cls):
                own = self.by_type.get(cls)
                return own(node) if own else self.struct(cls, node)
            case inspect.EnumType(cls=enumeration):
                return choice(enumeration, node)
            case inspect.FrozenSetType(item_type=member):
                return frozenset(self.value(member, item) for item in items_of(node))
            case inspect.BoolType():
                return read_bool(node)
            case inspect.IntType():
                return read_int(node)
            case inspect.DecimalType():
                return read_decimal(node)
            case inspect.UUIDType():
                return self.by_type[UUID](node)
            case inspect.DateType():
                return self.by_type[date](node)
            case inspect.DateTimeType():
                return self.by_type[datetime](node)
            case inspect.TimeType():
                return self.by_type[time](node)
        return text_of(node)


def read_decimal(node: Node) -> Decimal:
    """An exact number: 15, 7.5."""
    try:
        number = Decimal(text_of(node))
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite():
        raise Misread(node, f"“{text_of(node)}”不是数字，请写成 15 或 7.5")
    return number


def english(key: str, known: Collection[str], chinese: Mapping[str, str] = ARGUMENTS) -> str:
    """The identifier that a key means, by itself (with blanks for underscores) or by its Chinese name.

    Other keys stay as they are.
    """
    plain = key.strip().replace(" ", "_").replace("-", "_").lower()
    named = (name for name in known if plain == name or key.strip() == chinese.get(name))
    second = ALSO.get(key.strip(), key)
    return next(named, second if second in known else key)


def known_only(
    where: str, whole: Node, keys: Iterable[str], known: Collection[str], chinese: Mapping[str, str] = ARGUMENTS
) -> None:
    """Raises Misread at the first key of a mapping that is not known there."""
    for key in keys:
        if key not in known:
            hint = nearest(key, [*known, *(chinese[name] for name in known if name in chinese)])
            raise Misread(key_named(whole, key), f"{where}没有“{key}”这一项{hint}，可写：{listed(known, chinese)}")


def listed(names: Iterable[str], chinese: Mapping[str, str] = ARGUMENTS) -> str:
    """Identifiers with their Chinese names, for a message."""
    return "、".join(f"{name}（{chinese[name]}）" if name in chinese else name for name in names)


# --- single values --------------------------------------------------------------------------------------------------


def moment(node: Node) -> When:
    when = read_when(text_of(node))
    if when is None:
        raise Misread(node, f"“{text_of(node)}”不是时间，请写成 2018-10-10 或 2018-10-10 10:00（北京时间）")
    return when


def read_start(node: Node) -> datetime:
    """An instant at which something happens; a day alone is noon."""
    return moment(node).begins()


def read_end(node: Node) -> datetime:
    """An instant up to which something is meant; a day alone is its end."""
    return moment(node).ends()


def read_day(node: Node) -> date:
    when = moment(node)
    if when.of_day is not None or when.midnight:
        raise Misread(node, f"“{text_of(node)}”应只写日期，如 {when.day}")
    return when.day


def read_time_of_day(node: Node) -> time:
    try:
        read = read_time(text_of(node))
    except ValueError:
        read = None
    if read is None:
        raise Misread(node, f"“{text_of(node)}”不是时刻，请写成 12:00")
    return read


def read_int(node: Node) -> int:
    try:
        return int(text_of(node))
    except ValueError:
        raise Misread(node, f"“{text_of(node)}”应是整数") from None


def read_bool(node: Node) -> bool:
    word = text_of(node).lower()
    if word not in YES | NO:
        raise Misread(node, f"“{text_of(node)}”应写 true（是）或 false（否）")
    return word in YES


def read_id(node: Node) -> UUID:
    """A case named by its id: where nobody knows numbers or labels."""
    try:
        return UUID(text_of(node))
    except ValueError:
        raise Misread(node, f"“{text_of(node)}”不是案件标识") from None


def choice(cls: type[Enum], node: Node) -> Any:
    word = text_of(node)
    value = value_of(cls, word)
    if value is None:
        raise Misread(node, f"“{word}”不在可选范围内，可写：{'、'.join(choices(cls))}")
    return value


def case_kind(node: Node) -> CaseKind:
    kind = kind_named(text_of(node))
    if kind is None:
        known = "、".join(f"{kind.name}（{kind.chinese}）" for kind in CASE_KINDS)
        raise Misread(node, f"没有“{text_of(node)}”这一类案件，可写：{known}")
    return kind
