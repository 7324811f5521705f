"""期限清单: every deadline that one problem ever had: why that day, which event set it, which ended it, how it ended.

Source: domain reference, section 3 ("Deadline kinds") and section 11 (L8).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from enum import StrEnum

import msgspec

from domain.calendar import BusinessCalendar, explain, local_date
from domain.owing import Obligation
from domain.policy import DUTY_NAMES, Duty
from domain.problem.problem import ProblemEvent


class End(StrEnum):
    """What became of a deadline."""

    DONE = "DONE"
    MOVED = "MOVED"
    RUNNING = "RUNNING"
    PAST = "PAST"


END_NAMES = {End.DONE: "已了结", End.MOVED: "已改期", End.RUNNING: "未到期", End.PAST: "已过期未办"}


class KeptDeadline(msgspec.Struct, frozen=True, kw_only=True):
    """A deadline, and the versions of the events that set and ended it.

    ``past_wd``: working days between its day and the one on which it ended, or the one spoken of. For a unit these are
    no lateness where a hold stood against it; its lateness is told by the overdue spans.
    """

    duty: Duty
    name: str
    supervising: bool
    due_on: date
    explanation: str
    set_by: int
    set_on: date
    ended_by: int | None
    ended_on: date | None
    end: End
    past_wd: int


class Running(msgspec.Struct, frozen=True):
    """An obligation, and the event that armed it."""

    owed: Obligation
    by: ProblemEvent


def deadlines(events: Sequence[ProblemEvent], today: date, calendar: BusinessCalendar) -> Iterator[KeptDeadline]:
    """In the order in which they ended; those that still run come last. A duty is owed once: arming it moves it."""
    running: dict[Duty, Running] = {}
    for event in events:
        armed = {owed.duty: owed for owed in event.arms}
        for duty in [duty for duty in running if duty in event.discharges or duty in armed]:
            yield ended(running.pop(duty), event, End.MOVED if duty in armed else End.DONE, calendar)
        running |= {duty: Running(owed, event) for duty, owed in armed.items()}
    for one in running.values():
        past = calendar.working_days(one.owed.due.on, today)
        yield kept(one, None, End.PAST if today > one.owed.due.on else End.RUNNING, past)


def ended(one: Running, event: ProblemEvent, end: End, calendar: BusinessCalendar) -> KeptDeadline:
    return kept(one, event, end, calendar.working_days(one.owed.due.on, local_date(event.occurred_at)))


def kept(one: Running, event: ProblemEvent | None, end: End, past_wd: int) -> KeptDeadline:
    owed = one.owed
    return KeptDeadline(
        duty=owed.duty,
        name=duty_name(owed),
        supervising=owed.supervising,
        due_on=owed.due.on,
        explanation=explain(owed.due),
        set_by=one.by.originator_version,
        set_on=local_date(one.by.occurred_at),
        ended_by=event.originator_version if event else None,
        ended_on=local_date(event.occurred_at) if event else None,
        end=end,
        past_wd=past_wd,
    )


def duty_name(owed: Obligation) -> str:
    return f"第{owed.layer}层复核" if owed.layer else DUTY_NAMES[owed.duty]
