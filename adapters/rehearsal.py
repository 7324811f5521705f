"""Trying commands out (试办): on top of what is in the store, so that a row is given whole or not at all.

What is tried is seen by what is tried after it, and by nobody else; nothing of it reaches the store.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, cast
from uuid import UUID

from eventsourcing.persistence import ApplicationRecorder, IntegrityError, Notification, StoredEvent, Subscription

from domain.case import Command
from domain.casework import CACHE_SIZE, AuditLine, Caller, Casework
from domain.loading import CaseCache, Loaded
from domain.recorder import CaseRecorder
from domain.sealing import KeyDestroyed, PlainText, Vault


class Rehearsal:
    """A casework that reads what the real one has, and keeps what it adds to itself until it is told to keep it."""

    def __init__(self, real: Casework) -> None:
        self._real = real
        self._tried = Tried(real.recorder)
        self._texts = TriedTexts(real.vault)
        self._casework = Casework(self._tried, self._texts, real.packs, real.calendar)
        self._cases = self._casework.cache = TriedCases(real.cache)

    def attempt(self, given: Sequence[tuple[Command, Caller]], case_id: UUID | None = None) -> int:
        """Give the commands one after the other, all to one case: the one named, or that which the first creates.

        Returns how many events they add; raises Refused.
        """
        added = 0
        for command, caller in given:
            recorded = self._casework.handle(command, caller, case_id)
            case_id = recorded.case_id
            added += len(recorded.events)
        return added

    def forget(self) -> None:
        """Nothing that was tried is seen any more: it is really there now, or was refused."""
        self._tried.forget()
        self._texts.tried.clear()
        self._cases.forget()

    def keep(self) -> None:
        """What was tried is appended to the store, all in one transaction, and seen by everybody.

        Raises IntegrityError if somebody else was there meanwhile; then nothing of it is.
        """
        events, real = self._tried.in_order, self._real
        streams = {cast(UUID, event.originator_id) for event in events}
        try:
            if events:
                real.recorder.insert_events(events, sealed=real.vault.rows(list(self._texts.tried.values())))
                for stream in streams:
                    if (loaded := self._cases.get(stream)) is not None:
                        real.cache.put(stream, loaded)
        except (IntegrityError, KeyDestroyed):
            real.vault.forget()
            for stream in streams:
                real.cache.evict(stream)
            raise
        finally:
            self.forget()

    @property
    def audit_log(self) -> Sequence[AuditLine]:
        """The refusals by authority or separation of duties so far."""
        return self._tried.audit_log


class Tried(CaseRecorder):
    """A recorder over another one, which it never writes to."""

    def __init__(self, below: CaseRecorder) -> None:
        self._below = below
        self._added: dict[UUID, list[StoredEvent]] = {}
        self.in_order: list[StoredEvent] = []
        self.audit_log: list[AuditLine] = []

    def insert_events(
        self, stored_events: Sequence[StoredEvent], *, audit: Sequence[AuditLine] = (), **_: Any
    ) -> Sequence[int] | None:
        self.audit_log += audit
        begin = self.max_notification_id() or 0
        for event in stored_events:
            self._added.setdefault(cast(UUID, event.originator_id), []).append(event)
        self.in_order += stored_events
        return range(begin + 1, begin + 1 + len(stored_events))

    def select_events(
        self,
        originator_id: UUID | str,
        *,
        gt: int | None = None,
        lte: int | None = None,
        desc: bool = False,
        limit: int | None = None,
    ) -> Sequence[StoredEvent]:
        stored = self._below.select_events(originator_id, gt=gt, lte=lte)
        tried = [
            event
            for event in self._added.get(cast(UUID, originator_id), ())
            if event.originator_version > (gt or 0) and (lte is None or event.originator_version <= lte)
        ]
        both = [*stored, *tried]
        return (both[::-1] if desc else both)[:limit]

    def select_notifications(
        self,
        start: int | None,
        limit: int,
        stop: int | None = None,
        topics: Sequence[str] = (),
        *,
        inclusive_of_start: bool = True,
    ) -> Sequence[Notification]:
        return self._below.select_notifications(start, limit, stop, topics, inclusive_of_start=inclusive_of_start)

    def select_streams(self, cases: Collection[UUID], stop: int, topics: Sequence[str] = ()) -> Sequence[Notification]:
        return self._below.select_streams(cases, stop, topics)

    def max_notification_id(self) -> int | None:
        return (self._below.max_notification_id() or 0) + len(self.in_order) or None

    def subscribe(self, gt: int | None = None, topics: Sequence[str] = ()) -> Subscription[ApplicationRecorder]:
        return self._below.subscribe(gt, topics)

    def forget(self) -> None:
        self._added.clear()
        self.in_order = []


class TriedTexts(Vault):
    """The texts of a vault and those that are tried; what could not be sealed there is refused here as well."""

    def __init__(self, below: Vault) -> None:
        self._below = below
        self.tried: dict[str, PlainText] = {}

    def digest(self, subject: str, plain: str) -> str:
        return self._below.digest(subject, plain)

    def rows(self, texts: Sequence[PlainText]) -> Sequence[object]:
        self._below.rows(texts)
        self.tried.update((text.ref, text) for text in texts)
        return ()

    def forget(self) -> None:
        self._below.forget()

    def destruction(self, subjects: Iterable[str], counted: Mapping[str, int] | None = None) -> Sequence[object]:
        return ()

    def texts_of(self, subject: str) -> int:
        return self._below.texts_of(subject)

    def reveal(self, refs: Iterable[str]) -> dict[str, str]:
        wanted = list(refs)
        tried = {ref: self.tried[ref].text for ref in wanted if ref in self.tried}
        return self._below.reveal(ref for ref in wanted if ref not in tried) | tried


class TriedCases(CaseCache):
    """The cases as they stand after what was tried; for all others, what the real cache knows."""

    def __init__(self, below: CaseCache) -> None:
        super().__init__(CACHE_SIZE)
        self._below = below

    def get(self, case_id: UUID) -> Loaded | None:
        return super().get(case_id) or self._below.get(case_id)

    def forget(self) -> None:
        super().__init__(CACHE_SIZE)
