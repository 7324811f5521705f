"""时限重算: which cases rest on a calendar that has changed since, how far their dates move, and moving them by events.

Nothing moves by itself: a person looks at the preview and gives the command. Source: design section 4, features 17, 25.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from uuid import UUID

import msgspec

from adapters.installation import Installation
from domain.calendar import explain
from domain.case import Command
from domain.policy import DUTY_NAMES
from domain.problem.amending import DeadlineReset, ResetDeadlines
from domain.problem.problem import LIVING, Problem
from domain.refusal import Refused

DUE_DATE = "整改时限"


class Moved(msgspec.Struct, frozen=True):
    """One date that moves."""

    problem_no: str
    duty: str
    before: date
    after: date
    why: str


class Recounted(msgspec.Struct, frozen=True):
    """What came of it: the dates that move, and the cases that were refused with the reason."""

    calendar: str
    moved: tuple[Moved, ...]
    refused: tuple[tuple[str, str], ...]
    confirmed: bool


def recount(opened: Installation, person: str, reason: str, confirm: bool) -> Recounted:
    """Preview, or with ``confirm`` carry out, the recount of every living problem, one event each.

    The command id names the calendar, so that doing it again after an interruption adds nothing twice.
    """
    moved: list[Moved] = []
    refused: list[tuple[str, str]] = []
    command, version = ResetDeadlines(reason), opened.casework.calendar.version
    for case_id in opened.case_ids():
        problem = opened.casework.problem(case_id)
        if problem.stage not in LIVING:
            continue
        try:
            moved += moves(problem, given(opened, command, person, case_id, version, confirm))
        except Refused as refusal:
            if refusal.code != "nothing_moves":
                refused.append((problem.problem_no, refusal.message))
    return Recounted(version, tuple(moved), tuple(refused), confirm)


def given(
    opened: Installation, command: Command, person: str, case_id: UUID, version: str, confirm: bool
) -> tuple[DeadlineReset, ...]:
    caller = opened.caller(person, f"recount:{version}:{case_id}")
    if confirm:
        events = opened.casework.handle(command, caller, case_id).events
    else:
        events = opened.casework.rehearse(command, caller, case_id)
    return tuple(event for event in events if isinstance(event, DeadlineReset))


def moves(problem: Problem, resets: tuple[DeadlineReset, ...]) -> Iterator[Moved]:
    """Each date that the recount moves, the due date of the problem first."""
    before = {owed.duty: owed.due.on for owed in problem.obligations}
    for reset in resets:
        if reset.due is not None and problem.due is not None:
            yield Moved(problem.problem_no, DUE_DATE, problem.due.on, reset.due.on, explain(reset.due))
        for owed in reset.arms:
            if owed.duty is not problem.final_duty or reset.due is None:
                name = DUTY_NAMES[owed.duty]
                yield Moved(problem.problem_no, name, before[owed.duty], owed.due.on, explain(owed.due))
