"""The one table of all events: whatever is stored must be in it, whatever is in it can be read for ever."""

from __future__ import annotations

from domain.events import Event, EventTable
from domain.obligations import Reminded
from domain.organisation import ORGANISATION_EVENTS
from domain.privacy import PRIVACY_EVENTS
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

EVENTS = EventTable([*ORGANISATION_EVENTS, NumberAssigned, *PROBLEM_EVENTS, *PRIVACY_EVENTS])
