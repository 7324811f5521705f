"""The lifecycles as the outside sees them: which workflow a kind of case has, how it is woken, which are open."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from datetime import timedelta
from typing import NamedTuple
from uuid import UUID

from temporalio.client import Client
from temporalio.common import WorkflowIDConflictPolicy, WorkflowIDReusePolicy

from adapters.clock import Clock
from adapters.temporal.settings import TemporalSettings
from adapters.tracing import part_of
from workflows.campaign_timetable import CampaignTimetable, ReportLifecycle
from workflows.clock import Pace
from workflows.clue_lifecycle import ClueLifecycle
from workflows.inspection_lifecycle import InspectionLifecycle
from workflows.monitoring_lifecycle import ConsultationTimetable, MonitoringLifecycle
from workflows.pool_lifecycle import PoolLifecycle
from workflows.problem_lifecycle import ProblemLifecycle
from workflows.recurring import ArchiveLifecycle, DutyTimetable
from workflows.referral_lifecycle import ReferralLifecycle
from workflows.waiting import Start, Waiting

TASK_QUEUE = "duban"
AT_ONCE = 20
ANSWERS_WITHIN = timedelta(seconds=5)

LIFECYCLES: dict[str, type[Waiting]] = {
    "problem": ProblemLifecycle,
    "campaign": CampaignTimetable,
    "report": ReportLifecycle,
    "inspection": InspectionLifecycle,
    "monitoring": MonitoringLifecycle,
    "consultation": ConsultationTimetable,
    "referral": ReferralLifecycle,
    "archive": ArchiveLifecycle,
    "duty": DutyTimetable,
    "clue": ClueLifecycle,
    "check_pool": PoolLifecycle,
}
"""Kind of case (the first word of its topics) -> its workflow. Streams of other kinds have nothing to wait for."""


class Nudge(NamedTuple):
    """The case is now at this version."""

    kind: str
    case_id: UUID
    version: int
    correlation: str = ""
    """Of the command that brought it there, where it is asked for."""


class Lifecycles:
    """The workflows of one namespace, all at the pace of one clock."""

    def __init__(self, client: Client, clock: Clock, settings: TemporalSettings) -> None:
        self.client = client
        self.pace = pace_of(clock)
        self.settings = settings
        self._room = asyncio.Semaphore(AT_ONCE)

    async def nudge(self, nudge: Nudge) -> None:
        """Tell a lifecycle, started if it does not run, that its case has changed. Twice does no harm.

        Raises RPCError if Temporal does not take it.
        """
        start = Start(nudge.case_id, nudge.version, self.pace, self.settings.patience)
        async with self._room:
            with part_of(nudge.correlation):
                await self.client.start_workflow(
                    LIFECYCLES[nudge.kind].__name__,
                    start,
                    id=workflow_id(nudge.kind, nudge.case_id),
                    task_queue=TASK_QUEUE,
                    start_signal="changed",
                    start_signal_args=[nudge.version],
                    id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
                    id_reuse_policy=WorkflowIDReusePolicy.ALLOW_DUPLICATE,
                    task_timeout=timedelta(seconds=self.settings.workflow_task),
                    rpc_timeout=ANSWERS_WITHIN,
                )

    async def nudge_all(self, nudges: Iterable[Nudge]) -> None:
        """Many, a few at once. All are tried; the first RPCError is raised in the end."""
        results = await asyncio.gather(*(self.nudge(nudge) for nudge in nudges), return_exceptions=True)
        for result in results:
            if isinstance(result, BaseException):
                raise result

    async def open_ids(self) -> set[str]:
        """The workflow ids that run now, as far as Temporal's own index has heard."""
        kinds = ", ".join(f"'{lifecycle.__name__}'" for lifecycle in LIFECYCLES.values())
        query = f"WorkflowType IN ({kinds}) AND ExecutionStatus = 'Running'"
        return {execution.id async for execution in self.client.list_workflows(query)}


def pace_of(clock: Clock) -> Pace:
    """The data folder's clock as a workflow carries it."""
    return Pace(clock.real_start, clock.business_start, clock.factor)


def workflow_id(kind: str, case_id: UUID) -> str:
    """The one workflow of a case."""
    return f"{kind}/{case_id}"
