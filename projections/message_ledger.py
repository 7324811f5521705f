"""通知台账的行: of each message what, to whom, by which ways, sent or not, read or not, as of a moment.

Source: features 34; the trail (L8) shows the same of each of its levels.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from uuid import UUID

import msgspec

from domain.events import Event
from domain.message.message import (
    CAPACITY_NAMES,
    FAILURE_NAMES,
    MEDIUM_NAMES,
    OUTCOME_NAMES,
    WHAT_NAMES,
    Message,
    MessageEvent,
    Outcome,
    Progress,
    Receiver,
    What,
)
from projections.message_words import KIND_NAMES, as_one, line


def message_after(message: Message | None, event: Event) -> Message | None:
    """A message as its row: what was told to whom, and who has read it."""
    if not isinstance(event, MessageEvent) or (message is not None and event.originator_version <= message.version):
        return message
    after: Message = event.evolve(message)
    return after


def by_case(messages: Iterable[Message]) -> Mapping[UUID, Sequence[Message]]:
    """The messages by the case that they speak of; of any other case there are none."""
    found: dict[UUID, list[Message]] = defaultdict(list)
    for message in messages:
        found[message.source.case_id].append(message)
    return found


UNSENT = frozenset({Outcome.GIVEN_UP, Outcome.UNKNOWN})
"""What --failed asks for: it did not arrive, or nobody knows."""


AS_IT_IS = datetime.max.replace(tzinfo=UTC)


class WayLine(msgspec.Struct, frozen=True):
    """One way out: ``to`` is the name of a group's robot or an interface, empty for a person's own."""

    medium: str
    to: str
    outcome: Outcome
    state: str
    attempts: int
    at: datetime
    reason: str


class ToldLine(msgspec.Struct, frozen=True):
    """One receiver: in which capacities, in whose place, when he read it, and how it was sent to him."""

    person: str
    name: str
    post: str
    unit: str
    capacity: str
    read_at: datetime | None
    ways: tuple[WayLine, ...]


class MessageLine(msgspec.Struct, frozen=True):
    """One message. ``nobody``: the capacities in which nobody could be told (无人可通知)."""

    number: str
    what: What
    what_name: str
    kind: str
    case: str
    version: int
    text: str
    about_at: datetime
    written_at: datetime
    late: bool
    told: tuple[ToldLine, ...]
    groups: tuple[WayLine, ...]
    nobody: tuple[str, ...]


def message_line(message: Message, at: datetime = AS_IT_IS) -> MessageLine:
    """What happened only after ``at`` has not happened yet."""
    return MessageLine(
        number=message.number,
        what=message.what,
        what_name=WHAT_NAMES[message.what],
        kind=KIND_NAMES[message.source.kind] if message.source.number else "",
        case=message.source.number,
        version=message.source.version,
        text=line(message),
        about_at=message.about_at,
        written_at=message.written_at,
        late=message.late,
        told=tuple(told_line(message, receiver, at) for receiver in message.receivers),
        groups=tuple(ways(message, "", at)),
        nobody=tuple(CAPACITY_NAMES[one] for one in message.nobody),
    )


def told_line(message: Message, receiver: Receiver, at: datetime) -> ToldLine:
    read_at = message.read.get(receiver.who.person)
    return ToldLine(
        person=receiver.who.person,
        name=receiver.who.name,
        post=receiver.who.post,
        unit=receiver.who.unit,
        capacity=as_one(receiver),
        read_at=read_at if read_at is not None and read_at <= at else None,
        ways=tuple(ways(message, receiver.who.person, at)),
    )


def ways(message: Message, person: str, at: datetime) -> Iterator[WayLine]:
    """Those to a person, or, without one, those to groups and interfaces."""
    for progress in message.progress.values():
        sending = progress.sending
        if sending.group is not bool(person) and (sending.group or sending.to == person):
            yield way_line(progress, at)


def way_line(progress: Progress, at: datetime) -> WayLine:
    happened = progress.done_at is None or progress.done_at <= at
    outcome = progress.outcome if happened else Outcome.WAITING
    return WayLine(
        medium=MEDIUM_NAMES[progress.sending.medium],
        to=progress.sending.to if progress.sending.group else "",
        outcome=outcome,
        state=OUTCOME_NAMES[outcome],
        attempts=progress.attempts if happened else 0,
        at=(progress.done_at or progress.look_at) if happened else progress.sending.due_at,
        reason=FAILURE_NAMES[progress.reason] if progress.reason and happened else "",
    )


def told_by_event(messages: Iterable[Message], at: datetime) -> dict[int, MessageLine]:
    """Of one case, the message about each of its events, as of a moment: version -> message."""
    return {one.source.version: message_line(one, at) for one in messages if one.written_at <= at}
