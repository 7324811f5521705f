"""案件的事件: the events of one case, or of some, from a viewpoint.

For now they come from the stream of the case, for any other moment from the beginning of the log that was known then.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from uuid import UUID

from domain.events import Event
from projections.as_of import Basis, Viewpoint, fold
from projections.log import Log, decode


def seen(log: Log, case_id: UUID, view: Viewpoint) -> tuple[Sequence[Event], Basis]:
    """The events of one case, and what that rests on. Raises CannotRead."""
    if view.live:
        position = log.max_notification_id() or 0
        return of_stream(log, case_id), view.basis(position, final=False)
    events, basis = gathered(log, view, {case_id})
    return events.get(case_id, ()), basis


def events_of(log: Log, view: Viewpoint, cases: Collection[UUID]) -> Mapping[UUID, Sequence[Event]]:
    """The events of each of these cases, in stream order. Raises CannotRead."""
    if view.live:
        return {case_id: of_stream(log, case_id) for case_id in cases}
    return gathered(log, view, cases)[0]


def of_stream(log: Log, case_id: UUID) -> Sequence[Event]:
    return [decode(stored) for stored in log.select_events(case_id)]


def gathered(log: Log, view: Viewpoint, cases: Collection[UUID]) -> tuple[Mapping[UUID, Sequence[Event]], Basis]:
    def apply(events: list[Event] | None, event: Event) -> list[Event] | None:
        if event.originator_id not in cases:
            return events
        events = events if events is not None else []
        events.append(event)
        return events

    return fold(log, view, apply)
