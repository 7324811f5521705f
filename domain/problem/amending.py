"""更正 作废 合并: what was entered wrongly is put right by events, never by editing; the graver ones take two people.

One person asks, a second one confirms (SoD-6); until then nothing has changed. Source: domain reference, section 4.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, time
from typing import Any, ClassVar
from uuid import UUID

import msgspec
from msgspec.structs import replace

from domain.calendar import Due, capped, shifted
from domain.check_pool import leaving_pool
from domain.circumstances import Circumstances
from domain.citing import cited
from domain.events import Elsewhere, Named, NewEvent
from domain.owing import ALL_DUTIES, Obligation
from domain.policy import Duty, Level
from domain.problem.classification import AreaLevel, Severity
from domain.problem.family import finished
from domain.problem.problem import (
    ENDED,
    Amendment,
    AmendmentAsked,
    Evidence,
    Place,
    Problem,
    ProblemEvent,
    Stage,
)
from domain.problem.rectifying import accept_evidence
from domain.refusal import Refused
from domain.resetting import DeadlinesReset, resetting
from domain.sealing import Sealed
from domain.supervision_paper.leaving import overtaken
from domain.supervision_paper.paper import Overtaken

# --- commands -----------------------------------------------------------------------------------------------------


class CorrectDetails(msgspec.Struct, frozen=True):
    """更正登记内容, with a reason; what is not named stays. The old value stays in the history."""

    reason: str
    content: str = ""
    category: str = ""
    severity: Severity | None = None
    place: Place | None = None
    area_level: AreaLevel | None = None


class RequestVoid(msgspec.Struct, frozen=True):
    """申请作废: registered by mistake (错误登记), with evidence of it."""

    reason: str
    evidence: tuple[Evidence, ...]


class RequestMerge(msgspec.Struct, frozen=True):
    """申请并入 ``target``, which speaks of the same thing."""

    target: UUID
    reason: str


class RequestDueCorrection(msgspec.Struct, frozen=True):
    """申请更正整改时限: a slip of the pen, by the document that has the right date."""

    due_on: date
    reason: str
    document: str
    due_time: time | None = None


class ConfirmAmendment(msgspec.Struct, frozen=True):
    """第二人确认."""


class RejectAmendment(msgspec.Struct, frozen=True):
    """第二人不予确认, or whoever asked takes it back."""

    reason: str


# --- events -------------------------------------------------------------------------------------------------------


class ProblemCorrected(ProblemEvent, frozen=True, kw_only=True, tag="problem.corrected"):
    by: Named
    reason: Sealed
    content: Sealed | None = None
    category: str = ""
    severity: Severity | None = None
    place: Place | None = None
    area_level: AreaLevel | None = None

    def apply(self, state: Problem) -> Problem:
        return replace(
            state,
            content=self.content or state.content,
            category=self.category or state.category,
            severity=self.severity or state.severity,
            place=self.place or state.place,
            area_level=self.area_level or state.area_level,
        )


class AmendmentRequested(ProblemEvent, frozen=True, kw_only=True, tag="problem.amendment_requested"):
    kind: Amendment
    by: Named
    reason: Sealed
    evidence: tuple[Evidence, ...] = ()
    target: UUID | None = None
    target_no: str = ""
    due: Due | None = None
    document: str = ""

    def apply(self, state: Problem) -> Problem:
        asked = AmendmentAsked(self.kind, self.by.persons, self.target, self.due, self.document)
        return replace(state, amendment=asked)


class AmendmentRejected(ProblemEvent, frozen=True, kw_only=True, tag="problem.amendment_rejected"):
    kind: Amendment
    by: Named
    reason: Sealed

    def apply(self, state: Problem) -> Problem:
        return replace(state, amendment=None)


class ProblemVoided(ProblemEvent, frozen=True, kw_only=True, tag="problem.voided"):
    """错误登记已作废: asked for by one person, confirmed by another."""

    requested_by: str
    by: Named
    discharges: ClassVar[frozenset[Duty]] = ALL_DUTIES

    def apply(self, state: Problem) -> Problem:
        return replace(state, stage=Stage.VOIDED, amendment=None)


class ProblemMerged(ProblemEvent, frozen=True, kw_only=True, tag="problem.merged"):
    """已并入 ``target``: its own history ends here, that of the target goes on."""

    requested_by: str
    by: Named
    target: UUID
    target_no: str
    discharges: ClassVar[frozenset[Duty]] = ALL_DUTIES

    def apply(self, state: Problem) -> Problem:
        return replace(state, stage=Stage.MERGED, amendment=None, merged_into=self.target)


class MergeReceived(ProblemEvent, frozen=True, kw_only=True, tag="problem.merge_received"):
    """Another problem was merged into this one, which keeps the earlier of the two due dates."""

    source: UUID
    source_no: str
    due: Due | None = None  # only where the other one's was earlier

    def apply(self, state: Problem) -> Problem:
        if self.due is None:
            return state
        return replace(state, due=self.due, judged_due=self.due, original_due=state.original_due or self.due)


class DueDateCorrected(ProblemEvent, frozen=True, kw_only=True, tag="problem.due_date_corrected"):
    requested_by: str
    by: Named
    due: Due
    document: str

    def apply(self, state: Problem) -> Problem:
        return replace(state, due=self.due, original_due=self.due, judged_due=self.due, cap=self.due, amendment=None)


class DeadlineReset(DeadlinesReset, ProblemEvent, frozen=True, kw_only=True, tag="problem.deadline_reset"):
    """``due``: 整改时限, where it moves."""

    due: Due | None = None

    def apply(self, state: Problem) -> Problem:
        if self.due is None:
            return state
        judged = self.due if state.judged_due == state.due else state.judged_due
        original = self.due if state.original_due == state.due else state.original_due
        return replace(state, due=self.due, judged_due=judged, original_due=original)


# --- decisions ----------------------------------------------------------------------------------------------------


def correct_details(problem: Problem, command: CorrectDetails, c: Circumstances) -> Iterator[NewEvent]:
    changed = (command.content, command.category, command.severity, command.place, command.area_level)
    if not any(changed):
        raise Refused("nothing_to_correct")
    if command.category:
        c.known_category(command.category)
    yield (
        ProblemCorrected,
        {
            "by": c.actor.named(),
            "reason": c.seal(problem.subject, "更正原因", command.reason),
            "content": c.seal(problem.subject, "问题内容", command.content) if command.content else None,
            "category": command.category,
            "severity": command.severity,
            "place": command.place,
            "area_level": command.area_level,
        },
    )


def request_void(problem: Problem, command: RequestVoid, c: Circumstances) -> Iterator[NewEvent]:
    if problem.cycle > 1:
        raise Refused("closed_before", number=problem.number)
    evidence = accept_evidence(command.evidence, c)
    if not evidence:
        raise Refused("evidence_missing")
    yield asked(problem, Amendment.VOID, command.reason, c, evidence=evidence)


def request_merge(problem: Problem, command: RequestMerge, c: Circumstances) -> Iterator[NewEvent]:
    target = may_be_merged(problem, command.target, c)
    yield asked(problem, Amendment.MERGE, command.reason, c, target=target.id, target_no=target.number)


def request_due_correction(problem: Problem, command: RequestDueCorrection, c: Circumstances) -> Iterator[NewEvent]:
    if problem.due is None:
        raise Refused("due_missing", hint="时限未定的问题由整改方案补明时限")
    no_level_has_fired(problem)
    document = cited(command.document, "依据的文件")
    due = c.calendar.explicit(command.due_on, command.due_time)
    yield asked(problem, Amendment.DUE_DATE, command.reason, c, due=due, document=document)


def confirm_amendment(problem: Problem, command: ConfirmAmendment, c: Circumstances) -> Iterator[NewEvent]:
    wanted = amendment_asked(problem)
    yield from CONFIRMING[wanted.kind](problem, wanted, c)


def reject_amendment(problem: Problem, command: RejectAmendment, c: Circumstances) -> Iterator[NewEvent]:
    wanted = amendment_asked(problem)
    reason = c.seal(problem.subject, "不予确认理由", command.reason)
    yield AmendmentRejected, {"kind": wanted.kind, "by": c.actor.named(), "reason": reason}


def confirm_void(problem: Problem, wanted: AmendmentAsked, c: Circumstances) -> Iterator[NewEvent]:
    yield from leaving_pool(problem, c)
    yield ProblemVoided, {"requested_by": wanted.by, "by": c.actor.named()}
    yield from overtaken(problem, Overtaken.VOIDED, c)
    yield from finished(problem, c)


def confirm_merge(problem: Problem, wanted: AmendmentAsked, c: Circumstances) -> Iterator[NewEvent]:
    """The target may have changed since it was named: it is looked at again."""
    assert wanted.target is not None
    target = may_be_merged(problem, wanted.target, c)
    earlier = problem.due if problem.due and (target.due is None or problem.due.at < target.due.at) else None
    owed = Obligation(target.final_duty, earlier, c.at) if earlier and target.owes(target.final_duty) else None
    yield from leaving_pool(problem, c)
    yield (
        ProblemMerged,
        {"requested_by": wanted.by, "by": c.actor.named(), "target": target.id, "target_no": target.number},
    )
    received = {"source": problem.id, "source_no": problem.number, "due": earlier, "arms": (owed,) if owed else ()}
    yield Elsewhere(target.id, MergeReceived, received)
    yield from overtaken(problem, Overtaken.MERGED, c)
    yield from finished(problem, c)


def confirm_due_correction(problem: Problem, wanted: AmendmentAsked, c: Circumstances) -> Iterator[NewEvent]:
    assert wanted.due is not None
    no_level_has_fired(problem)
    owed = problem.owes(problem.final_duty)
    yield (
        DueDateCorrected,
        {
            "requested_by": wanted.by,
            "by": c.actor.named(),
            "due": wanted.due,
            "document": wanted.document,
            "arms": (Obligation(owed.duty, wanted.due, c.at),) if owed else (),
        },
    )


def moved_due(problem: Problem, c: Circumstances) -> dict[str, Due]:
    """整改时限 by today's calendar, where it moves."""
    due = counted(problem.due, c) if problem.due else None
    return {"due": due} if due and due.on != problem.due_on else {}


def recounted(due: Due, problem: Problem, c: Circumstances) -> Due:
    """By today's calendar; where it was capped, by the due date as it is now."""
    again = counted(due, c)
    return capped(again, counted(problem.due, c)) if due.why.capped_from and problem.due else again


def counted(due: Due, c: Circumstances) -> Due:
    """By today's calendar, and moved on by the same days of 暂缓."""
    again = c.calendar.recounted(due)
    return shifted(again, due.why.paused_days) if due.why.paused_days else again


reset_deadlines = resetting(DeadlineReset, recounted, moved_due)

Confirming = Callable[[Problem, AmendmentAsked, Circumstances], Iterator[NewEvent]]
CONFIRMING: dict[Amendment, Confirming] = {
    Amendment.VOID: confirm_void,
    Amendment.MERGE: confirm_merge,
    Amendment.DUE_DATE: confirm_due_correction,
}


# --- rules --------------------------------------------------------------------------------------------------------


def asked(problem: Problem, kind: Amendment, reason: str, c: Circumstances, **details: Any) -> NewEvent:
    """The request, if no other one waits."""
    if problem.amendment is not None:
        raise Refused("amendment_pending")
    sealed = c.seal(problem.subject, "更正原因", reason)
    return AmendmentRequested, {"kind": kind, "by": c.actor.named(), "reason": sealed, **details}


def amendment_asked(problem: Problem) -> AmendmentAsked:
    if problem.amendment is None:
        raise Refused("no_amendment_pending")
    return problem.amendment


def no_level_has_fired(problem: Problem) -> None:
    """Once somebody was warned, a date is not a slip of the pen any more."""
    if problem.level > Level.REMIND:
        raise Refused("level_has_fired")


def may_be_merged(problem: Problem, target_id: UUID, c: Circumstances) -> Problem:
    """The target, if it is open, another one, speaks of the same thing, and no open children would be orphaned."""
    target = c.look(target_id)
    if not isinstance(target, Problem):
        raise Refused("unknown_case", case=target_id, kind="问题")
    if target.id in (problem.id, problem.parent) or target.parent == problem.id:
        raise Refused("merge_in_circle", number=target.number)
    if target.stage is Stage.CLOSED:
        raise Refused("merge_into_closed", number=target.number)
    if target.stage in ENDED or target.campaign != problem.campaign:
        raise Refused("merge_not_open", number=target.number)
    if (target.category, place_of(target)) != (problem.category, place_of(problem)):
        raise Refused("merge_other_matter", number=target.number)
    if any(c.look(child).stage not in ENDED for child in problem.children):
        raise Refused("merge_has_children")
    return target


def place_of(problem: Problem) -> tuple[Place, str]:
    return problem.place, problem.household.ref if problem.household else ""
