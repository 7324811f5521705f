"""整改方案: measures, each with a person and a date; submitted by the unit, approved or returned by the office."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any, ClassVar

import msgspec
from msgspec.structs import replace

from domain.calendar import Due, capped
from domain.circumstances import Circumstances
from domain.events import Named, NewEvent
from domain.measures import CauseClass, Depth, MeasureKind, Proof
from domain.owing import Obligation
from domain.policy import Duty
from domain.problem.comparing import resemblance
from domain.problem.problem import Branch, Measure, Problem, ProblemEvent, Resemblance, Stage
from domain.problem.responsible import holders_of
from domain.refusal import Refused
from domain.sealing import Sealed

# --- commands -----------------------------------------------------------------------------------------------------


class BranchDraft(msgspec.Struct, frozen=True):
    """One outcome of an appraisal (C级, 安全) and what follows: a measure, by whom and in how many days; or nothing.

    ``unit`` empty: the unit of the problem.
    """

    outcome: str
    text: str = ""
    unit: str = ""
    person: str = ""
    days: int | None = None


class MeasureDraft(msgspec.Struct, frozen=True):
    """One measure as the unit writes it; ``person`` empty: 责任人 of the problem; no date: the problem's own.

    ``kind`` is the code or the name of a kind of the pack (集中培训, 建章立制). ``posts`` in place of a person names
    posts, in each of the ``villages``. ``unit`` is the department that is asked, or another unit that owes it.
    ``branches`` only where an appraisal decides what follows.
    """

    text: str
    person: str = ""
    due_on: date | None = None
    kind: str = ""
    depth: Depth | None = None
    unit: str = ""
    posts: tuple[str, ...] = ()
    villages: tuple[str, ...] = ()
    branches: tuple[BranchDraft, ...] = ()


class SubmitPlan(msgspec.Struct, frozen=True):
    """报送整改方案. ``due_on`` only where the date was left 未定; no measures: those already issued stand.

    ``cause`` is 原因分析, with its class by code or name.
    """

    measures: tuple[MeasureDraft, ...] = ()
    due_on: date | None = None
    cause: str = ""
    cause_class: str = ""


class ApprovePlan(msgspec.Struct, frozen=True):
    """同意整改方案. ``reason`` is needed for a plan that is much like another (上下一般粗)."""

    reason: str = ""


class ReturnPlan(msgspec.Struct, frozen=True):
    """退回整改方案, with a reason."""

    reason: str


# --- events -------------------------------------------------------------------------------------------------------


class PlanSubmitted(ProblemEvent, frozen=True, kw_only=True, tag="problem.plan_submitted"):
    measures: tuple[Measure, ...]
    by: Named
    in_time: bool
    proposed_due: Due | None = None  # only where the date was 未定
    document: str = ""  # an issued plan is its own paper
    resembles: Resemblance | None = None  # the text it is most like; None: there was none to compare
    cause: Sealed | None = None
    cause_class: CauseClass | None = None
    discharges: ClassVar[frozenset[Duty]] = frozenset({Duty.PLAN})

    def apply(self, state: Problem) -> Problem:
        return replace(
            state,
            stage=Stage.PLAN_REVIEW,
            measures=self.measures,
            measures_done=frozenset(),
            requests=(),
            cause=self.cause or state.cause,
            cause_class=self.cause_class or state.cause_class,
            plan_by=self.by.persons,
            plan_resembles=self.resembles,
            plan_in_time=self.in_time,
            cap=state.cap or self.proposed_due,
        )


class PlanApproved(ProblemEvent, frozen=True, kw_only=True, tag="problem.plan_approved"):
    by: Named
    due: Due | None = None  # the date the plan brought; None leaves the dispatched one
    document: str = ""
    reason: Sealed | None = None
    discharges: ClassVar[frozenset[Duty]] = frozenset({Duty.PLAN_REVIEW})

    def apply(self, state: Problem) -> Problem:
        dated = {"due": self.due, "original_due": self.due, "judged_due": self.due} if self.due else {}
        return replace(state, stage=Stage.RECTIFYING, **dated)


class PlanReturned(ProblemEvent, frozen=True, kw_only=True, tag="problem.plan_returned"):
    by: Named
    reason: Sealed
    discharges: ClassVar[frozenset[Duty]] = frozenset({Duty.PLAN_REVIEW})

    def apply(self, state: Problem) -> Problem:
        return replace(state, stage=Stage.CLAIMED, cap=state.due)


# --- decisions ----------------------------------------------------------------------------------------------------


def submit_plan(problem: Problem, command: SubmitPlan, c: Circumstances) -> Iterator[NewEvent]:
    due = plan_due(problem, command, c)
    owed = problem.owes(Duty.PLAN)
    yield (
        PlanSubmitted,
        {
            "measures": planned_measures(problem, command, due, c),
            "by": c.actor.named(),
            "in_time": owed is None or c.at <= owed.due.at,
            "proposed_due": due if problem.due is None else None,
            "resembles": resemblance(problem, (draft.text for draft in command.measures), c),
            "arms": (Obligation(Duty.PLAN_REVIEW, c.due(Duty.PLAN_REVIEW), c.at),),
            **stated_cause(problem.subject, command.cause, command.cause_class, c),
        },
    )


def approve_plan(problem: Problem, command: ApprovePlan, c: Circumstances) -> Iterator[NewEvent]:
    likeness_is_explained(problem, command, c)
    fields: dict[str, Any] = {"by": c.actor.named()}
    if command.reason.strip():
        fields["reason"] = c.seal(problem.subject, "同意理由", command.reason)
    if problem.due is None and problem.cap is not None:  # the plan brought the date that was 未定
        fields |= {"due": problem.cap, "arms": (Obligation(problem.final_duty, problem.cap, c.at),)}
    yield PlanApproved, fields


def return_plan(problem: Problem, command: ReturnPlan, c: Circumstances) -> Iterator[NewEvent]:
    again = c.due(Duty.PLAN)
    if problem.due is not None:
        again = capped(again, problem.due)
    yield (
        PlanReturned,
        {
            "by": c.actor.named(),
            "reason": c.seal(problem.subject, "退回理由", command.reason),
            "arms": (Obligation(Duty.PLAN, again, c.at),),
        },
    )


# --- rules --------------------------------------------------------------------------------------------------------


def likeness_is_explained(problem: Problem, command: ApprovePlan, c: Circumstances) -> None:
    """A plan that is much like another is approved only with a reason (上下一般粗). Raises Refused."""
    alike = problem.plan_resembles
    if alike is not None and alike.percent >= c.policy.signals.alike_percent and not command.reason.strip():
        raise Refused("alike_plan_unexplained", percent=alike.percent, problem_no=alike.problem_no)


def plan_due(problem: Problem, command: SubmitPlan, c: Circumstances) -> Due:
    """The date the plan stands under: the dispatched one, or, where that was 未定, the one the plan must bring."""
    if problem.due is not None:
        if command.due_on is not None and command.due_on > problem.due.on:
            raise Refused("due_after_cap", proposed=command.due_on, due=problem.due.on)
        if command.due_on is not None and command.due_on < problem.due.on:
            raise Refused("due_is_set", proposed=command.due_on, due=problem.due.on)
        return problem.due
    if command.due_on is None:
        raise Refused("due_missing", hint="交办时未定，整改方案必须补明整改时限")
    return c.not_past(c.calendar.explicit(command.due_on))


def planned_measures(problem: Problem, command: SubmitPlan, due: Due, c: Circumstances) -> tuple[Measure, ...]:
    """The measures as handed in, or, where only the date was missing, those that were issued."""
    if command.measures or not problem.measures:
        return draft_measures(command.measures, problem.subject, problem.unit, due, c, problem.place.village)
    return tuple(replace(measure, due_on=measure.due_on or due.on) for measure in problem.measures)


def draft_measures(
    drafts: tuple[MeasureDraft, ...], subject: str, unit: str, due: Due | None, c: Circumstances, village: str = ""
) -> tuple[Measure, ...]:
    """Seal each measure; each needs a text, and a date not later than the problem's. ``village``: the problem's."""
    if not drafts:
        raise Refused("measures_missing")
    measures = []
    for number, draft in enumerate(drafts, start=1):
        if not draft.text.strip():
            raise Refused("measure_incomplete", number=number, what="措施内容")
        if due is not None and draft.due_on is not None and draft.due_on > due.on:
            raise Refused("measure_after_due", number=number, measure_due=draft.due_on, due=due.on)
        kind = measure_kind(draft.kind, c)
        owing = unit_of_measure(number, draft, kind, unit, c)
        measures.append(
            Measure(
                text=c.seal(subject, "整改措施", draft.text),
                person=c.named(draft.person, owing or unit) if draft.person else None,
                due_on=draft.due_on or (due.on if due else None),
                kind=kind,
                depth=draft.depth or kind.depth,
                unit=owing,
                persons=holders_of(draft.posts, draft.villages, owing or unit, village, c),
                branches=branches_of(number, draft, kind, subject, unit, c),
            )
        )
    return tuple(measures)


def measure_kind(word: str, c: Circumstances) -> MeasureKind:
    """The kind of that code or name; none written: the ordinary one. Raises Refused."""
    kind = c.pack.measures.kind(word)
    if kind is None:
        known = "、".join(one.label for one in c.pack.measures.kinds)
        raise Refused("unknown_measure_kind", kind=word, known=known)
    return kind


def unit_of_measure(number: int, draft: MeasureDraft, kind: MeasureKind, unit: str, c: Circumstances) -> str:
    """The other unit that owes a measure or is asked for it; a request is made to somebody, and not to oneself."""
    if draft.unit:
        c.organisation.standing_unit(draft.unit)
    asks_itself = not draft.unit or c.organisation.same(draft.unit, unit)
    if kind.proof is Proof.ANSWER and asks_itself:
        raise Refused("request_to_nobody", number=number)
    return "" if asks_itself else draft.unit


def branches_of(
    number: int, draft: MeasureDraft, kind: MeasureKind, subject: str, unit: str, c: Circumstances
) -> tuple[Branch, ...]:
    """The outcomes of an appraisal, each named once; no other kind of measure has any. Raises Refused."""
    if kind.proof is Proof.APPRAISAL and not draft.branches:
        raise Refused("branches_missing", number=number)
    if kind.proof is not Proof.APPRAISAL and draft.branches:
        raise Refused("branches_unexpected", number=number)
    outcomes = [branch.outcome.strip() for branch in draft.branches]
    if len(set(outcomes)) < len(outcomes):
        raise Refused("outcome_twice", number=number)
    return tuple(draft_branch(number, branch, subject, unit, c) for branch in draft.branches)


def draft_branch(number: int, draft: BranchDraft, subject: str, unit: str, c: Circumstances) -> Branch:
    outcome = c.seal(subject, "鉴定结论", draft.outcome)
    if not draft.text.strip():
        if draft.unit or draft.person or draft.days is not None:
            raise Refused("measure_incomplete", number=number, what="鉴定结论之后的措施内容")
        return Branch(outcome)
    if draft.unit:
        c.organisation.standing_unit(draft.unit)
    if draft.days is not None and draft.days < 1:
        raise Refused("measure_incomplete", number=number, what="鉴定结论之后的完成天数（至少1天）")
    person = c.named(draft.person, draft.unit or unit) if draft.person else None
    return Branch(outcome, c.seal(subject, "整改措施", draft.text), draft.unit, person, draft.days)


def stated_cause(subject: str, cause: str, word: str, c: Circumstances) -> dict[str, Any]:
    """原因分析 with its class, or neither: what an event says of the cause. Raises Refused."""
    if not cause.strip() and not word:
        return {}
    found = c.pack.measures.cause(word)
    if found is None:
        known = "、".join(one.label for one in c.pack.measures.causes)
        raise Refused("unknown_cause_class", cause=word, known=known)
    return {"cause": c.seal(subject, "问题原因", cause), "cause_class": found}
