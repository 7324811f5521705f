"""`duban up`: everything on one machine until it is told to stop: Temporal, worker, relay, sweeper, follower."""

from __future__ import annotations

import asyncio
from threading import Event as StopSignal

from adapters.installation import Installation
from adapters.temporal.running import run, stop_on_signals
from adapters.temporal.settings import settings_of
from projections.follower import Follower


async def run_everything(opened: Installation) -> None:
    """Run until Ctrl-C or SIGTERM comes. Raises an ExceptionGroup with what ended a part of it."""
    settings = settings_of(opened)
    stop = asyncio.Event()
    stop_on_signals(stop)
    follower_stop = StopSignal()
    following = asyncio.create_task(asyncio.to_thread(follow, opened, follower_stop))
    keeping = asyncio.create_task(run(opened, settings, stop))
    try:
        await asyncio.wait({following, keeping}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        stop.set()
        follower_stop.set()
        await asyncio.gather(following, keeping)


def follow(opened: Installation, stop: StopSignal) -> None:
    with opened.following(wait=True):
        Follower(opened.ledgers, opened.casework.recorder).follow(stop)
