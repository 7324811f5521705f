"""Thousands of problems that were rectified as one may wish, with a few false ones planted among them.

Each is one told story (registered, planned, handed in with photos, checked, closed) under an id, a number, a day,
photos and people of its own, written through the recorder in the order of time.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from hashlib import sha256
from typing import Any
from uuid import UUID, uuid5

from eventsourcing.persistence import StoredEvent
from msgspec.structs import replace

from domain.event_table import EVENTS
from domain.events import Named, topic
from domain.problem.closing import ProblemClosed
from domain.problem.problem import Evidence, EvidenceKind, Household, ProblemEvent
from domain.problem.rectifying import SubmittedForRecheck
from domain.problem.registering import ProblemRegistered
from domain.sealing import Sealed

OFFICES = 40
DAYS = 240
AT_ONE_SITTING = 8
"""So many problems an office closes one after the other, two minutes each."""
OF_ONE_HOUSEHOLD = 2
JUST_TAKEN, LONG_AGO = timedelta(hours=3), timedelta(days=300)


@dataclass(frozen=True)
class Planted:
    """What is made false on purpose, by number of the problem."""

    shared_photos: Sequence[tuple[int, int]] = ()
    old_photos: Sequence[int] = ()


@dataclass(frozen=True)
class Retold:
    """The story once more, as the problem of that number."""

    number: int
    photos: tuple[str, ...]
    age_of_photos: timedelta

    @property
    def case_id(self) -> UUID:
        return uuid5(UUID(int=7), str(self.number))

    @property
    def household(self) -> Household:
        return Household(f"household/{self.number // OF_ONE_HOUSEHOLD}", Sealed(f"name/{self.number}", ""))

    @cached_property
    def later(self) -> timedelta:
        """Each sitting has a day, or at least an hour, of its own."""
        sitting, place_in_it = divmod(self.number, AT_ONE_SITTING)
        return timedelta(days=sitting % DAYS, hours=sitting // DAYS, minutes=2 * place_in_it)

    @cached_property
    def office(self) -> Named:
        number = self.number // AT_ONE_SITTING % OFFICES
        return Named(f"office/{number}", "主任", "主任", f"{number}号专班")

    def retell(self, event: ProblemEvent) -> ProblemEvent:
        at = event.occurred_at + self.later
        own: dict[str, Any] = {}
        match event:
            case ProblemRegistered():
                own = {"problem_no": f"Q{self.number:05d}", "household": self.household}
            case SubmittedForRecheck():
                taken_at = at - self.age_of_photos
                own = {"evidence": tuple(Evidence(one, EvidenceKind.IMAGE, taken_at) for one in self.photos)}
            case ProblemClosed():
                own = {
                    "envelope": replace(event.envelope, actor=replace(event.envelope.actor, **as_actor(self.office)))
                }
        recorded_at = event.timestamp + self.later
        return replace(event, originator_id=self.case_id, timestamp=recorded_at, occurred_at=at, **own)


def crowd(story: Sequence[ProblemEvent], size: int, planted: Planted) -> list[StoredEvent]:
    """The events of so many problems, in the order of time."""
    told = [
        problem.retell(event)
        for number, photos in enumerate(photos_of(size, planted))
        for problem in [Retold(number, photos, LONG_AGO if number in planted.old_photos else JUST_TAKEN)]
        for event in story
    ]
    told.sort(key=lambda event: event.occurred_at)  # stable: each problem keeps its order
    return [
        StoredEvent(event.originator_id, event.originator_version, topic(type(event)), EVENTS.encode(event))
        for event in told
    ]


def photos_of(size: int, planted: Planted) -> Iterator[tuple[str, ...]]:
    """One to three photos of its own for each problem; in some households one photo shows both problems."""
    draw = random.Random(20_220_809)
    own = [[sha256(draw.randbytes(32)).hexdigest() for _ in range(draw.randint(1, 3))] for _ in range(size)]
    visits = [(number, number + 1) for number in range(0, size, 15 * OF_ONE_HOUSEHOLD)]
    for first, second in (*visits, *planted.shared_photos):
        own[second].append(own[first][0])
    return map(tuple, own)


def as_actor(named: Named) -> dict[str, str]:
    return {"person": named.person, "name": named.name, "post": named.post, "unit": named.unit}
