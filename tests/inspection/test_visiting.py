"""入户: whoever was drawn and met counts; nobody is visited twice or asked the same twice; short is not complete."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from msgspec.structs import replace

from domain.inspection.coverage import village_rows
from domain.inspection.inspection import Outcome, Stage
from domain.inspection.planning import VisitPlan
from domain.inspection.registers import VisitNoted, household_register
from domain.inspection.visiting import (
    CompleteVisit,
    HouseholdMet,
    HouseholdVisited,
    StartVisit,
    VisitCompleted,
    VisitHouseholds,
    VisitStarted,
)
from tests.campaign.places import CLERK, INSPECTOR, TEAM_LEAD, TOWN_HEAD, VILLAGES, B
from tests.inspection.trips import (
    FIRST_SECRETARY,
    PARTY,
    PLAN,
    SECRETARY,
    SPECIALIST,
    WITHOUT_TEAM,
    Trip,
    begun,
    drawn,
    interviewed,
    met,
    planned,
    pledged,
    ready,
    visited,
)
from tests.problem.story import Story, happened, stored_events

C = VILLAGES[2]
AT = "2023-09-14 09:00"


def in_b() -> Trip:
    return begun(ready(), B, AT)


def whole_but(trip: Trip, missing: int) -> Trip:
    refs = trip.drawn(B)
    return trip.do(VisitHouseholds(B, met(refs[: len(refs) - missing])))


# --- beginning ----------------------------------------------------------------------------------------------------


@pytest.mark.requirement("R003-07")
def test_a_visit_begins_with_its_party_and_how_many_go_in_all() -> None:
    trip = ready()
    trip.when(StartVisit(B, 1), TEAM_LEAD, AT).refused("party_too_small", size=1, least=2)
    trip.when(StartVisit(B, 5), TEAM_LEAD, AT).then(happened(VisitStarted, village=B, party=PARTY, party_size=5))
    assert trip.inspection.stage is Stage.ON_SITE
    trip.when(StartVisit(B, 5), TEAM_LEAD).refused("visit_begun")
    trip.when(StartVisit("G村", 5), TEAM_LEAD).refused("visit_not_planned", village="G村")


def test_only_its_own_party_acts_in_a_visit() -> None:
    plan = replace(PLAN, visits=(VisitPlan(B, resident_team=False, party=(INSPECTOR,)), VisitPlan(C)))
    trip = drawn(pledged(planned(plan)))
    trip.when(StartVisit(B, 4), TEAM_LEAD, AT).refused("not_of_the_party", name=TEAM_LEAD)
    trip.when(StartVisit(B, 4), INSPECTOR, AT).accepted()
    trip.when(VisitHouseholds(B, met(trip.drawn(B))), TEAM_LEAD).refused("not_of_the_party")
    for stranger in (CLERK, TOWN_HEAD):
        trip.when(VisitHouseholds(B, met(trip.drawn(B))), stranger).refused("not_permitted")


def test_nothing_is_recorded_before_a_visit_begins_or_after_it_is_complete() -> None:
    trip = begun(ready(), C, AT)
    trip.when(VisitHouseholds(B, ()), TEAM_LEAD).refused("visit_not_begun", village=B)
    done = visited(ready(), B, AT)
    done.when(VisitHouseholds(B, met(("B-99",))), TEAM_LEAD).refused("visit_completed")
    done.when(CompleteVisit(B), TEAM_LEAD).refused("visit_completed")


# --- households ---------------------------------------------------------------------------------------------------


@pytest.mark.requirement("R002-35")
def test_who_was_drawn_and_met_counts_and_others_are_counted_beside() -> None:
    trip = in_b()
    stranger = next(f"B-{n:02}" for n in range(1, 21) if f"B-{n:02}" not in trip.drawn(B))
    trip.when(VisitHouseholds(B, met((trip.drawn(B)[0], stranger))), TEAM_LEAD).then(
        happened(HouseholdVisited, drawn=True, outcome=Outcome.VISITED, attempt=1),
        happened(HouseholdVisited, drawn=False, household=stranger),
    )
    [row] = village_rows(trip.inspection, trip.casework.rules("haogou_2023").inspection)
    assert (row.households, row.beside, row.drawn, row.short) == (1, 1, 15, True)


@pytest.mark.requirement("R004-31")
def test_whoever_was_not_reached_counts_as_not_verified_until_he_is() -> None:
    trip = in_b()
    away = trip.drawn(B)[0]
    tried = HouseholdMet(away, Outcome.NOT_REACHED, retry_on=date(2023, 9, 16))
    trip.when(VisitHouseholds(B, (tried,)), TEAM_LEAD).then(
        happened(HouseholdVisited, outcome=Outcome.NOT_REACHED, attempt=1, retry_on="2023-09-16")
    )
    rules = trip.casework.rules("haogou_2023").inspection
    assert [(row.households, row.not_reached) for row in village_rows(trip.inspection, rules)] == [(0, 1)]
    trip.when(VisitHouseholds(B, met((away,))), TEAM_LEAD).then(happened(HouseholdVisited, attempt=2))
    assert [(row.households, row.not_reached) for row in village_rows(trip.inspection, rules)] == [(1, 0)]


def test_what_was_said_is_sealed_under_the_household() -> None:
    trip = in_b()
    household = trip.drawn(B)[0]
    trip.do(VisitHouseholds(B, (HouseholdMet(household, note="户主李某反映水压不足"),)))
    [event] = [event for event in trip.history if isinstance(event, HouseholdVisited)]
    assert event.note is not None
    assert trip.reveal(event.note.ref) == "户主李某反映水压不足"
    assert "水压" not in str(event)


@pytest.mark.requirement("R000-27")
def test_a_project_may_lead_to_a_household() -> None:
    trip = in_b()
    trip.when(VisitHouseholds(B, (HouseholdMet("B-99", project="光伏电站"),)), TEAM_LEAD).then(
        happened(HouseholdVisited, household="B-99", project="光伏电站", drawn=False)
    )


def test_a_household_stands_once_in_a_list() -> None:
    in_b().when(VisitHouseholds(B, met(("B-01", "B-01"))), TEAM_LEAD).refused("household_twice", village=B)


# --- not twice ----------------------------------------------------------------------------------------------------


@pytest.mark.requirement("R001-58")
def test_a_household_is_not_visited_twice_in_a_campaign() -> None:
    trip = in_b()
    household = trip.drawn(B)[0]
    trip.do(VisitHouseholds(B, met((household,))))
    [noted] = stored_events(trip.casework, household_register("haogou_2023", household))
    assert isinstance(noted, VisitNoted)
    trip.when(VisitHouseholds(B, met((household,))), TEAM_LEAD).refused("household_visited_before", household=household)
    later = Trip(trip.casework, now=trip.now).do(replace(PLAN, first_on=date(2023, 9, 15)))
    drawn(pledged(later), name="二")
    begun(later, B, "2023-09-15 09:00")
    refused = later.when(VisitHouseholds(B, met((household,))), TEAM_LEAD)
    refused.refused("household_visited_before", on=date(2023, 9, 14), by=trip.inspection.number)


@pytest.mark.requirement("R001-58")
def test_a_second_visit_with_a_reason_is_flagged() -> None:
    trip = in_b()
    household = trip.drawn(B)[0]
    trip.do(VisitHouseholds(B, met((household,))))
    again = HouseholdMet(household, again_because="住房鉴定需补拍照片")
    trip.when(VisitHouseholds(B, (again,)), TEAM_LEAD).then(
        happened(HouseholdVisited, again_because="住房鉴定需补拍照片", attempt=2)
    )


@pytest.mark.requirement("R001-58")
def test_the_same_fact_is_not_asked_twice() -> None:
    trip = in_b()
    one, other = trip.drawn(B)[:2]
    trip.do(VisitHouseholds(B, (HouseholdMet(one, facts=("RESULT.INCOME-1",)),)))
    again = HouseholdMet(one, facts=("RESULT.INCOME-1", "RESULT.BASICS-1"), again_because="补问")
    trip.when(VisitHouseholds(B, (again,)), TEAM_LEAD).refused("fact_asked_before", facts="RESULT.INCOME-1")
    trip.when(VisitHouseholds(B, (HouseholdMet(other, facts=("RESULT.INCOME-1",)),)), TEAM_LEAD).accepted()
    trip.when(VisitHouseholds(B, (replace(again, facts=("RESULT.BASICS-1",)),)), TEAM_LEAD).accepted()


# --- completing ---------------------------------------------------------------------------------------------------


@pytest.mark.requirement("R000-24")
@pytest.mark.parametrize("missing", [1, 5, 15])
def test_a_short_sample_keeps_a_visit_open(missing: int) -> None:
    trip = whole_but(in_b(), missing).do(interviewed(B, WITHOUT_TEAM))
    trip.when(CompleteVisit(B), TEAM_LEAD).refused("sample_short", what="SAMPLE", needed=15, have=15 - missing)


@pytest.mark.requirement("R000-20")
def test_without_a_resident_team_two_interviews_are_enough_and_one_is_not() -> None:
    trip = whole_but(in_b(), 0).do(interviewed(B, (SECRETARY,)))
    trip.when(CompleteVisit(B), TEAM_LEAD).refused("interview_missing", what=SPECIALIST)
    trip.do(interviewed(B, (SPECIALIST,))).when(CompleteVisit(B), TEAM_LEAD).accepted()


@pytest.mark.requirement("R000-20")
@pytest.mark.parametrize("missing", [FIRST_SECRETARY, SECRETARY, SPECIALIST])
def test_with_a_resident_team_three_are_needed(missing: str) -> None:
    trip = begun(ready(), C, AT)
    trip.do(VisitHouseholds(C, met(trip.drawn(C))))
    trip.do(interviewed(C, {FIRST_SECRETARY, SECRETARY, SPECIALIST} - {missing}))
    trip.when(CompleteVisit(C), TEAM_LEAD).refused("interview_missing", what=missing)


@pytest.mark.requirement("R000-18")
def test_a_complete_visit_lists_the_methods_that_it_used() -> None:
    trip = whole_but(in_b(), 0).do(interviewed(B, WITHOUT_TEAM))
    trip.when(CompleteVisit(B, ("GUESSING",)), TEAM_LEAD).refused("unknown_method", method="GUESSING")
    trip.when(CompleteVisit(B, ("PROJECT_CHECK",)), TEAM_LEAD).then(
        happened(
            VisitCompleted,
            households=15,
            floor=15,
            interviews=2,
            methods=("HOUSEHOLD_VISIT", "INTERVIEW", "PROJECT_CHECK"),
        )
    )


@pytest.mark.requirement("R000-05")
def test_a_complete_visit_says_which_items_of_the_checklist_nobody_answered() -> None:
    trip = visited(ready(), B, AT)
    [event] = [event for event in trip.history if isinstance(event, VisitCompleted)]
    assert set(event.unanswered) >= {f"RECTIFY-{n}" for n in range(1, 6)}


def test_observations_may_be_entered_later_with_a_reason() -> None:
    trip = ready()
    late = trip.when(StartVisit(B, 4), TEAM_LEAD, "2023-09-15 20:00", occurred_at=AT, late_reason="村中无网络")
    late.then(happened(VisitStarted, at=AT))
    trip.when(
        VisitHouseholds(B, met(trip.drawn(B))), TEAM_LEAD, "2023-09-15 20:00", occurred_at="2023-09-14 10:00"
    ).refused("late_reason_missing")
    assert trip.inspection.seen_on == date(2023, 9, 14)


@pytest.mark.parametrize("index", range(4))
def test_sent_twice_it_happens_once(index: int) -> None:
    trip = ready()
    commands: tuple[Any, ...] = (
        StartVisit(B, 4),
        VisitHouseholds(B, met(trip.drawn(B))),
        interviewed(B, WITHOUT_TEAM),
        CompleteVisit(B),
    )
    for command in commands[:index]:
        trip.do(command)
    trip.when(commands[index], TEAM_LEAD, AT, command_id="once").accepted()
    position = trip.log_position
    trip.when(commands[index], TEAM_LEAD, "2023-09-16 15:00", command_id="once").then_nothing()
    assert trip.log_position == position


def test_two_inspections_that_meet_in_one_household_are_told_apart_by_its_register() -> None:
    trip = in_b()
    away, here = trip.drawn(B)[:2]
    trip.do(VisitHouseholds(B, (HouseholdMet(away, Outcome.NOT_REACHED), HouseholdMet(here))))
    registers = [Story(trip.casework, household_register("haogou_2023", ref)).history for ref in (away, here)]
    assert [len(history) for history in registers] == [0, 1]
