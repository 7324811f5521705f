"""授权: who may do what to which case, in one table.

The same rows refuse a command, name it in Chinese, and print the permission matrix. How a row answers is in
authorising.py, who may not judge his own work in separation.py. Source: domain reference, sections 2 and 4.
"""

from __future__ import annotations

import msgspec

from domain.authorising import FIELD, Act, Where
from domain.monitoring_case import (
    assisting,
    clearing,
    consulting,
    entering,
    following_up,
    match_run,
    matching,
    reviewing,
    verifying,
)
from domain.monitoring_case.household_register import RecordAidGiven
from domain.monitoring_case.monitoring_case import AFTER_ENTRY, BEFORE_ENTRY, MonitoringCase, MonitorStage
from domain.monitoring_case.procedure import ProcedureStep
from domain.organisation import Role
from domain.organising import AppointPerson, EstablishUnit
from domain.policy import Policy
from domain.problem import claiming, closing, looking_back, planning, rechecking, rectifying, registering
from domain.problem.classification import Mode
from domain.problem.problem import LAYER_OF, Problem, Stage
from domain.separation import (
    a_third_rechecker,
    neither_submitter_nor_rechecker,
    not_in_the_clearance,
    not_in_the_inclusion,
    not_of_the_refusing_unit,
    not_of_the_responsible_unit,
    not_ones_own_plan,
    not_who_closed_it,
)

UNIT = (Role.HEAD, Role.RESP_LEADER, Role.RESP_PERSON)
CHECKERS = (Role.TOWN, Role.LEAD_DEPT, Role.INSPECTOR, Role.TEAM_LEAD)  # narrowed by the layer of the profile
CHECKING = tuple(LAYER_OF)
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


# --- households at risk ---

FINDERS = (
    *FIELD, Role.TOWN, Role.OFFICE, Role.LEAD_DEPT, Role.LIAISON, Role.INSPECTOR, Role.TEAM_LEAD, *UNIT,
)  # fmt: skip
DEPARTMENT = (Role.LEAD_DEPT, Role.LIAISON, *UNIT)
IN_PROCEDURE = (
    MonitorStage.VERIFIED,
    MonitorStage.REVIEWED,
    MonitorStage.NOTICED,
    MonitorStage.TOWN_OK,
    MonitorStage.CLEAR_REVIEW,
)
"""Between two steps of a procedure; which of them comes next, the case itself knows."""
REJECTABLE = (MonitorStage.VERIFIED, MonitorStage.REVIEWED, MonitorStage.NOTICED, MonitorStage.TOWN_OK)


def village_or_then_the_town(case: MonitoringCase, policy: Policy) -> tuple[Role, ...]:
    """What comes after the town has reviewed is noticed by the town."""
    return (Role.TOWN,) if ProcedureStep.TOWN_REVIEW in case.done else (Role.VILLAGE,)


def the_county_after_the_town(case: MonitoringCase, policy: Policy) -> tuple[Role, ...]:
    if case.stage is MonitorStage.TOWN_OK:
        return (Role.COUNTY_APPROVER,)
    return (Role.TOWN, Role.COUNTY_APPROVER)


MONITORING_ACTS = (
    Act(RecordAidGiven, "record_aid_given", "登记体外帮扶", (),
        (Role.TOWN, *FIELD, *DEPARTMENT), Where.ANYWHERE, None, True),
    Act(verifying.RegisterClue, "register_risk_clue", "登记风险线索", (), FINDERS, Where.ANYWHERE, None, True),
    Act(verifying.RecordConsent, "record_consent", "签订承诺授权", (MonitorStage.CLUE, MonitorStage.VERIFIED),
        (Role.VILLAGE,), Where.HOUSEHOLD, None, True),
    Act(verifying.VerifyHousehold, "verify_household", "入户核实", (MonitorStage.CLUE, MonitorStage.VERIFIED),
        FIELD, Where.HOUSEHOLD, None, True),
    Act(matching.MatchData, "match_data", "数据比对", (MonitorStage.CLUE, MonitorStage.VERIFIED),
        DEPARTMENT, Where.HOUSEHOLD, None, True),
    Act(verifying.RecordMembers, "record_members", "登记家庭成员变动", (*BEFORE_ENTRY[1:], *AFTER_ENTRY),
        (*FIELD, Role.TOWN), Where.HOUSEHOLD, None, True),
    Act(assisting.RecordUrgentAid, "record_urgent_aid", "绿色通道救助", BEFORE_ENTRY,
        (Role.TOWN, *DEPARTMENT), Where.HOUSEHOLD, None, True),
    Act(reviewing.HoldReview, "hold_review", "召开评议会", IN_PROCEDURE, (Role.VILLAGE, Role.TOWN),
        Where.HOUSEHOLD, roles_in=village_or_then_the_town),
    Act(reviewing.PostNotice, "post_notice", "张贴公示", IN_PROCEDURE, (Role.VILLAGE, Role.TOWN),
        Where.HOUSEHOLD, roles_in=village_or_then_the_town),
    Act(reviewing.RaiseObjection, "raise_objection", "提出公示异议",
        (MonitorStage.IN_NOTICE, MonitorStage.NOTICED, MonitorStage.TOWN_OK, MonitorStage.CLEAR_REVIEW),
        tuple(Role), Where.ANYWHERE, None, True),
    Act(reviewing.EndNotice, "end_notice", "签字确认公示期满",
        (MonitorStage.IN_NOTICE, MonitorStage.NOTICED, MonitorStage.CLEAR_REVIEW),
        (Role.VILLAGE, Role.TOWN), Where.HOUSEHOLD, roles_in=village_or_then_the_town),
    Act(entering.ReviewByTown, "town_review", "乡镇审核", IN_PROCEDURE, (Role.TOWN,), Where.HOUSEHOLD),
    Act(entering.ApproveCase, "approve_case", "同意纳入监测", IN_PROCEDURE[:-1],
        (Role.COUNTY_APPROVER,), Where.HOUSEHOLD, not_in_the_inclusion),
    Act(entering.RejectCase, "reject_case", "不予纳入监测", REJECTABLE,
        (Role.TOWN, Role.COUNTY_APPROVER), Where.HOUSEHOLD, not_in_the_inclusion, roles_in=the_county_after_the_town),
    Act(entering.EnterSystem, "enter_system", "录入系统标注", (MonitorStage.APPROVED,),
        (Role.TOWN,), Where.HOUSEHOLD),
    Act(assisting.SetPlan, "set_plan", "制定一户一方案", (MonitorStage.ENTERED,),
        (Role.HELP_CONTACT, Role.TOWN), Where.HOUSEHOLD),
    Act(assisting.AdjustPlan, "adjust_plan", "调整帮扶方案", (MonitorStage.ASSISTED,), FIELD, Where.HOUSEHOLD),
    Act(assisting.RecordVisit, "record_visit", "走访帮扶", AFTER_ENTRY, FIELD, Where.HOUSEHOLD, None, True),
    Act(assisting.RecordAid, "record_aid", "落实帮扶", AFTER_ENTRY,
        (*FIELD, Role.TOWN, *DEPARTMENT), Where.HOUSEHOLD, None, True),
    Act(clearing.ProposeClearance, "propose_clearance", "提出风险消除", (MonitorStage.ASSISTED,),
        (Role.VILLAGE,), Where.HOUSEHOLD),
    Act(clearing.ApproveClearance, "approve_clearance", "同意风险消除", (MonitorStage.CLEAR_REVIEW,),
        (Role.COUNTY_APPROVER,), Where.HOUSEHOLD, not_in_the_clearance),
    Act(clearing.RejectClearance, "reject_clearance", "不同意风险消除", (MonitorStage.CLEAR_REVIEW,),
        (Role.COUNTY_APPROVER,), Where.HOUSEHOLD, not_in_the_clearance),
    Act(following_up.RecordFollowUp, "record_follow_up", "持续关注走访", (MonitorStage.FOLLOW_UP,),
        (Role.HELP_CONTACT,), Where.HOUSEHOLD, None, True),
    Act(following_up.ReportRelapse, "relapse", "再次纳入监测", (MonitorStage.FOLLOW_UP,), FINDERS, Where.HOUSEHOLD),
    Act(match_run.ReportMatchRun, "report_match_run", "通报比对预警", (), DEPARTMENT, Where.ANYWHERE),
    Act(consulting.OpenConsultations, "open_consultations", "建立月会商制度", (),
        (Role.OFFICE, Role.TOWN, Role.HEAD), Where.ANYWHERE),
    Act(consulting.HoldConsultation, "hold_consultation", "召开月会商", tuple(consulting.BookStage),
        (Role.OFFICE, Role.TOWN, Role.HEAD), Where.ABOVE),
    Act(following_up.EndCase, "close_natural", "监测自然终止", (*BEFORE_ENTRY, *AFTER_ENTRY),
        (Role.TOWN,), Where.HOUSEHOLD),
)  # fmt: skip

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
    *MONITORING_ACTS,
)  # fmt: skip

ACT_OF: dict[type[msgspec.Struct], Act] = {act.command: act for act in ACTS}
