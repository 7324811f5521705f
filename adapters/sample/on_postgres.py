"""A sample in PostgreSQL: made once into a database that is empty, then only found again; never beside anything else.

What was begun and what was made stand in the database itself. Clock, key and note lie in a folder of its own, as the
data folder of whoever opens it.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import msgspec
from sqlalchemy import Engine, inspect, text
from sqlalchemy.exc import DatabaseError

from adapters.data_folder import DataFolder, write_once
from adapters.event_store.opening import VERSION_TABLE, open_on_postgres
from adapters.event_store.rows import VaultTables
from adapters.event_store.schema import postgres_engine
from adapters.refusals import SetupRefused
from adapters.sample.folder import STANDS_STILL, refuse_another, refuse_foreign
from adapters.sample.making import Made, Sample, make
from adapters.seat import DatabaseSeat

BEGUN, DONE = "sample_begun", "sample_made"
"""What the table of facts says of it."""
OTHER_NOTES = ("clock.json", "up.lock", "vault.key")
"""What may lie in its folder."""

OWN_FUNCTIONS = """
SELECT oid::regprocedure::text FROM pg_proc WHERE pronamespace = current_schema()::regnamespace
AND NOT EXISTS (SELECT 1 FROM pg_depend WHERE objid = pg_proc.oid AND deptype = 'e')
"""
"""Of extensions there may be others."""


def found(url: str, sample: Sample) -> Made | None:
    """The sample if it is there already, whole; None where there is nothing, or what is left of an attempt.

    Raises SetupRefused for a database with anything else in it.
    """
    engine = postgres_engine(url)
    try:
        begun, made = facts(engine)
    except DatabaseError as error:
        raise SetupRefused(f"打不开数据库（DUBAN_DATABASE_URL）：{error.orig}") from error
    finally:
        engine.dispose()
    if begun is None or made is None:
        return None
    refuse_another("DUBAN_DATABASE_URL 所指数据库", begun, sample, "数据库")
    return made


def facts(engine: Engine) -> tuple[Sample | None, Made | None]:
    """What was begun there, and what was made of it. Raises SetupRefused for tables or events of anything else."""
    tables = inspect(engine).get_table_names()
    if not tables:
        return None, None
    if VERSION_TABLE not in tables:
        raise SetupRefused("DUBAN_DATABASE_URL 所指数据库已有其他数据表：请另选一个空数据库。未做任何改动。")
    with engine.connect() as connection:
        kept = {str(row.key): str(row.value) for row in connection.execute(text("SELECT key, value FROM meta"))}
        if BEGUN not in kept and connection.execute(text("SELECT 1 FROM stored_events LIMIT 1")).first():
            raise SetupRefused(
                "DUBAN_DATABASE_URL 所指数据库已有事件，且不是样例县：请另选一个空数据库。未做任何改动。"
            )
    begun = msgspec.json.decode(kept[BEGUN], type=Sample) if BEGUN in kept else None
    return begun, msgspec.json.decode(kept[DONE], type=Made) if DONE in kept else None


def make_on(
    url: str, folder: Path, sample: Sample, tell: Callable[[datetime, int], None], key_file: Path | None = None
) -> Made:
    """Make it there; what is left of an attempt that was broken off goes first. Raises SetupRefused.

    ``key_file``: where the key of the vault is put, by default into the folder.
    """
    refuse_foreign(folder, OTHER_NOTES)
    with DatabaseSeat(url, "sample") as seat:
        if not seat.take():
            raise SetupRefused("另一个进程正在向这个数据库生成样例县：请等它完成。未做任何改动。")
        there = found(url, sample)
        if there is not None:
            return there

        def tell_of_it(at: datetime, events: int) -> None:
            if not seat.still():
                raise SetupRefused("与数据库的连接中断，样例县没有生成完：请重新运行，将从头生成。")
            tell(at, events)

        with DataFolder.open(folder, STANDS_STILL).held():
            key = key_file or folder / "vault.key"
            put_key(key, sample)
            clear(url)
            return made_there(url, key, sample, tell_of_it)


def made_there(url: str, key: Path, sample: Sample, tell: Callable[[datetime, int], None]) -> Made:
    with open_on_postgres(url, key) as store:
        facts_of: VaultTables = store.recorder  # type: ignore[assignment]  # every recorder of ours has them
        facts_of.remember(BEGUN, msgspec.json.encode(sample).decode())
        made = make(sample, store, tell)
        facts_of.remember(DONE, msgspec.json.encode(made).decode())
    return made


def put_key(file: Path, sample: Sample) -> None:
    """The key of the sample, which follows from its seed; one that is there already must be that one."""
    write_once(file, sample.master_key.hex().encode(), mode=0o600)
    if file.read_text("ascii", "replace").strip() != sample.master_key.hex():
        raise SetupRefused(f"{file} 是另一个保险库的密钥：请用 DUBAN_VAULT_KEY_FILE 另指一个文件。未做任何改动。")


def clear(url: str) -> None:
    """Of an attempt that was broken off: nobody but a sample was ever in it."""
    engine = postgres_engine(url)
    with engine.begin() as connection:
        preparer = connection.dialect.identifier_preparer
        for table in inspect(connection).get_table_names():
            connection.execute(text(f"DROP TABLE {preparer.quote(table)} CASCADE"))
        for (function,) in connection.exec_driver_sql(OWN_FUNCTIONS).all():
            connection.execute(text(f"DROP FUNCTION {function} CASCADE"))
    engine.dispose()
