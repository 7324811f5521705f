"""抽样台账 (L10): a line for each village of each inspection, against what the pack asks. Where an event becomes a row.

A row is the inspection as its events tell it; ``apply`` is a function of row and event, so every table as of any moment
is a fold with it. It bears observations that are told without the plan they belong to. Visits that are hidden are not
in it. Source: domain reference, sections 8 and 11; R000-14, R000-24, R003-09 to R003-11.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date

import msgspec

from domain.case import CaseEvent
from domain.event_table import INSPECTION_EVENTS
from domain.events import Event, topic
from domain.inspection.coverage import Covered, VillageRow, groups_covered, is_valid, village_row
from domain.inspection.inspection import STAGE_NAMES, Inspection, Visit, VisitEvent
from domain.inspection.planning import InspectionPlanned
from domain.pack import Pack
from domain.supervision import VisitMode
from projections.as_of import Basis
from projections.seeing import Seen

OF_INSPECTIONS = tuple(cls for cls in INSPECTION_EVENTS if issubclass(cls, CaseEvent))
"""Without what stands in the registers of households and villages."""

TOPICS = tuple(topic(cls) for cls in OF_INSPECTIONS)

Shown = Callable[[Inspection, Visit], bool]


# --- rows ---------------------------------------------------------------------------------------------------------


def apply(row: Inspection | None, event: Event) -> Inspection | None:
    """The inspection after this event; None as long as there is nothing to tell of the stream."""
    if not isinstance(event, OF_INSPECTIONS) or (row is None and not isinstance(event, InspectionPlanned)):
        return row
    if row is not None and event.originator_version <= row.version:
        return row
    if row is not None and isinstance(event, VisitEvent) and row.visit(event.village) is None:
        return row
    after: Inspection = event.evolve(row)
    return after


# --- the table ----------------------------------------------------------------------------------------------------


class InspectionLine(msgspec.Struct, frozen=True):
    """One inspection: when, where, how far, and whether it counts for its month."""

    number: str
    campaign: str
    group: str
    area: str
    first_on: date
    last_on: date
    over_limit: int
    state: str
    valid: bool
    findings: int
    good_practices: int
    letter_due_on: date | None
    villages: tuple[VillageRow, ...]


class Totals(msgspec.Struct, frozen=True):
    """Over all lines shown: households of the samples that were met, the floors, villages that fall short."""

    villages: int
    complete: int
    households: int
    floor: int
    short: int


class Month(msgspec.Struct, frozen=True):
    """How many groups have a valid inspection in a month."""

    first: date
    covered: Covered
    share: str


class SamplingLedger(msgspec.Struct, frozen=True):
    basis: Basis
    lines: tuple[InspectionLine, ...]
    totals: Totals
    months: tuple[Month, ...] = ()


def sampling_ledger(
    then: Seen,
    rulebook: Mapping[str, Pack],
    campaign: str = "",
    groups: tuple[str, ...] = (),
    shown: Shown | None = None,
) -> SamplingLedger:
    """From a viewpoint, of one campaign or of all; month by month for its groups.

    A covert visit is in it only where ``shown`` says so, or once it is done.
    """
    rows, basis = then.folded(apply, TOPICS), then.basis
    inspections = [row for row in rows.values() if campaign in ("", row.campaign)]
    lines = tuple(line_of(one, rulebook[one.campaign], shown or is_open) for one in inspections)
    months = tuple(months_of(inspections, groups, rulebook[campaign])) if groups else ()
    return SamplingLedger(basis, lines, totals_of(lines), months)


def line_of(inspection: Inspection, pack: Pack, shown: Shown) -> InspectionLine:
    begun = [visit for visit in inspection.visits if visit.started_at is not None and shown(inspection, visit)]
    most = pack.inspection.days_max
    return InspectionLine(
        number=inspection.number,
        campaign=inspection.campaign,
        group=inspection.group,
        area=inspection.area,
        first_on=inspection.first_on,
        last_on=inspection.last_on,
        over_limit=max(0, inspection.days - most) if most else 0,
        state=STAGE_NAMES[inspection.stage],
        valid=is_valid(inspection, pack.inspection),
        findings=len(inspection.findings),
        good_practices=inspection.good_practices,
        letter_due_on=inspection.due_on,
        villages=tuple(village_row(inspection, visit, pack.inspection) for visit in begun),
    )


def is_open(inspection: Inspection, visit: Visit) -> bool:
    """What anybody may know of: a covert visit is hidden until it is done."""
    return visit.mode is VisitMode.OPEN or visit.completed_at is not None


def totals_of(lines: Iterable[InspectionLine]) -> Totals:
    rows = [row for line in lines for row in line.villages]
    return Totals(
        villages=len(rows),
        complete=sum(row.complete for row in rows),
        households=sum(row.households for row in rows),
        floor=sum(row.floor for row in rows),
        short=sum(row.short for row in rows),
    )


def months_of(inspections: list[Inspection], groups: tuple[str, ...], pack: Pack) -> Iterator[Month]:
    for first in sorted({one.first_on.replace(day=1) for one in inspections}):
        covered = groups_covered(inspections, groups, first, pack.inspection)
        yield Month(first, covered, covered.share)
