"""移交 受理 反馈 处理结果, and that nobody forgets the feedback."""

from datetime import date

import pytest
from msgspec.structs import replace

from domain.case import Command
from domain.pack import PlaceLevel
from domain.policy import Duty
from domain.referral.answering import (
    AcceptReferral,
    Consequence,
    FeedbackGiven,
    GiveFeedback,
    HandOverReferral,
    OutcomeRecorded,
    RecordOutcome,
    ReferralAccepted,
    ReferralHandedOver,
    ReferralReturned,
    ReturnReferral,
    Sanction,
)
from domain.referral.proposing import ApproveReferral, CountersignDecline
from domain.referral.referral import Feedback, FeedbackOverdue, FeedbackReminded, Stage
from tests.problem.acts import closing, to_close_pending
from tests.problem.people import COUNTY_OFFICE, GROUP_HEAD, LEADER, OFFICE, TEAM_LEAD, TOWN, TOWN_CLERK
from tests.problem.story import Act, Story, happened
from tests.referral.stage import (
    ACCEPTED,
    APPROVED,
    CITY_CLERK,
    CITY_DISCIPLINE,
    CITY_DISCIPLINE_BODY,
    CITY_HEAD,
    DISCIPLINE,
    DISCIPLINE_BODY,
    HANDED,
    HANDED_OVER,
    LIST,
    OUTCOME,
    PACK,
    SECOND_HEAD,
    SIGNED_ONCE,
    TO_ACCEPTED,
    TO_HANDED_OVER,
    TO_IN_HANDLING,
    about,
    casework_with_discipline,
    given,
    mandatory,
    proposed,
)
from tests.twice import happens_once

FEEDBACK = Duty.REFERRAL_FEEDBACK

# --- handing over -------------------------------------------------------------------------------------------------


def test_the_office_hands_over_the_list_and_the_sealed_pack_and_feedback_is_owed_in_ninety_days() -> None:
    story = given(proposed(), APPROVED)
    story.when(HANDED, OFFICE, "2022-08-10 09:00").then(
        happened(
            ReferralHandedOver,
            to=DISCIPLINE_BODY,
            items=({"text": "现场照片及说明", "sha256": "d" * 64},),
            evidence_pack=PACK,
            by=OFFICE,
            arms={FEEDBACK: "2022-11-08"},
        )
    )
    assert story.state.stage is Stage.HANDED_OVER
    assert story.state.due_on == date(2022, 11, 8)


def test_nothing_is_handed_over_without_a_list_or_with_a_hash_that_is_none() -> None:
    story = given(proposed(), APPROVED)
    story.when(HandOverReferral(DISCIPLINE_BODY, (), PACK), OFFICE).refused("list_missing")
    story.when(HandOverReferral(DISCIPLINE_BODY, LIST, "pack"), OFFICE).refused("bad_hash", sha256="pack")
    story.when(HandOverReferral(DISCIPLINE_BODY, (replace(LIST[0], sha256="x"),), PACK), OFFICE).refused("bad_hash")


def test_it_goes_to_a_body_of_discipline_inspection() -> None:
    story = given(proposed(), APPROVED)
    story.when(HandOverReferral(TOWN, LIST, PACK), OFFICE).refused("no_discipline_there", unit=TOWN)
    story.when(HandOverReferral("丁镇", LIST, PACK), OFFICE).refused("unknown_unit")


def test_nothing_is_handed_over_before_it_was_approved_and_by_nobody_but_an_office_above() -> None:
    given(proposed()).when(HANDED, GROUP_HEAD).refused("wrong_stage")
    given(proposed(), APPROVED).when(HANDED, GROUP_HEAD).refused("not_permitted")
    given(proposed(), APPROVED).when(HANDED, TOWN_CLERK).refused("concerned", name=TOWN_CLERK)


def test_what_concerns_the_county_office_is_handed_over_by_the_citys() -> None:
    story = given(proposed(about(unit=COUNTY_OFFICE, persons=())))
    story.when(ApproveReferral(), CITY_HEAD).accepted()
    story.when(HANDED, OFFICE).refused("concerned")
    story.when(replace(HANDED, to=CITY_DISCIPLINE_BODY), CITY_CLERK).accepted()


# --- accepting, returning -----------------------------------------------------------------------------------------


def test_discipline_inspection_accepts_with_the_number_of_a_receipt() -> None:
    story = given(*TO_HANDED_OVER)
    story.when(AcceptReferral(" "), DISCIPLINE).refused("text_missing", field="回执编号")
    story.when(AcceptReferral("县纪收〔2022〕17号"), DISCIPLINE).then(
        happened(ReferralAccepted, receipt="县纪收〔2022〕17号", by=DISCIPLINE, arms=())
    )
    assert story.due(FEEDBACK) == "2022-11-08", "accepting it is no answer yet"


def test_only_the_body_that_it_was_handed_to_may_accept_it() -> None:
    story = given(*TO_HANDED_OVER)
    story.when(AcceptReferral("1"), CITY_DISCIPLINE).refused("unknown_case")
    story.when(AcceptReferral("1"), GROUP_HEAD).refused("not_permitted")


def test_what_is_not_theirs_to_handle_comes_back_and_is_handed_over_elsewhere() -> None:
    story = given(*TO_HANDED_OVER)
    story.when(ReturnReferral("市管干部，无管辖权"), DISCIPLINE).then(
        happened(ReferralReturned, reason="市管干部，无管辖权", by=DISCIPLINE)
    )
    assert story.state.stage is Stage.APPROVED
    assert story.due(FEEDBACK) is None
    story.when(replace(HANDED, to=CITY_DISCIPLINE_BODY), OFFICE, "2022-08-15 09:00").then(
        happened(ReferralHandedOver, to=CITY_DISCIPLINE_BODY, arms={FEEDBACK: "2022-11-14"})
    )
    story.when(AcceptReferral("市纪收1号"), CITY_DISCIPLINE).accepted()


# --- feedback -----------------------------------------------------------------------------------------------------

ANSWERED = {
    Feedback.CASE_FILED: (Stage.IN_HANDLING, None),
    Feedback.NO_CASE: (Stage.CLOSED_NO_CASE, None),
    Feedback.SETTLED: (Stage.CLOSED_NO_CASE, None),
    Feedback.LETTER_INQUIRY: (Stage.IN_HANDLING, "2022-11-30"),
    Feedback.PRELIMINARY_CHECK: (Stage.IN_HANDLING, "2022-11-30"),
    Feedback.KEPT_FOR_LATER: (Stage.IN_HANDLING, "2022-11-30"),
}


@pytest.mark.parametrize("feedback", list(Feedback))
def test_each_feedback_ends_it_or_keeps_it_in_hand_and_what_is_no_answer_yet_leaves_the_next_owed(
    feedback: Feedback,
) -> None:
    stage, owed = ANSWERED[feedback]
    story = given(*TO_ACCEPTED)
    story.when(GiveFeedback(feedback, "情况说明"), DISCIPLINE, "2022-09-01 09:00").then(
        happened(FeedbackGiven, feedback=feedback, reason="情况说明", by=DISCIPLINE)
    )
    assert story.state.stage is stage
    assert story.state.open is (stage is Stage.IN_HANDLING)
    assert story.due(FEEDBACK) == owed


def test_no_case_needs_a_reason_the_others_do_not() -> None:
    story = given(*TO_ACCEPTED)
    story.when(GiveFeedback(Feedback.NO_CASE), DISCIPLINE).refused("text_missing", field="反馈说明")
    story.when(GiveFeedback(Feedback.PRELIMINARY_CHECK), DISCIPLINE).then(happened(FeedbackGiven, reason=None))
    story.when(GiveFeedback(Feedback.CASE_FILED), DISCIPLINE).then(happened(FeedbackGiven, reason=None))


def test_once_a_case_is_filed_only_its_outcome_follows() -> None:
    given(*TO_IN_HANDLING).when(GiveFeedback(Feedback.SETTLED), DISCIPLINE).refused("wrong_stage")


def test_an_answer_is_reminded_on_its_last_working_day_and_warned_of_at_the_next_scan() -> None:
    story = given(*TO_ACCEPTED)
    story.when_time_passes_until("2022-11-30 12:00").then(
        happened(FeedbackReminded, at="2022-11-08 09:00", actor="SYSTEM", duty=FEEDBACK, due_on="2022-11-08"),
        happened(FeedbackOverdue, at="2022-11-09 09:00", duty=FEEDBACK, overdue_wd=1),
    )
    story.when(GiveFeedback(Feedback.CASE_FILED), DISCIPLINE, "2022-12-01 09:00").then(happened(FeedbackGiven))


def test_whoever_answers_in_time_is_not_reminded() -> None:
    given(*TO_IN_HANDLING).when_time_passes_until("2022-12-30 12:00").then_nothing()


# --- outcome ------------------------------------------------------------------------------------------------------


@pytest.mark.requirement("R002-51", "R003-25")
def test_the_outcome_names_what_was_done_to_whom_by_which_authority_on_what_basis() -> None:
    consequences = (
        Consequence(Sanction.DISCIPLINARY, person=LEADER),
        Consequence(Sanction.CIRCULAR, unit=TOWN, circulated_in=PlaceLevel.COUNTY),
    )
    command = RecordOutcome(consequences, "县纪委监委", "县纪决〔2022〕9号", date(2022, 10, 20))
    story = given(*TO_IN_HANDLING)
    story.when(command, DISCIPLINE).then(
        happened(
            OutcomeRecorded,
            consequences=(
                {"sanction": Sanction.DISCIPLINARY, "unit": "", "person": LEADER, "circulated_in": None},
                {"sanction": Sanction.CIRCULAR, "unit": TOWN, "person": "", "circulated_in": PlaceLevel.COUNTY},
            ),
            authority="县纪委监委",
            basis="县纪决〔2022〕9号",
            decided_on="2022-10-20",
        )
    )
    assert story.state.stage is Stage.FINISHED


@pytest.mark.requirement("R002-51")
def test_an_outcome_without_its_basis_its_authority_or_anybody_concerned_is_refused() -> None:
    story = given(*TO_IN_HANDLING)
    story.when(replace(OUTCOME, basis=""), DISCIPLINE).refused("text_missing", field="依据文件")
    story.when(replace(OUTCOME, authority=" "), DISCIPLINE).refused("text_missing", field="决定机关")
    story.when(replace(OUTCOME, consequences=()), DISCIPLINE).refused("consequences_missing")
    for on in (Consequence(Sanction.CIRCULAR), Consequence(Sanction.CIRCULAR, TOWN, LEADER)):
        story.when(replace(OUTCOME, consequences=(on,)), DISCIPLINE).refused("consequence_on_whom", sanction="通报")
    nobody = (Consequence(Sanction.CIRCULAR, person="查无此人"),)
    story.when(replace(OUTCOME, consequences=nobody), DISCIPLINE).refused("unknown_person")
    nowhere = (Consequence(Sanction.CIRCULAR, unit="丁镇"),)
    story.when(replace(OUTCOME, consequences=nowhere), DISCIPLINE).refused("unknown_unit")


# --- beside the problem ---------------------------------------------------------------------------------------------


def test_closing_the_problem_does_not_end_the_referral_nor_the_other_way_round() -> None:
    casework = casework_with_discipline()
    problem = Story(casework).doing(*to_close_pending())
    referral = Story(casework).doing(proposed(replace(about(), behind=problem.case), at="2022-08-23 12:00"))
    problem.when(closing(), OFFICE, "2022-08-24 10:00").accepted()
    assert referral.state.open
    before = problem.state
    referral.when(ApproveReferral(), GROUP_HEAD, "2022-08-25 09:00").accepted()
    referral.when(HANDED, OFFICE).accepted()
    referral.when(AcceptReferral("1"), DISCIPLINE).accepted()
    referral.when(GiveFeedback(Feedback.SETTLED), DISCIPLINE).accepted()
    assert not referral.state.open
    assert problem.state == before


# --- sent twice -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("before", "command", "by"),
    [
        ((), about(), TEAM_LEAD),
        ((proposed(),), ApproveReferral(), GROUP_HEAD),
        ((proposed(),), SIGNED_ONCE.command, GROUP_HEAD),
        ((mandatory(),), SIGNED_ONCE.command, GROUP_HEAD),
        ((mandatory(), SIGNED_ONCE), CountersignDecline(), SECOND_HEAD),
        ((proposed(), APPROVED), HANDED, OFFICE),
        ((proposed(), APPROVED, HANDED_OVER), ACCEPTED.command, DISCIPLINE),
        (TO_HANDED_OVER, ReturnReferral("无管辖权"), DISCIPLINE),
        (TO_ACCEPTED, GiveFeedback(Feedback.CASE_FILED), DISCIPLINE),
        (TO_IN_HANDLING, OUTCOME, DISCIPLINE),
    ],
)
def test_a_command_sent_twice_happens_once(before: tuple[Act, ...], command: Command, by: str) -> None:
    happens_once(given(), before, command, by)
