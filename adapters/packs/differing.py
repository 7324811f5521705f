"""Sets two packs side by side: what only one has, and what differs, in Chinese and by subject."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, time
from enum import Enum, StrEnum
from typing import Any

import msgspec

from adapters.packs.words import STRUCTS, field_names, word_for
from domain.pack import Pack
from domain.papers import ColumnTitle
from domain.policy import DEFAULT_PERIODS, Period, Policy
from domain.timetable import Phase

NOTHING = "（无）"

IDENTITY = ("code", "number", "name", "kind", "field", "level", "event", "unit", "of", "posts", "title")
"""Fields by which entries of two lists are recognised as the same, in this order."""

CALLED = ("label", "name", "title", "what", "measure", "text", "office")
"""Fields that say what an entry is called."""


class Kind(StrEnum):
    """What became of an entry on the way from the first pack to the second."""

    ONLY_FIRST = "ONLY_FIRST"
    ONLY_SECOND = "ONLY_SECOND"
    CHANGED = "CHANGED"


class Difference(msgspec.Struct, frozen=True):
    """``what`` names the entry (``认领``, ``D1.1 党委政府主体责任 责任单位``); its values are in words."""

    kind: Kind
    what: str
    first: str = ""
    second: str = ""


class Group(msgspec.Struct, frozen=True):
    """The differences in one subject; none means that both packs say the same."""

    name: str
    differences: tuple[Difference, ...]

    def count(self, kind: Kind) -> int:
        return sum(one.kind is kind for one in self.differences)


def differences(first: Pack, second: Pack) -> tuple[Group, ...]:
    """Every subject of a pack, in the order of docs/packs.md."""
    return tuple(Group(name, tuple(compared("", of(first), of(second)))) for name, of in SUBJECTS)


def periods_in_force(pack: Pack) -> dict[Enum, Period]:
    """The periods by which the pack's problems run: its own, else the defaults."""
    return {duty: pack.policy.period(duty) for duty in {**DEFAULT_PERIODS, **pack.policy.periods}}


def entries(*names: str) -> Callable[[Pack], dict[str, Any]]:
    """Some fields of a pack under their Chinese names."""
    return lambda pack: {field_names(Pack)[name]: getattr(pack, name) for name in names}


def entry(name: str) -> Callable[[Pack], Any]:
    return lambda pack: getattr(pack, name)


def other_policy(pack: Pack) -> dict[str, Any]:
    """What has no subject of its own; the version is a name and no rule."""
    own = {field_names(Policy)[name] for name in ("version", "periods", "ladder", "layers", "look_back")}
    return {name: value for name, value in fields_told(pack.policy).items() if name not in own}


SUBJECTS: tuple[tuple[str, Callable[[Pack], Any]], ...] = (
    ("基本情况", entries("title", "year", "number_prefix", "level", "taxonomy_version", "standards")),
    ("依据文件", entry("basis")),
    ("使用单位和领导小组", entries("tenants", "leading_group")),
    ("单位", entry("units")),
    ("阶段", entry("phases")),
    ("逐项时限", entry("item_dates")),
    ("问题类型", entries("dimensions", "taxonomy")),
    ("问题来源和标记", entries("sources", "tags")),
    ("期限", periods_in_force),
    ("升级阶梯", lambda pack: pack.policy.ladder),
    ("复核层级", lambda pack: pack.policy.layers),
    ("回头看", lambda pack: pack.policy.look_back),
    ("延期和其他政策", other_policy),
    ("排查", entry("screening")),
    ("督查", entries("methods", "inspection")),
    ("整改措施和原因分析", entry("measures")),
    ("常态职责", entry("duties")),
    ("量化标准", entry("thresholds")),
    ("防返贫监测", entry("monitoring")),
    ("户档", entry("household_file")),
    ("结果运用", entry("accountability")),
    ("台账、函件和报告", entries("ledgers", "letters", "organs", "reports", "labels")),
)
"""Subject -> what of a pack belongs to it."""


# --- comparing -----------------------------------------------------------------------------------------------------


def compared(what: str, first: Any, second: Any) -> Iterator[Difference]:
    """The differences of two values of the same kind."""
    if first == second:
        return
    if isinstance(first, msgspec.Struct) and type(first) is type(second) and not isinstance(first, Period):
        yield from compared_tables(what, fields_told(first), fields_told(second))
    elif isinstance(first, Mapping) and isinstance(second, Mapping):
        yield from compared_tables(what, first, second)
    elif are_entries(first) or are_entries(second):
        yield from compared_tables(what, by_identity(first), by_identity(second))
    else:
        yield Difference(Kind.CHANGED, what, told(first), told(second))


def compared_tables(what: str, first: Mapping[Any, Any], second: Mapping[Any, Any]) -> Iterator[Difference]:
    for key in {**first, **second}:
        name = f"{what} {heading(key, first.get(key, second.get(key)))}".strip()
        if key not in second:
            yield Difference(Kind.ONLY_FIRST, name, first=told(first[key]))
        elif key not in first:
            yield Difference(Kind.ONLY_SECOND, name, second=told(second[key]))
        else:
            yield from compared(name, first[key], second[key])


def fields_told(struct: msgspec.Struct) -> dict[str, Any]:
    names = field_names(type(struct))
    return {names.get(name, name): getattr(struct, name) for name in struct.__struct_fields__}


def are_entries(value: Any) -> bool:
    """Whether it is a list of things with an identity; the columns of a table are one thing."""
    return isinstance(value, tuple) and bool(value) and isinstance(value[0], msgspec.Struct) and not columns(value)


def columns(value: tuple[Any, ...]) -> bool:
    return isinstance(value[0], ColumnTitle)


def by_identity(listed: tuple[msgspec.Struct, ...]) -> dict[str, msgspec.Struct]:
    return {identity(one): one for one in listed}


def identity(one: msgspec.Struct) -> str:
    """The first identifying field; for what has none, all of it."""
    for name in IDENTITY:
        value = getattr(one, name, None)
        if value not in (None, "", ()):
            return told(value)
    return told(one)


# --- in words ------------------------------------------------------------------------------------------------------


def heading(key: Any, value: Any) -> str:
    """What an entry of a table is called: its key, and its own name if it has another."""
    word = told(key)
    called = next((getattr(value, name) for name in CALLED if getattr(value, name, "")), "")
    return f"{word} {called}" if isinstance(value, msgspec.Struct) and called and called != word else word


def told(value: Any) -> str:
    """A value in words."""
    match value:
        case None | () | "":
            return NOTHING
        case bool():
            return "是" if value else "否"
        case Enum():
            return word_for(value)
        case Period():
            return period_told(value)
        case Phase():
            return phase_told(value)
        case msgspec.Struct():
            return struct_told(value)
        case dict():
            return "；".join(f"{told(key)}：{told(one)}" for key, one in value.items())
        case tuple():
            return "、".join(told(one) for one in value)
        case date():
            return value.isoformat()
        case time():
            return f"{value:%H:%M}"
    return str(value)


def period_told(period: Period) -> str:
    if period.working_days is not None:
        return f"{period.working_days}个工作日"
    return f"{period.days}天" if period.roll else f"{period.days}天（不顺延）"


def phase_told(phase: Phase) -> str:
    first = phase.first.isoformat() if phase.first else ""
    last = phase.last.isoformat() if phase.last else "长期"
    if phase.last_time:
        last += f" {phase.last_time:%H:%M}"
    return f"{first} 至 {last}" if first else f"{last} 前"


def struct_told(struct: msgspec.Struct) -> str:
    """What it is called, or what it says."""
    called = next((getattr(struct, name) for name in CALLED if getattr(struct, name, "")), "")
    if called:
        return str(called)
    said = ((name, value) for name, value in fields_told(struct).items() if value not in (None, (), "", False))
    return "，".join(f"{name} {told(value)}" for name, value in said) or STRUCTS[type(struct)]


def report(groups: Iterable[Group]) -> Iterator[str]:
    """The differences as lines; what is the same is named at the end."""
    groups = tuple(groups)
    for group in groups:
        if group.differences:
            yield counted(group)
            yield from (f"  {line_of(one)}" for one in group.differences)
    same = [group.name for group in groups if not group.differences]
    if same:
        yield f"相同：{'、'.join(same)}"


def counted(group: Group) -> str:
    counts = (("仅前者", Kind.ONLY_FIRST), ("仅后者", Kind.ONLY_SECOND), ("不同", Kind.CHANGED))
    return f"{group.name}：{'，'.join(f'{word} {group.count(kind)} 项' for word, kind in counts if group.count(kind))}"


def line_of(one: Difference) -> str:
    match one.kind:
        case Kind.ONLY_FIRST:
            return f"- {one.what}{beside(one.what, one.first)}"
        case Kind.ONLY_SECOND:
            return f"+ {one.what}{beside(one.what, one.second)}"
    return f"~ {one.what}：{one.first} → {one.second}"


def beside(what: str, value: str) -> str:
    return "" if value in what else f"：{value}"
