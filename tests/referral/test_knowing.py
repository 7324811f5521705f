"""Who may know of a referral, and read it: need to know, and never a person named in it (SoD-9)."""

from uuid import UUID

import pytest

from domain.case import Command
from domain.casework import Caller
from domain.referral.answering import GiveFeedback
from domain.referral.proposing import ApproveReferral, CountersignDecline, DeclineReferral
from domain.referral.referral import Feedback, may_know, may_read
from domain.refusal import Refused
from tests.problem.people import BYSTANDER, GROUP_HEAD, HEAD, INSPECTOR, LEADER, OFFICE, TEAM_LEAD
from tests.problem.story import Story
from tests.referral.stage import (
    APPROVED,
    CITY_DISCIPLINE,
    CITY_HEAD,
    DISCIPLINE,
    OTHER_LEAD,
    REVIEWER,
    SECOND_HEAD,
    SIGNED_ONCE,
    TO_HANDED_OVER,
    TO_IN_HANDLING,
    TOWN_PARTY_HEAD,
    about,
    given,
    mandatory,
    proposed,
)

EVERYBODY = (
    BYSTANDER, CITY_DISCIPLINE, CITY_HEAD, DISCIPLINE, GROUP_HEAD, HEAD, INSPECTOR, LEADER, OFFICE, OTHER_LEAD,
    REVIEWER, SECOND_HEAD, TEAM_LEAD, TOWN_PARTY_HEAD,
)  # fmt: skip
HEADS = {GROUP_HEAD, SECOND_HEAD, CITY_HEAD}


def readers(story: Story) -> set[str]:
    organisation = story.casework.organisation
    return {person for person in EVERYBODY if may_read(story.state, person, organisation, story.now)}


def test_a_proposal_is_read_by_who_made_it_by_who_decides_and_by_reviewers() -> None:
    assert readers(given(proposed())) == {TEAM_LEAD, REVIEWER, *HEADS}


def test_the_office_reads_it_once_it_is_approved() -> None:
    assert readers(given(proposed(), APPROVED)) == {TEAM_LEAD, REVIEWER, OFFICE, *HEADS}


def test_the_body_that_it_was_handed_to_reads_it_from_then_on() -> None:
    for acts in (TO_HANDED_OVER, TO_IN_HANDLING):
        assert readers(given(*acts)) == {TEAM_LEAD, REVIEWER, OFFICE, DISCIPLINE, *HEADS}


@pytest.mark.requirement("R000-33")
def test_a_declined_mandatory_proposal_is_read_by_discipline_inspection_and_reviewers() -> None:
    story = given(mandatory(), SIGNED_ONCE)
    story.when(CountersignDecline(), SECOND_HEAD).accepted()
    assert readers(story) == {TEAM_LEAD, REVIEWER, DISCIPLINE, CITY_DISCIPLINE, *HEADS}


def test_another_declined_proposal_is_not() -> None:
    story = given(proposed())
    story.when(DeclineReferral("查无此事"), GROUP_HEAD).accepted()
    assert readers(story) == {TEAM_LEAD, REVIEWER, *HEADS}


def test_a_decline_that_waits_for_a_second_signature_may_be_read_by_team_leads() -> None:
    story = given(proposed(about(), by=TEAM_LEAD))
    assert not may_read(story.state, OTHER_LEAD, story.casework.organisation, story.now)
    waiting = given(mandatory(), SIGNED_ONCE)
    assert readers(waiting) == {TEAM_LEAD, REVIEWER, *HEADS}, "but not by those of another town"


@pytest.mark.requirement("X-08")
def test_a_person_named_in_it_neither_reads_it_nor_knows_of_it_whatever_his_post() -> None:
    story = given(proposed(about(persons=(GROUP_HEAD, REVIEWER, TEAM_LEAD))))
    organisation = story.casework.organisation
    for person in (GROUP_HEAD, REVIEWER, TEAM_LEAD):
        assert not may_read(story.state, person, organisation, story.now)
        assert not may_know(story.state, person, organisation, story.now)


def test_whoever_leads_the_unit_concerned_learns_why_he_may_not_decide_but_reads_nothing() -> None:
    story = given(proposed())
    organisation = story.casework.organisation
    assert may_know(story.state, TOWN_PARTY_HEAD, organisation, story.now)
    assert not may_read(story.state, TOWN_PARTY_HEAD, organisation, story.now)


@pytest.mark.parametrize("command", [ApproveReferral(), DeclineReferral("查无此事"), GiveFeedback(Feedback.SETTLED)])
@pytest.mark.parametrize("person", [LEADER, HEAD, BYSTANDER, OFFICE])
def test_to_whoever_may_not_know_of_it_every_command_answers_as_if_it_were_not_there(
    command: Command, person: str
) -> None:
    story = given(proposed())
    told = story.when(command, person)
    told.refused("unknown_case")
    nothing_there = Story(story.casework, case_id=UUID(int=7), now=story.now)
    really = nothing_there.when(command, person)
    assert told.refusal is not None
    assert really.refusal is not None
    assert told.refusal.message.replace(str(story.case), "") == really.refusal.message.replace(
        str(nothing_there.case), ""
    )


def test_an_attempt_by_a_person_named_in_it_stands_in_the_audit_log() -> None:
    story = given(proposed(about(persons=(GROUP_HEAD,))))
    story.when(ApproveReferral(), GROUP_HEAD).refused("unknown_case")
    line = story.casework.recorder.audit_log[-1]  # type: ignore[attr-defined]
    assert (line.person, line.command, line.case_id) == (GROUP_HEAD, "ApproveReferral", story.case)


def test_what_one_may_do_with_it_is_not_told_to_those_who_may_not_know_of_it() -> None:
    story = given(proposed())
    asked = {
        person: Caller(person=person, command_id="asked", recorded_at=story.now) for person in (BYSTANDER, TEAM_LEAD)
    }
    assert story.casework.permissions(asked[TEAM_LEAD], story.case)
    with pytest.raises(Refused) as refused:
        story.casework.permissions(asked[BYSTANDER], story.case)
    assert refused.value.code == "unknown_case"
