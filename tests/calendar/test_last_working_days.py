"""The last working day of each quarter, as the reference has it, with 调休."""

from datetime import date, timedelta
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.day_tables import load_calendar
from domain.calendar import BusinessCalendar, end_of_day
from domain.periods import periods_between
from domain.timetable import Per
from tests.calendar.conftest import DAY_TABLES

shipped = cache(lambda: load_calendar(DAY_TABLES))

QUARTERS = {
    2018: ("03-30", "06-29", "09-30", "12-29"),  # a Sunday and a Saturday, both worked
    2020: ("03-31", "06-30", "09-30", "12-31"),
    2021: ("03-31", "06-30", "09-30", "12-31"),
    2022: ("03-31", "06-30", "09-30", "12-30"),
    2023: ("03-31", "06-30", "09-28", "12-29"),
}


@pytest.mark.requirement("R003-19")
@pytest.mark.parametrize("year", QUARTERS)
def test_the_last_working_day_of_each_quarter(year: int, calendar: BusinessCalendar) -> None:
    quarters = periods_between(Per.QUARTER, date(year, 1, 1), date(year, 12, 31))
    dues = [calendar.last_working_day(quarter.last) for quarter in quarters]
    assert tuple(f"{due.on:%m-%d}" for due in dues) == QUARTERS[year]
    assert [due.at for due in dues] == [end_of_day(due.on) for due in dues]


@settings(deadline=None)
@given(st.dates(date(2018, 1, 2), date(2026, 12, 31)))
def test_it_is_worked_and_no_day_after_it_up_to_the_end_is(last: date) -> None:
    calendar = shipped()
    on = calendar.last_working_day(last).on
    assert calendar.is_working(on)
    assert calendar.working_days(on, last) == 0
    assert on <= last < on + timedelta(days=15)
