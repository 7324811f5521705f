"""问题线索: registered, looked into, concluded; and never forgotten without a conclusion."""

from datetime import date

import pytest

from domain.case import Command
from domain.clue import (
    Clue,
    ClueConcluded,
    ClueOpened,
    ClueOverdue,
    ClueReminded,
    ConcludeClue,
    Conclusion,
    RegisterClue,
    Stage,
)
from domain.lifecycle import CLUE
from domain.policy import Duty
from domain.problem.registering import RegisterProblem
from tests.problem.acts import finding
from tests.problem.people import BUREAU, CADRE, HEAD, INSPECTOR, LEAD_DEPT, OFFICE, OTHER_HEAD, TOWN, TOWN_CLERK
from tests.problem.story import Act, Story, given, happened, staffed_casework
from tests.twice import happens_once

REGISTERED = RegisterClue("xiaoxian_2022", TOWN, "台账有名，实地无人", source="群众来信")
NOT_TRUE = ConcludeClue(Conclusion.NOT_TRUE, "实地核查，人在外务工")


def registered(at: str = "2022-08-08 09:00") -> Act:
    return Act(REGISTERED, INSPECTOR, at)


def test_a_clue_has_a_number_an_owner_and_a_date() -> None:
    given().when(REGISTERED, INSPECTOR, "2022-08-08 09:00").then(
        happened(
            ClueOpened,
            clue_no="XX2022-索-0001",
            unit=TOWN,
            by=INSPECTOR,
            content="台账有名，实地无人",
            source="群众来信",
            mismatch=None,
            arms={Duty.CLUE: "2022-08-22"},
        )
    )


def test_whoever_registers_it_may_set_the_date() -> None:
    story = given()
    past = RegisterClue("xiaoxian_2022", TOWN, "有出入", due_on=date(2022, 8, 1))
    story.when(past, OFFICE).refused("due_in_past")
    story.when(RegisterClue("xiaoxian_2022", TOWN, "有出入", due_on=date(2022, 8, 31)), OFFICE).accepted()
    assert story.due(Duty.CLUE) == "2022-08-31"


def test_it_says_something_of_a_unit_that_exists_and_lies_below() -> None:
    story = given()
    story.when(RegisterClue("xiaoxian_2022", TOWN, " "), OFFICE).refused("text_missing", field="线索内容")
    story.when(RegisterClue("xiaoxian_2022", "丁镇", "有出入"), OFFICE).refused("unknown_unit")
    story.when(RegisterClue("xiaoxian_2022", "县", "有出入"), TOWN_CLERK).refused("out_of_reach")
    story.when(REGISTERED, CADRE).refused("not_permitted")


@pytest.mark.requirement("R001-57")
@pytest.mark.parametrize("conclusion", [Conclusion.CORRECTED, Conclusion.EXPLAINED, Conclusion.NOT_TRUE])
def test_it_ends_with_a_recorded_conclusion(conclusion: Conclusion) -> None:
    story = given(registered())
    story.when(ConcludeClue(conclusion, " "), HEAD).refused("text_missing", field="查办记录")
    story.when(ConcludeClue(conclusion, "逐户核对"), HEAD).then(
        happened(ClueConcluded, conclusion=conclusion, record="逐户核对", by=HEAD, problem=None)
    )
    assert story.state.stage is Stage.CONCLUDED
    assert story.casework.moments(story.state) == []
    story.when(NOT_TRUE, OFFICE).refused("wrong_stage", stage="已有结论")


@pytest.mark.requirement("R001-57")
def test_a_clue_that_is_a_problem_names_the_problem() -> None:
    story = given(registered())
    problem = Story(story.casework, now=story.now).when(RegisterProblem(finding()), INSPECTOR).accepted()
    story.when(ConcludeClue(Conclusion.PROBLEM, "确有此事"), OFFICE).refused("problem_missing")
    story.when(ConcludeClue(Conclusion.PROBLEM, "确有此事", story.case), OFFICE).refused("problem_missing")
    story.when(ConcludeClue(Conclusion.PROBLEM, "确有此事", problem.case), OFFICE).then(
        happened(ClueConcluded, problem=problem.case)
    )


@pytest.mark.requirement("R001-57")
def test_no_clue_ends_by_itself_however_long_it_waits() -> None:
    story = given(registered())
    story.when_time_passes_until("2024-12-31 12:00").then(
        happened(ClueReminded, at="2022-08-22 09:00", actor="SYSTEM"),
        happened(ClueOverdue, at="2022-08-23 09:00", overdue_wd=1),
    )
    assert story.state.stage is Stage.OPEN
    assert {move.event for move in CLUE if Stage.CONCLUDED in move.to} == {ClueConcluded}, "the only way out"


def test_another_town_does_not_conclude_it_and_a_department_only_what_is_its_own() -> None:
    given(registered()).when(NOT_TRUE, OTHER_HEAD).refused("not_permitted")
    own = Act(RegisterClue("xiaoxian_2022", BUREAU, "数据有出入"), OFFICE, "2022-08-08 09:00")
    given(own).when(NOT_TRUE, LEAD_DEPT).accepted()


@pytest.mark.parametrize(
    ("before", "command", "by"), [((), REGISTERED, INSPECTOR), ((registered(),), NOT_TRUE, OFFICE)]
)
def test_a_command_sent_twice_happens_once(before: tuple[Act, ...], command: Command, by: str) -> None:
    happens_once(Story(staffed_casework()), before, command, by)


def test_a_clue_is_a_case_like_any_other() -> None:
    story = given(registered())
    assert isinstance(story.state, Clue)
    view = story.casework.view(story.case)
    assert view is not None
    assert (view.kind, view.stage, view.unit, view.problem_no) == ("clue", "OPEN", TOWN, "XX2022-索-0001")
    assert view.next_moment is not None
    assert view.next_moment.waits_for == "线索查办临期提醒"
