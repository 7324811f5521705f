"""跟踪: the area reports and checks itself, the group looks back where it must, and ends when all is rectified."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from msgspec.structs import replace

from domain.inspection.concluding import ConfirmLetter, FinishOnSite
from domain.inspection.inspection import InspectionOverdue, Stage
from domain.inspection.tracking import (
    CirculateResults,
    FinishInspection,
    InspectionFinished,
    LookBackOrdered,
    LookBackReported,
    OrderLookBack,
    RectificationReported,
    ReportLookBack,
    ReportSelfCheck,
    ReportToGroup,
    ResultsCirculated,
    SelfCheckReported,
)
from domain.organisation import Role
from domain.policy import Duty
from domain.problem.claiming import RefusalReason, RefuseClaim, UpholdRefusal
from tests.campaign.places import GROUP_HEAD, TEAM_LEAD, enter, post
from tests.inspection.city import (
    CITY_CLERK,
    CITY_HEAD,
    GROUPS,
    city,
    county_of,
    exchanged,
    found,
    head_of,
    inspected,
    lead_of,
    letter,
    office_of,
    town_of,
)
from tests.inspection.trips import Trip, ready, visited
from tests.problem.story import Story, happened

G3 = GROUPS[2]
LEAD, COUNTY = lead_of(G3), county_of(G3)
OFFICE, HEAD = office_of(COUNTY), head_of(COUNTY)
STRANGER = office_of(county_of(GROUPS[0]))


def tracked(findings: int = 1) -> Trip:
    """A letter with its list, received by the county."""
    trip = inspected(city(), G3, "2018-09-19", "2018-09-20")
    found(trip, findings)
    exchanged(trip, "2018-09-20 20:00")
    return trip.do(letter(trip), LEAD, "2018-09-21 10:00").do(ConfirmLetter(), OFFICE, "2018-09-21 15:00")


def owed(trip: Trip) -> dict[Duty, str]:
    return {owed.duty: owed.due.on.isoformat() for owed in trip.inspection.obligations}


@pytest.mark.requirement("R003-21")
def test_the_area_reports_to_the_group_that_issued_the_letter() -> None:
    trip = tracked()
    trip.when(ReportToGroup("已整改三件"), HEAD).then(happened(RectificationReported, by=HEAD, progress="已整改三件"))
    trip.when(ReportToGroup("已整改"), STRANGER).refused("not_of_the_area")


@pytest.mark.requirement("R003-16")
def test_the_county_checks_itself_once_and_says_what_it_found() -> None:
    trip = tracked()
    assert owed(trip) == {Duty.AREA_SELF_CHECK: "2018-10-11"}
    trip.when(ReportSelfCheck(12, "逐村排查"), STRANGER).refused("not_of_the_area")
    trip.when(ReportSelfCheck(12, "逐村排查"), OFFICE).then(happened(SelfCheckReported, found=12, record="逐村排查"))
    assert owed(trip) == {}
    trip.when(ReportSelfCheck(0, "再报"), OFFICE).refused("no_self_check_ordered")


def test_a_self_check_that_never_came_is_asked_for() -> None:
    trip = tracked()
    trip.when_time_passes_until("2018-10-12 12:00").accepted()
    assert trip.happened(InspectionOverdue) == ["2018-10-12 09:00"]


@pytest.mark.requirement("R003-17")
def test_the_group_looks_back_where_it_must() -> None:
    trip = tracked()
    trip.when(ReportLookBack("未反弹"), LEAD).refused("no_look_back_ordered")
    trip.when(OrderLookBack(date(2018, 9, 20), "进展缓慢"), LEAD).refused("due_in_past")
    trip.when(OrderLookBack(date(2018, 10, 31), "进展缓慢"), LEAD).then(
        happened(LookBackOrdered, reason="进展缓慢", arms={Duty.LOOK_BACK: "2018-10-31"})
    )
    trip.when(ReportLookBack("未反弹"), LEAD).then(happened(LookBackReported, record="未反弹"))
    assert Duty.LOOK_BACK not in owed(trip)


@pytest.mark.requirement("R003-24", "R002-39")
def test_a_named_person_decides_how_far_results_are_made_known() -> None:
    trip = tracked()
    told = CirculateResults("全市各县区", "九月督查情况")
    trip.when(told, LEAD).refused("not_permitted")
    trip.when(told, CITY_CLERK).refused("not_permitted")
    trip.when(replace(told, circulated_in=" "), CITY_HEAD).refused("text_missing", field="通报范围")
    trip.when(told, CITY_HEAD).then(
        happened(ResultsCirculated, by=CITY_HEAD, circulated_in="全市各县区", text="九月督查情况")
    )


# --- the end ------------------------------------------------------------------------------------------------------


def ended(trip: Trip) -> None:
    """The one problem is found not to exist after all: an end is an end."""
    [problem] = trip.inspection.findings
    enter(trip.casework, post("城镇镇长", "镇长", town_of(COUNTY), Role.HEAD))
    story = Story(trip.casework, problem.problem, trip.now)
    story.when(RefuseClaim(RefusalReason.NOT_TRUE, "现场并无此事"), "城镇镇长", "2018-09-25 10:00").accepted()
    story.when(UpholdRefusal("复查确无"), f"{G3}组员", "2018-09-26 10:00").accepted()


@pytest.mark.requirement("R003-17")
def test_it_is_done_when_all_that_it_found_has_come_to_its_end() -> None:
    trip = tracked()
    [problem] = trip.inspection.findings
    trip.when(FinishInspection(), LEAD, "2018-09-22 10:00").refused("problems_open", numbers=problem.problem_no)
    ended(trip)
    trip.when(FinishInspection(), f"{G3}组员", "2018-09-26 15:00").refused("not_permitted")
    trip.when(FinishInspection(), LEAD, "2018-09-26 16:00").then(happened(InspectionFinished, by=LEAD))
    assert (trip.inspection.stage, trip.inspection.obligations) == (Stage.DONE, ())
    trip.when(FinishInspection(), LEAD).refused("wrong_stage")


def test_where_letters_are_sent_it_is_not_done_without_one() -> None:
    trip = inspected(city(), G3, "2018-09-19", "2018-09-20")
    trip.when(FinishInspection(), LEAD).refused("letter_missing")


def test_where_none_are_sent_it_is_done_after_the_visits() -> None:
    trip = ready()
    for village in [visit.village for visit in trip.inspection.visits]:
        visited(trip, village, f"2023-09-{14 + 'ABCDEF'.index(village[0])} 09:00")
    trip.do(FinishOnSite())
    trip.when(CirculateResults("全镇", "督查情况"), GROUP_HEAD).accepted()
    trip.when(FinishInspection(), TEAM_LEAD).accepted()
    assert trip.inspection.stage is Stage.DONE


@pytest.mark.parametrize(
    ("command", "by"),
    [
        (ReportToGroup("已整改"), HEAD),
        (ReportSelfCheck(0, "无"), OFFICE),
        (OrderLookBack(date(2018, 10, 31), "进展缓慢"), LEAD),
        (CirculateResults("全市", "九月情况"), CITY_HEAD),
    ],
    ids=lambda value: type(value).__name__,
)
def test_sent_twice_it_happens_once(command: Any, by: str) -> None:
    trip = tracked()
    trip.when(command, by, "2018-09-22 10:00", command_id="once").accepted()
    position = trip.log_position
    trip.when(command, by, "2018-12-21 10:00", command_id="once").then_nothing()
    assert trip.log_position == position


def test_a_look_back_and_an_end_sent_twice_happen_once() -> None:
    trip = tracked().do(OrderLookBack(date(2018, 10, 31), "进展缓慢"), LEAD)
    ended(trip)
    for number, command in enumerate((ReportLookBack("未反弹"), FinishInspection())):
        trip.when(command, LEAD, "2018-09-28 10:00", command_id=f"once {number}").accepted()
        position = trip.log_position
        trip.when(command, LEAD, "2018-12-21 10:00", command_id=f"once {number}").then_nothing()
        assert trip.log_position == position
