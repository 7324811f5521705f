"""Two histories side by side: what happened, without when it was recorded, under which ids, and what caused it.

So `play` of a timeline can be compared with a run of the same timeline on real timers, and one database with another.
Cases are told apart by their numbers, registers by the first number they gave out; sealed texts are compared plain.
In which order the problems of a paper of the ladder come to it is up to the timers and says nothing: its history is
told in the order of the instants, and what was listed at one instant in the order of the problems' numbers.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from itertools import zip_longest
from typing import Any
from uuid import UUID

import msgspec

from domain.casework import Casework
from domain.events import Event, topic
from domain.organisation import ORGANISATION_ID
from domain.sealing import Fingerprint, Sealed, sealed_in
from domain.supervision_paper.drafting import PaperLineAdded
from domain.write_side import KIND_OF_STATE
from projections.log import read_all

OF_THE_RECORDING = {"originator_id", "originator_version", "timestamp", "envelope", "position"}
OF_THE_COMMAND = {"command_id", "command_digest", "cause", "correlation"}
ORGANISATION = "组织"
REGISTER = "register."
"""What the topics of those events begin with that give a number to a case."""
LISTED = topic(PaperLineAdded)


class Told(msgspec.Struct, frozen=True):
    """One event in comparable form."""

    stream: str
    version: int
    topic: str
    fields: dict[str, Any]


class Difference(msgspec.Struct, frozen=True):
    """Where two histories part: a field of an event, or an event that only one of them has."""

    stream: str
    version: int
    what: str
    left: str
    right: str

    def __str__(self) -> str:
        return f"{self.stream} 第{self.version}条 {self.what}：{self.left} ≠ {self.right}"


def events_of(casework: Casework) -> list[Told]:
    """Every event of a log, stream by stream, in the order of the streams' names."""
    events = [known.event for known in read_all(casework.recorder)]
    names = names_of_streams(events)
    plain = casework.vault.reveal(sealed.ref for event in events for sealed in sealed_in(event))
    told = (
        Told(
            names.get(event.originator_id, str(event.originator_id)),  # else an id that is the same in every history
            event.originator_version,
            topic(type(event)),
            fields_told(event, plain, names),
        )
        for event in events
    )
    return sorted(told, key=lambda one: (one.stream, one.version))


def compare(left: Casework, right: Casework) -> list[Difference]:
    """Where the histories of two logs part; empty if they are the same."""
    streams: dict[str, tuple[list[Told], list[Told]]] = defaultdict(lambda: ([], []))
    for side, casework in enumerate((left, right)):
        for told in events_of(casework):
            streams[told.stream][side].append(told)
    return [difference for ours, theirs in streams.values() for difference in parted(in_order(ours), in_order(theirs))]


def in_order(events: list[Told]) -> list[Told]:
    """As they stand in the stream; those of a paper as they happened, its lines by the numbers of their problems."""
    if not any(told.topic == LISTED for told in events):
        return events
    return sorted(events, key=lambda told: (told.fields["occurred_at"], number_listed(told)))


def number_listed(told: Told) -> str:
    number: str = told.fields["line"]["problem_no"] if told.topic == LISTED else ""
    return number


def parted(ours: list[Told], theirs: list[Told]) -> Iterator[Difference]:
    for left, right in zip_longest(ours, theirs):
        if left is None or right is None or left.topic != right.topic:
            one = left or right
            yield Difference(one.stream, one.version, "事件", topic_of(left), topic_of(right))
            return  # what follows is shifted
        for name in sorted(left.fields.keys() | right.fields.keys()):
            a, b = left.fields.get(name), right.fields.get(name)
            if a != b:
                yield Difference(left.stream, left.version, f"{left.topic} {name}", str(a), str(b))


def topic_of(told: Told | None) -> str:
    return told.topic if told else "没有"


def names_of_streams(events: list[Event]) -> dict[UUID, str]:
    """A case by its number, a register by the first one that it gave out, whatever kind of case it was for."""
    names = {ORGANISATION_ID: ORGANISATION}
    for stream_id, state in states(events).items():
        kind = KIND_OF_STATE.get(type(state))
        if kind is not None and not kind.standing:
            names[stream_id] = state.number
    for event in events:
        if (given_to := getattr(event, "case_id", None)) in names and topic(type(event)).startswith(REGISTER):
            names.setdefault(event.originator_id, f"编号簿 {names[given_to]}")
    return names


def states(events: list[Event]) -> dict[UUID, Any]:
    """What each stream comes to."""
    found: dict[UUID, Any] = {}
    for event in events:
        found[event.originator_id] = event.evolve(found.get(event.originator_id))
    return found


def fields_told(event: Event, plain: dict[str, str], names: dict[UUID, str]) -> dict[str, Any]:
    """What an event says of its own, and the circumstances of the act that do not belong to its recording."""
    fields = {name: value for name, value in msgspec.structs.asdict(event).items() if name not in OF_THE_RECORDING}
    envelope = msgspec.structs.asdict(event.envelope)
    fields |= {name: value for name, value in envelope.items() if name not in OF_THE_COMMAND}
    return {name: in_plain(value, plain, names) for name, value in fields.items()}


def in_plain(value: Any, plain: dict[str, str], names: dict[UUID, str]) -> Any:
    """A value in builtin types, with the texts in place of their seals and the numbers of cases in place of ids."""
    if isinstance(value, UUID):
        return names.get(value, str(value))
    if isinstance(value, Sealed):
        return plain.get(value.ref)
    if isinstance(value, Fingerprint):
        return None  # another one in every vault; what it is of is compared itself
    if isinstance(value, msgspec.Struct):
        return {name: in_plain(part, plain, names) for name, part in msgspec.structs.asdict(value).items()}
    if isinstance(value, tuple):
        return [in_plain(part, plain, names) for part in value]
    if isinstance(value, dict):
        return {str(key): in_plain(part, plain, names) for key, part in value.items()}
    return msgspec.to_builtins(value)
