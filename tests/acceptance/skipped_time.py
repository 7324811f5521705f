"""A timeline lived through on Temporal's time-skipping server: relay, worker and workflows are the real ones."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Coroutine, Iterable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from temporalio.testing import WorkflowEnvironment

from adapters.clock import Clock
from adapters.installation import Installation
from adapters.play.world import Happened, World
from adapters.temporal.connection import declare_search_attributes
from adapters.temporal.lifecycles import Lifecycles
from adapters.temporal.position import Position
from adapters.temporal.relay import Relay
from adapters.temporal.settings import TemporalSettings
from adapters.temporal.worker import lifecycle_worker
from domain.casework import Casework
from tests.temporal.skipping import start_server
from workflows.activities import CaseActivities

MOMENTS_COME_WITHIN = 120.0
STRIDE = timedelta(days=3)
LOOK_AGAIN = 0.005


@dataclass
class KeepingTime:
    """The machine that keeps time for a casework: its worker and its relay can be stopped and started again."""

    environment: WorkflowEnvironment
    casework: Casework
    relay: Relay
    clock: Clock
    settings: TemporalSettings
    loop: asyncio.AbstractEventLoop
    _worker: AsyncExitStack = field(default_factory=AsyncExitStack)

    async def start_worker(self) -> None:
        activities = CaseActivities(self.casework, self.business_time)
        await self._worker.enter_async_context(lifecycle_worker(self.environment.client, activities, self.settings))

    async def stop_worker(self) -> None:
        await self._worker.aclose()

    def business_time(self) -> datetime:
        """Called from the worker's threads."""
        return self.clock.business(self.wait(self.environment.get_current_time()))

    async def reach(self, business: datetime) -> None:
        """Let time pass up to a business instant; the timers on the way fire when they are due.

        In strides: a call that skips weeks, with all that happens in them, lasts longer than the client waits for it.
        """
        while pause := self.clock.pause(business, await self.environment.get_current_time()):
            await self.environment.sleep(min(pause, STRIDE))

    async def relay_all(self) -> None:
        """Tell the workflows all that is in the log by now."""
        at = await self.relay.begin()
        while (reached := await self.relay.turn(at)) != at:
            at = reached

    def wait(self, doing: Coroutine[Any, Any, Any]) -> Any:
        """From another thread: what comes of it."""
        return asyncio.run_coroutine_threadsafe(doing, self.loop).result()


@asynccontextmanager
async def keeping_time(
    opened: Installation, casework: Casework, begins: datetime, settings: TemporalSettings
) -> AsyncIterator[KeepingTime]:
    """The server's clock is the only one, at factor 1: business time is counted from its first moment.

    A worker that is to be stopped must not cache (``UNCACHED``): this server never moves a task off a dead worker.
    """
    async with await start_server() as environment:
        await declare_search_attributes(environment.client)
        clock = Clock(await environment.get_current_time(), begins, 1.0)
        lifecycles = Lifecycles(environment.client, clock, settings, casework.view)
        relay = Relay(casework.recorder, Position(opened.ledgers, "relay"), lifecycles)
        keeping = KeepingTime(environment, casework, relay, clock, settings, asyncio.get_running_loop())
        await keeping.start_worker()
        try:
            yield keeping
        finally:
            await keeping.stop_worker()


class TemporalWorld(World):
    """The world of a timeline whose moments happen when Temporal lets them happen."""

    def __init__(self, keeping: KeepingTime) -> None:
        super().__init__(keeping.casework)
        self.keeping = keeping

    def pass_time(self, until: datetime) -> list[Happened]:
        """Time passes on the server; then it is that moment, and what fell due by then has happened."""
        self.keeping.wait(self.keeping.relay_all())
        self.keeping.wait(self.keeping.reach(until))
        self.wait_for_moments(until)
        return self.arrive(until)

    def arrive(self, at: datetime) -> list[Happened]:
        self.now = max(self.now, at)
        return self.listen()

    def wait_for_moments(self, upto: datetime) -> None:
        """Those that were late are looked at again; all of them once more when none of these is."""
        deadline = time.monotonic() + MOMENTS_COME_WITHIN
        late = self.late(self.events, upto)
        while late:
            assert time.monotonic() < deadline, f"Temporal did not let {late} happen"
            time.sleep(LOOK_AGAIN)
            late = self.late(late, upto) or self.late(self.events, upto)

    def late(self, cases: Iterable[UUID], upto: datetime) -> list[UUID]:
        return [case_id for case_id in cases if self.is_due(case_id, upto)]

    def is_due(self, case_id: UUID, upto: datetime) -> bool:
        case = self.casework.view(case_id)
        return case is not None and case.next_moment is not None and case.next_moment.at <= upto


class InterruptedWorld(TemporalWorld):
    """The same, with worker and relay down from one step to another: the people go on meanwhile."""

    def __init__(self, keeping: KeepingTime, down_at: datetime, up_at: datetime) -> None:
        super().__init__(keeping)
        self.down_at, self.up_at = down_at, up_at
        self.is_down = False

    def pass_time(self, until: datetime) -> list[Happened]:
        if self.down_at <= until < self.up_at:
            self.go_down()
            return self.arrive(until)
        if self.is_down:
            self.come_up(until)
        return super().pass_time(until)

    def go_down(self) -> None:
        if not self.is_down:
            self.keeping.wait(self.keeping.stop_worker())
            self.is_down = True

    def come_up(self, at: datetime) -> None:
        """The timers of before the interruption fire first, and find that their moments have happened."""
        self.keeping.wait(self.keeping.start_worker())
        self.keeping.wait(self.keeping.reach(at))
        self.is_down = False
