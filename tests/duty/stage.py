"""A county with four villages, its secretary, a leader with a village of his own, a push of data. All made up."""

from __future__ import annotations

from domain.casework import Caller, Casework
from domain.duty.duty import DutyLine, duty_lines
from domain.duty.performing import RecordPerformance, TakeUpDuty
from domain.organisation import Role, UnitKind
from domain.organising import AppointPerson, EstablishUnit
from tests.archive.stage import casework_of_a_city
from tests.problem.people import COUNTY, COUNTY_OFFICE, HEAD, OFFICE, TOWN, VILLAGE
from tests.problem.story import Act, Story, instant

QIJIA, HEYUAN = "qijia_2021", "heyuan_2018"
SECRETARY, COUNTY_LEADER, VILLAGE_SECRETARY, CITY_CLERK = "县委书记", "县领导", "东村书记", "市专班主任"
VILLAGES = (VILLAGE, "西村", "南村", "北村")

UNITS = (
    *(EstablishUnit(village, UnitKind.VILLAGE, TOWN) for village in VILLAGES[1:]),
    EstablishUnit("市专班", UnitKind.OFFICE, "市"),
)
POSTS = (
    AppointPerson(SECRETARY, SECRETARY, "书记", COUNTY, (Role.HEAD,)),
    AppointPerson(COUNTY_LEADER, COUNTY_LEADER, "副县长", COUNTY, (Role.RESP_LEADER,)),
    AppointPerson(VILLAGE_SECRETARY, VILLAGE_SECRETARY, "书记", VILLAGE, (Role.HEAD,)),
    AppointPerson(CITY_CLERK, CITY_CLERK, "主任", "市专班", (Role.OFFICE,)),
)


def casework_with_duties() -> Casework:
    casework = casework_of_a_city()
    for command in (*UNITS, *POSTS):
        caller = Caller(person="导入员", command_id=f"duties/{command}", recorded_at=instant("2017-01-03 08:00"))
        casework.handle(command, caller)
    return casework


def given(*acts: Act) -> Story:
    return Story(casework_with_duties()).doing(*acts)


def lines(story: Story) -> tuple[DutyLine, ...]:
    return duty_lines([story.state])


def in_words(story: Story) -> list[tuple[str, str]]:
    return [(line.period, line.in_words) for line in lines(story)]


# --- acts -----------------------------------------------------------------------------------------------------------


def taken_up(
    duty: str, unit: str, person: str = "", village: str = "", campaign: str = QIJIA, at: str = "2021-09-01 09:00"
) -> Act:
    return Act(TakeUpDuty(campaign, duty, unit, person, village), OFFICE if campaign == QIJIA else CITY_CLERK, at)


def visits(by: str, at: str, *visited: str) -> Act:
    return Act(RecordPerformance("走访了解情况", visited), by, at)


def met(by: str, at: str) -> Act:
    return Act(RecordPerformance("研究巩固拓展工作"), by, at)


FOUR_VILLAGES = taken_up("COUNTY_SECRETARY", COUNTY, SECRETARY)
TWENTY_HOUSEHOLDS = taken_up("VILLAGE_SECRETARY", VILLAGE, VILLAGE_SECRETARY)
OF_A_TOWN = taken_up("TOWN_SECRETARY", TOWN, HEAD)
PAIRING = taken_up("PAIRING", COUNTY, COUNTY_LEADER)
CONTEST = taken_up("CONTEST", COUNTY_OFFICE)
PAIRING_VISIT = taken_up("PAIRING_VISIT", COUNTY, COUNTY_LEADER, village=VILLAGE)
DATA_PUSH = taken_up("DATA_PUSH", COUNTY_OFFICE, campaign=HEYUAN, at="2018-09-10 09:00")
