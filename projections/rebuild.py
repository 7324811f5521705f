"""重建: the tables once more from the log, beside the live ones; compared row by row; then put in their place."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import msgspec
from sqlalchemy import (
    ColumnElement,
    Connection,
    Engine,
    Select,
    Table,
    and_,
    delete,
    func,
    insert,
    or_,
    select,
    union_all,
    update,
)

from projections.follower import Follower
from projections.log import Log
from projections.tables import FOLLOWER, LIVE, Tables, reached

BESIDE = Tables("_rebuilt")
LISTED_AT_MOST = 100
"""So many differences of one table are listed; all of them are counted."""

Row = dict[str, Any]


class Difference(msgspec.Struct, frozen=True):
    """A row that the live table had otherwise than the log says; None: there was, or should be, no such row."""

    table: str
    live: Row | None
    rebuilt: Row | None


class Comparison(msgspec.Struct, frozen=True):
    """One table, live against rebuilt."""

    table: str
    rows: int
    different: int
    differences: tuple[Difference, ...]


class Rebuilt(msgspec.Struct, frozen=True):
    """What a rebuild found, up to which position of the log."""

    position: int
    events: int
    tables: tuple[Comparison, ...]

    @property
    def equal(self) -> bool:
        return all(table.different == 0 for table in self.tables)


def rebuild(engine: Engine, log: Log) -> Rebuilt:
    """Follow the whole log into a second set of tables, compare it with the live one, and switch.

    A live follower may go on meanwhile; it waits only for the comparison and the switch. Raises CannotRead.
    """
    with engine.begin() as connection:
        BESIDE.metadata.drop_all(connection)
        BESIDE.create(connection)
    beside = Follower(engine, log, BESIDE)
    events = 0
    while True:
        with engine.connect() as connection:
            live = reached(connection).position
        events += beside.catch_up(upto=live)
        with engine.begin() as connection:
            if holds_still(connection, live):
                compared = tuple(compare(connection, old, new) for old, new in pairs())
                switch(connection, {one.table for one in compared if one.different})
                return Rebuilt(beside.reached.position, events, compared)


def holds_still(connection: Connection, position: int) -> bool:
    """Keep the live follower where it is until this transaction ends; False: it has gone on already."""
    followers = LIVE.followers
    here = and_(followers.c.name == FOLLOWER, followers.c.position == position)
    return connection.execute(update(followers).where(here).values(position=position)).rowcount == 1


def pairs() -> list[tuple[Table, Table]]:
    return list(zip(LIVE.metadata.sorted_tables, BESIDE.metadata.sorted_tables, strict=True))


def compare(connection: Connection, live: Table, rebuilt: Table) -> Comparison:
    """Row by row, along the keys of both: nothing is copied or sorted for it."""
    keys = union_all(differing(live, rebuilt), missing(rebuilt, live)).subquery()
    listed = connection.execute(select(keys).order_by(*keys.c).limit(LISTED_AT_MOST)).all()
    return Comparison(
        table=live.name,
        rows=counted(connection, rebuilt),
        different=connection.scalar(select(func.count()).select_from(keys)) or 0,
        differences=tuple(
            Difference(live.name, row_of(connection, live, key), row_of(connection, rebuilt, key)) for key in listed
        ),
    )


def differing(live: Table, rebuilt: Table) -> Select[Any]:
    """The keys of the live rows that are not there, or not the same, among the rebuilt ones."""
    values = [column.name for column in live.columns if not column.primary_key]
    changed = (live.c[name].is_distinct_from(rebuilt.c[name]) for name in values)
    return missing(live, rebuilt, *changed)


def missing(some: Table, others: Table, *or_else: ColumnElement[bool]) -> Select[Any]:
    """The keys of the rows that have no like among the others, or of which something else is true."""
    names = [column.name for column in some.primary_key]
    alike = and_(*(some.c[name] == others.c[name] for name in names))
    beside = select(*(some.c[name] for name in names)).outerjoin(others, alike)
    return beside.where(or_(others.c[names[0]].is_(None), *or_else))


def counted(connection: Connection, table: Table) -> int:
    return connection.scalar(select(func.count()).select_from(table)) or 0


def row_of(connection: Connection, table: Table, key: tuple[Any, ...]) -> Row | None:
    same = (column == value for column, value in zip(table.primary_key, key, strict=True))
    found = connection.execute(select(table).where(*same)).mappings().one_or_none()
    return dict(found) if found else None


def switch(connection: Connection, wrong: Collection[str]) -> None:
    """The rebuilt rows become the live ones, in the caller's transaction; tables that are equal stay as they are."""
    for live, rebuilt in pairs():
        if live.name in wrong:
            connection.execute(delete(live))
            connection.execute(insert(live).from_select([column.name for column in live.columns], select(rebuilt)))
    BESIDE.metadata.drop_all(connection)
