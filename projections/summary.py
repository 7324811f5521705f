"""整改情况汇总表 (L3, 附件2): how many problems of each kind were found, closed, and are being rectified.

Every cell names the problems that it counts. What was taken over from elsewhere (期初) and not closed by this system
stands apart and is in no rate. Source: domain.md sections 10 and 11.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

import msgspec

from domain.pack import Pack
from domain.problem.problem import NOT_COUNTED
from domain.taxonomy import Category
from projections.as_of import Basis
from projections.ledger import LedgerRow
from projections.ledger_lines import UNVERIFIED_NOTE, day_of, on_time

TITLES = {
    "name": "问题类型",
    "found": "共排查问题数",
    "closed": "已整改数",
    "rectifying": "正在整改数",
    "households": "拟识别监测对象户数",
    "members": "拟识别监测对象人数",
    "rate": "整改率",
    "on_time_rate": "按期整改率",
    "opening": "期初",
    "opening_claimed_done": "期初称已整改",
}
TOTAL = "合计"
NO_RATE = "-"


class Cell(msgspec.Struct, frozen=True):
    """A count and the numbers (问题编号) of what it counts."""

    count: int
    problems: tuple[str, ...]


class SummaryRow(msgspec.Struct, frozen=True, kw_only=True):
    """A line of the table. ``group`` is the label above ``name`` where the taxonomy has two levels."""

    code: str
    group: str
    name: str
    found: Cell
    closed: Cell
    rectifying: Cell
    households: int  # monitoring cases are not kept yet: none is proposed
    members: int
    rate: str
    on_time_rate: str
    opening: Cell
    opening_claimed_done: Cell


class Summary(msgspec.Struct, frozen=True):
    basis: Basis
    title: str
    rows: tuple[SummaryRow, ...]
    total: SummaryRow
    notes: tuple[str, ...] = ()  # below the table: 身份未核验


def summarise(rows: Iterable[LedgerRow], pack: Pack, basis: Basis) -> Summary:
    """One row for each leaf of the pack's taxonomy, in its order, and the sum."""
    rows = [row for row in rows if row.stage not in NOT_COUNTED]
    leaves = {category.code: category for category in pack.taxonomy}
    by_leaf: dict[str, list[LedgerRow]] = {code: [] for code in leaves}
    for row in rows:
        by_leaf.setdefault(row.category, []).append(row)  # a leaf that the pack no longer has keeps its code as name
    return Summary(
        basis=basis,
        title=f"{pack.title.removesuffix('整改')}整改情况汇总表",
        rows=tuple(
            summary_row(leaves.get(code) or Category(code, code), of_leaf, basis.as_of)
            for code, of_leaf in by_leaf.items()
        ),
        total=summary_row(Category("", TOTAL), rows, basis.as_of),
        notes=(UNVERIFIED_NOTE,) if any(row.unverified for row in rows) else (),
    )


def summary_row(category: Category, rows: list[LedgerRow], at: datetime) -> SummaryRow:
    opening = [row for row in rows if row.opening and not row.closed]
    found = [row for row in rows if row.closed or not row.opening]
    closed = [row for row in found if row.closed]
    return SummaryRow(
        code=category.code,
        group=category.group,
        name=category.label,
        found=cell(found),
        closed=cell(closed),
        rectifying=cell(row for row in found if not row.closed),
        households=0,
        members=0,
        rate=percentage(len(closed), len(found)),
        on_time_rate=on_time_rate(found, at),
        opening=cell(opening),
        opening_claimed_done=cell(row for row in opening if row.opening_claims_done),
    )


def cell(rows: Iterable[LedgerRow]) -> Cell:
    problems = tuple(row.problem_no for row in rows)
    return Cell(len(problems), problems)


def on_time_rate(rows: Iterable[LedgerRow], at: datetime) -> str:
    """按期整改率: of the problems whose date has passed, those completed by it."""
    today: date = day_of(at)
    due = [row for row in rows if row.judged_due is not None and row.judged_due.at <= at]
    return percentage(sum(on_time(row, today) is True for row in due), len(due))


def percentage(part: int, whole: int) -> str:
    """One decimal, half up; nothing of nothing is no rate."""
    if whole == 0:
        return NO_RATE
    tenths = (part * 2000 + whole) // (2 * whole)
    return f"{tenths // 10}.{tenths % 10}%"
