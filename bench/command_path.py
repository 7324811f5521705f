"""The command path on SQLite, synchronous=FULL: a whole `casework.handle` against ways that do less."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from adapters.data_folder import DataFolder
from adapters.event_store.opening import open_in_folder
from bench.lifecycle import COMMANDS, casework_on, live, live_through
from bench.plain import Library, RawSQLite
from bench.rounds import Line, compared, measure, rate
from domain.casework import Casework

PROBLEMS = 10  # in one round
CALLERS = 16
EACH = 3  # problems of each of the callers in one round

COMMAND = "command"
FIRST_TOUCH = "command, case not in the cache"
RAW = "raw sqlite3"
LIBRARY = "eventsourcing as shipped"
MANY = f"{CALLERS} callers at once"
ONE = "one caller"


def against_plain_ways(folder: Path, rounds: int) -> Iterator[Line]:
    raw, library = RawSQLite(folder / "raw.sqlite3"), Library.on_sqlite(folder / "library.sqlite3")
    with open_in_folder(DataFolder.open(folder / "ours")) as store:
        casework = casework_on(store)
        figures = measure(
            {
                COMMAND: lambda: rate(PROBLEMS * COMMANDS, lambda: live_through(casework, PROBLEMS)),
                FIRST_TOUCH: lambda: rate(PROBLEMS * COMMANDS, lambda: live_forgotten(casework, PROBLEMS)),
                RAW: lambda: rate(PROBLEMS * COMMANDS, lambda: raw.live_through(PROBLEMS)),
                LIBRARY: lambda: rate(PROBLEMS * COMMANDS, lambda: library.live_through(PROBLEMS)),
            },
            rounds,
        )
    yield compared(figures, COMMAND, RAW, ">= 0.6")
    yield compared(figures, COMMAND, LIBRARY, ">= 1.2")
    yield compared(figures, FIRST_TOUCH, RAW)
    yield compared(figures, FIRST_TOUCH, LIBRARY)


def sixteen_callers(folder: Path, rounds: int) -> Iterator[Line]:
    with open_in_folder(DataFolder.open(folder / "callers")) as store, ThreadPoolExecutor(CALLERS) as pool:
        casework = casework_on(store)

        def at_once() -> None:
            for life in [pool.submit(live_through, casework, EACH) for _ in range(CALLERS)]:
                life.result()

        figures = measure(
            {
                ONE: lambda: rate(PROBLEMS * COMMANDS, lambda: live_through(casework, PROBLEMS)),
                MANY: lambda: rate(CALLERS * EACH * COMMANDS, at_once),
            },
            rounds,
        )
    yield compared(figures, MANY, ONE, ">= 1.5")


def live_forgotten(casework: Casework, problems: int) -> None:
    """As when every command is given to another process: the case is loaded from the store each time."""
    for _ in range(problems):
        for recorded in live(casework):
            casework.cache.evict(recorded.case_id)
