"""The follower: nothing skipped, nothing doubled, one copy only; on both databases."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from collections import Counter
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from eventsourcing.persistence import StoredEvent
from sqlalchemy import Engine, select, text
from sqlalchemy.exc import DBAPIError

from domain.events import topic
from domain.problem.registering import RegisterProblem
from projections import versioned
from projections.as_of import fold
from projections.follower import AheadOfLog, Fenced, Follower, wait_until_applied
from projections.ledger import apply
from projections.log import START, CannotRead, Point, read
from projections.rebuild import rebuild
from projections.tables import LIVE, VERSION_TABLE, reached, upsert_all
from projections.versioned import PROBLEMS
from tests.conftest import Database
from tests.problem.people import INSPECTOR
from tests.projections.chronicle import Chronicle
from tests.projections.copies import copies
from tests.projections.every_kind import area, tell_every_kind
from tests.projections.scenarios import tell_s2, tell_s9

ROOT = Path(__file__).parents[2]


def applied(engine: Engine) -> dict[str, int]:
    with engine.connect() as connection:
        return {row.topic: row.events for row in connection.execute(select(LIVE.applied))}


def position(engine: Engine) -> Point:
    with engine.connect() as connection:
        return reached(connection)


def rows(engine: Engine) -> list[Any]:
    with engine.connect() as connection:
        return list(versioned.current_rows(connection, LIVE, PROBLEMS))


def invented(case: Any = None) -> StoredEvent:
    return StoredEvent(case or uuid4(), 1, "problem.invented", b"{}")


# --- what it counts and keeps -----------------------------------------------------------------------------------------


def test_the_live_table_equals_the_fold_on_every_database(stored_chronicle: Chronicle) -> None:
    tell_every_kind(stored_chronicle)
    live = stored_chronicle.ledger().lines
    assert len(live) == 11
    assert stored_chronicle.ledger(as_of="2022-10-20 12:00").lines == live
    assert stored_chronicle.trail("water").lines == stored_chronicle.trail("water", as_of="2022-10-20 12:00").lines


def test_it_counts_what_it_applied_by_type(stored_chronicle: Chronicle) -> None:
    tell_s2(stored_chronicle)
    stored_chronicle.follower.catch_up()
    stored_chronicle.give("2023-10-16 10:00", INSPECTOR, RegisterProblem(area("BASICS", "资料未归档")), "Q")
    stored_chronicle.follower.catch_up()
    in_the_log = Counter(topic(type(event)) for event in stored_chronicle.events())
    assert applied(stored_chronicle.engine) == dict(in_the_log)


def test_it_keeps_the_position_and_the_known_instant_of_its_last_event(stored_chronicle: Chronicle) -> None:
    tell_s2(stored_chronicle)
    stored_chronicle.give("2023-10-12 10:00", INSPECTOR, RegisterProblem(area("BASICS", "时钟慢一天")), "slow")
    stored_chronicle.follower.catch_up()
    events = stored_chronicle.events()
    known_at = max(event.timestamp for event in events)
    assert known_at > events[-1].timestamp
    last = stored_chronicle.casework.recorder.max_notification_id()
    assert position(stored_chronicle.engine) == stored_chronicle.follower.reached == Point(last or 0, known_at)


def test_a_batch_written_twice_leaves_the_same_rows(chronicle: Chronicle) -> None:
    tell_s9(chronicle)
    chronicle.follower.catch_up()
    before = rows(chronicle.engine)
    with chronicle.engine.begin() as connection:
        versioned.write(connection, LIVE, read(chronicle.casework.recorder, START))
    assert rows(chronicle.engine) == before


def test_the_migrations_build_the_tables_that_the_code_uses(ledgers_database: Engine) -> None:
    def ours(thing: Any, name: str | None, kind: str, *_: Any) -> bool:
        return kind != "table" or name in LIVE.metadata.tables

    with ledgers_database.connect() as connection:
        context = MigrationContext.configure(connection, opts={"include_object": ours, "version_table": VERSION_TABLE})
        assert compare_metadata(context, LIVE.metadata) == []


# --- where it stops ---------------------------------------------------------------------------------------------------


def test_of_two_followers_the_second_is_fenced(stored_chronicle: Chronicle) -> None:
    tell_s2(stored_chronicle)
    first = Follower(stored_chronicle.engine, stored_chronicle.casework.recorder)
    second = Follower(stored_chronicle.engine, stored_chronicle.casework.recorder)
    assert first.catch_up() > 0
    before = rows(stored_chronicle.engine), applied(stored_chronicle.engine)
    with pytest.raises(Fenced, match="只能由一个进程跟随"):
        second.catch_up()
    assert (rows(stored_chronicle.engine), applied(stored_chronicle.engine)) == before


def test_two_followers_at_the_same_time_apply_each_event_once(stored_chronicle: Chronicle) -> None:
    tell_s9(stored_chronicle)
    stored_chronicle.casework.recorder.insert_events(copies(stored_chronicle, 2_000))
    followers = [Follower(stored_chronicle.engine, stored_chronicle.casework.recorder) for _ in range(2)]
    start, ends = threading.Barrier(2), []

    def run(follower: Follower) -> None:
        start.wait()
        try:
            follower.catch_up()
            ends.append("caught up")
        except Fenced:
            ends.append("fenced")

    threads = [threading.Thread(target=run, args=[follower]) for follower in followers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert "caught up" in ends
    assert len(ends) == 2
    total = Counter(topic(type(event)) for event in stored_chronicle.events())
    assert applied(stored_chronicle.engine) == dict(total)


def test_it_stops_at_an_event_it_does_not_know_and_applies_nothing_after_it(stored_chronicle: Chronicle) -> None:
    tell_s2(stored_chronicle)
    stored_chronicle.follower.catch_up()
    before = position(stored_chronicle.engine), rows(stored_chronicle.engine)
    stored_chronicle.casework.recorder.insert_events([invented()])
    stored_chronicle.give("2023-10-16 10:00", INSPECTOR, RegisterProblem(area("BASICS", "资料未归档")), "Q")
    for _ in range(2):
        with pytest.raises(CannotRead, match=r"problem\.invented"):
            stored_chronicle.follower.catch_up()
    assert (position(stored_chronicle.engine), rows(stored_chronicle.engine)) == before


@pytest.mark.parametrize("state", [b"", b"{}", b'{"type":"problem.reminded","surprise":1}'])
def test_it_stops_at_a_known_event_whose_content_it_cannot_read(chronicle: Chronicle, state: bytes) -> None:
    chronicle.casework.recorder.insert_events([StoredEvent(uuid4(), 1, "problem.reminded", state)])
    with pytest.raises(CannotRead):
        chronicle.follower.catch_up()


def test_a_fold_stops_at_an_unknown_event_too(chronicle: Chronicle) -> None:
    tell_s2(chronicle)
    chronicle.follower.catch_up()
    chronicle.casework.recorder.insert_events([invented()])
    view = chronicle.view(as_of="2023-10-12 12:00", known_at="2023-12-12 12:00")
    with pytest.raises(CannotRead):
        fold(chronicle.casework.recorder, view, apply)
    before_it = chronicle.ledgers.ledger(view)
    assert (len(before_it.lines), before_it.basis.provisional) == (1, True)


def test_tables_ahead_of_a_restored_log_raise_an_alarm(stored_chronicle: Chronicle, chronicle: Chronicle) -> None:
    tell_s2(stored_chronicle)
    stored_chronicle.follower.catch_up()
    with pytest.raises(AheadOfLog, match="duban rebuild"):
        Follower(stored_chronicle.engine, chronicle.casework.recorder)


def test_a_batch_that_fails_half_way_leaves_no_trace_and_is_applied_once_afterwards(
    chronicle: Chronicle,
) -> None:
    """The database itself refuses the last table of the batch."""
    tell_s2(chronicle)
    with chronicle.engine.begin() as connection:
        connection.execute(
            text("CREATE TRIGGER full_disk BEFORE INSERT ON applied BEGIN SELECT RAISE(ABORT, 'disk is full'); END")
        )
    with pytest.raises(DBAPIError, match="disk is full"):
        chronicle.follower.catch_up()
    assert position(chronicle.engine).position == 0
    assert rows(chronicle.engine) == []
    with chronicle.engine.begin() as connection:
        connection.execute(text("DROP TRIGGER full_disk"))
    chronicle.follower.catch_up()
    assert rebuild(chronicle.engine, chronicle.casework.recorder).equal


def test_a_follower_killed_between_batches_loses_nothing_and_doubles_nothing(
    stored_chronicle: Chronicle, database: Database, tmp_path: Path
) -> None:
    """SIGKILL while it carries some twenty thousand events over; then another goes on."""
    tell_s9(stored_chronicle)
    stored_chronicle.casework.recorder.insert_events(copies(stored_chronicle, 20_000))
    last = stored_chronicle.casework.recorder.max_notification_id() or 0
    child = subprocess.Popen(
        [sys.executable, "-m", "tests.projections.following", str(tmp_path / "ledgers.sqlite3")],
        cwd=ROOT,
        env=os.environ | database.environment(),
    )
    deadline = time.monotonic() + 60
    while position(stored_chronicle.engine).position == 0 and time.monotonic() < deadline:
        time.sleep(0.005)
    child.kill()
    child.wait()
    assert 0 < position(stored_chronicle.engine).position < last
    Follower(stored_chronicle.engine, stored_chronicle.casework.recorder).catch_up()
    rebuilt = rebuild(stored_chronicle.engine, stored_chronicle.casework.recorder)
    assert rebuilt.equal
    assert rebuilt.events == last


def test_of_rows_that_are_written_at_once_under_one_key_the_last_stays(stored_chronicle: Chronicle) -> None:
    with stored_chronicle.engine.begin() as connection:
        upsert_all(connection, LIVE.applied, [("a", 1), ("b", 2), ("a", 3)])
        upsert_all(connection, LIVE.applied, [("b", 4), ("b", 5)])
        assert dict(connection.execute(select(LIVE.applied)).all()) == {"a": 3, "b": 5}


# --- reading one's own writes -----------------------------------------------------------------------------------------


def test_a_reader_waits_until_his_command_is_in_the_tables(stored_chronicle: Chronicle) -> None:
    tell_s2(stored_chronicle)
    stop = threading.Event()
    following = threading.Thread(target=stored_chronicle.follower.follow, args=[stop])
    following.start()
    try:
        last = stored_chronicle.casework.recorder.max_notification_id() or 0
        assert wait_until_applied(stored_chronicle.engine, last, timeout=30)
        stored_chronicle.give("2023-10-16 10:00", INSPECTOR, RegisterProblem(area("BASICS", "资料未归档")), "Q")
        later = stored_chronicle.casework.recorder.max_notification_id() or 0
        assert later > last
        assert wait_until_applied(stored_chronicle.engine, later, timeout=30)
        assert len(rows(stored_chronicle.engine)) == 2
    finally:
        stop.set()
        following.join(timeout=30)
    assert not following.is_alive()


def test_a_reader_does_not_wait_for_ever(chronicle: Chronicle) -> None:
    assert not wait_until_applied(chronicle.engine, 1, timeout=0.05)
