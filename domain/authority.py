"""授权: who may do what to which case, in one table.

The same rows refuse a command, name it in Chinese, and print the permission matrix. How a row answers is in
authorising.py, who may not judge his own work in separation.py. Source: domain reference, sections 2 and 4.
"""

from __future__ import annotations

import msgspec

from domain.authorising import FIELD, UNIT, Act, Where
from domain.campaign import asking, opening, reporting, speaking
from domain.campaign.campaign import Stage as CampaignStage
from domain.campaign.report import Stage as ReportStage
from domain.inspection import concluding, finding, recording, sampling, tracking, visiting
from domain.inspection import planning as inspection_planning
from domain.inspection.inspection import BEFORE_THE_END
from domain.inspection.inspection import Stage as InspectionStage
from domain.organisation import Role
from domain.organising import AppointPerson, EstablishUnit
from domain.policy import Policy
from domain.problem import claiming, closing, looking_back, planning, rechecking, rectifying, registering
from domain.problem.classification import Mode
from domain.problem.problem import LAYER_OF, Problem, Stage
from domain.separation import (
    a_third_rechecker,
    neither_submitter_nor_rechecker,
    not_of_the_refusing_unit,
    not_of_the_reporting_unit,
    not_of_the_responsible_unit,
    not_ones_own_plan,
    not_who_closed_it,
    not_who_proposed_it,
)

GROUP = (Role.TEAM_LEAD, Role.INSPECTOR)
CHECKERS = (Role.TOWN, Role.LEAD_DEPT, Role.INSPECTOR, Role.TEAM_LEAD)  # narrowed by the layer of the profile
CHECKING = tuple(LAYER_OF)
FINDING = (InspectionStage.ON_SITE, InspectionStage.FINISHED, InspectionStage.VIEWS_EXCHANGED)
FOLLOWED = (InspectionStage.LETTER_ISSUED, InspectionStage.TRACKING)
CLAIMED_AND_OPEN = (Stage.RECTIFYING, Stage.PLAN_REVIEW, Stage.CLAIMED, *CHECKING, Stage.CLOSE_PENDING)


def unanswered_or_silent(problem: Problem) -> bool:
    """A refusal by statement waits for its verdict; silence may still be ended by a late claim."""
    return problem.stage is not Stage.REFUSED or problem.silent


def under_way(problem: Problem) -> bool:
    """限期整改 is worked on after its plan was approved, 立行立改 from the claim on."""
    return problem.stage is not Stage.CLAIMED or problem.mode is Mode.IMMEDIATE


def checkers_of_the_layer(problem: Problem, policy: Policy) -> tuple[Role, ...]:
    number = LAYER_OF[problem.stage]
    return next(layer.roles for layer in policy.layers if layer.number == number)


ACTS = (
    Act(EstablishUnit, "establish_unit", "设立单位", (), (), Where.MACHINE),
    Act(AppointPerson, "appoint_person", "任职", (), (), Where.MACHINE),
    Act(registering.RegisterProblem, "register_problem", "登记问题", (),
        (Role.OFFICE, Role.INSPECTOR, Role.TEAM_LEAD, Role.LEAD_DEPT, Role.TOWN, *FIELD), Where.ANYWHERE, None, True),
    Act(registering.RegisterSelfFound, "register_self_found", "自查自纠登记", (),
        (Role.TOWN, Role.VILLAGE, *UNIT), Where.ANYWHERE),
    Act(registering.RecordFixedOnSpot, "record_fixed_on_spot", "当场整改登记", (),
        (Role.TOWN, Role.VILLAGE, Role.INSPECTOR, *UNIT), Where.ANYWHERE),
    Act(registering.RecordIssuedPlan, "record_issued_plan", "录入已印发整改方案", (),
        (Role.OFFICE, Role.GROUP_HEAD, Role.HEAD), Where.ANYWHERE),
    Act(registering.RecordOpening, "record_opening", "期初接管", (), (Role.OFFICE,), Where.ANYWHERE),
    Act(registering.Dispatch, "dispatch", "交办", (Stage.REGISTERED,),
        (Role.OFFICE, Role.TEAM_LEAD), Where.ANYWHERE),
    Act(claiming.Claim, "claim", "认领", (Stage.DISPATCHED, Stage.REFUSED), UNIT, Where.OWN_UNIT,
        fits=unanswered_or_silent),
    Act(claiming.RefuseClaim, "refuse_claim", "不认领", (Stage.DISPATCHED,), (Role.HEAD,), Where.OWN_UNIT),
    Act(claiming.UpholdRefusal, "uphold_refusal", "认定不认领理由成立", (Stage.REFUSED,),
        (Role.OFFICE, Role.TEAM_LEAD, Role.INSPECTOR), Where.ABOVE, not_of_the_refusing_unit),
    Act(claiming.OverturnRefusal, "overturn_refusal", "责令认领", (Stage.REFUSED,),
        (Role.OFFICE, Role.TEAM_LEAD, Role.INSPECTOR), Where.ABOVE, not_of_the_refusing_unit),
    Act(planning.SubmitPlan, "submit_plan", "报送整改方案", (Stage.CLAIMED,), UNIT, Where.OWN_UNIT),
    Act(planning.ApprovePlan, "approve_plan", "同意整改方案", (Stage.PLAN_REVIEW,),
        (Role.OFFICE, Role.LEAD_DEPT), Where.ABOVE, not_ones_own_plan),
    Act(planning.ReturnPlan, "return_plan", "退回整改方案", (Stage.PLAN_REVIEW,),
        (Role.OFFICE, Role.LEAD_DEPT), Where.ABOVE, not_ones_own_plan),
    Act(rectifying.ReportProgress, "report_progress", "报告整改进展", (Stage.RECTIFYING, Stage.CLAIMED),
        (*UNIT, *FIELD, Role.LIAISON), Where.OWN_UNIT, None, True, fits=under_way),
    Act(rectifying.AddEvidence, "add_evidence", "补充佐证材料", (Stage.RECTIFYING, Stage.CLAIMED),
        (*UNIT, *FIELD, Role.LIAISON), Where.OWN_UNIT, None, True, fits=under_way),
    Act(rectifying.RequestExtension, "request_extension", "申请延期", (Stage.RECTIFYING, Stage.PLAN_REVIEW),
        (Role.HEAD, Role.GROUP_HEAD), Where.OWN_UNIT),
    Act(rectifying.GrantExtension, "grant_extension", "同意延期", CLAIMED_AND_OPEN,
        (Role.OFFICE, Role.GROUP_HEAD), Where.ABOVE, not_of_the_responsible_unit),
    Act(rectifying.DenyExtension, "deny_extension", "不予延期", CLAIMED_AND_OPEN,
        (Role.OFFICE, Role.GROUP_HEAD), Where.ABOVE, not_of_the_responsible_unit),
    Act(rectifying.SubmitForRecheck, "submit_for_recheck", "申请销号", (Stage.RECTIFYING, Stage.CLAIMED),
        UNIT, Where.OWN_UNIT, fits=under_way),
    Act(rechecking.PassLayer, "pass_layer", "复核通过", CHECKING, CHECKERS, Where.ABOVE, a_third_rechecker,
        roles_in=checkers_of_the_layer),
    Act(rechecking.ReturnRectification, "return_rectification", "复核退回", CHECKING, CHECKERS, Where.ABOVE,
        a_third_rechecker, roles_in=checkers_of_the_layer),
    Act(closing.ApproveClose, "approve_close", "同意销号", (Stage.CLOSE_PENDING,), (Role.OFFICE,), Where.ABOVE,
        neither_submitter_nor_rechecker),
    Act(closing.RefuseClose, "refuse_close", "不同意销号", (Stage.CLOSE_PENDING,), (Role.OFFICE,), Where.ABOVE,
        neither_submitter_nor_rechecker),
    Act(looking_back.PassLookBack, "pass_look_back", "回头看正常", (Stage.CLOSED,),
        (Role.INSPECTOR, Role.TEAM_LEAD), Where.ABOVE, not_who_closed_it),
    Act(looking_back.ReportRebound, "report_rebound", "回头看发现反弹", (Stage.CLOSED,),
        (Role.INSPECTOR, Role.TEAM_LEAD), Where.ABOVE, not_who_closed_it),

    # campaigns and what their units owe
    Act(opening.OpenCampaign, "open_campaign", "开展专项行动", (), (Role.OFFICE, Role.GROUP_HEAD), Where.ANYWHERE),
    Act(opening.CloseCampaign, "close_campaign", "结束专项行动", (CampaignStage.OPEN,),
        (Role.OFFICE, Role.GROUP_HEAD), Where.ABOVE),
    Act(speaking.ProposeSpeakers, "propose_speakers", "拟定表态发言名单", (CampaignStage.OPEN,),
        (Role.OFFICE, Role.TEAM_LEAD), Where.ABOVE),
    Act(speaking.ApproveSpeakers, "approve_speakers", "审定表态发言名单", (CampaignStage.OPEN,),
        (Role.GROUP_HEAD,), Where.ABOVE, not_who_proposed_it),
    Act(asking.AskOffice, "ask_office", "请示", (CampaignStage.OPEN,),
        (*UNIT, Role.LIAISON, Role.TOWN, Role.OFFICE, Role.LEAD_DEPT, *FIELD), Where.ANYWHERE),
    Act(asking.AnswerQuestion, "answer_question", "答复请示", tuple(CampaignStage), (Role.OFFICE,), Where.ABOVE),
    Act(reporting.SubmitReport, "submit_report", "报送阶段成果", (ReportStage.OWED,),
        (*UNIT, Role.OFFICE, Role.TEAM_LEAD), Where.OWN_OR_ABOVE),
    Act(reporting.RollUp, "roll_up", "汇总下级成果", (ReportStage.OWED,), (Role.OFFICE,), Where.ABOVE),
    Act(reporting.ConfirmDelivery, "confirm_delivery", "签收阶段成果", (ReportStage.HANDED_IN,),
        (Role.OFFICE,), Where.ABOVE, not_of_the_reporting_unit),
    Act(reporting.ReturnReport, "return_report", "退回阶段成果", (ReportStage.HANDED_IN, ReportStage.RECEIVED),
        (Role.OFFICE,), Where.ABOVE, not_of_the_reporting_unit),

    # inspections
    Act(inspection_planning.PlanInspection, "plan_inspection", "制定督查计划", (),
        (*GROUP, Role.OFFICE), Where.ANYWHERE),
    Act(inspection_planning.PlanVisit, "plan_visit", "安排进村", BEFORE_THE_END, GROUP, Where.OWN_UNIT),
    Act(inspection_planning.DropVisit, "drop_visit", "不再安排进村", BEFORE_THE_END,
        (Role.TEAM_LEAD,), Where.OWN_UNIT),
    Act(inspection_planning.SignPledge, "sign_pledge", "签署督查纪律承诺", BEFORE_THE_END, GROUP, Where.OWN_UNIT),
    Act(inspection_planning.ReportViolation, "report_violation", "反映督查人员违反纪律",
        tuple(InspectionStage), tuple(Role), Where.ANYWHERE, None, True),
    Act(sampling.CommitSeed, "commit_seed", "公布种子承诺", BEFORE_THE_END, GROUP, Where.OWN_UNIT),
    Act(sampling.FreezeFrame, "freeze_frame", "冻结抽样框", BEFORE_THE_END, GROUP, Where.OWN_UNIT),
    Act(sampling.DrawSample, "draw_sample", "抽取样本", BEFORE_THE_END, GROUP, Where.OWN_UNIT),
    Act(sampling.DrawMore, "draw_more", "增抽", BEFORE_THE_END, GROUP, Where.OWN_UNIT),
    Act(sampling.ReplaceDrawn, "replace_drawn", "替换样本", BEFORE_THE_END, GROUP, Where.OWN_UNIT),
    Act(visiting.StartVisit, "start_visit", "进村", BEFORE_THE_END, GROUP, Where.OWN_UNIT, None, True),
    Act(visiting.VisitHouseholds, "visit_households", "入户调查", (InspectionStage.ON_SITE,),
        GROUP, Where.OWN_UNIT, None, True),
    Act(recording.RecordInterviews, "record_interviews", "座谈访谈", (InspectionStage.ON_SITE,),
        GROUP, Where.OWN_UNIT, None, True),
    Act(recording.RecordTest, "record_test", "知识测试", (InspectionStage.ON_SITE,),
        GROUP, Where.OWN_UNIT, None, True),
    Act(recording.ReadLedgers, "read_ledgers", "查阅资料", (InspectionStage.ON_SITE,),
        GROUP, Where.OWN_UNIT, None, True),
    Act(recording.CheckProject, "check_project", "项目核查", (InspectionStage.ON_SITE,),
        GROUP, Where.OWN_UNIT, None, True),
    Act(recording.AnswerChecklist, "answer_checklist", "填写逐村检查表", (InspectionStage.ON_SITE,),
        GROUP, Where.OWN_UNIT, None, True),
    Act(recording.RecordOpinions, "record_opinions", "汇总满意度和收入变化", (InspectionStage.ON_SITE,),
        GROUP, Where.OWN_UNIT, None, True),
    Act(recording.CollectData, "collect_data", "采集数据", (InspectionStage.ON_SITE,),
        GROUP, Where.OWN_UNIT, None, True),
    Act(visiting.CompleteVisit, "complete_visit", "办结本村督查", (InspectionStage.ON_SITE,), GROUP, Where.OWN_UNIT),
    Act(finding.MakeFinding, "make_finding", "督查发现问题", FINDING, GROUP, Where.OWN_UNIT),
    Act(finding.RecordGoodPractice, "record_good_practice", "记录典型经验", FINDING, GROUP, Where.OWN_UNIT),
    Act(concluding.FinishOnSite, "finish_on_site", "结束实地督查", (InspectionStage.ON_SITE,), GROUP, Where.OWN_UNIT),
    Act(concluding.ExchangeViews, "exchange_views", "交换意见", (InspectionStage.FINISHED,), GROUP, Where.OWN_UNIT),
    Act(concluding.IssueLetter, "issue_letter", "发出整改函",
        (InspectionStage.FINISHED, InspectionStage.VIEWS_EXCHANGED), (Role.TEAM_LEAD,), Where.OWN_UNIT),
    Act(concluding.ConfirmLetter, "confirm_letter", "签收整改函", (InspectionStage.LETTER_ISSUED,),
        (Role.OFFICE, *UNIT, Role.LIAISON), Where.ANYWHERE),
    Act(tracking.ReportToGroup, "report_to_group", "向督查组报告整改情况", FOLLOWED,
        (Role.OFFICE, *UNIT, Role.LIAISON), Where.ANYWHERE),
    Act(tracking.ReportSelfCheck, "report_self_check", "报告全域自查自纠", FOLLOWED,
        (Role.OFFICE, Role.HEAD), Where.ANYWHERE),
    Act(tracking.OrderLookBack, "order_look_back", "组织回头看", FOLLOWED, GROUP, Where.OWN_UNIT),
    Act(tracking.ReportLookBack, "report_look_back", "报告回头看情况", FOLLOWED, GROUP, Where.OWN_UNIT),
    Act(tracking.CirculateResults, "circulate_results", "通报督查结果", (InspectionStage.FINISHED, *FOLLOWED),
        (Role.GROUP_HEAD,), Where.ABOVE),
    Act(tracking.FinishInspection, "finish_inspection", "督查办结",
        (InspectionStage.FINISHED, InspectionStage.VIEWS_EXCHANGED, InspectionStage.TRACKING),
        (Role.TEAM_LEAD,), Where.OWN_UNIT),
)  # fmt: skip

ACT_OF: dict[type[msgspec.Struct], Act] = {act.command: act for act in ACTS}
