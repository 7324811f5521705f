"""复核: layer by layer, each by someone who did not hand it in."""

import pytest
from msgspec.structs import replace

from domain.casework import Casework
from domain.policy import Duty
from domain.problem.classification import Severity
from domain.problem.problem import Stage
from domain.problem.rechecking import FourCheck, LayerPassed, PassLayer, ProblemReturned, ReturnRectification
from domain.problem.rectifying import SubmittedForRecheck
from tests.problem.acts import (
    HANDED_IN,
    NOT_EFFECTIVE,
    finding,
    handed_in,
    layer_passed,
    registered,
    returned,
    to_checking,
    to_close_pending,
    to_rectifying,
)
from tests.problem.people import (
    CHECKER,
    HEAD,
    INSPECTOR,
    LEAD_DEPT,
    LEADER,
    OFFICE,
    OTHER_CHECKER,
    PERSON,
    TEAM_LEAD,
)
from tests.problem.story import THREE_LAYERS, Act, given, happened, packs, staffed_casework

IN_LAYERS = finding(campaign=THREE_LAYERS)

# --- passing ------------------------------------------------------------------------------------------------------


def test_the_only_layer_passes_it_on_to_closing() -> None:
    story = (
        given(*to_checking())
        .when(PassLayer("到场查看"), CHECKER, "2022-08-23 10:00")
        .then(
            happened(
                LayerPassed, layer=1, by=CHECKER, record="到场查看", next_layer=None, arms={Duty.CLOSE: "2022-08-26"}
            )
        )
    )
    assert story.problem.stage is Stage.CLOSE_PENDING
    assert story.problem.current.recheckers == (CHECKER,)
    assert story.due(Duty.RECHECK) is None


@pytest.mark.requirement("R001-01")
def test_each_layer_of_the_profile_passes_it_to_the_next() -> None:
    story = given(*to_checking(IN_LAYERS))
    story.when(PassLayer("镇里已查"), CHECKER, "2022-08-23 10:00").then(
        happened(LayerPassed, layer=1, next_layer=2, arms={Duty.RECHECK: "2022-08-26"})
    )
    stages = [story.problem.stage]
    story.when(PassLayer("数据已比对"), LEAD_DEPT, "2022-08-24 10:00").then(
        happened(LayerPassed, layer=2, next_layer=3, arms={Duty.RECHECK: "2022-08-29"})
    )
    stages.append(story.problem.stage)
    story.when(PassLayer("抽查属实"), INSPECTOR, "2022-08-25 10:00").then(
        happened(LayerPassed, layer=3, next_layer=None, arms={Duty.CLOSE: "2022-08-30"})
    )
    assert stages == [Stage.CHECK_2, Stage.CHECK_3]
    assert story.problem.current.recheckers == (CHECKER, LEAD_DEPT, INSPECTOR)


def test_only_what_waits_for_a_draw_enters_a_pool() -> None:
    passed = given(*to_checking(IN_LAYERS)).when(PassLayer("镇里已查"), CHECKER)
    assert passed.recorded is not None
    assert passed.recorded.beside == ()


def test_what_one_layer_confirmed_the_next_need_not_confirm() -> None:
    """不涉及群众满意."""
    confirmed = Act(PassLayer("镇里已查", satisfaction_not_involved=True), CHECKER, "2022-08-23 10:00")
    story = given(*to_checking(IN_LAYERS), confirmed, layer_passed(LEAD_DEPT, "2022-08-24 10:00"))
    assert story.problem.current.satisfaction_not_involved


def test_a_layer_that_does_not_apply_is_left_out_also_when_it_is_the_first() -> None:
    story = given(*to_rectifying(IN_LAYERS))
    pack = packs()[THREE_LAYERS]
    first, *others = pack.policy.layers
    layers = (replace(first, severities=(Severity.MAJOR,)), *others)
    changed = {pack.id: replace(pack, policy=replace(pack.policy, layers=layers))}
    story.casework = Casework(story.casework.recorder, story.casework.vault, changed, story.casework.calendar)
    story.when(HANDED_IN, PERSON, "2022-08-22 10:00").then(happened(SubmittedForRecheck, layer=2))


def test_a_layer_is_signed_with_what_was_checked() -> None:
    given(*to_checking()).when(PassLayer(""), CHECKER).refused("text_missing", field="复核记录")


# --- returning ----------------------------------------------------------------------------------------------------


def test_a_return_names_the_failing_check_and_arms_the_rework() -> None:
    story = (
        given(*to_checking())
        .when(NOT_EFFECTIVE, CHECKER, "2022-08-23 10:00")
        .then(
            happened(
                ProblemReturned,
                layer=1,
                by=CHECKER,
                failing=(FourCheck.EFFECT_MET,),
                reason="成效不达标",
                arms={Duty.REWORK: "2022-08-30"},
            )
        )
    )
    problem = story.problem
    assert problem.stage is Stage.RECTIFYING
    assert problem.failed_rechecks == 1
    assert problem.due == problem.original_due, "a return never moves the due date"


def test_a_return_in_a_later_layer_begins_again_at_the_first() -> None:
    story = given(*to_checking(IN_LAYERS), layer_passed())
    story.when(NOT_EFFECTIVE, LEAD_DEPT, "2022-08-24 10:00").then(happened(ProblemReturned, layer=2))
    story.when(HANDED_IN, PERSON, "2022-08-25 10:00").then(happened(SubmittedForRecheck, layer=1))
    assert story.problem.current.recheckers == ()


def test_a_return_needs_a_failing_check_and_a_reason() -> None:
    story = given(*to_checking())
    story.when(ReturnRectification((), "不行"), CHECKER).refused("no_failing_check")
    story.when(ReturnRectification((FourCheck.RECTIFIED,), " "), CHECKER).refused("text_missing")


def test_after_a_return_it_is_handed_in_again_and_owes_nothing_of_the_rework() -> None:
    story = given(*to_checking(), returned())
    story.when(HANDED_IN, PERSON, "2022-08-25 10:00").accepted()
    assert story.due(Duty.REWORK) is None
    assert story.due(Duty.RECHECK) == "2022-08-30"


# --- who ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("submitter", [PERSON, LEADER])
def test_nobody_checks_what_he_signed(submitter: str) -> None:
    story = given(*to_checking())
    story.when(PassLayer("看过了"), submitter).refused("sod_1")
    story.when(NOT_EFFECTIVE, submitter).refused("sod_1")


@pytest.mark.parametrize("person", [OFFICE, HEAD, OTHER_CHECKER, INSPECTOR, LEAD_DEPT])
def test_the_profile_says_who_checks_a_layer(person: str) -> None:
    given(*to_checking()).when(PassLayer("看过了"), person).refused("not_permitted")


@pytest.mark.requirement("R001-01")
def test_each_layer_has_its_own_checkers() -> None:
    story = given(*to_checking(IN_LAYERS))
    story.when(PassLayer("看过了"), LEAD_DEPT).refused("not_permitted")
    story.doing(layer_passed())
    story.when(PassLayer("看过了"), TEAM_LEAD).refused("not_permitted")
    story.when(PassLayer("看过了"), LEAD_DEPT).accepted()
    story.when(PassLayer("看过了"), TEAM_LEAD).accepted()


@pytest.mark.requirement("R001-40")
def test_a_later_layer_has_one_problem_in_hand_while_the_first_goes_on_with_others() -> None:
    casework = staffed_casework()
    first = given(*to_checking(IN_LAYERS), layer_passed(), casework=casework)
    second = given(*to_checking(IN_LAYERS), casework=casework)
    assert (first.problem.stage, second.problem.stage) == (Stage.CHECK_2, Stage.CHECK_1)
    given(registered(IN_LAYERS, at="2022-08-24 09:00"), casework=casework)
    first.when(PassLayer("数据已比对"), LEAD_DEPT, "2022-08-24 10:00").accepted()
    second.when(PassLayer("镇里已查"), CHECKER, "2022-08-24 11:00").accepted()
    assert (first.problem.stage, second.problem.stage) == (Stage.CHECK_3, Stage.CHECK_2)


def test_there_is_nothing_to_check_before_it_is_handed_in_or_after_it_passed() -> None:
    given(*to_rectifying()).when(PassLayer("看过了"), CHECKER).refused("wrong_stage")
    given(*to_close_pending()).when(PassLayer("看过了"), CHECKER).refused("wrong_stage")
    given(*to_rectifying()).when(NOT_EFFECTIVE, CHECKER).refused("wrong_stage")


def test_a_second_round_has_its_own_signers() -> None:
    story = given(*to_checking(), returned(), handed_in(at="2022-08-25 10:00"), layer_passed(at="2022-08-26 10:00"))
    assert story.problem.current.submitters == (PERSON, LEADER)
    assert story.problem.current.recheckers == (CHECKER,)
