"""A recorder that keeps back what it is given: whoever reads sees it before it is appended, and just the same after."""

from __future__ import annotations

from uuid import uuid4

import pytest
from eventsourcing.persistence import IntegrityError, StoredEvent

from adapters.event_store.opening import OpenStore
from adapters.sample.batches import Batches
from adapters.vault import SealingVault
from domain.sealing import PlainText


def test_events_are_seen_before_and_after_their_batch_is_appended(store: OpenStore) -> None:
    batches, case = Batches(store.recorder, at_once=4), uuid4()
    assert list(batches.insert_events(events(case, 1, 3)) or ()) == [1, 2, 3]
    assert store.recorder.max_notification_id() is None
    before = batches.select_events(case, gt=1)
    assert [event.originator_version for event in before] == [2, 3]
    batches.insert_events(events(case, 4, 5))
    assert store.recorder.max_notification_id() == 5
    batches.insert_events(events(case, 6, 6))
    assert [event.originator_version for event in batches.select_events(case)] == [1, 2, 3, 4, 5, 6]
    assert [event.originator_version for event in batches.select_events(case, gt=4)] == [5, 6]
    assert [event.originator_version for event in batches.select_events(case, lte=5, desc=True, limit=2)] == [5, 4]
    assert batches.select_events(case, gt=6) == []
    assert batches.max_notification_id() == 6


def test_a_version_that_is_there_already_is_a_conflict(store: OpenStore) -> None:
    batches, case = Batches(store.recorder), uuid4()
    batches.insert_events(events(case, 1, 2))
    with pytest.raises(IntegrityError):
        batches.insert_events(events(case, 2, 2))


def test_texts_go_with_their_events_and_open_before_and_after(store: OpenStore) -> None:
    batches = Batches(store.recorder)
    vault, case = SealingVault(bytes(32), batches), uuid4()
    for number, text in enumerate(("first", "second"), start=1):
        rows = vault.rows([PlainText(f"ref/{number}", "subject", "内容", text)])
        batches.insert_events(events(case, number, number), sealed=rows)
        assert vault.reveal([f"ref/{number}"]) == {f"ref/{number}": text}
    batches.flush()
    assert SealingVault(bytes(32), store.recorder).texts_of("subject") == 2


def test_what_was_inserted_is_heard_once(store: OpenStore) -> None:
    batches, case = Batches(store.recorder, at_once=1), uuid4()
    batches.insert_events(events(case, 1, 2))
    assert [event.originator_version for event in batches.listen()] == [1, 2]
    assert batches.listen() == []


def events(case: object, first: int, last: int) -> list[StoredEvent]:
    return [StoredEvent(case, version, "a.topic", b"{}") for version in range(first, last + 1)]  # type: ignore[arg-type]
