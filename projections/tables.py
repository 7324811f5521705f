"""The tables of the ledgers database. All of it is derived: it can be deleted and comes back equal.

The numbered scripts in migrations/ build the same tables; a test compares them.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Connection,
    DateTime,
    Dialect,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
    Uuid,
    insert,
    select,
)
from sqlalchemy.dialects import postgresql, sqlite

from projections.log import START, Point

MIGRATIONS = Path(__file__).parent / "migrations"
"""For the migration runner of the event store: ``prepare(engine, MIGRATIONS, VERSION_TABLE)``."""

VERSION_TABLE = "ledgers_version"
FOLLOWER = "ledgers"

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
        self.ledger = Table(
            f"ledger{suffix}",
            self.metadata,
            Column("case_id", Uuid, primary_key=True),
            Column("problem_no", Text, nullable=False, index=True),
            Column("since_position", BigInteger, nullable=False, index=True),
            Column("position", BigInteger, nullable=False),
            Column("known_at", Instant, nullable=False),
            Column("row", Text, nullable=False),
        )
        self.known_later = Table(
            f"known_later{suffix}",
            self.metadata,
            Column("case_id", Uuid, primary_key=True),
            Column("version", BigInteger, primary_key=True),
            Column("known_at", Instant, nullable=False),
        )

        self.numbers = Table(
            f"numbers{suffix}",
            self.metadata,
            Column("case_id", Uuid, primary_key=True),
            Column("kind", String(64), nullable=False),
            Column("number", Text, nullable=False, index=True),
        )
        self.messages, self.inbox, self.sendings = message_tables(suffix, self.metadata)

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


LIVE = Tables()


def upsert(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]], keep: Collection[str] = ()) -> None:
    """Write rows by primary key, in one executemany; of a row that is there the columns to ``keep`` stay."""
    if not rows:
        return
    statement = INSERT[connection.dialect.name](table)
    keys = [column.name for column in table.primary_key]
    replaced = {c.name: statement.excluded[c.name] for c in table.columns if c.name not in (*keys, *keep)}
    connection.execute(statement.on_conflict_do_update(index_elements=keys, set_=replaced), list(rows))


def reached(connection: Connection, tables: Tables = LIVE) -> Point:
    """The last event that the follower has carried into the tables."""
    followers = tables.followers
    here = select(followers.c.position, followers.c.known_at).where(followers.c.name == FOLLOWER)
    return Point(*connection.execute(here).one())
