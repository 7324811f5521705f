"""A workbook as two readers that are not ours see it: calamine, which imports use, and openpyxl, which sees looks."""

from __future__ import annotations

from pathlib import Path

import openpyxl
from openpyxl.worksheet.worksheet import Worksheet
from python_calamine import CalamineWorkbook

from adapters.printing.merging import with_merges
from adapters.printing.printed_table import PrintedTable, number_in


def sheet_of(file: Path) -> Worksheet:
    """The table itself."""
    return openpyxl.load_workbook(file).worksheets[0]


def merged(sheet: Worksheet) -> set[str]:
    return {str(one) for one in sheet.merged_cells.ranges}


def header_row(sheet: Worksheet) -> int:
    """The row of the titles, the lower one of two: the last that stays when one scrolls."""
    return int(str(sheet.freeze_panes).lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")) - 1


def text_of(value: object) -> str:
    """A cell as it is shown."""
    if value is None:
        return ""
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def seen_by_openpyxl(file: Path, width: int) -> list[tuple[str, ...]]:
    sheet = sheet_of(file)
    below = sheet.iter_rows(min_row=header_row(sheet) + 1, max_col=width, values_only=True)
    return [tuple(map(text_of, row)) for row in below]


def seen_of_the_summary(file: Path) -> list[tuple[str, ...]]:
    """L3 without its merged cells: the unit in every row, the two levels of a label in one cell."""
    sheet = sheet_of(file)
    anchors = {cell: one.start_cell for one in sheet.merged_cells.ranges for row in one.rows for cell in row}
    rows = []
    for row in sheet.iter_rows(min_row=header_row(sheet) + 1, max_row=header_row(sheet) + 14, max_col=8):
        places = [(cell.row, cell.column) for cell in row]
        said = [text_of(anchors[at].value if at in anchors else sheet.cell(*at).value) for at in places]
        label = said[1] if said[2] in ("", said[1]) else f"{said[1]} {said[2]}"
        rows.append((said[0], label, *said[3:]))
    return rows


def seen_by_calamine(file: Path, width: int) -> list[tuple[str, ...]]:
    sheet = CalamineWorkbook.from_path(str(file)).get_sheet_by_index(0)
    rows = sheet.to_python(skip_empty_area=False)[header_row(sheet_of(file)) :]
    return [tuple(map(text_of, row[:width])) for row in rows]


def as_shown(table: PrintedTable) -> list[tuple[str, ...]]:
    """What must stand below the header: headings, rows, notes, the mark. Of merged cells the first one speaks."""
    printed = with_merges(table)
    table, covered = printed.table, printed.covered()
    width = len(table.columns)
    alone = ("",) * (width - 1)
    lines: list[tuple[str, ...]] = []
    for at, (section, _, cells) in enumerate(table.printed_rows()):
        lines += [(section, *alone)] if section else []
        lines.append(tuple("" if (at, column) in covered else text for column, text in enumerate(cells)))
    lines += [(note, *alone) for note in table.form.notes]
    return [*lines, (f"{table.basis}　{table.mark}", *alone)]


def counts_in(table: PrintedTable) -> int:
    """How many cells are counts."""
    rows = table.printed_rows()
    return sum(
        number_in(column, text) is not None
        for _, _, cells in rows
        for column, text in zip(table.columns, cells, strict=True)
    )
