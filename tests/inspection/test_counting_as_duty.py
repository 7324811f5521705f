"""每月督查1次: an inspection counts by itself as doing the recurring duty of its group; nobody reports it again."""

from __future__ import annotations

from datetime import date

import pytest

from domain.casework import Casework
from domain.duty.duty import StandingDuty, duty_id
from domain.duty.performing import DutyFulfilled, DutyMet, DutyMissed, DutyPerformed, TakeUpDuty
from domain.events import Event
from domain.inspection.coverage import groups_covered
from domain.inspection.planning import DropVisit
from domain.inspection.visiting import CompleteVisit, StartVisit, VisitHouseholds
from tests.inspection.city import CITY_CLERK, GROUPS, SEPTEMBER, city, drawn, frame, inspected, lead_of, planned
from tests.inspection.trips import Trip, met
from tests.problem.story import Story, stored_events

FIRST, SECOND, *_ = GROUPS


def on_duty(*groups: str, at: str = "2018-09-03 09:00") -> Casework:
    """The city, in which these groups owe one inspection a month."""
    casework = city()
    for group in groups or GROUPS:
        Story(casework).when(TakeUpDuty("heyuan_2018", "INSPECTION", group), CITY_CLERK, at).accepted()
    return casework


def duty(casework: Casework, group: str) -> Story:
    return Story(casework, duty_id("heyuan_2018", "INSPECTION", group))


def events(casework: Casework, group: str, *classes: type[Event]) -> list[Event]:
    stream = stored_events(casework, duty_id("heyuan_2018", "INSPECTION", group))
    return [event for event in stream if isinstance(event, classes)]


@pytest.mark.requirement("R003-09")
def test_an_inspection_counts_with_its_last_village_once_for_the_month_in_which_it_began() -> None:
    casework = on_duty()
    inspected(casework, FIRST, "2018-09-11", "2018-09-12")
    performed, fulfilled = events(casework, FIRST, DutyPerformed, DutyFulfilled)
    assert (performed.period, performed.by.person) == ("2018-09", lead_of(FIRST))  # type: ignore[attr-defined]
    assert isinstance(fulfilled, DutyFulfilled)
    assert events(casework, SECOND, DutyPerformed) == []


@pytest.mark.requirement("R003-09")
def test_the_coverage_of_a_month_is_what_the_duties_say() -> None:
    casework = on_duty()
    trips = [
        inspected(casework, FIRST, "2018-09-11", "2018-09-12"),
        inspected(casework, SECOND, "2018-09-13", "2018-09-14"),
    ]
    rules = casework.packs["heyuan_2018"].inspection
    covered = groups_covered([trip.inspection for trip in trips], GROUPS, SEPTEMBER, rules)
    for group in GROUPS:
        duty(casework, group).when_time_passes_until("2018-10-08 12:00").accepted()
    met_it = [group for group in GROUPS if events(casework, group, DutyMet)]
    missed = [group for group in GROUPS if events(casework, group, DutyMissed)]
    assert (covered.done, covered.of) == (len(met_it), len(GROUPS)) == (2, 5)
    assert (met_it, missed) == ([FIRST, SECOND], list(GROUPS[2:]))


@pytest.mark.requirement("R003-09")
def test_an_inspection_that_reached_too_few_counts_nothing() -> None:
    """Its only village is complete, but no 面上村 was seen."""
    casework = on_duty()
    trip = one_village(casework, "2018-09-11")
    assert trip.inspection.visits[0].completed_at is not None
    assert events(casework, FIRST, DutyPerformed) == []


def test_where_the_duty_was_not_taken_up_an_inspection_ends_all_the_same() -> None:
    casework = city()
    inspected(casework, FIRST, "2018-09-11", "2018-09-12")
    assert casework.load(duty_id("heyuan_2018", "INSPECTION", FIRST)).state is None


def test_taken_up_from_the_next_month_on_this_one_counts_nowhere() -> None:
    casework = city()
    command = TakeUpDuty("heyuan_2018", "INSPECTION", FIRST, from_next=True)
    Story(casework).when(command, CITY_CLERK, "2018-09-03 09:00").accepted()
    inspected(casework, FIRST, "2018-09-11", "2018-09-12")
    state = casework.load(duty_id("heyuan_2018", "INSPECTION", FIRST)).state
    assert isinstance(state, StandingDuty)
    assert state.performed == ()


def one_village(casework: Casework, day: str) -> Trip:
    """An inspection from whose plan the other village was dropped."""
    trip = planned(casework, FIRST, date.fromisoformat(day), date.fromisoformat(day), f"{day} 07:00")
    poor, other = (visit.village for visit in trip.inspection.visits)
    lead = lead_of(FIRST)
    trip.do(DropVisit(other, "道路中断"), lead)
    trip = drawn(trip, poor, frame(poor, 6, 4))
    trip.do(StartVisit(poor, 3), lead, f"{day} 09:00")
    trip.do(VisitHouseholds(poor, met(trip.drawn(poor))), lead)
    return trip.do(CompleteVisit(poor), lead)
