"""风险消除: helped or of itself, step by step, stable for half a year, and only if the household says so."""

from __future__ import annotations

from datetime import date

import pytest
from msgspec.structs import replace

from domain.monitoring_case.clearing import (
    ApproveClearance,
    ClearanceProposed,
    ClearanceRejected,
    ProposeClearance,
    RejectClearance,
    RiskCleared,
    months_after,
)
from domain.monitoring_case.entering import Announced, ReviewByTown, TownReviewed
from domain.monitoring_case.monitoring_case import ClearanceMode, MonitorStage
from domain.monitoring_case.procedure import CLEARANCE_DEFAULT, EXIT_2020
from domain.monitoring_case.reviewing import (
    EndNotice,
    NoticeCompleted,
    NoticeSigned,
    ObjectionRaised,
    RaiseObjection,
    ReviewHeld,
)
from domain.policy import Duty
from tests.monitoring_case.acts import (
    AGREED,
    MET,
    POSTED,
    TO_ASSISTED,
    TO_CLEAR_REVIEW,
    TO_CLEARABLE,
    clearance_proposed,
    clue,
    clue_found,
    posted,
    reviewed,
    town_reviewed,
    verification,
    verified,
)
from tests.monitoring_case.people import APPROVER, HELP_CONTACT, OTHER_CADRE, RESIDENT, TOWN_REVIEWER
from tests.monitoring_case.story import TWO_REVIEWS, given
from tests.problem.people import CADRE
from tests.problem.story import Act, happened

STABLE = ProposeClearance(ClearanceMode.NATURAL, date(2022, 11, 1), "子女就业，收入稳定")
APPROVED = ApproveClearance(AGREED)

# --- proposed -----------------------------------------------------------------------------------------------------


@pytest.mark.requirement("R002-17")
@pytest.mark.parametrize("mode", list(ClearanceMode))
def test_the_village_proposes_that_the_risk_is_gone(mode: ClearanceMode) -> None:
    story = given(*TO_ASSISTED)
    story.when(replace(STABLE, clearance=mode), CADRE, "2023-05-04 10:00").accepted()
    assert story.show(story.history[-1]) | {"procedure": None} == {
        "at": "2023-05-04 10:00",
        "actor": CADRE,
        "by": CADRE,
        "mode": mode,
        "stable_since": "2022-11-01",
        "reason": "子女就业，收入稳定",
        "procedure": None,
        "arms": (),
    }
    assert story.monitored.stage is MonitorStage.CLEAR_REVIEW
    assert story.monitored.procedure == CLEARANCE_DEFAULT
    assert story.due(Duty.VISIT) is not None, "visits go on until it is decided"


def test_the_income_must_have_been_stable_for_half_a_year() -> None:
    story = given(*TO_ASSISTED)
    since = replace(STABLE, stable_since=date(2022, 11, 1))
    story.when(since, CADRE, "2023-04-30 10:00").refused("not_stable_yet", months=6, reached_on=date(2023, 5, 1))
    story.when(since, CADRE, "2023-05-01 10:00").accepted()


@pytest.mark.parametrize(
    ("day", "after"),
    [
        (date(2022, 8, 31), date(2023, 2, 28)),
        (date(2023, 8, 31), date(2024, 2, 29)),
        (date(2022, 6, 30), date(2022, 12, 30)),
        (date(2022, 7, 1), date(2023, 1, 1)),
    ],
)
def test_half_a_year_ends_on_the_same_day_or_the_last_of_its_month(day: date, after: date) -> None:
    assert months_after(day, 6) == after


def test_a_household_that_cannot_work_is_not_cleared() -> None:
    without = (clue_found(), verified(verification(without_labour=True)), *TO_ASSISTED[2:])
    given(*without).when(STABLE, CADRE, "2023-05-04 10:00").refused("household_without_labour")


def test_only_its_own_village_proposes() -> None:
    for person in (OTHER_CADRE, HELP_CONTACT, TOWN_REVIEWER, APPROVER):
        given(*TO_ASSISTED).when(STABLE, person, "2023-05-04 10:00").refused("not_permitted")


# --- its own procedure --------------------------------------------------------------------------------------------


@pytest.mark.requirement("R001-28")
def test_a_clearance_goes_through_its_own_steps_and_stays_one_stage() -> None:
    story = given(*TO_CLEAR_REVIEW)
    story.when(APPROVED, APPROVER, "2023-05-04 15:00").refused("step_missing", missing="评议、公示、乡镇审核")
    story.when(MET, CADRE, "2023-05-05 15:00").then(happened(ReviewHeld, clearing=True))
    story.when(POSTED, CADRE, "2023-05-06 09:00").accepted()
    story.when(POSTED, CADRE).refused("notice_running")
    story.when(ReviewByTown("同意"), TOWN_REVIEWER).refused("step_missing", missing="公示")
    story.when(EndNotice(), CADRE).refused("notice_running")
    story.when(EndNotice(), CADRE, "2023-05-12 09:00").then(
        happened(NoticeCompleted, at="2023-05-12 00:00", clearing=True), happened(NoticeSigned)
    )
    story.when(ReviewByTown("同意"), TOWN_REVIEWER).then(happened(TownReviewed, clearing=True))
    assert story.monitored.stage is MonitorStage.CLEAR_REVIEW
    story.when(APPROVED, APPROVER, "2023-05-15 10:00").then(
        happened(
            RiskCleared,
            by=APPROVER,
            mode=ClearanceMode.ASSISTED,
            asked_by=RESIDENT,
            basis="当面询问，户主签字认可",
            arms={Duty.FOLLOW_UP: "2023-09-30"},
        ),
        happened(Announced, clearing=True),
    )
    assert story.monitored.stage is MonitorStage.FOLLOW_UP
    assert [owed.duty for owed in story.monitored.obligations] == [Duty.FOLLOW_UP]


def test_a_notice_that_was_not_posted_is_not_signed() -> None:
    given(*TO_CLEAR_REVIEW).when(EndNotice(), CADRE).refused("no_notice_to_sign")


@pytest.mark.requirement("R004-20")
def test_the_way_out_of_poverty_of_2020_has_one_review_and_two_notices() -> None:
    two_reviews = [clue_found(clue(campaign=TWO_REVIEWS)), *TO_ASSISTED[1:4]]
    two_reviews += [reviewed(at="2022-08-19 09:00"), posted(at="2022-08-19 15:00")]
    later = {"town": "2022-08-25 08:00", "county": "2022-08-25 09:00", "entry": "2022-08-25 10:00"}
    two_reviews += [
        town_reviewed(later["town"]),
        replace_at(TO_ASSISTED[5], later["county"]),
        replace_at(TO_ASSISTED[6], later["entry"]),
        TO_ASSISTED[7],
    ]
    story = given(*two_reviews, clearance_proposed())
    assert story.monitored.procedure == EXIT_2020
    story.doing(reviewed(at="2023-05-05 15:00"), posted(at="2023-05-06 09:00"), town_reviewed("2023-05-12 10:00"))
    story.when(APPROVED, APPROVER).refused("step_missing", missing="公示")
    story.when(POSTED, TOWN_REVIEWER, "2023-05-13 09:00").accepted()
    story.when(APPROVED, APPROVER, "2023-05-19 10:00").accepted()


def replace_at(act: Act, at: str) -> Act:
    return Act(act.command, act.by, at)


def test_an_objection_to_a_clearance_starts_its_steps_anew() -> None:
    story = given(*TO_CLEAR_REVIEW, reviewed(at="2023-05-05 15:00"), posted(at="2023-05-06 09:00"))
    story.when(RaiseObjection("仍有困难"), HELP_CONTACT, "2023-05-08 09:00").then(
        happened(ObjectionRaised, clearing=True)
    )
    assert (story.monitored.stage, story.monitored.done) == (MonitorStage.CLEAR_REVIEW, ())
    story.when(POSTED, CADRE).refused("step_missing", missing="评议")


# --- decided ------------------------------------------------------------------------------------------------------


@pytest.mark.requirement("R001-28")
def test_no_risk_is_cleared_against_the_household() -> None:
    story = given(*TO_CLEARABLE)
    story.when(ApproveClearance(), APPROVER).refused("acknowledgement_missing")
    story.when(ApproveClearance(replace(AGREED, basis=" ")), APPROVER).refused("acknowledgement_missing")
    story.when(ApproveClearance(replace(AGREED, agrees=False)), APPROVER).refused("household_disagrees")
    for party in (CADRE, APPROVER):
        story.when(ApproveClearance(replace(AGREED, asked_by=party)), APPROVER).refused("asked_by_party")
    story.when(ApproveClearance(replace(AGREED, asked_by="查无此人")), APPROVER).refused("unknown_person")
    story.when(APPROVED, APPROVER).accepted()


def test_the_county_may_send_it_back_at_any_step() -> None:
    for before in (TO_CLEAR_REVIEW, TO_CLEARABLE):
        story = given(*before)
        story.when(RejectClearance("收入来源不稳"), APPROVER).then(
            happened(ClearanceRejected, by=APPROVER, reason="收入来源不稳")
        )
        assert (story.monitored.stage, story.monitored.clearance) == (MonitorStage.ASSISTED, None)
        assert story.due(Duty.VISIT) is not None
        story.when(STABLE, CADRE).accepted()


def test_a_clearance_that_is_sent_back_takes_its_notice_down() -> None:
    story = given(*TO_CLEAR_REVIEW, reviewed(at="2023-05-05 15:00"), posted(at="2023-05-06 09:00"))
    story.when(RejectClearance("不稳定"), APPROVER).accepted()
    assert story.due(Duty.NOTICE_END) is None
    assert story.history[-1].__class__ is ClearanceRejected


def test_a_proposal_of_clearance_is_the_only_way_in() -> None:
    given(*TO_ASSISTED).when(APPROVED, APPROVER, "2023-05-04 10:00").refused("wrong_stage")
    assert ClearanceProposed.discharges == frozenset()
