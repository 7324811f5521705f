"""The tables of the ledgers database. All of it is derived: it can be deleted and comes back equal.

The numbered scripts in migrations/ build the same tables; a test compares them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from operator import itemgetter
from pathlib import Path
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Connection,
    DateTime,
    Dialect,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
    Uuid,
    bindparam,
    func,
    insert,
    select,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.types import TypeEngine

from projections.log import START, Point

MIGRATIONS = Path(__file__).parent / "migrations"
"""For the migration runner of the event store: ``prepare(engine, MIGRATIONS, VERSION_TABLE)``."""

VERSION_TABLE = "ledgers_version"
FOLLOWER = "ledgers"

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)

PLACEHOLDER = re.compile(r"%\((\w+)\)s")

INSERT: dict[str, Callable[[Table], Any]] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}
"""The insert statement of each database that can meet a row that is there."""


class Instant(TypeDecorator[datetime]):
    """An aware instant, stored as UTC without a zone: SQLite knows none."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return None if value is None else value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return None if value is None else value.replace(tzinfo=UTC)


class Micros(TypeDecorator[datetime]):
    """An aware instant, stored as microseconds since 1970: what stands in a key of many rows is short."""

    impl = BigInteger
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """SQLite keeps a table in the order of a single key only if it is called INTEGER."""
        return dialect.type_descriptor(Integer() if dialect.name == "sqlite" else BigInteger())

    def bind_processor(self, dialect: Dialect) -> Callable[[datetime | None], int | None]:
        """At once: for each value SQLAlchemy would ask ``process_bind_param`` by way of two more functions."""
        return micros

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:
        return micros(value)

    def process_result_value(self, value: int | None, dialect: Dialect) -> datetime | None:
        return None if value is None else EPOCH + value * MICROSECOND


def micros(instant: datetime | None) -> int | None:
    return None if instant is None else (instant - EPOCH) // MICROSECOND


class Tables:
    """The tables, or, with a suffix, a second set of them beside the first (see rebuild)."""

    def __init__(self, suffix: str = "") -> None:
        self.metadata = MetaData()
        self.followers = Table(
            f"followers{suffix}",
            self.metadata,
            Column("name", String(64), primary_key=True),
            Column("position", BigInteger, nullable=False),
            Column("known_at", Instant, nullable=False),
        )
        self.applied = Table(
            f"applied{suffix}",
            self.metadata,
            Column("topic", String(128), primary_key=True),
            Column("events", BigInteger, nullable=False),
        )
        self.mentions = Table(
            f"mentions{suffix}",
            self.metadata,
            Column("stretch", BigInteger, primary_key=True, autoincrement=False),
            Column("names", LargeBinary, nullable=False),
        )
        self.numbers = Table(
            f"numbers{suffix}",
            self.metadata,
            Column("case_id", Uuid, primary_key=True),
            Column("kind", String(64), nullable=False),
            Column("number", Text, nullable=False, index=True),
        )
        self.messages, self.inbox, self.sendings = message_tables(suffix, self.metadata)
        self.current_rows, self.row_versions, self.late_entries = versioned_tables(suffix, self.metadata)
        self.known_instants = Table(
            f"known_instants{suffix}",
            self.metadata,
            Column("known_at", Micros, primary_key=True, autoincrement=False),
            Column("position", BigInteger, nullable=False),
        )

    def create(self, connection: Connection) -> None:
        """Make them, empty; the live ones are made by migrations/."""
        self.metadata.create_all(connection)
        connection.execute(insert(self.followers).values(name=FOLLOWER, **START._asdict()))


def message_tables(suffix: str, metadata: MetaData) -> tuple[Table, Table, Table]:
    """The messages, in whose inbox each lies, and its sendings."""
    messages = Table(
        f"messages{suffix}",
        metadata,
        Column("message_id", Uuid, primary_key=True),
        Column("case_id", Uuid, nullable=False, index=True),
        Column("number", Text, nullable=False, index=True),
        Column("position", BigInteger, nullable=False),
        Column("row", Text, nullable=False),
    )
    inbox = Table(
        f"inbox{suffix}",
        metadata,
        Column("message_id", Uuid, primary_key=True),
        Column("person", String(255), primary_key=True, index=True),
        Column("unread", Boolean, nullable=False, index=True),
    )
    sendings = Table(
        f"sendings{suffix}",
        metadata,
        Column("message_id", Uuid, primary_key=True),
        Column("sending", String(255), primary_key=True),
        Column("outcome", String(32), nullable=False, index=True),
        Column("look_at", Instant, nullable=False),
    )
    return messages, inbox, sendings


def versioned_tables(suffix: str, metadata: MetaData) -> tuple[Table, Table, Table]:
    """The rows of the ledgers as they stand, their versions, and the events that happened before an earlier one's.

    ``since`` is the position of the event that made the first row of a case: it names the case within a ledger, and
    orders the table. ``latest`` is the latest moment that a version tells of. The key of the versions holds all by
    which they are chosen, so that a past table is chosen from the key alone.
    """
    current_rows = Table(
        f"current_rows{suffix}",
        metadata,
        Column("ledger", String(32), primary_key=True),
        Column("since", BigInteger, primary_key=True),
        Column("case_id", Uuid, nullable=False),
        Column("version", BigInteger, nullable=False),
        Column("latest", Micros, nullable=False),
        Column("row", LargeBinary, nullable=False),
        Index(f"ix_current_rows_case{suffix}", "case_id", "ledger", unique=True),
    )
    row_versions = Table(
        f"row_versions{suffix}",
        metadata,
        Column("ledger", String(32), primary_key=True),
        Column("since", BigInteger, primary_key=True),
        Column("position", BigInteger, primary_key=True),
        Column("latest", Micros, primary_key=True),
        Column("version", BigInteger, nullable=False),
        Column("row", LargeBinary, nullable=False),
    )
    late_entries = Table(
        f"late_entries{suffix}",
        metadata,
        Column("ledger", String(32), primary_key=True),
        Column("since", BigInteger, primary_key=True),
        Column("position", BigInteger, primary_key=True),
        Column("version", BigInteger, nullable=False),
        Column("case_id", Uuid, nullable=False),
        Column("occurred_at", Micros, nullable=False),
        Column("overtaken", Micros, nullable=False),
    )
    return current_rows, row_versions, late_entries


LIVE = Tables()


def upsert(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]], keep: Collection[str] = ()) -> None:
    """Write rows by primary key, in one executemany; of a row that is there the columns to ``keep`` stay."""
    names = table.columns.keys()
    upsert_all(connection, table, [tuple(map(row.__getitem__, names)) for row in rows], keep)


def upsert_all(
    connection: Connection, table: Table, rows: Sequence[tuple[Any, ...]], keep: Collection[str] = ()
) -> None:
    """The same, each row with the values of all columns in their order."""
    if not rows:
        return
    statement = INSERT[connection.dialect.name](table)
    keys = [column.name for column in table.primary_key]
    if connection.dialect.name == "postgresql":
        rows = last_of_each(table, rows)  # one statement may meet each row only once
    replaced = {c.name: statement.excluded[c.name] for c in table.columns if c.name not in (*keys, *keep)}
    write_all(connection, table, statement.on_conflict_do_update(index_elements=keys, set_=replaced), rows)


def last_of_each(table: Table, rows: Sequence[tuple[Any, ...]]) -> Sequence[tuple[Any, ...]]:
    """Of rows with the same key the last."""
    key = itemgetter(*(place for place, column in enumerate(table.columns) if column.primary_key))
    return list({key(row): row for row in rows}.values())


def insert_all(connection: Connection, table: Table, rows: Sequence[tuple[Any, ...]]) -> None:
    """Write new rows, each with the values of all columns in their order."""
    if rows and connection.dialect.name == "postgresql":
        copy_all(connection, table, rows)
    elif rows:
        write_all(connection, table, insert(table), rows)


# --- handed to the driver as they are, after the types of the columns: of the time that the follower has for an event,
# SQLAlchemy would take a third for each row that it binds itself, and PostgreSQL half for each statement -------------


def write_all(connection: Connection, table: Table, statement: Any, rows: Sequence[tuple[Any, ...]]) -> None:
    """In one statement for each row, or, on PostgreSQL, in one whose parameters are the columns."""
    names, columns = table.columns.keys(), stored_columns(connection.dialect, table, rows)
    if connection.dialect.name == "postgresql":
        given = (bindparam(column.name, type_=postgresql.ARRAY(column.type)) for column in table.columns)
        unnested = select(func.unnest(*given).table_valued(*names).render_derived())
        compiled = str(statement.from_select(names, unnested).compile(dialect=connection.dialect))
        in_binary = PLACEHOLDER.sub("%(\\1)b", compiled)
        connection.exec_driver_sql(in_binary, {name: list(column) for name, column in zip(names, columns, strict=True)})
    else:
        compiled = str(statement.compile(dialect=connection.dialect, column_keys=names))
        connection.exec_driver_sql(compiled, list(zip(*columns, strict=True)))


def copy_all(connection: Connection, table: Table, rows: Sequence[tuple[Any, ...]]) -> None:
    """By PostgreSQL's COPY, in the transaction of the connection."""
    types = [column.type.compile(connection.dialect).partition("(")[0].lower() for column in table.columns]
    quoted = connection.dialect.identifier_preparer
    onto = f"{quoted.format_table(table)} ({', '.join(map(quoted.format_column, table.columns))})"
    driver: Any = connection.connection.driver_connection
    with driver.cursor() as cursor, cursor.copy(f"COPY {onto} FROM STDIN (FORMAT BINARY)") as copy:
        copy.set_types(types)
        for row in zip(*stored_columns(connection.dialect, table, rows), strict=True):
            copy.write_row(row)


def stored_columns(dialect: Dialect, table: Table, rows: Sequence[tuple[Any, ...]]) -> Iterator[Iterable[Any]]:
    """The values of each column, as the driver takes them; bytes it takes as they are."""
    for column, values in zip(table.columns, zip(*rows, strict=True), strict=True):
        plain = isinstance(column.type, LargeBinary)
        store = None if plain else column.type.dialect_impl(dialect).bind_processor(dialect)
        yield map(store, values) if store else values


def reached(connection: Connection, tables: Tables = LIVE) -> Point:
    """The last event that the follower has carried into the tables."""
    followers = tables.followers
    here = select(followers.c.position, followers.c.known_at).where(followers.c.name == FOLLOWER)
    return Point(*connection.execute(here).one())
