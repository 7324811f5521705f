"""A chronicle in memory, its ledgers in a SQLite file; and one on every database."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

from adapters.event_store.opening import OpenStore
from adapters.event_store.schema import postgres_engine, prepare, sqlite_engine
from adapters.packs import packs_folder, shipped_calendar
from domain.casework import Casework
from projections.tables import MIGRATIONS, VERSION_TABLE
from tests.conftest import Database
from tests.monitoring_case.story import staffed
from tests.problem.story import organisation_events, packs, staffed_casework
from tests.projections.chronicle import Chronicle, open_ledgers
from tests.projections.every_kind import tell_every_kind
from tests.projections.further_events import tell_further_events


@pytest.fixture
def chronicle(tmp_path: Path) -> Iterator[Chronicle]:
    """An empty ledger and its people."""
    engine = open_ledgers(tmp_path / "ledgers.sqlite3")
    yield Chronicle(staffed_casework(), engine)
    engine.dispose()


@pytest.fixture
def households(tmp_path: Path) -> Iterator[Chronicle]:
    """An empty ledger, its people and those who meet households at risk."""
    engine = open_ledgers(tmp_path / "households.sqlite3")
    yield Chronicle(staffed(), engine)
    engine.dispose()


@pytest.fixture(scope="session")
def every_kind(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chronicle]:
    """The chronicle in which everything happens; told once, so tests only read it."""
    engine = open_ledgers(tmp_path_factory.mktemp("every_kind") / "ledgers.sqlite3")
    told = Chronicle(staffed_casework(), engine)
    tell_every_kind(told)
    told.follower.catch_up()
    yield told
    engine.dispose()


@pytest.fixture(scope="session")
def further(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chronicle]:
    """The chronicle of what lies beside the main path; told once, so tests only read it."""
    engine = open_ledgers(tmp_path_factory.mktemp("further") / "ledgers.sqlite3")
    told = Chronicle(staffed_casework(), engine)
    tell_further_events(told)
    told.follower.catch_up()
    yield told
    engine.dispose()


@pytest.fixture
def ledgers_database(database: Database, tmp_path: Path) -> Iterator[Engine]:
    """The ledgers database that goes with an event store: beside it on PostgreSQL, a file of its own on SQLite."""
    url = database.settings.database_url
    engine = postgres_engine(url) if url else sqlite_engine(tmp_path / "ledgers.sqlite3")
    prepare(engine, MIGRATIONS, VERSION_TABLE)
    yield engine
    engine.dispose()


@pytest.fixture
def stored_chronicle(store: OpenStore, ledgers_database: Engine) -> Chronicle:
    """An empty ledger and its people, on each database."""
    store.recorder.insert_events(organisation_events())
    casework = Casework(store.recorder, store.vault, packs(), shipped_calendar(packs_folder()))
    return Chronicle(casework, ledgers_database)
