"""评议 公示 异议: the meeting and its votes, full days on the wall, and that no step of a procedure is left out."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pytest

from domain.monitoring_case.entering import ApproveCase, ReviewByTown
from domain.monitoring_case.monitoring_case import MonitorClass, MonitorStage
from domain.monitoring_case.procedure import (
    EXIT_2020,
    ID_2020,
    MONITOR_DEFAULT,
    MONITOR_TWO_NOTICES,
    Procedure,
    ProcedureStep,
    Purpose,
)
from domain.monitoring_case.reviewing import (
    EndNotice,
    HoldReview,
    NoticeCompleted,
    NoticePosted,
    NoticeSigned,
    ObjectionRaised,
    PostNotice,
    RaiseObjection,
    ReviewHeld,
)
from domain.policy import Duty
from tests.monitoring_case.acts import (
    MET,
    POSTED,
    TO_NOTICE,
    TO_REVIEWED,
    TO_TOWN_OK,
    TO_VERIFIED,
    approved,
    clue,
    clue_found,
    posted,
    reviewed,
    town_reviewed,
    verified,
)
from tests.monitoring_case.people import APPROVER, OTHER_CADRE, TOWN_REVIEWER
from tests.monitoring_case.story import TWO_NOTICES, TWO_REVIEWS, given
from tests.problem.people import CADRE, OTHER_HEAD
from tests.problem.story import Act, happened

APPROVE = ApproveCase(MonitorClass.UNSTABLE)
OBJECTED = RaiseObjection("该户有商品房", "同村村民")

# --- the meeting --------------------------------------------------------------------------------------------------


def test_the_village_meets_and_votes() -> None:
    story = (
        given(*TO_VERIFIED)
        .when(MET, CADRE)
        .then(
            happened(
                ReviewHeld,
                by=CADRE,
                minutes="村民代表大会，同意纳入",
                attendance=21,
                in_favour=19,
                against=1,
                passed=True,
                clearing=False,
            )
        )
    )
    assert story.state.stage is MonitorStage.REVIEWED


@pytest.mark.parametrize(("in_favour", "passed"), [(11, True), (10, False), (0, False)])
def test_more_than_half_of_those_who_came_must_be_in_favour(in_favour: int, passed: bool) -> None:
    story = given(*TO_VERIFIED).when(HoldReview("会议记录", 20, in_favour), CADRE).accepted()
    assert story.state.stage is (MonitorStage.REVIEWED if passed else MonitorStage.VERIFIED)


def test_after_a_vote_that_failed_nothing_is_posted_and_the_village_may_meet_again() -> None:
    story = given(*TO_VERIFIED)
    story.when(HoldReview("会议记录", 20, 5, 15), CADRE).then(happened(ReviewHeld, passed=False))
    story.when(POSTED, CADRE).refused("step_missing", step="公示", missing="评议")
    story.when(MET, CADRE).then(happened(ReviewHeld, passed=True))


@pytest.mark.parametrize("votes", [(20, 15, 6), (0, 0, 0), (20, -1, 0), (20, 3, -1)])
def test_the_votes_add_up(votes: tuple[int, int, int]) -> None:
    given(*TO_VERIFIED).when(HoldReview("会议记录", *votes), CADRE).refused("votes_do_not_add_up")


def test_a_meeting_has_minutes() -> None:
    given(*TO_VERIFIED).when(HoldReview(" ", 20, 15), CADRE).refused("text_missing", field="评议会议记录")


def test_another_village_does_not_meet_about_it() -> None:
    given(*TO_VERIFIED).when(MET, OTHER_CADRE).refused("not_permitted")


# --- the notice ---------------------------------------------------------------------------------------------------


def test_a_notice_hangs_for_five_full_days_after_the_day_on_which_it_was_posted() -> None:
    """Posted on Saturday 13 August in the morning: the 14th to the 18th are its days, rest days among them."""
    story = given(*TO_REVIEWED)
    story.when(POSTED, CADRE, "2022-08-13 09:00").then(
        happened(NoticePosted, place="村务公开栏", until="2022-08-19 00:00", arms={Duty.NOTICE_END: "2022-08-18"})
    )
    assert story.monitored.stage is MonitorStage.IN_NOTICE
    story.when_time_passes_until("2022-08-18 23:59").then()
    story.when_time_passes_until("2022-08-19 00:00").then(
        happened(NoticeCompleted, at="2022-08-19 00:00", actor="SYSTEM")
    )
    assert story.monitored.stage is MonitorStage.NOTICED
    assert story.due(Duty.NOTICE_END) is None


def test_who_signs_before_the_last_day_has_ended_is_told_when_it_ends() -> None:
    story = given(*TO_NOTICE)
    story.when(EndNotice(), CADRE, "2022-08-18 23:59").refused("notice_running", until=date(2022, 8, 18))
    story.when(EndNotice(), CADRE, "2022-08-19 08:00").then(happened(NoticeCompleted), happened(NoticeSigned, by=CADRE))
    story.when(EndNotice(), CADRE).refused("no_notice_to_sign")


def test_the_town_does_not_review_while_the_notice_hangs() -> None:
    given(*TO_NOTICE).when(ReviewByTown("同意"), TOWN_REVIEWER, "2022-08-18 23:59").refused("wrong_stage")


# --- objections ---------------------------------------------------------------------------------------------------


def test_an_objection_sends_it_back_and_the_fifteen_days_run_on() -> None:
    story = given(*TO_NOTICE)
    story.when(OBJECTED, OTHER_HEAD, "2022-08-15 09:00").then(
        happened(ObjectionRaised, by=OTHER_HEAD, objection="该户有商品房", raised_by="同村村民")
    )
    assert story.monitored.stage is MonitorStage.VERIFIED
    assert story.due(Duty.NOTICE_END) is None
    assert story.due(Duty.MONITOR_ENTRY) == "2022-08-25"
    story.when(POSTED, CADRE).refused("step_missing", missing="评议")
    story.doing(reviewed(at="2022-08-16 09:00"), posted(at="2022-08-16 15:00"))
    assert story.due(Duty.NOTICE_END) == "2022-08-21"
    story.when_time_passes_until("2022-08-22 00:00").then(happened(NoticeCompleted, at="2022-08-22 00:00"))


def test_an_objection_needs_words_but_no_name() -> None:
    given(*TO_NOTICE).when(RaiseObjection(" "), OTHER_HEAD).refused("text_missing")
    given(*TO_NOTICE).when(RaiseObjection("不符合"), OTHER_HEAD).then(happened(ObjectionRaised, raised_by=None))


def test_what_was_objected_in_time_may_be_entered_later() -> None:
    story = given(*TO_TOWN_OK)
    story.when(OBJECTED, CADRE, "2022-08-19 15:00").refused("objection_too_late")
    late = {"occurred_at": "2022-08-18 15:00", "late_reason": "村民写信，次日收到"}
    story.when(OBJECTED, CADRE, "2022-08-19 16:00", **late).then(happened(ObjectionRaised, at="2022-08-18 15:00"))
    assert story.monitored.stage is MonitorStage.VERIFIED
    story.doing(reviewed(at="2022-08-20 09:00"))
    story.when(OBJECTED, CADRE).refused("wrong_stage")


# --- procedures ---------------------------------------------------------------------------------------------------

STEPS = {
    ProcedureStep.REVIEW_MEETING: MET,
    ProcedureStep.PUBLIC_NOTICE: POSTED,
    ProcedureStep.TOWN_REVIEW: ReviewByTown("同意"),
    ProcedureStep.COUNTY_APPROVAL: APPROVE,
}
ACTORS = {
    ProcedureStep.REVIEW_MEETING: CADRE,
    ProcedureStep.PUBLIC_NOTICE: CADRE,
    ProcedureStep.TOWN_REVIEW: TOWN_REVIEWER,
    ProcedureStep.COUNTY_APPROVAL: APPROVER,
}
PUBLIC = (ProcedureStep.REVIEW_MEETING, ProcedureStep.PUBLIC_NOTICE, ProcedureStep.ANNOUNCEMENT)


@pytest.mark.requirement("R004-20")
@pytest.mark.parametrize(
    ("procedure", "counts"),
    [(ID_2020, (2, 2, 1)), (EXIT_2020, (1, 2, 1)), (MONITOR_DEFAULT, (1, 1, 1)), (MONITOR_TWO_NOTICES, (1, 2, 1))],
)
def test_each_profile_has_its_reviews_notices_and_announcement(
    procedure: Procedure, counts: tuple[int, int, int]
) -> None:
    assert tuple(procedure.path.count(step) for step in PUBLIC) == counts
    assert procedure.path[-2:] == (ProcedureStep.COUNTY_APPROVAL, ProcedureStep.ANNOUNCEMENT)


def test_town_and_county_decide_even_where_a_document_names_only_the_public_steps() -> None:
    named = (ProcedureStep.VERIFY, *PUBLIC, ProcedureStep.ENTRY)
    procedure = Procedure("p", "一评议一公示一公告", Purpose.INCLUSION, named)
    assert procedure.path == MONITOR_DEFAULT.path


@pytest.mark.requirement("R004-20")
@pytest.mark.parametrize("step", list(STEPS)[1:])
def test_a_step_that_was_left_out_is_found(step: ProcedureStep) -> None:
    missing = "、".join(["评议", "公示", "乡镇审核"][: list(STEPS).index(step)])
    story = given(*TO_VERIFIED)
    story.when(STEPS[step], ACTORS[step]).refused("step_missing", missing=missing, procedure="一评议一公示一公告")


@pytest.mark.requirement("R004-20")
def test_no_step_is_done_more_often_than_the_procedure_says() -> None:
    given(*TO_REVIEWED).when(MET, CADRE).refused("step_done", step="评议", ahead="公示、乡镇审核、县级审定、公告")
    given(*TO_TOWN_OK).when(POSTED, TOWN_REVIEWER).refused("step_done", step="公示")


def walked(campaign: str, *acts: Act) -> Sequence[Act]:
    return clue_found(clue(campaign=campaign)), verified(), *acts


@pytest.mark.requirement("R004-20")
def test_two_reviews_and_two_notices_are_all_wanted() -> None:
    story = given(*walked(TWO_REVIEWS, reviewed(), posted()))
    story.when(STEPS[ProcedureStep.TOWN_REVIEW], TOWN_REVIEWER, "2022-08-19 09:00").refused(
        "step_missing", missing="评议、公示"
    )
    story.when(POSTED, CADRE).refused("step_missing", missing="评议")
    story.when(MET, CADRE).accepted()
    assert story.monitored.stage is MonitorStage.REVIEWED
    story.when(POSTED, CADRE, "2022-08-19 15:00").accepted()
    story.when(STEPS[ProcedureStep.TOWN_REVIEW], TOWN_REVIEWER, "2022-08-25 09:00").accepted()
    story.when(APPROVE, APPROVER, "2022-08-25 15:00").accepted()


@pytest.mark.requirement("R004-20")
def test_the_second_notice_after_the_review_of_the_town_is_posted_by_the_town() -> None:
    story = given(*walked(TWO_NOTICES, reviewed(), posted(), town_reviewed()))
    story.when(APPROVE, APPROVER).refused("step_missing", missing="公示")
    story.when(POSTED, CADRE).refused("not_permitted", who="乡镇核查人员（农户所在村（含网格）或其上级）")
    story.when(PostNotice("拟纳入监测，共4人", "政府公告栏"), TOWN_REVIEWER, "2022-08-19 15:00").accepted()
    story.when(APPROVE, APPROVER, "2022-08-25 09:00").accepted()
    assert story.monitored.stage is MonitorStage.APPROVED


def test_the_procedure_of_a_case_is_the_one_that_held_when_it_began() -> None:
    story = given(*TO_TOWN_OK, approved())
    assert story.history[0].procedure == MONITOR_DEFAULT  # type: ignore[attr-defined]
    assert story.monitored.ahead == ()
