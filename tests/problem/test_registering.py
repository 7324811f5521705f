"""登记 交办 自查自纠 当场整改 已印发方案 期初."""

from datetime import date, time

import pytest
from msgspec.structs import replace

from domain.calendar import end_of_day
from domain.event_table import EVENTS
from domain.policy import Duty
from domain.problem.claiming import ProblemClaimed, UpholdRefusal
from domain.problem.classification import Mode, Scope, Severity, Stock
from domain.problem.finding import Finding
from domain.problem.numbering import NumberAssigned
from domain.problem.planning import MeasureDraft, PlanApproved, PlanSubmitted
from domain.problem.problem import Evidence, Place, Stage
from domain.problem.rectifying import SubmittedForRecheck
from domain.problem.registering import (
    Dispatch,
    MajorProblemReported,
    OpeningStated,
    ProblemDispatched,
    ProblemRegistered,
    RecordFixedOnSpot,
    RecordIssuedPlan,
    RecordOpening,
    RegisterProblem,
    RegisterSelfFound,
    ScreeningSigned,
)
from tests.problem.acts import (
    DUE,
    PHOTO,
    claim_refused,
    finding,
    household_finding,
    registered,
    to_dispatched,
)
from tests.problem.people import (
    CADRE,
    COUNTY,
    HEAD,
    INSPECTOR,
    LEADER,
    OFFICE,
    OTHER_HEAD,
    OTHER_TOWN,
    PERSON,
    TOWN,
    TOWN_CLERK,
    VILLAGE,
)
from tests.problem.story import given, happened, instant, staffed_casework

MONDAY = "2022-08-08 09:00"

SELF_FOUND = RegisterSelfFound(finding(), TOWN, LEADER, PERSON, due_on=DUE)
FIXED = RecordFixedOnSpot(
    finding(), TOWN, LEADER, PERSON, cause="疏忽", measure="当场补填", effect="已补齐", evidence=(PHOTO,)
)
ISSUED = RecordIssuedPlan(finding(), TOWN, LEADER, PERSON, (MeasureDraft("补齐资料"),), "专班〔2022〕1号", due_on=DUE)
OPENING = RecordOpening(finding(), TOWN, "已完成大半", LEADER, PERSON, due_on=DUE)

# --- registering --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("place", "number"),
    [
        (Place(COUNTY, TOWN, "东村"), "XX2022-甲镇-0001"),
        (Place(COUNTY, village="东村"), "XX2022-东村-0001"),
        (Place(COUNTY), "XX2022-县-0001"),
        (Place(), "XX2022-县级-0001"),
    ],
)
def test_a_problem_is_numbered_at_its_town_else_its_village_else_its_county(place: Place, number: str) -> None:
    story = given().when(RegisterProblem(replace(finding(), place=place)), INSPECTOR).accepted()
    assert story.problem.problem_no == number


@pytest.mark.requirement("R000-04", "R002-36")
def test_an_inspector_registers_what_he_found_and_signs_it() -> None:
    given().when(RegisterProblem(finding()), INSPECTOR, MONDAY).then(
        happened(
            ProblemRegistered,
            at=MONDAY,
            actor=INSPECTOR,
            problem_no="XX2022-甲镇-0001",
            category="BASICS",
            scope=Scope.AREA,
            severity=Severity.ORDINARY,
            content="资料更新不及时",
            registered_by=INSPECTOR,
            household=None,
            source="",
            source_remark="实地督查",
            arms=(),
        ),
        happened(ScreeningSigned, signer=INSPECTOR, arms=()),
    )


@pytest.mark.requirement("R002-36")
def test_whoever_screened_signs_even_if_another_enters_it() -> None:
    given().when(RegisterProblem(finding(), screened_by=CADRE), OFFICE).then(
        happened(ProblemRegistered, registered_by=OFFICE),
        happened(ScreeningSigned, signer=CADRE),
    )


def test_the_problem_of_a_household_names_it_only_in_the_vault() -> None:
    story = given().when(RegisterProblem(household_finding()), CADRE).accepted()
    household = story.problem.household
    assert household is not None
    assert (household.ref, household.kind) == ("household/0001", "脱贫户")
    assert story.reveal(household.name.ref) == "钱某某"
    assert not any("钱某某".encode() in stored.state for stored in story.casework.recorder.select_events(story.case))
    assert story.problem.subject == "household/0001"


def test_numbers_count_up_at_each_place_and_are_never_given_twice() -> None:
    casework = staffed_casework()
    stories = [given(registered(finding(town=town)), casework=casework) for town in (TOWN, TOWN, OTHER_TOWN, TOWN)]
    assert [story.problem.problem_no for story in stories] == [
        "XX2022-甲镇-0001",
        "XX2022-甲镇-0002",
        "XX2022-乙镇-0001",
        "XX2022-甲镇-0003",
    ]


@pytest.mark.parametrize(
    ("what", "code"),
    [
        (finding(campaign="nowhere_1999"), "unknown_campaign"),
        (finding(category="WEATHER"), "unknown_category"),
        (finding(content=" \n"), "text_missing"),
        (Finding("xiaoxian_2022", "INCOME", "收入骤减", scope=Scope.HOUSEHOLD), "household_missing"),
        (
            Finding("xiaoxian_2022", "INCOME", "收入骤减", scope=Scope.HOUSEHOLD, household_ref="h/1"),
            "household_missing",
        ),
        (Finding("xiaoxian_2022", "INCOME", "收入骤减", householder="钱某某"), "household_unexpected"),
        (Finding("xiaoxian_2022", "INCOME", "收入骤减", household_ref="h/1"), "household_unexpected"),
    ],
)
def test_a_finding_that_lacks_something_is_refused(what: Finding, code: str) -> None:
    given().when(RegisterProblem(what), INSPECTOR).refused(code)


def test_a_refusal_for_an_unknown_category_names_those_that_exist() -> None:
    refusal = given().when(RegisterProblem(finding(category="WEATHER")), INSPECTOR).refusal
    assert refusal is not None
    assert "INCOME 脱贫人口收入支出变化方面" in refusal.message


def test_an_unknown_person_cannot_sign_the_screening() -> None:
    given().when(RegisterProblem(finding(), screened_by="查无此人"), INSPECTOR).refused(
        "unknown_person", person="查无此人"
    )


def test_a_case_is_not_registered_a_second_time_under_its_own_id() -> None:
    given(registered()).when(RegisterProblem(finding()), INSPECTOR).refused("already_exists")


def test_the_register_of_numbers_is_written_with_the_registration() -> None:
    story = given(registered())
    log = story.casework.recorder.select_notifications(None, 1_000, topics=["register.number_assigned"])
    assigned = EVENTS.decode(log[0].topic, log[0].state)
    assert isinstance(assigned, NumberAssigned)
    assert (assigned.number, assigned.problem_no, assigned.case_id) == (1, "XX2022-甲镇-0001", story.case)


# --- dispatching --------------------------------------------------------------------------------------------------


def test_the_office_dispatches_with_a_date_and_the_unit_owes_an_answer() -> None:
    given(registered()).when(Dispatch(TOWN, due_on=DUE), OFFICE, "2022-08-08 10:00").then(
        happened(
            ProblemDispatched,
            actor=OFFICE,
            unit=TOWN,
            mode=Mode.TIME_LIMITED,
            due="2022-08-31",
            arms={Duty.CLAIM: "2022-08-10", Duty.RECTIFY: "2022-08-31"},
        )
    )


def test_days_are_counted_from_the_day_named_and_roll_to_a_working_day() -> None:
    given(registered()).when(Dispatch(TOWN, due_days=10, since=date(2022, 8, 4)), OFFICE).then(
        happened(ProblemDispatched, due="2022-08-15")
    )


def test_days_are_counted_from_today_where_no_day_is_named() -> None:
    given(registered()).when(Dispatch(TOWN, due_days=3), OFFICE, "2022-08-08 10:00").then(
        happened(ProblemDispatched, due="2022-08-11")
    )


@pytest.mark.requirement("R004-09")
def test_an_explicit_date_is_literal_also_on_a_rest_day() -> None:
    given(registered()).when(Dispatch(TOWN, due_on=date(2022, 8, 27)), OFFICE).then(
        happened(ProblemDispatched, due="2022-08-27")
    )


@pytest.mark.requirement("R002-42")
def test_a_half_day_deadline_ends_at_its_time_of_day() -> None:
    story = given(registered()).when(Dispatch(TOWN, due_on=DUE, due_time=time(12)), OFFICE).accepted()
    assert story.problem.due is not None
    assert story.problem.due.at == instant("2022-08-31 12:00")


def test_a_date_ends_at_midnight_after_its_day() -> None:
    due = given(*to_dispatched()).problem.due
    assert due is not None
    assert due.at == end_of_day(DUE) == instant("2022-09-01 00:00")


@pytest.mark.requirement("R002-37")
def test_a_problem_without_a_date_must_be_called_undated() -> None:
    story = given(registered())
    story.when(Dispatch(TOWN), OFFICE).refused("due_missing")
    story.when(Dispatch(TOWN, undated=True), OFFICE, "2022-08-08 12:00").then(
        happened(ProblemDispatched, due=None, arms={Duty.CLAIM: "2022-08-10"})
    )


def test_an_immediate_problem_may_leave_its_date_to_the_claim() -> None:
    given(registered()).when(Dispatch(TOWN, Mode.IMMEDIATE), OFFICE).then(
        happened(ProblemDispatched, due=None, mode=Mode.IMMEDIATE, arms={Duty.CLAIM: "2022-08-10"})
    )


def test_an_immediate_problem_with_a_date_owes_that_date() -> None:
    given(registered()).when(Dispatch(TOWN, Mode.IMMEDIATE, due_on=date(2022, 8, 12)), OFFICE).then(
        happened(ProblemDispatched, arms={Duty.CLAIM: "2022-08-10", Duty.IMMEDIATE: "2022-08-12"})
    )


def test_a_date_that_has_passed_is_refused() -> None:
    story = given(registered())
    story.when(Dispatch(TOWN, due_on=date(2022, 8, 5)), OFFICE).refused("due_in_past")
    story.when(Dispatch(TOWN, due_days=2, since=date(2022, 8, 1)), OFFICE).refused("due_in_past")


@pytest.mark.requirement("R001-54", "R002-37")
def test_nothing_is_dispatched_to_a_unit_that_does_not_exist() -> None:
    given(registered()).when(Dispatch("丁镇", due_on=DUE), OFFICE).refused("unknown_unit", unit="丁镇")


def test_an_office_dispatches_only_to_units_that_it_covers() -> None:
    story = given(registered())
    story.when(Dispatch(OTHER_TOWN, due_on=DUE), TOWN_CLERK).refused("out_of_reach", unit=OTHER_TOWN)
    story.when(Dispatch(VILLAGE, due_on=DUE), TOWN_CLERK).accepted()


def test_a_problem_is_dispatched_once() -> None:
    given(*to_dispatched()).when(Dispatch(OTHER_TOWN, due_on=DUE), OFFICE).refused("wrong_stage")


def test_a_due_date_beyond_the_calendar_is_refused() -> None:
    story = given(registered())
    story.when(Dispatch(TOWN, due_on=date(2031, 3, 1)), OFFICE).refused("calendar_not_covered")
    story.when(Dispatch(TOWN, due_on=date(2027, 12, 30)), OFFICE).refused("calendar_not_covered")
    story.when(Dispatch(TOWN, due_on=DUE), OFFICE).accepted()


# --- found by the unit itself ------------------------------------------------------------------------------------


def test_a_unit_brings_its_own_finding_to_claimed_in_one_act() -> None:
    given().when(SELF_FOUND, HEAD, MONDAY).then(
        happened(ProblemRegistered, actor=HEAD, registered_by=HEAD),
        happened(ScreeningSigned, signer=HEAD),
        happened(ProblemDispatched, unit=TOWN, due="2022-08-31", arms={Duty.RECTIFY: "2022-08-31"}),
        happened(ProblemClaimed, leader=LEADER, person=PERSON, late=False, arms={Duty.PLAN: "2022-08-11"}),
    )


def test_an_immediate_finding_of_ones_own_is_due_three_working_days_later() -> None:
    command = RegisterSelfFound(finding(), TOWN, LEADER, PERSON, mode=Mode.IMMEDIATE)
    story = given().when(command, HEAD, MONDAY).accepted()
    assert story.problem.stage is Stage.CLAIMED
    assert story.due(Duty.IMMEDIATE) == "2022-08-11"
    assert story.due(Duty.CLAIM) is None


def test_a_town_may_bring_the_finding_of_its_village() -> None:
    command = RegisterSelfFound(finding(), VILLAGE, LEADER, CADRE, due_on=DUE)
    given().when(command, HEAD).accepted()


def test_a_unit_does_not_bring_findings_of_another_unit() -> None:
    given().when(SELF_FOUND, OTHER_HEAD).refused("not_own_unit")
    given().when(RegisterSelfFound(finding(), TOWN, LEADER, PERSON, due_on=DUE), CADRE).refused("not_own_unit")


def test_a_finding_of_ones_own_needs_a_date_that_has_not_passed() -> None:
    given().when(RegisterSelfFound(finding(), TOWN, LEADER, PERSON), HEAD).refused("due_missing")
    late = RegisterSelfFound(finding(), TOWN, LEADER, PERSON, due_on=date(2022, 8, 5))
    given().when(late, HEAD).refused("due_in_past")


def test_a_finding_of_ones_own_needs_people_who_exist() -> None:
    given().when(RegisterSelfFound(finding(), TOWN, "查无此人", PERSON, due_on=DUE), HEAD).refused("unknown_person")


# --- fixed on the spot -------------------------------------------------------------------------------------------


@pytest.mark.requirement("R004-40")
def test_what_was_fixed_on_the_spot_waits_for_its_recheck_at_once() -> None:
    story = (
        given()
        .when(FIXED, HEAD, MONDAY)
        .then(
            happened(ProblemRegistered),
            happened(ScreeningSigned, signer=HEAD),
            happened(ProblemDispatched, mode=Mode.IMMEDIATE, due="2022-08-11", arms={Duty.IMMEDIATE: "2022-08-11"}),
            happened(ProblemClaimed, leader=LEADER, person=PERSON, due=None, arms=()),
            happened(
                SubmittedForRecheck,
                signers=(HEAD, PERSON),
                cause="疏忽",
                effect="已补齐",
                layer=1,
                arms={Duty.RECHECK: "2022-08-11"},
            ),
        )
    )
    assert story.problem.stage is Stage.CHECK_1
    assert [story.reveal(measure.text.ref) for measure in story.problem.measures] == ["当场补填"]
    assert story.due(Duty.IMMEDIATE) is None


def test_an_inspector_records_on_the_spot_with_the_unit() -> None:
    given().when(FIXED, INSPECTOR).accepted()


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"evidence": ()}, "evidence_missing"),
        ({"evidence": (Evidence("A" * 64),)}, "bad_hash"),
        ({"evidence": (Evidence("abc"),)}, "bad_hash"),
        ({"cause": " "}, "text_missing"),
        ({"effect": ""}, "text_missing"),
        ({"measure": ""}, "measure_incomplete"),
        ({"unit": "丁镇"}, "unknown_unit"),
        ({"unit": OTHER_TOWN}, "out_of_reach"),
    ],
)
def test_fixed_on_the_spot_needs_cause_measure_effect_and_evidence(changed: dict[str, object], code: str) -> None:
    given().when(replace(FIXED, **changed), HEAD).refused(code)


# --- a plan as issued ---------------------------------------------------------------------------------------------


def test_an_issued_plan_item_is_approved_by_being_issued() -> None:
    story = (
        given()
        .when(ISSUED, OFFICE, MONDAY)
        .then(
            happened(ProblemRegistered),
            happened(ScreeningSigned, signer=OFFICE),
            happened(ProblemDispatched, unit=TOWN, due="2022-08-31", arms={Duty.RECTIFY: "2022-08-31"}),
            happened(ProblemClaimed, leader=LEADER, person=PERSON, arms=()),
            happened(PlanSubmitted, by=OFFICE, in_time=True, document="专班〔2022〕1号", arms=()),
            happened(PlanApproved, by=OFFICE, document="专班〔2022〕1号", arms=()),
        )
    )
    assert story.problem.stage is Stage.RECTIFYING
    assert story.problem.measures[0].due_on == DUE


@pytest.mark.requirement("R004-07")
def test_an_issued_item_without_a_date_stops_at_claimed() -> None:
    story = given().when(replace(ISSUED, due_on=None), OFFICE, MONDAY).accepted()
    assert story.problem.stage is Stage.CLAIMED
    assert story.problem.due is None
    assert story.due(Duty.PLAN) == "2022-08-11"


def test_an_issued_plan_needs_measures_within_its_date() -> None:
    given().when(replace(ISSUED, measures=()), OFFICE).refused("measures_missing")
    late = (MeasureDraft("补齐资料", due_on=date(2022, 9, 1)),)
    given().when(replace(ISSUED, measures=late), OFFICE).refused("measure_after_due")


def test_a_head_issues_plans_for_his_own_unit_only() -> None:
    given().when(ISSUED, HEAD).accepted()
    given().when(ISSUED, OTHER_HEAD).refused("out_of_reach")


# --- a ledger taken over ------------------------------------------------------------------------------------------


def test_an_opening_line_is_a_statement_and_not_a_close() -> None:
    story = (
        given()
        .when(replace(OPENING, claims_done=True), OFFICE, MONDAY)
        .then(
            happened(ProblemRegistered),
            happened(ProblemDispatched, arms={Duty.RECTIFY: "2022-08-31"}),
            happened(OpeningStated, statement="已完成大半", claims_done=True, leader=LEADER, person=PERSON, arms=()),
        )
    )
    assert story.problem.stage is Stage.RECTIFYING
    problem = story.problem
    assert problem.opening
    assert problem.opening_claims_done
    assert problem.answerable == (LEADER, PERSON)
    assert problem.progress is not None
    assert story.reveal(problem.progress.ref) == "已完成大半"


def test_the_measures_of_an_opening_line_are_taken_over() -> None:
    story = given().when(replace(OPENING, measures=(MeasureDraft("补齐资料"),)), OFFICE).accepted()
    assert [story.reveal(measure.text.ref) for measure in story.problem.measures] == ["补齐资料"]


def test_an_opening_line_without_a_date_still_owes_something() -> None:
    story = given().when(RecordOpening(finding(), TOWN, "在改"), OFFICE, MONDAY).accepted()
    assert story.due(Duty.REWORK) == "2022-08-15"


def test_an_opening_line_needs_a_statement() -> None:
    given().when(replace(OPENING, statement=""), OFFICE).refused("text_missing")


def test_only_the_office_of_the_place_takes_a_ledger_over() -> None:
    given().when(OPENING, HEAD).refused("not_permitted")
    given().when(replace(OPENING, unit=OTHER_TOWN), TOWN_CLERK).refused("out_of_reach")


# --- again, for another unit --------------------------------------------------------------------------------------


def test_a_problem_refused_for_good_reason_is_dispatched_to_another_unit() -> None:
    story = given(*to_dispatched(), claim_refused())
    story.when(UpholdRefusal("不在该镇", another_unit=True), OFFICE, "2022-08-10 10:00").accepted()
    assert story.problem.stage is Stage.REGISTERED
    assert story.problem.obligations == ()
    story.when(Dispatch(OTHER_TOWN, due_on=date(2022, 9, 9)), OFFICE, "2022-08-10 11:00").then(
        happened(ProblemDispatched, unit=OTHER_TOWN, arms={Duty.CLAIM: "2022-08-12", Duty.RECTIFY: "2022-09-09"})
    )


@pytest.mark.requirement("R003-23")
def test_a_major_problem_is_reported_at_once() -> None:
    story = given().when(RegisterProblem(finding(severity=Severity.MAJOR)), INSPECTOR).accepted()
    assert [event.to[0] for event in story.history if isinstance(event, MajorProblemReported)] == ["领导小组"]
    ordinary = given().when(RegisterProblem(finding()), INSPECTOR).accepted()
    assert not ordinary.happened(MajorProblemReported)


@pytest.mark.requirement("R003-23")
def test_a_major_problem_is_reported_to_the_departments_that_lead_its_item_too() -> None:
    told = replace(finding(severity=Severity.MAJOR), campaign="qijia_2021", category="D1.1")
    story = given().when(RegisterProblem(told), INSPECTOR).accepted()
    [event] = [event for event in story.history if isinstance(event, MajorProblemReported)]
    assert event.to == ("领导小组", "县委办公室", "县政府办公室", "县乡村振兴局")


BRAKED = replace(finding(), campaign="qijia_2021", category="D2.5", tendency=True, topics=("SUDDEN_BRAKE",))


@pytest.mark.requirement("R001-63")
def test_of_an_abrupt_change_of_policy_the_assessment_made_before_it_is_asked_for() -> None:
    given().when(RegisterProblem(BRAKED), INSPECTOR).refused("paper_asked", paper="政策调整事先分析评估")
    with_paper = replace(BRAKED, paper_sha256="a" * 64)
    given().when(RegisterProblem(with_paper), INSPECTOR).then(
        happened(ProblemRegistered, tendency=True, paper="政策调整事先分析评估", paper_sha256="a" * 64),
        happened(ScreeningSigned),
    )
    given().when(RegisterProblem(replace(with_paper, paper_sha256="a")), INSPECTOR).refused("bad_hash")


@pytest.mark.requirement("R001-63")
def test_that_nothing_was_assessed_before_is_said() -> None:
    without = replace(BRAKED, topics=("断崖式调整",), paper_missing="停发补贴前未作评估")
    given().when(RegisterProblem(without), INSPECTOR).then(
        happened(ProblemRegistered, paper="政策调整事先分析评估", paper_sha256="", paper_missing="停发补贴前未作评估"),
        happened(ScreeningSigned),
    )


@pytest.mark.requirement("R001-63")
def test_of_other_tendencies_no_paper_is_asked() -> None:
    story = given().when(RegisterProblem(replace(BRAKED, topics=("GAP",))), INSPECTOR)
    story.then(happened(ProblemRegistered, paper=""), happened(ScreeningSigned))


@pytest.mark.requirement("R001-66")
def test_a_problem_lies_at_a_park_a_project_or_a_person() -> None:
    at_project = replace(finding(), place=Place(COUNTY, TOWN, park="食品园", project="冷库"))
    story = given().when(RegisterProblem(at_project), INSPECTOR).accepted()
    assert story.problem.place == Place(COUNTY, TOWN, park="食品园", project="冷库")
    of_a_member = replace(household_finding(), member_ref="2")
    story = given().when(RegisterProblem(of_a_member), INSPECTOR).accepted()
    assert story.problem.household is not None
    assert story.problem.household.member == "2"
    given().when(RegisterProblem(replace(finding(), member_ref="2")), INSPECTOR).refused("household_unexpected")


@pytest.mark.requirement("R000-15", "R001-04")
def test_a_finding_says_whether_it_was_there_before_and_under_which_subjects_it_falls() -> None:
    what = replace(finding(), stock=Stock.EXISTING, tendency=True, topics=("后评估",))
    given().when(RegisterProblem(what), INSPECTOR).then(
        happened(ProblemRegistered, stock=Stock.EXISTING, tendency=True, topics=("后评估",)), happened(ScreeningSigned)
    )
