"""升级的人工决定: levels from 通报 up are only proposed; a named person approves or declines with a reason (SoD-8).

What was fired wrongly is annotated, never deleted. Source: domain reference, section 5.
"""

from __future__ import annotations

from collections.abc import Iterator

import msgspec
from msgspec.structs import replace

from domain.circumstances import Circumstances
from domain.events import Named, NewEvent
from domain.policy import LEVEL_NAMES, Level
from domain.problem.problem import Problem, ProblemEvent
from domain.refusal import Refused
from domain.sealing import Sealed

# --- commands -----------------------------------------------------------------------------------------------------


class ApproveEscalation(msgspec.Struct, frozen=True):
    """批准通报 or 约谈, with the range in which it is made known or what was decided."""

    level: Level
    note: str


class DeclineEscalation(msgspec.Struct, frozen=True):
    """不予批准, with a reason."""

    level: Level
    reason: str


class AnnotateEscalation(msgspec.Struct, frozen=True):
    """批注 a level that was reached although it should not have been."""

    level: Level
    note: str


# --- events -------------------------------------------------------------------------------------------------------


class EscalationApproved(ProblemEvent, frozen=True, kw_only=True, tag="problem.escalation_approved"):
    level: Level
    by: Named
    note: Sealed

    def apply(self, state: Problem) -> Problem:
        return decided(state, self.level, approved=True)


class EscalationDeclined(ProblemEvent, frozen=True, kw_only=True, tag="problem.escalation_declined"):
    level: Level
    by: Named
    reason: Sealed

    def apply(self, state: Problem) -> Problem:
        return decided(state, self.level, approved=False)


class EscalationAnnotated(ProblemEvent, frozen=True, kw_only=True, tag="problem.escalation_annotated"):
    level: Level
    by: Named
    note: Sealed


# --- decisions ----------------------------------------------------------------------------------------------------


def approve_escalation(problem: Problem, command: ApproveEscalation, c: Circumstances) -> Iterator[NewEvent]:
    is_proposed(problem, command.level)
    note = c.seal(problem.subject, "批准意见", command.note)
    yield EscalationApproved, {"level": command.level, "by": c.actor.named(), "note": note}


def decline_escalation(problem: Problem, command: DeclineEscalation, c: Circumstances) -> Iterator[NewEvent]:
    is_proposed(problem, command.level)
    reason = c.seal(problem.subject, "不予批准理由", command.reason)
    yield EscalationDeclined, {"level": command.level, "by": c.actor.named(), "reason": reason}


def annotate_escalation(problem: Problem, command: AnnotateEscalation, c: Circumstances) -> Iterator[NewEvent]:
    if command.level > problem.highest_level:
        raise Refused("level_not_reached", level=LEVEL_NAMES[command.level])
    note = c.seal(problem.subject, "批注", command.note)
    yield EscalationAnnotated, {"level": command.level, "by": c.actor.named(), "note": note}


# --- rules --------------------------------------------------------------------------------------------------------


def is_proposed(problem: Problem, level: Level) -> None:
    """There is such a proposal that nobody has decided. A transfer is decided on the transfer itself."""
    if level is Level.REFER:
        raise Refused("decided_on_the_referral")
    if not any(proposal.level is level and proposal.approved is None for proposal in problem.proposals):
        raise Refused("level_not_proposed", level=LEVEL_NAMES[level])


def decided(problem: Problem, level: Level, approved: bool) -> Problem:
    """The newest undecided proposal of this level is decided."""
    proposals = list(problem.proposals)
    at = max(i for i, p in enumerate(proposals) if p.level is level and p.approved is None)
    proposals[at] = replace(proposals[at], approved=approved)
    return replace(problem, proposals=tuple(proposals))
