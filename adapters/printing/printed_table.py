"""A table as it is handed out (表样): its form and rows, the lines above it, and the marks of who took it out and when.

Rendered by adapters/excel as a workbook and by table_pages.py as pages.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple

from domain.issue.content import TableContent, TableRow
from domain.papers import ColumnTitle

SERIAL = ColumnTitle("序号")
_NUMBERED = ("序号", "版本")
_COUNTS = "件|户|人|用时|样本外入户|未见到|发现问题|应完成|已完成|第几条"
"""Columns of counts whose title does not say so."""

_COUNTED = re.compile(rf"(?:.*(?:数|率|天|次|得分)|{_COUNTS})(?:[（(].*[)）])?")
_NUMBER = re.compile(r"(?:0|-?[1-9]\d{0,14})|-?(?:0|[1-9]\d{0,11})\.\d{1,3}")


class PrintedTable(NamedTuple):
    """``form`` is all but the rows. ``rows`` gives them, each time anew.

    ``above``: the lines to be filled in, with their values (empty: by hand). ``basis``: as of when, as known when.
    ``mark`` (水印): who took it out and when. ``choices``: what a cell may say, by the title of its column.
    ``hidden``: so many columns at the right end are for the program.
    """

    name: str
    form: TableContent
    rows: Callable[[], Iterator[TableRow]]
    above: tuple[tuple[str, str], ...]
    basis: str
    mark: str
    choices: Mapping[str, Sequence[str]] = {}
    hidden: int = 0
    facts: Mapping[str, str] = {}
    """What a program that reads the file back is told."""

    @property
    def columns(self) -> tuple[ColumnTitle, ...]:
        """With 序号, which belongs to the print."""
        return (SERIAL, *self.form.columns) if self.form.numbered else self.form.columns

    @property
    def shown(self) -> int:
        """How many columns people see."""
        return len(self.columns) - self.hidden

    @property
    def double(self) -> bool:
        """Whether its header has two rows."""
        return any(column.group for column in self.columns)

    def printed_rows(self) -> Iterator[tuple[str, TableRow, tuple[str, ...]]]:
        """Each row with the heading that stands above it (empty: none) and its cells, 序号 among them.

        序号 begins anew under each heading; a sum has none.
        """
        section, serial = "", 0
        for row in self.rows():
            opens = row.section if row.section != section else ""
            if row.section != section:
                section, serial = row.section, 0
            if self.form.numbered:
                serial += not row.total
                yield opens, row, ("" if row.total else str(serial), *row.cells)
            else:
                yield opens, row, row.cells


def groups(columns: Sequence[ColumnTitle]) -> Iterator[tuple[str, int, int]]:
    """The upper row of the header: each group with its first and last column; a column without one stands alone, over
    all the columns that it is printed as."""
    first = 0
    while first < len(columns):
        last = first
        while last + 1 < len(columns) and goes_on(columns[first], columns[last + 1]):
            last += 1
        yield columns[first].group, first, last
        first = last + 1


def goes_on(column: ColumnTitle, following: ColumnTitle) -> bool:
    return following.group == column.group if column.group else following == column


def number_in(column: ColumnTitle, text: str) -> int | float | None:
    """A cell of a column of counts as a number, if it is one that is printed as it was written; else None."""
    if column.title not in _NUMBERED and not _COUNTED.fullmatch(column.title):
        return None
    if not _NUMBER.fullmatch(text):
        return None
    return float(text) if "." in text else int(text)


def decimals_of(text: str) -> int:
    return len(text.partition(".")[2])


def filled_above(labels: Sequence[str], unit: str, person: str = "", signed: str = "", on: str = "") -> Iterator[str]:
    """What stands after each label above a table: 填报单位, 填报人, 签字, 填报时间."""
    for label in labels:
        if "签字" in label:
            yield signed
        elif "时间" in label or "日期" in label:
            yield on
        elif "单位" in label:
            yield unit
        else:
            yield person
