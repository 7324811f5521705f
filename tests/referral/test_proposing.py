"""建议移交, 同意移交, 不予移交: who proposes, who decides, and what may not be declined so easily."""

import pytest
from msgspec.structs import replace

from domain.accountability import Misconduct
from domain.case import Command
from domain.organisation import ORGANISATION_ID
from domain.problem.problem import Evidence
from domain.problem.registering import RegisterProblem
from domain.referral.proposing import (
    ApproveReferral,
    CountersignDecline,
    DeclineReferral,
    DeclineSigned,
    ReferralApproved,
    ReferralDeclined,
    ReferralProposed,
)
from domain.referral.referral import Stage
from tests.problem.acts import finding
from tests.problem.people import COUNTY_OFFICE, GROUP_HEAD, INSPECTOR, LEADER, OFFICE, TEAM_LEAD, TOWN, VILLAGE
from tests.problem.story import Story, happened
from tests.referral.stage import (
    CITY_HEAD,
    OTHER_LEAD,
    SECOND_HEAD,
    SIGNED_ONCE,
    STRICT,
    TOWN_PARTY_HEAD,
    about,
    casework_with_discipline,
    given,
    mandatory,
    proposed,
)

# --- proposing ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", list(Misconduct))
def test_a_team_lead_proposes_a_referral_of_any_kind(kind: Misconduct) -> None:
    given().when(about(kind), TEAM_LEAD, "2022-08-08 09:00").then(
        happened(
            ReferralProposed,
            referral_no="XX2022-移-0001",
            kind=kind,
            mandatory=False,
            unit=TOWN,
            units=(TOWN,),
            persons=(LEADER,),
            grounds="走访记录中存在代签",
            proposed_by=TEAM_LEAD,
            behind=None,
        )
    )


def test_referrals_of_a_campaign_are_numbered_one_after_the_other() -> None:
    casework = casework_with_discipline()
    for number in (1, 2):
        story = Story(casework).doing(proposed())
        assert story.state.number == f"XX2022-移-000{number}"


def test_nobody_but_a_team_lead_proposes_and_only_where_he_inspects() -> None:
    story = given()
    story.when(about(), OFFICE).refused("not_permitted")
    story.when(about(), INSPECTOR).refused("not_permitted")
    story.when(about(), OTHER_LEAD).refused("out_of_reach", unit=TOWN)


def test_a_proposal_names_a_unit_and_people_who_exist_and_says_on_what_grounds() -> None:
    story = given()
    story.when(about(unit="丁镇"), TEAM_LEAD).refused("unknown_unit")
    story.when(about(persons=("查无此人",)), TEAM_LEAD).refused("unknown_person")
    story.when(replace(about(), grounds=" "), TEAM_LEAD).refused("text_missing", field="移交事由")
    story.when(replace(about(), evidence=(Evidence("x"),)), TEAM_LEAD).refused("bad_hash")


def test_the_case_behind_it_must_be_there_and_of_the_same_campaign() -> None:
    casework = casework_with_discipline()
    problem = Story(casework).when(RegisterProblem(finding()), INSPECTOR).accepted()
    elsewhere = Story(casework).when(RegisterProblem(finding("heyuan_2018", "H1")), INSPECTOR).accepted()
    story = Story(casework)
    story.when(replace(about(), behind=elsewhere.case), TEAM_LEAD).refused("unknown_case")
    story.when(replace(about(), behind=ORGANISATION_ID), TEAM_LEAD).refused("unknown_case")
    story.when(replace(about(), behind=problem.case), TEAM_LEAD).accepted()
    assert story.state.behind.number == problem.problem.problem_no


def test_the_texts_are_under_a_key_of_their_own() -> None:
    story = given(proposed())
    casework = story.casework
    assert story.reveal(story.state.grounds.ref) == "走访记录中存在代签"
    casework.recorder.insert_events([], sealed=casework.vault.destruction([story.state.subject]))
    assert story.reveal(story.state.grounds.ref) is None


def test_the_units_of_the_people_concerned_are_fixed_at_the_proposal() -> None:
    story = given(proposed(about(unit=VILLAGE, persons=(LEADER, OFFICE))))
    assert story.state.units == (VILLAGE, TOWN, COUNTY_OFFICE)


# --- approving ----------------------------------------------------------------------------------------------------


def test_the_group_head_approves() -> None:
    story = given(proposed()).when(ApproveReferral(), GROUP_HEAD).then(happened(ReferralApproved, by=GROUP_HEAD))
    assert story.state.stage is Stage.APPROVED
    story.when(ApproveReferral(), GROUP_HEAD).refused("wrong_stage", stage="同意移交待送达")


def test_nobody_else_approves() -> None:
    given(proposed()).when(ApproveReferral(), TEAM_LEAD).refused("not_permitted")
    given(proposed()).when(ApproveReferral(), OFFICE).refused("unknown_case")


@pytest.mark.parametrize("command", [ApproveReferral(), DeclineReferral("查无此事")])
def test_a_group_head_who_leads_the_unit_concerned_does_not_decide_it_goes_one_level_up(command: Command) -> None:
    story = given(proposed())
    story.when(command, TOWN_PARTY_HEAD).refused("concerned", name=TOWN_PARTY_HEAD)
    story.when(command, GROUP_HEAD).accepted()


def test_a_group_head_who_leads_the_office_of_a_person_concerned_does_not_decide() -> None:
    story = given(proposed(about(unit=COUNTY_OFFICE, persons=(OFFICE,))))
    story.when(ApproveReferral(), GROUP_HEAD).refused("concerned")
    story.when(ApproveReferral(), CITY_HEAD).accepted()


def test_a_group_head_who_is_concerned_himself_is_told_that_there_is_no_such_case() -> None:
    story = given(proposed(about(persons=(GROUP_HEAD,))))
    story.when(ApproveReferral(), GROUP_HEAD).refused("unknown_case")
    story.when(ApproveReferral(), SECOND_HEAD).refused("concerned")  # he is of the same unit
    story.when(ApproveReferral(), CITY_HEAD).accepted()


# --- declining ----------------------------------------------------------------------------------------------------


def test_what_is_not_mandatory_is_declined_by_one_with_a_reason() -> None:
    story = given(proposed())
    story.when(DeclineReferral(" "), GROUP_HEAD).refused("text_missing", field="不予移交理由")
    story.when(DeclineReferral("查无此事"), GROUP_HEAD).then(
        happened(ReferralDeclined, reason="查无此事", signers=(GROUP_HEAD,), verification=None)
    )
    assert story.state.stage is Stage.DECLINED
    assert not story.state.open


@pytest.mark.requirement("R000-33")
@pytest.mark.parametrize("kind", [Misconduct.DUTY, Misconduct.CONDUCT, Misconduct.CORRUPTION])
def test_a_mandatory_kind_is_not_declined_without_a_verification(kind: Misconduct) -> None:
    story = given(proposed(about(kind, campaign=STRICT)))
    assert story.state.mandatory
    story.when(DeclineReferral("查无此事"), GROUP_HEAD).refused("mandatory_unverified")


@pytest.mark.requirement("R000-33")
def test_a_mandatory_kind_is_declined_under_two_signatures() -> None:
    story = given(mandatory())
    story.when(DeclineReferral("查无此事", "逐户核对，签名属实"), GROUP_HEAD).then(
        happened(DeclineSigned, reason="查无此事", verification="逐户核对，签名属实", signer=GROUP_HEAD)
    )
    assert story.state.stage is Stage.PROPOSED, "one signature decides nothing"
    story.when(CountersignDecline(), GROUP_HEAD).refused("second_signature")
    story.when(CountersignDecline(), SECOND_HEAD).then(
        happened(
            ReferralDeclined, reason="查无此事", signers=(GROUP_HEAD, SECOND_HEAD), verification="逐户核对，签名属实"
        )
    )
    assert story.state.stage is Stage.DECLINED


def test_the_second_signature_may_be_a_team_leads_but_not_of_someone_concerned() -> None:
    given(mandatory(), SIGNED_ONCE).when(CountersignDecline(), TOWN_PARTY_HEAD).refused("concerned")
    given(mandatory(), SIGNED_ONCE).when(CountersignDecline(), TEAM_LEAD).accepted()


def test_there_is_nothing_to_countersign_before_the_first_signature() -> None:
    given(mandatory()).when(CountersignDecline(), SECOND_HEAD).refused("wrong_stage")
    given(mandatory(), SIGNED_ONCE).when(DeclineReferral("仍然查无此事", "再核"), SECOND_HEAD).refused("wrong_stage")


def test_whoever_signed_a_decline_may_still_approve_and_then_the_signature_is_void() -> None:
    story = given(mandatory(), SIGNED_ONCE).when(ApproveReferral(), GROUP_HEAD).accepted()
    assert story.state.decline is None
    story.when(CountersignDecline(), SECOND_HEAD).refused("wrong_stage")
