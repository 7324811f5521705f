"""Inspections written in short: frames by village, whoever was drawn, and figures of the sampling ledger."""

from __future__ import annotations

import pytest

from adapters.play.timeline import TimelineRefused
from domain.inspection.inspection import Inspection
from domain.sampling.frame import Entry, Frame, frame_of, frame_text, freeze
from tests.play.stage import player, timeline

OPENED = """\
- {at: 2018-09-10 08:00, by: 主任, do: 设立单位, with: {code: 一村, kind: 村, parent: 甲镇}}
- {at: 2018-09-10 08:00, by: 主任, do: 任职, with: {person: z, name: 组长, title: 组长, unit: 督查组, roles: TEAM_LEAD}}
- at: 2018-09-10 09:00
  by: 主任
  case: 行动
  do: 开展专项行动
  with: {campaign: 督查, pack: heyuan_2018, unit: 东县, groups: {group: 督查组, areas: 东县}}
- at: 2018-09-10 09:10
  by: 组长
  case: 督
  do: 制定督查计划
  with:
    {campaign: 督查, group: 督查组, area: 东县, first_on: 2018-09-10, last_on: 2018-09-11, party: 组长, visits: 一村}
- {at: 2018-09-10 09:20, by: 组长, case: 督, do: 签署督查纪律承诺}
- {at: 2018-09-10 09:30, by: 组长, case: 督, do: commit_sample_seed, with: {draw: d, commitment: 种子}}
- at: 2018-09-10 09:40
  by: 组长
  case: 督
  do: 冻结抽样框
  with: {draw: d, entries: {一村: {TO_BE_LIFTED: 4, NOT_LIFTED: 2}}}
- {at: 2018-09-10 09:50, by: 组长, case: 督, do: 抽取样本, with: {draw: d, seed: 种子}}
- {at: 2018-09-10 10:00, by: 组长, case: 督, do: 进村, with: {village: 一村, party_size: 2}}
- {at: 2018-09-10 11:00, by: 组长, case: 督, do: 入户调查, with: {village: 一村, met: 抽中的前2户}}
"""


def inspection_after(steps: str) -> Inspection:
    told = player(timeline(OPENED + steps))
    assert told.play().ok
    state: Inspection = told.world.state("督")
    return state


def test_a_frame_is_written_as_so_many_of_each_class_of_a_village() -> None:
    [draw] = inspection_after("").draws
    assert draw.pools == {"一村": 6}
    assert {one.id for one in draw.sample} <= {f"一村-{n:03}" for n in range(1, 7)}
    assert sorted(code for one in draw.sample for code in one.classes) == ["NOT_LIFTED", "TO_BE_LIFTED", "TO_BE_LIFTED"]


def test_whoever_was_drawn_and_not_been_to_is_met_a_few_at_first_and_then_the_rest() -> None:
    drawn = [one.id for one in inspection_after("").draws[0].sample]
    [visit] = inspection_after("").visits
    assert list(visit.households) == drawn[:2]
    rest = "- {at: 2018-09-10 12:00, by: 组长, case: 督, do: 入户调查, with: {village: 一村, met: 抽中的}}\n"
    [visit] = inspection_after(rest).visits
    assert list(visit.households) == drawn


def test_the_frozen_frame_is_not_written_again_and_another_one_is_refused() -> None:
    inspection = inspection_after(
        "- {at: 2018-09-10 12:00, by: 组长, case: 督, do: 增抽, with: {draw: d, village: 一村}}\n"
        "- at: 2018-09-10 12:10\n"
        "  by: 组长\n"
        "  case: 督\n"
        "  do: 增抽\n"
        "  with: {draw: d, village: 一村, entries: {一村: 5}}\n"
        "  expect: {refused: frame_changed}\n"
    )
    assert len(inspection.draws[0].sample) == 4


@pytest.mark.parametrize(
    ("check", "what", "expected", "actual"),
    [
        ("{sampling: 督查, villages: 1/1}", "已督查村数", "1/1", "0/1"),
        ("{sampling: 督查, met: 3}", "已查户数", "3", "2"),
        ("{sampling: 督查, rows: {一村: 3/3}}", "一村", "3/3", "2/3"),
        ("{sampling: 督查, rows: {二村: 3/3}}", "二村", "3/3", "没有去过"),
        ("{sampling: 督查, month: 2018-08, valid: 0/1}", "有效督查组数", "0/1", "没有这个月"),
    ],
)
def test_a_figure_that_is_not_so_fails_with_what_it_is(check: str, what: str, expected: str, actual: str) -> None:
    result = player(timeline(f"{OPENED}- {{at: 2018-09-10 13:00, check: {check}}}\n")).play()
    [failure] = result.failures
    assert (failure.what, failure.expected, failure.actual) == (what, expected, actual)


@pytest.mark.parametrize(
    ("check", "told"),
    [("{sampling: 督查}", "没有写要核对抽样台账"), ("{sampling: 督查, month: 九月, valid: 0/1}", "不是月份")],
)
def test_a_figure_that_cannot_be_read_is_a_fault_of_the_file(check: str, told: str) -> None:
    with pytest.raises(TimelineRefused, match=told):
        timeline(f"{OPENED}- {{at: 2018-09-10 13:00, check: {check}}}\n")


def test_a_frame_comes_back_from_its_text() -> None:
    frame: Frame = freeze([Entry("b", ("X", "Y"), {"村": "一=二"}), Entry("a")])
    assert frame_of(frame_text(frame)) == frame
