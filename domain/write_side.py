"""The index of the write side: each kind of case, its commands, and the decision that each command comes to."""

from __future__ import annotations

from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from domain import obligations, privacy
from domain.case import CaseKind, Command
from domain.check_pool import POOL_STAGE_NAMES, CheckPool
from domain.organisation import ORGANISATION_ID, Organisation
from domain.organising import AppointPerson, EstablishUnit, appoint_person, establish_unit
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
from domain.problem.problem import STAGE_NAMES, Problem
from domain.refusal import Refused


def made_by_command(kind: str, command_id: str) -> UUID:
    """The id of a case that a command makes: the same command makes the same case."""
    return uuid5(NAMESPACE_URL, f"duban/{kind}/{command_id}")


ORGANISATION = CaseKind(
    name="organisation",
    chinese="组织",
    state=Organisation,
    creations={EstablishUnit: establish_unit, AppointPerson: appoint_person},
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
        amending.ResetDeadlines: amending.reset_deadlines,
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
    decisions={drawing.CommitSeed: drawing.commit_seed, drawing.DrawPool: drawing.draw_pool},
    stream_of=lambda command, command_id: made_by_command("check_pool", command_id),
    stage_names=POOL_STAGE_NAMES,
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

KINDS = (ORGANISATION, PROBLEM, CHECK_POOL, VAULT)

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
