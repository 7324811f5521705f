"""A fact in another case proposes a referral by itself: here, lateness at the top of the ladder."""

from collections.abc import Iterator

import pytest

from domain.accountability import Misconduct
from domain.events import Event
from domain.policy import Level
from domain.problem.rechecking import EscalationProposed
from domain.referral.proposing import ApproveReferral, ReferralProposed
from domain.referral.referral import Referral
from tests.problem.acts import claimed, dispatched, finding, plan_approved, plan_submitted, registered
from tests.problem.people import GROUP_HEAD, LEADER, PERSON, TOWN
from tests.problem.story import Story, instant, stored_events, written
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


@pytest.mark.requirement("R000-33")
def test_a_fact_is_referred_once() -> None:
    story = late()
    story.when_time_passes_until("2022-12-30 12:00")
    story.when_time_passes_until("2023-03-30 12:00")
    assert len(referrals(story)) == 1
