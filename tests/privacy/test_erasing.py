"""Erasing, holding and releasing as commands of the application: who may, what is looked up, what is left."""

from __future__ import annotations

from itertools import count

import pytest

from domain.case import Command
from domain.casework import Caller, Recorded
from domain.organisation import Role
from domain.organising import AppointPerson
from domain.privacy import (
    EraseSubject,
    ErasureGround,
    HoldGround,
    HoldPlaced,
    HoldReleased,
    PlaceHold,
    ReleaseHold,
    SubjectErased,
)
from domain.problem.closing import Satisfaction
from domain.problem.looking_back import PassLookBack
from domain.refusal import Refused
from tests.problem.acts import closed, closing, household_finding, registered, to_close_pending
from tests.problem.people import CADRE, COUNTY, INSPECTOR, OFFICE
from tests.problem.story import Story, given, instant, stored_events

SUBJECT = "household/0001"
OFFICER, ARCHIVIST, DISCIPLINE = "隐私专员", "档案员", "纪检专员"
POSTS = {OFFICER: Role.PRIVACY_OFFICER, ARCHIVIST: Role.ARCHIVIST, DISCIPLINE: Role.DISCIPLINE}
ERASE = EraseSubject(SUBJECT, ErasureGround.PERIOD_OVER)
HOLD = PlaceHold(SUBJECT, HoldGround.REFERRAL, "第3号移交")
RETENTION_OVER = "2033-03-01 09:00"
COMMAND_IDS = count(1)


def do(story: Story, command: Command, by: str, at: str = RETENTION_OVER, command_id: str = "") -> Recorded:
    """Raises Refused."""
    caller = Caller(person=by, command_id=command_id or f"privacy/{next(COMMAND_IDS)}", recorded_at=instant(at))
    return story.casework.handle(command, caller)


def refused(story: Story, command: Command, by: str, at: str = RETENTION_OVER) -> Refused:
    before = story.log_position
    with pytest.raises(Refused) as refusal:
        do(story, command, by, at)
    assert story.log_position == before
    return refusal.value


def with_officers(story: Story) -> Story:
    for person, role in POSTS.items():
        do(story, AppointPerson(person, person, "专员", COUNTY, (role,)), "导入员", "2022-08-01 09:00")
    return story


@pytest.fixture
def over() -> Story:
    """A household's problem, closed and looked back at for the last time on 2022-11-25."""
    asked = closing(satisfaction=Satisfaction(CADRE, "当面"))
    story = given(*to_close_pending(household_finding(category="SEC.WATER")), closed(command=asked))
    story.when(PassLookBack("正常"), INSPECTOR, "2022-09-26 10:00").accepted()
    story.when(PassLookBack("正常"), INSPECTOR, "2022-11-25 10:00").accepted()
    return with_officers(story)


def readable(story: Story) -> bool:
    return bool(story.casework.vault.reveal([story.problem.content.ref]))


@pytest.mark.requirement("X-05")
def test_the_officer_erases_a_subject_and_its_problem_stays_without_its_texts(over: Story) -> None:
    assert over.case_id is not None
    before = stored_events(over.casework, over.case_id)
    recorded = do(over, ERASE, OFFICER)
    [erased] = recorded.events
    assert isinstance(erased, SubjectErased)
    assert (erased.subject, erased.by.person, erased.envelope.campaign) == (SUBJECT, OFFICER, "")
    assert stored_events(over.casework, over.case_id) == before
    assert not readable(over)


def test_an_erasure_sent_twice_is_done_once(over: Story) -> None:
    assert do(over, ERASE, OFFICER, command_id="erase/1").events
    assert do(over, ERASE, OFFICER, command_id="erase/1").events == ()
    assert refused(over, ERASE, OFFICER).code == "erased_already"


@pytest.mark.parametrize("by", [OFFICE, ARCHIVIST, DISCIPLINE])
def test_nobody_but_the_officer_erases(over: Story, by: str) -> None:
    assert refused(over, ERASE, by).code == "not_permitted"
    assert readable(over)


def test_the_problems_of_the_subject_are_looked_up_in_the_log(over: Story) -> None:
    assert refused(over, ERASE, OFFICER, "2032-12-31 23:00").code == "retention_runs"
    assert refused(over, EraseSubject("household/none", ErasureGround.UNLAWFUL), OFFICER).code == "unknown_subject"
    assert readable(over)


def test_a_subject_with_a_problem_under_way_is_not_erased() -> None:
    story = with_officers(given(registered(household_finding())))
    refusal = refused(story, ERASE, OFFICER)
    assert (refusal.code, refusal.facts) == ("case_under_way", {"problems": story.problem.problem_no})
    assert readable(story)


@pytest.mark.requirement("X-05")
def test_a_hold_keeps_what_is_known_until_the_archivist_releases_it(over: Story) -> None:
    [placed] = do(over, HOLD, DISCIPLINE).events
    assert isinstance(placed, HoldPlaced)
    assert over.casework.vault.reveal([placed.matter.ref]) == {placed.matter.ref: "第3号移交"}
    assert refused(over, ERASE, OFFICER).code == "hold_stands"
    assert refused(over, ReleaseHold(SUBJECT, 1, "已办结"), DISCIPLINE).code == "not_permitted"
    [released] = do(over, ReleaseHold(SUBJECT, 1, "已办结"), ARCHIVIST).events
    assert isinstance(released, HoldReleased)
    do(over, ERASE, OFFICER)
    assert not readable(over)


def test_nobody_but_archives_and_discipline_places_a_hold(over: Story) -> None:
    assert refused(over, HOLD, OFFICE).code == "not_permitted"
    assert do(over, HOLD, ARCHIVIST).events


def test_nothing_more_is_written_of_an_erased_subject(over: Story) -> None:
    do(over, ERASE, OFFICER)
    again = registered(household_finding())
    refusal = refused(over, again.command, again.by)
    assert refusal.code == "key_destroyed"
    assert SUBJECT in refusal.message
