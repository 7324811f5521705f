"""The reference tables of docs/packs.md, from the structs themselves: `python -m adapters.packs.reference FILE`."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from enum import Enum
from pathlib import Path

import msgspec
from msgspec import inspect

from adapters.packs.differing import told
from adapters.packs.loading import load_themes, packs_folder
from adapters.packs.words import ENUMERATIONS, STRUCTS, field_names, words_of
from adapters.play.reading import fields_of
from adapters.play.reference import period_row, renewed, table
from domain.policy import DEFAULT_PERIODS, Period
from domain.taxonomy import Theme

BEGIN = "<!-- reference: begin (made by `python -m adapters.packs.reference docs/packs.md`; do not edit) -->"


def reference(themes: Iterable[Theme]) -> str:
    """All tables, in Markdown."""
    parts = [
        *((f"### {name}", fields_table(cls)) for cls, name in STRUCTS.items() if cls is not Theme),
        ("### 各类取值", table(("类别", "取值"), map(enumeration_row, ENUMERATIONS.items()))),
        ("### 没有写时的期限", table(("应办事项", "期限", "由谁承担"), map(period_row, DEFAULT_PERIODS.items()))),
        ("### 通用分类（themes.yaml）", table(("代码", "名称"), ((f"`{one.code}`", one.label) for one in themes))),
    ]
    return "\n\n".join(f"{heading}\n\n{body}" for heading, body in parts)


def fields_table(cls: type[msgspec.Struct]) -> str:
    return table(("项目", "中文名", "写什么", "不写时"), (field_row(cls, field) for field in fields_of(cls).values()))


def field_row(cls: type[msgspec.Struct], field: inspect.Field) -> Iterator[str]:
    yield f"`{field.name}`"
    yield field_names(cls)[field.name]
    yield written_as(field.type)
    yield default_of(field)


def default_of(field: inspect.Field) -> str:
    if field.required:
        return "必填"
    if field.default is msgspec.NODEFAULT or isinstance(field.default, msgspec.Struct):
        return "按默认"
    return told(field.default)


def written_as(wanted: inspect.Type) -> str:
    """What is written for a type."""
    match wanted:
        case inspect.UnionType(types=types):
            return "、".join(written_as(one) for one in types if not isinstance(one, inspect.NoneType))
        case inspect.VarTupleType(item_type=member):
            return f"列表：{written_as(member)}"
        case inspect.DictType(key_type=key, value_type=value):
            return f"{written_as(key)} → {written_as(value)}"
        case inspect.StructType(cls=cls):
            return "期限，如 3个工作日、5天" if cls is Period else STRUCTS[cls]
        case inspect.EnumType(cls=enumeration):
            return f"{ENUMERATIONS[enumeration]}（见各类取值）"
    return SINGLE[type(wanted)]


SINGLE: dict[type[inspect.Type], str] = {
    inspect.StrType: "文字",
    inspect.IntType: "整数",
    inspect.DecimalType: "数",
    inspect.BoolType: "是 或 否",
    inspect.DateType: "日期，如 2024-05-10",
    inspect.TimeType: '时刻，如 "12:00"',
}


def enumeration_row(entry: tuple[type[Enum], str]) -> Iterator[str]:
    cls, name = entry
    yield name
    yield "；".join(f"`{value.name}` {'、'.join(words)}" for value, words in words_of(cls).items())


def main(arguments: list[str]) -> None:
    file = Path(arguments[0])
    tables = reference(load_themes(packs_folder()))
    file.write_text(renewed(file.read_text(encoding="utf-8"), tables, BEGIN), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
