"""时限执行: runs the lifecycles. As many of these as one likes: Temporal deals out the work."""

from __future__ import annotations

import asyncio

from adapters.installation import Installation
from adapters.metrics import metrics
from adapters.temporal.embedded import connect_from
from adapters.temporal.settings import settings_of
from adapters.temporal.worker import lifecycle_worker
from domain.casework import Answer
from workflows.activities import CaseActivities


async def work(opened: Installation, stop: asyncio.Event) -> None:
    """Until ``stop`` is set; what was begun is ended. Raises SetupRefused, and what ended the worker."""
    client = await connect_from(opened.folder)
    metrics().count(metrics().moments)
    activities = CaseActivities(opened.casework, opened.now, count)
    async with lifecycle_worker(client, activities, settings_of(opened)):
        await stop.wait()


def count(answer: Answer) -> None:
    metrics().moments.labels(answer).inc()
