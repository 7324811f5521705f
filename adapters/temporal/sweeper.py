"""The sweeper: finds cases that wait for a moment while no workflow waits with them, and nudges them.

It finds what nothing else would: a lost database, a workflow terminated by hand, a stopped relay. With a horizon it
also starts the lifecycles whose moment has come near.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

import structlog
from temporalio.service import RPCError

from adapters.temporal.lifecycles import Lifecycles, workflow_id
from adapters.temporal.position import Position
from adapters.temporal.rebuild import OpenCases, nudge_of, waiting_cases
from adapters.temporal.relay import changed, newest
from domain.casework import CaseView, Casework

READ_AT_ONCE = 5_000

log = structlog.get_logger(__name__)


class Swept(NamedTuple):
    """What the last sweep found."""

    at: float
    """By ``time.monotonic``."""
    workflows: int
    waiting: int
    forgotten: int


class Sweeper:
    """Compares the open cases with the open workflows. ``now`` is business time.

    What is still ahead of the relay (``position``) is left to it, unless a moment is late: told twice, a lifecycle
    that has just been started would not sleep.
    """

    def __init__(
        self,
        casework: Casework,
        open_cases: OpenCases,
        lifecycles: Lifecycles,
        now: Callable[[], datetime],
        position: Position,
    ) -> None:
        self.casework = casework
        self.open_cases = open_cases
        self.lifecycles = lifecycles
        self.now = now
        self.position = position
        self.swept: Swept | None = None

    async def run(self) -> None:
        """Sweep at once and then every so often, until cancelled."""
        while True:
            await self.sweep_when_it_answers()
            await asyncio.sleep(self.lifecycles.settings.sweep_every)

    async def sweep_when_it_answers(self) -> int:
        """Sweep, again until Temporal has answered; how many were nudged."""
        while True:
            try:
                return await self.sweep()
            except RPCError as error:
                log.warning("temporal_does_not_answer", status=error.status.name)
                await asyncio.sleep(self.lifecycles.settings.longest_back_off)

    async def sweep(self) -> int:
        """Begin the lifecycles that are missing, nudge those whose moment is long past or that oversleep; how many."""
        ahead = await asyncio.to_thread(self.ahead_of_the_relay)
        running = await self.lifecycles.open_since()
        waiting = await asyncio.to_thread(lambda: list(waiting_cases(self.casework, self.open_cases)))
        late = [case for case in waiting if self.is_late(case, running.get(workflow_id(case.kind, case.case_id)))]
        nudged = {case.case_id for case in late}
        missing = [
            case
            for case in waiting
            if workflow_id(case.kind, case.case_id) not in running
            and case.case_id not in ahead
            and self.lifecycles.waits(case)
            and case.case_id not in nudged
        ]
        self.swept = Swept(time.monotonic(), len(running), len(waiting), len(late) + len(missing))
        if late or missing:
            log.warning("lifecycles_nudged", missing=len(missing), late=len(late))
            await self.lifecycles.begin_all(nudge_of(case) for case in missing)
            await self.lifecycles.nudge_all(nudge_of(case) for case in late)
        return len(late) + len(missing)

    def is_late(self, case: CaseView, first_turn: datetime | None) -> bool:
        """Whether its moment should have happened by now, or will come while its lifecycle sleeps on."""
        if first_turn is not None and self.lifecycles.oversleeps(case, first_turn):
            return True
        latest = self.now() - timedelta(seconds=self.lifecycles.settings.late_by * self.lifecycles.pace.factor)
        return case.next_moment is not None and case.next_moment.at < latest

    def ahead_of_the_relay(self) -> set[UUID]:
        """The cases that it will still tell of: not those whose own lifecycle brought about their newest version."""
        position, found = self.position.read(), set[UUID]()
        while page := self.casework.recorder.select_notifications(position, READ_AT_ONCE, inclusive_of_start=False):
            position = page[-1].id
            found = found - changed(page) | {nudge.case_id for nudge in newest(page)}
        return found
