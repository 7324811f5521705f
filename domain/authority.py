"""授权: who may do what to which case, in one table.

The same rows refuse a command, name it in Chinese, and print the permission matrix. How a row is read is in
authorising.py, who may act in permitting.py, who may not judge his own work in separation.py.
Source: domain reference, sections 2 and 4.
"""

from __future__ import annotations

import msgspec

from domain import clue, deputising, reconciling, reorganising, treatment
from domain.archive import collecting, consolidating, package
from domain.authorising import FIELD, UNIT, Act, Where
from domain.campaign import asking, opening, reporting, screening, speaking
from domain.campaign.campaign import Stage as CampaignStage
from domain.campaign.report import Stage as ReportStage
from domain.check_pool import PoolStage, ResetPoolDeadlines
from domain.document import approving
from domain.document import drafting as document_drafting
from domain.document.document import Stage as DocumentStage
from domain.duty import duty as duties
from domain.duty import performing
from domain.household_file import living
from domain.household_file import recording as filing
from domain.inspection import (
    acknowledging,
    concluding,
    finding,
    inspection,
    recording,
    sampling,
    tracking,
    transfers,
    visiting,
)
from domain.inspection import planning as inspection_planning
from domain.inspection.inspection import BEFORE_THE_END
from domain.inspection.inspection import Stage as InspectionStage
from domain.issue import preparing, signing
from domain.issue.issue import Stage as IssueStage
from domain.message import contacts, writing
from domain.message.message import Stage as MessageStage
from domain.monitoring_case import (
    assisting,
    clearing,
    consulting,
    entering,
    following_up,
    match_run,
    matching,
    reviewing,
    subsistence,
    verifying,
)
from domain.monitoring_case import deadlines as monitoring_deadlines
from domain.monitoring_case.household_register import RecordAidGiven
from domain.monitoring_case.monitoring_case import AFTER_ENTRY, BEFORE_ENTRY, MonitoringCase, MonitorStage
from domain.monitoring_case.procedure import ProcedureStep
from domain.organisation import Role, UnitKind
from domain.organising import AppointPerson, EstablishUnit
from domain.policy import Policy
from domain.privacy import EraseSubject, PlaceHold, ReleaseHold
from domain.problem import (
    amending,
    carrying_out,
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
from domain.problem.routing import its_lead_department_checks
from domain.referral import answering, proposing
from domain.referral import referral as referring
from domain.resetting import ResetDeadlines
from domain.separation import (
    a_second_signer,
    a_third_rechecker,
    an_impartial_visitor,
    neither_submitter_nor_rechecker,
    not_concerned,
    not_in_the_clearance,
    not_in_the_inclusion,
    not_of_the_place_concerned,
    not_of_the_refusing_unit,
    not_of_the_reporting_unit,
    not_of_the_responsible_unit,
    not_of_the_unit_concerned,
    not_ones_own_plan,
    not_the_requester,
    not_the_submitter,
    not_who_drafted_it,
    not_who_drafted_or_reviewed_it,
    not_who_filled_it_in,
    not_who_handed_over,
    not_who_proposed_it,
    only_who_was_told,
)
from domain.supervision_paper import deadlines as signing_deadlines
from domain.supervision_paper import deciding, issuing, leaving, serving, vetting
from domain.supervision_paper.paper import OUT
from domain.supervision_paper.paper import Stage as PaperStage
from domain.supervision_paper.who_decides import calls_to_an_interview, is_decided_by_the_head, is_signed_by_the_office

CHECKERS = (Role.TOWN, Role.LEAD_DEPT, Role.INSPECTOR, Role.TEAM_LEAD)  # narrowed by the layer of the profile
CHECKING = tuple(LAYER_OF)
BEFORE_CHECKING = OPEN[: OPEN.index(Stage.CHECK_1)]
GROUP = (Role.TEAM_LEAD, Role.INSPECTOR)
FINDING = (InspectionStage.ON_SITE, InspectionStage.FINISHED, InspectionStage.VIEWS_EXCHANGED)
FOLLOWED = (InspectionStage.LETTER_ISSUED, InspectionStage.TRACKING)
ANSWERABLE = (Stage.RECTIFYING, Stage.SUSPENDED, Stage.LONG_TERM)  # a department may answer while the work rests
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


def plan_level(problem: Problem, policy: Policy) -> UnitKind | None:
    return policy.plan_level


def nobody_has_checked(problem: Problem) -> bool:
    return not problem.current.recheckers


def not_in_the_pool(problem: Problem) -> bool:
    """In a drawn layer only what was drawn is checked."""
    return not problem.current.pooled


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
    Act(subsistence.RecordSubsistence, "record_subsistence", "登记低保变化", (),
        (Role.TOWN, *DEPARTMENT), Where.ANYWHERE, None, True),
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
    Act(monitoring_deadlines.ResetMonitoringDeadlines, "reset_monitoring_deadlines", "监测时限重算",
        (*BEFORE_ENTRY, *AFTER_ENTRY), (Role.OFFICE,), Where.ABOVE),
)  # fmt: skip

HOUSEHOLD_FILE_ACTS = (
    Act(filing.RecordPaper, "record_paper", "登记资料", (), (*FIELD, Role.TOWN), Where.ANYWHERE, None, True),
    Act(filing.RecordHandout, "record_handout", "发放到户", (), (*FIELD, Role.TOWN), Where.ANYWHERE, None, True),
    Act(living.RecordPolicyAware, "record_policy_aware", "登记政策明白人", (),
        (*FIELD, Role.TOWN), Where.ANYWHERE, None, True),
    Act(living.RecordWater, "record_water", "登记饮水", (), (*FIELD, Role.TOWN), Where.ANYWHERE, None, True),
    Act(living.RecordResidence, "record_residence", "登记居住地", (),
        (*FIELD, Role.TOWN), Where.ANYWHERE, None, True),
)  # fmt: skip

ORGANISATION_ACTS = (
    Act(EstablishUnit, "establish_unit", "设立单位", (), (), Where.MACHINE),
    Act(AppointPerson, "appoint_person", "任职", (), (), Where.MACHINE),
    Act(reorganising.EndPost, "end_post", "免职", (), (), Where.MACHINE),
    Act(reorganising.RenameUnit, "rename_unit", "单位更名", (), (), Where.MACHINE),
    Act(reorganising.MergeUnit, "merge_unit", "单位并入", (), (), Where.MACHINE),
    Act(reorganising.MoveUnit, "move_unit", "单位改隶", (), (), Where.MACHINE),
    Act(reorganising.CloseUnit, "close_unit", "单位撤销", (), (), Where.MACHINE),
    Act(reorganising.FormGroup, "form_group", "成立工作组", (), (), Where.MACHINE),
    Act(reorganising.AssignAreas, "assign_areas", "划片", (), (), Where.MACHINE),
    Act(deputising.Delegate, "delegate", "授权代签", (), tuple(Role), Where.SELF),
    Act(deputising.EndDelegation, "end_delegation", "收回授权", (), tuple(Role), Where.SELF),
    Act(deputising.RecordAbsence, "record_absence", "登记不在岗", (), tuple(Role), Where.SELF),
    Act(deputising.EndAbsence, "end_absence", "提前返岗", (), tuple(Role), Where.SELF),
    Act(deputising.NameDeputy, "name_deputy", "确定代行职责人", (), tuple(Role), Where.SELF),
    Act(deputising.NameSubstitute, "name_substitute", "指定替代人", (), (Role.OFFICE, Role.GROUP_HEAD),
        Where.ANYWHERE),
    Act(deputising.DrawCrossCheck, "draw_cross_check", "抽定交叉核验单位", (), (Role.OFFICE, Role.GROUP_HEAD),
        Where.ANYWHERE),
    Act(deputising.EndSubstitute, "end_substitute", "终止替代", (), (Role.OFFICE, Role.GROUP_HEAD), Where.ANYWHERE),
    Act(deputising.EndCrossCheck, "end_cross_check", "终止交叉核验", (), (Role.OFFICE, Role.GROUP_HEAD),
        Where.ANYWHERE),
)  # fmt: skip

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
        (Role.OFFICE, Role.LEAD_DEPT), Where.ABOVE, not_ones_own_plan, least=plan_level),
    Act(planning.ReturnPlan, "return_plan", "退回整改方案", (Stage.PLAN_REVIEW,),
        (Role.OFFICE, Role.LEAD_DEPT), Where.ABOVE, not_ones_own_plan, least=plan_level),
    Act(rectifying.ReportProgress, "report_progress", "报告整改进展", (Stage.RECTIFYING, Stage.CLAIMED),
        (*UNIT, *FIELD, Role.LIAISON), Where.OWN_UNIT, None, True, fits=under_way),
    Act(rectifying.AddEvidence, "add_evidence", "补充佐证材料", (Stage.RECTIFYING, Stage.CLAIMED),
        (*UNIT, *FIELD, Role.LIAISON), Where.OWN_UNIT, None, True, fits=under_way),
    Act(carrying_out.CompleteMeasure, "complete_measure", "完成措施", (Stage.RECTIFYING,),
        (*UNIT, *FIELD, Role.LIAISON, Role.LEAD_DEPT), Where.ANYWHERE, None, True),
    Act(carrying_out.AskDepartment, "ask_department", "发函协调部门", (Stage.RECTIFYING,), UNIT, Where.OWN_UNIT),
    Act(carrying_out.AnswerRequest, "answer_request", "答复协调事项", ANSWERABLE,
        (*UNIT, Role.LIAISON, Role.LEAD_DEPT), Where.ANYWHERE),
    Act(carrying_out.DeclineRequest, "decline_request", "不予办理协调事项", ANSWERABLE,
        (*UNIT, Role.LEAD_DEPT), Where.ANYWHERE),
    Act(carrying_out.RecordAppraisal, "record_appraisal", "记录鉴定结论", (Stage.RECTIFYING,),
        (*UNIT, *FIELD, Role.LIAISON, Role.LEAD_DEPT), Where.ANYWHERE, None, True),
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
    Act(deriving.RecordSweepCheck, "record_sweep_check", "登记逐户核查", OPEN, (*UNIT, Role.TOWN, *FIELD),
        Where.ANYWHERE, None, True),
    Act(deriving.SignSweep, "sign_sweep", "举一反三排查签字", OPEN, (Role.HEAD, Role.TOWN, *FIELD), Where.ANYWHERE),
    Act(rectifying.SubmitForRecheck, "submit_for_recheck", "申请销号", (Stage.RECTIFYING, Stage.CLAIMED),
        UNIT, Where.OWN_UNIT, fits=under_way),
    Act(rectifying.WithdrawSubmission, "withdraw_submission", "撤回销号申请", CHECKING, (Role.HEAD,), Where.OWN_UNIT,
        fits=nobody_has_checked),
    Act(rechecking.RecordContact, "record_contact", "记录联系农户情况", (*CHECKING, Stage.CLOSE_PENDING),
        (Role.OFFICE, Role.TOWN, Role.INSPECTOR, Role.TEAM_LEAD, *FIELD), Where.OWN_OR_ABOVE, not_the_submitter, True),
    Act(rechecking.PassLayer, "pass_layer", "复核通过", CHECKING, CHECKERS, Where.ABOVE, a_third_rechecker,
        fits=not_in_the_pool, roles_in=checkers_of_the_layer, by_item=its_lead_department_checks),
    Act(rechecking.ReturnRectification, "return_rectification", "复核退回", CHECKING, CHECKERS, Where.ABOVE,
        a_third_rechecker, fits=not_in_the_pool, roles_in=checkers_of_the_layer, by_item=its_lead_department_checks),
    Act(closing.ApproveClose, "approve_close", "同意销号", (Stage.CLOSE_PENDING,), (Role.OFFICE, Role.GROUP_HEAD),
        Where.ABOVE, neither_submitter_nor_rechecker, roles_in=closing.closers, least=closing.close_level),
    Act(closing.RefuseClose, "refuse_close", "不同意销号", (Stage.CLOSE_PENDING,), (Role.OFFICE, Role.GROUP_HEAD),
        Where.ABOVE, neither_submitter_nor_rechecker, roles_in=closing.closers),
    Act(looking_back.PassLookBack, "pass_look_back", "回头看正常", (Stage.CLOSED,),
        (Role.INSPECTOR, Role.TEAM_LEAD), Where.ABOVE, an_impartial_visitor),
    Act(looking_back.ReportRebound, "report_rebound", "回头看发现反弹", (Stage.CLOSED,),
        (Role.INSPECTOR, Role.TEAM_LEAD), Where.ABOVE, an_impartial_visitor),
    Act(looking_back.ReportFalse, "report_false", "发现虚假整改", (Stage.CLOSED, *CHECKING, Stage.CLOSE_PENDING),
        (Role.INSPECTOR, Role.TEAM_LEAD), Where.ABOVE, an_impartial_visitor),
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
    Act(ResetDeadlines, "reset_deadlines", "时限重算", LIVING, (Role.OFFICE,), Where.ABOVE),
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

REFERRAL_ACTS = (
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
    Act(referring.ResetReferralDeadlines, "reset_referral_deadlines", "移交时限重算",
        (referring.Stage.HANDED_OVER, referring.Stage.ACCEPTED), (Role.OFFICE,), Where.ABOVE, not_concerned),
)  # fmt: skip

SUPERVISION_PAPER_ACTS = (
    Act(vetting.ReviewPaper, "review_paper", "核稿督办文书", (PaperStage.DRAFTED,), (Role.OFFICE,), Where.ABOVE,
        not_of_the_place_concerned),
    Act(issuing.SignLetter, "sign_letter", "签发督办函", (PaperStage.DRAFTED,), (Role.OFFICE,), Where.ABOVE,
        not_of_the_place_concerned, by_item=is_signed_by_the_office),
    Act(leaving.StrikeLine, "strike_line", "划去督办事项", (PaperStage.DRAFTED,), (Role.OFFICE,), Where.ABOVE,
        not_of_the_place_concerned, by_item=is_signed_by_the_office),
    Act(deciding.ApprovePaper, "approve_paper", "批准督办文书", (PaperStage.DRAFTED,), (Role.GROUP_HEAD,), Where.ABOVE,
        not_of_the_unit_concerned, by_item=is_decided_by_the_head),
    Act(deciding.DeclinePaper, "decline_paper", "不批准督办文书", (PaperStage.DRAFTED,), (Role.GROUP_HEAD,),
        Where.ABOVE, not_of_the_unit_concerned, by_item=is_decided_by_the_head),
    Act(serving.ServePaper, "serve_paper", "送达督办文书", (PaperStage.ISSUED,), (Role.OFFICE, Role.GROUP_HEAD),
        Where.ABOVE, None, True),
    Act(serving.ReceivePaper, "receive_paper", "签收督办文书", (PaperStage.SERVED,), (Role.HEAD, Role.LIAISON),
        Where.OWN_UNIT),
    Act(serving.RecordInterview, "record_interview", "记录约谈", OUT, (Role.OFFICE, Role.GROUP_HEAD), Where.ABOVE,
        not_of_the_unit_concerned, True, by_item=calls_to_an_interview),
    Act(signing_deadlines.ResetPaperDeadlines, "reset_paper_deadlines", "督办文书时限重算", (PaperStage.DRAFTED,),
        (Role.OFFICE,), Where.ABOVE),
)  # fmt: skip

ARCHIVE_ACTS = (
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
    Act(package.ResetArchiveDeadlines, "reset_archive_deadlines", "归档时限重算", (package.Stage.COLLECTING,),
        (Role.OFFICE, Role.ARCHIVIST), Where.ABOVE),
)  # fmt: skip

DUTY_ACTS = (
    Act(performing.TakeUpDuty, "take_up_duty", "落实常态职责", (),
        (Role.OFFICE, Role.GROUP_HEAD, Role.TEAM_LEAD), Where.ANYWHERE),
    Act(performing.RecordPerformance, "record_performance", "记录履职", (duties.Stage.RUNNING,),
        (*UNIT, *FIELD, Role.LIAISON, Role.OFFICE, Role.LEAD_DEPT, Role.TEAM_LEAD, Role.INSPECTOR, Role.ARCHIVIST,
         Role.GROUP_HEAD), Where.OWN_UNIT, None, True),
    Act(performing.EndDuty, "end_duty", "终止常态职责", (duties.Stage.RUNNING,),
        (Role.OFFICE, Role.GROUP_HEAD, Role.TEAM_LEAD), Where.ABOVE),
    Act(performing.ResetDutyDeadlines, "reset_duty_deadlines", "职责时限重算", (duties.Stage.RUNNING,),
        (Role.OFFICE,), Where.ABOVE),
)  # fmt: skip

CLUE_ACTS = (
    Act(clue.RegisterClue, "register_clue", "登记线索", (),
        (Role.OFFICE, Role.INSPECTOR, Role.TEAM_LEAD, Role.LEAD_DEPT, Role.TOWN), Where.ANYWHERE, None, True),
    Act(clue.ConcludeClue, "conclude_clue", "作出线索结论", (clue.Stage.OPEN,),
        (Role.OFFICE, Role.INSPECTOR, Role.TEAM_LEAD, Role.LEAD_DEPT, Role.HEAD, Role.TOWN), Where.ABOVE),
    Act(clue.ResetClueDeadlines, "reset_clue_deadlines", "线索时限重算", (clue.Stage.OPEN,), (Role.OFFICE,),
        Where.ABOVE),
    Act(reconciling.ReportReconciliation, "report_reconciliation", "报告对账结果", (),
        (Role.OFFICE, Role.LEAD_DEPT, Role.TEAM_LEAD), Where.ANYWHERE),
    Act(reconciling.CompareJobs, "compare_jobs", "务工账实核对", (),
        (Role.OFFICE, Role.LEAD_DEPT, Role.TEAM_LEAD), Where.ANYWHERE),
    Act(reconciling.CompareAccounts, "compare_accounts", "三方比对", (),
        (Role.OFFICE, Role.LEAD_DEPT, Role.TEAM_LEAD, Role.INSPECTOR), Where.ANYWHERE, None, True),
    Act(treatment.DecideTreatment, "decide_treatment", "作出处理", (), (Role.GROUP_HEAD,), Where.ANYWHERE),
)  # fmt: skip

CHECK_POOL_ACTS = (
    Act(drawing.CommitSeed, "commit_seed", "封存随机种子", (PoolStage.COLLECTING,),
        (Role.TEAM_LEAD, Role.OFFICE, Role.GROUP_HEAD), Where.ANYWHERE),
    Act(drawing.DrawPool, "draw_pool", "抽查", (PoolStage.COMMITTED,),
        (Role.TEAM_LEAD, Role.OFFICE, Role.GROUP_HEAD), Where.ANYWHERE),
    Act(ResetPoolDeadlines, "reset_pool_deadlines", "抽查时限重算", tuple(PoolStage), (Role.OFFICE,), Where.ANYWHERE),
)  # fmt: skip

PRIVACY_ACTS = (
    Act(EraseSubject, "erase_subject", "销毁密钥", (), (Role.PRIVACY_OFFICER,), Where.ANYWHERE),
    Act(PlaceHold, "place_hold", "保全", (), (Role.ARCHIVIST, Role.DISCIPLINE), Where.ANYWHERE),
    Act(ReleaseHold, "release_hold", "解除保全", (), (Role.ARCHIVIST,), Where.ANYWHERE),
)

CAMPAIGN_ACTS = (
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
    Act(screening.FreezeScreening, "freeze_screening", "冻结排查名单", (),
        (Role.OFFICE, Role.TOWN, Role.HEAD), Where.ANYWHERE),
    Act(screening.AddToScreening, "add_to_screening", "补充排查名单", tuple(screening.Stage),
        (Role.OFFICE, Role.TOWN, Role.HEAD), Where.OWN_OR_ABOVE),
    Act(screening.RecordScreening, "record_screening", "登记入户排查", tuple(screening.Stage),
        (*UNIT, Role.TOWN, *FIELD), Where.OWN_UNIT, None, True),
    Act(reporting.SubmitReport, "submit_report", "报送阶段成果", (ReportStage.OWED,),
        (*UNIT, Role.OFFICE, Role.TEAM_LEAD), Where.OWN_OR_ABOVE),
    Act(reporting.SignScreening, "sign_screening", "签认自查", (ReportStage.OWED,),
        (*UNIT, Role.TOWN), Where.OWN_UNIT),
    Act(reporting.RollUp, "roll_up", "汇总下级成果", (ReportStage.OWED,), (Role.OFFICE,), Where.ABOVE),
    Act(reporting.ConfirmDelivery, "confirm_delivery", "签收阶段成果", (ReportStage.HANDED_IN,),
        (Role.OFFICE,), Where.ABOVE, not_of_the_reporting_unit),
    Act(reporting.ReturnReport, "return_report", "退回阶段成果", (ReportStage.HANDED_IN, ReportStage.RECEIVED),
        (Role.OFFICE,), Where.ABOVE, not_of_the_reporting_unit),
)  # fmt: skip

INSPECTION_ACTS = (
    Act(inspection_planning.PlanInspection, "plan_inspection", "制定督查计划", (),
        (*GROUP, Role.OFFICE), Where.ANYWHERE),
    Act(inspection_planning.PlanVisit, "plan_visit", "安排进村", BEFORE_THE_END, GROUP, Where.OWN_UNIT),
    Act(inspection_planning.DropVisit, "drop_visit", "不再安排进村", BEFORE_THE_END,
        (Role.TEAM_LEAD,), Where.OWN_UNIT),
    Act(inspection_planning.SignPledge, "sign_pledge", "签署督查纪律承诺", BEFORE_THE_END, GROUP, Where.OWN_UNIT),
    Act(inspection_planning.ReportViolation, "report_violation", "反映督查人员违反纪律",
        tuple(InspectionStage), tuple(Role), Where.ANYWHERE, None, True),
    Act(sampling.CommitSampleSeed, "commit_sample_seed", "公布样本种子承诺", BEFORE_THE_END, GROUP, Where.OWN_UNIT),
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
    Act(transfers.CheckTransfer, "check_transfer", "核查资金", (InspectionStage.ON_SITE,),
        GROUP, Where.OWN_UNIT, None, True),
    Act(recording.AnswerChecklist, "answer_checklist", "填写逐村检查表", (InspectionStage.ON_SITE,),
        GROUP, Where.OWN_UNIT, None, True),
    Act(recording.RecordOpinions, "record_opinions", "汇总满意度和收入变化", (InspectionStage.ON_SITE,),
        GROUP, Where.OWN_UNIT, None, True),
    Act(recording.CollectData, "collect_data", "采集数据", (InspectionStage.ON_SITE,),
        GROUP, Where.OWN_UNIT, None, True),
    Act(visiting.CompleteVisit, "complete_visit", "办结本村督查", (InspectionStage.ON_SITE,), GROUP, Where.OWN_UNIT),
    Act(finding.MakeFinding, "make_finding", "督查发现问题", FINDING, GROUP, Where.OWN_UNIT),
    Act(acknowledging.RecordAcknowledgement, "record_acknowledgement", "记录农户认可情况", FINDING, GROUP,
        Where.OWN_UNIT, None, True),
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
    Act(inspection.ResetInspectionDeadlines, "reset_inspection_deadlines", "督查时限重算",
        tuple(stage for stage in InspectionStage if stage is not InspectionStage.DONE), (Role.OFFICE,), Where.ABOVE),
)  # fmt: skip

ISSUE_ACTS = (
    Act(preparing.PrepareTable, "prepare_table", "填报", (),
        (*UNIT, Role.LIAISON, Role.TOWN, Role.OFFICE, Role.LEAD_DEPT, Role.TEAM_LEAD), Where.ANYWHERE),
    Act(signing.SignTable, "sign_table", "签发", (IssueStage.PREPARED,), (Role.HEAD,), Where.OWN_UNIT,
        not_who_filled_it_in),
    Act(signing.WithdrawTable, "withdraw_table", "撤回填报", (IssueStage.PREPARED,),
        (*UNIT, Role.LIAISON, Role.TOWN, Role.OFFICE, Role.LEAD_DEPT), Where.OWN_OR_ABOVE),
)  # fmt: skip

DOCUMENT_ACTS = (
    Act(document_drafting.DraftDocument, "draft_document", "拟稿", (),
        (*UNIT, Role.LIAISON, Role.TOWN, Role.OFFICE, Role.LEAD_DEPT, *GROUP, Role.GROUP_HEAD), Where.ANYWHERE),
    Act(approving.ReviewDocument, "review_document", "核稿", (DocumentStage.DRAFTED,),
        (*UNIT, Role.LIAISON, Role.TOWN, Role.OFFICE, Role.LEAD_DEPT, *GROUP, Role.GROUP_HEAD), Where.OWN_OR_ABOVE,
        not_who_drafted_it),
    Act(approving.SignDocument, "sign_document", "签发文稿", (DocumentStage.REVIEWED,),
        (Role.HEAD, Role.TEAM_LEAD, Role.OFFICE, Role.GROUP_HEAD), Where.OWN_OR_ABOVE, not_who_drafted_or_reviewed_it),
    Act(approving.WithdrawDocument, "withdraw_document", "撤稿", (DocumentStage.DRAFTED, DocumentStage.REVIEWED),
        (*UNIT, Role.LIAISON, Role.TOWN, Role.OFFICE, Role.LEAD_DEPT, *GROUP, Role.GROUP_HEAD), Where.OWN_OR_ABOVE),
)  # fmt: skip

MESSAGE_ACTS = (
    Act(writing.ReadMessage, "read_message", "签阅通知", (MessageStage.WRITTEN,), tuple(Role), Where.ANYWHERE,
        only_who_was_told),
    Act(contacts.SetContact, "set_contact", "登记联系方式", (), tuple(Role), Where.SELF),
    Act(contacts.RemoveContact, "remove_contact", "删除联系方式", (), tuple(Role), Where.SELF),
    Act(contacts.SetPreferences, "set_preferences", "设置接收偏好", (), tuple(Role), Where.SELF),
)  # fmt: skip

ACTS = (
    *ORGANISATION_ACTS,
    *PROBLEM_ACTS,
    *CHECK_POOL_ACTS,
    *MONITORING_ACTS,
    *HOUSEHOLD_FILE_ACTS,
    *REFERRAL_ACTS,
    *SUPERVISION_PAPER_ACTS,
    *ARCHIVE_ACTS,
    *DUTY_ACTS,
    *CLUE_ACTS,
    *CAMPAIGN_ACTS,
    *ISSUE_ACTS,
    *DOCUMENT_ACTS,
    *INSPECTION_ACTS,
    *MESSAGE_ACTS,
    *PRIVACY_ACTS,
)

ACT_OF: dict[type[msgspec.Struct], Act] = {act.command: act for act in ACTS}

ACT_NAMED: dict[str, Act] = {name: act for act in ACTS for name in (act.name, act.chinese)}
"""Every act by its identifier and by its Chinese name."""
