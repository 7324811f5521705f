"""举一反三: the same problem is looked for elsewhere. Children are problems of their own; units sign what they found.

A sweep that finds nothing is signed, too (零报告). It may have a list of households or works, to be gone through one by
one; it is signed only when all of them are verified, and by the head himself where that is asked for.
Source: domain reference, section 4; R002-46, R004-03, R004-17, R004-18, R004-26, R004-32, R004-41.
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
from domain.item_checks import VERIFIED, ItemCheck, ItemChecked, ItemOutcome, checked, some_of
from domain.organisation import Role
from domain.owing import Obligation
from domain.policy import Duty
from domain.problem.classification import Mode
from domain.problem.family import close_owed, close_owed_still
from domain.problem.finding import Finding
from domain.problem.problem import Problem, ProblemEvent, SweepTask
from domain.problem.registering import ScreeningSigned, dispatched, registered
from domain.problem.sweep_list import LISTED, Shares, SweepList, SweptKind, shared_out
from domain.refusal import Refused
from domain.sampling.frame import Entry
from domain.sealing import Sealed
from domain.supervision import Sweep

# --- commands -----------------------------------------------------------------------------------------------------


class DeriveProblem(msgspec.Struct, frozen=True):
    """派生问题: a child with its own unit and due date; its campaign is that of the parent."""

    finding: Finding
    unit: str
    due_on: date | None = None
    mode: Mode = Mode.TIME_LIMITED


class OpenSweep(msgspec.Struct, frozen=True):
    """布置举一反三排查 to units, until a day.

    ``entries`` are the households or works to be gone through one by one, each with its village (村) and, where works
    are meant or filtered, the year in which they were done (年份); only those done before ``before_year`` are left.
    ``sweep`` names one of the pack's sweeps: it may ask for a list, a year, and the head's own signature.
    """

    units: tuple[str, ...]
    task: str
    due_on: date | None = None
    sweep: str = ""
    swept: SweptKind = SweptKind.HOUSEHOLDS
    entries: tuple[Entry, ...] = ()
    before_year: int = 0
    head_signs: bool = False


class RecordSweepCheck(msgspec.Struct, frozen=True):
    """登记逐户核查: items of a unit's list that were checked, each with its outcome and record."""

    unit: str
    checks: tuple[ItemCheck, ...]


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
    discharges: ClassVar[frozenset[Duty]] = frozenset({Duty.CLOSE})  # it waits, where ``arms`` does not say otherwise

    def apply(self, state: Problem) -> Problem:
        return replace(state, children=(*state.children, self.child), open_children=state.open_children | {self.child})


class SweepOpened(ProblemEvent, frozen=True, kw_only=True, tag="problem.sweep_opened"):
    by: Named
    task: Sealed
    tasks: tuple[SweepTask, ...]
    sweep: str = ""
    of_list: SweepList | None = None
    discharges: ClassVar[frozenset[Duty]] = frozenset({Duty.CLOSE})  # the same

    def apply(self, state: Problem) -> Problem:
        return replace(state, sweeps=(*state.sweeps, *self.tasks))


class SweepChecked(ProblemEvent, frozen=True, kw_only=True, tag="problem.sweep_checked"):
    """``verified`` of the list after this, out of ``listed``."""

    number: int
    unit: str
    by: Named
    checks: tuple[ItemChecked, ...]
    verified: int
    listed: int

    def apply(self, state: Problem) -> Problem:
        outcomes = {check.ref: check.outcome for check in self.checks}
        sweeps = tuple(
            replace(task, outcomes={**task.outcomes, **outcomes}) if task.number == self.number else task
            for task in state.sweeps
        )
        return replace(state, sweeps=sweeps)


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
    rule = rule_of(command, c)
    shares = shares_of(problem, command, rule, c)
    due = c.not_past(c.calendar.explicit(command.due_on)) if command.due_on else c.due(Duty.SWEEP)
    head_signs = command.head_signs or rule.head_signs
    tasks = tuple(
        SweepTask(number, unit, due, items=shares.of_units[unit] if shares else None, head_signs=head_signs)
        for number, unit in enumerate(command.units, start=len(problem.sweeps) + 1)
    )
    yield (
        SweepOpened,
        {
            "by": c.actor.named(),
            "task": c.seal(problem.subject, "排查任务", command.task),
            "tasks": tasks,
            "sweep": command.sweep,
            "of_list": shares.of_sweep if shares else None,
            "arms": (sweep_owed((*problem.sweeps, *tasks), c), *close_owed_still(problem, c)),
        },
    )


def record_sweep_check(problem: Problem, command: RecordSweepCheck, c: Circumstances) -> Iterator[NewEvent]:
    task = task_of(problem, command.unit)
    if task.items is None:
        raise Refused("sweep_without_list", unit=task.unit)
    checks = checked(command.checks, task.items, task.outcomes, c)
    verified = sum(check.outcome in VERIFIED for check in checks)
    yield (
        SweepChecked,
        {
            "number": task.number,
            "unit": task.unit,
            "by": c.actor.named(),
            "checks": checks,
            "verified": task.verified + verified,
            "listed": len(task.items),
        },
    )


def sign_sweep(problem: Problem, command: SignSweep, c: Circumstances) -> Iterator[NewEvent]:
    task = task_of(problem, command.unit)
    if not c.organisation.same(c.organisation.place_of(c.actor.unit).code, task.unit):
        raise Refused("sweep_of_another_unit", name=c.actor.name, unit=task.unit)
    for rule in SIGNING_RULES:
        rule(task, command, c)
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
            "arms": (sweep_owed(left, c),) if left else close_owed(problem, c, waits_for=problem.open_children),
        },
    )
    for position, finding in enumerate(command.findings, start=1):
        yield from derived(problem, position, finding, task.unit, Mode.TIME_LIMITED, due, c)


# --- rules of signing ---------------------------------------------------------------------------------------------


def the_head_signs_himself(task: SweepTask, command: SignSweep, c: Circumstances) -> None:
    """亲自把关: where it is asked for, nobody signs for the head, not even with a right that he lent (R004-17)."""
    posts = c.organisation.person(c.actor.person).posts_at(c.at)
    is_head = any(Role.HEAD in post.roles and c.organisation.same(post.unit, task.unit) for post in posts)
    if task.head_signs and not is_head:
        raise Refused("sweep_head_signs", name=c.actor.name, unit=task.unit)


def the_whole_list_is_verified(task: SweepTask, command: SignSweep, c: Circumstances) -> None:
    """Only all of them is enough; whoever was not met is not verified (R004-18, R004-26, R004-31)."""
    missing = task.missing
    if missing:
        of, refs = len(task.items or {}), some_of(missing)
        raise Refused("sweep_unverified", unit=task.unit, missing=len(missing), of=of, share=task.share, refs=refs)


def what_was_found_is_listed(task: SweepTask, command: SignSweep, c: Circumstances) -> None:
    found = sum(outcome is ItemOutcome.FOUND for outcome in task.outcomes.values())
    if found and not command.findings:
        raise Refused("sweep_found_unlisted", unit=task.unit, found=found)


SIGNING_RULES = (the_head_signs_himself, the_whole_list_is_verified, what_was_found_is_listed)

# --- parts --------------------------------------------------------------------------------------------------------


def rule_of(command: OpenSweep, c: Circumstances) -> Sweep:
    """The pack's sweep that is named; without a name one that asks for nothing."""
    known = {sweep.code: sweep for sweep in c.pack.screening.sweeps}
    if command.sweep and command.sweep not in known:
        names = "、".join(f"{sweep.code} {sweep.label}" for sweep in known.values())
        raise Refused("unknown_sweep", sweep=command.sweep, known=names)
    return known.get(command.sweep, Sweep("", "", ""))


def shares_of(problem: Problem, command: OpenSweep, rule: Sweep, c: Circumstances) -> Shares | None:
    """The list as it is shared out; None for a sweep without one, if it may be without."""
    before_year = rule.before_year or command.before_year
    if command.entries:
        return shared_out(command.swept, command.entries, before_year, command.units, str(problem.id), c)
    if before_year or rule.each in LISTED:
        raise Refused("sweep_list_missing", units="、".join(command.units))
    return None


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
    told = {"child": child, "child_no": born.problem_no, "unit": unit, "by": c.actor.named()}
    yield ProblemDerived, {**told, "arms": close_owed_still(problem, c)}


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
