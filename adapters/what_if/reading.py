"""The log as a what-if reads it: what it reckons with is decoded, of all else only when it was recorded.

Nothing is skipped unseen: an event of a type that this program does not know stops the reading.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from datetime import datetime

import msgspec

from domain.event_table import EVENTS
from domain.events import Event
from projections.log import READ_AT_ONCE, START, CannotRead, Log, Notified, decode

Tell = Callable[[int, int], None]
"""Told from time to time how many events were read, and how many there are."""


def tell_nobody(done: int, of: int) -> None:
    """For whoever does not want to know how far it is."""


class Stamp(msgspec.Struct, frozen=True):
    """Of an event that is not reckoned with."""

    timestamp: datetime


class Reading:
    """One passage through the log. ``until``: the last known instant of anything read, of whatever kind."""

    def __init__(self, log: Log, topics: Collection[str], tell: Tell = tell_nobody) -> None:
        self.until = START.known_at
        self._log = log
        self._topics = frozenset(topics).union(old for old, (new, _) in EVENTS.upcasters.items() if new in topics)
        self._tell = tell
        self._stamp = msgspec.json.Decoder(Stamp).decode

    def events(self) -> Iterator[Event]:
        """The events of the wanted topics, in stream order. Raises CannotRead."""
        position, last = START.position, self._log.max_notification_id() or 0
        while page := self._log.select_notifications(position, READ_AT_ONCE, last, inclusive_of_start=False):
            for stored in page:
                if stored.topic in self._topics:
                    event = decode(stored)
                    self.until = max(self.until, event.timestamp)
                    yield event
                else:
                    self.until = max(self.until, self._recorded_at(stored))
            position = page[-1].id
            self._tell(position, last)

    def _recorded_at(self, stored: Notified) -> datetime:
        if stored.topic not in EVENTS.classes and stored.topic not in EVENTS.upcasters:
            raise CannotRead(stored)
        try:
            return self._stamp(stored.state).timestamp
        except msgspec.MsgspecError as error:
            raise CannotRead(stored) from error
