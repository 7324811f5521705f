"""附件2 as its document prints it: the unit once, 三保障 over its four; as a workbook, in a form, as pages."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from adapters.excel.template import fill_template
from adapters.excel.workbook import write_workbook
from adapters.printing import table_pages
from adapters.printing.merging import Merge, with_merges
from domain.issue.content import TableContent, TableRow
from domain.papers import ColumnTitle
from tests.excel.reading import header_row, merged, sheet_of
from tests.excel.tables import printed

COLUMNS = (
    *map(ColumnTitle, ("单位/乡镇", "问题类型", "共排查问题数", "已整改数", "正在整改数")),
    ColumnTitle("户数", "拟识别监测对象"),
    ColumnTitle("人数", "拟识别监测对象"),
)
SECURED = "“三保障”和饮水安全方面"
LABELS = (
    "脱贫人口收入支出变化方面",
    *(f"{SECURED} {one}" for one in ("义务教育", "基本医疗", "住房安全", "安全饮水")),
    "防止返贫动态监测帮扶方面",
    "基础工作方面",
)
COUNTS = ("2", "1", "1", "0", "0")


def summary(unit: str = "甲镇") -> TableContent:
    rows = [TableRow(label, (unit, label, *COUNTS)) for label in LABELS]
    total = TableRow("TOTAL", (unit, "合计", "14", "7", "7", "0", "0"), total=True)
    return TableContent("整改情况汇总表", ("单位（盖章）", "填报人"), COLUMNS, (*rows, total), merged=2)


@pytest.mark.requirement("R002-54")
def test_the_workbook_has_the_merged_cells_of_the_document(tmp_path: Path) -> None:
    file = tmp_path / "附件2.xlsx"
    assert write_workbook(printed(summary()), file) == 8
    sheet = sheet_of(file)
    top = header_row(sheet) - 1
    assert {"A3:A4", "B3:C4", "D3:D4", "E3:E4", "F3:F4", "G3:H3"} <= merged(sheet), top
    assert {"A5:A11", "B6:B9", "B5:C5", "B10:C10", "B11:C11", "A12:C12"} <= merged(sheet)
    said = [[cell.value for cell in row[:4]] for row in sheet.iter_rows(min_row=5, max_row=12)]
    assert said == [
        ["甲镇", LABELS[0], None, 2],
        [None, SECURED, "义务教育", 2],
        [None, None, "基本医疗", 2],
        [None, None, "住房安全", 2],
        [None, None, "安全饮水", 2],
        [None, LABELS[5], None, 2],
        [None, LABELS[6], None, 2],
        ["合计", None, None, 14],
    ]
    assert sheet.auto_filter.ref is None  # it would lose merged rows


def test_without_a_unit_its_cell_is_one_to_be_filled_in(tmp_path: Path) -> None:
    write_workbook(printed(summary("")), tmp_path / "附件2.xlsx")
    sheet = sheet_of(tmp_path / "附件2.xlsx")
    assert "A5:A11" in merged(sheet)
    assert sheet["A5"].value is None


def test_two_units_stand_one_below_the_other() -> None:
    both = summary()
    rows = (*summary().rows[:-1], *summary("乙镇").rows[:-1], both.rows[-1])
    merges = with_merges(printed(TableContent(both.title, (), COLUMNS, rows, merged=2))).merges
    assert {Merge(0, 0, 6, 0), Merge(7, 0, 13, 0), Merge(1, 1, 4, 1), Merge(8, 1, 11, 1), Merge(14, 0, 14, 2)} <= {
        *merges
    }


def test_a_table_without_merged_columns_stays_as_it_is() -> None:
    plain = printed(TableContent("表", (), COLUMNS, summary().rows))
    assert with_merges(plain) == (plain, ())


def test_the_pages_have_them_too() -> None:
    page = table_pages.html(printed(summary()))
    assert '<th colspan="2" rowspan="2">问题类型</th>' in page
    assert '<td class="number" rowspan="7" colspan="1">甲镇</td>' in page
    assert f'<td class="number" rowspan="4" colspan="1">{SECURED}</td>' in page
    assert f'<td rowspan="1" colspan="2">{LABELS[0]}</td>' in page
    assert page.count(">甲镇<") == page.count(SECURED) == 1


# --- in a form of the office ------------------------------------------------------------------------------------------


def own_form(file: Path, *, sum_row: bool) -> Path:
    """附件2 with blank rows, as it was handed out."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["甲镇整改情况汇总表"])
    sheet.append(["单位/乡镇", "问题类型", None, "共排查问题数", "已整改数", "正在整改数", "拟识别监测对象"])
    sheet.append([None] * 6 + ["户数", "人数"])
    over = ("A1:H1", "A2:A3", "B2:C3", "D2:D3", "E2:E3", "F2:F3", "G2:H2", "A4:A10", "B5:B8")
    if sum_row:
        sheet["A11"], sheet["D11"], sheet["A12"] = "合计", "=SUM(D4:D10)", "注：一式两份"
    for cells in (*over, *(["A11:C11"] if sum_row else [])):
        sheet.merge_cells(cells)
    book.save(file)
    return file


@pytest.mark.parametrize("sum_row", [True, False])
def test_an_own_form_of_the_document_is_filled_in(tmp_path: Path, sum_row: bool) -> None:
    out = tmp_path / "填好.xlsx"
    fill_template(printed(summary()), own_form(tmp_path / "表样.xlsx", sum_row=sum_row), out)
    sheet = sheet_of(out)
    assert {"A4:A10", "B5:B8", "B4:C4", "B9:C9", "B10:C10", "A11:C11"} <= merged(sheet)
    assert [sheet.cell(row, 3).value for row in range(4, 11)] == [
        None,
        "义务教育",
        "基本医疗",
        "住房安全",
        "安全饮水",
        None,
        None,
    ]
    assert [sheet.cell(11, column).value for column in (1, 2, 3, 4)] == ["合计", None, None, 14]


def test_a_form_with_one_column_for_both_levels_has_them_in_one_cell(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(["单位/乡镇", "问题类型", "已整改数", "正在整改数"])
    book.save(tmp_path / "表样.xlsx")
    out = tmp_path / "填好.xlsx"
    fill_template(printed(summary()), tmp_path / "表样.xlsx", out)
    sheet = sheet_of(out)
    assert [sheet.cell(row, 2).value for row in range(2, 9)] == list(LABELS)
    assert merged(sheet) == {"A2:A8"}
