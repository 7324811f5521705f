"""落实常态职责: the duties of a pack fall to units and people; terms are fixed when they do."""

import pytest
from msgspec.structs import replace

from domain.duty.duty import Stage, Terms
from domain.duty.performing import DutyEnded, DutyTakenUp, EndDuty, RecordPerformance, TakeUpDuty
from domain.organisation import UnitKind
from domain.policy import Duty
from domain.timetable import Per
from tests.archive.stage import G3
from tests.duty.stage import (
    CITY_CLERK,
    CONTEST,
    COUNTY_LEADER,
    DATA_PUSH,
    FOUR_VILLAGES,
    HEYUAN,
    QIJIA,
    SECRETARY,
    given,
    in_words,
    visits,
)
from tests.problem.people import (
    BUREAU,
    COUNTY,
    COUNTY_OFFICE,
    HEAD,
    OFFICE,
    OTHER_HEAD,
    TEAM_LEAD,
    TOWN,
    VILLAGE,
)
from tests.problem.story import Act, happened, packs
from tests.twice import happens_once

COMMAND = FOUR_VILLAGES.command


@pytest.mark.requirement("R001-06")
def test_a_duty_of_the_pack_falls_to_a_person_until_the_end_of_the_month() -> None:
    story = given()
    story.when(COMMAND, OFFICE, "2021-09-01 09:00").then(
        happened(
            DutyTakenUp,
            code="COUNTY_SECRETARY",
            what="遍访走访村",
            unit=COUNTY,
            person=SECRETARY,
            village="",
            arms={Duty.RECURRING: "2021-09-30"},
        )
    )
    assert story.state.terms == Terms(Per.MONTH, 4, "村", ("遍访台账",))
    assert story.state.number == "县县委书记“遍访走访村”"


def test_the_first_period_may_be_the_next_one() -> None:
    story = given()
    story.when(TakeUpDuty(QIJIA, "CONTEST", COUNTY_OFFICE, from_next=True), OFFICE, "2021-09-01 09:00").then(
        happened(DutyTakenUp, arms={Duty.RECURRING: "2021-12-31"})
    )
    story.when(RecordPerformance("九月擂台赛"), OFFICE).refused("outside_duty", period="2021Q3", current="2021Q4")


@pytest.mark.requirement("R003-37")
def test_data_of_last_month_are_owed_by_the_fourth_of_this_which_is_a_holiday_and_stays() -> None:
    story = given(DATA_PUSH)
    assert story.due(Duty.RECURRING) == "2018-10-04"
    assert story.state.period.name == "2018-09"
    before_the_fourth = given(Act(DATA_PUSH.command, CITY_CLERK, "2018-09-04 23:00"))
    assert before_the_fourth.state.period.name == "2018-08"


def test_a_duty_is_known_to_the_pack_and_falls_to_a_unit_of_its_level() -> None:
    story = given()
    story.when(TakeUpDuty(QIJIA, "SINGING", COUNTY), OFFICE).refused("unknown_duty", duty="SINGING")
    story.when(TakeUpDuty(QIJIA, "COUNTY_SECRETARY", TOWN), OFFICE).refused("duty_of_another_level", unit=TOWN)
    story.when(TakeUpDuty(QIJIA, "TOWN_SECRETARY", "丁镇"), OFFICE).refused("unknown_unit")
    story.when(TakeUpDuty(QIJIA, "TOWN_SECRETARY", TOWN, "查无此人"), OFFICE).refused("unknown_person")
    story.when(TakeUpDuty(QIJIA, "PAIRING_VISIT", COUNTY, COUNTY_LEADER, TOWN), OFFICE).refused("not_a_village")


def test_it_is_laid_on_by_an_office_above_and_once() -> None:
    story = given()
    story.when(COMMAND, SECRETARY).refused("not_permitted")
    story.when(TakeUpDuty(HEYUAN, "YEAR_ARCHIVE", "市"), TEAM_LEAD).refused("out_of_reach")
    story.when(COMMAND, OFFICE).accepted()
    story.when(COMMAND, OFFICE, command_id="another").refused("already_exists")


def test_another_edition_of_the_pack_does_not_change_what_was_taken_up() -> None:
    story = given(FOUR_VILLAGES)
    pack = packs()[QIJIA]
    lighter = tuple(replace(duty, at_least=1) for duty in pack.duties)
    story.casework.packs = {**story.casework.packs, QIJIA: replace(pack, duties=lighter)}
    story.doing(visits(SECRETARY, "2021-09-06 10:00", VILLAGE))
    story.when_time_passes_until("2021-10-01 00:00")
    assert in_words(story)[0] == ("2021-09", "未达标，差3")


def test_a_duty_ends_with_a_reason_and_then_waits_for_nothing() -> None:
    story = given(CONTEST)
    story.when(EndDuty(""), OFFICE).refused("text_missing", field="终止理由")
    story.when(EndDuty("机构调整"), HEAD).refused("not_permitted")
    story.when(EndDuty("机构调整"), OFFICE).then(happened(DutyEnded, reason="机构调整", by=OFFICE))
    assert story.state.stage is Stage.ENDED
    assert story.casework.moments(story.state) == []
    story.when(RecordPerformance("擂台赛"), OFFICE).refused("wrong_stage")


def test_who_has_nothing_to_do_with_it_records_nothing() -> None:
    story = given(FOUR_VILLAGES)
    story.when(RecordPerformance("走访", (VILLAGE,)), HEAD).refused("not_permitted")
    story.when(RecordPerformance("走访", (VILLAGE,)), OTHER_HEAD).refused("not_permitted")


UNIT_OF = {
    UnitKind.CITY: "市",
    UnitKind.COUNTY: COUNTY,
    UnitKind.TOWN: TOWN,
    UnitKind.VILLAGE: VILLAGE,
    UnitKind.DEPARTMENT: BUREAU,
    UnitKind.GROUP: G3,
}


@pytest.mark.requirement("R001-05", "R001-06", "R001-07", "R001-08", "R001-09", "R003-37")
def test_every_duty_of_every_pack_can_be_taken_up_by_the_unit_it_speaks_of() -> None:
    for pack in packs().values():
        for duty in pack.duties:
            command = TakeUpDuty(pack.id, duty.code, UNIT_OF[duty.level])
            given().when(command, CITY_CLERK, f"{pack.year}-09-10 09:00").then(happened(DutyTakenUp, code=duty.code))


def test_a_command_sent_twice_happens_once() -> None:
    happens_once(given(), (), COMMAND, OFFICE)
    happens_once(given(CONTEST), (), RecordPerformance("擂台赛"), OFFICE)
    happens_once(given(CONTEST), (), EndDuty("机构调整"), OFFICE)
