"""督查发现问题: a problem in the same transaction, on a basis and a rule; a major one goes up at once."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace

from domain.inspection.finding import (
    FindingMade,
    GoodPracticeRecorded,
    MakeFinding,
    RecordGoodPractice,
)
from domain.inspection.planning import VisitPlan
from domain.problem.classification import Mode, Scope, Severity, Stock
from domain.problem.finding import Finding
from domain.problem.problem import Evidence, EvidenceKind, Place, Stage
from domain.problem.registering import MajorProblemReported, ProblemRegistered, ScreeningSigned
from tests.campaign.places import CLERK, COUNTY, INSPECTOR, OTHER_TOWN, SECRETARY_OF_A, TEAM_LEAD, TOWN, A, B
from tests.inspection.trips import PARTY, PLAN, Trip, begun, planned, pledged, ready
from tests.problem.story import happened, instant, stored_events

FOUND = Finding("haogou_2023", "SEC.WATER", "季节性断水未解决", place=Place(COUNTY, TOWN, B), source="INSPECTION")
MADE = MakeFinding(FOUND, "实地查看三户无水", "饮水安全标准第三条")


def on_site() -> Trip:
    return begun(ready(), B, "2023-09-14 09:00")


@pytest.mark.requirement("R000-08", "R000-15", "R000-28", "R003-07")
def test_a_finding_becomes_a_problem_at_once_with_its_basis_its_rule_and_its_marks() -> None:
    trip = on_site()
    what = replace(FOUND, stock=Stock.EXISTING, topics=("RESULTS_2022",))
    marked = replace(MADE, finding=what, guidance="可先接入应急水源")
    recorded = trip.when(marked, INSPECTOR).recorded
    assert recorded is not None
    [event] = recorded.events
    assert isinstance(event, FindingMade)
    shown = trip.show(event)
    assert (shown["by"], shown["village"]) == (INSPECTOR, B)
    assert (shown["factual_basis"], shown["rule"]) == ("实地查看三户无水", "饮水安全标准第三条")
    assert shown["guidance"] == "可先接入应急水源"
    problem = trip.casework.problem(event.problem)
    assert (problem.problem_no, problem.stage, problem.category) == (event.problem_no, Stage.REGISTERED, "SEC.WATER")
    registered, signed = stored_events(trip.casework, event.problem)
    assert isinstance(registered, ProblemRegistered)
    assert isinstance(signed, ScreeningSigned)
    assert (registered.stock, registered.topics) == (Stock.EXISTING, ("RESULTS_2022",))
    assert event.problem in recorded.beside


def test_each_finding_has_a_problem_of_its_own() -> None:
    trip = on_site().do(MADE).do(MADE)
    numbers = [found.problem_no for found in trip.inspection.findings]
    assert numbers == [f"HTK2023-{TOWN}-0001", f"HTK2023-{TOWN}-0002"]


@pytest.mark.requirement("R000-28")
def test_what_can_be_put_right_at_once_is_given_to_its_unit_at_once() -> None:
    trip = on_site().do(replace(MADE, at_once_unit=B))
    problem = trip.casework.problem(trip.inspection.findings[0].problem)
    assert (problem.stage, problem.mode, problem.unit) == (Stage.DISPATCHED, Mode.IMMEDIATE, B)


@pytest.mark.requirement("R003-23")
def test_a_major_finding_is_reported_at_once_to_its_department_and_the_leading_group() -> None:
    trip = on_site()
    major = replace(MADE, finding=replace(FOUND, severity=Severity.MAJOR))
    trip.when(major, TEAM_LEAD).then(happened(FindingMade, severity=Severity.MAJOR))
    [found] = trip.inspection.findings
    problem = stored_events(trip.casework, found.problem)
    [reported] = [event for event in problem if isinstance(event, MajorProblemReported)]
    assert reported.to[0] == "领导小组"


def test_of_a_household_everything_is_sealed_under_its_key() -> None:
    trip = on_site()
    household = replace(
        FOUND, scope=Scope.HOUSEHOLD, household_ref="B-01", householder="赵某某", household_kind="脱贫户"
    )
    trip.do(replace(MADE, finding=household))
    [event] = [event for event in trip.history if isinstance(event, FindingMade)]
    assert "赵" not in str(event)
    assert trip.reveal(event.factual_basis.ref) == "实地查看三户无水"


@pytest.mark.requirement("R000-30")
def test_what_was_filmed_and_photographed_on_the_spot_stays_with_the_finding() -> None:
    film = Evidence("a" * 64, EvidenceKind.VIDEO, instant("2023-09-14 09:20"), INSPECTOR)
    photo = Evidence("b" * 64, EvidenceKind.IMAGE, instant("2023-09-14 09:25"), INSPECTOR)
    trip = on_site()
    trip.when(replace(MADE, evidence=(film, photo)), INSPECTOR).accepted()
    [made] = [event for event in trip.history if isinstance(event, FindingMade)]
    assert made.evidence == (film, photo)
    trip.when(replace(MADE, evidence=(Evidence("a"),)), INSPECTOR).refused("bad_hash", sha256="a")


def test_good_practice_is_recorded_beside_findings() -> None:
    trip = on_site()
    trip.when(RecordGoodPractice(B, "逐户建卡、一月一访", "WORK"), TEAM_LEAD).then(
        happened(GoodPracticeRecorded, village=B, practice="逐户建卡、一月一访", category="WORK")
    )
    assert trip.inspection.good_practices == 1
    trip.when(RecordGoodPractice(B, ""), TEAM_LEAD).refused("text_missing")


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"factual_basis": " "}, "text_missing"),
        ({"rule": ""}, "text_missing"),
        ({"finding": replace(FOUND, campaign="xiaoxian_2022")}, "finding_of_another_campaign"),
        ({"finding": replace(FOUND, category="NONE")}, "unknown_category"),
        ({"finding": replace(FOUND, place=Place(COUNTY, OTHER_TOWN))}, "village_outside"),
        ({"finding": replace(FOUND, place=Place(COUNTY, TOWN, "G村"))}, "unknown_unit"),
        ({"at_once_unit": "没有的村"}, "unknown_unit"),
    ],
)
def test_it_is_not_made(changed: dict[str, Any], code: str) -> None:
    on_site().when(replace(MADE, **changed), TEAM_LEAD).refused(code)


def test_only_its_own_people_find_and_nobody_at_home() -> None:
    trip = on_site()
    trip.when(MADE, SECRETARY_OF_A).refused("not_of_the_party")
    trip.when(MADE, CLERK).refused("not_permitted")
    at_home = replace(MADE, finding=replace(FOUND, place=Place(COUNTY, TOWN, A)))
    to_b = VisitPlan(B, resident_team=False, party=PARTY)
    with_secretary = replace(PLAN, visits=(to_b,), party=(*PARTY, SECRETARY_OF_A))
    other = begun(pledged(planned(with_secretary)), B, "2023-09-14 09:00")
    other.when(at_home, SECRETARY_OF_A).refused("sod_3", unit=A)


def test_nothing_is_found_before_anybody_went() -> None:
    ready().when(MADE, TEAM_LEAD).refused("wrong_stage")


@pytest.mark.parametrize("command", [MADE, RecordGoodPractice(B, "一月一访")], ids=["finding", "practice"])
def test_sent_twice_it_happens_once(command: Any) -> None:
    trip = on_site()
    trip.when(command, TEAM_LEAD, command_id="once").accepted()
    position = trip.log_position
    trip.when(command, TEAM_LEAD, "2023-09-16 15:00", command_id="once").then_nothing()
    assert trip.log_position == position
