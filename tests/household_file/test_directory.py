"""资料目录: what is there and what is missing at each level, as of any moment; names stay masked."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from msgspec.structs import replace

from domain.household_file.gaps import GapCode
from domain.household_file.household_file import HouseholdFile
from domain.problem.problem import Place
from domain.refusal import Refused
from domain.reorganising import MergeUnit
from projections.as_of import Viewpoint
from projections.ledger_lines import ERASED
from projections.paper_directory import PaperDirectory, apply, paper_directory, villages_and_towns
from projections.seeing import ByFolding
from tests.cli.conftest import Duban
from tests.household_file.stage import (
    AWARE,
    CAMPAIGN,
    EACH_COMMAND,
    HOUSE,
    HOUSEHOLDER,
    NOT_HELPED,
    OTHER_HOUSEHOLD,
    PAPERS_FIRST,
    TESTED,
    WATER,
    XIAOXIAN,
    given,
    paper,
)
from tests.monitoring_case.people import OTHER_CADRE, OTHER_VILLAGE
from tests.monitoring_case.story import everything
from tests.problem.people import CADRE, OTHER_TOWN, TOWN, VILLAGE
from tests.problem.story import Act, Story, instant
from tests.projections.chronicle import when

VISIT = paper("入户调查记录表", household_kind=NOT_HELPED, householder=HOUSEHOLDER)


def two_households() -> Story:
    """Of 东村: one whose file is complete, one that has a record of a visit only; of 西村 nothing."""
    story = given(VISIT, HOUSE, TESTED, AWARE, WATER)
    story.case_id = None
    other = replace(VISIT, household_ref=OTHER_HOUSEHOLD)
    return story.doing(Act(other, CADRE, "2020-05-08 09:00"))


def directory(story: Story, as_of: str = "", campaign: str = "", within: str = "") -> PaperDirectory:
    casework = story.casework
    view = Viewpoint(instant("2020-06-01 00:00"), when(as_of) if as_of else None)
    log, reveal = casework.recorder, casework.vault.reveal
    return paper_directory(ByFolding(log, view), casework.rulebook, casework.organisation, reveal, campaign, within)


@pytest.mark.requirement("R004-19")
def test_the_papers_of_each_household_are_listed_with_those_that_are_missing() -> None:
    complete, begun = directory(two_households()).households
    assert complete.present == ("入户调查记录表", "房屋安全认定表", "水质检测报告")
    assert (complete.missing, complete.gaps, complete.complete) == ((), (), True)
    assert begun.present == ("入户调查记录表",)
    assert begun.missing == ("房屋安全认定表", "水质检测报告")
    assert not begun.complete


@pytest.mark.requirement("R004-19")
def test_a_village_and_a_town_have_lists_of_their_own_and_one_that_filed_nothing_lacks_all() -> None:
    story = two_households()
    plan = paper("巩固提升计划", household_ref="", village=VILLAGE)
    Story(story.casework, now=story.now).when(plan, CADRE).accepted()
    told = directory(story)
    of_village = {line.village: line.missing for line in told.villages}
    assert of_village == {
        VILLAGE: ("村级资料目录清单", "评议公示公告资料"),
        OTHER_VILLAGE: ("村级资料目录清单", "巩固提升计划", "评议公示公告资料"),
    }
    of_town = {line.town: line.missing for line in told.towns}
    assert of_town[TOWN] == of_town[OTHER_TOWN] == ("政策性文件目录", "乡镇脱贫攻坚规划")


@pytest.mark.requirement("R004-19")
def test_a_village_and_a_town_count_the_households_that_lack_something() -> None:
    told = directory(two_households())
    [village] = [line for line in told.villages if line.village == VILLAGE]
    [town] = [line for line in told.towns if line.town == TOWN]
    for line in (village, town):
        assert (line.households, line.complete_households) == (2, 1)
        assert [(one.paper, one.households) for one in line.lacking] == [("房屋安全认定表", 1), ("水质检测报告", 1)]


@pytest.mark.requirement("R004-19", "R004-13")
def test_a_paper_without_the_signature_that_makes_it_one_is_missing() -> None:
    [line] = directory(given(paper("脱贫退出确认书", signed=False))).households
    assert "脱贫退出确认书" in line.missing
    assert "脱贫退出确认书" not in line.present
    assert [gap.code for gap in line.gaps if gap.paper == "CONFIRMATION"] == [GapCode.UNSIGNED]


@pytest.mark.requirement("R004-22")
def test_the_share_of_households_with_somebody_who_knows_the_policies_is_counted_by_village() -> None:
    story = two_households()
    third = replace(VISIT, household_ref="household/0009", village=OTHER_VILLAGE)
    Story(story.casework, now=story.now).when(third, OTHER_CADRE).accepted()
    rates = {line.village: (line.aware, line.households, line.aware_rate) for line in directory(story).villages}
    assert rates == {VILLAGE: (1, 2, "50.0%"), OTHER_VILLAGE: (0, 1, "0.0%")}
    [town] = [line for line in directory(story).towns if line.town == TOWN]
    assert (town.aware, town.aware_rate) == (1, "33.3%")


@pytest.mark.requirement("R004-22")
def test_where_there_is_no_household_there_is_no_share() -> None:
    [village] = directory(two_households(), within=OTHER_VILLAGE).villages
    assert (village.households, village.aware_rate) == (0, "-")


def test_a_village_is_looked_at_alone() -> None:
    told = directory(two_households(), within=VILLAGE)
    assert (told.towns, [line.village for line in told.villages]) == ((), [VILLAGE])
    assert directory(two_households(), within=OTHER_VILLAGE).households == ()
    assert len(directory(two_households(), within=TOWN).villages) == 2


def test_files_follow_their_village_through_its_changes() -> None:
    story = two_households()
    plan = paper("巩固提升计划", household_ref="", village=VILLAGE)
    Story(story.casework, now=story.now).when(plan, CADRE).accepted()
    Story(story.casework, now=story.now).when(MergeUnit(VILLAGE, OTHER_VILLAGE, date(2020, 5, 9)), "导入员").accepted()
    told = directory(story, within=TOWN)
    assert [(line.village, line.households, line.missing) for line in told.villages] == [
        (OTHER_VILLAGE, 2, ("村级资料目录清单", "评议公示公告资料"))
    ]
    here = replace(HOUSE, household_ref=OTHER_HOUSEHOLD, village=OTHER_VILLAGE)
    Story(story.casework, now=story.now).when(here, OTHER_CADRE, "2020-05-10 09:00").accepted()


def test_it_is_seen_as_of_any_moment() -> None:
    story = two_households()
    assert len(directory(story, as_of="2020-05-07 24:00").households) == 1
    [line] = directory(story, as_of="2020-05-06 09:00").households
    assert line.missing == ("房屋安全认定表", "水质检测报告")
    now, same = directory(story), directory(story, as_of="2020-05-31 12:00")
    assert replace(now, basis=same.basis) == same


def test_a_householder_is_masked() -> None:
    line, _ = directory(two_households()).households
    assert line.householder == "诸葛**"


def test_an_erased_name_is_said_to_be_erased() -> None:
    casework, view = two_households().casework, Viewpoint(instant("2020-06-01 00:00"))
    told = paper_directory(
        ByFolding(casework.recorder, view), casework.rulebook, casework.organisation, lambda refs: {}
    )
    assert told.households[0].householder == ERASED


def test_by_whose_list_is_asked_where_it_is_not_clear() -> None:
    with pytest.raises(Refused, match="list_not_said"):
        directory(given())
    story = two_households()
    card = paper("明白卡", campaign=XIAOXIAN, household_ref="household/0010")
    Story(story.casework, now=story.now).when(card, CADRE).accepted()
    with pytest.raises(Refused, match=f"{CAMPAIGN}、{XIAOXIAN}"):
        directory(story)
    assert {gap.paper for line in directory(story, campaign=XIAOXIAN).households for gap in line.gaps} == {
        "HANDBOOK",
        "PLAN",
        "CARD",
    }
    with pytest.raises(Refused, match="unknown_campaign"):
        directory(story, campaign="无此行动")


def test_an_event_that_is_told_twice_counts_once_and_other_events_do_not_count() -> None:
    story = given(*PAPERS_FIRST)
    for command in EACH_COMMAND:
        story.when(command, CADRE).accepted()
    once: HouseholdFile | None = None
    twice: HouseholdFile | None = None
    for event in story.history:
        once = apply(once, event)
        twice = apply(apply(twice, event), event)
    assert once == twice == story.state
    assert all(apply(None, event) is not None for event in everything(story))


def test_it_begins_with_whatever_is_known_first() -> None:
    """Of an earlier moment an observation may be missing that was entered before."""
    story = given(*PAPERS_FIRST)
    for command in EACH_COMMAND:
        story.when(command, CADRE).accepted()
    for event in story.history:
        file = apply(None, event)
        assert file is not None
        assert file.place.village == VILLAGE


# --- the command line ---------------------------------------------------------------------------------------------

KEEP = ("do", "登记资料", "campaign=assessment_2020", "village=甲镇一村", "household_ref=一-001", "--as", "郑七")


@pytest.fixture
def keeping(office: Duban, tmp_path: Path) -> Duban:
    scan = tmp_path / "scan.pdf"
    scan.write_bytes(b"%PDF-1.4\n%%EOF\n")
    words = ("kind=收入登记表", "漏填项=[转移性收入]", "户主姓名=诸葛某某", "signed=是", f"evidence={scan}")
    said = office(*KEEP, *words)
    assert said.code == 0, said.out
    return office


@pytest.mark.requirement("R004-19", "R004-12")
def test_the_command_line_lists_what_is_missing(keeping: Duban) -> None:
    said = keeping("papers", "--village", "甲镇一村")
    assert said.code == 0
    letters = "".join(character for character in said.out if character not in " │\n")
    for words in ("缺少巩固提升计划", "收入登记表漏填转移性收入", "缺少房屋安全认定表", "0/1户齐全", "一-001"):
        assert words in letters
    assert "诸葛**" in said.out
    assert "某某" not in said.out


@pytest.mark.requirement("R004-22")
def test_programs_get_the_same_with_the_rates(keeping: Duban) -> None:
    told = keeping("papers", "--village", "甲镇一村", "--json").json
    [village] = told["villages"]
    assert (village["village"], village["aware_rate"], told["campaign"]) == ("甲镇一村", "0.0%", "assessment_2020")
    [household] = told["households"]
    assert (household["householder"], household["present"]) == ("诸葛**", ["收入登记表"])
    assert {"code": "BLANK", "says": "收入登记表漏填转移性收入", "paper": "INCOME"} in household["gaps"]


def test_the_files_that_papers_name_are_among_those_looked_after(keeping: Duban) -> None:
    assert keeping("evidence", "verify", "--json").json == {"cited": 1, "harmed": []}


@pytest.mark.parametrize("place", ["无此村", "县专项办"])
def test_where_there_is_neither_village_nor_town_it_says_so(keeping: Duban, place: str) -> None:
    said = keeping("papers", "--village", place)
    assert (said.code, said.out) == (2, "")
    assert f"“{place}”之下没有村或乡镇" in said.err


def test_without_any_file_it_is_asked_by_whose_list(office: Duban) -> None:
    said = office("papers")
    assert (said.code, "资料目录" in said.err) == (2, True)
    assert office("papers", "--campaign", "assessment_2020").code == 0


def test_a_place_is_a_village_of_a_town() -> None:
    casework = given(VISIT).casework
    places = set(villages_and_towns(casework.organisation))
    assert Place("县", TOWN, VILLAGE) in places
    assert Place("县", TOWN) in places
    assert all(place.town for place in places)
