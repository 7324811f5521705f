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
    events, basis = seen_together(log, [case_id], view)
    return events[case_id], basis


def seen_together(log: Log, cases: Collection[UUID], view: Viewpoint) -> tuple[Mapping[UUID, Sequence[Event]], Basis]:
    """The same of several cases, for which the log is read once; none of a case that was not there then."""
    if view.live:
        position = log.max_notification_id() or 0
        streams = {case_id: [decode(stored) for stored in log.select_events(case_id)] for case_id in cases}
        return streams, view.basis(position, final=False)

    def apply(events: list[Event] | None, event: Event) -> list[Event] | None:
        if event.originator_id not in cases:
            return events
        events = events if events is not None else []
        events.append(event)
        return events

    found, basis = fold(log, view, apply)
    return {case_id: found.get(case_id, []) for case_id in cases}, basis
