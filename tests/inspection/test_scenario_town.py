"""S1 by hand: the sampling floor, the interviews, the recusal, and a phase that had ended before its document."""

from __future__ import annotations

import pytest

from domain.campaign.campaign import PAST_NAMES, Past, campaign_id
from domain.campaign.report import ReportOverdue, report_id
from domain.campaign.reporting import PartText, ReportSubmitted, SubmitReport
from domain.campaign.speaking import ApproveSpeakers, ProposeSpeakers, VillageCount
from domain.event_table import EVENTS
from domain.events import topic
from domain.inspection.coverage import Covered, findings_by_village, village_rows, villages_covered
from domain.inspection.finding import MakeFinding
from domain.inspection.inspection import InspectionEvent, Outcome
from domain.inspection.planning import PlanVisit, VisitPlan
from domain.inspection.sampling import DrawMore
from domain.inspection.visiting import CompleteVisit, HouseholdMet, VisitHouseholds
from domain.problem.finding import Finding
from domain.problem.problem import Place
from tests.campaign.places import (
    COUNTY,
    GROUP_HEAD,
    OFFICE,
    PARTS,
    SECRETARY_OF_A,
    TEAM_LEAD,
    TOWN,
    TOWN_GROUP,
    VILLAGES,
)
from tests.campaign.stories import campaign
from tests.inspection.trips import (
    FRAME,
    WITHOUT_TEAM,
    Trip,
    begun,
    drawn,
    interviewed,
    met,
    opened,
    planned,
    pledged,
    state_at,
    visited,
)
from tests.problem.story import Story

MORE = {"C村": 3, "E村": 1}
FOUND = {"A村": 2, "B村": 7, "C村": 1, "D村": 3, "E村": 7, "F村": 0}
DAYS = {"A村": "2023-09-14", "C村": "2023-09-16", "D村": "2023-09-17", "E村": "2023-09-18", "F村": "2023-09-19"}
RULES = planned().casework.rules("haogou_2023").inspection


@pytest.fixture(scope="module")
def trip() -> Trip:
    """All of it, told once: the tests look at what came of it."""
    trip = drawn(pledged(planned()))
    fourteen_in_b(trip)
    trip.do(DrawMore("农户", FRAME, "B村"), TEAM_LEAD, "2023-09-15 16:00")
    trip.do(VisitHouseholds("B村", met(trip.drawn("B村")[-1:])))
    trip.do(CompleteVisit("B村"), TEAM_LEAD, "2023-09-15 18:00")
    for village, day in DAYS.items():
        for _ in range(MORE.get(village, 0)):
            trip.do(DrawMore("农户", FRAME, village))
        visited(trip, village, f"{day} 09:00")
    for village, number in FOUND.items():
        for _ in range(number):
            trip.do(MakeFinding(finding(village), "现场查看台账", "工作方案第二条"))
    return trip


def fourteen_in_b(trip: Trip) -> None:
    """Fourteen met and one away; both interviews."""
    begun(trip, "B村", "2023-09-15 09:00")
    *here, away = trip.drawn("B村")
    trip.do(VisitHouseholds("B村", (*met(here), HouseholdMet(away, Outcome.NOT_REACHED))))
    trip.do(interviewed("B村", WITHOUT_TEAM))


def finding(village: str) -> Finding:
    return Finding(
        "haogou_2023", "DUTY.VILLAGE", "工作记录不全", place=Place(COUNTY, TOWN, village), source="INSPECTION"
    )


@pytest.mark.requirement("R000-12")
def test_opening_creates_no_overdue_event_and_says_why() -> None:
    story = opened()
    past = {window.code: window.past for window in campaign(story).phases}
    assert past == {"PREPARATION": Past.BEFORE_ISSUE, "ON_SITE": None, "FEEDBACK": None}
    assert PAST_NAMES[Past.BEFORE_ISSUE] == "发文前已届满，不计逾期"
    paper = Story(story.casework, report_id("haogou_2023", "PREPARATION-1", TOWN_GROUP))
    paper.when_time_passes_until("2023-12-31 12:00").then_nothing()
    assert paper.happened(ReportOverdue) == []


@pytest.mark.requirement("R000-13")
def test_the_secretary_of_a_is_not_put_on_the_visit_to_a() -> None:
    trip = planned()
    on_a = PlanVisit(VisitPlan("A村", party=(TEAM_LEAD, SECRETARY_OF_A)))
    trip.when(on_a, TEAM_LEAD, "2023-09-13 16:00").refused("sod_3", name=SECRETARY_OF_A, unit="A村")
    trip.when(PlanVisit(VisitPlan("B村", party=(TEAM_LEAD, SECRETARY_OF_A))), TEAM_LEAD).accepted()


@pytest.mark.requirement("R000-24")
def test_the_visit_to_b_is_refused_with_fourteen_and_accepted_with_the_fifteenth() -> None:
    trip = drawn(pledged(planned()))
    fourteen_in_b(trip)
    short = trip.when(CompleteVisit("B村"), TEAM_LEAD, "2023-09-15 15:00")
    short.refused("sample_short", what="SAMPLE", needed=15, have=14)
    trip.do(DrawMore("农户", FRAME, "B村")).do(VisitHouseholds("B村", met(trip.drawn("B村")[-1:])))
    trip.when(CompleteVisit("B村"), TEAM_LEAD).accepted()


@pytest.mark.requirement("R000-14", "R000-24")
def test_the_sampling_ledger_as_of_the_end_of_20_september(trip: Trip) -> None:
    inspection = state_at(trip, "2023-09-20 24:00")
    rows = village_rows(inspection, RULES)
    households = {row.village: row.households for row in rows}
    assert households == {"A村": 15, "B村": 15, "C村": 18, "D村": 15, "E村": 16, "F村": 15}
    assert (sum(households.values()), sum(row.floor for row in rows)) == (94, 90)
    assert [row.village for row in rows if row.short] == []
    assert {row.village: row.interviews for row in rows} == dict.fromkeys(VILLAGES, 3) | {"B村": 2}
    assert villages_covered([inspection], VILLAGES) == Covered(6, 6)
    assert {row.village: row.not_reached for row in rows if row.not_reached} == {"B村": 1}


def test_the_ledger_as_of_noon_of_15_september_knows_only_what_had_happened(trip: Trip) -> None:
    inspection = state_at(trip, "2023-09-15 15:30")
    assert villages_covered([inspection], VILLAGES) == Covered(1, 6)
    [a, b] = village_rows(inspection, RULES)
    assert (a.complete, a.households, b.complete, b.households) == (True, 15, False, 14)
    assert b.lacks == ("B村农户应不少于15，实有14",)


@pytest.mark.requirement("R000-32")
def test_the_counts_and_the_list_of_speakers(trip: Trip) -> None:
    counts = findings_by_village([trip.inspection])
    assert {village: counts[village] for village in VILLAGES} == FOUND
    assert counts.total() == len(trip.inspection.findings) == 20
    story = Story(trip.casework, campaign_id("haogou_2023"), trip.now)
    counted = tuple(VillageCount(village, counts[village]) for village in VILLAGES)
    story.when(ProposeSpeakers(counted), OFFICE, "2023-09-22 10:00").accepted()
    story.when(ApproveSpeakers(), GROUP_HEAD).accepted()
    assert campaign(story).speakers == ("B村", "E村")


@pytest.mark.requirement("R000-16")
def test_the_report_is_refused_with_three_parts_and_on_time_with_four(trip: Trip) -> None:
    report = Story(trip.casework, report_id("haogou_2023", "INSPECTION", TOWN_GROUP))
    parts = tuple(PartText(title, "如下") for title in PARTS)
    three = report.when(SubmitReport(parts[:3]), TEAM_LEAD, "2023-09-25 16:00")
    three.refused("report_part_missing", parts="意见建议")
    report.when(SubmitReport(parts), TEAM_LEAD, "2023-09-25 17:00").accepted()
    [submitted] = [event for event in report.history if isinstance(event, ReportSubmitted)]
    assert (submitted.late, submitted.late_days) == (False, 0)


@pytest.mark.requirement("R000-35")
def test_nothing_was_asked_of_any_village(trip: Trip) -> None:
    log = [EVENTS.decode(n.topic, n.state) for n in trip.casework.recorder.select_notifications(1, 10_000)]
    owing = {event.unit for event in log if topic(type(event)) == "report.owed"}
    assert owing == {TOWN_GROUP}
    acted_by = {event.envelope.actor.unit for event in log if isinstance(event, InspectionEvent)}
    assert not acted_by.intersection(VILLAGES)
