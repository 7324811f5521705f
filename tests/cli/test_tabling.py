"""`duban table` and `duban assessment`: any ledger from any moment, and the events behind one of its cells."""

from __future__ import annotations

from pathlib import Path

import pytest
from rich.cells import cell_len

from domain.papers import LedgerCode
from tests.cli.conftest import Duban
from tests.importing.workbooks import household_ledger, household_row

CAMPAIGN = ("--campaign", "xiaoxian_2022")
HOUSEHOLDER = "金丝雀户主"


@pytest.fixture
def town(office: Duban, tmp_path: Path) -> Duban:
    """One household's problem in the ledger of a town."""
    row = household_row(household=HOUSEHOLDER, content=f"{HOUSEHOLDER}家屋面漏雨", unit="甲镇")
    file = household_ledger(tmp_path / "one.xlsx", row)
    assert office("import", file, *CAMPAIGN, "--as", "孙三", "--confirm").code == 0
    return office


@pytest.mark.parametrize("code", list(LedgerCode))
def test_every_ledger_is_printed_within_the_terminal_and_says_nobodys_name(town: Duban, code: LedgerCode) -> None:
    said = town("table", code, *CAMPAIGN)
    assert said.code == 0, said.err
    assert HOUSEHOLDER not in said.out
    assert all(cell_len(line) <= 100 for line in said.out.splitlines())
    told = town("table", code.lower(), *CAMPAIGN, "--unit", "甲镇", "--json").json
    assert told["table"] == code
    assert all(len(row["cells"]) == len(told["content"]["columns"]) for row in told["content"]["rows"])


def test_a_table_too_wide_for_the_window_lists_its_rows_one_by_one_and_a_row_is_found_by_its_serial(
    town: Duban,
) -> None:
    said = town("table", "L1", *CAMPAIGN).out
    lines = [line.strip("│ ") for line in said.splitlines()]
    assert any(line.split() == ["序号", "│", "1"] for line in lines)
    assert any(line.startswith("整改责任/责任单位") and line.endswith("甲镇") for line in lines)
    assert "duban export" in said
    narrow = town("table", "L3", *CAMPAIGN).out
    assert "duban export" not in narrow
    told = town("table", "L1", *CAMPAIGN, "--cell", "1", "整改时限", "--json").json
    assert [case["number"] for case in told["cases"]] == ["XX2022-甲镇-0001"]
    refused = town("table", "L1", *CAMPAIGN, "--cell", "2", "整改时限")
    assert refused.code != 0


def test_a_table_without_rows_says_so(town: Duban) -> None:
    assert "（没有可列的内容）" in town("table", "L13", *CAMPAIGN).out


def test_a_cell_names_the_events_that_made_it(town: Duban) -> None:
    said = town("table", "L3", *CAMPAIGN, "--unit", "甲镇", "--cell", "合计", "正在整改数")
    assert said.code == 0, said.err
    for shown in ("合计　正在整改数：1", "XX2022-甲镇-0001", "登记问题", "共1个案件"):
        assert shown in said.out
    told = town("table", "L1", *CAMPAIGN, "--cell", "XX2022-甲镇-0001", "整改时限", "--json").json
    assert [case["number"] for case in told["cases"]] == ["XX2022-甲镇-0001"]
    assert {event["topic"] for event in told["cases"][0]["events"]} >= {"problem.dispatched"}


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("table", "L14", *CAMPAIGN), "没有“L14”这张表，可写：L1"),
        (("table", "L3", *CAMPAIGN, "--unit", "甲阵"), "没有找到单位“甲阵”"),
        (("summary", *CAMPAIGN, "--unit", "甲阵"), "没有找到单位“甲阵”"),
        (("table", "L3", *CAMPAIGN, "--cell", "没有", "3"), "有：脱贫人口收入支出变化方面、"),
        (("table", "L3", "--campaign", "nowhere"), "没有找到专项行动"),
        (("table", "L3", *CAMPAIGN, "--cell", "没有", "3"), "没有（或不止一行）“没有”"),
        (("table", "L3", *CAMPAIGN, "--cell", "合计", "没有"), "没有（或不止一栏）“没有”"),
        (("table", "L2", *CAMPAIGN, "--mark", "没有"), "没有“没有”这个标记"),
        (("assessment", *CAMPAIGN, "--by", "人"), "不能按“人”考核，可写：县区、乡镇、村"),
    ],
)
def test_what_is_not_there_is_said(town: Duban, words: tuple[str, ...], said: str) -> None:
    refused = town(*words)
    assert (refused.code, said in refused.err) == (2, True), refused.err


def test_a_long_refusal_stands_beside_its_mark_and_is_not_cut_into_pieces(town: Duban) -> None:
    refused = town("table", "L3", *CAMPAIGN, "--cell", "没有", "3").err
    assert refused.startswith("✗ 没有（或不止一行）")
    assert refused.count("\n") == 1


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("L3", *CAMPAIGN, "--unit", "甲阵"), "没有找到单位“甲阵”"),
        (("L33", *CAMPAIGN), "没有“L33”这张表，也没有这个签发编号。可写：L1"),
    ],
)
def test_a_slip_writes_no_workbook(town: Duban, tmp_path: Path, words: tuple[str, ...], said: str) -> None:
    refused = town("export", *words, "--out", tmp_path / "none.xlsx")
    assert (refused.code, said in refused.err) == (2, True), refused.err
    assert not (tmp_path / "none.xlsx").exists()


def test_how_the_towns_stand(town: Duban) -> None:
    said = town("assessment", *CAMPAIGN)
    assert said.code == 0, said.err
    assert "甲镇" in said.out
    [one] = town("assessment", *CAMPAIGN, "--json").json["standings"]
    assert (one["standing"]["who"], one["standing"]["rate"]) == ("甲镇", "0.0%")
