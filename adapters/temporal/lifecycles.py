"""The lifecycles as the outside sees them: which workflow a kind of case has, how it is woken, which are open."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

import structlog
from temporalio.client import Client
from temporalio.common import (
    SearchAttributePair,
    TypedSearchAttributes,
    WorkflowIDConflictPolicy,
    WorkflowIDReusePolicy,
)
from temporalio.service import RPCError, RPCStatusCode

from adapters.clock import Clock
from adapters.temporal.settings import TemporalSettings
from adapters.tracing import part_of
from domain.casework import CaseView
from workflows.campaign_timetable import CampaignTimetable, ReportLifecycle
from workflows.clock import Pace
from workflows.clue_lifecycle import ClueLifecycle
from workflows.inspection_lifecycle import InspectionLifecycle
from workflows.monitoring_lifecycle import ConsultationTimetable, MonitoringLifecycle
from workflows.paper_lifecycle import PaperLifecycle
from workflows.pool_lifecycle import PoolLifecycle
from workflows.problem_lifecycle import ProblemLifecycle
from workflows.recurring import ArchiveLifecycle, DutyTimetable
from workflows.referral_lifecycle import ReferralLifecycle
from workflows.waiting import Start, Waiting

log = structlog.get_logger(__name__)

TASK_QUEUE = "duban"
AT_ONCE = 20
ANSWERS_WITHIN = timedelta(seconds=5)
SLEEPS_TOO_LONG = timedelta(minutes=1)
ASLEEP = "开始等待时："  # over the words that it was started with

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
    "paper": PaperLifecycle,
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


Look = Callable[[UUID], CaseView | None]
"""The case as the store has it now; None if the store does not have it."""


class Lifecycles:
    """The workflows of one namespace, all at the pace of one clock."""

    def __init__(self, client: Client, clock: Clock, settings: TemporalSettings, look: Look) -> None:
        """``look`` is called from threads."""
        self.client = client
        self.pace = pace_of(clock)
        self.settings = settings
        self.look = look
        self._room = asyncio.Semaphore(AT_ONCE)

    async def nudge(self, nudge: Nudge) -> None:
        """Tell a lifecycle that its case has changed; if none runs and the case waits, one is started, asleep until the
        moment. Twice does no harm: it only ends the sleep.

        Raises RPCError if Temporal does not take it.
        """
        async with self._room:
            case = await self.seen(nudge)
            with part_of(nudge.correlation):
                if case is not None and not self.waits(case):
                    await self._signal(nudge)
                else:
                    await self._start(nudge, case, start_signal="changed", start_signal_args=[nudge.version])

    async def begin(self, nudge: Nudge) -> None:
        """Start a lifecycle that does not run, asleep until the moment; one that runs is left alone.

        Raises RPCError if Temporal does not take it.
        """
        async with self._room:
            await self._start(nudge, await self.seen(nudge))

    async def nudge_all(self, nudges: Iterable[Nudge]) -> None:
        """Many, a few at once. All are tried; the first RPCError is raised in the end."""
        await all_tried(self.nudge(nudge) for nudge in nudges)

    async def begin_all(self, nudges: Iterable[Nudge]) -> None:
        """The same."""
        await all_tried(self.begin(nudge) for nudge in nudges)

    async def seen(self, nudge: Nudge) -> CaseView | None:
        """The case, if it can be read and has reached the version: else its workflow will have to look for itself."""
        try:
            case = await asyncio.to_thread(self.look, nudge.case_id)
        except Exception as error:  # one event that nobody can read must not hold up all the others
            log.warning("case_not_read", case=str(nudge.case_id), error=type(error).__name__)
            return None
        return case if case is not None and case.version >= nudge.version else None

    def waits(self, case: CaseView) -> bool:
        """Whether the case waits for a moment that is not beyond the horizon (if one is set)."""
        if case.next_moment is None:
            return False
        horizon = self.settings.horizon
        return horizon is None or self.until(case.next_moment.at) <= timedelta(seconds=horizon)

    def until(self, at: datetime) -> timedelta:
        """How long, in real time, until a business instant; never negative."""
        return self.pace.pause(at, datetime.now(UTC))

    async def _start(self, nudge: Nudge, case: CaseView | None, **signal: Any) -> None:
        lifecycle = LIFECYCLES[nudge.kind]
        known = known_at_the_start(lifecycle, case) if case is not None else {}
        moment = case.next_moment if case is not None else None
        await self.client.start_workflow(
            lifecycle.__name__,
            Start(nudge.case_id, nudge.version, self.pace, self.settings.patience, moment),
            id=workflow_id(nudge.kind, nudge.case_id),
            task_queue=TASK_QUEUE,
            start_delay=self.until(moment.at) if moment is not None else None,
            id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
            id_reuse_policy=WorkflowIDReusePolicy.ALLOW_DUPLICATE,
            task_timeout=timedelta(seconds=self.settings.workflow_task),
            rpc_timeout=ANSWERS_WITHIN,
            **known,
            **signal,
        )

    async def _signal(self, nudge: Nudge) -> None:
        """Only if it runs: nobody need wait with the case."""
        handle = self.client.get_workflow_handle(workflow_id(nudge.kind, nudge.case_id))
        try:
            await handle.signal("changed", nudge.version, rpc_timeout=ANSWERS_WITHIN)
        except RPCError as error:
            if error.status is not RPCStatusCode.NOT_FOUND:
                raise

    async def open_ids(self) -> set[str]:
        """The workflow ids that run now, as far as Temporal's own index has heard."""
        return set(await self.open_since())

    async def open_since(self) -> dict[str, datetime]:
        """The same, each with the instant of its first turn by Temporal's clock: of one that sleeps, ahead."""
        kinds = ", ".join(f"'{lifecycle.__name__}'" for lifecycle in LIFECYCLES.values())
        query = f"WorkflowType IN ({kinds}) AND ExecutionStatus = 'Running'"
        found = self.client.list_workflows(query)
        return {execution.id: execution.execution_time or execution.start_time async for execution in found}

    def oversleeps(self, case: CaseView, first_turn: datetime) -> bool:
        """Whether a lifecycle sleeps past its moment: the clock was wrong by which its sleep was counted."""
        if case.next_moment is None:
            return False
        real = self.pace.real_start + self.pace.pause(case.next_moment.at, self.pace.real_start)
        return first_turn > max(real, datetime.now(UTC)) + SLEEPS_TOO_LONG


async def all_tried(doing: Iterable[Awaitable[None]]) -> None:
    """The first exception is raised when all have been tried."""
    for result in await asyncio.gather(*doing, return_exceptions=True):
        if isinstance(result, BaseException):
            raise result


def known_at_the_start(lifecycle: type[Waiting], case: CaseView) -> dict[str, Any]:
    """What Temporal's pages show while a lifecycle sleeps, as it would show it itself. The words stay as they were at
    the start; those that a lifecycle says once it is awake stand beside them."""
    shown = lifecycle.attributes(case)
    pairs = [SearchAttributePair(key, value) for key, value in shown.items() if value is not None]
    return {
        "search_attributes": TypedSearchAttributes(pairs),
        "static_details": f"{ASLEEP}\n\n{lifecycle.details(case)}",
    }


def pace_of(clock: Clock) -> Pace:
    """The data folder's clock as a workflow carries it."""
    return Pace(clock.real_start, clock.business_start, clock.factor)


def workflow_id(kind: str, case_id: UUID) -> str:
    """The one workflow of a case."""
    return f"{kind}/{case_id}"
