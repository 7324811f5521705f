"""A department's own table (L4): what was found of the items that it leads, in all towns, whoever puts it right."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Duban
from tests.cli.county import BUREAU, CAMPAIGN, county
from tests.excel.reading import seen_by_openpyxl

__all__ = ["county"]

OF_THE_BUREAU = (*CAMPAIGN, "--unit", BUREAU)
ISSUE = "QJ2021-县教体局-L4-0001"
FOUND = ("政策落实情况", "义务教育方面", "1.劝返台账没有更新；2.资助名单没有公示")

pytestmark = pytest.mark.requirement("R001-42")


def test_it_lists_what_the_department_leads_in_all_towns_and_nothing_else(county: Duban) -> None:
    said = county("table", "L4", *OF_THE_BUREAU, "--json")
    assert said.code == 0, said.err
    [row] = said.json["content"]["rows"]
    assert tuple(row["cells"][:3]) == FOUND
    assert row["cells"][4].startswith("共2，已0，正在2")
    behind = county("table", "L4", *OF_THE_BUREAU, "--cell", "义务教育方面", "存在的突出问题", "--json").json
    assert [case["number"] for case in behind["cases"]] == ["QJ2021-甲镇-0001", "QJ2021-乙镇-0001"]


def test_it_is_issued_and_exported_as_it_is_printed(county: Duban, tmp_path: Path) -> None:
    [row] = county("issue", "show", ISSUE, "--json").json["rows"]
    assert tuple(row["cells"][:3]) == FOUND
    for what, words in ((ISSUE, ()), ("L4", OF_THE_BUREAU)):
        file = tmp_path / f"{what}.xlsx"
        said = county("export", what, *words, "--out", file)
        assert said.code == 0, said.err
        assert seen_by_openpyxl(file, 3)[0] == FOUND


def test_any_other_table_of_it_is_of_what_it_puts_right_itself(county: Duban) -> None:
    [row] = county("table", "L2", *OF_THE_BUREAU, "--json").json["content"]["rows"]
    assert "学校水箱没有清洗" in row["cells"]


def test_the_table_of_a_town_is_of_what_it_puts_right(county: Duban) -> None:
    rows = county("table", "L4", *CAMPAIGN, "--unit", "甲镇", "--json").json["content"]["rows"]
    assert [row["cells"][1:3] for row in rows] == [
        ["义务教育方面", "1.劝返台账没有更新"],
        ["住房安全方面", "1.鉴定报告没有归档"],
        ["饮水安全方面", "1.水质没有检测"],
    ]
