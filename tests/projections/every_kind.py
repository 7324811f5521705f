"""A chronicle of August to October 2022 in which every event of a problem happens at least once."""

from __future__ import annotations

from datetime import date

from domain.problem.claiming import Claim, OverturnRefusal, RefusalReason, RefuseClaim, UpholdRefusal
from domain.problem.classification import AreaLevel, Mode, Scope
from domain.problem.closing import ApproveClose, RefuseClose, Satisfaction
from domain.problem.finding import Finding
from domain.problem.looking_back import PassLookBack, ReportRebound
from domain.problem.planning import ApprovePlan, MeasureDraft, ReturnPlan, SubmitPlan
from domain.problem.problem import Evidence, EvidenceKind, Place
from domain.problem.rechecking import FourCheck, ReturnRectification
from domain.problem.rectifying import (
    AddEvidence,
    DenyExtension,
    GrantExtension,
    ReportProgress,
    RequestExtension,
    SubmitForRecheck,
)
from domain.problem.registering import Dispatch, RecordFixedOnSpot, RecordOpening, RegisterProblem, RegisterSelfFound
from tests.problem.people import (
    CHECKER,
    COUNTY,
    HEAD,
    INSPECTOR,
    LEADER,
    OFFICE,
    OTHER_HEAD,
    OTHER_PERSON,
    OTHER_TOWN,
    PERSON,
    SECOND_OFFICE,
    THIRD_TOWN,
    TOWN,
)
from tests.problem.story import instant
from tests.projections.chronicle import Chronicle
from tests.projections.scenarios import HANDED_IN, HOLDS, MEASURES, PASSED, PHOTO, planned, rectified

CAMPAIGN = "xiaoxian_2022"
DUE = date(2022, 8, 31)
HOUSEHOLD, HOUSEHOLDER = "household/0001", "欧阳某某"
BEFORE = Evidence("b" * 64)
AFTER = Evidence("c" * 64, EvidenceKind.IMAGE, instant("2022-08-08 10:15"), PERSON)


def area(category: str, content: str, town: str = TOWN, level: AreaLevel | None = None) -> Finding:
    return Finding(CAMPAIGN, category, content, place=Place(COUNTY, town), area_level=level, source="SELF_CHECK")


def household() -> Finding:
    return Finding(
        CAMPAIGN,
        "SEC.WATER",
        "户内水压不足",
        scope=Scope.HOUSEHOLD,
        place=Place(COUNTY, TOWN, "东村"),
        household_ref=HOUSEHOLD,
        householder=HOUSEHOLDER,
        household_kind="脱贫户",
        source="ON_SITE",
    )


def registered(story: Chronicle, at: str, what: Finding, case: str, to: str = TOWN, due: date | None = DUE) -> None:
    story.give(at, OFFICE, RegisterProblem(what, screened_by=INSPECTOR), case)
    story.give(at, OFFICE, Dispatch(to, due_on=due, undated=due is None), case)


def tell_every_kind(story: Chronicle) -> None:
    """Cases by name: water (a household's, rebounded), refused, silent, unfounded, undated, lagging, opening, ..."""
    what_was_found(story)
    how_the_units_answered(story)
    how_it_was_rectified(story)
    what_the_look_back_found(story)
    story.pass_until("2022-10-20 12:00")


def what_was_found(story: Chronicle) -> None:
    registered(story, "2022-08-08 09:00", household(), "water")
    registered(story, "2022-08-08 09:10", area("HABITAT", "垃圾未清运", OTHER_TOWN), "refused", OTHER_TOWN)
    registered(story, "2022-08-08 09:20", area("JOBS", "公益岗未公示", THIRD_TOWN), "silent", THIRD_TOWN)
    registered(story, "2022-08-08 09:30", area("FUNDS", "资产未登记", OTHER_TOWN), "unfounded", OTHER_TOWN)
    registered(story, "2022-08-08 09:40", area("BASICS", "资料未归档"), "undated", due=None)
    registered(story, "2022-08-08 09:50", area("INCOME", "收入台账不实"), "lagging", due=date(2022, 8, 19))
    opening = RecordOpening(area("BASICS", "上年遗留问题"), TOWN, "已制定措施", LEADER, PERSON, MEASURES, None, True)
    story.give("2022-08-08 10:00", OFFICE, opening, "opening")
    unplaced = Finding(CAMPAIGN, "FUNDS", "项目库更新不及时", place=Place(COUNTY), source="SELF_CHECK")
    story.give("2022-08-08 10:10", OFFICE, RegisterProblem(unplaced), "waiting")
    spot = RecordFixedOnSpot(
        area("HABITAT", "井盖破损", level=AreaLevel.VILLAGE),
        TOWN,
        LEADER,
        PERSON,
        "巡查不够",
        "已更换",
        "已恢复",
        (BEFORE, AFTER),
    )
    story.give("2022-08-08 10:20", PERSON, spot, "spot")
    own = RegisterSelfFound(area("BASICS", "公示栏陈旧"), TOWN, LEADER, PERSON, Mode.IMMEDIATE)
    story.give("2022-08-08 10:30", HEAD, own, "own")


def how_the_units_answered(story: Chronicle) -> None:
    story.give("2022-08-09 09:00", OTHER_HEAD, RefuseClaim(RefusalReason.NOT_IN_AREA, "不在辖区"), "refused")
    story.give("2022-08-09 09:10", OTHER_HEAD, RefuseClaim(RefusalReason.NOT_TRUE, "已登记"), "unfounded")
    story.give("2022-08-09 09:20", HEAD, Claim(LEADER, PERSON), "undated")
    planned(story, "2022-08-09 10:00", "2022-08-09 11:00", "2022-08-09 14:00", "water", "lagging")
    story.give("2022-08-09 15:00", PERSON, AddEvidence((PHOTO,)), "own")
    story.give("2022-08-10 15:00", INSPECTOR, UpholdRefusal("确不在乙镇", another_unit=True), "refused")
    overturned = OverturnRefusal("三户存在", OTHER_HEAD, OTHER_PERSON, date(2022, 9, 9))
    story.give("2022-08-11 15:00", INSPECTOR, overturned, "unfounded")
    story.give("2022-08-11 16:00", PERSON, SubmitPlan(MEASURES, date(2022, 9, 20)), "undated")
    story.give("2022-08-12 10:00", OFFICE, ReturnPlan("措施不具体"), "undated")
    story.give(
        "2022-08-12 15:00",
        PERSON,
        SubmitPlan((MeasureDraft("逐村归档"), MeasureDraft("逐户核对")), date(2022, 9, 15)),
        "undated",
    )
    story.give("2022-08-15 10:00", OFFICE, ApprovePlan(), "undated")
    story.give("2022-08-16 10:00", INSPECTOR, UpholdRefusal("丙镇无此问题"), "silent")
    story.give(
        "2022-08-16 11:00", PERSON, ReportProgress("已联系供水站", (1,)), "water", happened_at="2022-08-12 09:00"
    )
    story.give("2022-08-17 10:00", HEAD, RequestExtension("施工期长", date(2022, 9, 30)), "undated")
    story.give("2022-08-18 10:00", OFFICE, DenyExtension("时限充足"), "undated")
    late = RegisterProblem(area("INDUSTRY", "光伏收益未公示"))
    story.give("2022-08-18 15:00", OFFICE, late, "late", happened_at="2022-08-10 15:00")


def how_it_was_rectified(story: Chronicle) -> None:
    story.give("2022-08-18 16:00", PERSON, HANDED_IN, "water")
    story.give("2022-08-19 10:00", CHECKER, ReturnRectification((FourCheck.EFFECT_MET,), "水压仍不足"), "water")
    story.give("2022-08-22 10:00", PERSON, HANDED_IN, "water")
    story.give("2022-08-22 16:00", CHECKER, PASSED, "water")
    story.give("2022-08-23 10:00", OFFICE, RefuseClose((FourCheck.PUBLIC_SATISFIED,), "户主有意见"), "water")
    asked = ApproveClose(HOLDS, HOLDS, HOLDS, HOLDS, "不涉及责任问题", satisfaction=Satisfaction(CHECKER, "当面"))
    story.give("2022-08-24 10:00", PERSON, HANDED_IN, "water")
    story.give("2022-08-25 10:00", CHECKER, PASSED, "water")
    story.give("2022-08-25 15:00", OFFICE, asked, "water")
    story.give("2022-08-30 10:00", HEAD, RequestExtension("人手不足", date(2022, 9, 30)), "lagging")
    story.give("2022-08-31 10:00", SECOND_OFFICE, GrantExtension(), "lagging")
    rectified(story, "2022-09-05 10:00", "2022-09-06 10:00", "2022-09-06 15:00", "undated")


def what_the_look_back_found(story: Chronicle) -> None:
    story.give("2022-09-23 10:00", INSPECTOR, PassLookBack("水压正常"), "water")
    story.give("2022-10-10 10:00", INSPECTOR, ReportRebound("又断水", (PHOTO,)), "water")
    again = SubmitForRecheck("已改管网", signed_by=(LEADER,), measures_done=(1, 2), evidence=(PHOTO,))
    story.give("2022-10-14 10:00", PERSON, again, "water")
