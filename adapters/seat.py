"""席位: of several processes that could do the same work, the one that does it; the others stand by.

In a data folder a seat is a locked file, on PostgreSQL a session's advisory lock: it is free again as soon as whoever
sat there has ended, however it ended. A seat only keeps two from doing the work twice: what fences off a process that
lost its seat without noticing is the position, moved by compare-and-set (`Position`, `Follower`).
"""

from __future__ import annotations

import fcntl
import time
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self, TextIO

from adapters.refusals import SetupRefused

if TYPE_CHECKING:
    import psycopg

ANSWERS_WITHIN = 10  # seconds that a database may take to be connected to
LOST_AFTER = 15  # seconds of silence after which PostgreSQL gives the seat of a paused process to another
LOOK_AGAIN = 5.0  # seconds between two signs of life


class DatabaseDoesNotAnswer(SetupRefused):
    """The database of the seats cannot be reached at the moment."""


class FileSeat:
    """A seat in a data folder: a file locked for as long as it is held."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.file: TextIO | None = None

    def take(self) -> bool:
        """Sit down unless somebody else sits there. Once seated, again is harmless."""
        if self.file is not None:
            return True
        file = self.path.open("a")
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.close()
            return False
        self.file = file
        return True

    def still(self) -> bool:
        """Whether the seat is still ours; a file's lock is never lost."""
        return self.file is not None

    def leave(self) -> None:
        if self.file is not None:
            self.file.close()
            self.file = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.leave()


class DatabaseSeat:
    """A seat on PostgreSQL (14 or newer), for all machines: an advisory lock of a session of its own.

    Whoever sits there gives a sign of life now and then (`still`); the server ends the session of one that is silent.
    """

    def __init__(self, url: str, name: str) -> None:
        self.url = url
        self.name = name
        self.session: psycopg.Connection[Any] | None = None
        self.asked_at = 0.0

    def take(self) -> bool:
        """Sit down unless somebody else sits there. Once seated, again is harmless. Raises DatabaseDoesNotAnswer."""
        import psycopg

        if self.session is None:
            try:
                self._sit_down(psycopg.connect(self.url, autocommit=True, connect_timeout=ANSWERS_WITHIN))
            except psycopg.OperationalError as error:
                raise DatabaseDoesNotAnswer(f"数据库没有应答：{error}") from error
        return self.session is not None

    def _sit_down(self, session: psycopg.Connection[Any]) -> None:
        try:
            lock = session.execute("SELECT pg_try_advisory_lock(hashtextextended(%s, 0))", (f"duban/{self.name}",))
            if lock.fetchall()[0][0]:
                session.execute(f"SET idle_session_timeout = '{LOST_AFTER}s'")
                self.session, self.asked_at = session, time.monotonic()
        finally:
            if self.session is None:
                session.close()

    def still(self) -> bool:
        """Whether the seat is still ours; asks the server, which is the sign of life, every few seconds."""
        import psycopg

        if self.session is None or time.monotonic() - self.asked_at < LOOK_AGAIN:
            return self.session is not None
        try:
            self.session.execute("SELECT 1")
        except psycopg.OperationalError:
            self.leave()
            return False
        self.asked_at = time.monotonic()
        return True

    def leave(self) -> None:
        if self.session is not None:
            self.session.close()
            self.session = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.leave()


Seat = FileSeat | DatabaseSeat
