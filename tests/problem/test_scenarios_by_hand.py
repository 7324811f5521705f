"""Scenarios S2, S6, S9 and S10 of the acceptance list, as far as they concern one problem, figure by figure."""

from __future__ import annotations

from datetime import date

import pytest

from adapters.packs import packs_folder, shipped_calendar
from domain.calendar import BusinessCalendar, DayTable, Holiday, end_of_day
from domain.events import Event
from domain.obligations import Reminded
from domain.policy import Duty, Level
from domain.problem.claiming import (
    Claim,
    ClaimExpired,
    OverturnRefusal,
    RefusalReason,
    RefusalUpheld,
    RefuseClaim,
    UpholdRefusal,
)
from domain.problem.closing import Check
from domain.problem.finding import Finding
from domain.problem.planning import ApprovePlan, MeasureDraft, SubmitPlan
from domain.problem.problem import Stage
from domain.problem.rechecking import EscalationProposed, EscalationReached, FourCheck, ReturnRectification
from domain.problem.rectifying import GrantExtension, RequestExtension, SubmitForRecheck
from domain.problem.registering import Dispatch, RecordIssuedPlan, RegisterProblem
from tests.problem.acts import PHOTO, closing, finding, handed_in, layer_passed, plan_approved
from tests.problem.people import (
    HEAD,
    INSPECTOR,
    LEADER,
    OFFICE,
    OTHER_HEAD,
    OTHER_PERSON,
    OTHER_TOWN,
    PERSON,
    TEAM_LEAD,
    THIRD_HEAD,
    THIRD_TOWN,
    TOWN,
)
from tests.problem.story import Act, Story, given, written

PLAN = SubmitPlan((MeasureDraft("逐项整改"),))
HANDED_IN = SubmitForRecheck("整改完成", (LEADER,), (1,), (PHOTO,), "底册没有核对", "工作不细致")
CALENDAR = shipped_calendar(packs_folder())


def reached(story: Story) -> list[tuple[str, Level]]:
    """(instant, level) of everything the responsible unit was reminded of, warned of, or threatened with."""
    found: list[tuple[str, Level]] = []
    for event in story.history:
        if isinstance(event, Reminded) and not event.supervising:
            found.append((written(event.occurred_at), Level.REMIND))
        elif isinstance(event, EscalationProposed) or (isinstance(event, EscalationReached) and not event.supervising):
            found.append((written(event.occurred_at), event.level))
    return found


def overdue(story: Story, on: date) -> tuple[int, int]:
    """(working days, calendar days) by which the problem is overdue on a day, against the date now in force."""
    assert story.problem.due is not None
    due = story.problem.due.on
    return CALENDAR.working_days(due, on), (on - due).days


def on_time(story: Story) -> bool:
    problem = story.problem
    assert problem.completed_at is not None
    assert problem.judged_due is not None
    return problem.completed_at <= problem.judged_due.at


def of(story: Story, cls: type[Event]) -> list[str]:
    return story.happened(cls)


# --- S2: over National Day 2023 -----------------------------------------------------------------------------------


def s2() -> Story:
    return given(
        Act(RegisterProblem(finding("haogou_2023", "DUTY")), INSPECTOR, "2023-09-25 10:00"),
        Act(Dispatch(TOWN, due_days=10, since=date(2023, 9, 25)), OFFICE, "2023-09-26 09:00"),
    )


def test_s2_deadlines_over_national_day_with_worked_weekends() -> None:
    story = s2()
    assert story.due(Duty.CLAIM) == "2023-09-28"
    assert story.due(Duty.RECTIFY) == "2023-10-07"
    story.doing(Act(Claim(LEADER, PERSON), HEAD, "2023-09-27 10:00"))
    assert story.due(Duty.PLAN) == "2023-10-07"
    plan = story.problem.owes(Duty.PLAN)
    assert plan is not None
    assert plan.due.why.capped_from == date(2023, 10, 8)
    assert plan.due.why.counted == (date(2023, 9, 28), date(2023, 10, 7), date(2023, 10, 8))
    story.doing(
        Act(PLAN, PERSON, "2023-09-28 10:00"),
        Act(ApprovePlan(), OFFICE, "2023-09-28 15:00"),
        Act(HANDED_IN, PERSON, "2023-10-11 10:00"),
    )
    assert overdue(story, date(2023, 10, 11)) == (4, 4)
    story.doing(Act(layer_passed().command, INSPECTOR, "2023-10-12 10:00"), Act(closing(), OFFICE, "2023-10-13 10:00"))
    story.when_time_passes_until("2023-10-20 12:00").accepted()
    assert reached(story) == [
        ("2023-09-26 09:00", Level.REMIND),
        ("2023-10-07 09:00", Level.REMIND),
        ("2023-10-08 09:00", Level.WARN),
        ("2023-10-10 09:00", Level.LETTER),
    ]
    assert of(story, EscalationProposed) == []
    assert not on_time(story)
    assert story.problem.level is Level.LETTER


def test_s2_the_circular_would_come_on_16_october() -> None:
    story = s2()
    story.when_time_passes_until("2023-10-16 09:00").accepted()
    assert of(story, EscalationProposed) == ["2023-10-16 09:00"]


def test_s2_a_calendar_without_worked_weekends_would_give_another_date() -> None:
    holiday = Holiday("中秋节、国庆节", date(2023, 9, 29), date(2023, 10, 6))
    naive = BusinessCalendar([DayTable(2023, 1, (), (holiday,), worked_weekends=())])
    assert naive.within_days(date(2023, 9, 25), 10, roll=True).on == date(2023, 10, 9)
    assert naive.within_working_days(date(2023, 9, 26), 2).on == date(2023, 9, 28)
    assert CALENDAR.within_days(date(2023, 9, 25), 10, roll=True).on == date(2023, 10, 7)


# --- S6: refused, and exists anyway; and silence ------------------------------------------------------------------


def s6(unit: str) -> Story:
    return given(
        Act(RegisterProblem(finding("xiaoxian_2022", "RECTIFY", town=unit)), INSPECTOR, "2022-08-10 09:00"),
        Act(Dispatch(unit, due_on=date(2022, 8, 19)), OFFICE, "2022-08-10 10:00"),
    )


def test_s6_the_refused_problem_exists_and_is_claimed_by_order() -> None:
    f1 = s6(OTHER_TOWN)
    assert f1.due(Duty.CLAIM) == "2022-08-12"
    f1.doing(Act(RefuseClaim(RefusalReason.NOT_TRUE, "辖区内不存在"), OTHER_HEAD, "2022-08-11 10:00"))
    assert f1.due(Duty.REFUSAL_VERIFY) == "2022-08-16"
    order = OverturnRefusal("三户均存在", OTHER_HEAD, OTHER_PERSON, due_on=date(2022, 8, 26))
    f1.when(order, OTHER_HEAD, "2022-08-15 10:00").refused("sod_4")
    f1.when(order, TEAM_LEAD, "2022-08-15 11:00").accepted()
    assert of(f1, EscalationReached) == [], "verified in time, and the refusal held the ladder"
    f1.doing(
        Act(PLAN, OTHER_PERSON, "2022-08-16 10:00"),
        plan_approved(at="2022-08-16 15:00"),
        Act(
            SubmitForRecheck("整改完成", (OTHER_HEAD,), (1,), (PHOTO,)),
            OTHER_PERSON,
            "2022-08-24 10:00",
        ),
        layer_passed("乙镇核查员", "2022-08-24 15:00"),
        Act(closing(), OFFICE, "2022-08-25 10:00"),
    )
    problem = f1.problem
    assert problem.stage is Stage.CLOSED
    assert on_time(f1)
    assert problem.judged_due is not None
    assert problem.original_due is not None
    assert (problem.judged_due.on, problem.original_due.on) == (date(2022, 8, 26), date(2022, 8, 19))


def test_s6_silence_expires_is_warned_of_and_upheld_in_time() -> None:
    f2 = s6(THIRD_TOWN)
    assert f2.due(Duty.CLAIM) == "2022-08-12"
    f2.when_time_passes_until("2022-08-13 00:00").accepted()
    assert of(f2, ClaimExpired) == ["2022-08-13 00:00"]
    assert f2.due(Duty.REFUSAL_VERIFY) == "2022-08-17"
    f2.when(UpholdRefusal("实地核实，确不存在"), TEAM_LEAD, "2022-08-17 15:00").accepted()
    # the claim, and the due date 08-19 coming near: 3 working days before it is 08-16
    assert reached(f2) == [("2022-08-15 09:00", Level.WARN), ("2022-08-16 09:00", Level.REMIND)]
    assert of(f2, RefusalUpheld) == ["2022-08-17 15:00"]
    assert f2.problem.stage is Stage.NOT_FOUND
    assert f2.problem.claim_expired
    f2.when(Claim(THIRD_HEAD, THIRD_HEAD), THIRD_HEAD).refused("wrong_stage")


# --- S9: extension granted after the deadline had passed ----------------------------------------------------------

LATER = date(2018, 10, 31)


def s9() -> Story:
    return given(
        Act(RegisterProblem(finding("heyuan_2018", "H1")), INSPECTOR, "2018-09-10 09:00"),
        Act(Dispatch(TOWN, due_on=date(2018, 9, 28)), OFFICE, "2018-09-10 10:00"),
        Act(Claim(LEADER, PERSON), HEAD, "2018-09-11 10:00"),
        Act(PLAN, PERSON, "2018-09-12 10:00"),
        Act(ApprovePlan(), OFFICE, "2018-09-12 15:00"),
    )


def the_whole_of_s9() -> Story:
    story = s9()
    story.when(RequestExtension("连日降雨"), HEAD, "2018-10-08 10:00").refused("extension_incomplete")
    story.when(RequestExtension("连日降雨", LATER), HEAD, "2018-10-09 10:00").accepted()
    story.when(GrantExtension(), LEADER, "2018-10-09 16:00").refused("sod_5")
    return story


def test_s9_an_extension_granted_after_the_deadline_had_passed() -> None:
    story = the_whole_of_s9()
    assert reached(story) == [
        ("2018-09-25 09:00", Level.REMIND),
        ("2018-09-28 09:00", Level.REMIND),
        ("2018-09-29 09:00", Level.WARN),
        ("2018-10-08 09:00", Level.LETTER),
    ]
    assert story.problem.due is not None
    assert story.problem.due.on == date(2018, 9, 28)
    assert overdue(story, date(2018, 10, 9)) == (4, 11)
    assert overdue(story, date(2018, 10, 10)) == (5, 12)
    assert story.problem.pending_extension is not None

    story.when(GrantExtension(), OFFICE, "2018-10-10 10:00").accepted()
    assert story.problem.due is not None
    assert story.problem.original_due is not None
    assert (story.problem.original_due.on, story.problem.due.on) == (date(2018, 9, 28), LATER)
    assert overdue(story, date(2018, 10, 11))[0] == 0

    again = RequestExtension("再延", date(2018, 11, 15))
    story.when(again, HEAD, "2018-10-29 08:00").refused("extension_limit")
    story.doing(
        Act(HANDED_IN, PERSON, "2018-10-29 10:00"),
        layer_passed(INSPECTOR, "2018-10-29 15:00"),
        Act(closing(), OFFICE, "2018-10-30 10:00"),
    )
    problem = story.problem
    assert problem.stage is Stage.CLOSED
    assert problem.completed_at is not None
    assert written(problem.completed_at) == "2018-10-29 10:00"
    assert not on_time(story), "a late request never restores on-time"
    assert problem.level is Level.LETTER
    story.when_time_passes_until("2018-12-28 12:00").accepted()
    assert of(story, EscalationProposed) == [], "the circular of 2018-10-12 was cancelled"


def test_s9_the_same_request_in_time_leaves_no_trace_of_lateness() -> None:
    story = s9().doing(
        Act(RequestExtension("连日降雨", LATER), HEAD, "2018-09-27 10:00"),
        Act(GrantExtension(), OFFICE, "2018-09-28 10:00"),
        Act(HANDED_IN, PERSON, "2018-10-29 10:00"),
        layer_passed(INSPECTOR, "2018-10-29 15:00"),
        Act(closing(), OFFICE, "2018-10-30 10:00"),
    )
    assert on_time(story)
    assert {level for _, level in reached(story)} == {Level.REMIND}


def test_s9_nothing_granted_the_circular_comes_on_12_october() -> None:
    story = s9()
    story.when_time_passes_until("2018-10-12 09:00").accepted()
    assert of(story, EscalationProposed) == ["2018-10-12 09:00"]


# --- S10: five items of an issued plan ----------------------------------------------------------------------------


def item(due_on: date | None) -> Story:
    what = Finding("assessment_2020", "BASICS", "问题内容", place=finding().place)
    plan = RecordIssuedPlan(what, TOWN, LEADER, PERSON, (MeasureDraft("逐项整改"),), "甲政〔2020〕8号", due_on)
    return given(Act(plan, OFFICE, "2020-03-30 10:00"))


def check_passed_and_closed(checked: str, closed: str) -> tuple[Act, ...]:
    return layer_passed(at=checked), Act(closing(), OFFICE, closed)


@pytest.mark.requirement("R004-06")
def test_s10_item_1_is_on_time() -> None:
    story = item(date(2020, 5, 20)).doing(
        handed_in(at="2020-05-18 10:00", command=HANDED_IN),
        *check_passed_and_closed("2020-05-18 15:00", "2020-05-19 10:00"),
    )
    assert on_time(story)
    assert reached(story) == [("2020-05-15 09:00", Level.REMIND)]


@pytest.mark.requirement("R004-07")
def test_s10_item_2_without_a_date_stays_open() -> None:
    story = item(None)
    assert story.problem.stage is Stage.CLAIMED
    story.when(PLAN, PERSON, "2020-05-18 10:00").refused("due_missing")
    assert story.problem.due is None
    assert story.problem.stage is Stage.CLAIMED


@pytest.mark.requirement("R004-08")
def test_s10_item_3_is_a_day_late_and_was_warned() -> None:
    story = item(date(2020, 5, 25)).doing(
        handed_in(at="2020-05-26 14:00", command=HANDED_IN),
        *check_passed_and_closed("2020-05-26 15:00", "2020-05-26 16:00"),
    )
    assert ("2020-05-26 09:00", Level.WARN) in reached(story)
    assert not on_time(story)
    assert overdue(story, date(2020, 5, 26)) == (1, 1)


@pytest.mark.requirement("R004-09", "R004-39")
def test_s10_item_4_fails_twice_and_gets_one_letter_by_fact() -> None:
    story = item(date(2020, 5, 30))  # a Saturday, taken literally
    due = story.problem.due
    assert due is not None
    assert due.at == end_of_day(date(2020, 5, 30))
    keys = {moment.waits_for: moment.key for moment in story.casework.moments(story.problem)}
    story.doing(
        handed_in(at="2020-05-26 10:00", command=HANDED_IN),
        Act(ReturnRectification((FourCheck.EFFECT_MET,), "成效不达标"), "甲镇核查员", "2020-05-27 10:00"),
    )
    assert story.due(Duty.REWORK) == "2020-06-03"
    story.doing(handed_in(at="2020-05-29 10:00", command=HANDED_IN))
    story.when_time_passes_until("2020-06-01 09:00").accepted()
    assert Level.WARN not in [level for _, level in reached(story)], "a submission is pending"
    story.doing(Act(ReturnRectification((FourCheck.PUBLIC_SATISFIED,), "群众不满意"), "甲镇核查员", "2020-06-01 15:00"))
    assert story.due(Duty.REWORK) == "2020-06-08"
    assert reached(story)[-1] == ("2020-06-01 15:00", Level.LETTER)
    version = story.problem.version
    assert story.let(keys["催办"], "2020-06-02 09:00") == "already"
    assert story.let(keys["督办函"], "2020-06-03 09:00") == "already"
    assert story.problem.version == version, "no second letter"
    story.doing(handed_in(at="2020-06-05 10:00", command=HANDED_IN), layer_passed(at="2020-06-08 10:00"))
    unsatisfied = closing(public_satisfied=Check(False, "群众不满意"))
    story.when(unsatisfied, OFFICE, "2020-06-08 15:00").refused("check_failed")
    story.doing(Act(closing(), OFFICE, "2020-06-08 16:00"))
    problem = story.problem
    assert problem.due == due, "the due date never moved"
    assert problem.failed_rechecks == 2
    assert problem.completed_at is not None
    assert written(problem.completed_at) == "2020-06-05 10:00"
    assert overdue(story, date(2020, 6, 5)) == (5, 6)
    assert not on_time(story)
    assert problem.level is Level.LETTER
    assert of(story, EscalationProposed) == []


def test_s10_item_4_would_get_a_circular_on_9_june() -> None:
    story = item(date(2020, 5, 30))
    story.when_time_passes_until("2020-06-09 09:00").accepted()
    assert of(story, EscalationProposed) == ["2020-06-09 09:00"]


@pytest.mark.requirement("R004-09")
def test_s10_item_5_is_handed_in_and_closed_on_a_saturday() -> None:
    story = item(date(2020, 5, 30)).doing(
        handed_in(at="2020-05-30 10:00", command=HANDED_IN),
        *check_passed_and_closed("2020-05-30 11:00", "2020-05-30 12:00"),
    )
    assert on_time(story)


@pytest.mark.parametrize("day", [date(2018, 9, 29), date(2018, 9, 30), date(2023, 10, 7), date(2023, 10, 8)])
def test_the_worked_weekends_of_these_scenarios_are_working_days(day: date) -> None:
    assert CALENDAR.is_working(day)
