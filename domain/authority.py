"""授权: who may do what to which case, in one table.

The same rows refuse a command, name it in Chinese, and print the permission matrix. How a row answers is in
authorising.py, who may not judge his own work in separation.py. Source: domain reference, sections 2 and 4.
"""

from __future__ import annotations

import msgspec

from domain.authorising import FIELD, UNIT, Act, Where
from domain.check_pool import PoolStage
from domain.organisation import Role
from domain.organising import AppointPerson, EstablishUnit
from domain.policy import Policy
from domain.privacy import EraseSubject, PlaceHold, ReleaseHold
from domain.problem import (
    amending,
    claiming,
    closing,
    deriving,
    drawing,
    escalating,
    looking_back,
    paper,
    planning,
    rechecking,
    rectifying,
    registering,
    suspending,
)
from domain.problem.classification import Mode
from domain.problem.problem import LAYER_OF, LIVING, OPEN, Problem, Stage
from domain.separation import (
    a_third_rechecker,
    neither_submitter_nor_rechecker,
    not_of_the_refusing_unit,
    not_of_the_responsible_unit,
    not_of_the_unit_concerned,
    not_ones_own_plan,
    not_the_requester,
    not_the_submitter,
    not_who_closed_it,
)

CHECKERS = (Role.TOWN, Role.LEAD_DEPT, Role.INSPECTOR, Role.TEAM_LEAD)  # narrowed by the layer of the profile
CHECKING = tuple(LAYER_OF)
BEFORE_CHECKING = OPEN[: OPEN.index(Stage.CHECK_1)]
CLAIMED_AND_OPEN = (Stage.RECTIFYING, Stage.PLAN_REVIEW, Stage.CLAIMED, *CHECKING, Stage.CLOSE_PENDING)


def unanswered_or_silent(problem: Problem) -> bool:
    """A refusal by statement waits for its verdict; silence may still be ended by a late claim."""
    return problem.stage is not Stage.REFUSED or problem.silent


def under_way(problem: Problem) -> bool:
    """限期整改 is worked on after its plan was approved, 立行立改 from the claim on."""
    return problem.stage is not Stage.CLAIMED or problem.mode is Mode.IMMEDIATE


def checkers_of_the_layer(problem: Problem, policy: Policy) -> tuple[Role, ...]:
    number = LAYER_OF[problem.stage]
    return policy.layer(number).roles


def nobody_has_checked(problem: Problem) -> bool:
    return not problem.current.recheckers


def not_in_the_pool(problem: Problem) -> bool:
    """In a drawn layer only what was drawn is checked."""
    return not problem.current.pooled


ORGANISATION_ACTS = (
    Act(EstablishUnit, "establish_unit", "设立单位", (), (), Where.MACHINE),
    Act(AppointPerson, "appoint_person", "任职", (), (), Where.MACHINE),
)

PROBLEM_ACTS = (
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
    Act(claiming.DisposeAsUntrue, "dispose_as_untrue", "认定不属实",
        (Stage.CLAIMED, Stage.PLAN_REVIEW, Stage.RECTIFYING),
        (Role.OFFICE, Role.TEAM_LEAD, Role.INSPECTOR), Where.ABOVE, not_of_the_refusing_unit),
    Act(claiming.Reassign, "reassign", "改派", (Stage.CLAIMED, Stage.RECTIFYING), (Role.OFFICE,), Where.ABOVE),
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
    Act(suspending.RequestSuspension, "request_suspension", "申请暂缓整改", (Stage.RECTIFYING,),
        (Role.HEAD,), Where.OWN_UNIT),
    Act(suspending.RequestLongTerm, "request_long_term", "申请列为长期坚持", (Stage.RECTIFYING,),
        (Role.HEAD,), Where.OWN_UNIT),
    Act(suspending.GrantPause, "grant_pause", "同意暂缓整改", (Stage.RECTIFYING,),
        (Role.OFFICE, Role.GROUP_HEAD), Where.ABOVE, not_of_the_responsible_unit),
    Act(suspending.DenyPause, "deny_pause", "不予暂缓整改", (Stage.RECTIFYING,),
        (Role.OFFICE, Role.GROUP_HEAD), Where.ABOVE, not_of_the_responsible_unit),
    Act(suspending.ReviewLongTerm, "review_long_term", "复查长期坚持事项", (Stage.LONG_TERM,),
        (Role.OFFICE, Role.INSPECTOR, Role.TEAM_LEAD), Where.ABOVE, not_of_the_responsible_unit),
    Act(suspending.Resume, "resume", "恢复整改", (Stage.SUSPENDED, Stage.LONG_TERM), (Role.OFFICE,), Where.ABOVE),
    Act(deriving.DeriveProblem, "derive_problem", "派生问题", OPEN,
        (Role.OFFICE, Role.LEAD_DEPT, Role.INSPECTOR, Role.TEAM_LEAD, Role.HEAD, Role.RESP_LEADER),
        Where.OWN_OR_ABOVE),
    Act(deriving.OpenSweep, "open_sweep", "布置举一反三排查", OPEN,
        (Role.OFFICE, Role.LEAD_DEPT, Role.HEAD, Role.RESP_LEADER), Where.OWN_OR_ABOVE),
    Act(deriving.SignSweep, "sign_sweep", "举一反三排查签字", OPEN, (Role.HEAD, Role.TOWN, *FIELD), Where.ANYWHERE),
    Act(rectifying.SubmitForRecheck, "submit_for_recheck", "申请销号", (Stage.RECTIFYING, Stage.CLAIMED),
        UNIT, Where.OWN_UNIT, fits=under_way),
    Act(rectifying.WithdrawSubmission, "withdraw_submission", "撤回销号申请", CHECKING, (Role.HEAD,), Where.OWN_UNIT,
        fits=nobody_has_checked),
    Act(rechecking.RecordContact, "record_contact", "记录联系农户情况", (*CHECKING, Stage.CLOSE_PENDING),
        (Role.OFFICE, Role.TOWN, Role.INSPECTOR, Role.TEAM_LEAD, *FIELD), Where.OWN_OR_ABOVE, not_the_submitter, True),
    Act(rechecking.PassLayer, "pass_layer", "复核通过", CHECKING, CHECKERS, Where.ABOVE, a_third_rechecker,
        fits=not_in_the_pool, roles_in=checkers_of_the_layer),
    Act(rechecking.ReturnRectification, "return_rectification", "复核退回", CHECKING, CHECKERS, Where.ABOVE,
        a_third_rechecker, fits=not_in_the_pool, roles_in=checkers_of_the_layer),
    Act(closing.ApproveClose, "approve_close", "同意销号", (Stage.CLOSE_PENDING,), (Role.OFFICE,), Where.ABOVE,
        neither_submitter_nor_rechecker),
    Act(closing.RefuseClose, "refuse_close", "不同意销号", (Stage.CLOSE_PENDING,), (Role.OFFICE,), Where.ABOVE,
        neither_submitter_nor_rechecker),
    Act(looking_back.PassLookBack, "pass_look_back", "回头看正常", (Stage.CLOSED,),
        (Role.INSPECTOR, Role.TEAM_LEAD), Where.ABOVE, not_who_closed_it),
    Act(looking_back.ReportRebound, "report_rebound", "回头看发现反弹", (Stage.CLOSED,),
        (Role.INSPECTOR, Role.TEAM_LEAD), Where.ABOVE, not_who_closed_it),
    Act(looking_back.ReportFalse, "report_false", "发现虚假整改", (Stage.CLOSED, *CHECKING, Stage.CLOSE_PENDING),
        (Role.INSPECTOR, Role.TEAM_LEAD), Where.ABOVE, not_who_closed_it),
    Act(amending.CorrectDetails, "correct_details", "更正登记内容", BEFORE_CHECKING, (Role.OFFICE,), Where.ABOVE),
    Act(amending.RequestVoid, "request_void", "申请作废", OPEN, (Role.OFFICE, Role.INSPECTOR, Role.TEAM_LEAD),
        Where.ABOVE),
    Act(amending.RequestMerge, "request_merge", "申请合并", OPEN, (Role.OFFICE, Role.INSPECTOR, Role.TEAM_LEAD),
        Where.ABOVE),
    Act(amending.RequestDueCorrection, "request_due_correction", "申请更正整改时限", OPEN, (Role.OFFICE,), Where.ABOVE),
    Act(amending.ConfirmAmendment, "confirm_amendment", "第二人确认", OPEN, (Role.OFFICE, Role.GROUP_HEAD),
        Where.ABOVE, not_the_requester),
    Act(amending.RejectAmendment, "reject_amendment", "第二人不予确认", OPEN, (Role.OFFICE, Role.GROUP_HEAD),
        Where.ABOVE),
    Act(amending.ResetDeadlines, "reset_deadlines", "时限重算", LIVING, (Role.OFFICE,), Where.ABOVE),
    Act(escalating.ApproveEscalation, "approve_escalation", "批准升级措施", LIVING, (Role.GROUP_HEAD,),
        Where.ABOVE, not_of_the_unit_concerned),
    Act(escalating.DeclineEscalation, "decline_escalation", "不批准升级措施", LIVING, (Role.GROUP_HEAD,),
        Where.ABOVE, not_of_the_unit_concerned),
    Act(escalating.AnnotateEscalation, "annotate_escalation", "批注升级", tuple(Stage), (Role.OFFICE, Role.GROUP_HEAD),
        Where.ABOVE, not_of_the_unit_concerned),
    Act(paper.RecordPaperDecision, "record_paper_decision", "线下签批补录", OPEN,
        (Role.OFFICE, Role.LIAISON, Role.RESP_PERSON), Where.OWN_OR_ABOVE),
    Act(paper.ConfirmPaperDecision, "confirm_paper_decision", "确认线下签批", LIVING,
        (Role.OFFICE, Role.GROUP_HEAD, Role.LEAD_DEPT, Role.TOWN, Role.INSPECTOR, Role.TEAM_LEAD, *UNIT),
        Where.OWN_OR_ABOVE),
)  # fmt: skip

CHECK_POOL_ACTS = (
    Act(drawing.CommitSeed, "commit_seed", "封存随机种子", (PoolStage.COLLECTING,),
        (Role.TEAM_LEAD, Role.OFFICE, Role.GROUP_HEAD), Where.ANYWHERE),
    Act(drawing.DrawPool, "draw_pool", "抽查", (PoolStage.COMMITTED,),
        (Role.TEAM_LEAD, Role.OFFICE, Role.GROUP_HEAD), Where.ANYWHERE),
)  # fmt: skip

PRIVACY_ACTS = (
    Act(EraseSubject, "erase_subject", "销毁密钥", (), (Role.PRIVACY_OFFICER,), Where.ANYWHERE),
    Act(PlaceHold, "place_hold", "保全", (), (Role.ARCHIVIST, Role.DISCIPLINE), Where.ANYWHERE),
    Act(ReleaseHold, "release_hold", "解除保全", (), (Role.ARCHIVIST,), Where.ANYWHERE),
)

ACTS = (*ORGANISATION_ACTS, *PROBLEM_ACTS, *CHECK_POOL_ACTS, *PRIVACY_ACTS)

ACT_OF: dict[type[msgspec.Struct], Act] = {act.command: act for act in ACTS}
