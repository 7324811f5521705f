"""The vault: sealed to its place, erased for good, and nowhere in plain."""

from __future__ import annotations

import stat
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from eventsourcing.persistence import IntegrityError
from sqlalchemy import text as sql

from adapters.data_folder import DataFolder
from adapters.event_store.opening import OpenStore, open_in_folder, open_in_memory
from adapters.event_store.schema import sqlite_engine
from adapters.refusals import SetupRefused
from domain.sealing import KeyDestroyed, PlainText, SealBroken
from tests.conftest import DATABASES, Database
from tests.store.writing import events

HOUSEHOLD, NEIGHBOUR = "household/1", "household/2"
CANARY = "金丝雀户主"


def statement(number: int, subject: str = HOUSEHOLD, words: str = "危房未改造") -> PlainText:
    return PlainText(f"ref-{number}", subject, "content", words)


def keep(store: OpenStore, *texts: PlainText) -> None:
    store.recorder.insert_events([], sealed=store.vault.rows(texts))


def erase(store: OpenStore, subject: str) -> None:
    store.recorder.insert_events([], sealed=store.vault.destruction([subject]))


def bytes_of(folder: Path) -> Iterator[tuple[str, bytes]]:
    for file in folder.rglob("*"):
        if file.is_file():
            yield str(file), file.read_bytes()


def holding(folder: Path, needle: bytes) -> list[str]:
    return [name for name, content in bytes_of(folder) if needle in content]


@pytest.fixture(params=["memory", *(pytest.param(kind, marks=getattr(pytest.mark, kind)) for kind in DATABASES)])
def store(request: pytest.FixtureRequest) -> Iterator[OpenStore]:
    if request.param == "memory":
        yield open_in_memory()
    else:
        with request.getfixturevalue(f"{request.param}_database").open() as opened:
            yield opened


def test_what_was_sealed_is_revealed_and_unknown_references_are_absent(store: OpenStore) -> None:
    keep(store, statement(1, words="一"), statement(2, NEIGHBOUR, "二"))
    keep(store, statement(3, words="三"))
    assert store.vault.reveal(["ref-1", "ref-2", "ref-3", "ref-4"]) == {"ref-1": "一", "ref-2": "二", "ref-3": "三"}
    assert store.vault.reveal([]) == {}
    assert store.vault.rows([]) == []


def test_a_digest_is_stable_keyed_and_differs_between_subjects(store: OpenStore) -> None:
    digest = store.vault.digest(HOUSEHOLD, "危房")
    assert digest == store.vault.digest(HOUSEHOLD, "危房")
    assert digest != store.vault.digest(NEIGHBOUR, "危房")
    assert digest != open_in_memory().vault.digest(HOUSEHOLD, "危房")
    assert store.vault.digest("ab", "c") != store.vault.digest("a", "bc")


def test_an_erased_subject_is_unreadable_and_its_digests_stay(store: OpenStore) -> None:
    keep(store, statement(1), statement(2, NEIGHBOUR))
    digest = store.vault.digest(HOUSEHOLD, "危房未改造")
    erase(store, HOUSEHOLD)
    erase(store, HOUSEHOLD)
    erase(store, "household/unknown")
    assert store.vault.reveal(["ref-1", "ref-2"]) == {"ref-2": "危房未改造"}
    assert store.vault.digest(HOUSEHOLD, "危房未改造") == digest


def test_a_key_is_destroyed_with_the_event_that_says_so_or_not_at_all(store: OpenStore) -> None:
    keep(store, statement(1))
    case = uuid4()
    store.recorder.insert_events(events(case, 1))
    with pytest.raises(IntegrityError):  # somebody else appended first
        store.recorder.insert_events(events(case, 2), sealed=store.vault.destruction([HOUSEHOLD]))
    assert store.vault.reveal(["ref-1"]) == {"ref-1": "危房未改造"}
    store.recorder.insert_events(events(case, 3), sealed=store.vault.destruction([HOUSEHOLD]))
    assert store.vault.reveal(["ref-1"]) == {}
    assert len(store.recorder.select_events(case)) == 4


def test_nothing_is_sealed_for_an_erased_subject(store: OpenStore) -> None:
    keep(store, statement(1))
    late = store.vault.rows([statement(2)])
    erase(store, HOUSEHOLD)
    with pytest.raises(KeyDestroyed):
        store.vault.rows([statement(3)])
    with pytest.raises(IntegrityError):
        store.recorder.insert_events([], sealed=late)


def test_an_erasure_holds_in_every_process_that_has_the_store_open(database: Database) -> None:
    with database.open() as here, database.open() as there:
        keep(here, statement(1))
        keep(there, statement(2))
        assert there.vault.reveal(["ref-1"]) == {"ref-1": "危房未改造"}
        erase(here, HOUSEHOLD)
        assert there.vault.reveal(["ref-1", "ref-2"]) == {}
        with pytest.raises(IntegrityError):
            keep(there, statement(3))
        there.vault.forget()
        with pytest.raises(KeyDestroyed):
            keep(there, statement(3))


@pytest.mark.parametrize(
    ("table", "name", "column", "places"),
    [
        ("vault_values", "ref", "sealed", ["ref-1", "ref-2"]),
        ("vault_values", "ref", "field", ["ref-1", "ref-3"]),
        ("vault_values", "ref", "subject", ["ref-1", "ref-4"]),
        ("vault_keys", "subject", "wrapped_key", [HOUSEHOLD, NEIGHBOUR]),
    ],
)
def test_what_stands_in_the_place_of_another_is_noticed(
    database: Database, table: str, name: str, column: str, places: list[str]
) -> None:
    reason = PlainText("ref-3", HOUSEHOLD, "reason", "缺水")
    with database.open() as store:
        keep(store, statement(1), statement(2), reason, statement(4, NEIGHBOUR))
        with database.engine().begin() as connection:
            rows = connection.execute(sql(f"SELECT {name}, {column} FROM {table}")).all()
            values = dict(map(tuple, rows))
            for here, there in [places, places[::-1]]:
                swap = sql(f"UPDATE {table} SET {column} = :value WHERE {name} = :here")
                connection.execute(swap, {"here": here, "value": values[there]})
        changed = places if table == "vault_values" else ["ref-1", "ref-4"]
        for ref in changed:
            with pytest.raises(SealBroken, match=r"被改动或调换：(ref-\d|household/\d)。"):
                store.vault.reveal([ref])


def test_the_key_lies_in_a_file_of_its_owner(sqlite_database: Database) -> None:
    sqlite_database.open().close()
    assert stat.S_IMODE(sqlite_database.key_file.stat().st_mode) == 0o600
    assert len(bytes.fromhex(sqlite_database.key_file.read_text())) == 32


@pytest.mark.parametrize(
    ("damage", "says"),
    [
        (lambda file: file.unlink(), "缺少保险库密钥文件"),
        (lambda file: file.write_text(file.read_text()[:-2]), "已损坏"),
        (lambda file: file.write_text("00" * 32), "不是本数据库的密钥"),
    ],
    ids=["missing", "cut_off", "of_another_store"],
)
def test_a_store_does_not_open_with_a_wrong_key(
    database: Database, damage: Callable[[Path], object], says: str
) -> None:
    database.open().close()
    damage(database.key_file)
    with pytest.raises(SetupRefused, match=says):
        database.open()


@pytest.mark.sqlite
def test_plain_texts_are_in_no_file_of_the_data_folder(tmp_path: Path) -> None:
    folder = DataFolder.open(tmp_path)
    with open_in_folder(folder) as store:
        keep(store, *[statement(number, f"household/{number}", f"{CANARY}{number}") for number in range(20)])
        assert (tmp_path / "events.sqlite3-wal").stat().st_size > 0
        assert holding(tmp_path, CANARY.encode()) == []
    assert holding(tmp_path, CANARY.encode()) == []


@pytest.mark.postgres
def test_plain_texts_are_in_no_file_of_the_server(postgres_database: Database, postgres_server: Any) -> None:
    with postgres_database.open() as store:
        keep(store, *[statement(number, f"household/{number}", f"{CANARY}{number}") for number in range(20)])
    with postgres_database.engine().connect() as connection:
        connection.execute(sql("CHECKPOINT"))
    assert holding(postgres_server.pgdata, b"household/19") != []
    assert holding(postgres_server.pgdata, CANARY.encode()) == []


@pytest.mark.sqlite
def test_a_destroyed_key_is_in_no_file_of_the_data_folder(tmp_path: Path) -> None:
    folder = DataFolder.open(tmp_path)
    with open_in_folder(folder) as store:
        keep(store, *[statement(number, f"household/{number}") for number in range(200)])
        with sqlite_engine(folder.events).connect() as connection:
            rows = connection.execute(sql("SELECT subject, wrapped_key FROM vault_keys")).all()
        keys = {subject: bytes(key) for subject, key in rows}
        gone = keys.pop("household/7")
        assert holding(tmp_path, gone) != []
        erase(store, "household/7")
        assert holding(tmp_path, gone) == []
        assert all(holding(tmp_path, key) for key in keys.values())
