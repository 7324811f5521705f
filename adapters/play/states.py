"""What the state of a case of any kind says: its fields and properties, by name, and by dots what lies within them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, get_type_hints

import msgspec
from msgspec import inspect
from yaml import MappingNode, Node, ScalarNode, SequenceNode

from adapters.play.commands import Names
from adapters.play.nodes import Misread, nearest, text_of
from adapters.play.patterns import Counted, Pattern, pattern_of
from adapters.play.reading import english, fields_of, listed
from adapters.play.words import ARGUMENTS, FACTS

OF_THE_STATE = "state."
"""May stand before the name of a fact: then it is one of the state, whatever else has that name."""

LISTS = (inspect.VarTupleType, inspect.FrozenSetType, inspect.DictType)


@dataclass(frozen=True)
class Path:
    """Where a fact lies in a state, step by step; the members of a list are each asked."""

    names: tuple[str, ...]

    def find(self, state: Any) -> Any:
        value = state
        for name in self.names:
            value = within(value, name)
        return value

    def __str__(self) -> str:
        return ".".join(self.names)


def within(value: Any, name: str) -> Any:
    if value is None:
        return None
    if isinstance(value, tuple):
        return tuple(within(member, name) for member in value)
    return value.get(name) if isinstance(value, Mapping) else getattr(value, name)


@cache
def types_of(state: type[msgspec.Struct]) -> dict[str, inspect.Type]:
    """The fields and the properties of a state, with their types."""
    properties = {name: member for cls in state.__mro__ for name, member in vars(cls).items() if is_property(member)}
    returned = {name: get_type_hints(member.fget)["return"] for name, member in properties.items()}
    return {name: field.type for name, field in fields_of(state).items()} | {
        name: inspect.type_info(hint) for name, hint in returned.items()
    }


def is_property(member: object) -> bool:
    return isinstance(member, property) and member.fget is not None


def read_path(key: str, node: Node, state: type[msgspec.Struct]) -> tuple[Path, inspect.Type]:
    """The path that a key writes, each name in English or in Chinese, and the type of what lies there."""
    wanted: inspect.Type = inspect.StructType(state, ())
    names = []
    for word in key.removeprefix(OF_THE_STATE).split("."):
        name, wanted = step_into(wanted, word, node)
        names.append(name)
    return Path(tuple(names)), wanted


def step_into(wanted: inspect.Type, word: str, node: Node) -> tuple[str, inspect.Type]:
    match wanted:
        case inspect.UnionType(types=types):
            return step_into(next(t for t in types if not isinstance(t, inspect.NoneType)), word, node)
        case inspect.VarTupleType(item_type=member):
            name, inner = step_into(member, word, node)
            return name, inspect.VarTupleType(inner)
        case inspect.DictType(value_type=value):
            return word, value
        case inspect.StructType(cls=cls):
            known = types_of(cls)
            name = english(word, known, {**ARGUMENTS, **FACTS})
            if name not in known:
                hint, listing = nearest(name, known), listed(known, {**ARGUMENTS, **FACTS})
                raise Misread(node, f"可核对的事项中没有“{name}”{hint}，可写：{listing}")
            return name, known[name]
    raise Misread(node, f"“{word}”前面的一项没有下级")


def is_of_state(key: str, state: type[msgspec.Struct]) -> bool:
    """Whether a key means something of the state."""
    known = types_of(state)
    return key.startswith(OF_THE_STATE) or english(key.partition(".")[0], known, {**ARGUMENTS, **FACTS}) in known


def value_pattern(wanted: inspect.Type, node: Node, names: Names) -> Pattern:
    """What is expected there: as of any value; of a list also how long it is."""
    if isinstance(wanted, inspect.UnionType):
        [inner] = [t for t in wanted.types if not isinstance(t, inspect.NoneType)]
        return value_pattern(inner, node, names) if isinstance(inner, LISTS) else pattern_of(wanted, node, names)
    if isinstance(wanted, LISTS) and isinstance(node, ScalarNode) and text_of(node).isdigit():
        return Counted(int(text_of(node)))
    if isinstance(wanted, inspect.DictType) and isinstance(node, MappingNode | SequenceNode):
        raise Misread(node, "请写其中有几项，或用点写明其中一项")
    return pattern_of(wanted, node, names)
