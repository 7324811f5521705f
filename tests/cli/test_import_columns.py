"""`duban import --map` and `--errors`: the words of an office, and a copy with the faults marked."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from tests.cli.conftest import Duban, Said
from tests.importing.workbooks import area_ledger, area_row, household_ledger, household_row, save
from tests.importing.xls_files import save_xls, workbook_stream

LEDGER = ("--campaign", "xiaoxian_2022", "--as", "孙三")
STRANGE = ("编号", "所在镇", "自然村", "当家人", "农户类型", "问题类型", "毛病", "怎么改", "谁来改", "哪家改", "啥时改")
MAPPED = [
    word
    for pair in (
        "自然村=村",
        "当家人=户主姓名",
        "毛病=具体内容",
        "怎么改=measures",
        "谁来改=责任人",
        "哪家改=责任单位",
        "啥时改=整改时限",
    )
    for word in ("--map", pair)
]


def strange(path: Path, *more: str) -> Path:
    """A ledger whose columns are called as nobody else calls them; its header stands in row 5, from column C."""

    def fill(sheet: Worksheet) -> None:
        sheet["C2"] = "我镇问题台账"
        for at, heading in enumerate((*STRANGE, *more), start=3):
            sheet.cell(5, at, heading)
        row = household_row(unit="甲镇", due="2022年8月31日")
        for at, value in enumerate([*row[:11], *("备注" for _ in more)], start=3):
            sheet.cell(6, at, value)

    return save(path, fill)


def results(said: Said) -> list[tuple[str, str]]:
    return [(row["place"], row["result"]) for row in said.json["outcomes"]]


# --- the words of an office -----------------------------------------------------------------------------------------


def test_columns_are_read_by_what_the_importer_says_they_are(office: Duban, tmp_path: Path) -> None:
    file = strange(tmp_path / "strange.xlsx")
    unread = office("import", file, *LEDGER)
    assert unread.code == 2
    assert "--map" in unread.err
    said = office("import", file, *LEDGER, *MAPPED, "--confirm", "--json")
    assert results(said) == [("户内!第6行", "已导入")]
    assert "当家人→户主姓名" in said.json["columns"]
    [line] = office("ledger", "--json").json["lines"]
    assert (line["village"], line["unit"], line["due"], line["content"]) == ("一村", "甲镇", "2022-08-31", "房屋漏雨")


def test_what_was_said_is_remembered_for_the_office_and_for_no_other(office: Duban, tmp_path: Path) -> None:
    office("import", strange(tmp_path / "one.xlsx"), *LEDGER, *MAPPED, "--confirm")
    other = strange(tmp_path / "other.xlsx", "附记")
    assert results(office("import", other, *LEDGER, "--json")) == [("户内!第6行", "可导入")]
    assert "栏目对应（县专项办）" in office("import", other, *LEDGER).out
    group = ("--campaign", "xiaoxian_2022", "--as", "李四")
    assert office("import", other, *group).code == 2


def test_a_preview_remembers_nothing(office: Duban, tmp_path: Path) -> None:
    file = strange(tmp_path / "strange.xlsx")
    assert office("import", file, *LEDGER, *MAPPED).code == 0
    assert office("import", file, *LEDGER).code == 2


def test_the_ledgers_may_be_lost_and_the_words_of_the_offices_are_in_every_backup(
    office: Duban, tmp_path: Path
) -> None:
    file = strange(tmp_path / "strange.xlsx")
    office("import", file, *LEDGER, *MAPPED, "--confirm")
    assert office("backup", tmp_path / "backup", "--with-key").code == 0
    assert office("rebuild", "--ledgers").code == 0
    assert office("import", file, *LEDGER).code == 0
    assert office("restore", tmp_path / "backup", tmp_path / "restored").code == 0
    assert "当家人" in (tmp_path / "restored" / "import_columns.json").read_text(encoding="utf-8")


def test_a_column_may_be_left_unread_and_what_was_remembered_be_forgotten(office: Duban, tmp_path: Path) -> None:
    file = household_ledger(tmp_path / "ledger.xlsx", household_row(unit="甲镇", due="2022年8月31日"))
    unread = office("import", file, *LEDGER, "--map", "整改成效=不读", "--confirm", "--json")
    assert "整改成效→不读" in unread.json["columns"]
    assert office("import", file, *LEDGER, "--json").json["columns"]
    office("import", file, *LEDGER, "--map", "整改成效=", "--confirm")
    assert office("import", file, *LEDGER, "--json").json["columns"] == ""


@pytest.mark.parametrize(
    ("said", "complaint"),
    [
        ("当家人", "请写成 列名=栏目"),
        ("当家人=老大", "没有“老大”这个栏目"),
        ("没有的列=户主姓名", "文件里没有“没有的列”这一栏"),
        ("镇=户主姓名", "两栏都是“户主姓名”"),
    ],
)
def test_what_cannot_be_meant_of_a_column_is_refused(office: Duban, tmp_path: Path, said: str, complaint: str) -> None:
    file = household_ledger(tmp_path / "ledger.xlsx", household_row(unit="甲镇"))
    answer = office("import", file, *LEDGER, "--map", said, "--confirm")
    assert answer.code == 2
    assert complaint in answer.err


def test_a_damaged_file_of_words_stops_the_import_and_says_what_to_do(office: Duban, tmp_path: Path) -> None:
    (office.folder / "import_columns.json").write_text("{", encoding="utf-8")
    file = household_ledger(tmp_path / "ledger.xlsx", household_row(unit="甲镇"))
    said = office("import", file, *LEDGER)
    assert said.code == 2
    assert "import_columns.json" in said.err


# --- a copy with the faults marked ----------------------------------------------------------------------------------


def faulty(folder: Path) -> Path:
    """Four rows: sound, an unclear date, an unknown unit and type, a date that has passed."""
    rows: list[Any] = [
        household_row(unit="甲镇", due="2022年8月31日"),
        household_row(number=2, unit="甲镇", due=8.2),
        household_row(number=3, unit="乙镇", category="莫名其妙", due="2022年8月31日"),
        household_row(number=4, unit="甲镇", due="2022年8月1日"),
    ]
    return household_ledger(folder / "ledger.xlsx", *rows)


def notes(path: Path) -> dict[str, str]:
    sheet = openpyxl.load_workbook(path)["户内"]
    return {cell.coordinate: cell.comment.text for row in sheet.iter_rows() for cell in row if cell.comment}


def listed(path: Path) -> list[tuple[object, ...]]:
    book = openpyxl.load_workbook(path)
    assert book.sheetnames[0] == "导入问题清单"
    return [tuple(row) for row in book.worksheets[0].iter_rows(min_row=2, values_only=True)]


def test_each_fault_is_noted_in_its_cell_and_listed_on_the_first_sheet(office: Duban, tmp_path: Path) -> None:
    errors = tmp_path / "errors.xlsx"
    said = office("import", faulty(tmp_path), *LEDGER, "--errors", errors)
    assert "标出问题的工作簿" in said.err
    found = notes(errors)
    assert set(found) == {"K9", "F10", "J10", "A11"}
    assert "2022-08-02" in found["K9"]
    assert "问题类型" in found["F10"]
    assert "乙镇" in found["J10"]
    assert [row[1:4] for row in listed(errors)] == [
        ("户内", "K9", "待定"),
        ("户内", "F10", "待定"),
        ("户内", "J10", "待定"),
        ("户内", "第11行", "被拒绝"),
    ]
    assert openpyxl.load_workbook(errors)["户内"]["G8"].value == "房屋漏雨"


def test_the_copy_put_right_comes_in_and_what_came_in_before_is_not_doubled(office: Duban, tmp_path: Path) -> None:
    errors = tmp_path / "errors.xlsx"
    office("import", faulty(tmp_path), *LEDGER, "--errors", errors, "--confirm")
    book = openpyxl.load_workbook(errors)
    sheet = book["户内"]
    sheet["K9"], sheet["F10"], sheet["J10"], sheet["K11"] = "2022年8月30日", "安全饮水", "甲镇", "2022年8月30日"
    book.save(tmp_path / "put right.xlsx")
    said = office("import", tmp_path / "put right.xlsx", *LEDGER, "--confirm", "--json")
    assert [result for _, result in results(said)] == ["已有", "已导入", "已导入", "已导入"]
    assert len(office("ledger", "--json").json["lines"]) == 4
    again = office("import", tmp_path / "put right.xlsx", *LEDGER, "--confirm", "--json")
    assert [result for _, result in results(again)] == ["已有"] * 4


def test_a_copy_of_the_copy_is_still_the_first_file(office: Duban, tmp_path: Path) -> None:
    one, two = tmp_path / "one.xlsx", tmp_path / "two.xlsx"
    office("import", faulty(tmp_path), *LEDGER, "--errors", one, "--confirm")
    office("import", one, *LEDGER, "--errors", two, "--confirm")
    said = office("import", two, *LEDGER, "--confirm", "--json")
    assert [result for _, result in results(said)] == ["已有", "待定", "待定", "被拒绝"]
    assert len(listed(two)) == 4


def test_a_file_that_is_refused_for_what_stands_in_its_cells_is_marked_too(office: Duban, tmp_path: Path) -> None:
    file = household_ledger(tmp_path / "ledger.xlsx", household_row(content="=A1&B1"), household_row(due="2月30日"))
    errors = tmp_path / "errors.xlsx"
    said = office("import", file, *LEDGER, "--errors", errors, "--confirm")
    assert (said.code, said.out) == (2, "")
    assert {"G8", "K9", "A9"} == set(notes(errors))


def test_the_older_format_is_copied_with_its_values(office: Duban, tmp_path: Path) -> None:
    heading = ["序号", "面上问题层级", "问题类型", "具体内容", "整改措施", "责任人", "责任单位", "整改时限", "整改成效"]
    row = [1, "县级层面（县住建局）", "住房安全", "房屋开裂", "修缮", "周五", "县住建局", "8月中旬", ""]
    save_xls(tmp_path / "old.xls", workbook_stream([heading, row]))
    errors = tmp_path / "errors.xlsx"
    office("import", tmp_path / "old.xls", *LEDGER, "--errors", errors)
    book = openpyxl.load_workbook(errors)
    sheet = book.worksheets[1]
    assert sheet["D2"].value == "房屋开裂"
    assert sheet["H2"].comment is not None


def test_a_file_without_faults_has_no_such_copy_and_none_is_written_over(office: Duban, tmp_path: Path) -> None:
    errors = tmp_path / "errors.xlsx"
    sound = area_ledger(tmp_path / "area.xlsx", area_row())
    office("import", sound, *LEDGER, "--errors", errors)
    assert not errors.exists()
    errors.write_bytes(b"mine")
    said = office("import", faulty(tmp_path), *LEDGER, "--errors", errors)
    assert said.code == 2
    assert "不覆盖" in said.err
    assert errors.read_bytes() == b"mine"


def test_a_text_that_looks_like_a_formula_stays_one_in_the_copy(office: Duban, tmp_path: Path) -> None:
    def fill(book: Path) -> None:
        area_ledger(book, area_row(content="正常", category="没有这一类"))
        opened = openpyxl.load_workbook(book)
        cell = opened.active["D8"]
        cell.value = "=HYPERLINK(1)"
        cell.data_type = "s"
        opened.save(book)

    fill(tmp_path / "area.xlsx")
    errors = tmp_path / "errors.xlsx"
    office("import", tmp_path / "area.xlsx", *LEDGER, "--errors", errors)
    assert openpyxl.load_workbook(errors)["户内"]["D8"].data_type == "s"
