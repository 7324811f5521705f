"""整改 延期: the work itself, its evidence, asking for more time, and handing it in (申请销号)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any, ClassVar

import msgspec
from msgspec.structs import replace

from domain.calendar import Due
from domain.circumstances import Circumstances
from domain.events import Named, NewEvent
from domain.measures import PROOF_NAMES, CauseClass, Proof
from domain.organisation import Role
from domain.owing import Obligation
from domain.policy import Duty
from domain.problem.classification import Mode
from domain.problem.planning import stated_cause
from domain.problem.problem import (
    CHECK_STAGES,
    Evidence,
    Extension,
    Measure,
    Problem,
    ProblemEvent,
    Rectification,
    Stage,
)
from domain.problem.rechecking import first_check, work_owed
from domain.refusal import Refused
from domain.sealing import Sealed

# --- commands -----------------------------------------------------------------------------------------------------


class ReportProgress(msgspec.Struct, frozen=True):
    """整改进展; ``measures_done`` names the measures (1, 2, ...) that are done now."""

    text: str
    measures_done: tuple[int, ...] = ()


class AddEvidence(msgspec.Struct, frozen=True):
    """佐证材料: at least one piece, each by its hash."""

    evidence: tuple[Evidence, ...]


class RequestExtension(msgspec.Struct, frozen=True):
    """申请延期: 原因和明确延长时限."""

    reason: str = ""
    new_due_on: date | None = None


class GrantExtension(msgspec.Struct, frozen=True):
    """同意延期."""


class DenyExtension(msgspec.Struct, frozen=True):
    """不予延期, with a reason."""

    reason: str


class WithdrawSubmission(msgspec.Struct, frozen=True):
    """撤回销号申请, by the head, before the first layer has acted."""

    reason: str


class SubmitForRecheck(msgspec.Struct, frozen=True):
    """申请销号: signed by 责任人; a TIME_LIMITED problem also by 责任领导, named in ``signed_by``.

    ``cause`` with its class (原因分析), where the plan did not state it.
    """

    effect: str
    signed_by: tuple[str, ...] = ()
    measures_done: tuple[int, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    cause: str = ""
    cause_class: str = ""


# --- events -------------------------------------------------------------------------------------------------------


class RectificationStarted(ProblemEvent, frozen=True, kw_only=True, tag="problem.rectification_started"):
    """立行立改: implied by the first progress or evidence."""

    def apply(self, state: Problem) -> Problem:
        return replace(state, stage=Stage.RECTIFYING)


class ProgressReported(ProblemEvent, frozen=True, kw_only=True, tag="problem.progress_reported"):
    by: Named
    text: Sealed
    measures_done: tuple[int, ...] = ()

    def apply(self, state: Problem) -> Problem:
        return replace(state, progress=self.text, measures_done=state.measures_done.union(self.measures_done))


class EvidenceAdded(ProblemEvent, frozen=True, kw_only=True, tag="problem.evidence_added"):
    by: Named
    evidence: tuple[Evidence, ...]

    def apply(self, state: Problem) -> Problem:
        return replace(state, evidence=(*state.evidence, *self.evidence))


class ExtensionRequested(ProblemEvent, frozen=True, kw_only=True, tag="problem.extension_requested"):
    by: Named
    reason: Sealed
    new_due_on: date
    late: bool
    by_group_head: bool = False

    def apply(self, state: Problem) -> Problem:
        asked = Extension(self.occurred_at, self.new_due_on, self.late, self.by_group_head)
        return replace(state, extensions=(*state.extensions, asked))


class ExtensionGranted(ProblemEvent, frozen=True, kw_only=True, tag="problem.extension_granted"):
    by: Named
    due: Due
    late: bool
    discharges: ClassVar[frozenset[Duty]] = frozenset({Duty.EXT_DECISION})

    def apply(self, state: Problem) -> Problem:
        decided = replace(state.extensions[-1], granted=True)
        return replace(
            state,
            extensions=(*state.extensions[:-1], decided),
            due=self.due,
            judged_due=state.judged_due if self.late else self.due,
        )


class ExtensionDenied(ProblemEvent, frozen=True, kw_only=True, tag="problem.extension_denied"):
    by: Named
    reason: Sealed
    discharges: ClassVar[frozenset[Duty]] = frozenset({Duty.EXT_DECISION})

    def apply(self, state: Problem) -> Problem:
        return replace(state, extensions=(*state.extensions[:-1], replace(state.extensions[-1], granted=False)))


class SubmittedForRecheck(ProblemEvent, frozen=True, kw_only=True, tag="problem.submitted_for_recheck"):
    """申请销号. ``measures`` come only with 当场整改, where there was no plan; ``cause`` where the plan had none."""

    effect: Sealed
    signers: tuple[Named, ...]
    layer: int
    evidence: tuple[Evidence, ...] = ()
    measures_done: tuple[int, ...] = ()
    measures: tuple[Measure, ...] = ()
    cause: Sealed | None = None
    cause_class: CauseClass | None = None
    discharges: ClassVar[frozenset[Duty]] = frozenset({Duty.RECTIFY, Duty.IMMEDIATE, Duty.REWORK, Duty.PLAN})

    def apply(self, state: Problem) -> Problem:
        return replace(
            state,
            stage=CHECK_STAGES[self.layer],
            effect=self.effect,
            evidence=(*state.evidence, *self.evidence),
            measures=self.measures or state.measures,
            measures_done=frozenset(range(1, len(self.measures or state.measures) + 1)),
            cause=self.cause or state.cause,
            cause_class=self.cause_class or state.cause_class,
            current=Rectification(self.occurred_at, tuple(s.person for s in self.signers)),
        )


class SubmissionWithdrawn(ProblemEvent, frozen=True, kw_only=True, tag="problem.submission_withdrawn"):
    by: Named
    reason: Sealed
    discharges: ClassVar[frozenset[Duty]] = frozenset({Duty.RECHECK})

    def apply(self, state: Problem) -> Problem:
        return replace(state, stage=Stage.RECTIFYING, current=Rectification())


# --- decisions ----------------------------------------------------------------------------------------------------


def report_progress(problem: Problem, command: ReportProgress, c: Circumstances) -> Iterator[NewEvent]:
    yield from started(problem)
    yield (
        ProgressReported,
        {
            "by": c.actor.named(),
            "text": c.seal(problem.subject, "整改进展", command.text),
            "measures_done": known_measures(problem, command.measures_done),
        },
    )


def add_evidence(problem: Problem, command: AddEvidence, c: Circumstances) -> Iterator[NewEvent]:
    evidence = accept_evidence(command.evidence, c)
    if not evidence:
        raise Refused("evidence_missing")
    yield from started(problem)
    yield EvidenceAdded, {"by": c.actor.named(), "evidence": evidence}


def request_extension(problem: Problem, command: RequestExtension, c: Circumstances) -> Iterator[NewEvent]:
    if not command.reason.strip() or command.new_due_on is None:
        raise Refused("extension_incomplete")
    if problem.pending_extension is not None or problem.pause is not None:
        raise Refused("extension_pending")
    if problem.due is None:
        raise Refused("due_missing", hint="时限未定的问题不能申请延期")
    if command.new_due_on <= max(c.today, problem.due.on):
        raise Refused("extension_not_later", new_due=command.new_due_on, due=problem.due.on)
    by_group_head = c.actor.role == Role.GROUP_HEAD
    if not by_group_head:
        within_the_limit(problem, command.new_due_on, c)
    yield (
        ExtensionRequested,
        {
            "by": c.actor.named(),
            "reason": c.seal(problem.subject, "延期原因", command.reason),
            "new_due_on": command.new_due_on,
            "late": c.at > problem.due.at,
            "by_group_head": by_group_head,
            "arms": (Obligation(Duty.EXT_DECISION, c.due(Duty.EXT_DECISION), c.at),),
        },
    )


def within_the_limit(problem: Problem, new_due_on: date, c: Circumstances) -> None:
    """Once, and not further than so many calendar days after the date it replaces; more only by 领导小组组长."""
    assert problem.due is not None
    max_days = c.policy.extension_max_days
    if problem.extensions or (new_due_on - problem.due.on).days > max_days:
        raise Refused("extension_limit", max_days=max_days)


def grant_extension(problem: Problem, command: GrantExtension, c: Circumstances) -> Iterator[NewEvent]:
    pending = pending_extension(problem)
    if pending.by_group_head and c.actor.role != Role.GROUP_HEAD:
        raise Refused("extension_limit", max_days=c.policy.extension_max_days)
    due = c.calendar.explicit(pending.new_due_on)
    handed_in = problem.current.submitted_at is not None  # then nothing is owed unless it is returned
    arms = () if handed_in else (Obligation(problem.final_duty, due, c.at),)
    yield ExtensionGranted, {"by": c.actor.named(), "due": due, "late": pending.late, "arms": arms}


def deny_extension(problem: Problem, command: DenyExtension, c: Circumstances) -> Iterator[NewEvent]:
    pending_extension(problem)
    yield ExtensionDenied, {"by": c.actor.named(), "reason": c.seal(problem.subject, "不予延期理由", command.reason)}


def submit_for_recheck(problem: Problem, command: SubmitForRecheck, c: Circumstances) -> Iterator[NewEvent]:
    evidence = accept_evidence(command.evidence, c)
    done = problem.measures_done.union(known_measures(problem, command.measures_done))
    still_open = [n for n in range(1, len(problem.measures) + 1) if n not in done]
    if still_open:
        raise Refused("measures_open", numbers="、".join(map(str, still_open)))
    if not problem.evidence and not evidence:
        raise Refused("evidence_missing")
    signers = dict.fromkeys((*c.actor.named().persons, *command.signed_by))
    every_signature_is_there(problem, tuple(signers), c)
    the_cause_is_stated(problem.cause is not None or bool(command.cause.strip()), c)
    submitted: dict[str, Any] = {
        "effect": c.seal(problem.subject, "整改成效", command.effect),
        "signers": tuple(c.named(person, problem.unit) for person in signers),
        "evidence": evidence,
        "measures_done": command.measures_done,
        **stated_cause(problem.subject, command.cause, command.cause_class, c),
    }
    yield SubmittedForRecheck, submitted | first_check(problem.mode, problem.scope, problem.severity, c)


def withdraw_submission(problem: Problem, command: WithdrawSubmission, c: Circumstances) -> Iterator[NewEvent]:
    """Before anybody has checked; the date stands as it stood, and the days in between count."""
    yield (
        SubmissionWithdrawn,
        {
            "by": c.actor.named(),
            "reason": c.seal(problem.subject, "撤回原因", command.reason),
            "arms": (work_owed(problem, problem.due, c),),
        },
    )


# --- rules --------------------------------------------------------------------------------------------------------


def started(problem: Problem) -> Iterator[NewEvent]:
    if problem.stage is Stage.CLAIMED and problem.mode is Mode.IMMEDIATE:
        yield RectificationStarted, {}


def every_signature_is_there(problem: Problem, signers: tuple[str, ...], c: Circumstances) -> None:
    """谁整改谁负责: 责任人 signs; 限期整改 also 责任领导; HEAD too where the profile says so, and what was reopened.

    Where posts are responsible village by village, one of each village signs.
    """
    wanted = [] if problem.persons else [("责任人", problem.person)]
    for village in dict.fromkeys(one.unit for one in problem.persons):
        there = [one for one in problem.persons if one.unit == village]
        if not any(one.person in signers for one in there):
            raise Refused("signature_missing", who=f"{village}责任人（{'、'.join(one.name for one in there)}之一）")
    if problem.mode is Mode.TIME_LIMITED:
        wanted.append(("责任领导", problem.leader))
    for title, named in wanted:
        if named is None or named.person not in signers:
            raise Refused("signature_missing", who=f"{title}{named.name if named else '（未确定）'}")
    reopened = problem.reopen_count > 0 and c.policy.head_signs_reopened
    if (reopened or problem.severity in c.policy.head_signs) and not head_among(signers, problem, c):
        raise Refused("signature_missing", who=f"{problem.unit}主要负责同志")


def head_among(signers: tuple[str, ...], problem: Problem, c: Circumstances) -> bool:
    posts = (post for person in signers for post in c.organisation.person(person).posts_at(c.at))
    return any(c.organisation.same(post.unit, problem.unit) and Role.HEAD in post.roles for post in posts)


def the_cause_is_stated(stated: bool, c: Circumstances) -> None:
    """深入剖析根源: without its cause a problem is neither handed in nor closed, where the place says so."""
    if c.pack.measures.cause_before_close and not stated:
        raise Refused("cause_missing")


def known_measures(problem: Problem, numbers: Iterable[int]) -> tuple[int, ...]:
    """Measures that may be reported done: what a kind demands as proof is not replaced by a number. Raises Refused."""
    for number in numbers:
        kind = measure_of(problem, number).kind
        if kind.proof is not Proof.NONE and number not in problem.measures_done:
            raise Refused("measure_unproved", number=number, kind=kind.label, proof=PROOF_NAMES[kind.proof])
    return tuple(numbers)


def measure_of(problem: Problem, number: int) -> Measure:
    if not 1 <= number <= len(problem.measures):
        raise Refused("unknown_measure", number=number)
    return problem.measures[number - 1]


def accept_evidence(evidence: tuple[Evidence, ...], c: Circumstances) -> tuple[Evidence, ...]:
    """Each piece is named by a sound hash, and whoever took it by his id: a name typed freely could be anybody's."""
    for piece in evidence:
        if piece.taken_by:
            c.organisation.person(piece.taken_by)
        sound_hash(piece.sha256)
    return evidence


def sound_hash(sha256: str) -> str:
    if len(sha256) != 64 or set(sha256) - set("0123456789abcdef"):
        raise Refused("bad_hash", sha256=sha256)
    return sha256


def pending_extension(problem: Problem) -> Extension:
    if problem.pending_extension is None:
        raise Refused("no_extension_pending")
    return problem.pending_extension
