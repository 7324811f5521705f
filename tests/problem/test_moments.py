"""Moments: what happens by itself, at which instant, and that it does not matter when a machine woke up."""

from datetime import date
from uuid import UUID

import pytest

from domain.casework import CaseView
from domain.events import Channel, IdentityBasis
from domain.obligations import Reminded
from domain.organisation import ORGANISATION_ID
from domain.policy import Duty, Level
from domain.problem.planning import PlanSubmitted, SubmitPlan
from domain.problem.problem import Stage
from domain.problem.rechecking import EscalationReached
from domain.problem.rectifying import GrantExtension, ProgressReported, ReportProgress
from tests.problem.acts import (
    MEASURES,
    claim_refused,
    claimed,
    dispatched,
    extension_asked,
    finding,
    handed_in,
    plan_approved,
    plan_submitted,
    registered,
    returned,
    to_checking,
    to_claimed,
    to_close_pending,
    to_closed,
    to_dispatched,
    to_plan_review,
    to_rectifying,
)
from tests.problem.people import OFFICE, PERSON, TOWN
from tests.problem.story import Story, given, happened, instant, written


def next_moment(story: Story) -> tuple[str, str] | None:
    """(when, what is waited for), as its workflow sees it."""
    view = story.casework.view(story.case)
    assert isinstance(view, CaseView)
    ahead = view.next_moment
    return (written(ahead.at), ahead.waits_for) if ahead else None


# --- reminders ----------------------------------------------------------------------------------------------------


def test_the_unit_is_reminded_three_working_days_before_and_on_the_day() -> None:
    story = given(*to_rectifying())
    story.when_time_passes_until("2022-08-31 23:59").then(
        happened(
            Reminded, at="2022-08-26 09:00", actor="SYSTEM", duty=Duty.RECTIFY, due_on="2022-08-31", supervising=False
        ),
        happened(Reminded, at="2022-08-31 09:00", duty=Duty.RECTIFY),
    )
    assert story.problem.level is Level.NONE


def test_the_reminder_of_a_rest_day_comes_on_the_working_day_before() -> None:
    story = given(*to_dispatched(due_on=date(2022, 8, 28)))  # a Sunday, taken literally
    days = [written(m.at) for m in story.casework.moments(story.problem) if m.waits_for == "临期提醒"]
    assert days == ["2022-08-24 09:00", "2022-08-26 09:00"]


def test_nothing_is_reminded_before_it_was_armed() -> None:
    story = given(registered(at="2022-08-30 09:00"), dispatched(at="2022-08-30 10:00"))
    assert next_moment(story) == ("2022-08-31 09:00", "临期提醒")


def test_a_reminder_that_fell_into_a_hold_is_not_made_up_for() -> None:
    story = given(*to_rectifying(), handed_in(at="2022-08-25 10:00"), returned(at="2022-08-29 10:00"))
    assert story.happened(Reminded) == []
    assert next_moment(story) == ("2022-08-31 09:00", "临期提醒")


def test_a_rework_that_expired_is_only_reminded_of_while_the_due_date_is_not_past() -> None:
    story = given(*to_rectifying(), handed_in(at="2022-08-15 10:00"), returned(at="2022-08-16 10:00"))
    assert story.due(Duty.REWORK) == "2022-08-23"
    story.when_time_passes_until("2022-08-25 09:00").then(
        happened(Reminded, at="2022-08-24 09:00", duty=Duty.REWORK, due_on="2022-08-23")
    )
    assert story.problem.level is Level.NONE


def test_a_rework_after_the_due_date_is_not_reminded_of() -> None:
    story = given(*to_rectifying(), handed_in(at="2022-08-30 10:00"), returned(at="2022-08-31 10:00"))
    story.when_time_passes_until("2022-09-09 23:00").accepted()
    assert [duty for duty in (e.duty for e in story.history if isinstance(e, Reminded)) if duty is Duty.REWORK] == []


def test_an_extension_does_not_call_up_a_reminder_for_an_instant_that_has_passed() -> None:
    story = given(registered(), dispatched(due_on=date(2022, 8, 17)), claimed(), plan_submitted(), plan_approved())
    story.doing(handed_in(at="2022-08-12 10:00"), returned(at="2022-08-15 10:00"))
    assert story.due(Duty.REWORK) == "2022-08-22"
    story.doing(extension_asked(date(2022, 9, 15), at="2022-08-23 10:00"))
    story.when(GrantExtension(), OFFICE, "2022-08-23 11:00").accepted()
    story.when_time_passes_until("2022-08-24 09:00").then(
        happened(Reminded, at="2022-08-24 09:00", duty=Duty.REWORK, due_on="2022-08-22")
    )


# --- the supervising side -----------------------------------------------------------------------------------------

OWED_BY_SUPERVISORS = {
    Duty.REFUSAL_VERIFY: ((*to_dispatched(), claim_refused()), "2022-08-12 09:00", "2022-08-15 09:00"),
    Duty.PLAN_REVIEW: (to_plan_review(), "2022-08-12 09:00", "2022-08-15 09:00"),
    Duty.EXT_DECISION: ((*to_rectifying(), extension_asked()), "2022-08-24 09:00", "2022-08-25 09:00"),
    Duty.RECHECK: (to_checking(), "2022-08-25 09:00", "2022-08-26 09:00"),
    Duty.CLOSE: (to_close_pending(), "2022-08-26 09:00", "2022-08-29 09:00"),
    Duty.LOOK_BACK: (to_closed(finding(category="SEC.WATER")), "2022-09-23 09:00", "2022-09-26 09:00"),
}


@pytest.mark.parametrize("duty", list(OWED_BY_SUPERVISORS))
def test_the_supervising_side_is_reminded_on_its_last_day_and_warned_once(duty: Duty) -> None:
    acts, reminder, warning = OWED_BY_SUPERVISORS[duty]
    story = given(*acts)
    story.when_time_passes_until("2022-10-31 12:00").accepted()
    reminders = [e for e in story.history if isinstance(e, Reminded) and e.duty is duty]
    warnings = [e for e in story.history if isinstance(e, EscalationReached) and e.duty is duty]
    assert [(written(e.occurred_at), e.supervising) for e in reminders] == [(reminder, True)]
    assert [(written(e.occurred_at), e.level, e.supervising) for e in warnings] == [(warning, Level.WARN, True)]


@pytest.mark.parametrize("duty", [Duty.REFUSAL_VERIFY, Duty.PLAN_REVIEW, Duty.RECHECK, Duty.CLOSE])
def test_the_lateness_of_the_supervising_side_is_not_the_units(duty: Duty) -> None:
    story = given(*OWED_BY_SUPERVISORS[duty][0])
    story.when_time_passes_until("2022-10-31 12:00").accepted()
    assert story.problem.level is Level.NONE


def test_an_extension_left_undecided_while_the_work_is_checked_is_still_warned_of() -> None:
    story = given(*to_rectifying(), extension_asked(), handed_in(at="2022-08-24 16:00"))
    story.when_time_passes_until("2022-08-25 09:00").then(
        happened(EscalationReached, at="2022-08-25 09:00", duty=Duty.EXT_DECISION, supervising=True)
    )


# --- settled in order ---------------------------------------------------------------------------------------------


def test_what_fell_due_happens_before_a_command_oldest_first_in_the_same_append() -> None:
    story = given(*to_rectifying())
    story.when(ReportProgress("快完成了"), PERSON, "2022-09-06 15:00").then(
        happened(Reminded, at="2022-08-26 09:00"),
        happened(Reminded, at="2022-08-31 09:00"),
        happened(EscalationReached, at="2022-09-01 09:00", level=Level.WARN, overdue_wd=1),
        happened(EscalationReached, at="2022-09-05 09:00", level=Level.LETTER, overdue_wd=3),
        happened(ProgressReported, at="2022-09-06 15:00"),
    )
    assert {event.timestamp for event in story.history[-5:]} == {instant("2022-09-06 15:00")}


def test_a_moment_names_its_cause_and_nobody_signs_it() -> None:
    story = given(*to_rectifying())
    story.when(ReportProgress("快完成了"), PERSON, "2022-08-30 15:00", command_id="c-17").accepted()
    (reminded,) = [event for event in story.history if isinstance(event, Reminded)]
    envelope = reminded.envelope
    assert envelope.actor.role == "SYSTEM"
    assert (envelope.channel, envelope.identity_basis) == (Channel.SYSTEM, IdentityBasis.NONE)
    assert envelope.cause == "settled before c-17"
    assert envelope.command_id.startswith("moment:")
    assert envelope.command_digest == ""


def test_a_timer_names_itself_as_the_cause() -> None:
    story = given(*to_rectifying())
    story.when_time_passes_until("2022-08-26 09:00").accepted()
    assert story.history[-1].envelope.cause == "a timer"


def test_a_refused_command_leaves_no_moment_either() -> None:
    story = given(*to_rectifying())
    story.when(ReportProgress(""), PERSON, "2022-09-06 15:00").refused("text_missing")
    assert story.happened(EscalationReached) == []
    story.when(ReportProgress("快完成了"), PERSON, "2022-09-06 16:00").accepted()
    assert story.happened(EscalationReached) == ["2022-09-01 09:00", "2022-09-05 09:00"]


def test_sleeping_through_everything_and_being_in_time_give_the_same_history() -> None:
    slept, awake = given(*to_rectifying()), given(*to_rectifying())
    awake.when_time_passes_until("2022-09-30 12:00").accepted()
    for story in (slept, awake):
        story.when(ReportProgress("在办"), PERSON, "2022-09-30 12:00").accepted()
    assert [slept.show(event) for event in slept.history] == [awake.show(event) for event in awake.history]
    assert len(slept.history) == len(awake.history) > 10


def test_a_command_at_the_instant_of_a_moment_comes_after_it() -> None:
    given(*to_claimed()).when(SubmitPlan(MEASURES), PERSON, "2022-08-26 09:00").then(
        happened(EscalationReached, at="2022-08-15 09:00", duty=Duty.PLAN),
        happened(Reminded, at="2022-08-26 09:00"),
        happened(PlanSubmitted, at="2022-08-26 09:00"),
    )


# --- what a timer is answered -------------------------------------------------------------------------------------


def key_of(story: Story, waits_for: str) -> str:
    return next(m.key for m in story.casework.moments(story.problem) if m.waits_for == waits_for)


def test_a_timer_in_time_is_answered_acted_and_then_already() -> None:
    story = given(*to_rectifying())
    key = key_of(story, "临期提醒")
    assert story.let(key, "2022-08-26 09:00") == "acted"
    version = story.problem.version
    assert story.let(key, "2022-08-26 09:00") == "already"
    assert story.problem.version == version


def test_a_timer_too_early_is_answered_not_due() -> None:
    story = given(*to_rectifying())
    version = story.problem.version
    assert story.let(key_of(story, "临期提醒"), "2022-08-26 08:59") == "not_due"
    assert story.problem.version == version


def test_a_timer_for_what_no_longer_waits_is_answered_stale() -> None:
    story = given(*to_rectifying())
    key = key_of(story, "催办")
    story.doing(handed_in())
    version = story.problem.version
    assert story.let(key, "2022-09-01 09:00") == "stale"
    assert story.problem.version == version


def test_a_timer_for_a_level_that_a_fact_has_covered_is_answered_already() -> None:
    story = given(*to_rectifying())
    warn, letter, circulate = (key_of(story, name) for name in ("催办", "督办函", "通报"))
    story.doing(handed_in(at="2022-08-15 10:00"), returned(at="2022-08-16 10:00"))
    story.doing(handed_in(at="2022-08-17 10:00"), returned(at="2022-08-18 10:00"))
    assert story.problem.level is Level.LETTER
    version = story.problem.version
    assert story.let(warn, "2022-09-01 09:00") == "already"
    assert story.let(letter, "2022-09-05 09:00") == "already"
    assert story.problem.version == version
    assert story.let(circulate, "2022-09-05 09:00") == "not_due"


def test_a_late_timer_lets_what_came_before_happen_first() -> None:
    story = given(*to_rectifying())
    assert story.let(key_of(story, "督办函"), "2022-09-06 12:00") == "acted"
    assert [written(event.occurred_at) for event in story.history[-4:]] == [
        "2022-08-26 09:00",
        "2022-08-31 09:00",
        "2022-09-01 09:00",
        "2022-09-05 09:00",
    ]
    assert story.let(key_of(given(*to_rectifying()), "催办"), "2022-09-06 12:00") == "already"


def test_a_timer_for_no_case_or_for_no_problem_is_answered_stale() -> None:
    casework = given(registered()).casework
    for nothing_to_time in (ORGANISATION_ID, UUID(int=0)):
        assert casework.let(nothing_to_time, "level", instant("2022-09-01 09:00"), "a timer") == "stale"


def test_a_workflow_reads_what_the_case_waits_for() -> None:
    story = given(*to_dispatched())
    view = story.casework.view(story.case)
    assert view is not None
    assert (view.stage, view.unit, view.problem_no) == (Stage.DISPATCHED, TOWN, "XX2022-甲镇-0001")
    assert (view.version, view.due_on) == (3, date(2022, 8, 31))
    assert next_moment(story) == ("2022-08-11 00:00", "认领期限")
    assert story.casework.view(ORGANISATION_ID) is None


def test_a_case_that_owes_nothing_has_no_next_moment() -> None:
    assert next_moment(given(*to_closed())) is None
    assert next_moment(given(registered())) is None
