"""The event store on PostgreSQL: one function call, one round trip and one commit per save."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Any, LiteralString
from uuid import UUID

import msgspec
from eventsourcing.persistence import (
    ApplicationRecorder,
    InterfaceError,
    Notification,
    OperationalError,
    StoredEvent,
    Subscription,
)
from eventsourcing.postgres import PostgresApplicationRecorder, PostgresDatastore
from eventsourcing.utils import retry
from psycopg import Connection
from psycopg.rows import DictRow, dict_row

from adapters.event_store.access_log import ACCESS_COLUMNS, access_line, access_values
from adapters.event_store.rows import AccessLine, KeyDestruction, SealedValue, VaultRow, parted
from domain.casework import AuditLine
from domain.recorder import CaseRecorder

LOCK_TIMEOUT = "5s"  # how long an append waits for the appends before it
CONNECTIONS = 16
CONNECT_TIMEOUT = 10  # seconds

reconnecting = retry((InterfaceError, OperationalError), max_attempts=10, wait=0.2)  # as the library's own queries

APPEND = """
SELECT * FROM append_events(%b::uuid[], %b::bigint[], %b::text[], %b::bytea[], %s::jsonb, %s::jsonb, %s::jsonb)
AS notification_id
"""
DESTROY = """
UPDATE vault_keys SET wrapped_key = NULL, destroyed_at = CURRENT_TIMESTAMP
WHERE subject = ANY(%s) AND wrapped_key IS NOT NULL
"""
ANY_REF: LiteralString = (
    "SELECT ref FROM vault_values JOIN vault_keys USING (subject) WHERE wrapped_key IS NOT NULL LIMIT 1"
)
COUNT_TEXTS = "SELECT count(*) AS number FROM vault_values WHERE subject = %s"
NOTE_ACCESS = f"INSERT INTO access_log ({ACCESS_COLUMNS}) VALUES (%s, %s, %s, %s, %s, %s, %s, %s)"
STREAMS: LiteralString = (
    "SELECT originator_id, originator_version, topic, state, notification_id AS id FROM stored_events "
    "WHERE originator_id = ANY(%(cases)s) AND notification_id <= %(stop)s "
    "AND (%(topics)s::text[] IS NULL OR topic = ANY(%(topics)s)) "
    "ORDER BY originator_id, originator_version"
)
READ_ACCESSES = f"SELECT {ACCESS_COLUMNS} FROM access_log ORDER BY id"


class EventDatabase(PostgresDatastore):
    """The database of the events and the vault; `url` is libpq's."""

    def __init__(self, url: str) -> None:
        super().__init__("", "", "", "", "", pool_size=1, max_overflow=CONNECTIONS - 1, connect_timeout=CONNECT_TIMEOUT)
        self.pool.conninfo = url
        self.pool.kwargs = {"row_factory": dict_row}

    def after_connect_func(self) -> Callable[[Connection[Any]], None]:
        def configure(connection: Connection[Any]) -> None:
            connection.autocommit = True
            connection.execute(f"SET lock_timeout = '{LOCK_TIMEOUT}'")
            connection.execute("SET idle_in_transaction_session_timeout = '60s'")

        return configure


class PostgresRecorder(PostgresApplicationRecorder, CaseRecorder):
    """The library's recorder with vault and audit rows, and ids that become visible in commit order.

    The library's own function (POSTGRES_ENABLE_DB_FUNCTIONS) takes no lock: its followers miss events.
    """

    datastore: EventDatabase

    @reconnecting
    def insert_events(
        self,
        stored_events: Sequence[StoredEvent],
        *,
        sealed: Sequence[VaultRow] = (),
        audit: Sequence[AuditLine] = (),
        **_: Any,
    ) -> Sequence[int] | None:
        """All in one transaction. Raises IntegrityError on a conflict, also of a subject's first key."""
        if not (stored_events or sealed or audit):
            return []
        keys, values, destroyed = parted(sealed)
        parameters = (
            [event.originator_id for event in stored_events],
            [event.originator_version for event in stored_events],
            [event.topic for event in stored_events],
            [event.state for event in stored_events],
            json_or_null(keys),
            json_or_null(values),
            json_or_null(audit),
        )
        if destroyed:
            rows = self._append_and_destroy(parameters, destroyed)
        else:
            with self.datastore.get_connection() as connection:
                rows = connection.execute(APPEND, parameters, prepare=True).fetchall()
        return [row["notification_id"] for row in rows]

    def _append_and_destroy(self, parameters: Sequence[object], destroyed: Sequence[KeyDestruction]) -> list[DictRow]:
        """An append that also destroys keys: rare, so it may take a few round trips in its one transaction."""
        with self.datastore.transaction(commit=True) as cursor:
            rows = cursor.execute(APPEND, parameters).fetchall()  # from here on nobody else appends
            for one in destroyed:
                one.unless_conflict(cursor.execute(COUNT_TEXTS, (one.subject,)).fetchall()[0]["number"])
            cursor.execute(DESTROY, ([one.subject for one in destroyed],))
        return rows

    def subscribe(self, gt: int | None = None, topics: Sequence[str] = ()) -> Subscription[ApplicationRecorder]:
        """Not supported, as on SQLite: appends send no NOTIFY, and followers poll."""
        raise NotImplementedError("followers read select_notifications()")

    def select_streams(self, cases: Collection[UUID], stop: int, topics: Sequence[str] = ()) -> Sequence[Notification]:
        rows = self._rows(STREAMS, {"cases": list(cases), "stop": stop, "topics": list(topics) or None})
        return [Notification(**row) for row in rows]

    def wrapped_keys(self, subjects: Collection[str]) -> dict[str, bytes | None]:
        rows = self._rows("SELECT subject, wrapped_key FROM vault_keys WHERE subject = ANY(%s)", (list(subjects),))
        return {row["subject"]: row["wrapped_key"] for row in rows}

    def sealed_values(self, refs: Iterable[str]) -> Sequence[tuple[SealedValue, bytes]]:
        rows = self._rows(
            "SELECT ref, subject, field, sealed, wrapped_key FROM vault_values JOIN vault_keys USING (subject) "
            "WHERE wrapped_key IS NOT NULL AND ref = ANY(%s)",
            (list(refs),),
        )
        return [
            (SealedValue(row["ref"], row["subject"], row["field"], row["sealed"]), row["wrapped_key"]) for row in rows
        ]

    def any_ref(self) -> str | None:
        rows = self._rows(ANY_REF, ())
        return rows[0]["ref"] if rows else None

    def texts_of(self, subject: str) -> int:
        [row] = self._rows(COUNT_TEXTS, (subject,))
        return int(row["number"])

    @reconnecting
    def note_access(self, line: AccessLine) -> None:
        with self.datastore.get_connection() as connection:
            connection.execute(NOTE_ACCESS, (line.recorded_at, *access_values(line)))

    def accesses(self) -> Sequence[AccessLine]:
        rows = self._rows(READ_ACCESSES, ())
        return [access_line(*row.values()) for row in rows]

    def recall(self, key: str) -> str | None:
        rows = self._rows("SELECT value FROM meta WHERE key = %s", (key,))
        return rows[0]["value"] if rows else None

    @reconnecting
    def remember(self, key: str, value: str) -> str:
        with self.datastore.get_connection() as connection:
            connection.execute("INSERT INTO meta (key, value) VALUES (%s, %s) ON CONFLICT DO NOTHING", (key, value))
        return self.recall(key) or value

    @reconnecting
    def _rows(self, query: LiteralString, parameters: Sequence[object] | Mapping[str, object]) -> list[DictRow]:
        with self.datastore.get_connection() as connection:
            return connection.execute(query, parameters).fetchall()


def json_or_null(rows: Sequence[msgspec.Struct]) -> str | None:
    return msgspec.json.encode(rows).decode() if rows else None
