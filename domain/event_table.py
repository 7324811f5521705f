"""The one table of all events: whatever is stored must be in it, whatever is in it can be read for ever."""

from __future__ import annotations

from domain.campaign.asking import QuestionAnswered, QuestionAsked
from domain.campaign.opening import CampaignClosed, CampaignOpened
from domain.campaign.report import ReportOverdue, ReportReminded
from domain.campaign.reporting import (
    DeliveryConfirmed,
    ReportOwed,
    ReportReturned,
    ReportRolledUp,
    ReportSubmitted,
    VillageScreeningSigned,
)
from domain.campaign.speaking import SpeakersApproved, SpeakersProposed
from domain.campaign.timetable import PhaseEnded
from domain.check_pool import PoolDrawn, ProblemEnteredPool, ProblemLeftPool, SeedCommitted
from domain.events import Event, EventTable
from domain.inspection.concluding import LetterIssued, LetterServed, OnSiteFinished, SelfCheckOrdered, ViewsExchanged
from domain.inspection.finding import FindingMade, GoodPracticeRecorded
from domain.inspection.inspection import InspectionOverdue, InspectionReminded
from domain.inspection.planning import InspectionPlanned, PledgeSigned, ViolationReported, VisitDropped, VisitPlanned
from domain.inspection.recording import (
    ChecklistAnswered,
    DataCollected,
    Interviewed,
    KnowledgeTested,
    LedgersRead,
    OpinionsRecorded,
    ProjectChecked,
)
from domain.inspection.registers import FactsNoted, VisitNoted
from domain.inspection.sampling import FrameFrozen, SampleDrawn, SampleEnlarged, SampleReplaced, SampleSeedCommitted
from domain.inspection.tracking import (
    InspectionFinished,
    LookBackOrdered,
    LookBackReported,
    RectificationReported,
    ResultsCirculated,
    SelfCheckReported,
)
from domain.inspection.visiting import HouseholdVisited, VisitCompleted, VisitStarted
from domain.obligations import Reminded
from domain.organisation import ORGANISATION_EVENTS
from domain.problem.amending import (
    AmendmentRejected,
    AmendmentRequested,
    DeadlineReset,
    DueDateCorrected,
    MergeReceived,
    ProblemCorrected,
    ProblemMerged,
    ProblemVoided,
)
from domain.problem.claiming import (
    ClaimExpired,
    ClaimRefused,
    ProblemClaimed,
    ProblemFoundUntrue,
    ProblemReassigned,
    RefusalOverturned,
    RefusalUnfounded,
    RefusalUpheld,
)
from domain.problem.closing import ProblemClosed
from domain.problem.deriving import ProblemDerived, SweepOpened, SweepSigned
from domain.problem.escalating import EscalationAnnotated, EscalationApproved, EscalationDeclined
from domain.problem.looking_back import FalseRectificationFound, LookBackPassed, ProblemReopened, ReboundFound
from domain.problem.numbering import NumberAssigned
from domain.problem.paper import PaperDecisionConfirmed, PaperDecisionRecorded
from domain.problem.planning import PlanApproved, PlanReturned, PlanSubmitted
from domain.problem.rechecking import (
    ContactRecorded,
    DrawnForCheck,
    EscalationProposed,
    EscalationReached,
    LayerNotDrawn,
    LayerPassed,
    ProblemReturned,
)
from domain.problem.rectifying import (
    EvidenceAdded,
    ExtensionDenied,
    ExtensionGranted,
    ExtensionRequested,
    ProgressReported,
    RectificationStarted,
    SubmissionWithdrawn,
    SubmittedForRecheck,
)
from domain.problem.registering import (
    MajorProblemReported,
    OpeningStated,
    ProblemDispatched,
    ProblemRegistered,
    ScreeningSigned,
)
from domain.problem.suspending import LongTermReviewed, PauseDenied, PauseRequested, ProblemResumed, ProblemSuspended

PROBLEM_EVENTS: tuple[type[Event], ...] = (
    ProblemRegistered,
    ScreeningSigned,
    ProblemDispatched,
    OpeningStated,
    ProblemClaimed,
    ClaimRefused,
    ClaimExpired,
    RefusalUpheld,
    RefusalOverturned,
    PlanSubmitted,
    PlanApproved,
    PlanReturned,
    RectificationStarted,
    ProgressReported,
    EvidenceAdded,
    ExtensionRequested,
    ExtensionGranted,
    ExtensionDenied,
    SubmittedForRecheck,
    LayerPassed,
    ProblemReturned,
    ProblemClosed,
    LookBackPassed,
    ReboundFound,
    ProblemReopened,
    Reminded,
    EscalationReached,
    EscalationProposed,
    MajorProblemReported,
    ProblemFoundUntrue,
    ProblemReassigned,
    PauseRequested,
    PauseDenied,
    ProblemSuspended,
    LongTermReviewed,
    ProblemResumed,
    SubmissionWithdrawn,
    ContactRecorded,
    DrawnForCheck,
    LayerNotDrawn,
    FalseRectificationFound,
    ProblemCorrected,
    AmendmentRequested,
    AmendmentRejected,
    ProblemVoided,
    ProblemMerged,
    MergeReceived,
    DueDateCorrected,
    DeadlineReset,
    ProblemDerived,
    SweepOpened,
    SweepSigned,
    EscalationApproved,
    EscalationDeclined,
    EscalationAnnotated,
    PaperDecisionRecorded,
    PaperDecisionConfirmed,
)

CAMPAIGN_EVENTS: tuple[type[Event], ...] = (
    CampaignOpened,
    PhaseEnded,
    SpeakersProposed,
    SpeakersApproved,
    QuestionAsked,
    QuestionAnswered,
    CampaignClosed,
    ReportOwed,
    VillageScreeningSigned,
    ReportRolledUp,
    ReportSubmitted,
    DeliveryConfirmed,
    ReportReturned,
    ReportReminded,
    ReportOverdue,
)

INSPECTION_EVENTS: tuple[type[Event], ...] = (
    InspectionPlanned,
    VisitPlanned,
    VisitDropped,
    PledgeSigned,
    ViolationReported,
    SampleSeedCommitted,
    FrameFrozen,
    SampleDrawn,
    SampleEnlarged,
    SampleReplaced,
    VisitStarted,
    HouseholdVisited,
    Interviewed,
    KnowledgeTested,
    LedgersRead,
    ProjectChecked,
    ChecklistAnswered,
    OpinionsRecorded,
    DataCollected,
    VisitCompleted,
    FindingMade,
    GoodPracticeRecorded,
    OnSiteFinished,
    ViewsExchanged,
    LetterIssued,
    SelfCheckOrdered,
    LetterServed,
    RectificationReported,
    SelfCheckReported,
    LookBackOrdered,
    LookBackReported,
    ResultsCirculated,
    InspectionFinished,
    InspectionReminded,
    InspectionOverdue,
    VisitNoted,
    FactsNoted,
)

CHECK_POOL_EVENTS: tuple[type[Event], ...] = (ProblemEnteredPool, ProblemLeftPool, SeedCommitted, PoolDrawn)

EVENTS = EventTable(
    [
        *ORGANISATION_EVENTS,
        NumberAssigned,
        RefusalUnfounded,
        *PROBLEM_EVENTS,
        *CHECK_POOL_EVENTS,
        *CAMPAIGN_EVENTS,
        *INSPECTION_EVENTS,
    ]
)
