"""The shipped day tables against two independent libraries and the domain reference; and what a bad table is told."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import chinese_calendar
import holidays
import pytest

from adapters.day_tables import DayTableError, load_calendar
from domain.calendar import BusinessCalendar

SOUND = """\
year: 2023
version: 1
notices: [国务院办公厅关于2023年部分节假日安排的通知]
holidays:
  - {name: 国庆节, first: 2023-09-29, last: 2023-10-06}
worked_weekends: [2023-10-07, 2023-10-08]
"""


def days(first: str, last: str) -> Iterator[date]:
    day = date.fromisoformat(first)
    while day <= date.fromisoformat(last):
        yield day
        day += timedelta(days=1)


def in_year(year: int, month_days: str) -> list[date]:
    return [date.fromisoformat(f"{year}-{day}") for day in month_days.split()]


# --- the shipped data -----------------------------------------------------------------------------------------------


def test_every_day_is_working_or_not_as_chinesecalendar_says(calendar: BusinessCalendar) -> None:
    for day in days("2018-01-01", "2026-12-31"):
        assert calendar.is_working(day) == chinese_calendar.is_workday(day), day


def test_every_day_is_working_or_not_as_holidays_says(calendar: BusinessCalendar) -> None:
    china = holidays.country_holidays("CN", years=range(2018, 2027))
    for day in days("2018-01-01", "2026-12-31"):
        assert calendar.is_working(day) == china.is_working_day(day), day


@pytest.mark.requirement("X-04")
@pytest.mark.parametrize(
    ("first", "last"),
    [
        ("2018-09-22", "2018-09-24"),
        ("2018-10-01", "2018-10-07"),
        ("2018-12-30", "2019-01-01"),
        ("2020-05-01", "2020-05-05"),
        ("2020-06-25", "2020-06-27"),
        ("2020-10-01", "2020-10-08"),
        ("2021-09-19", "2021-09-21"),
        ("2021-10-01", "2021-10-07"),
        ("2022-09-10", "2022-09-12"),
        ("2022-10-01", "2022-10-07"),
        ("2023-09-29", "2023-10-06"),
    ],
)
def test_the_rest_days_of_the_domain_reference(calendar: BusinessCalendar, first: str, last: str) -> None:
    assert not any(calendar.is_working(day) for day in days(first, last))


@pytest.mark.requirement("X-04")
@pytest.mark.parametrize(
    ("year", "worked"),
    [
        (2018, "02-11 02-24 04-08 04-28 09-29 09-30 12-29"),
        (2020, "01-19 04-26 05-09 06-28 09-27 10-10"),
        (2021, "02-07 02-20 04-25 05-08 09-18 09-26 10-09"),
        (2022, "01-29 01-30 04-02 04-24 05-07 10-08 10-09"),
        (2023, "01-28 01-29 04-23 05-06 06-25 10-07 10-08"),
    ],
)
def test_the_worked_weekends_of_the_domain_reference(calendar: BusinessCalendar, year: int, worked: str) -> None:
    weekends = [day for day in days(f"{year}-01-01", f"{year}-12-31") if day.weekday() >= 5]
    assert [day for day in weekends if calendar.is_working(day)] == in_year(year, worked)


@pytest.mark.parametrize(
    ("year", "last_days"),
    [
        (2018, "03-30 06-29 09-30 12-29"),
        (2020, "03-31 06-30 09-30 12-31"),
        (2021, "03-31 06-30 09-30 12-31"),
        (2022, "03-31 06-30 09-30 12-30"),
        (2023, "03-31 06-30 09-28 12-29"),
    ],
)
def test_the_last_working_day_of_each_quarter(calendar: BusinessCalendar, year: int, last_days: str) -> None:
    quarter_ends = in_year(year, "03-31 06-30 09-30 12-31")
    assert [calendar.working_on_or_before(day) for day in quarter_ends] == in_year(year, last_days)


# --- reading a folder of tables -------------------------------------------------------------------------------------


@pytest.mark.requirement("X-04")
def test_a_changed_table_changes_the_version_of_the_calendar(tmp_path: Path) -> None:
    (tmp_path / "2023.yaml").write_text(SOUND, encoding="utf-8")
    before = load_calendar(tmp_path).version
    (tmp_path / "2023.yaml").write_text(SOUND.replace(", 2023-10-08", ""), encoding="utf-8")
    after = load_calendar(tmp_path).version
    assert before.startswith("2023-2023.")
    assert after.startswith("2023-2023.")
    assert before != after


@pytest.mark.parametrize(
    ("right", "wrong", "key", "reason"),
    [
        ("version: 1\n", "", "version", "缺少此项"),
        ("version: 1", "version: one", "version", "格式不对"),
        ("version: 1", "version: 1\nworkdays: []", "workdays", "没有这一项"),
        ("first: 2023-09-29", "first: 29 September", "holidays[0].first", "格式不对"),
        ("first: 2023-09-29", "first: 2023-09-31", "holidays[0].first", "格式不对"),
        (", last: 2023-10-06", "", "holidays[0].last", "缺少此项"),
        ("last: 2023-10-06", "last: 2023-09-06", "holidays[0]", "早于第一天"),
        ("last: 2023-10-06", "last: 2024-10-06", "", "不在2023年"),
        ("[2023-10-07,", "[2023-10-09,", "", "2023-10-09 不是周六或周日"),
        ("last: 2023-10-06", "last: 2023-10-07", "", "2023-10-07 既列为放假又列为调休上班"),
        ("year: 2023", "year: 2022", "", "不在2022年"),
        ("year: 2023\n", "year: 2023\n  - ", "第2行", "不是有效的 YAML 文件"),
    ],
)
def test_a_wrong_table_is_refused_by_file_and_key(
    tmp_path: Path, right: str, wrong: str, key: str, reason: str
) -> None:
    path = tmp_path / "2023.yaml"
    assert right in SOUND
    path.write_text(SOUND.replace(right, wrong), encoding="utf-8")
    with pytest.raises(DayTableError) as refused:
        load_calendar(tmp_path)
    assert (refused.value.path, refused.value.key) == (path, key)
    assert reason in refused.value.message
    assert str(path) in refused.value.message


def test_a_file_named_for_another_year_is_refused(tmp_path: Path) -> None:
    (tmp_path / "2022.yaml").write_text(SOUND, encoding="utf-8")
    with pytest.raises(DayTableError, match="文件名与年份 2023 不一致"):
        load_calendar(tmp_path)


def test_a_missing_year_between_two_tables_is_refused(tmp_path: Path) -> None:
    (tmp_path / "2023.yaml").write_text(SOUND, encoding="utf-8")
    (tmp_path / "2021.yaml").write_text(
        "year: 2021\nversion: 1\nnotices: []\nholidays: []\nworked_weekends: []\n", encoding="utf-8"
    )
    with pytest.raises(DayTableError, match="年份应连续且不重复，现有：2021、2023"):
        load_calendar(tmp_path)


def test_an_empty_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DayTableError, match="没有任何年份的放假安排"):
        load_calendar(tmp_path)
