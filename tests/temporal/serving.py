"""A real server for a test, the parts that a test wants on it, and programs of our own that may be killed."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import (
    AbstractAsyncContextManager,
    AbstractContextManager,
    asynccontextmanager,
    contextmanager,
    nullcontext,
)
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from temporalio.api.sdk.v1 import WorkflowMetadata
from temporalio.client import Client, WorkflowExecutionDescription, WorkflowQueryFailedError
from temporalio.service import RPCError
from temporalio.testing import WorkflowEnvironment

from adapters.temporal.connection import connect
from adapters.temporal.lifecycles import Lifecycles, Nudge, workflow_id
from adapters.temporal.payloads import DATA_CONVERTER
from adapters.temporal.position import Position
from adapters.temporal.rebuild import rebuild
from adapters.temporal.relay import Relay
from adapters.temporal.server import TemporalServer, temporal_binary
from adapters.temporal.settings import BRISK
from adapters.temporal.sweeper import Sweeper
from adapters.temporal.worker import lifecycle_worker
from tests.temporal.office import Office
from tests.temporal.polling import until
from workflows.activities import CaseActivities
from workflows.waiting import SEARCH_ATTRIBUTES

LIBFAKETIME = next(Path("/usr/lib").glob("*/faketime/libfaketime.so.1"), None)
"""Of Debian's package faketime; the command of that name would stand between us and the program."""


@dataclass(frozen=True)
class Serving:
    """A server in the office's data folder, and a client of it."""

    office: Office
    server: TemporalServer
    client: Client

    @property
    def lifecycles(self) -> Lifecycles:
        return Lifecycles(self.client, self.office.installation.clock, BRISK, self.office.casework.view)

    @property
    def relay(self) -> Relay:
        return Relay(
            self.office.casework.recorder, Position(self.office.installation.ledgers, "relay"), self.lifecycles
        )

    @property
    def sweeper(self) -> Sweeper:
        installation = self.office.installation
        return Sweeper(
            installation.casework,
            installation.waiting_ids,
            self.lifecycles,
            installation.now,
            Position(installation.ledgers, "relay"),
        )

    def worker(self) -> AbstractAsyncContextManager[object]:
        activities = CaseActivities(self.office.casework, self.office.installation.now)
        return lifecycle_worker(self.client, activities, BRISK)

    async def relay_all(self) -> None:
        """Tell the lifecycles all that is in the log by now."""
        at = await self.relay.begin()
        while (reached := await self.relay.turn(at)) != at:
            at = reached

    async def tell(self, case_id: UUID) -> None:
        await self.lifecycles.nudge(Nudge("problem", case_id, self.office.version(case_id)))

    async def rebuild(self) -> int:
        installation = self.office.installation
        return await rebuild(installation.casework, installation.waiting_ids, self.lifecycles)

    async def describe(self, case_id: UUID) -> WorkflowExecutionDescription:
        return await self.client.get_workflow_handle(workflow_id("problem", case_id)).describe()


@asynccontextmanager
async def serving(office: Office, folder: Path | None = None) -> AsyncIterator[Serving]:
    """A server in the office's data folder, or in another one."""
    server = TemporalServer(folder or office.installation.folder.temporal)
    await server.start()
    try:
        yield Serving(office, server, await connect({"target_host": server.address}))
    finally:
        await server.stop()


@asynccontextmanager
async def handing_over_early(office: Office) -> AsyncIterator[Lifecycles]:
    """A server that suggests a new run after five events, with a worker on it."""
    suggest = "limit.historyCount.suggestContinueAsNew=5"
    async with await WorkflowEnvironment.start_local(
        data_converter=DATA_CONVERTER,
        search_attributes=SEARCH_ATTRIBUTES,
        dev_server_existing_path=temporal_binary(),
        dev_server_extra_args=["--dynamic-config-value", suggest],
    ) as environment:
        installation = office.installation
        lifecycles = Lifecycles(environment.client, installation.clock, BRISK, installation.casework.view)
        activities = CaseActivities(installation.casework, installation.now)
        async with lifecycle_worker(environment.client, activities, BRISK):
            yield lifecycles


def program(
    name: str, *arguments: object, package: str = "temporal"
) -> AbstractContextManager[subprocess.Popen[bytes]]:
    """A module of the tests as a process of its own."""
    return running([f"tests.{package}.{name}", *map(str, arguments)], {}, None)


def clock_shifted(by: str) -> dict[str, str]:
    """The environment of Python processes whose clock is wrong (``+1d``); it does not reach Temporal's server."""
    return {"LD_PRELOAD": str(LIBFAKETIME), "FAKETIME": by, "FAKETIME_DONT_FAKE_MONOTONIC": "1"}


def duban(
    command: str, data: Path, log: Path | None = None, **environment: str
) -> AbstractContextManager[subprocess.Popen[bytes]]:
    """``duban up``, or one of its roles, in a data folder, and in a hurry; what it logs goes to ``log``."""
    return running(["adapters.cli", command], {"DUBAN_DATA": str(data), "DUBAN_BRISK": "1", **environment}, log)


@contextmanager
def running(
    words: Sequence[str], environment: Mapping[str, str], log: Path | None
) -> Iterator[subprocess.Popen[bytes]]:
    """Neither the program nor its children outlive the test."""
    root = Path(__file__).parents[2]
    with log.open("ab") if log else nullcontext() as output:
        process = subprocess.Popen(
            [sys.executable, "-m", *words], cwd=root, env={**os.environ, **environment}, stderr=output
        )
    try:
        yield process
    finally:
        process.send_signal(signal.SIGCONT)
        process.terminate()
        process.wait(60)


async def ended(process: subprocess.Popen[bytes]) -> int:
    """The return code of a program that ends by itself."""
    return await asyncio.to_thread(process.wait, 60)


async def until_happened(office: Office, case_id: UUID, what: str) -> None:
    async def it_has() -> bool:
        return what in [name for name, _ in office.happened(case_id)]

    await until(it_has)


async def details(client: Client, case_id: UUID) -> str:
    """What Temporal's own page says of the case's workflow; nothing while it cannot say.

    A workflow that sleeps until its first moment shows what it was started with. The SDK fails a query that meets a
    local activity half recorded ("Missing associated machine"); the next one is answered.
    """
    handle = client.get_workflow_handle(workflow_id("problem", case_id))
    try:
        metadata: WorkflowMetadata = await handle.query("__temporal_workflow_metadata", result_type=WorkflowMetadata)
    except WorkflowQueryFailedError:
        return ""
    except RPCError as error:
        if "not scheduled yet" not in error.message:
            raise
        return await (await handle.describe()).static_details() or ""
    return metadata.current_details


async def until_it_waits_for(client: Client, case_id: UUID, words: str) -> None:
    async def it_does() -> bool:
        return words in await details(client, case_id)

    await until(it_does)
