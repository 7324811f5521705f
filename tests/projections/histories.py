"""Random histories: the streams of told chronicles shuffled into one log, by clocks that disagree, partly entered late.

What happened to each case stays in its order; which case goes on next, how fast time passes, whose clock writes and how
long before its entry something happened are drawn. ``apply`` bears all of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random
from uuid import UUID, uuid5

from eventsourcing.persistence import StoredEvent
from msgspec.structs import replace

from domain.events import Event
from domain.loading import EventMapper
from projections.as_of import Viewpoint
from projections.versioned import VERSIONED
from tests.projections.chronicle import Chronicle

BEGINS = datetime(2022, 8, 7, tzinfo=UTC)
CLOCKS = (timedelta(0), timedelta(minutes=2), timedelta(minutes=-3), timedelta(hours=-30))
NOT_LATE = timedelta(0)
EPSILON = timedelta(microseconds=1)


@dataclass(frozen=True)
class History:
    """``log`` in stream order; ``batches``: how many events the follower meets at once, each time."""

    log: Sequence[Event]
    batches: Sequence[int]

    def stored(self) -> list[StoredEvent]:
        mapper = EventMapper()
        return [mapper.to_stored_event(event) for event in self.log]

    def viewpoints(self, draw: Random, how_many: int) -> list[Viewpoint]:
        """At the very instants of events, just before, and anywhere; long after."""
        now = max(event.timestamp for event in self.log) + timedelta(days=400)
        instants = [at for event in self.log for at in (event.timestamp, event.occurred_at)]

        def instant() -> datetime:
            return draw.choice(instants) + draw.choice((-EPSILON, NOT_LATE, NOT_LATE, timedelta(hours=draw.random())))

        return [Viewpoint(now, instant(), draw.choice((instant(), now))) for _ in range(how_many)]


class Streams(tuple[tuple[Event, ...], ...]):
    """What happened to each case of which a ledger tells, told by other chronicles."""

    def __repr__(self) -> str:
        return f"{len(self)} streams"


def streams_of(*chronicles: Chronicle) -> Streams:
    """Each under an id of its own: two chronicles may have told of one case."""
    streams: dict[UUID, list[Event]] = {}
    for number, chronicle in enumerate(chronicles):
        for event in chronicle.events():
            case_id = uuid5(event.originator_id, str(number))
            streams.setdefault(case_id, []).append(replace(event, originator_id=case_id))
    told = frozenset().union(*(kept.events for kept in VERSIONED))
    return Streams(tuple(events) for events in streams.values() if told & {type(event) for event in events})


def history(streams: Streams, draw: Random) -> History:
    chosen = [list(stream) for stream in draw.sample(streams, k=12)]
    late_share = draw.choice((0.0, 0.1, 0.4))
    clock = BEGINS
    log: list[Event] = []
    while chosen:
        stream = draw.choice(chosen)
        for _ in range(draw.choice((1, 1, 2, 5))):
            if stream:
                log.append(as_entered(stream.pop(0), clock + draw.choice(CLOCKS), draw, late_share))
        chosen = [rest for rest in chosen if rest]
        clock += draw.choice((NOT_LATE, timedelta(minutes=7), timedelta(days=2)))
    return History(log, [draw.choice((1, 3, 40)) for _ in log])


def as_entered(event: Event, recorded_at: datetime, draw: Random, late_share: float) -> Event:
    """Recorded by a clock; it happened then, or some time before."""
    before = timedelta(hours=draw.choice((1, 24, 24 * 9))) if draw.random() < late_share else NOT_LATE
    return replace(event, timestamp=recorded_at, occurred_at=recorded_at - before)
