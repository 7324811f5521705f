"""帮扶: the plan of a household and of each of its members, visits, aid, and urgent aid before all of it."""

from __future__ import annotations

from datetime import date

import pytest
from msgspec.structs import replace

from domain.monitoring_case.assisting import (
    AdjustPlan,
    AidDelivered,
    HouseholdPlanSet,
    PlanAdjusted,
    PlanEntryDraft,
    PlanMeasureDraft,
    RecordAid,
    RecordUrgentAid,
    RecordVisit,
    SetPlan,
    UrgentAidDelivered,
    VisitRecorded,
)
from domain.monitoring_case.deadlines import MonitoringOverdueWarned, MonitoringReminded
from domain.monitoring_case.household_register import AidKind
from domain.monitoring_case.monitoring_case import MonitorStage, Risk, RiskKind
from domain.monitoring_case.verifying import HouseholdMembersRecorded, MemberDraft, RecordMembers
from domain.organisation import Role
from domain.policy import Duty
from domain.problem.problem import Evidence
from tests.monitoring_case.acts import (
    FAMILY,
    PAPER,
    PLAN,
    REACHED,
    TO_ASSISTED,
    TO_ENTERED,
    TO_FOLLOW_UP,
    TO_VERIFIED,
    clue_found,
    reviewed,
    verification,
    verified,
)
from tests.monitoring_case.people import (
    GRID_WORKER,
    HELP_CONTACT,
    INSURER,
    OTHER_CADRE,
    RESIDENT,
    TOWN_REVIEWER,
)
from tests.monitoring_case.story import given
from tests.problem.people import CADRE, OTHER_CHECKER
from tests.problem.story import happened

HELPED = RecordUrgentAid(AidKind.MEDICAL, "费用过大，先行救助", (PAPER,))
SEEN = RecordVisit("报销已到账")


# --- urgent aid ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("stage", list(REACHED)[:6])
def test_urgent_aid_waits_for_no_procedure_and_the_fifteen_days_run_on(stage: MonitorStage) -> None:
    story = given(*REACHED[stage])
    before = story.monitored
    story.when(HELPED, TOWN_REVIEWER).then(
        happened(UrgentAidDelivered, kind=AidKind.MEDICAL, reason="费用过大，先行救助", by=TOWN_REVIEWER, outside=False)
    )
    assert (story.monitored.stage, story.monitored.obligations) == (before.stage, before.obligations)


def test_a_department_helps_too_and_after_entry_aid_is_no_longer_urgent() -> None:
    given(clue_found()).when(HELPED, INSURER).accepted()
    given(*TO_ENTERED).when(HELPED, TOWN_REVIEWER).refused("wrong_stage")


def test_urgent_aid_is_proven_and_says_why() -> None:
    given(clue_found()).when(replace(HELPED, evidence=()), TOWN_REVIEWER).refused("evidence_missing")
    given(clue_found()).when(replace(HELPED, reason=" "), TOWN_REVIEWER).refused("text_missing", field="救助理由")


@pytest.mark.requirement("R001-25")
def test_aid_to_a_household_that_should_have_been_entered_by_then_is_aid_outside_the_system() -> None:
    story = given(*TO_VERIFIED)
    story.when(HELPED, TOWN_REVIEWER, "2022-08-25 23:59").then(
        happened(MonitoringReminded), happened(UrgentAidDelivered, outside=False)
    )
    story.when(HELPED, TOWN_REVIEWER, "2022-08-26 00:01").then(happened(UrgentAidDelivered, outside=True))


def test_aid_entered_late_is_judged_by_the_day_on_which_it_was_given() -> None:
    story = given(*TO_VERIFIED)
    late = {"occurred_at": "2022-08-25 16:00", "late_reason": "补录"}
    story.when(HELPED, TOWN_REVIEWER, "2022-08-29 16:00", **late).then(
        happened(MonitoringReminded), happened(MonitoringOverdueWarned), happened(UrgentAidDelivered, outside=False)
    )


# --- the plan -----------------------------------------------------------------------------------------------------


@pytest.mark.requirement("R002-16")
def test_the_contact_and_the_town_set_the_plan_together() -> None:
    story = given(*TO_ENTERED)
    assert story.due(Duty.HOUSEHOLD_PLAN) == "2022-09-02"
    story.when(SetPlan(PLAN, TOWN_REVIEWER), HELP_CONTACT, "2022-08-30 10:00").then(
        happened(HouseholdPlanSet, signers=(HELP_CONTACT, TOWN_REVIEWER), arms={Duty.VISIT: "2022-09-29"})
    )
    assert story.monitored.stage is MonitorStage.ASSISTED
    assert story.due(Duty.HOUSEHOLD_PLAN) is None
    given(*TO_ENTERED).when(SetPlan(PLAN, HELP_CONTACT), TOWN_REVIEWER).accepted()


@pytest.mark.parametrize(
    ("by", "signed_by", "who"),
    [
        (HELP_CONTACT, HELP_CONTACT, "乡镇核查人员"),
        (HELP_CONTACT, RESIDENT, "乡镇核查人员"),
        (HELP_CONTACT, OTHER_CHECKER, "乡镇核查人员"),
        (TOWN_REVIEWER, TOWN_REVIEWER, "帮扶联系人"),
        (TOWN_REVIEWER, CADRE, "帮扶联系人"),
    ],
)
def test_neither_sets_the_plan_alone(by: str, signed_by: str, who: str) -> None:
    given(*TO_ENTERED).when(SetPlan(PLAN, signed_by), by).refused("signature_missing", who=who)


@pytest.mark.requirement("R002-16")
def test_a_plan_has_an_entry_for_every_member_though_perhaps_no_measure() -> None:
    story = given(*TO_ENTERED)
    story.when(SetPlan(PLAN[:3], TOWN_REVIEWER), HELP_CONTACT).refused("member_without_entry", members="4")
    story.when(SetPlan((*PLAN, PlanEntryDraft("5")), TOWN_REVIEWER), HELP_CONTACT).refused("unknown_member", member="5")
    story.when(SetPlan((*PLAN, PLAN[0]), TOWN_REVIEWER), HELP_CONTACT).refused("member_doubled")
    story.when(SetPlan(PLAN, TOWN_REVIEWER), HELP_CONTACT).accepted()


def test_every_risk_is_answered_by_a_measure() -> None:
    without = (PLAN[0], PlanEntryDraft("2"), *PLAN[2:])
    given(*TO_ENTERED).when(SetPlan(without, TOWN_REVIEWER), HELP_CONTACT).refused(
        "risk_without_measure", risk="收入骤减", member="全户"
    )


@pytest.mark.requirement("R001-39")
def test_the_risk_of_a_pupil_is_answered_by_a_measure_of_his_own() -> None:
    dropping_out = Risk(RiskKind.EDUCATION, "4")
    persuaded = PlanMeasureDraft("驻村教师包联劝返，落实资助", (RiskKind.EDUCATION,), RESIDENT)
    of_another = (PlanEntryDraft("1", (persuaded,)), *(PlanEntryDraft(m) for m in "234"))
    of_his_own = (*(PlanEntryDraft(m) for m in "123"), PlanEntryDraft("4", (persuaded,)))
    pupil = (clue_found(), verified(verification(risks=(dropping_out,))), *TO_ENTERED[2:])
    story = given(*pupil)
    story.when(SetPlan(of_another, TOWN_REVIEWER), HELP_CONTACT).refused(
        "risk_without_measure", risk="因学", member="4"
    )
    story.when(SetPlan(of_his_own, TOWN_REVIEWER), HELP_CONTACT).accepted()
    assert story.monitored.plan is not None
    assert [measure.person.person for measure in story.monitored.plan.entries[3].measures] == [RESIDENT]  # type: ignore[union-attr]


@pytest.mark.requirement("R001-27")
def test_what_answers_no_recorded_risk_is_marked_as_too_much() -> None:
    too_much = (
        PlanEntryDraft("1", (*PLAN[0].measures, PlanMeasureDraft("改造住房", (RiskKind.HOUSING,)))),
        PlanEntryDraft("2", (*PLAN[1].measures, PlanMeasureDraft("发放慰问金"))),
        *PLAN[2:],
    )
    story = given(*TO_ENTERED).when(SetPlan(too_much, TOWN_REVIEWER), HELP_CONTACT).accepted()
    plan = story.state.plan
    assert [[measure.unmatched for measure in entry.measures] for entry in plan.entries] == [
        [False, True],
        [False, True],
        [],
        [],
    ]
    assert plan.unmatched == 2
    assert given(*TO_ASSISTED).monitored.plan.unmatched == 0  # type: ignore[union-attr]


@pytest.mark.requirement("R002-16")
def test_an_adjusted_plan_is_a_new_version_held_to_the_same() -> None:
    story = given(*TO_ASSISTED)
    for version, by in ((2, GRID_WORKER), (3, HELP_CONTACT)):
        story.when(AdjustPlan(PLAN, "岗位到期"), by).then(happened(PlanAdjusted, by=by, reason="岗位到期", arms=()))
        assert story.monitored.plan is not None
        assert story.monitored.plan.version == version
    story.when(AdjustPlan(PLAN[:3], "缺一人"), HELP_CONTACT).refused("member_without_entry")
    story.when(AdjustPlan(PLAN, " "), HELP_CONTACT).refused("text_missing", field="调整理由")


def test_a_plan_that_is_not_set_in_time_is_reminded_of_and_warned_of() -> None:
    story = given(*TO_ENTERED)
    story.when_time_passes_until("2022-09-30 09:00").then(
        happened(MonitoringReminded, at="2022-09-02 09:00", duty=Duty.HOUSEHOLD_PLAN, due_on="2022-09-02"),
        happened(MonitoringOverdueWarned, at="2022-09-05 09:00", duty=Duty.HOUSEHOLD_PLAN, overdue_wd=1),
    )


@pytest.mark.requirement("R004-14")
def test_a_visit_that_nobody_recorded_in_time_is_reminded_of_and_warned_of() -> None:
    story = given(*TO_ASSISTED)
    assert story.due(Duty.VISIT) == "2022-09-29"
    story.when_time_passes_until("2022-09-30 18:00").then(
        happened(MonitoringReminded, at="2022-09-29 09:00", duty=Duty.VISIT, due_on="2022-09-29"),
        happened(MonitoringOverdueWarned, at="2022-09-30 09:00", duty=Duty.VISIT, overdue_wd=1),
    )


# --- the members --------------------------------------------------------------------------------------------------


def test_whoever_is_new_in_the_household_belongs_in_its_plan() -> None:
    story = given(*TO_ASSISTED)
    grown = RecordMembers((*FAMILY, MemberDraft("新生儿", under_age=True)), "添丁")
    story.when(grown, GRID_WORKER, "2022-09-13 10:00").then(
        happened(HouseholdMembersRecorded, by=GRID_WORKER, reason="添丁", arms={Duty.HOUSEHOLD_PLAN: "2022-09-23"})
    )
    assert len(story.monitored.members) == 5
    story.when(AdjustPlan(PLAN, "漏了一人"), HELP_CONTACT).refused("member_without_entry", members="5")
    story.when(AdjustPlan((*PLAN, PlanEntryDraft("5")), "添丁"), HELP_CONTACT).accepted()
    assert story.due(Duty.HOUSEHOLD_PLAN) is None


def test_a_household_that_shrinks_owes_no_new_plan() -> None:
    story = given(*TO_ASSISTED)
    story.when(RecordMembers(FAMILY[:3], "升学迁出"), CADRE).then(happened(HouseholdMembersRecorded, arms=()))


# --- visits and aid -----------------------------------------------------------------------------------------------


@pytest.mark.requirement("R002-11")
@pytest.mark.parametrize(
    ("person", "role"),
    [
        (CADRE, Role.VILLAGE),
        (RESIDENT, Role.RESIDENT_TEAM),
        (HELP_CONTACT, Role.HELP_CONTACT),
        (GRID_WORKER, Role.GRID_WORKER),
    ],
)
def test_each_field_role_visits_and_the_next_visit_is_owed_from_that_day_on(person: str, role: Role) -> None:
    story = given(*TO_ASSISTED)
    story.when(SEEN, person, "2022-09-15 10:00").then(
        happened(VisitRecorded, by=person, role=role, record="报销已到账", arms={Duty.VISIT: "2022-10-17"})
    )


def test_a_visit_entered_late_does_not_bring_the_next_one_forward() -> None:
    story = given(*TO_ASSISTED)
    story.when(SEEN, CADRE, "2022-09-15 10:00").accepted()
    late = {"occurred_at": "2022-09-05 10:00", "late_reason": "补录"}
    story.when(SEEN, GRID_WORKER, "2022-09-16 10:00", **late).then(happened(VisitRecorded, arms=()))
    assert story.due(Duty.VISIT) == "2022-10-17"


def test_nobody_from_elsewhere_visits() -> None:
    given(*TO_ASSISTED).when(SEEN, OTHER_CADRE).refused("not_permitted")
    given(*TO_ASSISTED).when(SEEN, TOWN_REVIEWER).refused("not_permitted")


@pytest.mark.requirement("R002-17")
def test_a_visit_says_since_when_the_income_is_stable() -> None:
    story = given(*TO_ASSISTED)
    story.when(RecordVisit("收入恢复", date(2022, 9, 1)), HELP_CONTACT, "2022-09-20 10:00").then(
        happened(VisitRecorded, stable_since="2022-09-01")
    )
    story.when(RecordVisit("收入恢复", date(2022, 9, 30)), HELP_CONTACT, "2022-09-21 10:00").refused("stable_in_future")


def test_aid_is_recorded_with_the_household_and_perhaps_for_one_of_it() -> None:
    story = given(*TO_ASSISTED)
    story.when(RecordAid(AidKind.MEDICAL, "报销一次", "1", (PAPER,)), INSURER).then(
        happened(AidDelivered, kind=AidKind.MEDICAL, record="报销一次", by=INSURER, member="1")
    )
    story.when(RecordAid(AidKind.JOB, "公益岗上岗"), HELP_CONTACT).then(happened(AidDelivered, member="", evidence=()))
    story.when(RecordAid(AidKind.JOB, "公益岗上岗", "9"), HELP_CONTACT).refused("unknown_member")
    story.when(RecordAid(AidKind.JOB, "上岗", evidence=(Evidence("x"),)), HELP_CONTACT).refused("bad_hash")


def test_help_does_not_end_with_the_risk() -> None:
    given(*TO_FOLLOW_UP).when(RecordAid(AidKind.JOB, "岗位延续"), HELP_CONTACT).accepted()


def test_nothing_is_recorded_before_the_household_is_entered() -> None:
    story = given(*TO_VERIFIED, reviewed())
    story.when(RecordAid(AidKind.JOB, "上岗"), HELP_CONTACT).refused("wrong_stage")
    story.when(SEEN, HELP_CONTACT).refused("wrong_stage")
