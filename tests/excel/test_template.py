"""An office's own form is filled in as it is: its header wherever it stands, its looks, its merged cells, its print."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
from openpyxl.styles import Font
from openpyxl.worksheet.worksheet import Worksheet

from adapters.excel.template import MOST_ROWS, fill_template
from adapters.printing.printed_table import PrintedTable
from adapters.printing.refusals import ExportRefused
from domain.issue.content import TableContent, TableRow
from domain.papers import ColumnTitle
from tests.excel.tables import BASIS, CANARIES, MARK, content, printed

GROUP = "整改责任"
COLUMNS = (ColumnTitle("具体内容"), ColumnTitle("责任人", GROUP), ColumnTitle("责任单位", GROUP), ColumnTitle("户数"))


def table(*rows: tuple[str, str, str, str]) -> PrintedTable:
    made = printed(content(rows, *COLUMNS, numbered=True, title="台账"))
    return made._replace(above=(("填报单位(盖章)", "甲镇"), ("填报人", "周五"), ("填报时间", "2022-09-02")))


ROWS = (("屋面漏雨", "周五", "甲镇", "3"), ("=1+1", "赵一", "乙镇", "12"), ("-2", "", "丙镇", "0"))


def own_form(file: Path, *, room: int = 2, foot: tuple[str, ...] = ("注：本表一式两份",), head: int = 4) -> Path:
    """A form of an office: columns in an order of its own, the header in the fourth row, a merged note below."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.title = "我的表"
    sheet.merge_cells("A1:E1")
    sheet["A1"] = "甲镇自己的台账"
    sheet["A2"], sheet["C2"] = "填报单位（盖章）：", "填报人：____"
    sheet["A3"], sheet["B3"] = "填报时间：", "每月五日"
    for column, (upper, lower) in enumerate(
        (("序号", None), ("责任单位", None), ("整改责任人", None), ("存在问题", None), ("户数", None)), start=1
    ):
        sheet.cell(head, column, upper)
        sheet.cell(head + 1, column, lower)
        sheet.merge_cells(start_row=head, end_row=head + 1, start_column=column, end_column=column)
    for column in range(1, 6):
        sheet.cell(head + 2, column).font = Font(name="楷体", size=13)
    sheet.row_dimensions[head + 2].height = 33
    at = head + 2 + room
    for row, text in enumerate(foot, start=at):
        sheet.cell(row, 1, text)
        sheet.merge_cells(start_row=row, end_row=row, start_column=1, end_column=5)
        sheet.row_dimensions[row].height = 50
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = 8
    sheet.print_title_rows = f"{head}:{head + 1}"
    sheet.print_area = f"A1:E{at}"
    sheet.column_dimensions["D"].width = 41
    book.save(file)
    return file


def values(sheet: Worksheet, first: int, last: int) -> list[list[object]]:
    return [[cell.value for cell in row] for row in sheet.iter_rows(first, last, 1, 5)]


def test_the_rows_stand_below_its_header_in_its_columns_and_looks(tmp_path: Path) -> None:
    out = tmp_path / "填好.xlsx"
    filled = fill_template(table(*ROWS), own_form(tmp_path / "表样.xlsx", head=4, room=2), out)
    assert (filled.rows, filled.left_out) == (3, ())
    sheet = openpyxl.load_workbook(out)["我的表"]
    assert values(sheet, 6, 8) == [
        [1, "甲镇", "周五", "屋面漏雨", 3],
        [2, "乙镇", "赵一", "=1+1", 12],
        [3, "丙镇", None, "-2", 0],
    ]
    assert [sheet.cell(row, 4).data_type for row in (6, 7, 8)] == ["s", "s", "s"]
    assert {sheet.cell(row, column).font.name for row in (6, 7, 8) for column in range(1, 6)} == {"楷体"}
    assert [sheet.row_dimensions[row].height for row in (6, 7, 8)] == [33, 33, 33]


def test_title_merged_cells_and_print_stay_and_the_foot_makes_room(tmp_path: Path) -> None:
    out = tmp_path / "填好.xlsx"
    fill_template(table(*ROWS), own_form(tmp_path / "表样.xlsx", room=1), out)
    sheet = openpyxl.load_workbook(out)["我的表"]
    assert {str(one) for one in sheet.merged_cells.ranges} == {
        "A1:E1", "A4:A5", "B4:B5", "C4:C5", "D4:D5", "E4:E5", "A9:E9",
    }  # fmt: skip
    assert (sheet["A1"].value, sheet["A9"].value, sheet.row_dimensions[9].height) == (
        "甲镇自己的台账",
        "注：本表一式两份",
        50,
    )
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 8)
    assert (sheet.print_title_rows, sheet.print_area) == ("$4:$5", "'我的表'!$A$1:$E$9")
    assert sheet.column_dimensions["D"].width == 41
    assert (sheet["A2"].value, sheet["C2"].value) == ("填报单位（盖章）：甲镇", "填报人：周五")
    assert (sheet["A3"].value, sheet["B3"].value) == ("填报时间：", "每月五日")
    assert (sheet.oddFooter.left.text, sheet.oddFooter.right.text) == (BASIS, MARK)
    assert sheet["A10"].value == f"{BASIS}　{MARK}"


def test_the_sum_goes_where_the_form_has_it_as_a_value(tmp_path: Path) -> None:
    form = own_form(tmp_path / "表样.xlsx", foot=("合计", "注：本表一式两份"))
    book = openpyxl.load_workbook(form)
    book["我的表"].unmerge_cells("A8:E8")
    book["我的表"]["E8"] = "=SUM(E6:E7)"
    book.save(form)
    lines = (
        *(TableRow(str(at), row) for at, row in enumerate(ROWS)),
        TableRow("T", ("", "", "合计", "15"), total=True),
    )
    whole = table()._replace(rows=lambda: iter(lines))
    fill_template(whole, form, tmp_path / "填好.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "填好.xlsx")["我的表"]
    assert values(sheet, 9, 9)[0][1] == "合计"
    assert (sheet["E9"].value, sheet["A10"].value) == (15, "注：本表一式两份")


def test_texts_that_look_like_formulas_stay_texts(tmp_path: Path) -> None:
    out = tmp_path / "填好.xlsx"
    canaries = [text for text in CANARIES if text != "_x0041_"]
    fill_template(table(*((text, text, text, "1") for text in canaries)), own_form(tmp_path / "表样.xlsx"), out)
    sheet = openpyxl.load_workbook(out)["我的表"]
    cells = [sheet.cell(6 + at, column) for at in range(len(canaries)) for column in (2, 3, 4)]
    assert [cell.value for cell in cells] == [text for text in canaries for _ in range(3)]
    assert {cell.data_type for cell in cells} == {"s"}


def test_equal_tables_in_one_form_give_equal_files(tmp_path: Path) -> None:
    form = own_form(tmp_path / "表样.xlsx")
    for name in ("一.xlsx", "二.xlsx"):
        fill_template(table(*ROWS), form, tmp_path / name)
    assert (tmp_path / "一.xlsx").read_bytes() == (tmp_path / "二.xlsx").read_bytes()


def test_what_the_form_leaves_out_is_said(tmp_path: Path) -> None:
    form = own_form(tmp_path / "表样.xlsx")
    book = openpyxl.load_workbook(form)
    book["我的表"].unmerge_cells("C4:C5")
    book["我的表"]["C4"] = None
    book.save(form)
    assert fill_template(table(*ROWS), form, tmp_path / "填好.xlsx").left_out == ("责任人",)


@pytest.mark.parametrize(
    ("at", "text", "says"),
    [
        ("F4", "领导批示", "我的表!F4：这张表没有“领导批示”这一栏"),
        ("E6", "=A6", "我的表!E6 是公式"),
        ("D7", "已填的内容", "我的表!第7行 已有内容"),
        ("D4", "随便", "这张表没有“随便”这一栏"),
    ],
)
def test_a_form_that_cannot_be_filled_in_is_refused_with_the_cell(
    tmp_path: Path, at: str, text: str, says: str
) -> None:
    form = own_form(tmp_path / "表样.xlsx")
    book = openpyxl.load_workbook(form)
    book["我的表"][at] = text
    book.save(form)
    with pytest.raises(ExportRefused) as refused:
        fill_template(table(*ROWS), form, tmp_path / "填好.xlsx")
    assert says in str(refused.value)
    assert not (tmp_path / "填好.xlsx").exists()


def test_a_workbook_without_such_a_header_is_no_form(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.save(tmp_path / "空.xlsx")
    with pytest.raises(ExportRefused, match=r"没有找到表头。表头应有其中至少三栏：序号、具体内容、责任人"):
        fill_template(table(*ROWS), tmp_path / "空.xlsx", tmp_path / "填好.xlsx")
    with pytest.raises(ExportRefused, match="找不到这个文件"):
        fill_template(table(*ROWS), tmp_path / "无.xlsx", tmp_path / "填好.xlsx")


def test_a_table_too_long_for_a_form_is_refused(tmp_path: Path) -> None:
    form = TableContent("台账", (), COLUMNS, (), numbered=True)
    rows = [TableRow("1", ROWS[0])] * (MOST_ROWS + 1)
    long = PrintedTable("台账", form, lambda: iter(rows), (), BASIS, MARK)
    with pytest.raises(ExportRefused, match="表样最多填写 20000 行"):
        fill_template(long, own_form(tmp_path / "表样.xlsx"), tmp_path / "填好.xlsx")
