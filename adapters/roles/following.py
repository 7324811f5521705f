"""台账跟随: carries the log into the ledgers."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from threading import Event as StopSignal

from adapters.installation import FOLLOWER_SEAT, Installation
from adapters.metrics import metrics
from adapters.roles.lag import show_lag
from adapters.roles.standby import Overtaken, take_turns
from projections.follower import Fenced, Follower
from projections.log import Known
from projections.tables import reached


async def follow(opened: Installation, stop: asyncio.Event) -> None:
    """Until ``stop`` is set; one is active, the others stand by. Raises AheadOfLog and CannotRead."""

    def position() -> int:
        with opened.ledgers.connect() as connection:
            return reached(connection).position

    show_lag(metrics(), "follower", opened.casework.recorder, position, opened.now)
    metrics().count(metrics().commands)

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
        Follower(opened.ledgers, opened.casework.recorder, applied=count_commands).follow(cancelled)
    except Fenced as fenced:
        raise Overtaken(str(fenced)) from fenced


def count_commands(batch: Sequence[Known]) -> None:
    """A command may leave several events; one whose events come in two batches is counted twice."""
    for channel, _ in {(known.event.envelope.channel, known.event.envelope.command_id) for known in batch}:
        metrics().commands.labels(channel.value).inc()
