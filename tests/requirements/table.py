"""The table of requirements: which test shows which row, for a terminal and for docs/requirements.md."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from enum import StrEnum

from adapters.play.reference import table
from adapters.play.report import wrapped
from tests.requirements.rows import Place, Requirement
from tests.requirements.shown import Shown

BEGIN = "<!-- rows: begin (made by `make requirements`; do not edit) -->"
END = "<!-- rows: end -->"
INDENT = " " * 9


class State(StrEnum):
    SHOWN = "已证明"
    LATER = "以后"
    OPEN = "未证明"


def state(row: Requirement, shown: Shown) -> State:
    if row.id in shown:
        return State.SHOWN
    return State.LATER if row.later else State.OPEN


def count(rows: Iterable[Requirement], shown: Shown) -> Counter[State]:
    return Counter(state(row, shown) for row in rows)


def contradictions(rows: Iterable[Requirement], shown: Shown) -> Iterator[str]:
    """Where the list and the tests do not agree, with what to do."""
    for row in rows:
        if row.id in shown and row.later:
            yield f"{row.id} 已有测试证明，请删去 later"
        if row.id in shown and not row.off:
            yield f"{row.id} 已有测试证明，请写明 off（怎样关闭这条规则）"
        if row.off and row.id not in shown:
            yield f"{row.id} 写有 off，但没有测试证明它"


# --- in a terminal --------------------------------------------------------------------------------------------------


def printed(places: Iterable[Place], shown: Shown) -> Iterator[str]:
    """Every row with its tests, why it is for later, or 未证明; then the sum."""
    sum_total: Counter[State] = Counter()
    for place in places:
        yield f"{place.name}：{place.about}"
        for row in place.requirements:
            yield from wrapped(f"{row.id:<9}{row.what}", "", INDENT)
            yield from (line for told in told_of(row, shown) for line in wrapped(told, INDENT))
        yield ""
        sum_total += count(place.requirements, shown)
    yield summed(sum_total)


def told_of(row: Requirement, shown: Shown) -> Iterator[str]:
    match state(row, shown):
        case State.SHOWN:
            yield from (f"{test} ×{cases}" for test, cases in shown[row.id].items())
        case State.LATER:
            yield f"{State.LATER}：{row.later}"
        case State.OPEN:
            yield State.OPEN


def summed(counts: Counter[State]) -> str:
    return f"共{counts.total()}条：" + "，".join(f"{kind}{counts[kind]}" for kind in State)


# --- in the document ------------------------------------------------------------------------------------------------


def markdown(places: Iterable[Place], shown: Shown) -> str:
    """The sums by place, then a table for each place."""
    places = tuple(places)
    sums = ((place.name, *sums_of(place.requirements, shown)) for place in places)
    everything = ("合计", *sums_of((row for place in places for row in place.requirements), shown))
    parts = [table(("来源", "条数", *State), [*sums, everything])]
    for place in places:
        rows = ((row.id, row.kind, row.what, "<br>".join(cells_of(row, shown))) for row in place.requirements)
        parts += [
            f"### {place.name}：{place.about}",
            table(("", "kind", "what the software must do", "shown by"), rows),
        ]
    return "\n\n".join(parts)


def sums_of(rows: Iterable[Requirement], shown: Shown) -> tuple[str, ...]:
    counts = count(rows, shown)
    return str(counts.total()), *(str(counts[kind]) for kind in State)


def cells_of(row: Requirement, shown: Shown) -> Iterator[str]:
    if row.id in shown:
        return (f"`{test}`" for test in shown[row.id])
    return told_of(row, shown)


def renewed(document: str, tables: str) -> str:
    """The document with these tables between its two marks."""
    head, _, rest = document.partition(BEGIN)
    _, _, tail = rest.partition(END)
    return f"{head}{BEGIN}\n\n{tables}\n\n{END}{tail}"
