"""过程: when each problem went into which stage; what pictures over time are drawn from.

``apply`` is a function of row and event, on top of that of the ledger. Source: domain reference, sections 4 and 10.
"""

from __future__ import annotations

from datetime import datetime

import msgspec

from domain.event_table import PROBLEM_EVENTS
from domain.events import Event, topic
from domain.problem.problem import ENDED, NOT_COUNTED, Stage
from projections import ledger
from projections.ledger import LedgerRow

TOPICS = tuple(topic(cls) for cls in PROBLEM_EVENTS)


class Entered(msgspec.Struct, frozen=True):
    """The problem is in ``stage`` from ``at`` on."""

    stage: Stage
    at: datetime


class Course(msgspec.Struct, frozen=True):
    """A problem as the ledger has it, and its stages in the order of the log."""

    row: LedgerRow
    entered: tuple[Entered, ...]

    def stage_at(self, at: datetime) -> Stage | None:
        """The stage at the end of an instant; None: not registered by then."""
        return next((one.stage for one in reversed(self.entered) if one.at <= at), None)

    def open_at(self, at: datetime) -> bool:
        stage = self.stage_at(at)
        return stage is not None and stage not in ENDED

    def counted_at(self, at: datetime) -> bool:
        stage = self.stage_at(at)
        return stage is not None and stage not in NOT_COUNTED

    @property
    def open(self) -> bool:
        return self.row.stage not in ENDED


def apply(course: Course | None, event: Event) -> Course | None:
    """The course after this event; None as long as the problem is not registered."""
    before = course.row if course else None
    after = ledger.apply(before, event)
    if after is None or after is before:
        return course
    if course is None:
        return Course(after, (Entered(after.stage, event.occurred_at),))
    if after.stage is course.row.stage:
        return Course(after, course.entered)
    return Course(after, (*course.entered, Entered(after.stage, event.occurred_at)))
