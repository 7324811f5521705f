"""How the five documents want it done: inspections, duties, numbers, procedures, consequences."""

from typing import Any

import pytest

from domain.accountability import Misconduct, PointEvent
from domain.monitoring_case.procedure import ProcedureStep
from domain.organisation import Role, UnitKind
from domain.pack import Pack, PlaceLevel
from domain.papers import LetterKind
from domain.policy import Duty, Period
from domain.problem.classification import AreaLevel
from domain.standards import RecurringDuty
from domain.supervision import VisitMode, Within
from domain.thresholds import Relation, Threshold, Verdict, Yardstick, amount, judge
from domain.timetable import Per
from tests.packs.shipped import SHIPPED, check_items, pack

haogou, qijia, xiaoxian, heyuan, assessment = (
    pack(name) for name in ("haogou_2023", "qijia_2021", "xiaoxian_2022", "heyuan_2018", "assessment_2020")
)


@pytest.mark.requirement("R000-18")
def test_haogou_has_five_methods() -> None:
    assert [method.label for method in haogou.methods] == ["查阅资料", "座谈访谈", "知识测试", "入户调查", "项目核查"]


@pytest.mark.requirement("R003-40")
def test_heyuan_adds_ways_within_the_methods() -> None:
    kinds = {kind.label for method in heyuan.methods for kind in method.kinds}
    assert {"召集贫困户开座谈会", "查阅党委（组）会议记录", "实地走访了解"} <= kinds


@pytest.mark.requirement("R000-20", "R000-21")
def test_interviews_are_three_or_two_by_the_resident_team_and_others_are_drawn() -> None:
    rules = haogou.inspection.interviews
    assert [(len(rule.posts), rule.resident_team, rule.drawn) for rule in rules] == [
        (3, True, False),
        (2, False, False),
        (2, None, True),
    ]


@pytest.mark.requirement("R000-26")
def test_haogou_says_who_is_tested_what_is_drawn_and_what_is_pledged() -> None:
    rules = haogou.inspection
    assert rules.tested == ("驻村工作队成员", "村“两委”干部", "网格员")
    assert rules.projects_drawn == ("2023年衔接资金项目", "扶贫（衔接）项目资产")
    assert rules.modes == (VisitMode.OPEN, VisitMode.COVERT)
    assert "督查期间不饮酒" in rules.pledge
    assert rules.no_form_filling


@pytest.mark.requirement("R000-24", "R000-25")
def test_haogou_draws_fifteen_households_in_every_village_and_prefers_seven_classes() -> None:
    sampling = haogou.inspection.sampling
    assert sampling is not None
    assert [(floor.of, floor.at_least, floor.within) for floor in sampling.floors] == [
        ("HOUSEHOLD", 15, Within.VILLAGE)
    ]
    assert len(sampling.priority) == 7
    assert sampling.all_villages


@pytest.mark.requirement("R003-10", "R003-11")
def test_heyuan_draws_two_villages_with_three_households_each() -> None:
    sampling = heyuan.inspection.sampling
    assert sampling is not None
    floors = {floor.of: (floor.at_least, floor.within) for floor in sampling.floors}
    assert floors == {
        "TOWN": (1, Within.VISIT),
        "POOR_VILLAGE": (1, Within.VISIT),
        "OTHER_VILLAGE": (1, Within.VISIT),
        "HOUSEHOLD": (3, Within.VILLAGE),
        "TO_BE_LIFTED": (2, Within.VILLAGE),
        "NOT_LIFTED": (1, Within.VILLAGE),
    }


@pytest.mark.requirement("R003-04", "R003-05")
def test_heyuan_announces_six_groups_and_lists_five() -> None:
    rules = heyuan.inspection
    assert rules.groups_announced == 6
    assert len(rules.groups) == 5
    assert sum(len(group.areas) for group in rules.groups) == 7
    assert rules.lead_rank


@pytest.mark.requirement("R003-09", "R003-13", "R003-15")
def test_heyuan_inspects_one_or_two_days_and_writes_within_three_with_two_copies() -> None:
    rules = heyuan.inspection
    assert (rules.days_min, rules.days_max, rules.per) == (1, 2, Per.MONTH)
    assert rules.views_exchanged
    assert rules.area_self_check
    assert rules.letter is not None
    assert (rules.letter.days, rules.letter.roll) == (3, True)
    letter = heyuan.letter(LetterKind.RECTIFICATION_LETTER)
    assert letter is not None
    assert letter.copies == ("县区党委", "县区政府")


@pytest.mark.requirement("R001-01", "R001-43")
def test_qijia_finds_in_three_layers_of_which_the_last_is_drawn() -> None:
    layers = qijia.screening.layers
    assert [layer.roles for layer in layers] == [
        (Role.TOWN, Role.VILLAGE, Role.RESIDENT_TEAM),
        (Role.LEAD_DEPT,),
        (Role.INSPECTOR, Role.TEAM_LEAD),
    ]
    assert [(layer.percent, layer.drawn) for layer in layers] == [(100, False), (100, False), (20, True)]
    assert [layer.roles[0] for layer in qijia.policy.layers] == [Role.TOWN, Role.LEAD_DEPT, Role.INSPECTOR]


def test_xiaoxian_screens_three_groups_of_people_grid_by_grid() -> None:
    assert len(xiaoxian.screening.populations) == 3
    assert xiaoxian.screening.cover_by is UnitKind.GRID


def test_the_assessment_sweeps_villages_and_households() -> None:
    sweeps = {sweep.code: sweep for sweep in assessment.screening.sweeps}
    assert sweeps["ARCHIVES"].count == 14
    assert sweeps["WATER"].each == "HOUSEHOLD"
    assert sweeps["HOUSING"].only


@pytest.mark.requirement("R003-03")
def test_leading_groups_are_posts_never_persons() -> None:
    assert haogou.leading_group is not None
    assert "各村书记" in haogou.leading_group.members
    assert heyuan.leading_group is not None
    assert heyuan.leading_group.office == "市扶贫办"


def shows(row: str, *values: object) -> Any:
    """A case that shows a row of the requirements."""
    return pytest.param(*values, marks=pytest.mark.requirement(row))


def duties(of: Pack) -> dict[str, RecurringDuty]:
    return {duty.code: duty for duty in of.duties}


@pytest.mark.parametrize(
    ("code", "who", "level", "at_least", "per"),
    [
        shows("R001-05", "PARTY_MEETING", Role.HEAD, UnitKind.COUNTY, 1, Per.MONTH),
        shows("R001-05", "GOVERNMENT_MEETING", Role.HEAD, UnitKind.COUNTY, 1, Per.MONTH),
        shows("R001-06", "COUNTY_SECRETARY", Role.HEAD, UnitKind.COUNTY, 4, Per.MONTH),
        shows("R001-07", "TOWN_SECRETARY", Role.HEAD, UnitKind.TOWN, 20, Per.MONTH),
        shows("R001-07", "VILLAGE_SECRETARY", Role.HEAD, UnitKind.VILLAGE, 20, Per.MONTH),
        shows("R001-08", "PAIRING", Role.RESP_LEADER, UnitKind.COUNTY, 1, Per.YEAR),
        shows("R001-08", "PAIRING_VISIT", Role.RESP_LEADER, UnitKind.COUNTY, 1, Per.QUARTER),
        shows("R001-09", "CONTEST", Role.OFFICE, UnitKind.COUNTY, 1, Per.QUARTER),
        shows("R001-35", "CONSUMPTION_LEDGER", Role.LEAD_DEPT, UnitKind.DEPARTMENT, 1, Per.MONTH),
    ],
)
def test_a_duty_of_qijia_recurs(code: str, who: Role, level: UnitKind, at_least: int, per: Per) -> None:
    duty = duties(qijia)[code]
    assert (duty.who, duty.level, duty.at_least, duty.per) == (who, level, at_least, per)
    assert duty.evidence


@pytest.mark.requirement("R003-18", "R003-19", "R003-37")
def test_heyuan_pushes_data_by_the_fourth_and_archives_on_the_last_working_day() -> None:
    assert duties(heyuan)["DATA_PUSH"].due_day == 4
    assert duties(heyuan)["ARCHIVE"].per is Per.QUARTER
    assert duties(heyuan)["ARCHIVE"].due_last_working_day
    assert (duties(heyuan)["HEARING"].who, duties(heyuan)["HEARING"].per) == (Role.GROUP_HEAD, Per.MONTH)
    assert (duties(heyuan)["REPORT"].who, duties(heyuan)["REPORT"].per) == (Role.TEAM_LEAD, Per.MONTH)


@pytest.mark.requirement("R002-14")
def test_xiaoxian_consults_every_month() -> None:
    assert duties(xiaoxian)["CONSULTATION"].per is Per.MONTH


def thresholds(of: Pack) -> dict[str, Threshold]:
    return {threshold.code: threshold for threshold in of.thresholds}


@pytest.mark.parametrize(
    ("code", "relation", "value", "against"),
    [
        shows("R001-20", "HOUSING_SAFETY", Relation.AT_LEAST, 100, None),
        shows("R001-32", "INDUSTRY_COVERAGE", Relation.AT_LEAST, 100, None),
        shows("R001-31", "WORKSHOP_LABOUR", Relation.AT_LEAST, 30, None),
        shows("R001-30", "RELOCATED_JOBS", Relation.AT_LEAST, 1, None),
        shows("R001-30", "LARGE_HOUSEHOLD_JOBS", Relation.MORE_THAN, 1, None),
        shows("R001-33", "INCOME_GROWTH", Relation.AT_LEAST, 10, None),
        shows("R001-33", "INCOME_OVER_VILLAGE", Relation.MORE_THAN, None, Yardstick.VILLAGE_INCOME_GROWTH),
        shows("R001-34", "LOW_INCOME", Relation.AT_LEAST, 6000, None),
        shows("R001-67", "MIGRANT_WORK", Relation.AT_LEAST, None, Yardstick.LAST_YEAR),
        shows("R001-67", "CONSUMPTION_SALES", Relation.AT_LEAST, None, Yardstick.LAST_YEAR),
        shows("R001-67", "NEW_LOANS", Relation.AT_LEAST, None, Yardstick.LAST_YEAR),
    ],
)
def test_a_number_of_qijia(code: str, relation: Relation, value: int | None, against: Yardstick | None) -> None:
    threshold = thresholds(qijia)[code]
    assert (threshold.relation, threshold.value, threshold.against) == (relation, value, against)


@pytest.mark.requirement("R001-30")
def test_one_job_is_too_few_in_a_household_of_seven() -> None:
    premise = thresholds(qijia)[thresholds(qijia)["LARGE_HOUSEHOLD_JOBS"].only_if]
    assert (premise.relation, premise.value) == (Relation.AT_LEAST, 7)


@pytest.mark.requirement("R002-05")
def test_numbers_of_xiaoxian() -> None:
    numbers = thresholds(xiaoxian)
    assert numbers["INCOME_GROWTH"].against is Yardstick.LOCAL_INCOME_GROWTH
    assert (numbers["SCHOOL_AGE"].value, numbers["SCHOOL_AGE"].upper) == (6, 16)
    assert numbers["MEDICAL_INSURANCE"].value == 100
    assert numbers["ENTRY_DAYS"].value == 15
    assert xiaoxian.policy.period(Duty.MONITOR_ENTRY) == Period(days=15, roll=False)


@pytest.mark.requirement("R002-09")
@pytest.mark.parametrize(
    ("age", "verdict"), [(5, Verdict.NOT_MET), (6, Verdict.MET), (16, Verdict.MET), (17, Verdict.NOT_MET)]
)
def test_a_child_of_school_age_is_found_by_rule_health_apart_and_its_data_are_guarded(
    age: int, verdict: Verdict
) -> None:
    [item] = [item for item in check_items(xiaoxian) if item.code == "EDU-2"]
    assert "没有失学辍学（身体原因除外）" in item.text
    assert item.sensitive
    assert judge(thresholds(xiaoxian)[item.threshold], amount(age)).verdict is verdict


def test_each_household_has_somebody_who_knows_the_policies() -> None:
    assert thresholds(assessment)["AWARE_PERSON"].value == 1


@pytest.mark.requirement("R004-20")
@pytest.mark.parametrize(("code", "times"), [("id_2020", (2, 2, 1)), ("exit_2020", (1, 2, 1))])
def test_a_procedure_counts_its_reviews_notices_and_announcements(code: str, times: tuple[int, int, int]) -> None:
    [procedure] = [one for one in assessment.monitoring.procedures if one.code == code]
    steps = (ProcedureStep.REVIEW_MEETING, ProcedureStep.PUBLIC_NOTICE, ProcedureStep.ANNOUNCEMENT)
    assert tuple(procedure.times(step) for step in steps) == times


def test_the_ledger_knows_three_kinds_of_households() -> None:
    assert xiaoxian.monitoring.household_kinds == ("脱贫户", "边缘易致贫户", "一般农户")


@pytest.mark.requirement("R000-32", "R000-33", "R000-36")
def test_haogou_must_transfer_three_kinds_and_lets_lagging_villages_speak() -> None:
    rules = haogou.accountability
    assert rules.mandatory_referrals == (Misconduct.DUTY, Misconduct.CONDUCT, Misconduct.CORRUPTION)
    assert rules.pledge_speech is not None
    assert (rules.pledge_speech.problems_at_least, rules.pledge_speech.at) == (5, "全镇工作会议")
    assert {Misconduct.INTERFERENCE, Misconduct.FALSIFICATION} <= set(rules.proposed_referrals)
    assert rules.counts_towards == "镇级评价各村年度目标考核"


@pytest.mark.requirement("R001-59")
def test_qijia_holds_four_kinds_to_account() -> None:
    assert qijia.accountability.proposed_referrals == (
        Misconduct.POLICY_NOT_CARRIED_OUT,
        Misconduct.FORMALISTIC_RECTIFICATION,
        Misconduct.POOR_ORGANISATION,
        Misconduct.FALSE_RECTIFICATION,
    )


@pytest.mark.requirement("R002-50")
def test_xiaoxian_names_the_rules_by_which_it_decides() -> None:
    rules = xiaoxian.accountability
    assert {Misconduct.CARELESS_SCREENING, Misconduct.FALSE_RECTIFICATION, Misconduct.MISSED_INCLUSION} == set(
        rules.proposed_referrals
    )
    assert "责任制实施办法（试行）" in rules.basis
    assert rules.consequences == ("组织处理", "纪律处分")


@pytest.mark.requirement("R003-27")
def test_heyuan_gives_and_takes_points() -> None:
    rules = heyuan.accountability
    assert {rule.event: (rule.points, rule.rate) for rule in rules.points} == {
        PointEvent.ALL_ON_TIME: (1, 95),
        PointEvent.LOW_RATE: (-1, 90),
        PointEvent.CRITICISM: (-1, None),
        PointEvent.FALSE_RECTIFICATION: (-2, None),
    }
    assert rules.points_cap == 5
    assert rules.consequences == ("限期整改", "约谈问责")


# --- levels -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("pack_id", SHIPPED)
def test_every_pack_says_where_plans_are_approved_and_problems_struck_off(pack_id: str) -> None:
    policy = pack(pack_id).policy
    assert policy.plan_level is UnitKind.TOWN
    assert (policy.close_level.household, policy.close_level.village) == (UnitKind.TOWN, UnitKind.TOWN)
    town_owns = pack(pack_id).level is PlaceLevel.TOWN
    assert policy.close_level.town is (UnitKind.TOWN if town_owns else UnitKind.COUNTY)
    assert policy.close_level.leading_group == (() if town_owns else (AreaLevel.COUNTY,))


def test_xiaoxian_checks_in_two_layers_the_second_by_draw() -> None:
    town, county = xiaoxian.policy.layers
    assert (town.roles, town.rate_percent) == ((Role.TOWN,), 100)
    assert (county.roles, county.drawn) == ((Role.INSPECTOR, Role.TEAM_LEAD), True)


@pytest.mark.requirement("R001-29")
def test_fourteen_departments_match_their_data_in_qijia() -> None:
    [item] = [category for category in qijia.taxonomy if category.code == "D3.1"]
    assert len(qijia.monitoring.departments) == 14
    assert set(qijia.monitoring.departments) == set(item.responsible) - {"各乡镇（街道）"}


def test_the_composite_item_of_2020_is_a_container() -> None:
    assert [category.code for category in pack("assessment_2020").taxonomy if category.container] == ["B1"]
