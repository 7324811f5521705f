"""政策明白人 饮水 居住地: what is known of a household beside its papers."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from domain.household_file.gaps import GapCode
from domain.household_file.household_file import Water
from domain.household_file.living import PolicyAwareRecorded, ResidenceRecorded, WaterRecorded
from domain.household_file.rules import ResidenceKind
from tests.household_file.stage import (
    AWARE,
    HOUSEHOLD,
    PROOFS,
    RENTED,
    TESTED,
    WATER,
    XIAOXIAN,
    codes,
    file,
    found,
    given,
    paper,
)
from tests.monitoring_case.story import everything, sealed_texts
from tests.problem.people import CADRE
from tests.problem.story import Story, happened

OF_LIFE = ""
"""The code of what is no paper."""


# --- 政策明白人 ---------------------------------------------------------------------------------------------------


@pytest.mark.requirement("R004-22")
def test_a_household_has_at_least_one_member_who_knows_the_policies_and_is_at_home() -> None:
    story = given(TESTED)
    assert GapCode.NOBODY_AWARE in codes(story, OF_LIFE)
    story.when(replace(AWARE, at_home=False), CADRE).accepted()
    assert GapCode.NOBODY_AWARE in codes(story, OF_LIFE), "who works elsewhere explains it to nobody at home"
    story.when(AWARE, CADRE).then(happened(PolicyAwareRecorded, person_ref="2", at_home=True, by=CADRE))
    assert GapCode.NOBODY_AWARE not in codes(story, OF_LIFE)


@pytest.mark.requirement("R004-22")
def test_when_the_last_one_leaves_nobody_is_left() -> None:
    story = given(AWARE, replace(AWARE, person_ref="3"), replace(AWARE, at_home=False))
    assert file(story).aware == {"3"}
    story.when(replace(AWARE, person_ref="3", at_home=False), CADRE).accepted()
    assert GapCode.NOBODY_AWARE in codes(story, OF_LIFE)


def test_a_campaign_that_asks_for_none_misses_none() -> None:
    assert codes(given(paper("明白卡", campaign=XIAOXIAN)), OF_LIFE, XIAOXIAN) == []


@pytest.mark.parametrize("written", [" ", "诸葛某某", "00000000001"])
def test_a_member_is_named_by_his_number_and_by_nothing_personal(written: str) -> None:
    given().when(replace(AWARE, person_ref=written), CADRE).refused("member_not_a_number")


# --- water --------------------------------------------------------------------------------------------------------


@pytest.mark.requirement("R004-25")
def test_a_record_of_water_has_a_conclusion() -> None:
    story = given(TESTED)
    story.when(replace(WATER, conclusion=" "), CADRE).refused("text_missing", field="饮水结论")
    story.when(WATER, CADRE).then(
        happened(
            WaterRecorded,
            source_paper="WATER",
            edition=1,
            has_works=True,
            has_water=True,
            conclusion="水量水质均达标",
        )
    )
    assert file(story).water == Water(has_works=True, has_water=True)


@pytest.mark.requirement("R004-25")
def test_works_without_water_are_told_from_no_works_at_all() -> None:
    for works, water, code in (
        (True, False, [GapCode.WORKS_WITHOUT_WATER]),
        (False, False, [GapCode.NO_WATER]),
        (True, True, []),
        (False, True, []),
    ):
        story = given(TESTED, AWARE, replace(WATER, has_works=works, has_water=water))
        assert codes(story, OF_LIFE) == code


@pytest.mark.requirement("R004-25")
def test_a_report_on_water_without_its_conclusion_is_found() -> None:
    story = given(replace(TESTED, conclusion=""))
    [gap] = [gap for gap in found(story) if gap.paper == "WATER"]
    assert (gap.code, gap.says) == (GapCode.NO_CONCLUSION, "水质检测报告没有结论")


def test_a_household_without_a_record_of_its_water_is_found() -> None:
    assert GapCode.NO_WATER_RECORD in codes(given(TESTED), OF_LIFE)


def test_a_record_of_water_rests_on_a_paper_in_the_file() -> None:
    given().when(WATER, CADRE).refused("paper_not_in_file", papers="水质检测报告")
    given().when(replace(WATER, source_paper="听说"), CADRE).refused("unknown_paper_kind")


# --- where they live ----------------------------------------------------------------------------------------------


@pytest.mark.requirement("R004-34")
def test_whoever_lives_elsewhere_is_recorded_with_both_addresses_sealed() -> None:
    story = given(*(paper(kind) for kind in PROOFS))
    story.when(RENTED, CADRE).then(
        happened(
            ResidenceRecorded,
            kind=ResidenceKind.RENTED,
            original="东村一社三号",
            present="外县城关二巷五号",
            papers=("LEASE", "LEFT", "ARRIVED"),
        )
    )
    assert {(HOUSEHOLD, "原居住地"), (HOUSEHOLD, "现居住地")} <= set(sealed_texts(story))
    told = repr(everything(story))
    assert "一社三号" not in told
    assert "城关二巷" not in told


@pytest.mark.requirement("R004-34")
@pytest.mark.parametrize("lacking", PROOFS)
def test_without_one_of_its_papers_it_is_not_recorded(lacking: str) -> None:
    story = given(*(paper(kind) for kind in PROOFS if kind != lacking))
    story.when(RENTED, CADRE).refused("paper_not_in_file", papers=lacking)
    story.when(paper(lacking, signed=False), CADRE).accepted()
    story.when(RENTED, CADRE).refused("paper_not_in_file", papers=lacking)


@pytest.mark.requirement("R004-34")
def test_with_relatives_other_papers_are_wanted_than_in_a_rented_house() -> None:
    with_relatives = replace(RENTED, kind=ResidenceKind.WITH_RELATIVES)
    story = given(*(paper(kind) for kind in PROOFS))
    story.when(with_relatives, CADRE).refused("paper_not_in_file", papers="投亲靠友证明")
    story.when(paper("投亲靠友证明"), CADRE).accepted()
    story.when(with_relatives, CADRE).accepted()


@pytest.mark.requirement("R004-34")
@pytest.mark.parametrize("address", ["original", "present"])
def test_both_addresses_are_wanted(address: str) -> None:
    in_file: Story = given(*(paper(kind) for kind in PROOFS))
    in_file.when(replace(RENTED, **{address: " "}), CADRE).refused("text_missing")


def test_where_the_list_names_no_proof_nothing_is_recorded() -> None:
    given().when(replace(RENTED, campaign=XIAOXIAN), CADRE).refused("residence_without_proof")
