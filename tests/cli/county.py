"""A county of the campaign of 2021 in a folder of its own: two towns, and a bureau that leads 义务教育."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Duban

CAMPAIGN = ("--campaign", "qijia_2021")
BUREAU = "县教体局"
TIMELINE = """\
title: 两个乡镇，一个牵头部门
pack: qijia_2021
units:
  - {name: 七县, kind: 县}
  - {name: 县领导小组办公室, kind: 办公室, parent: 七县}
  - {name: 县抽查组, kind: 督查组, parent: 七县}
  - {name: 县教体局, kind: 部门, parent: 七县}
  - {name: 甲镇, kind: 镇, parent: 七县}
  - {name: 乙镇, kind: 镇, parent: 七县}
people:
  - {name: 办公室主任, title: 主任, unit: 县领导小组办公室, roles: OFFICE}
  - {name: 抽查组长, title: 组长, unit: 县抽查组, roles: TEAM_LEAD}
  - {name: 领导小组组长, title: 组长, unit: 七县, roles: GROUP_HEAD}
  - {name: 县核查员, title: 核查员, unit: 县领导小组办公室, roles: [TOWN, LEAD_DEPT]}
  - {name: 教体局局长, title: 局长, unit: 县教体局, roles: [HEAD, RESP_LEADER]}
  - {name: 教体局专干, title: 专干, unit: 县教体局, roles: RESP_PERSON}
  - {name: 甲镇镇长, title: 镇长, unit: 甲镇, roles: HEAD}
  - {name: 甲镇核查员, title: 核查员, unit: 甲镇, roles: TOWN}
  - {name: 乙镇核查员, title: 核查员, unit: 乙镇, roles: TOWN}
  - {name: 甲镇副镇长, title: 副镇长, unit: 甲镇, roles: RESP_LEADER}
  - {name: 甲镇专干, title: 专干, unit: 甲镇, roles: RESP_PERSON}
  - {name: 乙镇镇长, title: 镇长, unit: 乙镇, roles: [HEAD, RESP_LEADER]}
  - {name: 乙镇专干, title: 专干, unit: 乙镇, roles: RESP_PERSON}
timeline:
  - at: 2021-08-26 09:00
    by: 办公室主任
    case: 行动
    do: 开展专项行动
    with:
      campaign: qijia_2021
      pack: qijia_2021
      unit: 七县
      basis_document: {number: 七专班〔2021〕5号, issuer: 县领导小组, issued_on: 2021-08-26}
      phases: {code: SUMMARY, name: 总结提升阶段, first: 2021-09-20, last: 2021-09-30}
  - at: 2021-09-01 09:00
    problem: {case: 甲镇控辍, unit: 甲镇, category: 义务教育, content: 劝返台账没有更新, due: 2021-09-28}
  - at: 2021-09-01 10:00
    problem: {case: 乙镇资助, unit: 乙镇, category: 义务教育, content: 资助名单没有公示, due: 2021-09-28}
  - at: 2021-09-01 11:00
    problem: {case: 甲镇饮水, unit: 甲镇, category: 饮水安全, content: 水质没有检测, due: 2021-09-28}
  - at: 2021-09-01 12:00
    problem: {case: 学校饮水, unit: 县教体局, category: 饮水安全, content: 学校水箱没有清洗, due: 2021-09-28}
  - at: 2021-09-18 10:10
    by: 教体局专干
    case: 汇总表
    do: 填报
    with: {table: L4, unit: 县教体局, as_of: 2021-09-18 10:00, known_at: 2021-09-18 10:00}
  - {at: 2021-09-18 11:00, by: 教体局局长, case: 汇总表, do: 签发}
  - at: 2021-09-20 09:00
    problem: {case: 甲镇住房, unit: 甲镇, category: 住房安全, content: 鉴定报告没有归档, due: 2021-09-28}
"""


@pytest.fixture
def county(duban: Duban, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Duban:
    file, folder = tmp_path / "county.yaml", tmp_path / "training"
    file.write_text(TIMELINE, encoding="utf-8")
    played = duban("play", file, "--into", folder)
    assert played.code == 0, played.out + played.err
    monkeypatch.setenv("DUBAN_DATA", str(folder))
    duban.folder = folder
    return duban
