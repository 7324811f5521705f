"""All that Temporal needs on one machine, in one program: the server, the worker, the relay and the sweeper."""

from __future__ import annotations

import asyncio
import signal

import structlog
from temporalio.client import Client

from adapters.installation import Installation
from adapters.temporal.connection import configured, connect
from adapters.temporal.lifecycles import Lifecycles
from adapters.temporal.position import Position
from adapters.temporal.relay import Relay
from adapters.temporal.server import TemporalServer
from adapters.temporal.settings import TemporalSettings
from adapters.temporal.sweeper import Sweeper
from adapters.temporal.worker import lifecycle_worker
from workflows.activities import CaseActivities

log = structlog.get_logger(__name__)

NATIVE_THREADS_END_WITHIN = 0.5  # the SDK's threads crash an interpreter that exits at once (sdk-python issue 300)


async def run(installation: Installation, settings: TemporalSettings, stop: asyncio.Event) -> None:
    """Keep time until ``stop`` is set, with the Temporal that the environment names or with an embedded one.

    Raises an ExceptionGroup with what ended a part of it (FencedOff, LogEndsEarlier, ServerDidNotStart).
    """
    try:
        config = configured()
        if config is not None:
            await keep_time(installation, settings, await connect(config), stop)
        else:
            await keep_time_embedded(installation, settings, stop)
    finally:
        await asyncio.sleep(NATIVE_THREADS_END_WITHIN)


async def keep_time_embedded(installation: Installation, settings: TemporalSettings, stop: asyncio.Event) -> None:
    """The same, with the server as our child."""
    server = TemporalServer(installation.folder.temporal, ui_port=settings.ui_port)
    try:
        await server.start()
        await keep_time(installation, settings, await connect({"target_host": server.address}), stop, server)
    finally:
        await server.stop()


async def keep_time(
    installation: Installation,
    settings: TemporalSettings,
    client: Client,
    stop: asyncio.Event,
    server: TemporalServer | None = None,
) -> None:
    """Run the worker, the relay and the sweeper until ``stop`` is set or one of them fails."""
    casework, now = installation.casework, installation.now
    lifecycles = Lifecycles(client, installation.clock, settings, casework.view)
    position = Position(installation.ledgers, "relay")
    relay = Relay(casework.recorder, position, lifecycles)
    sweeper = Sweeper(casework, installation.waiting_ids, lifecycles, now, position)
    async with lifecycle_worker(client, CaseActivities(casework, now), settings), asyncio.TaskGroup() as group:
        parts = [group.create_task(relay.run()), group.create_task(sweeper.run())]
        if server is not None:
            parts.append(group.create_task(keep_alive(server, sweeper)))
        await stop.wait()
        for part in parts:
            part.cancel()


async def keep_alive(server: TemporalServer, sweeper: Sweeper) -> None:
    """Start the server again whenever it ends; what it lost, or all if its database is gone, comes back."""
    while True:
        code = await server.exited()
        log.error("temporal_server_died", code=code)
        await server.start()
        await sweeper.sweep_when_it_answers()


def stop_on_signals(stop: asyncio.Event) -> None:
    """Ctrl-C and SIGTERM end the program in order."""
    loop = asyncio.get_running_loop()
    for sign in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(sign, stop.set)
