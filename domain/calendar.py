"""工作日历: working days with 调休, deadlines counted on them, and why a deadline falls on its day (为什么是这一天).

A rest day is a Saturday, a Sunday or a statutory holiday, unless the State Council's notice lists it as worked (调休).
There is one table a year. The year after the last table is provisional (暂定): the days named by the law itself, and
weekends. Every other day is refused: there is no silent guess. Source: domain reference, sections 3 and 13.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta, timezone
from functools import lru_cache
from hashlib import sha256
from itertools import groupby
from typing import Literal

import msgspec
from msgspec.structs import replace

SHANGHAI = timezone(timedelta(hours=8), "Asia/Shanghai")  # no summer time since 1991, so no time zone data is needed
SCAN_TIME = time(9)
"""The time of day at which levels of escalation are reached on a working day."""

WEEKEND = "周末"
LISTED_AT_MOST = 10
"""Longer counts do not list their working days and weekends: the explanation is stored in every event."""

ONE_DAY = timedelta(days=1)
SATURDAY = 5


class CalendarNotCovered(Exception):
    """A day was asked about for which there is neither a table nor a provisional year."""

    def __init__(self, day: date) -> None:
        self.day = day
        self.message = f"工作日历未覆盖{_full(day)}，请先载入{day.year}年的放假安排"
        super().__init__(self.message)


# --- day tables -----------------------------------------------------------------------------------------------------


class Holiday(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A break of one or several days (放假), named as in the notice; ``first`` and ``last`` are both rest days."""

    name: str
    first: date
    last: date

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise ValueError(f"{self.name}的最后一天 {self.last} 早于第一天 {self.first}")


class DayTable(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The days of one calendar year that differ from an ordinary week, and the notices that say so.

    The last days of December belong to this year's table, though the notice of the next year names them.
    """

    year: int
    version: int
    notices: tuple[str, ...]
    holidays: tuple[Holiday, ...]
    worked_weekends: tuple[date, ...]

    def __post_init__(self) -> None:
        resting = {day for holiday in self.holidays for day in _days(holiday.first, holiday.last)}
        for day in sorted(resting.union(self.worked_weekends)):
            if day.year != self.year:
                raise ValueError(f"{day} 不在{self.year}年")
        for day in self.worked_weekends:
            if day.weekday() < SATURDAY:
                raise ValueError(f"调休上班日 {day} 不是周六或周日")
            if day in resting:
                raise ValueError(f"{day} 既列为放假又列为调休上班")

    def rest_days(self) -> Iterator[tuple[date, str]]:
        """Every rest day of the year in order, with its reason."""
        named = {day: f"{h.name}放假" for h in self.holidays for day in _days(h.first, h.last)}
        for day in _days(date(self.year, 1, 1), date(self.year, 12, 31)):
            if day in named:
                yield day, named[day]
            elif day.weekday() >= SATURDAY and day not in self.worked_weekends:
                yield day, WEEKEND


LUNAR_FESTIVALS = {  # 正月初一, 清明, 端午, 中秋
    2019: "02-05 04-05 06-07 09-13",
    2020: "01-25 04-04 06-25 10-01",
    2021: "02-12 04-04 06-14 09-21",
    2022: "02-01 04-05 06-03 09-10",
    2023: "01-22 04-05 06-22 09-29",
    2024: "02-10 04-04 06-10 09-17",
    2025: "01-29 04-04 05-31 10-06",
    2026: "02-17 04-05 06-19 09-25",
    2027: "02-06 04-05 06-09 09-15",
    2028: "01-26 04-04 05-28 10-03",
    2029: "02-13 04-04 06-16 09-22",
    2030: "02-03 04-05 06-05 09-12",
    2031: "01-23 04-05 06-24 10-01",
    2032: "02-11 04-04 06-12 09-19",
    2033: "01-31 04-04 06-01 09-08",
    2034: "02-19 04-05 06-20 09-27",
    2035: "02-08 04-05 06-10 09-16",
}


def lawful_days(year: int) -> DayTable:
    """The days off that the law itself names (全国年节及纪念日放假办法, 2024), without 调休.

    KeyError where the lunar festivals of the year are not in our table.
    """
    spring, tomb_sweeping, dragon_boat, mid_autumn = (
        date.fromisoformat(f"{year}-{day}") for day in LUNAR_FESTIVALS[year].split()
    )
    holidays = (
        Holiday("元旦", date(year, 1, 1), date(year, 1, 1)),
        Holiday("春节", spring - ONE_DAY, spring + 2 * ONE_DAY),  # 除夕 to 正月初三
        Holiday("清明节", tomb_sweeping, tomb_sweeping),
        Holiday("劳动节", date(year, 5, 1), date(year, 5, 2)),
        Holiday("端午节", dragon_boat, dragon_boat),
        Holiday("中秋节", mid_autumn, mid_autumn),
        Holiday("国庆节", date(year, 10, 1), date(year, 10, 3)),
    )
    return DayTable(year=year, version=0, notices=(), holidays=holidays, worked_weekends=())


# --- deadlines and their explanation --------------------------------------------------------------------------------


class Skipped(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """A rest day passed over, or a run of them for one reason: ``day`` to ``until``, both included."""

    day: date
    reason: str
    until: date | None = None


class Why(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """The explanation of a due date; ``explain`` says it in words. Small, because it is stored in events."""

    rule: Literal["EXPLICIT", "WORKING_DAYS", "CALENDAR_DAYS", "LAST_WORKING_DAY"]
    n: int | None = None
    since: date | None = None
    """The trigger day, never counted itself."""
    counted: tuple[date, ...] = ()
    """The working days counted; empty for calendar days and for counts above LISTED_AT_MOST."""
    skipped: tuple[Skipped, ...] = ()
    """The rest days passed over; without ordinary weekends for counts above LISTED_AT_MOST."""
    rolled_from: date | None = None
    """The last day counted, where it was a rest day: moved to the next working day, of a period to the one before."""
    capped_from: date | None = None
    """The day that would have been due, had it not been later than a cap."""
    paused_days: int = 0
    """The calendar days of 暂缓 by which the date was moved on, all together."""
    paused_from: date | None = None
    """The date before the first of them."""
    calendar: str = ""
    provisional: bool = False
    """暂定: the date lies in a year whose notice is not out."""


class Due(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """A deadline: its last day, and the instant (UTC) by which the thing must be done."""

    on: date
    at: datetime
    why: Why


class BusinessCalendar:
    """The working days of the years that have a table, and of one provisional year. Immutable.

    Questions about any other day raise CalendarNotCovered. ValueError if there is no table, or a year is missing
    between two tables. ``version`` names the years and a digest of their tables.
    """

    def __init__(self, tables: Iterable[DayTable]) -> None:
        known = sorted(tables, key=lambda table: table.year)
        _refuse_gaps(known)
        first, last = known[0].year, known[-1].year
        self.version = f"{first}-{last}.{sha256(msgspec.json.encode(known)).hexdigest()[:8]}"
        if last + 1 in LUNAR_FESTIVALS:
            known.append(lawful_days(last + 1))
        self._provisional_year = last + 1
        self._first, self._last = date(first, 1, 1), date(known[-1].year, 12, 31)
        self._reasons = dict(rest_day for table in known for rest_day in table.rest_days())
        self._resting = tuple(self._reasons)
        self._working = tuple(day for day in _days(self._first, self._last) if day not in self._reasons)
        self._scans: dict[date, datetime] = {}

    @property
    def last_day(self) -> date:
        """The last day that can be asked about."""
        return self._last

    def is_working(self, day: date) -> bool:
        self._require_covered(day)
        return day not in self._reasons

    def working_days(self, after: date, upto: date) -> int:
        """The number of working days d with ``after`` < d <= ``upto``: 0 when ``upto`` is not later."""
        if upto <= after:
            return 0
        self._require_covered(after + ONE_DAY)
        self._require_covered(upto)
        return bisect_right(self._working, upto) - bisect_right(self._working, after)

    def nth_working_day(self, after: date, n: int) -> date:
        """The n-th working day after ``after``; for a negative n the n-th before it. ValueError for 0."""
        if n == 0:
            raise ValueError("working days are counted from 1, or from -1 backwards")
        self._require_covered(after + ONE_DAY if n > 0 else after - ONE_DAY)
        index = bisect_right(self._working, after) + n - 1 if n > 0 else bisect_left(self._working, after) + n
        if not 0 <= index < len(self._working):
            raise CalendarNotCovered(self._last + ONE_DAY if n > 0 else self._first - ONE_DAY)
        return self._working[index]

    def working_on_or_before(self, day: date) -> date:
        return self.nth_working_day(day + ONE_DAY, -1)

    def working_on_or_after(self, day: date) -> date:
        return self.nth_working_day(day - ONE_DAY, 1)

    def scan_at(self, day: date) -> datetime:
        """The instant (UTC) of the escalation scan of that day, working day or not."""
        at = self._scans.get(day)
        if at is None:
            at = self._scans[day] = datetime.combine(day, SCAN_TIME, SHANGHAI).astimezone(UTC)
        return at

    def next_scan(self, after: datetime) -> datetime:
        """The first scan of a working day that is strictly later than ``after``."""
        today = local_date(after)
        return self.scan_at(self.working_on_or_after(today if after < self.scan_at(today) else today + ONE_DAY))

    def within_working_days(self, since: date, n: int) -> Due:
        """N个工作日: due on the n-th (n >= 1) working day after ``since``."""
        if n < 1:
            raise ValueError("a period has at least one working day")
        on = self.nth_working_day(since, n)
        counted = self._working[bisect_right(self._working, since) : bisect_right(self._working, on)]
        skipped = self._skipped(since, on)
        if n > LISTED_AT_MOST:
            counted, skipped = (), tuple(run for run in skipped if run.reason != WEEKEND)
        return self._due(on, Why("WORKING_DAYS", n, since, counted, skipped), provisional=self._is_provisional(on))

    def within_days(self, since: date, n: int, roll: bool) -> Due:
        """N天内: n calendar days after ``since``; with ``roll`` a rest day moves to the next working day."""
        last = since + n * ONE_DAY
        if not roll:
            return self._due(last, Why("CALENDAR_DAYS", n, since), provisional=False)
        on = self.working_on_or_after(last)
        skipped = self._skipped(last - ONE_DAY, on)
        why = Why("CALENDAR_DAYS", n, since, skipped=skipped, rolled_from=last if on != last else None)
        return self._due(on, why, provisional=self._is_provisional(on))

    def explicit(self, on: date, time_of_day: time | None = None) -> Due:
        """A date that a document names: taken literally, never rolled; until 24:00 unless a time is named."""
        due = self._due(on, Why("EXPLICIT"), provisional=False)
        if time_of_day is None:
            return due
        return replace(due, at=datetime.combine(on, time_of_day, SHANGHAI).astimezone(UTC))

    def recounted(self, due: Due) -> Due:
        """The date counted anew by this calendar, as its explanation says it was counted; a literal one stays.

        A cap and the days of 暂缓 are not applied again: whoever asks knows them.
        """
        why = due.why
        if why.rule == "LAST_WORKING_DAY":
            return self.last_working_day(why.rolled_from or due.on)
        if why.since is None or why.n is None:
            return due
        if why.rule == "WORKING_DAYS":
            return self.within_working_days(why.since, why.n)
        rolls = why.provisional or why.rolled_from is not None
        return self.within_days(why.since, why.n, roll=True) if rolls else due

    def last_working_day(self, last: date) -> Due:
        """The last working day (最后一个工作日) of a period that ends with ``last``."""
        on = self.working_on_or_before(last)
        skipped = self._skipped(on, last + ONE_DAY)
        why = Why("LAST_WORKING_DAY", skipped=skipped, rolled_from=last if on != last else None)
        return self._due(on, why, provisional=self._is_provisional(on))

    def _due(self, on: date, why: Why, *, provisional: bool) -> Due:
        version = f"{self.version}+{self._provisional_year}暂定" if provisional else self.version
        return Due(on, end_of_day(on), replace(why, calendar=version, provisional=provisional))

    def _skipped(self, after: date, before: date) -> tuple[Skipped, ...]:
        """The rest days strictly between the two, neighbours of one reason merged."""
        days = self._resting[bisect_right(self._resting, after) : bisect_left(self._resting, before)]
        runs = groupby(enumerate(days), key=lambda item: (item[1].toordinal() - item[0], self._reasons[item[1]]))
        return tuple(_run([day for _, day in run], reason) for (_, reason), run in runs)

    def _is_provisional(self, day: date) -> bool:
        return day.year == self._provisional_year

    def _require_covered(self, day: date) -> None:
        if not self._first <= day <= self._last:
            raise CalendarNotCovered(day)


def capped(due: Due, cap: Due) -> Due:
    """The earlier of the two; where that is the cap, the explanation still tells how ``due`` was counted."""
    if due.at <= cap.at:
        return due
    provisional = cap.why.provisional or (due.why.provisional and cap.on.year == due.on.year)
    return Due(cap.on, cap.at, replace(due.why, capped_from=due.on, provisional=provisional))


def shifted(due: Due, days: int) -> Due:
    """The date moved on by ``days`` calendar days of 暂缓, whatever day it falls on; the explanation tells of it."""
    move = timedelta(days=days)
    why = replace(due.why, paused_days=due.why.paused_days + days, paused_from=due.why.paused_from or due.on)
    return Due(due.on + move, due.at + move, why)


@lru_cache(maxsize=4096)  # one decision asks it of the same instant a hundred times
def local_date(at: datetime) -> date:
    """The day in Asia/Shanghai of an aware datetime; ValueError for a naive one, which would mean the host's zone."""
    if at.tzinfo is None:
        raise ValueError(f"an instant needs a time zone: {at}")
    return at.astimezone(SHANGHAI).date()


def end_of_day(day: date) -> datetime:
    """24:00 of that day in Asia/Shanghai, as UTC."""
    return datetime.combine(day + ONE_DAY, time.min, SHANGHAI).astimezone(UTC)


def start_of_day(day: date) -> datetime:
    """00:00 of that day in Asia/Shanghai, as UTC."""
    return datetime.combine(day, time.min, SHANGHAI).astimezone(UTC)


def _days(first: date, last: date) -> Iterator[date]:
    return (date.fromordinal(ordinal) for ordinal in range(first.toordinal(), last.toordinal() + 1))


def _run(days: list[date], reason: str) -> Skipped:
    return Skipped(days[0], reason, days[-1] if len(days) > 1 else None)


def _refuse_gaps(tables: list[DayTable]) -> None:
    years = [table.year for table in tables]
    if not years:
        raise ValueError("没有任何年份的放假安排")
    expected = list(range(years[0], years[-1] + 1))
    if years != expected:
        raise ValueError(f"放假安排的年份应连续且不重复，现有：{'、'.join(map(str, years))}")


# --- the explanation in words ---------------------------------------------------------------------------------------


@lru_cache(4096)
def explain(due: Due) -> str:
    """One Chinese sentence: what was counted and skipped, moved or capped, by which notices, and whether it is firm."""
    before = _before_pauses(due)
    clauses = [
        _counting(before),
        _skipping(before.why),
        _rolling(before),
        _capping(before),
        _notices(before),
        _pausing(due),
        _provisional(due),
    ]
    return "；".join(clause for clause in clauses if clause)


def _before_pauses(due: Due) -> Due:
    """The date as it was counted, before any 暂缓 moved it on."""
    move = timedelta(days=due.why.paused_days)
    return Due(due.on - move, due.at - move, due.why)


def _pausing(due: Due) -> str:
    return f"暂缓整改{due.why.paused_days}天，顺延至{_full(due.on)}" if due.why.paused_days else ""


def _counting(due: Due) -> str:
    why = due.why
    landed = why.capped_from or due.on
    if why.rule == "LAST_WORKING_DAY":
        last = why.rolled_from or landed
        return f"截至{_full(last)}的最后一个工作日：{_worked(landed, last.year)}"
    if why.since is None:
        return f"文件明确的期限：{_full(landed) if why.capped_from else _until(due)}，遇休息日不顺延"
    if why.rule == "CALENDAR_DAYS":
        return f"自{_full(why.since)}起第{why.n}天：{_full(why.rolled_from or landed)}"
    if not why.counted:
        return f"自{_full(why.since)}起第{why.n}个工作日：{_full(landed)}"
    return (
        f"自{_full(why.since)}起第{why.n}个工作日：计{'、'.join(_worked(day, why.since.year) for day in why.counted)}"
    )


def _skipping(why: Why) -> str:
    if why.rule != "WORKING_DAYS":
        return ""
    runs = [_rested(run, why) for run in why.skipped]
    if not why.counted:
        runs.append("各周末")
    return f"跳过{'、'.join(runs)}" if runs else ""


def _rolling(due: Due) -> str:
    why = due.why
    if why.rolled_from is None:
        return ""
    landed = why.capped_from or due.on
    rested = "、".join(_rested(run, why) for run in why.skipped)
    if why.rule == "LAST_WORKING_DAY":
        return f"其后为{rested}"
    return f"逢{rested}，顺延至{_worked(landed, why.rolled_from.year)}"


def _capping(due: Due) -> str:
    if due.why.capped_from is None:
        return ""
    return f"{_full(due.why.capped_from)}晚于上限，以上限{_until(due)}为准"


def _notices(due: Due) -> str:
    """The notices by which a day of the count was off or worked; breaks in December are named by the next year's."""
    why = due.why
    rolled_to = [why.capped_from or due.on] if why.rolled_from or why.rule == "LAST_WORKING_DAY" else []
    special = [run.day for run in why.skipped if run.reason != WEEKEND]
    special += [day for day in (*why.counted, *rolled_to) if day.weekday() >= SATURDAY]
    years = sorted({day.year + (day.month == 12) for day in special} - ({due.on.year} if why.provisional else set()))
    return f"依据国务院办公厅关于{'、'.join(f'{year}年' for year in years)}部分节假日安排的通知" if years else ""


def _provisional(due: Due) -> str:
    return f"{due.on.year}年放假安排尚未公布，此日期为暂定" if due.why.provisional else ""


def _until(due: Due) -> str:
    """The last day, with the time of day where it is not 24:00."""
    return _full(due.on) if due.at == end_of_day(due.on) else f"{_full(due.on)}{due.at.astimezone(SHANGHAI):%H:%M}"


def _worked(day: date, year: int) -> str:
    return _short(day, year) + ("（调休上班）" if day.weekday() >= SATURDAY else "")


def _rested(run: Skipped, why: Why) -> str:
    year = why.since.year if why.since else run.day.year
    until = f"至{_short(run.until, run.day.year)}" if run.until else ""
    return f"{_short(run.day, year)}{until}（{run.reason}）"


def _short(day: date, year: int) -> str:
    """Month and day, with the year only where it is another one."""
    return f"{day.month}月{day.day}日" if day.year == year else _full(day)


def _full(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
