"""A chronicle of October to December 2022 with the events that lie beside the main path."""

from __future__ import annotations

from datetime import date

from msgspec.structs import replace

from domain.check_pool import LOOK_BACK, pool_id
from domain.item_checks import ItemCheck, ItemOutcome
from domain.policy import Level
from domain.problem.amending import (
    ConfirmAmendment,
    CorrectDetails,
    RejectAmendment,
    RequestDueCorrection,
    RequestMerge,
    RequestVoid,
)
from domain.problem.carrying_out import AnswerRequest, AskDepartment, CompleteMeasure, DeclineRequest, RecordAppraisal
from domain.problem.claiming import Claim, DisposeAsUntrue, Reassign
from domain.problem.classification import Severity
from domain.problem.deriving import DeriveProblem, OpenSweep, RecordSweepCheck, SignSweep
from domain.problem.drawing import CommitSeed, DrawPool
from domain.problem.escalating import AnnotateEscalation, ApproveEscalation, DeclineEscalation
from domain.problem.finding import Finding
from domain.problem.looking_back import ReportFalse, ReportRebound
from domain.problem.paper import ConfirmPaperDecision, RecordPaperDecision
from domain.problem.planning import ApprovePlan, BranchDraft, MeasureDraft, SubmitPlan
from domain.problem.problem import Place, Stage
from domain.problem.rechecking import RecordContact
from domain.problem.rectifying import WithdrawSubmission
from domain.problem.suspending import (
    DenyPause,
    GrantPause,
    RequestLongTerm,
    RequestSuspension,
    Resume,
    ReviewLongTerm,
    SuspendReason,
)
from domain.sampling.frame import Entry, commitment
from domain.sampling.profile import TOWN
from domain.supervision_paper.leaving import StrikeLine
from domain.supervision_paper.serving import Means, ReceivePaper, ServePaper
from tests.problem.acts import closing
from tests.problem.people import (
    BUREAU,
    CHECKER,
    COUNTY,
    GROUP_HEAD,
    HEAD,
    INSPECTOR,
    LEAD_DEPT,
    LEADER,
    OFFICE,
    OTHER_HEAD,
    OTHER_PERSON,
    OTHER_TOWN,
    PERSON,
    SECOND_OFFICE,
    TEAM_LEAD,
)
from tests.problem.people import TOWN as TOWN_UNIT
from tests.problem.story import DRAWN_LAYER
from tests.projections.chronicle import Chronicle
from tests.projections.every_kind import AFTER, area, household, registered
from tests.projections.scenarios import HANDED_IN, PASSED, PHOTO, planned, rectified

DWELLINGS = (Entry("H-01", (), {"村": OTHER_TOWN}),)
OF_EVERY_KIND = SubmitPlan(
    (
        MeasureDraft("培训村干部", kind="集中培训"),
        MeasureDraft("建立制度", kind="建章立制"),
        MeasureDraft("请住建局检测", kind="协调有关部门", unit=BUREAU),
        MeasureDraft(
            "重新鉴定",
            kind="重新鉴定",
            branches=(BranchDraft("安全"), BranchDraft("D级", "落实安全住房", OTHER_TOWN, days=10)),
        ),
    )
)


def tell_further_events(story: Chronicle) -> None:
    """Cases by name: resting, goes_on, merged, voided, carried_out, drawn0 to drawn5, pool, lagging, water.

    The last is a household's.
    """
    registered(story, "2022-10-10 09:00", area("INCOME", "收入台账不实"), "lagging", due=date(2022, 10, 28))
    registered(story, "2022-10-10 09:10", household(), "water", due=date(2022, 11, 30))
    planned(story, "2022-10-10 10:00", "2022-10-10 11:00", "2022-10-10 14:00", "lagging", "water")
    what_rested_and_what_spread(story)
    what_was_put_right(story)
    what_was_carried_out(story)
    what_was_drawn_and_what_was_false(story)
    story.pass_until("2022-12-20 12:00")


def what_rested_and_what_spread(story: Chronicle) -> None:
    major = replace(area("SEC.HOUSE", "墙体开裂"), severity=Severity.MAJOR)
    registered(story, "2022-10-17 09:00", major, "resting", due=date(2022, 11, 10))
    planned(story, "2022-10-17 10:00", "2022-10-17 11:00", "2022-10-17 14:00", "resting")
    story.give(
        "2022-10-18 09:00", HEAD, RequestSuspension(SuspendReason.SEASON, "等开工", date(2022, 11, 1)), "resting"
    )
    story.give("2022-10-18 10:00", OFFICE, DenyPause("现在可以施工"), "resting")
    story.give(
        "2022-10-18 11:00", HEAD, RequestLongTerm("须长期管护", date(2022, 11, 1), date(2022, 11, 20)), "resting"
    )
    story.give("2022-10-18 14:00", OFFICE, GrantPause(), "resting")
    story.give("2022-11-01 09:00", INSPECTOR, ReviewLongTerm("在管", date(2022, 11, 10)), "resting")
    story.give("2022-11-02 09:00", OFFICE, Resume("可以施工"), "resting")
    story.give(
        "2022-11-02 10:00", OFFICE, OpenSweep((OTHER_TOWN,), "查墙体", date(2022, 11, 9), entries=DWELLINGS), "resting"
    )
    looked_at = RecordSweepCheck(OTHER_TOWN, (ItemCheck("H-01", ItemOutcome.FOUND, "屋面渗漏"),))
    story.give("2022-11-02 15:00", OTHER_PERSON, looked_at, "resting")
    seen = area("SEC.HOUSE", "屋面渗漏", OTHER_TOWN)
    story.give("2022-11-03 10:00", OTHER_HEAD, SignSweep(OTHER_TOWN, "一处渗漏", (seen,)), "resting")
    story.give("2022-11-03 11:00", OFFICE, Reassign(OTHER_TOWN, "房屋在乙镇", date(2022, 11, 30)), "resting")


def what_was_put_right(story: Chronicle) -> None:
    registered(story, "2022-11-04 09:00", area("FUNDS", "收益未分配"), "goes_on", due=date(2022, 11, 30))
    registered(story, "2022-11-04 09:10", area("FUNDS", "收益分配未公示"), "merged", due=date(2022, 11, 25))
    registered(story, "2022-11-04 09:20", area("FUNDS", "重复登记"), "voided", due=date(2022, 11, 30))
    story.give("2022-11-04 10:00", OFFICE, CorrectDetails("核对原件", content="收益未分配到户"), "goes_on")
    story.give("2022-11-04 11:00", OFFICE, RequestVoid("登记重复", (PHOTO,)), "goes_on")
    story.give("2022-11-04 12:00", SECOND_OFFICE, RejectAmendment("不是重复"), "goes_on")
    slip = RequestDueCorrection(date(2022, 11, 29), "原文为29日", "专班〔2022〕9号")
    story.give("2022-11-04 14:00", OFFICE, slip, "goes_on")
    story.give("2022-11-04 15:00", SECOND_OFFICE, ConfirmAmendment(), "goes_on")
    story.give("2022-11-07 09:00", OFFICE, RequestMerge(story.cases["goes_on"], "同一件事"), "merged")
    story.give("2022-11-07 10:00", SECOND_OFFICE, ConfirmAmendment(), "merged")
    story.give("2022-11-07 11:00", OFFICE, RequestVoid("登记重复", (PHOTO,)), "voided")
    story.give("2022-11-07 14:00", SECOND_OFFICE, ConfirmAmendment(), "voided")

    registered(story, "2022-11-07 15:00", area("JOBS", "公益岗未公示"), "untrue", due=date(2022, 11, 30))
    planned(story, "2022-11-07 16:00", "2022-11-07 16:10", "2022-11-07 16:20", "untrue")
    story.give("2022-11-07 17:00", INSPECTOR, DisposeAsUntrue("已公示"), "untrue")


def what_was_carried_out(story: Chronicle) -> None:
    """A request that is declined, then answered; an appraisal after which another unit owes more."""
    registered(story, "2022-11-07 17:10", area("SEC.HOUSE", "屋面渗漏"), "carried_out", due=date(2022, 11, 30))
    story.give("2022-11-07 17:11", HEAD, Claim(LEADER, PERSON), "carried_out")
    story.give("2022-11-07 17:12", PERSON, OF_EVERY_KIND, "carried_out")
    story.give("2022-11-07 17:13", OFFICE, ApprovePlan(), "carried_out")
    story.give("2022-11-07 17:14", PERSON, CompleteMeasure(1, (PHOTO,), attendance=42), "carried_out")
    story.give("2022-11-07 17:15", PERSON, CompleteMeasure(2, (PHOTO,), document="管护办法"), "carried_out")
    story.give("2022-11-07 17:16", HEAD, AskDepartment(3, "甲政函〔2022〕3号"), "carried_out")
    story.give("2022-11-07 17:17", LEAD_DEPT, DeclineRequest(3, "人手不足"), "carried_out")
    story.give("2022-11-07 17:18", HEAD, AskDepartment(3, "甲政函〔2022〕4号"), "carried_out")
    story.give("2022-11-07 17:19", LEAD_DEPT, AnswerRequest(3, "已检测", "住建函〔2022〕9号"), "carried_out")
    story.give("2022-11-07 17:20", PERSON, RecordAppraisal(4, "D级", (PHOTO,)), "carried_out")


def what_was_drawn_and_what_was_false(story: Chronicle) -> None:
    pooled = [f"drawn{number}" for number in range(6)]
    for case in pooled:
        what = Finding(DRAWN_LAYER, "BASICS", "资料不全", place=Place(COUNTY, TOWN), source_remark="自查")
        registered(story, "2022-11-08 09:00", what, case, due=date(2022, 11, 30))
    planned(story, "2022-11-08 10:00", "2022-11-08 11:00", "2022-11-08 14:00", *pooled)
    for case in pooled:
        story.give("2022-11-09 09:00", PERSON, HANDED_IN, case)
    story.give("2022-11-09 09:30", HEAD, WithdrawSubmission("照片漏传"), "drawn0")
    on_paper = RecordPaperDecision(HANDED_IN, PERSON, date(2022, 11, 8), "d" * 64, "停电")
    story.give("2022-11-09 10:00", SECOND_OFFICE, on_paper, "drawn0")
    story.give("2022-11-09 10:10", PERSON, ConfirmPaperDecision(), "drawn0")
    for by in (CHECKER, LEAD_DEPT):
        for case in pooled:
            story.give("2022-11-09 11:00", by, PASSED, case)
    story.cases["pool"] = pool_id(DRAWN_LAYER, 3)
    story.give("2022-11-10 09:00", TEAM_LEAD, CommitSeed(commitment("5" * 64)), "pool")
    story.give("2022-11-10 10:00", TEAM_LEAD, DrawPool("5" * 64), "pool")
    story.give("2022-11-10 10:30", PERSON, HANDED_IN, "water")
    story.give("2022-11-10 11:00", CHECKER, RecordContact(False, "家中无人"), "water")
    story.give("2022-11-11 10:00", TEAM_LEAD, ReportFalse("照片是别处的", (AFTER,)), "drawn1")
    story.pass_until("2022-12-15 12:00")
    story.give("2022-12-15 13:00", GROUP_HEAD, ApproveEscalation(Level.CIRCULATE, "全县通报"), "lagging")
    story.give("2022-12-15 14:00", GROUP_HEAD, DeclineEscalation(Level.INTERVIEW, "已当面谈过"), "lagging")
    story.give("2022-12-15 15:00", OFFICE, AnnotateEscalation(Level.WARN, "当时停网"), "lagging")
    papers_of_the_ladder(story)
    what_was_drawn_for_a_look_back(story, pooled)


def papers_of_the_ladder(story: Chronicle) -> None:
    """The circular that was approved reaches the unit; its letter is struck."""
    for fired in story.casework.problem(story.cases["lagging"]).fired:
        story.cases[fired.level.name] = fired.draft or story.cases["lagging"]
    [circular] = [p.paper for p in story.casework.problem(story.cases["lagging"]).proposals if p.approved]
    assert circular is not None
    story.cases["circular"] = circular
    story.give("2022-12-15 16:00", OFFICE, StrikeLine(story.cases["lagging"], "已另行督办"), "LETTER")
    story.give("2022-12-15 16:10", OFFICE, ServePaper(Means.IN_PERSON), "circular")
    story.give("2022-12-15 16:20", HEAD, ReceivePaper(), "circular")


def what_was_drawn_for_a_look_back(story: Chronicle, pooled: list[str]) -> None:
    """Two that were not drawn for the layer are closed: of them one is looked back at."""
    waiting = [case for case in pooled if story.casework.problem(story.cases[case]).stage is Stage.CLOSE_PENDING]
    for case in waiting[:2]:
        story.give("2022-12-16 09:00", OFFICE, closing(), case)
    story.cases["look-backs"] = pool_id(DRAWN_LAYER, LOOK_BACK)
    story.give("2022-12-16 10:00", TEAM_LEAD, CommitSeed(commitment("6" * 64)), "look-backs")
    story.give("2022-12-16 11:00", TEAM_LEAD, DrawPool("6" * 64), "look-backs")
    what_came_of_a_derived_one(story)


def what_came_of_a_derived_one(story: Chronicle) -> None:
    """It is closed, which its parent hears, and comes back."""
    registered(story, "2022-12-16 14:00", area("BASICS", "资料缺漏"), "parent", due=date(2022, 12, 30))
    derive = DeriveProblem(area("BASICS", "另一村资料缺漏"), TOWN_UNIT, date(2022, 12, 30))
    story.give("2022-12-16 14:10", OFFICE, derive, "parent")
    [story.cases["child"]] = story.casework.problem(story.cases["parent"]).children
    planned(story, "2022-12-16 14:20", "2022-12-16 14:30", "2022-12-16 14:40", "child")
    rectified(story, "2022-12-19 09:00", "2022-12-19 10:00", "2022-12-19 11:00", "child")
    story.give("2022-12-20 10:00", INSPECTOR, ReportRebound("又缺了", (AFTER,)), "child")
