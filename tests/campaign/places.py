"""A city, a county and a town with six villages, and who holds which post there.

All of them made up. Village A has a resident team, village B has none; the secretary of A sits in the leading group
of the town and so, by office, among its inspectors.
"""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import Any

from adapters.event_store.memory import MemoryRecorder
from adapters.packs import load_packs, packs_folder, shipped_calendar
from adapters.vault import SealingVault
from domain.case import Command
from domain.casework import Caller, Casework
from domain.organisation import ORGANISATION_ID, Role, UnitKind
from domain.organising import AppointPerson, EstablishUnit
from domain.timetable import BasisDocument
from tests.problem.story import MASTER_KEY, instant

CITY, COUNTY, OTHER_COUNTY, TOWN, OTHER_TOWN = "市", "川县", "紫县", "沟镇", "坡镇"
VILLAGES = tuple(f"{letter}村" for letter in "ABCDEF")
A, B = VILLAGES[:2]
TOWN_OFFICE, TOWN_GROUP, COUNTY_OFFICE, CITY_OFFICE, BUREAU = "镇督查办", "镇督查组", "县专班", "市专班", "教体局"

OFFICE = "督查办主任"
CLERK = "督查办干事"
TOWN_HEAD = "沟镇镇长"
PARTY_HEAD = "沟镇书记"
TOWN_CLERK = "沟镇干事"
TOWN_CHECKER = "沟镇核查员"
TEAM_LEAD = "督查组长"
INSPECTOR = "督查组员"
SECRETARY_OF_A = "A村书记"
COUNTY_CLERK = "县专班主任"
CITY_CLERK = "市专班主任"
COUNTY_HEAD = "川县县长"
COUNTY_PARTY_HEAD = "川县书记"
BUREAU_HEAD = "教体局局长"
BUREAU_CLERK = "教体局干事"
OTHER_TOWN_HEAD = "坡镇镇长"
OTHER_PARTY_HEAD = "坡镇书记"
COUNTY_GROUP_HEAD = "县领导小组组长"
GROUP_HEAD = "镇领导小组组长"
COUNTY_CHECKER = "川县核查员"
COUNTY_INSPECTOR = "川县督导员"
LEADING_CLERK = "县专班业务员"
OTHER_CHECKER = "坡镇核查员"

UNITS = (
    EstablishUnit(CITY, UnitKind.CITY),
    EstablishUnit(CITY_OFFICE, UnitKind.OFFICE, CITY),
    EstablishUnit(COUNTY, UnitKind.COUNTY, CITY),
    EstablishUnit(OTHER_COUNTY, UnitKind.COUNTY, CITY),
    EstablishUnit(COUNTY_OFFICE, UnitKind.OFFICE, COUNTY),
    EstablishUnit(BUREAU, UnitKind.DEPARTMENT, COUNTY),
    EstablishUnit(TOWN, UnitKind.TOWN, COUNTY),
    EstablishUnit(OTHER_TOWN, UnitKind.TOWN, COUNTY),
    EstablishUnit(TOWN_OFFICE, UnitKind.OFFICE, TOWN),
    EstablishUnit(TOWN_GROUP, UnitKind.GROUP, TOWN),
    *(EstablishUnit(village, UnitKind.VILLAGE, TOWN) for village in VILLAGES),
)


def post(person: str, title: str, unit: str, *roles: Role, until: date | None = None) -> AppointPerson:
    return AppointPerson(person, person, title, unit, roles, until=until)


POSTS = (
    post(OFFICE, "督查办主任", TOWN_OFFICE, Role.OFFICE),
    post(CLERK, "督查办干事", TOWN_OFFICE, Role.OFFICE),
    post(TOWN_HEAD, "镇长", TOWN, Role.HEAD),
    post(PARTY_HEAD, "党委书记", TOWN, Role.HEAD),
    post(TOWN_CHECKER, "核查员", TOWN, Role.TOWN),
    post(TOWN_CLERK, "干事", TOWN, Role.RESP_PERSON),
    post(GROUP_HEAD, "领导小组组长", TOWN, Role.GROUP_HEAD),
    post(TEAM_LEAD, "督查组组长", TOWN_GROUP, Role.TEAM_LEAD),
    post(INSPECTOR, "督查组成员", TOWN_GROUP, Role.INSPECTOR),
    post(SECRETARY_OF_A, "村书记", A, Role.VILLAGE),
    post(SECRETARY_OF_A, "督查组成员", TOWN_GROUP, Role.INSPECTOR),
    post(COUNTY_CLERK, "县专班主任", COUNTY_OFFICE, Role.OFFICE),
    post(CITY_CLERK, "市专班主任", CITY_OFFICE, Role.OFFICE),
    post(COUNTY_GROUP_HEAD, "领导小组组长", COUNTY, Role.GROUP_HEAD),
    post(COUNTY_HEAD, "县长", COUNTY, Role.HEAD),
    post(COUNTY_PARTY_HEAD, "县委书记", COUNTY, Role.HEAD),
    post(BUREAU_HEAD, "局长", BUREAU, Role.HEAD),
    post(BUREAU_CLERK, "干事", BUREAU, Role.RESP_PERSON),
    post(OTHER_TOWN_HEAD, "镇长", OTHER_TOWN, Role.HEAD),
    post(OTHER_PARTY_HEAD, "党委书记", OTHER_TOWN, Role.HEAD),
    post(COUNTY_CHECKER, "核查员", COUNTY, Role.TOWN),
    post(COUNTY_INSPECTOR, "督导员", COUNTY_OFFICE, Role.INSPECTOR),
    post(LEADING_CLERK, "业务员", COUNTY_OFFICE, Role.LEAD_DEPT),
    post(OTHER_CHECKER, "核查员", OTHER_TOWN, Role.TOWN),
)

COUNTY_BASIS = BasisDocument("川专班〔2021〕5号", "县领导小组", date(2021, 8, 26))
PARTS = ("督查基本情况", "典型经验", "存在的主要问题及困难", "意见建议")


# --- casework -----------------------------------------------------------------------------------------------------


@cache
def organisation_events() -> tuple[Any, ...]:
    casework = empty_casework()
    enter(casework, *UNITS, *POSTS)
    return tuple(casework.recorder.select_events(ORGANISATION_ID))


def staffed() -> Casework:
    casework = empty_casework()
    casework.recorder.insert_events(organisation_events())
    return casework


def empty_casework() -> Casework:
    recorder = MemoryRecorder()
    return Casework(
        recorder, SealingVault(MASTER_KEY, recorder), load_packs(packs_folder()), shipped_calendar(packs_folder())
    )


def enter(casework: Casework, *commands: Command) -> None:
    """Units and posts, entered at the machine."""
    for number, command in enumerate(commands, start=casework.recorder.max_notification_id() or 0):
        by = Caller(person="导入员", command_id=f"organisation/{number}", recorded_at=instant("2017-01-01 08:00"))
        casework.handle(command, by)
