"""工作方案, 问题清单或台账, 整改报告: what an inspector asks a unit for, printed for any scope and any moment."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Duban
from tests.cli.county import BUREAU, CAMPAIGN, county
from tests.excel.reading import seen_by_openpyxl
from tests.word.reading import paragraphs

__all__ = ["county"]

BEFORE, AFTER = "2021-09-19", "2021-09-21"
TOWN_BEFORE = {"劝返台账没有更新", "水质没有检测"}
TOWN_AFTER = TOWN_BEFORE | {"鉴定报告没有归档"}
COUNTY_BEFORE = TOWN_BEFORE | {"资助名单没有公示", "学校水箱没有清洗"}
EVERY = COUNTY_BEFORE | TOWN_AFTER


@pytest.mark.requirement("R001-16")
@pytest.mark.parametrize(
    ("unit", "as_of", "problems"),
    [
        ("甲镇", BEFORE, TOWN_BEFORE),
        ("甲镇", AFTER, TOWN_AFTER),
        (BUREAU, AFTER, {"学校水箱没有清洗"}),
        ("七县", BEFORE, COUNTY_BEFORE),
        ("七县", AFTER, EVERY),
    ],
)
def test_plan_and_list_and_ledger_are_printed_of_a_unit_as_of_a_day(
    county: Duban, tmp_path: Path, unit: str, as_of: str, problems: set[str]
) -> None:
    for what in ("L7", "L2", "ledger"):
        file = tmp_path / f"{what}.xlsx"
        said = county("export", what, *CAMPAIGN, "--unit", unit, "--as-of", as_of, "--out", file)
        assert said.code == 0, said.err
        told = {cell for row in seen_by_openpyxl(file, 30) for cell in row}
        assert told & EVERY == problems, what


@pytest.mark.requirement("R001-16")
@pytest.mark.parametrize(
    ("unit", "by", "as_of", "counted"),
    [
        ("甲镇", "甲镇专干", BEFORE, 2),
        ("甲镇", "甲镇专干", AFTER, 3),
        ("乙镇", "乙镇专干", AFTER, 1),
        (BUREAU, "教体局专干", AFTER, 2),
    ],
)
def test_the_report_of_rectification_counts_the_problems_of_the_same_scope_and_day(
    county: Duban, tmp_path: Path, unit: str, by: str, as_of: str, counted: int
) -> None:
    about, out = f"qijia_2021-WORK-{unit}", tmp_path / "报告.docx"
    written = ("--part", "问题整改情况=以上问题正在整改。", "--part", "相关意见及建议=加强培训。")
    draft = county("documents", "draft", "工作报告", "--about", about, *written, "--as", by, "--as-of", as_of, "--json")
    assert draft.code == 0, draft.err
    printed = county("documents", "print", draft.json["number"], "--out", out)
    assert printed.code == 0, printed.err
    said = paragraphs(out.read_bytes())
    assert any(f"共排查问题{counted}个，已整改0个，正在整改{counted}个" in line for line in said), said
    assert "加强培训。" in said
