"""How far the walks go: every run of the tests walks the same ways; `make walk` walks others, and many more of them."""

from __future__ import annotations

import os

from hypothesis import settings

LIVES = "WALK_LIVES"
"""The variable of the environment that says how many lives instead."""


def walk(lives: int, steps: int) -> settings:
    """So many lives of so many steps each."""
    asked = os.environ.get(LIVES)
    return settings(
        max_examples=int(asked or lives), stateful_step_count=steps, deadline=None, derandomize=asked is None
    )
