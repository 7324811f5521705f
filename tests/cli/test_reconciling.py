"""`duban reconcile`: an export of another system beside our own accounts; what does not agree becomes clues."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Sequence
from pathlib import Path

import pytest
from docx import Document
from openpyxl import Workbook

from adapters.importing.categories import Categories
from adapters.importing.refusals import ImportRefused
from adapters.packs import packs_folder
from adapters.reconcile.exports import read_summary
from adapters.reconcile.refusals import MESSAGES
from tests.cli.conftest import Duban, Said

SCENARIOS = packs_folder(None) / "xiaoxian_2022" / "scenarios"
OF_S5 = ("--campaign", "xiaoxian_2022", "--unit", "甲镇", "--as-of", "2022-08-31 11:00", "--as", "办公室主任", "--json")
OF_S7 = ("--campaign", "xiaoxian_2022", "--unit", "甲镇", "--as", "县专班主任", "--json")
HEAD = ("问题类型", "共排查问题数", "已整改数", "正在整改数")
AT_T2 = (
    ("收入支出", 3, 3, 0),
    ("义务教育", 0, 0, 0),
    ("基本医疗", 2, 1, 1),
    ("住房安全", 2, 1, 1),
    ("安全饮水", 1, 1, 0),
    ("防返贫监测帮扶", 2, 2, 0),
    ("资金项目", 0, 0, 0),
    ("产业发展", 1, 0, 1),
    ("就业稳岗", 3, 3, 0),
    ("易地搬迁", 0, 0, 0),
    ("问题整改", 1, 1, 0),
    ("人居环境", 5, 5, 0),
    ("基础工作", 2, 1, 1),
    ("合计", 22, 18, 4),
)
"""S5 at T2, worked out by hand."""

Rows = Sequence[Sequence[object]]


def workbook(file: Path, head: Sequence[str], rows: Rows) -> Path:
    """As another program exports it: a title, then the header, then the rows."""
    book = Workbook()
    sheet = book.active
    sheet.append(["导出的表"])
    sheet.append(list(head))
    for row in rows:
        sheet.append(list(row))
    book.save(file)
    return file


def text_file(file: Path, head: Sequence[str], rows: Rows, encoding: str) -> Path:
    with file.open("w", encoding=encoding, newline="") as out:
        csv.writer(out).writerows([head, *rows])
    return file


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where each scenario is played once; every test works on a copy."""
    return tmp_path_factory.mktemp("played")


@pytest.fixture
def played(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, duban: Duban, folders: Path) -> Duban:
    """Every scenario into a folder of its own, by its file."""

    def into(name: str) -> None:
        if not (folders / name).exists():
            assert duban("play", next(SCENARIOS.glob(f"{name}*.yaml")), "--into", folders / name).code == 0
        folder = shutil.copytree(folders / name, tmp_path / "played")
        monkeypatch.setenv("DUBAN_DATA", str(folder))

    duban.play_into = into  # type: ignore[attr-defined]
    return duban


def mismatches(said: Said) -> list[tuple[str, str, str, str]]:
    found = [one["mismatch"] for one in said.json["mismatches"]]
    return [(one["row"], one.get("column", ""), one.get("here", ""), one.get("there", "")) for one in found]


def test_a_summary_that_agrees_leaves_an_event_and_no_clue(played: Duban, tmp_path: Path) -> None:
    played.play_into("s5")
    file = workbook(tmp_path / "汇总.xlsx", HEAD, AT_T2)
    preview = played("reconcile", "RC-1", file, *OF_S5)
    assert (preview.code, preview.json["compared"], preview.json["mismatches"]) == (0, 14, [])
    assert preview.json["recorded"] is False
    assert played("reconcile", "RC-1", file, *OF_S5, "--confirm").code == 0
    assert played("reconcile", "RC-1", file, *OF_S5, "--confirm").code == 0  # the same file again: nothing new
    log = played("mining", "conformance", "--json").json
    assert (log["cases"]["对账"], log["cases"].get("线索", 0)) == (2, 0)  # one is of the timeline


@pytest.mark.requirement("R002-29")
def test_each_figure_that_differs_is_named_and_becomes_a_clue_once(played: Duban, tmp_path: Path) -> None:
    played.play_into("s5")
    wrong = [("基本医疗", 2, 2, 0) if row[0] == "基本医疗" else row for row in AT_T2]
    file = workbook(tmp_path / "汇总.xlsx", HEAD, wrong)
    said = played("reconcile", "RC-1", file, *OF_S5, "--confirm")
    assert said.code == 1
    assert mismatches(said) == [("SEC.MED", "closed", "1", "2"), ("SEC.MED", "rectifying", "1", "0")]
    assert played("reconcile", "RC-1", file, *OF_S5, "--confirm").code == 1
    log = played("mining", "conformance", "--json").json
    assert (log["cases"]["对账"], log["cases"]["线索"]) == (2, 2)


def test_a_summary_in_the_form_of_its_document_is_read_through_its_merged_cells(played: Duban, tmp_path: Path) -> None:
    """附件2 as offices fill it in: 问题类型 over two columns, 三保障 merged down, 合计 in the first, by formulas."""
    played.play_into("s5")
    file = in_the_form_of_the_document(tmp_path / "附件2.xlsx", AT_T2)
    said = played("reconcile", "RC-1", file, *OF_S5)
    assert (said.code, said.json["compared"], said.json["mismatches"]) == (0, 14, [])
    wrong = [("安全饮水", 1, 0, 1) if row[0] == "安全饮水" else row for row in AT_T2]
    said = played("reconcile", "RC-1", in_the_form_of_the_document(tmp_path / "wrong.xlsx", wrong), *OF_S5)
    assert {one[0] for one in mismatches(said)} == {"", "SEC.WATER"}  # also the sum, which is that of the rows


def in_the_form_of_the_document(file: Path, rows: Rows) -> Path:
    book = Workbook()
    sheet = book.active
    sheet.append(["附件2"])
    sheet.append(["甲镇集中排查“回头看”专项行动整改情况汇总表"])
    sheet.append(["单位（盖章）：甲镇", None, None, "填报人：", None, "填报时间："])
    sheet.append(["单位/乡镇", "问题类型", None, "共排查问题数", "已整改数", "正在整改数", "拟识别监测对象"])
    sheet.append([None] * 6 + ["户数", "人数"])
    secured = ("义务教育", "基本医疗", "住房安全", "安全饮水")
    for name, *counts in rows[:-1]:
        upper = "“三保障”和\n饮水安全方面" if name == secured[0] else name if name not in secured else None
        sheet.append([None, upper, name if name in secured else None, *counts])
    sheet["A6"] = "甲镇"
    sheet.append(["合计", None, None, *(f"=SUM({column}6:{column}18)" for column in "DEF")])
    over_two = ["B4:C5", "G4:H4", "A19:C19", *(f"B{row}:C{row}" for row in (6, *range(11, 19)))]
    for cells in (*over_two, "A4:A5", "D4:D5", "E4:E5", "F4:F5", "B7:B10", "A6:A18"):
        sheet.merge_cells(cells)
    book.save(file)
    return file


@pytest.mark.parametrize(("kind", "table"), [("RC-1", "L3"), ("RC-3", "ledger")])
def test_our_own_tables_are_read_as_those_of_others_are(played: Duban, tmp_path: Path, kind: str, table: str) -> None:
    """Whoever else has Duban sends what it exports; what was voided or merged there is in no account."""
    played.play_into("s5")
    file = tmp_path / "export.xlsx"
    of = ("--campaign", "xiaoxian_2022", "--unit", "甲镇")
    assert played("export", table, *of, "--out", file).code == 0
    said = played("reconcile", kind, file, *of, "--json")
    assert (said.code, said.json["mismatches"], said.json["compared"]) == (0, [], {"RC-1": 14, "RC-3": 22}[kind])


def test_people_read_what_differs_in_their_own_words(played: Duban, tmp_path: Path) -> None:
    played.play_into("s5")
    wrong = [("基本医疗", 2, 2, 0) if row[0] == "基本医疗" else row for row in AT_T2]
    said = played("reconcile", "RC-1", workbook(tmp_path / "汇总.xlsx", HEAD, wrong), *OF_S5[:-1])
    assert "基本医疗" in said.out
    assert "SEC.MED" not in said.out


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030", "utf-16"])
def test_households_of_the_other_system_are_compared_by_record_date_and_class(
    played: Duban, tmp_path: Path, encoding: str
) -> None:
    played.play_into("s7")
    head = ("监测编号", "户主姓名", "录入日期", "监测类别")
    there = [
        ("JC-0001", "某某", "2022-08-25", "脱贫不稳定户"),
        ("JC-0003", "某某", "2022-08-26", "边缘易致贫户"),
        ("JC-0003", "某某", "2022-08-26", "边缘易致贫户"),
    ]
    said = played("reconcile", "RC-2", text_file(tmp_path / "导出.csv", head, there, encoding), *OF_S7)
    assert sorted((one[0], one[1]) for one in mismatches(said)) == [
        ("JC-0001", "entered_on"),  # another date
        ("JC-0002", ""),  # missing there
        ("JC-0003", ""),  # missing here
        ("JC-0003", ""),  # doubled there
    ]
    assert said.json["compared"] == 3


def test_a_department_that_has_another_state_is_found_and_the_responsible_unit_is_asked(
    played: Duban, tmp_path: Path
) -> None:
    played.play_into("s5")
    head = ("序号", "问题编号", "问题类型", "整改状态")
    lines = played("ledger", "--campaign", "xiaoxian_2022", "--as-of", "2022-08-31 11:00", "--json").json["lines"]
    jobs = [line["problem_no"] for line in lines if line["category"] == "JOBS"]
    assert len(jobs) == 3
    there = [
        (1, jobs[0], "就业稳岗", "已销号"),
        (2, jobs[1], "就业稳岗", "整改中"),
        (3, "XX2022-甲镇-9999", "就业稳岗", "整改中"),
    ]
    said = played("reconcile", "RC-3", workbook(tmp_path / "部门.xlsx", head, there), *OF_S5)
    assert sorted(mismatches(said)) == sorted(
        [(jobs[1], "state", "已整改", "正在整改"), (jobs[2], "", "", ""), ("XX2022-甲镇-9999", "", "", "")]
    )
    assert {one["mismatch"]["row"]: one["unit"] for one in said.json["mismatches"]}[jobs[1]] == "甲镇"


def test_what_a_sample_found_undone_contradicts_the_ledger(played: Duban, tmp_path: Path) -> None:
    played.play_into("s5")
    lines = played("ledger", "--campaign", "xiaoxian_2022", "--as-of", "2022-08-31 11:00", "--json").json["lines"]
    closed = [line["problem_no"] for line in lines if line["stage"] == "CLOSED"]
    head = ("问题编号", "核查日期", "核查结果")
    there = [
        (closed[0], "2022-09-05", "不属实"),
        (closed[1], "2022-09-05", "属实"),
        (closed[2], "2022-08-01", "不属实"),
    ]
    said = played("reconcile", "RC-4", workbook(tmp_path / "抽查.xlsx", head, there), *OF_S5)
    assert mismatches(said) == [(closed[0], "effect", "", "抽查")]  # the third was seen before it was closed
    assert said.json["compared"] == len(closed) == 18
    assert played("reconcile", "RC-4", *OF_S5).code == 0  # no look-back says otherwise


def test_what_cannot_be_read_is_refused_with_every_cell_and_nothing_is_written(played: Duban, tmp_path: Path) -> None:
    played.play_into("s7")
    head = ("监测编号", "录入日期", "监测类别")
    there = [
        ("JC-0001", "不知道", "脱贫不稳定户"),
        ("", "2022-08-26", "什么户"),
        ("11010519491231002X", "2022-08-26", "边缘易致贫户"),
    ]
    said = played("reconcile", "RC-2", workbook(tmp_path / "导出.xlsx", head, there), *OF_S7, "--confirm")
    assert said.code == 2
    found = [(one["code"], one["place"].get("cell")) for one in said.json["refusals"]]
    assert found == [
        ("day_unclear", "B3"),
        ("number_missing", "A4"),
        ("unknown_word", "C4"),
        ("personal_record_number", "A5"),
    ]
    assert "11010519491231002X" not in said.out
    assert "对账" not in played("mining", "conformance", "--json").json["cases"]


def test_a_file_without_the_header_says_which_columns_it_needs(played: Duban, tmp_path: Path) -> None:
    played.play_into("s7")
    said = played("reconcile", "RC-3", workbook(tmp_path / "x.xlsx", ("一", "二", "三"), [(1, 2, 3)]), *OF_S7)
    assert said.code == 2
    assert "问题编号、问题类型、整改状态" in said.json["refusals"][0]["message"]
    asked = played("reconcile", "RC-1", *OF_S7)
    assert (asked.code, "请写明对方导出的文件" in asked.err) == (2, True)


def test_every_refusal_of_an_export_is_met(tmp_path: Path) -> None:
    """Those that the tests above do not meet; together they are all that there are."""
    above = {"day_unclear", "number_missing", "unknown_word", "personal_record_number", "no_such_header"}
    categories = Categories({"SEC.MED": ("基本医疗",)})
    with pytest.raises(ImportRefused) as no_count:
        read_summary(workbook(tmp_path / "a.xlsx", HEAD, [("基本医疗", "两件", 1, 1)]), categories)
    with pytest.raises(ImportRefused) as twice:
        read_summary(workbook(tmp_path / "c.xlsx", HEAD, [("基本医疗", 2, 1, 1)] * 2), categories)
    assert str(twice.value.refusals[0].place).endswith("A4")
    with pytest.raises(ImportRefused) as no_export:
        read_summary(letter(tmp_path / "b.docx"), categories)
    assert above | {no_count.value.code, twice.value.code, no_export.value.code} == set(MESSAGES)
    assert no_count.value.refusals[0].place.cell == "B3"


def letter(file: Path) -> Path:
    Document().save(str(file))
    return file
