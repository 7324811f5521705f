"""授权: who may do what to which case, in one table.

The same rows refuse a command, name it in Chinese, and print the permission matrix. How a row answers is in
authorising.py, who may not judge his own work in separation.py. Source: domain reference, sections 2 and 4.
"""

from __future__ import annotations

import msgspec

from domain import clue, reconciling, treatment
from domain.archive import collecting, consolidating, package
from domain.authorising import FIELD, Act, Where
from domain.duty import duty as duties
from domain.duty import performing
from domain.organisation import Role
from domain.organising import AppointPerson, EstablishUnit
from domain.policy import Policy
from domain.problem import claiming, closing, looking_back, planning, rechecking, rectifying, registering
from domain.problem.classification import Mode
from domain.problem.problem import LAYER_OF, Problem, Stage
from domain.referral import answering, proposing
from domain.referral import referral as referring
from domain.separation import (
    a_second_signer,
    a_third_rechecker,
    neither_submitter_nor_rechecker,
    not_concerned,
    not_of_the_refusing_unit,
    not_of_the_responsible_unit,
    not_ones_own_plan,
    not_who_closed_it,
    not_who_handed_over,
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


def not_signed_yet(referral: referring.Referral) -> bool:
    return referral.decline is None


def signed_once(referral: referring.Referral) -> bool:
    return referral.decline is not None


def no_case_filed_yet(referral: referring.Referral) -> bool:
    """After 立案 only the outcome follows."""
    return referral.feedback is not referring.Feedback.CASE_FILED


def of_a_quarter(archive: package.ArchivePackage) -> bool:
    return not archive.of_year


def of_a_year(archive: package.ArchivePackage) -> bool:
    return archive.of_year


def not_received_yet(archive: package.ArchivePackage) -> bool:
    return not archive.receipt


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
    # referrals to discipline inspection
    Act(proposing.ProposeReferral, "propose_referral", "建议移交", (), (Role.TEAM_LEAD,), Where.ANYWHERE),
    Act(proposing.ApproveReferral, "approve_referral", "同意移交", (referring.Stage.PROPOSED,),
        (Role.GROUP_HEAD,), Where.ABOVE, not_concerned),
    Act(proposing.DeclineReferral, "decline_referral", "不予移交", (referring.Stage.PROPOSED,),
        (Role.GROUP_HEAD,), Where.ABOVE, not_concerned, fits=not_signed_yet),
    Act(proposing.CountersignDecline, "countersign_decline", "会签不予移交", (referring.Stage.PROPOSED,),
        (Role.GROUP_HEAD, Role.TEAM_LEAD), Where.ABOVE, a_second_signer, fits=signed_once),
    Act(answering.HandOverReferral, "hand_over_referral", "办理移交", (referring.Stage.APPROVED,),
        (Role.OFFICE,), Where.ABOVE, not_concerned),
    Act(answering.AcceptReferral, "accept_referral", "受理移交", (referring.Stage.HANDED_OVER,),
        (Role.DISCIPLINE,), Where.ABOVE, not_concerned),
    Act(answering.ReturnReferral, "return_referral", "退回移交", (referring.Stage.HANDED_OVER,),
        (Role.DISCIPLINE,), Where.ABOVE, not_concerned),
    Act(answering.GiveFeedback, "give_feedback", "反馈办理情况",
        (referring.Stage.ACCEPTED, referring.Stage.IN_HANDLING), (Role.DISCIPLINE,), Where.ABOVE, not_concerned,
        fits=no_case_filed_yet),
    Act(answering.RecordOutcome, "record_outcome", "记录处理结果", (referring.Stage.IN_HANDLING,),
        (Role.DISCIPLINE,), Where.ABOVE, not_concerned),
    # archives
    Act(collecting.OpenArchive, "open_archive", "建立季度档案", (),
        (Role.OFFICE, Role.ARCHIVIST, Role.TEAM_LEAD), Where.ANYWHERE),
    Act(collecting.FileItems, "file_items", "归集材料", (package.Stage.COLLECTING,),
        (Role.TEAM_LEAD, Role.INSPECTOR, Role.LIAISON), Where.OWN_UNIT, fits=of_a_quarter),
    Act(collecting.HandOverArchive, "hand_over_archive", "移交档案", (package.Stage.COLLECTING,),
        (Role.TEAM_LEAD,), Where.OWN_UNIT, fits=of_a_quarter),
    Act(collecting.ReceiveArchive, "receive_archive", "签收档案", (package.Stage.HANDED_OVER,),
        (Role.ARCHIVIST,), Where.ABOVE, not_who_handed_over, fits=not_received_yet),
    Act(consolidating.ConsolidateYear, "consolidate_year", "年终汇总",
        (package.Stage.COLLECTING, package.Stage.CONSOLIDATED), (Role.ARCHIVIST,), Where.ABOVE, fits=of_a_year),
    Act(consolidating.SealYear, "seal_year", "归档封存", (package.Stage.CONSOLIDATED,), (Role.ARCHIVIST,), Where.ABOVE,
        not_who_handed_over, fits=of_a_year),
    Act(consolidating.HoldArchive, "hold_archive", "保留档案", tuple(package.Stage),
        (Role.ARCHIVIST, Role.DISCIPLINE), Where.ABOVE),
    Act(consolidating.ReleaseArchive, "release_archive", "解除保留", tuple(package.Stage),
        (Role.ARCHIVIST,), Where.ABOVE),
    # recurring duties
    Act(performing.TakeUpDuty, "take_up_duty", "落实常态职责", (),
        (Role.OFFICE, Role.GROUP_HEAD, Role.TEAM_LEAD), Where.ANYWHERE),
    Act(performing.RecordPerformance, "record_performance", "记录履职", (duties.Stage.RUNNING,),
        (*UNIT, *FIELD, Role.LIAISON, Role.OFFICE, Role.LEAD_DEPT, Role.TEAM_LEAD, Role.INSPECTOR, Role.ARCHIVIST,
         Role.GROUP_HEAD), Where.OWN_UNIT, None, True),
    Act(performing.EndDuty, "end_duty", "终止常态职责", (duties.Stage.RUNNING,),
        (Role.OFFICE, Role.GROUP_HEAD, Role.TEAM_LEAD), Where.ABOVE),
    # clues and reconciliation
    Act(clue.RegisterClue, "register_clue", "登记线索", (),
        (Role.OFFICE, Role.INSPECTOR, Role.TEAM_LEAD, Role.LEAD_DEPT, Role.TOWN), Where.ANYWHERE, None, True),
    Act(clue.ConcludeClue, "conclude_clue", "作出线索结论", (clue.Stage.OPEN,),
        (Role.OFFICE, Role.INSPECTOR, Role.TEAM_LEAD, Role.LEAD_DEPT, Role.HEAD, Role.TOWN), Where.ABOVE),
    Act(reconciling.ReportReconciliation, "report_reconciliation", "报告对账结果", (),
        (Role.OFFICE, Role.LEAD_DEPT, Role.TEAM_LEAD), Where.ANYWHERE),
    Act(treatment.DecideTreatment, "decide_treatment", "作出处理", (), (Role.GROUP_HEAD,), Where.ANYWHERE),
)  # fmt: skip

ACT_OF: dict[type[msgspec.Struct], Act] = {act.command: act for act in ACTS}
