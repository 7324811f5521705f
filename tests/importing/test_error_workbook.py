"""The copy in which faults are marked: of workbooks with notes, links and validations of their own, and of odd ones."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.comments import Comment
from openpyxl.worksheet.datavalidation import DataValidation

from adapters.importing.error_workbook import Fault, write_error_workbook
from adapters.importing.refusals import Place
from adapters.importing.workbook import read_workbook
from tests.importing.workbooks import HOUSEHOLD_ROW, household_ledger

FAULT = Fault(Place("户内", "G8"), "待定", "属于哪一类问题？")


def ledger(folder: Path, change: Any) -> Path:
    file = household_ledger(folder / "ledger.xlsx", HOUSEHOLD_ROW)
    book = openpyxl.load_workbook(file)
    change(book)
    book.save(file)
    return file


def copied(source: Path, *faults: Fault) -> Any:
    target = source.with_name("errors.xlsx")
    write_error_workbook(source, target, faults or (FAULT,))
    return openpyxl.load_workbook(target)


def test_notes_links_and_choices_of_its_own_do_no_harm(tmp_path: Path) -> None:
    def change(book: Any) -> None:
        sheet = book["户内"]
        sheet["G8"].comment = Comment("原有批注", "某人")
        sheet["H8"].hyperlink = "http://example.invalid/"
        choices = DataValidation(type="list", formula1='"脱贫户,一般农户"')
        choices.add("E8:E20")
        sheet.add_data_validation(choices)

    book = copied(ledger(tmp_path, change))
    assert book["户内"]["G8"].comment.text == FAULT.says
    assert book["户内"]["H8"].value == "修缮屋面"
    assert [str(one.sqref) for one in book["户内"].data_validations.dataValidation] == ["E8:E20"]


def test_the_merged_header_and_the_widths_are_kept(tmp_path: Path) -> None:
    def change(book: Any) -> None:
        book["户内"].column_dimensions["G"].width = 41

    book = copied(ledger(tmp_path, change))
    assert "I6:J6" in {str(area) for area in book["户内"].merged_cells.ranges}
    assert book["户内"].column_dimensions["G"].width == 41


def test_a_note_on_merged_cells_stands_where_they_begin(tmp_path: Path) -> None:
    source = ledger(tmp_path, lambda book: book["户内"].merge_cells("G8:G9"))
    book = copied(
        source, Fault(Place("户内", "G9"), "待定", "哪一个？"), Fault(Place("户内", line=9), "被拒绝", "不行")
    )
    assert book["户内"]["G8"].comment.text == "哪一个？"
    assert book["户内"]["A9"].comment.text == "不行"


def test_several_faults_of_one_cell_are_one_note(tmp_path: Path) -> None:
    again = Fault(FAULT.place, "待定", "还有一问")
    book = copied(ledger(tmp_path, lambda book: None), FAULT, again, FAULT)
    assert book["户内"]["G8"].comment.text == "属于哪一类问题？\n还有一问"
    assert book.worksheets[0].max_row == 4


def test_a_fault_of_no_cell_is_only_listed(tmp_path: Path) -> None:
    book = copied(ledger(tmp_path, lambda book: None), Fault(Place(), "被拒绝", "整个文件"))
    assert [cell.value for cell in book.worksheets[0][2]] == [1, None, None, "被拒绝", "整个文件"]


def test_the_copy_reads_like_the_file_beside_its_list(tmp_path: Path) -> None:
    source = ledger(tmp_path, lambda book: None)
    copied(source)
    before, after = read_workbook(source, 10**7), read_workbook(source.with_name("errors.xlsx"), 10**7)
    assert [sheet.name for sheet in after.sheets] == ["导入问题清单", "户内"]
    for row in range(before.sheets[0].bottom):
        assert [cell.raw for cell in before.sheets[0].row(row)] == [cell.raw for cell in after.sheets[1].row(row)]
