"""低保规模: its change between two days, held against what the records show and what is reported."""

from __future__ import annotations

from datetime import date

import pytest

from domain.monitoring_case.assisting import RecordUrgentAid
from domain.monitoring_case.household_register import AidKind, RecordAidGiven
from domain.monitoring_case.subsistence import RecordSubsistence, SubsistenceChanged
from projections.as_of import Viewpoint
from projections.seeing import ByFolding
from projections.subsistence import Scale, scale
from tests.monitoring_case.acts import HOUSEHOLD, PAPER, clue_found
from tests.monitoring_case.people import TOWN_REVIEWER
from tests.monitoring_case.story import HouseholdStory, given, staffed
from tests.problem.people import CADRE, OTHER_HEAD, TOWN, VILLAGE
from tests.problem.story import happened, instant

JUNE, AUGUST = date(2022, 6, 30), date(2022, 8, 31)


def changed(number: int, receives: bool = True) -> RecordSubsistence:
    return RecordSubsistence(f"household/{number:04}", VILLAGE, receives, "收入变化", (PAPER,))


def told(story: HouseholdStory, unit: str = "", reported: int | None = None) -> Scale:
    return scale(
        ByFolding(story.casework.recorder, Viewpoint(instant("2023-01-09 09:00"))), unit, JUNE, AUGUST, reported
    )


def recorded(*changes: tuple[str, RecordSubsistence]) -> HouseholdStory:
    """Each in the stream of its household, in one casework."""
    casework = staffed()
    story = HouseholdStory(casework)
    for at, command in changes:
        story = HouseholdStory(casework)
        story.when(command, TOWN_REVIEWER, at).accepted()
    return story


LIVED = (
    ("2022-03-01 10:00", changed(1)),
    ("2022-04-01 10:00", changed(2)),
    ("2022-07-04 10:00", changed(2, receives=False)),
    ("2022-07-05 10:00", changed(3)),
    ("2022-07-06 10:00", changed(4, receives=False)),  # it received it before anybody recorded that here
    ("2022-09-01 10:00", changed(5)),
)


@pytest.mark.requirement("R001-65")
def test_the_change_between_two_days_is_what_began_less_what_ended() -> None:
    table = told(recorded(*LIVED))
    assert (table.before, table.after, table.began, table.ended) == (3, 2, 1, 2)
    assert (table.change, table.agrees) == (-1, None)


@pytest.mark.requirement("R001-65")
@pytest.mark.parametrize(("reported", "agrees"), [(-1, True), (0, False), (-2, False)])
def test_a_reported_change_is_held_against_it(reported: int, agrees: bool) -> None:
    assert told(recorded(*LIVED), reported=reported).agrees is agrees


@pytest.mark.requirement("R001-65")
def test_who_began_and_ended_between_the_two_days_changes_nothing() -> None:
    story = recorded(("2022-07-04 10:00", changed(1)), ("2022-07-20 10:00", changed(1, receives=False)))
    table = told(story)
    assert (table.before, table.after, table.began, table.ended) == (0, 0, 0, 0)


@pytest.mark.requirement("R001-65")
def test_temporary_aid_between_the_two_days_is_counted_in_cases_and_beside_them() -> None:
    story = given(clue_found())  # on 10 August
    story.when(RecordUrgentAid(AidKind.TEMPORARY, "突发疾病", (PAPER,)), TOWN_REVIEWER, "2022-08-10 15:00").accepted()
    story.when(RecordUrgentAid(AidKind.MEDICAL, "报销", (PAPER,)), TOWN_REVIEWER).accepted()
    for at in ("2022-08-11 10:00", "2022-09-01 10:00"):
        beside = RecordAidGiven("household/0044", VILLAGE, AidKind.TEMPORARY, "火灾", (PAPER,))
        HouseholdStory(story.casework).when(beside, TOWN_REVIEWER, at).accepted()
    assert told(story).temporary_aid == 2


@pytest.mark.requirement("R001-65")
def test_a_place_is_counted_with_all_below_it() -> None:
    story = recorded(*LIVED)
    assert told(story, VILLAGE).after == told(story, TOWN).after == 2
    assert told(story, "乙镇").after == 0


@pytest.mark.requirement("R001-65")
def test_a_change_is_recorded_with_its_reason_sealed_and_only_if_it_is_one() -> None:
    story = HouseholdStory(staffed())
    story.when(changed(1), TOWN_REVIEWER, "2022-07-04 10:00").then(
        happened(SubsistenceChanged, household_ref="household/0001", receives=True, by=TOWN_REVIEWER, reason="收入变化")
    )
    assert "收入变化" not in str(story.history[-1])
    story.when(changed(1), TOWN_REVIEWER).refused("subsistence_unchanged", household="household/0001", now="正在享受")
    story.when(changed(1, receives=False), TOWN_REVIEWER).accepted()
    story.when(changed(1, receives=False), TOWN_REVIEWER).refused("subsistence_unchanged", now="没有享受")


@pytest.mark.parametrize(
    ("command", "by", "code"),
    [
        (RecordSubsistence(HOUSEHOLD, VILLAGE, True, " ", (PAPER,)), TOWN_REVIEWER, "text_missing"),
        (RecordSubsistence(HOUSEHOLD, VILLAGE, True, "收入变化", ()), TOWN_REVIEWER, "evidence_missing"),
        (RecordSubsistence(HOUSEHOLD, "没有的村", True, "收入变化", (PAPER,)), TOWN_REVIEWER, "unknown_unit"),
        (changed(1), OTHER_HEAD, "out_of_reach"),
        (changed(1), CADRE, "not_permitted"),
    ],
)
def test_it_is_not_recorded(command: RecordSubsistence, by: str, code: str) -> None:
    HouseholdStory(staffed()).when(command, by, "2022-07-04 10:00").refused(code)


def test_sent_twice_it_happens_once() -> None:
    story = HouseholdStory(staffed())
    story.when(changed(1), TOWN_REVIEWER, "2022-07-04 10:00", command_id="once").accepted()
    position = story.log_position
    story.when(changed(1), TOWN_REVIEWER, "2022-07-05 10:00", command_id="once").then_nothing()
    assert story.log_position == position
