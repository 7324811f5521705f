"""动态清零: day by day what is open of 三保障 and 饮水安全, the same as a fresh fold of the log for each day."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.calendar import end_of_day
from domain.problem.problem import ENDED
from domain.refusal import Refused
from projections.as_of import Viewpoint, fold
from projections.cleared import Cleared, ClearedDay, is_secured
from projections.ledger import apply
from projections.ledger_lines import Selection
from tests.problem.people import OTHER_TOWN, TOWN
from tests.problem.story import packs
from tests.projections.chronicle import LONG_AFTER, Chronicle, when
from tests.projections.every_kind import CAMPAIGN

SECURED = {"SEC.EDU", "SEC.MED", "SEC.HOUSE", "SEC.WATER"}
DAYS = st.dates(date(2022, 8, 7), date(2022, 10, 21))


def days(told: Chronicle, first: date, last: date, unit: str = "", known_at: str = "") -> Cleared:
    now = told.now + LONG_AFTER
    view = Viewpoint(now, known_at=when(known_at) if known_at else None)
    return told.ledgers.cleared(view, Selection(CAMPAIGN, unit), first, last)


def states(table: Cleared) -> dict[str, str]:
    return {one.day.isoformat(): one.state for one in table.days}


@pytest.mark.requirement("R002-07")
def test_a_day_without_an_open_one_is_cleared_and_a_rebound_ends_it(every_kind: Chronicle) -> None:
    """The water of a household: found on 08-08, closed on 08-25, and it had come back when it was looked at again."""
    water = every_kind.number("water")
    shown = days(every_kind, date(2022, 8, 7), date(2022, 8, 31))
    assert [one.day.isoformat() for one in shown.days if one.state == "未清零"] == [
        f"2022-08-{day:02}" for day in range(8, 25)
    ]
    assert states(shown)["2022-08-07"] == states(shown)["2022-08-25"] == "清零"
    assert {one.open for one in shown.days if one.state == "清零"} == {0}
    [on_the_ninth] = days(every_kind, date(2022, 8, 9), date(2022, 8, 9)).days
    assert {of.code: of.problems for of in on_the_ninth.of} == {
        "SEC.EDU": (),
        "SEC.MED": (),
        "SEC.HOUSE": (),
        "SEC.WATER": (water,),
    }
    assert shown.cleared_since == date(2022, 8, 25)
    assert days(every_kind, date(2022, 8, 31), date(2022, 10, 20)).cleared_since is None


def test_the_days_end_with_the_day_of_the_viewpoint(every_kind: Chronicle) -> None:
    view = Viewpoint(every_kind.now + LONG_AFTER, end_of_day(date(2022, 8, 31)))
    shown = every_kind.ledgers.cleared(view, Selection(CAMPAIGN), date(2022, 8, 30), date(2022, 9, 30))
    assert [one.day.isoformat() for one in shown.days] == ["2022-08-30", "2022-08-31"]


@pytest.mark.requirement("R002-07")
@settings(max_examples=20, deadline=None)
@given(first=DAYS, length=st.integers(0, 40), known_on=DAYS)
def test_each_day_equals_a_fresh_fold_of_the_log(
    every_kind: Chronicle, first: date, length: int, known_on: date
) -> None:
    known_at = end_of_day(known_on)
    view = Viewpoint(every_kind.now + LONG_AFTER, known_at=known_at)
    shown = every_kind.ledgers.cleared(view, Selection(CAMPAIGN), first, first + timedelta(days=length))
    assert [one.day for one in shown.days] == [first + timedelta(days=number) for number in range(length + 1)]
    for one in shown.days:
        assert numbers(one) == open_by_a_fresh_fold(every_kind, Viewpoint(view.now, end_of_day(one.day), known_at))


@pytest.mark.requirement("R002-07")
def test_in_a_longer_story_too_each_day_equals_a_fresh_fold_of_the_log(further: Chronicle) -> None:
    shown = days(further, date(2022, 10, 9), date(2022, 12, 19))
    assert {len(numbers(one)) for one in shown.days} >= {0, 1, 2}
    for one in shown.days:
        view = Viewpoint(further.now + LONG_AFTER, end_of_day(one.day))
        assert numbers(one) == open_by_a_fresh_fold(further, view)


def numbers(one: ClearedDay) -> set[str]:
    return {number for of in one.of for number in of.problems}


def open_by_a_fresh_fold(told: Chronicle, view: Viewpoint) -> set[str]:
    rows, _ = fold(told.casework.recorder, view, apply)
    return {row.problem_no for row in rows.values() if row.category in SECURED and row.stage not in ENDED}


def test_a_place_is_cleared_for_itself(every_kind: Chronicle) -> None:
    day = date(2022, 8, 9)
    assert days(every_kind, day, day, TOWN).days[0].open == 1
    assert days(every_kind, day, day, OTHER_TOWN).days[0].open == 0


def test_what_was_not_known_yet_is_not_counted(every_kind: Chronicle) -> None:
    day = date(2022, 8, 9)
    assert days(every_kind, day, day, known_at="2022-08-07 12:00").days[0].open == 0


def test_days_that_have_not_come_are_not_shown_and_today_only_so_far(every_kind: Chronicle) -> None:
    view = Viewpoint(when("2022-08-10 12:00"))
    shown = every_kind.ledgers.cleared(view, Selection(CAMPAIGN), date(2022, 8, 9), date(2022, 8, 31))
    assert [(one.day.day, one.so_far) for one in shown.days] == [(9, False), (10, True)]
    with pytest.raises(Refused, match="range_backwards"):
        every_kind.ledgers.cleared(view, Selection(CAMPAIGN), date(2022, 8, 11), date(2022, 8, 31))
    with pytest.raises(Refused, match="nothing_to_clear"):
        every_kind.ledgers.cleared(view, Selection("heyuan_2018"), date(2022, 8, 9), date(2022, 8, 9))


@pytest.mark.requirement("R002-07")
@pytest.mark.parametrize("pack", ["xiaoxian_2022", "haogou_2023", "qijia_2021", "assessment_2020"])
def test_what_is_meant_is_told_alike_of_every_pack_that_has_it(pack: str) -> None:
    meant = {theme for one in packs()[pack].taxonomy if is_secured(one) for theme in one.themes}
    assert meant <= SECURED
    assert {"SEC.HOUSE", "SEC.WATER"} <= meant
