"""Moments as people write them, in Beijing time: ``2018-10-10 10:00``, a whole day, or ``24:00`` for the end of one."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time

import msgspec

from domain.calendar import SHANGHAI, Due, end_of_day, local_date

NOON = time(12)
LAST_INSTANT = time(23, 59, 59, 999_999)
"""What ``24:00`` of a day means for whoever acts or asks then: the day is not over yet, the next has not begun."""

DAY = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?")
TIME = re.compile(r"(\d{1,2})[:：](\d{2})(?:[:：](\d{2}))?")


class When(msgspec.Struct, frozen=True):
    """A day, with or without a time of day. ``midnight`` is 24:00 of the day."""

    day: date
    of_day: time | None = None
    midnight: bool = False

    def begins(self) -> datetime:
        """The instant at which something happens that is written so: a day alone means noon."""
        return self._instant(NOON)

    def ends(self) -> datetime:
        """The instant up to which something is meant that is written so: a day alone means all of it."""
        return self._instant(LAST_INSTANT)

    def covers(self, at: datetime) -> bool:
        """Whether an event of that instant is meant: a day alone covers any time of it."""
        if self.midnight:
            return at in (end_of_day(self.day), self.ends())
        if self.of_day is None:
            return local_date(at) == self.day
        return at.replace(microsecond=0) == self._instant(self.of_day)

    def is_due(self, due: Due) -> bool:
        """Whether this is the deadline: a day alone compares the last day, else the instant counts."""
        return due.on == self.day if self.of_day is None and not self.midnight else self.covers(due.at)

    def _instant(self, otherwise: time) -> datetime:
        of_day = LAST_INSTANT if self.midnight else self.of_day or otherwise
        return datetime.combine(self.day, of_day, SHANGHAI).astimezone(UTC)

    def __str__(self) -> str:
        return f"{self.day}{' 24:00' if self.midnight else f' {self.of_day:%H:%M}' if self.of_day else ''}"


def read_when(text: str) -> When | None:
    """The moment that the text names, None if it names none."""
    written = text.strip()
    day = DAY.match(written)
    if day is None:
        return None
    rest = written[day.end() :].lstrip("T").strip()
    try:
        on = date(int(day[1]), int(day[2]), int(day[3]))
        if not rest:
            return When(on)
        if rest in ("24:00", "24：00", "24:00:00"):
            return When(on, midnight=True)
        of_day = read_time(rest)
    except ValueError:
        return None
    return When(on, of_day) if of_day else None


def read_time(text: str) -> time | None:
    """A time of day, None if it is none. Raises ValueError for one that no day has."""
    found = TIME.fullmatch(text.strip())
    return time(int(found[1]), int(found[2]), int(found[3] or 0)) if found else None


def shown(at: datetime) -> str:
    """An instant as it is shown: Beijing time, to the minute; the last instant of a day is 24:00."""
    local = at.astimezone(SHANGHAI)
    if local.time() == LAST_INSTANT:
        return f"{local:%Y-%m-%d} 24:00"
    return f"{local:%Y-%m-%d %H:%M:%S}" if local.second else f"{local:%Y-%m-%d %H:%M}"
