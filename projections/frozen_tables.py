"""表的内容: a table of a unit as it is frozen into an issue: read from any viewpoint, masked, row by row.

Source: domain reference, section 11; R002-52 to R002-56.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from msgspec.structs import replace

from domain.calendar import BusinessCalendar
from domain.issue.content import TableContent, TableRead, TableRow
from domain.issue.preparing import PrepareTable
from domain.pack import Pack
from domain.papers import ColumnTitle, LedgerCode
from domain.refusal import Refused
from projections import problem_tables
from projections.as_of import ALLOWED_SKEW, Basis, Viewpoint
from projections.ledger import LedgerRow
from projections.ledger_lines import Reveal, Selection
from projections.monitoring_ledger import MonitoringRow
from projections.problem_tables import PROBLEM_TABLES, Problems
from projections.summary import SummaryRow, summarise

TOTAL_KEY = "TOTAL"
SUMMARY_COLUMNS = (
    ColumnTitle("单位/乡镇"),
    ColumnTitle("问题类型"),
    ColumnTitle("共排查问题数"),
    ColumnTitle("已整改数"),
    ColumnTitle("正在整改数"),
    ColumnTitle("户数", "拟识别监测对象"),
    ColumnTitle("人数", "拟识别监测对象"),
)
SUMMARY_HEAD = ("单位（盖章）", "填报人", "主要负责人签字", "填报时间")


class Source(NamedTuple):
    """What a table is made of, from one viewpoint: the chosen problems and households, and how their texts are read."""

    rows: Sequence[LedgerRow]
    cases: Sequence[MonitoringRow]
    basis: Basis
    packs: Mapping[str, Pack]
    calendar: BusinessCalendar
    reveal: Reveal


Read = Callable[[PrepareTable, Source], TableContent]


def chosen(command: PrepareTable) -> Selection:
    return Selection(campaign=command.campaign, unit=command.unit)


def view_of(command: PrepareTable, now: datetime) -> Viewpoint:
    return Viewpoint(now, command.as_of or now, command.known_at or now)


def filled_in(command: PrepareTable, source: Source) -> PrepareTable:
    """The command with the table as the log has it. Raises Refused for a table that is not printed yet."""
    read = TABLES.get(command.table)
    if read is None:
        raise Refused("table_not_printed", table=command.table, known="、".join(TABLES))
    basis = source.basis
    table = TableRead(
        as_of=basis.as_of,
        known_at=basis.known_at,
        position=basis.position,
        content=read(command, source),
        final_after=basis.known_at + ALLOWED_SKEW if basis.provisional else None,
    )
    return replace(command, read=table)


# --- L3 汇总表 ------------------------------------------------------------------------------------------------------


def summary_table(command: PrepareTable, source: Source) -> TableContent:
    """附件2: counts only."""
    pack = source.packs[command.campaign]
    form, table = pack.ledger(LedgerCode.L3), summarise(source.rows, pack, source.basis, source.cases)
    return TableContent(
        title=table.title,
        head=form.head if form else SUMMARY_HEAD,
        columns=SUMMARY_COLUMNS,
        rows=(
            *(TableRow(row.code, summary_cells(command.unit, row)) for row in table.rows),
            TableRow(TOTAL_KEY, summary_cells(command.unit, table.total), total=True),
        ),
        notes=table.notes,
    )


def summary_cells(unit: str, row: SummaryRow) -> tuple[str, ...]:
    counts = (row.found.count, row.closed.count, row.rectifying.count, row.households.count, row.members)
    return (unit, f"{row.group} {row.name}".strip(), *map(str, counts))


# --- L1, L2, L7 -----------------------------------------------------------------------------------------------------


def by_problem(code: LedgerCode) -> Read:
    """附件1-1, 附件1-2, 整改方案清单: a row for each problem, 户主姓名 masked."""

    def read(command: PrepareTable, source: Source) -> TableContent:
        return problem_tables.table(problems(command, source), PROBLEM_TABLES[code]).whole()

    return read


def problems(command: PrepareTable, source: Source) -> Problems:
    return Problems(
        command.campaign, command.unit, source.rows, source.basis, source.packs, source.calendar, source.reveal
    )


TABLES: Mapping[LedgerCode, Read] = {
    LedgerCode.L1: by_problem(LedgerCode.L1),
    LedgerCode.L2: by_problem(LedgerCode.L2),
    LedgerCode.L3: summary_table,
    LedgerCode.L7: by_problem(LedgerCode.L7),
}
"""The tables that can be issued."""
