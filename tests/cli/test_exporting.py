"""`duban export`: a table in a file says what the screen says, masked unless asked; an issue is as it was signed."""

from __future__ import annotations

import getpass
import shutil
import zipfile
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import openpyxl
import pytest

from adapters.clock import Clock
from adapters.data_folder import DataFolder
from adapters.event_store.rows import AccessLine
from adapters.installation import open_installation
from adapters.packs import load_packs, packs_folder
from adapters.settings import settings_from
from tests.cli.conftest import BEGINS, Duban
from tests.excel.reading import header_row, seen_by_openpyxl, seen_of_the_summary, sheet_of
from tests.importing.workbooks import household_ledger, household_row
from tests.tools import needs, pdf_text

CAMPAIGN = ("--campaign", "xiaoxian_2022")
OF_THE_TOWN = ("--unit", "甲镇", *CAMPAIGN)
HOUSEHOLDER = "金丝雀户主"
BY_NAME = ("--unmasked", "--purpose", "入户核查", "--as", "吴六")


@pytest.fixture
def town(office: Duban, tmp_path: Path) -> Duban:
    """An office with one household's problem in its ledger."""
    enter(office, tmp_path, f"{HOUSEHOLDER}家屋面漏雨")
    return office


@pytest.fixture
def hasty_town(
    tmp_path: Path, folder_with_people: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Duban:
    """The same, where a second is ten minutes: a table is final in a moment."""
    folder = tmp_path / "data"
    shutil.copytree(folder_with_people, folder)
    (folder / "clock.json").unlink(missing_ok=True)
    DataFolder.open(folder, Clock(datetime.now(UTC), BEGINS, 600.0))
    monkeypatch.setenv("DUBAN_DATA", str(folder))
    duban = Duban(folder, capsys)
    enter(duban, tmp_path, f"{HOUSEHOLDER}家屋面漏雨")
    return duban


def enter(duban: Duban, folder: Path, content: str) -> None:
    row = household_row(household=HOUSEHOLDER, content=content, unit="甲镇")
    file = household_ledger(folder / f"{len(content)}.xlsx", row)
    assert duban("import", file, *CAMPAIGN, "--as", "孙三", "--confirm").code == 0


def noted(duban: Duban) -> Sequence[AccessLine]:
    """The access log."""
    with open_installation(settings_from({"DUBAN_DATA": str(duban.folder)})) as opened:
        return opened.store.vault.accesses()


def text_in(file: Path) -> str:
    with zipfile.ZipFile(file) as book:
        return "".join(book.read(name).decode() for name in book.namelist())


@pytest.mark.parametrize("code", ["L1", "L2", "L3", "L7"])
@pytest.mark.requirement("R002-52", "R002-53")
def test_a_table_in_a_file_says_what_the_screen_says(town: Duban, tmp_path: Path, code: str) -> None:
    file = tmp_path / "表.xlsx"
    said = town("export", code, *OF_THE_TOWN, "--out", file)
    assert said.code == 0, said.err
    sheet = sheet_of(file)
    below = seen_by_openpyxl(file, sheet.max_column)
    if code == "L3":
        shown = town("summary", *OF_THE_TOWN, "--json").json
        rows = [*shown["rows"], shown["total"]]
        assert [row[2:5] for row in seen_of_the_summary(file)] == [
            tuple(str(row[name]["count"]) for name in ("found", "closed", "rectifying")) for row in rows
        ]
    else:
        [section] = town("ledger", "--form", code, *OF_THE_TOWN, "--json").json["sections"] or [{"rows": []}]
        headings = [section["heading"]] if section.get("heading") else []
        assert [list(row) for row in below[len(headings) : len(headings) + len(section["rows"])]] == section["rows"]


def test_the_file_says_whose_it_is_as_of_when_and_who_took_it_out(town: Duban, tmp_path: Path) -> None:
    file = tmp_path / "表.xlsx"
    assert "已导出1行" in town("export", "L1", *OF_THE_TOWN, "--out", file, "--as", "吴六").out
    sheet = sheet_of(file)
    assert sheet.title == "附件1-1"
    assert [cell.value for cell in sheet[2] if cell.value] == [
        "填报单位(盖章)：甲镇",
        "填报人：",
        "填报时间：2022-08-10",
    ]
    assert sheet.oddFooter.left.text.startswith("截至 2022-08-10 09:")
    assert sheet.oddFooter.right.text.startswith(f"导出：吴六（{getpass.getuser()}） 2022-08-10 09:")


def test_names_are_masked_unless_a_person_says_what_for_and_that_is_noted_once(town: Duban, tmp_path: Path) -> None:
    masked, full = tmp_path / "表.xlsx", tmp_path / "全名.xlsx"
    assert town("export", "ledger", *OF_THE_TOWN, "--out", masked).code == 0
    assert HOUSEHOLDER not in text_in(masked)
    assert "金**家屋面漏雨" in text_in(masked)
    assert town("export", "ledger", *OF_THE_TOWN, *BY_NAME, "--out", full).code == 0
    assert f"{HOUSEHOLDER}家屋面漏雨" in text_in(full)
    assert "用途：入户核查，含户主全名" in text_in(full)
    accesses = noted(town)
    assert [(one.what, one.purpose, one.granted, len(one.subjects)) for one in accesses] == [
        ("导出 ledger", "入户核查", True, 1)
    ]


def test_nobody_without_a_claim_to_the_names_gets_a_file(town: Duban, tmp_path: Path) -> None:
    for at, words in enumerate([("--as", "吴六"), ("--as", "吴六", "--purpose", "看看"), ("--purpose", "入户核查")]):
        said = town("export", "L1", *OF_THE_TOWN, "--unmasked", *words, "--out", tmp_path / f"{at}.xlsx")
        assert said.code == 2
        assert not (tmp_path / f"{at}.xlsx").exists()
    assert noted(town) == []
    outside = town("export", "L1", *OF_THE_TOWN, *BY_NAME[:-1], "郑七", "--out", tmp_path / "外.xlsx")
    assert (outside.code, (tmp_path / "外.xlsx").exists()) == (2, False)
    assert [one.granted for one in noted(town)] == [False]


def test_a_table_of_another_day_is_that_of_that_day(town: Duban, tmp_path: Path) -> None:
    file = tmp_path / "表.xlsx"
    assert town("export", "L3", *OF_THE_TOWN, "--as-of", "2022-08-09", "--out", file).code == 0
    assert seen_of_the_summary(file)[13][1:3] == ("合计", "0")
    assert sheet_of(file).oddFooter.left.text.startswith("截至 2022-08-09 24:00，按 2022-08-10 09:")


def test_what_is_to_be_filled_in_carries_numbers_and_versions(town: Duban, tmp_path: Path) -> None:
    file = tmp_path / "填报.xlsx"
    assert town("export", "l1", *OF_THE_TOWN, "--round-trip", "--out", file).code == 0
    book = openpyxl.load_workbook(file)
    facts = dict(book["duban"].iter_rows(max_col=2, max_row=7, values_only=True))
    assert (facts["format"], facts["table"], facts["unit"]) == ("1", "L1", "甲镇")
    row = [cell.value for cell in book.worksheets[0][header_row(book.worksheets[0]) + 1]]
    assert row[-2].startswith("XX2022-")
    assert row[-1] == 3


def test_an_office_form_is_filled_in(town: Duban, tmp_path: Path) -> None:
    form, out = household_ledger(tmp_path / "表样.xlsx"), tmp_path / "填好.xlsx"
    assert town("export", "L1", *OF_THE_TOWN, "--template", form, "--out", out).code == 0
    sheet = openpyxl.load_workbook(out)["户内"]
    assert [cell.value for cell in sheet[8]][:7] == [1, "甲镇", "一村", "金**", "脱贫户", "住房安全", "金**家屋面漏雨"]
    assert sheet["A2"].value == "甲镇集中排查“回头看”专项行动问题整改台账(户内问题)"


def test_an_issue_leaves_as_it_was_signed_whatever_came_later(hasty_town: Duban, tmp_path: Path) -> None:
    town = hasty_town
    filled = town("issue", "prepare", "--table", "L3", *OF_THE_TOWN, "--as", "周五", "--json")
    number = filled.json["number"]
    assert town("issue", "sign", number, "--as", "钱二").code == 0
    enter(town, tmp_path, f"{HOUSEHOLDER}家墙体开裂")
    file = tmp_path / "签发.xlsx"
    assert town("export", number, "--out", file).code == 0
    shown = town("issue", "show", number, "--json").json
    *rows, total = [row["cells"] for row in shown["rows"]]
    assert [list(row) for row in seen_of_the_summary(file)[:13]] == rows
    assert list(seen_of_the_summary(file)[13]) == ["合计", *total[1:]]  # over all merged columns
    assert total[2] == "1"
    above = [cell.value for cell in sheet_of(file)[2] if cell.value]
    assert above[1:3] == ["填报人：周五", "主要负责人签字：钱二（主要负责人）"]
    assert f"{number}　第1次　已签发" in sheet_of(file).oddFooter.left.text
    said = town("export", number, *OF_THE_TOWN, "--out", tmp_path / "另.xlsx")
    assert (said.code, "只能照签发时原样导出" in "".join(said.err.split())) == (2, True)


def test_a_pdf_stands_beside_the_workbook(town: Duban, tmp_path: Path) -> None:
    needs("libpango-1.0", "libpangoft2-1.0", "pdftotext", "font:zh")
    assert town("export", "L1", *OF_THE_TOWN, "--out", tmp_path / "表.xlsx", "--pdf").code == 0
    [page] = pdf_text(tmp_path / "表.pdf")
    assert "甲镇集中排查“回头看”专项行动问题整改台账(户内问题)" in page
    assert "金**家屋面漏雨" in page


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("L1", *OF_THE_TOWN, "--out", "表.xls"), "不是.xlsx文件"),
        (("L1", *OF_THE_TOWN, "--out", "无此文件夹/表.xlsx"), "文件夹不存在"),
        (("L1", "--out", "表.xlsx", "--campaign", "无此行动"), "没有找到专项行动"),
        (("L3", *OF_THE_TOWN, "--out", "表.xlsx", "--round-trip"), "L3不是逐个问题的表"),
        (("L1", *OF_THE_TOWN, "--out", "表.xlsx", "--round-trip", "--template", "表样.xlsx"), "不能同时用"),
        (("L1", *OF_THE_TOWN, "--out", "表.xlsx", "--template", "无.xlsx"), "找不到这个文件"),
        (("XX2022-甲镇-L3-0009", "--out", "表.xlsx"), "也没有这个签发编号"),
    ],
)
def test_what_cannot_be_exported_is_said_and_no_file_is_left(
    town: Duban, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], says: str
) -> None:
    (tmp_path / "空").mkdir()
    monkeypatch.chdir(tmp_path / "空")
    said = town("export", *words)
    assert (said.code, says in "".join(said.err.split())) == (2, True), said.err
    assert list(Path.cwd().iterdir()) == []


def test_a_file_that_is_there_is_not_overwritten_and_no_name_is_read_for_it(town: Duban, tmp_path: Path) -> None:
    file = tmp_path / "已填写.xlsx"
    file.write_bytes(b"by hand")
    said = town("export", "L1", *OF_THE_TOWN, *BY_NAME, "--out", file)
    assert (said.code, "文件已经存在" in said.err, file.read_bytes()) == (2, True, b"by hand")
    file.rename(tmp_path / "另.pdf")
    said = town("export", "L1", *OF_THE_TOWN, *BY_NAME, "--out", tmp_path / "另.xlsx", "--pdf")
    assert (said.code, "另.pdf" in "".join(said.err.split()), (tmp_path / "另.xlsx").exists()) == (2, True, False)
    assert noted(town) == []


@pytest.mark.parametrize("campaign", sorted(load_packs(packs_folder())))
def test_every_campaign_has_its_working_ledger(town: Duban, tmp_path: Path, campaign: str) -> None:
    file = tmp_path / "表.xlsx"
    assert town("export", "ledger", "--campaign", campaign, "--out", file).code == 0
    assert sheet_of(file)["A1"].value == "问题整改台账"
