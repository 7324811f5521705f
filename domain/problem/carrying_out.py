"""落实措施: a measure is done by what its kind demands: attendance, evidence, a document, an answer, an appraisal.

A request to a department has a state and papers of its own; an appraisal decides which measure follows and who owes it.
Source: R004-16, R004-24, R004-27, R004-29, R004-36.
"""

from __future__ import annotations

from collections.abc import Iterator

import msgspec
from msgspec.structs import replace

from domain.authorising import FIELD
from domain.calendar import Due, local_date
from domain.circumstances import Circumstances
from domain.citing import cited, cited_if_any
from domain.events import Named, NewEvent
from domain.measures import PROOF_NAMES, Proof
from domain.problem.problem import (
    Branch,
    Evidence,
    Measure,
    MeasureRequest,
    Problem,
    ProblemEvent,
    RequestState,
)
from domain.problem.rectifying import accept_evidence, measure_of
from domain.refusal import Refused
from domain.sealing import Sealed

# --- commands -----------------------------------------------------------------------------------------------------


class CompleteMeasure(msgspec.Struct, frozen=True):
    """完成措施: what shows it: how many attended and the list (集中培训), evidence (宣传), the document (建章立制)."""

    number: int
    evidence: tuple[Evidence, ...] = ()
    attendance: int = 0
    document: str = ""


class AskDepartment(msgspec.Struct, frozen=True):
    """发函协调: by which paper; ``unit`` only where another department than the planned one is asked."""

    number: int
    document: str
    unit: str = ""


class AnswerRequest(msgspec.Struct, frozen=True):
    """答复协调事项, by the department that was asked: what it did, and its paper (复函, 检测报告)."""

    number: int
    answer: str
    document: str
    evidence: tuple[Evidence, ...] = ()


class DeclineRequest(msgspec.Struct, frozen=True):
    """不予办理协调事项, with a reason; the measure stays open until it is asked anew and answered."""

    number: int
    reason: str


class RecordAppraisal(msgspec.Struct, frozen=True):
    """记录鉴定结论: one of those that the plan foresaw, with the form of the appraisal as evidence."""

    number: int
    outcome: str
    evidence: tuple[Evidence, ...] = ()


# --- events -------------------------------------------------------------------------------------------------------


class MeasureCompleted(ProblemEvent, frozen=True, kw_only=True, tag="problem.measure_completed"):
    number: int
    by: Named
    evidence: tuple[Evidence, ...] = ()
    attendance: int = 0
    document: str = ""

    def apply(self, state: Problem) -> Problem:
        return done(state, self.number, self.evidence)


class DepartmentAsked(ProblemEvent, frozen=True, kw_only=True, tag="problem.department_asked"):
    """``due``: until when the answer is waited for; None where neither the measure nor the problem has a date."""

    number: int
    by: Named
    unit: str
    document: str
    due: Due | None = None

    def apply(self, state: Problem) -> Problem:
        asked = MeasureRequest(self.number, self.unit, self.document, self.occurred_at, self.due)
        return with_request(state, asked)


class RequestAnswered(ProblemEvent, frozen=True, kw_only=True, tag="problem.request_answered"):
    number: int
    by: Named
    unit: str
    answer: Sealed
    document: str
    evidence: tuple[Evidence, ...] = ()

    def apply(self, state: Problem) -> Problem:
        asked = state.request_of(self.number)
        assert asked is not None
        answered = replace(asked, unit=self.unit, document=self.document, state=RequestState.ANSWERED)
        return with_request(done(state, self.number, self.evidence), answered)


class RequestDeclined(ProblemEvent, frozen=True, kw_only=True, tag="problem.request_declined"):
    number: int
    by: Named
    unit: str
    reason: Sealed

    def apply(self, state: Problem) -> Problem:
        asked = state.request_of(self.number)
        assert asked is not None
        return with_request(state, replace(asked, state=RequestState.DECLINED))


class AppraisalRecorded(ProblemEvent, frozen=True, kw_only=True, tag="problem.appraisal_recorded"):
    """``branch`` counts from 1 within the measure; the outcome itself may be about a household, and is sealed."""

    number: int
    by: Named
    branch: int
    outcome: Sealed
    evidence: tuple[Evidence, ...]

    def apply(self, state: Problem) -> Problem:
        return done(state, self.number, self.evidence)


class MeasureAdded(ProblemEvent, frozen=True, kw_only=True, tag="problem.measure_added"):
    """The measure that follows from an appraisal; ``after`` is the number of the measure that decided it."""

    measure: Measure
    after: int

    def apply(self, state: Problem) -> Problem:
        return replace(state, measures=(*state.measures, self.measure))


def done(state: Problem, number: int, evidence: tuple[Evidence, ...]) -> Problem:
    return replace(state, measures_done=state.measures_done | {number}, evidence=(*state.evidence, *evidence))


def with_request(state: Problem, request: MeasureRequest) -> Problem:
    others = (one for one in state.requests if one.number != request.number)
    return replace(state, requests=(*others, request))


# --- decisions ----------------------------------------------------------------------------------------------------


def complete_measure(problem: Problem, command: CompleteMeasure, c: Circumstances) -> Iterator[NewEvent]:
    measure = open_measure(problem, command.number)
    evidence = accept_evidence(command.evidence, c)
    the_proof_is_there(measure, command)
    owed_by_the_actor(problem, command.number, measure, c)
    yield (
        MeasureCompleted,
        {
            "number": command.number,
            "by": c.actor.named(),
            "evidence": evidence,
            "attendance": command.attendance,
            "document": cited_if_any(command.document, "制度文件"),
        },
    )


def ask_department(problem: Problem, command: AskDepartment, c: Circumstances) -> Iterator[NewEvent]:
    measure = open_measure(problem, command.number)
    if measure.kind.proof is not Proof.ANSWER:
        raise Refused("not_a_request", number=command.number)
    before = problem.request_of(command.number)
    if before is not None and before.state is RequestState.ASKED:
        raise Refused("request_waits", number=command.number, unit=before.unit)
    unit = command.unit or measure.unit
    c.organisation.standing_unit(unit)
    if c.organisation.same(unit, problem.unit):
        raise Refused("request_to_nobody", number=command.number)
    yield (
        DepartmentAsked,
        {
            "number": command.number,
            "by": c.actor.named(),
            "unit": unit,
            "document": cited(command.document, "协调函文号"),
            "due": c.calendar.explicit(measure.due_on) if measure.due_on else problem.due,
        },
    )


def answer_request(problem: Problem, command: AnswerRequest, c: Circumstances) -> Iterator[NewEvent]:
    asked = request_to_the_actor(problem, command.number, c)
    yield (
        RequestAnswered,
        {
            "number": command.number,
            "by": c.actor.named(),
            "unit": asked.unit,
            "answer": c.seal(problem.subject, "答复内容", command.answer),
            "document": cited(command.document, "答复文件文号"),
            "evidence": accept_evidence(command.evidence, c),
        },
    )


def decline_request(problem: Problem, command: DeclineRequest, c: Circumstances) -> Iterator[NewEvent]:
    asked = request_to_the_actor(problem, command.number, c)
    reason = c.seal(problem.subject, "不予办理理由", command.reason)
    yield RequestDeclined, {"number": command.number, "by": c.actor.named(), "unit": asked.unit, "reason": reason}


def record_appraisal(problem: Problem, command: RecordAppraisal, c: Circumstances) -> Iterator[NewEvent]:
    measure = open_measure(problem, command.number)
    if measure.kind.proof is not Proof.APPRAISAL:
        raise Refused("not_an_appraisal", number=command.number)
    owed_by_the_actor(problem, command.number, measure, c)
    evidence = accept_evidence(command.evidence, c)
    if not evidence:
        raise Refused("measure_proof_missing", number=command.number, kind=measure.kind.label, proof="鉴定表")
    branch, taken = branch_of(measure, command, c)
    yield (
        AppraisalRecorded,
        {
            "number": command.number,
            "by": c.actor.named(),
            "branch": branch,
            "outcome": c.seal(problem.subject, "鉴定结论", command.outcome),
            "evidence": evidence,
        },
    )
    if taken.text is not None:
        yield MeasureAdded, {"measure": next_measure(problem, taken, c), "after": command.number}


# --- rules --------------------------------------------------------------------------------------------------------


def open_measure(problem: Problem, number: int) -> Measure:
    measure = measure_of(problem, number)
    if number in problem.measures_done:
        raise Refused("measure_done_already", number=number)
    return measure


def owed_by_the_actor(problem: Problem, number: int, measure: Measure, c: Circumstances) -> None:
    """The unit that owes it does it: its own people, whoever is named for it, and in a village its field workers."""
    unit = measure.unit or problem.unit
    answerable = measure.answerable if measure.unit else (*measure.answerable, *problem.answerable)
    in_the_field = c.actor.role in FIELD and c.organisation.is_within(c.actor.unit, unit)
    if c.actor.person in answerable or c.organisation.same(c.actor.unit, unit) or in_the_field:
        return
    raise Refused("measure_of_another_unit", number=number, unit=unit, name=c.actor.name)


def the_proof_is_there(measure: Measure, command: CompleteMeasure) -> None:
    """What the kind of the measure demands. Raises Refused."""
    there = {
        Proof.NONE: True,
        Proof.EVIDENCE: bool(command.evidence),
        Proof.ATTENDANCE: bool(command.evidence) and command.attendance > 0,
        Proof.DOCUMENT: bool(command.evidence) and bool(command.document.strip()),
    }
    kind = measure.kind
    if kind.proof not in there:
        raise Refused("measure_unproved", number=command.number, kind=kind.label, proof=PROOF_NAMES[kind.proof])
    if not there[kind.proof]:
        raise Refused("measure_proof_missing", number=command.number, kind=kind.label, proof=PROOF_NAMES[kind.proof])


def request_to_the_actor(problem: Problem, number: int, c: Circumstances) -> MeasureRequest:
    """The request that waits, of the department that the actor belongs to. Raises Refused."""
    measure_of(problem, number)
    asked = problem.request_of(number)
    if asked is None or asked.state is not RequestState.ASKED:
        raise Refused("request_not_made", number=number)
    if not c.organisation.same(c.actor.unit, asked.unit):
        raise Refused("request_of_another_unit", number=number, unit=asked.unit, name=c.actor.name)
    return asked


def branch_of(measure: Measure, command: RecordAppraisal, c: Circumstances) -> tuple[int, Branch]:
    """The branch of that outcome, and its number from 1. Raises Refused."""
    outcomes = [c.reveal(branch.outcome) for branch in measure.branches]
    for number, (outcome, branch) in enumerate(zip(outcomes, measure.branches, strict=True), start=1):
        if outcome == command.outcome.strip():
            return number, branch
    known = "、".join(outcomes)
    raise Refused("unknown_outcome", number=command.number, outcome=command.outcome, known=known)


def next_measure(problem: Problem, taken: Branch, c: Circumstances) -> Measure:
    """What follows, counted from today, and not later than the problem itself."""
    assert taken.text is not None
    latest = problem.due.on if problem.due else None
    by = c.calendar.within_days(local_date(c.at), taken.days, roll=True).on if taken.days else latest
    due_on = min(by, latest) if by and latest else by
    unit = "" if not taken.unit or c.organisation.same(taken.unit, problem.unit) else taken.unit
    return Measure(text=taken.text, person=taken.person, due_on=due_on, unit=unit)
