"""动态清零: for each day how many problems of 三保障 and 饮水安全 were open at its end; none open is 清零.

A day is told as it was at 24:00, as known at ``known_at``: the same as a fold of the log from that viewpoint, reckoned
in one reading for all days. Which categories are meant their themes say, so that every pack is told alike. What was
taken over (期初) and is not closed here is open, too. Source: R002-07; domain reference, section 4.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta

import msgspec

from domain.calendar import end_of_day
from domain.events import Event
from domain.pack import Pack
from domain.problem.problem import ENDED
from domain.refusal import Refused
from domain.taxonomy import Category
from projections.as_of import Basis
from projections.ledger import LedgerRow, apply
from projections.ledger_lines import Selection
from projections.ledger_lines import day_of as day_told
from projections.seeing import Seen
from projections.versioned import PROBLEMS

CLEARED, NOT_CLEARED = "清零", "未清零"
SECURED = "SEC."
"""Begins the themes of 三保障 and 饮水安全."""


class OpenOf(msgspec.Struct, frozen=True):
    """How many of one category are open, and which."""

    code: str
    name: str
    count: int
    problems: tuple[str, ...]


class ClearedDay(msgspec.Struct, frozen=True):
    """One day at its end; ``so_far``: it has not ended yet."""

    day: date
    open: int
    of: tuple[OpenOf, ...]
    state: str
    so_far: bool = False


class Cleared(msgspec.Struct, frozen=True):
    basis: Basis
    days: tuple[ClearedDay, ...]

    @property
    def cleared_since(self) -> date | None:
        """The first day of the days without an open one at the end of the range; None if its last day has one."""
        since = None
        for day in reversed(self.days):
            if day.open:
                break
            since = day.day
        return since


def cleared(then: Seen, pack: Pack, chosen: Selection, first: date, last: date) -> Cleared:
    """Day by day, from ``first`` to ``last`` or to the day of the viewpoint. Raises Refused, CannotRead."""
    at = then.basis.as_of
    last = min(last, day_told(at))
    if last < first:
        raise Refused("range_backwards", first=first, last=last)
    categories = [one for one in pack.taxonomy if is_secured(one)]
    if not categories:
        raise Refused("nothing_to_clear", pack=pack.id)
    days = [first + timedelta(days=number) for number in range((last - first).days + 1)]
    ends = [min(end_of_day(day), at) for day in days]
    problems = [row.case_id for row in then.rows(PROBLEMS) if chosen.campaign in ("", row.campaign)]
    rows = [[*rows_at_each(events, ends)] for _, events in then.streams(problems)]
    return Cleared(
        then.basis,
        tuple(
            day_of(day, [row[number] for row in rows], categories, chosen, so_far=end < end_of_day(day))
            for number, (day, end) in enumerate(zip(days, ends, strict=True))
        ),
    )


def is_secured(category: Category) -> bool:
    """Whether it is of 三保障 and 饮水安全 and of nothing else."""
    return bool(category.themes) and all(theme.startswith(SECURED) for theme in category.themes)


def rows_at_each(events: Sequence[Event], ends: Sequence[datetime]) -> Iterator[LedgerRow | None]:
    """The ledger's row of one problem at each of these instants; folded again only when something has happened."""
    row: LedgerRow | None = None
    happened = 0
    for end in ends:
        by_then = [event for event in events if event.occurred_at <= end]
        if len(by_then) != happened:
            happened, row = len(by_then), None
            for event in by_then:
                row = apply(row, event)
        yield row


def day_of(
    day: date, rows: Sequence[LedgerRow | None], categories: Sequence[Category], chosen: Selection, *, so_far: bool
) -> ClearedDay:
    standing = [row for row in rows if row is not None and row.stage not in ENDED and chosen.admits(row)]
    of = tuple(
        OpenOf(one.code, one.label, len(numbers), numbers)
        for one in categories
        for numbers in [tuple(row.problem_no for row in standing if row.category == one.code)]
    )
    still_open = sum(one.count for one in of)
    return ClearedDay(day, still_open, of, NOT_CLEARED if still_open else CLEARED, so_far)
