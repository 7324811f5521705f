"""暂缓整改 恢复整改 长期坚持: the work rests for a named reason until a named day, granted by somebody else.

While it rests no level is reached; when it goes on, the due date moves on by the days it rested.
Source: domain reference, sections 3 and 4; R003-22, R004-28.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from enum import StrEnum
from typing import ClassVar

import msgspec
from msgspec.structs import replace

from domain.calendar import Due, local_date, shifted
from domain.circumstances import Circumstances
from domain.events import Named, NewEvent
from domain.owing import Obligation
from domain.policy import Duty
from domain.problem.problem import Pause, Problem, ProblemEvent, Stage
from domain.problem.rechecking import work_owed
from domain.refusal import Refused
from domain.sealing import Sealed


class SuspendReason(StrEnum):
    """Why the work cannot go on."""

    DISASTER = "DISASTER"  # 灾害
    LITIGATION = "LITIGATION"  # 诉讼
    SEASON = "SEASON"  # 施工季节
    EPIDEMIC = "EPIDEMIC"  # 疫情
    FUNDING = "FUNDING"  # 等待项目资金


SUSPEND_REASONS = {
    SuspendReason.DISASTER: "灾害",
    SuspendReason.LITIGATION: "诉讼",
    SuspendReason.SEASON: "施工季节",
    SuspendReason.EPIDEMIC: "疫情",
    SuspendReason.FUNDING: "等待项目资金",
}

# --- commands -----------------------------------------------------------------------------------------------------


class RequestSuspension(msgspec.Struct, frozen=True):
    """申请暂缓整改 until the end of a day, for one of the reasons; signed by the head."""

    reason: SuspendReason
    statement: str
    until: date


class RequestLongTerm(msgspec.Struct, frozen=True):
    """申请列为长期坚持: what cannot be finished by a date, reviewed on one day, expiring on another."""

    statement: str
    review_on: date
    until: date


class GrantPause(msgspec.Struct, frozen=True):
    """同意暂缓 or 同意列为长期坚持."""


class DenyPause(msgspec.Struct, frozen=True):
    """不予暂缓, with a reason."""

    reason: str


class ReviewLongTerm(msgspec.Struct, frozen=True):
    """长期坚持事项复查: what the review found, and when the next one is."""

    record: str
    next_review_on: date


class Resume(msgspec.Struct, frozen=True):
    """恢复整改 before the day it was granted until."""

    reason: str


# --- events -------------------------------------------------------------------------------------------------------


class PauseRequested(ProblemEvent, frozen=True, kw_only=True, tag="problem.pause_requested"):
    into: Stage
    by: Named
    statement: Sealed
    until: date
    late: bool
    reason: SuspendReason | None = None
    review_on: date | None = None

    def apply(self, state: Problem) -> Problem:
        return replace(state, pause=Pause(self.into, self.occurred_at, self.until, self.late, self.review_on))


class PauseDenied(ProblemEvent, frozen=True, kw_only=True, tag="problem.pause_denied"):
    by: Named
    reason: Sealed
    discharges: ClassVar[frozenset[Duty]] = frozenset({Duty.EXT_DECISION})

    def apply(self, state: Problem) -> Problem:
        return replace(state, pause=None)


class ProblemSuspended(ProblemEvent, frozen=True, kw_only=True, tag="problem.suspended"):
    """暂缓整改, or 长期坚持: the stage says which."""

    into: Stage
    by: Named
    until: date
    discharges: ClassVar[frozenset[Duty]] = frozenset({Duty.EXT_DECISION, Duty.RECTIFY, Duty.IMMEDIATE, Duty.REWORK})

    def apply(self, state: Problem) -> Problem:
        assert state.pause is not None
        return replace(state, stage=self.into, pause=replace(state.pause, since=self.occurred_at))


class LongTermReviewed(ProblemEvent, frozen=True, kw_only=True, tag="problem.long_term_reviewed"):
    by: Named
    record: Sealed
    next_review_on: date
    discharges: ClassVar[frozenset[Duty]] = frozenset({Duty.LONG_TERM_REVIEW})


class ProblemResumed(ProblemEvent, frozen=True, kw_only=True, tag="problem.resumed"):
    """恢复整改: by the office, or by itself when the day has come (``by`` None)."""

    days: int
    by: Named | None = None
    reason: Sealed | None = None
    due: Due | None = None
    discharges: ClassVar[frozenset[Duty]] = frozenset({Duty.SUSPEND_MAX, Duty.LONG_TERM_REVIEW})

    def apply(self, state: Problem) -> Problem:
        asked_late = state.pause is not None and state.pause.late
        judged = state.judged_due if asked_late else self.due
        return replace(state, stage=Stage.RECTIFYING, pause=None, due=self.due, judged_due=judged)


# --- decisions ----------------------------------------------------------------------------------------------------


def request_suspension(problem: Problem, command: RequestSuspension, c: Circumstances) -> Iterator[NewEvent]:
    not_longer_than(command.until, c.policy.suspend_max_days, c)
    yield pause_requested(problem, Stage.SUSPENDED, command.statement, command.until, c, reason=command.reason)


def request_long_term(problem: Problem, command: RequestLongTerm, c: Circumstances) -> Iterator[NewEvent]:
    not_longer_than(command.until, c.policy.long_term_max_days, c)
    if not c.today < command.review_on <= command.until:
        raise Refused("review_outside", review_on=command.review_on, until=command.until)
    yield pause_requested(problem, Stage.LONG_TERM, command.statement, command.until, c, review_on=command.review_on)


def pause_requested(
    problem: Problem,
    into: Stage,
    statement: str,
    until: date,
    c: Circumstances,
    reason: SuspendReason | None = None,
    review_on: date | None = None,
) -> NewEvent:
    if problem.pause is not None or problem.pending_extension is not None:
        raise Refused("extension_pending")
    return PauseRequested, {
        "into": into,
        "by": c.actor.named(),
        "statement": c.seal(problem.subject, "暂缓原因", statement),
        "until": until,
        "late": problem.due is not None and c.at > problem.due.at,
        "reason": reason,
        "review_on": review_on,
        "arms": (Obligation(Duty.EXT_DECISION, c.due(Duty.EXT_DECISION), c.at),),
    }


def grant_pause(problem: Problem, command: GrantPause, c: Circumstances) -> Iterator[NewEvent]:
    """What is owed meanwhile is the day itself, and for 长期坚持 the review."""
    pause = pause_asked(problem)
    if pause.until < c.today:
        raise Refused("due_in_past", due=pause.until, today=c.today)
    owed = [Obligation(Duty.SUSPEND_MAX, c.calendar.explicit(pause.until), c.at)]
    if pause.review_on is not None:
        owed.append(Obligation(Duty.LONG_TERM_REVIEW, c.calendar.explicit(pause.review_on), c.at))
    yield (
        ProblemSuspended,
        {
            "into": pause.into,
            "by": c.actor.named(),
            "until": pause.until,
            "arms": tuple(owed),
        },
    )


def deny_pause(problem: Problem, command: DenyPause, c: Circumstances) -> Iterator[NewEvent]:
    pause_asked(problem)
    yield PauseDenied, {"by": c.actor.named(), "reason": c.seal(problem.subject, "不予暂缓理由", command.reason)}


def review_long_term(problem: Problem, command: ReviewLongTerm, c: Circumstances) -> Iterator[NewEvent]:
    assert problem.pause is not None
    if not c.today < command.next_review_on <= problem.pause.until:
        raise Refused("review_outside", review_on=command.next_review_on, until=problem.pause.until)
    due = c.calendar.explicit(command.next_review_on)
    yield (
        LongTermReviewed,
        {
            "by": c.actor.named(),
            "record": c.seal(problem.subject, "复查记录", command.record),
            "next_review_on": command.next_review_on,
            "arms": (Obligation(Duty.LONG_TERM_REVIEW, due, c.at),),
        },
    )


def resume(problem: Problem, command: Resume, c: Circumstances) -> Iterator[NewEvent]:
    reason = c.seal(problem.subject, "恢复原因", command.reason)
    yield resumed(problem, c, by=c.actor.named(), reason=reason)


def resume_by_itself(problem: Problem, c: Circumstances) -> Iterator[NewEvent]:
    """The moment at which the last day of the pause ends."""
    yield resumed(problem, c)


# --- rules --------------------------------------------------------------------------------------------------------


def resumed(problem: Problem, c: Circumstances, by: Named | None = None, reason: Sealed | None = None) -> NewEvent:
    """The due date moves on by the calendar days that the work rested, the first one counted."""
    assert problem.pause is not None
    assert problem.pause.since is not None
    days = (c.today - local_date(problem.pause.since)).days
    due = shifted(problem.due, days) if problem.due else None
    arms = (work_owed(problem, due, c),)
    return ProblemResumed, {"days": days, "by": by, "reason": reason, "due": due, "arms": arms}


def not_longer_than(until: date, max_days: int, c: Circumstances) -> None:
    if not 0 < (until - c.today).days <= max_days:
        raise Refused("pause_limit", until=until, max_days=max_days)


def pause_asked(problem: Problem) -> Pause:
    """The pause that waits for a decision."""
    if problem.pause is None or problem.pause.since is not None:
        raise Refused("no_pause_pending")
    return problem.pause
