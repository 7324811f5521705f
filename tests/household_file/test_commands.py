"""Every command to a file: given twice, by whom, from where."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from domain.case import Command
from domain.write_side import HOUSEHOLD_FILE
from tests.household_file.stage import (
    EACH_COMMAND,
    HOUSEHOLDER,
    PAPERS_FIRST,
    given,
    paper,
    recorded,
)
from tests.monitoring_case.people import APPROVER, GRID_WORKER, HELP_CONTACT, OTHER_CADRE, OTHER_VILLAGE, RESIDENT
from tests.monitoring_case.story import everything, staffed
from tests.problem.people import BYSTANDER, CADRE, CHECKER, OFFICE, OTHER_CHECKER
from tests.problem.story import Story, instant
from tests.twice import happens_once

each_command = pytest.mark.parametrize("command", EACH_COMMAND, ids=lambda command: type(command).__name__)


def test_every_command_is_in_the_list() -> None:
    assert {type(command) for command in EACH_COMMAND} == set(HOUSEHOLD_FILE.creations)


@each_command
def test_a_command_sent_twice_happens_once(command: Command) -> None:
    story = Story(staffed(), now=instant("2020-05-06 08:00"))
    happens_once(story, recorded(*PAPERS_FIRST), command, CADRE)


@each_command
def test_the_same_id_with_another_body_is_refused(command: Command) -> None:
    story = given(*PAPERS_FIRST)
    story.when(command, CADRE, command_id="once").accepted()
    story.when(paper("脱贫退出确认书"), CADRE, command_id="once").refused("same_id_other_body")


@each_command
@pytest.mark.parametrize("by", [CADRE, RESIDENT, HELP_CONTACT, GRID_WORKER, CHECKER])
def test_whoever_works_in_the_village_or_its_town_keeps_its_files(command: Command, by: str) -> None:
    given(*PAPERS_FIRST).when(command, by).accepted()


@each_command
@pytest.mark.parametrize("by", [OFFICE, BYSTANDER, APPROVER])
def test_nobody_else_does(command: Command, by: str) -> None:
    given(*PAPERS_FIRST).when(command, by).refused("not_permitted")


@each_command
@pytest.mark.parametrize("by", [OTHER_CADRE, OTHER_CHECKER])
def test_nobody_keeps_the_files_of_another_village_or_town(command: Command, by: str) -> None:
    given(*PAPERS_FIRST).when(command, by).refused("out_of_reach")


@each_command
def test_a_household_has_its_file_in_one_village(command: Command) -> None:
    elsewhere = replace(command, village=OTHER_VILLAGE)
    given(*PAPERS_FIRST).when(elsewhere, CHECKER).refused("file_of_another_village")


@each_command
def test_what_was_seen_before_is_entered_later_with_a_reason(command: Command) -> None:
    story = given(*PAPERS_FIRST)
    before = {"occurred_at": "2020-05-06 09:30"}
    story.when(command, CADRE, "2020-05-08 10:00", **before).refused("late_reason_missing")
    story.when(command, CADRE, "2020-05-08 10:00", **before, late_reason="下乡补录").accepted()


@each_command
def test_nothing_personal_is_in_an_event(command: Command) -> None:
    story = given(paper("房屋安全认定表", grade="B级", householder=HOUSEHOLDER), *PAPERS_FIRST)
    story.when(command, CADRE).accepted()
    told = repr(everything(story))
    for text in (HOUSEHOLDER, "东村一社三号", "外县城关二巷五号", "水量水质均达标"):
        assert text not in told
