"""Schema versions: fresh, opened again, opened by many at once, too new, and an upgrade that fails half-way."""

from __future__ import annotations

from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import inspect
from sqlalchemy import text as sql

from adapters.event_store.opening import VERSION_TABLE
from adapters.event_store.schema import EVENT_STORE, NewerSchema, prepare
from tests.conftest import Database
from tests.store.processes import python_process
from tests.store.writing import events

TABLES = {"stored_events", "vault_keys", "vault_values", "audit_log", "access_log", "meta", VERSION_TABLE}
OPEN = """
import os
from adapters.event_store.opening import open_event_store
from adapters.settings import settings_from
open_event_store(settings_from(os.environ)).close()
"""

SCRIPT = """
from alembic import op
revision = "{number}"
down_revision = {before!r}
def upgrade() -> None:
    op.execute("CREATE TABLE {table} (n INTEGER)")
    {then}
"""


def tables(database: Database) -> set[str]:
    return set(inspect(database.engine()).get_table_names())


def add_script(folder: Path, number: str, before: str | None, table: str, then: str = "pass") -> None:
    (folder / f"{number}_{table}.py").write_text(SCRIPT.format(number=number, before=before, table=table, then=then))


def test_a_fresh_database_gets_every_table(database: Database) -> None:
    database.open().close()
    assert tables(database) == TABLES


def test_a_database_opened_again_keeps_what_it_holds(database: Database) -> None:
    case = uuid4()
    with database.open() as store:
        store.recorder.insert_events(events(case, 1))
    with database.open() as store:
        assert store.recorder.select_events(case) == events(case, 1)


def test_eight_processes_may_open_a_fresh_database_at_once(database: Database) -> None:
    processes = [python_process(database, "-c", OPEN) for _ in range(8)]
    for process in processes:
        process.communicate(timeout=60)
    assert [process.returncode for process in processes] == [0] * 8
    assert tables(database) == TABLES


def test_a_newer_schema_is_refused_and_left_alone(database: Database) -> None:
    database.open().close()
    with database.engine().begin() as connection:
        connection.execute(sql(f"UPDATE {VERSION_TABLE} SET version_num = '9999'"))
    with pytest.raises(NewerSchema, match=r"9999.*新版本"):
        database.open()
    with database.engine().connect() as connection:
        assert connection.execute(sql(f"SELECT version_num FROM {VERSION_TABLE}")).scalar() == "9999"


def test_another_set_of_tables_has_versions_of_its_own(database: Database, tmp_path: Path) -> None:
    database.open().close()
    scripts = tmp_path / "100% 脚本"
    scripts.mkdir()
    add_script(scripts, "0001", None, "first")
    prepare(database.engine(), scripts, "other_version")
    add_script(scripts, "0002", "0001", "second")
    prepare(database.engine(), scripts, "other_version")
    prepare(database.engine(), EVENT_STORE, VERSION_TABLE)
    assert tables(database) == TABLES | {"first", "second", "other_version"}


def test_an_upgrade_that_fails_changes_nothing(database: Database, tmp_path: Path) -> None:
    add_script(tmp_path, "0001", None, "first")
    prepare(database.engine(), tmp_path, "other_version")
    add_script(tmp_path, "0002", "0001", "second")
    add_script(tmp_path, "0003", "0002", "third", then="raise ValueError('broken')")
    with pytest.raises(ValueError, match="broken"):
        prepare(database.engine(), tmp_path, "other_version")
    assert tables(database) == {"first", "other_version"}
    with database.engine().connect() as connection:
        assert connection.execute(sql("SELECT version_num FROM other_version")).scalar() == "0001"
