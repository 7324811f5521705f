"""痕迹: what a rectification leaves behind that can contradict it: its evidence, its checks, its closing, its return.

``apply`` is a function of trace and event, as that of the ledger is; `signals.py` compares the traces of all problems.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from msgspec.structs import replace

from domain.event_table import PROBLEM_EVENTS
from domain.events import Event, Named, topic
from domain.problem.amending import ProblemCorrected
from domain.problem.claiming import ProblemReassigned
from domain.problem.closing import ProblemClosed
from domain.problem.looking_back import FalseRectificationFound, ProblemReopened, ReboundFound
from domain.problem.problem import Evidence, Place, ProblemEvent
from domain.problem.rechecking import LayerPassed, ProblemReturned
from domain.problem.registering import ProblemDispatched, ProblemRegistered
from projections.ledger import Change, Ref, measures


class Mark(msgspec.Struct, frozen=True):
    """An event of a problem: its version, when it happened, who acted."""

    version: int
    at: datetime
    by: Named


class Piece(msgspec.Struct, frozen=True):
    """A piece of evidence as it was handed in. ``round_began``: when the problem was registered, or last reopened.

    ``with_the_problem``: brought by the act that registered it, so it may show what was found.
    """

    evidence: Evidence
    mark: Mark
    round_began: datetime
    with_the_problem: bool


class Closing(msgspec.Struct, frozen=True):
    """销号, and the layers of re-check it rested on."""

    mark: Mark
    passed: tuple[Mark, ...]


class Reopening(msgspec.Struct, frozen=True):
    mark: Mark
    closing: Closing


class Contradiction(msgspec.Struct, frozen=True):
    """What was passed, and what was found there afterwards."""

    passed: tuple[Mark, ...]
    found: Mark


class Trace(msgspec.Struct, frozen=True, kw_only=True):
    """What one problem left behind, in the order in which it happened."""

    case_id: UUID
    version: int
    problem_no: str
    campaign: str
    category: str
    place: Place
    unit: str = ""
    household: str = ""
    source: str = ""
    registered_by_command: str
    round_began: datetime
    pieces: tuple[Piece, ...] = ()
    measures: tuple[Ref, ...] = ()  # of the last plan
    planned: Mark | None = None
    passed: tuple[Mark, ...] = ()  # since it was last handed in
    closings: tuple[Closing, ...] = ()
    reopenings: tuple[Reopening, ...] = ()
    contradictions: tuple[Contradiction, ...] = ()

    @property
    def number(self) -> str:
        return self.problem_no

    @property
    def subject(self) -> str:
        """Under whose key the texts of this problem are sealed."""
        return self.household or str(self.case_id)


def apply(trace: Trace | None, event: Event) -> Trace | None:
    """The trace after this event; None as long as the problem is not registered."""
    if not isinstance(event, ProblemEvent):
        return trace
    if isinstance(event, ProblemRegistered):
        return trace or registered(event)
    if trace is None or event.originator_version <= trace.version:
        return trace
    change = CHANGES.get(type(event))
    left = handed_in(trace, event) | (change(trace, event) if change else {})
    return replace(trace, version=event.originator_version, **left) if left else trace


# --- what each event leaves ------------------------------------------------------------------------------------------


def registered(event: ProblemRegistered) -> Trace:
    return Trace(
        case_id=event.originator_id,
        version=event.originator_version,
        problem_no=event.problem_no,
        campaign=event.envelope.campaign,
        category=event.category,
        place=event.place,
        household=event.household.ref if event.household else "",
        source=event.source,
        registered_by_command=event.envelope.command_id,
        round_began=event.occurred_at,
    )


def handed_in(trace: Trace, event: ProblemEvent) -> Change:
    """The evidence and the measures of any event that brings some."""
    change: Change = {}
    with_the_problem = event.envelope.command_id == trace.registered_by_command
    given: tuple[Evidence, ...] = getattr(event, "evidence", ())
    if given:
        new = (Piece(piece, mark(event), trace.round_began, with_the_problem) for piece in given)
        change["pieces"] = (*trace.pieces, *new)
    planned = measures(getattr(event, "measures", ()))
    if planned:
        change |= {"measures": planned, "planned": mark(event)}
    return change


def given_to(trace: Trace, event: ProblemDispatched | ProblemReassigned) -> Change:
    return {"unit": event.unit}


def passed(trace: Trace, event: LayerPassed) -> Change:
    return {"passed": (*trace.passed, mark(event))}


def returned(trace: Trace, event: ProblemReturned) -> Change:
    """A later layer finds what an earlier one passed; a return at 销号 judges more than the check did."""
    if not event.layer or not trace.passed:
        return {"passed": ()}
    contradiction = Contradiction(trace.passed, mark(event))
    return {"passed": (), "contradictions": (*trace.contradictions, contradiction)}


def closed(trace: Trace, event: ProblemClosed) -> Change:
    return {"closings": (*trace.closings, Closing(mark(event), trace.passed)), "passed": ()}


def corrected(trace: Trace, event: ProblemCorrected) -> Change:
    return {"category": event.category or trace.category, "place": event.place or trace.place}


def found_untrue(trace: Trace, event: ReboundFound | FalseRectificationFound) -> Change:
    """What is found after the closing, or while it is still checked, contradicts whoever passed it in this round."""
    closing = closing_of_the_round(trace)
    passed = closing.passed if closing else trace.passed
    if not passed:
        return {}
    return {"contradictions": (*trace.contradictions, Contradiction(passed, mark(event)))}


def reopened(trace: Trace, event: ProblemReopened) -> Change:
    change: Change = {"round_began": event.occurred_at, "passed": ()}
    closing = closing_of_the_round(trace)
    if closing:
        change["reopenings"] = (*trace.reopenings, Reopening(mark(event), closing))
    return change


def closing_of_the_round(trace: Trace) -> Closing | None:
    """The last closing, unless the problem has been reopened since."""
    last = trace.closings[-1] if trace.closings else None
    return last if last and last.mark.at >= trace.round_began else None


CHANGES: Mapping[type[Event], Callable[[Trace, Any], Change]] = {
    ProblemDispatched: given_to,
    ProblemReassigned: given_to,
    ProblemCorrected: corrected,
    LayerPassed: passed,
    ProblemReturned: returned,
    ProblemClosed: closed,
    ReboundFound: found_untrue,
    FalseRectificationFound: found_untrue,
    ProblemReopened: reopened,
}


TOPICS = tuple(
    topic(cls)
    for cls in PROBLEM_EVENTS
    if cls is ProblemRegistered or cls in CHANGES or {"evidence", "measures"} & set(cls.__struct_fields__)
)
"""All that a trace is made of."""


def mark(event: ProblemEvent) -> Mark:
    return Mark(event.originator_version, event.occurred_at, event.envelope.actor.named())
