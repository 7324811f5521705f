"""The one table of all events: whatever is stored must be in it, whatever is in it can be read for ever."""

from __future__ import annotations

from domain.check_pool import PoolDrawn, ProblemEnteredPool, ProblemLeftPool, SeedCommitted
from domain.events import Event, EventTable
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

CHECK_POOL_EVENTS: tuple[type[Event], ...] = (ProblemEnteredPool, ProblemLeftPool, SeedCommitted, PoolDrawn)

EVENTS = EventTable(
    [
        *ORGANISATION_EVENTS,
        NumberAssigned,
        RefusalUnfounded,
        *PROBLEM_EVENTS,
        *CHECK_POOL_EVENTS,
        *PRIVACY_EVENTS,
    ]
)
