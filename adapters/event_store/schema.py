"""Schema versions: numbered migrations (alembic), forward only, for any database and any set of tables."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from sqlalchemy import Column, Connection, Engine, MetaData, String, Table, create_engine, event, inspect, select, text
from sqlalchemy.pool import QueuePool

from adapters.refusals import SetupRefused

MIGRATIONS = Path(__file__).parent / "migrations"
EVENT_STORE = MIGRATIONS / "versions"
LOCK_TIMEOUT = 15  # seconds
DERIVED_CACHE = 32 * 1024  # KiB of pages, at most, for each connection that reads so many
DERIVED_LOG = 16_000  # pages: so long may the write-ahead log become before it is carried over


class NewerSchema(SetupRefused):
    """The database was written by a newer Duban."""

    def __init__(self, found: str, known: str) -> None:
        super().__init__(
            f"数据库的结构版本是 {found}，本程序只认识到 {known}：请用新版本的督办程序打开。未做任何改动。"
        )


def sqlite_engine(path: Path, *, derived: bool = False) -> Engine:
    """An engine for a SQLite file in WAL mode, with transactions that cover the DDL as well.

    ``derived``: all of it comes back from the events. A commit does not wait for the disk then: after a power cut the
    last ones may be gone, none in part. Pages that many commits in a row change are read and written once.
    """
    engine = create_engine(
        "sqlite://",
        creator=lambda: sqlite3.connect(path, timeout=LOCK_TIMEOUT, isolation_level=None, check_same_thread=False),
        poolclass=QueuePool,  # the default keeps a connection for each thread, which then cannot be closed from another
    )

    @event.listens_for(engine, "connect")
    def _write_ahead(connection: sqlite3.Connection, _: object) -> None:
        connection.execute("PRAGMA journal_mode = WAL")
        if derived:
            connection.execute("PRAGMA synchronous = NORMAL")
            connection.execute(f"PRAGMA cache_size = -{DERIVED_CACHE}")
            connection.execute(f"PRAGMA wal_autocheckpoint = {DERIVED_LOG}")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql(connection.get_execution_options().get("begin", "BEGIN"))

    return engine


def postgres_engine(url: str) -> Engine:
    """An engine for PostgreSQL; `url` is libpq's (postgresql://user@host/name?sslmode=...)."""
    import psycopg

    return create_engine("postgresql+psycopg://", creator=lambda: psycopg.connect(url))


def prepare(engine: Engine, scripts: Path, version_table: str) -> None:
    """Brings the tables of `scripts` (files NNNN_what.py) to the newest version, in one transaction.

    `version_table` remembers the version. Raises NewerSchema, having changed nothing.
    """
    newest = max(script.name[:4] for script in scripts.glob("[0-9]*.py"))
    with engine.connect() as connection:
        if _version(connection, version_table) == newest:
            return
    with engine.execution_options(begin="BEGIN IMMEDIATE").begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(hashtext(:name))"), {"name": version_table})
        found = _version(connection, version_table)
        if found is not None and found > newest:
            raise NewerSchema(found, newest)
        _upgrade(connection, scripts, version_table)


def _version(connection: Connection, version_table: str) -> str | None:
    """None: the database is new. The table is alembic's."""
    if not inspect(connection).has_table(version_table):
        return None
    table = Table(version_table, MetaData(), Column("version_num", String))
    return connection.execute(select(table.c.version_num)).scalar()


def _upgrade(connection: Connection, scripts: Path, version_table: str) -> None:
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", _quoted(MIGRATIONS))
    config.set_main_option("version_locations", _quoted(scripts))
    config.set_main_option("path_separator", "newline")
    config.attributes.update(connection=connection, version_table=version_table)
    command.upgrade(config, "head")


def _quoted(path: Path) -> str:
    return str(path).replace("%", "%%")
