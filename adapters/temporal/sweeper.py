"""The sweeper: finds cases that wait for a moment while no workflow waits with them, and nudges them.

It finds what nothing else would: a lost database, a workflow terminated by hand, a stopped relay.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import NamedTuple

import structlog
from temporalio.service import RPCError

from adapters.temporal.lifecycles import Lifecycles, workflow_id
from adapters.temporal.rebuild import OpenCases, nudge_of, waiting_cases
from domain.casework import CaseView, Casework

log = structlog.get_logger(__name__)


class Swept(NamedTuple):
    """What the last sweep found."""

    at: float
    """By ``time.monotonic``."""
    workflows: int
    waiting: int
    forgotten: int


class Sweeper:
    """Compares the open cases with the open workflows. ``now`` is business time."""

    def __init__(
        self, casework: Casework, open_cases: OpenCases, lifecycles: Lifecycles, now: Callable[[], datetime]
    ) -> None:
        self.casework = casework
        self.open_cases = open_cases
        self.lifecycles = lifecycles
        self.now = now
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
        """Nudge the cases whose workflow is missing or whose moment is long past; how many."""
        running = await self.lifecycles.open_ids()
        waiting = await asyncio.to_thread(lambda: list(waiting_cases(self.casework, self.open_cases)))
        forgotten = self.forgotten(waiting, running)
        self.swept = Swept(time.monotonic(), len(running), len(waiting), len(forgotten))
        if forgotten:
            log.warning("lifecycles_nudged", cases=len(forgotten))
            await self.lifecycles.nudge_all(nudge_of(case) for case in forgotten)
        return len(forgotten)

    def forgotten(self, waiting: Iterable[CaseView], running: set[str]) -> list[CaseView]:
        """The waiting cases with which nobody waits, and those whose moment should have happened by now."""
        latest = self.now() - timedelta(seconds=self.lifecycles.settings.late_by * self.lifecycles.pace.factor)
        return [
            case
            for case in waiting
            if workflow_id(case.kind, case.case_id) not in running
            or (case.next_moment is not None and case.next_moment.at < latest)
        ]
