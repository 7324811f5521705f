"""An office's own form (表样): its header is recognised wherever it stands, and the rows are written below it.

Its title, merged cells, widths and print set-up stay as they are; the rows take the looks of the first row below the
header. A column that the table does not have is refused, for nobody would fill it in.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from copy import copy
from io import BytesIO
from itertools import groupby
from pathlib import Path
from typing import Any, NamedTuple

import openpyxl
from openpyxl.cell.cell import MergedCell
from openpyxl.styles import Font
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from adapters.excel.workbook import FORMULA_LIKE, LONGEST_TEXT, whole_file
from adapters.importing.cell_addresses import address
from adapters.importing.columns import Form, Header, find_header
from adapters.importing.labels import Label, heading
from adapters.importing.ledger import AREA_FORM, HOUSEHOLD_FORM
from adapters.importing.opening import MAX_FILE_BYTES, Kind, open_file
from adapters.importing.refusals import ImportRefused
from adapters.importing.table_rows import RowKind, kind_of, rows_below
from adapters.importing.text import halfwidth, squeezed
from adapters.importing.workbook import Sheet, read_workbook
from adapters.printing.merging import Merged, with_merges
from adapters.printing.printed_table import SERIAL, PrintedTable, decimals_of, number_in
from adapters.printing.refusals import ExportRefused
from domain.issue.content import BETWEEN_LEVELS
from domain.papers import ColumnTitle

MOST_ROWS = 20_000
"""A form is filled in as a whole, in memory; a longer table is exported in the form of its document."""

_SYNONYMS = (
    *(label.words for label in Label),
    *HOUSEHOLD_FORM.words.values(),
    *AREA_FORM.words.values(),
)
_MODIFIED = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*")
_FIXED = b"2000-01-01T00:00:00Z"


class Filled(NamedTuple):
    """How many rows were written, and which columns of the table the form does not have."""

    rows: int
    left_out: tuple[str, ...]


class Place(NamedTuple):
    """Where in the form the table goes; rows count from 0. ``foot``: the first row below that stays."""

    sheet: Sheet
    header: Header
    first: int
    foot: int
    total: bool
    """Whether the foot begins with a row for the sum."""


def fill_template(table: PrintedTable, template: Path, out: Path) -> Filled:
    """Raises ExportRefused."""
    printed = with_merges(table)
    try:
        book = read_workbook(template, MAX_FILE_BYTES)
        workbook = opened_to_fill_in(template)
        place = place_in(book.sheets, form_of(table), workbook, template)
    except ImportRefused as refused:
        raise ExportRefused("表样不能用：\n" + "\n".join(map(str, refused.refusals))) from refused
    lines = list(table_lines(printed.table))
    with whole_file(out) as unfinished:
        fill(workbook[place.sheet.name], table, place, lines)
        merge_cells(workbook[place.sheet.name], printed, place)
        workbook.properties.description = table.mark
        saved = BytesIO()
        workbook.save(saved)
        unfinished.write_bytes(settled(saved.getvalue()))
    known = set(place.header.columns)
    left_out = tuple(column.title for column in table.columns if column.title not in known and column != SERIAL)
    return Filled(sum(not line.heading for line in lines), left_out)


def opened_to_fill_in(template: Path) -> Workbook:
    """By its content: openpyxl would go by the name. Raises ExportRefused, ImportRefused."""
    opened = open_file(template)
    if opened.kind is not Kind.EXCEL:
        raise ExportRefused(
            f"表样 {template.name} 是旧式的 .xls，写不进去。请用 Excel 或 WPS 打开，另存为 .xlsx 后再用"
        )
    return openpyxl.load_workbook(BytesIO(opened.data))


# --- the form ---------------------------------------------------------------------------------------------------------


def form_of(table: PrintedTable) -> Form:
    """The columns of the table with the words they go by; a word of one column's own is no other's."""
    columns = (SERIAL, *(column for column in table.columns if column != SERIAL))
    own = {heading(column.title) for column in columns}
    words = {column.title: (heading(column.title), *also_called(column, own)) for column in columns}
    return Form(table.form.title, words, frozenset(words), ())


def also_called(column: ColumnTitle, own: set[str]) -> Iterable[str]:
    same = (words for words in _SYNONYMS if column.title in words)
    return dict.fromkeys(word for words in same for word in words if word not in own)


def place_in(sheets: Sequence[Sheet], form: Form, workbook: Workbook, template: Path) -> Place:
    """Raises ExportRefused, ImportRefused."""
    for sheet in sheets:
        header = find_header(sheet, (form,))
        if header is not None:
            refuse_unknown(sheet, header)
            return below(sheet, header, end_of_header(header, workbook[sheet.name]) + 1)
    titles = "、".join(words[0] for words in form.words.values())
    raise ExportRefused(f"表样 {template.name} 里没有找到表头。表头应有其中至少三栏：{titles}")


def refuse_unknown(sheet: Sheet, header: Header) -> None:
    known = {at for column in header.columns for at in header.places(column)}
    unknown = []
    for column in range(sheet.left, sheet.right):
        text = sheet.heading_at(header.last_row, column) or sheet.heading_at(header.first_row, column)
        if column not in known and text:
            row = header.last_row if sheet.heading_at(header.last_row, column) else header.first_row
            unknown.append(f"{sheet.name}!{sheet.at(row, column).place.cell}：这张表没有“{text}”这一栏")
    if unknown:
        raise ExportRefused("表样不能用，请删去或改名：\n" + "\n".join(unknown))


def end_of_header(header: Header, sheet: Worksheet) -> int:
    """The last row of the header, also where a title is merged downwards over rows that say nothing of their own."""
    merged = (one for one in sheet.merged_cells.ranges if header.first_row < one.min_row <= header.last_row + 1)
    return max([header.last_row, *(int(one.max_row) - 1 for one in merged)])


def below(sheet: Sheet, header: Header, first: int) -> Place:
    """Blank rows are room; a sum, notes and signatures below them stay. Raises ExportRefused for anything else."""
    foot, kind = max(sheet.bottom, first), RowKind.BLANK
    for row in rows_below(sheet, header):
        if row.index >= first and (kind := kind_of(row, ignored=(SERIAL.title,))) is not RowKind.BLANK:
            foot = row.index
            break
    total = kind is RowKind.SUBTOTAL
    formulas = sorted(at for at in sheet.formulas if at[0] >= first and not (total and at[0] == foot))
    if formulas:
        raise ExportRefused(f"表样不能用：{sheet.name}!{address(*formulas[0])} 是公式，增减行后不再可靠，请删去")
    if kind is RowKind.DATA:
        raise ExportRefused(f"表样不能用：{sheet.row_place(foot)} 已有内容，请清空表头下面的行")
    return Place(sheet, header, first, foot, total)


# --- the rows ---------------------------------------------------------------------------------------------------------


class Line(NamedTuple):
    """A row to be written, by the titles of its columns; or a heading over them."""

    cells: Mapping[str, tuple[ColumnTitle, tuple[str, ...]]]
    heading: str = ""
    total: bool = False


def table_lines(table: PrintedTable) -> Iterable[Line]:
    """Raises ExportRefused for more rows than a form is filled in with."""
    for count, (section, row, cells) in enumerate(table.printed_rows(), start=1):
        if count > MOST_ROWS:
            raise ExportRefused(f"表样最多填写 {MOST_ROWS} 行。请按单位分别导出，或不用 --template")
        if section:
            yield Line({}, section)
        yield Line({SERIAL.title: (SERIAL, ("" if row.total else str(count),)), **named(table, cells)}, total=row.total)


def named(table: PrintedTable, cells: Sequence[str]) -> Mapping[str, tuple[ColumnTitle, tuple[str, ...]]]:
    """The texts of each column by its title: several where it is printed as several."""
    found: dict[str, tuple[ColumnTitle, tuple[str, ...]]] = {}
    for column, text in zip(table.columns, cells, strict=True):
        found[column.title] = (column, (*found.get(column.title, (column, ()))[1], text))
    return found


def fill(sheet: Worksheet, table: PrintedTable, place: Place, lines: Sequence[Line]) -> None:
    """The rows from the first below the header on; what stands below them makes room."""
    has_total = place.total and bool(lines) and lines[-1].total
    body = lines[:-1] if has_total else lines
    room = place.foot - place.first
    looks = Looks(sheet, place)
    unmerge(sheet, place.first, place.foot)
    move_foot(sheet, place, max(len(body) - room, 0))
    for at, line in enumerate(body, start=place.first):
        looks.give(sheet, at)
        write_line(sheet, place.header, at, line)
    if has_total:
        write_line(sheet, place.header, place.foot + max(len(body) - room, 0), lines[-1])
    fill_above(sheet, table, place.header.first_row)
    set_footer(sheet, table)


class Looks:
    """How the first row below the header looks: every row of the table looks so."""

    def __init__(self, sheet: Worksheet, place: Place) -> None:
        sample = place.first + 1
        self._height = sheet.row_dimensions[sample].height if place.foot > place.first else None
        self._styles = [copy(style_of(cell)) for cell in sheet[sample]] if place.foot > place.first else []

    def give(self, sheet: Worksheet, row: int) -> None:
        if self._height is not None:
            sheet.row_dimensions[row + 1].height = self._height
        for column, style in enumerate(self._styles, start=1):
            sheet.cell(row + 1, column)._style = copy(style)  # type: ignore[union-attr]


def style_of(cell: Any) -> Any:
    """All of a cell's looks at once, which openpyxl has no other name for."""
    return cell._style


def write_line(sheet: Worksheet, header: Header, row: int, line: Line) -> None:
    if line.heading:
        write_cell(sheet, row, min(header.columns.values()), line.heading, None)
    for title in header.columns:
        if title in line.cells:
            of, texts = line.cells[title]
            places = header.places(title)
            said = texts if len(texts) <= len(places) else (BETWEEN_LEVELS.join(filter(None, texts)),)
            for column, text in zip(places, said, strict=False):
                write_cell(sheet, row, column, text, number_in(of, text))


def merge_cells(sheet: Worksheet, printed: Merged, place: Place) -> None:
    """As the document merges them, where the form has the columns for it. Its own row for the sum stays as it is."""
    at = list(columns_in(place.header, printed.table.columns))
    own_sum = len(list(printed.table.rows())) - 1 if place.total else None
    for one in printed.merges:
        columns = at[one.left : one.right + 1]
        first = columns[0]
        if one.top != own_sum and first is not None and columns == list(range(first, first + len(columns))):
            top, bottom = place.first + one.top + 1, place.first + one.bottom + 1
            sheet.merge_cells(start_row=top, end_row=bottom, start_column=first + 1, end_column=first + len(columns))


def columns_in(header: Header, columns: Sequence[ColumnTitle]) -> Iterator[int | None]:
    """Where each printed column stands in the form; None: nowhere, or together with another."""
    for column, same in groupby(columns):
        places = header.places(column.title) if column.title in header.columns else range(0)
        count = len(list(same))
        yield from places[:count] if len(places) >= count else [None] * count


def write_cell(sheet: Worksheet, row: int, column: int, text: str, number: float | None) -> None:
    """A text stays a text: openpyxl would take one that begins with = for a formula."""
    if len(text) > LONGEST_TEXT:
        raise ExportRefused(f"{address(row, column)} 的文字超过 {LONGEST_TEXT} 个字，一个单元格放不下")
    cell = sheet.cell(row + 1, column + 1)
    if isinstance(cell, MergedCell):
        return
    if number is not None:
        cell.value = number
        if decimals_of(text):
            cell.number_format = f"0.{'0' * decimals_of(text)}"
    elif text:
        cell.value = text
        cell.data_type = "s"
        if text.startswith(FORMULA_LIKE):
            cell.quotePrefix = True
    else:
        cell.value = None


# --- around the rows --------------------------------------------------------------------------------------------------


def unmerge(sheet: Worksheet, first: int, foot: int) -> None:
    """Cells merged among the blank rows are set free."""
    for merged in list(sheet.merged_cells.ranges):
        if merged.min_row > first and merged.max_row <= foot:
            sheet.unmerge_cells(merged.coord)


def move_foot(sheet: Worksheet, place: Place, by: int) -> None:
    """What stands below the blank rows moves down, with its merged cells and heights: openpyxl moves neither."""
    bottom = sheet.max_row
    if not by or bottom <= place.foot:
        return
    moved = [merged for merged in list(sheet.merged_cells.ranges) if merged.min_row > place.foot]
    for merged in moved:
        sheet.unmerge_cells(merged.coord)
    heights = {row: sheet.row_dimensions[row].height for row in range(place.foot + 1, bottom + 1)}
    last = address(bottom - 1, sheet.max_column - 1)
    sheet.move_range(f"{address(place.foot, 0)}:{last}", rows=by)
    for merged in moved:
        merged.shift(row_shift=by)
        sheet.merge_cells(merged.coord)
    for row in range(place.foot + 1, place.foot + 1 + by):
        sheet.row_dimensions[row].height = None
    for row, height in heights.items():
        sheet.row_dimensions[row + by].height = height
    if sheet.print_area:
        sheet.print_area = re.sub(r"\d+$", lambda at: str(int(at[0]) + by), sheet.print_area.split("!")[-1])


def fill_above(sheet: Worksheet, table: PrintedTable, header: int) -> None:
    """填报单位 and 填报时间, where the form says the words and leaves them open."""
    values = {bare(label): value for label, value in table.above if value}
    for row in sheet.iter_rows(max_row=header):
        said = [cell for cell in row if cell.value]
        for cell, beside in zip(said, [*said[1:], None], strict=True):
            text, next_text = str(cell.value).rstrip(" _　"), str(beside.value) if beside else "："
            if text.endswith(("：", ":")) and ("：" in next_text or ":" in next_text) and bare(text) in values:
                cell.value = f"{text}{values[bare(text)]}"
                cell.data_type = "s"


def bare(label: str) -> str:
    """填报单位（盖章）： and 填报单位 are one."""
    return heading(halfwidth(squeezed(label)))


def set_footer(sheet: Worksheet, table: PrintedTable) -> None:
    """The mark on each page where the form leaves the footer open, and always below the table."""
    foot: Any = sheet.oddFooter
    for part, text in ((foot.left, table.basis), (foot.right, table.mark)):
        if not part.text:
            part.text = text.replace("&", "&&")[:110]
    cell = sheet.cell(sheet.max_row + 1, 1, f"{table.basis}　{table.mark}")
    cell.data_type = "s"
    cell.font = Font(name="仿宋_GB2312", size=9, color="808080")


def settled(data: bytes) -> bytes:
    """The same workbook without the time at which it was saved: equal content gives equal bytes."""
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as saved, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as fixed:
        for name in sorted(saved.namelist(), key=lambda name: (name != "[Content_Types].xml", name)):
            part = saved.read(name)
            if name == "docProps/core.xml":
                part = _MODIFIED.sub(rb"\g<1>" + _FIXED, part)
            entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            fixed.writestr(entry, part)
    return out.getvalue()
