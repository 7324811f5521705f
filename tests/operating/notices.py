"""The notice of a year that was provisional, as it might come out: a story goes on by it, from its next command."""

from __future__ import annotations

from datetime import date

from msgspec.structs import replace

from adapters.day_tables import load_tables
from adapters.packs import packs_folder
from domain.calendar import BusinessCalendar, DayTable, Holiday
from domain.casework import Casework
from tests.problem.story import Story

NEW_YEAR = Holiday("元旦", date(2027, 1, 1), date(2027, 1, 1))


def with_the_notice_of_2027(story: Story, *holidays: Holiday, worked: tuple[date, ...] = ()) -> None:
    year = DayTable(2027, 1, ("国办发明电〔2026〕0号",), holidays or (NEW_YEAR,), worked)
    goes_on_by(story, [*load_tables(packs_folder() / "calendar"), year])


def with_2026_amended(story: Story, more: Holiday) -> None:
    """The notice of 2026 once more, with a further holiday."""
    *others, year = load_tables(packs_folder() / "calendar")
    assert year.year == 2026
    goes_on_by(story, [*others, replace(year, version=year.version + 1, holidays=(*year.holidays, more))])


def goes_on_by(story: Story, tables: list[DayTable]) -> None:
    before = story.casework
    story.casework = Casework(before.recorder, before.vault, before.packs, BusinessCalendar(tables))
