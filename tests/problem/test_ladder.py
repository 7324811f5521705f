"""升级阶梯: levels by time and by fact, holds, and that no level comes twice."""

from datetime import date

from domain.obligations import Reminded
from domain.policy import Duty, Level
from domain.problem.claiming import ClaimExpired, OverturnRefusal, UpholdRefusal
from domain.problem.classification import Mode
from domain.problem.looking_back import ReportRebound
from domain.problem.planning import ApprovePlan, PlanApproved, PlanSubmitted, ReturnPlan, SubmitPlan
from domain.problem.rechecking import EscalationProposed, EscalationReached, ProblemReturned
from domain.problem.rectifying import DenyExtension, ExtensionGranted, GrantExtension, RequestExtension
from domain.problem.registering import Dispatch
from tests.problem.acts import (
    DUE,
    MEASURES,
    NOT_EFFECTIVE,
    PHOTO,
    claim_refused,
    claimed,
    closed,
    dispatched,
    extension_asked,
    finding,
    handed_in,
    layer_passed,
    plan_approved,
    plan_submitted,
    registered,
    returned,
    to_claimed,
    to_closed,
    to_dispatched,
    to_plan_review,
    to_rectifying,
)
from tests.problem.people import CHECKER, HEAD, INSPECTOR, LEADER, OFFICE, OTHER_TOWN, PERSON
from tests.problem.story import INTERVIEWS_FIRST, Story, given, happened, written


def levels(story: Story) -> list[tuple[str, Level]]:
    """(when, which level) of the responsible unit, reached or proposed."""
    return [
        (written(event.occurred_at), event.level)
        for event in story.history
        if isinstance(event, EscalationProposed) or (isinstance(event, EscalationReached) and not event.supervising)
    ]


# --- by time ------------------------------------------------------------------------------------------------------


def test_each_level_is_reached_at_the_scan_that_finds_enough_working_days() -> None:
    story = given(*to_rectifying())
    story.when_time_passes_until("2022-12-31 12:00").then(
        happened(Reminded, at="2022-08-26 09:00"),
        happened(Reminded, at="2022-08-31 09:00"),
        happened(
            EscalationReached,
            at="2022-09-01 09:00",
            level=Level.WARN,
            basis="逾期1个工作日",
            duty=Duty.RECTIFY,
            overdue_wd=1,
            supervising=False,
        ),
        happened(EscalationReached, at="2022-09-05 09:00", level=Level.LETTER, overdue_wd=3),
        happened(EscalationProposed, at="2022-09-09 09:00", level=Level.CIRCULATE, overdue_wd=7),
        happened(EscalationProposed, at="2022-09-15 09:00", level=Level.INTERVIEW, overdue_wd=10),
        happened(EscalationProposed, at="2022-09-29 09:00", level=Level.REFER, overdue_wd=20),
    )
    assert story.problem.level is Level.REFER
    assert story.casework.moments(story.problem) == []


def test_the_ladder_runs_from_dispatch_also_if_no_plan_is_ever_handed_in() -> None:
    story = given(*to_claimed())
    story.when_time_passes_until("2022-09-30 12:00").accepted()
    assert levels(story) == [
        ("2022-08-15 09:00", Level.WARN),  # the plan
        ("2022-09-05 09:00", Level.LETTER),
        ("2022-09-09 09:00", Level.CIRCULATE),
        ("2022-09-15 09:00", Level.INTERVIEW),
        ("2022-09-29 09:00", Level.REFER),
    ]


def test_an_undated_problem_has_no_levels_but_for_its_plan() -> None:
    story = given(*to_dispatched(due_on=None), claimed())
    story.when_time_passes_until("2022-12-31 12:00").accepted()
    assert levels(story) == [("2022-08-15 09:00", Level.WARN)]


def test_an_immediate_problem_runs_on_its_own_date() -> None:
    story = given(registered(), dispatched(due_on=None, mode=Mode.IMMEDIATE), claimed())
    story.when_time_passes_until("2022-08-15 09:00").then(
        happened(Reminded, at="2022-08-12 09:00", duty=Duty.IMMEDIATE),
        happened(EscalationReached, at="2022-08-15 09:00", level=Level.WARN, duty=Duty.IMMEDIATE),
    )


def test_a_reopened_problem_climbs_its_own_ladder_on_the_date_of_the_rework() -> None:
    story = given(*to_closed())
    story.when(ReportRebound("又发生了", (PHOTO,)), INSPECTOR, "2022-09-20 10:00").accepted()
    story.when_time_passes_until("2022-09-30 12:00").then(
        happened(Reminded, at="2022-09-22 09:00", duty=Duty.REWORK),
        happened(Reminded, at="2022-09-27 09:00", duty=Duty.REWORK),
        happened(EscalationReached, at="2022-09-28 09:00", level=Level.WARN, duty=Duty.REWORK),
        happened(EscalationReached, at="2022-09-30 09:00", level=Level.LETTER),
    )


def test_the_levels_of_an_extended_date_continue_where_the_ladder_stood() -> None:
    story = given(*to_rectifying())
    story.when(RequestExtension("连日降雨", date(2022, 9, 15)), HEAD, "2022-09-06 10:00").accepted()
    story.when(GrantExtension(), OFFICE, "2022-09-07 10:00").then(happened(ExtensionGranted, late=True))
    assert story.problem.level is Level.LETTER, "what fired stays"
    story.when_time_passes_until("2022-09-30 12:00").accepted()
    assert levels(story) == [
        ("2022-09-01 09:00", Level.WARN),
        ("2022-09-05 09:00", Level.LETTER),
        ("2022-09-26 09:00", Level.CIRCULATE),
        ("2022-09-29 09:00", Level.INTERVIEW),
    ]


# --- silence ------------------------------------------------------------------------------------------------------


def test_an_expired_claim_is_warned_of_once() -> None:
    story = given(*to_dispatched())
    story.when_time_passes_until("2022-08-31 12:00").accepted()
    assert levels(story) == [("2022-08-11 09:00", Level.WARN)]


def test_silence_holds_nothing() -> None:
    story = given(*to_dispatched())
    story.when_time_passes_until("2022-09-09 12:00").accepted()
    assert [level for _, level in levels(story)] == [Level.WARN, Level.LETTER, Level.CIRCULATE]


def test_a_late_claim_before_the_scan_is_not_warned_of() -> None:
    story = given(*to_dispatched(), claimed(at="2022-08-11 08:30"))
    story.when_time_passes_until("2022-08-12 12:00").accepted()
    assert levels(story) == []
    assert story.happened(ClaimExpired) == ["2022-08-11 00:00"]


def test_a_late_plan_is_warned_of_once_and_a_returned_one_not_again() -> None:
    story = given(*to_claimed())
    story.when(SubmitPlan(MEASURES), PERSON, "2022-08-15 10:00").then(
        happened(EscalationReached, at="2022-08-15 09:00", basis="逾期未报整改方案", duty=Duty.PLAN, overdue_wd=0),
        happened(PlanSubmitted, in_time=False),
    )
    story.when(ReturnPlan("重写"), OFFICE, "2022-08-16 10:00").accepted()
    story.when_time_passes_until("2022-08-25 12:00").accepted()
    assert levels(story) == [("2022-08-15 09:00", Level.WARN)]


def test_a_plan_that_was_armed_after_the_due_date_is_warned_of_at_the_next_scan() -> None:
    story = given(*to_dispatched(due_on=date(2022, 8, 10)), claim_refused())
    story.when(OverturnRefusal("确有此事", LEADER, PERSON), OFFICE, "2022-08-12 10:00").accepted()
    assert story.due(Duty.PLAN) == "2022-08-10"
    story.when_time_passes_until("2022-08-15 09:00").accepted()
    assert levels(story) == [("2022-08-15 09:00", Level.WARN), ("2022-08-15 09:00", Level.LETTER)]


# --- holds --------------------------------------------------------------------------------------------------------


def test_a_refusal_by_statement_holds_until_the_verdict_and_then_counts_in_full() -> None:
    story = given(*to_dispatched(due_on=date(2022, 8, 10)), claim_refused())
    story.when_time_passes_until("2022-08-19 12:00").accepted()
    assert levels(story) == []
    story.when(OverturnRefusal("确有此事", LEADER, PERSON), OFFICE, "2022-08-19 14:00").accepted()
    story.when_time_passes_until("2022-08-22 09:00").then(
        happened(EscalationReached, at="2022-08-22 09:00", level=Level.WARN, overdue_wd=8),
        happened(EscalationReached, at="2022-08-22 09:00", level=Level.LETTER, overdue_wd=8),
        happened(EscalationProposed, at="2022-08-22 09:00", level=Level.CIRCULATE, overdue_wd=8),
    )


def test_a_plan_in_time_holds_and_its_return_lets_the_levels_follow() -> None:
    story = given(*to_dispatched(due_on=date(2022, 8, 12)), claimed(), plan_submitted())
    story.when_time_passes_until("2022-08-17 08:00").accepted()
    assert levels(story) == []
    story.when(ReturnPlan("重写"), OFFICE, "2022-08-17 08:00").accepted()
    story.when_time_passes_until("2022-08-17 09:00").then(
        happened(EscalationReached, at="2022-08-17 09:00", level=Level.WARN, overdue_wd=3),
        happened(EscalationReached, at="2022-08-17 09:00", level=Level.LETTER, overdue_wd=3),
    )


def test_a_late_plan_holds_nothing() -> None:
    story = given(*to_dispatched(due_on=date(2022, 8, 16)), claimed(), plan_submitted(at="2022-08-15 08:00"))
    story.when(ApprovePlan(), OFFICE, "2022-08-22 08:00").then(
        happened(Reminded, at="2022-08-16 09:00", supervising=False),
        happened(EscalationReached, at="2022-08-17 09:00", level=Level.WARN, supervising=False),
        happened(Reminded, at="2022-08-17 09:00", duty=Duty.PLAN_REVIEW, supervising=True),
        happened(EscalationReached, at="2022-08-18 09:00", level=Level.WARN, supervising=True),
        happened(EscalationReached, at="2022-08-19 09:00", level=Level.LETTER, supervising=False),
        happened(PlanApproved),
    )


def test_an_extension_asked_in_time_holds_and_its_denial_lets_the_levels_follow() -> None:
    story = given(*to_rectifying(), extension_asked(at="2022-08-31 10:00"))
    story.when_time_passes_until("2022-09-06 08:00").accepted()
    assert levels(story) == []
    story.when(DenyExtension("可以完成"), OFFICE, "2022-09-06 08:30").accepted()
    story.when_time_passes_until("2022-09-06 09:00").accepted()
    assert levels(story) == [("2022-09-06 09:00", Level.WARN), ("2022-09-06 09:00", Level.LETTER)]


def test_an_extension_asked_in_time_holds_also_while_a_late_plan_is_reviewed() -> None:
    story = given(*to_dispatched(due_on=date(2022, 8, 16)), claimed(), plan_submitted(at="2022-08-15 08:00"))
    story.doing(extension_asked(date(2022, 8, 31), at="2022-08-15 08:30"))
    story.when_time_passes_until("2022-08-22 08:00").accepted()
    assert levels(story) == []


def test_a_returned_plan_is_not_warned_of_while_an_extension_asked_in_time_waits() -> None:
    story = given(*to_plan_review(), extension_asked(at="2022-08-11 09:00"))
    story.when(ReturnPlan("重写"), OFFICE, "2022-08-11 10:00").accepted()
    story.when_time_passes_until("2022-08-19 12:00").accepted()
    assert levels(story) == []
    story.when(DenyExtension("可以完成"), OFFICE, "2022-08-19 14:00").accepted()
    story.when_time_passes_until("2022-08-22 09:00").then(
        happened(EscalationReached, at="2022-08-22 09:00", level=Level.WARN, duty=Duty.PLAN)
    )


def test_a_late_request_holds_nothing() -> None:
    story = given(*to_rectifying(), extension_asked(at="2022-09-01 10:00"))
    story.when_time_passes_until("2022-09-09 09:00").accepted()
    assert [level for _, level in levels(story)] == [Level.WARN, Level.LETTER, Level.CIRCULATE]


def test_an_extension_granted_in_time_leaves_nothing_to_reach_before_the_new_date() -> None:
    story = given(*to_rectifying(), extension_asked(at="2022-08-31 10:00"))
    story.when(GrantExtension(), OFFICE, "2022-09-01 08:00").accepted()
    story.when_time_passes_until("2022-09-15 23:00").accepted()
    assert levels(story) == []
    assert story.happened(Reminded)[-2:] == ["2022-09-09 09:00", "2022-09-15 09:00"]


def test_while_a_submission_is_pending_nothing_is_reached_and_after_a_return_overdue_counts_in_full() -> None:
    story = given(*to_rectifying(), handed_in(at="2022-08-31 15:00"))
    story.when_time_passes_until("2022-09-08 08:00").accepted()
    assert levels(story) == []
    story.when(NOT_EFFECTIVE, CHECKER, "2022-09-08 10:00").then(happened(ProblemReturned))
    story.when_time_passes_until("2022-09-09 09:00").accepted()
    assert levels(story) == [
        ("2022-09-09 09:00", Level.WARN),
        ("2022-09-09 09:00", Level.LETTER),
        ("2022-09-09 09:00", Level.CIRCULATE),
    ]


def test_waiting_for_the_close_holds_as_well() -> None:
    story = given(*to_rectifying(), handed_in(at="2022-08-31 15:00"), layer_passed(at="2022-09-01 08:00"))
    story.when_time_passes_until("2022-09-30 12:00").accepted()
    assert levels(story) == []


# --- by fact ------------------------------------------------------------------------------------------------------


def test_failed_rechecks_reach_levels_at_once() -> None:
    story = given(*to_rectifying(), handed_in(at="2022-08-12 10:00"), returned(at="2022-08-15 10:00"))
    assert levels(story) == []
    story.doing(handed_in(at="2022-08-16 10:00"))
    story.when(NOT_EFFECTIVE, CHECKER, "2022-08-17 10:00").then(
        happened(ProblemReturned),
        happened(EscalationReached, level=Level.LETTER, basis="第2次复核不通过", duty=None, overdue_wd=0),
    )
    story.doing(handed_in(at="2022-08-18 10:00"))
    story.when(NOT_EFFECTIVE, CHECKER, "2022-08-19 10:00").then(
        happened(ProblemReturned), happened(EscalationProposed, level=Level.CIRCULATE, basis="第3次复核不通过")
    )
    story.doing(handed_in(at="2022-08-22 10:00"))
    story.when(NOT_EFFECTIVE, CHECKER, "2022-08-23 10:00").then(
        happened(ProblemReturned), happened(EscalationProposed, level=Level.INTERVIEW, basis="第4次复核不通过")
    )
    story.doing(handed_in(at="2022-08-24 10:00"))
    story.when(NOT_EFFECTIVE, CHECKER, "2022-08-25 10:00").then(happened(ProblemReturned))
    story.when_time_passes_until("2022-12-30 12:00").accepted()
    assert [level for _, level in levels(story)] == [Level.LETTER, Level.CIRCULATE, Level.INTERVIEW, Level.REFER]


def test_a_level_that_time_has_reached_is_not_reached_again_by_a_fact() -> None:
    story = given(*to_rectifying(), handed_in(at="2022-08-12 10:00"), returned(at="2022-08-15 10:00"))
    story.doing(handed_in(at="2022-09-06 10:00"))
    assert [level for _, level in levels(story)] == [Level.WARN, Level.LETTER]
    story.when(NOT_EFFECTIVE, CHECKER, "2022-09-07 10:00").then(happened(ProblemReturned))


def test_a_rebound_after_a_circular_proposes_no_second_one_for_the_same_cycle() -> None:
    story = given(*to_rectifying())
    story.doing(handed_in(at="2022-09-13 10:00"), layer_passed(at="2022-09-14 10:00"))
    assert story.problem.level is Level.CIRCULATE
    story.doing(closed(at="2022-09-15 10:00"))
    story.when(ReportRebound("又发生了", (PHOTO,)), INSPECTOR, "2022-09-20 10:00").accepted()
    assert [level for _, level in levels(story)] == [Level.WARN, Level.LETTER, Level.CIRCULATE]


# --- the next unit ------------------------------------------------------------------------------------------------


def test_a_problem_sent_back_waits_for_nobody() -> None:
    story = given(*to_dispatched(), claim_refused())
    story.when(UpholdRefusal("不在该镇", another_unit=True), OFFICE, "2022-08-10 10:00").accepted()
    story.when_time_passes_until("2022-12-30 12:00").then_nothing()
    story.when(Dispatch(OTHER_TOWN, due_on=date(2023, 1, 31)), OFFICE, "2022-12-30 14:00").accepted()
    story.when_time_passes_until("2023-01-05 09:00").accepted()
    assert levels(story) == [("2023-01-05 09:00", Level.WARN)]


def test_what_is_not_late_reaches_nothing() -> None:
    story = given(*to_plan_review(), plan_approved(), handed_in())
    assert levels(story) == []
    assert story.problem.due is not None
    assert story.problem.due.on == DUE


# --- 约谈 before 通报 ---------------------------------------------------------------------------------------------

INTERVIEWED = finding(campaign=INTERVIEWS_FIRST)


def test_a_pack_may_have_interviews_before_circulars_and_each_comes_once() -> None:
    story = given(*to_rectifying(what=INTERVIEWED))
    story.when_time_passes_until("2022-12-31 12:00").accepted()
    assert levels(story) == [
        ("2022-09-01 09:00", Level.WARN),
        ("2022-09-05 09:00", Level.LETTER),
        ("2022-09-09 09:00", Level.INTERVIEW),
        ("2022-09-15 09:00", Level.CIRCULATE),
        ("2022-09-29 09:00", Level.REFER),
    ]
    assert story.problem.level is Level.REFER


def test_a_level_that_was_passed_in_the_order_of_the_pack_is_covered() -> None:
    story = given(*to_rectifying(what=INTERVIEWED))
    story.when_time_passes_until("2022-09-10 10:00").accepted()
    assert story.problem.level is Level.INTERVIEW
    assert story.let("level 1 2022-08-31 INTERVIEW", "2022-09-11 10:00") == "already"
    assert story.let("level 1 2022-08-31 CIRCULATE", "2022-09-11 10:00") == "not_due"
    story.when_time_passes_until("2022-09-16 10:00").accepted()
    assert story.problem.level is Level.CIRCULATE
    assert story.let("level 1 2022-08-31 INTERVIEW", "2022-09-16 11:00") == "already"


def test_both_wait_for_a_person_in_either_order() -> None:
    story = given(*to_rectifying(what=INTERVIEWED))
    story.when_time_passes_until("2022-09-20 10:00").accepted()
    proposed = [event.level for event in story.history if isinstance(event, EscalationProposed)]
    assert proposed == [Level.INTERVIEW, Level.CIRCULATE]
