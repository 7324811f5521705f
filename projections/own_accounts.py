"""我方账目: what we lay beside the accounts of others, from the ledgers as they stand.

Source: domain reference, section 10.2.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from domain.events import Event, topic
from domain.problem.looking_back import FalseRectificationFound, LookBackPassed, ReboundFound
from domain.problem.problem import NOT_COUNTED
from domain.reconciliation import ClaimedEffect, DetailRow, EnteredCase, LedgerItem, Seen
from projections.ledger import LedgerRow
from projections.log import Log, read_all
from projections.monitoring_ledger import MonitoringRow

LOOK_BACK = "回头看"
SEEN: dict[type[Event], bool] = {LookBackPassed: True, ReboundFound: False, FalseRectificationFound: False}


def details(rows: Iterable[LedgerRow]) -> Iterator[DetailRow]:
    """RC-1: the lines of L1 and L2."""
    return (DetailRow(row.problem_no, row.category, row.closed) for row in rows if row.stage not in NOT_COUNTED)


def entered(cases: Iterable[MonitoringRow]) -> Iterator[EnteredCase]:
    """RC-2: the households that we have entered, by the number of the other system."""
    for case in cases:
        if case.external_id and case.entered_on and case.monitor_class:
            yield EnteredCase(case.external_id, case.entered_on, case.monitor_class.value)


def items(rows: Iterable[LedgerRow], closed: str, still_open: str) -> Iterator[LedgerItem]:
    """RC-3: the town's ledger, in the two words by which ledgers of others are read."""
    for row in rows:
        if row.stage not in NOT_COUNTED:
            yield LedgerItem(row.problem_no, row.category, closed if row.closed else still_open)


def effects(rows: Iterable[LedgerRow]) -> Iterator[ClaimedEffect]:
    """RC-4: what the ledger has as rectified, and since when."""
    return (ClaimedEffect(row.problem_no, row.closed_at) for row in rows if row.closed and row.closed_at)


def seen(log: Log, rows: Iterable[LedgerRow]) -> Iterator[Seen]:
    """RC-4: what look-backs found on the spot. Raises CannotRead."""
    numbers = {row.case_id: row.problem_no for row in rows}
    for known in read_all(log, [topic(cls) for cls in SEEN]):
        number = numbers.get(known.event.originator_id)
        if number is not None:
            yield Seen(number, known.event.occurred_at, SEEN[type(known.event)], LOOK_BACK)
