"""The worker of the bare workflows, set as our own one is: `python -m bench.bare ADDRESS`."""

from __future__ import annotations

import asyncio
import sys
from datetime import timedelta

from temporalio.client import Client
from temporalio.worker import Worker

from adapters.temporal.connection import connect
from adapters.temporal.settings import TemporalSettings
from adapters.temporal.worker import RUNNER
from bench.bare_workflows import BareTimer, Empty

BARE_QUEUE = "bare"


def bare_worker(client: Client, settings: TemporalSettings) -> Worker:
    return Worker(
        client,
        task_queue=BARE_QUEUE,
        workflows=[Empty, BareTimer],
        max_cached_workflows=settings.cached_workflows,
        sticky_queue_schedule_to_start_timeout=timedelta(seconds=settings.sticky),
        workflow_runner=RUNNER,
    )


async def run(address: str) -> None:
    client = await connect({"target_host": address})
    async with bare_worker(client, TemporalSettings()):
        await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(run(sys.argv[1]))
