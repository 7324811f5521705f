"""Temporal's time-skipping test server, with our worker on it: years pass in seconds."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from uuid import UUID

import msgspec
from temporalio.testing import WorkflowEnvironment

from adapters.clock import Clock
from adapters.temporal.connection import declare_search_attributes
from adapters.temporal.lifecycles import Lifecycles, Nudge, pace_of
from adapters.temporal.payloads import DATA_CONVERTER
from adapters.temporal.settings import BRISK, TemporalSettings
from adapters.temporal.worker import lifecycle_worker
from tests.temporal.office import Office
from workflows.activities import CaseActivities

UNCACHED = msgspec.structs.replace(BRISK, cached_workflows=0)  # this server never moves a task off a dead worker


@dataclass(frozen=True)
class SkippingTime:
    """The server's own clock is the only one: business time is counted from the moment that this begins."""

    environment: WorkflowEnvironment
    lifecycles: Lifecycles
    clock: Clock

    async def reach(self, business: datetime) -> None:
        """Let time pass until that business instant; every timer on the way fires when it is due."""
        real = await self.environment.get_current_time()
        await self.environment.sleep(pace_of(self.clock).pause(business, real))

    async def tell(self, office: Office, case_id: UUID) -> None:
        """What the relay would tell: the case is now at this version."""
        version = office.version(case_id)
        await self.lifecycles.nudge(Nudge("problem", case_id, version))


@asynccontextmanager
async def skipping_time(
    office: Office,
    business_start: datetime,
    ahead: timedelta = timedelta(0),
    settings: TemporalSettings = UNCACHED,
) -> AsyncIterator[SkippingTime]:
    """A fresh server and a worker; the business time of its beginning is ``business_start``.

    The server's clock is ``ahead`` of the office's.
    """
    async with await start_server() as environment:
        client = environment.client
        await declare_search_attributes(client)
        clock = Clock(await environment.get_current_time(), business_start, 1.0)
        lifecycles = Lifecycles(client, clock, settings, office.casework.view)

        loop = asyncio.get_running_loop()

        def office_time() -> datetime:
            real = asyncio.run_coroutine_threadsafe(environment.get_current_time(), loop).result()
            return pace_of(clock).business(real) - ahead

        activities = CaseActivities(office.casework, office_time)
        async with lifecycle_worker(client, activities, settings):
            yield SkippingTime(environment, lifecycles, clock)


async def start_server() -> WorkflowEnvironment:
    """It sometimes does not come up within its five seconds; a second time it does."""
    binary = str(Path(sys.executable).with_name("temporal-test-server"))
    start = partial(
        WorkflowEnvironment.start_time_skipping, test_server_existing_path=binary, data_converter=DATA_CONVERTER
    )
    try:
        return await start()
    except RuntimeError:
        return await start()
