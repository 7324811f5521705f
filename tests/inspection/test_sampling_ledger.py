"""抽样台账 L10: the figures of both scenarios as of any moment, what is hidden, and the command that prints it."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from msgspec.structs import replace
from typer.testing import CliRunner

from adapters.cli.main import app
from adapters.clock import Clock
from adapters.installation import open_installation
from adapters.settings import Settings
from domain.campaign.opening import OpenCampaign
from domain.casework import Casework
from domain.inspection.inspection import Inspection
from domain.inspection.planning import VisitPlan
from domain.inspection.visiting import CompleteVisit, StartVisit, VisitHouseholds
from domain.problem.finding import Finding
from domain.problem.problem import Place
from domain.problem.registering import RegisterProblem
from domain.supervision import VisitMode
from projections.as_of import Viewpoint
from projections.follower import Follower
from projections.ledger_lines import Selection
from projections.ledgers import Ledgers
from projections.sampling_ledger import SamplingLedger, apply, sampling_ledger
from projections.seeing import ByFolding
from tests.campaign.places import COUNTY, TEAM_LEAD, TOWN, A, B
from tests.inspection.city import (
    GROUPS,
    SEPTEMBER,
    began,
    city,
    county_of,
    drawn,
    enter_city,
    found,
    frame,
    inspected,
    lead_of,
    planned,
    villages_of,
)
from tests.inspection.trips import (
    FRAME,
    PLAN,
    WITHOUT_TEAM,
    begun,
    interviewed,
    met,
    opened,
    pledged,
    ready,
    visited,
)
from tests.inspection.trips import drawn as drawn_in_town
from tests.inspection.trips import planned as planned_in_town
from tests.problem.story import Story, instant, stored_events
from tests.projections.chronicle import open_ledgers, when

G1, G2, G3, G4, _ = GROUPS
CODE = "heyuan_2018"


def table(casework: Casework, as_of: str, known_at: str | None = None, campaign: str = CODE) -> SamplingLedger:
    view = Viewpoint(instant("2024-01-01 00:00"), when(as_of), when(known_at) if known_at else None)
    groups = GROUPS if campaign == CODE else ()
    return sampling_ledger(ByFolding(casework.recorder, view), casework.rulebook, campaign, groups)


@pytest.fixture(scope="module")
def september() -> Casework:
    """Three valid inspections, and the one of G4, which became valid on the 27th."""
    casework = city()
    inspected(casework, G1, "2018-09-11", "2018-09-12")
    inspected(casework, G2, "2018-09-13", "2018-09-14")
    found(inspected(casework, G3, "2018-09-19", "2018-09-20"), 7)
    day = date(2018, 9, 26)
    trip = planned(casework, G4, day, day, "2018-09-26 07:00")
    poor, other = villages_of(county_of(G4))
    drawn(trip, poor, frame(poor, 10, 5))
    drawn(trip, other, frame(other, 10, 0))
    began(trip, poor, "2018-09-26 09:00").do(CompleteVisit(poor), lead_of(G4))
    began(trip, other, "2018-09-26 14:00")
    drawn(trip, other, frame(f"{other}补", 0, 4), "补抽", reason="首次名单漏列未脱贫户", count=1)
    trip.do(VisitHouseholds(other, met(trip.drawn(other)[-1:])), lead_of(G4), "2018-09-27 10:00")
    trip.do(CompleteVisit(other), lead_of(G4), "2018-09-27 15:00")
    return casework


# --- figures ------------------------------------------------------------------------------------------------------


@pytest.mark.requirement("R003-09", "R003-10", "R003-11")
def test_the_coverage_of_the_month_as_of_two_evenings(september: Casework) -> None:
    [before] = table(september, "2018-09-26 24:00").months
    [after] = table(september, "2018-09-27 24:00").months
    assert (before.first, before.covered.done, before.covered.of, before.share) == (SEPTEMBER, 3, 5, "60.0%")
    assert (after.covered.done, after.share) == (4, "80.0%")


def test_the_lines_of_an_evening_say_what_was_lacking_then(september: Casework) -> None:
    lines = table(september, "2018-09-26 24:00").lines
    assert [(line.group, line.valid, line.findings) for line in lines] == [
        (G1, True, 0),
        (G2, True, 0),
        (G3, True, 7),
        (G4, False, 0),
    ]
    poor, other = lines[-1].villages
    assert (poor.complete, poor.lacks) == (True, ())
    assert (other.households, other.floor, other.complete) == (3, 3, False)
    assert other.lacks == (f"{other.village}未脱贫户应不少于1，实有0",)
    totals = table(september, "2018-09-26 24:00").totals
    assert (totals.villages, totals.complete, totals.households, totals.floor, totals.short) == (8, 7, 24, 24, 1)


def test_before_anything_happened_there_is_nothing(september: Casework) -> None:
    empty = table(september, "2018-09-10 24:00")
    assert (empty.lines, empty.months, empty.totals.households) == ((), (), 0)


@pytest.mark.requirement("R000-14", "R000-24")
def test_the_ledger_of_the_town() -> None:
    trip = ready()
    for village, day in zip("ABCDEF", range(14, 20), strict=True):
        visited(trip, f"{village}村", f"2023-09-{day} 09:00")
    told = table(trip.casework, "2023-09-20 24:00", campaign="haogou_2023")
    totals = told.totals
    assert (totals.villages, totals.complete, totals.households, totals.floor, totals.short) == (6, 6, 90, 90, 0)


def test_it_equals_the_state_that_decides(september: Casework) -> None:
    notifications = september.recorder.select_notifications(1, 10_000)
    ids = {n.originator_id for n in notifications if n.topic == "inspection.planned"}
    for case_id in ids:
        row: Inspection | None = None
        for event in stored_events(september, case_id):
            row = apply(row, event)
        assert row == september.load(case_id, fresh=True).state


# --- late, and hidden ---------------------------------------------------------------------------------------------


def test_what_was_entered_later_was_not_known_before() -> None:
    trip = begun(ready(), B, "2023-09-14 09:00")
    late = {"occurred_at": "2023-09-14 10:00", "late_reason": "村中无网络"}
    trip.do(VisitHouseholds(B, met(trip.drawn(B))), TEAM_LEAD, "2023-09-15 20:00", **late)
    told = [
        table(trip.casework, "2023-09-14 24:00", known_at, "haogou_2023").totals.households
        for known_at in ("2023-09-14 24:00", "2023-09-15 24:00")
    ]
    assert told == [0, 15]


def test_an_observation_that_is_told_without_its_plan_is_borne() -> None:
    trip = ready()
    late = {"occurred_at": "2023-09-12 09:00", "late_reason": "先行摸底"}
    trip.do(StartVisit(B, 4), TEAM_LEAD, "2023-09-14 09:00", **late)
    assert table(trip.casework, "2023-09-12 24:00", "2023-09-15 24:00", "haogou_2023").lines == ()


@pytest.mark.requirement("R000-23")
def test_a_covert_visit_is_not_in_the_ledger_until_it_is_done() -> None:
    visits = (VisitPlan(A, mode=VisitMode.COVERT), VisitPlan(B, resident_team=False))
    trip = pledged(planned_in_town(replace(PLAN, visits=visits)))
    drawn_in_town(trip, [entry for entry in FRAME if entry.id[0] in "AB"])
    begun(trip, A, "2023-09-14 09:00")
    begun(trip, B, "2023-09-14 10:00")

    def villages(at: str) -> list[str]:
        lines = table(trip.casework, at, campaign="haogou_2023").lines
        return [row.village for line in lines for row in line.villages]

    assert villages("2023-09-14 11:00") == [B]
    trip.do(VisitHouseholds(A, met(trip.drawn(A)))).do(interviewed(A, ("驻村第一书记（或队长）", *WITHOUT_TEAM)))
    trip.do(CompleteVisit(A), TEAM_LEAD, "2023-09-14 18:00")
    assert villages("2023-09-14 24:00") == [A, B]


# --- the other tables, and the command ----------------------------------------------------------------------------


def test_findings_are_in_the_ledgers_of_problems_and_the_follower_bears_the_rest(tmp_path: Path) -> None:
    trip = inspected(city(), G3, "2018-09-19", "2018-09-20")
    found(trip, 2)
    engine = open_ledgers(tmp_path / "ledgers.sqlite3")
    Follower(engine, trip.casework.recorder).catch_up()
    casework = trip.casework
    ledgers = Ledgers(engine, casework.recorder, casework.rulebook, casework.calendar, casework.vault.reveal)
    lines = ledgers.ledger(Viewpoint(instant("2018-10-01 00:00")), Selection(campaign=CODE)).lines
    assert [line.content for line in lines] == ["台账第1处与实际不符", "台账第2处与实际不符"]
    engine.dispose()


def test_the_tables_know_a_campaign_by_its_own_code(tmp_path: Path) -> None:
    story = opened(OpenCampaign("镇督查-2023", "haogou_2023", TOWN))
    finding = Finding("镇督查-2023", "SEC.WATER", "断水", place=Place(COUNTY, TOWN, A))
    Story(story.casework).when(RegisterProblem(finding), TEAM_LEAD, "2023-09-15 10:00").accepted()
    engine = open_ledgers(tmp_path / "ledgers.sqlite3")
    Follower(engine, story.casework.recorder).catch_up()
    casework = story.casework
    ledgers = Ledgers(engine, casework.recorder, casework.rulebook, casework.calendar, casework.vault.reveal)
    view, chosen = Viewpoint(instant("2023-10-01 00:00")), Selection(campaign="镇督查-2023")
    assert [line.category_name for line in ledgers.ledger(view, chosen).lines] == ["安全饮水"]
    assert ledgers.summary(view, chosen).total.found.count == 1
    engine.dispose()


def test_the_command_prints_it_and_says_it_in_json(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = Clock(datetime.now(UTC), datetime(2018, 10, 1, tzinfo=UTC), 1)
    with open_installation(Settings(data=tmp_path / "data"), clock) as installation:
        enter_city(installation.casework)
        inspected(installation.casework, G3, "2018-09-19", "2018-09-20")
    monkeypatch.setenv("DUBAN_DATA", str(tmp_path / "data"))
    shown = CliRunner().invoke(app, ["inspections", "--campaign", CODE, "--as", lead_of(G3)])
    assert shown.exit_code == 0
    for told in ("第三组-川县-20180919", "川县贫村", "2018年09月有效督查 1/5 组，20.0%", "2/2村"):
        assert told in shown.stdout.replace("\n", "")
    asked = CliRunner().invoke(app, ["inspections", "--campaign", CODE, "--json", "--as-of", "2018-09-19"])
    [line] = json.loads(asked.stdout)["lines"]
    assert [(row["village"], row["complete"]) for row in line["villages"]] == [("川县贫村", True)]
