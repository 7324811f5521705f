"""Opens an event store: the data folder's, a PostgreSQL server's, or one in memory."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from sqlalchemy import Engine
from sqlalchemy.exc import DatabaseError

from adapters.data_folder import DataFolder
from adapters.event_store.memory import MemoryRecorder
from adapters.event_store.schema import EVENT_STORE, postgres_engine, prepare, sqlite_engine
from adapters.event_store.sqlite import EventFile, SQLiteRecorder
from adapters.refusals import SetupRefused
from adapters.settings import Settings
from adapters.vault import KEY_BYTES, SealingVault, open_vault
from domain.recorder import CaseRecorder

VERSION_TABLE = "event_store_version"


@dataclass(frozen=True)
class OpenStore:
    """A recorder for `Casework`, and the vault whose rows it writes. To be closed after use."""

    recorder: CaseRecorder
    vault: SealingVault
    close: Callable[[], None]

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def open_event_store(settings: Settings) -> OpenStore:
    """What the settings say. Upgrades older tables; raises SetupRefused."""
    if settings.database_url is None:
        return open_in_folder(DataFolder.open(settings.data), settings.vault_key_file)
    if settings.vault_key_file is None:
        raise SetupRefused("使用 PostgreSQL 时须用 DUBAN_VAULT_KEY_FILE 指明保险库密钥文件（没有时自动生成）")
    return open_on_postgres(settings.database_url, settings.vault_key_file)


def open_in_folder(folder: DataFolder, key_file: Path | None = None) -> OpenStore:
    """The data folder's; the vault's key lies in the folder unless `key_file` names another place."""
    prepare_events(sqlite_engine(folder.events), str(folder.events))
    recorder = SQLiteRecorder(EventFile(folder.events))
    vault = open_vault(recorder, key_file or folder.vault_key)
    return OpenStore(recorder, vault, recorder.datastore.close)


def open_on_postgres(url: str, key_file: Path) -> OpenStore:
    """PostgreSQL's; `url` is libpq's (postgresql://user@host/name?sslmode=...)."""
    from adapters.event_store.postgres import EventDatabase, PostgresRecorder  # costs a tenth of a second

    prepare_events(postgres_engine(url), "DUBAN_DATABASE_URL")
    recorder = PostgresRecorder(EventDatabase(url))
    vault = open_vault(recorder, key_file)
    return OpenStore(recorder, vault, recorder.datastore.close)


def open_in_memory() -> OpenStore:
    """For `play`: nothing is kept."""
    recorder = MemoryRecorder()
    return OpenStore(recorder, SealingVault(secrets.token_bytes(KEY_BYTES), recorder), close=lambda: None)


def prepare_events(engine: Engine, name: str) -> None:
    """Raises SetupRefused for a database that cannot be reached, or is none."""
    try:
        prepare(engine, EVENT_STORE, VERSION_TABLE)
    except DatabaseError as error:
        raise SetupRefused(f"打不开事件库（{name}）：{error.orig}") from error
    finally:
        engine.dispose()
