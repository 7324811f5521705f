"""A table as a workbook in the form of its document, written row by row, whatever its length.

Title over all columns, the lines to be filled in, a header of one row or two with merged groups, headings of sections,
borders, what prints. A text stays a text, whatever it looks like; a count is a number; nothing is a formula. Equal
tables give equal bytes. Source: domain reference, section 11 and section 14, rule 7.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from adapters.importing.cell_addresses import MAX_ROWS, address
from adapters.printing.merging import with_merges
from adapters.printing.printed_table import SERIAL, PrintedTable, decimals_of, groups, number_in
from adapters.printing.refusals import ExportRefused
from adapters.printing.widths import A4_LANDSCAPE, characters, lines_at, widths
from domain.issue.content import TableRow

FACTS_SHEET = "duban"
"""The hidden sheet in which a program finds what the workbook is, and in which the lists of choices stand."""

SONG, HEI, FANG = "方正小标宋简体", "黑体", "仿宋_GB2312"
LONGEST_TEXT = 32_767
LONGEST_FOOTER = 255
WIDEST_BESIDE_PAGES = 60
"""A longer text at the side would run into the number of the page, which then stands a line lower."""

A3, A4 = 8, 9
LINE_HEIGHT, TALLEST_ROW = 15.0, 409.0
"""In points. Heights are written, for not every program reckons them when it opens a workbook."""

FIRST_LIST_COLUMN = 3
MADE_ON = datetime(2000, 1, 1)  # noqa: DTZ001 - a fixed date, so that equal tables give equal files
FORMULA_LIKE = ("=", "+", "-", "@", "\t", "\r")

_FRAME = {"border": 1, "text_wrap": True, "valign": "vcenter"}
_LOOKS: dict[str, dict[str, Any]] = {
    "title": {"font_name": SONG, "font_size": 20, "align": "center", "valign": "vcenter", "text_wrap": True},
    "above": {"font_name": FANG, "font_size": 12, "align": "left", "valign": "vcenter", "shrink": True},
    "head": _FRAME | {"font_name": HEI, "font_size": 11, "align": "center"},
    "section": _FRAME | {"font_name": HEI, "font_size": 11, "align": "left"},
    "text": _FRAME | {"font_name": FANG, "font_size": 11, "align": "left"},
    "number": _FRAME | {"font_name": FANG, "font_size": 11, "align": "center"},
    "note": {"font_name": FANG, "font_size": 10, "align": "left", "valign": "vcenter", "text_wrap": True},
    "mark": {"font_name": FANG, "font_size": 9, "font_color": "#808080", "align": "left", "valign": "vcenter"},
}


def write_workbook(table: PrintedTable, out: Path) -> int:
    """Writes the file whole or not at all; returns how many rows it has. Raises ExportRefused."""
    with whole_file(out) as unfinished:
        options = {
            "constant_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        }
        with xlsxwriter.Workbook(str(unfinished), options) as book:
            book.set_properties({"title": table.form.title, "comments": table.mark, "created": MADE_ON})
            return _Writing(book, table).write()


@contextmanager
def whole_file(out: Path) -> Iterator[Path]:
    """A file beside the wanted one, which takes its place when all went well. Raises ExportRefused: it is there."""
    require_free(out)
    unfinished = out.with_name(f".{out.name}.part")
    try:
        yield unfinished
        unfinished.replace(out)
    finally:
        unfinished.unlink(missing_ok=True)


def require_free(out: Path) -> None:
    """Raises ExportRefused where nothing can be written."""
    if out.exists():
        raise ExportRefused(f"文件已经存在：{out}。为免覆盖已填写的内容，请换一个文件名")
    if not out.parent.is_dir():
        raise ExportRefused(f"文件夹不存在：{out.parent}")


class _Writing:
    """Writes one table, from the top to the bottom: a row that was left is never touched again."""

    def __init__(self, book: xlsxwriter.Workbook, table: PrintedTable) -> None:
        self._book = book
        printed = with_merges(table)
        self._table = printed.table
        self._merges = printed.by_row()
        self._starts, self._covered = printed.starts(), printed.covered()
        self._sheet: Worksheet = book.add_worksheet(sheet_name(table.name))
        self._widths = widths(self._table.columns)
        self._width = sum(self._widths[: table.shown])
        self._formats: dict[tuple[str, bool, bool, int], Format] = {}
        self._at = 0

    def write(self) -> int:
        self._set_columns()
        self._write_top()
        first = self._at
        header = self._write_header()
        begin = self._at
        count = self._write_rows()
        end = self._at - 1
        self._write_bottom()
        self._set_print(first, header)
        self._sheet.freeze_panes(header + 1, 0)
        if not self._merges:  # a filter loses merged rows
            self._sheet.autofilter(header, 0, max(end, header), self._table.shown - 1)
        self._write_facts(begin, max(end, begin))
        return count

    # --- the parts of the sheet ---

    def _set_columns(self) -> None:
        for at, width in enumerate(self._widths):
            hidden = at >= self._table.shown
            self._sheet.set_column(at, at, width, None, {"hidden": 1} if hidden else {})

    def _write_top(self) -> None:
        self._wide("title", self._table.form.title, 34.0)
        above = self._table.above
        if not above:
            return
        self._sheet.set_row(self._at, 24.0)
        texts = [f"{label}：{value}" for label, value in above]
        if len(texts) > self._table.shown:
            texts = ["　　".join(texts)]
        for text, (first, last) in zip(texts, self._spread(len(texts)), strict=True):
            self._merge(first, last, "above", text)
        self._at += 1

    def _spread(self, parts: int) -> list[tuple[int, int]]:
        """The shown columns in so many neighbouring parts, about equally wide."""
        shown = self._table.shown
        spans, first, used = [], 0, 0.0
        for part in range(parts):
            last, latest = first, shown - (parts - part)
            used += self._widths[first]
            while last < latest and used + self._widths[last + 1] / 2 <= self._width * (part + 1) / parts:
                last += 1
                used += self._widths[last]
            last = shown - 1 if part == parts - 1 else last
            spans.append((first, last))
            first = last + 1
        return spans

    def _write_header(self) -> int:
        """Returns the row of the titles, the lower one of two."""
        columns, double = self._table.columns, self._table.double
        top, lower = self._at, self._at + double
        if double:
            self._sheet.set_row(top, 24.0)
            for group, first, last in groups(columns):
                for at in range(first, last + 1):
                    self._text(at, (group or columns[at].title) if at == first else "", "head")
            self._at += 1
        needed = max(lines_at(column.title, width) for column, width in zip(columns, self._widths, strict=True))
        self._sheet.set_row(lower, max(24.0, LINE_HEIGHT * needed + 4))
        for group, first, last in groups(columns):
            for at in range(first, last + 1):
                said = bool(group) or (not double and at == first)
                self._text(at, columns[at].title if said else "", "head")
            if (bottom := top if group else lower) > top or last > first:
                self._merged(top, first, bottom, last)
        self._at += 1
        return lower

    def _write_rows(self) -> int:
        count = 0
        for section, row, cells in self._table.printed_rows():
            if section:
                self._wide("section", section, 22.0)
            for one in self._merges.get(count, ()):
                self._merged(self._at, one.left, self._at + one.bottom - one.top, one.right)
            self._write_row(count, row, cells)
            count += 1
        return count

    def _write_row(self, index: int, row: TableRow, cells: tuple[str, ...]) -> None:
        if self._at >= MAX_ROWS - 10:
            raise ExportRefused(f"超过一张工作表的 {MAX_ROWS} 行。请按单位或专项行动分别导出")
        written = [text if (index, at) not in self._covered else "" for at, text in enumerate(cells)]
        lines = max(lines_at(text, self._room(index, at)) for at, text in enumerate(written[: self._table.shown]))
        self._sheet.set_row(self._at, min(LINE_HEIGHT * lines + 4, TALLEST_ROW))
        for at, (column, text) in enumerate(zip(self._table.columns, written, strict=True)):
            number = number_in(column, text)
            if number is None:
                over = self._starts.get((index, at))
                in_the_middle = column == SERIAL or (over is not None and over.stands_for_many)
                self._text(at, text, "number" if in_the_middle else "text", row.total)
            else:
                look = self._look("number", row.total, False, decimals_of(text))
                self._sheet.write_number(self._at, at, number, look)
        self._at += 1

    def _room(self, index: int, column: int) -> float:
        """How wide a cell is, with those beside it that it takes in; one that goes on below makes no row higher."""
        one = self._starts.get((index, column))
        if one is None:
            return self._widths[column]
        return sum(self._widths[column : one.right + 1]) if one.bottom == one.top else float(LONGEST_TEXT)

    def _write_bottom(self) -> None:
        for note in self._table.form.notes:
            self._wide("note", note, LINE_HEIGHT)
        self._wide("mark", f"{self._table.basis}　{self._table.mark}", 14.0)

    def _set_print(self, first: int, header: int) -> None:
        sheet, last = self._sheet, self._table.shown - 1
        sheet.set_landscape()
        sheet.set_paper(A4 if self._width <= A4_LANDSCAPE else A3)
        sheet.fit_to_pages(1, 0)
        sheet.center_horizontally()
        sheet.set_margins(left=0.5, right=0.5, top=0.7, bottom=0.8)
        sheet.repeat_rows(first, header)
        sheet.print_area(0, 0, self._at - 2, last)  # the mark stands in the footer of what is printed
        sheet.set_footer(footer(self._table))

    def _write_facts(self, begin: int, end: int) -> None:
        """The hidden sheet: names in A, values in B; the choices in columns from D, for they may be long."""
        columns = {column.title: at for at, column in enumerate(self._table.columns)}
        chosen = {title: words for title, words in self._table.choices.items() if title in columns and words}
        if not chosen and not self._table.facts:
            return
        sheet = self._book.add_worksheet(FACTS_SHEET)
        sheet.hide()
        facts = list(self._table.facts.items())
        for row in range(max([len(facts), *map(len, chosen.values())])):
            if row < len(facts):
                sheet.write_string(row, 0, facts[row][0])
                sheet.write_string(row, 1, facts[row][1])
            for at, words in enumerate(chosen.values(), start=FIRST_LIST_COLUMN):
                if row < len(words):
                    sheet.write_string(row, at, words[row])
        for at, (title, words) in enumerate(chosen.items(), start=FIRST_LIST_COLUMN):
            column = address(0, at).rstrip("1")
            self._sheet.data_validation(begin, columns[title], end, columns[title], {
                "validate": "list",
                "source": f"={FACTS_SHEET}!${column}$1:${column}${len(words)}",
                "error_title": "请从列表中选择",
                "error_message": f"“{title}”请从下拉列表中选择",
            })  # fmt: skip

    # --- cells ---

    def _text(self, column: int, text: str, look: str, bold: bool = False) -> None:
        if len(text) > LONGEST_TEXT:
            raise ExportRefused(f"{address(self._at, column)} 的文字超过 {LONGEST_TEXT} 个字，一个单元格放不下")
        written = self._look(look, bold, text.startswith(FORMULA_LIKE))
        if text:
            self._sheet.write_string(self._at, column, text, written)
        else:
            self._sheet.write_blank(self._at, column, None, written)

    def _look(self, name: str, bold: bool = False, quoted: bool = False, decimals: int = 0) -> Format:
        """``quoted``: it stays a text also when somebody edits the cell."""
        key = (name, bold, quoted, decimals)
        if key not in self._formats:
            more: dict[str, Any] = {"bold": True} if bold else {}
            if quoted:
                more["quote_prefix"] = True
            if decimals:
                more["num_format"] = f"0.{'0' * decimals}"
            self._formats[key] = self._book.add_format(_LOOKS[name] | more)
        return self._formats[key]

    def _wide(self, look: str, text: str, height: float) -> None:
        """A row over all columns that people see."""
        lines = lines_at(text, self._width * 11 / float(_LOOKS[look]["font_size"]))
        self._sheet.set_row(self._at, height * lines)
        self._merge(0, self._table.shown - 1, look, text)
        self._at += 1

    def _merge(self, first: int, last: int, look: str, text: str) -> None:
        self._text(first, text, look)
        for column in range(first + 1, last + 1):
            self._text(column, "", look)
        if last > first:
            self._merged(self._at, first, self._at, last)

    def _merged(self, top: int, left: int, bottom: int, right: int) -> None:
        """Says that cells are merged without writing them: `merge_range` would go back to a row that was left."""
        self._sheet.merge.append([top, left, bottom, right])


def sheet_name(name: str) -> str:
    """A name that Excel takes: no signs of its own, at most 31 characters."""
    return "".join("_" if sign in "[]:*?/\\" else sign for sign in name).strip("'")[:31] or "表"


def footer(table: PrintedTable) -> str:
    """截至 … 第 x 页 共 y 页 … 导出人和时间. An & begins a command of Excel's: one that is meant is written twice.

    The size stands before the font, since digits after it would be read as part of it.
    """
    pages = "&C第 &P 页　共 &N 页"
    room = LONGEST_FOOTER - len(pages) - 1 - 2 * len('&L&9&"仿宋_GB2312"')
    basis, mark = table.basis.replace("&", "&&"), table.mark.replace("&", "&&")
    left = basis[: max(room - len(mark), 0)].rstrip("&")
    if max(characters(left), characters(mark)) > WIDEST_BESIDE_PAGES:
        pages = pages.replace("&C", "&C\n")
    return f'&L&9&"{FANG}"{left}{pages}&R&9&"{FANG}"{mark[:room].rstrip("&")}'
