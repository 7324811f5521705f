"""Group commit (合并提交): callers that arrive while a COMMIT is under way share the next one.

A COMMIT waits for the disk, and SQLite has one writer anyway. Whoever finds nobody writing writes at once, without any
waiting window; the others queue, and the first of them then writes for all who came meanwhile. Each caller's work runs
in a SAVEPOINT of its own, so that the conflict of one leaves the others alone. Nobody hears of success before the
COMMIT has returned.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from threading import Event, Lock
from typing import Any, Generic, TypeVar

from eventsourcing.persistence import OperationalError
from eventsourcing.sqlite import SQLiteCursor

R = TypeVar("R")
Work = Callable[[SQLiteCursor], R]


class Write(Generic[R]):
    """One caller's work, and what came of it."""

    result: R

    def __init__(self, work: Work[R]) -> None:
        self.work = work
        self.error: Exception | None = None
        self.settled = False
        self.woken = Event()  # it is settled, or it is this caller's turn to write for all

    def attempt(self, cursor: SQLiteCursor) -> None:
        cursor.execute("SAVEPOINT one_caller")
        try:
            self.result = self.work(cursor)
        except Exception as error:
            self.error = error
            cursor.execute("ROLLBACK TO one_caller")  # fails, and with it the batch, if SQLite gave up the transaction
        cursor.execute("RELEASE one_caller")

    def outcome(self) -> R:
        if self.error is not None:
            raise self.error
        return self.result


class GroupCommit:
    """Runs the work of many threads in few transactions; `transaction` begins one and commits it on leaving."""

    def __init__(self, transaction: Callable[[], AbstractContextManager[SQLiteCursor]]) -> None:
        self._transaction = transaction
        self._guard = Lock()
        self._writing = False
        self._queue: list[Write[Any]] = []

    def write(self, work: Work[R]) -> R:
        """Returns what `work` returned, or raises what it raised, once the transaction it ran in has ended."""
        mine = Write(work)
        with self._guard:
            self._queue.append(mine)
            must_wait, self._writing = self._writing, True
        try:
            if must_wait:
                mine.woken.wait()
        finally:  # also on Ctrl-C, lest the turn be lost; two who write at once only wait for each other
            if not mine.settled:
                self._write_for_all()
        return mine.outcome()

    def _write_for_all(self) -> None:
        with self._guard:
            batch, self._queue = self._queue, []
        try:
            with self._transaction() as cursor:
                if len(batch) == 1:  # nobody else is in the transaction: it may fail with its only work
                    batch[0].result = batch[0].work(cursor)
                else:
                    for write in batch:
                        write.attempt(cursor)
        except BaseException as error:
            for write in batch:
                write.error = error if isinstance(error, Exception) else OperationalError("the writer was interrupted")
            if not isinstance(error, Exception):
                raise
        finally:
            self._pass_on()
            for write in batch:
                write.settled = True
                write.woken.set()

    def _pass_on(self) -> None:
        with self._guard:
            if self._queue:
                self._queue[0].woken.set()
            else:
                self._writing = False
