"""The one table of all events: whatever is stored must be in it, whatever is in it can be read for ever."""

from __future__ import annotations

from domain.events import Event, EventTable
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
from domain.monitoring_case.deadlines import MonitoringOverdueWarned, MonitoringReminded
from domain.monitoring_case.entering import Announced, CaseApproved, CaseEntered, CaseRejected, TownReviewed
from domain.monitoring_case.following_up import CaseEnded, FollowUpRecorded, RelapseFound
from domain.monitoring_case.household_register import HOUSEHOLD_EVENTS
from domain.monitoring_case.match_run import MatchRunReported
from domain.monitoring_case.matching import DataMatched
from domain.monitoring_case.numbering import MonitorNoAssigned
from domain.monitoring_case.reviewing import NoticeCompleted, NoticePosted, NoticeSigned, ObjectionRaised, ReviewHeld
from domain.monitoring_case.verifying import (
    ConsentRecorded,
    HouseholdMembersRecorded,
    HouseholdVerified,
    RiskClueRegistered,
)
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
)

BESIDE_HOUSEHOLDS: tuple[type[Event], ...] = (
    MatchRunReported,
    ConsultationsOpened,
    ConsultationHeld,
    ConsultationMissed,
    ConsultationReminded,
)

EVENTS = EventTable(
    [
        *ORGANISATION_EVENTS,
        NumberAssigned,
        *PROBLEM_EVENTS,
        MonitorNoAssigned,
        *HOUSEHOLD_EVENTS,
        *MONITORING_EVENTS,
        *BESIDE_HOUSEHOLDS,
    ]
)
