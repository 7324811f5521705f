"""What the parts of a command cost: stopwatches around the functions that a command passes through."""

from __future__ import annotations

import functools
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from time import perf_counter
from typing import Any

from eventsourcing.persistence import EventStore
from eventsourcing.sqlite import SQLiteConnection, SQLiteCursor

from adapters.data_folder import DataFolder
from adapters.event_store.opening import open_in_folder
from adapters.event_store.sqlite import SQLiteRecorder
from adapters.vault import SealingVault
from bench.lifecycle import COMMANDS, casework_on, live_through
from domain.casework import Casework
from domain.loading import EventMapper, Loaded
from domain.turn import Turn

PROBLEMS = 100
WARM_UP = 20

PARTS: tuple[tuple[str, type, str], ...] = (
    ("load: case, organisation, register from the cache", Casework, "load"),
    ("settle: which moments fell due", Turn, "settle"),
    ("settle: which moments fell due", Casework, "moments"),
    ("authorise: state, separation of duties, role", Turn, "_authorise"),
    ("decide: the command's rules and deadlines", Turn, "_take"),
    ("fold: the state after each event", Loaded, "after"),
    ("seal: digests and encryption", SealingVault, "digest"),
    ("seal: digests and encryption", SealingVault, "rows"),
    ("encode: events to JSON", EventMapper, "to_stored_event"),
    ("hand over: event store and group commit", EventStore, "put"),
    ("hand over: event store and group commit", SQLiteRecorder, "insert_events"),
    ("insert: SQL statements", SQLiteCursor, "execute"),
    ("insert: SQL statements", SQLiteCursor, "executemany"),
    ("commit: write-ahead log and fsync", SQLiteConnection, "commit"),
    ("the rest: duplicate check, envelope, answer", Casework, "handle"),
)


def of_a_command(folder: Path) -> list[tuple[str, float]]:
    """Part -> microseconds of a command, roughly in the order in which a command passes through them."""
    stopwatch = Stopwatch()
    with open_in_folder(DataFolder.open(folder / "parts")) as store, ExitStack() as running:
        casework = casework_on(store)
        live_through(casework, WARM_UP)
        for part, owner, function in PARTS:
            running.enter_context(stopwatch.around(owner, function, part))
        live_through(casework, PROBLEMS)
    parts = dict.fromkeys(part for part, _, _ in PARTS)
    return [(part, stopwatch.spent[part] / (PROBLEMS * COMMANDS) * 1e6) for part in parts]


class Stopwatch:
    """Seconds spent in each part; what happens inside another part counts for that one only."""

    def __init__(self) -> None:
        self.spent: Counter[str] = Counter()
        self._inside = [0.0]

    @contextmanager
    def around(self, owner: type, name: str, part: str) -> Iterator[None]:
        function = getattr(owner, name)

        @functools.wraps(function)
        def timed(*args: Any, **kwargs: Any) -> Any:
            start = perf_counter()
            self._inside.append(0.0)
            try:
                return function(*args, **kwargs)
            finally:
                elapsed = perf_counter() - start
                self.spent[part] += elapsed - self._inside.pop()  # type: ignore[assignment]
                self._inside[-1] += elapsed

        setattr(owner, name, timed)
        try:
            yield
        finally:
            setattr(owner, name, function)
