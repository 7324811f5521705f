"""The plain ways that ours is compared with: for every command of a life, load the case's events and append its own.

Raw is what one would write without any library: SELECT, decode, INSERT, one transaction. The library is as shipped:
its JSON, its `Aggregate`, its recorders. Both write the very events that our commands append to the case, and neither
checks, decides, seals or settles anything.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import psycopg
from eventsourcing.application import Application
from eventsourcing.domain import Aggregate, event

from bench.lifecycle import payloads

TABLE = (
    "CREATE TABLE stored_events (notification_id {id} PRIMARY KEY, originator_id {uuid} NOT NULL, "
    "originator_version BIGINT NOT NULL, topic TEXT NOT NULL, state {bytes} NOT NULL, "
    "UNIQUE (originator_id, originator_version))"
)
SELECT = "SELECT state FROM stored_events WHERE originator_id = {} ORDER BY originator_version"
INSERT = "INSERT INTO stored_events (originator_id, originator_version, topic, state) VALUES ({0}, {0}, {0}, {0})"


class RawSQLite:
    """The module sqlite3, with the same durability as ours."""

    def __init__(self, path: Path) -> None:
        self.payloads = payloads()
        self.connection = sqlite3.connect(path, isolation_level=None)
        self.connection.execute("PRAGMA journal_mode = WAL")
        self.connection.execute("PRAGMA synchronous = FULL")
        self.connection.execute(TABLE.format(id="INTEGER", uuid="CHAR(32)", bytes="BLOB"))

    def live_through(self, problems: int) -> None:
        for _ in range(problems):
            case = uuid4().hex
            for new in self.payloads:
                known = [json.loads(state) for (state,) in self.connection.execute(SELECT.format("?"), (case,))]
                self.insert([(case, number, *row) for number, row in enumerate(new, len(known) + 1)])

    def insert(self, rows: Sequence[tuple[str, int, str, bytes]]) -> None:
        """Events in one transaction: case, version, topic and bytes."""
        self.connection.execute("BEGIN IMMEDIATE")
        self.connection.executemany(INSERT.format("?"), rows)
        self.connection.execute("COMMIT")


class RawPostgres:
    """psycopg as it is; each caller has a connection."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.payloads = payloads()
        with psycopg.connect(url) as connection:
            connection.execute(TABLE.format(id="BIGSERIAL", uuid="UUID", bytes="BYTEA").encode())

    def live_through(self, problems: int, connection: psycopg.Connection[Any]) -> None:
        for _ in range(problems):
            case = uuid4()
            for new in self.payloads:
                with connection.transaction():
                    rows = connection.execute(SELECT.format("%s").encode(), (case,))
                    known = [json.loads(state) for (state,) in rows]
                    for number, row in enumerate(new, len(known) + 1):
                        connection.execute(INSERT.format("%s").encode(), (case, number, *row))

    def insert(self, rows: Sequence[tuple[str, int, str, bytes]]) -> None:
        """Events in one transaction: case, version, topic and bytes."""
        with psycopg.connect(self.url) as connection, connection.cursor() as cursor:
            cursor.executemany(INSERT.format("%s").encode(), rows)


class Case(Aggregate):
    """A case in the style of the library's own examples, as small as can be."""

    def __init__(self) -> None:
        self.changes = 0

    @event("Changed")
    def change(self, fields: dict[str, Any]) -> None:
        self.changes += 1


class Library:
    """The library's defaults on either database."""

    def __init__(self, environment: dict[str, str]) -> None:
        self.application: Application[UUID] = Application(environment)
        self.payloads = [[json.loads(state) for _, state in new] for new in payloads()]

    @classmethod
    def on_sqlite(cls, path: Path) -> Library:
        return cls({"PERSISTENCE_MODULE": "eventsourcing.sqlite", "SQLITE_DBNAME": str(path)})

    @classmethod
    def on_postgres(cls, url: str) -> Library:
        address = psycopg.conninfo.conninfo_to_dict(url)
        parts = {f"POSTGRES_{key.upper()}": str(address.get(key, "")) for key in ("dbname", "host", "port", "user")}
        return cls({"PERSISTENCE_MODULE": "eventsourcing.postgres", "POSTGRES_PASSWORD": "", **parts})

    def live_through(self, problems: int) -> None:
        for _ in range(problems):
            case_id = None
            for new in self.payloads:
                case: Case = self.application.repository.get(case_id) if case_id else Case()
                case_id = case.id
                for fields in new:
                    case.change(fields)
                self.application.save(case)
