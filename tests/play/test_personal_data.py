"""Holds and erasures in a timeline: commands that are about no problem."""

from __future__ import annotations

from tests.play.stage import HEADER, played

OFFICERS = HEADER + (
    "  - {id: x, name: 档案员, title: 档案员, unit: 督查办, roles: 档案人员}\n"
    "  - {id: z, name: 隐私员, title: 隐私员, unit: 督查办, roles: 隐私保护专员}\n"
)
HOUSEHOLD = (
    "- at: 2018-09-10 09:00\n"
    "  problem: {case: 户, unit: 甲镇, household_ref: H-001, householder: 张某某, due: 2018-09-28}\n"
)


def test_what_is_held_or_under_way_is_not_erased() -> None:
    result = played(
        f"{HOUSEHOLD}"
        "- {at: 2018-09-11 09:00, by: x, do: 保全, with: {对象: H-001, 法定情形: 移交纪检监察, 保全事由: 第3号移交}}\n"
        "- at: 2018-09-12 09:00\n"
        "  by: z\n"
        "  do: 销毁密钥\n"
        "  with: {subject: H-001, ground: 处理目的已实现}\n"
        "  expect: {refused: hold_stands}\n"
        "- {at: 2018-09-13 09:00, by: x, do: 解除保全, with: {subject: H-001, number: 1, reason: 已办结}}\n"
        "- at: 2018-09-14 09:00\n"
        "  by: z\n"
        "  do: 销毁密钥\n"
        "  with: {subject: H-001, ground: PURPOSE_MET}\n"
        "  expect: {refused: case_under_way}\n",
        OFFICERS,
    )
    assert result.failures == ()
