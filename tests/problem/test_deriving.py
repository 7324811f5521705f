"""举一反三: children of their own unit and date, sweeps with signed zero reports, a parent that waits."""

from datetime import date

import pytest

from domain.casework import Casework
from domain.obligations import Reminded
from domain.organisation import Role, UnitKind
from domain.organising import AppointPerson, EstablishUnit
from domain.policy import Duty
from domain.problem.amending import ConfirmAmendment, RequestVoid
from domain.problem.classification import Scope
from domain.problem.deriving import (
    DeriveProblem,
    OpenSweep,
    ProblemDerived,
    SignSweep,
    SweepOpened,
    SweepSigned,
)
from domain.problem.family import ChildFinished, ChildReopened
from domain.problem.looking_back import ReportRebound
from domain.problem.problem import Stage
from domain.problem.rechecking import EscalationReached, PassLayer
from tests.problem.acts import (
    DUE,
    HANDED_IN,
    PHOTO,
    closing,
    finding,
    household_finding,
    layer_passed,
    to_close_pending,
    to_closed,
    to_rectifying,
)
from tests.problem.people import (
    CADRE,
    CHECKER,
    HEAD,
    INSPECTOR,
    OFFICE,
    OTHER_CHECKER,
    OTHER_HEAD,
    OTHER_TOWN,
    PERSON,
    SECOND_OFFICE,
    THIRD_TOWN,
    TOWN,
    VILLAGE,
)
from tests.problem.story import Story, given, happened, packs, staffed_casework


def child_of(story: Story, number: int = 0) -> Story:
    return Story(story.casework, story.problem.children[number], story.now)


@pytest.mark.requirement("R002-46")
def test_a_derived_problem_is_registered_and_dispatched_in_one_act() -> None:
    story = given(*to_rectifying())
    outcome = story.when(DeriveProblem(finding(town=OTHER_TOWN), OTHER_TOWN, DUE), OFFICE)
    outcome.then(happened(ProblemDerived, child_no="XX2022-乙镇-0001", unit=OTHER_TOWN))
    child = child_of(story)
    assert [type(event).__name__ for event in child.history] == [
        "ProblemRegistered",
        "ScreeningSigned",
        "ProblemDispatched",
    ]
    assert child.problem.parent == story.case
    assert (child.problem.unit, child.problem.due_on, child.problem.stage) == (OTHER_TOWN, DUE, Stage.DISPATCHED)
    assert child.due(Duty.CLAIM) is not None
    assert outcome.recorded is not None
    assert child.case in outcome.recorded.beside


def test_the_same_command_twice_makes_one_child() -> None:
    story = given(*to_rectifying())
    command = DeriveProblem(finding(town=OTHER_TOWN), OTHER_TOWN, DUE)
    story.when(command, OFFICE, command_id="once").accepted()
    story.when(command, OFFICE, command_id="once").then_nothing()
    assert len(story.problem.children) == 1


def test_a_child_has_a_date_of_its_own() -> None:
    story = given(*to_rectifying())
    story.when(DeriveProblem(finding(), TOWN), OFFICE).refused("due_missing")
    story.when(DeriveProblem(finding(), TOWN, date(2022, 8, 1)), OFFICE).refused("due_in_past")
    story.when(DeriveProblem(finding(), TOWN, DUE), PERSON).refused("not_permitted")
    story.when(DeriveProblem(finding(), TOWN, DUE), OTHER_HEAD).refused("not_permitted")


@pytest.mark.requirement("R002-46", "R004-41")
def test_a_sweep_is_signed_by_each_unit_itself_with_zero_or_with_findings() -> None:
    story = given(*to_rectifying())
    story.when(OpenSweep((OTHER_TOWN, VILLAGE), "查一遍同类问题", date(2022, 8, 26)), HEAD).then(
        happened(SweepOpened, arms={Duty.SWEEP: "2022-08-26"})
    )
    story.when(SignSweep(OTHER_TOWN, "没有发现"), CHECKER).refused("sweep_of_another_unit", unit=OTHER_TOWN)
    story.when(SignSweep(OTHER_TOWN, "没有发现"), OTHER_HEAD).then(
        happened(SweepSigned, number=1, unit=OTHER_TOWN, found=0, arms={Duty.SWEEP: "2022-08-26"})
    )
    story.when(SignSweep(VILLAGE, "发现一处", (finding(),)), CADRE).then(
        happened(SweepSigned, number=2, found=1, arms=()), happened(ProblemDerived, unit=VILLAGE)
    )
    assert story.due(Duty.SWEEP) is None
    assert child_of(story).problem.due_on == DUE
    story.when(SignSweep(VILLAGE, "再签"), CADRE).refused("no_sweep_asked")


FOURTEEN = tuple(f"第{number}村" for number in range(1, 15))


def with_fourteen_villages() -> Casework:
    """Beside the villages of the people: fourteen of the town, each with a cadre."""
    casework = staffed_casework()
    story = Story(casework)
    for village in FOURTEEN:
        story.when(EstablishUnit(village, UnitKind.VILLAGE, TOWN), "导入员").accepted()
        story.when(AppointPerson(cadre(village), cadre(village), "干部", village, (Role.VILLAGE,)), "导入员").accepted()
        story.case_id = None
    return casework


def cadre(village: str) -> str:
    return f"{village}干部"


@pytest.mark.requirement("R004-03", "R004-21", "R004-35")
def test_what_was_found_in_one_village_is_looked_for_in_all_of_them_village_by_village() -> None:
    [sweep] = [one for one in packs()["assessment_2020"].screening.sweeps if one.code == "ARCHIVES"]
    assert sweep.count == len(FOURTEEN)
    story = given(*to_close_pending(), casework=with_fourteen_villages())
    story.when(OpenSweep(FOURTEEN, "逐村核查", date(2022, 8, 26)), OFFICE).accepted()
    story.when(SignSweep(FOURTEEN[1], "没有发现"), cadre(FOURTEEN[0])).refused("sweep_of_another_unit")
    for number, village in enumerate(FOURTEEN):
        story.when(closing(), OFFICE).refused("sweeps_open", units="、".join(FOURTEEN[number:]))
        found = (finding(),) if number % 2 else ()
        story.when(SignSweep(village, "逐户核查", found), cadre(village)).accepted()
    assert [task.signed_by.person for task in story.problem.sweeps if task.signed_by] == [*map(cadre, FOURTEEN)]
    children = [child_of(story, number).problem for number in range(len(story.problem.children))]
    assert [child.unit for child in children] == list(FOURTEEN[1::2])
    assert {child.parent for child in children} == {story.case}


@pytest.mark.requirement("R004-10")
def test_an_item_of_many_findings_is_split_into_children_of_villages_and_of_households() -> None:
    story = given(*to_rectifying())
    for what, unit in ((finding(), VILLAGE), (household_finding(), VILLAGE), (household_finding(), OTHER_TOWN)):
        story.when(DeriveProblem(what, unit, DUE), OFFICE).accepted()
    children = [child_of(story, number).problem for number in range(len(story.problem.children))]
    assert [child.scope for child in children] == [Scope.AREA, Scope.HOUSEHOLD, Scope.HOUSEHOLD]
    assert [child.stage for child in children] == [Stage.DISPATCHED] * 3
    assert len({child.problem_no for child in children}) == 3


@pytest.mark.requirement("R004-35")
def test_a_sweep_is_not_asked_twice_nor_of_nobody() -> None:
    story = given(*to_rectifying())
    story.when(OpenSweep((), "查"), OFFICE).refused("sweep_without_units")
    story.when(OpenSweep(("丁镇",), "查"), OFFICE).refused("unknown_unit")
    story.when(OpenSweep((OTHER_TOWN, OTHER_TOWN), "查"), OFFICE).refused("sweep_asked_already", unit=OTHER_TOWN)
    story.when(OpenSweep((OTHER_TOWN,), "查"), OFFICE).then(happened(SweepOpened, arms={Duty.SWEEP: "2022-08-25"}))
    story.when(OpenSweep((OTHER_TOWN,), "查"), OFFICE).refused("sweep_asked_already")
    story.when(OpenSweep((THIRD_TOWN,), "查", date(2022, 8, 20)), OFFICE).accepted()
    assert story.due(Duty.SWEEP) == "2022-08-25"


def test_an_overdue_sweep_is_reminded_twice_and_warns_nobody_else() -> None:
    story = given(*to_rectifying())
    story.when(OpenSweep((OTHER_TOWN,), "查", date(2022, 8, 19)), OFFICE, "2022-08-11 11:00").accepted()
    story.when_time_passes_until("2022-08-23 18:00").then(
        happened(Reminded, at="2022-08-19 09:00", duty=Duty.SWEEP, units=(OTHER_TOWN,)),
        happened(Reminded, at="2022-08-22 09:00", duty=Duty.SWEEP),
    )


def test_the_parent_waits_for_its_sweeps_and_is_closed_after_its_children() -> None:
    story = given(*to_rectifying())
    story.when(OpenSweep((OTHER_TOWN,), "查"), OFFICE).accepted()
    story.when(HANDED_IN, PERSON).accepted()
    story.doing(layer_passed()).when(closing(), OFFICE).refused("sweeps_open", units=OTHER_TOWN)
    story.when(SignSweep(OTHER_TOWN, "发现一处", (finding(town=OTHER_TOWN),)), OTHER_CHECKER).accepted()
    child = child_of(story)
    story.when(closing(), OFFICE).refused("children_open", numbers=child.problem.problem_no)
    child.when(RequestVoid("登记错了", (PHOTO,)), OFFICE).accepted()
    child.when(ConfirmAmendment(), SECOND_OFFICE).accepted()
    story.when(closing(), OFFICE).accepted()


def test_what_was_derived_during_the_check_holds_up_the_close() -> None:
    story = given(*to_close_pending())
    story.when(DeriveProblem(finding(), TOWN, DUE), OFFICE).accepted()
    story.when(closing(), OFFICE).refused("children_open")


def test_a_close_that_waits_for_what_was_derived_is_nobodys_delay_and_its_days_begin_with_the_last() -> None:
    story = given(*to_close_pending())
    story.when(DeriveProblem(finding(), TOWN, DUE), OFFICE).accepted()
    child = child_of(story)
    story.when_time_passes_until("2022-09-05 18:00").then()
    child.when(RequestVoid("登记错了", (PHOTO,)), OFFICE, "2022-09-06 10:00").accepted()
    child.when(ConfirmAmendment(), SECOND_OFFICE, "2022-09-06 11:00").accepted()
    assert isinstance(story.history[-1], ChildFinished)
    assert story.due(Duty.CLOSE) == "2022-09-09"
    story.when_time_passes_until("2022-09-13 18:00").then(
        happened(Reminded, at="2022-09-09 09:00", duty=Duty.CLOSE, supervising=True),
        happened(EscalationReached, at="2022-09-13 09:00", duty=Duty.CLOSE, supervising=True),
    )


def test_the_days_of_the_close_begin_with_the_last_signature_under_a_sweep_too() -> None:
    story = given(*to_rectifying())
    story.when(OpenSweep((OTHER_TOWN,), "查", date(2022, 9, 30)), OFFICE).accepted()
    story.when(HANDED_IN, PERSON, "2022-08-12 11:00").accepted()
    story.when(PassLayer("看过了"), CHECKER, "2022-08-15 10:00").accepted()
    story.when_time_passes_until("2022-08-30 18:00").then()
    story.when(SignSweep(OTHER_TOWN, "没有"), OTHER_CHECKER, "2022-08-31 10:00").then(
        happened(SweepSigned, arms={Duty.CLOSE: "2022-09-05"})
    )


def test_a_child_that_comes_back_holds_up_the_close_again() -> None:
    story = given(*to_close_pending())
    story.when(DeriveProblem(finding(), TOWN, DUE), OFFICE).accepted()
    child = child_of(story)
    for act in to_closed()[2:]:
        child.doing(act)
    assert (child.problem.stage, story.problem.open_children) == (Stage.CLOSED, frozenset())
    child.when(ReportRebound("又坏了", (PHOTO,)), INSPECTOR, "2022-09-05 10:00").accepted()
    assert story.problem.open_children == {child.case}
    assert isinstance(story.history[-1], ChildReopened)
