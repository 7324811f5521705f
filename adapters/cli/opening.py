"""Opens the installation that the environment names, for one command."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from adapters.cli.output import fail
from adapters.clock import Clock
from adapters.installation import Installation, open_installation
from adapters.play.instants import read_when
from adapters.settings import settings_from


@contextmanager
def installation(clock: Clock | None = None) -> Iterator[Installation]:
    with open_installation(settings_from(os.environ), clock) as opened:
        yield opened


def instant(text: str | None) -> datetime | None:
    """A moment as people write it, in Beijing time: ``2020-06-02 09:00``, or ``2020-06-02`` for all of that day."""
    if text is None:
        return None
    when = read_when(text)
    if when is None:
        fail(f"时间“{text}”无法识别，请写成 2020-06-02 或 2020-06-02 09:00（北京时间）")
    return when.ends()
