"""A copy of a ledger with its faults marked (导入问题清单): notes in the cells, and a first sheet that lists them.

It is made from the checked copy, so macros, pictures and links to other files stay out. It names the file that it was
made from: put right and imported, it counts as that file, so what was taken in already is not taken in twice.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterable, Sequence
from io import BytesIO
from pathlib import Path
from typing import Any

import msgspec

from adapters.importing.cell_addresses import address
from adapters.importing.findings import Decision
from adapters.importing.marks import FAULTS_SHEET, MARKS_SHEET, corrected_from, error_marks
from adapters.importing.opening import MAX_FILE_BYTES, Kind, open_file
from adapters.importing.refusals import Place, Refusal
from adapters.importing.workbook import Workbook, read_workbook
from adapters.importing.xlsx import checked_xlsx

WRITER = "督办"
SHOWN_CANDIDATES = 10
FAULTY = "FFFF99"
OUTSIDE = re.compile(
    rb"<((?:\w+:)?(?:drawing|legacyDrawing|legacyDrawingHF|picture|oleObjects|controls|hyperlinks|tableParts|extLst"
    rb"|externalReferences|pivotCaches|customWorkbookViews))(?:\s[^>]*)?(?:/>|>.*?</\1>)",
    re.DOTALL,
)
"""Elements of a sheet and of the list of sheets that name parts outside them."""

HEADINGS = ("序号", "工作表", "位置", "结果", "说明")
WIDTHS = (6, 16, 10, 10, 80)


class Fault(msgspec.Struct, frozen=True):
    """What is wrong at one place, and what became of the row."""

    place: Place
    result: str
    says: str


def asked(decision: Decision) -> Fault:
    """A question, as a fault: it can be answered in the cell itself."""
    shown = decision.candidates[:SHOWN_CANDIDATES]
    choices = f"（可写：{'、'.join(shown)}{'……' if len(decision.candidates) > len(shown) else ''}）" if shown else ""
    return Fault(decision.place, "待定", f"{decision.question}{choices}")


def refused(refusal: Refusal) -> Fault:
    return Fault(refusal.place, "被拒绝", refusal.message)


def write_error_workbook(source: Path, target: Path, faults: Sequence[Fault]) -> None:
    """Raises ImportRefused for a source that cannot be read, FileExistsError rather than write over a file."""
    read = read_workbook(source, MAX_FILE_BYTES)
    book = copy_of(source, read)
    for name in (FAULTS_SHEET, MARKS_SHEET):
        if name in book.sheetnames:
            del book[name]
    placed = [fault for fault in faults if fault.place.sheet in book.sheetnames]
    for cell, said in by_cell(book, placed).items():
        mark(book[cell[0]][cell[1]], said)
    list_faults(book, faults)
    add_marks(book, corrected_from(read) or read.sha256)
    saved = BytesIO()
    book.save(saved)
    with target.open("xb") as file:
        file.write(saved.getvalue())


def copy_of(source: Path, read: Workbook) -> Any:
    """The workbook as it looks; one of the older format, or that the writer cannot take, only with its values."""
    import openpyxl  # costs a tenth of a second

    opened = open_file(source)
    if opened.kind is Kind.EXCEL:
        try:
            return openpyxl.load_workbook(BytesIO(without_outside(checked_xlsx(opened.data).data)))
        except Exception:  # it names parts that were left out, or is odd in ways that only a reader of values bears
            pass
    return with_values(openpyxl.Workbook(), read)


def without_outside(data: bytes) -> bytes:
    """The checked copy without whatever names a part that was left out of it."""
    copy = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as source, zipfile.ZipFile(copy, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            content = source.read(name)
            target.writestr(
                name, OUTSIDE.sub(b"", content) if name.startswith(("xl/worksheets/", "xl/workbook")) else content
            )
    return copy.getvalue()


def with_values(book: Any, read: Workbook) -> Any:
    for sheet in list(book.worksheets):
        del book[sheet.title]
    for source in read.sheets:
        sheet = book.create_sheet(source.name)
        for row in range(source.top, source.bottom):
            for cell in source.row(row):
                if cell.position[0] == row and cell.raw not in ("", None):
                    write(sheet, row + 1, cell.position[1] + 1, cell.raw)
    return book


def write(sheet: Any, row: int, column: int, value: Any, link: str = "") -> None:
    """A text stays a text, also where it looks like a formula."""
    cell = sheet.cell(row, column)
    cell.value = value
    if isinstance(value, str):
        cell.data_type = "s"
    if link:
        cell.hyperlink = link


def by_cell(book: Any, faults: Iterable[Fault]) -> dict[tuple[str, str], list[str]]:
    """(sheet, cell) -> what is said of it; a whole row is spoken of at its first cell."""
    found: dict[tuple[str, str], list[str]] = {}
    for fault in faults:
        sheet = book[fault.place.sheet]
        cell = anchor(sheet, fault.place.cell or address(max(fault.place.line, 1) - 1, sheet.min_column - 1))
        found.setdefault((fault.place.sheet, cell), []).append(fault.says)
    return found


def anchor(sheet: Any, cell: str) -> str:
    """A note stands at the top left of merged cells."""
    within = next((area for area in sheet.merged_cells.ranges if cell in area), None)
    return within.start_cell.coordinate if within is not None else cell


def mark(cell: Any, said: Sequence[str]) -> None:
    from openpyxl.comments import Comment
    from openpyxl.styles import PatternFill

    note = Comment("\n".join(dict.fromkeys(said)), WRITER, height=120, width=360)
    cell.comment = note
    cell.fill = PatternFill("solid", fgColor=FAULTY)


def list_faults(book: Any, faults: Sequence[Fault]) -> None:
    sheet = book.create_sheet(FAULTS_SHEET, 0)
    book.active = 0
    for column, (heading, width) in enumerate(zip(HEADINGS, WIDTHS, strict=True), start=1):
        write(sheet, 1, column, heading)
        sheet.column_dimensions[address(0, column - 1)[:-1]].width = width
    for row, fault in enumerate(faults, start=2):
        place = fault.place
        where = place.cell or (f"A{place.line}" if place.line else "")
        link = f"#'{place.sheet}'!{where}" if place.sheet and where else ""
        shown = place.cell or (f"第{place.line}行" if place.line else "")
        for column, value in enumerate((row - 1, place.sheet, shown, fault.result, fault.says), start=1):
            write(sheet, row, column, value, link if column == 3 else "")
    sheet.freeze_panes = "A2"


def add_marks(book: Any, sha256: str) -> None:
    sheet = book.create_sheet(MARKS_SHEET)
    for row, (name, value) in enumerate(error_marks(sha256), start=1):
        write(sheet, row, 1, name)
        write(sheet, row, 2, value)
    sheet.sheet_state = "hidden"
