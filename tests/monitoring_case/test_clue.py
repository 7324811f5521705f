"""线索 承诺授权 入户核实 数据比对: how a household at risk is found and what is seen at its home."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

import msgspec
import pytest
from msgspec.structs import replace

from domain.event_table import MONITORING_EVENTS
from domain.events import topic
from domain.monitoring_case.household_register import CaseOpened
from domain.monitoring_case.matching import DataMatched, MatchData
from domain.monitoring_case.monitoring_case import ClueSource, MonitorStage, Risk, RiskKind
from domain.monitoring_case.numbering import MonitorNoAssigned
from domain.monitoring_case.procedure import MonitoringRules
from domain.monitoring_case.reviewing import HoldReview
from domain.monitoring_case.verifying import (
    ConsentRecorded,
    HouseholdVerified,
    MemberDraft,
    RecordConsent,
    RegisterClue,
    RiskClueRegistered,
    VerifyHousehold,
)
from domain.policy import Duty, Policy
from domain.problem.classification import Scope
from domain.problem.registering import RegisterProblem
from tests.monitoring_case.acts import (
    FAMILY,
    HOUSEHOLD,
    HOUSEHOLDER,
    ILL,
    MET,
    PAPER,
    POOR,
    TO_VERIFIED,
    clue,
    clue_found,
    consented,
    verification,
    verified,
)
from tests.monitoring_case.people import (
    GRID_WORKER,
    HELP_CONTACT,
    INSURER,
    OTHER_CADRE,
    OTHER_VILLAGE,
    RESIDENT,
    TOWN_REVIEWER,
)
from tests.monitoring_case.story import MATCHED_FIRST, TWO_NOTICES, everything, given, sealed_texts, staffed
from tests.problem.acts import finding
from tests.problem.people import CADRE, OFFICE, TOWN, VILLAGE
from tests.problem.story import Story, happened

# --- a clue -------------------------------------------------------------------------------------------------------


@pytest.mark.requirement("R002-15", "R000-09")
def test_a_clue_opens_a_case_that_must_be_entered_within_fifteen_days() -> None:
    story = (
        given()
        .when(clue(), GRID_WORKER, "2022-08-10 09:00")
        .then(
            happened(
                RiskClueRegistered,
                monitor_no="JC2022-甲镇-0001",
                unit=VILLAGE,
                source=ClueSource.FIELD_CHECK,
                registered_by=GRID_WORKER,
                detail="自付医疗费用过大",
                category="MONITORING",
                episode=1,
                arms={Duty.MONITOR_ENTRY: "2022-08-25"},
            )
        )
    )
    assert story.state.stage is MonitorStage.CLUE
    assert (story.state.place.town, story.state.place.village) == (TOWN, VILLAGE)
    assert {type(event) for event in everything(story)} == {RiskClueRegistered, MonitorNoAssigned, CaseOpened}


def test_the_fifteenth_day_is_not_moved_by_a_rest_day() -> None:
    """Clue on 2022-09-23; the fifteenth day is Saturday 10-08 (worked); of 09-16 it is Saturday 10-01, a holiday."""
    assert given(clue_found(at="2022-09-16 09:00")).due(Duty.MONITOR_ENTRY) == "2022-10-01"
    assert given(clue_found(at="2022-09-23 09:00")).due(Duty.MONITOR_ENTRY) == "2022-10-08"


@pytest.mark.requirement("R001-24", "R001-25")
def test_a_case_may_begin_on_any_day_and_as_often_as_households_are_found() -> None:
    casework = staffed()
    days = [date(2022, 9, 29) + timedelta(days=number) for number in range(10)]  # with the National Day holiday in it
    for number, day in enumerate(days * 3):
        story = given(casework=casework)
        story.when(clue(f"household/{number}"), GRID_WORKER, f"{day} 21:30").accepted()
    assert story.state.monitor_no == "JC2022-甲镇-0030"


@pytest.mark.requirement("R001-25")
def test_nowhere_can_a_quota_of_cases_be_set() -> None:
    names = {*MonitoringRules.__struct_fields__, *Policy.__struct_fields__}
    of_problems = {"extension_max_days", "suspend_max_days", "long_term_max_days"}
    assert not [name for name in names - of_problems if "quota" in name or "max" in name]


@pytest.mark.requirement("R001-26")
def test_a_household_may_report_itself() -> None:
    own = replace(clue(), source=ClueSource.SELF_REPORT)
    story = given().when(own, CADRE).accepted()
    assert story.state.source is ClueSource.SELF_REPORT


def test_a_clue_entered_late_counts_from_the_day_on_which_it_was_found() -> None:
    outcome = given().when(
        clue(), GRID_WORKER, "2022-08-15 09:00", occurred_at="2022-08-12 16:00", late_reason="山区无网络"
    )
    outcome.then(happened(RiskClueRegistered, at="2022-08-12 16:00", arms={Duty.MONITOR_ENTRY: "2022-08-27"}))


def test_a_field_worker_brings_only_households_of_his_own_village() -> None:
    given().when(clue(), OTHER_CADRE).refused("out_of_reach", unit=VILLAGE)
    given().when(replace(clue(), village=OTHER_VILLAGE), OTHER_CADRE).accepted()
    given().when(clue(), TOWN_REVIEWER).accepted()


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"household_ref": " "}, "household_missing"),
        ({"householder": ""}, "text_missing"),
        ({"detail": " "}, "text_missing"),
        ({"risks": ()}, "risk_missing"),
        ({"village": TOWN}, "not_in_a_village"),
        ({"village": "无此村"}, "unknown_unit"),
        ({"campaign": "nowhere"}, "unknown_campaign"),
        ({"reported_by": "查无此人"}, "unknown_person"),
    ],
)
def test_a_clue_says_which_household_where_and_at_what_risk(wrong: dict[str, object], code: str) -> None:
    given().when(replace(clue(), **wrong), TOWN_REVIEWER).refused(code)


def test_a_clue_needs_no_campaign() -> None:
    story = given().when(clue(campaign=""), GRID_WORKER).accepted()
    assert (story.state.campaign, story.state.category) == ("", "MONITORING")


# --- out of a problem ---------------------------------------------------------------------------------------------


def problem(casework: object, **others: object) -> UUID:
    what = {"scope": Scope.HOUSEHOLD, "household_ref": HOUSEHOLD, "householder": HOUSEHOLDER, **others}
    story = Story(casework)  # type: ignore[arg-type]
    story.when(RegisterProblem(replace(finding(category="SEC.HOUSE"), **what)), OFFICE).accepted()
    return story.case


def from_problem(case_id: UUID | None) -> RegisterClue:
    return replace(clue(), source=ClueSource.PROBLEM, problem=case_id)


@pytest.mark.requirement("R000-09")
def test_a_case_that_came_from_a_problem_belongs_to_the_row_of_the_problem() -> None:
    casework = staffed()
    case_id = problem(casework)
    story = given(casework=casework).when(from_problem(case_id), OFFICE).accepted()
    assert (story.state.problem, story.state.category) == (case_id, "SEC.HOUSE")


def test_a_clue_out_of_a_problem_names_a_problem_that_fits() -> None:
    casework = staffed()
    of_another = problem(casework, household_ref="household/0008")
    elsewhere = problem(casework, campaign="haogou_2023")
    story = given(casework=casework)
    story.when(from_problem(None), OFFICE).refused("clue_problem_missing")
    story.when(from_problem(UUID(int=5)), OFFICE).refused("clue_problem_missing")
    story.when(from_problem(of_another), OFFICE).refused("clue_of_other_household")
    story.when(from_problem(elsewhere), OFFICE).refused("clue_of_other_campaign", campaign="haogou_2023")
    of_the_town = problem(casework, scope=Scope.AREA, household_ref="", householder="")
    story.when(from_problem(of_the_town), OFFICE).accepted()


# --- consent and data ---------------------------------------------------------------------------------------------


def test_the_village_records_the_signed_consent() -> None:
    story = given(clue_found())
    story.when(RecordConsent((PAPER,)), CADRE).then(happened(ConsentRecorded, by=CADRE))
    assert story.monitored.stage is MonitorStage.CLUE


def test_consent_is_a_paper() -> None:
    given(clue_found()).when(RecordConsent(()), CADRE).refused("evidence_missing")
    given(clue_found()).when(RecordConsent((replace(PAPER, sha256="12"),)), CADRE).refused("bad_hash")


@pytest.mark.requirement("R002-12", "R001-29")
def test_a_department_matches_its_data_and_lists_what_does_not_match() -> None:
    story = given(clue_found(clue(campaign=TWO_NOTICES)), consented())
    assert story.history[0].departments == ("医保局", "住建局")  # type: ignore[attr-defined]
    story.when(MatchData("参保正常", ("申报收入与社保不符", "名下有车辆")), INSURER).then(
        happened(
            DataMatched,
            department="医保局",
            by=INSURER,
            result="参保正常",
            mismatches=("申报收入与社保不符", "名下有车辆"),
            step=False,
        )
    )
    assert story.monitored.matched == {"医保局"}
    assert story.monitored.stage is MonitorStage.CLUE


def test_nobodys_data_are_matched_without_consent() -> None:
    given(*TO_VERIFIED).when(MatchData("正常"), INSURER).refused("consent_missing")


def test_data_are_matched_by_departments() -> None:
    given(clue_found(), consented()).when(MatchData("正常"), "甲镇干事").refused("not_a_department", unit=TOWN)


def test_where_the_procedure_has_the_match_as_a_step_nobody_meets_before_it() -> None:
    story = given(clue_found(clue(campaign=MATCHED_FIRST)), consented(), verified())
    story.when(MET, CADRE).refused("step_missing", missing="数据比对")
    story.when(MatchData("正常"), INSURER).then(happened(DataMatched, step=True))
    story.when(MatchData("再次比对正常"), INSURER).then(happened(DataMatched, step=False))
    story.when(MET, CADRE).accepted()


# --- verification -------------------------------------------------------------------------------------------------


def test_two_field_workers_verify_the_household() -> None:
    story = given(clue_found())
    story.when(verification(), GRID_WORKER).then(
        happened(
            HouseholdVerified,
            verifiers=(GRID_WORKER, RESIDENT),
            positive=True,
            record="入户查看，自付费用超过收入一半",
            findings="人均纯收入5400元，人均支出9000元；义务教育有保障，基本医疗有保障，住房安全有保障，饮水安全有保障",
        )
    )
    case = story.monitored
    assert case.stage is MonitorStage.VERIFIED
    assert [member.ref for member in case.members] == ["1", "2", "3", "4"]
    assert case.risks == (ILL, POOR)


@pytest.mark.requirement("R004-11")
def test_a_verification_has_its_day_and_every_field_of_the_form() -> None:
    story = given(clue_found()).when(verification(), GRID_WORKER, "2022-08-11 09:00").accepted()
    assert story.happened(HouseholdVerified) == ["2022-08-11 09:00"]
    asked = {field.name for field in msgspec.structs.fields(VerifyHousehold) if field.required}
    assert asked >= {"members", "income", "spending", "education", "medical", "housing", "water", "record"}


def test_what_is_not_assured_is_said() -> None:
    story = given(clue_found(), verified(verification(education=False, water=False)))
    findings = story.show(story.history[-1])["findings"]
    assert "义务教育未保障" in findings
    assert "饮水安全未保障" in findings


def test_one_alone_does_not_verify() -> None:
    story = given(clue_found())
    story.when(verification(second_worker=GRID_WORKER), GRID_WORKER).refused("second_worker_missing")
    story.when(verification(second_worker=OTHER_CADRE), GRID_WORKER).refused("not_a_field_worker", village=VILLAGE)
    story.when(verification(second_worker=OFFICE), GRID_WORKER).refused("not_a_field_worker")
    story.when(verification(second_worker="查无此人"), GRID_WORKER).refused("unknown_person")


def test_a_field_worker_of_another_village_does_not_see_the_household() -> None:
    given(clue_found()).when(verification(), OTHER_CADRE).refused("not_permitted")


@pytest.mark.requirement("R004-11")
@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"members": ()}, "members_missing"),
        ({"members": (MemberDraft("户主", "1"), MemberDraft("妻", "1"))}, "member_doubled"),
        ({"members": (MemberDraft(" "),)}, "text_missing"),
        ({"record": ""}, "text_missing"),
        ({"risks": (Risk(RiskKind.EDUCATION, "9"),)}, "unknown_member"),
    ],
)
def test_a_verification_says_who_lives_there_and_what_was_seen(wrong: dict[str, object], code: str) -> None:
    given(clue_found()).when(verification(**wrong), GRID_WORKER).refused(code)


def test_the_risks_are_those_of_the_clue_unless_others_are_found() -> None:
    story = given(clue_found(), verified(verification(risks=())))
    assert story.monitored.risks == (Risk(RiskKind.MEDICAL), POOR)


def test_it_may_be_verified_again_before_it_is_proposed() -> None:
    story = given(clue_found(), verified(verification(positive=False)))
    story.when(MET, CADRE, "2022-08-12 09:00").refused("verified_negative")
    story.when(verification(), HELP_CONTACT, "2022-08-12 10:00").accepted()
    story.when(MET, CADRE).accepted()
    assert story.monitored.verifiers == {GRID_WORKER, HELP_CONTACT, RESIDENT}


def test_a_meeting_before_the_verification_is_refused() -> None:
    given(clue_found()).when(HoldReview("会", 10, 9), CADRE).refused(
        "wrong_stage", kind="监测对象", stage="有线索待核实"
    )


# --- nothing personal ---------------------------------------------------------------------------------------------


@pytest.mark.requirement("R001-39")
def test_no_personal_value_is_in_any_event() -> None:
    story = given(clue_found(), consented(), verified())
    story.when(MatchData("参保正常", ("名下有车辆",)), INSURER).accepted()
    stored = b"".join(msgspec.json.encode(event) for event in everything(story)).decode()
    for value in (HOUSEHOLDER, "5400", "9000", "在校", "户主", "车辆", "自付"):
        assert value not in stored
    assert '"ref":"4"' in stored


@pytest.mark.requirement("R001-39")
def test_what_is_said_of_a_child_is_sealed_as_such_under_the_key_of_the_household() -> None:
    story = given(clue_found(), verified())
    texts = sealed_texts(story)
    assert {subject for subject, _ in texts} == {HOUSEHOLD}
    assert [field for _, field in texts].count("未成年成员情况") == 1
    assert [field for _, field in texts].count("成员情况") == len(FAMILY) - 1


def test_every_event_of_a_household_has_the_topic_of_its_kind() -> None:
    assert {topic(cls).partition(".")[0] for cls in MONITORING_EVENTS} == {"monitoring"}
