"""`duban rebuild`: what is derived comes back from the log."""

from __future__ import annotations

import asyncio
from contextlib import suppress

import msgspec

from adapters.installation import Installation
from adapters.temporal.connection import configured, connect
from adapters.temporal.lifecycles import Lifecycles
from adapters.temporal.position import Position
from adapters.temporal.rebuild import forget_lost_events, go_on_from_the_end, rebuild
from adapters.temporal.runtime import NATIVE_THREADS_END_WITHIN
from adapters.temporal.server import TemporalServer
from adapters.temporal.settings import settings_of
from projections.follower import AheadOfLog
from projections.rebuild import rebuild as rebuild_tables


class LedgersRebuilt(msgspec.Struct, frozen=True):
    events: int
    rows: int
    differences: int

    def __str__(self) -> str:
        if self.differences:
            return f"✗ 台账已从 {self.events} 个事件重建，原台账有 {self.differences} 行与事件不符，已更正"
        return f"✓ 台账已从 {self.events} 个事件重建，{self.rows} 行，与原台账逐行相符"


class LifecyclesRebuilt(msgspec.Struct, frozen=True):
    cases: int

    def __str__(self) -> str:
        return f"✓ {self.cases} 件有未到时点的案件已交给 Temporal"


def rebuild_ledgers(opened: Installation) -> LedgersRebuilt:
    """The tables once more, compared with the live ones (which may be ahead of the log), then put in their place.

    The messenger's position stays where it is, unless it is ahead of the log: then it would pass over what comes next.
    """
    with suppress(AheadOfLog):
        opened.catch_up()
    rebuilt = rebuild_tables(opened.ledgers, opened.casework.recorder)
    go_on_from_the_end(opened.casework, Position(opened.ledgers, "messenger"))
    return LedgersRebuilt(
        rebuilt.events,
        sum(table.rows for table in rebuilt.tables),
        sum(table.different for table in rebuilt.tables),
    )


async def rebuild_lifecycles(opened: Installation) -> LifecyclesRebuilt:
    """Wake the lifecycle of every open case, in the Temporal that is configured, or in the embedded one.

    A running `duban up` holds the embedded server and does this by itself (its sweeper), so it must not run then.
    """
    config = configured()
    try:
        if config is not None:
            return await wake_all(opened, dict(config))
        with opened.folder.held():
            server = TemporalServer(opened.folder.temporal)
            try:
                await server.start()
                return await wake_all(opened, {"target_host": server.address})
            finally:
                await server.stop()
    finally:
        await asyncio.sleep(NATIVE_THREADS_END_WITHIN)


async def wake_all(opened: Installation, config: dict[str, object]) -> LifecyclesRebuilt:
    client = await connect(config)  # type: ignore[arg-type]  # the SDK's own TypedDict
    for follower in ("relay", "messenger"):
        await forget_lost_events(opened.casework, Position(opened.ledgers, follower))
    lifecycles = Lifecycles(client, opened.clock, settings_of(opened), opened.casework.view)
    cases = await rebuild(opened.casework, opened.waiting_ids, lifecycles)
    return LifecyclesRebuilt(cases)
