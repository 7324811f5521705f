"""Files in a timeline: the shipped scenario plays every command, and figures of the directory can be asserted."""

from __future__ import annotations

import pytest

from adapters.play.steps import Order
from adapters.play.timeline import TimelineRefused, read_timeline
from domain.write_side import HOUSEHOLD_FILE
from tests.play.stage import PACKS, packs, played, timeline

SCENARIO = PACKS / "assessment_2020" / "scenarios" / "papers_of_households.yaml"
CAST = """\
title: 户档
pack: assessment_2020
units:
  - {name: 丁乡, kind: 乡}
  - {name: 甲村, kind: 村, parent: 丁乡}
people:
  - {name: 文书, title: 文书, unit: 甲村, roles: VILLAGE}
"""
KEPT = """\
- at: 2020-05-06 09:00
  by: 文书
  do: 登记资料
  with:
    village: 甲村
    household_ref: 甲-001
    kind: 入户调查记录表
    blank: 无
    signed: 是
    evidence: 调查表
    dated_on: 2020-05-05
"""


def test_the_shipped_scenario_plays_every_command_of_a_file() -> None:
    acts = [step.act for step in read_timeline(SCENARIO, packs()).steps]
    given = {type(act.command) for act in acts if isinstance(act, Order) and not act.expected.code}
    assert given == set(HOUSEHOLD_FILE.creations)


def test_a_figure_of_the_directory_that_is_not_so_fails() -> None:
    check = "{资料目录: 甲村, villages.households: [2], villages.aware: [0]}"
    [failure] = played(f"{KEPT}- {{at: 2020-05-06 10:00, check: {check}}}\n", CAST).failures
    assert (failure.about, failure.what, failure.expected, failure.actual) == (
        "资料目录甲村",
        "villages.households",
        "2",
        "1",
    )


def test_the_directory_is_asked_of_everywhere_and_of_before() -> None:
    check = "[{papers: 全部, towns.households: [1]}, {papers: all, as_of: 2020-05-05, towns.households: [0]}]"
    assert played(f"{KEPT}- {{at: 2020-05-06 10:00, check: {check}}}\n", CAST).failures == ()


UNREADABLE = {
    "{papers: 甲村}": "没有写要核对资料目录的哪一项",
    "{papers: 丙村, villages.aware: [0]}": "没有“丙村”这个单位",
    "{papers: 甲村, villages.color: 红}": "可核对的事项中没有“color”",
}


@pytest.mark.parametrize("check", UNREADABLE)
def test_what_cannot_be_meant_is_told_before_anything_is_played(check: str) -> None:
    with pytest.raises(TimelineRefused) as refused:
        timeline(f"{KEPT}- {{at: 2020-05-06 10:00, check: {check}}}\n", CAST)
    [fault] = refused.value.faults
    assert UNREADABLE[check] in fault.message
