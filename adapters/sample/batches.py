"""A recorder before a recorder: what is decided waits in memory and is appended in whole batches.

Each batch is one transaction of the real recorder, the texts of its events with it. There must be no other writer.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Any
from uuid import UUID

from eventsourcing.persistence import ApplicationRecorder, IntegrityError, Notification, StoredEvent, Subscription

from adapters.event_store.rows import AccessLine, NewKey, SealedValue, VaultRow
from domain.recorder import CaseRecorder

AT_ONCE = 20_000
"""Events of a batch, at least."""


class Batches(CaseRecorder):
    """Keeps back what was inserted until there is enough of it; whoever reads sees it all the same.

    ``listen`` gives what was inserted since it was asked last.
    """

    def __init__(self, behind: Any, at_once: int = AT_ONCE) -> None:
        self._behind = behind
        self._at_once = at_once
        self._number: int = behind.max_notification_id() or 0
        self._waiting: list[StoredEvent] = []
        self._streams: dict[UUID, list[StoredEvent]] = {}
        self._versions: dict[UUID, int] = {}
        self._rows: list[VaultRow] = []
        self._keys: dict[str, bytes] = {}
        self._values: dict[str, SealedValue] = {}
        self._unheard: list[StoredEvent] = []

    @property
    def events(self) -> int:
        """How many there are in the log, those that wait included."""
        return self._number

    def insert_events(
        self, stored_events: Sequence[StoredEvent], *, sealed: Sequence[VaultRow] = (), **_: Any
    ) -> Sequence[int] | None:
        for event in stored_events:
            stream = stream_of(event)
            if event.originator_version != self._versions.get(stream, 0) + 1:
                raise IntegrityError(f"{stream} is further on than version {event.originator_version}")
            self._versions[stream] = event.originator_version
            self._streams.setdefault(stream, []).append(event)
        first = self._number + 1
        self._number += len(stored_events)
        self._waiting += stored_events
        self._unheard += stored_events
        self._keep(sealed)
        if len(self._waiting) >= self._at_once:
            self.flush()
        return range(first, self._number + 1)

    def _keep(self, rows: Sequence[VaultRow]) -> None:
        self._rows += rows
        for row in rows:
            if isinstance(row, NewKey):
                self._keys[row.subject] = row.wrapped_key
            elif isinstance(row, SealedValue):
                self._values[row.ref] = row

    def flush(self) -> None:
        """Append what waits, in one transaction."""
        if self._waiting:
            self._behind.insert_events(self._waiting, sealed=self._rows)
        self._waiting, self._rows = [], []
        self._streams.clear()
        self._keys.clear()
        self._values.clear()

    def listen(self) -> list[StoredEvent]:
        heard, self._unheard = self._unheard, []
        return heard

    # --- reading ---

    def select_events(
        self,
        originator_id: UUID | str,
        *,
        gt: int | None = None,
        lte: int | None = None,
        desc: bool = False,
        limit: int | None = None,
    ) -> Sequence[StoredEvent]:
        assert isinstance(originator_id, UUID)
        stream = originator_id
        if (gt or 0) >= self._versions.get(stream, 0):
            return []
        waiting = self._streams.get(stream, [])
        if waiting and (gt or 0) >= waiting[0].originator_version - 1:
            found = [event for event in waiting if event.originator_version > (gt or 0)]
        else:
            found = [*self._behind.select_events(stream, gt=gt), *waiting]
        found = [event for event in found if lte is None or event.originator_version <= lte]
        return (found[::-1] if desc else found)[:limit]

    def select_notifications(
        self,
        start: int | None,
        limit: int,
        stop: int | None = None,
        topics: Sequence[str] = (),
        *,
        inclusive_of_start: bool = True,
    ) -> Sequence[Notification]:
        self.flush()
        found: Sequence[Notification] = self._behind.select_notifications(
            start, limit, stop, topics, inclusive_of_start=inclusive_of_start
        )
        return found

    def select_streams(self, cases: Collection[UUID], stop: int, topics: Sequence[str] = ()) -> Sequence[Notification]:
        self.flush()
        found: Sequence[Notification] = self._behind.select_streams(cases, stop, topics)
        return found

    def max_notification_id(self) -> int | None:
        return self._number or None

    def subscribe(self, gt: int | None = None, topics: Sequence[str] = ()) -> Subscription[ApplicationRecorder]:
        raise NotImplementedError("nobody follows what waits in memory")

    # --- the tables of the vault ---

    def wrapped_keys(self, subjects: Collection[str]) -> dict[str, bytes | None]:
        found: dict[str, bytes | None] = {one: self._keys[one] for one in subjects if one in self._keys}
        others = [one for one in subjects if one not in found]
        return {**self._behind.wrapped_keys(others), **found} if others else found

    def sealed_values(self, refs: Iterable[str]) -> Sequence[tuple[SealedValue, bytes]]:
        self.flush()
        values: Sequence[tuple[SealedValue, bytes]] = self._behind.sealed_values(refs)
        return values

    def any_ref(self) -> str | None:
        self.flush()
        ref: str | None = self._behind.any_ref()
        return ref

    def texts_of(self, subject: str) -> int:
        self.flush()
        return int(self._behind.texts_of(subject))

    def note_access(self, line: AccessLine) -> None:
        self._behind.note_access(line)

    def accesses(self) -> Sequence[AccessLine]:
        lines: Sequence[AccessLine] = self._behind.accesses()
        return lines

    def recall(self, key: str) -> str | None:
        fact: str | None = self._behind.recall(key)
        return fact

    def remember(self, key: str, value: str) -> str:
        return str(self._behind.remember(key, value))


def stream_of(event: StoredEvent) -> UUID:
    assert isinstance(event.originator_id, UUID)
    return event.originator_id
