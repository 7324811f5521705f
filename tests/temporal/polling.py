"""Waiting in tests: looks again until it is so, never sleeps and hopes."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable


async def until(holds: Callable[[], Awaitable[bool]], within: float = 30.0) -> None:
    """Return as soon as it holds; AssertionError when it does not hold ``within`` seconds."""
    deadline = time.monotonic() + within
    while not await holds():
        assert time.monotonic() < deadline, f"it did not come about within {within} s"
        await asyncio.sleep(0.05)
