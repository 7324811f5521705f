"""The event store in memory, for `play`."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Any
from uuid import UUID

from eventsourcing.persistence import IntegrityError, Notification, StoredEvent
from eventsourcing.popo import POPOApplicationRecorder

from adapters.event_store.rows import AccessLine, SealedValue, VaultRow, parted
from domain.casework import AuditLine
from domain.recorder import CaseRecorder


class MemoryRecorder(POPOApplicationRecorder, CaseRecorder):
    """The library's recorder of plain Python objects, with vault and audit rows."""

    def __init__(self) -> None:
        super().__init__()
        self.audit_log: list[AuditLine] = []
        self._access_log: list[AccessLine] = []
        self._keys: dict[str, bytes | None] = {}
        self._values: dict[str, SealedValue] = {}
        self._facts: dict[str, str] = {}

    def _assert_uniqueness(
        self, stored_events: Sequence[StoredEvent], *, sealed: Sequence[VaultRow] = (), **_: Any
    ) -> None:
        super()._assert_uniqueness(stored_events)
        keys, values, destroyed = parted(sealed)
        fresh = {key.subject for key in keys}
        refs = {value.ref for value in values}
        if fresh & self._keys.keys() or refs & self._values.keys() or len(refs) < len(values):
            raise IntegrityError("the vault has this key or value already")
        if any(value.subject not in fresh and self._keys.get(value.subject) is None for value in values):
            raise IntegrityError("a key of the vault was destroyed meanwhile")

        for one in destroyed:
            one.unless_conflict(self.texts_of(one.subject))

    def _update_table(
        self,
        stored_events: Sequence[StoredEvent],
        *,
        sealed: Sequence[VaultRow] = (),
        audit: Sequence[AuditLine] = (),
        **_: Any,
    ) -> Sequence[int] | None:
        keys, values, destroyed = parted(sealed)
        self._keys.update((key.subject, key.wrapped_key) for key in keys)
        self._values.update((value.ref, value) for value in values)
        self._keys.update((one.subject, None) for one in destroyed if one.subject in self._keys)
        self.audit_log.extend(audit)
        return super()._update_table(stored_events)

    def select_streams(self, cases: Collection[UUID], stop: int, topics: Sequence[str] = ()) -> Sequence[Notification]:
        with self._database_lock:
            places = [place for case in cases for place in self._stored_events_index.get(str(case), {}).values()]
            found = [(place + 1, self._stored_events[place]) for place in places if place < stop]
        return [
            Notification(event.originator_id, event.originator_version, event.topic, event.state, at)
            for at, event in found
            if not topics or event.topic in topics
        ]

    def wrapped_keys(self, subjects: Collection[str]) -> dict[str, bytes | None]:
        return {subject: self._keys[subject] for subject in subjects if subject in self._keys}

    def sealed_values(self, refs: Iterable[str]) -> Sequence[tuple[SealedValue, bytes]]:
        values = [self._values[ref] for ref in refs if ref in self._values]
        return [(value, key) for value in values if (key := self._keys[value.subject]) is not None]

    def any_ref(self) -> str | None:
        return next((ref for ref, value in self._values.items() if self._keys[value.subject] is not None), None)

    def texts_of(self, subject: str) -> int:
        return sum(value.subject == subject for value in self._values.values())

    def note_access(self, line: AccessLine) -> None:
        self._access_log.append(line)

    def accesses(self) -> Sequence[AccessLine]:
        return tuple(self._access_log)

    def recall(self, key: str) -> str | None:
        return self._facts.get(key)

    def remember(self, key: str, value: str) -> str:
        return self._facts.setdefault(key, value)
