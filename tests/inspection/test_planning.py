"""督查计划: a group, its own area, its own inspectors, and nobody to his own village."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from msgspec.structs import replace

from domain.campaign.campaign import GroupAreas
from domain.campaign.opening import CloseCampaign
from domain.inspection.inspection import Stage
from domain.inspection.planning import (
    DropVisit,
    InspectionPlanned,
    PlanVisit,
    PledgeSigned,
    ReportViolation,
    SignPledge,
    ViolationReported,
    VisitDropped,
    VisitPlan,
    VisitPlanned,
)
from domain.inspection.seeing import draws_for, may_read, visits_for
from domain.inspection.visiting import StartVisit, VisitStarted
from domain.organisation import Role
from domain.supervision import VisitMode
from tests.campaign.places import (
    BUREAU_HEAD,
    CLERK,
    COUNTY,
    COUNTY_CLERK,
    GROUP_HEAD,
    INSPECTOR,
    OFFICE,
    OTHER_TOWN,
    SECRETARY_OF_A,
    TEAM_LEAD,
    TOWN,
    TOWN_GROUP,
    TOWN_HEAD,
    VILLAGES,
    A,
    B,
    enter,
    post,
)
from tests.campaign.stories import TOWN_CAMPAIGN
from tests.inspection.city import COUNTIES, GROUPS, city, lead_of, plan_of
from tests.inspection.trips import FRAME, PARTY, PLAN, Trip, begun, drawn, opened, planned, pledged, ready, visited
from tests.problem.story import Story, happened

AT = "2023-09-13 15:00"
C = VILLAGES[2]


def covert(party: tuple[str, ...] = PARTY) -> Trip:
    """A covert visit to A, drawn; the others are open."""
    visits = (VisitPlan(A, mode=VisitMode.COVERT, party=party), VisitPlan(B, resident_team=False))
    return drawn(pledged(planned(replace(PLAN, visits=visits))), [e for e in FRAME if e.id[0] in "AB"])


# --- planning -----------------------------------------------------------------------------------------------------


@pytest.mark.requirement("R003-43", "R003-05")
def test_an_inspection_is_planned_with_its_theme_and_its_people() -> None:
    themed = replace(PLAN, theme="住房安全", categories=("SEC.HOUSE",))
    story = Story(opened().casework)
    story.when(themed, TEAM_LEAD, AT).then(
        happened(InspectionPlanned, group=TOWN_GROUP, party=PARTY, theme="住房安全", categories=("SEC.HOUSE",))
    )
    assert story.casework.view(story.case).problem_no == f"{TOWN_GROUP}-{TOWN}-20230914"  # type: ignore[union-attr]


def test_a_group_begins_one_inspection_of_an_area_on_a_day() -> None:
    trip = planned()
    Story(trip.casework).when(PLAN, INSPECTOR, "2023-09-13 16:00").refused("already_exists", kind="督查")


@pytest.mark.requirement("R003-43")
@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"last_on": date(2023, 9, 13)}, "inspection_backwards"),
        ({"party": ()}, "party_missing"),
        ({"party": (OFFICE,)}, "not_an_inspector"),
        ({"party": ("查无此人",)}, "unknown_person"),
        ({"area": "没有的镇"}, "unknown_unit"),
        ({"area": COUNTY}, "area_of_another_group"),
        ({"area": OTHER_TOWN, "visits": ()}, "area_of_another_group"),
        ({"categories": ("NONE",)}, "unknown_category"),
        ({"towns": ("没有的镇",)}, "unknown_unit"),
        ({"visits": (VisitPlan(OTHER_TOWN),)}, "village_outside"),
        ({"visits": (VisitPlan(B), VisitPlan(B))}, "village_twice"),
        ({"visits": (VisitPlan(A, party=(SECRETARY_OF_A,)),)}, "sod_3"),
        ({"visits": (VisitPlan(A, party=(OFFICE,)),)}, "not_an_inspector"),
    ],
)
def test_it_is_not_planned(changed: dict[str, Any], code: str) -> None:
    Story(opened().casework).when(replace(PLAN, **changed), TEAM_LEAD, AT).refused(code)


@pytest.mark.requirement("R000-13", "X-08")
def test_the_whole_party_is_recused_with_each_of_its_people() -> None:
    with_secretary = replace(PLAN, party=(TEAM_LEAD, SECRETARY_OF_A))
    Story(opened().casework).when(with_secretary, TEAM_LEAD, AT).refused("sod_3", name=SECRETARY_OF_A, unit=A)
    elsewhere = replace(with_secretary, visits=(VisitPlan(B),))
    Story(opened().casework).when(elsewhere, TEAM_LEAD, AT).accepted()


def test_a_post_that_has_ended_recuses_nobody_and_a_new_one_does() -> None:
    casework = opened().casework
    enter(casework, post(INSPECTOR, "村书记", C, Role.VILLAGE, until=date(2023, 9, 12)))
    Story(casework).when(PLAN, TEAM_LEAD, AT).accepted()
    enter(casework, post(INSPECTOR, "包村干部", C, Role.VILLAGE))
    Story(casework).when(replace(PLAN, first_on=date(2023, 9, 15)), TEAM_LEAD, AT).refused("sod_3", unit=C)


def test_whoever_became_recused_after_the_plan_does_not_act_there() -> None:
    trip = ready()
    enter(trip.casework, post(TEAM_LEAD, "包村干部", C, Role.VILLAGE))
    trip.when(StartVisit(C, 4), TEAM_LEAD, "2023-09-14 09:00").refused("sod_3", unit=C)
    trip.when(StartVisit(C, 4), INSPECTOR, "2023-09-14 09:00").accepted()


def test_a_closed_campaign_has_no_more_inspections() -> None:
    story = opened()
    story.when(CloseCampaign("提前结束"), OFFICE, "2023-09-13 12:00").accepted()
    Story(story.casework).when(PLAN, TEAM_LEAD, AT).refused("campaign_closed")


@pytest.mark.requirement("R003-06")
def test_a_group_goes_to_its_own_areas_only() -> None:
    casework = city()
    elsewhere = replace(plan_of(GROUPS[0], date(2018, 9, 3), date(2018, 9, 4)), area=COUNTIES[1], visits=(), towns=())
    refused = Story(casework).when(elsewhere, lead_of(GROUPS[0]), "2018-09-01 10:00")
    refused.refused("area_of_another_group", areas=COUNTIES[0])
    sixth = replace(elsewhere, group="第六组")
    Story(casework).when(sixth, lead_of(GROUPS[0])).refused("unknown_inspection_group", group="第六组")


def test_without_an_opened_campaign_the_groups_are_those_of_the_pack() -> None:
    story = opened(replace(TOWN_CAMPAIGN, campaign="别的", groups=(GroupAreas(TOWN_GROUP, (OTHER_TOWN,)),)))
    Story(story.casework).when(PLAN, TEAM_LEAD, AT).accepted()
    Story(story.casework).when(replace(PLAN, campaign="别的"), TEAM_LEAD, AT).refused("area_of_another_group")


def test_only_inspectors_and_the_office_plan() -> None:
    for stranger in (TOWN_HEAD, BUREAU_HEAD, GROUP_HEAD):
        Story(opened().casework).when(PLAN, stranger, AT).refused("not_permitted")
    Story(opened().casework).when(PLAN, OFFICE, AT).accepted()


# --- single visits ------------------------------------------------------------------------------------------------


def test_a_visit_is_planned_changed_and_dropped_before_it_begins() -> None:
    trip = planned(replace(PLAN, visits=()))
    trip.when(PlanVisit(VisitPlan(B, resident_team=False), town=TOWN), TEAM_LEAD).then(
        happened(VisitPlanned, town=TOWN)
    )
    trip.when(PlanVisit(VisitPlan(B, party=(INSPECTOR,))), TEAM_LEAD).accepted()
    assert [(visit.village, visit.party) for visit in trip.inspection.visits] == [(B, (INSPECTOR,))]
    assert trip.inspection.towns == {TOWN}
    trip.when(DropVisit(C, "道路中断"), TEAM_LEAD).refused("visit_not_planned", village=C)
    trip.when(DropVisit(B, ""), TEAM_LEAD).refused("text_missing")
    trip.when(DropVisit(B, "道路中断"), TEAM_LEAD).then(happened(VisitDropped, reason="道路中断"))
    assert trip.inspection.visits == ()


def test_a_visit_that_has_begun_is_not_planned_again_and_a_complete_one_is_not_dropped() -> None:
    trip = begun(ready(), B, "2023-09-14 09:00")
    trip.when(PlanVisit(VisitPlan(B)), TEAM_LEAD).refused("visit_begun", village=B)
    done = visited(ready(), C, "2023-09-14 09:00")
    done.when(DropVisit(C, "不要了"), TEAM_LEAD).refused("visit_completed", village=C)


def test_a_mode_that_the_campaign_does_not_use_is_refused() -> None:
    casework = city()
    plan = plan_of(GROUPS[0], date(2018, 9, 3), date(2018, 9, 4))
    covertly = replace(plan, visits=(replace(plan.visits[0], mode=VisitMode.COVERT),))
    Story(casework).when(covertly, lead_of(GROUPS[0]), "2018-09-01 10:00").refused("mode_not_used", mode="暗访")


# --- the pledge ---------------------------------------------------------------------------------------------------


@pytest.mark.requirement("R000-34")
def test_no_visit_before_each_of_its_party_has_pledged() -> None:
    trip = planned()
    trip.when(StartVisit(B, 4), TEAM_LEAD, "2023-09-14 09:00").refused("pledge_missing", names="、".join(PARTY))
    trip.when(SignPledge(), TEAM_LEAD).then(happened(PledgeSigned, signer=TEAM_LEAD))
    trip.when(SignPledge(), TEAM_LEAD).then_nothing()
    trip.when(StartVisit(B, 4), TEAM_LEAD).refused("pledge_missing", names=INSPECTOR)
    trip.when(SignPledge(), INSPECTOR).accepted()
    trip.when(StartVisit(B, 4), TEAM_LEAD).then(happened(VisitStarted, party_size=4))
    [pledge, _] = [event for event in trip.history if isinstance(event, PledgeSigned)]
    assert "督查期间不饮酒" in pledge.articles


def test_only_who_goes_pledges_and_only_he_is_reported() -> None:
    trip = planned()
    trip.when(SignPledge(), SECRETARY_OF_A).refused("not_of_the_party", name=SECRETARY_OF_A)
    trip.when(ReportViolation(TOWN_HEAD, "饮酒"), SECRETARY_OF_A).refused("not_of_the_party", name=TOWN_HEAD)


@pytest.mark.requirement("R000-34")
def test_anybody_may_report_a_violation() -> None:
    trip = planned()
    trip.when(ReportViolation(INSPECTOR, "接受宴请"), SECRETARY_OF_A, "2023-09-15 20:00").then(
        happened(ViolationReported, about=INSPECTOR, what="接受宴请")
    )


# --- who may see --------------------------------------------------------------------------------------------------


def seen_by(trip: Trip, person: str) -> list[str]:
    organisation, at = trip.casework.organisation, trip.now
    return [visit.village for visit in visits_for(trip.inspection, person, organisation, at)]


@pytest.mark.requirement("R000-23")
def test_a_covert_visit_is_hidden_from_the_inspected_side_until_it_is_done() -> None:
    trip = covert()
    assert {person: seen_by(trip, person) for person in (SECRETARY_OF_A, TOWN_HEAD, INSPECTOR, OFFICE)} == {
        SECRETARY_OF_A: [B],
        TOWN_HEAD: [B],
        INSPECTOR: [A, B],
        OFFICE: [A, B],
    }
    organisation = trip.casework.organisation
    assert list(draws_for(trip.inspection, SECRETARY_OF_A, organisation, trip.now)) == []
    assert [draw.name for draw in draws_for(trip.inspection, INSPECTOR, organisation, trip.now)] == ["农户"]
    visited(trip, A, "2023-09-14 09:00")
    assert seen_by(trip, SECRETARY_OF_A) == [A, B]


@pytest.mark.requirement("R003-06", "R003-08")
def test_a_group_reads_its_own_inspections_and_the_leading_group_all() -> None:
    casework = city()
    trip = Trip(casework).do(
        plan_of(GROUPS[0], date(2018, 9, 3), date(2018, 9, 4)), lead_of(GROUPS[0]), "2018-09-01 10:00"
    )
    readers = {
        person: may_read(trip.inspection, person, casework.organisation, trip.now)
        for person in (lead_of(GROUPS[0]), lead_of(GROUPS[1]), "市领导小组组长", "市督查办主任", f"{COUNTIES[0]}县长")
    }
    assert readers == {
        lead_of(GROUPS[0]): True,
        lead_of(GROUPS[1]): False,
        "市领导小组组长": True,
        "市督查办主任": True,
        f"{COUNTIES[0]}县长": False,
    }
    over = replace(trip.inspection, stage=Stage.FINISHED)
    assert may_read(over, f"{COUNTIES[0]}县长", casework.organisation, trip.now)
    assert not may_read(over, f"{COUNTIES[1]}县长", casework.organisation, trip.now)


@pytest.mark.parametrize(
    ("command", "by"),
    [
        (PlanVisit(VisitPlan(B, party=(INSPECTOR,))), TEAM_LEAD),
        (DropVisit(B, "道路中断"), TEAM_LEAD),
        (SignPledge(), INSPECTOR),
        (ReportViolation(INSPECTOR, "饮酒"), CLERK),
    ],
    ids=lambda value: type(value).__name__,
)
def test_sent_twice_it_happens_once(command: PlanVisit, by: str) -> None:
    trip = planned()
    trip.when(command, by, AT, command_id="once").accepted()
    position = trip.log_position
    trip.when(command, by, "2023-09-14 15:00", command_id="once").then_nothing()
    assert trip.log_position == position


def test_a_stranger_does_nothing_in_it() -> None:
    trip = planned()
    for command in (PlanVisit(VisitPlan(B)), DropVisit(B, "不去"), SignPledge()):
        trip.when(command, COUNTY_CLERK).refused("not_permitted")
