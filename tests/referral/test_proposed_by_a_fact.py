"""A fact in another case proposes a referral by itself: here, lateness at the top of the ladder."""

from collections.abc import Iterator

import pytest
from msgspec.structs import replace

from domain.accountability import MISCONDUCT_NAMES, Misconduct
from domain.events import Event
from domain.policy import Level
from domain.problem.looking_back import ReportFalse
from domain.problem.problem import Place, Stage
from domain.problem.rechecking import EscalationProposed
from domain.problem.rectifying import ReportProgress
from domain.problem.registering import ProblemRegistered, RegisterProblem, ScreeningSigned
from domain.referral.proposing import ApproveReferral, ReferralProposed
from domain.referral.referral import Referral, may_know
from tests.problem.acts import (
    PHOTO,
    claimed,
    dispatched,
    finding,
    plan_approved,
    plan_submitted,
    registered,
    to_closed,
)
from tests.problem.people import GROUP_HEAD, INSPECTOR, LEADER, PERSON, TOWN
from tests.problem.story import Story, happened, instant, stored_events, written
from tests.referral.stage import STRICT, casework_with_discipline
from tests.twice import another_process

PROPOSED_AT = "2022-09-29 09:00"


def late() -> Story:
    """Due on 31 August 2022; the working days after it: 1-2, 5-9, 13-16, 19-23 and 26-29 September are twenty."""
    acts = (registered(finding(STRICT)), dispatched(), claimed(), plan_submitted(), plan_approved())
    return Story(casework_with_discipline()).doing(*acts)


def referrals(story: Story) -> list[ReferralProposed]:
    return [event for event in all_events(story) if isinstance(event, ReferralProposed)]


def all_events(story: Story) -> Iterator[Event]:
    notified = story.casework.recorder.select_notifications(1, 1000)
    for case in dict.fromkeys(notification.originator_id for notification in notified):
        yield from stored_events(story.casework, case)


def test_lateness_at_the_top_of_the_ladder_proposes_a_referral_to_look_into_it() -> None:
    story = late()
    story.when_time_passes_until("2022-12-30 12:00")
    (event,) = referrals(story)
    assert written(event.occurred_at) == PROPOSED_AT
    assert (event.kind, event.unit, event.persons) == (Misconduct.OVERDUE, TOWN, (LEADER, PERSON))
    assert (event.proposed_by, event.mandatory) == (None, False), "a ground for looking: never mandatory by itself"
    assert event.envelope.actor.person == "SYSTEM"
    assert event.behind is not None
    assert (event.behind.case_id, event.behind.number) == (story.case, story.problem.number)
    assert story.reveal(event.grounds.ref) == f"问题{story.problem.number}逾期20个工作日"
    assert PROPOSED_AT in story.happened(EscalationProposed)
    assert story.problem.level is Level.REFER


def test_the_referral_is_the_same_whether_a_timer_was_in_time_or_slept_for_a_week() -> None:
    punctual, slept = late(), late()
    punctual.when_time_passes_until("2022-12-30 12:00")
    slept.let("remind 1 2022-08-31 2022-08-26", "2022-12-30 12:00")
    ours, theirs = referrals(punctual), referrals(slept)
    assert [event.occurred_at for event in ours] == [event.occurred_at for event in theirs] == [instant(PROPOSED_AT)]
    assert [event.referral_no for event in ours] == [event.referral_no for event in theirs]


def test_it_is_decided_like_any_other() -> None:
    story = late()
    story.when_time_passes_until("2022-12-30 12:00")
    (event,) = referrals(story)
    referral = Story(another_process(story.casework), event.originator_id, story.now)
    referral.when(ApproveReferral(), GROUP_HEAD).accepted()
    assert isinstance(referral.state, Referral)
    assert story.problem.level is Level.REFER


def test_a_fact_is_referred_once() -> None:
    story = late()
    story.when_time_passes_until("2022-12-30 12:00")
    story.when_time_passes_until("2023-03-30 12:00")
    assert len(referrals(story)) == 1


def test_the_problem_goes_on_and_its_own_texts_stand_beside_those_of_the_referral() -> None:
    story = late()
    story.when_time_passes_until("2022-10-10 12:00")
    (event,) = referrals(story)
    story.when(ReportProgress("正在整改"), PERSON).accepted()
    assert story.reveal(event.grounds.ref) == f"问题{story.problem.number}逾期20个工作日"
    assert story.problem.progress is not None
    assert story.reveal(story.problem.progress.ref) == "正在整改"


# --- false rectification --------------------------------------------------------------------------------------------

FALSE = ReportFalse("现场仍在漏雨，照片系旧照", (PHOTO,))


@pytest.mark.requirement("R001-59", "R002-50")
def test_a_false_rectification_proposes_a_referral_of_whoever_answered_for_it_or_handed_it_in() -> None:
    story = Story(casework_with_discipline()).doing(*to_closed(finding(STRICT)))
    story.when(FALSE, INSPECTOR, "2022-09-20 10:00").accepted()
    (event,) = referrals(story)
    assert (event.kind, event.unit) == (Misconduct.FALSE_RECTIFICATION, TOWN)
    assert set(event.persons) == {LEADER, PERSON}
    assert event.proposed_by is None, "it follows from the fact"
    assert (story.problem.stage, story.problem.reopen_count) == (Stage.RECTIFYING, 1)
    assert event.behind is not None
    assert event.behind.fact == "problem.false_rectification_found/1"


def test_whoever_is_named_in_it_is_not_told_by_the_problem_that_it_exists() -> None:
    story = Story(casework_with_discipline()).doing(*to_closed(finding(STRICT)))
    story.when(FALSE, INSPECTOR, "2022-09-20 10:00").accepted()
    (event,) = referrals(story)
    assert not may_know(
        Story(story.casework, event.originator_id).state, LEADER, story.casework.organisation, story.now
    )
    assert str(event.originator_id) not in str(story.history)


# --- misconduct behind a problem ------------------------------------------------------------------------------------


@pytest.mark.requirement("R000-33", "R000-36", "R001-59", "R002-50")
@pytest.mark.parametrize("kind", list(Misconduct))
def test_misconduct_behind_a_problem_is_always_proposed_and_the_problem_does_not_tell_it(kind: Misconduct) -> None:
    story = Story(casework_with_discipline())
    found = replace(finding("heyuan_2018", "H1"), misconduct=kind, concerned=(LEADER,))
    story.when(RegisterProblem(found), INSPECTOR, "2022-08-08 09:00").then(
        happened(ProblemRegistered), happened(ScreeningSigned)
    )
    (event,) = referrals(story)
    assert (event.kind, event.unit, event.persons) == (kind, TOWN, (LEADER,))
    assert story.reveal(event.grounds.ref) == f"登记问题{story.problem.number}时发现{MISCONDUCT_NAMES[kind]}线索"
    assert LEADER not in str(story.history)


def test_a_problem_without_misconduct_behind_it_proposes_nothing() -> None:
    story = Story(casework_with_discipline()).doing(registered())
    assert referrals(story) == []


def test_misconduct_lies_somewhere_and_concerns_people_who_are_known() -> None:
    story = Story(casework_with_discipline())
    found = replace(finding(), misconduct=Misconduct.CORRUPTION)
    story.when(RegisterProblem(replace(found, place=Place())), INSPECTOR).refused("misconduct_nowhere")
    story.when(RegisterProblem(replace(found, concerned=("查无此人",))), INSPECTOR).refused("unknown_person")
    story.when(RegisterProblem(replace(found, place=Place(village="丁村"))), INSPECTOR).refused("unknown_unit")
