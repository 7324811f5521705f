"""一图看懂: how old what is open is, how it burns down, rates month by month, where it is hot, what takes long.

A picture is figures under labels; how it is drawn is for others to say. Of each bar and cell the numbers of the
problems behind it are given. Source: domain reference, section 10; the leaders' one page.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from enum import StrEnum
from fractions import Fraction
from statistics import median

import msgspec

from domain.calendar import BusinessCalendar, end_of_day, local_date
from domain.pack import Pack
from domain.problem.problem import ENDED, STAGE_NAMES, Stage
from domain.rates import NO_RATE, half_up
from domain.refusal import Refused
from projections.as_of import Basis
from projections.course import Course
from projections.ledger import lateness
from projections.ledger_lines import category_name, day_of

AGES = ((7, "7天内"), (15, "8至15天"), (30, "16至30天"), (60, "31至60天"), (90, "61至90天"))
OLDER = "90天以上"
NOBODY = "未交办"
LONGEST_SPAN = 1_100
"""Days of a burn-down: three years."""

SLOW = Fraction(9, 10)


class Form(StrEnum):
    """How a picture is drawn: bars side by side, lines over time, a grid of cells."""

    BARS = "BARS"
    LINES = "LINES"
    GRID = "GRID"


class Value(msgspec.Struct, frozen=True):
    """A figure, how it is printed, and the problems (问题编号) behind it, where they are few enough to be told."""

    value: float | None
    shown: str
    problems: tuple[str, ...] = ()


class PictureRow(msgspec.Struct, frozen=True):
    label: str
    values: tuple[Value, ...]


class Picture(msgspec.Struct, frozen=True):
    """``series`` name the values of each row: the bars, the lines, the columns of the grid.

    ``more_is_better``: of rates; else the more the worse. ``within``: a first bar lies within the second, as a median
    does within what ninety of a hundred need; else they stand one behind the other and make a sum.
    """

    basis: Basis
    form: Form
    title: str
    series: tuple[str, ...]
    rows: tuple[PictureRow, ...]
    notes: tuple[str, ...] = ()
    more_is_better: bool = False
    within: bool = False


def count(courses: Iterable[Course]) -> Value:
    numbers = tuple(course.row.problem_no for course in courses)
    return Value(len(numbers), str(len(numbers)), numbers)


def figure(number: int) -> Value:
    return Value(number, str(number))


# --- ageing ---------------------------------------------------------------------------------------------------------


def ageing(courses: Iterable[Course], basis: Basis) -> Picture:
    """账龄: what is open by the days since its registration, in time and overdue."""
    today = day_of(basis.as_of)
    aged: dict[str, tuple[list[Course], list[Course]]] = {label: ([], []) for label in (*dict(AGES).values(), OLDER)}
    for course in courses:
        if course.open:
            days = (today - local_date(course.row.registered_at)).days
            label = next((label for most, label in AGES if days <= most), OLDER)
            aged[label][lateness(course.row, today) is not None].append(course)
    rows = tuple(PictureRow(label, tuple(map(count, found))) for label, found in aged.items())
    return Picture(basis, Form.BARS, "未办结问题账龄（自登记起）", ("未逾期", "已逾期"), rows)


# --- burn-down ------------------------------------------------------------------------------------------------------


def burn_down(courses: Iterable[Course], basis: Basis, first: date, last: date) -> Picture:
    """销号进度: at the end of each day, how many were found so far, how many of them are closed, how many open.

    Raises Refused for a stretch that is too long or ends before it begins.
    """
    days = (last - first).days + 1
    if not 0 < days <= LONGEST_SPAN:
        raise Refused("days_of_picture", first=first, last=last, most=LONGEST_SPAN)
    found, closed, opened = ([0] * (days + 1) for _ in range(3))
    for course in courses:
        for stretch in stretches(course):
            for counted, holds in ((found, stretch.counted), (closed, stretch.closed), (opened, stretch.open)):
                if holds:
                    add(counted, stretch, first, days)
    rows = []
    sums = [0, 0, 0]
    for day in range(days):
        sums = [total + changes[day] for total, changes in zip(sums, (found, closed, opened), strict=True)]
        rows.append(PictureRow(f"{first + timedelta(day):%Y-%m-%d}", tuple(map(figure, sums))))
    return Picture(basis, Form.LINES, "销号进度", ("共排查", "已销号", "未办结"), tuple(rows))


class Stretch(msgspec.Struct, frozen=True):
    """The days at whose ends a problem was in a stage: from ``first`` on, before ``beyond`` (None: until now)."""

    stage: Stage
    first: date
    beyond: date | None

    @property
    def counted(self) -> bool:
        return self.stage not in (Stage.NOT_FOUND, Stage.VOIDED, Stage.MERGED)

    @property
    def closed(self) -> bool:
        return self.stage is Stage.CLOSED

    @property
    def open(self) -> bool:
        return self.stage not in ENDED


def stretches(course: Course) -> Iterator[Stretch]:
    """Day by day: of several stages on one day the last one holds at its end."""
    entered = course.entered
    for one, following in zip(entered, (*entered[1:], None), strict=True):
        entered_on, beyond = day_of(one.at), day_of(following.at) if following else None
        if beyond is None or beyond > entered_on:
            yield Stretch(one.stage, entered_on, beyond)


def add(changes: list[int], stretch: Stretch, first: date, days: int) -> None:
    """Note where a stretch begins and ends; the day after the last is there so that an end may lie beyond."""
    changes[min(max((stretch.first - first).days, 0), days)] += 1
    if stretch.beyond is not None:
        changes[min(max((stretch.beyond - first).days, 0), days)] -= 1


# --- rates ----------------------------------------------------------------------------------------------------------


def monthly_rates(courses: Sequence[Course], basis: Basis, first: date, last: date) -> Picture:
    """整改率 of each unit at the end of each month (at the moment of the table in the last one). Raises Refused."""
    ends = list(month_ends(first, last, basis.as_of))
    if not ends:
        raise Refused("days_of_picture", first=first, last=last, most=LONGEST_SPAN)
    by_unit = grouped(courses, lambda course: course.row.unit or NOBODY)
    rows = (PictureRow(unit, tuple(rate_at(found, at) for at in ends)) for unit, found in by_unit.items())
    together = PictureRow("合计", tuple(rate_at(courses, at) for at in ends))
    titles = tuple(f"{day_of(at):%Y-%m}" for at in ends)
    title, note = "各单位月末整改率（%）", "按现在的责任单位归集"
    return Picture(basis, Form.GRID, title, titles, (*rows, together), (note,), more_is_better=True)


def month_ends(first: date, last: date, at_latest: datetime) -> Iterator[datetime]:
    day = first.replace(day=1)
    while day <= last:
        after = (day + timedelta(31)).replace(day=1)
        yield min(end_of_day(after - timedelta(1)), at_latest)
        day = after


def rate_at(courses: Iterable[Course], at: datetime) -> Value:
    counted = [course for course in courses if course.counted_at(at) and not unclosed_opening(course, at)]
    closed = sum(course.stage_at(at) is Stage.CLOSED for course in counted)
    if not counted:
        return Value(None, NO_RATE)
    rate = Fraction(100 * closed, len(counted))
    return Value(float(rate), half_up(rate, 1))


def unclosed_opening(course: Course, at: datetime) -> bool:
    """期初, not closed by this system: it is in no rate."""
    return course.row.opening and course.stage_at(at) is not Stage.CLOSED


# --- heat -----------------------------------------------------------------------------------------------------------


def heat(courses: Iterable[Course], basis: Basis, packs: Mapping[str, Pack]) -> Picture:
    """热点: what is open, by responsible unit and category; only categories of which something is open."""
    found = [course for course in courses if course.open]
    by_unit = grouped(found, lambda course: course.row.unit or NOBODY)
    names = list(grouped(found, lambda course: category_name(course.row, packs)))
    rows = []
    for unit, members in by_unit.items():
        by_name = grouped(members, lambda course: category_name(course.row, packs))
        rows.append(PictureRow(unit, tuple(count(by_name.get(name, ())) for name in names)))
    return Picture(basis, Form.GRID, "未办结问题：单位和问题类型", tuple(names), tuple(rows))


# --- stages ---------------------------------------------------------------------------------------------------------


def stage_times(courses: Iterable[Course], basis: Basis, calendar: BusinessCalendar) -> Picture:
    """各环节用时: working days from entering a stage to leaving it; what is still in it counts until now."""
    spent: dict[Stage, list[int]] = defaultdict(list)
    still: dict[Stage, int] = defaultdict(int)
    today = day_of(basis.as_of)
    for course in courses:
        for one, following in zip(course.entered, (*course.entered[1:], None), strict=True):
            if one.stage not in ENDED:
                left = day_of(following.at) if following else today
                spent[one.stage].append(calendar.working_days(day_of(one.at), max(left, day_of(one.at))))
                still[one.stage] += following is None
    rows = tuple(
        PictureRow(STAGE_NAMES[stage], (*days(spent[stage]), figure(len(spent[stage])), figure(still[stage])))
        for stage in Stage
        if stage in spent
    )
    series = ("中位数（工作日）", "九成在此以内（工作日）", "次数", "仍在此环节")
    return Picture(basis, Form.BARS, "各环节用时", series, rows, within=True)


def days(spent: list[int]) -> tuple[Value, Value]:
    middle = median(spent)
    slow = sorted(spent)[max(0, -(-len(spent) * SLOW.numerator // SLOW.denominator) - 1)]
    return Value(float(middle), f"{middle:g}"), Value(float(slow), str(slow))


def grouped(courses: Iterable[Course], key: Callable[[Course], str]) -> dict[str, list[Course]]:
    """In ascending order of the key."""
    found: dict[str, list[Course]] = defaultdict(list)
    for course in courses:
        found[key(course)].append(course)
    return dict(sorted(found.items()))
