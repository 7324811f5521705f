"""The access log: what was noted is read back as it was, and nobody takes a line out or changes one."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from msgspec.structs import replace
from sqlalchemy import text as sql
from sqlalchemy.exc import DBAPIError

from adapters.event_store.opening import OpenStore, open_in_memory
from adapters.event_store.rows import AccessLine
from tests.conftest import DATABASES, Database
from tests.store.writing import audit_line, text

CASE = UUID(int=5)
AT = datetime(2022, 8, 31, 1, 30, 0, 250_000, tzinfo=UTC)
SEEN = AccessLine(AT, "clerk", "desk-3", "台账", "入户核查", ("household/1", "household/2"))
REFUSED = replace(SEEN, recorded_at=AT + timedelta(hours=1), person="bystander", subjects=(), granted=False)


@pytest.fixture(params=["memory", *(pytest.param(kind, marks=getattr(pytest.mark, kind)) for kind in DATABASES)])
def store(request: pytest.FixtureRequest) -> Iterator[OpenStore]:
    if request.param == "memory":
        yield open_in_memory()
    else:
        with request.getfixturevalue(f"{request.param}_database").open() as opened:
            yield opened


def test_lines_are_read_back_as_they_were_noted_in_their_order(store: OpenStore) -> None:
    assert list(store.vault.accesses()) == []
    store.vault.note_access(SEEN)
    store.vault.note_access(REFUSED)
    assert list(store.vault.accesses()) == [SEEN, REFUSED]
    assert all(line.recorded_at.tzinfo is not None for line in store.vault.accesses())


@pytest.mark.parametrize("log", ["access_log", "audit_log"])
@pytest.mark.parametrize("change", ["DELETE FROM {log}", "UPDATE {log} SET person = 'another'"])
def test_no_line_can_be_changed_or_taken_out(database: Database, log: str, change: str) -> None:
    with database.open() as store:
        store.vault.note_access(SEEN)
        store.recorder.insert_events([], audit=[audit_line(CASE)])
        with pytest.raises(DBAPIError, match=f"{log} can only be added to"), database.engine().begin() as connection:
            connection.execute(sql(change.format(log=log)))
        assert list(store.vault.accesses()) == [SEEN]
        with database.engine().connect() as connection:
            assert connection.execute(sql(f"SELECT count(*) FROM {log} WHERE person = 'clerk'")).scalar() == 1


def test_how_many_texts_a_subject_has_is_known_also_when_they_cannot_be_read_any_more(store: OpenStore) -> None:
    one = text(CASE, 1)
    store.recorder.insert_events([], sealed=store.vault.rows([one]))
    assert (store.vault.texts_of(one.subject), store.vault.texts_of("nobody")) == (1, 0)
    store.recorder.insert_events([], sealed=store.vault.destruction([one.subject]))
    assert store.vault.texts_of(one.subject) == 1
