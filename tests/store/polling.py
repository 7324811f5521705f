"""Waiting for something that other threads bring about."""

from __future__ import annotations

import time
from collections.abc import Callable

WITHIN = 60.0  # seconds; no test waits that long unless it fails


def until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + WITHIN
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.001)
