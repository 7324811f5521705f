"""举一反三: the same problem is looked for elsewhere. Children are problems of their own; units sign what they found.

A sweep that finds nothing is signed, too (零报告). Source: domain reference, section 4; R002-46, R004-03, R004-41.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import ClassVar
from uuid import UUID

import msgspec
from msgspec.structs import replace

from domain.calendar import Due
from domain.circumstances import Circumstances
from domain.events import Named, NewEvent, in_stream
from domain.owing import Obligation
from domain.policy import Duty
from domain.problem.classification import Mode
from domain.problem.finding import Finding
from domain.problem.problem import Problem, ProblemEvent, SweepTask
from domain.problem.registering import ScreeningSigned, dispatched, registered
from domain.refusal import Refused
from domain.sealing import Sealed

# --- commands -----------------------------------------------------------------------------------------------------


class DeriveProblem(msgspec.Struct, frozen=True):
    """派生问题: a child with its own unit and due date; its campaign is that of the parent."""

    finding: Finding
    unit: str
    due_on: date | None = None
    mode: Mode = Mode.TIME_LIMITED


class OpenSweep(msgspec.Struct, frozen=True):
    """布置举一反三排查 to units, until a day."""

    units: tuple[str, ...]
    task: str
    due_on: date | None = None


class SignSweep(msgspec.Struct, frozen=True):
    """排查签字: what the unit found, be it nothing (零报告); each finding becomes a child of the problem."""

    unit: str
    record: str
    findings: tuple[Finding, ...] = ()
    due_on: date | None = None


# --- events -------------------------------------------------------------------------------------------------------


class ProblemDerived(ProblemEvent, frozen=True, kw_only=True, tag="problem.derived"):
    child: UUID
    child_no: str
    unit: str
    by: Named

    def apply(self, state: Problem) -> Problem:
        return replace(state, children=(*state.children, self.child))


class SweepOpened(ProblemEvent, frozen=True, kw_only=True, tag="problem.sweep_opened"):
    by: Named
    task: Sealed
    tasks: tuple[SweepTask, ...]

    def apply(self, state: Problem) -> Problem:
        return replace(state, sweeps=(*state.sweeps, *self.tasks))


class SweepSigned(ProblemEvent, frozen=True, kw_only=True, tag="problem.sweep_signed"):
    """``found`` 0 is a zero report (零报告)."""

    number: int
    unit: str
    by: Named
    found: int
    record: Sealed
    discharges: ClassVar[frozenset[Duty]] = frozenset({Duty.SWEEP})  # the last one; else ``arms`` has it anew

    def apply(self, state: Problem) -> Problem:
        sweeps = tuple(
            replace(task, signed_by=self.by, found=self.found) if task.number == self.number else task
            for task in state.sweeps
        )
        return replace(state, sweeps=sweeps)


# --- decisions ----------------------------------------------------------------------------------------------------


def derive_problem(problem: Problem, command: DeriveProblem, c: Circumstances) -> Iterator[NewEvent]:
    due = c.not_past(c.calendar.explicit(command.due_on)) if command.due_on else None
    if due is None and command.mode is Mode.TIME_LIMITED:
        raise Refused("due_missing", hint="派生问题须写明自己的整改时限")
    yield from derived(problem, 1, command.finding, command.unit, command.mode, due, c)


def open_sweep(problem: Problem, command: OpenSweep, c: Circumstances) -> Iterator[NewEvent]:
    if not command.units:
        raise Refused("sweep_without_units")
    asked = {task.unit for task in problem.sweeps if task.signed_by is None}
    for unit in command.units:
        c.organisation.standing_unit(unit)
        if unit in asked:
            raise Refused("sweep_asked_already", unit=unit)
        asked.add(unit)
    due = c.not_past(c.calendar.explicit(command.due_on)) if command.due_on else c.due(Duty.SWEEP)
    first = len(problem.sweeps) + 1
    tasks = tuple(SweepTask(number, unit, due) for number, unit in enumerate(command.units, start=first))
    yield (
        SweepOpened,
        {
            "by": c.actor.named(),
            "task": c.seal(problem.subject, "排查任务", command.task),
            "tasks": tasks,
            "arms": (sweep_owed((*problem.sweeps, *tasks), c),),
        },
    )


def sign_sweep(problem: Problem, command: SignSweep, c: Circumstances) -> Iterator[NewEvent]:
    task = task_of(problem, command.unit)
    if not c.organisation.same(c.organisation.place_of(c.actor.unit).code, task.unit):
        raise Refused("sweep_of_another_unit", name=c.actor.name, unit=task.unit)
    due = c.not_past(c.calendar.explicit(command.due_on)) if command.due_on else problem.due
    if command.findings and due is None:
        raise Refused("due_missing", hint="排查发现的问题须写明整改时限")
    left = tuple(other for other in problem.sweeps if other.signed_by is None and other.number != task.number)
    yield (
        SweepSigned,
        {
            "number": task.number,
            "unit": task.unit,
            "by": c.actor.named(),
            "found": len(command.findings),
            "record": c.seal(problem.subject, "排查记录", command.record),
            "arms": (sweep_owed(left, c),) if left else (),
        },
    )
    for position, finding in enumerate(command.findings, start=1):
        yield from derived(problem, position, finding, task.unit, Mode.TIME_LIMITED, due, c)


# --- parts --------------------------------------------------------------------------------------------------------


def derived(
    problem: Problem, position: int, finding: Finding, unit: str, mode: Mode, due: Due | None, c: Circumstances
) -> Iterator[NewEvent]:
    """The child, registered, signed and dispatched, and the line of it in the parent.

    ``position`` tells the children of one command apart.
    """
    child = c.new_id("problem", position)
    yield from in_stream(child, registered(child, replace(finding, campaign=problem.campaign), c, parent=problem.id))
    yield from in_stream(
        child,
        [
            (ScreeningSigned, {"signer": c.actor.named()}),
            dispatched(unit, mode, due, c, claim_owed=True, derived=True),
        ],
    )
    born: Problem = c.look(child)
    yield ProblemDerived, {"child": child, "child_no": born.problem_no, "unit": unit, "by": c.actor.named()}


def task_of(problem: Problem, unit: str) -> SweepTask:
    """The unsigned task of this unit."""
    for task in problem.sweeps:
        if task.unit == unit and task.signed_by is None:
            return task
    raise Refused("no_sweep_asked", unit=unit)


def sweep_owed(tasks: tuple[SweepTask, ...], c: Circumstances) -> Obligation:
    """The sweeps together are one duty, due with the last of them."""
    unsigned = [task.due for task in tasks if task.signed_by is None]
    return Obligation(Duty.SWEEP, max(unsigned, key=lambda due: due.at), c.at)
