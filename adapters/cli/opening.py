"""Opens the installation that the environment names, for one command."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from adapters.cli.output import fail
from adapters.clock import Clock
from adapters.installation import Installation, open_installation
from adapters.settings import settings_from
from domain.calendar import SHANGHAI


@contextmanager
def installation(clock: Clock | None = None) -> Iterator[Installation]:
    with open_installation(settings_from(os.environ), clock) as opened:
        yield opened


def instant(text: str | None) -> datetime | None:
    """A moment as people write it, in Beijing time: ``2020-06-02`` is the end of that day, ``2020-06-02 09:00``."""
    if text is None:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        fail(f"时间“{text}”无法识别，请写成 2020-06-02 或 2020-06-02 09:00")
    if len(text) <= len("2020-06-02"):
        moment = moment.replace(hour=23, minute=59, second=59, microsecond=999_999)
    return moment if moment.tzinfo else moment.replace(tzinfo=SHANGHAI)
