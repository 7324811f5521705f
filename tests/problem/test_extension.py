"""延期: asked for by the head with a reason and a date, decided by the office."""

from datetime import date

import pytest

from domain.policy import Duty
from domain.problem.planning import ReturnPlan
from domain.problem.problem import Stage
from domain.problem.rectifying import (
    DenyExtension,
    ExtensionDenied,
    ExtensionGranted,
    ExtensionRequested,
    GrantExtension,
    ReportProgress,
    RequestExtension,
)
from tests.problem.acts import (
    DUE,
    claimed,
    extension_asked,
    handed_in,
    layer_passed,
    plan_submitted,
    returned,
    to_claimed,
    to_claimed_at_once,
    to_dispatched,
    to_plan_review,
    to_rectifying,
)
from tests.problem.people import GROUP_HEAD, HEAD, LEADER, OFFICE, OTHER_HEAD, PERSON, SECOND_OFFICE, TOWN_CLERK
from tests.problem.story import Story, given, happened

LATER = date(2022, 9, 15)
ASKED = RequestExtension("连日降雨", LATER)


def asked_in_time() -> Story:
    return given(*to_rectifying(), extension_asked(LATER))


# --- asking -------------------------------------------------------------------------------------------------------


@pytest.mark.requirement("R003-22")
def test_the_head_asks_in_time_with_a_reason_and_a_date() -> None:
    story = (
        given(*to_rectifying())
        .when(ASKED, HEAD, "2022-08-22 10:00")
        .then(
            happened(
                ExtensionRequested,
                by=HEAD,
                reason="连日降雨",
                new_due_on="2022-09-15",
                late=False,
                by_group_head=False,
                arms={Duty.EXT_DECISION: "2022-08-24"},
            )
        )
    )
    assert story.problem.due is not None
    assert story.problem.due.on == DUE, "asking moves nothing"
    assert story.problem.held


@pytest.mark.requirement("R003-22")
def test_a_request_after_the_due_date_is_late_and_holds_nothing() -> None:
    story = given(*to_rectifying())
    story.when_time_passes_until("2022-09-01 08:00").accepted()
    story.when(ASKED, HEAD, "2022-09-01 08:30").then(happened(ExtensionRequested, late=True))
    assert not story.problem.held


def test_it_may_be_asked_while_the_plan_is_reviewed() -> None:
    given(*to_plan_review()).when(ASKED, HEAD).accepted()


@pytest.mark.requirement("R003-22")
@pytest.mark.parametrize(
    ("command", "code"),
    [
        (RequestExtension(), "extension_incomplete"),
        (RequestExtension("连日降雨"), "extension_incomplete"),
        (RequestExtension(" ", LATER), "extension_incomplete"),
        (RequestExtension("连日降雨", DUE), "extension_not_later"),
        (RequestExtension("连日降雨", date(2022, 8, 25)), "extension_not_later"),
        (RequestExtension("连日降雨", date(2022, 10, 31)), "extension_limit"),
    ],
)
def test_a_request_that_lacks_something_is_refused(command: RequestExtension, code: str) -> None:
    given(*to_rectifying()).when(command, HEAD).refused(code)


def test_sixty_days_are_allowed_and_sixty_one_are_not() -> None:
    story = given(*to_rectifying())
    story.when(RequestExtension("连日降雨", date(2022, 10, 31)), HEAD).refused("extension_limit", max_days=60)
    story.when(RequestExtension("连日降雨", date(2022, 10, 30)), HEAD).accepted()


def test_the_new_date_is_later_than_today_also_when_the_due_date_is_past() -> None:
    given(*to_rectifying()).when(RequestExtension("连日降雨", date(2022, 9, 2)), HEAD, "2022-09-02 08:00").refused(
        "extension_not_later"
    )


def test_an_undated_problem_has_nothing_to_extend() -> None:
    story = given(*to_dispatched(due_on=None), claimed(), plan_submitted(due_on=DUE))
    story.when(ASKED, HEAD).refused("due_missing")


def test_while_one_request_waits_there_is_no_second() -> None:
    asked_in_time().when(ASKED, HEAD).refused("extension_pending")


def test_it_is_asked_once_whatever_the_answer_was() -> None:
    for answer in (GrantExtension(), DenyExtension("可以按期完成")):
        story = asked_in_time()
        story.when(answer, OFFICE).accepted()
        story.when(RequestExtension("又下雨", date(2022, 9, 30)), HEAD).refused("extension_limit")


@pytest.mark.parametrize("person", [PERSON, LEADER, OTHER_HEAD, OFFICE])
def test_only_the_head_of_the_unit_asks(person: str) -> None:
    given(*to_rectifying()).when(ASKED, person).refused("not_permitted")


def test_it_is_not_asked_before_there_is_a_plan() -> None:
    given(*to_claimed()).when(ASKED, HEAD).refused("wrong_stage")


# --- deciding -----------------------------------------------------------------------------------------------------


def test_a_granted_extension_moves_the_due_date_and_the_date_of_judgement() -> None:
    story = (
        asked_in_time()
        .when(GrantExtension(), OFFICE)
        .then(happened(ExtensionGranted, by=OFFICE, due="2022-09-15", late=False, arms={Duty.RECTIFY: "2022-09-15"}))
    )
    problem = story.problem
    assert problem.due is not None
    assert problem.original_due is not None
    assert (problem.due.on, problem.original_due.on) == (LATER, DUE)
    assert problem.judged_due == problem.due
    assert story.due(Duty.EXT_DECISION) is None


def test_a_late_request_never_restores_on_time() -> None:
    story = given(*to_rectifying())
    story.when(ASKED, HEAD, "2022-09-02 08:30").accepted()
    story.when(GrantExtension(), OFFICE, "2022-09-02 10:00").accepted()
    problem = story.problem
    assert problem.judged_due == problem.original_due
    assert problem.due is not None
    assert problem.due.on == LATER


def test_a_denied_extension_moves_nothing() -> None:
    story = (
        asked_in_time()
        .when(DenyExtension("可以按期完成"), OFFICE)
        .then(happened(ExtensionDenied, by=OFFICE, reason="可以按期完成", arms=()))
    )
    assert story.problem.due == story.problem.original_due
    assert story.problem.pending_extension is None
    assert not story.problem.held


def test_a_denial_has_a_reason() -> None:
    asked_in_time().when(DenyExtension(""), OFFICE).refused("text_missing", field="不予延期理由")


def test_without_a_request_there_is_nothing_to_decide() -> None:
    story = given(*to_rectifying())
    story.when(GrantExtension(), OFFICE).refused("no_extension_pending")
    story.when(DenyExtension("未申请"), OFFICE).refused("no_extension_pending")


@pytest.mark.parametrize("person", [HEAD, LEADER, PERSON])
def test_nobody_of_the_unit_decides_its_extension(person: str) -> None:
    story = asked_in_time()
    story.when(GrantExtension(), person).refused("sod_5")
    story.when(DenyExtension("不同意"), person).refused("sod_5")


def test_another_unit_does_not_decide_it_and_any_office_above_does() -> None:
    asked_in_time().when(GrantExtension(), OTHER_HEAD).refused("not_permitted")
    asked_in_time().when(GrantExtension(), SECOND_OFFICE).accepted()
    asked_in_time().when(GrantExtension(), TOWN_CLERK).accepted()


# --- the head of the leading group --------------------------------------------------------------------------------


def test_more_than_the_limit_is_asked_and_granted_by_the_head_of_the_leading_group() -> None:
    story = given(*to_rectifying())
    story.when(RequestExtension("修路", date(2022, 12, 30)), GROUP_HEAD, "2022-08-22 10:00").then(
        happened(ExtensionRequested, by=GROUP_HEAD, by_group_head=True)
    )
    story.when(GrantExtension(), OFFICE).refused("extension_limit")
    story.when(GrantExtension(), GROUP_HEAD).then(happened(ExtensionGranted, due="2022-12-30"))


def test_every_request_and_its_answer_stay_in_the_record() -> None:
    story = asked_in_time()
    story.when(GrantExtension(), OFFICE).accepted()
    story.when(RequestExtension("又下雨", date(2022, 9, 30)), GROUP_HEAD).accepted()
    story.when(DenyExtension("可以按期完成"), GROUP_HEAD).accepted()
    story.when(RequestExtension("道路冲毁", date(2022, 10, 14)), GROUP_HEAD).accepted()
    story.when(GrantExtension(), GROUP_HEAD).accepted()
    answers = [(asked.new_due_on, asked.granted) for asked in story.problem.extensions]
    assert answers == [(LATER, True), (date(2022, 9, 30), False), (date(2022, 10, 14), True)]


# --- a request meanwhile ------------------------------------------------------------------------------------------


def test_a_request_is_decided_also_after_the_plan_was_returned() -> None:
    story = given(*to_plan_review(), extension_asked(LATER, at="2022-08-11 10:00"))
    story.when(ReturnPlan("上下一般粗"), OFFICE, "2022-08-12 10:00").accepted()
    assert story.problem.stage is Stage.CLAIMED
    story.when(GrantExtension(), OFFICE, "2022-08-12 11:00").then(happened(ExtensionGranted, due="2022-09-15"))


def test_a_request_is_decided_also_after_the_work_was_handed_in() -> None:
    for answer in (GrantExtension(), DenyExtension("已申请销号")):
        asked_in_time().doing(handed_in(at="2022-08-23 10:00")).when(answer, OFFICE, "2022-08-23 11:00").accepted()
        story = asked_in_time().doing(handed_in(at="2022-08-23 10:00"), layer_passed(at="2022-08-23 11:00"))
        story.when(answer, OFFICE, "2022-08-23 12:00").accepted()


def test_a_return_does_not_move_an_extended_date() -> None:
    story = asked_in_time()
    story.when(GrantExtension(), OFFICE).accepted()
    story.doing(handed_in(at="2022-09-05 10:00"), returned(at="2022-09-06 10:00"))
    assert story.problem.due is not None
    assert story.problem.due.on == LATER
    assert story.due(Duty.REWORK) == "2022-09-14"


def test_an_immediate_problem_is_extended_in_its_own_duty() -> None:
    story = given(*to_claimed_at_once(due_on=DUE))
    story.when(ReportProgress("已动手"), PERSON, "2022-08-10 10:00").accepted()
    story.when(ASKED, HEAD, "2022-08-22 10:00").accepted()
    story.when(GrantExtension(), OFFICE).then(happened(ExtensionGranted, arms={Duty.IMMEDIATE: "2022-09-15"}))
