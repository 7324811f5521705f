"""Whoever meets a household at risk, beside the people of the problems: field workers, an approver. Made up."""

from __future__ import annotations

from domain.organisation import Role, UnitKind
from domain.organising import AppointPerson, EstablishUnit
from tests.problem.people import COUNTY, TOWN, VILLAGE

GRID, OTHER_VILLAGE, HEALTH_BUREAU, APPROVING = "东村一网格", "西村", "医保局", "县乡村振兴局"

GRID_WORKER = "东村网格员"
HELP_CONTACT = "东村帮扶联系人"
RESIDENT = "东村驻村队员"
OTHER_CADRE = "西村干部"
TOWN_REVIEWER = "甲镇审核员"
APPROVER = "县级审定员"
SECOND_APPROVER = "县级第二审定员"
INSURER = "医保局科长"

UNITS = (
    EstablishUnit(GRID, UnitKind.GRID, VILLAGE),
    EstablishUnit(OTHER_VILLAGE, UnitKind.VILLAGE, TOWN),
    EstablishUnit(HEALTH_BUREAU, UnitKind.DEPARTMENT, COUNTY),
    EstablishUnit(APPROVING, UnitKind.DEPARTMENT, COUNTY),
)


def post(person: str, unit: str, *roles: Role) -> AppointPerson:
    return AppointPerson(person, person, title=person.removeprefix(unit), unit=unit, roles=roles)


POSTS = (
    post(GRID_WORKER, GRID, Role.GRID_WORKER),
    post(HELP_CONTACT, VILLAGE, Role.HELP_CONTACT),
    post(RESIDENT, VILLAGE, Role.RESIDENT_TEAM),
    post(OTHER_CADRE, OTHER_VILLAGE, Role.VILLAGE),
    post(TOWN_REVIEWER, TOWN, Role.TOWN),
    post(APPROVER, APPROVING, Role.COUNTY_APPROVER),
    post(SECOND_APPROVER, APPROVING, Role.COUNTY_APPROVER),
    post(INSURER, HEALTH_BUREAU, Role.LEAD_DEPT),
)
