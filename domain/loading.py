"""How a case is read: its events decoded, folded in order, and kept in a bounded cache of immutable states."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from threading import Lock
from typing import Any
from uuid import UUID

from eventsourcing.persistence import Mapper, StoredEvent

from domain.event_table import EVENTS
from domain.events import Event, topic


class HistoryBroken(Exception):
    """A stream does not run from version 1 without a gap: nothing may be decided on it."""


class EventMapper(Mapper[UUID]):
    """The library's seam for our encoding."""

    def __init__(self) -> None:
        """No transcoder, compressor or cipher: events are msgspec structs, and personal values are not in them."""

    def to_stored_event(self, domain_event: Any) -> StoredEvent:
        event: Event = domain_event
        return StoredEvent(event.originator_id, event.originator_version, topic(type(event)), EVENTS.encode(event))

    def to_domain_event(self, stored_event: StoredEvent) -> Any:
        return EVENTS.decode(stored_event.topic, stored_event.state)


NEWEST = 256
"""So many commands of a case are copied with each event at most."""


@dataclass(frozen=True, slots=True)
class Commands:
    """The commands that the events of a case carry (id -> body digest).

    Immutable; only the newest part is copied when some are added: a pool through which a hundred thousand problems
    went has as many.
    """

    older: Mapping[str, str] = field(default_factory=dict)
    newest: Mapping[str, str] = field(default_factory=dict)

    def get(self, command_id: str) -> str | None:
        digest = self.newest.get(command_id)
        return self.older.get(command_id) if digest is None else digest

    def __contains__(self, command_id: str) -> bool:
        return self.get(command_id) is not None

    def and_these(self, added: Mapping[str, str]) -> Commands:
        newest = {**self.newest, **added}
        return Commands(self.older, newest) if len(newest) <= NEWEST else Commands({**self.older, **newest})


@dataclass(frozen=True, slots=True)
class Loaded:
    """A case as folded: its state, its version, and the commands its events carry."""

    state: Any = None
    version: int = 0
    commands: Commands = Commands()

    def after(self, events: Iterable[Event]) -> Loaded:
        state, version = self.state, self.version
        commands: dict[str, str] = {}
        for event in events:
            version += 1
            if event.originator_version != version:
                raise HistoryBroken(f"{event.originator_id}: version {event.originator_version}, expected {version}")
            state = event.evolve(state)
            commands[event.envelope.command_id] = event.envelope.command_digest
        return Loaded(state, version, self.commands.and_these(commands))


class CaseCache:
    """A bounded cache of folded cases: immutable states, evicted on conflict. Only ever moves a case forward."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._cases: OrderedDict[UUID, Loaded] = OrderedDict()
        self._lock = Lock()

    def get(self, case_id: UUID) -> Loaded | None:
        with self._lock:
            loaded = self._cases.get(case_id)
            if loaded is not None:
                self._cases.move_to_end(case_id)
            return loaded

    def put(self, case_id: UUID, loaded: Loaded) -> None:
        with self._lock:
            before = self._cases.get(case_id)
            if before is None or before.version < loaded.version:
                self._cases[case_id] = loaded
            self._cases.move_to_end(case_id)
            while len(self._cases) > self._size:
                self._cases.popitem(last=False)

    def evict(self, case_id: UUID) -> None:
        with self._lock:
            self._cases.pop(case_id, None)
