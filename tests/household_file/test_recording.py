"""登记资料 发放到户: what is taken into a file, what is refused, and what the check finds in it."""

from __future__ import annotations

from datetime import date

import pytest
from msgspec.structs import replace

from domain.household_file.gaps import GapCode
from domain.household_file.household_file import file_of
from domain.household_file.recording import PaperHandedOut, PaperRecorded, RecordPaper
from tests.household_file.stage import (
    CAMPAIGN,
    DAY,
    HELPED,
    HOUSE,
    HOUSEHOLD,
    HOUSEHOLDER,
    NOT_HELPED,
    OTHER_HOUSEHOLD,
    PROOFS,
    RECEIPT,
    SCAN,
    XIAOXIAN,
    codes,
    file,
    found,
    given,
    handout,
    paper,
)
from tests.monitoring_case.people import GRID_WORKER, OTHER_VILLAGE
from tests.problem.people import CADRE, CHECKER, COUNTY, TOWN, VILLAGE
from tests.problem.story import happened


def test_a_paper_is_taken_into_the_file_as_it_is() -> None:
    given().when(paper("收入登记表", blank=("转移性收入",), householder=HOUSEHOLDER), CADRE).then(
        happened(
            PaperRecorded,
            household=HOUSEHOLD,
            place={"county": COUNTY, "town": TOWN, "village": VILLAGE, "park": "", "project": ""},
            by=CADRE,
            kind="INCOME",
            edition=1,
            dated_on=DAY.isoformat(),
            blank=("转移性收入",),
            signed=True,
            householder=HOUSEHOLDER,
            reason=None,
        )
    )


# --- what is found ------------------------------------------------------------------------------------------------


@pytest.mark.requirement("R004-12")
@pytest.mark.parametrize("kind", ["收入登记表", "信息登记表"])
def test_fields_left_blank_are_found_by_name(kind: str) -> None:
    blank = {"收入登记表": ("财产性收入", "转移性收入"), "信息登记表": ("健康状况",)}[kind]
    story = given(paper(kind, blank=blank))
    [gap] = [gap for gap in found(story) if gap.code is GapCode.BLANK]
    assert gap.says == f"{kind}漏填{'、'.join(blank)}"


@pytest.mark.requirement("R004-12")
def test_a_record_of_a_visit_without_its_date_is_found() -> None:
    assert codes(given(paper("入户调查记录表", dated_on=None)), "VISIT") == [GapCode.UNDATED]


@pytest.mark.requirement("R004-12")
def test_in_a_form_without_a_gap_nothing_is_found() -> None:
    story = given(paper("入户调查记录表"), paper("收入登记表"), paper("信息登记表"))
    assert [codes(story, code) for code in ("VISIT", "INCOME", "INFORMATION")] == [[], [], []]


@pytest.mark.requirement("R004-13")
def test_a_confirmation_without_its_signature_is_found() -> None:
    story = given(paper("脱贫退出确认书", signed=False))
    [gap] = [gap for gap in found(story) if gap.paper == "CONFIRMATION"]
    assert (gap.code, gap.says) == (GapCode.UNSIGNED, "脱贫退出确认书未签字，视同没有")


@pytest.mark.requirement("R004-13")
def test_once_it_is_signed_nothing_is_found() -> None:
    story = given(paper("脱贫退出确认书", signed=False), paper("脱贫退出确认书", reason="户主补签"))
    assert codes(story, "CONFIRMATION") == []


@pytest.mark.requirement("R004-15")
def test_an_application_dated_later_than_its_confirmation_is_found() -> None:
    story = given(paper("脱贫申请书", dated_on=date(2019, 11, 6)), paper("脱贫退出确认书", dated_on=date(2019, 11, 5)))
    [gap] = [gap for gap in found(story) if gap.code is GapCode.OUT_OF_ORDER]
    assert (gap.paper, gap.says) == (
        "APPLICATION",
        "脱贫申请书的日期 2019-11-06 晚于脱贫退出确认书的日期 2019-11-05",
    )


@pytest.mark.requirement("R004-15")
@pytest.mark.parametrize("applied", [date(2019, 11, 4), date(2019, 11, 5), None])
def test_an_application_of_the_same_day_or_before_is_in_order(applied: date | None) -> None:
    story = given(paper("脱贫申请书", dated_on=applied), paper("脱贫退出确认书", dated_on=date(2019, 11, 5)))
    assert GapCode.OUT_OF_ORDER not in codes(story, "APPLICATION")


@pytest.mark.requirement("R004-30")
def test_a_housing_form_that_does_not_exist_is_found_whatever_the_household_is() -> None:
    for kind in (HELPED, NOT_HELPED):
        story = given(paper("入户调查记录表", household_kind=kind))
        assert codes(story, "HOUSE") == [GapCode.MISSING]
        assert codes(given(HOUSE), "HOUSE") == []


def test_a_household_is_asked_for_the_papers_of_its_kind_only() -> None:
    helped = given(paper("入户调查记录表", household_kind=HELPED))
    other = given(paper("入户调查记录表", household_kind=NOT_HELPED))
    unknown = given(paper("入户调查记录表"))
    assert [codes(story, "INCOME") for story in (helped, other, unknown)] == [
        [GapCode.MISSING],
        [],
        [GapCode.MISSING],
    ]
    assert codes(unknown, "LEASE") == [], "nobody said that it lives elsewhere"


# --- what is refused ----------------------------------------------------------------------------------------------


@pytest.mark.requirement("R004-30")
@pytest.mark.parametrize(
    ("without", "parts"),
    [({"dated_on": None}, "日期"), ({"grade": ""}, "等级"), ({"dated_on": None, "grade": ""}, "日期、等级")],
)
def test_a_housing_form_without_its_date_or_its_grade_is_refused(without: dict[str, object], parts: str) -> None:
    given().when(replace(HOUSE, **without), CADRE).refused("paper_incomplete", paper="房屋安全认定表", parts=parts)


NOT_TAKEN = {
    "no scan": ({"evidence": ()}, "evidence_missing"),
    "a paper of no list": ({"kind": "存款证明"}, "unknown_paper_kind"),
    "a field of another form": ({"blank": ("房屋等级",)}, "unknown_field"),
    "dated ahead": ({"dated_on": date(2020, 5, 7)}, "paper_dated_ahead"),
    "a grade where there is none": ({"grade": "A级"}, "unknown_on_paper"),
    "words of one's own for a conclusion": ({"kind": "水质检测报告", "conclusion": "户主说能喝"}, "unknown_on_paper"),
    "a kind of household that there is not": ({"household_kind": "大户"}, "unknown_household_kind"),
    "a campaign that there is not": ({"campaign": "无此行动"}, "unknown_campaign"),
    "nobody's paper": ({"household_ref": " "}, "household_missing"),
    "a household of a town": ({"village": TOWN}, "not_in_a_village"),
    "a village that there is not": ({"village": "无此村"}, "unknown_unit"),
}


@pytest.mark.parametrize("what", NOT_TAKEN)
def test_what_cannot_be_is_not_taken_into_the_file(what: str) -> None:
    change, code = NOT_TAKEN[what]
    given().when(replace(paper("收入登记表"), **change), CADRE, "2020-05-06 10:00").refused(code)


# --- editions -----------------------------------------------------------------------------------------------------


def test_a_correction_is_a_further_edition_and_says_why() -> None:
    story = given(paper("收入登记表", blank=("转移性收入",)))
    again = paper("收入登记表")
    story.when(again, CADRE).refused("edition_unexplained", paper="收入登记表", edition=1)
    story.when(replace(again, reason="补填低保金"), CADRE).then(happened(PaperRecorded, edition=2, reason="补填低保金"))
    assert [one.blank for one in file(story).editions("INCOME")] == [("转移性收入",), ()]
    assert codes(story, "INCOME") == []


def test_two_households_have_a_file_each() -> None:
    story = given(paper("收入登记表"))
    story.case_id = None
    story.when(paper("收入登记表", household_ref=OTHER_HOUSEHOLD), CADRE).then(happened(PaperRecorded, edition=1))
    assert file_of(HOUSEHOLD, VILLAGE) != file_of(OTHER_HOUSEHOLD, VILLAGE)


def test_a_file_is_one_in_whatever_campaign_it_is_kept() -> None:
    story = given(paper("收入登记表"))
    story.when(paper("明白卡", campaign=XIAOXIAN), CADRE).then(happened(PaperRecorded, kind="CARD"))
    assert [one.kind for one in file(story).papers] == ["INCOME", "CARD"]
    assert file(story).campaign == XIAOXIAN


# --- papers of a village and of a town ------------------------------------------------------------------------------


def of_the_place(kind: str, unit: str) -> RecordPaper:
    return paper(kind, household_ref="", village=unit)


@pytest.mark.requirement("R004-19")
@pytest.mark.parametrize(
    ("kind", "unit", "by"), [("巩固提升计划", VILLAGE, CADRE), ("乡镇脱贫攻坚规划", TOWN, CHECKER)]
)
def test_a_village_and_a_town_keep_papers_of_their_own(kind: str, unit: str, by: str) -> None:
    story = given()
    story.when(of_the_place(kind, unit), by).then(happened(PaperRecorded, household=""))
    assert file(story).unit == unit
    assert all(gap.code is GapCode.MISSING for gap in found(story))


@pytest.mark.requirement("R004-19")
def test_what_a_village_keeps_is_asked_of_no_household() -> None:
    village = given()
    village.when(of_the_place("评议公示公告资料", VILLAGE), CADRE).accepted()
    assert [gap.paper for gap in found(village)] == ["VILLAGE_LIST", "VILLAGE_PLAN"]
    assert codes(given(HOUSE), "VILLAGE_PLAN") == []


def test_each_paper_is_kept_at_its_own_level() -> None:
    for kind, unit, household, by in (
        ("巩固提升计划", VILLAGE, HOUSEHOLD, CADRE),
        ("巩固提升计划", TOWN, "", CHECKER),
        ("乡镇脱贫攻坚规划", VILLAGE, "", CADRE),
    ):
        given().when(paper(kind, household_ref=household, village=unit), by).refused("paper_of_another_level")
    given().when(of_the_place("收入登记表", VILLAGE), CADRE).refused("household_missing")


def test_whoever_works_below_does_not_keep_the_papers_above() -> None:
    given().when(of_the_place("乡镇脱贫攻坚规划", TOWN), CADRE).refused("out_of_reach")
    given().when(of_the_place("巩固提升计划", VILLAGE), GRID_WORKER).refused("out_of_reach")
    given().when(of_the_place("巩固提升计划", OTHER_VILLAGE), CADRE).refused("out_of_reach")


# --- handing out --------------------------------------------------------------------------------------------------

CARD = paper("明白卡", campaign=XIAOXIAN, evidence=(SCAN,))


@pytest.mark.requirement("R002-32")
@pytest.mark.parametrize("kind", ["帮扶手册", "一户一方案、一人一措施", "明白卡"])
def test_what_was_not_handed_out_is_found_until_there_is_a_receipt(kind: str) -> None:
    story = given(paper(kind, campaign=XIAOXIAN))
    says = f"{kind}没有发放到户的签收"
    assert says in [gap.says for gap in found(story, XIAOXIAN)]
    story.when(handout(kind, campaign=XIAOXIAN), CADRE).then(
        happened(PaperHandedOut, household=HOUSEHOLD, receiver=HOUSEHOLDER, by=CADRE)
    )
    assert says not in [gap.says for gap in found(story, XIAOXIAN)]


@pytest.mark.requirement("R002-32")
def test_without_a_receipt_that_somebody_signed_nothing_was_handed_out() -> None:
    receipt = handout("明白卡", campaign=XIAOXIAN)
    given(CARD).when(replace(receipt, evidence=()), CADRE).refused("evidence_missing")
    given(CARD).when(replace(receipt, receiver=" "), CADRE).refused("text_missing", field="签收人")
    assert receipt.evidence == (RECEIPT,)


def test_what_stays_in_the_file_is_not_handed_out() -> None:
    given().when(handout("收入登记表"), CADRE).refused("not_handed_out", paper="收入登记表")


def test_proofs_of_a_residence_are_papers_of_the_list() -> None:
    story = given(*(paper(kind) for kind in PROOFS))
    assert len(file(story).papers) == len(PROOFS)
    assert file(story).campaign == CAMPAIGN
