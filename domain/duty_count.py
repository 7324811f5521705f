"""常态职责台账: how often a recurring duty was done in each month or quarter, counted from the records of doing it.

Nobody fills in the ledger: each visit recorded is a line of it. Source: domain reference, section 12; R001-05 to
R001-10, R003-09.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

import msgspec

from domain.timetable import Per

MONTHS_OF = {Per.MONTH: 1, Per.QUARTER: 3, Per.HALF_YEAR: 6, Per.YEAR: 12}


class Done(msgspec.Struct, frozen=True):
    """On this day ``who`` did it for ``what`` (a village, a household, a meeting): references, never names."""

    who: str
    what: str
    on: date


class DutyLine(msgspec.Struct, frozen=True):
    """A line of the ledger (L13): what one person owed in one period, what was done, and whether the period is over."""

    who: str
    first_on: date
    last_on: date
    needed: int
    done: tuple[str, ...]
    ended: bool

    @property
    def missing(self) -> int:
        return max(0, self.needed - len(self.done))

    @property
    def in_words(self) -> str:
        """达标, 差 so many, or so many still to do before the period ends."""
        if not self.missing:
            return "达标"
        return f"未达标，差{self.missing}" if self.ended else f"进行中，还差{self.missing}"


def duty_lines(
    who: str, per: Per, at_least: int, done: Iterable[Done], since: date, as_of: date
) -> tuple[DutyLine, ...]:
    """The periods from that of ``since`` to that of ``as_of``. The same village twice in a period is one village."""
    own = [record for record in done if record.who == who and since <= record.on <= as_of]
    return tuple(
        DutyLine(
            who=who,
            first_on=first,
            last_on=last,
            needed=at_least,
            done=tuple(sorted({record.what for record in own if first <= record.on <= last})),
            ended=last <= as_of,
        )
        for first, last in periods(per, since, as_of)
    )


def periods(per: Per, since: date, until: date) -> Iterator[tuple[date, date]]:
    """First and last day of each period that has a day between the two, both included."""
    if per is Per.WEEK:
        yield from weeks(since, until)
        return
    months = MONTHS_OF[per]
    first = date(since.year, (since.month - 1) // months * months + 1, 1)
    while first <= until:
        following = first_of_month(first, months)
        yield first, following - timedelta(days=1)
        first = following


def weeks(since: date, until: date) -> Iterator[tuple[date, date]]:
    """Monday to Sunday."""
    monday = since - timedelta(days=since.weekday())
    while monday <= until:
        yield monday, monday + timedelta(days=6)
        monday += timedelta(days=7)


def first_of_month(day: date, months_later: int) -> date:
    years, month = divmod(day.month - 1 + months_later, 12)
    return date(day.year + years, month + 1, 1)
