"""周期: weeks, months, quarters, half-years and years, by name, with their first and last days."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import NamedTuple

from domain.timetable import Per

ONE_DAY = timedelta(days=1)
MONTHS_OF = {Per.MONTH: 1, Per.QUARTER: 3, Per.HALF_YEAR: 6, Per.YEAR: 12}


class Span(NamedTuple):
    """One week, month, quarter, half-year or year: both days belong to it. ``name`` is like 2018-09 or 2018Q3."""

    name: str
    first: date
    last: date


def period_of(per: Per, day: date) -> Span:
    """The period that a day lies in."""
    if per is Per.WEEK:
        first = day - timedelta(days=day.weekday())
        return Span(f"{first:%G-W%V}", first, first + timedelta(days=6))
    months = MONTHS_OF[per]
    number = (day.month - 1) // months + 1
    first = date(day.year, (number - 1) * months + 1, 1)
    return Span(_name(per, first, number), first, first_of_month(first, months) - ONE_DAY)


def period_after(per: Per, span: Span) -> Span:
    return period_of(per, span.last + ONE_DAY)


def periods_between(per: Per, since: date, until: date) -> Iterator[Span]:
    """The periods that have a day between the two, both included."""
    span = period_of(per, since)
    while span.first <= until:
        yield span
        span = period_after(per, span)


def first_of_month(day: date, months_later: int) -> date:
    years, month = divmod(day.month - 1 + months_later, 12)
    return date(day.year + years, month + 1, 1)


def _name(per: Per, first: date, number: int) -> str:
    match per:
        case Per.MONTH:
            return f"{first:%Y-%m}"
        case Per.QUARTER:
            return f"{first.year}Q{number}"
        case Per.HALF_YEAR:
            return f"{first.year}H{number}"
    return str(first.year)
