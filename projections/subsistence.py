"""低保规模: how many households receive the allowance on two days, and what the records between them show (R001-65).

A figure that is reported from elsewhere is held against it (增减是否符合实际). A household whose first record is that
the allowance ended received it before. ``apply`` is a function of row and event, for any moment.
"""

from __future__ import annotations

from datetime import date

import msgspec
from msgspec.structs import replace

from domain.calendar import local_date
from domain.events import Event, topic
from domain.monitoring_case.assisting import AidDelivered, UrgentAidDelivered
from domain.monitoring_case.household_register import AidKind, HouseholdAidRecorded
from domain.monitoring_case.subsistence import SubsistenceChanged
from domain.monitoring_case.verifying import RiskClueRegistered
from domain.problem.problem import Place
from projections.as_of import Basis
from projections.seeing import Seen

TOPICS = tuple(
    map(topic, (RiskClueRegistered, SubsistenceChanged, HouseholdAidRecorded, AidDelivered, UrgentAidDelivered))
)


class Change(msgspec.Struct, frozen=True):
    on: date
    receives: bool


class Supported(msgspec.Struct, frozen=True):
    """A household: where it lives, when its allowance began or ended, when it got temporary aid."""

    place: Place
    changes: tuple[Change, ...] = ()
    temporary: tuple[date, ...] = ()

    def receives(self, day: date) -> bool:
        """Whether it receives the allowance at the end of a day."""
        before = [change for change in self.changes if change.on <= day]
        if before:
            return before[-1].receives
        return bool(self.changes) and not self.changes[0].receives


def apply(row: Supported | None, event: Event) -> Supported | None:
    match event:
        case RiskClueRegistered():
            return row or Supported(event.place)
        case SubsistenceChanged():
            row = row or Supported(event.place)
            change = Change(local_date(event.occurred_at), event.receives)
            return replace(row, place=event.place, changes=(*row.changes, change))
        case HouseholdAidRecorded() if event.kind is AidKind.TEMPORARY:
            row = row or Supported(event.place)
            return replace(row, temporary=(*row.temporary, local_date(event.occurred_at)))
        case AidDelivered() | UrgentAidDelivered() if row is not None and event.kind is AidKind.TEMPORARY:
            return replace(row, temporary=(*row.temporary, local_date(event.occurred_at)))
    return row


class Scale(msgspec.Struct, frozen=True):
    """One area between two days (the first not included). ``reported`` is the change that others report, if any.

    ``agrees`` is None where nothing is reported.
    """

    basis: Basis
    unit: str
    first: date
    last: date
    before: int
    after: int
    began: int
    ended: int
    temporary_aid: int
    reported: int | None = None

    @property
    def change(self) -> int:
        return self.after - self.before

    @property
    def agrees(self) -> bool | None:
        return None if self.reported is None else self.reported == self.change


def scale(then: Seen, unit: str, first: date, last: date, reported: int | None = None) -> Scale:
    """Of the households that live in a county, a town or a village; of all without one."""
    rows, basis = then.folded(apply, TOPICS), then.basis
    here = [row for row in rows.values() if unit in ("", row.place.county, row.place.town, row.place.village)]
    states = [(row.receives(first), row.receives(last)) for row in here]
    return Scale(
        basis=basis,
        unit=unit,
        first=first,
        last=last,
        before=sum(before for before, _ in states),
        after=sum(after for _, after in states),
        began=sum(after and not before for before, after in states),
        ended=sum(before and not after for before, after in states),
        temporary_aid=sum(first < day <= last for row in here for day in row.temporary),
        reported=reported,
    )
