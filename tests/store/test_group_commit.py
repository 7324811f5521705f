"""Group commit: one COMMIT for all who wait, each with an outcome of its own."""

from __future__ import annotations

import signal
import sqlite3
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from uuid import uuid4

import pytest
from eventsourcing.persistence import IntegrityError, OperationalError
from eventsourcing.sqlite import SQLiteCursor

from adapters.data_folder import DataFolder
from adapters.event_store.group_commit import GroupCommit
from adapters.event_store.opening import open_in_folder
from adapters.event_store.sqlite import EventFile
from tests.store.polling import WITHIN, until
from tests.store.writing import events

pytestmark = pytest.mark.sqlite


class Watched:
    """A group commit over a real file that counts its transactions; the one numbered `fails_at` fails at COMMIT."""

    def __init__(self, path: Path) -> None:
        self.file = EventFile(path)
        self.commits = GroupCommit(self.transaction)
        self.transactions = 0
        self.fails_at = 0
        with self.file.writing() as cursor:
            cursor.execute("CREATE TABLE t (n INTEGER PRIMARY KEY)")

    @contextmanager
    def transaction(self) -> Iterator[SQLiteCursor]:
        self.transactions += 1
        with self.file.writing() as cursor:
            yield cursor
            if self.transactions == self.fails_at:
                raise OperationalError("disk I/O error")

    def insert(self, *numbers: int, statement: str = "INSERT INTO t VALUES (?)") -> int:
        """Returns how many it inserted."""

        def work(cursor: SQLiteCursor) -> int:
            for number in numbers:
                cursor.execute(statement, (number,))
            return len(numbers)

        return self.commits.write(work)

    def numbers(self) -> list[int]:
        return [number for (number,) in self.file.read("SELECT n FROM t ORDER BY n", ())]

    def until_waiting(self, callers: int) -> None:
        until(lambda: len(self.commits._queue) >= callers)


@pytest.fixture
def watched(tmp_path: Path) -> Iterator[Watched]:
    database = Watched(tmp_path / "t.sqlite3")
    yield database
    database.file.close()


@contextmanager
def somebody_is_writing(watched: Watched) -> Iterator[Callable[[], None]]:
    """Holds the first transaction open until the given function is called."""
    begun, go_on = threading.Event(), threading.Event()

    def work(cursor: SQLiteCursor) -> None:
        begun.set()
        assert go_on.wait(WITHIN)

    with ThreadPoolExecutor(1) as pool:
        holder = pool.submit(watched.commits.write, work)
        assert begun.wait(WITHIN)
        try:
            yield go_on.set
        finally:
            go_on.set()
        holder.result(WITHIN)


@contextmanager
def ctrl_c_interrupts() -> Iterator[None]:
    """As at a terminal; a program started in the background ignores the signal."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def together(watched: Watched, *calls: Callable[[], int]) -> list[Future[int]]:
    """The calls arrive while somebody writes, so they share the next transaction."""
    with ThreadPoolExecutor(len(calls)) as pool, somebody_is_writing(watched) as go_on:
        outcomes = [pool.submit(call) for call in calls]
        watched.until_waiting(len(calls))
        go_on()
    return outcomes


def test_callers_that_wait_share_one_commit(watched: Watched) -> None:
    outcomes = together(watched, *[partial(watched.insert, number) for number in range(8)])
    assert [outcome.result() for outcome in outcomes] == [1] * 8
    assert watched.numbers() == list(range(8))
    assert watched.transactions == 2


def test_the_conflict_of_one_leaves_the_others_alone(watched: Watched) -> None:
    watched.insert(2)
    calls = [partial(watched.insert, 1), partial(watched.insert, 9, 2), partial(watched.insert, 3, 4)]
    one, conflicting, two = together(watched, *calls)
    assert isinstance(conflicting.exception(), sqlite3.IntegrityError)
    assert (one.result(), two.result()) == (1, 2)
    assert watched.numbers() == [1, 2, 3, 4]
    assert watched.transactions == 3


def test_nobody_hears_of_success_when_the_commit_fails(watched: Watched) -> None:
    watched.fails_at = 2
    outcomes = together(watched, partial(watched.insert, 1), partial(watched.insert, 2))
    assert all(isinstance(outcome.exception(), OperationalError) for outcome in outcomes)
    assert watched.numbers() == []
    assert watched.insert(1) == 1


def test_a_transaction_that_sqlite_gave_up_fails_for_everybody(watched: Watched) -> None:
    watched.insert(2)
    outcomes = together(
        watched,
        partial(watched.insert, 1),
        partial(watched.insert, 2, statement="INSERT OR ROLLBACK INTO t VALUES (?)"),
        partial(watched.insert, 3),
    )
    assert all(isinstance(outcome.exception(), OperationalError) for outcome in outcomes)
    assert watched.numbers() == [2]


def test_a_single_caller_waits_for_nobody(watched: Watched) -> None:
    for number in range(10):
        watched.insert(number)
    assert watched.transactions == 10


def test_ctrl_c_in_a_waiting_caller_does_not_stop_the_others(watched: Watched) -> None:
    main = threading.main_thread().ident
    assert main is not None

    def interrupt(go_on: Callable[[], None]) -> None:
        watched.until_waiting(1)
        signal.pthread_kill(main, signal.SIGINT)
        go_on()

    with ctrl_c_interrupts(), somebody_is_writing(watched) as go_on:
        other = threading.Thread(target=interrupt, args=[go_on])
        other.start()
        with pytest.raises(KeyboardInterrupt):
            watched.insert(1)
        other.join()
    watched.insert(2)
    assert watched.numbers() == [1, 2]


def test_a_conflicting_save_leaves_the_other_saves_alone(tmp_path: Path) -> None:
    cases = [uuid4() for _ in range(8)]
    with open_in_folder(DataFolder.open(tmp_path)) as store, ThreadPoolExecutor(16) as pool:
        outcomes = [pool.submit(store.recorder.insert_events, events(case, 1)) for case in cases * 2]
        errors = [outcome.exception() for outcome in outcomes]
        assert [type(error) for error in errors if error] == [IntegrityError] * len(cases)
        assert all(store.recorder.select_events(case) == events(case, 1) for case in cases)
