"""Many cases with one history each, interleaved, as the bytes that a log holds: a long log in a moment."""

from __future__ import annotations

import random
from collections.abc import Iterator
from uuid import UUID, uuid5

from eventsourcing.persistence import StoredEvent

from tests.projections.chronicle import Chronicle

TOLD_AT_ONCE = 500
"""So many cases are under way at the same time."""


def copies(chronicle: Chronicle, events: int) -> list[StoredEvent]:
    """At least so many events: copies of the chronicle's cases under ids of their own, each in its own order."""
    draw = random.Random(20_220_809)
    originals = [list(chronicle.casework.recorder.select_events(case_id)) for case_id in chronicle.cases.values()]
    told: list[StoredEvent] = []
    under_way: list[Iterator[StoredEvent]] = []
    begun = 0
    while len(told) < events or under_way:
        if len(told) < events and len(under_way) < TOLD_AT_ONCE:
            begun += 1
            under_way.append(copy(draw.choice(originals), begun))
        chosen = draw.randrange(len(under_way))
        event = next(under_way[chosen], None)
        if event is None:
            under_way.pop(chosen)
        else:
            told.append(event)
    return told


def copy(original: list[StoredEvent], number: int) -> Iterator[StoredEvent]:
    case_id = UUID(str(original[0].originator_id))
    new_id = uuid5(case_id, str(number))
    for event in original:
        state = event.state.replace(str(case_id).encode(), str(new_id).encode())
        yield StoredEvent(new_id, event.originator_version, event.topic, state)
