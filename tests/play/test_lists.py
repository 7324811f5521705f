"""Lists that are gone through one by one are played: 举一反三 over households, 全面排查; and 三方比对."""

from __future__ import annotations

from tests.play.stage import played

TOWN = """\
title: 逐户核查
pack: assessment_2020
units:
  - {name: 甲县, kind: 县}
  - {name: 县专项办, kind: 办公室, parent: 甲县}
  - {name: 甲乡, kind: 乡, parent: 甲县}
  - {name: 一村, kind: 村, parent: 甲乡}
  - {name: 一村一格, kind: 网格, parent: 一村}
people:
  - {name: 主任, title: 主任, unit: 县专项办, roles: OFFICE}
  - {name: 乡长, title: 乡长, unit: 甲乡, roles: HEAD}
  - {name: 副乡长, title: 副乡长, unit: 甲乡, roles: RESP_LEADER}
  - {name: 干事, title: 干事, unit: 甲乡, roles: RESP_PERSON}
  - {name: 核查员, title: 核查员, unit: 甲乡, roles: TOWN}
  - {name: 网格员, title: 网格员, unit: 一村一格, roles: GRID_WORKER}
"""
PROBLEM = "- {at: 2020-04-20, problem: {case: P, unit: 甲乡, category: 基础工作, due: 2020-05-29, stage: RECTIFYING}}\n"
HOUSEHOLDS = "entries: {ids: H-01..H-40, attributes: {村: 一村}}"
OPENED = (
    "- {at: 2020-04-22 09:00, by: 主任, case: P, do: 布置举一反三排查,"
    f" with: {{units: 甲乡, task: 两册一卡逐户核查, 排查事项: BOOKLETS, {HOUSEHOLDS}}}}}\n"
)
CHECKING = (
    "- {at: 2020-04-23 09:00, by: 网格员, case: P, do: 登记逐户核查,"
    " with: {unit: 甲乡, checks: {ids: H-01..H-39, outcome: 已核查, record: 逐册看过}},"
    " check: {case: P, sweeps.verified: [39], sweeps.share: [97.5%]}}\n"
    "- {at: 2020-04-23 10:00, by: 网格员, case: P, do: 登记逐户核查,"
    " with: {unit: 甲乡, checks: [{ref: H-40, outcome: 未见到, record: 外出务工}]}}\n"
    "- {at: 2020-04-23 11:00, by: 乡长, case: P, do: 举一反三排查签字, with: {unit: 甲乡, record: 已核},"
    " expect: {refused: sweep_unverified}}\n"
    "- {at: 2020-04-24 09:00, by: 网格员, case: P, do: 登记逐户核查,"
    " with: {unit: 甲乡, checks: [{ref: H-40, outcome: CHECKED, record: 已回家}]},"
    " check: {event: 登记逐户核查, case: P, verified: 40, listed: 40, times: 1}}\n"
    "- {at: 2020-04-24 10:00, by: 核查员, case: P, do: 举一反三排查签字, with: {unit: 甲乡, record: 已核},"
    " expect: {refused: sweep_head_signs}}\n"
    "- {at: 2020-04-24 11:00, by: 乡长, case: P, do: 举一反三排查签字, with: {unit: 甲乡, record: 已核}}\n"
)


def test_a_sweep_over_forty_households_is_played_with_its_share() -> None:
    assert played(f"{PROBLEM}{OPENED}{CHECKING}", TOWN).failures == ()


def test_works_before_a_year_are_played() -> None:
    old = "{ids: W-1..W-3, attributes: {村: 一村, 年份: '2014'}}"
    works = f"entries: [{old}, {{ids: W-4..W-9, attributes: {{村: 一村, 年份: '2017'}}}}]"
    steps = (
        f"{PROBLEM}- {{at: 2020-04-22 09:00, by: 主任, case: P, do: 布置举一反三排查,"
        f" with: {{units: 甲乡, task: 拉网式核查, swept: 已实施项目, before_year: 2016, {works}}},"
        " check: {case: P, sweeps.missing: [[W-1, W-2, W-3]]}}\n"
    )
    assert played(steps, TOWN).failures == ()


SCREENED = """\
- at: 2022-08-09 09:00
  by: 核查员
  case: 甲乡排查
  do: 冻结排查名单
  with:
    unit: 甲乡
    entries:
      - {ids: H-01..H-08, strata: RURAL, attributes: {网格: 一村一格}}
      - {ids: H-09..H-10, strata: CONVERTED, attributes: {网格: 一村一格}}
    none_of: RELOCATED
- at: 2022-08-10 09:00
  by: 网格员
  case: 甲乡排查
  do: 登记入户排查
  with: {checks: {ids: H-01..H-09, outcome: 已核查, record: 入户看过}}
  check: {case: 甲乡排查, share: 90.0%, missing: [H-10], stage: 排查中}
- at: 2022-08-10 10:00
  by: 核查员
  case: 甲乡排查
  do: 补充排查名单
  with: {entries: [{id: H-11, strata: [RURAL], attributes: {网格: 一村一格}}], reason: 新迁入}
- at: 2022-08-10 11:00
  by: 网格员
  case: 甲乡排查
  do: 登记入户排查
  with: {checks: {ids: H-10..H-11, outcome: 已核查, record: 入户看过}}
  check: {case: 甲乡排查, stage: 已全覆盖}
"""


def test_a_screening_is_played_until_it_is_whole() -> None:
    assert played(SCREENED, TOWN.replace("assessment_2020", "xiaoxian_2022")).failures == ()


def test_three_accounts_are_played_and_become_a_clue() -> None:
    step = (
        "- {at: 2022-08-10 09:00, by: 主任, case: 比对, do: 三方比对, with: {unit: 一村, household_ref: H-01, accounts:"
        " [{category: SEC.HOUSE, item: 住房等级, 系统数据: B级, 台账资料: B级, household: C级}]},"
        " check: [{case: 比对, stage: 不符, compared: 1},"
        " {event: 登记线索, times: 1}, {count: {kind: 线索, stage: 查办中}, is: 1}]}\n"
    )
    assert played(step, TOWN.replace("assessment_2020", "xiaoxian_2022")).failures == ()
