"""What the five documents say is in their packs: every row, item, day and number that a pack can hold."""

from datetime import date, time

import pytest

from adapters.packs import load_packs, packs_folder, read_pack
from adapters.packs.loading import load_themes
from domain.accountability import Misconduct, PointEvent
from domain.organisation import Role, UnitKind
from domain.pack import Pack, PlaceLevel
from domain.papers import LedgerCode, LetterKind, ReportForm
from domain.procedure import ProcedureStep
from domain.standards import RecurringDuty, Relation, Threshold, Yardstick
from domain.supervision import VisitMode, Within
from domain.timetable import Per
from tests.packs.shipped import SHIPPED, check_items, pack

haogou, qijia, xiaoxian, heyuan, assessment = (
    pack(name) for name in ("haogou_2023", "qijia_2021", "xiaoxian_2022", "heyuan_2018", "assessment_2020")
)


@pytest.mark.requirement("X-06")
@pytest.mark.parametrize("name", SHIPPED)
def test_a_shipped_pack_has_no_faults(name: str) -> None:
    assert read_pack(packs_folder() / name, load_themes(packs_folder())).faults == ()


def test_these_are_the_shipped_packs() -> None:
    assert set(load_packs(packs_folder())) == set(SHIPPED)


# --- documents, phases, reports ------------------------------------------------------------------------------------


@pytest.mark.requirement("R002-01")
@pytest.mark.parametrize(
    ("of", "number", "issuer", "issued_on"),
    [
        (haogou, "蒿政字〔2023〕16号", "蒿沟镇人民政府", date(2023, 9, 13)),
        (xiaoxian, "萧巩固办〔2022〕1号", "萧县巩固拓展脱贫攻坚成果专项小组办公室", date(2022, 8, 9)),
        (heyuan, "河扶〔2018〕23号", "河源市扶贫开发领导小组", date(2018, 6, 15)),
    ],
    ids=lambda value: value.id if isinstance(value, Pack) else None,
)
def test_a_pack_names_the_document_it_rests_on(of: Pack, number: str, issuer: str, issued_on: date) -> None:
    assert of.basis is not None
    assert (of.basis.number, of.basis.issuer, of.basis.issued_on) == (number, issuer, issued_on)


def test_a_document_without_number_and_day_is_no_basis() -> None:
    assert qijia.basis is None
    assert assessment.basis is None


def phases(of: Pack) -> list[tuple[date | None, date | None]]:
    return [(phase.first, phase.last) for phase in of.phases]


def test_haogou_begins_before_it_is_issued_and_only_its_first_phase_may_be_past() -> None:
    assert phases(haogou) == [
        (None, date(2023, 9, 10)),
        (date(2023, 9, 10), date(2023, 9, 20)),
        (None, date(2023, 9, 25)),
    ]
    assert [phase.may_be_past for phase in haogou.phases] == [True, False, False]


def test_the_twentieth_of_september_belongs_to_two_phases_of_qijia() -> None:
    assert phases(qijia) == [
        (None, date(2021, 8, 29)),
        (date(2021, 8, 30), date(2021, 9, 20)),
        (date(2021, 9, 20), date(2021, 9, 30)),
    ]
    assert qijia.phases[0].due == ("成立工作专班", "制定具体工作方案", "明确责任和完成时限")


def test_xiaoxian_ends_at_noon() -> None:
    assert phases(xiaoxian) == [
        (date(2022, 8, 9), date(2022, 8, 19)),
        (date(2022, 8, 20), date(2022, 8, 29)),
        (date(2022, 8, 30), date(2022, 8, 31)),
    ]
    assert xiaoxian.phases[2].last_time == time(12)


def test_heyuan_stands_without_an_end_and_aims_at_2020() -> None:
    assert phases(heyuan) == [(date(2018, 6, 15), None)]
    assert heyuan.basis is not None
    assert heyuan.basis.until == date(2020, 12, 31)


def test_the_assessment_has_five_items_one_of_them_without_a_day() -> None:
    assert phases(assessment) == [(date(2020, 3, 23), date(2020, 3, 29))]
    assert [(one.category, one.due_on) for one in assessment.item_dates] == [
        ("BASICS", date(2020, 5, 20)),
        ("AWARENESS", None),
        ("SEC.WATER", date(2020, 5, 25)),
        ("SEC.HOUSE", date(2020, 5, 30)),
        ("B1", date(2020, 5, 30)),
    ]


def report(of: Pack, code: str) -> ReportForm:
    return next(form for form in of.reports if form.code == code)


def test_the_report_of_haogou_has_four_parts() -> None:
    form = report(haogou, "INSPECTION")
    assert form.parts == ("督查基本情况", "典型经验", "存在的主要问题及困难", "意见建议")
    assert form.due_on == date(2023, 9, 25)


def test_the_self_check_report_of_xiaoxian_has_four_parts_and_goes_with_the_summary() -> None:
    form = report(xiaoxian, "SELF_CHECK")
    assert form.parts == (
        "排查“回头看”工作开展情况",
        "排查问题及整改落实情况",
        "动态管理及帮扶工作情况",
        "下一步工作安排",
    )
    assert (form.due_on, form.due_time) == (date(2022, 8, 31), time(12))
    assert form.ledgers == (LedgerCode.L3,)
    assert [(one.unit, one.posts, one.seal) for one in form.signatures] == [
        (UnitKind.TOWN, ("填报人", "主要负责人"), True),
        (UnitKind.DEPARTMENT, ("填报人", "主要负责人"), True),
    ]


def test_a_town_of_qijia_signs_twice_a_department_once() -> None:
    form = report(qijia, "WORK")
    assert {one.unit: len(one.posts) for one in form.signatures} == {UnitKind.TOWN: 2, UnitKind.DEPARTMENT: 1}
    assert form.due_on == date(2021, 9, 21)
    assert form.channels == ("电子版", "纸质版")
    assert (form.parts, form.more_parts) == (("相关意见及建议",), True)


def test_the_county_report_of_qijia_is_signed_by_both_heads() -> None:
    form = report(qijia, "COUNTY")
    assert [(one.unit, len(one.posts)) for one in form.signatures] == [(UnitKind.COUNTY, 2)]
    assert form.to == "市领导小组办公室"


# --- taxonomies ----------------------------------------------------------------------------------------------------


@pytest.mark.requirement("R000-03", "R000-10")
def test_haogou_has_four_dimensions_beside_the_rectification_and_kinds_below() -> None:
    tops = [category.label for category in haogou.taxonomy if not category.parent]
    assert tops == ["责任落实", "政策落实", "工作落实", "成效巩固", "问题整改"]
    below = [category.label for category in haogou.taxonomy if category.parent == "WORK"]
    assert below == [
        "防止返贫动态监测和帮扶",
        "持续增收",
        "产业发展",
        "稳岗就业",
        "衔接资金项目和资产后续管理",
        "乡村建设和乡村治理",
    ]


def test_five_aspects_of_rectification_are_asked_of_each_village() -> None:
    rectify = haogou.category("RECTIFY")
    assert rectify is not None
    assert [item.each for item in rectify.items] == [UnitKind.VILLAGE] * 5


@pytest.mark.requirement("R001-03", "R001-38")
def test_qijia_has_twenty_one_items_in_four_dimensions() -> None:
    assert [dimension.code for dimension in qijia.dimensions] == ["D1", "D2", "D3", "D4"]
    items = [sum(category.parent == one.code for category in qijia.taxonomy) for one in qijia.dimensions]
    assert items == [4, 5, 8, 4]
    assert len(qijia.taxonomy) == 21


def test_each_item_of_qijia_has_lead_and_responsible_units_but_one_that_prints_no_lead() -> None:
    assert [category.code for category in qijia.taxonomy if not category.lead] == ["D1.2"]
    assert all(category.responsible for category in qijia.taxonomy)


def test_fourteen_departments_answer_for_monitoring() -> None:
    monitoring = qijia.category("D3.1")
    assert monitoring is not None
    departments = [unit.name for unit in qijia.units if unit.kind is UnitKind.DEPARTMENT and not unit.every]
    assert len([name for name in monitoring.responsible if name in departments]) == 14


def test_each_dimension_of_qijia_names_its_early_signs() -> None:
    assert all(dimension.watch_for for dimension in qijia.dimensions)
    tendency = next(tag for tag in qijia.tags if tag.code == "TENDENCY")
    assert {"急刹车", "断档空白", "反弹风险"} <= {tag.label for tag in tendency.tags}


ROWS = [
    ("", "脱贫人口收入支出变化方面"),
    ("“三保障”和饮水安全方面", "义务教育"),
    ("“三保障”和饮水安全方面", "基本医疗"),
    ("“三保障”和饮水安全方面", "住房安全"),
    ("“三保障”和饮水安全方面", "安全饮水"),
    ("", "防止返贫动态监测帮扶方面"),
    ("", "资金项目管理方面"),
    ("", "产业发展方面"),
    ("", "脱贫人口就业稳岗方面"),
    ("", "易地扶贫搬迁后续扶持方面"),
    ("", "问题整改方面"),
    ("", "人居环境整治方面"),
    ("", "基础工作方面"),
]


@pytest.mark.requirement("R002-03", "R002-57")
def test_xiaoxian_has_thirteen_rows_labelled_as_printed() -> None:
    assert [(category.group, category.label) for category in xiaoxian.taxonomy] == ROWS
    jobs = xiaoxian.category("JOBS")
    assert jobs is not None
    assert "脱贫人口稳岗就业方面" in jobs.aliases


@pytest.mark.requirement("R002-06")
def test_towns_are_responsible_in_all_of_xiaoxian() -> None:
    towns = {category.code: [unit for unit in category.responsible if "乡镇" in unit] for category in xiaoxian.taxonomy}
    assert towns.pop("RELOCATION") == ["相关乡镇"]
    assert set(map(tuple, towns.values())) == {("各乡镇",)}


@pytest.mark.requirement("R002-08")
def test_each_of_the_four_mechanisms_is_a_check_item() -> None:
    texts = [item.text for item in check_items(xiaoxian)]
    assert sum("机制健全" in text for text in texts if "维修" not in text) == 4


@pytest.mark.requirement("R003-29", "R003-30", "R003-31", "R003-32", "R003-33", "R003-36")
def test_heyuan_has_eight_rows_of_which_the_fifth_has_no_number() -> None:
    assert [(category.number, category.printed) for category in heyuan.taxonomy] == [
        ("1", "扶贫责任落实情况"),
        ("2", "扶贫政策落实情况"),
        ("3", "贫困识别退出情况"),
        ("4", "帮扶措施落实情况"),
        ("", "脱贫任务完成情况"),
        ("5", "新农村建设情况"),
        ("6", "资金使用率情况"),
        ("7", "信息录入和台账建立情况"),
    ]
    assert all(category.content and category.form and category.items for category in heyuan.taxonomy)


@pytest.mark.requirement("R003-30")
def test_nine_policies_are_looked_at_in_heyuan() -> None:
    policies = heyuan.category("H2")
    assert policies is not None
    assert sum(item.text.endswith("政策落实") for item in policies.items) == 9


@pytest.mark.requirement("R003-35")
def test_funds_have_finding_types() -> None:
    [tags] = [tag.tags for tag in heyuan.tags if "H6" in tag.categories]
    assert [tag.label for tag in tags] == ["拨付不足额", "拨付不及时", "滞留", "积压"]


@pytest.mark.requirement("R004-04")
def test_the_assessment_has_four_common_items_and_an_individual_one() -> None:
    assert [(category.parent, category.number, category.label) for category in assessment.taxonomy] == [
        ("A", "1", "基础工作"),
        ("A", "2", "政策知晓"),
        ("A", "3", "安全饮水"),
        ("A", "4", "住房安全"),
        ("B", "1", "个性问题"),
    ]
    individual = assessment.category("B1")
    assert individual is not None
    assert individual.themes == ("BASICS", "SEC.HOUSE")


LOOKED_AT = {
    "R001-11": (qijia, "D1.1", ["领导小组"]),
    "R001-12": (qijia, "D1.1", ["机构队伍稳定"]),
    "R001-14": (qijia, "D1.2", ["年度计划"]),
    "R001-15": (qijia, "D1.3", ["应派尽派", "到岗在位", "培训", "管理制度", "帮扶计划", "走访记录"]),
    "R001-19": (qijia, "D2.2", ["分类资助参保", "先诊疗后付费", "慢病认定", "二级以上公立医院"]),
    "R001-37": (qijia, "D3.8", ["户数没有锐减", "非生产经营"]),
    "R002-10": (
        xiaoxian,
        "SEC.",
        ["参加城乡居民医保", "慢性病证", "应签尽签", "危房", "老人独居", "已入住", "限时供水", "水质"],
    ),
    "R002-20": (xiaoxian, "FUNDS", ["项目库", "公告", "公示", "特色种养奖补到户项目可无监控表"]),
    "R002-21": (xiaoxian, "FUNDS", ["推进缓慢", "完成后公告", "资产登记", "村研究、村公示、乡镇请示"]),
    "R002-22": (xiaoxian, "INDUSTRY", ["应贷尽贷", "户贷企用", "逾期", "收支台账", "月度和上年度收益分配", "公益岗"]),
    "R002-24": (xiaoxian, "RELOCATION", ["常住", "社区治理到位、没有融入难"]),
    "R002-30": (xiaoxian, "HABITAT", ["四净两规范", "应改尽改", "黑臭"]),
}
"""Row -> the categories that have it, and what their check items speak of."""


@pytest.mark.parametrize("row", [pytest.param(row, marks=pytest.mark.requirement(row)) for row in LOOKED_AT])
def test_what_the_document_looks_at_is_a_check_item(row: str) -> None:
    of, beginning, words = LOOKED_AT[row]
    texts = [item.text for category in of.taxonomy if category.code.startswith(beginning) for item in category.items]
    assert [word for word in words if not any(word in text for text in texts)] == []


@pytest.mark.parametrize(
    ("code", "themes"),
    [
        ("D1.4", ("DUTY", "RECTIFY")),
        ("D2.5", ("SUPPORT",)),
        ("D3.1", ("MONITORING",)),
        ("D3.7", ("INDUSTRY",)),
        ("D4.1", ("SEC.EDU", "SEC.MED", "SEC.HOUSE", "SEC.WATER")),
        ("D4.4", ("RISK",)),
    ],
)
def test_a_category_corresponds_to_several_themes(code: str, themes: tuple[str, ...]) -> None:
    category = qijia.category(code)
    assert category is not None
    assert category.themes == themes


@pytest.mark.requirement("R001-56")
def test_problems_come_from_the_sources_that_the_documents_name() -> None:
    assert {"国家考核评估", "省考核评估", "媒体暗访", "其他"} <= {source.label for source in haogou.sources}
    assert {"人大监督", "舆论监督", "信访", "大督查"} <= {source.label for source in qijia.sources}
    assert {"防止返贫动态监测帮扶集中排查", "2021年考核评估反馈", "省市督查暗访"} <= {
        source.label for source in xiaoxian.sources
    }


@pytest.mark.requirement("R000-06")
def test_haogou_marks_topics_stock_and_conduct() -> None:
    tags = {tag.code: [one.label for one in tag.tags] for tag in haogou.tags}
    assert len(tags["TOPIC"]) == 4
    assert tags["STOCK"] == ["存量问题", "变量问题"]
    assert "驻村工作队履职不到位" in tags["SLACKENING"]
    assert tags["OBSTRUCTION"] == ["干扰督查", "弄虚作假"]


@pytest.mark.requirement("R001-22")
def test_items_about_health_income_and_pupils_are_sensitive() -> None:
    sensitive = {item.code for of in (qijia, xiaoxian) for item in check_items(of) if item.sensitive}
    assert {"D2.5-5", "D4.1-2", "D4.2-4", "EDU-2", "MED-4", "INCOME-1"} <= sensitive


# --- inspection ----------------------------------------------------------------------------------------------------


def test_haogou_has_five_methods() -> None:
    assert [method.label for method in haogou.methods] == ["查阅资料", "座谈访谈", "知识测试", "入户调查", "项目核查"]


@pytest.mark.requirement("R003-40")
def test_heyuan_adds_ways_within_the_methods() -> None:
    kinds = {kind.label for method in heyuan.methods for kind in method.kinds}
    assert {"召集贫困户开座谈会", "查阅党委（组）会议记录", "实地走访了解"} <= kinds


def test_interviews_are_three_or_two_by_the_resident_team_and_others_are_drawn() -> None:
    rules = haogou.inspection.interviews
    assert [(len(rule.posts), rule.resident_team, rule.drawn) for rule in rules] == [
        (3, True, False),
        (2, False, False),
        (2, None, True),
    ]


def test_haogou_says_who_is_tested_what_is_drawn_and_what_is_pledged() -> None:
    rules = haogou.inspection
    assert rules.tested == ("驻村工作队成员", "村“两委”干部", "网格员")
    assert rules.projects_drawn == ("2023年衔接资金项目", "扶贫（衔接）项目资产")
    assert rules.modes == (VisitMode.OPEN, VisitMode.COVERT)
    assert "督查期间不饮酒" in rules.pledge
    assert rules.no_form_filling


def test_haogou_draws_fifteen_households_in_every_village_and_prefers_seven_classes() -> None:
    sampling = haogou.inspection.sampling
    assert sampling is not None
    assert [(floor.of, floor.at_least, floor.within) for floor in sampling.floors] == [
        ("HOUSEHOLD", 15, Within.VILLAGE)
    ]
    assert len(sampling.priority) == 7
    assert sampling.all_villages


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


@pytest.mark.requirement("R003-04")
def test_heyuan_announces_six_groups_and_lists_five() -> None:
    rules = heyuan.inspection
    assert rules.groups_announced == 6
    assert len(rules.groups) == 5
    assert sum(len(group.areas) for group in rules.groups) == 7
    assert rules.lead_rank


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


def test_qijia_finds_in_three_layers_of_which_the_last_is_drawn() -> None:
    layers = qijia.screening.layers
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


# --- duties, numbers, procedures, consequences ---------------------------------------------------------------------


def duties(of: Pack) -> dict[str, RecurringDuty]:
    return {duty.code: duty for duty in of.duties}


@pytest.mark.parametrize(
    ("code", "who", "level", "at_least", "per"),
    [
        ("PARTY_MEETING", Role.HEAD, UnitKind.COUNTY, 1, Per.MONTH),
        ("GOVERNMENT_MEETING", Role.HEAD, UnitKind.COUNTY, 1, Per.MONTH),
        ("COUNTY_SECRETARY", Role.HEAD, UnitKind.COUNTY, 4, Per.MONTH),
        ("TOWN_SECRETARY", Role.HEAD, UnitKind.TOWN, 20, Per.MONTH),
        ("VILLAGE_SECRETARY", Role.HEAD, UnitKind.VILLAGE, 20, Per.MONTH),
        ("PAIRING_VISIT", Role.RESP_LEADER, UnitKind.COUNTY, 1, Per.QUARTER),
        ("CONTEST", Role.OFFICE, UnitKind.COUNTY, 1, Per.QUARTER),
        ("CONSUMPTION_LEDGER", Role.LEAD_DEPT, UnitKind.DEPARTMENT, 1, Per.MONTH),
    ],
)
def test_a_duty_of_qijia_recurs(code: str, who: Role, level: UnitKind, at_least: int, per: Per) -> None:
    duty = duties(qijia)[code]
    assert (duty.who, duty.level, duty.at_least, duty.per) == (who, level, at_least, per)
    assert duty.evidence


def test_heyuan_pushes_data_by_the_fourth_and_archives_on_the_last_working_day() -> None:
    assert duties(heyuan)["DATA_PUSH"].due_day == 4
    assert duties(heyuan)["ARCHIVE"].per is Per.QUARTER
    assert duties(heyuan)["ARCHIVE"].due_last_working_day
    assert duties(heyuan)["HEARING"].who is Role.GROUP_HEAD


def test_xiaoxian_consults_every_month() -> None:
    assert duties(xiaoxian)["CONSULTATION"].per is Per.MONTH


def thresholds(of: Pack) -> dict[str, Threshold]:
    return {threshold.code: threshold for threshold in of.thresholds}


@pytest.mark.parametrize(
    ("code", "relation", "value", "against"),
    [
        ("HOUSING_SAFETY", Relation.AT_LEAST, 100, None),
        ("INDUSTRY_COVERAGE", Relation.AT_LEAST, 100, None),
        ("WORKSHOP_LABOUR", Relation.AT_LEAST, 30, None),
        ("RELOCATED_JOBS", Relation.AT_LEAST, 1, None),
        ("LARGE_HOUSEHOLD_JOBS", Relation.MORE_THAN, 1, None),
        ("INCOME_GROWTH", Relation.AT_LEAST, 10, None),
        ("INCOME_OVER_VILLAGE", Relation.MORE_THAN, None, Yardstick.VILLAGE_INCOME_GROWTH),
        ("LOW_INCOME", Relation.AT_LEAST, 6000, None),
        ("MIGRANT_WORK", Relation.AT_LEAST, None, Yardstick.LAST_YEAR),
        ("CONSUMPTION_SALES", Relation.AT_LEAST, None, Yardstick.LAST_YEAR),
        ("NEW_LOANS", Relation.AT_LEAST, None, Yardstick.LAST_YEAR),
    ],
)
def test_a_number_of_qijia(code: str, relation: Relation, value: int | None, against: Yardstick | None) -> None:
    threshold = thresholds(qijia)[code]
    assert (threshold.relation, threshold.value, threshold.against) == (relation, value, against)


def test_one_job_is_too_few_in_a_household_of_seven() -> None:
    premise = thresholds(qijia)[thresholds(qijia)["LARGE_HOUSEHOLD_JOBS"].only_if]
    assert (premise.relation, premise.value) == (Relation.AT_LEAST, 7)


def test_numbers_of_xiaoxian() -> None:
    numbers = thresholds(xiaoxian)
    assert numbers["INCOME_GROWTH"].against is Yardstick.LOCAL_INCOME_GROWTH
    assert (numbers["SCHOOL_AGE"].value, numbers["SCHOOL_AGE"].upper) == (6, 16)
    assert numbers["MEDICAL_INSURANCE"].value == 100
    assert numbers["ENTRY_DAYS"].value == xiaoxian.monitoring.entry_days == 15
    assert not xiaoxian.monitoring.entry_roll


def test_each_household_has_somebody_who_knows_the_policies() -> None:
    assert thresholds(assessment)["AWARE_PERSON"].value == 1


@pytest.mark.parametrize(("code", "times"), [("id_2020", (2, 2, 1)), ("exit_2020", (1, 2, 1))])
def test_a_procedure_counts_its_reviews_notices_and_announcements(code: str, times: tuple[int, int, int]) -> None:
    [procedure] = [one for one in assessment.monitoring.procedures if one.code == code]
    steps = (ProcedureStep.REVIEW_MEETING, ProcedureStep.PUBLIC_NOTICE, ProcedureStep.ANNOUNCEMENT)
    assert tuple(procedure.times(step) for step in steps) == times


def test_the_ledger_knows_three_kinds_of_households() -> None:
    assert xiaoxian.monitoring.household_kinds == ("脱贫户", "边缘易致贫户", "一般农户")


def test_haogou_must_transfer_three_kinds_and_lets_lagging_villages_speak() -> None:
    rules = haogou.accountability
    assert rules.mandatory_referrals == (Misconduct.DUTY, Misconduct.CONDUCT, Misconduct.CORRUPTION)
    assert rules.pledge_speech is not None
    assert (rules.pledge_speech.problems_at_least, rules.pledge_speech.at) == (5, "全镇工作会议")
    assert rules.counts_towards == "镇级评价各村年度目标考核"


def test_qijia_holds_four_kinds_to_account() -> None:
    assert len(qijia.accountability.proposed_referrals) == 4


def test_xiaoxian_names_the_rules_by_which_it_decides() -> None:
    rules = xiaoxian.accountability
    assert {Misconduct.CARELESS_SCREENING, Misconduct.FALSE_RECTIFICATION, Misconduct.MISSED_INCLUSION} == set(
        rules.proposed_referrals
    )
    assert "责任制实施办法（试行）" in rules.basis
    assert rules.consequences == ("组织处理", "纪律处分")


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


# --- tables --------------------------------------------------------------------------------------------------------


def columns(of: Pack, code: LedgerCode) -> list[str]:
    form = of.ledger(code)
    assert form is not None
    return [f"{column.group}/{column.title}" if column.group else column.title for column in form.columns]


RESPONSIBILITY = ["整改责任/责任人", "整改责任/责任单位"]
PRINTED = {
    ("xiaoxian_2022", LedgerCode.L1): [
        *["序号", "镇", "村", "户主姓名", "户类型", "问题类型", "具体内容", "整改措施"],
        *RESPONSIBILITY,
        *["整改时限", "整改成效"],
    ],
    ("xiaoxian_2022", LedgerCode.L2): [
        *["序号", "面上问题层级", "问题类型", "具体内容", "整改措施"],
        *RESPONSIBILITY,
        *["整改时限", "整改成效"],
    ],
    ("xiaoxian_2022", LedgerCode.L3): [
        *["单位/乡镇", "问题类型", "共排查问题数", "已整改数", "正在整改数"],
        *["拟识别监测对象/户数", "拟识别监测对象/人数"],
    ],
    ("qijia_2021", LedgerCode.L4): ["重点任务", "具体内容", "存在的突出问题", "整改措施", "整改进展"],
    ("heyuan_2018", LedgerCode.L5): ["序号", "类别", "督查内容", "督查形式", "备注"],
    ("assessment_2020", LedgerCode.L7): ["问题", "整改措施", "责任领导", "责任人", "完成期限"],
}


@pytest.mark.parametrize(("name", "code"), PRINTED)
def test_a_table_has_the_columns_of_its_document(name: str, code: LedgerCode) -> None:
    assert columns(pack(name), code) == PRINTED[name, code]


def test_the_summary_of_xiaoxian_is_signed_above() -> None:
    form = xiaoxian.ledger(LedgerCode.L3)
    assert form is not None
    assert form.head == ("单位（盖章）", "填报人", "主要负责人签字", "填报时间")


@pytest.mark.requirement("R004-08")
def test_three_spellings_of_the_due_date_are_one_field() -> None:
    [label] = assessment.labels
    assert (label.label, *label.aliases) == ("完成期限", "完成时限", "完成时间")


def test_who_runs_a_campaign() -> None:
    levels = {of.id: of.level for of in (haogou, qijia, xiaoxian, heyuan, assessment)}
    assert levels == {
        "haogou_2023": PlaceLevel.TOWN,
        "qijia_2021": PlaceLevel.COUNTY,
        "xiaoxian_2022": PlaceLevel.COUNTY,
        "heyuan_2018": PlaceLevel.CITY,
        "assessment_2020": PlaceLevel.TOWN,
    }
    assert [tenant.level for tenant in qijia.tenants] == [PlaceLevel.COUNTY, PlaceLevel.TOWN]
