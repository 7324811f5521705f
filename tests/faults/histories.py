"""What happened, beside what `play` would have made of the same commands: given again in memory, at the same instants.

The commands come from the journal, their order and their instants from the log; moments happen in memory by the rules
alone, without any machinery. What is compared is generic: topics, instants and fields, whatever kinds there are.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import zip_longest
from typing import Any
from uuid import UUID

import msgspec

from adapters.event_store.opening import open_in_memory
from adapters.play.comparing import REGISTER, fields_told, states
from domain.casework import Caller, Casework
from domain.events import Channel, Event, topic
from domain.refusal import Refused
from domain.sealing import sealed_in
from domain.supervision_paper.drafting import PaperLineAdded
from domain.write_side import KIND_OF_STATE
from projections.log import read_all
from tests.faults.journal import Order

BESIDE = ("message.",)
"""Streams that other processes write about what happened, each at its own pace: checked apart."""

MOMENT = "moment:"


class Told(msgspec.Struct, frozen=True):
    """One event as it is compared."""

    topic: str
    fields: dict[str, Any]


@dataclass
class Replayed:
    """The history in memory; ``refused``: commands that the log has and that were refused in memory; ``crossed``: how
    many moments stand in the log before a command that was given earlier than their instant."""

    casework: Casework
    refused: list[str] = field(default_factory=list)
    crossed: int = 0


def replay(real: Casework, orders: Mapping[str, Order], upto: datetime) -> Replayed:
    """Give every command of the log again in memory, then let everything happen that is due at ``upto``."""
    store = open_in_memory()
    replayed = Replayed(Casework(store.recorder, store.vault, real.packs, real.calendar))
    log = [known.event for known in read_all(real.recorder)]
    of_command: dict[str, list[Event]] = defaultdict(list)
    for event in log:
        of_command[event.envelope.command_id].append(event)
    moments: dict[UUID, list[Event]] = defaultdict(list)
    given: set[str] = set()
    for event in log:
        if event.envelope.channel is Channel.SYSTEM:
            moments[event.originator_id].append(event)
        elif event.envelope.command_id not in given:
            given.add(event.envelope.command_id)
            streams = {one.originator_id for one in of_command[event.envelope.command_id]}
            before = [one for stream in streams for one in moments[stream]]
            cross(replayed, event, before)
            list_first(replayed, before)
            give(replayed, event, orders)
    let_everything(replayed.casework, upto)
    return replayed


def cross(replayed: Replayed, command: Event, before: Iterable[Event]) -> None:
    """Of two at the same time the moment was faster, or some clock was wrong: then it comes first in memory, too."""
    for moment in before:
        if moment.occurred_at > command.timestamp:
            replayed.crossed += 1
            let_happen(replayed.casework, moment.originator_id, moment.occurred_at)


def list_first(replayed: Replayed, before: Iterable[Event]) -> None:
    """Where a command comes to a paper of the ladder, the problems that it lists by then come first in memory, too.

    A paper is begun by whichever problem comes to it first, be it by a moment or by a person's command.
    """
    for line in before:
        if isinstance(line, PaperLineAdded):
            let_happen(replayed.casework, line.line.problem, line.occurred_at)


def give(replayed: Replayed, event: Event, orders: Mapping[str, Order]) -> None:
    envelope = event.envelope
    order = orders.get(envelope.command_id)
    if order is None:
        replayed.refused.append(f"{envelope.command_id} is in the log and was never asked")
        return
    by = Caller(
        person=order.by,
        command_id=order.id,
        recorded_at=event.timestamp,
        channel=envelope.channel,
        operator=envelope.operator,
        identity_basis=envelope.identity_basis,
    )
    try:
        replayed.casework.handle(order.command, by, order.case_id)
    except Refused as refusal:
        replayed.refused.append(f"{order.id} {type(order.command).__name__}: {refusal.code}")


def let_everything(casework: Casework, upto: datetime) -> None:
    """Whatever is due happens, also in cases that come about by it."""
    done = -1
    while done < (end := casework.recorder.max_notification_id() or 0):
        done = end
        for stream in {known.event.originator_id for known in read_all(casework.recorder)}:
            let_happen(casework, stream, upto)


def let_happen(casework: Casework, stream: UUID, upto: datetime) -> None:
    """What is due in a case up to an instant, one after the other."""
    while (moment := next(iter(ahead(casework, stream)), None)) and moment.at <= upto:
        assert casework.let(stream, moment.key, moment.at, "play") == "acted"


def ahead(casework: Casework, stream: UUID) -> list[Any]:
    state = casework.load(stream, fresh=True).state
    return list(casework.moments(state)) if state is not None else []


# --- comparing ------------------------------------------------------------------------------------------------------


def differences(real: Casework, played: Casework, upto: datetime) -> dict[UUID, str]:
    """For each case whose history is another one up to an instant: where the two part.

    What several cases bring to one comes in the order in which the machinery wakes them, so that each history is told
    in the order of its instants, and within one instant in some order that is the same on both sides.
    """
    left, right = histories(real, upto), histories(played, upto)
    found = {}
    for stream in left.keys() | right.keys():
        ours, theirs = left.get(stream, []), right.get(stream, [])
        if ours == theirs:
            continue
        for number, (one, other) in enumerate(zip_longest(sorted(ours, key=as_told), sorted(theirs, key=as_told)), 1):
            if one != other:
                found[stream] = f"event {number}: {parted(one, other)}"
                break
    return found


def as_told(event: Told) -> tuple[str, str, str]:
    return event.fields["occurred_at"], event.topic, repr(sorted(event.fields.items()))


def histories(casework: Casework, upto: datetime) -> dict[UUID, list[Told]]:
    """Stream by stream what is compared; of a register only to whom it gave numbers, which is nobody's history."""
    log = [known.event for known in read_all(casework.recorder)]
    numbers = numbers_of_cases(log)
    plain = casework.vault.reveal(sealed.ref for event in log for sealed in sealed_in(event))
    streams: dict[UUID, list[Told]] = defaultdict(list)
    for event in log:
        name = topic(type(event))
        late = event.envelope.channel is Channel.SYSTEM and event.occurred_at > upto
        if not late and not name.startswith((*BESIDE, REGISTER)):
            fields = without_numbers(fields_told(event, plain, {}), numbers)
            streams[event.originator_id].append(Told(name, fields))
    return streams


def numbers_of_cases(log: list[Event]) -> dict[str, str]:
    """The number of each case -> its id: who came first at one instant is chance."""
    found = {}
    for stream, state in states(log).items():
        kind = KIND_OF_STATE.get(type(state))
        if kind is not None and not kind.standing and state.number:
            found[state.number] = f"<{stream}>"
    return found


def without_numbers(value: Any, numbers: Mapping[str, str]) -> Any:
    if isinstance(value, str):
        for word in sorted((number for number in numbers if number in value), key=len, reverse=True):
            value = value.replace(word, numbers[word])
        return value
    if isinstance(value, dict):
        return {key: without_numbers(part, numbers) for key, part in value.items()}
    if isinstance(value, list):
        return [without_numbers(part, numbers) for part in value]
    return value


def parted(one: Told | None, other: Told | None) -> str:
    if one is None or other is None or one.topic != other.topic:
        return f"{one.topic if one else 'nothing'} != {other.topic if other else 'nothing'}"
    names = sorted(one.fields.keys() | other.fields.keys())
    unequal = [name for name in names if one.fields.get(name) != other.fields.get(name)]
    return f"{one.topic} {', '.join(f'{n}: {one.fields.get(n)} != {other.fields.get(n)}' for n in unequal)}"
