"""`duban issue`: a table is filled in from the ledger, signed, shown as it was signed, and compared with what is now.

A second of real time is ten minutes here, so that a table that is not final yet is waited for in a moment.
"""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from rich.cells import cell_len

from adapters.clock import Clock
from adapters.data_folder import DataFolder
from tests.cli.conftest import BEGINS, POSTS, Duban
from tests.importing.workbooks import household_ledger, household_row, people_list

CAMPAIGN = ("--campaign", "xiaoxian_2022")
OF_THE_TOWN = ("--unit", "甲镇", *CAMPAIGN)
HOUSEHOLDER = "金丝雀户主"
L1, L3 = "XX2022-甲镇-L1-0001", "XX2022-甲镇-L3-0001"

pytestmark = pytest.mark.requirement("R002-56")


@pytest.fixture
def town(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Duban:
    """An office in a hurry, with one household's problem in its ledger."""
    folder = DataFolder.open(tmp_path / "data", Clock(datetime.now(UTC), BEGINS, 600.0)).root
    monkeypatch.setenv("DUBAN_DATA", str(folder))
    duban = Duban(folder, capsys)
    assert duban("import-people", people_list(tmp_path / "people.xlsx", *POSTS), "--confirm").code == 0
    enter(duban, tmp_path, f"{HOUSEHOLDER}家屋面漏雨")
    return duban


def enter(duban: Duban, folder: Path, content: str) -> None:
    row = household_row(household=HOUSEHOLDER, content=content, unit="甲镇")
    file = household_ledger(folder / f"{len(content)}.xlsx", row)
    assert duban("import", file, *CAMPAIGN, "--as", "孙三", "--confirm").code == 0


def issue(duban: Duban, table: str) -> str:
    filled_in = duban("issue", "prepare", "--table", table, *OF_THE_TOWN, "--as", "周五", "--json")
    assert filled_in.code == 0, filled_in.err
    number: str = filled_in.json["number"]
    assert duban("issue", "sign", number, "--as", "钱二").code == 0
    return number


def test_a_table_is_waited_for_signed_and_then_shown_as_it_was_whatever_comes_later(
    town: Duban, tmp_path: Path
) -> None:
    asked = town("issue", "prepare", "--table", "L3", *OF_THE_TOWN, "--as", "周五")
    assert (asked.code, "请等待约" in asked.err) == (0, True)
    assert f"{L3}（第1次）：已填报待签字，等主要负责人签字" in asked.out
    assert "已签发" in town("issue", "sign", L3, "--as", "钱二").out
    before = town("issue", "show", L3, "--json").json
    assert (before["intact"], before["rows"][-1]["cells"][2:]) == (True, ["1", "0", "1", "0", "0"])

    enter(town, tmp_path, f"{HOUSEHOLDER}家墙体开裂")
    assert town("issue", "show", L3, "--json").json == before
    shown = town("issue", "show", L3)
    assert (shown.code, "与签字时一致" in shown.out) == (0, True)
    assert "此后台账有1行变动，本表不改" in shown.out
    [row] = town("issue", "diff", L3, "--json").json["rows"]
    assert [(cell["column"], cell["before"], cell["after"]) for cell in row["cells"]] == [
        ("共排查问题数", "1", "2"),
        ("正在整改数", "1", "2"),
    ]


def test_a_second_issue_stands_beside_the_first_with_its_list_of_differences(town: Duban, tmp_path: Path) -> None:
    first = issue(town, "L3")
    enter(town, tmp_path, f"{HOUSEHOLDER}家墙体开裂")
    second = issue(town, "L3")
    assert "没有差异" in town("issue", "diff", second).out
    between = town("issue", "diff", first, second)
    assert "共1行" in between.out
    listed = town("issue", "list", "--table", "L3", *OF_THE_TOWN, "--json").json
    assert [(one["number"], one["issue_no"], one["stage_name"], one["differences"]) for one in listed] == [
        (first, 1, "已签发", 0),
        (second, 2, "已签发", 1),
    ]
    assert listed[1]["replaces"] == first
    assert town("issue", "list", "--unit", "甲镇一村", "--json").json == []


def test_a_ledger_by_name_is_frozen_with_its_names_masked(town: Duban) -> None:
    assert issue(town, "L1") == L1
    shown = town("issue", "show", L1)
    assert HOUSEHOLDER not in shown.out
    letters = "".join(character for character in shown.out if character not in " │\n")
    assert "金**" in letters
    assert HOUSEHOLDER.encode() not in b"".join(file.read_bytes() for file in town.folder.glob("events.sqlite3*"))


@pytest.mark.parametrize("words", [("show", L1), ("list",), ("diff", L1)], ids=" ".join)
def test_it_fits_the_terminal(town: Duban, tmp_path: Path, words: tuple[str, ...]) -> None:
    issue(town, "L1")
    enter(town, tmp_path, f"{HOUSEHOLDER}家墙体开裂")
    shown = town("issue", *words)
    assert shown.code == 0
    assert max(map(cell_len, shown.out.splitlines())) <= 100


def test_what_is_not_signed_yet_may_be_withdrawn(town: Duban) -> None:
    town("issue", "prepare", "--table", "L3", *OF_THE_TOWN, "--as", "周五")
    assert "已撤回" in town("issue", "withdraw", L3, "--reason", "漏了一村", "--as", "周五").out


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("prepare", "--table", "L99", *OF_THE_TOWN, "--as", "周五"), "没有“L99”这张表"),
        (("prepare", "--table", "L3", "--unit", "甲镇", "--campaign", "无此行动", "--as", "周五"), "没有找到专项行动"),
        (("prepare", "--table", "L3", *OF_THE_TOWN, "--as", "孙三"), "不是甲镇的人员"),
        (("prepare", "--table", "L3", *OF_THE_TOWN, "--as", "周五", "--as-of", "2022-09-30"), "晚于现在"),
        (("show", L3), f"没有找到表的签发 {L3}，请核对编号"),
        (("diff", L3), f"没有找到表的签发 {L3}，请核对编号"),
    ],
)
def test_what_cannot_be_done_is_said_in_chinese(town: Duban, words: tuple[str, ...], says: str) -> None:
    said = town("issue", *words)
    assert (said.code, says in "".join(said.err.split("\n"))) == (2, True), said.err


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("--unit", "无此镇", *CAMPAIGN, "--as", "周五"), "没有找到单位“无此镇”"),
        ((*OF_THE_TOWN, "--as", "孙三"), "不是甲镇的人员"),
        ((*OF_THE_TOWN, "--as", "周五"), f"{L3} 还在等主要负责人签字"),
    ],
)
def test_what_would_be_refused_anyway_is_refused_at_once(town: Duban, words: tuple[str, ...], says: str) -> None:
    town("issue", "prepare", "--table", "L3", *OF_THE_TOWN, "--as", "周五")
    enter(town, town.folder.parent, f"{HOUSEHOLDER}家墙体开裂")  # what a table of this moment would wait for
    said = town("issue", "prepare", "--table", "L3", *words)
    assert (said.code, says in said.err) == (2, True), said.err
    assert "请等待" not in said.err


def test_issues_of_two_tables_are_not_compared(town: Duban) -> None:
    said = town("issue", "diff", issue(town, "L1"), issue(town, "L3"))
    assert (said.code, "不是同一单位的同一张表" in said.err) == (2, True)


def test_nobody_types_a_table_by_hand(town: Duban) -> None:
    typed = town("do", "填报", "table=L3", "unit=甲镇", "read={}", "campaign=xiaoxian_2022", "--as", "周五")
    assert typed.code == 1
    assert "没有“read”这一项" in "".join(typed.out.split())
