"""Waiting in tests: looks again until it is so, never sleeps and hopes."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable


async def until(holds: Callable[[], Awaitable[bool]], within: float = 60.0, every: float = 0.05) -> None:
    """Return when it holds, looking ``every`` so many seconds; AssertionError when it does not ``within`` so many."""
    deadline = time.monotonic() + within
    while not await holds():
        assert time.monotonic() < deadline, f"it did not come about within {within} s"
        await asyncio.sleep(every)
