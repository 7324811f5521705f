"""暂定: the year after the last table rests on the law alone, and says so; any other year is refused."""

from datetime import date, timedelta

import holidays
import pytest

from domain.calendar import LUNAR_FESTIVALS, WEEKEND, BusinessCalendar, CalendarNotCovered, capped, explain, lawful_days


def day(text: str) -> date:
    return date.fromisoformat(text)


def days_of(year: int) -> list[date]:
    first = date(year, 1, 1)
    return [first + timedelta(days=step) for step in range((date(year + 1, 1, 1) - first).days)]


def test_the_days_of_the_law_and_weekends_are_off_in_the_provisional_year(calendar: BusinessCalendar) -> None:
    lawful = holidays.country_holidays("CN", years=2027, observed=False)
    for each in days_of(2027):
        assert calendar.is_working(each) == (each.weekday() < 5 and each not in lawful), each


@pytest.mark.parametrize("year", [year for year in LUNAR_FESTIVALS if year >= 2027])
def test_the_days_of_the_law_are_those_that_holidays_names(year: int) -> None:
    named = holidays.country_holidays("CN", years=year, observed=False)
    assert {off for off, reason in lawful_days(year).rest_days() if reason != WEEKEND} == set(named)


@pytest.mark.parametrize("year", LUNAR_FESTIVALS)
def test_the_lunar_festivals_are_those_that_holidays_computes(year: int) -> None:
    computed = holidays.country_holidays("CN", years=year, observed=False)
    lawful = {holiday.name: holiday for holiday in lawful_days(year).holidays}
    assert "Chinese New Year" in computed[lawful["春节"].first + timedelta(days=1)]
    assert "Tomb-Sweeping Day" in computed[lawful["清明节"].first]
    assert "Dragon Boat Festival" in computed[lawful["端午节"].first]
    assert "Mid-Autumn Festival" in computed[lawful["中秋节"].first]


@pytest.mark.parametrize("year", [2025, 2026])
def test_under_the_present_law_no_notice_lets_work_on_a_day_of_the_law(calendar: BusinessCalendar, year: int) -> None:
    for holiday in lawful_days(year).holidays:
        assert not calendar.is_working(holiday.first)
        assert not calendar.is_working(holiday.last)


@pytest.mark.requirement("X-04")
def test_a_deadline_in_the_provisional_year_is_marked(calendar: BusinessCalendar) -> None:
    due = calendar.within_working_days(day("2026-12-29"), 3)
    assert due.on == day("2027-01-04")
    assert due.why.provisional
    assert due.why.calendar == f"{calendar.version}+2027暂定"
    assert explain(due) == (
        "自2026年12月29日起第3个工作日：计12月30日、12月31日、2027年1月4日；"
        "跳过2027年1月1日（元旦放假）、2027年1月2日至1月3日（周末）；2027年放假安排尚未公布，此日期为暂定"
    )


def test_rolling_into_the_provisional_year_is_marked(calendar: BusinessCalendar) -> None:
    due = calendar.within_days(day("2026-12-22"), 10, roll=True)
    assert (due.on, due.why.rolled_from, due.why.provisional) == (day("2027-01-04"), day("2027-01-01"), True)


def test_what_does_not_rest_on_the_missing_notice_is_firm(calendar: BusinessCalendar) -> None:
    last_of_2026 = calendar.within_working_days(day("2026-12-29"), 2)
    assert (last_of_2026.on, last_of_2026.why.provisional) == (day("2026-12-31"), False)
    assert last_of_2026.why.calendar == calendar.version
    assert not calendar.explicit(day("2027-03-01")).why.provisional
    assert not calendar.within_days(day("2026-12-22"), 30, roll=False).why.provisional


def test_a_firm_cap_before_the_provisional_year_is_firm(calendar: BusinessCalendar) -> None:
    counted = calendar.within_working_days(day("2026-12-29"), 5)
    assert not capped(counted, calendar.explicit(day("2026-12-31"))).why.provisional
    assert capped(counted, calendar.explicit(day("2027-01-05"))).why.provisional


@pytest.mark.requirement("X-04")
@pytest.mark.parametrize("uncovered", ["2017-12-31", "2028-01-01"])
def test_a_day_outside_is_refused_by_name(calendar: BusinessCalendar, uncovered: str) -> None:
    with pytest.raises(CalendarNotCovered) as refused:
        calendar.is_working(day(uncovered))
    assert refused.value.day == day(uncovered)
    year, month, number = uncovered.split("-")
    assert refused.value.message == f"工作日历未覆盖{year}年{int(month)}月{int(number)}日，请先载入{year}年的放假安排"


@pytest.mark.requirement("X-04")
def test_a_count_that_leaves_the_tables_is_refused(calendar: BusinessCalendar) -> None:
    last, first = day("2027-12-31"), day("2018-01-02")
    for leaving in (
        lambda: calendar.within_working_days(last, 1),
        lambda: calendar.within_working_days(day("2027-12-20"), 30),
        lambda: calendar.within_days(last, 1, roll=True),
        lambda: calendar.working_days(day("2027-12-20"), day("2028-01-05")),
        lambda: calendar.working_days(day("2017-12-20"), first),
        lambda: calendar.nth_working_day(first, -1),
        lambda: calendar.nth_working_day(day("2016-05-01"), 3),
        lambda: calendar.working_on_or_before(day("2028-01-01")),
    ):
        with pytest.raises(CalendarNotCovered):
            leaving()


def test_the_edges_of_the_tables_are_covered(calendar: BusinessCalendar) -> None:
    assert calendar.nth_working_day(day("2017-12-31"), 1) == day("2018-01-02")
    assert calendar.working_on_or_before(day("2027-12-31")) == day("2027-12-31")
    assert calendar.working_days(day("2017-12-31"), day("2018-01-02")) == 1


def test_a_literal_date_needs_no_table(calendar: BusinessCalendar) -> None:
    assert calendar.explicit(day("2030-06-30")).on == day("2030-06-30")


def test_the_year_after_an_unknown_lunar_year_is_refused_not_guessed() -> None:
    last_known = max(LUNAR_FESTIVALS)
    beyond = BusinessCalendar([lawful_days(last_known)])
    with pytest.raises(CalendarNotCovered):
        beyond.is_working(date(last_known + 1, 3, 1))
