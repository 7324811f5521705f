"""整改情况汇总表 (L3) as it is printed: counts only; behind each count the problems, or households, that it counts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from domain.issue.content import BETWEEN_LEVELS, TableContent, TableRow
from domain.papers import ColumnTitle, LedgerCode
from projections import ledger, monitoring_ledger
from projections.ledger import LedgerRow
from projections.monitoring_ledger import MonitoringRow
from projections.printed import TOTAL_KEY, LedgerTable, Source, Traced
from projections.summary import Cell, Summary, SummaryRow, summarise

COLUMNS = (
    ColumnTitle("单位/乡镇"),
    ColumnTitle("问题类型"),
    ColumnTitle("共排查问题数"),
    ColumnTitle("已整改数"),
    ColumnTitle("正在整改数"),
    ColumnTitle("户数", "拟识别监测对象"),
    ColumnTitle("人数", "拟识别监测对象"),
)
HEAD = ("单位（盖章）", "填报人", "主要负责人签字", "填报时间")
MERGED = 2
"""单位/乡镇 stands once, and “三保障”和饮水安全方面 over its four."""

COUNTS = ("found", "closed", "rectifying", "households", "members")
"""Of the columns after 单位 and 问题类型."""


def summary_table(source: Source) -> LedgerTable:
    form, table = source.pack.ledger(LedgerCode.L3), summarised(source)
    content = TableContent(
        title=f"{source.chosen.unit}{form.title}" if form else table.title,
        head=form.head if form and form.head else HEAD,
        columns=COLUMNS,
        rows=(
            *(TableRow(row.code, cells(source.chosen.unit, row)) for row in table.rows),
            TableRow(TOTAL_KEY, cells(source.chosen.unit, table.total), total=True),
        ),
        notes=table.notes,
        merged=MERGED,
    )
    return LedgerTable(content, lambda key, column: behind(source, table, key, column))


def summarised(source: Source) -> Summary:
    return summarise(source.rows, source.pack, source.basis, source.cases)


def cells(unit: str, row: SummaryRow) -> tuple[str, ...]:
    return (unit, f"{row.group}{BETWEEN_LEVELS}{row.name}".strip(), *(str(count(row, column)) for column in COUNTS))


def count(row: SummaryRow, column: str) -> int:
    cell: Cell | int = getattr(row, column)
    return cell if isinstance(cell, int) else cell.count


# --- what stands behind a count -------------------------------------------------------------------------------------


def behind(source: Source, table: Summary, key: str, column: int) -> Iterator[Traced]:
    """The cases of a count; each of its events is counted alone, by the rules of the table."""
    name = COUNTS[column - 2] if column >= 2 else ""
    row = row_of(table, key)
    if name in ("households", "members"):
        counted = set(row.households.problems) if row else set()
        filed = [one for one in source.rows if one.case_id in {case.problem for case in source.cases}]
        for case in source.cases:
            if case.monitor_no in counted:
                yield Traced(case.case_id, case.monitor_no, monitoring_ledger.apply, alone(source, key, name, filed))
    elif name and row is not None:
        problems = set(getattr(row, name).problems)
        for one in source.rows:
            if one.problem_no in problems:
                yield Traced(one.case_id, one.problem_no, ledger.apply, alone(source, key, name, []))


def alone(source: Source, key: str, column: str, filed: list[LedgerRow]) -> Any:
    """What one case counts in a cell."""

    def value(row: LedgerRow | MonitoringRow) -> int:
        of_problem = isinstance(row, LedgerRow)
        table = summarise(
            [row] if isinstance(row, LedgerRow) else filed,
            source.pack,
            source.basis,
            [] if of_problem else [row for row in [row] if isinstance(row, MonitoringRow)],
        )
        found = row_of(table, key)
        return count(found, column) if found else 0

    return value


def row_of(table: Summary, key: str) -> SummaryRow | None:
    if key == TOTAL_KEY:
        return table.total
    return next((row for row in table.rows if row.code == key), None)
