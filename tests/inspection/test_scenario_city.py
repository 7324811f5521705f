"""S8 by hand: monthly inspections of five groups, the sample with its classes, and the letter within three days."""

from __future__ import annotations

from datetime import date

import pytest

from domain.campaign.campaign import Campaign, campaign_id
from domain.casework import Casework
from domain.inspection.concluding import LetterIssued, SelfCheckOrdered
from domain.inspection.coverage import Covered, groups_covered, is_valid, village_rows
from domain.inspection.inspection import Stage
from domain.inspection.planning import InspectionPlanned
from domain.inspection.visiting import CompleteVisit, VisitHouseholds
from domain.policy import Duty
from domain.problem.problem import Problem
from domain.problem.problem import Stage as ProblemStage
from tests.inspection.city import (
    GROUPS,
    SEPTEMBER,
    began,
    city,
    county_of,
    drawn,
    exchanged,
    found,
    frame,
    inspected,
    lead_of,
    letter,
    plan_of,
    planned,
    town_of,
    villages_of,
    without_roll,
)
from tests.inspection.trips import Trip, met, state_at
from tests.problem.story import Story, happened

G1, G2, G3, G4, G5 = GROUPS
LEAD = lead_of(G3)


def g3(casework: Casework | None = None) -> Trip:
    """G3 inspects on 19 and 20 September, finds seven problems and exchanges views."""
    trip = inspected(casework or city(), G3, "2018-09-19", "2018-09-20")
    found(trip, 7)
    return exchanged(trip, "2018-09-20 20:00")


def letter_due(trip: Trip) -> str:
    [owed] = [owed for owed in trip.inspection.obligations if owed.duty is Duty.LETTER]
    return owed.due.on.isoformat()


# --- G3 -----------------------------------------------------------------------------------------------------------


@pytest.mark.requirement("R003-10", "R003-11")
def test_a_town_and_two_villages_with_two_and_one_households_each_are_valid() -> None:
    trip = inspected(city(), G3, "2018-09-19", "2018-09-20")
    rules = trip.casework.rules("heyuan_2018").inspection
    rows = village_rows(trip.inspection, rules)
    assert [(row.kind, row.households, row.floor) for row in rows] == [("POOR_VILLAGE", 3, 3), ("OTHER_VILLAGE", 3, 3)]
    classes = [sorted(c for one in trip.inspection.sample_of(row.village) for c in one.classes) for row in rows]
    assert classes == [["NOT_LIFTED", "TO_BE_LIFTED", "TO_BE_LIFTED"]] * 2
    assert sum(row.households for row in rows) == 6
    assert is_valid(trip.inspection, rules)


@pytest.mark.requirement("R003-13")
def test_the_letter_is_due_three_days_after_the_end_on_the_next_working_day() -> None:
    trip = g3()
    assert letter_due(trip) == "2018-09-25", "23 September rolled over 22 to 24"
    trip.when(letter(trip), LEAD, "2018-09-25 17:00").accepted()
    [issued] = [event for event in trip.history if isinstance(event, LetterIssued)]
    assert issued.late_days == 0


@pytest.mark.requirement("R003-13")
def test_a_day_later_it_is_one_day_late() -> None:
    trip = g3()
    trip.when(letter(trip), LEAD, "2018-09-26 09:30").accepted()
    [issued] = [event for event in trip.history if isinstance(event, LetterIssued)]
    assert issued.late_days == 1


@pytest.mark.requirement("R003-13")
def test_a_profile_that_does_not_roll_gives_the_third_day_itself() -> None:
    assert letter_due(g3(without_roll(city()))) == "2018-09-23"


@pytest.mark.requirement("R003-15")
def test_without_one_of_its_two_copies_the_letter_is_refused() -> None:
    trip = g3()
    for copies, missing in ((("县区党委",), "县区政府"), (("县区政府",), "县区党委"), ((), "县区党委、县区政府")):
        trip.when(letter(trip, copies), LEAD, "2018-09-25 10:00").refused("copy_missing", copies=missing)


@pytest.mark.requirement("R003-14", "R003-16")
def test_seven_problems_are_dispatched_and_one_self_check_of_the_county_is_ordered() -> None:
    trip = g3()
    trip.do(letter(trip), LEAD, "2018-09-25 10:00")
    problems: list[Problem] = [trip.casework.problem(one.problem) for one in trip.inspection.findings]
    assert [problem.stage for problem in problems] == [ProblemStage.DISPATCHED] * 7
    assert {(problem.unit, problem.due_on) for problem in problems} == {(town_of(county_of(G3)), date(2018, 11, 30))}
    [ordered] = [event for event in trip.history if isinstance(event, SelfCheckOrdered)]
    assert (ordered.area, len(ordered.problems)) == (county_of(G3), 7)
    assert [owed.duty for owed in trip.inspection.obligations] == [Duty.AREA_SELF_CHECK]
    assert trip.inspection.stage is Stage.LETTER_ISSUED


# --- G4 and the coverage of the month -----------------------------------------------------------------------------


def g4_short(casework: Casework) -> Trip:
    """One village is whole; in the other the list had nobody who is not yet lifted: three and none."""
    day = date(2018, 9, 26)
    trip = planned(casework, G4, day, day, "2018-09-26 07:00")
    poor, other = villages_of(county_of(G4))
    drawn(trip, poor, frame(poor, 10, 5))
    drawn(trip, other, frame(other, 10, 0))
    began(trip, poor, "2018-09-26 09:00").do(CompleteVisit(poor), lead_of(G4))
    return began(trip, other, "2018-09-26 14:00")


@pytest.mark.requirement("R003-11")
def test_three_and_none_is_not_two_and_one() -> None:
    trip = g4_short(city())
    _, other = villages_of(county_of(G4))
    refused = trip.when(CompleteVisit(other), lead_of(G4))
    refused.refused("sample_short", what="NOT_LIFTED", needed=1, have=0)
    assert not is_valid(trip.inspection, trip.casework.rules("heyuan_2018").inspection)


@pytest.mark.requirement("R003-09", "R003-10", "R003-11")
def test_three_of_five_groups_are_valid_and_four_after_the_missing_household() -> None:
    casework = city()
    rules = casework.rules("heyuan_2018").inspection
    trips = [
        inspected(casework, G1, "2018-09-11", "2018-09-12"),
        inspected(casework, G2, "2018-09-13", "2018-09-14"),
        inspected(casework, G3, "2018-09-19", "2018-09-20"),
        g4_short(casework),
    ]
    _, other = villages_of(county_of(G4))
    g4 = trips[-1]
    g4.when(CompleteVisit(other), lead_of(G4), "2018-09-26 18:00").refused("sample_short")
    drawn(g4, other, frame(f"{other}补", 0, 4), "补抽", reason="首次名单漏列未脱贫户", count=1)
    g4.do(VisitHouseholds(other, met(g4.drawn(other)[-1:])), lead_of(G4), "2018-09-27 10:00")
    g4.do(CompleteVisit(other), lead_of(G4), "2018-09-27 15:00")

    def covered(at: str) -> Covered:
        return groups_covered([state_at(trip, at) for trip in trips], GROUPS, SEPTEMBER, rules)

    assert (covered("2018-09-26 24:00"), covered("2018-09-26 24:00").share) == (Covered(3, 5), "60.0%")
    assert (covered("2018-09-27 24:00"), covered("2018-09-27 24:00").share) == (Covered(4, 5), "80.0%")
    assert [row.households for row in village_rows(g4.inspection, rules)] == [3, 4]


@pytest.mark.requirement("R003-09")
@pytest.mark.parametrize(("last_day", "over"), [(19, 0), (20, 0), (21, 1)])
def test_a_visit_of_three_days_is_flagged_not_refused(last_day: int, over: int) -> None:
    plan = plan_of(G3, date(2018, 9, 19), date(2018, 9, last_day))
    Story(city()).when(plan, LEAD, "2018-09-18 10:00").then(happened(InspectionPlanned, over_limit=over))


@pytest.mark.requirement("R003-04")
def test_the_document_announces_six_groups_and_lists_five() -> None:
    campaign: Campaign = city().load(campaign_id("heyuan_2018")).state
    assert (campaign.groups_announced, len(campaign.groups)) == (6, 5)
