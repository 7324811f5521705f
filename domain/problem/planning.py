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
from domain.owing import Obligation
from domain.policy import Duty
from domain.problem.comparing import resemblance
from domain.problem.problem import Measure, Problem, ProblemEvent, Resemblance, Stage
from domain.refusal import Refused
from domain.sealing import Sealed

# --- commands -----------------------------------------------------------------------------------------------------


class MeasureDraft(msgspec.Struct, frozen=True):
    """One measure as the unit writes it; ``person`` empty: 责任人 of the problem; no date: the problem's own."""

    text: str
    person: str = ""
    due_on: date | None = None


class SubmitPlan(msgspec.Struct, frozen=True):
    """报送整改方案. ``due_on`` only where the date was left 未定; no measures: those already issued stand."""

    measures: tuple[MeasureDraft, ...] = ()
    due_on: date | None = None


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
    discharges: ClassVar[frozenset[Duty]] = frozenset({Duty.PLAN})

    def apply(self, state: Problem) -> Problem:
        return replace(
            state,
            stage=Stage.PLAN_REVIEW,
            measures=self.measures,
            measures_done=frozenset(),
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
        return problem.due
    if command.due_on is None:
        raise Refused("due_missing", hint="交办时未定，整改方案必须补明整改时限")
    return c.not_past(c.calendar.explicit(command.due_on))


def planned_measures(problem: Problem, command: SubmitPlan, due: Due, c: Circumstances) -> tuple[Measure, ...]:
    """The measures as handed in, or, where only the date was missing, those that were issued."""
    if command.measures or not problem.measures:
        return draft_measures(command.measures, problem.subject, problem.unit, due, c)
    return tuple(replace(measure, due_on=measure.due_on or due.on) for measure in problem.measures)


def draft_measures(
    drafts: tuple[MeasureDraft, ...], subject: str, unit: str, due: Due | None, c: Circumstances
) -> tuple[Measure, ...]:
    """Seal each measure; each needs a text, and a date not later than the problem's."""
    if not drafts:
        raise Refused("measures_missing")
    measures = []
    for number, draft in enumerate(drafts, start=1):
        if not draft.text.strip():
            raise Refused("measure_incomplete", number=number, what="措施内容")
        if due is not None and draft.due_on is not None and draft.due_on > due.on:
            raise Refused("measure_after_due", number=number, measure_due=draft.due_on, due=due.on)
        person = c.named(draft.person, unit) if draft.person else None
        text = c.seal(subject, "整改措施", draft.text)
        measures.append(Measure(text, person, draft.due_on or (due.on if due else None)))
    return tuple(measures)
