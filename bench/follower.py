"""The follower of all ledgers on SQLite: a log of interleaved cases from its start, against inserting its events."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence
from itertools import count
from pathlib import Path
from typing import TypeVar
from uuid import UUID

from eventsourcing.persistence import StoredEvent

from adapters.data_folder import DataFolder
from adapters.event_store.opening import open_in_folder, open_in_memory
from adapters.event_store.schema import sqlite_engine
from bench.lifecycle import casework_on, live
from bench.plain import RawSQLite
from bench.rounds import Line, compared, measure, rate
from projections.follower import AT_ONCE, Follower
from projections.log import Log
from projections.tables import LIVE

Row = TypeVar("Row")

PROBLEMS = 500
LIVING = 100
"""So many problems live at the same time: their events alternate in the log."""

FOLLOW = "follower, all ledgers"
RAW = f"raw inserts, {AT_ONCE:,} at once"


def of_a_whole_log(folder: Path, rounds: int) -> Iterator[Line]:
    log = interleaved()
    rows = [(UUID(str(event.originator_id)).hex, event.originator_version, event.topic, event.state) for event in log]
    files = (folder / f"round {number}.sqlite3" for number in count())
    with open_in_folder(DataFolder.open(folder / "followed")) as store:
        for batch in in_batches(log):
            store.recorder.insert_events(batch)

        figures = measure(
            {
                FOLLOW: lambda: follow(next(files), store.recorder, len(rows)),
                RAW: lambda: insert(next(files), rows),
            },
            rounds,
        )
    yield compared(figures, FOLLOW, RAW)


def follow(file: Path, log: Log, events: int) -> float:
    ledgers = sqlite_engine(file, derived=True)
    with ledgers.begin() as connection:
        LIVE.create(connection)
    follower = Follower(ledgers, log)
    caught_up = rate(events, follower.catch_up)
    ledgers.dispose()
    return caught_up


def insert(file: Path, rows: Sequence[tuple[str, int, str, bytes]]) -> float:
    raw = RawSQLite(file)
    batches = list(in_batches(rows))
    return rate(len(rows), lambda: deque(map(raw.insert, batches), maxlen=0))


def interleaved() -> Sequence[StoredEvent]:
    """The log of many problems, lived in memory."""
    with open_in_memory() as store:
        casework = casework_on(store)
        for _ in range(PROBLEMS // LIVING):
            for _ in zip(*[live(casework) for _ in range(LIVING)], strict=True):
                pass
        return store.recorder.select_notifications(1, limit=store.recorder.max_notification_id() or 0)


def in_batches(rows: Sequence[Row]) -> Iterator[Sequence[Row]]:
    return (rows[start : start + AT_ONCE] for start in range(0, len(rows), AT_ONCE))
