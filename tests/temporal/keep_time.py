"""Run as a program: all that keeps time in a data folder, until Ctrl-C or SIGTERM."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

from adapters.log import set_up_logging
from adapters.temporal.running import run, stop_on_signals
from adapters.temporal.settings import BRISK
from tests.temporal.office import open_office


async def main(data: Path) -> None:
    stop = asyncio.Event()
    stop_on_signals(stop)
    with open_office(data) as office:
        await run(office.installation, BRISK, stop)


if __name__ == "__main__":
    set_up_logging()
    asyncio.run(main(Path(sys.argv[1])))
