"""The log as projections read it: decoded, in stream order, each event with the instant from which it is known.

Clocks of several writers disagree. An event is therefore known from the largest recording instant at or before its
position in the log (known instant), so that "as known at T" is always a beginning of the log. Source: design.md 6.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import NamedTuple, Protocol, TypeVar
from uuid import UUID

import msgspec

from domain.event_table import EVENTS, PROBLEM_EVENTS
from domain.events import Event, TopicError

READ_AT_ONCE = 5_000
"""Events of one batch: so many that on a long way most rows are read and written once for several events."""

Answer = TypeVar("Answer")


class Stored(Protocol):
    """A stored event."""

    @property
    def originator_id(self) -> UUID | str: ...
    @property
    def originator_version(self) -> int: ...
    @property
    def topic(self) -> str: ...
    @property
    def state(self) -> bytes: ...


class Notified(Stored, Protocol):
    """A stored event with its position in the log."""

    @property
    def id(self) -> int: ...


class Log(Protocol):
    """What projections need of an event store; every recorder of the event sourcing library has it."""

    def select_notifications(
        self,
        start: int | None,
        limit: int,
        stop: int | None = None,
        topics: Sequence[str] = (),
        *,
        inclusive_of_start: bool = True,
    ) -> Sequence[Notified]: ...

    def select_events(
        self, originator_id: UUID | str, *, gt: int | None = None, limit: int | None = None
    ) -> Sequence[Stored]: ...

    def max_notification_id(self) -> int | None: ...


class Point(NamedTuple):
    """A point of the log: the position of an event, and its known instant."""

    position: int
    known_at: datetime


START = Point(0, datetime.min.replace(tzinfo=UTC))
"""Before the first event."""


class Known(NamedTuple):
    """An event at its point of the log."""

    position: int
    known_at: datetime
    event: Event

    @property
    def point(self) -> Point:
        return Point(self.position, self.known_at)


class CannotRead(Exception):
    """An event in the log that this program does not know, or whose content it cannot read: nobody may skip it."""

    def __init__(self, stored: Stored) -> None:
        super().__init__(
            f"读不懂日志中的事件：{stored.originator_id} 第{stored.originator_version}条，类型“{stored.topic}”。"
            "已停止，未做任何改动；请改用写入它的（较新的）程序版本。"
        )


def decode(stored: Stored) -> Event:
    """Raises CannotRead."""
    try:
        return EVENTS.decode(stored.topic, stored.state)
    except (TopicError, msgspec.MsgspecError) as error:
        raise CannotRead(stored) from error


def read(
    log: Log, after: Point, limit: int = READ_AT_ONCE, upto: int | None = None, topics: Sequence[str] = ()
) -> list[Known]:
    """The next events after a point, not beyond the position ``upto``; empty at the end. Raises CannotRead.

    With ``topics`` only events of these; then the known instants mean nothing.
    """
    known_at = after.known_at
    batch = []
    for stored in log.select_notifications(after.position, limit, upto, topics, inclusive_of_start=False):
        event = decode(stored)
        known_at = max(known_at, event.timestamp)
        batch.append(Known(stored.id, known_at, event))
    return batch


def read_all(log: Log, topics: Sequence[str] = (), upto: int | None = None) -> Iterator[Known]:
    """The whole log in stream order, a batch at a time, or as much of it as ``read`` is told. Raises CannotRead."""
    point = START
    while batch := read(log, point, READ_AT_ONCE, upto, topics):
        yield from batch
        point = batch[-1].point


def covering(
    table: Mapping[type[Event], Answer], events: Collection[type[Event]] = PROBLEM_EVENTS
) -> Mapping[type[Event], Answer]:
    """The table as it is, if it has an answer for each of the events. Raises TopicError (a programming error)."""
    missing = sorted(cls.__name__ for cls in events if cls not in table)
    if missing:
        raise TopicError(f"no answer for {', '.join(missing)}")
    return table
