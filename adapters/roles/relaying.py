"""时限传送: tells the lifecycles what the log says (relay), and looks for those that nobody told (sweeper)."""

from __future__ import annotations

import asyncio

from adapters.installation import Installation
from adapters.roles.standby import Overtaken, take_turns
from adapters.temporal.embedded import connect_from, read_run_file
from adapters.temporal.lifecycles import Lifecycles
from adapters.temporal.position import FencedOff, Position
from adapters.temporal.relay import Relay
from adapters.temporal.settings import settings_of
from adapters.temporal.sweeper import Sweeper

RELAY_SEAT = "relay"


async def relay(opened: Installation, stop: asyncio.Event) -> None:
    """Until ``stop`` is set; one is active, the others stand by. Raises SetupRefused (LogEndsEarlier is one)."""
    lifecycles = Lifecycles(await connect_from(opened.folder), opened.clock, settings_of(opened))
    position = Position(opened.ledgers, "relay")

    async def act() -> None:
        """Cut off anywhere it does no harm: what was told and not noted is told again."""
        sweeper = Sweeper(opened.casework, opened.waiting_ids, lifecycles, opened.now)
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(Relay(opened.casework.recorder, position, lifecycles).run())
                group.create_task(sweeper.run())
                group.create_task(sweep_after_restarts(opened, sweeper))
        except ExceptionGroup as ended:
            first = ended.exceptions[0]
            raise (Overtaken(str(first)) if isinstance(first, FencedOff) else first) from ended

    with opened.seat(RELAY_SEAT) as seat:
        await take_turns(seat, act, stop)


async def sweep_after_restarts(opened: Installation, sweeper: Sweeper) -> None:
    """Whenever the embedded server was started again: what it lost, or all if its database is gone, comes back."""
    known = read_run_file(opened.folder)
    while True:
        await asyncio.sleep(sweeper.lifecycles.settings.poll)
        found = read_run_file(opened.folder)
        if found is not None and found != known:
            known = found
            await sweeper.sweep_when_it_answers()
