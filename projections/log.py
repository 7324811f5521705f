"""The log as projections read it: decoded, in stream order, each event with the instant from which it is known.

Clocks of several writers disagree. An event is therefore known from the largest recording instant at or before its
position in the log (known instant), so that "as known at T" is always a beginning of the log. Source: design.md 6.
"""

from __future__ import annotations

from collections.abc import Collection, Container, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from itertools import islice
from typing import NamedTuple, Protocol, TypeVar
from uuid import UUID

import msgspec

from domain.event_table import EVENTS, PROBLEM_EVENTS
from domain.events import Event, TopicError

READ_AT_ONCE = 5_000
"""Events that are asked of the log at once."""

CASES_AT_ONCE = 500
"""Cases whose events are asked for together."""

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
    """What projections need of an event store."""

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

    def select_streams(self, cases: Collection[UUID], stop: int, topics: Sequence[str] = ()) -> Sequence[Notified]: ...

    def max_notification_id(self) -> int | None: ...


class Point(NamedTuple):
    """A point of the log: the position of an event, and its known instant."""

    position: int
    known_at: datetime


START = Point(0, datetime.min.replace(tzinfo=UTC))
"""Before the first event."""


class Known(NamedTuple):
    """An event at its point of the log.

    ``joined``: it is known from the same instant as the event just before it in the log, which is of the same case.
    Nobody ever sees the case between the two.
    """

    position: int
    known_at: datetime
    event: Event
    joined: bool = False

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

    With ``topics`` only events of these; then neither the known instants nor what is joined mean anything.
    """
    known_at, before = after.known_at, None
    batch = []
    again = 1 if after.position else 0  # the last event of the batch before: the first one may be joined to it
    for stored in log.select_notifications(max(after.position, 1), again + limit, upto, topics):
        if stored.id == after.position:
            before = UUID(str(stored.originator_id)).int
            continue
        event = decode(stored)
        later = event.timestamp > known_at
        if later:
            known_at = event.timestamp
        batch.append(Known(stored.id, known_at, event, not later and event.originator_id.int == before))
        before = event.originator_id.int
    return batch


def read_all(log: Log, topics: Sequence[str] = (), upto: int | None = None) -> Iterator[Known]:
    """The whole log in stream order, a batch at a time, or as much of it as ``read`` is told. Raises CannotRead."""
    point = START
    while batch := read(log, point, READ_AT_ONCE, upto, topics):
        yield from batch
        point = batch[-1].point


def read_topics(log: Log, topics: Sequence[str], upto: int, of: Container[UUID] | None = None) -> Iterator[Event]:
    """The events of some topics up to a position, in stream order; ``of``: of these cases alone. Raises CannotRead."""
    position = 0
    while page := log.select_notifications(position, READ_AT_ONCE, upto, topics, inclusive_of_start=False):
        position = page[-1].id
        yield from (decode(stored) for stored in page if of is None or stored.originator_id in of)


def read_streams(
    log: Log, cases: Iterable[UUID], upto: int, topics: Sequence[str] = ()
) -> Iterator[tuple[UUID, list[tuple[int, Event]]]]:
    """Case by case its events (of these topics) up to a position, each with its position; many cases at a time.

    Every case that is asked for is there, if need be without an event. Raises CannotRead.
    """
    wanted = iter(dict.fromkeys(cases))
    while some := list(islice(wanted, CASES_AT_ONCE)):
        found: dict[UUID, list[tuple[int, Event]]] = {case_id: [] for case_id in some}
        for stored in log.select_streams(some, upto, topics):
            event = decode(stored)
            found[event.originator_id].append((stored.id, event))
        yield from found.items()


def covering(
    table: Mapping[type[Event], Answer], events: Collection[type[Event]] = PROBLEM_EVENTS
) -> Mapping[type[Event], Answer]:
    """The table as it is, if it has an answer for each of the events. Raises TopicError (a programming error)."""
    missing = sorted(cls.__name__ for cls in events if cls not in table)
    if missing:
        raise TopicError(f"no answer for {', '.join(missing)}")
    return table
