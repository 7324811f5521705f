"""线下签批补录: a decision that was signed on paper is entered later, by a second person, with the scan.

It takes effect when it is entered; both dates are shown. Levels that were reached in between are annotated 线下已批.
Whether the work was on time is judged by the paper's date only once the decider confirms it in his own name.
Source: domain reference, section 3.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

import msgspec
from msgspec.structs import replace

from domain.calendar import start_of_day
from domain.circumstances import Circumstances
from domain.events import Named, NewEvent, Way
from domain.problem.claiming import Claim
from domain.problem.closing import ApproveClose, RefuseClose
from domain.problem.levels import EscalationAnnotated
from domain.problem.planning import ApprovePlan, ReturnPlan
from domain.problem.problem import PaperDecision, Problem, ProblemEvent, Stage
from domain.problem.rechecking import PassLayer, ReturnRectification
from domain.problem.rectifying import DenyExtension, GrantExtension, SubmitForRecheck
from domain.problem.suspending import DenyPause, GrantPause
from domain.refusal import Refused
from domain.sealing import Sealed
from domain.supervision_paper.leaving import annotated

ON_PAPER = (
    Claim,
    ApprovePlan,
    ReturnPlan,
    GrantExtension,
    DenyExtension,
    GrantPause,
    DenyPause,
    SubmitForRecheck,
    PassLayer,
    ReturnRectification,
    ApproveClose,
    RefuseClose,
)
"""The decisions that offices sign on paper."""

APPROVED_ON_PAPER = "线下已批"

# --- commands -----------------------------------------------------------------------------------------------------


class RecordPaperDecision(msgspec.Struct, frozen=True):
    """补录线下签批: which command was decided (one of ON_PAPER), by whom, when on paper, the hash of the scan, and why
    it was not entered at once.
    """

    decision: msgspec.Struct
    decider: str
    signed_on: date
    scan_sha256: str
    reason: str


class ConfirmPaperDecision(msgspec.Struct, frozen=True):
    """确认线下签批, by the decider in his own name."""


# --- events -------------------------------------------------------------------------------------------------------


class PaperDecisionRecorded(ProblemEvent, frozen=True, kw_only=True, tag="problem.paper_decision_recorded"):
    decision: str
    decider: Named
    signed_on: date
    scan_sha256: str
    entered_by: Named
    reason: Sealed
    late_wd: int = 0  # working days beyond the period within which it should have been entered
    way: Way | None = None  # by which way up the decider could sign

    def apply(self, state: Problem) -> Problem:
        paper = PaperDecision(self.decision, self.decider.person, self.signed_on, self.occurred_at)
        return replace(state, papers=(*state.papers, paper))


class PaperDecisionConfirmed(ProblemEvent, frozen=True, kw_only=True, tag="problem.paper_decision_confirmed"):
    """``completed_at``: of a problem that was closed on this paper already, when it is now known to be completed."""

    decision: str
    by: Named
    signed_on: date
    completed_at: datetime | None = None

    def apply(self, state: Problem) -> Problem:
        papers = (replace(paper, confirmed=True) if self.confirms(paper) else paper for paper in state.papers)
        return replace(state, papers=tuple(papers))

    def confirms(self, paper: PaperDecision) -> bool:
        said = (self.decision, self.by.person, self.signed_on)
        return (paper.decision, paper.decider, paper.signed_on) == said


# --- decisions ----------------------------------------------------------------------------------------------------


def record_paper_decision(problem: Problem, command: RecordPaperDecision, c: Circumstances) -> Iterator[NewEvent]:
    can_be_on_paper(command, c)
    entered_by_a_second_person(command, c)
    actor, decided = c.decide_for(command.decision, command.decider, command.signed_on)
    late = c.calendar.working_days(command.signed_on, c.today) - c.policy.paper_entry_wd
    yield (
        PaperDecisionRecorded,
        {
            "decision": type(command.decision).__name__,
            "decider": actor.named(),
            "way": actor.way,
            "signed_on": command.signed_on,
            "scan_sha256": command.scan_sha256,
            "entered_by": c.actor.named(),
            "reason": c.seal(problem.subject, "补录原因", command.reason),
            "late_wd": max(0, late),
        },
    )
    for level in problem.fired_after(command.signed_on):
        note = c.seal(problem.subject, "批注", APPROVED_ON_PAPER)
        yield EscalationAnnotated, {"level": level, "by": c.actor.named(), "note": note}
        yield from annotated(problem, level, c)
    yield from decided


def confirm_paper_decision(problem: Problem, command: ConfirmPaperDecision, c: Circumstances) -> Iterator[NewEvent]:
    mine = [p for p in problem.papers if p.decider == c.actor.person and not p.confirmed]
    if not mine:
        raise Refused("no_paper_to_confirm", name=c.actor.name)
    for paper in mine:
        yield (
            PaperDecisionConfirmed,
            {
                "decision": paper.decision,
                "by": c.actor.named(),
                "signed_on": paper.signed_on,
                "completed_at": start_of_day(paper.signed_on) if closed_on(paper, problem) else None,
            },
        )


# --- rules --------------------------------------------------------------------------------------------------------


def closed_on(paper: PaperDecision, problem: Problem) -> bool:
    """Whether the problem is closed, and what passed was handed in on this paper."""
    return problem.stage is Stage.CLOSED and problem.handed_in_on(paper)


def can_be_on_paper(command: RecordPaperDecision, c: Circumstances) -> None:
    if not isinstance(command.decision, ON_PAPER):
        raise Refused("not_on_paper", command=type(command.decision).__name__)
    if command.signed_on > c.today:
        raise Refused("in_the_future", occurred=command.signed_on, recorded=c.today)
    if len(command.scan_sha256) != 64 or set(command.scan_sha256) - set("0123456789abcdef"):
        raise Refused("bad_hash", sha256=command.scan_sha256)


def entered_by_a_second_person(command: RecordPaperDecision, c: Circumstances) -> None:
    if command.decider == c.actor.person:
        raise Refused("paper_entered_by_decider", name=c.actor.name)
