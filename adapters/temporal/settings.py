"""How patient the machinery around Temporal is. All in seconds of real time."""

from __future__ import annotations

import msgspec

from adapters.installation import Installation
from workflows.waiting import Patience

DAY = 86_400.0


class TemporalSettings(msgspec.Struct, frozen=True, kw_only=True):
    """The defaults are for production."""

    patience: Patience = Patience()
    workflow_task: float = 10.0  # how soon a worker killed in a workflow task is noticed
    sticky: float = 10.0  # how long a task waits for the worker that has the workflow in its cache
    threads: int = 8  # for activities; below the 15 connections that the SQLite store can give
    cached_workflows: int = 1000
    poll: float = 0.2  # how often the relay looks at the log
    longest_back_off: float = 10.0  # of the relay, while Temporal does not answer
    stops_within: float = 5.0  # how long a worker that is asked to stop lets its activities go on
    sweep_every: float = 3600.0
    ui_port: int | None = None  # on the loopback, of the embedded server's own pages; None: no pages
    horizon: float | None = None  # a case that waits longer may be without a workflow: the sweeper starts one in time
    late_by: float = 900.0  # a moment this long past is nudged though its workflow is open


PRODUCTION = TemporalSettings()

BRISK = TemporalSettings(
    patience=Patience(
        activity=2.0, first_retry=1.0, longest_retry=2.0, unseen_version=(0.5, 1.0, 1.5), nothing_done=0.2
    ),
    workflow_task=2.0,
    sticky=1.0,
    poll=0.1,
    longest_back_off=1.0,
    sweep_every=5.0,
    late_by=120.0,
)
"""For the demo and for tests: whatever is killed is missed within a second or two."""


def settings_of(opened: Installation) -> TemporalSettings:
    """On an accelerated clock the machinery is in a hurry too, and a horizon comes nearer with it."""
    factor, days = opened.clock.factor, opened.settings.horizon_days
    chosen = BRISK if opened.settings.brisk or factor != 1 else PRODUCTION
    return chosen if days is None else msgspec.structs.replace(chosen, horizon=days * DAY / factor)
