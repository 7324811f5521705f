"""Writers that die by SIGKILL at any moment: what they acknowledged is there, and nothing is there by half."""

from __future__ import annotations

import random
import subprocess
from uuid import UUID, uuid4

from sqlalchemy import text as sql

from adapters.event_store.opening import OpenStore
from tests.conftest import Database
from tests.store.processes import acknowledged, writer_process
from tests.store.writing import EVENTS_PER_COMMAND, text

ROUNDS = 3
WRITERS = 4
FOR_EVER = 1_000_000


def kill_after(writer: subprocess.Popen[str], lines: int) -> list[str]:
    """The lines that it printed up to its end; a line that was cut off does not count."""
    assert writer.stdout is not None
    heard = [writer.stdout.readline() for _ in range(lines)]
    writer.kill()
    heard += writer.stdout.readlines()
    writer.stdout.close()
    writer.wait()
    return [line for line in heard if line.endswith("\n")]


def test_what_was_acknowledged_survives_and_nothing_is_half_done(database: Database) -> None:
    cases = [uuid4() for _ in range(3)]
    told: dict[int, UUID] = {}
    database.open().close()
    for _ in range(ROUNDS):
        writers = [writer_process(database, cases, threads=3, commands=FOR_EVER) for _ in range(WRITERS)]
        for writer in writers:
            for case, ids in map(acknowledged, kill_after(writer, random.randint(1, 40))):
                told.update(dict.fromkeys(ids, case))
    with database.open() as store:
        log = {each.id: each.originator_id for each in store.recorder.select_notifications(None, 1_000_000)}
        assert len(told) >= ROUNDS * WRITERS
        assert told.items() <= log.items()
        commands = sum(whole_commands(store, case) for case in cases)
    with database.engine().connect() as connection:
        assert connection.execute(sql("SELECT count(*) FROM vault_values")).scalar() == commands
        assert connection.execute(sql("SELECT count(*) FROM audit_log")).scalar() == commands
        assert connection.execute(sql("SELECT count(*) FROM stored_events")).scalar() == commands * EVENTS_PER_COMMAND


def whole_commands(store: OpenStore, case: UUID) -> int:
    """How many commands the case holds, each with all its events and its text."""
    versions = [event.originator_version for event in store.recorder.select_events(case)]
    assert versions == list(range(1, len(versions) + 1))
    refs = [text(case, first).ref for first in versions[::EVENTS_PER_COMMAND]]
    assert len(store.vault.reveal(refs)) == len(refs) == len(versions) / EVENTS_PER_COMMAND
    return len(refs)
