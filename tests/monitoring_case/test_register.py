"""农户登记簿: one open case per household (I-11), and aid that is given beside it (体外循环)."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from domain.casework import Caller, Casework
from domain.monitoring_case.household_register import AidKind, HouseholdAidRecorded, RecordAidGiven, register_of
from domain.monitoring_case.verifying import RiskClueRegistered
from domain.refusal import Refused
from tests.monitoring_case.acts import HOUSEHOLD, PAPER, REACHED, TO_VERIFIED, clue, clue_found, rejected
from tests.monitoring_case.people import GRID_WORKER, INSURER, OTHER_CADRE, TOWN_REVIEWER
from tests.monitoring_case.story import HouseholdStory, everything, given
from tests.problem.people import CADRE, COUNTY, TOWN, VILLAGE
from tests.problem.story import happened, instant

OPEN = list(REACHED)
AID = RecordAidGiven(HOUSEHOLD, VILLAGE, AidKind.INCOME, "发放临时救助", (PAPER,))


# --- one open case ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("stage", OPEN)
def test_a_household_with_an_open_case_gets_no_second_one(stage: object) -> None:
    story = given(*REACHED[stage])  # type: ignore[index]
    another = HouseholdStory(story.casework, now=story.now)
    another.when(clue(), CADRE).refused("household_has_open_case", number=story.monitored.monitor_no)
    another.when(clue("household/0008"), CADRE).accepted()


def test_after_a_rejection_the_household_may_be_found_again() -> None:
    story = given(*TO_VERIFIED, rejected(TOWN_REVIEWER, "2022-08-12 09:00"))
    again = HouseholdStory(story.casework, now=story.now)
    again.when(clue(), CADRE).then(happened(RiskClueRegistered, episode=2, monitor_no="JC2022-甲镇-0002"))
    assert story.register(HOUSEHOLD).episodes == 2


def test_two_who_find_the_same_household_at_once_make_one_case() -> None:
    """Both have the register as it was before either wrote: the second append conflicts and is decided again."""
    story = given()
    story.when(AID, TOWN_REVIEWER, "2022-08-10 08:00").accepted()
    first = story.casework
    second = Casework(first.recorder, first.vault, first.packs, first.calendar)
    for casework in (first, second):
        assert casework.load(register_of(HOUSEHOLD)).version == 1
    caller = Caller(person=GRID_WORKER, command_id="one", recorded_at=instant("2022-08-10 09:00"))
    first.handle(clue(), caller)
    assert second.load(register_of(HOUSEHOLD)).version == 1, "it has not heard of it"
    with pytest.raises(Refused, match="household_has_open_case"):
        second.handle(clue(), replace(caller, command_id="two"))


def test_the_same_clue_sent_twice_makes_one_case() -> None:
    story = given()
    story.when(clue(), GRID_WORKER, "2022-08-10 09:00", command_id="once").accepted()
    again = HouseholdStory(story.casework, now=story.now)
    again.when(clue(), GRID_WORKER, command_id="once").then()
    assert again.case == story.case


# --- aid beside it ------------------------------------------------------------------------------------------------


@pytest.mark.requirement("R001-25")
def test_aid_for_a_household_without_a_case_is_found_out() -> None:
    story = given()
    story.when(AID, TOWN_REVIEWER, "2022-08-10 09:00").then(
        happened(
            HouseholdAidRecorded,
            household_ref=HOUSEHOLD,
            place={"county": COUNTY, "town": TOWN, "village": VILLAGE, "park": "", "project": ""},
            kind=AidKind.INCOME,
            reason="发放临时救助",
            by=TOWN_REVIEWER,
            outside=True,
        )
    )


@pytest.mark.requirement("R001-25")
@pytest.mark.parametrize("stage", OPEN)
def test_aid_for_a_household_with_a_case_belongs_to_the_case(stage: object) -> None:
    story = given(*REACHED[stage])  # type: ignore[index]
    beside = HouseholdStory(story.casework, now=story.now)
    beside.when(AID, INSURER).refused("aid_belongs_to_case", number=story.monitored.monitor_no)


def test_aid_after_a_rejection_is_outside_again() -> None:
    story = given(*TO_VERIFIED, rejected(TOWN_REVIEWER, "2022-08-12 09:00"))
    beside = HouseholdStory(story.casework, now=story.now)
    beside.when(AID, INSURER).then(happened(HouseholdAidRecorded, outside=True))


def test_aid_entered_late_is_judged_by_the_day_on_which_it_was_given() -> None:
    story = given(clue_found(at="2022-08-10 09:00"))
    beside = HouseholdStory(story.casework, now=story.now)
    before = {"occurred_at": "2022-08-09 10:00", "late_reason": "补录"}
    beside.when(AID, INSURER, "2022-08-11 09:00", **before).then(happened(HouseholdAidRecorded, outside=True))
    story.doing(*TO_VERIFIED[1:], rejected(TOWN_REVIEWER, "2022-08-12 09:00"))
    meanwhile = {"occurred_at": "2022-08-11 10:00", "late_reason": "补录"}
    beside.when(AID, INSURER, "2022-08-15 09:00", **meanwhile).then(happened(HouseholdAidRecorded, outside=False))


def test_aid_is_proven_explained_and_given_where_one_acts() -> None:
    given().when(replace(AID, evidence=()), TOWN_REVIEWER).refused("evidence_missing")
    given().when(replace(AID, reason=" "), TOWN_REVIEWER).refused("text_missing")
    given().when(AID, OTHER_CADRE).refused("out_of_reach")
    given().when(replace(AID, village="无此村"), TOWN_REVIEWER).refused("unknown_unit")


def test_aid_sent_twice_is_recorded_once() -> None:
    story = given()
    for _ in range(2):
        story.when(AID, TOWN_REVIEWER, "2022-08-10 09:00", command_id="once").accepted()
    assert len(everything(story)) == 1


def test_nothing_personal_is_in_the_register() -> None:
    story = given()
    story.when(AID, TOWN_REVIEWER).accepted()
    assert "临时救助" not in repr(everything(story))
