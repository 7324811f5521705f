"""周期: weeks, months, quarters and years follow each other without a gap, each with its name."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.periods import period_of, periods_between
from domain.timetable import Per


@pytest.mark.parametrize(
    ("per", "name", "first", "last"),
    [
        (Per.WEEK, "2018-W39", "2018-09-24", "2018-09-30"),
        (Per.MONTH, "2018-09", "2018-09-01", "2018-09-30"),
        (Per.QUARTER, "2018Q3", "2018-07-01", "2018-09-30"),
        (Per.HALF_YEAR, "2018H2", "2018-07-01", "2018-12-31"),
        (Per.YEAR, "2018", "2018-01-01", "2018-12-31"),
    ],
)
def test_a_day_lies_in_a_period_of_each_length(per: Per, name: str, first: str, last: str) -> None:
    span = period_of(per, date(2018, 9, 30))
    assert (span.name, span.first.isoformat(), span.last.isoformat()) == (name, first, last)


def test_the_week_of_new_year_is_named_by_the_year_of_its_thursday() -> None:
    assert period_of(Per.WEEK, date(2018, 12, 31)).name == "2019-W01"


@settings(deadline=None)
@given(st.sampled_from(Per), st.dates(date(2018, 1, 1), date(2024, 12, 31)), st.integers(0, 900))
def test_periods_follow_each_other_without_a_gap(per: Per, since: date, days: int) -> None:
    until = since + timedelta(days=days)
    found = list(periods_between(per, since, until))
    assert found[0].first <= since <= found[0].last
    assert found[-1].first <= until <= found[-1].last
    assert all(after.first == before.last + timedelta(days=1) for before, after in pairwise(found))
    assert len({span.name for span in found}) == len(found)
