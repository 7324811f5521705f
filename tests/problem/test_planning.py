"""整改方案: submitted by the unit, approved or returned by the office."""

from datetime import date

import pytest

from domain.policy import Duty
from domain.problem.planning import (
    ApprovePlan,
    MeasureDraft,
    PlanApproved,
    PlanReturned,
    PlanSubmitted,
    ReturnPlan,
    SubmitPlan,
)
from domain.problem.problem import Stage
from domain.problem.registering import RecordIssuedPlan
from tests.problem.acts import (
    DUE,
    MEASURES,
    claimed,
    finding,
    plan_approved,
    plan_submitted,
    to_claimed,
    to_dispatched,
    to_plan_review,
    to_rectifying,
)
from tests.problem.people import (
    HEAD,
    LEAD_DEPT,
    LEADER,
    OFFICE,
    OTHER_PERSON,
    PERSON,
    TOWN,
    TOWN_CLERK,
)
from tests.problem.story import Act, given, happened

UNDATED = (*to_dispatched(due_on=None), claimed())

# --- submitting ---------------------------------------------------------------------------------------------------


def test_the_unit_submits_measures_and_the_office_owes_a_review() -> None:
    story = (
        given(*to_claimed())
        .when(SubmitPlan(MEASURES), PERSON, "2022-08-10 10:00")
        .then(
            happened(PlanSubmitted, by=PERSON, in_time=True, proposed_due=None, arms={Duty.PLAN_REVIEW: "2022-08-12"})
        )
    )
    assert story.problem.stage is Stage.PLAN_REVIEW
    assert [story.reveal(measure.text.ref) for measure in story.problem.measures] == ["核对台账", "入户宣传"]
    assert [measure.due_on for measure in story.problem.measures] == [DUE, DUE]


@pytest.mark.requirement("R001-64")
def test_a_measure_has_its_own_person_and_date_where_it_names_them() -> None:
    measures = (MeasureDraft("核对台账", LEADER, date(2022, 8, 20)), MeasureDraft("入户宣传", due_on=DUE))
    story = given(*to_claimed()).when(SubmitPlan(measures), PERSON).accepted()
    measure, last = story.problem.measures
    assert measure.person is not None
    assert (measure.person.person, measure.due_on) == (LEADER, date(2022, 8, 20))
    assert (last.person, last.due_on) == (None, DUE)


@pytest.mark.parametrize(
    ("at", "in_time"), [("2022-08-12 23:59", True), ("2022-08-13 00:00", True), ("2022-08-15 08:00", False)]
)
def test_a_plan_is_in_time_until_the_last_instant_of_its_day(at: str, in_time: bool) -> None:
    given(*to_claimed()).when(SubmitPlan(MEASURES), PERSON, at).then(happened(PlanSubmitted, in_time=in_time))


@pytest.mark.requirement("R001-54")
@pytest.mark.parametrize(
    ("command", "code"),
    [
        (SubmitPlan(()), "measures_missing"),
        (SubmitPlan((MeasureDraft("核对台账"), MeasureDraft(" "))), "measure_incomplete"),
        (SubmitPlan((MeasureDraft("核对台账", due_on=date(2022, 9, 1)),)), "measure_after_due"),
        (SubmitPlan((MeasureDraft("核对台账", person="查无此人"),)), "unknown_person"),
        (SubmitPlan(MEASURES, due_on=date(2022, 9, 1)), "due_after_cap"),
        (SubmitPlan(MEASURES, due_on=date(2022, 8, 20)), "due_is_set"),
    ],
)
def test_a_plan_that_lacks_something_is_refused(command: SubmitPlan, code: str) -> None:
    given(*to_claimed()).when(command, PERSON).refused(code)


def test_a_plan_may_repeat_the_date_it_stands_under() -> None:
    given(*to_claimed()).when(SubmitPlan(MEASURES, DUE), PERSON).then(happened(PlanSubmitted, proposed_due=None))


def test_another_unit_submits_no_plan() -> None:
    given(*to_claimed()).when(SubmitPlan(MEASURES), OTHER_PERSON).refused("not_permitted")


def test_a_plan_is_submitted_once() -> None:
    given(*to_plan_review()).when(SubmitPlan(MEASURES), PERSON).refused("wrong_stage")


# --- 未定: the plan brings the date -------------------------------------------------------------------------------


@pytest.mark.requirement("R002-37", "R004-07")
def test_the_plan_of_an_undated_problem_must_bring_the_date() -> None:
    story = given(*UNDATED)
    story.when(SubmitPlan(MEASURES), PERSON).refused("due_missing")
    story.when(SubmitPlan(MEASURES, due_on=date(2022, 8, 5)), PERSON).refused("due_in_past")
    story.when(SubmitPlan(MEASURES, due_on=DUE), PERSON).then(happened(PlanSubmitted, proposed_due="2022-08-31"))
    assert story.problem.due is None, "it is only proposed"
    story.when(ApprovePlan(), OFFICE).then(happened(PlanApproved, due="2022-08-31", arms={Duty.RECTIFY: "2022-08-31"}))
    problem = story.problem
    assert problem.due is not None
    assert problem.due == problem.original_due == problem.judged_due


def test_a_returned_plan_may_bring_another_date() -> None:
    later = date(2022, 9, 9)
    story = given(*UNDATED, plan_submitted(due_on=DUE))
    story.when(ReturnPlan("时限不合理"), OFFICE).accepted()
    story.when(SubmitPlan(MEASURES, due_on=later), PERSON).then(happened(PlanSubmitted, proposed_due="2022-09-09"))
    story.when(ApprovePlan(), OFFICE).then(happened(PlanApproved, due="2022-09-09"))


def test_an_issued_item_without_a_date_keeps_its_measures_until_the_plan_brings_the_date() -> None:
    issued = RecordIssuedPlan(finding(), TOWN, LEADER, PERSON, (MeasureDraft("补齐资料"),), "专班〔2022〕1号")
    story = given(Act(issued, OFFICE, "2022-08-08 09:00"))
    assert [story.reveal(measure.text.ref) for measure in story.problem.measures] == ["补齐资料"]
    assert story.problem.measures[0].due_on is None
    story.when(SubmitPlan(due_on=DUE), PERSON).then(happened(PlanSubmitted, proposed_due="2022-08-31"))
    assert [story.reveal(measure.text.ref) for measure in story.problem.measures] == ["补齐资料"]
    assert story.problem.measures[0].due_on == DUE


# --- reviewing ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("reviewer", [OFFICE, LEAD_DEPT, TOWN_CLERK])
def test_the_office_approves_and_the_work_begins(reviewer: str) -> None:
    story = (
        given(*to_plan_review())
        .when(ApprovePlan(), reviewer)
        .then(happened(PlanApproved, by=reviewer, due=None, arms=()))
    )
    assert story.problem.stage is Stage.RECTIFYING
    assert story.due(Duty.PLAN_REVIEW) is None
    assert story.due(Duty.RECTIFY) == "2022-08-31"


def test_a_returned_plan_is_owed_again() -> None:
    story = (
        given(*to_plan_review())
        .when(ReturnPlan("上下一般粗"), OFFICE, "2022-08-11 10:00")
        .then(happened(PlanReturned, by=OFFICE, reason="上下一般粗", arms={Duty.PLAN: "2022-08-16"}))
    )
    assert story.problem.stage is Stage.CLAIMED
    story.when(SubmitPlan(MEASURES), PERSON, "2022-08-12 10:00").then(happened(PlanSubmitted, in_time=True))


def test_a_plan_is_not_returned_later_than_the_problem_is_due() -> None:
    story = given(*to_dispatched(due_on=date(2022, 8, 12)), claimed(), plan_submitted())
    story.when(ReturnPlan("上下一般粗"), OFFICE, "2022-08-11 10:00").then(
        happened(PlanReturned, arms={Duty.PLAN: "2022-08-12"})
    )


def test_a_plan_is_returned_with_a_reason() -> None:
    given(*to_plan_review()).when(ReturnPlan(""), OFFICE).refused("text_missing", field="退回理由")


def test_nobody_reviews_his_own_plan() -> None:
    story = given(*to_plan_review())
    story.when(ApprovePlan(), PERSON).refused("own_work")
    story.when(ReturnPlan("再想想"), PERSON).refused("own_work")


@pytest.mark.parametrize("person", [HEAD, LEADER, OTHER_PERSON])
def test_the_unit_does_not_review_plans(person: str) -> None:
    given(*to_plan_review()).when(ApprovePlan(), person).refused("not_permitted")


def test_there_is_nothing_to_review_before_a_plan_or_after_its_approval() -> None:
    given(*to_claimed()).when(ApprovePlan(), OFFICE).refused("wrong_stage")
    given(*to_rectifying()).when(ReturnPlan("再想想"), OFFICE).refused("wrong_stage")
    given(*to_plan_review(), plan_approved()).when(ApprovePlan(), OFFICE).refused("wrong_stage")
