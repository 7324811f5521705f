"""附件 and the problems behind their cells: L1 户内问题, L2 面上问题, L7 整改方案清单.

户主姓名 is masked. Source: domain reference, section 11.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from domain.papers import LedgerCode
from projections import ledger, problem_tables
from projections.annexes import Cell
from projections.ledger import LedgerRow
from projections.ledger_lines import day_of, line
from projections.printed import LedgerTable, Source, Traced, as_it_is
from projections.problem_tables import PROBLEM_TABLES, Problems


def household_table(source: Source) -> LedgerTable:
    """附件1-1."""
    return by_problem(LedgerCode.L1, source)


def area_table(source: Source) -> LedgerTable:
    """附件1-2."""
    return by_problem(LedgerCode.L2, source)


def plan_table(source: Source) -> LedgerTable:
    return by_problem(LedgerCode.L7, source)


def by_problem(code: LedgerCode, source: Source) -> LedgerTable:
    form, of = PROBLEM_TABLES[code], source
    problems = Problems(of.chosen.campaign, of.chosen.unit, of.rows, of.basis, of.packs, of.calendar, of.reveal)
    rows = {row.problem_no: row for row in source.rows}

    def behind(key: str, column: int) -> Iterator[Traced]:
        yield Traced(rows[key].case_id, key, ledger.apply, as_in_a_cell(form.columns[column][1], source))

    return LedgerTable(problem_tables.table(problems, form).whole(), behind)


def as_in_a_cell(cell: Cell, source: Source) -> Callable[[LedgerRow], str]:
    """What a row of the problem says in a column on that day, its texts by their references."""
    today = day_of(source.basis.as_of)
    return lambda row: cell(line(1, row, today, source.calendar, source.packs, as_it_is))
