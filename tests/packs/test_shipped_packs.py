"""The five packs have no faults, and the documents, days, reports and tables of their sources."""

from datetime import date, time

import pytest

from adapters.packs import load_packs, packs_folder, read_pack
from adapters.packs.loading import load_themes
from domain.organisation import UnitKind
from domain.pack import Pack, PlaceLevel
from domain.papers import LedgerCode, ReportForm
from tests.packs.shipped import SHIPPED, pack

haogou, qijia, xiaoxian, heyuan, assessment = (
    pack(name) for name in ("haogou_2023", "qijia_2021", "xiaoxian_2022", "heyuan_2018", "assessment_2020")
)


@pytest.mark.requirement("X-06")
@pytest.mark.parametrize("name", SHIPPED)
def test_a_shipped_pack_has_no_faults(name: str) -> None:
    assert read_pack(packs_folder() / name, load_themes(packs_folder())).faults == ()


def test_these_are_the_shipped_packs() -> None:
    assert set(load_packs(packs_folder())) == set(SHIPPED)


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


@pytest.mark.requirement("R000-12", "R000-14", "R000-16")
def test_haogou_begins_before_it_is_issued_and_only_its_first_phase_may_be_past() -> None:
    assert phases(haogou) == [
        (None, date(2023, 9, 10)),
        (date(2023, 9, 10), date(2023, 9, 20)),
        (None, date(2023, 9, 25)),
    ]
    assert [phase.may_be_past for phase in haogou.phases] == [True, False, False]


@pytest.mark.requirement("R001-44", "R001-45", "R001-47")
def test_the_twentieth_of_september_belongs_to_two_phases_of_qijia() -> None:
    assert phases(qijia) == [
        (None, date(2021, 8, 29)),
        (date(2021, 8, 30), date(2021, 9, 20)),
        (date(2021, 9, 20), date(2021, 9, 30)),
    ]
    assert qijia.phases[0].due == ("成立工作专班", "制定具体工作方案", "明确责任和完成时限")


@pytest.mark.requirement("R002-34", "R002-38", "R002-40", "R002-42")
def test_xiaoxian_ends_at_noon() -> None:
    assert phases(xiaoxian) == [
        (date(2022, 8, 9), date(2022, 8, 19)),
        (date(2022, 8, 20), date(2022, 8, 29)),
        (date(2022, 8, 30), date(2022, 8, 31)),
    ]
    assert xiaoxian.phases[2].last_time == time(12)


@pytest.mark.requirement("R003-01")
def test_heyuan_stands_without_an_end_and_aims_at_2020() -> None:
    assert phases(heyuan) == [(date(2018, 6, 15), None)]
    assert heyuan.basis is not None
    assert heyuan.basis.until == date(2020, 12, 31)


@pytest.mark.requirement("R004-01")
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


@pytest.mark.requirement("R000-16")
def test_the_report_of_haogou_has_four_parts() -> None:
    form = report(haogou, "INSPECTION")
    assert form.parts == ("督查基本情况", "典型经验", "存在的主要问题及困难", "意见建议")
    assert form.due_on == date(2023, 9, 25)


@pytest.mark.requirement("R002-42")
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


@pytest.mark.requirement("R001-48", "R001-49", "R001-50", "R001-51")
def test_a_town_of_qijia_signs_twice_a_department_once() -> None:
    form = report(qijia, "WORK")
    assert {one.unit: len(one.posts) for one in form.signatures} == {UnitKind.TOWN: 2, UnitKind.DEPARTMENT: 1}
    assert form.due_on == date(2021, 9, 21)
    assert form.channels == ("电子版", "纸质版")
    assert (form.parts, form.more_parts) == (("相关意见及建议",), True)


@pytest.mark.requirement("R001-52")
def test_the_county_report_of_qijia_is_signed_by_both_heads() -> None:
    form = report(qijia, "COUNTY")
    assert [(one.unit, len(one.posts)) for one in form.signatures] == [(UnitKind.COUNTY, 2)]
    assert form.to == "市领导小组办公室"


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
