"""Rebuild: beside the live tables, compared row by row, then in their place; on both databases."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from typing import Any
from uuid import UUID

import pytest
from eventsourcing.persistence import Notification, StoredEvent
from sqlalchemy import Engine, delete, inspect, select, update

from domain.problem.registering import RegisterProblem
from projections import versioned
from projections.follower import Follower
from projections.log import CannotRead
from projections.rebuild import rebuild
from projections.tables import LIVE, reached
from projections.versioned import PROBLEMS
from tests.problem.people import INSPECTOR
from tests.projections.chronicle import Chronicle
from tests.projections.copies import copies
from tests.projections.every_kind import area, tell_every_kind
from tests.projections.scenarios import tell_s2, tell_s10


def table(engine: Engine) -> list[tuple[object, ...]]:
    with engine.connect() as connection:
        return [tuple(row) for row in connection.execute(select(LIVE.current_rows).order_by(LIVE.current_rows.c.since))]


class GrowingLog:
    """The log of a chronicle to which something is added, and followed, just before it is first read."""

    def __init__(self, chronicle: Chronicle) -> None:
        self.chronicle = chronicle
        self.recorder = chronicle.casework.recorder

    def select_notifications(self, *where: Any, **more: Any) -> Sequence[Notification]:
        if "Q" not in self.chronicle.cases:
            self.chronicle.give("2023-10-16 10:00", INSPECTOR, RegisterProblem(area("BASICS", "资料未归档")), "Q")
            self.chronicle.follower.catch_up()
        return self.recorder.select_notifications(*where, **more)

    def select_events(self, originator_id: UUID | str) -> Sequence[StoredEvent]:
        return self.recorder.select_events(originator_id)

    def max_notification_id(self) -> int | None:
        return self.recorder.max_notification_id()


def test_a_rebuild_of_sound_tables_finds_nothing_and_changes_nothing(stored_chronicle: Chronicle) -> None:
    tell_every_kind(stored_chronicle)
    events = stored_chronicle.follower.catch_up()
    before = table(stored_chronicle.engine)
    rebuilt = rebuild(stored_chronicle.engine, stored_chronicle.casework.recorder)
    assert rebuilt.equal
    assert (rebuilt.events, rebuilt.position) == (events, stored_chronicle.follower.reached.position)
    assert {compared.table: compared.rows for compared in rebuilt.tables}["current_rows"] == 11
    assert table(stored_chronicle.engine) == before


def test_a_rebuild_reports_what_was_wrong_and_puts_it_right(stored_chronicle: Chronicle) -> None:
    """A row changed by hand, a row gone, a count that is off by one."""
    tell_s10(stored_chronicle)
    stored_chronicle.follower.catch_up()
    sound = table(stored_chronicle.engine)
    ledger, applied = LIVE.current_rows, LIVE.applied
    changed, gone = stored_chronicle.cases["I1"], stored_chronicle.cases["I2"]
    with stored_chronicle.engine.begin() as connection:
        connection.execute(update(ledger).where(ledger.c.case_id == changed).values(row=b"by hand"))
        connection.execute(delete(ledger).where(ledger.c.case_id == gone))
        connection.execute(update(applied).where(applied.c.topic == "problem.closed").values(events=5))
    compared = {one.table: one for one in rebuild(stored_chronicle.engine, stored_chronicle.casework.recorder).tables}
    found = {one.rebuilt["case_id"]: one for one in compared["current_rows"].differences if one.rebuilt}
    assert set(found) == {changed, gone}
    live = found[changed].live
    assert live is not None
    assert live["row"] == b"by hand"
    assert found[gone].live is None
    [count] = compared["applied"].differences
    assert (count.live, count.rebuilt) == (
        {"topic": "problem.closed", "events": 5},
        {"topic": "problem.closed", "events": 4},
    )
    assert compared["current_rows"].different == 2
    assert table(stored_chronicle.engine) == sound
    assert rebuild(stored_chronicle.engine, stored_chronicle.casework.recorder).equal


def test_the_follower_goes_on_after_a_rebuild(stored_chronicle: Chronicle) -> None:
    tell_s2(stored_chronicle)
    stored_chronicle.follower.catch_up()
    rebuild(stored_chronicle.engine, stored_chronicle.casework.recorder)
    stored_chronicle.give("2023-10-16 10:00", INSPECTOR, RegisterProblem(area("BASICS", "资料未归档")), "Q")
    assert stored_chronicle.follower.catch_up() > 0
    assert len(table(stored_chronicle.engine)) == 2


def test_a_rebuild_beside_a_follower_at_work_comes_to_the_same_tables(stored_chronicle: Chronicle) -> None:
    tell_s2(stored_chronicle)
    recorder = stored_chronicle.casework.recorder
    stored_chronicle.follower.catch_up()
    stop, long = threading.Event(), copies(stored_chronicle, 3_000)
    following = threading.Thread(target=stored_chronicle.follower.follow, args=[stop])
    following.start()
    try:
        for first in range(0, len(long), 300):
            recorder.insert_events(long[first : first + 300])
            if first == 900:
                assert rebuild(stored_chronicle.engine, recorder).equal
    finally:
        stop.set()
        following.join(timeout=60)
    stored_chronicle.follower.catch_up()
    assert rebuild(stored_chronicle.engine, recorder).equal


def test_a_rebuild_follows_a_follower_that_goes_on_while_it_reads(chronicle: Chronicle) -> None:
    """Its first reading finds the log grown and the live tables already further."""
    tell_s2(chronicle)
    chronicle.follower.catch_up()
    rebuilt = rebuild(chronicle.engine, GrowingLog(chronicle))
    assert rebuilt.equal
    assert rebuilt.position == chronicle.follower.reached.position
    assert len(table(chronicle.engine)) == 2


def test_tables_that_were_ahead_of_a_restored_log_come_back_to_it(
    stored_chronicle: Chronicle, chronicle: Chronicle
) -> None:
    tell_s10(stored_chronicle)
    stored_chronicle.follower.catch_up()
    tell_s2(chronicle)
    restored = chronicle.casework.recorder
    assert not rebuild(stored_chronicle.engine, restored).equal
    with stored_chronicle.engine.connect() as connection:
        assert reached(connection).position == restored.max_notification_id()
        assert len(list(versioned.current_rows(connection, LIVE, PROBLEMS))) == 1
    assert Follower(stored_chronicle.engine, restored).catch_up() == 0


def test_a_rebuild_that_cannot_read_the_log_leaves_the_live_tables_alone(chronicle: Chronicle) -> None:
    tell_s2(chronicle)
    chronicle.follower.catch_up()
    before = table(chronicle.engine)
    case_id = chronicle.cases["P"]
    version = chronicle.problem("P").version + 1
    chronicle.casework.recorder.insert_events([StoredEvent(case_id, version, "problem.invented", b"{}")])
    with chronicle.engine.begin() as connection:
        last = chronicle.casework.recorder.max_notification_id()
        connection.execute(update(LIVE.followers).values(position=last))
    with pytest.raises(CannotRead):
        rebuild(chronicle.engine, chronicle.casework.recorder)
    assert table(chronicle.engine) == before


def test_nothing_is_left_beside_the_live_tables(chronicle: Chronicle) -> None:
    tell_s2(chronicle)
    chronicle.follower.catch_up()
    rebuild(chronicle.engine, chronicle.casework.recorder)
    assert set(inspect(chronicle.engine).get_table_names()) == {*LIVE.metadata.tables, "ledgers_version"}
