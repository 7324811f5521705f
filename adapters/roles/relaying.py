"""时限传送: tells the lifecycles what the log says (relay), and looks for those that nobody told (sweeper)."""

from __future__ import annotations

import asyncio
import time

from adapters.installation import Installation
from adapters.metrics import Metrics, metrics
from adapters.roles.lag import show_lag
from adapters.roles.standby import Overtaken, take_turns
from adapters.temporal.census import Census
from adapters.temporal.embedded import connect_from, read_run_file
from adapters.temporal.lifecycles import Lifecycles
from adapters.temporal.position import FencedOff, Position
from adapters.temporal.relay import Relay
from adapters.temporal.settings import settings_of
from adapters.temporal.sweeper import Sweeper

RELAY_SEAT = "relay"


async def relay(opened: Installation, stop: asyncio.Event) -> None:
    """Until ``stop`` is set; one is active, the others stand by. Raises SetupRefused (LogEndsEarlier is one)."""
    lifecycles = Lifecycles(await connect_from(opened.folder), opened.clock, settings_of(opened), opened.casework.view)
    position = Position(opened.ledgers, "relay")
    sweeper = Sweeper(opened.casework, opened.waiting_ids, lifecycles, opened.now, position)
    census = Census(opened.casework, opened.now)
    show(metrics(), opened, position, sweeper, census)

    async def act() -> None:
        """Cut off anywhere it does no harm: what was told and not noted is told again."""
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(Relay(opened.casework.recorder, position, lifecycles, census.note).run())
                group.create_task(sweeper.run())
                group.create_task(sweep_after_restarts(opened, sweeper))
                if metrics().on:
                    group.create_task(count_all(opened, census, lifecycles.settings.sweep_every))
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


async def count_all(opened: Installation, census: Census, every: float) -> None:
    while True:
        await asyncio.to_thread(census.count_all, opened.waiting_ids())
        await asyncio.sleep(every)


def show(shown: Metrics, opened: Installation, position: Position, sweeper: Sweeper, census: Census) -> None:
    """The figures of the relay. A census, and what a sweep found, are those of the active one."""
    show_lag(shown, "relay", opened.casework.recorder, position.read, opened.now)
    shown.figures("duban_open_cases", "Cases that wait for or owe something", census.cases, ("kind",))
    shown.figures("duban_obligations_open", "What is owed and not yet done", census.obligations, ("kind",))
    shown.figures("duban_obligations_overdue", "Of these, past their due instant", census.overdue, ("kind",))
    shown.figures("duban_census_age_seconds", "Since all cases were counted", census.age)
    shown.figures("duban_census_changes_uncounted", "Cases changed and not counted again yet", census.uncounted)

    def sweep() -> dict[tuple[str, ...], float]:
        swept = sweeper.swept
        if swept is None:
            return {}
        found = {"workflows": swept.workflows, "waiting": swept.waiting, "forgotten": swept.forgotten}
        return {(what,): float(number) for what, number in found.items()}

    def sweep_age() -> dict[tuple[str, ...], float]:
        return {} if sweeper.swept is None else {(): time.monotonic() - sweeper.swept.at}

    shown.figures("duban_sweep", "Last sweep: open workflows, waiting cases, forgotten ones", sweep, ("what",))
    shown.figures("duban_sweep_age_seconds", "Since that sweep", sweep_age)
