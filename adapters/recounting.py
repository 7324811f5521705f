"""时限重算: which cases rest on a calendar that has changed since, how far their dates move, and moving them by events.

Nothing moves by itself: a person looks at the preview and gives the command. Every kind of case takes part whose dates
are counted; the phases and reports of a campaign, its consultations and follow-ups have days that a document or the
month names, which no calendar moves. Source: design section 4, features 17, 25.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any
from uuid import UUID

import msgspec

from adapters.installation import Installation
from domain.authority import ACT_OF
from domain.calendar import Due, explain
from domain.case import CaseKind
from domain.duty.duty import StandingDuty
from domain.events import Event
from domain.policy import DUTY_NAMES, Duty
from domain.problem.problem import Problem
from domain.refusal import Refused
from domain.resetting import DeadlinesReset, ResetDeadlines
from domain.write_side import KIND_OF_STATE, KINDS

DUE_DATE = "整改时限"

COMMANDS: dict[type[Any], type[ResetDeadlines]] = {
    kind.state: command for kind in KINDS for command in kind.decisions if issubclass(command, ResetDeadlines)
}
"""By the state of the kind."""


class Moved(msgspec.Struct, frozen=True):
    """One date that moves."""

    number: str
    kind: str
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
    """Preview, or with ``confirm`` carry out, the recount of every case that owes something, one event each.

    The command id names the calendar, so that doing it again after an interruption adds nothing twice. Of what the
    person may not know he is told nothing.
    """
    moved: list[Moved] = []
    refused: list[tuple[str, str]] = []
    version = opened.casework.calendar.version
    for case_id in opened.cases(*COMMANDS):
        case = opened.casework.load(case_id, fresh=True).state
        command = COMMANDS[type(case)](reason)
        if case.stage not in ACT_OF[type(command)].stages or not opened.may_know(case_id, person):
            continue
        try:
            events = given(opened, command, person, case_id, version, confirm)
        except Refused as refusal:
            if refusal.code != "nothing_moves":
                refused.append((case.number, refusal.message))
        else:
            moved += moves(case, events)
    return Recounted(version, tuple(moved), tuple(refused), confirm)


def given(
    opened: Installation, command: ResetDeadlines, person: str, case_id: UUID, version: str, confirm: bool
) -> tuple[Event, ...]:
    caller = opened.caller(person, f"recount:{version}:{case_id}")
    if confirm:
        return opened.casework.handle(command, caller, case_id).events
    return opened.casework.rehearse(command, caller, case_id)


def moves(case: Any, events: tuple[Event, ...]) -> Iterator[Moved]:
    """Each date that the recount moves; what fell due before it and happened in the same append moves none."""
    kind: CaseKind = KIND_OF_STATE[type(case)]
    for event in events:
        before, case = dates_of(case), event.evolve(case)
        if isinstance(event, DeadlinesReset):
            for name, due in dates_of(case).items():
                if due.at != before[name].at:
                    yield Moved(case.number, kind.chinese, name, before[name].on, due.on, explain(due))


def dates_of(case: Any) -> dict[str, Due]:
    """What a case must keep, by its name; the due date of a problem first, and it stands for the duty to keep it."""
    dates: dict[str, Due | None] = {}
    match case:
        case Problem():
            dates[DUE_DATE] = case.due
        case StandingDuty():
            dates[DUTY_NAMES[Duty.RECURRING]] = case.period.due
    own = next(iter(dates.values()), None)
    owed = {DUTY_NAMES[owed.duty]: owed.due for owed in case.obligations if owed.due != own}
    return {name: due for name, due in (dates | owed).items() if due is not None}
