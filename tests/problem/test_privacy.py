"""Erasing a subject, and what stands against it: decided over events that are folded here, with nothing else around."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any, Self

import pytest

from adapters.packs import packs_folder, shipped_calendar
from domain.circumstances import Circumstances
from domain.events import Actor, Channel, Envelope, Event
from domain.pack import NO_CAMPAIGN
from domain.policy import Policy, Retention, RetentionRule
from domain.privacy import (
    ACCESS_READERS,
    CaseOfSubject,
    EraseSubject,
    ErasureGround,
    Hold,
    HoldGround,
    Holdings,
    HoldPlaced,
    HoldReleased,
    PlaceHold,
    ReleaseHold,
    SubjectErased,
    SubjectRecord,
    case_of_subject,
    holds_any,
    kept_until,
    may_read_names,
    record_id,
)
from domain.problem.classification import Severity
from domain.problem.closing import Satisfaction
from domain.problem.looking_back import PassLookBack
from domain.problem.problem import Place
from domain.refusal import Refused
from domain.sealing import Sealed
from domain.write_side import VAULT
from tests.problem.acts import closed, closing, household_finding, to_close_pending
from tests.problem.people import (
    BYSTANDER,
    CADRE,
    CHECKER,
    COUNTY,
    GROUP_HEAD,
    INSPECTOR,
    OFFICE,
    OTHER_CHECKER,
    OTHER_TOWN,
    PERSON,
    TOWN,
    VILLAGE,
)
from tests.problem.story import given, instant, staffed_casework

SUBJECT = "household/0001"
ERASE = EraseSubject(SUBJECT, ErasureGround.PERIOD_OVER)
OVER = CaseOfSubject("XX2022-甲镇-0001", date(2022, 9, 1), Retention.TEN_YEARS)
HELD = PlaceHold(SUBJECT, HoldGround.REFERRAL, "第3号移交")


@dataclass
class Subject:
    """The stream of one subject: what was decided on it, folded as it comes."""

    record: SubjectRecord = field(default_factory=SubjectRecord)
    events: list[Event] = field(default_factory=list)
    texts: dict[str, str] = field(default_factory=dict)

    def given(self, *commands: Any, at: str = "2033-03-01 09:00") -> Self:
        for command in commands:
            self.when(command, at)
        return self

    def when(self, command: Any, at: str = "2033-03-01 09:00", holdings: Holdings | None = None) -> list[Event]:
        """What comes of a command; raises Refused."""
        c = self.circumstances(at, holdings or Holdings(3, (OVER,)))
        decided = VAULT.creations[type(command)](self.record, command, c)
        return [self.append(cls, fields, c) for cls, fields in decided]  # type: ignore[misc]

    def append(self, cls: type[Event], fields: dict[str, Any], c: Circumstances) -> Event:
        event = cls(
            originator_id=record_id(SUBJECT),
            originator_version=len(self.events) + 1,
            timestamp=c.recorded_at,
            occurred_at=c.at,
            envelope=Envelope(actor=c.actor, channel=Channel.CLI, command_id="c"),
            **fields,
        )
        self.events.append(event)
        self.record = event.apply(self.record)
        return event

    def circumstances(self, at: str, holdings: Holdings) -> Circumstances:
        return Circumstances(
            at=instant(at),
            recorded_at=instant(at),
            actor=Actor("专员", "专员", "隐私保护专员", COUNTY, "PRIVACY_OFFICER"),
            campaign="",
            pack=NO_CAMPAIGN,
            calendar=shipped_calendar(packs_folder()),
            organisation=staffed_casework().organisation,
            seal_text=self.seal,
            look=nothing_else,
            command_id="c",
            decide_for=nothing_else,
            holdings_of=lambda _: holdings,
            reveal=nothing_else,
            gaps_within=nothing_else,
        )

    def seal(self, subject: str, field: str, text: str) -> Sealed:
        assert subject == SUBJECT
        self.texts[field] = text
        return Sealed(field, "digest")


def nothing_else(*asked: object) -> Any:
    raise AssertionError(f"a decision on a subject does not ask for {asked}")


def refused(subject: Subject, command: Any, **circumstances: Any) -> Refused:
    before = list(subject.events)
    with pytest.raises(Refused) as refusal:
        subject.when(command, **circumstances)
    assert subject.events == before
    return refusal.value


# --- erasing ----------------------------------------------------------------------------------------------------------


def test_a_subject_whose_time_is_over_is_erased() -> None:
    subject = Subject()
    [erased] = subject.when(ERASE)
    assert isinstance(erased, SubjectErased)
    assert (erased.subject, erased.ground, erased.by.person) == (SUBJECT, ErasureGround.PERIOD_OVER, "专员")
    assert subject.record == SubjectRecord(version=1, erased_at=instant("2033-03-01 09:00"))


def test_what_was_erased_is_not_erased_again_and_not_held() -> None:
    subject = Subject().given(ERASE)
    assert refused(subject, ERASE).message == "该对象的个人信息已于 2033-03-01 依法销毁"
    assert refused(subject, HELD).code == "erased_already"


def test_a_subject_that_was_never_heard_of_is_not_erased() -> None:
    assert refused(Subject(), ERASE, holdings=Holdings(0)).code == "unknown_subject"


def test_a_subject_without_a_problem_may_be_erased() -> None:
    assert len(Subject().when(EraseSubject("person/7", ErasureGround.UNLAWFUL), holdings=Holdings(1))) == 1


def test_a_subject_with_a_problem_under_way_is_not_erased() -> None:
    under_way = CaseOfSubject("XX2022-甲镇-0002", None, Retention.TEN_YEARS)
    refusal = refused(Subject(), ERASE, holdings=Holdings(3, (OVER, under_way)))
    assert refusal.code == "case_under_way"
    assert refusal.facts == {"problems": "XX2022-甲镇-0002"}


# --- retention --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("retention", "last_day"),
    [
        (Retention.TEN_YEARS, date(2032, 12, 31)),
        (Retention.THIRTY_YEARS, date(2052, 12, 31)),
        (Retention.PERMANENT, None),
    ],
)
def test_a_period_is_counted_from_the_year_after_the_end(retention: Retention, last_day: date | None) -> None:
    assert kept_until(date(2022, 9, 1), retention) == last_day
    assert kept_until(date(2022, 1, 1), retention) == last_day


def test_a_subject_is_kept_to_the_last_day_of_its_period() -> None:
    refusal = refused(Subject(), ERASE, at="2032-12-31 23:59")
    assert refusal.message == "不能销毁：问题 XX2022-甲镇-0001 的保管期限未满（定期10年，至2032-12-31）"
    assert len(Subject().when(ERASE, at="2033-01-01 00:00")) == 1


def test_the_longest_period_counts_and_what_is_permanent_is_never_erased() -> None:
    longer = CaseOfSubject("XX2022-甲镇-0003", date(2022, 9, 1), Retention.THIRTY_YEARS)
    assert refused(Subject(), ERASE, holdings=Holdings(3, (OVER, longer))).code == "retention_runs"
    forever = CaseOfSubject("XX2022-甲镇-0004", date(2022, 9, 1), Retention.PERMANENT)
    refusal = refused(Subject(), ERASE, at="2199-01-01 00:00", holdings=Holdings(3, (OVER, forever)))
    assert "永久，不得销毁" in refusal.message


def test_a_closed_problem_is_over_only_when_its_look_backs_are_done() -> None:
    asked = closing(satisfaction=Satisfaction(CADRE, "当面"))
    story = given(*to_close_pending(household_finding(category="SEC.WATER")), closed(command=asked))
    policy = Policy("1", retention=RetentionRule(by_severity={Severity.ORDINARY: Retention.THIRTY_YEARS}))
    waiting = case_of_subject(story.problem, story.history[-1].occurred_at, policy)
    assert waiting == CaseOfSubject(story.problem.problem_no, None, Retention.THIRTY_YEARS)
    story.when(PassLookBack("正常"), INSPECTOR, "2022-09-26 10:00").accepted()
    story.when(PassLookBack("正常"), INSPECTOR, "2022-11-25 10:00").accepted()
    over = case_of_subject(story.problem, story.history[-1].occurred_at, Policy("1"))
    assert over == CaseOfSubject(story.problem.problem_no, date(2022, 11, 25), Retention.TEN_YEARS)


# --- holds ------------------------------------------------------------------------------------------------------------


def test_a_hold_stands_against_erasure_until_it_is_released() -> None:
    subject = Subject()
    [placed] = subject.when(HELD)
    assert isinstance(placed, HoldPlaced)
    assert (placed.number, placed.ground) == (1, HoldGround.REFERRAL)
    assert subject.texts["保全事由"] == "第3号移交"
    assert refused(subject, ERASE).message == "不能销毁：该对象仍有保全第1号（移交纪检监察），须先由档案人员解除"
    [released] = subject.when(ReleaseHold(SUBJECT, 1, "已办结"))
    assert isinstance(released, HoldReleased)
    assert subject.record.holds == ()
    assert len(subject.when(ERASE)) == 1


def test_each_hold_is_released_by_itself() -> None:
    subject = Subject().given(
        HELD, PlaceHold(SUBJECT, HoldGround.REVIEW, "第5号审查"), ReleaseHold(SUBJECT, 1, "已办结")
    )
    assert subject.record.holds == (Hold(2, HoldGround.REVIEW, instant("2033-03-01 09:00")),)
    assert refused(subject, ERASE).code == "hold_stands"
    [again] = subject.when(HELD)
    assert isinstance(again, HoldPlaced)
    assert again.number == 3


@pytest.mark.parametrize("number", [0, 1, 2])
def test_only_a_standing_hold_is_released(number: int) -> None:
    subject = Subject().given(HELD, ReleaseHold(SUBJECT, 1, "已办结"))
    assert refused(subject, ReleaseHold(SUBJECT, number, "已办结")).code == "unknown_hold"


@pytest.mark.parametrize("command", [PlaceHold(SUBJECT, HoldGround.REVIEW, " "), ReleaseHold(SUBJECT, 1, "")])
def test_a_hold_and_its_release_say_why(command: Any) -> None:
    assert refused(Subject().given(HELD), command).code == "text_missing"


# --- who may read -----------------------------------------------------------------------------------------------------

IN_THE_VILLAGE, ELSEWHERE = Place(COUNTY, TOWN, VILLAGE), Place(COUNTY, OTHER_TOWN)


@pytest.mark.parametrize(
    ("person", "here", "elsewhere"),
    [
        (OFFICE, True, True),
        (GROUP_HEAD, True, True),
        (CHECKER, True, False),
        (PERSON, True, False),
        (CADRE, True, False),
        (OTHER_CHECKER, False, True),
        (BYSTANDER, False, False),
    ],
)
def test_names_are_read_where_ones_post_reaches(person: str, here: bool, elsewhere: bool) -> None:
    organisation, at = staffed_casework().organisation, instant("2022-08-10 09:00")
    assert may_read_names(person, IN_THE_VILLAGE, TOWN, organisation, at) is here
    assert may_read_names(person, ELSEWHERE, OTHER_TOWN, organisation, at) is elsewhere


def test_a_village_that_the_tree_does_not_know_is_read_as_its_town() -> None:
    organisation, at = staffed_casework().organisation, instant("2022-08-10 09:00")
    assert may_read_names(CHECKER, Place(COUNTY, TOWN, "西村"), "", organisation, at)
    assert not may_read_names(CADRE, Place(COUNTY, TOWN, "西村"), "", organisation, at)
    assert not may_read_names(CHECKER, Place(), "", organisation, at)


def test_the_access_log_is_read_by_nobody_whose_post_does_not_say_so() -> None:
    organisation, at = staffed_casework().organisation, instant("2022-08-10 09:00")
    assert not any(holds_any(ACCESS_READERS, person, organisation, at) for person in (OFFICE, GROUP_HEAD, BYSTANDER))
