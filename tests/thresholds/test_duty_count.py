"""Recurring duties counted from the records of doing them: the ledger fills itself."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.duty_count import Done, duty_lines, periods
from domain.timetable import Per

ANY_DURATION = settings(deadline=None)  # a busy machine is not a failure
SECRETARY = "P1"


def day(text: str) -> date:
    return date.fromisoformat(text)


def visits(what: str, *days: str, who: str = SECRETARY) -> list[Done]:
    """One place a day: 村1, 村2, ..."""
    return [Done(who, f"{what}{number}", day(on)) for number, on in enumerate(days, start=1)]


def month_of(done: list[Done], at_least: int, as_of: str = "2021-08-31") -> str:
    (line,) = duty_lines(SECRETARY, Per.MONTH, at_least, done, day("2021-08-01"), day(as_of))
    return line.in_words


@pytest.mark.requirement("R001-06")
def test_four_villages_a_month_are_four_different_ones() -> None:
    days = ("2021-08-02", "2021-08-09", "2021-08-16")
    assert month_of(visits("村", *days), 4) == "未达标，差1"
    assert month_of([*visits("村", *days), Done(SECRETARY, "村1", day("2021-08-30"))], 4) == "未达标，差1"
    assert month_of(visits("村", *days, "2021-08-31"), 4) == "达标"


@pytest.mark.requirement("R001-07")
@pytest.mark.parametrize(("households", "said"), [(20, "达标"), (19, "未达标，差1"), (0, "未达标，差20"), (25, "达标")])
def test_twenty_households_a_month(households: int, said: str) -> None:
    assert month_of(visits("户", *["2021-08-15"] * households), 20) == said


def test_visits_of_another_person_and_of_another_month_do_not_count() -> None:
    others = visits("村", *["2021-08-15"] * 4, who="P2")
    earlier = visits("村", *["2021-07-31"] * 4)
    assert month_of([*others, *earlier], 4) == "未达标，差4"


@pytest.mark.requirement("R001-08")
def test_one_visit_a_quarter_to_the_village_taken_on() -> None:
    done = [Done(SECRETARY, "脱贫村", day(on)) for on in ("2021-03-31", "2021-07-01")]
    lines = duty_lines(SECRETARY, Per.QUARTER, 1, done, day("2021-01-01"), day("2021-10-08"))
    assert [(line.first_on, line.last_on) for line in lines] == [
        (day("2021-01-01"), day("2021-03-31")),
        (day("2021-04-01"), day("2021-06-30")),
        (day("2021-07-01"), day("2021-09-30")),
        (day("2021-10-01"), day("2021-12-31")),
    ]
    assert [line.in_words for line in lines] == ["达标", "未达标，差1", "达标", "进行中，还差1"]


@pytest.mark.requirement("R001-09", "R003-09")
def test_a_period_is_over_when_its_last_day_is() -> None:
    assert month_of([], 1, as_of="2021-08-30") == "进行中，还差1"
    assert month_of([], 1, as_of="2021-08-31") == "未达标，差1"


@pytest.mark.requirement("R001-10")
def test_the_ledger_names_what_was_done_and_needs_no_form() -> None:
    done = visits("村", "2021-08-02", "2021-08-09", "2021-09-06")
    first, second = duty_lines(SECRETARY, Per.MONTH, 4, done, day("2021-08-01"), day("2021-09-30"))
    assert (first.done, first.needed, first.missing) == (("村1", "村2"), 4, 2)
    assert (second.done, second.missing) == (("村3",), 3)


def test_as_of_a_day_later_records_are_not_known() -> None:
    done = visits("村", "2021-08-02", "2021-08-09", "2021-08-20", "2021-08-25")
    assert month_of(done, 4, as_of="2021-08-20") == "进行中，还差1"


@ANY_DURATION
@given(
    st.sampled_from(Per),
    st.dates(date(2018, 1, 1), date(2024, 12, 31)),
    st.integers(0, 900),
)
def test_periods_follow_each_other_without_a_gap(per: Per, since: date, days: int) -> None:
    until = since + timedelta(days=days)
    found = list(periods(per, since, until))
    assert found[0][0] <= since <= found[0][1]
    assert found[-1][0] <= until <= found[-1][1]
    for (_, last), (first, _) in pairwise(found):
        assert first == last + timedelta(days=1)
    assert all(first.weekday() == 0 if per is Per.WEEK else first.day == 1 for first, _ in found)
