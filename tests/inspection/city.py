"""A city with five groups, each for one county with a poor village and another one; and their monthly inspections.

All made up. In every county: a town, its villages (贫困村, 面上村), an office and a head.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from functools import cache
from typing import Any

from msgspec.structs import replace

from domain.campaign.campaign import GroupAreas
from domain.campaign.opening import OpenCampaign
from domain.casework import Casework
from domain.inspection.concluding import ExchangeViews, FinishOnSite, IssueLetter, ListedProblem
from domain.inspection.finding import MakeFinding
from domain.inspection.planning import PlanInspection, SignPledge, VisitPlan
from domain.inspection.sampling import CommitSampleSeed, DrawSample, FreezeFrame
from domain.inspection.visiting import CompleteVisit, StartVisit, VisitHouseholds
from domain.organisation import ORGANISATION_ID, Role, UnitKind
from domain.organising import EstablishUnit
from domain.problem.finding import Finding
from domain.problem.problem import Place
from domain.sampling.frame import Entry, commitment
from tests.campaign.places import empty_casework, enter, post
from tests.inspection.trips import Trip, met, seed_of
from tests.problem.story import Story

GROUPS = tuple(f"第{n}组" for n in "一二三四五")
COUNTIES = tuple(f"{name}县" for name in "源东川紫连")
CITY_OFFICE, CITY_CLERK, CITY_HEAD = "市督查办", "市督查办主任", "市领导小组组长"
CAMPAIGN = OpenCampaign(
    "heyuan_2018",
    "heyuan_2018",
    "市",
    groups=tuple(GroupAreas(group, (county,)) for group, county in zip(GROUPS, COUNTIES, strict=True)),
)
COPIES = ("县区党委", "县区政府")
SEPTEMBER = date(2018, 9, 1)


def county_of(group: str) -> str:
    return COUNTIES[GROUPS.index(group)]


def lead_of(group: str) -> str:
    return f"{group}组长"


def head_of(county: str) -> str:
    return f"{county}县长"


def office_of(county: str) -> str:
    return f"{county}扶贫办主任"


def town_of(county: str) -> str:
    return f"{county}城镇"


def villages_of(county: str) -> tuple[str, str]:
    """The poor village and the other one."""
    return f"{county}贫村", f"{county}面上村"


def enter_city(casework: Casework) -> None:
    """Its units and people, and the campaign opened."""
    enter_people(casework)
    Story(casework).when(CAMPAIGN, CITY_CLERK, "2018-06-15 10:00").accepted()


def enter_people(casework: Casework) -> None:
    enter(casework, EstablishUnit("市", UnitKind.CITY), EstablishUnit(CITY_OFFICE, UnitKind.OFFICE, "市"))
    enter(casework, post(CITY_CLERK, "主任", CITY_OFFICE, Role.OFFICE), post(CITY_HEAD, "组长", "市", Role.GROUP_HEAD))
    for group, county in zip(GROUPS, COUNTIES, strict=True):
        town, office = town_of(county), f"{county}扶贫办"
        enter(
            casework,
            EstablishUnit(group, UnitKind.GROUP, "市"),
            EstablishUnit(county, UnitKind.COUNTY, "市"),
            EstablishUnit(office, UnitKind.OFFICE, county),
            EstablishUnit(town, UnitKind.TOWN, county),
            *(EstablishUnit(village, UnitKind.VILLAGE, town) for village in villages_of(county)),
            post(lead_of(group), "组长", group, Role.TEAM_LEAD),
            post(f"{group}组员", "组员", group, Role.INSPECTOR, until=date(2018, 12, 31)),
            post(office_of(county), "主任", office, Role.OFFICE),
            post(head_of(county), "县长", county, Role.HEAD),
            post(f"{town}镇长", "镇长", town, Role.HEAD),
        )


@cache
def organisation_events() -> tuple[Any, ...]:
    casework = empty_casework()
    enter_people(casework)
    return tuple(casework.recorder.select_events(ORGANISATION_ID))


def city() -> Casework:
    """The city with its campaign open."""
    casework = empty_casework()
    casework.recorder.insert_events(organisation_events())
    Story(casework).when(CAMPAIGN, CITY_CLERK, "2018-06-15 10:00").accepted()
    return casework


# --- a monthly inspection -----------------------------------------------------------------------------------------


def plan_of(group: str, first_on: date, last_on: date) -> PlanInspection:
    county = county_of(group)
    poor, other = villages_of(county)
    visits = (VisitPlan(poor, "POOR_VILLAGE"), VisitPlan(other, "OTHER_VILLAGE"))
    return PlanInspection(
        "heyuan_2018", group, county, first_on, last_on, (lead_of(group),), visits, towns=(town_of(county),)
    )


def frame(village: str, lifting: int, unlifted: int) -> tuple[Entry, ...]:
    """So many 预脱贫户 and 未脱贫户 of a village."""
    strata = ["TO_BE_LIFTED"] * lifting + ["NOT_LIFTED"] * unlifted
    return tuple(Entry(f"{village}-{n:02}", (stratum,)) for n, stratum in enumerate(strata, start=1))


def planned(casework: Casework, group: str, first_on: date, last_on: date, at: str) -> Trip:
    trip = Trip(casework).do(plan_of(group, first_on, last_on), lead_of(group), at)
    return trip.do(SignPledge(), lead_of(group))


def drawn(trip: Trip, village: str, entries: Sequence[Entry], name: str = "", reason: str = "", count: int = 0) -> Trip:
    name, lead = name or village, lead_of(trip.inspection.group)
    trip.do(CommitSampleSeed(name, commitment(seed_of(name))), lead)
    trip.do(FreezeFrame(name, tuple(entries), village=village, reason=reason), lead)
    return trip.do(DrawSample(name, seed_of(name), tuple(entries), count), lead)


def began(trip: Trip, village: str, at: str, refs: Iterable[str] | None = None) -> Trip:
    """Begun, and all that were drawn met."""
    lead = lead_of(trip.inspection.group)
    trip.do(StartVisit(village, 3), lead, at)
    return trip.do(VisitHouseholds(village, met(trip.drawn(village) if refs is None else refs)), lead)


def inspected(casework: Casework, group: str, first: str, last: str) -> Trip:
    """Two valid villages, one on each day, and the end of it in the evening of the last."""
    days = date.fromisoformat(first), date.fromisoformat(last)
    trip, lead = planned(casework, group, *days, f"{first} 07:00"), lead_of(group)
    villages = villages_of(county_of(group))
    for village in villages:
        drawn(trip, village, frame(village, 10, 5))
    for village, day in zip(villages, (first, last), strict=True):
        began(trip, village, f"{day} 14:00").do(CompleteVisit(village), lead)
    return trip.do(FinishOnSite(), lead, f"{last} 18:00")


def found(trip: Trip, number: int) -> list[str]:
    """So many findings, and their problem numbers."""
    county = trip.inspection.area
    place = Place(county, town_of(county), villages_of(county)[0])
    for n in range(number):
        what = Finding("heyuan_2018", "H3", f"台账第{n + 1}处与实际不符", place=place)
        trip.do(MakeFinding(what, "台账与实地比对", "建档立卡管理规定"), lead_of(trip.inspection.group))
    return [found.problem_no for found in trip.inspection.findings]


def exchanged(trip: Trip, at: str) -> Trip:
    county = trip.inspection.area
    return trip.do(ExchangeViews((head_of(county),), "对问题无异议"), lead_of(trip.inspection.group), at)


def letter(trip: Trip, copies: tuple[str, ...] = COPIES) -> IssueLetter:
    """With every finding, to the town, by the end of November."""
    county = trip.inspection.area
    lines = tuple(
        ListedProblem(found.problem_no, town_of(county), date(2018, 11, 30), demand="限期整改")
        for found in trip.inspection.findings
    )
    return IssueLetter(county, lines, copies, "督函〔2018〕3号")


def without_roll(casework: Casework) -> Casework:
    """The same city by a pack whose letter is due on its day, be it a rest day."""
    pack = casework.packs["heyuan_2018"]
    assert pack.inspection.letter is not None
    rules = replace(pack.inspection, letter=replace(pack.inspection.letter, roll=False))
    casework.packs = dict(casework.packs) | {"heyuan_2018": replace(pack, inspection=rules)}
    return casework
