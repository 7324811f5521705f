"""A ledger as it is exported to be filled in, in the layout of docs/excel.md, and what a clerk does to it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import openpyxl
from openpyxl.worksheet.worksheet import Worksheet

from adapters.installation import Installation, open_installation
from adapters.settings import Settings
from projections.annexes import Annex
from projections.as_of import Viewpoint
from projections.ledger_lines import Selection

ADDED = ("认领情况", "不认领理由", "责任领导", "整改进展", "申请销号")
HEADER = 4
"""The upper row of the header; the lower one and then the rows follow."""

Change = Callable[[openpyxl.Workbook], object]


def export(folder: Path, path: Path, campaign: str = "xiaoxian_2022", unit: str = "甲镇", form: str = "L1") -> Path:
    """The table of a data folder, nothing filled in."""
    with open_installation(Settings(data=folder)) as opened:
        opened.catch_up()
        ledgers, view = opened.read_ledgers(), Viewpoint(opened.now())
        chosen = Selection(campaign=campaign)
        annex = ledgers.household_annex(view, unit, chosen) if form == "L1" else ledgers.plan_list(view, chosen)
        book = openpyxl.Workbook()
        sheet = book.active
        assert isinstance(sheet, Worksheet)
        sheet.title = "附件1-1"
        fill(sheet, annex, opened)
        marks(book, form, campaign, unit, opened)
        book.save(path)
    return path


def fill(sheet: Worksheet, annex: Annex, opened: Installation) -> None:
    own = [(column.group, column.title) for column in annex.columns]
    titles = [title for _, title in own]
    added = [("填写后导回", title) for title in ADDED if title not in titles]
    hidden = [("", "问题编号"), ("", "版本")]
    columns = [*own, *added, *hidden]
    sheet.cell(1, 1, annex.title)
    sheet.cell(2, 1, "填报单位（盖章）：")
    for at, (group, title) in enumerate(columns, start=1):
        sheet.cell(HEADER, at, group or title)
        if group:
            sheet.cell(HEADER + 1, at, title)
        else:
            sheet.merge_cells(start_row=HEADER, start_column=at, end_row=HEADER + 1, end_column=at)
    cases = {number: case_id for case_id, number in opened.problems()}
    lines = {line.problem_no: line for line in opened.read_ledgers().ledger(Viewpoint(opened.now())).lines}
    row = HEADER + 2
    for section in annex.sections:
        if section.heading:
            sheet.cell(row, 1, section.heading)
            sheet.merge_cells(start_row=row, start_column=1, end_row=row, end_column=len(columns))
            row += 1
        for number, cells in zip(section.problems, section.rows, strict=True):
            version = len(opened.casework.recorder.select_events(cases[number]))
            said = dict(zip(titles, cells, strict=True)) | {"问题编号": number, "版本": version}
            said.setdefault("责任领导", lines[number].leader)
            for at, (_, title) in enumerate(columns, start=1):
                cell = sheet.cell(row, at)
                cell.value = said.get(title) or None
                if isinstance(cell.value, str):
                    cell.data_type = "s"
            row += 1
    for at in (len(columns) - 1, len(columns)):
        sheet.column_dimensions[sheet.cell(1, at).column_letter].hidden = True
    for note in annex.notes:
        sheet.cell(row + 1, 1, note)


def marks(book: openpyxl.Workbook, form: str, campaign: str, unit: str, opened: Installation) -> None:
    sheet = book.create_sheet("duban")
    moment = opened.now().strftime("%Y-%m-%dT%H:%M:%SZ")
    named = {
        "format": "1",
        "table": form,
        "campaign": campaign,
        "unit": unit,
        "as_of": moment,
        "known_at": moment,
        "position": str(opened.casework.recorder.max_notification_id()),
    }
    for row, (name, value) in enumerate(named.items(), start=1):
        sheet.cell(row, 1, name)
        sheet.cell(row, 2, value).data_type = "s"
    sheet.sheet_state = "hidden"


# --- what a clerk does ------------------------------------------------------------------------------------------------


def changed(path: Path, change: Change, name: str = "filled.xlsx") -> Path:
    """A copy of the workbook with that change in it."""
    book = openpyxl.load_workbook(path)
    change(book)
    target = path.with_name(name)
    book.save(target)
    return target


def table(book: openpyxl.Workbook) -> Worksheet:
    return book.worksheets[0]


def column_of(sheet: Worksheet, title: str) -> int:
    for column in range(1, sheet.max_column + 1):
        if title in (sheet.cell(HEADER, column).value, sheet.cell(HEADER + 1, column).value):
            return column
    raise KeyError(title)


def row_of(sheet: Worksheet, serial: int) -> int:
    """The row of the problem that stands at this place of the table, counted from 1."""
    numbers = column_of(sheet, "问题编号")
    rows = [row for row in range(HEADER + 2, sheet.max_row + 1) if sheet.cell(row, numbers).value]
    return rows[serial - 1]


def writing(serial: int = 1, **cells: object) -> Change:
    """Write into the cells of one row, by the titles of their columns."""

    def change(book: openpyxl.Workbook) -> None:
        sheet = table(book)
        for title, value in cells.items():
            sheet.cell(row_of(sheet, serial), column_of(sheet, title)).value = value

    return change


def all_of(*changes: Change) -> Change:
    def change(book: openpyxl.Workbook) -> None:
        for one in changes:
            one(book)

    return change
