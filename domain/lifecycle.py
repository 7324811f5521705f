"""生命周期: which event leads a case from which stages to which. One table for each kind of case that has stages.

An event that is decided and would lead a case otherwise is a fault and stops its turn (turn.py); docs/lifecycle.md is
drawn from the same rows. Who may give which command in which stage is in authority.py. Source: domain reference,
sections 4 and 6 to 9.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from typing import Any

import msgspec

from domain import clue, reconciling, treatment
from domain.archive import collecting, consolidating, package
from domain.campaign import campaign, opening, report, reporting, screening
from domain.check_pool import CheckPool, PoolDrawn, PoolStage, ProblemEnteredPool, SeedCommitted
from domain.document import approving, document
from domain.document import drafting as document_drafting
from domain.duty import duty, performing
from domain.events import Event
from domain.inspection import concluding, inspection, sampling, tracking, visiting
from domain.inspection import planning as inspection_planning
from domain.issue import issue, preparing, signing
from domain.message import message
from domain.monitoring_case import (
    assisting,
    clearing,
    consulting,
    entering,
    following_up,
    match_run,
    reviewing,
    verifying,
)
from domain.monitoring_case.monitoring_case import AFTER_ENTRY, BEFORE_ENTRY, MonitoringCase, MonitorStage
from domain.problem import amending, claiming, closing, looking_back, planning, rechecking, rectifying, registering
from domain.problem import suspending as pausing
from domain.problem.problem import LAYER_OF, OPEN, Problem, Stage
from domain.referral import answering, proposing, referral
from domain.supervision_paper import drafting, issuing, serving
from domain.supervision_paper import paper as supervision_paper


class Move(msgspec.Struct, frozen=True):
    """An event that leads from one of ``since`` to one of ``to``; an empty ``since``: it begins the case."""

    event: type[Event]
    since: tuple[StrEnum, ...]
    to: tuple[StrEnum, ...]


CHECKING = tuple(LAYER_OF)
PROBLEM = (
    Move(registering.ProblemRegistered, (), (Stage.REGISTERED,)),
    Move(registering.ProblemDispatched, (Stage.REGISTERED,), (Stage.DISPATCHED,)),
    Move(registering.OpeningStated, (Stage.DISPATCHED,), (Stage.RECTIFYING,)),
    Move(claiming.ProblemClaimed, (Stage.DISPATCHED, Stage.REFUSED), (Stage.CLAIMED,)),
    Move(claiming.ClaimRefused, (Stage.DISPATCHED,), (Stage.REFUSED,)),
    Move(claiming.ClaimExpired, (Stage.DISPATCHED,), (Stage.REFUSED,)),
    Move(claiming.RefusalUpheld, (Stage.REFUSED,), (Stage.NOT_FOUND, Stage.REGISTERED)),
    Move(claiming.RefusalOverturned, (Stage.REFUSED,), (Stage.CLAIMED,)),
    Move(claiming.ProblemReassigned, (Stage.CLAIMED, Stage.RECTIFYING), (Stage.DISPATCHED,)),
    Move(claiming.ProblemFoundUntrue, (Stage.CLAIMED, Stage.PLAN_REVIEW, Stage.RECTIFYING), (Stage.NOT_FOUND,)),
    Move(planning.PlanSubmitted, (Stage.CLAIMED,), (Stage.PLAN_REVIEW,)),
    Move(planning.PlanApproved, (Stage.PLAN_REVIEW,), (Stage.RECTIFYING,)),
    Move(planning.PlanReturned, (Stage.PLAN_REVIEW,), (Stage.CLAIMED,)),
    Move(rectifying.RectificationStarted, (Stage.CLAIMED,), (Stage.RECTIFYING,)),
    Move(rectifying.SubmittedForRecheck, (Stage.RECTIFYING, Stage.CLAIMED), CHECKING),
    Move(rectifying.SubmissionWithdrawn, CHECKING, (Stage.RECTIFYING,)),
    Move(pausing.ProblemSuspended, (Stage.RECTIFYING,), (Stage.SUSPENDED, Stage.LONG_TERM)),
    Move(pausing.ProblemResumed, (Stage.SUSPENDED, Stage.LONG_TERM), (Stage.RECTIFYING,)),
    *(
        Move(event, (stage,), (*CHECKING[number:], Stage.CLOSE_PENDING))
        for event in (rechecking.LayerPassed, rechecking.LayerNotDrawn)
        for stage, number in LAYER_OF.items()
    ),
    Move(rechecking.ProblemReturned, (*CHECKING, Stage.CLOSE_PENDING), (Stage.RECTIFYING,)),
    Move(closing.ProblemClosed, (Stage.CLOSE_PENDING,), (Stage.CLOSED,)),
    Move(looking_back.ProblemReopened, (*CHECKING, Stage.CLOSE_PENDING, Stage.CLOSED), (Stage.RECTIFYING,)),
    Move(amending.ProblemVoided, OPEN, (Stage.VOIDED,)),
    Move(amending.ProblemMerged, OPEN, (Stage.MERGED,)),
)

BETWEEN_STEPS = (MonitorStage.VERIFIED, MonitorStage.REVIEWED, MonitorStage.NOTICED, MonitorStage.TOWN_OK)
"""Which step comes next here, the profile of the procedure says."""

MONITORING = (
    Move(verifying.RiskClueRegistered, (), (MonitorStage.CLUE, MonitorStage.VERIFIED)),
    Move(verifying.HouseholdVerified, (MonitorStage.CLUE,), (MonitorStage.VERIFIED,)),
    Move(reviewing.ReviewHeld, BETWEEN_STEPS, (MonitorStage.REVIEWED,)),
    Move(reviewing.NoticePosted, BETWEEN_STEPS, (MonitorStage.IN_NOTICE,)),
    Move(reviewing.NoticeCompleted, (MonitorStage.IN_NOTICE,), (MonitorStage.NOTICED,)),
    Move(
        reviewing.ObjectionRaised,
        (MonitorStage.IN_NOTICE, MonitorStage.NOTICED, MonitorStage.TOWN_OK),
        (MonitorStage.VERIFIED,),
    ),
    Move(entering.TownReviewed, BETWEEN_STEPS, (MonitorStage.TOWN_OK,)),
    Move(entering.CaseApproved, BETWEEN_STEPS, (MonitorStage.APPROVED,)),
    Move(entering.CaseRejected, BETWEEN_STEPS, (MonitorStage.REJECTED,)),
    Move(entering.CaseEntered, (MonitorStage.APPROVED,), (MonitorStage.ENTERED,)),
    Move(assisting.HouseholdPlanSet, (MonitorStage.ENTERED,), (MonitorStage.ASSISTED,)),
    Move(clearing.ClearanceProposed, (MonitorStage.ASSISTED,), (MonitorStage.CLEAR_REVIEW,)),
    Move(clearing.ClearanceRejected, (MonitorStage.CLEAR_REVIEW,), (MonitorStage.ASSISTED,)),
    Move(clearing.RiskCleared, (MonitorStage.CLEAR_REVIEW,), (MonitorStage.FOLLOW_UP,)),
    Move(following_up.RelapseFound, (MonitorStage.FOLLOW_UP,), (MonitorStage.RELAPSED,)),
    Move(following_up.CaseEnded, (*BEFORE_ENTRY, *AFTER_ENTRY), (MonitorStage.ENDED,)),
)

INSPECTION = (
    Move(inspection_planning.InspectionPlanned, (), (inspection.Stage.PLANNED,)),
    Move(sampling.SampleDrawn, (inspection.Stage.PLANNED,), (inspection.Stage.DRAWN,)),
    Move(visiting.VisitStarted, (inspection.Stage.PLANNED, inspection.Stage.DRAWN), (inspection.Stage.ON_SITE,)),
    Move(concluding.OnSiteFinished, (inspection.Stage.ON_SITE,), (inspection.Stage.FINISHED,)),
    Move(concluding.ViewsExchanged, (inspection.Stage.FINISHED,), (inspection.Stage.VIEWS_EXCHANGED,)),
    Move(
        concluding.LetterIssued,
        (inspection.Stage.FINISHED, inspection.Stage.VIEWS_EXCHANGED),
        (inspection.Stage.LETTER_ISSUED,),
    ),
    Move(concluding.LetterServed, (inspection.Stage.LETTER_ISSUED,), (inspection.Stage.TRACKING,)),
    Move(
        tracking.InspectionFinished,
        (inspection.Stage.FINISHED, inspection.Stage.VIEWS_EXCHANGED, inspection.Stage.TRACKING),
        (inspection.Stage.DONE,),
    ),
)

REFERRAL = (
    Move(proposing.ReferralProposed, (), (referral.Stage.PROPOSED,)),
    Move(proposing.ReferralApproved, (referral.Stage.PROPOSED,), (referral.Stage.APPROVED,)),
    Move(proposing.ReferralDeclined, (referral.Stage.PROPOSED,), (referral.Stage.DECLINED,)),
    Move(answering.ReferralHandedOver, (referral.Stage.APPROVED,), (referral.Stage.HANDED_OVER,)),
    Move(answering.ReferralAccepted, (referral.Stage.HANDED_OVER,), (referral.Stage.ACCEPTED,)),
    Move(answering.ReferralReturned, (referral.Stage.HANDED_OVER,), (referral.Stage.APPROVED,)),
    Move(
        answering.FeedbackGiven,
        (referral.Stage.ACCEPTED, referral.Stage.IN_HANDLING),
        (referral.Stage.IN_HANDLING, referral.Stage.CLOSED_NO_CASE),
    ),
    Move(answering.OutcomeRecorded, (referral.Stage.IN_HANDLING,), (referral.Stage.FINISHED,)),
)

SUPERVISION_PAPER = (
    Move(drafting.PaperDrafted, (), (supervision_paper.Stage.DRAFTED,)),
    Move(issuing.PaperIssued, (supervision_paper.Stage.DRAFTED,), (supervision_paper.Stage.ISSUED,)),
    Move(issuing.PaperFellAway, (supervision_paper.Stage.DRAFTED,), (supervision_paper.Stage.FALLEN_AWAY,)),
    Move(serving.PaperServed, (supervision_paper.Stage.ISSUED,), (supervision_paper.Stage.SERVED,)),
    Move(serving.PaperReceived, (supervision_paper.Stage.SERVED,), (supervision_paper.Stage.RECEIVED,)),
)

ISSUE = (
    Move(preparing.TablePrepared, (), (issue.Stage.PREPARED,)),
    Move(signing.TableSigned, (issue.Stage.PREPARED,), (issue.Stage.ISSUED,)),
    Move(signing.TableWithdrawn, (issue.Stage.PREPARED,), (issue.Stage.WITHDRAWN,)),
)

DOCUMENT = (
    Move(document_drafting.DocumentDrafted, (), (document.Stage.DRAFTED,)),
    Move(approving.DocumentReviewed, (document.Stage.DRAFTED,), (document.Stage.REVIEWED,)),
    Move(approving.DocumentSigned, (document.Stage.REVIEWED,), (document.Stage.SIGNED,)),
    Move(
        approving.DocumentWithdrawn,
        (document.Stage.DRAFTED, document.Stage.REVIEWED),
        (document.Stage.WITHDRAWN,),
    ),
)

ARCHIVE = (
    Move(collecting.ArchiveOpened, (), (package.Stage.COLLECTING,)),
    Move(collecting.ArchiveHandedOver, (package.Stage.COLLECTING,), (package.Stage.HANDED_OVER,)),
    Move(consolidating.ArchiveConsolidated, (package.Stage.HANDED_OVER,), (package.Stage.CONSOLIDATED,)),
    Move(consolidating.YearConsolidated, (package.Stage.COLLECTING,), (package.Stage.CONSOLIDATED,)),
    Move(consolidating.ArchiveSealed, (package.Stage.CONSOLIDATED,), (package.Stage.SEALED,)),
)

CAMPAIGN = (
    Move(opening.CampaignOpened, (), (campaign.Stage.OPEN,)),
    Move(opening.CampaignClosed, (campaign.Stage.OPEN,), (campaign.Stage.CLOSED,)),
)

SCREENING = (
    Move(screening.ScreeningFrozen, (), (screening.Stage.UNDER_WAY,)),
    Move(screening.ScreeningChecked, (screening.Stage.UNDER_WAY,), (screening.Stage.COVERED,)),
    Move(screening.ScreeningExtended, (screening.Stage.COVERED,), (screening.Stage.UNDER_WAY,)),
)

REPORT = (
    Move(reporting.ReportOwed, (), (report.Stage.OWED,)),
    Move(reporting.ReportSubmitted, (report.Stage.OWED,), (report.Stage.HANDED_IN,)),
    Move(reporting.DeliveryConfirmed, (report.Stage.HANDED_IN,), (report.Stage.RECEIVED,)),
    Move(reporting.ReportReturned, (report.Stage.HANDED_IN, report.Stage.RECEIVED), (report.Stage.OWED,)),
)

DUTY = (
    Move(performing.DutyTakenUp, (), (duty.Stage.RUNNING,)),
    Move(performing.DutyEnded, (duty.Stage.RUNNING,), (duty.Stage.ENDED,)),
)

CLUE = (
    Move(clue.ClueOpened, (), (clue.Stage.OPEN,)),
    Move(clue.ClueConcluded, (clue.Stage.OPEN,), (clue.Stage.CONCLUDED,)),
    Move(clue.ClueSeenAgain, (clue.Stage.CONCLUDED,), (clue.Stage.OPEN,)),
)

CHECK_POOL = (
    Move(ProblemEnteredPool, (), (PoolStage.COLLECTING,)),
    Move(SeedCommitted, (PoolStage.COLLECTING,), (PoolStage.COMMITTED,)),
    Move(PoolDrawn, (PoolStage.COMMITTED,), (PoolStage.COLLECTING,)),
)

MOVES: dict[type[Any], tuple[Move, ...]] = {
    Problem: PROBLEM,
    MonitoringCase: MONITORING,
    inspection.Inspection: INSPECTION,
    referral.Referral: REFERRAL,
    supervision_paper.SupervisionPaper: SUPERVISION_PAPER,
    issue.Issue: ISSUE,
    document.Document: DOCUMENT,
    package.ArchivePackage: ARCHIVE,
    campaign.Campaign: CAMPAIGN,
    screening.Screening: SCREENING,
    report.Report: REPORT,
    duty.StandingDuty: DUTY,
    clue.Clue: CLUE,
    CheckPool: CHECK_POOL,
    match_run.MatchRun: (Move(match_run.MatchRunReported, (), (match_run.RunStage.REPORTED,)),),
    consulting.ConsultationBook: (Move(consulting.ConsultationsOpened, (), (consulting.BookStage.OPEN,)),),
    reconciling.Reconciliation: (
        Move(reconciling.ReconciliationReported, (), tuple(reconciling.Stage)),
        Move(reconciling.AccountsCompared, (), tuple(reconciling.Stage)),
    ),
    treatment.Notice: (Move(treatment.TreatmentDecided, (), tuple(treatment.Stage)),),
    message.Message: (Move(message.MessageWritten, (), tuple(message.Stage)),),
}
"""By the state of the kind."""


def beginnings(kinds: Iterable[type[Any]]) -> tuple[type[Event], ...]:
    """The first events of the cases of these kinds, each named by its state."""
    return tuple(move.event for kind in kinds for move in MOVES[kind] if not move.since)


def steps(moves: Iterable[Move]) -> frozenset[tuple[StrEnum | None, type[Event], StrEnum]]:
    """Every single step that the rows allow: from, event, to. None: there was no case yet."""
    return frozenset((since, move.event, to) for move in moves for since in (move.since or (None,)) for to in move.to)


ALLOWED = {state: steps(moves) for state, moves in MOVES.items()}


class LedAstray(RuntimeError):
    """A decided event would lead its case where the table knows no way: a fault of the program, never of a person."""


def follow(before: Any, event: Event, after: Any) -> None:
    """See that the event leads the case as the table says. Raises LedAstray."""
    allowed = ALLOWED.get(type(after))
    if allowed is None:
        return
    since = before.stage if before is not None else None
    if after.stage != since and (since, type(event), after.stage) not in allowed:
        raise LedAstray(f"{type(event).__name__} leads {type(after).__name__} from {since} to {after.stage}")
