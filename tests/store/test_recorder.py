"""What every recorder promises, on SQLite, on PostgreSQL and in memory."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC
from uuid import uuid4

import pytest
from eventsourcing.persistence import IntegrityError
from sqlalchemy import DateTime, Uuid
from sqlalchemy import text as sql

from adapters.event_store.opening import OpenStore, open_in_memory
from tests.conftest import DATABASES, Database
from tests.store.writing import audit_line, events, text


@pytest.fixture(params=["memory", *(pytest.param(kind, marks=getattr(pytest.mark, kind)) for kind in DATABASES)])
def store(request: pytest.FixtureRequest) -> Iterator[OpenStore]:
    if request.param == "memory":
        yield open_in_memory()
    else:
        with request.getfixturevalue(f"{request.param}_database").open() as opened:
            yield opened


def test_events_come_back_as_they_were_given(store: OpenStore) -> None:
    case, other = uuid4(), uuid4()
    store.recorder.insert_events([*events(case, 1, 3), *events(other, 1, 1)])
    assert store.recorder.select_events(case) == events(case, 1, 3)
    assert store.recorder.select_events(case, gt=1, lte=2) == events(case, 2, 1)
    assert store.recorder.select_events(case, desc=True, limit=1) == events(case, 3, 1)
    assert store.recorder.select_events(uuid4()) == []


def test_the_log_is_read_on_from_the_last_id_seen(store: OpenStore) -> None:
    case = uuid4()
    first, second, third = store.recorder.insert_events(events(case, 1, 3)) or ()
    assert first < second < third == store.recorder.max_notification_id()
    seen = store.recorder.select_notifications(start=first, limit=1, inclusive_of_start=False)
    assert [each.id for each in seen] == [second]
    seen = store.recorder.select_notifications(start=first, limit=10, stop=second)
    assert [each.id for each in seen] == [first, second]
    assert store.recorder.select_notifications(start=None, limit=10, topics=["problem.closed"]) == []


def test_the_events_of_some_cases_are_read_together_up_to_a_position(store: OpenStore) -> None:
    one, other, third = sorted((uuid4(), uuid4(), uuid4()), key=str)
    store.recorder.insert_events([*events(one, 1, 1), *events(other, 1, 2), *events(third, 1, 1)])
    *_, last = store.recorder.insert_events(events(one, 2, 2)) or ()
    seen = store.recorder.select_streams([other, one, uuid4()], last - 1)
    assert {each.originator_id for each in seen} == {one, other}
    assert [each.originator_version for each in seen if each.originator_id == one] == [1, 2]
    assert [each.originator_version for each in seen if each.originator_id == other] == [1, 2]
    assert [each.id for each in seen if each.originator_id == one] == [1, last - 1]
    assert len(store.recorder.select_streams([one, other], last, [events(one, 1, 1)[0].topic])) == 5
    assert store.recorder.select_streams([one, other], last, ["problem.closed"]) == []


def test_an_empty_store_has_no_last_id(store: OpenStore) -> None:
    assert store.recorder.max_notification_id() is None
    assert store.recorder.insert_events([]) == []


def test_a_conflict_leaves_nothing_of_events_texts_and_audit(store: OpenStore) -> None:
    case = uuid4()
    store.recorder.insert_events(events(case, 1, 1))
    with pytest.raises(IntegrityError):
        store.recorder.insert_events(
            [*events(case, 2, 1), *events(case, 1, 1)],
            sealed=store.vault.rows([text(case, 2)]),
            audit=[audit_line(case)],
        )
    assert store.recorder.select_events(case) == events(case, 1, 1)
    assert store.vault.reveal([text(case, 2).ref]) == {}
    store.recorder.insert_events(events(case, 2, 1), sealed=store.vault.rows([text(case, 2)]))
    assert store.vault.reveal([text(case, 2).ref]) == {text(case, 2).ref: "第2次"}


def test_a_reference_is_used_once(store: OpenStore) -> None:
    case = uuid4()
    store.recorder.insert_events(events(case, 1), sealed=store.vault.rows([text(case, 1)]))
    with pytest.raises(IntegrityError):
        store.recorder.insert_events(events(case, 3), sealed=store.vault.rows([text(case, 1)]))
    assert len(store.recorder.select_events(case)) == 2


def test_of_two_first_keys_of_a_subject_the_second_conflicts_and_succeeds_when_asked_again(store: OpenStore) -> None:
    case = uuid4()
    mine, yours = store.vault.rows([text(case, 1)]), store.vault.rows([text(case, 3)])
    store.recorder.insert_events(events(case, 1), sealed=mine)
    with pytest.raises(IntegrityError):
        store.recorder.insert_events(events(case, 3), sealed=yours)
    store.recorder.insert_events(events(case, 3), sealed=store.vault.rows([text(case, 3)]))
    refs = [text(case, 1).ref, text(case, 3).ref]
    assert store.vault.reveal(refs) == {refs[0]: "第1次", refs[1]: "第3次"}


def test_an_audit_line_needs_no_event(database: Database) -> None:
    case = uuid4()
    with database.open() as store:
        store.recorder.insert_events([], audit=[audit_line(case)])
    names = "recorded_at, person, command, case_id, code, message"
    query = sql(f"SELECT {names} FROM audit_log").columns(recorded_at=DateTime(timezone=True), case_id=Uuid())
    with database.engine().connect() as connection:
        [(at, *words)] = connection.execute(query).all()
    assert (at if at.tzinfo else at.replace(tzinfo=UTC)) == audit_line(case).recorded_at
    assert words == ["clerk", "ClaimProblem", case, "not_yours", "不属于本单位"]


def test_nobody_subscribes_because_followers_poll(database: Database) -> None:
    with database.open() as store, pytest.raises(NotImplementedError):
        store.recorder.subscribe()
