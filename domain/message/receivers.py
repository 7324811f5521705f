"""谁被告知: one table from event to who is told of it and in which capacity.

Told are the holders of posts as of the moment of the event: the deputy of whoever is away, the superior where there is
nobody. A row is a small rule that says whom it wants; who that is, is found in one way for all of them. Source: domain
reference, section 5.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import msgspec
from msgspec.structs import replace

from domain.archive.collecting import HandOverArchive
from domain.archive.consolidating import ConsolidateYear
from domain.archive.package import ArchiveOverdue, ArchiveReminded
from domain.authority import ACT_OF
from domain.calendar import local_date
from domain.campaign.report import ReportOverdue, ReportReminded
from domain.case import CaseKind, Command
from domain.check_pool import DrawOverdue, DrawReminded
from domain.clue import ClueOverdue, ClueReminded, ConcludeClue
from domain.duty.performing import DutyMissed, DutyReminded
from domain.events import Event, Named
from domain.inspection.inspection import InspectionOverdue, InspectionReminded
from domain.message.message import Capacity, Facts, Instead, Receiver, What
from domain.monitoring_case.consulting import ConsultationMissed, ConsultationReminded
from domain.monitoring_case.deadlines import MonitoringOverdueWarned, MonitoringReminded
from domain.obligations import Reminded
from domain.organisation import Organisation, Role, UnitKind
from domain.permitting import Asked, eligible
from domain.policy import Duty, Level, Policy
from domain.problem.claiming import UpholdRefusal
from domain.problem.closing import ApproveClose
from domain.problem.drawing import DrawPool
from domain.problem.escalating import ApproveEscalation
from domain.problem.looking_back import PassLookBack
from domain.problem.planning import ApprovePlan
from domain.problem.rechecking import EscalationProposed, EscalationReached, PassLayer
from domain.problem.rectifying import GrantExtension
from domain.problem.registering import MajorProblemReported
from domain.problem.suspending import ReviewLongTerm
from domain.referral.proposing import ApproveReferral, ReferralProposed
from domain.referral.referral import FeedbackOverdue, FeedbackReminded
from domain.supervision_paper.deadlines import PaperOverdue, PaperReminded
from domain.supervision_paper.issuing import PaperIssued, SignLetter
from domain.supervision_paper.serving import PaperServed


@dataclass(frozen=True, slots=True)
class Scene:
    """An event, its case as of that event, and the organisation as of its moment."""

    event: Any
    case: Any
    kind: CaseKind
    organisation: Organisation
    policy: Policy

    @property
    def day(self) -> date:
        return local_date(self.event.occurred_at)

    def named(self, person: str, unit: str = "") -> Named:
        return self.organisation.named(person, self.event.occurred_at, unit or None)

    def holding(self, unit: str, role: Role) -> tuple[str, ...]:
        """Who holds a role in a unit, or in the one that answers for it now."""
        holders = self.organisation.holders([self.organisation.current(unit)], self.event.occurred_at)
        return tuple(dict.fromkeys(person.id for person, post in holders if role in post.roles))


class Wanted(msgspec.Struct, frozen=True):
    """Who is to be told in one capacity; nobody: whoever stands above ``unit``, unless it may be left out."""

    capacity: Capacity
    people: tuple[Named, ...]
    unit: str
    optional: bool = False


class Telling(msgspec.Struct, frozen=True):
    """What is told of an event, and to whom. ``openly``: with the number of its case, to groups and interfaces too."""

    what: What
    facts: Facts
    receivers: tuple[Receiver, ...]
    nobody: tuple[Capacity, ...]
    openly: bool


Rule = Callable[[Scene], Iterable[Wanted]]

# --- whom a rule wants --------------------------------------------------------------------------------------------


def in_post(scene: Scene, capacity: Capacity, unit: str, role: Role, *, optional: bool = False) -> Wanted:
    people = tuple(scene.named(person, unit) for person in scene.holding(unit, role))
    return Wanted(capacity, people, unit, optional)


def head(scene: Scene, unit: str) -> Wanted:
    return in_post(scene, Capacity.UNIT_HEAD, unit, Role.HEAD)


def liaison(scene: Scene, unit: str) -> Wanted:
    return in_post(scene, Capacity.LIAISON, unit, Role.LIAISON, optional=True)


def unit_itself(scene: Scene, unit: str) -> Iterator[Wanted]:
    """主要负责人 and 联络员: whoever a unit has before it has named anybody."""
    yield head(scene, unit)
    yield liaison(scene, unit)


def those_answerable(scene: Scene) -> Iterator[Wanted]:
    """责任人 and 责任领导 of a problem; before they are named, the unit itself."""
    problem = scene.case
    persons = problem.persons or ((problem.person,) if problem.person else ())
    if not persons:
        yield from unit_itself(scene, problem.unit)
        return
    yield Wanted(Capacity.RESP_PERSON, persons, problem.unit)
    yield Wanted(Capacity.RESP_LEADER, (problem.leader,) if problem.leader else (), problem.unit, optional=True)


def who_may(scene: Scene, command: type[Command], capacity: Capacity = Capacity.DOER) -> Wanted:
    """Everybody who may do the act, by whichever way it goes; deputies do it in the place of those who are away."""
    act = ACT_OF[command]
    found = eligible(Asked(act, scene.case, scene.organisation, scene.policy, scene.event.occurred_at))
    people = tuple(actor.named() for actor in found.actors)
    return Wanted(capacity, people, found.node or scene.case.unit)


def nearest(scene: Scene, capacity: Capacity, unit: str, role: Role, *, optional: bool = False) -> Wanted:
    """The holders of a role at the lowest place, from the unit upwards, whose bodies have it; not the unit's own."""
    organisation = scene.organisation
    for place in organisation.upwards(unit) if unit in organisation.units else ():
        people = tuple(
            scene.named(person, body)
            for body in organisation.bodies_of(place.code)
            for person in scene.holding(body, role)
            if not organisation.same(body, unit)
        )
        if people:
            return Wanted(capacity, people, place.code)
    return Wanted(capacity, (), unit, optional)


def office_above(scene: Scene, unit: str) -> Wanted:
    return nearest(scene, Capacity.OFFICE, unit, Role.OFFICE, optional=True)


def field_workers(scene: Scene, unit: str, *roles: Role) -> Wanted:
    """Whoever works in the field there, in the grids of the village too."""
    organisation = scene.organisation
    units = tuple(organisation.all_within(organisation.current(unit)))
    people = tuple(scene.named(person, one) for role in roles for one in units for person in scene.holding(one, role))
    return Wanted(Capacity.FIELD_WORKER, people, unit)


# --- the rules: problems ------------------------------------------------------------------------------------------

WHO_SUPERVISES: Mapping[Duty, type[Command]] = {
    Duty.REFUSAL_VERIFY: UpholdRefusal,
    Duty.PLAN_REVIEW: ApprovePlan,
    Duty.EXT_DECISION: GrantExtension,
    Duty.RECHECK: PassLayer,
    Duty.CLOSE: ApproveClose,
    Duty.LOOK_BACK: PassLookBack,
    Duty.LONG_TERM_REVIEW: ReviewLongTerm,
}
"""The act that each duty of the supervising side comes to."""


def supervisors(scene: Scene) -> Wanted:
    return who_may(scene, WHO_SUPERVISES[scene.event.duty])


def problem_reminded(scene: Scene) -> Iterator[Wanted]:
    event = scene.event
    if event.supervising:
        yield supervisors(scene)
    elif event.units:
        for unit in event.units:
            yield from unit_itself(scene, unit)
    else:
        yield from those_answerable(scene)


def with_their_heads(scene: Scene, late: Wanted) -> Iterator[Wanted]:
    """Whoever of the supervising side is late, and the heads of their units."""
    yield late
    for unit in dict.fromkeys(person.unit for person in late.people if person.unit):
        yield head(scene, unit)


def level_reached(scene: Scene) -> Iterator[Wanted]:
    event, unit = scene.event, scene.case.unit
    if event.supervising:
        yield from with_their_heads(scene, supervisors(scene))
        return
    yield from those_answerable(scene)
    yield head(scene, unit)
    if event.level >= Level.LETTER:
        yield who_may(scene, SignLetter, Capacity.OFFICE)


def level_proposed(scene: Scene) -> Iterator[Wanted]:
    """A transfer is told of by the referral itself, to those who may know of it."""
    if scene.event.level is Level.REFER:
        return
    yield from those_answerable(scene)
    yield head(scene, scene.case.unit)
    yield who_may(scene, ApproveEscalation, Capacity.GROUP_HEAD)


def major_reported(scene: Scene) -> Iterator[Wanted]:
    """重大问题: the head of the leading group at once, and the bodies to which it is reported."""
    place = scene.case.unit or scene.case.place.town or scene.case.place.county
    yield nearest(scene, Capacity.GROUP_HEAD, place, Role.GROUP_HEAD)
    yield from (head(scene, body) for body in scene.event.to if body in scene.organisation.units)


def draw_owed(scene: Scene) -> Iterator[Wanted]:
    """抽查: whoever may draw from the pool; where the county has such people, these, and not every town's office."""
    drawers = who_may(scene, DrawPool)
    high = tuple(one for one in drawers.people if scene.organisation.acts_at(one.unit, UnitKind.COUNTY))
    drawers = replace(drawers, people=high or drawers.people)
    yield from with_their_heads(scene, drawers) if isinstance(scene.event, DrawOverdue) else (drawers,)


def signature_owed(scene: Scene) -> Iterator[Wanted]:
    """签发: whoever may sign the letter; when it is late, the heads of their units as well."""
    signers = who_may(scene, SignLetter, Capacity.OFFICE)
    yield from with_their_heads(scene, signers) if isinstance(scene.event, PaperOverdue) else (signers,)


def paper_out(scene: Scene) -> Iterator[Wanted]:
    """督办文书: the unit that it is for, when it is issued, and to sign for it when it is served."""
    yield from unit_itself(scene, scene.case.unit)


# --- the rules: other kinds ---------------------------------------------------------------------------------------


def report_owed(scene: Scene) -> Iterator[Wanted]:
    yield from unit_itself(scene, scene.case.unit)
    if isinstance(scene.event, ReportOverdue):
        yield office_above(scene, scene.case.unit)


def inspection_owed(scene: Scene) -> Iterator[Wanted]:
    """自查自纠 is owed by the inspected area, everything else by the group."""
    inspection = scene.case
    if scene.event.duty is Duty.AREA_SELF_CHECK:
        yield from unit_itself(scene, inspection.area)
    else:
        yield in_post(scene, Capacity.TEAM_LEAD, inspection.unit, Role.TEAM_LEAD)
    if isinstance(scene.event, InspectionOverdue):
        yield office_above(scene, inspection.unit)


def duty_owed(scene: Scene) -> Iterator[Wanted]:
    duty = scene.case
    if duty.person is not None:
        yield Wanted(Capacity.HOLDER, (duty.person,), duty.unit)
    else:
        yield from unit_itself(scene, duty.unit)
    if isinstance(scene.event, DutyMissed):
        yield head(scene, duty.unit)


def archive_owed(scene: Scene) -> Iterator[Wanted]:
    yield who_may(scene, ConsolidateYear if scene.case.of_year else HandOverArchive)
    if isinstance(scene.event, ArchiveOverdue):
        yield office_above(scene, scene.case.unit)


def clue_owed(scene: Scene) -> Iterator[Wanted]:
    yield who_may(scene, ConcludeClue)
    if isinstance(scene.event, ClueOverdue):
        yield head(scene, scene.organisation.place_of(scene.case.unit).code)


def household_owed(scene: Scene) -> Iterator[Wanted]:
    """录入系统 is owed by the town, the plan and the visits by whoever helps the household."""
    unit = scene.case.unit
    if scene.event.duty is Duty.MONITOR_ENTRY:
        yield nearest(scene, Capacity.FIELD_WORKER, unit, Role.TOWN)
    else:
        yield field_workers(scene, unit, Role.HELP_CONTACT)
    if isinstance(scene.event, MonitoringOverdueWarned):
        yield head(scene, unit)


def consultation_owed(scene: Scene) -> Iterator[Wanted]:
    yield from unit_itself(scene, scene.case.unit)


def transfer_proposed(scene: Scene) -> Iterator[Wanted]:
    yield who_may(scene, ApproveReferral, Capacity.GROUP_HEAD)


def feedback_owed(scene: Scene) -> Iterator[Wanted]:
    yield in_post(scene, Capacity.DISCIPLINE, scene.case.handed_to, Role.DISCIPLINE)
    if isinstance(scene.event, FeedbackOverdue):
        yield nearest(scene, Capacity.GROUP_HEAD, scene.case.unit, Role.GROUP_HEAD, optional=True)


# --- the table ----------------------------------------------------------------------------------------------------

LEVELS = {
    Level.WARN: What.WARN,
    Level.LETTER: What.LETTER,
    Level.CIRCULATE: What.CIRCULATE,
    Level.INTERVIEW: What.INTERVIEW,
    Level.REFER: What.NEED_TO_KNOW,
}


class Row(msgspec.Struct, frozen=True):
    """What is told of an event, None: as its level says; and to whom."""

    what: What | None
    rule: Rule


TOLD: Mapping[type[Event], Row] = {
    Reminded: Row(What.REMIND, problem_reminded),
    EscalationReached: Row(None, level_reached),
    EscalationProposed: Row(None, level_proposed),
    MajorProblemReported: Row(What.MAJOR, major_reported),
    PaperReminded: Row(What.REMIND, signature_owed),
    PaperOverdue: Row(What.WARN, signature_owed),
    PaperIssued: Row(What.ISSUED, paper_out),
    PaperServed: Row(What.SERVED, paper_out),
    DrawReminded: Row(What.REMIND, draw_owed),
    DrawOverdue: Row(What.WARN, draw_owed),
    ReportReminded: Row(What.REMIND, report_owed),
    ReportOverdue: Row(What.WARN, report_owed),
    InspectionReminded: Row(What.REMIND, inspection_owed),
    InspectionOverdue: Row(What.WARN, inspection_owed),
    DutyReminded: Row(What.REMIND, duty_owed),
    DutyMissed: Row(What.MISSED, duty_owed),
    ArchiveReminded: Row(What.REMIND, archive_owed),
    ArchiveOverdue: Row(What.WARN, archive_owed),
    ClueReminded: Row(What.REMIND, clue_owed),
    ClueOverdue: Row(What.WARN, clue_owed),
    MonitoringReminded: Row(What.REMIND, household_owed),
    MonitoringOverdueWarned: Row(What.WARN, household_owed),
    ConsultationReminded: Row(What.REMIND, consultation_owed),
    ConsultationMissed: Row(What.MISSED, consultation_owed),
    ReferralProposed: Row(What.NEED_TO_KNOW, transfer_proposed),
    FeedbackReminded: Row(What.NEED_TO_KNOW, feedback_owed),
    FeedbackOverdue: Row(What.NEED_TO_KNOW, feedback_owed),
}
"""Every event of which somebody is told. A further one needs a row here and nothing else."""


def telling(event: Event, case: Any, kind: CaseKind, organisation: Organisation, policy: Policy) -> Telling | None:
    """Who is told of an event; None: nobody. ``case`` as of the event, ``organisation`` as of its moment."""
    row = TOLD.get(type(event))
    if row is None:
        return None
    scene = Scene(event, case, kind, organisation, policy)
    wanted = tuple(row.rule(scene))
    if not wanted:
        return None
    what = row.what or LEVELS[scene.event.level]
    openly = what is not What.NEED_TO_KNOW
    found = merged(receiver for one in wanted for receiver in found_for(scene, one))
    if not openly:
        found = tuple(one for one in found if may_know(scene, one.who.person))
    told = {capacity for receiver in found for capacity in receiver.capacities}
    nobody = tuple(dict.fromkeys(one.capacity for one in wanted if one.capacity not in told and not one.optional))
    return Telling(what, facts_of(scene) if openly else Facts(), found, nobody, openly)


def may_know(scene: Scene, person: str) -> bool:
    return scene.kind.may_know(scene.case, person, scene.organisation, scene.event.occurred_at)


def facts_of(scene: Scene) -> Facts:
    event = scene.event
    due_on: str = getattr(event, "due_on", "")
    return Facts(
        unit=scene.case.unit,
        duty=getattr(event, "duty", None),
        due_on=date.fromisoformat(due_on) if due_on else None,
        overdue_wd=getattr(event, "overdue_wd", 0),
        supervising=getattr(event, "supervising", False),
    )


# --- who that is: present, or his deputy, or whoever stands above -----------------------------------------------------


def found_for(scene: Scene, wanted: Wanted) -> Iterator[Receiver]:
    for person in wanted.people:
        yield from present_or_instead(scene, wanted, person)
    if not wanted.people and not wanted.optional:
        above = superior(scene, wanted.unit, ())
        if above is not None:
            yield Receiver(above, (wanted.capacity,), why=Instead.VACANT)


def present_or_instead(scene: Scene, wanted: Wanted, person: Named) -> Iterator[Receiver]:
    """Himself; his deputy while he is away; whoever stands above him if he has none, or holds no post any more."""
    if person.on_behalf_of and scene.organisation.standing_in.is_away(person.on_behalf_of, scene.day):
        yield Receiver(person, (wanted.capacity,), scene.named(person.on_behalf_of), Instead.AWAY)
        return
    held = scene.organisation.person(person.person).posts_at(scene.event.occurred_at)
    away = scene.organisation.standing_in.is_away(person.person, scene.day)
    if held and not away:
        yield Receiver(person, (wanted.capacity,))
        return
    deputy = scene.organisation.standing_in.stand_in_for(person.person, scene.day)
    stands_in = scene.named(deputy) if deputy else superior(scene, wanted.unit, (person.person,))
    if stands_in is not None:
        yield Receiver(stands_in, (wanted.capacity,), person, Instead.AWAY if away else Instead.LEFT)


def superior(scene: Scene, unit: str, instead_of: tuple[str, ...]) -> Named | None:
    """The head of the unit, else of the nearest place above it, who is there himself."""
    organisation = scene.organisation
    if not unit or unit not in organisation.units:
        return None
    places = dict.fromkeys([organisation.current(unit), *(place.code for place in organisation.upwards(unit))])
    for place in places:
        for person in scene.holding(place, Role.HEAD):
            if person not in instead_of and not organisation.standing_in.is_away(person, scene.day):
                return scene.named(person, place)
    return None


def merged(receivers: Iterable[Receiver]) -> tuple[Receiver, ...]:
    """One line for each person and each in whose place he is told, with all the capacities."""

    def who(receiver: Receiver) -> tuple[str, str, str]:
        return receiver.who.person, receiver.instead_of.person if receiver.instead_of else "", receiver.why or ""

    lines: dict[tuple[str, str, str], Receiver] = {}
    for receiver in receivers:
        known = lines.get(who(receiver))
        capacities = (*known.capacities, *receiver.capacities) if known else receiver.capacities
        first = known or receiver
        lines[who(receiver)] = Receiver(first.who, tuple(dict.fromkeys(capacities)), first.instead_of, first.why)
    return tuple(lines.values())
