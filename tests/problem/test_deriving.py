"""举一反三: children of their own unit and date, sweeps with signed zero reports, a parent that waits."""

from datetime import date

from domain.obligations import Reminded
from domain.policy import Duty
from domain.problem.amending import ConfirmAmendment, RequestVoid
from domain.problem.deriving import (
    DeriveProblem,
    OpenSweep,
    ProblemDerived,
    SignSweep,
    SweepOpened,
    SweepSigned,
)
from domain.problem.problem import Stage
from tests.problem.acts import (
    DUE,
    HANDED_IN,
    PHOTO,
    closing,
    finding,
    to_close_pending,
    to_rectifying,
)
from tests.problem.people import (
    CADRE,
    CHECKER,
    HEAD,
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
from tests.problem.story import Story, given, happened


def child_of(story: Story, number: int = 0) -> Story:
    return Story(story.casework, story.problem.children[number], story.now)


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


def test_a_sweep_is_not_asked_twice_nor_of_nobody() -> None:
    story = given(*to_rectifying())
    story.when(OpenSweep((), "查"), OFFICE).refused("sweep_without_units")
    story.when(OpenSweep((OTHER_TOWN, OTHER_TOWN), "查"), OFFICE).refused("sweep_asked_already", unit=OTHER_TOWN)
    story.when(OpenSweep((OTHER_TOWN,), "查"), OFFICE).then(happened(SweepOpened, arms={Duty.SWEEP: "2022-08-25"}))
    story.when(OpenSweep((OTHER_TOWN,), "查"), OFFICE).refused("sweep_asked_already")
    story.when(OpenSweep((THIRD_TOWN,), "查", date(2022, 8, 20)), OFFICE).accepted()
    assert story.due(Duty.SWEEP) == "2022-08-25"


def test_an_overdue_sweep_is_reminded_twice_and_warns_nobody_else() -> None:
    story = given(*to_rectifying())
    story.when(OpenSweep((OTHER_TOWN,), "查", date(2022, 8, 19)), OFFICE, "2022-08-11 11:00").accepted()
    story.when_time_passes_until("2022-08-23 18:00").then(
        happened(Reminded, at="2022-08-19 09:00", duty=Duty.SWEEP),
        happened(Reminded, at="2022-08-22 09:00", duty=Duty.SWEEP),
    )


def test_the_parent_waits_for_its_sweeps_and_children() -> None:
    story = given(*to_rectifying())
    story.when(OpenSweep((OTHER_TOWN,), "查"), OFFICE).accepted()
    story.when(HANDED_IN, PERSON).refused("sweeps_open", units=OTHER_TOWN)
    story.when(SignSweep(OTHER_TOWN, "发现一处", (finding(town=OTHER_TOWN),)), OTHER_CHECKER).accepted()
    child = child_of(story)
    story.when(HANDED_IN, PERSON).refused("children_open", numbers=child.problem.problem_no)
    child.when(RequestVoid("登记错了", (PHOTO,)), OFFICE).accepted()
    child.when(ConfirmAmendment(), SECOND_OFFICE).accepted()
    story.when(HANDED_IN, PERSON).accepted()


def test_what_was_derived_during_the_check_holds_up_the_close() -> None:
    story = given(*to_close_pending())
    story.when(DeriveProblem(finding(), TOWN, DUE), OFFICE).accepted()
    story.when(closing(), OFFICE).refused("children_open")
