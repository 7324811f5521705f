"""升级的人工决定: levels from 通报 up are only proposed; a named person approves or declines with a reason (SoD-8).

What was fired wrongly is annotated, never deleted. Source: domain reference, section 5.
"""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from domain.circumstances import Circumstances
from domain.events import NewEvent
from domain.policy import LEVEL_NAMES, Level
from domain.problem.levels import EscalationAnnotated, EscalationApproved, EscalationDeclined
from domain.problem.problem import Problem, Proposal
from domain.refusal import Refused
from domain.supervision_paper.deciding import decided_singly
from domain.supervision_paper.leaving import annotated

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


# --- decisions ----------------------------------------------------------------------------------------------------


def approve_escalation(problem: Problem, command: ApproveEscalation, c: Circumstances) -> Iterator[NewEvent]:
    paper = proposed(problem, command.level).paper
    note = c.seal(problem.subject, "批准意见", command.note)
    yield EscalationApproved, {"level": command.level, "by": c.actor.named(), "note": note, "paper": paper}
    yield from decided_singly(problem, paper, True, c)


def decline_escalation(problem: Problem, command: DeclineEscalation, c: Circumstances) -> Iterator[NewEvent]:
    paper = proposed(problem, command.level).paper
    reason = c.seal(problem.subject, "不予批准理由", command.reason)
    yield EscalationDeclined, {"level": command.level, "by": c.actor.named(), "reason": reason, "paper": paper}
    yield from decided_singly(problem, paper, False, c)


def annotate_escalation(problem: Problem, command: AnnotateEscalation, c: Circumstances) -> Iterator[NewEvent]:
    if command.level > problem.highest_level:
        raise Refused("level_not_reached", level=LEVEL_NAMES[command.level])
    note = c.seal(problem.subject, "批注", command.note)
    yield EscalationAnnotated, {"level": command.level, "by": c.actor.named(), "note": note}
    yield from annotated(problem, command.level, c)


# --- rules --------------------------------------------------------------------------------------------------------


def proposed(problem: Problem, level: Level) -> Proposal:
    """The newest proposal of the level that nobody has decided. A transfer is decided on the transfer itself."""
    if level is Level.REFER:
        raise Refused("decided_on_the_referral")
    waiting = [one for one in problem.proposals if one.level is level and one.approved is None]
    if not waiting:
        raise Refused("level_not_proposed", level=LEVEL_NAMES[level])
    return waiting[-1]
