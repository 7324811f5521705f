"""The event store on SQLite: one file, WAL, synchronous=FULL, group commit."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from threading import Lock
from time import monotonic
from typing import Any
from uuid import UUID

import msgspec
from eventsourcing import persistence
from eventsourcing.persistence import IntegrityError, Notification, OperationalError, StoredEvent
from eventsourcing.sqlite import (
    SQLiteApplicationRecorder,
    SQLiteConnection,
    SQLiteConnectionPool,
    SQLiteCursor,
    SQLiteDatastore,
)
from msgspec.structs import astuple

from adapters.event_store.access_log import ACCESS_COLUMNS, access_line, access_values
from adapters.event_store.group_commit import GroupCommit
from adapters.event_store.rows import AccessLine, KeyDestruction, SealedValue, VaultRow, parted
from domain.casework import AuditLine
from domain.recorder import CaseRecorder

LOCK_TIMEOUT = 15  # seconds that a process waits for another one's commit
LOOK_AGAIN = 0.05  # seconds
CONNECTIONS = 16  # kept open; as many again under load
NOTE_ACCESS = f"INSERT INTO access_log ({ACCESS_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
ANY_REF = "SELECT ref FROM vault_values JOIN vault_keys USING (subject) WHERE wrapped_key IS NOT NULL LIMIT 1"
OF_TOPICS = "AND topic IN (SELECT value FROM json_each(?)) "
LAST = 2**63 - 1  # SQLite's largest integer: "no upper bound"


class DurableConnections(SQLiteConnectionPool):
    def _create_connection(self) -> SQLiteConnection:
        connection = sqlite3.connect(
            self.db_name, timeout=LOCK_TIMEOUT, isolation_level=None, check_same_thread=False, cached_statements=64
        )
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")  # an acknowledged command survives a power cut
        connection.execute("PRAGMA secure_delete = ON")  # a destroyed key leaves no trace in the file
        return SQLiteConnection(connection, max_age=None)

    def close(self) -> None:
        """Waits for those who are reading: a connection closed under its reader takes the interpreter down."""
        ends = monotonic() + LOCK_TIMEOUT
        with self._put_condition:
            while self._in_use and monotonic() < ends:
                self._put_condition.wait(LOOK_AGAIN)
            super().close()


class EventFile(SQLiteDatastore):
    """The file of the events and the vault. The library's own settings fit, except for the connections."""

    def __init__(self, path: Path) -> None:
        super().__init__(str(path))
        self.pool = DurableConnections(
            db_name=str(path), pool_size=CONNECTIONS, max_overflow=CONNECTIONS, pool_timeout=LOCK_TIMEOUT
        )
        self._writer = self.pool._create_connection()
        self._one_writer = Lock()

    @contextmanager
    def writing(self) -> Iterator[SQLiteCursor]:
        """A transaction that holds SQLite's write lock from the start, committed on leaving.

        Always on the same connection, because a write empties the page caches of all others.
        """
        with library_errors(), self._one_writer:
            cursor = self._writer.cursor()
            cursor.execute("BEGIN IMMEDIATE")
            try:
                yield cursor
                self._writer.commit()
            except BaseException:
                self._writer.rollback()
                raise

    def close(self) -> None:
        with self._one_writer:
            self._writer.close()
        super().close()

    def read(self, query: str, parameters: Sequence[object]) -> list[Any]:
        with library_errors(), self.get_connection(commit=False) as connection:
            cursor = connection.cursor()
            cursor.execute(query, parameters)
            return list(cursor.fetchall())


class SQLiteRecorder(SQLiteApplicationRecorder, CaseRecorder):
    """The library's recorder with explicit notification ids, vault and audit rows, and group commit."""

    datastore: EventFile

    def __init__(self, datastore: EventFile) -> None:
        super().__init__(datastore)
        self.insert_events_statement = (
            "INSERT INTO stored_events (originator_id, originator_version, topic, state) VALUES (?, ?, ?, ?)"
        )
        self._commits = GroupCommit(datastore.writing)

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

        def work(cursor: SQLiteCursor) -> Sequence[int] | None:
            with library_errors():
                write_vault_rows(cursor, sealed)
                insert_audit_lines(cursor, audit)
                return self._insert_events(cursor, stored_events)

        ids = self._commits.write(work)
        if any(isinstance(row, KeyDestruction) for row in sealed):
            self._empty_log()
        return ids

    def _empty_log(self) -> None:
        """Also the write-ahead log keeps no destroyed key, which would stay until somebody wrote over it."""
        [(busy, _, _)] = self.datastore.read("PRAGMA wal_checkpoint(TRUNCATE)", ())
        if busy:
            raise OperationalError("密钥已销毁，但旧日志正被占用；本数据目录的督办进程全部停止后，旧日志自动清除")

    def select_events(
        self,
        originator_id: UUID | str,
        *,
        gt: int | None = None,
        lte: int | None = None,
        desc: bool = False,
        limit: int | None = None,
    ) -> Sequence[StoredEvent]:
        rows = self.datastore.read(
            "SELECT originator_version, topic, state FROM stored_events "
            "WHERE originator_id = ? AND originator_version > ? AND originator_version <= ? "
            f"ORDER BY originator_version {'DESC' if desc else 'ASC'} LIMIT ?",
            (
                originator_id.hex if isinstance(originator_id, UUID) else originator_id,
                -1 if gt is None else gt,
                LAST if lte is None else lte,
                LAST if limit is None else limit,
            ),
        )
        return [StoredEvent(originator_id, version, topic, state) for version, topic, state in rows]

    def select_notifications(
        self,
        start: int | None,
        limit: int,
        stop: int | None = None,
        topics: Sequence[str] = (),
        *,
        inclusive_of_start: bool = True,
    ) -> Sequence[Notification]:
        first = start or 0
        rows = self.datastore.read(
            "SELECT originator_id, originator_version, topic, state, notification_id FROM stored_events "
            "WHERE notification_id >= ? AND notification_id <= ? "
            f"{OF_TOPICS if topics else ''}ORDER BY notification_id LIMIT ?",
            (
                first if inclusive_of_start else first + 1,
                LAST if stop is None else stop,
                *([json.dumps(list(topics))] if topics else []),
                limit,
            ),
        )
        cases = msgspec.convert([row[0] for row in rows], list[UUID])  # uuid's own way takes as long as the reading
        return [
            Notification(case, version, topic, state, at)
            for case, (_, version, topic, state, at) in zip(cases, rows, strict=True)
        ]

    def select_streams(self, cases: Collection[UUID], stop: int, topics: Sequence[str] = ()) -> Sequence[Notification]:
        rows = self.datastore.read(
            "SELECT originator_id, originator_version, topic, state, notification_id FROM stored_events "
            "WHERE originator_id IN (SELECT value FROM json_each(?)) AND notification_id <= ? "
            f"{OF_TOPICS if topics else ''}ORDER BY originator_id, originator_version",
            (
                json.dumps([case.hex for case in cases]),
                stop,
                *([json.dumps(list(topics))] if topics else []),
            ),
        )
        return [Notification(UUID(case), version, topic, state, at) for case, version, topic, state, at in rows]

    def wrapped_keys(self, subjects: Collection[str]) -> dict[str, bytes | None]:
        rows = self.datastore.read(
            "SELECT subject, wrapped_key FROM vault_keys WHERE subject IN (SELECT value FROM json_each(?))",
            (json.dumps(list(subjects)),),
        )
        return dict(rows)

    def sealed_values(self, refs: Iterable[str]) -> Sequence[tuple[SealedValue, bytes]]:
        rows = self.datastore.read(
            "SELECT ref, subject, field, sealed, wrapped_key FROM vault_values JOIN vault_keys USING (subject) "
            "WHERE wrapped_key IS NOT NULL AND ref IN (SELECT value FROM json_each(?))",
            (json.dumps(list(refs)),),
        )
        return [(SealedValue(*value), wrapped_key) for *value, wrapped_key in rows]

    def any_ref(self) -> str | None:
        rows = self.datastore.read(ANY_REF, ())
        return rows[0][0] if rows else None

    def texts_of(self, subject: str) -> int:
        [(number,)] = self.datastore.read("SELECT count(*) FROM vault_values WHERE subject = ?", (subject,))
        return int(number)

    def note_access(self, line: AccessLine) -> None:
        values = (stored_instant(line.recorded_at), *access_values(line))
        self._commits.write(lambda cursor: cursor.execute(NOTE_ACCESS, values))

    def accesses(self) -> Sequence[AccessLine]:
        rows = self.datastore.read(f"SELECT {ACCESS_COLUMNS} FROM access_log ORDER BY id", ())
        return [access_line(datetime.fromisoformat(at).replace(tzinfo=UTC), *values) for at, *values in rows]

    def recall(self, key: str) -> str | None:
        rows = self.datastore.read("SELECT value FROM meta WHERE key = ?", (key,))
        return rows[0][0] if rows else None

    def remember(self, key: str, value: str) -> str:
        self._commits.write(
            lambda cursor: cursor.execute("INSERT OR IGNORE INTO meta (key, value) VALUES (?, ?)", (key, value))
        )
        return self.recall(key) or value


def write_vault_rows(cursor: SQLiteCursor, rows: Sequence[VaultRow]) -> None:
    keys, values, destroyed = parted(rows)
    for one in destroyed:
        cursor.execute("SELECT count(*) FROM vault_values WHERE subject = ?", (one.subject,))
        one.unless_conflict(cursor.fetchall()[0][0])
    cursor.executemany("INSERT INTO vault_keys (subject, wrapped_key) VALUES (?, ?)", map(astuple, keys))
    for value in values:
        cursor.execute(
            "INSERT INTO vault_values (ref, subject, field, sealed) "
            "SELECT ?, subject, ?, ? FROM vault_keys WHERE subject = ? AND wrapped_key IS NOT NULL",
            (value.ref, value.field, value.sealed, value.subject),
        )
        if cursor.sqlite_cursor.rowcount != 1:
            raise IntegrityError(f"the key of {value.subject} was destroyed meanwhile")
    cursor.executemany(
        "UPDATE vault_keys SET wrapped_key = NULL, destroyed_at = CURRENT_TIMESTAMP "
        "WHERE subject = ? AND wrapped_key IS NOT NULL",
        [(one.subject,) for one in destroyed],
    )


def insert_audit_lines(cursor: SQLiteCursor, lines: Sequence[AuditLine]) -> None:
    cursor.executemany(
        "INSERT INTO audit_log (recorded_at, person, command, case_id, code, message) VALUES (?, ?, ?, ?, ?, ?)",
        [
            (
                stored_instant(line.recorded_at),
                line.person,
                line.command,
                line.case_id.hex,
                line.code,
                line.message,
            )
            for line in lines
        ],
    )


def stored_instant(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.%f")


@contextmanager
def library_errors() -> Iterator[None]:
    """The sqlite3 module's errors as the event sourcing library's: both use the names of PEP 249."""
    try:
        yield
    except sqlite3.Error as error:
        raise getattr(persistence, type(error).__name__, persistence.PersistenceError)(str(error)) from error
