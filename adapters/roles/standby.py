"""候补: several processes of one role, of which one is active; another takes over as soon as its seat is free."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import suppress
from typing import Any

import structlog
from eventsourcing import persistence
from sqlalchemy import exc

from adapters.seat import DatabaseDoesNotAnswer, Seat

log = structlog.get_logger(__name__)

LOOK_AGAIN = 0.2  # seconds between two looks at the seat
LONGEST_PAUSE = 10.0  # seconds, while a database does not answer
UNAVAILABLE = (DatabaseDoesNotAnswer, persistence.InterfaceError, persistence.OperationalError, exc.OperationalError)
"""A database does not answer at the moment."""

Act = Callable[[], Coroutine[Any, Any, None]]


class Overtaken(Exception):
    """Somebody else has gone on from where we stood: we lost the seat without noticing, a pause perhaps."""


async def take_turns(seat: Seat, act: Act, stop: asyncio.Event) -> None:
    """Do ``act`` whenever the seat is ours, until ``stop`` is set; cancelled, ``act`` ends what it has in hand.

    Whoever is overtaken stands by again. While a database does not answer it waits. Any other error is raised.
    """
    pause, waits = LOOK_AGAIN, False
    while not stop.is_set():
        try:
            if await asyncio.to_thread(seat.take):
                log.info("active")
                waits, pause = False, LOOK_AGAIN
                await while_seated(seat, act, stop)
            elif not waits:
                log.info("standing_by")
                waits = True
        except Overtaken as overtaken:
            log.warning("overtaken", by=str(overtaken))
        except UNAVAILABLE as error:
            pause = min(pause * 2, LONGEST_PAUSE)
            log.warning("database_does_not_answer", seconds=pause, error=type(error).__name__)
        finally:
            await asyncio.to_thread(seat.leave)
        await rest(stop, pause)


async def while_seated(seat: Seat, act: Act, stop: asyncio.Event) -> None:
    """Do ``act`` until it ends, or ``stop`` is set, or the seat is lost; then it is cancelled, and waited for."""
    acting = asyncio.ensure_future(act())
    try:
        while not acting.done() and not stop.is_set():
            if not await asyncio.to_thread(seat.still):
                log.warning("seat_lost")
                break
            await first_of(acting, stop.wait(), LOOK_AGAIN)
    finally:
        acting.cancel()
        with suppress(asyncio.CancelledError):
            await acting


async def first_of(acting: asyncio.Future[None], other: Awaitable[Any], seconds: float) -> None:
    waiting = asyncio.ensure_future(other)
    try:
        await asyncio.wait({acting, waiting}, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
    finally:
        waiting.cancel()


async def rest(stop: asyncio.Event, seconds: float) -> None:
    """Sleep, but not on when ``stop`` is set."""
    with suppress(TimeoutError):
        await asyncio.wait_for(stop.wait(), seconds)
