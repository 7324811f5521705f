"""Rebuild: every lifecycle comes back from the log after Temporal lost its database. Safe to run twice."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Iterator
from uuid import UUID

from adapters.temporal.lifecycles import Lifecycles, Nudge
from adapters.temporal.position import Position
from domain.casework import CaseView, Casework

OpenCases = Callable[[], Iterable[UUID]]
"""Gives the ids of all cases that may wait for a moment; one that has ended, or ends meanwhile, does no harm."""


async def rebuild(casework: Casework, open_cases: OpenCases, lifecycles: Lifecycles) -> int:
    """Wake the lifecycle of every open case that waits for a moment, started if it does not run; how many.

    Raises RPCError if Temporal does not answer; then run it again.
    """
    waiting = await asyncio.to_thread(lambda: list(waiting_cases(casework, open_cases)))
    await lifecycles.nudge_all(nudge_of(case) for case in waiting)
    return len(waiting)


def waiting_cases(casework: Casework, open_cases: OpenCases) -> Iterator[CaseView]:
    """The open cases that wait for a moment, as the log has them."""
    for case_id in open_cases():
        case = casework.view(case_id)
        if case is not None and case.next_moment is not None:
            yield case


def nudge_of(case: CaseView) -> Nudge:
    return Nudge(case.kind, case.case_id, case.version)


async def forget_lost_events(casework: Casework, position: Position) -> None:
    """After the store was put back from a backup: a follower goes on from the end of the log that there is."""
    await asyncio.to_thread(go_on_from_the_end, casework, position)


def go_on_from_the_end(casework: Casework, position: Position) -> None:
    """If it is ahead of the log; what has been dealt with stays dealt with."""
    at, end = position.read(), casework.recorder.max_notification_id() or 0
    if at > end:
        position.move(at, end)
