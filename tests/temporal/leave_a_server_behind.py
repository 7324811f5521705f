"""Run as a program: starts a server with a workflow in it, and is killed without a chance to stop it."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from pathlib import Path

from adapters.temporal.server import TemporalServer
from tests.temporal.test_server import start_a_workflow


async def main() -> None:
    server = TemporalServer(Path(sys.argv[1]))
    await server.start()
    await start_a_workflow(server)
    os.kill(os.getpid(), signal.SIGKILL)


if __name__ == "__main__":
    asyncio.run(main())
