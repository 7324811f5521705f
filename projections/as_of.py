"""任何时点: a table as of one instant, as known at another, is a plain fold over the beginning of the log.

``as_of`` is the moment spoken of, ``known_at`` the moment of knowledge. The events folded are those with known instant
<= known_at and occurred_at <= as_of, in stream order. Source: design.md section 6, invariants I-5 and I-6.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TypeVar
from uuid import UUID

import msgspec

from domain.events import Event
from projections.log import Log, read_all

ALLOWED_SKEW = timedelta(minutes=2)
"""How far the clocks of two writers may be apart."""

Row = TypeVar("Row")
Apply = Callable[[Row | None, Event], Row | None]


class Viewpoint(msgspec.Struct, frozen=True):
    """From where a table is seen. Both instants default to ``now``, which the caller reads from his clock."""

    now: datetime
    as_of: datetime | None = None
    known_at: datetime | None = None

    @property
    def at(self) -> datetime:
        return self.as_of or self.now

    @property
    def known(self) -> datetime:
        return self.known_at or self.now

    @property
    def live(self) -> bool:
        """Whether everything that was ever recorded belongs in the table."""
        return self.at >= self.now and self.known >= self.now

    @property
    def settled(self) -> bool:
        """Whether whoever reads the log to its end now has met all that was known then."""
        return self.now - self.known > ALLOWED_SKEW

    def basis(self, position: int, *, final: bool) -> Basis:
        return Basis(as_of=self.at, known_at=self.known, position=position, provisional=not final)


class Basis(msgspec.Struct, frozen=True):
    """What an answer rests on: the log up to ``position``.

    ``provisional`` (暂定): an event that was known by ``known_at`` may still be on its way into the log.
    """

    as_of: datetime
    known_at: datetime
    position: int
    provisional: bool


def fold(log: Log, view: Viewpoint, apply: Apply[Row]) -> tuple[dict[UUID, Row], Basis]:
    """The rows of all cases from a viewpoint, in the order of their first events. Raises CannotRead."""
    rows: dict[UUID, Row] = {}
    position, passed = 0, False
    for known in read_all(log):
        if known.known_at > view.known:
            passed = True
            break
        position = known.position
        if known.event.occurred_at <= view.at:
            case_id = known.event.originator_id
            row = apply(rows.get(case_id), known.event)
            if row is not None:
                rows[case_id] = row
    return rows, view.basis(position, final=passed or view.settled)
