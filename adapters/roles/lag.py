"""落后: how far a follower of the log is behind its end."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from eventsourcing.persistence import ApplicationRecorder

from adapters.metrics import Labels, Metrics
from domain.event_table import EVENTS


def show_lag(
    shown: Metrics, name: str, recorder: ApplicationRecorder, position: Callable[[], int], now: Callable[[], datetime]
) -> None:
    """Two figures, ``duban_NAME_lag_events`` and ``duban_NAME_lag_seconds``, the latter in business time."""

    def events() -> dict[Labels, float]:
        return {(): float((recorder.max_notification_id() or 0) - position())}

    def seconds() -> dict[Labels, float]:
        ahead = recorder.select_notifications(position(), 1, inclusive_of_start=False)
        if not ahead:
            return {(): 0.0}
        oldest = EVENTS.decode(ahead[0].topic, ahead[0].state).timestamp
        return {(): max(0.0, (now() - oldest).total_seconds())}

    shown.figures(f"duban_{name}_lag_events", f"Events of the log that the {name} has not come to yet", events)
    shown.figures(f"duban_{name}_lag_seconds", "Since the oldest of them was recorded, in business time", seconds)
