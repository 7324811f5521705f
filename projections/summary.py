"""整改情况汇总表 (L3, 附件2): how many problems of each kind were found, closed, and are being rectified.

Every cell names the problems that it counts. What was taken over from elsewhere (期初) and not closed by this system
stands apart and is in no rate. Source: domain.md sections 10 and 11.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

import msgspec

from domain.assessment import Assessed, on_time_rate, rectification_rate
from domain.monitoring_case.procedure import MonitoringRules
from domain.pack import Pack
from domain.problem.problem import NOT_COUNTED
from domain.taxonomy import Category
from projections.as_of import Basis
from projections.ledger import LedgerRow
from projections.ledger_lines import UNVERIFIED_NOTE
from projections.monitoring_ledger import MonitoringRow, proposed_households

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
MONITORED = "防止返贫动态监测帮扶"
CONTAINED_NOTE = "{numbers}为综合问题，按其派生的问题计数，本身不重复计入"


class Cell(msgspec.Struct, frozen=True):
    """A count and the numbers (问题编号, 监测编号) of what it counts."""

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
    households: Cell  # 拟识别监测对象
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


def summarise(rows: Iterable[LedgerRow], pack: Pack, basis: Basis, monitored: Iterable[MonitoringRow] = ()) -> Summary:
    """One row for each leaf of the pack's taxonomy, in its order, and the sum.

    A household that is proposed stands in one row, by its last episode: that of its problem, as the problem is filed
    at this moment; a direct clue in that of monitoring (I-9).
    """
    rows = list(rows)
    filed = {row.case_id: row.category for row in rows}
    containers = {category.code for category in pack.taxonomy if category.container}
    counted = [row for row in rows if row.stage not in NOT_COUNTED]
    contained = [row for row in counted if row.children and row.category in containers]
    rows = [row for row in counted if not (row.children and row.category in containers)]
    proposed = proposed_households(monitored)
    leaves = {category.code: category for category in pack.taxonomy}
    by_leaf: dict[str, tuple[list[LedgerRow], list[MonitoringRow]]] = {code: ([], []) for code in leaves}
    for row in rows:  # a leaf that the pack no longer has keeps its code as name
        by_leaf.setdefault(row.category, ([], []))[0].append(row)
    for case in proposed:
        leaf = filed.get(case.problem, case.category) if case.problem else case.category
        by_leaf.setdefault(leaf, ([], []))[1].append(case)
    return Summary(
        basis=basis,
        title=f"{pack.title.removesuffix('整改')}整改情况汇总表",
        rows=tuple(
            summary_row(leaves.get(code) or unknown_leaf(code), problems, cases, basis.as_of)
            for code, (problems, cases) in by_leaf.items()
        ),
        total=summary_row(Category("", TOTAL), rows, proposed, basis.as_of),
        notes=tuple(notes(rows, contained)),
    )


def notes(rows: Iterable[LedgerRow], contained: Iterable[LedgerRow]) -> Iterator[str]:
    if any(row.unverified for row in rows):
        yield UNVERIFIED_NOTE
    numbers = "、".join(row.problem_no for row in contained)
    if numbers:
        yield CONTAINED_NOTE.format(numbers=numbers)


def unknown_leaf(code: str) -> Category:
    return Category(code, MONITORED if code == MonitoringRules().category else code)


def summary_row(category: Category, rows: list[LedgerRow], cases: list[MonitoringRow], at: datetime) -> SummaryRow:
    opening = [row for row in rows if row.opening and not row.closed]
    found = [row for row in rows if row.closed or not row.opening]
    judged = [assessed(row) for row in found]
    closed = [row for row in found if row.closed]
    return SummaryRow(
        code=category.code,
        group=category.group,
        name=category.label,
        found=cell(found),
        closed=cell(closed),
        rectifying=cell(row for row in found if not row.closed),
        households=Cell(len(cases), tuple(case.monitor_no for case in cases)),
        members=sum(case.members for case in cases),
        rate=rectification_rate(judged),
        on_time_rate=on_time_rate(judged, at),
        opening=cell(opening),
        opening_claimed_done=cell(row for row in opening if row.opening_claims_done),
    )


def cell(rows: Iterable[LedgerRow]) -> Cell:
    problems = tuple(row.problem_no for row in rows)
    return Cell(len(problems), problems)


def assessed(row: LedgerRow) -> Assessed:
    """What the rates need to know of a row: they are reckoned where the assessment is."""
    return Assessed(
        problem_no=row.problem_no,
        stage=row.stage,
        judged_due=row.judged_due.at if row.judged_due else None,
        completed_at=row.completed_at,
        reopened=row.reopen_count > 0,
        opening=row.opening,
    )
