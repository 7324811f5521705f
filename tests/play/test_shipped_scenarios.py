"""The scenarios that come with the packs hold, figure by figure, on every kind of store."""

from pathlib import Path

import pytest
import yaml

from adapters.day_tables import load_calendar
from adapters.packs import shipped_calendar
from adapters.play.comparing import compare
from adapters.play.running import Player, casework_for, play
from adapters.play.timeline import TimelineRefused, read_timeline
from domain.calendar import BusinessCalendar
from tests.conftest import Database
from tests.play.stage import PACKS, SCENARIOS, history_of, packs

NATIONAL_DAY = PACKS / "haogou_2023" / "scenarios" / "s2_national_day.yaml"

each_scenario = pytest.mark.parametrize("file", SCENARIOS, ids=lambda file: file.stem)


def test_the_scenarios_that_an_office_begins_with_are_there() -> None:
    told = {file.stem.partition("_")[0] for file in SCENARIOS}
    assert told >= {"s1", "s2", "s5", "s6", "s8", "s9", "s10"}


@pytest.mark.requirement("R004-38")
@each_scenario
def test_a_shipped_scenario_holds(file: Path) -> None:
    assert play(file).failures == ()


@each_scenario
def test_a_scenario_makes_the_same_history_on_every_store(file: Path, database: Database) -> None:
    timeline = read_timeline(file, packs())
    with database.open() as store:
        casework = casework_for(timeline, store, shipped_calendar(PACKS))
        assert Player(timeline, casework).play().failures == ()
        assert compare(casework, history_of(timeline)) == []


def test_a_scenario_is_not_played_twice_into_one_store(database: Database) -> None:
    with database.open() as store:
        assert play(NATIONAL_DAY, store).ok
        with pytest.raises(TimelineRefused, match="已经演练过"):
            play(NATIONAL_DAY, store)


def test_without_the_worked_weekends_the_national_day_scenario_fails(tmp_path: Path) -> None:
    result = play(NATIONAL_DAY, calendar=without_worked_weekends(tmp_path))
    at_dispatch = {failure.what: failure.actual for failure in result.failures if failure.step == 2}
    assert "2023-10-09" in at_dispatch.pop("整改时限")
    assert at_dispatch == {}, "the claim is due on 09-28 by either calendar"


def without_worked_weekends(folder: Path) -> BusinessCalendar:
    for year in ("2023", "2024"):
        table = yaml.load((PACKS / "calendar" / f"{year}.yaml").read_text("utf-8"), Loader=yaml.BaseLoader)
        (folder / f"{year}.yaml").write_text(yaml.safe_dump({**table, "worked_weekends": []}), "utf-8")
    return load_calendar(folder)
