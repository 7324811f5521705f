"""整改: progress, evidence, and handing in (申请销号)."""

from datetime import date

import pytest
from msgspec.structs import replace

from domain.policy import Duty, Level
from domain.problem.classification import Mode, Severity
from domain.problem.problem import Evidence, Stage
from domain.problem.rechecking import EscalationReached
from domain.problem.rectifying import (
    AddEvidence,
    EvidenceAdded,
    ProgressReported,
    RectificationStarted,
    ReportProgress,
    SubmissionWithdrawn,
    SubmitForRecheck,
    SubmittedForRecheck,
    WithdrawSubmission,
)
from domain.problem.registering import RecordOpening
from tests.problem.acts import (
    DUE,
    HANDED_IN,
    HANDED_IN_AT_ONCE,
    PHOTO,
    SCAN,
    claimed,
    dispatched,
    finding,
    handed_in,
    layer_passed,
    registered,
    returned,
    to_checking,
    to_claimed,
    to_claimed_at_once,
    to_plan_review,
    to_rectifying,
)
from tests.problem.people import CADRE, HEAD, LEADER, LIAISON, OFFICE, OTHER_HEAD, OTHER_PERSON, PERSON, TOWN
from tests.problem.story import HEAD_SIGNS, THREE_LAYERS, Act, given, happened, packs

# --- progress and evidence ----------------------------------------------------------------------------------------


def test_progress_says_which_measures_are_done() -> None:
    story = (
        given(*to_rectifying())
        .when(ReportProgress("台账已核对", (1,)), PERSON)
        .then(happened(ProgressReported, by=PERSON, text="台账已核对", measures_done=(1,)))
    )
    assert story.problem.measures_done == {1}
    story.when(ReportProgress("已入户", (2,)), PERSON).accepted()
    assert story.problem.measures_done == {1, 2}
    assert story.problem.progress is not None
    assert story.reveal(story.problem.progress.ref) == "已入户"


@pytest.mark.parametrize("person", [PERSON, LEADER, HEAD, LIAISON, CADRE])
def test_the_unit_its_liaison_and_its_villages_report(person: str) -> None:
    story = given(*to_rectifying())
    story.when(ReportProgress("在办"), person).then(happened(ProgressReported, by=person))
    story.when(AddEvidence((PHOTO,)), person).then(happened(EvidenceAdded, by=person))


@pytest.mark.parametrize("person", [OTHER_PERSON, OFFICE])
def test_others_do_not(person: str) -> None:
    story = given(*to_rectifying())
    story.when(ReportProgress("在办"), person).refused("not_permitted")
    story.when(AddEvidence((PHOTO,)), person).refused("not_permitted")


def test_evidence_is_named_by_its_hash_and_is_added_to_what_there_was() -> None:
    story = given(*to_rectifying())
    story.when(AddEvidence((PHOTO,)), PERSON).then(happened(EvidenceAdded, by=PERSON))
    story.when(AddEvidence((SCAN,)), PERSON).accepted()
    assert story.problem.evidence == (PHOTO, SCAN)


@pytest.mark.requirement("R000-30")
@pytest.mark.parametrize("sha256", ["", "a" * 63, "g" * 64, "A" * 64, "a" * 65])
def test_a_hash_that_is_none_is_refused(sha256: str) -> None:
    given(*to_rectifying()).when(AddEvidence((Evidence(sha256),)), PERSON).refused("bad_hash", sha256=sha256)


def test_nothing_is_no_evidence_and_blanks_are_no_progress() -> None:
    story = given(*to_rectifying())
    story.when(AddEvidence(()), PERSON).refused("evidence_missing")
    story.when(ReportProgress("  "), PERSON).refused("text_missing", field="整改进展")


@pytest.mark.parametrize("number", [0, 3, -1])
def test_progress_names_measures_that_exist(number: int) -> None:
    given(*to_rectifying()).when(ReportProgress("在办", (number,)), PERSON).refused("unknown_measure", number=number)


@pytest.mark.requirement("R001-46")
def test_before_the_plan_is_approved_there_is_no_progress() -> None:
    given(*to_claimed()).when(ReportProgress("在办"), PERSON).refused("wrong_stage")
    given(*to_plan_review()).when(AddEvidence((PHOTO,)), PERSON).refused("wrong_stage")


@pytest.mark.requirement("R001-55")
def test_rectification_begins_while_the_screening_goes_on() -> None:
    [screening] = [phase for phase in packs()["xiaoxian_2022"].phases if phase.code == "SELF_CHECK"]
    assert (screening.first, screening.last) == (date(2022, 8, 9), date(2022, 8, 19))
    story = given(*to_rectifying())
    story.when(ReportProgress("在办"), PERSON, "2022-08-12 10:00").accepted()
    given(registered(at="2022-08-15 09:00"), casework=story.casework)
    story.when(HANDED_IN, PERSON, "2022-08-16 10:00").accepted()


# --- 立行立改 -----------------------------------------------------------------------------------------------------


def test_the_first_progress_starts_an_immediate_rectification() -> None:
    story = given(*to_claimed_at_once())
    story.when(ReportProgress("已动手"), PERSON).then(
        happened(RectificationStarted, actor=PERSON), happened(ProgressReported)
    )
    assert story.problem.stage is Stage.RECTIFYING
    story.when(ReportProgress("快完了"), PERSON).then(happened(ProgressReported))


def test_the_first_evidence_starts_it_as_well() -> None:
    given(*to_claimed_at_once()).when(AddEvidence((PHOTO,)), PERSON).then(
        happened(RectificationStarted), happened(EvidenceAdded)
    )


@pytest.mark.requirement("R001-46")
def test_an_immediate_rectification_is_handed_in_by_the_responsible_person_alone() -> None:
    given(*to_claimed_at_once()).when(HANDED_IN_AT_ONCE, PERSON, "2022-08-10 10:00").then(
        happened(SubmittedForRecheck, signers=(PERSON,), layer=1, arms={Duty.RECHECK: "2022-08-15"})
    )


# --- handing in ---------------------------------------------------------------------------------------------------


@pytest.mark.requirement("R002-36")
def test_the_responsible_person_hands_in_with_his_leaders_signature() -> None:
    story = (
        given(*to_rectifying())
        .when(HANDED_IN, PERSON, "2022-08-22 10:00")
        .then(
            happened(
                SubmittedForRecheck,
                effect="两项措施均已完成",
                signers=(PERSON, LEADER),
                layer=1,
                measures_done=(1, 2),
                cause=None,
                arms={Duty.RECHECK: "2022-08-25"},
            )
        )
    )
    problem = story.problem
    assert problem.stage is Stage.CHECK_1
    assert problem.current.submitters == (PERSON, LEADER)
    assert story.due(Duty.RECTIFY) is None


def test_measures_and_evidence_reported_before_count() -> None:
    story = given(*to_rectifying())
    story.when(ReportProgress("完成", (1, 2)), PERSON).accepted()
    story.when(AddEvidence((PHOTO,)), PERSON).accepted()
    story.when(SubmitForRecheck("均已完成", (LEADER,)), PERSON).accepted()


def test_what_was_handed_in_stays_when_it_is_returned() -> None:
    story = given(*to_rectifying())
    story.when(AddEvidence((SCAN,)), PERSON).accepted()
    story.doing(handed_in(), returned())
    assert story.problem.evidence == (SCAN, PHOTO)
    story.when(replace(HANDED_IN, evidence=()), PERSON, "2022-08-24 10:00").accepted()


@pytest.mark.requirement("R002-36")
@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"measures_done": (1,)}, "measures_open"),
        ({"measures_done": (1, 2, 3)}, "unknown_measure"),
        ({"evidence": ()}, "evidence_missing"),
        ({"evidence": (Evidence("x"),)}, "bad_hash"),
        ({"signed_by": ()}, "signature_missing"),
        ({"signed_by": (LEADER, "查无此人")}, "unknown_person"),
        ({"effect": ""}, "text_missing"),
    ],
)
def test_what_is_not_finished_or_not_signed_is_not_handed_in(changed: dict[str, object], code: str) -> None:
    given(*to_rectifying()).when(replace(HANDED_IN, **changed), PERSON).refused(code)


@pytest.mark.requirement("R001-64", "R002-36")
def test_a_refusal_names_the_open_measures_and_the_missing_signature() -> None:
    story = given(*to_rectifying())
    story.when(replace(HANDED_IN, measures_done=()), PERSON).refused("measures_open", numbers="1、2")
    story.when(HANDED_IN, HEAD).refused("signature_missing", who=f"责任人{PERSON}")


def test_the_head_may_hand_in_with_both_signatures_and_counts_as_submitter() -> None:
    story = given(*to_rectifying()).when(replace(HANDED_IN, signed_by=(PERSON, LEADER)), HEAD).accepted()
    assert story.problem.current.submitters == (HEAD, PERSON, LEADER)


def test_a_line_taken_over_without_responsible_persons_cannot_be_handed_in() -> None:
    story = given().when(RecordOpening(finding(), TOWN, "在改", due_on=DUE), OFFICE).accepted()
    story.when(HANDED_IN_AT_ONCE, PERSON).refused("signature_missing", who="责任人（未确定）")


@pytest.mark.requirement("R001-46")
def test_nothing_is_handed_in_before_the_plan_is_approved_or_twice() -> None:
    given(*to_claimed()).when(HANDED_IN, PERSON).refused("wrong_stage")
    given(*to_plan_review()).when(HANDED_IN, PERSON).refused("wrong_stage")
    given(*to_checking()).when(HANDED_IN, PERSON).refused("wrong_stage")


def test_another_unit_hands_nothing_in() -> None:
    given(*to_rectifying()).when(HANDED_IN, OTHER_PERSON).refused("not_permitted")


def test_a_leader_from_outside_the_unit_may_act_in_the_case_that_names_him() -> None:
    story = given(registered(), dispatched(due_on=date(2022, 8, 12), mode=Mode.IMMEDIATE), claimed(person=OTHER_PERSON))
    story.when(HANDED_IN_AT_ONCE, OTHER_PERSON).accepted()


# --- 撤回 ---------------------------------------------------------------------------------------------------------


def test_a_submission_is_taken_back_before_anybody_has_checked_it() -> None:
    story = given(*to_checking())
    story.when(WithdrawSubmission("材料不全"), PERSON).refused("not_permitted")
    story.when(WithdrawSubmission("材料不全"), HEAD).then(
        happened(SubmissionWithdrawn, reason="材料不全", arms={Duty.RECTIFY: "2022-08-31"})
    )
    assert story.problem.stage is Stage.RECTIFYING
    assert story.due(Duty.RECHECK) is None
    story.when(WithdrawSubmission("再撤"), HEAD).refused("wrong_stage")


def test_what_was_taken_back_after_the_date_is_late_from_the_date() -> None:
    story = given(*to_rectifying(), handed_in(at="2022-08-31 10:00"))
    story.when(WithdrawSubmission("材料不全"), HEAD, "2022-09-02 10:00").accepted()
    story.when_time_passes_until("2022-09-05 09:00").then(
        happened(EscalationReached, level=Level.WARN, overdue_wd=3),
        happened(EscalationReached, level=Level.LETTER, overdue_wd=3),
    )


def test_of_a_line_taken_over_without_a_date_the_rework_is_owed_again() -> None:
    undated = RecordOpening(finding(), TOWN, "在改", LEADER, PERSON)
    story = given(Act(undated, OFFICE, "2022-08-08 09:00"))
    story.when(replace(HANDED_IN, measures_done=()), PERSON, "2022-08-10 10:00").accepted()
    story.when(WithdrawSubmission("材料不全"), HEAD, "2022-08-11 10:00").then(
        happened(SubmissionWithdrawn, arms={Duty.REWORK: "2022-08-18"})
    )


def test_once_a_layer_has_acted_nothing_is_taken_back() -> None:
    three = finding(campaign=THREE_LAYERS)
    given(*to_checking(three), layer_passed()).when(WithdrawSubmission("材料不全"), HEAD).refused("wrong_stage")


# --- who signs ----------------------------------------------------------------------------------------------------


def test_where_the_profile_says_so_the_head_signs_too() -> None:
    major = finding(campaign=HEAD_SIGNS, severity=Severity.MAJOR)
    story = given(*to_rectifying(major))
    story.when(HANDED_IN, PERSON).refused("signature_missing", who="甲镇主要负责同志")
    story.when(replace(HANDED_IN, signed_by=(LEADER, OTHER_HEAD)), PERSON).refused("signature_missing")
    story.when(replace(HANDED_IN, signed_by=(LEADER, HEAD)), PERSON).accepted()
    given(*to_rectifying(finding(campaign=HEAD_SIGNS))).when(HANDED_IN, PERSON).accepted()
