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
from domain.calendar import end_of_day, local_date
from domain.refusal import Refused
from projections.as_of import Viewpoint
from projections.log import read_all


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


def viewpoint(opened: Installation, as_of: str | None, known_at: str | None) -> Viewpoint:
    """From where the options look. Raises Refused for a moment to come, and for one at which nothing was known yet."""
    view = Viewpoint(opened.now(), instant(as_of), instant(known_at))
    for at in (view.at, view.known):
        if at > max(view.now, end_of_day(local_date(view.now))):
            raise Refused("moment_ahead", at=at, now=view.now)
    first = next(read_all(opened.casework.recorder), None)
    if first is not None and view.known < first.event.timestamp:
        raise Refused("nothing_known_yet", at=view.known, first=first.event.timestamp)
    return view


def known_names(opened: Installation, campaign: str, unit: str) -> None:
    """A campaign without rules, a unit that is not in the roster: a slip, not an empty list. Raises Refused."""
    if campaign:
        opened.casework.rules(campaign)
    if unit:
        opened.casework.organisation.unit(unit)
