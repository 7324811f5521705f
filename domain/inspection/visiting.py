"""入户: a visit begins, households are met or not, and it is complete when its sample and its interviews are.

Source: domain reference, section 8; R000-18, R000-20, R000-24, R000-27, R001-58, R003-07, R003-11.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import ClassVar

import msgspec
from msgspec.structs import replace

from domain.calendar import Due
from domain.circumstances import Circumstances
from domain.duty.performing import count_towards
from domain.events import Named, NewEvent, topic
from domain.inspection.coverage import reaches_enough
from domain.inspection.inspection import HouseholdVisit, Inspection, Outcome, Stage, Visit, VisitEvent
from domain.inspection.planning import not_recused
from domain.inspection.profile import profile_of, reached_by
from domain.inspection.registers import asked, household_register, not_asked_before, note_visit
from domain.owing import Obligation
from domain.policy import Duty
from domain.refusal import Refused
from domain.sampling.profile import require_enough, village_samples
from domain.sealing import Sealed

# --- commands -----------------------------------------------------------------------------------------------------


class StartVisit(msgspec.Struct, frozen=True):
    """进村: with so many people in all, drivers and company included (轻车简从)."""

    village: str
    party_size: int


class HouseholdMet(msgspec.Struct, frozen=True):
    """One household: met or not reached. ``facts`` are the codes of what was asked there; what the system or another
    visit of the campaign knows is not asked again. ``again_because`` says why one is visited a second time;
    ``project`` names the project that led there; ``retry_on`` when somebody who was away is tried again."""

    household: str
    outcome: Outcome = Outcome.VISITED
    facts: tuple[str, ...] = ()
    note: str = ""
    project: str = ""
    again_because: str = ""
    retry_on: date | None = None


class VisitHouseholds(msgspec.Struct, frozen=True):
    """入户调查: any number of households of a village."""

    village: str
    met: tuple[HouseholdMet, ...]


class CompleteVisit(msgspec.Struct, frozen=True):
    """办结本村督查. ``methods`` are those used beside the ones that were recorded."""

    village: str
    methods: tuple[str, ...] = ()


# --- events -------------------------------------------------------------------------------------------------------


class VisitStarted(VisitEvent, frozen=True, kw_only=True, tag="inspection.visit_started"):
    party: tuple[str, ...]
    party_size: int

    def apply(self, state: Inspection) -> Inspection:
        return replace(super().apply(state), stage=Stage.ON_SITE)

    def on_visit(self, visit: Visit) -> Visit:
        return replace(visit, started_at=self.occurred_at)


class HouseholdVisited(VisitEvent, frozen=True, kw_only=True, tag="inspection.household_visited"):
    """``drawn``: it stands in the sample. What was said there is sealed under the household's key."""

    household: str
    outcome: Outcome
    attempt: int
    drawn: bool
    by: Named
    facts: tuple[str, ...] = ()
    note: Sealed | None = None
    project: str = ""
    again_because: Sealed | None = None
    retry_on: date | None = None
    method: ClassVar[str] = "HOUSEHOLD_VISIT"

    def on_visit(self, visit: Visit) -> Visit:
        met = HouseholdVisit(self.outcome, self.attempt, self.project)
        return replace(visit, households={**visit.households, self.household: met})


class VisitCompleted(VisitEvent, frozen=True, kw_only=True, tag="inspection.visit_completed"):
    """``households`` counts those of the sample that were met, against the ``floor`` of the pack."""

    households: int
    floor: int
    interviews: int
    methods: tuple[str, ...] = ()
    unanswered: tuple[str, ...] = ()
    seen: ClassVar[bool] = False

    def on_visit(self, visit: Visit) -> Visit:
        return replace(visit, completed_at=self.occurred_at, used=visit.used.union(self.methods))


# --- decisions ----------------------------------------------------------------------------------------------------


def start_visit(inspection: Inspection, command: StartVisit, c: Circumstances) -> Iterator[NewEvent]:
    visit = planned_visit(inspection, command.village, c)
    if visit.started_at is not None:
        raise Refused("visit_begun", village=visit.village)
    everybody_pledged(inspection, visit, c)
    if command.party_size < len(visit.party):
        raise Refused("party_too_small", size=command.party_size, least=len(visit.party))
    yield (
        VisitStarted,
        {
            "village": visit.village,
            "party": visit.party,
            "party_size": command.party_size,
            "arms": letter_owed(inspection.last_on, c) if inspection.stage is not Stage.ON_SITE else (),
        },
    )


def visit_households(inspection: Inspection, command: VisitHouseholds, c: Circumstances) -> Iterator[NewEvent]:
    visit = open_visit(inspection, command.village, c)
    drawn = {one.id for one in inspection.sample_of(visit.village)}
    if len({met.household for met in command.met}) < len(command.met):
        raise Refused("household_twice", village=visit.village)
    for met in command.met:
        yield from met_household(inspection, visit, met, met.household in drawn, c)


def complete_visit(inspection: Inspection, command: CompleteVisit, c: Circumstances) -> Iterator[NewEvent]:
    visit = open_visit(inspection, command.village, c)
    the_methods_are_known(command.methods, c)
    profile = replace(profile_of(c.pack.inspection), areas=())
    reached = reached_by(inspection, (visit,))
    require_enough(profile, reached)
    [sampled] = village_samples(profile.households, reached.villages) if profile.households else (None,)
    yield (
        VisitCompleted,
        {
            "village": visit.village,
            "households": len(reached.villages[0].households.entries),
            "floor": sampled.floor if sampled else 0,
            "interviews": len(visit.interviewed),
            "methods": tuple(sorted(visit.used.union(command.methods))),
            "unanswered": tuple(item for item in checklist(c) if item not in visit.answered),
        },
    )
    if all(other.completed_at is not None for other in inspection.visits if other is not visit):
        yield from counts_as_inspected(inspection, c)


def counts_as_inspected(inspection: Inspection, c: Circumstances) -> Iterator[NewEvent]:
    """With its last village an inspection that reached enough is done for the month in which it began (R003-09)."""
    if reaches_enough(inspection, c.pack.inspection):
        record = f"督查{inspection.number}"
        yield from count_towards(topic(VisitCompleted), inspection.group, record, inspection.first_on, c)


# --- rules --------------------------------------------------------------------------------------------------------


def planned_visit(inspection: Inspection, village: str, c: Circumstances) -> Visit:
    """The visit to a village; whoever acts in it is of its party and not recused (SoD-3)."""
    visit = inspection.visit(village)
    if visit is None:
        raise Refused("visit_not_planned", village=village, number=inspection.number)
    not_recused(c.actor.person, village, c)
    if c.actor.person not in visit.party:
        raise Refused("not_of_the_party", name=c.actor.name, number=inspection.number)
    return visit


def open_visit(inspection: Inspection, village: str, c: Circumstances) -> Visit:
    """A visit that has begun and is not complete."""
    visit = planned_visit(inspection, village, c)
    if visit.completed_at is not None:
        raise Refused("visit_completed", village=village)
    if visit.started_at is None:
        raise Refused("visit_not_begun", village=village)
    return visit


def everybody_pledged(inspection: Inspection, visit: Visit, c: Circumstances) -> None:
    """No visit before each of its party has pledged discipline (R000-34)."""
    without = [person for person in visit.party if person not in inspection.pledged]
    if without:
        names = "、".join(c.organisation.person(person).name for person in without)
        raise Refused("pledge_missing", names=names)


def the_methods_are_known(methods: Iterable[str], c: Circumstances) -> None:
    known = {method.code: method.label for method in c.pack.methods}
    for code in methods:
        if known and code not in known:
            raise Refused("unknown_method", method=code, known="、".join(f"{k} {label}" for k, label in known.items()))


# --- parts --------------------------------------------------------------------------------------------------------


def met_household(
    inspection: Inspection, visit: Visit, met: HouseholdMet, drawn: bool, c: Circumstances
) -> Iterator[NewEvent]:
    """One household; that it was met goes into its register, so that nobody comes again for the same."""
    register = household_register(inspection.campaign, met.household)
    known = asked(register, c)
    if known.visited_on is not None and met.outcome is Outcome.VISITED and not met.again_because.strip():
        raise Refused("household_visited_before", household=met.household, on=known.visited_on, by=known.visited_by)
    not_asked_before(met.facts, known, met.household)
    before = visit.households.get(met.household)
    yield (
        HouseholdVisited,
        {
            "village": visit.village,
            "household": met.household,
            "outcome": met.outcome,
            "attempt": before.attempts + 1 if before else 1,
            "drawn": drawn,
            "by": c.actor.named(),
            "facts": met.facts,
            "note": c.seal(met.household, "入户记录", met.note) if met.note.strip() else None,
            "project": met.project,
            "again_because": reason_to_come_again(known.visited_on, met, c),
            "retry_on": met.retry_on,
        },
    )
    if met.outcome is Outcome.VISITED:
        yield note_visit(register, inspection.id, inspection.number, met.facts)


def reason_to_come_again(visited_on: date | None, met: HouseholdMet, c: Circumstances) -> Sealed | None:
    if visited_on is None or not met.again_because.strip():
        return None
    return c.seal(met.household, "再次入户的理由", met.again_because)


def letter_owed(since: date, c: Circumstances) -> tuple[Obligation, ...]:
    """整改函: within so many days after the last day on the spot; nothing where the pack knows no letter."""
    rule = c.pack.inspection.letter
    if rule is None:
        return ()
    due: Due = c.calendar.within_days(since, rule.days, rule.roll)
    return (Obligation(Duty.LETTER, due, c.at),)


def checklist(c: Circumstances) -> tuple[str, ...]:
    """The items that are answered once for every village, with a finding or 无 (R000-05)."""
    return tuple(item.code for category in c.pack.taxonomy for item in category.items if item.each is not None)
