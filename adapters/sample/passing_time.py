"""Three years in their order: lives that act at moments of their own choosing, and moments that fall due by themselves.

A life is a generator: it yields the instant at which it goes on, or the case that something must happen to first.
Whatever comes next of all of it happens next, so the log is as mixed as that of a county is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from heapq import heappop, heappush
from itertools import count
from random import Random
from typing import Any
from uuid import UUID

from eventsourcing.persistence import StoredEvent

from adapters.sample.batches import Batches, stream_of
from domain.calendar import SHANGHAI, local_date
from domain.case import Command, Moment
from domain.casework import Caller, Casework, Recorded
from domain.events import Channel, IdentityBasis
from domain.pack import Pack
from domain.write_side import KIND_OF_STATE

Life = Iterator[datetime | UUID]
Born = Callable[[UUID], Life]

CAUSE = "workflow sample"
OFFICE_HOURS = range(8 * 60 + 35, 17 * 60 + 30)
"""Minutes of the day; the scan of the day lies before them."""


REMEMBERED = 4_096


class LivelyCasework(Casework):
    """Reckons the moments of one state once: here they are asked for again as soon as it has changed."""

    def moments(self, state: Any, rules: Callable[[str], Pack] | None = None) -> list[Moment]:
        known = self._reckoned.get(id(state))
        if known is not None and known[0] is state:
            return known[1]
        if len(self._reckoned) >= REMEMBERED:
            self._reckoned.clear()
        ahead = super().moments(state, rules)
        self._reckoned[id(state)] = state, ahead
        return ahead

    @cached_property
    def _reckoned(self) -> dict[int, tuple[Any, list[Moment]]]:
        """By the identity of the state, which is kept with it."""
        return {}


class PassingTime:
    """Whatever happens at which instant, in order.

    ``births``: what begins with an event of this topic. ``wakes``: what whoever waits for a case waits for.
    ``tell``: who writes of what happened, if anybody does. ``acting``: who acts on this day for somebody.
    ``owed``: the cases in which something is owed by somebody.
    """

    def __init__(self, casework: Casework, batches: Batches, seed: int) -> None:
        self.casework = casework
        self.calendar = casework.calendar
        self.now = datetime.min.replace(tzinfo=UTC)
        self.births: dict[str, Born] = {}
        self.wakes: frozenset[str] = frozenset()
        self.tell: Callable[[Sequence[StoredEvent]], None] = lambda heard: None
        self.acting: Callable[[str], str] = lambda person: person
        self.owed: set[UUID] = set()
        self._seed = seed
        self._batches = batches
        self._order = count()
        self._lives: dict[int, Life] = {}
        self._ahead: list[tuple[datetime, int, UUID | None, int]] = []
        self._asleep: dict[UUID, Life] = {}
        self._given = 0

    def random(self, *name: object) -> Random:
        """Chance of its own for whatever is called so: what others do does not disturb it."""
        return Random("/".join(map(str, (self._seed, *name))))

    # --- what happens ---

    def begin(self, at: datetime, life: Life) -> None:
        """A life begins, or goes on, at this instant."""
        number = next(self._order)
        self._lives[number] = life
        heappush(self._ahead, (max(at, self.now), number, None, 0))

    def run(self, until: datetime, tell: Callable[[datetime], None]) -> None:
        """Let everything happen up to an instant; ``tell`` hears of every day."""
        day: date | None = None
        while self._ahead and self._ahead[0][0] <= until:
            at, number, case_id, version = heappop(self._ahead)
            self.now = at
            if case_id is None:
                self._go_on(self._lives.pop(number))
            elif self.casework.load(case_id).version == version:
                self._let(case_id)
            if at.date() != day:
                day = at.date()
                tell(at)

    def _go_on(self, life: Life) -> None:
        goes_on = next(life, None)
        if isinstance(goes_on, UUID):
            self._asleep[goes_on] = life
        elif goes_on is not None:
            self.begin(goes_on, life)

    def _let(self, case_id: UUID) -> None:
        [moment, *_] = self.casework.moments(self.casework.load(case_id).state)
        self.casework.let(case_id, moment.key, self.now, CAUSE)
        self._listen()

    def _listen(self) -> None:
        heard = self._batches.listen()
        for event in heard:
            stream = stream_of(event)
            if event.topic in self.births:
                self.begin(self.now, self.births[event.topic](stream))
            if event.topic in self.wakes and stream in self._asleep:
                self.begin(self.now, self._asleep.pop(stream))
        for stream in dict.fromkeys(map(stream_of, heard)):
            self._look_ahead(stream)
        self.tell(heard)
        self._batches.listen()  # what was written of it begins nothing

    def _look_ahead(self, stream: UUID) -> None:
        loaded = self.casework.load(stream)
        kind = KIND_OF_STATE.get(type(loaded.state))
        if kind is None or kind.standing:
            return
        (self.owed.add if loaded.state.obligations else self.owed.discard)(stream)
        ahead = self.casework.moments(loaded.state)
        if ahead:
            heappush(self._ahead, (max(ahead[0].at, self.now), next(self._order), stream, loaded.version))

    # --- what a life does ---

    def give(
        self,
        command: Command,
        person: str,
        case_id: UUID | None = None,
        occurred_at: datetime | None = None,
        late_reason: str = "",
    ) -> Recorded:
        """Give a command now. Raises Refused."""
        self._given += 1
        by = Caller(
            person=self.acting(person),
            command_id=f"sample/{self._seed}/{self._given}",
            recorded_at=self.now,
            occurred_at=occurred_at,
            late_reason=late_reason,
            channel=Channel.WEB,
            identity_basis=IdentityBasis.PASSWORD,
        )
        recorded = self.casework.handle(command, by, case_id)
        self._listen()
        return recorded

    def state(self, case_id: UUID) -> Any:
        return self.casework.load(case_id).state

    # --- when ---

    @property
    def today(self) -> date:
        return local_date(self.now)

    def in_days(self, chance: Random, least: int, most: int) -> datetime:
        """Some time in the office, so many working days from today; today only what is left of it."""
        days = chance.randint(least, most)
        if days == 0:
            return self.now + timedelta(minutes=chance.randint(5, 90))
        return self.on(self.calendar.nth_working_day(self.today, days), chance)

    def on(self, day: date, chance: Random) -> datetime:
        """Some time in the office on that day, or on the next working day after it."""
        working = self.calendar.working_on_or_after(day)
        minute = chance.choice(OFFICE_HOURS)
        at = datetime.combine(working, time(minute // 60, minute % 60, chance.randrange(60)), SHANGHAI)
        return at.astimezone(UTC)
