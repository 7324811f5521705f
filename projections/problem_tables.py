"""附件 as they are printed: L1 户内问题, L2 面上问题, L7 整改方案清单; behind a cell the problem of its row.

户主姓名 is masked. Source: domain reference, section 11.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from domain.issue.content import TableContent, TableRow
from domain.papers import ColumnTitle
from projections import annexes, ledger
from projections.annexes import AREA_COLUMNS, HOUSEHOLD_COLUMNS, PLAN_COLUMNS, SERIAL, Annex, Column
from projections.annexes import Cell as CellOf
from projections.ledger import LedgerRow
from projections.ledger_lines import ERASED, Ledger, day_of, ledger_lines, line
from projections.printed import LedgerTable, Source, Traced, as_it_is


def household_table(source: Source) -> LedgerTable:
    """附件1-1."""
    return of_annex(annexes.household_annex(lines(source), source.chosen.unit), HOUSEHOLD_COLUMNS, source)


def area_table(source: Source) -> LedgerTable:
    """附件1-2."""
    return of_annex(annexes.area_annex(lines(source), source.chosen.unit), AREA_COLUMNS, source)


def plan_table(source: Source) -> LedgerTable:
    return of_annex(annexes.plan_list(lines(source), source.pack), PLAN_COLUMNS, source)


def lines(source: Source) -> Ledger:
    rows = ledger_lines(source.rows, source.basis.as_of, source.calendar, source.packs, source.reveal)
    return Ledger(source.basis, rows)


def of_annex(annex: Annex, columns: tuple[tuple[Column, CellOf], ...], source: Source) -> LedgerTable:
    """Its rows, each under the key of its household; 序号 belongs to the print, and no row differs by it."""
    numbered = annex.columns[0] == SERIAL
    rows = {row.problem_no: row for row in source.rows}
    content = TableContent(
        title=annex.title,
        head=annex.head,
        columns=tuple(ColumnTitle(column.title, column.group) for column in annex.columns[numbered:]),
        rows=tuple(annex_rows(annex, numbered, rows)),
        notes=annex.notes,
        numbered=numbered,
    )

    def behind(key: str, column: int) -> Iterator[Traced]:
        yield Traced(rows[key].case_id, key, ledger.apply, as_in_a_cell(columns[column][1], source))

    return LedgerTable(content, behind)


def annex_rows(annex: Annex, numbered: bool, rows: Mapping[str, LedgerRow]) -> Iterator[TableRow]:
    """A row of which something was erased can no longer be sealed under its own key: nothing of it is left to hide."""
    for section in annex.sections:
        for number, row in zip(section.problems, section.rows, strict=True):
            erased = any(ERASED in cell for cell in row)
            yield TableRow(number, row[numbered:], section.heading, "" if erased else rows[number].subject)


def as_in_a_cell(cell: CellOf, source: Source) -> Callable[[LedgerRow], str]:
    """What a row of the problem says in a column on that day, its texts by their references."""
    today = day_of(source.basis.as_of)
    return lambda row: cell(line(1, row, today, source.calendar, source.packs, as_it_is))
