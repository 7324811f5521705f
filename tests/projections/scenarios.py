"""S2, S9 and S10 of the acceptance scenarios as chronicles."""

from __future__ import annotations

from datetime import date

from domain.problem.claiming import Claim
from domain.problem.closing import ApproveClose, Check
from domain.problem.finding import Finding
from domain.problem.planning import ApprovePlan, MeasureDraft, SubmitPlan
from domain.problem.problem import Evidence, Place
from domain.problem.rechecking import FourCheck, PassLayer, ReturnRectification
from domain.problem.rectifying import GrantExtension, RequestExtension, SubmitForRecheck
from domain.problem.registering import Dispatch, RecordIssuedPlan, RegisterProblem
from tests.problem.people import CHECKER, COUNTY, HEAD, LEADER, OFFICE, PERSON, TOWN
from tests.projections.chronicle import Chronicle

PHOTO = Evidence("a1b2c3d4" * 8)
MEASURES = (MeasureDraft("核对台账"), MeasureDraft("入户宣传"))
HANDED_IN = SubmitForRecheck(
    "已全部完成", (LEADER,), (1, 2), (PHOTO,), cause="底册没有逐户核对", cause_class="工作不细致"
)
HOLDS = Check(True, "现场查看")
CLOSED = ApproveClose(HOLDS, HOLDS, HOLDS, HOLDS, responsibility="不涉及责任问题")
UNSATISFIED = ApproveClose(HOLDS, HOLDS, HOLDS, Check(False, "群众有意见"), responsibility="不涉及责任问题")
PASSED = PassLayer("到场查看，资料齐全")
FOUND_BY_ASSESSMENT, FOUND_BY_DISTRICT = "专项评估发现问题", "区级层面自查发现的个性问题"


def finding(campaign: str, category: str, content: str, source: str = "实地督查") -> Finding:
    return Finding(campaign, category, content, place=Place(COUNTY, TOWN), source_remark=source)


def rectified(story: Chronicle, submitted_at: str, passed_at: str, closed_at: str, *cases: str) -> None:
    """Handed in, checked and closed by three people."""
    for case in cases:
        story.give(submitted_at, PERSON, HANDED_IN, case)
    for case in cases:
        story.give(passed_at, CHECKER, PASSED, case)
    for case in cases:
        story.give(closed_at, OFFICE, CLOSED, case)


def planned(story: Chronicle, claimed_at: str, submitted_at: str, approved_at: str, *cases: str) -> None:
    for case in cases:
        story.give(claimed_at, HEAD, Claim(LEADER, PERSON), case)
    for case in cases:
        story.give(submitted_at, PERSON, SubmitPlan(MEASURES), case)
    for case in cases:
        story.give(approved_at, OFFICE, ApprovePlan(), case)


def tell_s2(story: Chronicle) -> None:
    """Deadlines over National Day 2023 with 调休: the problem P."""
    story.give("2023-09-25 15:00", OFFICE, RegisterProblem(finding("haogou_2023", "WORK", "网格员不知晓政策")), "P")
    story.give("2023-09-26 09:00", OFFICE, Dispatch(TOWN, due_days=10, since=date(2023, 9, 25)), "P")
    planned(story, "2023-09-27 10:00", "2023-09-28 10:00", "2023-09-28 15:00", "P")
    rectified(story, "2023-10-11 10:00", "2023-10-12 10:00", "2023-10-13 10:00", "P")


def tell_s9(story: Chronicle, asked_in_time: bool = False) -> None:
    """An extension granted after the deadline had passed; nine other problems of the unit are on time."""
    others = [f"E{number}" for number in range(1, 10)]
    for case in (*others, "E"):
        story.give("2018-09-10 09:00", OFFICE, RegisterProblem(finding("heyuan_2018", "H7", "台账更新不及时")), case)
        story.give("2018-09-10 09:00", OFFICE, Dispatch(TOWN, due_on=date(2018, 9, 28)), case)
    planned(story, "2018-09-11 10:00", "2018-09-12 10:00", "2018-09-13 10:00", *others, "E")
    rectified(story, "2018-09-17 10:00", "2018-09-18 10:00", "2018-09-19 10:00", *others)
    if asked_in_time:
        story.give("2018-09-27 10:00", HEAD, RequestExtension("连日降雨", date(2018, 10, 31)), "E")
        story.give("2018-09-28 10:00", OFFICE, GrantExtension(), "E")
    else:
        assert story.refuses("2018-10-08 10:00", HEAD, RequestExtension("", None), "E") == "extension_incomplete"
        story.give("2018-10-09 10:00", HEAD, RequestExtension("连日降雨", date(2018, 10, 31)), "E")
        assert story.refuses("2018-10-09 15:00", LEADER, GrantExtension(), "E") == "sod_5"
        story.give("2018-10-10 10:00", OFFICE, GrantExtension(), "E")
        again = RequestExtension("仍有困难", date(2018, 11, 30))
        assert story.refuses("2018-10-29 09:00", HEAD, again, "E") == "extension_limit"
    rectified(story, "2018-10-29 15:00", "2018-10-30 09:00", "2018-10-30 15:00", "E")


def tell_s10(story: Chronicle) -> None:
    """Five items of an issued plan: one without a date, one that fails its re-check twice, a Saturday deadline."""
    for case, category, due_on, source in (
        ("I1", "BASICS", date(2020, 5, 20), FOUND_BY_ASSESSMENT),
        ("I2", "AWARENESS", None, FOUND_BY_ASSESSMENT),
        ("I3", "SEC.WATER", date(2020, 5, 25), FOUND_BY_ASSESSMENT),
        ("I4", "SEC.HOUSE", date(2020, 5, 30), FOUND_BY_ASSESSMENT),
        ("I5", "BASICS", date(2020, 5, 30), FOUND_BY_DISTRICT),
    ):
        item = finding("assessment_2020", category, f"第{case[1]}项反馈问题", source)
        plan = RecordIssuedPlan(item, TOWN, LEADER, PERSON, MEASURES, "示例字〔2020〕1号", due_on)
        story.give("2020-04-10 09:00", OFFICE, plan, case)
    assert story.refuses("2020-04-13 09:00", PERSON, SubmitPlan(MEASURES), "I2") == "due_missing"
    rectified(story, "2020-05-18 09:00", "2020-05-19 09:00", "2020-05-19 15:00", "I1")
    story.give("2020-05-26 10:00", PERSON, HANDED_IN, "I4")
    rectified(story, "2020-05-26 14:00", "2020-05-26 15:00", "2020-05-26 16:00", "I3")
    story.give("2020-05-27 10:00", CHECKER, ReturnRectification((FourCheck.EFFECT_MET,), "成效不达标"), "I4")
    story.give("2020-05-29 10:00", PERSON, HANDED_IN, "I4")
    rectified(story, "2020-05-30 09:00", "2020-05-30 10:00", "2020-05-30 11:00", "I5")
    story.give("2020-06-01 15:00", CHECKER, ReturnRectification((FourCheck.PUBLIC_SATISFIED,), "群众不满意"), "I4")
    story.give("2020-06-05 10:00", PERSON, HANDED_IN, "I4")
    story.give("2020-06-08 10:00", CHECKER, PASSED, "I4")
    assert story.refuses("2020-06-08 15:00", OFFICE, UNSATISFIED, "I4") == "check_failed"
    story.give("2020-06-08 16:00", OFFICE, CLOSED, "I4")
