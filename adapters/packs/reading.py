"""Reads the files of a pack, with line numbers; goes on after a mistake, so that all of them are told at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import Enum
from functools import partial
from typing import Any, TypeVar

import msgspec
from msgspec import inspect
from yaml import MappingNode, Node, ScalarNode

from adapters.packs.faults import PackFault, Path, path_text
from adapters.packs.words import choices_of, field_names, value_named, words_of
from adapters.play.cast import read_ladder, read_period
from adapters.play.nodes import Misread, is_nothing, items_of, key_named, key_node, kind_of, nearest, text_of
from adapters.play.reading import Reader, english, fields_of, listed
from domain.papers import ColumnTitle
from domain.policy import Period, Step

S = TypeVar("S", bound=msgspec.Struct)

UNREAD: Any = object()
"""Stands for what could not be read; its fault is told already."""


class PackReader(Reader):
    """Reads one file. ``faults`` are all mistakes found so far, ``lines`` where each part of the pack stands.

    ``unread`` are the parts with a mistake in them (``policy.periods``), of which nothing more should be said.
    """

    def __init__(self, file: str) -> None:
        super().__init__({Period: read_period, ColumnTitle: self.column}, {})
        self.file = file
        self.faults: list[PackFault] = []
        self.lines: dict[Path, int] = {}
        self.unread: set[str] = set()
        self._path: Path = ()

    # --- structs ---

    def entries(self, cls: type[msgspec.Struct], node: Node) -> dict[str, Node]:
        """Key -> value; a key that stands twice counts once, and is a fault."""
        entries: dict[str, Node] = {}
        for key, value in pairs_of(node):
            name = english(text_of(key), fields_of(cls), field_names(cls))
            if name in entries:
                self.tell(line_of(key), f"“{text_of(key)}”重复了，前面第{line_of(entries[name])}行已写过")
            entries.setdefault(name, value)
        return entries

    def fields(
        self, cls: type[S], node: Node, entries: Mapping[str, Node], given: Mapping[str, Any] | None = None
    ) -> S:
        """A struct, with defaults for what could not be read; UNREAD if a field is missing that has none."""
        values = {**(given or {}), **self.read_fields(cls, node, entries)}
        self.complete(cls, node, entries)
        if any(field.required and name not in values for name, field in fields_of(cls).items()):
            return UNREAD  # type: ignore[no-any-return]
        return cls(**values)

    def read_fields(self, cls: type[msgspec.Struct], node: Node, entries: Mapping[str, Node]) -> dict[str, Any]:
        """The fields that can be read; each other key that is written is a fault."""
        fields = fields_of(cls)
        values: dict[str, Any] = {}
        for name, value in entries.items():
            if name in fields:
                values[name] = self.within(name, value, partial(self.one_field, fields[name]))
            else:
                self.unknown(cls, key_named(node, name))
        return {name: value for name, value in values.items() if value is not UNREAD}

    def one_field(self, field: inspect.Field, node: Node) -> Any:
        if field.required and isinstance(field.type, inspect.StrType) and not text_of(node):
            raise Misread(node, "不能为空")
        return self.field(field.name, field.type, node)

    def unknown(self, cls: type[msgspec.Struct], key: Node) -> None:
        word, names = text_of(key), field_names(cls)
        hint = nearest(word, [*fields_of(cls), *names.values()])
        self.tell(line_of(key), f"没有“{word}”这一项{hint}，可写：{listed(fields_of(cls), names)}")
        self.unread.add(".".join([*self.names_on_path(), meant_by(cls, word)]))

    def complete(self, cls: type[msgspec.Struct], node: Node, entries: Mapping[str, Node]) -> None:
        """Tell what is missing. A misspelt key is told as such, and not as missing as well."""
        missing = [name for name, field in fields_of(cls).items() if field.required and name not in entries]
        meant = [meant_by(cls, key) for key in entries if key not in fields_of(cls)]
        absent = [name for name in missing if name not in meant]
        if absent:
            self.tell(line_of(key_node(node)), f"缺少 {listed(absent, field_names(cls))}")

    # --- lists, tables, single values ---

    def value(self, wanted: inspect.Type, node: Node) -> Any:
        match wanted:
            case inspect.VarTupleType(item_type=inspect.StructType(cls=cls)) if cls is Step and is_mapping(node):
                return read_ladder(node)
            case inspect.VarTupleType(item_type=member):
                read = [self.within(at, item, partial(self.value, member)) for at, item in enumerate(items_of(node))]
                return tuple(item for item in read if item is not UNREAD)
            case inspect.DictType(key_type=key, value_type=value):
                return self.table(key, value, node)
            case inspect.EnumType(cls=enumeration):
                return chosen(enumeration, node)
        return super().value(wanted, node)

    def table(self, key: inspect.Type, value: inspect.Type, node: Node) -> dict[Any, Any]:
        """Those entries that can be read."""
        read: dict[Any, Any] = {}
        for key_there, value_there in pairs_of(node):
            name = self.within(text_of(key_there), key_there, partial(self.value, key))
            entry = self.within(text_of(key_there), value_there, partial(self.value, value))
            if name in read:
                self.tell(line_of(key_there), f"“{text_of(key_there)}”重复了")
            if name is not UNREAD and entry is not UNREAD:
                read[name] = entry
        return read

    def column(self, node: Node) -> ColumnTitle:
        """A title alone, or {title, group}."""
        return ColumnTitle(text_of(node)) if isinstance(node, ScalarNode) else self.struct(ColumnTitle, node)

    # --- faults ---

    def within(self, step: str | int, node: Node, read: Callable[[Node], Any]) -> Any:
        """What a part says, or UNREAD after its fault is told."""
        before = self._path
        self._path = (*before, step)
        self.lines[self._path] = line_of(node)
        try:
            return read(node)
        except Misread as misread:
            self.tell(misread.line, misread.message)
            return UNREAD
        finally:
            self._path = before

    def tell(self, line: int, message: str) -> None:
        self.faults.append(PackFault(self.file, line, path_text(self._path), message))
        self.unread.add(".".join(self.names_on_path()))

    def names_on_path(self) -> list[str]:
        return [step for step in self._path if isinstance(step, str)]


def pairs_of(node: Node) -> list[tuple[Node, Node]]:
    if is_nothing(node):
        return []
    if not isinstance(node, MappingNode):
        raise Misread(node, f"这里应是“名称: 值”的形式（现在是{kind_of(node)}）")
    return list(node.value)


def meant_by(cls: type[msgspec.Struct], word: str) -> str:
    """The field that a misspelt key probably means, by either of its names; empty if none is near."""
    names = field_names(cls)
    hint = nearest(word, [*fields_of(cls), *names.values()])
    return next((name for name in fields_of(cls) if f"“{name}”" in hint or f"“{names.get(name)}”" in hint), "")


def line_of(node: Node) -> int:
    return int(node.start_mark.line) + 1


def is_mapping(node: Node) -> bool:
    return isinstance(node, MappingNode)


def chosen(cls: type[Enum], node: Node) -> Any:
    word = text_of(node)
    value = value_named(cls, word)
    if value is None:
        known = [name for value, words in words_of(cls).items() for name in (value.name, *words)]
        raise Misread(node, f"“{word}”不在可选范围内{nearest(word, known)}，可写：{'、'.join(choices_of(cls))}")
    return value
