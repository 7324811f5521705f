"""谁的事: whom the follower notes is whom the events name, in every given scenario and in every batch."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from random import Random

import msgspec
import pytest
from sqlalchemy import Engine, delete, select

from domain.event_table import EVENTS
from domain.events import Event
from projections import mentions
from projections.log import START, Known, read, read_all
from projections.mentions import cases_naming, named_in, whom
from projections.tables import LIVE
from tests.ledgers.worlds import each_scenario, world_of
from tests.projections.chronicle import Chronicle


def events_of(file: Path) -> list[Event]:
    return [known.event for known in read_all(world_of(file).casework.recorder)]


def households(events: list[Event]) -> set[str]:
    """Those that have a problem or a case of their own."""
    said = (getattr(event, "household", None) for event in events)
    return {getattr(one, "ref", one) for one in said} - {None, ""}


@each_scenario
def test_every_event_that_says_a_household_names_it(file: Path) -> None:
    """The bytes of all events are searched for the references; no name may be overlooked, wherever it stands."""
    events = events_of(file)
    known = households(events)
    for event in events:
        stored = msgspec.json.encode(event)
        said = {one for one in known if msgspec.json.encode(one) in stored}
        assert said <= named_in([event]).keys(), type(event)


def test_whom_an_event_of_any_kind_names_can_be_read() -> None:
    for kind in EVENTS.classes.values():
        whom(kind)


def in_batches(known: list[Known], draw: Random) -> Iterator[list[Known]]:
    while known:
        some = draw.choice((1, 2, 7, 50))
        yield known[:some]
        known = known[some:]


@pytest.mark.parametrize("stretch", [1, 10, 1_000])
def test_what_is_noted_is_the_same_in_whatever_batches_it_came(
    every_kind: Chronicle, ledgers_database: Engine, monkeypatch: pytest.MonkeyPatch, stretch: int
) -> None:
    monkeypatch.setattr(mentions, "STRETCH", stretch)
    told = read(every_kind.casework.recorder, START, limit=10_000)
    rows = []
    for seed in range(3):
        with ledgers_database.begin() as connection:
            connection.execute(delete(LIVE.mentions))
            for batch in in_batches(told, Random(seed)):
                mentions.write(connection, LIVE.mentions, batch)
            rows.append(connection.execute(select(LIVE.mentions).order_by(LIVE.mentions.c.stretch)).all())
            for name, cases in named_in(known.event for known in told).items():
                assert {case.int for case in cases_naming(connection, LIVE.mentions, name)} == cases
    assert rows[0] == rows[1] == rows[2]
