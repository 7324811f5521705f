"""为什么是这一天: every deadline says in one sentence how it came about, in few bytes."""

from datetime import date, time

import msgspec
import pytest

from domain.calendar import BusinessCalendar, Due, Skipped, capped, explain


def day(text: str) -> date:
    return date.fromisoformat(text)


def test_working_days_over_a_holiday(calendar: BusinessCalendar) -> None:
    assert explain(calendar.within_working_days(day("2023-09-27"), 3)) == (
        "自2023年9月27日起第3个工作日：计9月28日、10月7日（调休上班）、10月8日（调休上班）；"
        "跳过9月29日至10月6日（中秋节、国庆节放假）；依据国务院办公厅关于2023年部分节假日安排的通知"
    )


def test_working_days_over_an_ordinary_weekend_need_no_notice(calendar: BusinessCalendar) -> None:
    assert explain(calendar.within_working_days(day("2022-08-11"), 3)) == (
        "自2022年8月11日起第3个工作日：计8月12日、8月15日、8月16日；跳过8月13日至8月14日（周末）"
    )


def test_working_days_in_a_row_skip_nothing(calendar: BusinessCalendar) -> None:
    assert explain(calendar.within_working_days(day("2022-08-08"), 2)) == (
        "自2022年8月8日起第2个工作日：计8月9日、8月10日"
    )


def test_the_break_at_new_year_is_named_by_the_notice_of_the_new_year(calendar: BusinessCalendar) -> None:
    assert explain(calendar.within_working_days(day("2022-12-29"), 3)) == (
        "自2022年12月29日起第3个工作日：计12月30日、2023年1月3日、2023年1月4日；"
        "跳过12月31日至2023年1月2日（元旦放假）；依据国务院办公厅关于2023年部分节假日安排的通知"
    )


def test_a_worked_weekend_alone_needs_its_notice_too(calendar: BusinessCalendar) -> None:
    assert explain(calendar.within_working_days(day("2018-12-28"), 1)) == (
        "自2018年12月28日起第1个工作日：计12月29日（调休上班）；依据国务院办公厅关于2019年部分节假日安排的通知"
    )


def test_a_long_count_names_its_day_and_the_holidays_only(calendar: BusinessCalendar) -> None:
    due = calendar.within_working_days(day("2023-09-15"), 15)
    assert due.why.counted == ()
    assert due.why.skipped == (Skipped(day("2023-09-29"), "中秋节、国庆节放假", day("2023-10-06")),)
    assert explain(due) == (
        "自2023年9月15日起第15个工作日：2023年10月12日；跳过9月29日至10月6日（中秋节、国庆节放假）、各周末；"
        "依据国务院办公厅关于2023年部分节假日安排的通知"
    )


def test_calendar_days_rolled_to_a_worked_saturday(calendar: BusinessCalendar) -> None:
    assert explain(calendar.within_days(day("2023-09-25"), 10, roll=True)) == (
        "自2023年9月25日起第10天：2023年10月5日；逢10月5日至10月6日（中秋节、国庆节放假），顺延至10月7日（调休上班）；"
        "依据国务院办公厅关于2023年部分节假日安排的通知"
    )


def test_the_last_working_day_of_a_quarter_is_a_worked_sunday(calendar: BusinessCalendar) -> None:
    assert explain(calendar.last_working_day(day("2018-09-30"))) == (
        "截至2018年9月30日的最后一个工作日：9月30日（调休上班）；依据国务院办公厅关于2018年部分节假日安排的通知"
    )


def test_the_last_working_day_of_a_year_lies_before_the_break(calendar: BusinessCalendar) -> None:
    assert explain(calendar.last_working_day(day("2018-12-31"))) == (
        "截至2018年12月31日的最后一个工作日：12月29日（调休上班）；其后为12月30日至12月31日（元旦放假）；"
        "依据国务院办公厅关于2019年部分节假日安排的通知"
    )


def test_an_ordinary_last_working_day_needs_no_notice(calendar: BusinessCalendar) -> None:
    assert explain(calendar.last_working_day(day("2022-07-31"))) == (
        "截至2022年7月31日的最后一个工作日：7月29日；其后为7月30日至7月31日（周末）"
    )


def test_calendar_days_rolled_over_two_reasons(calendar: BusinessCalendar) -> None:
    assert explain(calendar.within_days(day("2018-09-20"), 3, roll=True)) == (
        "自2018年9月20日起第3天：2018年9月23日；逢9月23日（周末）、9月24日（中秋节放假），顺延至9月25日；"
        "依据国务院办公厅关于2018年部分节假日安排的通知"
    )


def test_calendar_days_not_rolled(calendar: BusinessCalendar) -> None:
    assert explain(calendar.within_days(day("2018-09-20"), 3, roll=False)) == "自2018年9月20日起第3天：2018年9月23日"


def test_a_date_named_by_the_document(calendar: BusinessCalendar) -> None:
    assert explain(calendar.explicit(day("2020-05-30"))) == "文件明确的期限：2020年5月30日，遇休息日不顺延"
    assert explain(calendar.explicit(day("2022-08-31"), time(12))) == (
        "文件明确的期限：2022年8月31日12:00，遇休息日不顺延"
    )


def test_a_cap_says_what_would_have_been_due(calendar: BusinessCalendar) -> None:
    plan = calendar.within_working_days(day("2022-08-29"), 3)
    assert explain(capped(plan, calendar.explicit(day("2022-08-31"), time(12)))) == (
        "自2022年8月29日起第3个工作日：计8月30日、8月31日、9月1日；2022年9月1日晚于上限，以上限2022年8月31日12:00为准"
    )


def test_a_capped_date_of_a_document_keeps_both_dates(calendar: BusinessCalendar) -> None:
    proposed = calendar.explicit(day("2022-09-15"))
    assert explain(capped(proposed, calendar.explicit(day("2022-08-31"), time(12)))) == (
        "文件明确的期限：2022年9月15日，遇休息日不顺延；2022年9月15日晚于上限，以上限2022年8月31日12:00为准"
    )


@pytest.mark.parametrize("n", [3, 10, 11, 60])
def test_a_stored_explanation_is_small_and_comes_back_equal(calendar: BusinessCalendar, n: int) -> None:
    due = calendar.within_working_days(day("2023-09-15"), n)
    stored = msgspec.json.encode(due)
    assert len(stored) < 600
    assert msgspec.json.decode(stored, type=Due) == due
