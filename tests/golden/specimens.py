"""A specimen of any event class: every field of every struct in it filled with something other than its default."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec
from msgspec import inspect

from domain.events import Event


def specimen(cls: type[Event]) -> Event:
    return msgspec.convert(_filled(inspect.type_info(cls)), cls)


def _filled(kind: inspect.Type, default: Any = None) -> Any:
    """A value of that type as JSON would have it."""
    match kind:
        case inspect.StructType():
            fields = {field.encode_name: _filled(field.type, field.default) for field in kind.fields}
            return {kind.tag_field: kind.tag} | fields if kind.tag_field else fields
        case inspect.UnionType():
            return _filled(next(option for option in kind.types if not isinstance(option, inspect.NoneType)))
        case inspect.VarTupleType():
            return [_filled(kind.item_type)]
        case inspect.DictType():
            return {_filled(kind.key_type): _filled(kind.value_type)}
        case inspect.EnumType():
            return next(member.value for member in kind.cls if member is not default)
        case inspect.LiteralType():
            return kind.values[0]
        case inspect.BoolType():
            return not default
        case inspect.IntType():
            return 7
        case inspect.DecimalType():
            return "7"
        case inspect.StrType():
            return "文字"
        case inspect.DateType():
            return "2022-08-31"
        case inspect.TimeType():
            return "12:00:00"
        case inspect.DateTimeType():
            return "2022-08-31T01:00:00Z"
        case inspect.DecimalType():
            return "7"
        case inspect.UUIDType():
            return "00000000-0000-4000-8000-000000000007"
    raise NotImplementedError(f"no specimen of {kind}")


def paths_in(value: Any, path: str = "") -> Iterator[str]:
    """The path of every value in a JSON document: its shape."""
    yield path
    if isinstance(value, dict):
        for key, item in value.items():
            yield from paths_in(item, f"{path}.{key}")
    elif isinstance(value, list):
        for item in value:
            yield from paths_in(item, f"{path}[]")
