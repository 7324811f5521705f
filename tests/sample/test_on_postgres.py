"""A sample in PostgreSQL: in an empty database, whole or not at all, and the same events as in a folder."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import psycopg
import pytest

from adapters.data_folder import DataFolder
from adapters.event_store.opening import open_in_folder, open_on_postgres
from adapters.refusals import SetupRefused
from adapters.sample.folder import make_in
from adapters.sample.making import Made, Sample
from adapters.sample.on_postgres import found, make_on
from tests.conftest import Database, Duban

pytestmark = pytest.mark.postgres
FEW = Sample(problems=60, towns=2, seed=5)
TINY = Sample(problems=12, towns=1, seed=5)


@pytest.fixture
def url(postgres_url: str) -> str:
    return postgres_url


def test_the_same_seed_gives_the_same_events_on_both_databases(url: str, tmp_path: Path) -> None:
    on_server = make_on(url, tmp_path / "server", FEW, quietly)
    in_folder = make_in(tmp_path / "folder", FEW, quietly)
    assert on_server == in_folder
    with (
        open_on_postgres(url, tmp_path / "server" / "vault.key") as server,
        open_in_folder(DataFolder.open(tmp_path / "folder")) as folder,
    ):
        theirs, ours = (store.recorder.select_notifications(1, 10**9) for store in (server, folder))
        assert theirs == ours
        assert len(theirs) == on_server.events


def test_the_command_makes_it_where_the_settings_say_and_finds_it_again(
    url: str, duban: Duban, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "county"
    monkeypatch.setenv("DUBAN_DATABASE_URL", url)
    asked = ("sample", "--problems", 12, "--towns", 1, "--seed", 5, "--into", folder, "--json")
    first, second = json.loads(duban(*asked).stdout), json.loads(duban(*asked).stdout)
    assert (first["was_there"], second["was_there"]) == (False, True)
    assert first["made"] == second["made"]
    monkeypatch.setenv("DUBAN_DATA", str(folder))
    monkeypatch.setenv("DUBAN_VAULT_KEY_FILE", str(folder / "vault.key"))
    summary = json.loads(duban("summary", "--campaign", "xiaoxian_2022", "--json").stdout)
    assert 0 < summary["total"]["found"]["count"] <= 20
    assert summary["basis"]["as_of"].startswith("2025-08-08")


def test_what_was_broken_off_is_made_anew(url: str, tmp_path: Path) -> None:
    class BrokenOff(Exception):
        pass

    def break_off(at: datetime, events: int) -> None:
        raise BrokenOff

    with pytest.raises(BrokenOff):
        make_on(url, tmp_path / "county", TINY, break_off)
    assert found(url, TINY) is None
    assert make_on(url, tmp_path / "county", TINY, quietly) == found(url, TINY)


def test_a_database_with_events_of_somebody_is_refused_and_left_alone(
    postgres_database: Database, tmp_path: Path
) -> None:
    url = postgres_database.settings.database_url or ""
    with postgres_database.open(), psycopg.connect(url, autocommit=True) as connection:
        connection.execute(
            "INSERT INTO stored_events (originator_id, originator_version, topic, state) "
            "VALUES (gen_random_uuid(), 1, 'somebody', '')"
        )
        with pytest.raises(SetupRefused, match="已有事件，且不是样例县"):
            make_on(url, tmp_path / "county", TINY, quietly)
        assert connection.execute("SELECT count(*) FROM stored_events").fetchone() == (1,)


def test_a_database_with_other_tables_is_refused_and_left_alone(url: str, tmp_path: Path) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("CREATE TABLE of_somebody (work text)")
        with pytest.raises(SetupRefused, match="已有其他数据表"):
            make_on(url, tmp_path / "county", TINY, quietly)
        assert tables(connection) == ["of_somebody"]


def test_another_county_does_not_take_the_place_of_one_that_is_there(url: str, tmp_path: Path) -> None:
    make_on(url, tmp_path / "county", TINY, quietly)
    with pytest.raises(SetupRefused, match="另一个样例县"):
        make_on(url, tmp_path / "other", Sample(13, 1, 5), quietly)


def test_a_key_of_another_vault_is_refused(url: str, tmp_path: Path) -> None:
    key = tmp_path / "vault.key"
    key.write_text("00" * 32)
    with pytest.raises(SetupRefused, match="另一个保险库的密钥"):
        make_on(url, tmp_path / "county", TINY, quietly, key)
    assert key.read_text() == "00" * 32


def test_two_do_not_make_one_at_once(url: str, tmp_path: Path) -> None:
    asked = []

    def make_it_too(at: datetime, events: int) -> None:
        if not asked:
            asked.append(at)
            with pytest.raises(SetupRefused, match="另一个进程正在"):
                make_on(url, tmp_path / "other", TINY, quietly)

    assert isinstance(make_on(url, tmp_path / "county", TINY, make_it_too), Made)
    assert asked


def quietly(at: datetime, events: int) -> None:
    return None


def tables(connection: psycopg.Connection) -> list[str]:
    found: Iterator[tuple[str]] = connection.execute(
        "SELECT tablename FROM pg_tables WHERE schemaname = current_schema()"
    )
    return [name for (name,) in found]
