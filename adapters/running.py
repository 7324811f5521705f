"""`duban up`: everything on one machine until it is told to stop: Temporal, and one process of each role."""

from __future__ import annotations

import asyncio

from adapters.data_folder import DataFolder
from adapters.metrics import metrics
from adapters.roles.process import stop_on_signals
from adapters.roles.supervising import Tell, server_of, supervise
from adapters.temporal.connection import configured, connect
from adapters.temporal.runtime import NATIVE_THREADS_END_WITHIN
from adapters.temporal.settings import TemporalSettings


async def run_everything(folder: DataFolder, settings: TemporalSettings, metrics_at: str | None, tell: Tell) -> None:
    """Run until Ctrl-C or SIGTERM comes, with the Temporal that the environment names or with an embedded one.

    Raises SetupRefused if that Temporal does not answer in the beginning.
    """
    stop = asyncio.Event()
    stop_on_signals(stop)
    if metrics_at is not None:
        metrics().count(metrics().restarts)
        metrics().serve(metrics_at, "up")
    try:
        config = configured()
        if config is not None:
            await connect(config)
        server = server_of(folder, settings.ui_port) if config is None else None
        await supervise(folder, server, metrics_at, stop, tell)
    finally:
        await asyncio.sleep(NATIVE_THREADS_END_WITHIN)
