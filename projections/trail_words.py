"""What happened, in Chinese words: one sentence for every event of a problem, refused at import if one is missing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from domain.calendar import Due
from domain.events import WAY_NAMES, Event, Named
from domain.item_checks import ITEM_OUTCOME_NAMES
from domain.measures import DEPTH_NAMES, ORDINARY, CauseClass
from domain.obligations import Reminded
from domain.policy import DUTY_NAMES, LEVEL_NAMES, Level
from domain.problem import (
    amending,
    carrying_out,
    claiming,
    closing,
    deriving,
    family,
    levels,
    looking_back,
    paper,
    planning,
    rechecking,
    rectifying,
    registering,
    suspending,
)
from domain.problem.classification import Mode
from domain.problem.problem import STAGE_NAMES, Amendment, Branch, Measure, Resemblance
from domain.problem.rechecking import FOUR_CHECK_NAMES
from domain.problem.sweep_list import SWEPT_NAMES, SweepList
from domain.rates import percentage
from domain.sealing import Sealed
from projections.ledger import deadline
from projections.ledger_lines import UNDATED, deadline_text
from projections.log import covering

Text = Callable[[Sealed], str]
"""From a sealed text to its plain one."""

MODE_NAMES = {Mode.IMMEDIATE: "立行立改", Mode.TIME_LIMITED: "限期整改"}
REOPEN_NAMES = {looking_back.ReopenReason.REBOUND: "反弹", looking_back.ReopenReason.FALSE: "虚假整改"}


def sentence(event: Event, text: Text) -> str:
    """What this event says, in one Chinese sentence."""
    return SENTENCES[type(event)](event, text)


def registered(event: registering.ProblemRegistered, text: Text) -> str:
    papers = {True: f"，附《{event.paper}》", False: f"，没有《{event.paper}》"}
    paper = papers[bool(event.paper_sha256)] if event.paper else ""
    return f"登记问题{event.problem_no}：{text(event.content)}{paper}"


def screening_signed(event: registering.ScreeningSigned, text: Text) -> str:
    return f"{event.signer.name}作为排查人签字"


def dispatched(event: registering.ProblemDispatched, text: Text) -> str:
    first = f"，第一责任人{event.first_responsible}" if event.first_responsible else ""
    return f"交办{event.unit}，{MODE_NAMES[event.mode]}，整改时限{due_text(event.due)}{first}"


def opening_stated(event: registering.OpeningStated, text: Text) -> str:
    claim = "，原台账称已整改" if event.claims_done else ""
    planned = f"；整改措施：{measures(event.measures, text)}" if event.measures else ""
    return f"期初接管，未经本系统核验{claim}：{text(event.statement)}{planned}"


def claimed(event: claiming.ProblemClaimed, text: Text) -> str:
    late = "（逾期后补认）" if event.late else ""
    due = f"，整改时限{due_text(event.due)}" if event.due else ""
    issued = f"；已印发、时限未定的整改措施：{measures(event.measures, text)}" if event.measures else ""
    person = people(event.persons) or event.person.name
    return f"认领{late}，责任领导{event.leader.name}，责任人{person}{due}{issued}"


def claim_refused(event: claiming.ClaimRefused, text: Text) -> str:
    return f"不认领（{claiming.REFUSAL_REASONS[event.reason]}），{event.signer.name}签字：{text(event.statement)}"


def claim_expired(event: claiming.ClaimExpired, text: Text) -> str:
    return "逾期未认领"


def refusal_upheld(event: claiming.RefusalUpheld, text: Text) -> str:
    then = "，退回重新交办其他单位" if event.another_unit else ""
    return f"现场核实，不认领理由成立{then}：{text(event.verification)}"


def refusal_overturned(event: claiming.RefusalOverturned, text: Text) -> str:
    due = f"，整改时限{due_text(event.due)}" if event.due else ""
    who = f"责任领导{event.leader.name}，责任人{event.person.name}"
    return f"现场核实问题存在，责令认领，{who}{due}：{text(event.verification)}"


def plan_submitted(event: planning.PlanSubmitted, text: Text) -> str:
    late = "" if event.in_time else "（逾期）"
    due = f"，提出整改时限{due_text(event.proposed_due)}" if event.proposed_due else ""
    said = f"报送整改方案{late}{document(event.document)}{due}：{measures(event.measures, text)}"
    return said + cause(event.cause, event.cause_class, text) + alike(event.resembles)


def alike(resembles: Resemblance | None) -> str:
    return f"（与{resembles.problem_no}的文字相似{resembles.percent}%）" if resembles and resembles.percent else ""


def plan_approved(event: planning.PlanApproved, text: Text) -> str:
    due = f"，整改时限{due_text(event.due)}" if event.due else ""
    reason = f"，理由：{text(event.reason)}" if event.reason else ""
    return f"同意整改方案{document(event.document)}{due}{reason}"


def plan_returned(event: planning.PlanReturned, text: Text) -> str:
    return f"退回整改方案：{text(event.reason)}"


def rectification_started(event: rectifying.RectificationStarted, text: Text) -> str:
    return "开始整改"


def progress_reported(event: rectifying.ProgressReported, text: Text) -> str:
    done = f"（第{'、'.join(map(str, event.measures_done))}条措施已完成）" if event.measures_done else ""
    return f"报告整改进展{done}：{text(event.text)}"


def evidence_added(event: rectifying.EvidenceAdded, text: Text) -> str:
    return f"补充佐证材料{len(event.evidence)}件"


def measure_completed(event: carrying_out.MeasureCompleted, text: Text) -> str:
    attended = f"，参训{event.attendance}人" if event.attendance else ""
    paper = f"，文件{event.document}" if event.document else ""
    pieces = f"，佐证材料{len(event.evidence)}件" if event.evidence else ""
    return f"第{event.number}条措施完成{attended}{paper}{pieces}"


def department_asked(event: carrying_out.DepartmentAsked, text: Text) -> str:
    return f"第{event.number}条措施以{event.document}协调{event.unit}办理"


def request_answered(event: carrying_out.RequestAnswered, text: Text) -> str:
    return f"{event.unit}以{event.document}答复第{event.number}条措施的协调事项：{text(event.answer)}"


def request_declined(event: carrying_out.RequestDeclined, text: Text) -> str:
    return f"{event.unit}不予办理第{event.number}条措施的协调事项：{text(event.reason)}"


def appraisal_recorded(event: carrying_out.AppraisalRecorded, text: Text) -> str:
    return f"第{event.number}条措施的鉴定结论：{text(event.outcome)}"


def measure_added(event: carrying_out.MeasureAdded, text: Text) -> str:
    until = f"，{event.measure.due_on}前完成" if event.measure.due_on else ""
    return f"依第{event.after}条措施的鉴定结论增加措施：{measure(event.measure, text)}{until}"


def extension_requested(event: rectifying.ExtensionRequested, text: Text) -> str:
    late = "（到期后才申请）" if event.late else ""
    return f"申请延期至{event.new_due_on}{late}：{text(event.reason)}"


def extension_granted(event: rectifying.ExtensionGranted, text: Text) -> str:
    late = "（到期后才申请，仍按原时限评定是否按期）" if event.late else ""
    return f"同意延期至{due_text(event.due)}{late}"


def extension_denied(event: rectifying.ExtensionDenied, text: Text) -> str:
    return f"不予延期：{text(event.reason)}"


def submitted(event: rectifying.SubmittedForRecheck, text: Text) -> str:
    signers = "、".join(signer.name for signer in event.signers)
    why = cause(event.cause, event.cause_class, text)
    done = f"；整改措施：{measures(event.measures, text)}" if event.measures else ""
    return f"申请销号，{signers}签字，整改成效：{text(event.effect)}{why}{done}"


def layer_passed(event: rechecking.LayerPassed, text: Text) -> str:
    return f"第{event.layer}层复核通过：{text(event.record)}"


def returned(event: rechecking.ProblemReturned, text: Text) -> str:
    where = f"第{event.layer}层复核" if event.layer else "销号审批"
    failing = "、".join(f"“{FOUR_CHECK_NAMES[check]}”" for check in event.failing)
    return f"{where}，{failing}未通过，退回整改：{text(event.reason)}"


def closed(event: closing.ProblemClosed, text: Text) -> str:
    """What was answered on responsibility (责任追溯) is not told: it may say that the matter was transferred."""
    checks = "；".join(
        f"{FOUR_CHECK_NAMES[check]}{'' if result.ok else '（不涉及）'}：{text(result.basis)}"
        for check, result in event.checks.items()
    )
    asked = event.satisfaction_asked_by
    satisfaction = f"；满意度由{asked.name}询问（{event.satisfaction_basis}）" if asked else ""
    return f"同意销号。{checks}{satisfaction}；责任追溯已答复"


def look_back_passed(event: looking_back.LookBackPassed, text: Text) -> str:
    return f"回头看正常：{text(event.record)}"


def rebound_found(event: looking_back.ReboundFound, text: Text) -> str:
    return f"回头看发现反弹：{text(event.record)}"


def reopened(event: looking_back.ProblemReopened, text: Text) -> str:
    return f"因{REOPEN_NAMES[event.reason]}重新整改，整改时限{due_text(event.due)}"


def reminded(event: Reminded, text: Text) -> str:
    whom = "提醒上级" if event.supervising else LEVEL_NAMES[Level.REMIND]
    to = f"（{'、'.join(event.units)}）" if event.units else ""
    return f"{whom}{to}：{DUTY_NAMES[event.duty]}{event.due_on}到期"


def escalated(event: rechecking.EscalationReached, text: Text) -> str:
    return f"达到“{LEVEL_NAMES[event.level]}”：{event.basis}{drafted(event.paper_no)}"


def proposed(event: rechecking.EscalationProposed, text: Text) -> str:
    return f"达到“{LEVEL_NAMES[event.level]}”，提请批准：{event.basis}{drafted(event.paper_no)}"


def drafted(paper_no: str) -> str:
    return f"，列入{paper_no}" if paper_no else ""


def major_reported(event: registering.MajorProblemReported, text: Text) -> str:
    return f"重大问题，即报{'、'.join(event.to)}"


def found_untrue(event: claiming.ProblemFoundUntrue, text: Text) -> str:
    return f"现场核实，认定不属实：{text(event.verification)}"


def reassigned(event: claiming.ProblemReassigned, text: Text) -> str:
    due = f"，整改时限{due_text(event.due)}" if event.due else ""
    return f"改派{event.unit}{due}：{text(event.reason)}"


def pause_requested(event: suspending.PauseRequested, text: Text) -> str:
    why = f"（{suspending.SUSPEND_REASONS[event.reason]}）" if event.reason else ""
    late = "（到期后才申请）" if event.late else ""
    return f"申请{STAGE_NAMES[event.into]}{why}至{event.until}{late}：{text(event.statement)}"


def pause_denied(event: suspending.PauseDenied, text: Text) -> str:
    return f"不予暂缓：{text(event.reason)}"


def suspended(event: suspending.ProblemSuspended, text: Text) -> str:
    return f"同意{STAGE_NAMES[event.into]}至{event.until}"


def long_term_reviewed(event: suspending.LongTermReviewed, text: Text) -> str:
    return f"复查长期坚持事项，下次复查{event.next_review_on}：{text(event.record)}"


def resumed(event: suspending.ProblemResumed, text: Text) -> str:
    why = f"：{text(event.reason)}" if event.reason else "（暂缓期满）"
    due = f"，整改时限顺延至{due_text(event.due)}" if event.due else ""
    return f"恢复整改，暂缓{event.days}天{due}{why}"


def submission_withdrawn(event: rectifying.SubmissionWithdrawn, text: Text) -> str:
    return f"撤回销号申请：{text(event.reason)}"


def contact_recorded(event: rechecking.ContactRecorded, text: Text) -> str:
    return f"{'已联系到农户' if event.reached else '未联系到农户'}：{text(event.record)}"


def drawn_for_check(event: rechecking.DrawnForCheck, text: Text) -> str:
    return f"第{event.layer}层抽查抽中"


def layer_not_drawn(event: rechecking.LayerNotDrawn, text: Text) -> str:
    return f"第{event.layer}层抽查未抽中，转入下一环节"


def drawn_for_look_back(event: looking_back.DrawnForLookBack, text: Text) -> str:
    return "抽中回头看"


def look_back_not_drawn(event: looking_back.LookBackNotDrawn, text: Text) -> str:
    return "未抽中回头看"


def false_found(event: looking_back.FalseRectificationFound, text: Text) -> str:
    return f"发现虚假整改：{text(event.record)}"


def corrected(event: amending.ProblemCorrected, text: Text) -> str:
    now = f"，内容更正为：{text(event.content)}" if event.content else ""
    return f"更正登记内容（{text(event.reason)}）{now}"


def amendment_requested(event: amending.AmendmentRequested, text: Text) -> str:
    what = {
        Amendment.VOID: "申请作废",
        Amendment.MERGE: f"申请并入{event.target_no}",
        Amendment.DUE_DATE: f"申请更正整改时限为{due_text(event.due)}，依据{event.document}",
    }
    return f"{what[event.kind]}：{text(event.reason)}"


def amendment_rejected(event: amending.AmendmentRejected, text: Text) -> str:
    return f"不予确认：{text(event.reason)}"


def voided(event: amending.ProblemVoided, text: Text) -> str:
    return "第二人确认：错误登记，作废"


def merged(event: amending.ProblemMerged, text: Text) -> str:
    return f"第二人确认：并入{event.target_no}"


def child_finished(event: family.ChildFinished, text: Text) -> str:
    return f"派生问题{event.child_no}已办结"


def child_reopened(event: family.ChildReopened, text: Text) -> str:
    return f"派生问题{event.child_no}重新整改"


def merge_received(event: amending.MergeReceived, text: Text) -> str:
    due = f"，整改时限从早，改为{due_text(event.due)}" if event.due else ""
    return f"{event.source_no}并入本问题{due}"


def due_date_corrected(event: amending.DueDateCorrected, text: Text) -> str:
    return f"第二人确认：整改时限更正为{due_text(event.due)}，依据{event.document}"


def deadline_reset(event: amending.DeadlineReset, text: Text) -> str:
    due = f"，整改时限{due_text(event.due)}" if event.due else ""
    return f"时限重算（{text(event.reason)}）{due}"


def problem_derived(event: deriving.ProblemDerived, text: Text) -> str:
    return f"举一反三，派生问题{event.child_no}，交办{event.unit}"


def sweep_opened(event: deriving.SweepOpened, text: Text) -> str:
    units = "、".join(task.unit for task in event.tasks)
    head = "主要负责同志本人" if event.tasks[0].head_signs else ""
    due = f"{due_text(event.tasks[0].due)}前{head}签字"
    return f"布置举一反三排查，{units}，{due}{swept(event.of_list)}：{text(event.task)}"


def swept(of_list: SweepList | None) -> str:
    if of_list is None:
        return ""
    years = f"，限{of_list.before_year}年以前" if of_list.before_year else ""
    return f"，逐个核查{SWEPT_NAMES[of_list.what]}{of_list.count}项（名单{of_list.listed}项{years}）"


def sweep_checked(event: deriving.SweepChecked, text: Text) -> str:
    """Who was met and where something was found; the records of other households are not told here."""
    refs = {
        name: [one.ref for one in event.checks if one.outcome is outcome]
        for outcome, name in ITEM_OUTCOME_NAMES.items()
    }
    each = "，".join(f"{name}{len(of)}项（{'、'.join(of)}）" for name, of in refs.items() if of)
    share = percentage(event.verified, event.listed)
    return f"{event.unit}逐户核查：{each}；累计已核查{event.verified}/{event.listed}项（{share}）"


def sweep_signed(event: deriving.SweepSigned, text: Text) -> str:
    found = f"发现{event.found}个问题" if event.found else "零报告"
    return f"{event.unit}排查签字，{found}：{text(event.record)}"


def escalation_approved(event: levels.EscalationApproved, text: Text) -> str:
    return f"批准“{LEVEL_NAMES[event.level]}”：{text(event.note)}"


def escalation_declined(event: levels.EscalationDeclined, text: Text) -> str:
    return f"不批准“{LEVEL_NAMES[event.level]}”：{text(event.reason)}"


def escalation_annotated(event: levels.EscalationAnnotated, text: Text) -> str:
    return f"批注“{LEVEL_NAMES[event.level]}”：{text(event.note)}"


def paper_issued(event: levels.LevelPaperIssued, text: Text) -> str:
    late = f"（超时{event.late_wd}个工作日）" if event.late_wd else ""
    return f"制发“{LEVEL_NAMES[event.level]}”{event.document_no}，{event.signer.name}签批{late}"


def paper_struck(event: levels.LevelPaperStruck, text: Text) -> str:
    return f"从“{LEVEL_NAMES[event.level]}”拟稿{event.paper_no}中划去，不再制发：{text(event.reason)}"


def paper_served(event: levels.LevelPaperServed, text: Text) -> str:
    return f"“{LEVEL_NAMES[event.level]}”{event.document_no}送达"


def paper_received(event: levels.LevelPaperReceived, text: Text) -> str:
    return f"{event.by.name}签收“{LEVEL_NAMES[event.level]}”{event.document_no}"


def paper_recorded(event: paper.PaperDecisionRecorded, text: Text) -> str:
    late = f"，补录超时{event.late_wd}个工作日" if event.late_wd else ""
    way = f"（{WAY_NAMES[event.way]}）" if event.way else ""
    return f"线下签批补录：{event.decider.name}{way}{event.signed_on}已签{late}：{text(event.reason)}"


def paper_confirmed(event: paper.PaperDecisionConfirmed, text: Text) -> str:
    return f"{event.by.name}确认{event.signed_on}的线下签批"


SENTENCES: Mapping[type[Event], Callable[[Any, Text], str]] = covering(
    {
        registering.ProblemRegistered: registered,
        registering.ScreeningSigned: screening_signed,
        registering.ProblemDispatched: dispatched,
        registering.OpeningStated: opening_stated,
        claiming.ProblemClaimed: claimed,
        claiming.ClaimRefused: claim_refused,
        claiming.ClaimExpired: claim_expired,
        claiming.RefusalUpheld: refusal_upheld,
        claiming.RefusalOverturned: refusal_overturned,
        planning.PlanSubmitted: plan_submitted,
        planning.PlanApproved: plan_approved,
        planning.PlanReturned: plan_returned,
        rectifying.RectificationStarted: rectification_started,
        rectifying.ProgressReported: progress_reported,
        rectifying.EvidenceAdded: evidence_added,
        carrying_out.MeasureCompleted: measure_completed,
        carrying_out.DepartmentAsked: department_asked,
        carrying_out.RequestAnswered: request_answered,
        carrying_out.RequestDeclined: request_declined,
        carrying_out.AppraisalRecorded: appraisal_recorded,
        carrying_out.MeasureAdded: measure_added,
        rectifying.ExtensionRequested: extension_requested,
        rectifying.ExtensionGranted: extension_granted,
        rectifying.ExtensionDenied: extension_denied,
        rectifying.SubmittedForRecheck: submitted,
        rechecking.LayerPassed: layer_passed,
        rechecking.ProblemReturned: returned,
        closing.ProblemClosed: closed,
        looking_back.LookBackPassed: look_back_passed,
        looking_back.ReboundFound: rebound_found,
        looking_back.ProblemReopened: reopened,
        Reminded: reminded,
        rechecking.EscalationReached: escalated,
        rechecking.EscalationProposed: proposed,
        registering.MajorProblemReported: major_reported,
        claiming.ProblemReassigned: reassigned,
        claiming.ProblemFoundUntrue: found_untrue,
        suspending.PauseRequested: pause_requested,
        suspending.PauseDenied: pause_denied,
        suspending.ProblemSuspended: suspended,
        suspending.LongTermReviewed: long_term_reviewed,
        suspending.ProblemResumed: resumed,
        rectifying.SubmissionWithdrawn: submission_withdrawn,
        rechecking.ContactRecorded: contact_recorded,
        rechecking.DrawnForCheck: drawn_for_check,
        rechecking.LayerNotDrawn: layer_not_drawn,
        looking_back.DrawnForLookBack: drawn_for_look_back,
        looking_back.LookBackNotDrawn: look_back_not_drawn,
        looking_back.FalseRectificationFound: false_found,
        amending.ProblemCorrected: corrected,
        amending.AmendmentRequested: amendment_requested,
        amending.AmendmentRejected: amendment_rejected,
        amending.ProblemVoided: voided,
        amending.ProblemMerged: merged,
        amending.MergeReceived: merge_received,
        family.ChildFinished: child_finished,
        family.ChildReopened: child_reopened,
        amending.DueDateCorrected: due_date_corrected,
        amending.DeadlineReset: deadline_reset,
        deriving.ProblemDerived: problem_derived,
        deriving.SweepOpened: sweep_opened,
        deriving.SweepChecked: sweep_checked,
        deriving.SweepSigned: sweep_signed,
        levels.EscalationApproved: escalation_approved,
        levels.EscalationDeclined: escalation_declined,
        levels.EscalationAnnotated: escalation_annotated,
        levels.LevelPaperIssued: paper_issued,
        levels.LevelPaperStruck: paper_struck,
        levels.LevelPaperServed: paper_served,
        levels.LevelPaperReceived: paper_received,
        paper.PaperDecisionRecorded: paper_recorded,
        paper.PaperDecisionConfirmed: paper_confirmed,
    }
)


# --- shared ---------------------------------------------------------------------------------------------------------


def due_text(due: Due | None) -> str:
    kept = deadline(due)
    return deadline_text(kept) if kept else UNDATED


def measures(given: tuple[Measure, ...], text: Text) -> str:
    return "；".join(f"{number}．{measure(one, text)}" for number, one in enumerate(given, start=1))


def measure(one: Measure, text: Text) -> str:
    """A measure with what there is to say of it: its kind, 治标 or 治本, who owes it, what an appraisal decides."""
    marks = [one.kind.label] if one.kind != ORDINARY else []
    marks += [DEPTH_NAMES[one.depth]] if one.depth else []
    marks += [one.unit] if one.unit else []
    marks += [f"责任人{people(one.persons)}"] if one.persons else []
    marks += [branch(way, text) for way in one.branches]
    return text(one.text) + (f"（{'，'.join(marks)}）" if marks else "")


def branch(way: Branch, text: Text) -> str:
    if way.text is None:
        return f"{text(way.outcome)}的不再采取措施"
    within = f"{way.days}天内" if way.days else ""
    who = way.person.name if way.person else ""
    return f"{text(way.outcome)}的由{way.unit or '责任单位'}{who}{within}{text(way.text)}"


def people(named: tuple[Named, ...]) -> str:
    return "、".join(f"{one.unit}{one.post.removeprefix(one.unit)}{one.name}" for one in named)


def cause(said: Sealed | None, kind: CauseClass | None, text: Text) -> str:
    of = f"（{kind.label}）" if kind else ""
    return f"；问题原因{of}：{text(said)}" if said else ""


def document(number: str) -> str:
    return f"（已印发：{number}）" if number else ""
