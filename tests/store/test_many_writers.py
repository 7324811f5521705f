"""Sixteen writers and a follower: nothing is missed, nothing comes out of order, nobody is told a falsehood."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from uuid import UUID, uuid4

import pytest
from eventsourcing.persistence import ApplicationRecorder, Notification
from sqlalchemy import text as sql

from adapters.event_store.opening import OpenStore
from tests.conftest import Database
from tests.store.polling import WITHIN, until
from tests.store.processes import acknowledged, writer_process
from tests.store.writing import EVENTS_PER_COMMAND, events, give_commands, text

WRITERS = 16


class Follower(threading.Thread):
    """Reads on from the last id that it saw until it has `expected` events."""

    def __init__(self, recorder: ApplicationRecorder, expected: int) -> None:
        super().__init__(daemon=True)
        self.recorder = recorder
        self.expected = expected
        self.seen: list[Notification] = []
        self.start()

    def run(self) -> None:
        until(self.read_on)

    def read_on(self) -> bool:
        last = self.seen[-1].id if self.seen else 0
        self.seen += self.recorder.select_notifications(start=last, limit=7, inclusive_of_start=False)
        return len(self.seen) >= self.expected

    def log(self) -> list[Notification]:
        self.join(WITHIN)
        return self.seen


def whole_log(store: OpenStore) -> list[Notification]:
    return list(store.recorder.select_notifications(start=None, limit=1_000_000))


def assert_followed(follower: Follower, store: OpenStore) -> None:
    seen = follower.log()
    ids = [each.id for each in seen]
    assert ids == sorted(set(ids))
    assert seen == whole_log(store)
    assert len(seen) == follower.expected


def assert_complete(store: OpenStore, case: UUID, commands: int) -> None:
    found = store.recorder.select_events(case)
    assert [event.originator_version for event in found] == list(range(1, commands * EVENTS_PER_COMMAND + 1))
    refs = [text(case, 1 + number * EVENTS_PER_COMMAND).ref for number in range(commands)]
    assert sorted(store.vault.reveal(refs)) == sorted(refs)


@pytest.mark.parametrize("cases", [1, WRITERS], ids=["one_case", "many_cases"])
def test_a_follower_misses_nothing_of_sixteen_threads(store: OpenStore, cases: int) -> None:
    ids, commands = [uuid4() for _ in range(cases)], 8
    follower = Follower(store.recorder, WRITERS * commands * EVENTS_PER_COMMAND)
    give_commands(store, ids, WRITERS, commands)
    assert_followed(follower, store)
    for case in ids:
        assert_complete(store, case, WRITERS * commands // cases)


def test_a_follower_misses_nothing_of_four_processes(database: Database, store: OpenStore) -> None:
    shared, commands = uuid4(), 20
    own = [uuid4() for _ in range(4)]
    follower = Follower(store.recorder, WRITERS * commands * EVENTS_PER_COMMAND)
    writers = [writer_process(database, [shared, case, case, case], 4, commands) for case in own]
    lines = [line for writer in writers for line in writer.communicate(timeout=WITHIN)[0].splitlines()]
    assert [writer.returncode for writer in writers] == [0] * 4
    assert_followed(follower, store)
    assert_complete(store, shared, 4 * commands)
    told = {number: case for case, numbers in map(acknowledged, lines) for number in numbers}
    assert told == {each.id: each.originator_id for each in whole_log(store)}


@pytest.mark.postgres
def test_ids_become_visible_in_the_order_of_the_commits(postgres_database: Database) -> None:
    early, late = uuid4(), uuid4()
    insert = sql("SELECT append_events(ARRAY[:case]::uuid[], '{1}', '{problem.claimed}', '{x}', NULL, NULL, NULL)")
    waiting = sql("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted")
    with postgres_database.open() as store, ThreadPoolExecutor(1) as pool:
        with postgres_database.engine().connect() as slow, postgres_database.engine().connect() as looking:
            slow.execute(insert, {"case": early})
            append = pool.submit(store.recorder.insert_events, events(late, 1, 1))
            until(lambda: append.done() or looking.execute(waiting).scalar() == 1)
            assert whole_log(store) == []
            slow.commit()
        append.result(WITHIN)
        assert [each.originator_id for each in whole_log(store)] == [early, late]
