"""跟随: carries the log into the tables, batch by batch, each batch and the new position in one transaction.

The position moves first, by compare-and-set: a second copy is fenced off and stops. Nothing is skipped: an event that
this program does not know stops the follower. Source: design.md section 6.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Sequence
from threading import Event as StopSignal

from sqlalchemy import Connection, Engine, select, update

from domain.events import topic
from projections import inbox, mentions, numbers, versioned
from projections.collecting import collector_resting
from projections.log import Known, Log, Point, read
from projections.tables import FOLLOWER, LIVE, Tables, reached, upsert

AT_ONCE = 20_000
"""Events of one batch, at most: so many that on a long way most rows are read and written once for several events."""

POLL = 0.2
"""Seconds between two looks at a log that had nothing new."""

WAIT_STEP = 0.01
"""Seconds between two looks at the position of a follower that one waits for."""


class Fenced(Exception):
    """Another copy of this follower has moved the position."""

    def __init__(self, position: int) -> None:
        super().__init__(f"另一个台账跟随进程已越过位置{position}，本进程停止；同一套台账只能由一个进程跟随。")


class AheadOfLog(Exception):
    """The tables know more than the log: the log was restored from an older backup."""

    def __init__(self, position: int, last: int) -> None:
        super().__init__(
            f"台账已跟随到位置{position}，而事件日志只到{last}：日志可能由旧备份恢复，请运行 duban rebuild。"
        )


class Follower:
    """One follower of all ledgers. Not thread-safe; one for each set of tables."""

    def __init__(
        self,
        engine: Engine,
        log: Log,
        tables: Tables = LIVE,
        applied: Callable[[Sequence[Known]], None] | None = None,
        at_once: int = AT_ONCE,
    ) -> None:
        """Goes on where the tables stand; ``applied`` hears of each batch. Raises AheadOfLog."""
        self.engine = engine
        self.log = log
        self.tables = tables
        self.applied = applied or (lambda _: None)
        self.at_once = at_once
        with engine.connect() as connection:
            self.reached = reached(connection, tables)
        last = log.max_notification_id() or 0
        if self.reached.position > last:
            raise AheadOfLog(self.reached.position, last)

    def follow(self, stop: StopSignal) -> None:
        """Until ``stop`` is set. Raises Fenced and CannotRead."""
        while not stop.is_set():
            if self.apply_next() == 0:
                stop.wait(POLL)

    def catch_up(self, upto: int | None = None) -> int:
        """To the end of the log, or to a position of it; returns how many events were applied.

        Raises Fenced and CannotRead.
        """
        applied = 0
        while number := self.apply_next(upto):
            applied += number
        return applied

    def apply_next(self, upto: int | None = None) -> int:
        """One batch: all of it and the new position, or nothing."""
        with collector_resting():
            return self._apply_next(upto)

    def _apply_next(self, upto: int | None) -> int:
        batch = read(self.log, self.reached, self.at_once, upto)
        if not batch:
            return 0
        with self.engine.begin() as connection:
            self._move(connection, batch[-1].point)
            versioned.write(connection, self.tables, batch)
            versioned.note_instants(connection, self.tables, batch)
            mentions.write(connection, self.tables.mentions, batch)
            numbers.write(connection, self.tables.numbers, batch)
            inbox.write(connection, self.tables, batch)
            self._count(connection, batch)
        self.reached = batch[-1].point
        self.applied(batch)
        return len(batch)

    def _move(self, connection: Connection, to: Point) -> None:
        followers = self.tables.followers
        new = {"position": to.position, "known_at": to.known_at}
        here = (followers.c.name == FOLLOWER) & (followers.c.position == self.reached.position)
        if connection.execute(update(followers).where(here).values(new)).rowcount != 1:
            raise Fenced(self.reached.position)

    def _count(self, connection: Connection, batch: Sequence[Known]) -> None:
        """How many events of each type were applied, over all time."""
        applied = self.tables.applied
        kinds = Counter(map(type, (known.event for known in batch)))
        counted = Counter({topic(kind): number for kind, number in kinds.items()})
        before = connection.execute(select(applied).where(applied.c.topic.in_(counted)))
        total = counted + Counter({row.topic: row.events for row in before})
        upsert(connection, applied, [{"topic": name, "events": number} for name, number in total.items()])


def wait_until_applied(engine: Engine, position: int, timeout: float) -> bool:
    """Read your own writes: wait, at most so many seconds, until the tables hold the event at ``position``."""
    deadline = time.monotonic() + timeout
    while True:
        with engine.connect() as connection:
            if reached(connection).position >= position:
                return True
        if time.monotonic() >= deadline:
            return False
        time.sleep(WAIT_STEP)
