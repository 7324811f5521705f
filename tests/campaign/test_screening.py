"""全面排查: three groups of the population, grid by grid, frozen; who was met is counted, who was not is named."""

from __future__ import annotations

import hashlib
from datetime import date

import pytest

from domain.campaign.screening import (
    AddToScreening,
    FreezeScreening,
    RecordScreening,
    Screening,
    ScreeningChecked,
    ScreeningExtended,
    ScreeningFrozen,
    Stage,
)
from domain.casework import Casework
from domain.inspection.inspection import Outcome
from domain.inspection.visiting import HouseholdMet, HouseholdVisited, VisitHouseholds
from domain.item_checks import ItemCheck, ItemOutcome
from domain.organisation import Role, UnitKind
from domain.organising import AppointPerson, EstablishUnit
from domain.problem.deriving import OpenSweep, RecordSweepCheck
from domain.reorganising import CloseUnit, RenameUnit
from domain.sampling.frame import Entry
from projections.as_of import Viewpoint
from projections.coverage import Coverage, CoverageRow, apply, coverage
from projections.seeing import ByFolding
from tests.campaign.places import A
from tests.inspection.trips import begun, ready
from tests.problem.acts import to_rectifying
from tests.problem.people import CADRE, CHECKER, HEAD, LIAISON, OFFICE, OTHER_HEAD, OTHER_TOWN, TOWN, VILLAGE
from tests.problem.story import Story, happened, instant, packs, staffed_casework
from tests.twice import happens_once

CAMPAIGN = "xiaoxian_2022"
FIRST, SECOND, FAR = "东村一格", "东村二格", "乙镇一格"
WALKER, OTHER_WALKER = "一格网格员", "二格网格员"
CHECKED, NOT_REACHED = ItemOutcome.CHECKED, ItemOutcome.NOT_REACHED


def gridded() -> Casework:
    """Two grids of the village, each with its grid worker, and one grid of the other town."""
    casework = staffed_casework()
    for command in (
        EstablishUnit(FIRST, UnitKind.GRID, VILLAGE),
        EstablishUnit(SECOND, UnitKind.GRID, VILLAGE),
        EstablishUnit(FAR, UnitKind.GRID, OTHER_TOWN),
        AppointPerson(WALKER, WALKER, "网格员", FIRST, (Role.GRID_WORKER,)),
        AppointPerson(OTHER_WALKER, OTHER_WALKER, "网格员", SECOND, (Role.GRID_WORKER,)),
    ):
        Story(casework).when(command, "导入员", "2022-08-01 08:00").accepted()
    return casework


def household(ref: str, grid: str = FIRST, *groups: str) -> Entry:
    return Entry(ref, groups or ("RURAL",), {"网格": grid})


LIST = (
    household("H-1"),
    household("H-2"),
    household("H-3", FIRST, "CONVERTED"),
    household("H-4", SECOND),
    household("H-5", SECOND, "RELOCATED", "RURAL"),
)
FREEZE = FreezeScreening(CAMPAIGN, TOWN, LIST)


def frozen(*entries: Entry) -> Story:
    story = Story(gridded())
    story.when(FreezeScreening(CAMPAIGN, TOWN, entries or LIST), CHECKER, "2022-08-08 09:00").accepted()
    return story


def met(*refs: str, outcome: ItemOutcome = CHECKED) -> RecordScreening:
    return RecordScreening(tuple(ItemCheck(ref, outcome, f"到{ref}看过") for ref in refs))


# --- the list -----------------------------------------------------------------------------------------------------


@pytest.mark.requirement("R002-02")
def test_the_list_of_three_groups_is_frozen_with_its_hash_grid_by_grid() -> None:
    assert [one.code for one in packs()[CAMPAIGN].screening.populations] == ["RURAL", "RELOCATED", "CONVERTED"]
    text = (
        f"H-1\tRURAL\t网格={FIRST}\nH-2\tRURAL\t网格={FIRST}\nH-3\tCONVERTED\t网格={FIRST}\n"
        f"H-4\tRURAL\t网格={SECOND}\nH-5\tRELOCATED\tRURAL\t网格={SECOND}\n"
    )
    story = Story(gridded())
    story.when(FREEZE, CHECKER).then(
        happened(
            ScreeningFrozen,
            unit=TOWN,
            by=CHECKER,
            frame_hash=hashlib.sha256(text.encode()).hexdigest(),
            frame=text.strip(),
            lists=(
                {"grid": FIRST, "population": "CONVERTED", "households": ("H-3",)},
                {"grid": FIRST, "population": "RURAL", "households": ("H-1", "H-2")},
                {"grid": SECOND, "population": "RELOCATED", "households": ("H-5",)},
                {"grid": SECOND, "population": "RURAL", "households": ("H-4", "H-5")},
            ),
        )
    )
    assert isinstance(story.state, Screening)
    assert (story.state.number, story.state.stage, story.state.share) == (
        f"{CAMPAIGN}/{TOWN}排查",
        Stage.UNDER_WAY,
        "0.0%",
    )


@pytest.mark.requirement("R002-02")
def test_no_group_and_no_grid_is_left_out_of_the_list() -> None:
    story = Story(gridded())
    nobody_relocated = tuple(one for one in LIST if one.id != "H-5")
    left_out = FreezeScreening(CAMPAIGN, TOWN, nobody_relocated)
    story.when(left_out, CHECKER).refused("population_left_out", populations="集中安置点转为城镇户籍的易地搬迁人口")
    both = FreezeScreening(CAMPAIGN, TOWN, LIST, ("RELOCATED",))
    story.when(both, CHECKER).refused("population_left_out")
    one_grid = FreezeScreening(CAMPAIGN, TOWN, LIST[:3], ("RELOCATED",))
    story.when(one_grid, CHECKER).refused("grid_left_out", grids=SECOND)
    story.when(FreezeScreening(CAMPAIGN, TOWN, nobody_relocated, ("RELOCATED",)), CHECKER).accepted()


def test_an_entry_belongs_to_a_known_group_and_to_a_grid_of_the_unit() -> None:
    story = Story(gridded())
    wrong = (
        (household("H-9", FIRST, "URBAN"), "unknown_population"),
        (Entry("H-9", (), {"网格": FIRST}), "unknown_population"),
        (Entry("H-9", ("RURAL",)), "list_attribute_missing"),
        (household("H-9", FAR), "not_a_grid_of"),
        (household("H-9", VILLAGE), "not_a_grid_of"),
        (household("H-9", "没有的网格"), "unknown_unit"),
        (household("H-1"), "frame_doubled"),
    )
    for entry, code in wrong:
        story.when(FreezeScreening(CAMPAIGN, TOWN, (*LIST, entry)), CHECKER).refused(code)
    story.when(FreezeScreening("heyuan_2018", TOWN, LIST), CHECKER).refused("no_screening_here")


def test_a_unit_freezes_its_own_list_once() -> None:
    story = frozen()
    again = Story(story.casework, now=story.now)
    again.when(FREEZE, OFFICE).refused("already_exists")
    again.when(FreezeScreening(CAMPAIGN, OTHER_TOWN, (household("H-9", FAR),)), CHECKER).refused("out_of_reach")
    Story(gridded()).when(FREEZE, LIAISON).refused("not_permitted")


def test_whoever_turns_up_later_is_added_with_a_reason() -> None:
    story = frozen()
    story.when(AddToScreening((household("H-1"),), "漏登"), HEAD).refused("frame_doubled", id="H-1")
    story.when(AddToScreening((household("H-6"),), " "), HEAD).refused("text_missing", field="补充理由")
    story.when(AddToScreening((household("H-6"),), "8月新迁入"), OTHER_HEAD).refused("not_permitted")
    story.when(AddToScreening((household("H-6"),), "8月新迁入"), HEAD).then(
        happened(ScreeningExtended, by=HEAD, reason="8月新迁入")
    )
    story.when(met("H-6"), WALKER).accepted()
    assert (story.state.verified, len(story.state.listed)) == (1, 6)


# --- household by household ---------------------------------------------------------------------------------------


@pytest.mark.requirement("R002-02")
def test_a_grid_worker_records_the_households_of_his_own_grid() -> None:
    story = frozen()
    story.when(met("H-4"), WALKER).refused("item_of_another_village", ref="H-4", unit=SECOND)
    story.when(met("H-9"), WALKER).refused("item_not_listed")
    story.when(met("H-1"), OTHER_HEAD).refused("not_permitted")
    story.when(met("H-1", "H-2"), WALKER).then(
        happened(
            ScreeningChecked,
            by=WALKER,
            checks=(
                {"ref": "H-1", "outcome": CHECKED, "record": "到H-1看过"},
                {"ref": "H-2", "outcome": CHECKED, "record": "到H-2看过"},
            ),
        )
    )
    story.when(met("H-3", outcome=NOT_REACHED), WALKER).accepted()
    assert (story.state.share, story.state.stage) == ("40.0%", Stage.UNDER_WAY)
    assert sorted(story.state.missing) == ["H-3", "H-4", "H-5"]
    story.when(met("H-3", "H-4", "H-5"), CADRE).accepted()
    assert (story.state.share, story.state.stage) == ("100.0%", Stage.COVERED)


def test_a_command_sent_twice_happens_once() -> None:
    happens_once(Story(gridded()), (), FREEZE, CHECKER)


# --- coverage -----------------------------------------------------------------------------------------------------


def shown(story: Story, grids: tuple[str, ...] = (FIRST, SECOND), as_of: str = "") -> Coverage:
    view = Viewpoint(story.now, as_of=instant(as_of) if as_of else None)
    return coverage(ByFolding(story.casework.recorder, view), packs()[CAMPAIGN], CAMPAIGN, grids)


@pytest.mark.requirement("R002-02", "R002-44")
def test_coverage_is_counted_grid_by_grid_and_whoever_is_left_out_is_named() -> None:
    story = frozen()
    story.when(met("H-1", "H-3"), WALKER, "2022-08-09 10:00").accepted()
    story.when(met("H-2", outcome=NOT_REACHED), WALKER, "2022-08-09 11:00").accepted()
    story.when(met("H-5"), OTHER_WALKER, "2022-08-10 10:00").accepted()
    table = shown(story)
    assert [(one.grid, one.covered.covered, one.covered.listed, one.covered.share) for one in table.grids] == [
        (FIRST, 2, 3, "66.7%"),
        (SECOND, 1, 2, "50.0%"),
    ]
    assert [one.left_out for one in table.grids] == [("H-2",), ("H-4",)]
    assert [(one.code, one.covered.covered, one.covered.listed) for one in table.groups] == [
        ("RURAL", 2, 4),
        ("RELOCATED", 1, 1),
        ("CONVERTED", 1, 1),
    ]
    assert (table.total.covered, table.total.listed, table.total.share, table.whole) == (3, 5, "60.0%", False)
    assert shown(story, as_of="2022-08-09 12:00").total.covered == 2
    story.when(met("H-2", "H-4"), CADRE).accepted()
    assert shown(story).whole


@pytest.mark.requirement("R002-02")
def test_a_grid_without_a_list_is_named_and_is_never_covered() -> None:
    story = frozen()
    story.when(met("H-1", "H-2", "H-3", "H-4", "H-5"), CADRE).accepted()
    table = shown(story, (FIRST, SECOND, FAR))
    assert (table.total.share, table.unlisted, table.whole) == ("100.0%", (FAR,), False)


def test_a_grid_that_is_closed_needs_no_list_and_one_that_is_renamed_keeps_its_own() -> None:
    casework = gridded()
    today = date(2022, 8, 8)
    Story(casework).when(CloseUnit(SECOND, today), "导入员", "2022-08-08 08:00").accepted()
    story = Story(casework)
    only_first = FreezeScreening(CAMPAIGN, TOWN, LIST[:3], ("RELOCATED",))
    story.when(only_first, CHECKER, "2022-08-08 09:00").accepted()
    Story(casework).when(RenameUnit(FIRST, "东村新格", date(2022, 8, 9)), "导入员", "2022-08-09 08:00").accepted()
    story.when(met("H-1"), WALKER, "2022-08-09 09:00").accepted()
    log, view = casework.recorder, Viewpoint(story.now)
    table = coverage(ByFolding(log, view), packs()[CAMPAIGN], CAMPAIGN, ("东村新格",), casework.organisation.current)
    assert [(one.grid, one.covered.share) for one in table.grids] == [("东村新格", "33.3%")]
    assert table.unlisted == ()


@pytest.mark.requirement("R002-02")
def test_whoever_was_met_in_a_sweep_of_the_campaign_is_covered() -> None:
    story = frozen()
    problem = Story(story.casework).doing(*to_rectifying())
    swept = OpenSweep((TOWN,), "查饮水", date(2022, 8, 26), entries=(Entry("H-4", (), {"村": VILLAGE}),))
    problem.when(swept, OFFICE).accepted()
    checks = (ItemCheck("H-4", CHECKED, "看过"),)
    problem.when(RecordSweepCheck(TOWN, checks), CADRE).accepted()
    story.now = problem.now
    assert shown(story).grids[1].left_out == ("H-5",)


@pytest.mark.requirement("R002-02")
def test_whoever_was_met_in_a_visit_of_an_inspection_is_covered_and_whoever_was_not_is_not() -> None:
    trip = begun(ready(), A, "2023-09-14 09:00")
    here, away = trip.drawn(A)[:2]
    trip.do(VisitHouseholds(A, (HouseholdMet(here), HouseholdMet(away, Outcome.NOT_REACHED))))
    visits = [event for event in trip.history if isinstance(event, HouseholdVisited)]
    row = None
    for event in visits:
        row = apply(row, event)
    assert row == CoverageRow("haogou_2023", met=frozenset({here}))
