from pathlib import Path

import pytest

from adapters.day_tables import load_calendar
from domain.calendar import BusinessCalendar

DAY_TABLES = Path(__file__).parents[2] / "packs" / "calendar"


@pytest.fixture(scope="session")
def calendar() -> BusinessCalendar:
    """The calendar as shipped."""
    return load_calendar(DAY_TABLES)
