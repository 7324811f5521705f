"""`duban up`: everything on one machine until told to stop: Temporal, worker, relay, sweeper, follower, messenger."""

from __future__ import annotations

import asyncio
from threading import Event as StopSignal

from adapters.installation import Installation
from adapters.notify.messenger import Messenger
from adapters.notify.settings import read_channels
from adapters.temporal.running import run, stop_on_signals
from adapters.temporal.settings import BRISK, TemporalSettings
from projections.follower import Follower

PRODUCTION = TemporalSettings()


async def run_everything(opened: Installation) -> None:
    """Run until Ctrl-C or SIGTERM comes. Raises an ExceptionGroup with what ended a part of it.

    On an accelerated clock the machinery is in a hurry too.
    """
    settings = PRODUCTION if opened.clock.factor == 1 else BRISK
    stop = asyncio.Event()
    stop_on_signals(stop)
    follower_stop = StopSignal()
    messenger = Messenger(opened, read_channels(opened.channels_file))
    parts = {
        asyncio.create_task(asyncio.to_thread(follow, opened, follower_stop)),
        asyncio.create_task(asyncio.to_thread(messenger.run, follower_stop)),
        asyncio.create_task(run(opened, settings, stop)),
    }
    try:
        await asyncio.wait(parts, return_when=asyncio.FIRST_COMPLETED)
    finally:
        stop.set()
        follower_stop.set()
        await asyncio.gather(*parts)


def follow(opened: Installation, stop: StopSignal) -> None:
    with opened.following(wait=True):
        Follower(opened.ledgers, opened.casework.recorder).follow(stop)
