"""The units and people of the stories: one county, two towns, and who holds which post. All of them made up."""

from __future__ import annotations

from datetime import date

from domain.organisation import Role, UnitKind
from domain.organising import AppointPerson, EstablishUnit

COUNTY, TOWN, OTHER_TOWN, THIRD_TOWN, VILLAGE = "县", "甲镇", "乙镇", "丙镇", "东村"
COUNTY_OFFICE, TOWN_OFFICE, BUREAU, GROUP = "县专班", "甲镇专班", "住建局", "督查一组"

OFFICE = "县专班主任"
SECOND_OFFICE = "县专班副主任"
TOWN_CLERK = "甲镇专班主任"
GROUP_HEAD = "领导小组组长"
INSPECTOR = "督查组员"
TEAM_LEAD = "督查组长"
LEAD_DEPT = "住建局科长"
BUREAU_HEAD = "住建局局长"
BUREAU_PERSON = "住建局干事"
HEAD = "甲镇镇长"
LEADER = "甲镇副镇长"
PERSON = "甲镇干事"
CHECKER = "甲镇核查员"
LIAISON = "甲镇联络员"
CADRE = "东村干部"
OTHER_HEAD = "乙镇镇长"
OTHER_PERSON = "乙镇干事"
OTHER_CHECKER = "乙镇核查员"
THIRD_HEAD = "丙镇镇长"
FORMER_OFFICE = "县专班前主任"
BYSTANDER = "县档案员"

UNITS = (
    EstablishUnit("市", UnitKind.CITY),
    EstablishUnit(COUNTY, UnitKind.COUNTY, "市"),
    EstablishUnit(COUNTY_OFFICE, UnitKind.OFFICE, COUNTY),
    EstablishUnit(BUREAU, UnitKind.DEPARTMENT, COUNTY),
    EstablishUnit(GROUP, UnitKind.GROUP, COUNTY),
    EstablishUnit(TOWN, UnitKind.TOWN, COUNTY),
    EstablishUnit(TOWN_OFFICE, UnitKind.OFFICE, TOWN),
    EstablishUnit(VILLAGE, UnitKind.VILLAGE, TOWN),
    EstablishUnit(OTHER_TOWN, UnitKind.TOWN, COUNTY),
    EstablishUnit(THIRD_TOWN, UnitKind.TOWN, COUNTY),
)


def _post(person: str, unit: str, *roles: Role, until: date | None = None) -> AppointPerson:
    return AppointPerson(person, person, title=person.removeprefix(unit), unit=unit, roles=roles, until=until)


POSTS = (
    _post(OFFICE, COUNTY_OFFICE, Role.OFFICE),
    _post(SECOND_OFFICE, COUNTY_OFFICE, Role.OFFICE),
    _post(FORMER_OFFICE, COUNTY_OFFICE, Role.OFFICE, until=date(2022, 8, 8)),
    _post(BYSTANDER, COUNTY, Role.ARCHIVIST),
    _post(GROUP_HEAD, COUNTY, Role.GROUP_HEAD),
    _post(INSPECTOR, GROUP, Role.INSPECTOR),
    _post(TEAM_LEAD, GROUP, Role.TEAM_LEAD),
    _post(LEAD_DEPT, BUREAU, Role.LEAD_DEPT),
    _post(BUREAU_HEAD, BUREAU, Role.HEAD, Role.RESP_LEADER),
    _post(BUREAU_PERSON, BUREAU, Role.RESP_PERSON),
    _post(TOWN_CLERK, TOWN_OFFICE, Role.OFFICE),
    _post(HEAD, TOWN, Role.HEAD),
    _post(LEADER, TOWN, Role.RESP_LEADER),
    _post(PERSON, TOWN, Role.RESP_PERSON),
    _post(CHECKER, TOWN, Role.TOWN),
    _post(LIAISON, TOWN, Role.LIAISON),
    _post(CADRE, VILLAGE, Role.VILLAGE),
    _post(OTHER_HEAD, OTHER_TOWN, Role.HEAD),
    _post(OTHER_PERSON, OTHER_TOWN, Role.RESP_PERSON),
    _post(OTHER_CHECKER, OTHER_TOWN, Role.TOWN),
    _post(THIRD_HEAD, THIRD_TOWN, Role.HEAD),
)
