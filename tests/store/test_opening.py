"""Databases that cannot be opened, and connections that break."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import text as sql

from adapters.event_store.opening import open_event_store
from adapters.event_store.sqlite import EventFile
from adapters.refusals import SetupRefused
from adapters.settings import Settings
from tests.conftest import Database
from tests.store.polling import WITHIN, until
from tests.store.writing import events, give_command, text


def test_a_file_that_is_no_database_is_refused_and_kept(tmp_path: Path) -> None:
    (tmp_path / "events.sqlite3").write_bytes(b"a letter, not a database" * 100)
    with pytest.raises(SetupRefused, match=r"打不开事件库.*events\.sqlite3"):
        open_event_store(Settings(data=tmp_path))
    assert (tmp_path / "events.sqlite3").read_bytes() == b"a letter, not a database" * 100


def test_a_server_that_does_not_answer_is_refused(tmp_path: Path) -> None:
    url = f"postgresql://postgres@/duban?host={tmp_path}"
    with pytest.raises(SetupRefused, match=r"打不开事件库.*DUBAN_DATABASE_URL"):
        open_event_store(Settings(database_url=url, vault_key_file=tmp_path / "vault.key"))


def test_a_postgres_store_without_a_place_for_the_key_is_refused() -> None:
    with pytest.raises(SetupRefused, match="DUBAN_VAULT_KEY_FILE"):
        open_event_store(Settings(database_url="postgresql://db/duban"))


@pytest.mark.postgres
def test_connections_that_the_server_closed_are_replaced(postgres_database: Database) -> None:
    case = uuid4()
    with postgres_database.open() as store:
        give_command(store, case)
        for use in (
            lambda: store.recorder.insert_events(events(case, 3)),
            lambda: store.vault.reveal([text(case, 1).ref]),
            lambda: store.recorder.select_events(case),
        ):
            with postgres_database.engine().begin() as connection:
                connection.execute(
                    sql(
                        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                        "WHERE datname = current_database() AND pid <> pg_backend_pid()"
                    )
                )
            assert use()


@pytest.mark.sqlite
def test_closing_waits_for_those_who_are_reading(tmp_path: Path) -> None:
    counting = "WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < 1000000) SELECT max(n) FROM c"
    file = EventFile(tmp_path / "events.sqlite3")
    with ThreadPoolExecutor(1) as pool:
        reading = pool.submit(file.read, counting, ())
        until(lambda: file.pool.num_in_use == 1)
        file.close()
        assert reading.result(WITHIN) == [(1_000_000,)]
