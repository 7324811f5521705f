"""The one table of all events: whatever is stored must be in it, whatever is in it can be read for ever."""

from __future__ import annotations

from domain.archive.collecting import (
    ArchiveHandedOver,
    ArchiveItemsFiled,
    ArchiveOpened,
    ArchiveQuarterEnded,
    ArchiveReceived,
)
from domain.archive.consolidating import (
    ArchiveConsolidated,
    ArchiveHeld,
    ArchiveReleased,
    ArchiveSealed,
    YearConsolidated,
)
from domain.archive.package import ArchiveDeadlinesReset, ArchiveOverdue, ArchiveReminded
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
from domain.campaign.screening import ScreeningChecked, ScreeningExtended, ScreeningFrozen
from domain.campaign.speaking import SpeakersApproved, SpeakersProposed
from domain.campaign.timetable import PhaseEnded
from domain.check_pool import (
    DrawOverdue,
    DrawReminded,
    PoolDeadlinesReset,
    PoolDrawn,
    ProblemEnteredPool,
    ProblemLeftPool,
    SeedCommitted,
)
from domain.clue import ClueConcluded, ClueDeadlinesReset, ClueOpened, ClueOverdue, ClueReminded, ClueSeenAgain
from domain.deputising import DEPUTISING_EVENTS
from domain.document.approving import DocumentReviewed, DocumentSigned, DocumentWithdrawn
from domain.document.drafting import DocumentDrafted
from domain.document.numbering import LetterNumbered
from domain.duty.performing import (
    DutyDeadlinesReset,
    DutyEnded,
    DutyFulfilled,
    DutyMet,
    DutyMissed,
    DutyPerformed,
    DutyReminded,
    DutyTakenUp,
)
from domain.events import Event, EventTable
from domain.household_file.living import PolicyAwareRecorded, ResidenceRecorded, WaterRecorded
from domain.household_file.recording import PaperHandedOut, PaperRecorded
from domain.inspection.acknowledging import FindingAcknowledged
from domain.inspection.concluding import LetterIssued, LetterServed, OnSiteFinished, SelfCheckOrdered, ViewsExchanged
from domain.inspection.finding import FindingMade, GoodPracticeRecorded
from domain.inspection.inspection import InspectionDeadlinesReset, InspectionOverdue, InspectionReminded
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
from domain.inspection.transfers import TransferChecked
from domain.inspection.visiting import HouseholdVisited, VisitCompleted, VisitStarted
from domain.issue.issue import IssueEntered, IssueGivenUp, TableNumbered
from domain.issue.preparing import TablePrepared
from domain.issue.signing import TableSigned, TableWithdrawn
from domain.message.contacts import CONTACT_EVENTS
from domain.message.message import MESSAGE_EVENTS
from domain.monitoring_case.assisting import (
    AidDelivered,
    HouseholdPlanSet,
    PlanAdjusted,
    UrgentAidDelivered,
    VisitRecorded,
)
from domain.monitoring_case.clearing import ClearanceProposed, ClearanceRejected, RiskCleared
from domain.monitoring_case.consulting import (
    ConsultationHeld,
    ConsultationMissed,
    ConsultationReminded,
    ConsultationsOpened,
)
from domain.monitoring_case.deadlines import MonitoringDeadlinesReset, MonitoringOverdueWarned, MonitoringReminded
from domain.monitoring_case.entering import Announced, CaseApproved, CaseEntered, CaseRejected, TownReviewed
from domain.monitoring_case.following_up import CaseEnded, FollowUpRecorded, RelapseFound
from domain.monitoring_case.household_register import HOUSEHOLD_EVENTS
from domain.monitoring_case.match_run import MatchRunReported
from domain.monitoring_case.matching import DataMatched
from domain.monitoring_case.numbering import MonitorNoAssigned
from domain.monitoring_case.reviewing import NoticeCompleted, NoticePosted, NoticeSigned, ObjectionRaised, ReviewHeld
from domain.monitoring_case.subsistence import SubsistenceChanged
from domain.monitoring_case.verifying import (
    ConsentRecorded,
    HouseholdMembersRecorded,
    HouseholdVerified,
    RiskClueRegistered,
)
from domain.numbering import CaseNumbered
from domain.obligations import Reminded
from domain.organisation import ORGANISATION_EVENTS
from domain.privacy import PRIVACY_EVENTS
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
from domain.problem.carrying_out import (
    AppraisalRecorded,
    DepartmentAsked,
    MeasureAdded,
    MeasureCompleted,
    RequestAnswered,
    RequestDeclined,
)
from domain.problem.claiming import (
    ClaimExpired,
    ClaimRefused,
    ProblemClaimed,
    ProblemFoundUntrue,
    ProblemReassigned,
    RefusalOverturned,
    RefusalUpheld,
)
from domain.problem.closing import ProblemClosed
from domain.problem.deriving import ProblemDerived, SweepChecked, SweepOpened, SweepSigned
from domain.problem.family import ChildFinished, ChildReopened
from domain.problem.levels import (
    EscalationAnnotated,
    EscalationApproved,
    EscalationDeclined,
    LevelPaperIssued,
    LevelPaperReceived,
    LevelPaperServed,
    LevelPaperStruck,
)
from domain.problem.looking_back import (
    DrawnForLookBack,
    FalseRectificationFound,
    LookBackNotDrawn,
    LookBackPassed,
    ProblemReopened,
    ReboundFound,
)
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
from domain.problem.unit_record import LetterCounted, RefusalUnfounded
from domain.reconciling import AccountsCompared, ReconciliationReported
from domain.referral.answering import (
    FeedbackGiven,
    OutcomeRecorded,
    ReferralAccepted,
    ReferralHandedOver,
    ReferralReturned,
)
from domain.referral.proposing import DeclineSigned, ReferralApproved, ReferralDeclined, ReferralProposed
from domain.referral.referral import FeedbackOverdue, FeedbackReminded, ReferralDeadlinesReset
from domain.reorganising import REORGANISATION_EVENTS
from domain.supervision_paper.deadlines import PaperDeadlinesReset, PaperOverdue, PaperReminded
from domain.supervision_paper.deciding import PaperLinesDecided
from domain.supervision_paper.drafting import PaperDrafted, PaperLineAdded
from domain.supervision_paper.issuing import PaperFellAway, PaperIssued
from domain.supervision_paper.leaving import PaperLineDropped, PaperLineStruck
from domain.supervision_paper.serving import PaperInterviewRecorded, PaperReceived, PaperServed
from domain.supervision_paper.vetting import PaperReviewed
from domain.treatment import TreatmentDecided

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
    MeasureCompleted,
    DepartmentAsked,
    RequestAnswered,
    RequestDeclined,
    AppraisalRecorded,
    MeasureAdded,
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
    DrawnForLookBack,
    LookBackNotDrawn,
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
    ChildFinished,
    ChildReopened,
    SweepOpened,
    SweepChecked,
    SweepSigned,
    EscalationApproved,
    EscalationDeclined,
    EscalationAnnotated,
    LevelPaperIssued,
    LevelPaperStruck,
    LevelPaperServed,
    LevelPaperReceived,
    PaperDecisionRecorded,
    PaperDecisionConfirmed,
)

SUPERVISION_PAPER_EVENTS: tuple[type[Event], ...] = (
    PaperDrafted,
    PaperLineAdded,
    PaperLineDropped,
    PaperLineStruck,
    PaperReviewed,
    PaperLinesDecided,
    PaperIssued,
    PaperFellAway,
    PaperServed,
    PaperReceived,
    PaperInterviewRecorded,
    PaperReminded,
    PaperOverdue,
    PaperDeadlinesReset,
)

CAMPAIGN_EVENTS: tuple[type[Event], ...] = (
    CampaignOpened,
    PhaseEnded,
    SpeakersProposed,
    SpeakersApproved,
    QuestionAsked,
    QuestionAnswered,
    CampaignClosed,
    ScreeningFrozen,
    ScreeningExtended,
    ScreeningChecked,
    ReportOwed,
    VillageScreeningSigned,
    ReportRolledUp,
    ReportSubmitted,
    DeliveryConfirmed,
    ReportReturned,
    ReportReminded,
    ReportOverdue,
)

ISSUE_EVENTS: tuple[type[Event], ...] = (
    TablePrepared,
    TableSigned,
    TableWithdrawn,
    TableNumbered,
    IssueEntered,
    IssueGivenUp,
)

DOCUMENT_EVENTS: tuple[type[Event], ...] = (
    DocumentDrafted,
    DocumentReviewed,
    DocumentSigned,
    DocumentWithdrawn,
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
    TransferChecked,
    ChecklistAnswered,
    OpinionsRecorded,
    DataCollected,
    VisitCompleted,
    FindingMade,
    GoodPracticeRecorded,
    FindingAcknowledged,
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
    InspectionDeadlinesReset,
    VisitNoted,
    FactsNoted,
)

CHECK_POOL_EVENTS: tuple[type[Event], ...] = (
    ProblemEnteredPool,
    ProblemLeftPool,
    SeedCommitted,
    PoolDrawn,
    DrawReminded,
    DrawOverdue,
    PoolDeadlinesReset,
)

REFERRAL_EVENTS: tuple[type[Event], ...] = (
    ReferralProposed,
    ReferralApproved,
    DeclineSigned,
    ReferralDeclined,
    ReferralHandedOver,
    ReferralAccepted,
    ReferralReturned,
    FeedbackGiven,
    OutcomeRecorded,
    FeedbackReminded,
    FeedbackOverdue,
    ReferralDeadlinesReset,
)

ARCHIVE_EVENTS: tuple[type[Event], ...] = (
    ArchiveOpened,
    ArchiveItemsFiled,
    ArchiveHandedOver,
    ArchiveReceived,
    ArchiveQuarterEnded,
    YearConsolidated,
    ArchiveConsolidated,
    ArchiveSealed,
    ArchiveHeld,
    ArchiveReleased,
    ArchiveReminded,
    ArchiveOverdue,
    ArchiveDeadlinesReset,
)

DUTY_EVENTS: tuple[type[Event], ...] = (
    DutyTakenUp,
    DutyPerformed,
    DutyFulfilled,
    DutyMet,
    DutyMissed,
    DutyEnded,
    DutyReminded,
    DutyDeadlinesReset,
)

CLUE_EVENTS: tuple[type[Event], ...] = (
    ClueOpened,
    ClueSeenAgain,
    ClueConcluded,
    ClueReminded,
    ClueOverdue,
    ClueDeadlinesReset,
    ReconciliationReported,
    AccountsCompared,
    TreatmentDecided,
)

MONITORING_EVENTS: tuple[type[Event], ...] = (
    RiskClueRegistered,
    ConsentRecorded,
    HouseholdVerified,
    HouseholdMembersRecorded,
    DataMatched,
    UrgentAidDelivered,
    ReviewHeld,
    NoticePosted,
    ObjectionRaised,
    NoticeCompleted,
    NoticeSigned,
    TownReviewed,
    CaseApproved,
    Announced,
    CaseRejected,
    CaseEntered,
    HouseholdPlanSet,
    PlanAdjusted,
    VisitRecorded,
    AidDelivered,
    ClearanceProposed,
    RiskCleared,
    ClearanceRejected,
    FollowUpRecorded,
    RelapseFound,
    CaseEnded,
    MonitoringReminded,
    MonitoringOverdueWarned,
    MonitoringDeadlinesReset,
)

FILE_EVENTS: tuple[type[Event], ...] = (
    PaperRecorded,
    PaperHandedOut,
    PolicyAwareRecorded,
    WaterRecorded,
    ResidenceRecorded,
)

BESIDE_HOUSEHOLDS: tuple[type[Event], ...] = (
    MatchRunReported,
    ConsultationsOpened,
    ConsultationHeld,
    ConsultationMissed,
    ConsultationReminded,
)

EVENTS = EventTable(
    (
        *ORGANISATION_EVENTS,
        *REORGANISATION_EVENTS,
        *DEPUTISING_EVENTS,
        NumberAssigned,
        CaseNumbered,
        LetterNumbered,
        RefusalUnfounded,
        LetterCounted,
        *PROBLEM_EVENTS,
        *CHECK_POOL_EVENTS,
        MonitorNoAssigned,
        *HOUSEHOLD_EVENTS,
        SubsistenceChanged,
        *MONITORING_EVENTS,
        *FILE_EVENTS,
        *BESIDE_HOUSEHOLDS,
        *REFERRAL_EVENTS,
        *SUPERVISION_PAPER_EVENTS,
        *ARCHIVE_EVENTS,
        *DUTY_EVENTS,
        *CLUE_EVENTS,
        *CAMPAIGN_EVENTS,
        *ISSUE_EVENTS,
        *DOCUMENT_EVENTS,
        *INSPECTION_EVENTS,
        *MESSAGE_EVENTS,
        *CONTACT_EVENTS,
        *PRIVACY_EVENTS,
    )
)
