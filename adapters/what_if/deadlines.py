"""What was owed, until when, and when it ended: deadline by deadline, as it was beside as it would have been.

A deadline is late if what it asks for came after it, or has not come by the end. The date of a problem itself is not
among them: its lateness is that of the ledger.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

import msgspec

from domain.calendar import Due, local_date
from domain.owing import Obligation
from domain.policy import SUPERVISING, Duty

NOBODY_IS_LATE = frozenset({Duty.RECTIFY, Duty.IMMEDIATE, Duty.SUSPEND_MAX, Duty.NOTICE_END})
"""The date of a problem, which the ledger judges; and rests and notices, which end by themselves."""

PROBLEM = "problem"


class Ended(NamedTuple):
    """An obligation that is over: of which unit and case, when (None: it still is owed), whether nobody ever did it."""

    owed: Obligation
    unit: str
    number: str
    at: datetime | None = None
    missed: bool = False


class Late(NamedTuple):
    """Calendar days after the date; 0 where it was missed, or met later on the same day."""

    days: int


class Kept(msgspec.Struct, frozen=True):
    """How many were owed, how many of them late, and by how many calendar days in all."""

    owed: int = 0
    late: int = 0
    late_days: int = 0

    def and_one(self, late: Late | None) -> Kept:
        days = late.days if late else 0
        return Kept(self.owed + 1, self.late + (late is not None), self.late_days + days)

    def and_these(self, other: Kept) -> Kept:
        return Kept(self.owed + other.owed, self.late + other.late, self.late_days + other.late_days)


class KeptCompared(msgspec.Struct, frozen=True):
    """A kind of case and a duty in it, of one unit or of all. ``supervising``: the superiors of the unit owe it."""

    unit: str
    kind: str
    duty: Duty
    supervising: bool
    was: Kept
    would: Kept


class DeadlineCompared(msgspec.Struct, frozen=True):
    """A deadline that one side kept and the other did not, or by so many days later. None: not owed on that side."""

    kind: str
    number: str
    unit: str
    duty: Duty
    armed_on: date
    due_was: date | None
    due_would: date | None
    late_was: bool
    late_would: bool
    late_days_was: int
    late_days_would: int


class Seen(NamedTuple):
    """A deadline of one side, judged."""

    due_on: date
    late: Late | None
    unit: str
    number: str


Key = tuple[str, UUID, Duty, datetime, int]


class Deadlines:
    """The deadlines of both sides. Those that are the same on both are only counted; the others are kept in pairs."""

    def __init__(self) -> None:
        self._kept: tuple[dict[tuple[str, str, Duty], Kept], ...] = (defaultdict(Kept), defaultdict(Kept))
        self._pairs: dict[Key, list[Seen | None]] = {}

    def ended(self, side: int, kind: str, case_id: UUID, ended: Ended, until: datetime | None = None) -> None:
        """One of the side 0 (was) or 1 (would)."""
        owed = ended.owed
        if owed.duty in NOBODY_IS_LATE:
            return
        seen = Seen(owed.due.on, judged(owed.due, ended, until), ended.unit, ended.number)
        self._count(side, kind, owed.duty, seen)
        key = (kind, case_id, owed.duty, owed.armed_at, owed.layer)
        pair = self._pairs.setdefault(key, [None, None])
        pair[side] = seen
        if pair[0] is not None and pair[1] is not None and pair[0].late == pair[1].late:
            del self._pairs[key]

    def same(self, kind: str, ended: Ended, until: datetime | None = None) -> None:
        """One that is the same on both sides."""
        owed = ended.owed
        if owed.duty not in NOBODY_IS_LATE:
            seen = Seen(owed.due.on, judged(owed.due, ended, until), ended.unit, ended.number)
            self._count(0, kind, owed.duty, seen)
            self._count(1, kind, owed.duty, seen)

    def _count(self, side: int, kind: str, duty: Duty, seen: Seen) -> None:
        key = (seen.unit, kind, duty)
        self._kept[side][key] = self._kept[side][key].and_one(seen.late)

    # --- what came of it ---

    def by_unit(self) -> tuple[KeptCompared, ...]:
        keys = sorted({*self._kept[0], *self._kept[1]})
        return tuple(self._compared(unit, kind, duty, [(unit, kind, duty)]) for unit, kind, duty in keys)

    def in_all(self) -> tuple[KeptCompared, ...]:
        keys = sorted({*self._kept[0], *self._kept[1]})
        kinds = dict.fromkeys((kind, duty) for _, kind, duty in keys)
        return tuple(
            self._compared("", kind, duty, [key for key in keys if key[1:] == (kind, duty)])
            for kind, duty in sorted(kinds)
        )

    def _compared(self, unit: str, kind: str, duty: Duty, keys: Iterable[tuple[str, str, Duty]]) -> KeptCompared:
        was = would = Kept()
        for key in keys:
            was, would = was.and_these(self._kept[0][key]), would.and_these(self._kept[1][key])
        return KeptCompared(unit, kind, duty, duty in SUPERVISING, was, would)

    def differing(self) -> Iterator[DeadlineCompared]:
        """In the order in which they ended first. One that only one side had is told where it was late."""
        for (kind, _, duty, armed_at, _), (was, would) in self._pairs.items():
            one = was or would
            late_was, late_would = was.late if was else None, would.late if would else None
            if one is None or late_was == late_would:
                continue
            yield DeadlineCompared(
                kind=kind,
                number=one.number,
                unit=one.unit,
                duty=duty,
                armed_on=local_date(armed_at),
                due_was=was.due_on if was else None,
                due_would=would.due_on if would else None,
                late_was=late_was is not None,
                late_would=late_would is not None,
                late_days_was=late_was.days if late_was else 0,
                late_days_would=late_would.days if late_would else 0,
            )


def judged(due: Due, ended: Ended, until: datetime | None = None) -> Late | None:
    """Whether it came too late; ``until``: the end, for what is owed still."""
    at = ended.at or until
    if ended.missed:
        return Late(0)
    if at is None or at <= due.at:
        return None
    return Late(max(0, (local_date(at) - due.on).days))
