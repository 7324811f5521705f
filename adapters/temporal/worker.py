"""The worker: runs the lifecycles and their activities against the casework of this process."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from temporalio.client import Client
from temporalio.worker import Worker
from temporalio.worker.workflow_sandbox import SandboxedWorkflowRunner, SandboxRestrictions

from adapters.temporal.lifecycles import LIFECYCLES, TASK_QUEUE
from adapters.temporal.settings import TemporalSettings
from workflows.activities import CaseActivities

RUNNER = SandboxedWorkflowRunner(  # imported once, not once per workflow: a third of the cost (performance finding 8)
    restrictions=SandboxRestrictions.default.with_passthrough_modules("domain", "workflows", "msgspec", "eventsourcing")
)


def lifecycle_worker(client: Client, activities: CaseActivities, settings: TemporalSettings) -> Worker:
    """A worker to be entered with ``async with``. Reading and letting share the threads, so neither starves."""
    half = settings.threads // 2
    return Worker(
        client,
        task_queue=TASK_QUEUE,
        workflows=list(LIFECYCLES.values()),
        activities=[activities.read, activities.let],
        activity_executor=ThreadPoolExecutor(settings.threads, thread_name_prefix="activity"),
        max_concurrent_activities=half,
        max_concurrent_local_activities=half,
        max_cached_workflows=settings.cached_workflows,
        sticky_queue_schedule_to_start_timeout=timedelta(seconds=settings.sticky),
        graceful_shutdown_timeout=timedelta(seconds=settings.stops_within),
        workflow_runner=RUNNER,
    )
