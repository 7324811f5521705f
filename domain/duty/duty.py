"""常态职责: one recurring duty in the hands of one holder, its periods, and the ledger that fills itself (L13).

The duties themselves are data of the pack; a case keeps the terms under which it was taken up. Nobody fills in the
ledger: each record of doing it is part of a line. Source: domain reference, section 12; R001-05 to R001-10, R003-37.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from enum import StrEnum
from uuid import NAMESPACE_URL, UUID, uuid5

import msgspec

from domain.calendar import BusinessCalendar, Due
from domain.case import CaseEvent
from domain.events import Named
from domain.owing import Obligation
from domain.periods import Span, period_after, period_of
from domain.standards import RecurringDuty
from domain.timetable import Per

PLACES = ("村", "户")
"""What is counted once in a period, however often it is visited; anything else is counted each time."""


class Stage(StrEnum):
    RUNNING = "RUNNING"
    ENDED = "ENDED"


STAGE_NAMES = {Stage.RUNNING: "履职中", Stage.ENDED: "已终止"}


class Terms(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """What was owed when the duty was taken up: how often, how many, of what, by when, shown by which papers."""

    per: Per
    at_least: int = 1
    of: str = ""
    papers: tuple[str, ...] = ()
    due_day: int | None = None
    due_last_working_day: bool = False


class Period(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """One period of the duty: its days, and until when it must be done; the next then begins."""

    name: str
    first: date
    last: date
    due: Due

    @property
    def span(self) -> Span:
        return Span(self.name, self.first, self.last)


class Performance(msgspec.Struct, frozen=True):
    """One record of doing it; ``late``: after its period was judged."""

    period: str
    visited: tuple[str, ...] = ()
    papers: tuple[str, ...] = ()
    late: bool = False


class Judged(msgspec.Struct, frozen=True):
    """A period that is over."""

    period: Period
    met: bool


class StandingDuty(msgspec.Struct, frozen=True):
    """One duty of one holder (a unit, or a person in it), as of its last event. ``village`` is the one taken on."""

    id: UUID
    version: int
    campaign: str
    code: str
    what: str
    terms: Terms
    unit: str
    period: Period
    person: Named | None = None
    village: str = ""
    stage: Stage = Stage.RUNNING
    performed: tuple[Performance, ...] = ()
    judged: tuple[Judged, ...] = ()
    told: frozenset[str] = frozenset()
    obligations: tuple[Obligation, ...] = ()

    @property
    def number(self) -> str:
        holder = f"{self.unit}{self.person.name}" if self.person else self.unit
        return f"{holder}“{self.what}”"

    @property
    def answerable(self) -> tuple[str, ...]:
        return (self.person.person,) if self.person else ()

    @property
    def due_on(self) -> date | None:
        return self.period.due.on if self.obligations else None

    @property
    def subject(self) -> str:
        return str(self.id)


class DutyEvent(CaseEvent, frozen=True, kw_only=True):
    """The base of all events of a recurring duty."""


def duty_id(campaign: str, code: str, unit: str, person: str = "") -> UUID:
    return uuid5(NAMESPACE_URL, f"duban/duty/{campaign}/{code}/{unit}/{person}")


def terms_of(duty: RecurringDuty) -> Terms:
    return Terms(duty.per, duty.at_least, duty.of, duty.evidence, duty.due_day, duty.due_last_working_day)


# --- periods ------------------------------------------------------------------------------------------------------


def period_from(terms: Terms, span: Span, calendar: BusinessCalendar) -> Period:
    return Period(span.name, span.first, span.last, due_of(terms, span, calendar))


def period_following(terms: Terms, period: Period, calendar: BusinessCalendar) -> Period:
    return period_from(terms, period_after(terms.per, period.span), calendar)


def period_at(terms: Terms, at: datetime, day: date, calendar: BusinessCalendar) -> Period:
    """The first period that is not over at an instant; with a due date in the next month that is the month before."""
    span = period_of(terms.per, day)
    if terms.due_day:
        span = period_of(terms.per, span.first - timedelta(days=1))
    period = period_from(terms, span, calendar)
    while period.due.at <= at:
        period = period_following(terms, period, calendar)
    return period


def due_of(terms: Terms, span: Span, calendar: BusinessCalendar) -> Due:
    """The end of the last day, of the last working day, or of so many days into the next period (每月4日前)."""
    if terms.due_last_working_day:
        return calendar.last_working_day(span.last)
    return calendar.explicit(span.last + timedelta(days=terms.due_day or 0))


# --- counting -----------------------------------------------------------------------------------------------------


def done_in(duty: StandingDuty, period: str, *, late: bool = False) -> tuple[Performance, ...]:
    """What was done for a period; with ``late`` also what was entered after it had been judged."""
    return tuple(one for one in duty.performed if one.period == period and (late or not one.late))


def count(terms: Terms, done: Iterable[Performance]) -> int:
    """How often it was done, or, of villages and households, to how many different ones."""
    if terms.of in PLACES:
        return len({place for one in done for place in one.visited})
    return sum(1 for _ in done)


def enough(duty: StandingDuty) -> bool:
    return count(duty.terms, done_in(duty, duty.period.name)) >= duty.terms.at_least


# --- the ledger (L13) -----------------------------------------------------------------------------------------------


class DutyLine(msgspec.Struct, frozen=True):
    """A line of the ledger: what one holder owed in one period, what was done in time and afterwards."""

    holder: str
    unit: str
    what: str
    period: str
    due_on: date
    provisional: bool  # 暂定
    needed: int
    done: int
    places: tuple[str, ...]
    papers_missing: tuple[str, ...]
    met: bool | None  # None: the period is not over
    made_up: int = 0  # done too, but entered after the period was judged

    @property
    def in_words(self) -> str:
        """达标, 差 so many, or so many still to do before the period ends."""
        short = max(0, self.needed - self.done)
        if self.met is None:
            return "已完成" if not short else f"进行中，还差{short}"
        if self.met:
            return "达标"
        return f"未达标，差{short}" + (f"，事后补录{self.made_up}" if self.made_up else "")


def duty_lines(duties: Iterable[StandingDuty]) -> tuple[DutyLine, ...]:
    """The ledger as these duties stand: a line for each period that has begun, in their order."""
    return tuple(line for duty in duties for line in lines_of(duty))


def lines_of(duty: StandingDuty) -> Iterator[DutyLine]:
    for one in duty.judged:
        yield line_of(duty, one.period, one.met)
    if duty.stage is Stage.RUNNING:
        yield line_of(duty, duty.period, None)


def line_of(duty: StandingDuty, period: Period, met: bool | None) -> DutyLine:
    in_time, all_in_all = done_in(duty, period.name), done_in(duty, period.name, late=True)
    papers = {paper for one in all_in_all for paper in one.papers}
    return DutyLine(
        holder=duty.person.person if duty.person else duty.unit,
        unit=duty.unit,
        what=duty.what,
        period=period.name,
        due_on=period.due.on,
        provisional=period.due.why.provisional,
        needed=duty.terms.at_least,
        done=count(duty.terms, in_time),
        places=tuple(sorted({place for one in all_in_all for place in one.visited})),
        papers_missing=tuple(paper for paper in duty.terms.papers if paper not in papers),
        met=met,
        made_up=count(duty.terms, all_in_all) - count(duty.terms, in_time),
    )
