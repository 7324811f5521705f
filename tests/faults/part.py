"""Run as a program: one part of the machinery in a process of its own.

    python -m tests.faults.part server | worker | relay | follower

takes the installation from the environment. The server's address is the same over restarts: a file in the data folder.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from pathlib import Path
from threading import Event as StopSignal

from adapters.installation import Installation, open_installation
from adapters.log import set_up_logging
from adapters.running import follow
from adapters.settings import settings_from
from adapters.temporal.connection import connect
from adapters.temporal.lifecycles import Lifecycles
from adapters.temporal.position import Position
from adapters.temporal.relay import Relay
from adapters.temporal.running import NATIVE_THREADS_END_WITHIN, stop_on_signals
from adapters.temporal.server import TemporalServer
from adapters.temporal.settings import BRISK
from adapters.temporal.sweeper import Sweeper
from adapters.temporal.worker import lifecycle_worker
from workflows.activities import CaseActivities

ADDRESS = "server.address"
LOOK_AGAIN = 0.1


async def serve(data: Path, stop: asyncio.Event) -> None:
    """The Temporal server, started again whenever it ends."""
    server = TemporalServer(data / "temporal")
    known = data / ADDRESS
    if known.exists():
        server.address = known.read_text()
    known.write_text(server.address)
    stopping = asyncio.create_task(stop.wait())
    while not stop.is_set():
        await server.start()
        await asyncio.wait({asyncio.create_task(server.exited()), stopping}, return_when=asyncio.FIRST_COMPLETED)
    await server.stop()


async def work(opened: Installation, address: str, stop: asyncio.Event) -> None:
    client = await connect({"target_host": address})
    async with lifecycle_worker(client, CaseActivities(opened.casework, opened.now), BRISK):
        await stop.wait()


async def relay(opened: Installation, address: str, stop: asyncio.Event) -> None:
    lifecycles = Lifecycles(await connect({"target_host": address}), opened.clock, BRISK)
    sweeper = Sweeper(opened.casework, opened.waiting_ids, lifecycles, opened.now)
    position = Position(opened.ledgers, "relay")
    async with asyncio.TaskGroup() as group:
        parts = [
            group.create_task(Relay(opened.casework.recorder, position, lifecycles).run()),
            group.create_task(sweeper.run()),
        ]
        await stop.wait()
        for part in parts:
            part.cancel()


async def address_of(data: Path) -> str:
    while not (data / ADDRESS).exists():
        await asyncio.sleep(LOOK_AGAIN)
    return (data / ADDRESS).read_text()


async def take_part(role: str) -> None:
    settings = settings_from(os.environ)
    stop = asyncio.Event()
    stop_on_signals(stop)
    if role == "server":
        await serve(settings.data, stop)
        return
    with open_installation(settings) as opened:
        await {"worker": work, "relay": relay}[role](opened, await address_of(settings.data), stop)
        await asyncio.sleep(NATIVE_THREADS_END_WITHIN)


def follow_until_stopped() -> None:
    stop = StopSignal()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    with open_installation(settings_from(os.environ)) as opened:
        follow(opened, stop)


if __name__ == "__main__":
    set_up_logging("WARNING")
    if sys.argv[1] == "follower":
        follow_until_stopped()
    else:
        asyncio.run(take_part(sys.argv[1]))
