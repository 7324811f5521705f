"""`duban coverage`, `duban cleared` and `duban accounts`: for people in a terminal, for programs as JSON."""

from __future__ import annotations

from pathlib import Path

import pytest
from rich.cells import cell_len

from tests.cli.conftest import Duban
from tests.importing.workbooks import household_ledger, household_row

CAMPAIGN, IN_IT = ("--campaign", "xiaoxian_2022"), "campaign=xiaoxian_2022"
GRID = "甲镇一村一格"
SAID = "三口人，长子在外"


@pytest.fixture
def screened(office: Duban) -> Duban:
    """A list of three households of one grid, of whom one was met; and one of them compared in three accounts."""
    lies = f"attributes: {{网格: {GRID}}}"
    entries = f"[{{ids: H-1..H-2, strata: RURAL, {lies}}}, {{ids: H-3..H-3, strata: CONVERTED, {lies}}}]"
    given = (
        ("设立单位", f"code={GRID}", "kind=网格", "parent=甲镇一村", "--as", "孙三"),
        ("冻结排查名单", IN_IT, "unit=甲镇", f"entries={entries}", "none_of=[RELOCATED]", "--as", "吴六"),
        (
            "登记入户排查",
            "checks=[{ref: H-1, outcome: 已核查, record: 看过}]",
            "--case",
            "xiaoxian_2022/甲镇排查",
            "--as",
            "郑七",
        ),
        (
            "三方比对",
            IN_IT,
            "unit=甲镇一村",
            "household_ref=H-1",
            f"accounts=[{{category: MONITORING, item: 家庭人口, system: 四口人, ledger: 四口人, household: {SAID}}}]",
            "--as",
            "孙三",
        ),
    )
    for words in given:
        said = office("do", *words)
        assert said.code == 0, said.err
    return office


READINGS = (
    ("coverage", *CAMPAIGN, "--left-out"),
    ("cleared", *CAMPAIGN, "--from", "2022-08-09", "--to", "2022-08-31"),
    ("accounts", *CAMPAIGN),
)


@pytest.mark.parametrize("words", READINGS, ids=" ".join)
def test_a_reading_fits_the_terminal_and_is_there_for_programs_too(screened: Duban, words: tuple[str, ...]) -> None:
    shown = screened(*words)
    assert shown.code == 0
    assert max(map(cell_len, shown.out.splitlines())) <= 100
    assert screened(*words, "--json").json


def test_the_coverage_names_who_is_left_out(screened: Duban) -> None:
    table = screened("coverage", *CAMPAIGN, "--json").json
    [grid] = table["grids"]
    assert (grid["grid"], grid["covered"]["share"], grid["left_out"]) == (GRID, "33.3%", ["H-3", "H-2"])
    shown = screened("coverage", *CAMPAIGN, "--left-out").out
    assert f"{GRID}遗漏：H-3、H-2" in shown
    assert "尚有遗漏" in shown
    screened(
        "do",
        "登记入户排查",
        "checks={ids: H-2..H-3, outcome: 已核查, record: 看过}",
        "--case",
        "xiaoxian_2022/甲镇排查",
        "--as",
        "郑七",
    )
    assert "已全覆盖" in screened("coverage", *CAMPAIGN, "--unit", "甲镇一村").out
    assert screened("coverage", *CAMPAIGN, "--unit", "乙镇").code == 2


def test_cleared_counts_day_by_day_up_to_today(office: Duban, tmp_path: Path) -> None:
    row = household_row(content="屋面漏雨", category="住房安全", unit="甲镇")
    file = household_ledger(tmp_path / "ledger.xlsx", row)
    assert office("import", file, *CAMPAIGN, "--as", "孙三", "--confirm").code == 0
    days = ("--from", "2022-08-09", "--to", "2022-08-31")
    told = office("cleared", *CAMPAIGN, *days, "--json").json["days"]
    assert [(one["day"], one["open"], one["state"], one["so_far"]) for one in told] == [
        ("2022-08-09", 0, "清零", False),
        ("2022-08-10", 1, "未清零", True),
    ]
    assert "尚未清零" in office("cleared", *CAMPAIGN, *days).out
    backwards = office("cleared", *CAMPAIGN, "--from", "2022-09-01", "--to", "2022-09-02")
    assert backwards.code == 2
    assert "早于第一天" in backwards.err


def test_the_three_accounts_are_hidden_until_somebody_says_who_he_is_and_what_for(screened: Duban) -> None:
    hidden = screened("accounts", *CAMPAIGN).out
    assert "未显示" in hidden
    assert "不符1项" in hidden
    assert SAID not in screened("accounts", *CAMPAIGN, "--json").out
    shown = screened("accounts", *CAMPAIGN, "--unmasked", "--as", "孙三", "--purpose", "入户核查", "--json").json
    [line] = shown["lines"]
    assert (line["system"], line["ledger"], line["found"]) == ("四口人", "四口人", SAID)
    assert (line["result"], line["clue_no"]) == ("入户与系统、台账不符", "XX2022-索-0001")
