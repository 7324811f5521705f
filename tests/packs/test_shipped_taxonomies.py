"""What the five documents look at: every row and item, labelled as printed, and what is looked for in it."""

from pathlib import Path

import pytest

from adapters.packs import load_pack
from domain.organisation import UnitKind
from tests.packs.shipped import SOUND, check_items, faults_of, made, pack

haogou, qijia, xiaoxian, heyuan, assessment = (
    pack(name) for name in ("haogou_2023", "qijia_2021", "xiaoxian_2022", "heyuan_2018", "assessment_2020")
)


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


@pytest.mark.requirement("R000-05")
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


@pytest.mark.requirement("R001-03")
def test_the_version_of_a_taxonomy_is_data(tmp_path: Path) -> None:
    assert qijia.taxonomy_version == "1"
    home = made(tmp_path, f'{SOUND}taxonomy_version: "2"\n')
    assert load_pack(home).taxonomy_version == "2"


def test_each_item_of_qijia_has_lead_and_responsible_units_but_one_that_prints_no_lead() -> None:
    assert [category.code for category in qijia.taxonomy if not category.lead] == ["D1.2"]
    assert all(category.responsible for category in qijia.taxonomy)


@pytest.mark.requirement("R001-29")
def test_fourteen_departments_answer_for_monitoring() -> None:
    monitoring = qijia.category("D3.1")
    assert monitoring is not None
    departments = [unit.name for unit in qijia.units if unit.kind is UnitKind.DEPARTMENT and not unit.every]
    assert len([name for name in monitoring.responsible if name in departments]) == 14


@pytest.mark.requirement("R001-04")
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
    assert all(category.responsible for category in xiaoxian.taxonomy)


@pytest.mark.requirement("R002-23")
def test_allowances_and_posts_are_items_of_jobs() -> None:
    jobs = xiaoxian.category("JOBS")
    assert jobs is not None
    texts = "、".join(item.text for item in jobs.items)
    for asked in ("务工监测模块", "账实相符", "一个不漏、应补尽补", "公益岗", "防溺水岗"):
        assert asked in texts


@pytest.mark.requirement("R002-06")
def test_towns_are_responsible_in_all_of_xiaoxian() -> None:
    towns = {category.code: [unit for unit in category.responsible if "乡镇" in unit] for category in xiaoxian.taxonomy}
    assert towns.pop("RELOCATION") == ["相关乡镇"]
    assert set(map(tuple, towns.values())) == {("各乡镇",)}


@pytest.mark.requirement("R002-08")
def test_each_of_the_four_mechanisms_is_a_check_item() -> None:
    texts = [item.text for item in check_items(xiaoxian)]
    assert sum("机制健全" in text for text in texts if "维修" not in text) == 4


@pytest.mark.requirement("R003-29", "R003-31", "R003-33")
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


@pytest.mark.requirement("R003-29")
def test_each_item_of_responsibility_in_heyuan_names_its_methods() -> None:
    responsibility = heyuan.category("H1")
    assert responsibility is not None
    assert len(responsibility.items) == 9
    assert {method.code for method in heyuan.methods} >= {
        code for item in responsibility.items for code in item.methods
    }
    assert all(item.methods for item in responsibility.items)


@pytest.mark.requirement("R003-34")
def test_the_frame_of_heyuan_is_255_villages() -> None:
    villages = heyuan.category("H5")
    assert villages is not None
    assert villages.content.startswith("255个贫困村")


@pytest.mark.requirement("R003-30")
def test_nine_policies_are_looked_at_in_heyuan() -> None:
    policies = heyuan.category("H2")
    assert policies is not None
    assert sum(item.text.endswith("政策落实") for item in policies.items) == 9


@pytest.mark.requirement("R003-35")
def test_funds_have_finding_types() -> None:
    [tags] = [tag.tags for tag in heyuan.tags if "H6" in tag.categories]
    assert [tag.label for tag in tags] == ["拨付不足额", "拨付不及时", "滞留", "积压"]


@pytest.mark.requirement("R004-02")
def test_the_assessment_has_six_standards_of_three_kinds_and_its_items_refer_to_them() -> None:
    assert [standard.of for standard in assessment.standards] == ["区摘帽"] * 4 + ["村退出", "户脱贫"]
    referred = {item.code: item.standard for item in check_items(assessment) if item.standard}
    assert referred == {"A1-5": "HOUSEHOLD", "A1-10": "COUNTY_WRONG", "A3-1": "HOUSEHOLD", "A4-4": "HOUSEHOLD"}


@pytest.mark.requirement("R004-02")
def test_an_item_refers_to_no_standard_that_is_not_there(tmp_path: Path) -> None:
    item = '{code: A-1, text: 看, standard: "EXIT"}'
    [fault] = faults_of(made(tmp_path, SOUND.replace("label: 甲类", f"label: 甲类, items: [{item}]")))
    assert fault.path == "taxonomy[1].items[1].standard"
    assert fault.message == "没有“EXIT”这个对照标准，可用：（还没有）"


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
    "R001-11": (qijia, "D1.1", ["党政主要领导任组长的领导小组"]),
    "R001-12": (qijia, "D1.1", ["机构队伍稳定"]),
    "R001-14": (qijia, "D1.2", ["年度计划", "研究记录", "督导方案报告"]),
    "R001-15": (qijia, "D1.3", ["应派尽派", "到岗在位", "培训", "管理制度", "帮扶计划", "走访记录"]),
    "R001-19": (qijia, "D2.2", ["分类资助参保", "先诊疗后付费", "慢病认定", "家庭医生签约", "二级以上公立医院"]),
    "R001-20": (qijia, "D2.3", ["所有农户不住危房", "销号管理"]),
    "R001-22": (qijia, "D2.5", ["一、二级残疾人护理补贴按时发放"]),
    "R001-36": (qijia, "D3.7", ["带贫企业动态管理、审批手续完善"]),
    "R001-37": (qijia, "D3.8", ["户数没有锐减", "非生产经营"]),
    "R002-04": (xiaoxian, "INCOME", ["近两年收入没有持续下降", "收入骤减", "支出骤增"]),
    "R002-10": (
        xiaoxian,
        "SEC.",
        ["参加城乡居民医保", "慢性病证", "应签尽签", "危房", "老人独居", "已入住", "限时供水", "水质"],
    ),
    "R002-19": (xiaoxian, "MONITORING", ["了解监测业务知识", "误工补贴", "《网格化监测手册》发放到位"]),
    "R002-20": (xiaoxian, "FUNDS", ["项目库", "公告", "公示", "特色种养奖补到户项目可无监控表"]),
    "R002-21": (xiaoxian, "FUNDS", ["推进缓慢", "完成后公告", "资产登记", "村研究、村公示、乡镇请示"]),
    "R002-22": (xiaoxian, "INDUSTRY", ["应贷尽贷", "户贷企用", "逾期", "收支台账", "月度和上年度收益分配", "公益岗"]),
    "R002-24": (xiaoxian, "RELOCATION", ["常住", "社区治理到位、没有融入难"]),
    "R002-30": (xiaoxian, "HABITAT", ["四净两规范", "公厕和户厕", "应改尽改", "黑臭"]),
    "R002-31": (
        xiaoxian,
        "BASICS",
        ["巩固脱贫成果满意", "帮扶工作满意", "目前生活满意", "“双基”建设满意", "政策知晓", "更新"],
    ),
    "R003-29": (heyuan, "H1", ["“一把手”负责制度", "吃住在村", "责任清单", "腐败和作风问题专项治理"]),
    "R003-31": (heyuan, "H3", ["识别存疑", "“八有”", "识别和退出符合标准、符合程序"]),
    "R003-32": (heyuan, "H4", ["面对面", "致贫原因", "因户施策", "直接受益"]),
    "R003-36": (heyuan, "H7", ["户有卡", "村有册", "帮扶户档案"]),
}
"""Row -> the categories that have it, and what their check items speak of."""


@pytest.mark.parametrize("row", [pytest.param(row, marks=pytest.mark.requirement(row)) for row in LOOKED_AT])
def test_what_the_document_looks_at_is_a_check_item(row: str) -> None:
    of, beginning, words = LOOKED_AT[row]
    texts = [item.text for category in of.taxonomy if category.code.startswith(beginning) for item in category.items]
    assert [word for word in words if not any(word in text for text in texts)] == []


PAPERS = {
    "R001-14": (qijia, "D1.2", ["工作计划", "会议记录", "督导报告"]),
    "R001-32": (qijia, "D3.4", ["分红台账"]),
    "R001-36": (qijia, "D3.7", ["申报和取消手续"]),
    "R002-19": (xiaoxian, "MONITORING", ["领取签收单"]),
    "R002-20": (xiaoxian, "FUNDS", ["项目库", "公告公示材料", "绩效管理材料"]),
}
"""Row -> the categories that have it, and the papers by which their check items are shown."""


@pytest.mark.parametrize("row", [pytest.param(row, marks=pytest.mark.requirement(row)) for row in PAPERS])
def test_what_the_document_looks_at_is_shown_by_a_paper(row: str) -> None:
    of, beginning, papers = PAPERS[row]
    asked = [
        item.document for category in of.taxonomy if category.code.startswith(beginning) for item in category.items
    ]
    assert [paper for paper in papers if not any(paper in document for document in asked)] == []


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


@pytest.mark.requirement("R000-04", "R001-56")
def test_problems_come_from_the_sources_that_the_documents_name() -> None:
    assert {"国家考核评估", "省考核评估", "媒体暗访", "其他"} <= {source.label for source in haogou.sources}
    assert {"人大监督", "舆论监督", "信访", "大督查"} <= {source.label for source in qijia.sources}
    assert {"防止返贫动态监测帮扶集中排查", "2021年考核评估反馈", "省市督查暗访"} <= {
        source.label for source in xiaoxian.sources
    }


@pytest.mark.requirement("R000-15")
def test_haogou_marks_topics_stock_and_obstruction() -> None:
    tags = {tag.code: [one.label for one in tag.tags] for tag in haogou.tags}
    assert tags["TOPIC"] == [
        "2022年度成效考核问题整改及“回头看”",
        "国家和省后评估考核",
        "县域结对帮扶",
        "财政衔接资金绩效评价",
    ]
    assert tags["STOCK"] == ["存量问题", "变量问题"]
    assert tags["OBSTRUCTION"] == ["干扰督查", "弄虚作假"]


@pytest.mark.requirement("R000-06")
def test_findings_about_responsibility_have_types_of_their_own() -> None:
    [types] = [tag for tag in haogou.tags if tag.categories == ("DUTY",)]
    assert [one.label for one in types.tags] == ["松劲懈怠", "“跑偏”现象", "“翻篇”思想", "驻村工作队履职不到位"]


@pytest.mark.requirement("R001-22")
def test_items_about_health_income_and_pupils_are_sensitive() -> None:
    sensitive = {item.code for of in (qijia, xiaoxian) for item in check_items(of) if item.sensitive}
    assert {"D2.5-5", "D4.1-2", "D4.2-4", "EDU-2", "MED-4", "INCOME-1"} <= sensitive
