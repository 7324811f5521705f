"""Files of a few households of 东村 and 西村 in 2020, and who keeps them. All made up."""

from __future__ import annotations

from datetime import date

from domain.household_file.gaps import Gap, GapCode, gaps
from domain.household_file.household_file import HouseholdFile
from domain.household_file.living import RecordPolicyAware, RecordResidence, RecordWater
from domain.household_file.recording import RecordHandout, RecordPaper
from domain.household_file.rules import ResidenceKind
from domain.problem.problem import Evidence
from tests.monitoring_case.story import staffed
from tests.problem.people import CADRE, VILLAGE
from tests.problem.story import Act, Story, instant, packs

CAMPAIGN, XIAOXIAN = "assessment_2020", "xiaoxian_2022"
HOUSEHOLD, OTHER_HOUSEHOLD, HOUSEHOLDER = "household/0007", "household/0008", "诸葛某某"
SCAN, RECEIPT = Evidence("a" * 64), Evidence("b" * 64)
HELPED, NOT_HELPED = "建档立卡户", "非建档立卡户"
DAY = date(2020, 4, 20)


def paper(kind: str, **others: object) -> RecordPaper:
    """A paper of the household without a gap, but for what is said."""
    said = {
        "campaign": CAMPAIGN,
        "village": VILLAGE,
        "kind": kind,
        "blank": (),
        "evidence": (SCAN,),
        "household_ref": HOUSEHOLD,
        "dated_on": DAY,
        "signed": True,
    }
    return RecordPaper(**{**said, **others})  # type: ignore[arg-type]


def handout(kind: str, **others: object) -> RecordHandout:
    said = {
        "campaign": CAMPAIGN,
        "village": VILLAGE,
        "household_ref": HOUSEHOLD,
        "kind": kind,
        "receiver": HOUSEHOLDER,
        "evidence": (RECEIPT,),
    }
    return RecordHandout(**{**said, **others})  # type: ignore[arg-type]


HOUSE = paper("房屋安全认定表", grade="A级")
TESTED = paper("水质检测报告", conclusion="达标")
AWARE = RecordPolicyAware(CAMPAIGN, VILLAGE, HOUSEHOLD, "2", at_home=True)
WATER = RecordWater(CAMPAIGN, VILLAGE, HOUSEHOLD, "水质检测报告", True, True, "水量水质均达标")
RENTED = RecordResidence(CAMPAIGN, VILLAGE, HOUSEHOLD, ResidenceKind.RENTED, "东村一社三号", "外县城关二巷五号")
PROOFS = ("租房合同", "输出地村委会证明", "输入地村委会证明")
EACH_COMMAND = (paper("收入登记表"), handout("扶贫手册"), AWARE, WATER, RENTED)
"""One of each; those that rest on papers come after ``PAPERS_FIRST``."""

PAPERS_FIRST = (TESTED, *(paper(kind) for kind in PROOFS))


def recorded(*commands: object, by: str = CADRE) -> tuple[Act, ...]:
    """Acts of one morning, a minute apart."""
    return tuple(Act(command, by, f"2020-05-06 09:{at:02}") for at, command in enumerate(commands))  # type: ignore[arg-type]


def given(*commands: object) -> Story:
    """The file of a household into which these were recorded by the cadre of its village."""
    return Story(staffed(), now=instant("2020-05-06 08:00")).doing(*recorded(*commands))


def file(story: Story) -> HouseholdFile:
    state = story.state
    assert isinstance(state, HouseholdFile)
    return state


def found(story: Story, campaign: str = CAMPAIGN) -> tuple[Gap, ...]:
    return gaps(file(story), packs()[campaign])


def codes(story: Story, paper_code: str, campaign: str = CAMPAIGN) -> list[GapCode]:
    """What is found of one paper."""
    return [gap.code for gap in found(story, campaign) if gap.paper == paper_code]
