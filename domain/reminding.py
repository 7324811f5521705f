"""提醒 催办 of what is owed in a case that has no ladder: once on the last working day, once when it is found overdue.

A kind of case brings two event classes of its own, built on ``Told``; its state keeps the keys of what was told.
Problems have a ladder instead: see obligations.py. Source: domain reference, section 3.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from msgspec.structs import replace

from domain.calendar import BusinessCalendar
from domain.case import CaseEvent, Happening, Moment, first_scan_past
from domain.circumstances import Circumstances
from domain.events import NewEvent
from domain.owing import Obligation
from domain.policy import DUTY_NAMES, Duty


class Told(CaseEvent, frozen=True, kw_only=True):
    """The base of a reminder (临期提醒) and of a warning (催办): which duty, due when, and how many days late."""

    duty: Duty
    due_on: str
    key: str
    overdue_wd: int = 0

    def apply(self, state: Any) -> Any:
        return replace(state, told=state.told | {self.key})


def told_moments(
    obligations: Iterable[Obligation],
    told: frozenset[str],
    calendar: BusinessCalendar,
    reminded: type[Told],
    overdue: type[Told],
) -> Iterator[Moment]:
    """For each obligation the reminder on its last working day (not before it was armed), and the warning after it."""
    for owed in obligations:
        reminder, warning = f"remind {owed.key}", f"overdue {owed.key}"
        name = DUTY_NAMES[owed.duty]
        at = calendar.scan_at(calendar.working_on_or_before(owed.due.on))
        if reminder not in told and at >= owed.armed_at:
            yield Moment(at, reminder, f"{name}临期提醒", tell(reminded, owed, reminder))
        if warning not in told:
            yield Moment(first_scan_past(owed, calendar), warning, f"{name}逾期催办", tell(overdue, owed, warning))


def tell(cls: type[Told], owed: Obligation, key: str) -> Happening:
    def happen(case: Any, c: Circumstances) -> Iterator[NewEvent]:
        late = c.calendar.working_days(owed.due.on, c.today)
        yield cls, {"duty": owed.duty, "due_on": owed.due.on.isoformat(), "key": key, "overdue_wd": late}

    return happen
