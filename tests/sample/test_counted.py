"""The totals of a county, counted by the tables and, without anything of ours, by SQL over the bare events.

And its tables at past moments, against the events of then folded once more.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

import psycopg
import pytest
from sqlalchemy import text

from adapters.installation import Installation, open_installation
from adapters.sample.making import BEGINS_AT, ENDS_AT
from adapters.settings import Settings
from bench.counted import Figures, in_sql, in_the_tables
from domain.event_table import EVENTS
from domain.events import Event
from projections import escalation_ledger, ledger, monitoring_ledger, standings
from projections.as_of import Viewpoint
from projections.ledger_lines import Selection
from projections.summary import summarise
from tests.conftest import DATABASES, Database
from tests.sample.county import SMALL, made_in

CHOSEN = Selection(campaign="xiaoxian_2022")
Apply = Callable[[Any, Event], Any]


@dataclass(frozen=True)
class Followed:
    """A small county in a database, followed to its end."""

    database: Database
    opened: Installation


@pytest.fixture(scope="module", params=[pytest.param(kind, marks=getattr(pytest.mark, kind)) for kind in DATABASES])
def followed(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, postgres_server: Any
) -> Iterator[Followed]:
    """Made once on each of them; tests only read it."""
    folder = tmp_path_factory.mktemp("county")
    with county_database(request.param, folder, postgres_server) as database, county_on(database) as opened:
        yield Followed(database, opened)


@contextmanager
def county_database(kind: str, folder: Any, server: Any) -> Iterator[Database]:
    if kind == "sqlite":
        yield Database(kind, Settings(data=folder / "data"))
        return
    with psycopg.connect(server.get_uri(), autocommit=True) as connection:
        connection.execute("CREATE DATABASE counted_county")
        settings = Settings(folder / "data", server.get_uri("counted_county"), folder / "vault.key")
        yield Database(kind, settings)
        connection.execute("DROP DATABASE counted_county WITH (FORCE)")


def test_the_tables_show_what_sql_counts_in_the_events(followed: Followed) -> None:
    shown = in_the_tables(followed.opened.read_ledgers(), Viewpoint(ENDS_AT), CHOSEN)
    assert shown == counted(followed.database)
    assert shown["total found"] > SMALL.problems * 0.9
    assert shown["in time"] < shown["due"]
    assert {"MERGED", "VOIDED", "NOT_FOUND", "problem.reopened", "problem.derived", "problem.claim_expired"} <= set(
        shown
    )
    assert {"level 0", "level 1", "level 2", "L9 lines of level 3", "L9 received"} <= set(shown)
    assert {"MONITORING households", "monitoring.entered", "monitoring.risk_cleared"} <= set(shown)
    assert any(name.endswith("镇 extended") for name in shown)


def test_the_tables_at_past_moments_are_those_events_folded_anew(followed: Followed) -> None:
    """Seen as of a moment, as known then or later: the events of then, one after the other, and nothing else."""
    ledgers, chance = followed.opened.read_ledgers(), Random(20250808)
    events = all_events(followed.opened)
    for _ in range(3):
        as_of = some_moment(chance, BEGINS_AT)
        view = Viewpoint(ENDS_AT, as_of, some_moment(chance, as_of))
        known = [one for one in events if one.timestamp <= view.known and one.occurred_at <= as_of]
        problems, households = folded(ledger.apply, known), folded(monitoring_ledger.apply, known)
        pack = followed.opened.casework.rules(CHOSEN.campaign)
        with ledgers.source(view, CHOSEN) as source:
            assert {row.case_id: row for row in source.rows} == problems
            assert {row.case_id: row for row in source.cases} == households
            assert ledgers.summary(view, CHOSEN) == summarise(source.rows, pack, source.basis, source.cases)
        levels, found = escalation_ledger.apply, standings.found_after
        assert folded_there(followed, view, levels, escalation_ledger.TOPICS) == folded(levels, known)
        assert folded_there(followed, view, found, standings.FOUND_TOPICS) == folded(found, known)


def test_the_count_differs_as_soon_as_an_event_is_gone(followed: Followed) -> None:
    last = "SELECT MAX(notification_id) FROM stored_events WHERE topic = 'problem.closed'"
    with followed.database.engine().connect() as connection:
        before = in_sql(connection, ENDS_AT)
        connection.execute(text(f"DELETE FROM stored_events WHERE notification_id = ({last})"))
        assert in_sql(connection, ENDS_AT) != before
        connection.rollback()
        assert in_sql(connection, ENDS_AT) == before


@contextmanager
def county_on(database: Database) -> Iterator[Installation]:
    """Made in an empty store whose vault has the key of the sample, and followed to its end."""
    database.key_file.parent.mkdir(parents=True, exist_ok=True)
    database.key_file.write_text(SMALL.master_key.hex())
    with open_installation(database.settings) as opened:
        made_in(opened.store)
        opened.catch_up()
        yield opened


def counted(database: Database) -> Figures:
    with database.engine().connect() as connection:
        return in_sql(connection, ENDS_AT)


def all_events(opened: Installation) -> list[Event]:
    stored = opened.casework.recorder.select_notifications(1, 10**9)
    return [EVENTS.decode(one.topic, one.state) for one in stored]


def some_moment(chance: Random, first: datetime) -> datetime:
    return first + timedelta(seconds=chance.randrange(int((ENDS_AT - first).total_seconds()) + 1))


def folded(apply: Apply, events: list[Event]) -> dict[UUID, Any]:
    """The rows of the chosen campaign, by the case."""
    rows: dict[UUID, Any] = {}
    for event in events:
        row = apply(rows.get(event.originator_id), event)
        if row is not None:
            rows[event.originator_id] = row
    return rows


def folded_there(followed: Followed, view: Viewpoint, apply: Apply, topics: Sequence[str]) -> dict[UUID, Any]:
    with followed.opened.read_ledgers().source(view, CHOSEN) as source:
        return source.seen.folded(apply, topics)
