"""`duban what-if`: both sides in a table and as JSON; the store stays as it is, byte for byte."""

from __future__ import annotations

import hashlib
from pathlib import Path

import openpyxl
import pytest
from rich.cells import cell_len

from tests.cli.conftest import Duban

CAMPAIGN = ("--campaign", "heyuan_2018")
STEEPER = ("--ladder", "催办: 1, 督办函: 2, 通报: 3, 约谈: 5")
TIMELINE = """\
title: 试演
pack: heyuan_2018
units:
  - {name: 东县, kind: 县}
  - {name: 督查办, kind: 办公室, parent: 东县}
  - {name: 督查组, kind: 督查组, parent: 东县}
  - {name: 甲镇, kind: 镇, parent: 东县}
people:
  - {id: o, name: 主任, title: 主任, unit: 督查办, roles: OFFICE}
  - {id: i, name: 组员, title: 组员, unit: 督查组, roles: INSPECTOR}
  - {id: h, name: 镇长, title: 镇长, unit: 甲镇, roles: HEAD}
  - {id: d, name: 副镇长, title: 副镇长, unit: 甲镇, roles: RESP_LEADER}
  - {id: p, name: 干事, title: 干事, unit: 甲镇, roles: RESP_PERSON}
timeline:
  - {at: 2018-09-10 09:00, problem: {case: E, unit: 甲镇, due: 2018-09-28}}
  - run_until: 2018-10-13 18:00
"""


@pytest.fixture
def neglected(duban: Duban, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Duban:
    """One problem, due on 2018-09-28, that nobody rectified, in a folder of its own."""
    file, folder = tmp_path / "neglected.yaml", tmp_path / "training"
    file.write_text(TIMELINE, encoding="utf-8")
    assert duban("play", file, "--into", folder).code == 0
    monkeypatch.setenv("DUBAN_DATA", str(folder))
    duban.folder = folder
    assert duban("ledger").code == 0  # the tables are there, so that they, too, can stay as they are
    return duban


def bytes_of(folder: Path) -> dict[str, str]:
    files = (file for file in sorted(folder.rglob("*")) if file.is_file() and file.stat().st_size)
    return {str(file.relative_to(folder)): hashlib.sha256(file.read_bytes()).hexdigest() for file in files}


def test_it_sets_both_sides_beside_each_other(neglected: Duban) -> None:
    said = neglected("what-if", *CAMPAIGN, *STEEPER)
    assert said.code == 0
    assert "0 → 1" in said.out
    assert "通报 → 约谈" in said.out
    assert all(cell_len(line) <= 100 for line in said.out.splitlines())


def test_programs_get_all_of_it(neglected: Duban) -> None:
    told = neglected("what-if", *CAMPAIGN, *STEEPER, "--json").json
    assert told["total"]["was"]["levels"]["INTERVIEW"] == 0
    assert told["total"]["would"]["levels"]["INTERVIEW"] == 1
    assert [unit["unit"] for unit in told["units"]] == ["甲镇"]
    assert told["undone"] == []


def test_it_writes_nothing(neglected: Duban, tmp_path: Path) -> None:
    policy = tmp_path / "policy.yaml"
    policy.write_text("periods: {CLAIM: 1个工作日}\n", encoding="utf-8")
    before = bytes_of(neglected.folder)
    assert {"events.sqlite3", "ledgers.sqlite3"} <= before.keys()
    for rules in (STEEPER, ("--policy", policy)):
        assert neglected("what-if", *CAMPAIGN, *rules).code == 0
    assert bytes_of(neglected.folder) == before


def test_it_is_written_as_a_workbook_too_and_overwrites_none(neglected: Duban, tmp_path: Path) -> None:
    out = tmp_path / "设想.xlsx"
    assert neglected("what-if", *CAMPAIGN, *STEEPER, "--out", out).code == 0
    sheet = openpyxl.load_workbook(out).active
    cells = [[str(cell) for cell in row if cell is not None] for row in sheet.iter_rows(values_only=True)]
    assert any(row[-2:] == ["通报", "约谈"] for row in cells)
    assert neglected("what-if", *CAMPAIGN, *STEEPER, "--out", out).code != 0


@pytest.mark.parametrize(
    ("rules", "why"),
    [
        ((), "写明换成什么规则"),
        (("--ladder", "加急: 1"), "加急"),
        (("--ladder", "催办: 五"), "升级阶梯：“五”应是整数"),
        (("--ladder", "催办: 5, 督办函: 2"), "“催办”不能排在“督办函”之后"),
        (("--policy", "没有这个文件.yaml"), "读不到规则文件"),
        (("--calendar", "bench"), "没有工作日历"),
    ],
)
def test_rules_that_cannot_be_read_are_told(neglected: Duban, rules: tuple[str, ...], why: str) -> None:
    said = neglected("what-if", *CAMPAIGN, *rules)
    assert said.code == 2
    assert why in said.err.replace("\n", "")


def test_a_campaign_without_problems_is_told(neglected: Duban) -> None:
    said = neglected("what-if", "--campaign", "qijia_2021", *STEEPER)
    assert said.code == 2
    assert "还没有登记任何问题" in said.err
