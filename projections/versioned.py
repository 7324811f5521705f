"""版本: the rows of a ledger through time, each kept from the event that made it, so that a past table is one query.

Written by the follower. A case whose events happened in the order in which they stand in the log has, from any
viewpoint, the row of the last version that was known then and had happened by then. What was entered late breaks that
order: each such event is noted, and where it belongs into a table but what it overtakes does not, that case alone is
folded anew from its events. `as_of.fold` is the definition, and equal to this (a property test). Source: design.md 6.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from heapq import merge
from operator import itemgetter
from typing import Any, Generic, NamedTuple, TypeVar
from uuid import UUID

import msgspec
from sqlalchemy import Connection, and_, delete, func, select

from domain.event_table import MONITORING_EVENTS, PROBLEM_EVENTS
from domain.events import Event
from domain.monitoring_case.household_register import HouseholdAidRecorded
from projections import ledger, monitoring_ledger
from projections.as_of import Apply
from projections.ledger import LedgerRow
from projections.log import Known, Log, read_streams
from projections.monitoring_ledger import AidBeside, HouseholdRow, MonitoringRow
from projections.tables import Tables, insert_all, upsert_all

Row = TypeVar("Row")

ROWS_AT_ONCE = 5_000
"""Rows that are asked of the database at once."""

encode = msgspec.msgpack.Encoder(uuid_format="bytes", order="deterministic").encode


class Versioned(Generic[Row]):
    """A ledger whose rows are kept: its name in the tables, what makes its rows, and the events that may change one.

    ``shape`` is the type of its rows as msgspec decodes it; ``apply`` gives back the row itself for any other event.
    """

    def __init__(self, name: str, apply: Apply[Row], shape: Any, events: Collection[type[Event]]) -> None:
        self.name = name
        self.apply = apply
        self.events = frozenset(events)
        self.decode: Callable[[bytes], Row] = msgspec.msgpack.Decoder(shape).decode


PROBLEMS: Versioned[LedgerRow] = Versioned("problem", ledger.apply, LedgerRow, PROBLEM_EVENTS)
HOUSEHOLDS: Versioned[HouseholdRow] = Versioned(
    "household", monitoring_ledger.apply, MonitoringRow | AidBeside, (*MONITORING_EVENTS, HouseholdAidRecorded)
)
VERSIONED: tuple[Versioned[Any], ...] = (PROBLEMS, HOUSEHOLDS)
"""Every ledger whose rows are kept: those that are large and often asked. A further one is a line here; the follower
fills it from the beginning of the log once the tables are rebuilt."""


class Held(msgspec.Struct):
    """The row of a case as it stands: where it began, after which event of the case, the latest moment it tells of.

    ``last``: which of the new versions it is; below 0: it is none of them.
    """

    case_id: UUID
    since: int
    version: int
    latest: datetime
    row: Any
    last: int = -1


class Course(NamedTuple):
    """What a batch did to the rows of a ledger: whose row is a new one, the new versions, what was entered late.

    ``unseen``: the case and the number of a version that the tables have, and that nobody can see any longer.
    """

    changed: list[Held]
    versions: list[tuple[int, int, datetime, int, Any]]
    late: list[tuple[int, int, int, UUID, datetime, datetime]]
    unseen: list[tuple[int, int]]


# --- written by the follower ------------------------------------------------------------------------------------------


def write(connection: Connection, tables: Tables, batch: Sequence[Known]) -> None:
    """Carry a batch into the versions and the current rows of every ledger."""
    for kept in VERSIONED:
        told = [known for known in batch if type(known.event) in kept.events]
        if told:
            carry(connection, tables, kept, told)


def carry(connection: Connection, tables: Tables, kept: Versioned[Any], told: Sequence[Known]) -> None:
    """The rows of the cases are read once and written once, whatever happened to each of them in the batch."""
    cases = {known.event.originator_id.int: known.event.originator_id for known in told}
    course = folded(kept, held_rows(connection, tables, kept, cases.values()), told)
    versions = [
        (kept.name, since, position, latest, version, encode(row))
        for since, position, latest, version, row in course.versions
    ]
    standing = [
        (kept.name, case.since, case.case_id, case.version, case.latest, versions[case.last][-1])
        for case in course.changed
    ]
    forget(connection, tables, kept, course.unseen)
    insert_all(connection, tables.row_versions, versions)
    insert_all(connection, tables.late_entries, [(kept.name, *entry) for entry in course.late])
    upsert_all(connection, tables.current_rows, standing, keep=["case_id"])


def folded(kept: Versioned[Any], held: dict[int, Held], told: Sequence[Known]) -> Course:
    """Each event onto the row of its case. A version that the next event of its case is joined to is not kept.

    ``held`` is by the integer of the id: a UUID is hashed and compared by Python.
    """
    course = Course([], [], [], [])
    for position, _, event, joined in told:
        number, occurred_at = event.originator_version, event.occurred_at
        case = held.get(event.originator_id.int) or Held(event.originator_id, position, 0, occurred_at, None)
        if number <= case.version:
            continue  # it was carried over before
        after = kept.apply(case.row, event)
        if after is None:
            continue
        if occurred_at < case.latest:
            course.late.append((case.since, position, number, case.case_id, occurred_at, case.latest))
        if after is case.row:
            continue
        unseen = joined and case.version == number - 1 and occurred_at <= case.latest
        if case.last < 0:
            held[case.case_id.int] = case
            course.changed.append(case)
            if unseen:
                course.unseen.append((case.since, case.version))
        elif unseen:
            course.versions.pop()
        case.version, case.latest, case.row, case.last = (
            number,
            max(case.latest, occurred_at),
            after,
            len(course.versions),
        )
        course.versions.append((case.since, position, case.latest, number, after))
    return course


def forget(connection: Connection, tables: Tables, kept: Versioned[Any], unseen: Iterable[tuple[int, int]]) -> None:
    """Versions of an earlier batch."""
    versions = tables.row_versions
    for since, version in unseen:
        where = (versions.c.ledger == kept.name) & (versions.c.since == since) & (versions.c.version == version)
        connection.execute(delete(versions).where(where))


def held_rows(connection: Connection, tables: Tables, kept: Versioned[Any], cases: Collection[UUID]) -> dict[int, Held]:
    """By the integer of the id."""
    rows = tables.current_rows
    wanted = select(rows.c.case_id, rows.c.since, rows.c.version, rows.c.latest, rows.c.row)
    wanted = wanted.where(rows.c.ledger == kept.name, rows.c.case_id.in_(cases))
    return {
        case_id.int: Held(case_id, since, version, latest, kept.decode(row))
        for case_id, since, version, latest, row in connection.execute(wanted).all()
    }


def note_instants(connection: Connection, tables: Tables, batch: Sequence[Known]) -> None:
    """The known instants of the log, each with the position of its last event."""
    last = {known.known_at: known.position for known in batch}
    upsert_all(connection, tables.known_instants, list(last.items()))


# --- asked ------------------------------------------------------------------------------------------------------------


def position_known_at(connection: Connection, tables: Tables, at: datetime) -> int:
    """The position of the last event that was known then; 0: none was."""
    instants = tables.known_instants
    known = select(instants.c.position).where(instants.c.known_at <= at)
    return connection.scalar(known.order_by(instants.c.known_at.desc()).limit(1)) or 0


def current_rows(connection: Connection, tables: Tables, kept: Versioned[Row]) -> Iterator[Row]:
    """Every row as it stands, in the order in which the cases began, one by one."""
    rows = tables.current_rows
    wanted = select(rows.c.row).where(rows.c.ledger == kept.name).order_by(rows.c.since)
    return (kept.decode(row) for some in connection.scalars(wanted).partitions(ROWS_AT_ONCE) for row in some)


def rows_of(connection: Connection, tables: Tables, kept: Versioned[Row], cases: Collection[UUID]) -> dict[UUID, Row]:
    """The rows of these cases as they stand."""
    return {held.case_id: held.row for held in held_rows(connection, tables, kept, cases).values()}


@dataclass(frozen=True)
class Past(Generic[Row]):
    """A ledger as of an instant, as it was known up to a position of the log."""

    connection: Connection
    tables: Tables
    log: Log
    kept: Versioned[Row]
    position: int
    at: datetime

    def rows(self) -> Iterator[Row]:
        """Every row, in the order in which the cases began, one by one. Raises CannotRead."""
        overtaken = dict(self.overtaken())
        anew = sorted(self.folded(list(overtaken.values())), key=itemgetter(0))
        found = ((since, self.kept.decode(row)) for since, row in self.versions() if since not in overtaken)
        return (row for _, row in merge(found, anew, key=itemgetter(0)))

    def versions(self) -> Iterator[tuple[int, bytes]]:
        """Of each case the last version that is not beyond the position and tells of nothing after the instant.

        In the order in which the cases began.
        """
        versions = self.tables.row_versions
        last = (
            select(versions.c.since, func.max(versions.c.position).label("position"))
            .where(versions.c.ledger == self.kept.name, versions.c.since <= self.position)
            .where(versions.c.position <= self.position, versions.c.latest <= self.at)
            .group_by(versions.c.since)
            .subquery()
        )
        same = and_(versions.c.since == last.c.since, versions.c.position == last.c.position)
        wanted = select(versions.c.since, versions.c.row).join(last, same).where(versions.c.ledger == self.kept.name)
        wanted = wanted.order_by(versions.c.since)
        return (
            (since, row) for some in self.connection.execute(wanted).partitions(ROWS_AT_ONCE) for since, row in some
        )

    def overtaken(self) -> Sequence[tuple[int, UUID]]:
        """The cases of which something entered late had happened by then, and what it overtakes had not."""
        late = self.tables.late_entries
        wanted = (
            select(late.c.since, late.c.case_id)
            .where(late.c.ledger == self.kept.name, late.c.position <= self.position)
            .where(late.c.occurred_at <= self.at, late.c.overtaken > self.at)
        )
        return [(since, case_id) for since, case_id in self.connection.execute(wanted.distinct())]

    def folded(self, cases: Sequence[UUID]) -> Iterator[tuple[int, Row]]:
        """The rows of these cases from their events, each with the position at which it begins."""
        for _, events in read_streams(self.log, cases, self.position):
            row: Row | None = None
            begun = 0
            for position, event in events:
                if type(event) in self.kept.events and event.occurred_at <= self.at:
                    before, row = row, self.kept.apply(row, event)
                    if before is None:
                        begun = position
            if row is not None:
                yield begun, row
