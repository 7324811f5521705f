"""A city with two groups, its two receiving sections, and the packages of 2018. All made up."""

from __future__ import annotations

from domain.archive.collecting import (
    FileItems,
    HandOverArchive,
    ItemDraft,
    OpenArchive,
    ReceiveArchive,
)
from domain.archive.package import ArchivePackage, ItemKind, archive_id
from domain.casework import Caller, Casework
from domain.organisation import Role, UnitKind
from domain.organising import AppointPerson, EstablishUnit
from tests.problem.story import Act, Story, instant, staffed_casework

CAMPAIGN = "heyuan_2018"
CITY, SECTION, SECRETARIAT = "市", "业务科", "秘书科"
G3, G4 = "督查三组", "督查四组"
LEAD_3, LEAD_4, MEMBER_3 = "三组组长", "四组组长", "三组组员"
ARCHIVIST, SECOND_ARCHIVIST, COUNTY_ARCHIVIST = "业务科干部", "秘书科干部", "县档案员"

UNITS = (
    EstablishUnit(SECTION, UnitKind.DEPARTMENT, CITY),
    EstablishUnit(SECRETARIAT, UnitKind.DEPARTMENT, CITY),
    EstablishUnit(G3, UnitKind.GROUP, CITY),
    EstablishUnit(G4, UnitKind.GROUP, CITY),
)
POSTS = tuple(
    AppointPerson(person, person, title=title, unit=unit, roles=(role,))
    for person, title, unit, role in (
        (LEAD_3, "组长", G3, Role.TEAM_LEAD),
        (MEMBER_3, "组员", G3, Role.INSPECTOR),
        (LEAD_4, "组长", G4, Role.TEAM_LEAD),
        (ARCHIVIST, "干部", SECTION, Role.ARCHIVIST),
        (SECOND_ARCHIVIST, "干部", SECRETARIAT, Role.ARCHIVIST),
    )
)


def casework_of_a_city() -> Casework:
    casework = staffed_casework()
    for command in (*UNITS, *POSTS):
        caller = Caller(person="导入员", command_id=f"stage/{command}", recorded_at=instant("2017-01-02 08:00"))
        casework.handle(command, caller)
    return casework


def given(*acts: Act) -> Story:
    """A package of the third group to which these acts happened."""
    return Story(casework_of_a_city()).doing(*acts)


def of_group(story: Story, group: str, period: str = "2018Q3") -> Story:
    """Another package in the same casework."""
    return Story(story.casework, archive_id(CAMPAIGN, group, period), story.now)


def package(story: Story, group: str, period: str) -> ArchivePackage:
    state = story.casework.load(archive_id(CAMPAIGN, group, period), fresh=True).state
    assert isinstance(state, ArchivePackage)
    return state


# --- acts -----------------------------------------------------------------------------------------------------------

LETTER = ItemDraft(ItemKind.LETTER, "九月整改函", "1" * 64)
QUESTIONS = ItemDraft(ItemKind.QUESTION_LIST, "九月问题清单", "2" * 64)
RECEIPT_NUMBER = ItemDraft(ItemKind.REFERRAL_RECEIPT, "移交回执", number="县纪收〔2018〕3号")
PAPERS = FileItems((LETTER, QUESTIONS))
NONE_AROSE = (ItemKind.EXTENSION_PAPER, ItemKind.REFERRAL_RECEIPT)


def opened(group: str = G3, by: str = LEAD_3, period: str = "2018Q3", at: str = "2018-07-02 09:00") -> Act:
    return Act(OpenArchive(CAMPAIGN, group, period), by, at)


def filed(by: str = LEAD_3, at: str = "2018-09-26 09:00") -> Act:
    return Act(PAPERS, by, at)


def handed_over(by: str = LEAD_3, at: str = "2018-09-30 16:00") -> Act:
    return Act(HandOverArchive(NONE_AROSE), by, at)


def received(at: str = "2018-09-30 17:00") -> Act:
    return Act(ReceiveArchive("业收〔2018〕3号"), ARCHIVIST, at)


TO_RECEIVED = (opened(), filed(), handed_over(), received())
