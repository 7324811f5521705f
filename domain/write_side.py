"""The index of the write side: each kind of case, its commands, and the decision that each command comes to."""

from __future__ import annotations

from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from domain import check_pool, clue, deputising, obligations, privacy, reconciling, reorganising, treatment
from domain.archive import collecting, consolidating, package
from domain.archive import seeing as keeping
from domain.campaign import asking, opening, report, reporting, screening, speaking, timetable
from domain.campaign.campaign import STAGE_NAMES as CAMPAIGN_STAGE_NAMES
from domain.campaign.campaign import Campaign, campaign_id
from domain.case import CaseKind, Command
from domain.check_pool import POOL_STAGE_NAMES, CheckPool
from domain.document import approving
from domain.document import document as documents
from domain.document import drafting as document_drafting
from domain.duty import duty as duties
from domain.duty import performing
from domain.household_file import living
from domain.household_file import recording as filing
from domain.household_file.household_file import HouseholdFile, file_of
from domain.inspection import (
    acknowledging,
    concluding,
    finding,
    inspection,
    recording,
    sampling,
    seeing,
    tracking,
    transfers,
    visiting,
)
from domain.inspection import planning as inspection_planning
from domain.issue import issue as issues
from domain.issue import preparing, signing
from domain.message import contacts, writing
from domain.message import message as messages
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
from domain.monitoring_case.household_register import (
    HouseholdRegister,
    RecordAidGiven,
    record_aid_given,
    register_of,
)
from domain.monitoring_case.monitoring_case import MONITOR_STAGE_NAMES, MonitoringCase
from domain.organisation import ORGANISATION_ID, Organisation
from domain.organising import AppointPerson, EstablishUnit, appoint_person, establish_unit
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
from domain.problem.problem import STAGE_NAMES, Problem
from domain.referral import answering, proposing
from domain.referral import referral as referring
from domain.refusal import Refused
from domain.resetting import ResetDeadlines, resetting
from domain.supervision_paper import deadlines as signing_deadlines
from domain.supervision_paper import deciding, issuing, leaving, serving, vetting
from domain.supervision_paper.paper import STAGE_NAMES as PAPER_STAGE_NAMES
from domain.supervision_paper.paper import SupervisionPaper


def made_by_command(kind: str, command_id: str) -> UUID:
    """The id of a case that a command makes: the same command makes the same case."""
    return uuid5(NAMESPACE_URL, f"duban/{kind}/{command_id}")


ORGANISATION = CaseKind(
    name="organisation",
    chinese="组织",
    state=Organisation,
    creations={
        EstablishUnit: establish_unit,
        AppointPerson: appoint_person,
        reorganising.EndPost: reorganising.end_post,
        reorganising.RenameUnit: reorganising.rename_unit,
        reorganising.MergeUnit: reorganising.merge_unit,
        reorganising.MoveUnit: reorganising.move_unit,
        reorganising.CloseUnit: reorganising.close_unit,
        reorganising.FormGroup: reorganising.form_group,
        reorganising.AssignAreas: reorganising.assign_areas,
        deputising.Delegate: deputising.delegate,
        deputising.EndDelegation: deputising.end_delegation,
        deputising.RecordAbsence: deputising.record_absence,
        deputising.EndAbsence: deputising.end_absence,
        deputising.NameDeputy: deputising.name_deputy,
        deputising.NameSubstitute: deputising.name_substitute,
        deputising.DrawCrossCheck: deputising.draw_cross_check,
        deputising.EndSubstitute: deputising.end_substitute,
        deputising.EndCrossCheck: deputising.end_cross_check,
    },
    decisions={},
    stream_of=lambda command, command_id: ORGANISATION_ID,
    standing=True,
)

PROBLEM = CaseKind(
    name="problem",
    chinese="问题",
    state=Problem,
    creations={
        registering.RegisterProblem: registering.register,
        registering.RegisterSelfFound: registering.register_self_found,
        registering.RecordFixedOnSpot: registering.record_fixed_on_spot,
        registering.RecordIssuedPlan: registering.record_issued_plan,
        registering.RecordOpening: registering.record_opening,
    },
    decisions={
        registering.Dispatch: registering.dispatch,
        claiming.Claim: claiming.claim,
        claiming.RefuseClaim: claiming.refuse_claim,
        claiming.Reassign: claiming.reassign,
        claiming.DisposeAsUntrue: claiming.dispose_as_untrue,
        claiming.UpholdRefusal: claiming.uphold_refusal,
        claiming.OverturnRefusal: claiming.overturn_refusal,
        planning.SubmitPlan: planning.submit_plan,
        planning.ApprovePlan: planning.approve_plan,
        planning.ReturnPlan: planning.return_plan,
        rectifying.ReportProgress: rectifying.report_progress,
        rectifying.AddEvidence: rectifying.add_evidence,
        carrying_out.CompleteMeasure: carrying_out.complete_measure,
        carrying_out.AskDepartment: carrying_out.ask_department,
        carrying_out.AnswerRequest: carrying_out.answer_request,
        carrying_out.DeclineRequest: carrying_out.decline_request,
        carrying_out.RecordAppraisal: carrying_out.record_appraisal,
        rectifying.RequestExtension: rectifying.request_extension,
        rectifying.GrantExtension: rectifying.grant_extension,
        rectifying.DenyExtension: rectifying.deny_extension,
        suspending.RequestSuspension: suspending.request_suspension,
        suspending.RequestLongTerm: suspending.request_long_term,
        suspending.GrantPause: suspending.grant_pause,
        suspending.DenyPause: suspending.deny_pause,
        suspending.ReviewLongTerm: suspending.review_long_term,
        suspending.Resume: suspending.resume,
        deriving.DeriveProblem: deriving.derive_problem,
        deriving.OpenSweep: deriving.open_sweep,
        deriving.RecordSweepCheck: deriving.record_sweep_check,
        deriving.SignSweep: deriving.sign_sweep,
        rectifying.SubmitForRecheck: rectifying.submit_for_recheck,
        rectifying.WithdrawSubmission: rectifying.withdraw_submission,
        rechecking.RecordContact: rechecking.record_contact,
        rechecking.PassLayer: rechecking.pass_layer,
        rechecking.ReturnRectification: rechecking.return_rectification,
        closing.ApproveClose: closing.approve_close,
        closing.RefuseClose: closing.refuse_close,
        looking_back.PassLookBack: looking_back.pass_look_back,
        looking_back.ReportRebound: looking_back.report_rebound,
        looking_back.ReportFalse: looking_back.report_false,
        amending.CorrectDetails: amending.correct_details,
        amending.RequestVoid: amending.request_void,
        amending.RequestMerge: amending.request_merge,
        amending.RequestDueCorrection: amending.request_due_correction,
        amending.ConfirmAmendment: amending.confirm_amendment,
        amending.RejectAmendment: amending.reject_amendment,
        ResetDeadlines: amending.reset_deadlines,
        escalating.ApproveEscalation: escalating.approve_escalation,
        escalating.DeclineEscalation: escalating.decline_escalation,
        escalating.AnnotateEscalation: escalating.annotate_escalation,
        paper.RecordPaperDecision: paper.record_paper_decision,
        paper.ConfirmPaperDecision: paper.confirm_paper_decision,
    },
    stream_of=lambda command, command_id: made_by_command("problem", command_id),
    stage_names=STAGE_NAMES,
    moments=obligations.moments,
    is_covered=obligations.is_covered,
)

CHECK_POOL = CaseKind(
    name="check_pool",
    chinese="抽查池",
    state=CheckPool,
    creations={},
    decisions={
        drawing.CommitSeed: drawing.commit_seed,
        drawing.DrawPool: drawing.draw_pool,
        check_pool.ResetPoolDeadlines: resetting(check_pool.PoolDeadlinesReset),
    },
    stream_of=lambda command, command_id: made_by_command("check_pool", command_id),
    stage_names=POOL_STAGE_NAMES,
    moments=check_pool.moments,
)

VAULT = CaseKind(
    name="vault",
    chinese="个人信息",
    state=privacy.SubjectRecord,
    creations={
        privacy.EraseSubject: privacy.erase_subject,
        privacy.PlaceHold: privacy.place_hold,
        privacy.ReleaseHold: privacy.release_hold,
    },
    decisions={},
    stream_of=lambda command, command_id: privacy.record_id(command.subject),
    standing=True,
)

CAMPAIGN = CaseKind(
    name="campaign",
    chinese="专项行动",
    state=Campaign,
    creations={opening.OpenCampaign: opening.open_campaign},
    decisions={
        opening.CloseCampaign: opening.close_campaign,
        speaking.ProposeSpeakers: speaking.propose_speakers,
        speaking.ApproveSpeakers: speaking.approve_speakers,
        asking.AskOffice: asking.ask_office,
        asking.AnswerQuestion: asking.answer_question,
    },
    stream_of=lambda command, command_id: campaign_id(command.campaign),
    founds_campaign=True,
    stage_names=CAMPAIGN_STAGE_NAMES,
    moments=timetable.moments,
)

SCREENING = CaseKind(
    name="screening",
    chinese="全面排查",
    state=screening.Screening,
    creations={screening.FreezeScreening: screening.freeze_screening},
    decisions={
        screening.AddToScreening: screening.add_to_screening,
        screening.RecordScreening: screening.record_screening,
    },
    stream_of=lambda command, command_id: screening.screening_id(command.campaign, command.unit),
    stage_names=screening.STAGE_NAMES,
)

REPORT = CaseKind(
    name="report",
    chinese="阶段成果",
    state=report.Report,
    creations={},
    decisions={
        reporting.SubmitReport: reporting.submit_report,
        reporting.SignScreening: reporting.sign_screening,
        reporting.RollUp: reporting.roll_up,
        reporting.ConfirmDelivery: reporting.confirm_delivery,
        reporting.ReturnReport: reporting.return_report,
    },
    stream_of=lambda command, command_id: made_by_command("report", command_id),
    stage_names=report.STAGE_NAMES,
    moments=report.moments,
)

ISSUE = CaseKind(
    name="issue",
    chinese="表的签发",
    state=issues.Issue,
    creations={preparing.PrepareTable: preparing.prepare_table},
    decisions={signing.SignTable: signing.sign_table, signing.WithdrawTable: signing.withdraw_table},
    stream_of=lambda command, command_id: made_by_command("issue", command_id),
    stage_names=issues.STAGE_NAMES,
)

DOCUMENT = CaseKind(
    name="document",
    chinese="文稿",
    state=documents.Document,
    creations={document_drafting.DraftDocument: document_drafting.draft_document},
    decisions={
        approving.ReviewDocument: approving.review_document,
        approving.SignDocument: approving.sign_document,
        approving.WithdrawDocument: approving.withdraw_document,
    },
    stream_of=lambda command, command_id: made_by_command("document", command_id),
    stage_names=documents.STAGE_NAMES,
)

INSPECTION = CaseKind(
    name="inspection",
    chinese="督查",
    state=inspection.Inspection,
    creations={inspection_planning.PlanInspection: inspection_planning.plan_inspection},
    decisions={
        inspection_planning.PlanVisit: inspection_planning.plan_visit,
        inspection_planning.DropVisit: inspection_planning.drop_visit,
        inspection_planning.SignPledge: inspection_planning.sign_pledge,
        inspection_planning.ReportViolation: inspection_planning.report_violation,
        sampling.CommitSampleSeed: sampling.commit_sample_seed,
        sampling.FreezeFrame: sampling.freeze_frame,
        sampling.DrawSample: sampling.draw_sample,
        sampling.DrawMore: sampling.draw_more,
        sampling.ReplaceDrawn: sampling.replace_drawn,
        visiting.StartVisit: visiting.start_visit,
        visiting.VisitHouseholds: visiting.visit_households,
        recording.RecordInterviews: recording.record_interviews,
        recording.RecordTest: recording.record_test,
        recording.ReadLedgers: recording.read_ledgers,
        recording.CheckProject: recording.check_project,
        transfers.CheckTransfer: transfers.check_transfer,
        recording.AnswerChecklist: recording.answer_checklist,
        recording.RecordOpinions: recording.record_opinions,
        recording.CollectData: recording.collect_data,
        visiting.CompleteVisit: visiting.complete_visit,
        finding.MakeFinding: finding.make_finding,
        finding.RecordGoodPractice: finding.record_good_practice,
        acknowledging.RecordAcknowledgement: acknowledging.record_acknowledgement,
        concluding.FinishOnSite: concluding.finish_on_site,
        concluding.ExchangeViews: concluding.exchange_views,
        concluding.IssueLetter: concluding.issue_letter,
        concluding.ConfirmLetter: concluding.confirm_letter,
        tracking.ReportToGroup: tracking.report_to_group,
        tracking.ReportSelfCheck: tracking.report_self_check,
        tracking.OrderLookBack: tracking.order_look_back,
        tracking.ReportLookBack: tracking.report_look_back,
        tracking.CirculateResults: tracking.circulate_results,
        tracking.FinishInspection: tracking.finish_inspection,
        inspection.ResetInspectionDeadlines: resetting(inspection.InspectionDeadlinesReset),
    },
    stream_of=lambda command, command_id: inspection_planning.stream_of(command),
    stage_names=inspection.STAGE_NAMES,
    moments=inspection.moments,
    may_read=seeing.may_read_records,
)

REFERRAL = CaseKind(
    name="referral",
    chinese="移交事项",
    state=referring.Referral,
    creations={proposing.ProposeReferral: proposing.propose},
    decisions={
        proposing.ApproveReferral: proposing.approve,
        proposing.DeclineReferral: proposing.decline,
        proposing.CountersignDecline: proposing.countersign,
        answering.HandOverReferral: answering.hand_over,
        answering.AcceptReferral: answering.accept,
        answering.ReturnReferral: answering.return_referral,
        answering.GiveFeedback: answering.give_feedback,
        answering.RecordOutcome: answering.record_outcome,
        referring.ResetReferralDeadlines: resetting(referring.ReferralDeadlinesReset),
    },
    stream_of=lambda command, command_id: made_by_command("referral", command_id),
    stage_names=referring.STAGE_NAMES,
    moments=referring.moments,
    may_know=referring.may_know,
    may_read=referring.may_read,
)

SUPERVISION_PAPER = CaseKind(
    name="paper",
    chinese="督办文书",
    state=SupervisionPaper,
    creations={},
    decisions={
        vetting.ReviewPaper: vetting.review_paper,
        issuing.SignLetter: issuing.sign_letter,
        leaving.StrikeLine: leaving.strike_line,
        deciding.ApprovePaper: deciding.approve_paper,
        deciding.DeclinePaper: deciding.decline_paper,
        serving.ServePaper: serving.serve_paper,
        serving.ReceivePaper: serving.receive_paper,
        serving.RecordInterview: serving.record_interview,
        signing_deadlines.ResetPaperDeadlines: resetting(signing_deadlines.PaperDeadlinesReset),
    },
    stream_of=lambda command, command_id: made_by_command("paper", command_id),
    stage_names=PAPER_STAGE_NAMES,
    moments=signing_deadlines.moments,
)

ARCHIVE = CaseKind(
    name="archive",
    chinese="档案",
    state=package.ArchivePackage,
    creations={collecting.OpenArchive: collecting.open_archive},
    decisions={
        collecting.FileItems: collecting.file_items,
        collecting.HandOverArchive: collecting.hand_over,
        collecting.ReceiveArchive: collecting.receive,
        consolidating.ConsolidateYear: consolidating.consolidate,
        consolidating.SealYear: consolidating.seal,
        consolidating.HoldArchive: consolidating.hold,
        consolidating.ReleaseArchive: consolidating.release,
        package.ResetArchiveDeadlines: resetting(package.ArchiveDeadlinesReset),
    },
    stream_of=lambda command, command_id: package.archive_id(command.campaign, command.group, command.period),
    stage_names=package.STAGE_NAMES,
    moments=collecting.moments,
    may_read=keeping.may_read,
)

DUTY = CaseKind(
    name="duty",
    chinese="常态职责",
    state=duties.StandingDuty,
    creations={performing.TakeUpDuty: performing.take_up},
    decisions={
        performing.RecordPerformance: performing.record_performance,
        performing.EndDuty: performing.end_duty,
        performing.ResetDutyDeadlines: resetting(performing.DutyDeadlinesReset, beside=performing.moved_period),
    },
    stream_of=lambda command, command_id: duties.duty_id(command.campaign, command.duty, command.unit, command.person),
    stage_names=duties.STAGE_NAMES,
    moments=performing.moments,
)

CLUE = CaseKind(
    name="clue",
    chinese="线索",
    state=clue.Clue,
    creations={clue.RegisterClue: clue.register},
    decisions={
        clue.ConcludeClue: clue.conclude,
        clue.ResetClueDeadlines: resetting(clue.ClueDeadlinesReset),
    },
    stream_of=lambda command, command_id: made_by_command("clue", command_id),
    stage_names=clue.STAGE_NAMES,
    moments=clue.moments,
)

RECONCILIATION = CaseKind(
    name="reconciliation",
    chinese="对账",
    state=reconciling.Reconciliation,
    creations={
        reconciling.ReportReconciliation: reconciling.report,
        reconciling.CompareJobs: reconciling.compare_jobs,
        reconciling.CompareAccounts: reconciling.compare_accounts,
    },
    decisions={},
    stream_of=lambda command, command_id: made_by_command("reconciliation", command_id),
    stage_names=reconciling.STAGE_NAMES,
)

TREATMENT = CaseKind(
    name="treatment",
    chinese="结果运用",
    state=treatment.Notice,
    creations={treatment.DecideTreatment: treatment.decide},
    decisions={},
    stream_of=lambda command, command_id: made_by_command("treatment", command_id),
    stage_names=treatment.STAGE_NAMES,
)

MESSAGE = CaseKind(
    name="message",
    chinese="通知",
    state=messages.Message,
    creations={},
    decisions={writing.ReadMessage: writing.read_message},
    stream_of=lambda command, command_id: made_by_command("message", command_id),
    stage_names=messages.STAGE_NAMES,
    may_know=writing.may_know,
)

CONTACT = CaseKind(
    name="contact",
    chinese="联系方式",
    state=contacts.Contacts,
    creations={
        contacts.SetContact: contacts.set_contact,
        contacts.RemoveContact: contacts.remove_contact,
        contacts.SetPreferences: contacts.set_preferences,
    },
    decisions={},
    stream_of=lambda command, command_id: contacts.contacts_of(command.person),
    standing=True,
)

HOUSEHOLD = CaseKind(
    name="household",
    chinese="农户",
    state=HouseholdRegister,
    creations={
        RecordAidGiven: record_aid_given,
        subsistence.RecordSubsistence: subsistence.record_subsistence,
    },
    decisions={},
    stream_of=lambda command, command_id: register_of(command.household_ref),
    standing=True,
)

HOUSEHOLD_FILE = CaseKind(
    name="household_file",
    chinese="户档",
    state=HouseholdFile,
    creations={
        filing.RecordPaper: filing.record_paper,
        filing.RecordHandout: filing.record_handout,
        living.RecordPolicyAware: living.record_policy_aware,
        living.RecordWater: living.record_water,
        living.RecordResidence: living.record_residence,
    },
    decisions={},
    stream_of=lambda command, command_id: file_of(command.household_ref, command.village),
    standing=True,
)

MONITORING = CaseKind(
    name="monitoring",
    chinese="监测对象",
    state=MonitoringCase,
    creations={verifying.RegisterClue: verifying.register_clue},
    decisions={
        verifying.RecordConsent: verifying.record_consent,
        verifying.VerifyHousehold: verifying.verify_household,
        verifying.RecordMembers: verifying.record_members,
        matching.MatchData: matching.match_data,
        reviewing.HoldReview: reviewing.hold_review,
        reviewing.PostNotice: reviewing.post_notice,
        reviewing.RaiseObjection: reviewing.raise_objection,
        reviewing.EndNotice: reviewing.end_notice,
        entering.ReviewByTown: entering.review_by_town,
        entering.ApproveCase: entering.approve_case,
        entering.RejectCase: entering.reject_case,
        entering.EnterSystem: entering.enter_system,
        assisting.RecordUrgentAid: assisting.record_urgent_aid,
        assisting.SetPlan: assisting.set_plan,
        assisting.AdjustPlan: assisting.adjust_plan,
        assisting.RecordVisit: assisting.record_visit,
        assisting.RecordAid: assisting.record_aid,
        clearing.ProposeClearance: clearing.propose_clearance,
        clearing.ApproveClearance: clearing.approve_clearance,
        clearing.RejectClearance: clearing.reject_clearance,
        following_up.RecordFollowUp: following_up.record_follow_up,
        following_up.ReportRelapse: following_up.report_relapse,
        following_up.EndCase: following_up.end_case,
        monitoring_deadlines.ResetMonitoringDeadlines: resetting(monitoring_deadlines.MonitoringDeadlinesReset),
    },
    stream_of=lambda command, command_id: made_by_command("monitoring", command_id),
    stage_names=MONITOR_STAGE_NAMES,
    moments=monitoring_deadlines.moments,
)

MATCH_RUN = CaseKind(
    name="match_run",
    chinese="比对预警",
    state=match_run.MatchRun,
    creations={match_run.ReportMatchRun: match_run.report_match_run},
    decisions={},
    stream_of=lambda command, command_id: made_by_command("match_run", command_id),
    stage_names=match_run.RUN_STAGE_NAMES,
)

CONSULTATION = CaseKind(
    name="consultation",
    chinese="月会商",
    state=consulting.ConsultationBook,
    creations={consulting.OpenConsultations: consulting.open_consultations},
    decisions={consulting.HoldConsultation: consulting.hold_consultation},
    stream_of=lambda command, command_id: consulting.book_of(command.unit),
    stage_names=consulting.BOOK_STAGE_NAMES,
    moments=consulting.moments,
)

KINDS = (
    ORGANISATION,
    PROBLEM,
    CHECK_POOL,
    HOUSEHOLD,
    HOUSEHOLD_FILE,
    MONITORING,
    MATCH_RUN,
    CONSULTATION,
    REFERRAL,
    SUPERVISION_PAPER,
    ARCHIVE,
    DUTY,
    CLUE,
    RECONCILIATION,
    TREATMENT,
    CAMPAIGN,
    SCREENING,
    REPORT,
    ISSUE,
    DOCUMENT,
    INSPECTION,
    MESSAGE,
    CONTACT,
    VAULT,
)

KIND_OF: dict[type[Command], CaseKind] = {
    command: kind for kind in KINDS for command in (*kind.creations, *kind.decisions)
}
KIND_OF_STATE: dict[type[Any], CaseKind] = {kind.state: kind for kind in KINDS}


def kind_of(command: Command) -> CaseKind:
    """Raises Refused for something that is no command of ours."""
    try:
        return KIND_OF[type(command)]
    except KeyError:
        raise Refused("unknown_command", command=type(command).__name__) from None
