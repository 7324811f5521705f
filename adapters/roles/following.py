"""台账跟随: carries the log into the ledgers."""

from __future__ import annotations

import asyncio
from threading import Event as StopSignal

from adapters.installation import FOLLOWER_SEAT, Installation
from adapters.roles.standby import Overtaken, take_turns
from projections.follower import Fenced, Follower


async def follow(opened: Installation, stop: asyncio.Event) -> None:
    """Until ``stop`` is set; one is active, the others stand by. Raises AheadOfLog and CannotRead."""

    async def act() -> None:
        cancelled = StopSignal()
        following = asyncio.create_task(asyncio.to_thread(follow_until, opened, cancelled))
        try:
            await asyncio.shield(following)
        finally:
            cancelled.set()
            await following

    with opened.seat(FOLLOWER_SEAT) as seat:
        await take_turns(seat, act, stop)


def follow_until(opened: Installation, cancelled: StopSignal) -> None:
    try:
        Follower(opened.ledgers, opened.casework.recorder).follow(cancelled)
    except Fenced as fenced:
        raise Overtaken(str(fenced)) from fenced
