"""The sheets of a workbook (.xlsx, .xls, .csv) as tables of cells, each with its address, merged cells followed.

A workbook with macros is read without them; hidden sheets are not read, for a clerk does not see what is in them, but
for the one in which Duban itself wrote what the workbook is (marks.py).
"""

import csv
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from io import BytesIO, StringIO
from pathlib import Path

import msgspec
from python_calamine import CalamineSheet, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from adapters.importing.cell_addresses import address
from adapters.importing.findings import Value
from adapters.importing.opening import Kind, open_file
from adapters.importing.refusals import Place, refused
from adapters.importing.sheet_limits import MAX_AREA, MAX_MERGED_CELLS, Extent
from adapters.importing.text import decode, tidy
from adapters.importing.xls import checked_xls
from adapters.importing.xlsx import CheckedWorkbook, checked_xlsx

_MergedRange = tuple[tuple[int, int], tuple[int, int]]
_Position = tuple[int, int]
LONGEST_HEADING = 80
TEXT_SHEET = "CSV"
"""What the one sheet of a text file is called: not as the file is, for a row's key does not depend on that."""

HIDDEN_ROWS_NAMED = 10
SAMPLED_CHARACTERS = 4_000
"""By so many it is told what stands between the cells of a text file."""
MARKS_SHEET = "duban"
"""The hidden sheet of the workbooks that Duban writes."""


class Cell(msgspec.Struct, frozen=True):
    """A cell's raw value, its text, and where it really stands (for a merged cell: at its top left)."""

    raw: object
    text: str
    place: Place
    position: _Position

    @property
    def value(self) -> Value:
        return Value(self.text, self.place)


class Sheet:
    """One visible sheet. Rows and columns count from 0, over the whole sheet."""

    def __init__(self, source: CalamineSheet, extent: Extent) -> None:
        self.name = source.name
        self.formulas, self.errors = extent.formulas, extent.errors
        self._calculated_rows = {row for row, _ in self.formulas | self.errors}
        self._rows = source.to_python(skip_empty_area=True)
        self.top, self.left = source.start or (0, 0)
        self.bottom = self.top + len(self._rows)
        self.right = self.left + max(map(len, self._rows), default=0)
        self._anchors = self._follow(source.merged_cell_ranges or [])

    def at(self, row: int, column: int) -> Cell:
        """The cell at a position. One that is merged downwards gives the value above for every row."""
        anchor = self._anchors.get((row, column), (row, column))
        return self._cell(anchor if anchor[1] == column else (row, column))

    def row(self, row: int) -> Iterator[Cell]:
        """The cells of a row, from the left."""
        return (self.at(row, column) for column in range(self.left, self.right))

    def heading_at(self, row: int, column: int) -> str:
        """The text of a heading, also where it is merged to the right; empty for anything too long to be one."""
        raw = self._raw(self._anchors.get((row, column), (row, column)))
        return tidy(raw) if isinstance(raw, str) and len(raw) <= LONGEST_HEADING else ""

    def ends(self, row: int, column: int) -> _Position:
        """The last row and column of the merged cell that a position belongs to; of any other, itself."""
        anchor = self._anchors.get((row, column))
        return self._ends[anchor] if anchor is not None else (row, column)

    def is_empty(self, row: int) -> bool:
        """Whether a row holds nothing of its own, neither values nor formulas."""
        within = self.top <= row < self.bottom
        return row not in self._calculated_rows and not (within and any(self._rows[row - self.top]))

    def row_place(self, row: int) -> Place:
        return Place(self.name, line=row + 1)

    def _cell(self, position: _Position) -> Cell:
        raw = self._raw(position)
        return Cell(raw, cell_text(raw), Place(self.name, address(*position)), position)

    def _raw(self, position: _Position) -> object:
        row, column = position
        within = self.top <= row < self.bottom and self.left <= column < self.right
        return self._rows[row - self.top][column - self.left] if within else ""

    def _follow(self, ranges: list[_MergedRange]) -> dict[_Position, _Position]:
        """Merged position -> top left, clipped to where there is data: a range may name a million rows."""
        anchors: dict[_Position, _Position] = {}
        self._ends: dict[_Position, _Position] = {}
        work = 0
        for (top, left), (bottom, right) in ranges:
            rows = range(max(top, self.top), min(bottom + 1, self.bottom))
            columns = range(max(left, self.left), min(right + 1, self.right))
            work += len(rows) * len(columns)
            if work > MAX_MERGED_CELLS:
                raise refused("too_many_merges", Place(self.name))
            anchors.update({(row, column): (top, left) for row in rows for column in columns})
            self._ends[top, left] = (rows.stop - 1, columns.stop - 1)
        return anchors


class TextSheet(Sheet):
    """A text file with commas or tabs (.csv) as a sheet: the same rows and addresses, every cell a text."""

    def __init__(self, text: str) -> None:
        begin = text[:SAMPLED_CHARACTERS]
        dialect = csv.excel_tab if begin.count("\t") > begin.count(",") else csv.excel
        self.name = TEXT_SHEET
        self.formulas, self.errors = set(), set()
        self._calculated_rows: set[int] = set()
        try:
            rows = [list(row) for row in csv.reader(StringIO(text, newline=""), dialect)]
        except csv.Error as error:
            raise refused("damaged_file", why="引号不成对或一格过长") from error
        self.top, self.left = 0, 0
        self.bottom, self.right = len(rows), max(map(len, rows), default=0)
        if self.bottom * self.right > MAX_AREA:
            raise refused("sheet_too_large", Place(self.name), why=f"{self.bottom} 行 {self.right} 列")
        self._rows = [[*row, *[""] * (self.right - len(row))] for row in rows]
        self._anchors, self._ends = {}, {}


class Workbook(msgspec.Struct, frozen=True):
    """The readable sheets of a file, and what was left out of it."""

    name: str
    sha256: str
    sheets: list[Sheet]
    notes: tuple[str, ...]
    marks: Sheet | None = None


def read_workbook(path: Path, max_bytes: int) -> Workbook:
    """Open a workbook. Raises ImportRefused, and nothing else."""
    opened = open_file(path, max_bytes=max_bytes)
    match opened.kind:
        case Kind.EXCEL:
            checked = checked_xlsx(opened.data)
        case Kind.EXCEL_97:
            checked = checked_xls(opened.data)
        case Kind.TABLE:
            return Workbook(opened.name, opened.sha256, [TextSheet(decode(opened.data))], ())
        case _:
            raise refused("not_a_workbook")
    sheets, notes, marks = _sheets(checked)
    return Workbook(opened.name, opened.sha256, sheets, notes, marks)


def _sheets(checked: CheckedWorkbook) -> tuple[list[Sheet], tuple[str, ...], Sheet | None]:
    notes = ["工作簿含有宏，宏没有读取，也不会运行。"] if checked.has_macros else []
    sheets = []
    marks = None
    try:
        with CalamineWorkbook.from_filelike(BytesIO(checked.data)) as workbook:
            for metadata in workbook.sheets_metadata:
                extent = checked.extents.get(metadata.name)
                if extent is None or metadata.typ != SheetTypeEnum.WorkSheet:
                    continue
                if metadata.name == MARKS_SHEET:
                    marks = Sheet(workbook.get_sheet_by_name(metadata.name), extent)
                elif metadata.visible == SheetVisibleEnum.Visible:
                    sheets.append(Sheet(workbook.get_sheet_by_name(metadata.name), extent))
                    notes += _of_hidden_rows(sheets[-1], extent.hidden)
                else:
                    notes.append(f"工作表“{metadata.name}”是隐藏的，没有读取。")
    except BaseException as error:
        if _is_unreadable(error):
            raise refused("damaged_file", why="工作簿内部错误") from error
        raise
    return sheets, tuple(notes), marks


def _of_hidden_rows(sheet: Sheet, hidden: Iterable[int]) -> Iterator[str]:
    """Rows that a filter leaves out are rows of the table: they are read, and whoever does not see them is told."""
    rows = [row + 1 for row in hidden if not sheet.is_empty(row)]
    if rows:
        first = "、".join(map(str, rows[:HIDDEN_ROWS_NAMED]))
        more = f"等 {len(rows)} 行" if len(rows) > HIDDEN_ROWS_NAMED else "行"
        yield f"工作表“{sheet.name}”有隐藏或筛选掉的行，也读取了：第 {first} {more}。"


def _is_unreadable(error: BaseException) -> bool:
    """Whether the native reader gave up: its errors, or a panic, which is no Exception in Python."""
    return type(error).__module__ in ("python_calamine", "pyo3_runtime") or isinstance(error, OSError | ValueError)


def cell_text(raw: object) -> str:
    """A cell's value about as the clerk sees it: whole numbers without a point, dates as 2022-08-19."""
    match raw:
        case str():
            return tidy(raw)
        case bool():
            return "是" if raw else "否"
        case float():
            return str(int(raw)) if raw.is_integer() and abs(raw) < 1e15 else f"{raw:.12g}"
        case datetime():
            return raw.strftime("%Y-%m-%d") if raw.time() == time(0) else raw.strftime("%Y-%m-%d %H:%M")
        case date() | time() | timedelta() | int():
            return str(raw)
        case _:
            return ""
