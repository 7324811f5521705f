"""覆盖情况: what inspections reached, village by village and month by month, told from their states alone.

Each function says what was so when the states given were: states of an earlier moment give the figures of that moment.
Source: domain reference, sections 8 and 11 (L10); R000-14, R003-09, R003-10.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date

import msgspec

from domain.case import CaseEvent
from domain.inspection.inspection import Inspection, Outcome, Visit
from domain.inspection.profile import profile_of, reached_by, village_reached
from domain.rates import percentage
from domain.sampling.profile import sample_shortfalls, shortfalls, village_samples
from domain.supervision import InspectionRules


class VillageRow(msgspec.Struct, frozen=True):
    """A line of the sampling ledger (抽样台账): one village of one inspection against what the pack asks of it.

    ``households`` are those of the sample that were met, ``beside`` others that were met, ``not_reached`` those of the
    sample that were not and so count as not verified. ``lacks`` says in Chinese what is missing. Flagged are facts that
    are ``doubtful``, and findings that their household did not acknowledge, be it that it was not asked (R000-29).
    """

    number: str
    group: str
    village: str
    kind: str
    floor: int
    drawn: int
    households: int
    beside: int
    not_reached: int
    interviews: int
    findings: int
    complete: bool
    lacks: tuple[str, ...] = ()
    doubtful: tuple[str, ...] = ()
    not_acknowledged: tuple[str, ...] = ()

    @property
    def short(self) -> bool:
        return bool(self.lacks)


class Covered(msgspec.Struct, frozen=True):
    """So many of so many, and the share with one decimal."""

    done: int
    of: int

    @property
    def share(self) -> str:
        return percentage(self.done, self.of)


# --- villages -----------------------------------------------------------------------------------------------------


def village_rows(inspection: Inspection, rules: InspectionRules) -> tuple[VillageRow, ...]:
    """A row for each visit that has begun, in the order of the plan."""
    return tuple(village_row(inspection, visit, rules) for visit in inspection.visits if visit.started_at is not None)


def village_row(inspection: Inspection, visit: Visit, rules: InspectionRules) -> VillageRow:
    profile = msgspec.structs.replace(profile_of(rules), areas=())
    reached = village_reached(inspection, visit)
    sample = {one.id for one in inspection.sample_of(visit.village)}
    missed = {ref for ref, met in visit.households.items() if met.outcome is Outcome.NOT_REACHED}
    [line] = village_samples(profile.households, [reached]) if profile.households else (None,)
    return VillageRow(
        number=inspection.number,
        group=inspection.group,
        village=visit.village,
        kind=visit.kind,
        floor=line.floor if line else 0,
        drawn=len(sample),
        households=len(reached.households.entries),
        beside=len(visit.verified() - sample),
        not_reached=len(missed & sample),
        interviews=len(visit.interviewed),
        findings=findings_by_village([inspection])[visit.village],
        complete=visit.completed_at is not None,
        lacks=tuple(one.message for one in shortfalls(profile, reached_by(inspection, (visit,)))),
        doubtful=visit.doubtful,
        not_acknowledged=tuple(
            found.problem_no
            for found in inspection.findings
            if found.village == visit.village and found.household and not found.acknowledged
        ),
    )


def villages_covered(inspections: Iterable[Inspection], villages: Sequence[str]) -> Covered:
    """How many of the villages have a visit that is complete (逐村督查)."""
    done = {v.village for inspection in inspections for v in inspection.visits if v.completed_at is not None}
    return Covered(len(done.intersection(villages)), len(villages))


def findings_by_village(inspections: Iterable[Inspection]) -> Counter[str]:
    return Counter(found.village for inspection in inspections for found in inspection.findings)


# --- groups and months --------------------------------------------------------------------------------------------


def is_valid(inspection: Inspection, rules: InspectionRules) -> bool:
    """Whether it counts: every village complete, and enough towns and villages of each class."""
    visits = inspection.visits
    if not visits or any(visit.completed_at is None for visit in visits):
        return False
    return reaches_enough(inspection, rules)


def reaches_enough(inspection: Inspection, rules: InspectionRules) -> bool:
    """Enough towns, villages of each class and households, of what was reached by now."""
    return not any(sample_shortfalls(profile_of(rules), reached_by(inspection, inspection.visits)))


def groups_covered(
    inspections: Iterable[Inspection], groups: Sequence[str], month: date, rules: InspectionRules
) -> Covered:
    """How many groups have a valid inspection that began in the month of that day (每月督查1次)."""
    in_month = (one for one in inspections if (one.first_on.year, one.first_on.month) == (month.year, month.month))
    valid = {inspection.group for inspection in in_month if is_valid(inspection, rules)}
    return Covered(len(valid.intersection(groups)), len(groups))


# --- as of --------------------------------------------------------------------------------------------------------


def as_it_was(events: Iterable[CaseEvent]) -> Inspection | None:
    """The inspection after these events, the first ones of its stream."""
    state: Inspection | None = None
    for event in events:
        state = event.evolve(state)
    return state
