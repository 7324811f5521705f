"""One side of a what-if: how its problems stand, what the ladder did to each unit, what was owed and when it ended."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

import msgspec

from adapters.what_if.deadlines import Ended
from domain.calendar import local_date
from domain.owing import Obligation
from domain.policy import Level
from domain.problem.claiming import ClaimExpired
from domain.problem.problem import NOT_COUNTED, ProblemEvent
from domain.problem.rechecking import EscalationProposed, EscalationReached
from projections.ledger import LedgerRow, apply, lateness

LEVELS = (Level.WARN, Level.LETTER, Level.CIRCULATE, Level.INTERVIEW)
"""The levels that are compared. 移交 is known to a few only: it is counted nowhere here."""


class Standing(NamedTuple):
    """A problem on one side: its row of the ledger, and what is owed in it."""

    row: LedgerRow | None = None
    owed: tuple[Obligation, ...] = ()


NOTHING_YET = Standing()


class Counted(msgspec.Struct, frozen=True):
    """What came of one unit's problems. ``letters``: 督办函, one for a day; ``levels``: how often each was reached."""

    problems: int
    late: int
    late_days: int
    unclaimed: int
    levels: dict[str, int]
    letters: int
    supervisors_late: int


class Side:
    """What the ladder did to each unit, and how its problems are counted."""

    def __init__(self) -> None:
        self.levels: defaultdict[str, Counter[Level]] = defaultdict(Counter)
        self.letters: defaultdict[str, set[date]] = defaultdict(set)
        self.supervisors: Counter[str] = Counter()

    def take(self, event: ProblemEvent, row: LedgerRow | None) -> None:
        """Count a level that the problem of this row has reached."""
        if row is None or not isinstance(event, EscalationReached | EscalationProposed):
            return
        if isinstance(event, EscalationReached) and event.supervising:
            self.supervisors[row.unit] += 1
            return
        self.levels[row.unit][event.level] += 1
        if event.level is Level.LETTER:
            self.letters[row.unit].add(local_date(event.occurred_at))

    def counted(self, units: Sequence[str], problems: Iterable[Counting]) -> Counted:
        """The figures of some units, and of their problems."""
        levels = sum((self.levels[unit] for unit in units), Counter[Level]())
        counted = list(problems)
        return Counted(
            problems=sum(one.problems for one in counted),
            late=sum(one.late for one in counted),
            late_days=sum(one.late_days for one in counted),
            unclaimed=sum(one.unclaimed for one in counted),
            levels={level.name: levels[level] for level in LEVELS},
            letters=sum(len(self.letters[unit]) for unit in units),
            supervisors_late=sum(self.supervisors[unit] for unit in units),
        )


@dataclass(slots=True)
class Counting:
    """The problems of one unit on one side, as they are gone through."""

    problems: int = 0
    late: int = 0
    late_days: int = 0
    unclaimed: int = 0

    def take(self, row: LedgerRow, today: date) -> None:
        if row.stage in NOT_COUNTED:
            return
        days = late_days(row, today)
        self.problems += 1
        self.late += days > 0
        self.late_days += days
        self.unclaimed += row.claim_expired


def advanced(standing: Standing, event: ProblemEvent, ended: Callable[[Ended], None]) -> Standing:
    """How the problem stands after the event; what was owed and is not any more is told."""
    row, owed = apply(standing.row, event), standing.owed
    if event.arms or event.discharges:
        owed = still_owed(standing, event, ended)
    return Standing(row, owed)


def still_owed(standing: Standing, event: ProblemEvent, ended: Callable[[Ended], None]) -> tuple[Obligation, ...]:
    """A duty that is armed anew for the same cause goes on under its new date; any other that ends is told."""
    armed = {owed.duty: owed for owed in event.arms}
    row = standing.row
    for owed in standing.owed:
        again = armed.get(owed.duty)
        goes_on = again is not None and again.armed_at == owed.armed_at
        if row is not None and not goes_on and (again is not None or owed.duty in event.discharges):
            ended(Ended(owed, row.unit, row.problem_no, event.occurred_at, isinstance(event, ClaimExpired)))
    kept = (owed for owed in standing.owed if owed.duty not in armed and owed.duty not in event.discharges)
    return (*kept, *event.arms)


def late_days(row: LedgerRow, today: date) -> int:
    """Calendar days, under every date that it ever had."""
    current = lateness(row, today)
    spans = (*row.past_lateness, current) if current else row.past_lateness
    return sum((span.last - span.first).days + 1 for span in spans)
