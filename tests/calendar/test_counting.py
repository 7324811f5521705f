"""Deadlines, overdue working days and scan instants: the figures of the acceptance scenarios, and what always holds."""

import os
import time as host_time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, time, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.calendar import BusinessCalendar, DayTable, Due, Holiday, capped, end_of_day, local_date

SHANGHAI = timezone(timedelta(hours=8))
ANY_DURATION = settings(deadline=None)  # a busy machine is not a failure


def at(text: str) -> datetime:
    """An instant written in the time of Asia/Shanghai."""
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


def day(text: str) -> date:
    return date.fromisoformat(text)


def level_at(calendar: BusinessCalendar, due: date, overdue_wd: int) -> datetime:
    """The scan at which a level of the ladder is reached."""
    return calendar.scan_at(calendar.nth_working_day(due, overdue_wd))


# --- S2: National Day 2023 with 调休 --------------------------------------------------------------------------------


def rectify_of_s2(calendar: BusinessCalendar) -> Due:
    return calendar.within_days(day("2023-09-25"), 10, roll=True)


@pytest.mark.requirement("X-04")
def test_s2_deadlines_over_national_day(calendar: BusinessCalendar) -> None:
    claim = calendar.within_working_days(day("2023-09-26"), 2)
    plan = calendar.within_working_days(day("2023-09-27"), 3)
    rectify = rectify_of_s2(calendar)
    assert claim.on == day("2023-09-28")
    assert rectify.on == day("2023-10-07")
    assert rectify.at == at("2023-10-08 00:00")
    assert rectify.why.rolled_from == day("2023-10-05")
    assert plan.on == day("2023-10-08")
    assert plan.why.counted == (day("2023-09-28"), day("2023-10-07"), day("2023-10-08"))
    assert capped(plan, rectify).on == day("2023-10-07")
    assert capped(plan, rectify).why.capped_from == day("2023-10-08")


def test_s2_reminder_and_levels(calendar: BusinessCalendar) -> None:
    due = rectify_of_s2(calendar).on
    assert calendar.nth_working_day(due, -3) == day("2023-09-26")
    assert calendar.working_on_or_before(due) == day("2023-10-07")
    assert level_at(calendar, due, 1) == at("2023-10-08 09:00")
    assert level_at(calendar, due, 3) == at("2023-10-10 09:00")
    assert level_at(calendar, due, 7) == at("2023-10-16 09:00")
    assert calendar.working_days(due, day("2023-10-11")) == 4


def test_s2_a_calendar_without_worked_weekends_gives_another_day(calendar: BusinessCalendar) -> None:
    national_day = (Holiday("中秋节、国庆节", day("2023-09-29"), day("2023-10-06")),)
    without = BusinessCalendar([DayTable(2023, 1, (), national_day, ())])
    assert rectify_of_s2(without).on == day("2023-10-09")
    assert without.within_working_days(day("2023-09-26"), 2).on == day("2023-09-28")
    assert rectify_of_s2(without).on != rectify_of_s2(calendar).on


# --- S6: a refused claim and a silent one ---------------------------------------------------------------------------


def test_s6_claim_and_verification_of_a_refusal(calendar: BusinessCalendar) -> None:
    claim = calendar.within_working_days(day("2022-08-10"), 2)
    assert claim.on == day("2022-08-12")
    assert claim.at == at("2022-08-13 00:00")
    assert calendar.within_working_days(day("2022-08-11"), 3).on == day("2022-08-16")
    assert calendar.within_working_days(claim.on, 3).on == day("2022-08-17")
    assert calendar.next_scan(claim.at) == at("2022-08-15 09:00")


# --- S8: a letter within three days, and the archive of a quarter ending on a worked Sunday -------------------------


def test_s8_the_letter_is_due_three_days_after_the_inspection(calendar: BusinessCalendar) -> None:
    inspected = day("2018-09-20")
    letter = calendar.within_days(inspected, 3, roll=True)
    assert (letter.on, letter.why.rolled_from) == (day("2018-09-25"), day("2018-09-23"))
    assert calendar.within_days(inspected, 3, roll=False).on == day("2018-09-23")
    assert calendar.working_days(letter.on, day("2018-09-26")) == 1


def test_s8_the_archives_of_two_quarters(calendar: BusinessCalendar) -> None:
    third = calendar.working_on_or_before(day("2018-09-30"))
    assert third == day("2018-09-30")
    assert (day("2018-10-08") - third).days == 8
    assert calendar.working_days(third, day("2018-10-08")) == 1
    assert calendar.working_on_or_before(day("2018-12-31")) == day("2018-12-29")


# --- S9: an extension granted after the deadline had passed ---------------------------------------------------------


def test_s9_reminder_levels_and_overdue_days(calendar: BusinessCalendar) -> None:
    due = calendar.explicit(day("2018-09-28")).on
    assert calendar.nth_working_day(due, -3) == day("2018-09-25")
    assert calendar.working_on_or_before(due) == due
    assert level_at(calendar, due, 1) == at("2018-09-29 09:00")
    assert level_at(calendar, due, 3) == at("2018-10-08 09:00")
    assert level_at(calendar, due, 7) == at("2018-10-12 09:00")
    assert calendar.working_days(due, day("2018-10-09")) == 4
    assert (day("2018-10-09") - due).days == 11
    assert calendar.working_days(due, day("2018-10-10")) == 5
    assert (day("2018-10-10") - due).days == 12


# --- S10: a literal date on a Saturday, and two returns -------------------------------------------------------------


@pytest.mark.requirement("R004-09")
def test_s10_a_date_named_by_the_document_is_not_rolled(calendar: BusinessCalendar) -> None:
    due = calendar.explicit(day("2020-05-30"))
    assert due.on == day("2020-05-30")
    assert due.at == at("2020-05-31 00:00")
    assert not calendar.is_working(due.on)
    assert calendar.working_on_or_before(due.on) == day("2020-05-29")


def test_s10_levels_and_overdue_days_after_a_saturday(calendar: BusinessCalendar) -> None:
    due = day("2020-05-30")
    assert calendar.next_scan(calendar.explicit(due).at) == at("2020-06-01 09:00")
    assert level_at(calendar, due, 3) == at("2020-06-03 09:00")
    assert level_at(calendar, due, 7) == at("2020-06-09 09:00")
    assert calendar.working_days(due, day("2020-06-05")) == 5
    assert (day("2020-06-05") - due).days == 6
    assert calendar.working_days(day("2020-05-25"), day("2020-05-26")) == 1
    assert level_at(calendar, day("2020-05-25"), 1) == at("2020-05-26 09:00")


def test_s10_rework_after_each_return(calendar: BusinessCalendar) -> None:
    assert calendar.within_working_days(day("2020-05-27"), 5).on == day("2020-06-03")
    assert calendar.within_working_days(day("2020-06-01"), 5).on == day("2020-06-08")


# --- single rules ---------------------------------------------------------------------------------------------------


@pytest.mark.requirement("R002-42")
def test_a_time_of_day_named_by_the_document_is_kept(calendar: BusinessCalendar) -> None:
    due = calendar.explicit(day("2022-08-31"), time(12))
    assert due.at == at("2022-08-31 12:00")
    assert due.at.tzinfo is UTC


def test_a_scan_on_the_very_instant_is_not_later(calendar: BusinessCalendar) -> None:
    assert calendar.next_scan(at("2023-10-08 08:59:59")) == at("2023-10-08 09:00")
    assert calendar.next_scan(at("2023-10-08 09:00")) == at("2023-10-09 09:00")


def test_a_cap_that_is_later_changes_nothing(calendar: BusinessCalendar) -> None:
    plan = calendar.within_working_days(day("2023-09-27"), 3)
    assert capped(plan, calendar.explicit(day("2023-10-08"))) is plan


def test_a_cap_keeps_its_time_of_day(calendar: BusinessCalendar) -> None:
    plan = calendar.within_working_days(day("2022-08-29"), 2)
    assert capped(plan, calendar.explicit(day("2022-08-31"), time(12))).at == at("2022-08-31 12:00")


def test_no_working_days_lie_between_a_day_and_an_earlier_one(calendar: BusinessCalendar) -> None:
    assert calendar.working_days(day("2023-10-11"), day("2023-10-07")) == 0


def test_a_period_without_a_day_is_a_mistake(calendar: BusinessCalendar) -> None:
    with pytest.raises(ValueError, match="at least one"):
        calendar.within_working_days(day("2023-10-11"), 0)
    with pytest.raises(ValueError, match="counted from 1"):
        calendar.nth_working_day(day("2023-10-11"), 0)


def test_an_instant_without_a_zone_is_a_mistake(calendar: BusinessCalendar) -> None:
    with pytest.raises(ValueError, match="needs a time zone"):
        local_date(datetime(2023, 10, 7, 9))  # noqa: DTZ001 - the mistake that is refused


# --- what always holds ----------------------------------------------------------------------------------------------

covered_days = st.dates(date(2018, 6, 1), date(2026, 6, 30))
instants = st.datetimes(datetime(2018, 6, 1), datetime(2026, 6, 30), timezones=st.just(UTC))  # noqa: DTZ001 - st adds it


@given(covered_days, st.integers(1, 120))
@ANY_DURATION
def test_the_nth_working_day_is_n_working_days_away(calendar: BusinessCalendar, start: date, n: int) -> None:
    later, earlier = calendar.nth_working_day(start, n), calendar.nth_working_day(start, -n)
    assert calendar.is_working(later)
    assert calendar.working_days(start, later) == n
    assert calendar.is_working(earlier)
    assert calendar.working_days(earlier - timedelta(days=1), start - timedelta(days=1)) == n


@given(covered_days, st.integers(0, 200))
@ANY_DURATION
def test_working_days_are_those_met_when_walking_day_by_day(
    calendar: BusinessCalendar, start: date, length: int
) -> None:
    walked = [start + timedelta(days=step) for step in range(1, length + 1)]
    working = [met for met in walked if calendar.is_working(met)]
    assert calendar.working_days(start, start + timedelta(days=length)) == len(working)


@given(covered_days, st.integers(1, 60))
@ANY_DURATION
def test_counted_and_skipped_days_together_are_the_whole_way(calendar: BusinessCalendar, start: date, n: int) -> None:
    due = calendar.within_working_days(start, n)
    skipped = [
        run.day + timedelta(days=step)
        for run in due.why.skipped
        for step in range(((run.until or run.day) - run.day).days + 1)
    ]
    assert not any(calendar.is_working(passed) for passed in skipped)
    assert len(due.why.counted) == (n if n <= 10 else 0)
    if n <= 10:
        way = [start + timedelta(days=step) for step in range(1, (due.on - start).days + 1)]
        assert sorted([*due.why.counted, *skipped]) == way


@given(covered_days, st.integers(1, 90))
@ANY_DURATION
def test_rolling_only_ever_passes_rest_days(calendar: BusinessCalendar, start: date, n: int) -> None:
    literal, rolled = calendar.within_days(start, n, roll=False), calendar.within_days(start, n, roll=True)
    assert literal.on == start + timedelta(days=n)
    assert calendar.is_working(rolled.on)
    assert calendar.working_days(literal.on - timedelta(days=1), rolled.on) == 1


@given(instants)
@ANY_DURATION
def test_the_next_scan_is_strictly_later_and_on_a_working_day(calendar: BusinessCalendar, after: datetime) -> None:
    scan = calendar.next_scan(after)
    assert scan > after
    assert scan.astimezone(SHANGHAI).time() == time(9)
    assert calendar.is_working(local_date(scan))
    passed_over = calendar.working_days(local_date(after), local_date(scan))
    assert passed_over == (0 if local_date(scan) == local_date(after) else 1)


@contextmanager
def host_zone(name: str) -> Iterator[None]:
    before = os.environ.get("TZ")
    os.environ["TZ"] = name
    host_time.tzset()
    try:
        yield
    finally:
        if before is None:
            del os.environ["TZ"]
        else:
            os.environ["TZ"] = before
        host_time.tzset()


@given(covered_days, instants, st.sampled_from(["America/New_York", "Pacific/Kiritimati", "Asia/Kathmandu", "UTC"]))
@ANY_DURATION
def test_the_time_zone_of_the_host_changes_nothing(
    calendar: BusinessCalendar, start: date, after: datetime, zone: str
) -> None:
    def figures() -> tuple[object, ...]:
        return (
            calendar.within_working_days(start, 5),
            calendar.within_days(start, 15, roll=True),
            calendar.explicit(start, time(12)),
            calendar.next_scan(after),
            local_date(after),
            end_of_day(start),
        )

    here = figures()
    with host_zone(zone):
        assert figures() == here
