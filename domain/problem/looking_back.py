"""回头看: closed problems are visited again by someone who did not close them; what came back is reopened (反弹)."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from typing import Any, ClassVar

import msgspec
from msgspec.structs import replace

from domain.accountability import Misconduct
from domain.calendar import Due
from domain.check_pool import leaving_pool
from domain.circumstances import Circumstances
from domain.events import Named, NewEvent
from domain.owing import Obligation
from domain.policy import Duty, Level
from domain.problem.closing import look_back_due
from domain.problem.family import child_reopened
from domain.problem.problem import Evidence, Problem, ProblemEvent, Rectification, Stage
from domain.problem.rechecking import escalated
from domain.problem.rectifying import accept_evidence
from domain.referral.proposing import propose_referral
from domain.referral.referral import Behind
from domain.refusal import Refused
from domain.sealing import Sealed


class ReopenReason(StrEnum):
    REBOUND = "REBOUND"  # 反弹
    FALSE = "FALSE"  # 虚假整改


# --- commands -----------------------------------------------------------------------------------------------------


class PassLookBack(msgspec.Struct, frozen=True):
    """回头看正常, with the record of the visit."""

    record: str


class ReportRebound(msgspec.Struct, frozen=True):
    """回头看发现反弹, with evidence of the recurrence."""

    record: str
    evidence: tuple[Evidence, ...]


class ReportFalse(msgspec.Struct, frozen=True):
    """发现虚假整改, with evidence that what was claimed is untrue; a closed problem, or one that is being checked."""

    record: str
    evidence: tuple[Evidence, ...]


# --- events -------------------------------------------------------------------------------------------------------


class LookBackPassed(ProblemEvent, frozen=True, kw_only=True, tag="problem.look_back_passed"):
    by: Named
    record: Sealed
    discharges: ClassVar[frozenset[Duty]] = frozenset({Duty.LOOK_BACK})

    def apply(self, state: Problem) -> Problem:
        return replace(state, look_backs_done=state.look_backs_done + 1)


class ReboundFound(ProblemEvent, frozen=True, kw_only=True, tag="problem.rebound_found"):
    by: Named
    record: Sealed
    evidence: tuple[Evidence, ...]


class FalseRectificationFound(ProblemEvent, frozen=True, kw_only=True, tag="problem.false_rectification_found"):
    by: Named
    record: Sealed
    evidence: tuple[Evidence, ...]


class DrawnForLookBack(ProblemEvent, frozen=True, kw_only=True, tag="problem.drawn_for_look_back"):
    """抽中回头看: by which draw of the pool."""

    draw: int

    def apply(self, state: Problem) -> Problem:
        return replace(state, waits_for_look_back=False)


class LookBackNotDrawn(ProblemEvent, frozen=True, kw_only=True, tag="problem.look_back_not_drawn"):
    """未抽中: it is not visited again unless somebody has a reason to."""

    draw: int

    def apply(self, state: Problem) -> Problem:
        return replace(state, waits_for_look_back=False)


class ProblemReopened(ProblemEvent, frozen=True, kw_only=True, tag="problem.reopened"):
    """The same number, a new cycle: its due date is that of the rework, and the ladder begins again.

    What somebody asked for in the cycle before and nobody decided is not asked for any more.
    """

    reason: ReopenReason
    due: Due
    discharges: ClassVar[frozenset[Duty]] = frozenset({Duty.LOOK_BACK, Duty.RECHECK, Duty.CLOSE, Duty.EXT_DECISION})

    def apply(self, state: Problem) -> Problem:
        return replace(
            state,
            stage=Stage.RECTIFYING,
            due=self.due,
            judged_due=self.due,
            cycle=state.cycle + 1,
            reopen_count=state.reopen_count + 1,
            failed_rechecks=0,
            extensions=(),
            pause=None,
            amendment=None,
            evidence=(),
            measures_done=frozenset(),
            requests=(),
            current=Rectification(),
            closed_at=None,
            closed_by=(),
            waits_for_look_back=False,
            level=Level.NONE,
            ladder_since=self.occurred_at,
        )


# --- decisions ----------------------------------------------------------------------------------------------------


def pass_look_back(problem: Problem, command: PassLookBack, c: Circumstances) -> Iterator[NewEvent]:
    assert problem.closed_at is not None
    passed = {"by": c.actor.named(), "record": c.seal(problem.subject, "回头看记录", command.record)}
    later = c.policy.look_back.after_days[problem.look_backs_done + 1 :]
    arms = (look_back_due(c, later[0], problem.closed_at),) if later and problem.owes(Duty.LOOK_BACK) else ()
    yield LookBackPassed, {**passed, "arms": arms}


def report_rebound(problem: Problem, command: ReportRebound, c: Circumstances) -> Iterator[NewEvent]:
    yield ReboundFound, found(problem, command, c)
    yield from leaving_pool(problem, c)
    level = c.policy.ladder.rebound
    if c.policy.ladder.above(level, problem.level):
        yield from escalated(problem, level, "回头看发现反弹", c)
    yield from reopened(problem, ReopenReason.REBOUND, c)


def report_false(problem: Problem, command: ReportFalse, c: Circumstances) -> Iterator[NewEvent]:
    """The unit answers for it: the level is proposed to a named person, and a new cycle begins."""
    yield FalseRectificationFound, found(problem, command, c)
    level = c.policy.ladder.false_rectification
    if c.policy.ladder.above(level, problem.level):
        yield from escalated(problem, level, "发现虚假整改", c)
    yield from refer_false(problem, c)
    yield from leaving_pool(problem, c)
    yield from reopened(problem, ReopenReason.FALSE, c)


# --- shared -------------------------------------------------------------------------------------------------------


def refer_false(problem: Problem, c: Circumstances) -> Iterator[NewEvent]:
    """虚假整改 is proposed for a referral, once in each cycle, whatever becomes of the problem."""
    behind = Behind(problem.id, problem.number, f"problem.false_rectification_found/{problem.cycle}")
    grounds = f"问题{problem.number}经查整改不实"
    people = tuple(dict.fromkeys((*problem.answerable, *problem.current.submitters)))
    yield from propose_referral(Misconduct.FALSE_RECTIFICATION, problem.unit, people, grounds, behind, c)


def found(problem: Problem, command: ReportRebound | ReportFalse, c: Circumstances) -> dict[str, Any]:
    """What both findings show: who found it, the record of the visit, and evidence."""
    evidence = accept_evidence(command.evidence, c)
    if not evidence:
        raise Refused("evidence_missing")
    record = c.seal(problem.subject, "回头看记录", command.record)
    return {"by": c.actor.named(), "record": record, "evidence": evidence}


def reopened(problem: Problem, reason: ReopenReason, c: Circumstances) -> Iterator[NewEvent]:
    due = c.due(Duty.REWORK)
    yield ProblemReopened, {"reason": reason, "due": due, "arms": (Obligation(Duty.REWORK, due, c.at),)}
    if problem.stage is Stage.CLOSED:
        yield from child_reopened(problem, c)
