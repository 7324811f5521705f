"""认领 不认领 逾期未认领, and the verdict on a refusal."""

from datetime import date

import pytest

from domain.policy import Duty, Level
from domain.problem.claiming import (
    Claim,
    ClaimExpired,
    ClaimRefused,
    DisposeAsUntrue,
    OverturnRefusal,
    ProblemClaimed,
    ProblemFoundUntrue,
    ProblemReassigned,
    Reassign,
    RefusalOverturned,
    RefusalReason,
    RefusalUpheld,
    RefuseClaim,
    UpholdRefusal,
    unit_record_id,
)
from domain.problem.classification import Mode
from domain.problem.problem import Stage
from domain.problem.rechecking import EscalationProposed, EscalationReached
from tests.problem.acts import (
    DUE,
    claim_refused,
    claimed,
    dispatched,
    registered,
    to_claimed,
    to_dispatched,
    to_rectifying,
)
from tests.problem.people import (
    HEAD,
    INSPECTOR,
    LEADER,
    OFFICE,
    OTHER_HEAD,
    OTHER_PERSON,
    OTHER_TOWN,
    PERSON,
    SECOND_OFFICE,
    TEAM_LEAD,
    TOWN,
    TOWN_CLERK,
)
from tests.problem.story import Act, given, happened, staffed_casework

AFTER_EXPIRY = "2022-08-11 08:00"
OVERTURNED = OverturnRefusal("实地查看，确有此事", LEADER, PERSON)

# --- claiming -----------------------------------------------------------------------------------------------------


def test_a_unit_claims_what_was_dispatched_to_it() -> None:
    given(*to_dispatched()).when(Claim(LEADER, PERSON), HEAD, "2022-08-09 10:00").then(
        happened(
            ProblemClaimed,
            actor=HEAD,
            leader=LEADER,
            person=PERSON,
            late=False,
            due=None,
            arms={Duty.PLAN: "2022-08-12"},
        )
    )


def test_the_plan_is_not_owed_later_than_the_due_date() -> None:
    story = given(*to_dispatched(due_on=date(2022, 8, 11)), claimed())
    assert story.due(Duty.PLAN) == "2022-08-11"
    plan = story.problem.owes(Duty.PLAN)
    assert plan is not None
    assert plan.due.why.capped_from == date(2022, 8, 12)


@pytest.mark.requirement("R001-46", "R004-40")
def test_an_immediate_problem_without_a_date_is_due_three_working_days_after_the_claim() -> None:
    story = given(registered(), dispatched(due_on=None, mode=Mode.IMMEDIATE))
    story.when(Claim(LEADER, PERSON), HEAD, "2022-08-09 10:00").then(
        happened(ProblemClaimed, due="2022-08-12", arms={Duty.IMMEDIATE: "2022-08-12"})
    )
    assert story.problem.due == story.problem.original_due == story.problem.judged_due
    assert story.problem.due is not None


def test_an_immediate_problem_with_a_date_keeps_it() -> None:
    story = given(registered(), dispatched(due_on=date(2022, 8, 11), mode=Mode.IMMEDIATE))
    story.when(Claim(LEADER, PERSON), HEAD).then(happened(ProblemClaimed, due=None, arms=()))
    assert story.due(Duty.IMMEDIATE) == "2022-08-11"


@pytest.mark.requirement("R001-54", "R002-37")
def test_a_claim_names_people_who_exist() -> None:
    story = given(*to_dispatched())
    story.when(Claim("查无此人", PERSON), HEAD).refused("unknown_person", person="查无此人")
    story.when(Claim(LEADER, "查无此人"), HEAD).refused("unknown_person")


def test_another_unit_does_not_claim_it() -> None:
    given(*to_dispatched()).when(Claim(LEADER, PERSON), OTHER_HEAD).refused("not_permitted")


def test_what_was_claimed_is_not_claimed_again() -> None:
    given(*to_claimed()).when(Claim(LEADER, PERSON), HEAD).refused("wrong_stage", stage="已认领待报方案")


def test_a_problem_is_claimed_only_after_it_was_dispatched() -> None:
    given(registered()).when(Claim(LEADER, PERSON), HEAD).refused("wrong_stage")


# --- refusing -----------------------------------------------------------------------------------------------------


@pytest.mark.requirement("R002-26")
def test_the_head_refuses_with_a_reason_and_a_statement() -> None:
    story = (
        given(*to_dispatched())
        .when(RefuseClaim(RefusalReason.NOT_TRUE, "辖区内不存在"), HEAD, "2022-08-09 10:00")
        .then(
            happened(
                ClaimRefused,
                reason=RefusalReason.NOT_TRUE,
                statement="辖区内不存在",
                signer=HEAD,
                arms={Duty.REFUSAL_VERIFY: "2022-08-12"},
            )
        )
    )
    assert story.problem.stage is Stage.REFUSED
    assert not story.problem.claim_expired
    assert story.due(Duty.CLAIM) is None


def test_a_refusal_needs_a_statement() -> None:
    given(*to_dispatched()).when(RefuseClaim(RefusalReason.DUPLICATE, " "), HEAD).refused(
        "text_missing", field="不认领说明"
    )


@pytest.mark.parametrize("person", [PERSON, LEADER, OTHER_HEAD, OFFICE])
def test_only_the_head_of_the_unit_refuses(person: str) -> None:
    given(*to_dispatched()).when(RefuseClaim(RefusalReason.NOT_TRUE, "不存在"), person).refused("not_permitted")


def test_a_refusal_by_statement_is_not_followed_by_a_claim_before_the_verdict() -> None:
    given(*to_dispatched(), claim_refused()).when(Claim(LEADER, PERSON), HEAD).refused("wrong_stage")


# --- silence ------------------------------------------------------------------------------------------------------


@pytest.mark.requirement("R002-26")
def test_silence_expires_at_midnight_and_is_warned_at_the_next_scan() -> None:
    story = given(*to_dispatched())
    story.when_time_passes_until("2022-08-11 09:00").then(
        happened(ClaimExpired, at="2022-08-11 00:00", actor="SYSTEM", arms={Duty.REFUSAL_VERIFY: "2022-08-15"}),
        happened(
            EscalationReached,
            at="2022-08-11 09:00",
            level=Level.WARN,
            basis="逾期未认领",
            duty=Duty.CLAIM,
            supervising=False,
        ),
    )
    assert story.problem.silent
    assert story.problem.claim_expired


def test_a_claim_at_the_last_minute_is_in_time() -> None:
    given(*to_dispatched()).when(Claim(LEADER, PERSON), HEAD, "2022-08-10 23:59").then(
        happened(ProblemClaimed, late=False)
    )


def test_a_late_claim_is_accepted_before_a_verdict_and_the_mark_stays() -> None:
    story = given(*to_dispatched())
    story.when(Claim(LEADER, PERSON), HEAD, "2022-08-12 10:00").then(
        happened(ClaimExpired, at="2022-08-11 00:00"),
        happened(EscalationReached, at="2022-08-11 09:00"),
        happened(ProblemClaimed, at="2022-08-12 10:00", late=True, arms={Duty.PLAN: "2022-08-17"}),
    )
    assert story.problem.claim_expired
    assert story.problem.claimed_late
    assert not story.problem.silent
    assert story.due(Duty.REFUSAL_VERIFY) is None


def test_who_was_silent_refuses_no_more() -> None:
    given(*to_dispatched()).when(RefuseClaim(RefusalReason.NOT_TRUE, "不存在"), HEAD, AFTER_EXPIRY).refused(
        "wrong_stage"
    )


# --- the verdict --------------------------------------------------------------------------------------------------


@pytest.mark.requirement("R002-26")
def test_an_upheld_refusal_ends_the_problem() -> None:
    story = (
        given(*to_dispatched(), claim_refused())
        .when(UpholdRefusal("实地查看，确不存在"), OFFICE, "2022-08-11 10:00")
        .then(happened(RefusalUpheld, verification="实地查看，确不存在", verifier=OFFICE, another_unit=False, arms=()))
    )
    assert story.problem.stage is Stage.NOT_FOUND
    assert story.problem.obligations == ()
    assert story.casework.moments(story.problem) == []


def test_silence_is_upheld_as_well() -> None:
    story = given(*to_dispatched())
    story.when(UpholdRefusal("实地查看，确不存在"), TEAM_LEAD, AFTER_EXPIRY).then(
        happened(ClaimExpired), happened(RefusalUpheld, at=AFTER_EXPIRY)
    )


@pytest.mark.requirement("R002-26")
def test_an_overturned_refusal_is_a_compulsory_claim() -> None:
    story = (
        given(*to_dispatched(), claim_refused())
        .when(OVERTURNED, OFFICE, "2022-08-11 10:00")
        .then(
            happened(
                RefusalOverturned,
                verification="实地查看，确有此事",
                verifier=OFFICE,
                leader=LEADER,
                person=PERSON,
                due=None,
                arms={Duty.PLAN: "2022-08-16"},
            )
        )
    )
    assert story.problem.stage is Stage.CLAIMED
    assert story.problem.compulsory
    assert story.problem.due is not None
    assert story.problem.due.on == DUE


def test_the_adjudicator_may_set_another_date() -> None:
    story = given(*to_dispatched(), claim_refused())
    command = OverturnRefusal("确有此事", LEADER, PERSON, due_on=date(2022, 9, 9))
    story.when(command, OFFICE, "2022-08-11 10:00").then(
        happened(RefusalOverturned, due="2022-09-09", arms={Duty.PLAN: "2022-08-16", Duty.RECTIFY: "2022-09-09"})
    )
    problem = story.problem
    assert problem.judged_due == problem.due
    assert problem.original_due is not None
    assert problem.original_due.on == DUE, "the original date stays visible"


def test_an_immediate_problem_is_due_after_its_overturning() -> None:
    story = given(registered(), dispatched(due_on=None, mode=Mode.IMMEDIATE), claim_refused())
    story.when(OVERTURNED, OFFICE, "2022-08-11 10:00").then(
        happened(RefusalOverturned, due="2022-08-16", arms={Duty.IMMEDIATE: "2022-08-16"})
    )
    assert story.problem.original_due == story.problem.due


@pytest.mark.requirement("R002-26")
def test_a_verdict_needs_a_verification_on_the_spot() -> None:
    story = given(*to_dispatched(), claim_refused())
    story.when(UpholdRefusal("  "), OFFICE).refused("verification_missing")
    story.when(OverturnRefusal("", LEADER, PERSON), OFFICE).refused("verification_missing")


def test_the_adjudicator_sets_no_date_in_the_past_and_names_people_who_exist() -> None:
    story = given(*to_dispatched(), claim_refused())
    past = OverturnRefusal("确有此事", LEADER, PERSON, due_on=date(2022, 8, 5))
    story.when(past, OFFICE).refused("due_in_past")
    story.when(OverturnRefusal("确有此事", "查无此人", PERSON), OFFICE).refused("unknown_person")


@pytest.mark.requirement("R002-26")
def test_nobody_of_the_refusing_unit_and_not_who_registered_it_gives_the_verdict() -> None:
    story = given(*to_dispatched(), claim_refused())
    for command in (UpholdRefusal("确不存在"), OVERTURNED):
        story.when(command, HEAD).refused("sod_4")
        story.when(command, INSPECTOR).refused("sod_4")  # he registered it
        story.when(command, OTHER_HEAD).refused("not_permitted")
    story.when(OVERTURNED, SECOND_OFFICE).accepted()


def test_there_is_no_verdict_before_an_answer_or_its_expiry() -> None:
    given(*to_dispatched()).when(UpholdRefusal("确不存在"), OFFICE, "2022-08-10 10:00").refused("wrong_stage")


def test_an_ended_problem_takes_no_further_command() -> None:
    story = given(*to_dispatched(), claim_refused())
    story.when(UpholdRefusal("确不存在"), OFFICE).accepted()
    story.when(Claim(LEADER, PERSON), HEAD).refused("wrong_stage", stage="经核实不存在")


# --- 改派 ---------------------------------------------------------------------------------------------------------


def test_a_reassigned_problem_is_claimed_anew_under_the_date_in_force() -> None:
    story = given(*to_rectifying())
    story.when(Reassign(OTHER_TOWN, "属乙镇辖区"), OFFICE, "2022-08-15 10:00").then(
        happened(
            ProblemReassigned,
            unit=OTHER_TOWN,
            due=None,
            arms={Duty.CLAIM: "2022-08-17", Duty.RECTIFY: "2022-08-31"},
        )
    )
    problem = story.problem
    assert (problem.stage, problem.unit, problem.person, problem.measures) == (Stage.DISPATCHED, OTHER_TOWN, None, ())
    story.when(Claim(OTHER_HEAD, OTHER_PERSON), HEAD).refused("not_permitted")
    story.when(Claim(OTHER_HEAD, OTHER_PERSON), OTHER_HEAD).accepted()
    assert story.due(Duty.PLAN) is not None


def test_what_another_unit_is_given_is_not_forced_on_it() -> None:
    story = given(*to_dispatched(), claim_refused())
    story.when(OverturnRefusal("确有此事", LEADER, PERSON), OFFICE, "2022-08-10 10:00").accepted()
    assert story.problem.compulsory
    story.when(Reassign(OTHER_TOWN, "属乙镇辖区"), OFFICE, "2022-08-11 10:00").accepted()
    assert not story.problem.compulsory


def test_a_reassignment_may_state_another_date_and_never_a_past_one() -> None:
    story = given(*to_claimed())
    story.when(Reassign(OTHER_TOWN, "改派", date(2022, 8, 1)), OFFICE).refused("due_in_past")
    story.when(Reassign(OTHER_TOWN, "改派", date(2022, 9, 9)), OFFICE).then(
        happened(ProblemReassigned, due="2022-09-09")
    )
    assert story.problem.judged_due is not None
    assert story.problem.judged_due.on == date(2022, 9, 9)
    assert story.problem.original_due is not None
    assert story.problem.original_due.on == date(2022, 8, 31)


def test_a_reassignment_goes_to_another_unit_within_reach_with_a_reason() -> None:
    story = given(*to_claimed())
    story.when(Reassign(TOWN, "改派"), OFFICE).refused("same_unit")
    story.when(Reassign("丁镇", "改派"), OFFICE).refused("unknown_unit")
    story.when(Reassign(OTHER_TOWN, ""), OFFICE).refused("text_missing")
    story.when(Reassign(OTHER_TOWN, "改派"), TOWN_CLERK).refused("out_of_reach")
    story.when(Reassign(OTHER_TOWN, "改派"), HEAD).refused("not_permitted")


# --- unfounded refusals -------------------------------------------------------------------------------------------


def test_the_second_unfounded_refusal_of_a_unit_in_a_campaign_proposes_a_circular() -> None:
    casework = staffed_casework()
    verdict = Act(OverturnRefusal("确有此事", LEADER, PERSON), OFFICE, "2022-08-10 10:00")
    first = given(*to_dispatched(), claim_refused(), verdict, casework=casework)
    second = given(*to_dispatched(), claim_refused(), verdict, casework=casework)
    assert first.happened(EscalationProposed) == []
    assert second.happened(EscalationProposed) == ["2022-08-10 10:00"]
    record = casework.load(unit_record_id("xiaoxian_2022", TOWN)).state
    assert record.unfounded_refusals == 2


# --- 不属实 -------------------------------------------------------------------------------------------------------


def test_what_turns_out_untrue_after_the_claim_ends_by_a_verification_of_another_unit() -> None:
    story = given(*to_rectifying())
    story.when(DisposeAsUntrue("到场查看，资料齐全"), INSPECTOR).refused("sod_4")  # who registered it
    story.when(DisposeAsUntrue(" "), OFFICE).refused("verification_missing")
    story.when(DisposeAsUntrue("到场查看，资料齐全"), OFFICE).then(
        happened(ProblemFoundUntrue, verification="到场查看，资料齐全", verifier=OFFICE)
    )
    assert (story.problem.stage, story.problem.obligations) == (Stage.NOT_FOUND, ())
