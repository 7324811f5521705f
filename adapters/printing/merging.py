"""Merged cells of a table as its document prints them (附件2): the unit once, an upper label over its lower ones.

A column whose cells have two levels is printed as two; where a cell has one level, it takes both. A sum stands over
all merged columns. Only tables of counts are merged, a row for each kind of problem; the filter of Excel loses merged
rows, so a table with a row for each problem is not.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

from msgspec.structs import replace

from adapters.printing.printed_table import PrintedTable
from domain.issue.content import BETWEEN_LEVELS, TableRow
from domain.papers import ColumnTitle


class Merge(NamedTuple):
    """Cells that are one: rows and columns count from 0, over the rows of the table; both ends belong to it."""

    top: int
    left: int
    bottom: int
    right: int

    @property
    def stands_for_many(self) -> bool:
        """Over several rows, or a sum over all merged columns: set in the middle."""
        return self.bottom > self.top or self.left == 0


class Merged(NamedTuple):
    """A table with its columns as they are printed, and what is merged in it."""

    table: PrintedTable
    merges: tuple[Merge, ...]

    def starts(self) -> dict[tuple[int, int], Merge]:
        return {(one.top, one.left): one for one in self.merges}

    def by_row(self) -> dict[int, list[Merge]]:
        return {top: list(there) for top, there in groupby(sorted(self.merges), key=lambda one: one.top)}

    def covered(self) -> set[tuple[int, int]]:
        """The cells that another one takes in."""
        return {cell for one in self.merges for cell in cells_of(one) if cell != (one.top, one.left)}


def with_merges(table: PrintedTable) -> Merged:
    """Every other table comes back as it is."""
    many = table.form.merged
    if not many:
        return Merged(table, ())
    rows = list(table.rows())
    double = [any(BETWEEN_LEVELS in row.cells[at] for row in rows) for at in range(many)]
    columns = tuple(spread(table.form.columns, double))
    width = many + sum(double)
    printed = [replace(row, cells=split(row, double)) for row in rows]
    form = replace(table.form, columns=columns, merged=width)
    return Merged(table._replace(form=form, rows=lambda: iter(printed)), tuple(merges(printed, double, width)))


def spread(columns: Sequence[ColumnTitle], double: Sequence[bool]) -> Iterator[ColumnTitle]:
    for at, column in enumerate(columns):
        yield column
        if at < len(double) and double[at]:
            yield column


def split(row: TableRow, double: Sequence[bool]) -> tuple[str, ...]:
    """The cells as they are printed; of a sum, what it is called comes first."""
    parts: list[str] = []
    for text, two in zip(row.cells, double, strict=False):
        upper, _, lower = text.partition(BETWEEN_LEVELS) if two else (text, "", "")
        parts += [upper, lower] if two else [upper]
    if row.total:
        called = next((text for text in reversed(parts) if text), "")
        parts = [called, *[""] * (len(parts) - 1)]
    return (*parts, *row.cells[len(double) :])


def merges(rows: Sequence[TableRow], double: Sequence[bool], width: int) -> Iterator[Merge]:
    for at, row in enumerate(rows):
        if row.total and width > 1:
            yield Merge(at, 0, at, width - 1)
    left = 0
    for two in double:
        alone = [at for at, row in enumerate(rows) if two and not row.total and not row.cells[left + 1]]
        yield from (Merge(at, left, at, left + 1) for at in alone)
        yield from downwards(rows, left, {*alone})
        left += 1 + two


def downwards(rows: Sequence[TableRow], column: int, alone: set[int]) -> Iterator[Merge]:
    """Rows one below the other that say the same in this column, and in all before it."""
    first = 0
    for at in range(1, len(rows) + 1):
        if at < len(rows) and at not in alone and first not in alone and same(rows[first], rows[at], column):
            continue
        if at - 1 > first:
            yield Merge(first, column, at - 1, column)
        first = at


def same(row: TableRow, other: TableRow, column: int) -> bool:
    plain = not row.total and not other.total and row.section == other.section
    return plain and row.cells[: column + 1] == other.cells[: column + 1]


def cells_of(one: Merge) -> Iterator[tuple[int, int]]:
    for row in range(one.top, one.bottom + 1):
        yield from ((row, column) for column in range(one.left, one.right + 1))
