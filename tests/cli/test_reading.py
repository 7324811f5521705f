"""What the reading commands show: for people in a terminal of 100 columns, for programs as JSON."""

from __future__ import annotations

from pathlib import Path

import pytest
from rich.cells import cell_len

from tests.cli.conftest import Duban
from tests.importing.workbooks import household_ledger, household_row

NUMBER = "XX2022-甲镇-0001"
CAMPAIGN = ("--campaign", "xiaoxian_2022")
HOUSEHOLDER = "金丝雀户主"
READINGS = (
    ("ledger",),
    ("ledger", "--form", "L1", "--unit", "甲镇"),
    ("ledger", "--form", "L2"),
    ("ledger", "--form", "L7", *CAMPAIGN),
    ("summary", *CAMPAIGN),
    ("trail", NUMBER),
    ("case", NUMBER),
    ("ledger", "--at", "户"),
    ("stale", *CAMPAIGN),
    ("look-backs", *CAMPAIGN),
    ("subsistence", "--from", "2022-06-30", "--to", "2022-08-31", "--reported", "-1"),
    ("alike", "--at-least", "1"),
    ("doctor",),
)
each_reading = pytest.mark.parametrize("words", READINGS, ids=" ".join)


@pytest.fixture
def registered(office: Duban, tmp_path: Path) -> Duban:
    """One household's problem, due 2022-08-19, dispatched on 2022-08-10."""
    content = f"{HOUSEHOLDER}家房屋漏雨，[墙体]开裂，" + "屋面破损" * 30
    row = household_row(household=HOUSEHOLDER, content=content, unit="甲镇")
    file = household_ledger(tmp_path / "ledger.xlsx", row)
    assert office("import", file, *CAMPAIGN, "--as", "孙三", "--confirm").code == 0
    return office


@each_reading
def test_a_reading_fits_the_terminal_and_is_there_for_programs_too(registered: Duban, words: tuple[str, ...]) -> None:
    shown = registered(*words)
    assert shown.code == (words == ("doctor",))  # which warns: nothing runs here, and there is no backup
    assert max(map(cell_len, shown.out.splitlines())) <= 100
    assert registered(*words, "--json").json


@each_reading
def test_no_reading_names_a_household(registered: Duban, words: tuple[str, ...]) -> None:
    assert HOUSEHOLDER not in registered(*words).out
    assert HOUSEHOLDER not in registered(*words, "--json").out


@pytest.mark.parametrize("words", [("case", NUMBER), ("trail", NUMBER), ("ledger", "--form", "L1")], ids=" ".join)
def test_what_is_written_is_shown_to_its_end_brackets_and_all(registered: Duban, words: tuple[str, ...]) -> None:
    letters = "".join(character for character in registered(*words).out if character not in " │\n")
    assert "屋面破损" * 2 in letters or "L1" in words
    assert "墙体" in letters
    if words[0] != "ledger":
        assert "金**家房屋漏雨，[墙体]开裂" in letters


def test_a_day_is_meant_to_its_end_and_an_instant_as_it_is(registered: Duban) -> None:
    before = registered("ledger", "--as-of", "2022-08-09")
    assert before.out.startswith("没有符合条件的问题。截至 2022-08-09 24:00")
    assert registered("ledger", "--as-of", "2022-08-10 08:59", "--json").json["lines"] == []
    registered.it_is("2022-08-23")
    late = registered("ledger", "--as-of", "2022年8月22日", "--json").json["lines"]
    assert [(line["overdue_wd"], line["overdue_days"]) for line in late] == [(1, 3)]
    assert "逾期1个工作日" in registered("ledger", "--as-of", "2022-08-22").out


def test_what_was_not_known_yet_is_not_shown(office: Duban, tmp_path: Path) -> None:
    office.it_is("2022-08-12")
    file = household_ledger(tmp_path / "ledger.xlsx", household_row(household="钱某", content="漏雨", unit="甲镇"))
    assert office("import", file, *CAMPAIGN, "--as", "孙三", "--confirm").code == 0
    assert len(office("ledger", "--json").json["lines"]) == 1
    assert office("ledger", "--known-at", "2022-08-11", "--json").json["lines"] == []
    assert office("trail", NUMBER, "--known-at", "2022-08-11").code == 2


QUESTIONS = (
    ("ledger", *CAMPAIGN),
    ("summary", *CAMPAIGN),
    ("table", "L3", *CAMPAIGN),
    ("assessment", *CAMPAIGN),
    ("monitoring", *CAMPAIGN),
    ("signals", *CAMPAIGN),
    ("alike", *CAMPAIGN),
    ("picture", "ageing", *CAMPAIGN),
    ("look-backs", *CAMPAIGN),
)
UNKNOWN = {
    ("--as-of", "2030-01-01"): "2030-01-01 24:00 还没有到，现在是 2022-08-10",
    ("--known-at", "2030-01-01 08:00"): "2030-01-01 08:00 还没有到",
    ("--known-at", "2018-01-01"): "2018-01-01 24:00 时督办里还没有任何记录，第一条录入于 2022-08-10",
    ("--as-of", "2022-02-30"): "时间“2022-02-30”无法识别",
    ("--unit", "丙镇"): "没有找到单位“丙镇”，请核对名称",
    ("--campaign", "xiaoxian_2033"): "没有找到专项行动“xiaoxian_2033”，请核对编号",
}


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda words: words[0])
def test_no_question_about_what_is_not_there_is_answered_with_an_empty_table(
    registered: Duban, question: tuple[str, ...]
) -> None:
    for slip, complaint in UNKNOWN.items():
        said = registered(*question, *slip)
        assert (said.code, said.out) == (2, ""), slip
        assert complaint in said.err.replace("\n", ""), slip
    assert registered(*question, "--as-of", "2022-08-10").code == 0


def test_a_list_of_a_unit_that_nobody_knows_is_no_empty_list(registered: Duban) -> None:
    for words in (
        ("letters", "--unit", "丙镇"),
        ("issue", "list", "--unit", "丙镇"),
        ("inspections", "--campaign", "x"),
    ):
        said = registered(*words)
        assert (said.code, said.out) == (2, "")
        assert "没有找到" in said.err


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        (("ledger", "--as-of", "昨天"), "时间“昨天”无法识别"),
        (("ledger", "--form", "L9"), "没有“L9”这种表样"),
        (("summary", "--campaign", "nothing"), "没有找到专项行动“nothing”"),
        (("trail", "XX2022-甲镇-0009"), "没有找到问题 XX2022-甲镇-0009"),
        (("case", "XX2022-甲镇-0009"), "没有找到案件 XX2022-甲镇-0009"),
    ],
)
def test_a_slip_of_the_pen_is_told_in_chinese(registered: Duban, words: tuple[str, ...], complaint: str) -> None:
    said = registered(*words)
    assert (said.code, said.out) == (2, "")
    assert complaint in said.err


@pytest.mark.requirement("R004-44")
def test_like_problems_are_shown_with_how_many_in_each_village(office: Duban, tmp_path: Path) -> None:
    rows = [
        household_row(number=number, household=name, content=f"{name}家漏雨", unit="甲镇")
        for number, name in enumerate(("钱某", "孙某"), start=1)
    ]
    file = household_ledger(tmp_path / "ledger.xlsx", *rows)
    assert office("import", file, *CAMPAIGN, "--as", "孙三", "--confirm").code == 0
    [group] = office("alike", *CAMPAIGN, "--json").json["groups"]
    assert (group["cause"], group["count"], len(group["problems"])) == ("原因未分类", 2, 2)
    shown = office("alike", *CAMPAIGN).out
    assert "原因未分类" in shown
    assert NUMBER in shown
    assert office("alike", *CAMPAIGN, "--at-least", "3", "--json").json["groups"] == []
