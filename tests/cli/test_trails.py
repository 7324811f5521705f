"""`duban trail` of a unit, a person and a household, as people see them and as programs do."""

from __future__ import annotations

from pathlib import Path

import pytest
from rich.cells import cell_len

from tests.cli.conftest import Duban
from tests.importing.workbooks import household_ledger, household_row

NUMBER = "XX2022-甲镇-0001"
CAMPAIGN = ("--campaign", "xiaoxian_2022")
HOUSEHOLDER = "金丝雀户主"
LATE = ("--as-of", "2022-08-24")
"""Three working days after the date."""


@pytest.fixture
def registered(office: Duban, tmp_path: Path) -> Duban:
    """One household's problem, due 2022-08-19, dispatched on 2022-08-10."""
    row = household_row(household=HOUSEHOLDER, content=f"{HOUSEHOLDER}家房屋漏雨", unit="甲镇")
    file = household_ledger(tmp_path / "ledger.xlsx", row)
    assert office("import", file, *CAMPAIGN, "--as", "孙三", "--confirm").code == 0
    office.it_is("2022-08-25")
    return office


def household_of(duban: Duban) -> str:
    return str(duban("trail", NUMBER, "--json").json["household"])


@pytest.mark.parametrize("words", [("--unit", "甲镇"), ("--person", "孙三"), ("--household", "it")], ids=" ".join)
def test_each_fits_the_terminal_is_there_for_programs_and_names_no_household(
    registered: Duban, words: tuple[str, str]
) -> None:
    asked = ("trail", words[0], household_of(registered) if words[1] == "it" else words[1], *LATE)
    shown = registered(*asked)
    assert shown.code == 0, shown.err
    assert max(map(cell_len, shown.out.splitlines())) <= 100
    assert f"{NUMBER} 第" in shown.out
    assert HOUSEHOLDER not in shown.out
    said = registered(*asked, "--json")
    assert HOUSEHOLDER not in said.out
    assert (said.json.get("entries") or said.json.get("lines"))[0]["version"]


def test_a_unit_that_is_late_is_told_for_how_many_working_days(registered: Duban) -> None:
    [line] = registered("trail", "--unit", "甲镇", *LATE, "--json").json["problems"]
    assert (line["counts"]["LATE"], line["working_days"]["LATE"]) == (1, 3)
    assert "时限2022-08-19，逾期2022-08-20至2022-08-24，3个工作日" in registered("trail", "--unit", "甲镇", *LATE).out


def test_a_campaign_narrows_it(registered: Duban) -> None:
    assert registered("trail", "--unit", "甲镇", "--campaign", "haogou_2023", *LATE, "--json").json["entries"] == []


def test_the_name_is_shown_to_whoever_may_see_it_and_says_what_for(registered: Duban) -> None:
    asked = ("trail", NUMBER, "--unmasked", "--as", "孙三", "--purpose", "问责审查")
    assert f"{HOUSEHOLDER}家房屋漏雨" in registered(*asked).out
    noted = registered("access", "--as", "孙三")
    assert noted.code == 2  # 孙三 may not read the log of accesses
    assert registered("trail", NUMBER, "--unmasked").code == 2


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        ((), "请写明问题编号"),
        ((NUMBER, "--unit", "甲镇"), "中的一个"),
        (("--unit", "无此镇"), "没有找到单位“无此镇”"),
        (("--person", "无此人"), "名册里没有“无此人”"),
        (("--household", "household/nobody"), "没有找到与农户“household/nobody”有关的案件"),
    ],
)
def test_a_slip_of_the_pen_is_told_in_chinese(registered: Duban, words: tuple[str, ...], complaint: str) -> None:
    said = registered("trail", *words)
    assert (said.code, said.out) == (2, "")
    assert complaint in said.err
