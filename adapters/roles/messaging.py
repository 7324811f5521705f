"""通知发送: writes the messages about what happened, and sends them."""

from __future__ import annotations

import asyncio
from threading import Event as StopSignal

from adapters.installation import Installation
from adapters.metrics import metrics
from adapters.notify.messenger import Messenger
from adapters.notify.settings import Channels, read_channels
from adapters.roles.lag import show_lag
from adapters.roles.standby import Overtaken, take_turns
from adapters.temporal.position import FencedOff, Position
from projections.inbox import sendings_by_outcome
from projections.tables import LIVE

MESSENGER_SEAT = "messenger"


async def carry(opened: Installation, stop: asyncio.Event) -> None:
    """Until ``stop`` is set; one is active, the others stand by. Raises SetupRefused for channels that are none."""
    channels = read_channels(opened.channels_file)
    position = Position(opened.ledgers, "messenger")
    show_lag(metrics(), "messenger", opened.casework.recorder, position.read, opened.now)

    def sendings() -> dict[tuple[str, ...], float]:
        with opened.ledgers.connect() as connection:
            counted = sendings_by_outcome(connection, LIVE)
        return {(outcome.value.lower(),): float(number) for outcome, number in counted.items()}

    metrics().figures("duban_sendings", "Sendings of messages, over all time", sendings, ("outcome",))

    async def act() -> None:
        cancelled = StopSignal()
        carrying = asyncio.create_task(asyncio.to_thread(carry_until, opened, channels, cancelled))
        try:
            await asyncio.shield(carrying)
        finally:
            cancelled.set()
            await carrying

    with opened.seat(MESSENGER_SEAT) as seat:
        await take_turns(seat, act, stop)


def carry_until(opened: Installation, channels: Channels, cancelled: StopSignal) -> None:
    try:
        Messenger(opened, channels).run(cancelled)
    except FencedOff as fenced:
        raise Overtaken(str(fenced)) from fenced
