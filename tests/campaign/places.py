"""A city, a county and a town with six villages, who holds which post there, and the packs their campaigns run by.

All of them made up. Village A has a resident team, village B has none; the secretary of A sits in the leading group
of the town and so, by office, among its inspectors.
"""

from __future__ import annotations

from datetime import date, time
from functools import cache
from typing import Any

from msgspec.structs import replace

from adapters.event_store.memory import MemoryRecorder
from adapters.packs import load_packs, packs_folder, shipped_calendar
from adapters.vault import SealingVault
from domain.accountability import AccountabilityRules, PledgeSpeech
from domain.case import Command
from domain.casework import Caller, Casework
from domain.organisation import ORGANISATION_ID, Role, UnitKind
from domain.organising import AppointPerson, EstablishUnit
from domain.pack import Pack
from domain.papers import LedgerCode, ReportForm, Signature
from domain.timetable import BasisDocument, Phase
from tests.problem.story import MASTER_KEY, instant

CITY, COUNTY, OTHER_COUNTY, TOWN, OTHER_TOWN = "市", "川县", "紫县", "沟镇", "坡镇"
VILLAGES = tuple(f"{letter}村" for letter in "ABCDEF")
A, B = VILLAGES[:2]
TOWN_OFFICE, TOWN_GROUP, COUNTY_OFFICE, CITY_OFFICE, BUREAU = "镇督查办", "镇督查组", "县专班", "市专班", "教体局"

OFFICE = "督查办主任"
CLERK = "督查办干事"
TOWN_HEAD = "沟镇镇长"
PARTY_HEAD = "沟镇书记"
TEAM_LEAD = "督查组长"
INSPECTOR = "督查组员"
SECRETARY_OF_A = "A村书记"
COUNTY_CLERK = "县专班主任"
CITY_CLERK = "市专班主任"
COUNTY_HEAD = "川县县长"
COUNTY_PARTY_HEAD = "川县书记"
BUREAU_HEAD = "教体局局长"
OTHER_TOWN_HEAD = "坡镇镇长"
OTHER_PARTY_HEAD = "坡镇书记"
COUNTY_GROUP_HEAD = "县领导小组组长"
GROUP_HEAD = "镇领导小组组长"

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
    post(OTHER_TOWN_HEAD, "镇长", OTHER_TOWN, Role.HEAD),
    post(OTHER_PARTY_HEAD, "党委书记", OTHER_TOWN, Role.HEAD),
)

# --- packs --------------------------------------------------------------------------------------------------------

TOWN_BASIS = BasisDocument("沟政字〔2023〕16号", "沟镇人民政府", date(2023, 9, 13))
COUNTY_BASIS = BasisDocument("川专班〔2021〕5号", "县领导小组", date(2021, 8, 26))
PARTS = ("督查基本情况", "典型经验", "存在的主要问题及困难", "意见建议")


def town_pack(shipped: Pack) -> Pack:
    return replace(
        shipped,
        basis=TOWN_BASIS,
        phases=(
            Phase("PREPARATION", "前期准备", last=date(2023, 9, 10), due=("成立领导小组",), may_be_past=True),
            Phase("ON_SITE", "实地督查", date(2023, 9, 10), date(2023, 9, 20)),
            Phase("FEEDBACK", "评价反馈", last=date(2023, 9, 25), reports=("INSPECTION",)),
        ),
        reports=(ReportForm("INSPECTION", "督查报告", (UnitKind.GROUP,), PARTS, to="领导小组"),),
        accountability=AccountabilityRules(pledge_speech=PledgeSpeech(5, "全镇工作会议")),
    )


def county_pack(shipped: Pack) -> Pack:
    """Towns and departments report, in two forms and signed; the county rolls up and reports to the city."""
    town = Signature(UnitKind.TOWN, ("党委主要负责同志", "政府主要负责同志"))
    bureau = Signature(UnitKind.DEPARTMENT, ("单位主要负责同志",))
    county = Signature(UnitKind.COUNTY, ("县委主要负责同志", "县政府主要负责同志"))
    work = ReportForm(
        "WORK",
        "工作报告",
        (UnitKind.TOWN, UnitKind.DEPARTMENT),
        ("相关意见及建议",),
        signatures=(town, bureau),
        due_on=date(2021, 9, 21),
        ledgers=(LedgerCode.L4,),
        to="县领导小组办公室",
        channels=("电子版", "纸质版"),
    )
    return replace(
        shipped,
        id="county_2021",
        year=2021,
        basis=COUNTY_BASIS,
        phases=(
            Phase("ARRANGEMENT", "安排部署", last=date(2021, 8, 29), due=("成立专班", "制定方案", "明确责任")),
            Phase("CHECK", "排查整改", date(2021, 8, 30), date(2021, 9, 20)),
            Phase("SUMMARY", "总结提升", date(2021, 9, 20), date(2021, 9, 30), reports=("WORK", "COUNTY")),
        ),
        reports=(
            work,
            ReportForm("COUNTY", "县级报告", (UnitKind.COUNTY,), signatures=(county,), to="市领导小组办公室"),
        ),
    )


def half_day_pack(shipped: Pack) -> Pack:
    """The report and its table are due together, in the morning of the last day."""
    noon = ReportForm(
        "SELF_CHECK",
        "自查报告",
        (UnitKind.TOWN,),
        ("开展情况",),
        due_on=date(2022, 8, 31),
        due_time=time(12),
        ledgers=(LedgerCode.L3,),
    )
    return replace(shipped, id="half_day", basis=COUNTY_BASIS, reports=(noon,))


@cache
def packs() -> dict[str, Pack]:
    shipped = load_packs(packs_folder())
    made = (
        town_pack(shipped["haogou_2023"]),
        county_pack(shipped["xiaoxian_2022"]),
        half_day_pack(shipped["xiaoxian_2022"]),
    )
    return shipped | {pack.id: pack for pack in made}


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
    return Casework(recorder, SealingVault(MASTER_KEY, recorder), packs(), shipped_calendar(packs_folder()))


def enter(casework: Casework, *commands: Command) -> None:
    """Units and posts, entered at the machine."""
    for number, command in enumerate(commands, start=casework.recorder.max_notification_id() or 0):
        by = Caller(person="导入员", command_id=f"organisation/{number}", recorded_at=instant("2017-01-01 08:00"))
        casework.handle(command, by)
