"""The summary as of a random moment of the last year, as known then, against today's: over many cases of three years.

The cases are copies of a few lives, each begun on a day of its own within three years and broken off somewhere; of the
reports of progress some were entered days late. Only the instants of the events are moved: the dates within stay.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path
from uuid import UUID, uuid5

from eventsourcing.persistence import StoredEvent
from msgspec.structs import replace
from sqlalchemy import Engine

from adapters.data_folder import DataFolder
from adapters.event_store.opening import OpenStore, open_in_folder, open_in_memory
from adapters.event_store.schema import sqlite_engine
from adapters.packs import load_packs, packs_folder, shipped_calendar
from bench.lifecycle import CAMPAIGN, casework_on, live_through
from bench.rounds import Line, compared, measure, seconds
from domain.event_table import EVENTS
from domain.events import Event
from domain.loading import EventMapper
from domain.problem.problem import ProblemEvent
from domain.problem.rectifying import ProgressReported
from domain.problem.registering import ProblemRegistered
from projections.as_of import Viewpoint
from projections.follower import Follower
from projections.ledger_lines import Selection
from projections.ledgers import Ledgers
from projections.log import READ_AT_ONCE
from projections.tables import LIVE

CASES = 10_000
SEED = 20_221_001
DAYS = 3 * 365
LATE_SHARE = 0.05
LATE_BY = timedelta(days=4)
A_YEAR = timedelta(days=365)
NOW = datetime(2021, 11, 1, tzinfo=UTC)
"""When the last case has just come to its end; the first one began three years and two months before."""

PAST = "summary of a past moment"
TODAY = "today's summary, {:,} cases"


def of_the_summary(folder: Path, rounds: int, cases: int = CASES) -> Iterator[Line]:
    engine = sqlite_engine(folder / "past.sqlite3", derived=True)
    with engine.begin() as connection:
        LIVE.create(connection)
    with open_in_folder(DataFolder.open(folder / "past")) as store:
        told = many_cases(cases)
        while batch := list(islice(told, READ_AT_ONCE)):
            store.recorder.insert_events(batch)
        Follower(engine, store.recorder).catch_up()
        yield of_these(ledgers_on(store, engine), rounds, TODAY.format(cases))
    engine.dispose()


def of_these(ledgers: Ledgers, rounds: int, today: str) -> Line:
    draw = random.Random(SEED)
    chosen = Selection(campaign=CAMPAIGN)

    def past() -> float:
        then = NOW - draw.random() * A_YEAR
        return 1_000 * seconds(lambda: ledgers.summary(Viewpoint(NOW, then, then), chosen))

    def now() -> float:
        return 1_000 * seconds(lambda: ledgers.summary(Viewpoint(NOW), chosen))

    return compared(measure({PAST: past, today: now}, rounds), PAST, today, "<= 3", unit=" ms")


def ledgers_on(store: OpenStore, engine: Engine) -> Ledgers:
    folder = packs_folder()
    return Ledgers(engine, store.recorder, load_packs(folder), shipped_calendar(folder), store.vault.reveal)


def many_cases(cases: int) -> Iterator[StoredEvent]:
    """The log: about ten events of each case, in the order of their instants."""
    draw = random.Random(SEED)
    life = one_life()
    begun = [(timedelta(days=draw.randrange(DAYS)), draw.randint(1, len(life))) for _ in range(cases)]
    order = sorted(
        (life[step].timestamp + shift, number, step)
        for number, (shift, length) in enumerate(begun)
        for step in range(length)
    )
    mapper = EventMapper()
    for at, number, step in order:
        late = isinstance(life[step], ProgressReported) and draw.random() < LATE_SHARE
        yield mapper.to_stored_event(copied(life[step], number, at, at - LATE_BY if late else at))


def one_life() -> Sequence[Event]:
    with open_in_memory() as store:
        live_through(casework_on(store))
        stored = store.recorder.select_notifications(None, READ_AT_ONCE)
        events = [EVENTS.decode(event.topic, event.state) for event in stored]
        return [event for event in events if isinstance(event, ProblemEvent)]


def copied(event: Event, number: int, at: datetime, happened_at: datetime) -> Event:
    case_id = uuid5(UUID(int=SEED), str(number))
    moved = replace(event, originator_id=case_id, timestamp=at, occurred_at=happened_at)
    return replace(moved, problem_no=f"ZX-{number:06}") if isinstance(moved, ProblemRegistered) else moved
