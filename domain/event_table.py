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
)
from domain.campaign.speaking import SpeakersApproved, SpeakersProposed
from domain.campaign.timetable import PhaseEnded
from domain.events import Event, EventTable
from domain.inspection.concluding import LetterIssued, LetterServed, OnSiteFinished, SelfCheckOrdered, ViewsExchanged
from domain.inspection.finding import FindingMade, GoodPracticeRecorded, MajorFindingReported
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
from domain.inspection.sampling import FrameFrozen, SampleDrawn, SampleEnlarged, SampleReplaced, SeedCommitted
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
from domain.problem.claiming import ClaimExpired, ClaimRefused, ProblemClaimed, RefusalOverturned, RefusalUpheld
from domain.problem.closing import ProblemClosed
from domain.problem.looking_back import LookBackPassed, ProblemReopened, ReboundFound
from domain.problem.numbering import NumberAssigned
from domain.problem.planning import PlanApproved, PlanReturned, PlanSubmitted
from domain.problem.rechecking import EscalationProposed, EscalationReached, LayerPassed, ProblemReturned
from domain.problem.rectifying import (
    EvidenceAdded,
    ExtensionDenied,
    ExtensionGranted,
    ExtensionRequested,
    ProgressReported,
    RectificationStarted,
    SubmittedForRecheck,
)
from domain.problem.registering import OpeningStated, ProblemDispatched, ProblemRegistered, ScreeningSigned

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
    SeedCommitted,
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
    MajorFindingReported,
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

EVENTS = EventTable([*ORGANISATION_EVENTS, NumberAssigned, *PROBLEM_EVENTS, *CAMPAIGN_EVENTS, *INSPECTION_EVENTS])
