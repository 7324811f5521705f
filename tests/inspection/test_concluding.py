"""交换意见 整改函 签收: in this order, with every finding, to the unit that must rectify it."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from msgspec.structs import replace

from domain.inspection.concluding import (
    ConfirmLetter,
    ExchangeViews,
    FinishOnSite,
    IssueLetter,
    LetterIssued,
    LetterServed,
    ListedProblem,
    OnSiteFinished,
    SelfCheckOrdered,
    ViewsExchanged,
)
from domain.inspection.finding import MakeFinding
from domain.inspection.inspection import InspectionOverdue, InspectionReminded, Stage
from domain.inspection.planning import DropVisit
from domain.inspection.visiting import CompleteVisit
from domain.policy import Duty
from domain.problem.classification import Mode
from domain.problem.finding import Finding
from domain.problem.problem import Place
from domain.problem.problem import Stage as ProblemStage
from domain.problem.registering import Dispatch
from tests.campaign.places import TEAM_LEAD
from tests.inspection.city import (
    COPIES,
    GROUPS,
    began,
    city,
    county_of,
    drawn,
    exchanged,
    found,
    frame,
    head_of,
    inspected,
    lead_of,
    letter,
    office_of,
    planned,
    town_of,
    villages_of,
)
from tests.inspection.trips import Trip, ready, visited
from tests.problem.story import Story, happened

G3 = GROUPS[2]
BASIS = "河扶〔2018〕23号"
LEAD, COUNTY, TOWN = lead_of(G3), county_of(G3), town_of(county_of(G3))
POOR, OTHER = villages_of(COUNTY)


def finished() -> Trip:
    return inspected(city(), G3, "2018-09-19", "2018-09-20")


def with_views(findings: int = 2) -> Trip:
    trip = finished()
    found(trip, findings)
    return exchanged(trip, "2018-09-20 20:00")


def lines_of(trip: Trip) -> tuple[ListedProblem, ...]:
    return letter(trip).lines


# --- the end on the spot ------------------------------------------------------------------------------------------


def test_it_ends_when_every_village_is_complete() -> None:
    trip = planned(city(), G3, date(2018, 9, 19), date(2018, 9, 20), "2018-09-19 07:00")
    for village in (POOR, OTHER):
        drawn(trip, village, frame(village, 10, 5))
    began(trip, POOR, "2018-09-19 14:00").do(CompleteVisit(POOR), LEAD)
    trip.when(FinishOnSite(), LEAD).refused("visits_open", villages=OTHER)
    began(trip, OTHER, "2018-09-20 14:00").do(CompleteVisit(OTHER), LEAD)
    trip.when(FinishOnSite(), LEAD, "2018-09-20 18:00").then(
        happened(OnSiteFinished, first_on="2018-09-19", last_on="2018-09-20", households=6, over_limit=0)
    )


@pytest.mark.requirement("R003-10")
def test_a_village_of_each_class_is_needed_and_a_town() -> None:
    trip = planned(city(), G3, date(2018, 9, 19), date(2018, 9, 20), "2018-09-19 07:00")
    drawn(trip, POOR, frame(POOR, 10, 5))
    began(trip, POOR, "2018-09-19 14:00").do(CompleteVisit(POOR), LEAD)
    trip.do(DropVisit(OTHER, "道路中断"), LEAD)
    trip.when(FinishOnSite(), LEAD).refused("sample_short", what="OTHER_VILLAGE", needed=1, have=0)


def test_the_letter_counts_from_the_day_on_which_it_really_ended() -> None:
    trip = planned(city(), G3, date(2018, 9, 10), date(2018, 9, 10), "2018-09-10 07:00")
    for village in (POOR, OTHER):
        drawn(trip, village, frame(village, 10, 5))
    began(trip, POOR, "2018-09-10 14:00").do(CompleteVisit(POOR), LEAD)
    assert due(trip) == "2018-09-13"
    began(trip, OTHER, "2018-09-11 14:00").do(CompleteVisit(OTHER), LEAD)
    trip.when(FinishOnSite(date(2018, 9, 9)), LEAD).refused("not_ended_yet")
    trip.when(FinishOnSite(date(2018, 9, 20)), LEAD).refused("not_ended_yet")
    trip.when(FinishOnSite(), LEAD).then(
        happened(OnSiteFinished, last_on="2018-09-11", arms={Duty.LETTER: "2018-09-14"})
    )


def due(trip: Trip) -> str:
    return next(owed.due.on.isoformat() for owed in trip.inspection.obligations if owed.duty is Duty.LETTER)


def test_the_group_is_reminded_of_its_letter_and_warned_the_day_after() -> None:
    trip = with_views()
    trip.when_time_passes_until("2018-09-30 12:00").then(
        happened(InspectionReminded, at="2018-09-25 09:00", duty=Duty.LETTER, due_on="2018-09-25"),
        happened(InspectionOverdue, at="2018-09-26 09:00", duty=Duty.LETTER, overdue_wd=1),
    )


# --- views --------------------------------------------------------------------------------------------------------


@pytest.mark.requirement("R003-12")
def test_views_are_exchanged_with_a_leader_of_the_inspected_unit_before_the_letter() -> None:
    trip = finished()
    found(trip, 1)
    trip.when(letter(trip), LEAD, "2018-09-20 19:00").refused("views_not_exchanged")
    stranger = ExchangeViews((head_of(county_of(GROUPS[0])),), "无异议")
    trip.when(stranger, LEAD).refused("no_leader_present", area=COUNTY)
    trip.when(ExchangeViews((office_of(COUNTY),), "无异议"), LEAD).refused("no_leader_present")
    trip.when(ExchangeViews((head_of(COUNTY), office_of(COUNTY)), "无异议"), LEAD).then(
        happened(ViewsExchanged, leaders=(head_of(COUNTY), office_of(COUNTY)), record="无异议")
    )
    assert trip.inspection.stage is Stage.VIEWS_EXCHANGED


# --- the letter ---------------------------------------------------------------------------------------------------


@pytest.mark.requirement("R003-14")
def test_every_finding_is_on_the_list_once_and_nothing_else() -> None:
    trip = with_views(2)
    first, second = lines_of(trip)
    whole = letter(trip)
    stranger = replace(first, problem_no="DC2018-别处-0001")
    at = "2018-09-21 10:00"
    trip.when(replace(whole, lines=(first,)), LEAD, at).refused("finding_not_listed", numbers=second.problem_no)
    trip.when(replace(whole, lines=(first, second, first)), LEAD, at).refused("not_a_finding")
    trip.when(replace(whole, lines=(first, second, stranger)), LEAD, at).refused("not_a_finding")
    trip.when(replace(whole, lines=(first, replace(second, due_on=None))), LEAD, at).refused("due_missing")
    trip.when(replace(whole, addressee="没有的县"), LEAD, at).refused("unknown_unit")
    trip.when(whole, LEAD, at).then(
        happened(LetterIssued, letter_no="督函〔2018〕3号", signer=LEAD, copies=COPIES, basis_document=BASIS),
        happened(SelfCheckOrdered, area=COUNTY, arms={Duty.AREA_SELF_CHECK: "2018-10-11"}),
    )


@pytest.mark.requirement("R002-39")
def test_what_was_given_on_the_spot_stays_as_it_is() -> None:
    trip = finished()
    place = Place(COUNTY, TOWN, POOR)
    at_once = MakeFinding(
        Finding("heyuan_2018", "H7", "数据未录入", place=place), "系统比对", "录入规定", at_once_unit=TOWN
    )
    trip.do(at_once, LEAD)
    found(trip, 1)
    exchanged(trip, "2018-09-20 20:00")
    trip.do(letter(trip), LEAD, "2018-09-21 10:00")
    first, second = (trip.casework.problem(one.problem) for one in trip.inspection.findings)
    assert (first.mode, first.due_on) == (Mode.IMMEDIATE, None)
    assert (second.mode, second.due_on) == (Mode.TIME_LIMITED, date(2018, 11, 30))
    assert [problem.stage for problem in (first, second)] == [ProblemStage.DISPATCHED] * 2


def test_a_letter_without_findings_orders_nothing() -> None:
    trip = with_views(0)
    trip.when(letter(trip), LEAD, "2018-09-21 10:00").then(happened(LetterIssued, lines=()))
    assert trip.inspection.obligations == ()


def test_a_campaign_without_letters_issues_none() -> None:
    trip = ready()
    for village in [visit.village for visit in trip.inspection.visits]:
        visited(trip, village, f"2023-09-{14 + 'ABCDEF'.index(village[0])} 09:00")
    trip.do(FinishOnSite())
    assert trip.inspection.obligations == ()
    trip.when(IssueLetter("沟镇"), TEAM_LEAD).refused("no_letter_here")


def test_a_problem_that_somebody_else_dispatched_meanwhile_is_listed_as_it_is() -> None:
    trip = with_views(1)
    [found_one] = trip.inspection.findings
    Story(trip.casework, found_one.problem).when(
        Dispatch(TOWN, due_on=date(2018, 10, 31)), LEAD, "2018-09-21 09:00"
    ).accepted()
    trip.do(letter(trip), LEAD, "2018-09-21 10:00")
    assert trip.casework.problem(found_one.problem).due_on == date(2018, 10, 31)


def test_the_letter_is_signed_by_the_head_of_the_group() -> None:
    trip = with_views()
    trip.when(letter(trip), f"{G3}组员", "2018-09-21 10:00").refused("not_permitted")
    trip.when(letter(trip), lead_of(GROUPS[0]), "2018-09-21 10:00").refused("not_permitted")


def test_somebody_of_the_area_confirms_it() -> None:
    trip = with_views()
    trip.when(ConfirmLetter(), office_of(COUNTY), "2018-09-20 21:00").refused("wrong_stage")
    trip.do(letter(trip), LEAD, "2018-09-21 10:00")
    trip.when(ConfirmLetter(), office_of(county_of(GROUPS[0]))).refused("not_of_the_area")
    trip.when(ConfirmLetter(), office_of(COUNTY)).then(happened(LetterServed, by=office_of(COUNTY)))
    assert trip.inspection.stage is Stage.TRACKING


@pytest.mark.parametrize("index", range(4))
def test_sent_twice_it_happens_once(index: int) -> None:
    trip = planned(city(), G3, date(2018, 9, 19), date(2018, 9, 20), "2018-09-19 07:00")
    for village in (POOR, OTHER):
        drawn(trip, village, frame(village, 10, 5))
        began(trip, village, f"2018-09-{19 + (village == OTHER)} 14:00").do(CompleteVisit(village), LEAD)
    found(trip, 1)
    acts: tuple[tuple[Any, str], ...] = (
        (FinishOnSite(), LEAD),
        (ExchangeViews((head_of(COUNTY),), "无异议"), LEAD),
        (letter(trip), LEAD),
        (ConfirmLetter(), office_of(COUNTY)),
    )
    for command, by in acts[:index]:
        trip.do(command, by)
    command, by = acts[index]
    trip.when(command, by, "2018-09-21 10:00", command_id="once").accepted()
    position = trip.log_position
    trip.when(command, by, "2018-12-21 10:00", command_id="once").then_nothing()
    assert trip.log_position == position
