"""计划 承诺: a group plans an inspection and its visits, and each inspector pledges discipline before the first one.

Nobody is put on the visit to his own village or unit (SoD-3). Source: domain reference, section 8; R000-13, R000-23,
R000-34, R003-05 to R003-11, R003-43.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from uuid import UUID

import msgspec
from msgspec.structs import replace

from domain.campaign.campaign import Campaign, GroupAreas, campaign_id
from domain.campaign.campaign import Stage as CampaignStage
from domain.circumstances import Circumstances
from domain.events import Named, NewEvent
from domain.inspection.inspection import Inspection, InspectionEvent, Visit, inspection_id
from domain.inspection.profile import length_of
from domain.organisation import Role
from domain.refusal import Refused
from domain.sealing import Sealed
from domain.supervision import VisitMode

INSPECTORS = (Role.INSPECTOR, Role.TEAM_LEAD)

# --- commands -----------------------------------------------------------------------------------------------------


class VisitPlan(msgspec.Struct, frozen=True):
    """The visit to one village: its class (``POOR_VILLAGE``), whether it has a resident team, open or covert, and who
    goes; without anybody named the whole party goes."""

    village: str
    kind: str = ""
    resident_team: bool = True
    mode: VisitMode = VisitMode.OPEN
    party: tuple[str, ...] = ()


class PlanInspection(msgspec.Struct, frozen=True):
    """督查计划: which group, where, on which days (both included), by whom, on which theme (阶段性工作)."""

    campaign: str
    group: str
    area: str
    first_on: date
    last_on: date
    party: tuple[str, ...]
    visits: tuple[VisitPlan, ...] = ()
    towns: tuple[str, ...] = ()
    theme: str = ""
    categories: tuple[str, ...] = ()


class PlanVisit(msgspec.Struct, frozen=True):
    """A further village, or a change of who goes and how, before the visit begins."""

    visit: VisitPlan
    town: str = ""


class DropVisit(msgspec.Struct, frozen=True):
    """不再安排: a planned visit that does not take place."""

    village: str
    reason: str


class SignPledge(msgspec.Struct, frozen=True):
    """督查纪律承诺: by each inspector himself."""


class ReportViolation(msgspec.Struct, frozen=True):
    """反映督查人员违反纪律: about one of the party, by anybody who saw it."""

    person: str
    what: str


# --- events -------------------------------------------------------------------------------------------------------


class PlannedVisit(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """A visit as it was planned."""

    village: str
    party: tuple[Named, ...]
    kind: str = ""
    resident_team: bool = True
    mode: VisitMode = VisitMode.OPEN

    def begun(self) -> Visit:
        people = tuple(named.person for named in self.party)
        return Visit(self.village, people, self.kind, self.resident_team, self.mode)


class InspectionPlanned(InspectionEvent, frozen=True, kw_only=True, tag="inspection.planned"):
    """``over_limit``: by so many days it is longer (or, negative, shorter) than the pack allows; a flag, no more."""

    group: str
    area: str
    first_on: date
    last_on: date
    party: tuple[Named, ...]
    visits: tuple[PlannedVisit, ...] = ()
    towns: tuple[str, ...] = ()
    theme: str = ""
    categories: tuple[str, ...] = ()
    lead_rank: str = ""
    over_limit: int = 0

    def apply(self, state: Inspection | None) -> Inspection:
        return Inspection(
            id=self.originator_id,
            version=self.originator_version,
            campaign=self.envelope.campaign,
            group=self.group,
            area=self.area,
            first_on=self.first_on,
            last_on=self.last_on,
            party=tuple(named.person for named in self.party),
            visits=tuple(visit.begun() for visit in self.visits),
            towns=frozenset(self.towns),
            theme=self.theme,
            categories=self.categories,
        )


class VisitPlanned(InspectionEvent, frozen=True, kw_only=True, tag="inspection.visit_planned"):
    visit: PlannedVisit
    town: str = ""

    def apply(self, state: Inspection) -> Inspection:
        others = tuple(visit for visit in state.visits if visit.village != self.visit.village)
        towns = state.towns | {self.town} if self.town else state.towns
        return replace(state, visits=(*others, self.visit.begun()), towns=towns)


class VisitDropped(InspectionEvent, frozen=True, kw_only=True, tag="inspection.visit_dropped"):
    village: str
    reason: Sealed

    def apply(self, state: Inspection) -> Inspection:
        return replace(state, visits=tuple(visit for visit in state.visits if visit.village != self.village))


class PledgeSigned(InspectionEvent, frozen=True, kw_only=True, tag="inspection.pledge_signed"):
    signer: Named
    articles: tuple[str, ...] = ()

    def apply(self, state: Inspection) -> Inspection:
        return replace(state, pledged=state.pledged | {self.signer.person})


class ViolationReported(InspectionEvent, frozen=True, kw_only=True, tag="inspection.violation_reported"):
    about: Named
    what: Sealed


# --- decisions ----------------------------------------------------------------------------------------------------


def plan_inspection(case_id: UUID, command: PlanInspection, c: Circumstances) -> Iterator[NewEvent]:
    the_days_run_forward(command)
    the_campaign_goes_on(c)
    the_area_is_the_groups(command, c)
    the_categories_are_known(command.categories, c)
    for town in command.towns:
        c.organisation.unit(town)
    party = tuple(inspector(person, command.group, c) for person in dict.fromkeys(command.party))
    if not party:
        raise Refused("party_missing")
    yield (
        InspectionPlanned,
        {
            "group": command.group,
            "area": command.area,
            "first_on": command.first_on,
            "last_on": command.last_on,
            "party": party,
            "visits": tuple(planned(visit, command, c) for visit in each_once(command.visits)),
            "towns": command.towns,
            "theme": command.theme,
            "categories": command.categories,
            "lead_rank": c.pack.inspection.lead_rank,
            "over_limit": over_limit((command.last_on - command.first_on).days + 1, c),
        },
    )


def plan_visit(inspection: Inspection, command: PlanVisit, c: Circumstances) -> Iterator[NewEvent]:
    before = inspection.visit(command.visit.village)
    if before is not None and before.started_at is not None:
        raise Refused("visit_begun", village=before.village)
    if command.town:
        c.organisation.unit(command.town)
    visit = planned(command.visit, inspection, c)
    yield VisitPlanned, {"visit": visit, "town": command.town}


def drop_visit(inspection: Inspection, command: DropVisit, c: Circumstances) -> Iterator[NewEvent]:
    visit = inspection.visit(command.village)
    if visit is None:
        raise Refused("visit_not_planned", village=command.village, number=inspection.number)
    if visit.completed_at is not None:
        raise Refused("visit_completed", village=visit.village)
    reason = c.seal(inspection.subject, "不再安排的理由", command.reason)
    yield VisitDropped, {"village": command.village, "reason": reason}


def sign_pledge(inspection: Inspection, command: SignPledge, c: Circumstances) -> Iterator[NewEvent]:
    if c.actor.person not in everybody(inspection):
        raise Refused("not_of_the_party", name=c.actor.name, number=inspection.number)
    if c.actor.person not in inspection.pledged:
        yield PledgeSigned, {"signer": c.actor.named(), "articles": c.pack.inspection.pledge}


def report_violation(inspection: Inspection, command: ReportViolation, c: Circumstances) -> Iterator[NewEvent]:
    if command.person not in everybody(inspection):
        name = c.organisation.person(command.person).name
        raise Refused("not_of_the_party", name=name, number=inspection.number)
    what = c.seal(inspection.subject, "反映的情况", command.what)
    yield ViolationReported, {"about": c.named(command.person, inspection.group), "what": what}


# --- rules --------------------------------------------------------------------------------------------------------


def the_days_run_forward(command: PlanInspection) -> None:
    if command.last_on < command.first_on:
        raise Refused("inspection_backwards", first=command.first_on, last=command.last_on)


def the_campaign_goes_on(c: Circumstances) -> None:
    opened: Campaign | None = c.look(campaign_id(c.campaign))
    if opened is not None and opened.stage is CampaignStage.CLOSED:
        raise Refused("campaign_closed", campaign=opened.title)


def the_area_is_the_groups(command: PlanInspection, c: Circumstances) -> None:
    """A group inspects its own areas and no others (R003-06); without a list of areas, all that it reaches."""
    c.organisation.unit(command.area)
    groups = groups_of(c)
    mine = next((one for one in groups if one.group == command.group), None)
    if groups and mine is None:
        raise Refused("unknown_inspection_group", group=command.group, known="、".join(one.group for one in groups))
    nodes = mine.areas if mine else ()
    lies_in = any(c.organisation.is_within(command.area, node) for node in nodes)
    if not lies_in and (nodes or not c.organisation.reaches(command.group, command.area)):
        raise Refused("area_of_another_group", group=command.group, area=command.area, areas="、".join(nodes) or "无")


def groups_of(c: Circumstances) -> tuple[GroupAreas, ...]:
    opened: Campaign | None = c.look(campaign_id(c.campaign))
    if opened is not None:
        return opened.groups
    return tuple(GroupAreas(group.name, group.areas) for group in c.pack.inspection.groups)


def the_categories_are_known(categories: Iterable[str], c: Circumstances) -> None:
    for code in categories:
        if c.pack.category(code) is None:
            known = "、".join(f"{category.code} {category.label}" for category in c.pack.taxonomy)
            raise Refused("unknown_category", category=code, known=known)


def not_recused(person: str, unit: str, c: Circumstances) -> None:
    """SoD-3: nobody inspects a village, or a unit, in which he holds a post himself."""
    known = c.organisation.person(person)
    for post in known.posts_at(c.at):
        if c.organisation.is_within(post.unit, unit):
            raise Refused("sod_3", name=known.name, post=post.title, unit=unit)


def stream_of(command: PlanInspection) -> UUID:
    return inspection_id(command.campaign, command.group, command.area, command.first_on)


# --- shared -------------------------------------------------------------------------------------------------------


def inspector(person: str, group: str, c: Circumstances) -> Named:
    """The person in his post as an inspector of that group. Raises Refused if he is none."""
    known = c.organisation.person(person)
    held = (post for post in known.posts_at(c.at) if post.unit == group)
    if not any(role in post.roles for post in held for role in INSPECTORS):
        raise Refused("not_an_inspector", name=known.name, group=group)
    return c.named(person, group)


def planned(plan: VisitPlan, of: PlanInspection | Inspection, c: Circumstances) -> PlannedVisit:
    """A visit within the area, by inspectors who have nothing to do with the village."""
    c.organisation.unit(plan.village)
    if not c.organisation.is_within(plan.village, of.area):
        raise Refused("village_outside", village=plan.village, area=of.area)
    if plan.mode not in c.pack.inspection.modes:
        raise Refused("mode_not_used", mode=MODE_NAMES[plan.mode])
    party = tuple(inspector(person, of.group, c) for person in plan.party or of.party)
    for named in party:
        not_recused(named.person, plan.village, c)
    return PlannedVisit(plan.village, party, plan.kind, plan.resident_team, plan.mode)


def each_once(visits: tuple[VisitPlan, ...]) -> tuple[VisitPlan, ...]:
    villages = [visit.village for visit in visits]
    for village in villages:
        if villages.count(village) > 1:
            raise Refused("village_twice", village=village)
    return visits


def over_limit(days: int, c: Circumstances) -> int:
    """By how many days an inspection is longer than the pack allows; negative: shorter."""
    limit = length_of(c.pack.inspection)
    if limit is None or limit.at_least <= days <= limit.at_most:
        return 0
    return days - limit.at_most if days > limit.at_most else days - limit.at_least


def everybody(inspection: Inspection) -> frozenset[str]:
    """The party of the inspection, and whoever goes to one of its villages."""
    return frozenset((*inspection.party, *(person for visit in inspection.visits for person in visit.party)))


MODE_NAMES = {VisitMode.OPEN: "明查", VisitMode.COVERT: "暗访"}
