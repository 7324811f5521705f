"""Where people are missing is known before a problem is stuck there."""

from __future__ import annotations

from datetime import date

import pytest

from domain.authorising import UNIT
from domain.authority import ACT_OF
from domain.casework import Casework
from domain.deputising import DrawCrossCheck, NameSubstitute, RecordAbsence
from domain.events import Way
from domain.gaps import Gap, Unnamed, answering_units, gaps, unnamed
from domain.organisation import Role, UnitKind
from domain.organising import AppointPerson, EstablishUnit
from domain.permitting import Asked, eligible
from domain.problem.classification import Mode
from domain.problem.planning import ApprovePlan
from domain.problem.problem import Stage
from domain.problem.rechecking import PassLayer
from domain.problem.rectifying import SubmitForRecheck
from domain.problem.registering import RegisterProblem
from domain.reorganising import CloseUnit, EndPost
from tests.authority.arranging import appointed, arranged
from tests.authority.test_way_up import CLERK, MAYOR, SMALL, STAFF, UNTIL
from tests.problem.acts import (
    claimed,
    dispatched,
    finding,
    layer_passed,
    plan_submitted,
    registered,
    to_checking,
    to_claimed,
)
from tests.problem.people import (
    BUREAU,
    BUREAU_HEAD,
    BUREAU_PERSON,
    CHECKER,
    COUNTY,
    GROUP_HEAD,
    LEAD_DEPT,
    LEADER,
    OFFICE,
    OTHER_PERSON,
    OTHER_TOWN,
    PERSON,
    SECOND_OFFICE,
    THIRD_TOWN,
    TOWN,
    TOWN_CLERK,
    TOWN_OFFICE,
    VILLAGE,
)
from tests.problem.story import THREE_LAYERS, Story, given, instant

NOW = instant("2022-08-10 12:00")


def small_town() -> Story:
    story = given()
    for command in STAFF:
        arranged(story, command).accepted()
    return story


def found(casework: Casework, unit: str, campaign: str = "xiaoxian_2022") -> list[Gap]:
    return list(gaps(casework.organisation_at(NOW), casework.rules(campaign).policy, NOW, [unit]))


def ways(casework: Casework, unit: str) -> dict[str, tuple[Way | None, tuple[str, ...]]]:
    return {gap.act: (gap.way, gap.people) for gap in found(casework, unit)}


def test_a_town_with_enough_people_has_no_gap() -> None:
    assert found(given().casework, TOWN) == []


@pytest.mark.requirement("X-08")
def test_a_town_of_two_officers_shows_each_act_that_nobody_there_can_do_and_where_it_goes() -> None:
    filled = ways(small_town().casework, SMALL)
    assert {act: way for act, (way, _) in filled.items()} == dict.fromkeys(
        ("uphold_refusal", "approve_plan", "grant_extension", "pass_layer", "approve_close"), Way.LEVEL_UP
    )
    assert filled["pass_layer"][1] == (OFFICE, SECOND_OFFICE)
    assert filled["grant_extension"][1] == (GROUP_HEAD, OFFICE, SECOND_OFFICE)


def test_a_gap_is_filled_by_whoever_was_named_or_drawn() -> None:
    story = small_town()
    arranged(story, NameSubstitute(PERSON, SMALL, ("approve_plan",), UNTIL, "无人"), OFFICE).accepted()
    arranged(story, DrawCrossCheck(SMALL, ("pass_layer",), UNTIL, "无人"), OFFICE).accepted()
    filled = ways(story.casework, SMALL)
    assert filled["approve_plan"] == (Way.SUBSTITUTE, (PERSON,))
    assert filled["pass_layer"][0] is Way.CROSS_CHECK
    assert filled["approve_close"] == (Way.LEVEL_UP, (OFFICE, SECOND_OFFICE))


def test_who_is_away_fills_no_gap() -> None:
    story = given()
    arranged(story, RecordAbsence(CHECKER, date(2022, 8, 1), UNTIL), CHECKER).accepted()
    assert ways(story.casework, TOWN) == {"pass_layer": (Way.LEVEL_UP, (OFFICE, SECOND_OFFICE))}


def test_a_gap_that_no_way_fills_says_so() -> None:
    casework = given().casework
    [gap] = [gap for gap in found(casework, THIRD_TOWN) if gap.act == "pass_layer"]
    assert gap.way is Way.LEVEL_UP
    story = small_town()
    for person in (OFFICE, SECOND_OFFICE):
        arranged(story, RecordAbsence(person, date(2022, 8, 1), UNTIL), person).accepted()
    assert Gap(SMALL, Stage.CHECK_1, "pass_layer", SMALL, None, ()) in found(story.casework, SMALL)


def test_who_checks_is_chosen_so_that_somebody_is_left_to_close() -> None:
    story = given()
    appointed(story, TOWN_CLERK, TOWN_OFFICE, Role.TOWN)
    assert found(story.casework, TOWN) == []


def test_the_layers_are_those_of_the_campaign() -> None:
    story = given()
    arranged(story, RecordAbsence("住建局科长", date(2022, 8, 1), UNTIL), "住建局科长").accepted()
    [gap] = found(story.casework, TOWN, "three_layers")
    assert (gap.stage, gap.act, gap.node, gap.way) == (Stage.CHECK_2, "pass_layer", COUNTY, None)


def test_every_town_is_asked_about_and_whatever_else_has_people_who_answer() -> None:
    story = given()
    organisation = story.casework.organisation_at(NOW)
    assert answering_units(organisation, NOW) == (BUREAU, TOWN, OTHER_TOWN, THIRD_TOWN)
    arranged(story, EstablishUnit("人社局", UnitKind.DEPARTMENT, COUNTY)).accepted()
    appointed(story, "人社局局长", "人社局", Role.HEAD)
    arranged(story, EstablishUnit("空镇", UnitKind.TOWN, COUNTY)).accepted()
    arranged(story, CloseUnit(THIRD_TOWN, date(2022, 8, 1))).accepted()
    organisation = story.casework.organisation_at(NOW)
    assert answering_units(organisation, NOW) == (BUREAU, TOWN, OTHER_TOWN, "人社局", "空镇")
    assert answering_units(organisation, NOW, TOWN) == (TOWN,)
    [first, *_] = found(story.casework, "空镇")
    assert (first.stage, first.act, first.way) == (Stage.DISPATCHED, "claim", None)


def test_a_leader_from_outside_is_among_those_who_may_where_the_case_names_him() -> None:
    at_once = dispatched(due_on=date(2022, 8, 12), mode=Mode.IMMEDIATE)
    story = given(registered(), at_once, claimed(person=OTHER_PERSON))
    casework = story.casework
    policy = casework.rules("xiaoxian_2022").policy
    asked = Asked(ACT_OF[SubmitForRecheck], story.problem, casework.organisation_at(NOW), policy, NOW)
    assert OTHER_PERSON in {actor.person for actor in eligible(asked).actors}


@pytest.mark.requirement("R002-43")
def test_a_unit_names_its_head_its_leader_and_somebody_who_does_it() -> None:
    story = given()
    organisation = story.casework.organisation_at(NOW)
    assert list(unnamed(organisation, NOW, (TOWN, OTHER_TOWN))) == [Unnamed(OTHER_TOWN, (Role.RESP_LEADER,))]
    arranged(story, AppointPerson(LEADER, LEADER, "副镇长", OTHER_TOWN, (Role.RESP_LEADER,))).accepted()
    assert list(unnamed(story.casework.organisation_at(NOW), NOW, (OTHER_TOWN,))) == []


def test_nobody_of_the_village_needs_to_close_for_it() -> None:
    story = small_town()
    appointed(story, "东村书记", VILLAGE, Role.HEAD, Role.RESP_PERSON)
    assert found(story.casework, VILLAGE) == []
    assert {MAYOR, CLERK}.isdisjoint(name for gap in found(story.casework, SMALL) for name in gap.people)


# --- a department that leads --------------------------------------------------------------------------------------


def unnamed_department(story: Story, missing: str) -> Story:
    """The department has somebody for everything but ``missing``."""
    for person, role in ((BUREAU_HEAD, "主要负责同志、责任领导"), (BUREAU_PERSON, "责任人")):
        if missing == role:
            title = person.removeprefix(BUREAU)
            arranged(story, EndPost(person, BUREAU, title, date(2022, 8, 8)), at="2022-08-08 12:00").accepted()
    return story


@pytest.mark.requirement("R001-13")
@pytest.mark.parametrize("missing", ["主要负责同志、责任领导", "责任人"])
def test_a_department_that_has_not_named_its_three_leads_nothing(missing: str) -> None:
    story = unnamed_department(given(), missing).doing(*to_checking(finding(campaign=THREE_LAYERS)), layer_passed())
    told = story.when(PassLayer("数据已比对"), LEAD_DEPT, "2022-08-24 10:00")
    told.refused("lead_unnamed", unit=BUREAU, missing=missing)
    assert told.refusal is not None
    assert told.refusal.by_authority
    gap = next(gap for gap in found(story.casework, TOWN, THREE_LAYERS) if gap.stage is Stage.CHECK_2)
    assert (gap.act, gap.node, gap.way) == ("pass_layer", COUNTY, None)
    appointed(story, "住建局新人", BUREAU, *UNIT)
    story.when(PassLayer("数据已比对"), LEAD_DEPT).accepted()


@pytest.mark.requirement("R001-13")
def test_it_approves_no_plan_either_but_finds_and_reports_like_anybody() -> None:
    story = unnamed_department(given(), "责任人").doing(*to_claimed(), plan_submitted())
    story.when(ApprovePlan(), LEAD_DEPT).refused("lead_unnamed", missing="责任人")
    given(casework=story.casework).when(RegisterProblem(finding()), LEAD_DEPT, "2022-08-10 10:00").accepted()
    story.when(ApprovePlan(), OFFICE).accepted()
