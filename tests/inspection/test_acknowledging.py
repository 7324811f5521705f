"""农户认可 存疑数据: the household acknowledges what was found at its home; what is doubtful is flagged."""

from __future__ import annotations

from datetime import date

import pytest
from msgspec.structs import replace

from domain.inspection.acknowledging import FindingAcknowledged, RecordAcknowledgement
from domain.inspection.concluding import FinishOnSite, IssueLetter, ListedProblem
from domain.inspection.coverage import village_rows
from domain.inspection.finding import MakeFinding
from domain.inspection.recording import CollectData, DataCollected, Fact
from domain.inspection.visiting import CompleteVisit, VisitHouseholds
from domain.problem.amending import ConfirmAmendment, RequestVoid
from domain.problem.classification import Scope
from domain.problem.finding import Finding
from domain.problem.problem import Evidence, EvidenceKind, Place
from tests.campaign.places import CLERK, COUNTY, INSPECTOR, TEAM_LEAD, TOWN, VILLAGES, B
from tests.inspection import city
from tests.inspection.trips import Trip, begun, interviewed, met, posts_of, ready, visited
from tests.problem.story import Story, happened, packs

SIGNED = Evidence("a" * 64, EvidenceKind.IMAGE)
AT_HOME = Finding(
    "haogou_2023",
    "SEC.WATER",
    "户内水压不足",
    scope=Scope.HOUSEHOLD,
    place=Place(COUNTY, TOWN, B),
    household_ref="B-01",
    householder="赵某某",
    household_kind="脱贫户",
)
FOUND = MakeFinding(AT_HOME, "入户试水", "饮水安全标准第三条")
NUMBER = f"HTK2023-{TOWN}-0001"
AGREED = RecordAcknowledgement(NUMBER, True, (SIGNED,))
DISPUTED = RecordAcknowledgement(NUMBER, False, said="停水只有一天")


def found_at_home() -> Trip:
    return begun(ready(), B, "2023-09-14 09:00").do(FOUND)


@pytest.mark.requirement("R000-29")
def test_a_household_acknowledges_with_its_signature() -> None:
    trip = found_at_home()
    trip.when(AGREED, INSPECTOR).then(
        happened(FindingAcknowledged, household="B-01", agrees=True, by=INSPECTOR, said=None)
    )
    [found] = trip.inspection.findings
    assert found.acknowledged is True


@pytest.mark.requirement("R000-29")
def test_a_household_that_disputes_it_is_heard_and_what_it_said_is_sealed_under_its_key() -> None:
    trip = found_at_home()
    trip.when(DISPUTED, INSPECTOR).then(happened(FindingAcknowledged, agrees=False, said="停水只有一天"))
    assert "停水" not in str(trip.history[-1])
    trip.when(AGREED, INSPECTOR).then(happened(FindingAcknowledged, agrees=True))  # after it was shown


@pytest.mark.requirement("R000-29")
@pytest.mark.parametrize(
    ("said", "code"),
    [
        (replace(AGREED, evidence=()), "evidence_missing"),
        (replace(AGREED, evidence=(Evidence("a"),)), "bad_hash"),
        (replace(DISPUTED, said=" "), "text_missing"),
        (replace(AGREED, problem_no="没有的编号"), "no_household_finding"),
    ],
)
def test_it_is_not_acknowledged(said: RecordAcknowledgement, code: str) -> None:
    found_at_home().when(said, INSPECTOR).refused(code)


def test_of_an_area_there_is_no_household_to_ask() -> None:
    of_the_village = Finding("haogou_2023", "SEC.WATER", "季节性断水", place=Place(COUNTY, TOWN, B))
    trip = begun(ready(), B, "2023-09-14 09:00").do(replace(FOUND, finding=of_the_village))
    trip.when(AGREED, INSPECTOR).refused("no_household_finding", problem_no=NUMBER)


@pytest.mark.requirement("R000-29")
def test_nobody_leaves_before_each_household_was_asked() -> None:
    trip = found_at_home()
    trip.do(VisitHouseholds(B, met(trip.drawn(B)))).do(interviewed(B, posts_of(B))).do(CompleteVisit(B))
    for village in VILLAGES:
        if village != B:
            visited(trip, village, "2023-09-15 09:00")
    trip.when(FinishOnSite(), TEAM_LEAD, "2023-09-19 18:00").refused("households_not_asked", numbers=NUMBER)
    trip.do(DISPUTED, INSPECTOR)
    trip.when(FinishOnSite(), TEAM_LEAD).accepted()


def test_what_was_registered_by_mistake_keeps_nobody() -> None:
    trip = found_at_home()
    [found] = trip.inspection.findings
    voided = Story(trip.casework, found.problem, trip.now)
    voided.when(RequestVoid("查错了户", (SIGNED,)), TEAM_LEAD).accepted()
    voided.when(ConfirmAmendment(), CLERK).accepted()
    for village in VILLAGES:
        if village != B:
            visited(trip, village, "2023-09-15 09:00")
    trip.do(VisitHouseholds(B, met(trip.drawn(B)))).do(interviewed(B, posts_of(B))).do(CompleteVisit(B))
    trip.when(FinishOnSite(), TEAM_LEAD, "2023-09-19 18:00").accepted()


@pytest.mark.requirement("R000-29")
def test_no_letter_speaks_of_a_household_that_was_not_asked() -> None:
    casework = city.city()
    trip = city.inspected(casework, "第一组", "2018-09-04", "2018-09-05")
    county, lead = trip.inspection.area, city.lead_of("第一组")
    place = Place(county, city.town_of(county), city.villages_of(county)[0])
    trip.do(replace(FOUND, finding=replace(AT_HOME, campaign="heyuan_2018", category="H3", place=place)), lead)
    city.exchanged(trip, "2018-09-06 09:00")
    [found] = trip.inspection.findings
    line = ListedProblem(found.problem_no, city.town_of(county), date(2018, 11, 30))
    letter = IssueLetter(county, (line,), city.COPIES, "督函〔2018〕3号")
    trip.when(letter, lead, "2018-09-06 15:00").refused("households_not_asked", numbers=found.problem_no)
    trip.do(replace(AGREED, problem_no=found.problem_no), lead)
    trip.when(letter, lead).accepted()


@pytest.mark.requirement("R000-29")
def test_doubtful_data_and_what_no_household_acknowledged_are_flagged() -> None:
    trip = found_at_home()
    doubtful = (Fact("INCOME", "9000元", doubtful="与流水不符"), Fact("TOILETS", "43座"))
    trip.when(CollectData(B, doubtful), TEAM_LEAD).then(happened(DataCollected))
    [event] = [event for event in trip.history if isinstance(event, DataCollected)]
    assert [fact.doubtful and trip.reveal(fact.doubtful.ref) for fact in event.collected] == ["与流水不符", None]
    rules = packs()["haogou_2023"].inspection
    [row] = village_rows(trip.inspection, rules)
    assert (row.doubtful, row.not_acknowledged) == (("INCOME",), (NUMBER,))
    [row] = village_rows(trip.do(DISPUTED, INSPECTOR).inspection, rules)
    assert row.not_acknowledged == (NUMBER,)
    [row] = village_rows(trip.do(AGREED, INSPECTOR).inspection, rules)
    assert row.not_acknowledged == ()


def test_sent_twice_it_happens_once() -> None:
    trip = found_at_home()
    trip.when(AGREED, INSPECTOR, command_id="once").accepted()
    position = trip.log_position
    trip.when(AGREED, INSPECTOR, "2023-09-16 15:00", command_id="once").then_nothing()
    assert trip.log_position == position
