"""Every figure of S2, S9 and S10 that a table shows, by the values worked out by hand."""

from __future__ import annotations

from datetime import date

import pytest

from domain.policy import Duty
from projections.annexes import Section
from projections.ledger_lines import OverdueSpan, Selection
from tests.projections.chronicle import Chronicle
from tests.projections.scenarios import FOUND_BY_ASSESSMENT, FOUND_BY_DISTRICT, tell_s2, tell_s9, tell_s10

REMIND, WARN, LETTER = "REMIND", "WARN", "LETTER"


# --- S2 -------------------------------------------------------------------------------------------------------------


def test_a_deadline_over_national_day_is_four_days_late_in_both_counts(chronicle: Chronicle) -> None:
    tell_s2(chronicle)
    line = chronicle.line("P")
    assert (line.due, line.completed_on) == ("2023-10-07", date(2023, 10, 11))
    assert (line.overdue_days, line.overdue_wd) == (4, 4)
    assert (line.on_time, line.highest_level) == (False, LETTER)


def test_the_levels_of_national_day_follow_the_worked_weekend(chronicle: Chronicle) -> None:
    tell_s2(chronicle)
    assert chronicle.levels("P") == [
        (REMIND, "2023-09-26 09:00"),
        (REMIND, "2023-10-07 09:00"),
        (WARN, "2023-10-08 09:00"),
        (LETTER, "2023-10-10 09:00"),
    ]


def test_the_trail_explains_a_due_date_that_was_rolled_and_a_plan_that_was_capped(chronicle: Chronicle) -> None:
    tell_s2(chronicle)
    armed = {owed.duty: owed for line in chronicle.trail("P").lines for owed in line.deadlines}
    assert armed[Duty.CLAIM].due_on == date(2023, 9, 28)
    assert armed[Duty.PLAN].due_on == armed[Duty.RECTIFY].due_on == date(2023, 10, 7)
    assert "自2023年9月25日起第10天" in armed[Duty.RECTIFY].explanation
    assert "10月8日晚于上限" in armed[Duty.PLAN].explanation


# --- S9 -------------------------------------------------------------------------------------------------------------


def test_a_late_asked_extension_is_pending_while_the_days_count_on(chronicle: Chronicle) -> None:
    tell_s9(chronicle)
    line = chronicle.line("E", as_of="2018-10-09 24:00")
    assert (line.due, line.extension_pending) == ("2018-09-28", date(2018, 10, 31))
    assert (line.overdue_wd, line.overdue_days) == (4, 11)
    line = chronicle.line("E", as_of="2018-10-10 09:30")
    assert (line.overdue_wd, line.overdue_days) == (5, 12)


def test_a_granted_extension_ends_the_lateness_but_does_not_hide_it(chronicle: Chronicle) -> None:
    tell_s9(chronicle)
    line = chronicle.line("E", as_of="2018-10-11 24:00")
    assert line.due == "原2018-09-28，延至2018-10-31"
    assert (line.overdue_wd, line.overdue_days, line.extension_pending) == (0, 0, None)
    assert line.overdue_spans == (OverdueSpan(date(2018, 9, 29), date(2018, 10, 10), days=12, wd=5),)


def test_a_late_asked_extension_never_restores_on_time(chronicle: Chronicle) -> None:
    tell_s9(chronicle)
    line = chronicle.line("E")
    assert (line.state, line.completed_on) == ("已销号", date(2018, 10, 29))
    assert (line.on_time, line.highest_level) == (False, LETTER)
    assert chronicle.levels("E") == [
        (REMIND, "2018-09-25 09:00"),
        (REMIND, "2018-09-28 09:00"),
        (WARN, "2018-09-29 09:00"),
        (LETTER, "2018-10-08 09:00"),
        (REMIND, "2018-10-26 09:00"),
    ]


def test_an_extension_asked_in_time_leaves_no_lateness(chronicle: Chronicle) -> None:
    tell_s9(chronicle, asked_in_time=True)
    line = chronicle.line("E")
    assert (line.due, line.on_time, line.overdue_spans) == ("原2018-09-28，延至2018-10-31", True, ())
    assert {level for level, _ in chronicle.levels("E")} == {REMIND}


@pytest.mark.parametrize(
    ("as_of", "on_time"),
    [
        ("2018-09-28 12:00", None),
        ("2018-10-09 24:00", False),
        ("2018-10-11 24:00", False),  # the late-asked extension does not bring it back
    ],
)
def test_on_time_is_open_until_the_date_has_passed(chronicle: Chronicle, as_of: str, on_time: bool | None) -> None:
    tell_s9(chronicle)
    assert chronicle.line("E", as_of=as_of).on_time is on_time


def test_only_problems_whose_date_has_passed_are_in_the_rate_of_those_on_time(chronicle: Chronicle) -> None:
    tell_s9(chronicle)
    before = chronicle.summary("heyuan_2018", as_of="2018-09-28 12:00").total
    assert (before.closed.count, before.on_time_rate) == (9, "-")
    assert chronicle.summary("heyuan_2018", as_of="2018-09-28 24:00").total.on_time_rate == "90.0%"


def test_nine_of_ten_on_time_is_ninety_percent(chronicle: Chronicle) -> None:
    tell_s9(chronicle)
    total = chronicle.summary("heyuan_2018", unit="甲镇").total
    assert (total.found.count, total.rate, total.on_time_rate) == (10, "100.0%", "90.0%")


# --- S10 ------------------------------------------------------------------------------------------------------------


def test_the_saturday_deadline_never_moves_and_its_lateness_has_no_deduction(chronicle: Chronicle) -> None:
    tell_s10(chronicle)
    line = chronicle.line("I4")
    assert (line.due, line.completed_on) == ("2020-05-30", date(2020, 6, 5))
    assert (line.overdue_days, line.overdue_wd, line.on_time) == (6, 5, False)
    assert (line.failed_rechecks, line.highest_level) == (2, LETTER)
    assert line.overdue_spans == (OverdueSpan(date(2020, 5, 31), date(2020, 6, 5), days=6, wd=5),)


@pytest.mark.parametrize(
    ("as_of", "days", "wd"),
    [
        ("2020-06-01 09:00", 0, 0),  # a submission of 05-29 is pending
        ("2020-06-01 15:00", 2, 1),  # it failed: counted from the due date
        ("2020-06-02 09:00", 3, 2),
        ("2020-06-04 24:00", 5, 4),
        ("2020-06-06 12:00", 6, 5),  # pending again since 06-05
    ],
)
def test_lateness_rests_while_a_submission_is_pending(chronicle: Chronicle, as_of: str, days: int, wd: int) -> None:
    tell_s10(chronicle)
    line = chronicle.line("I4", as_of=as_of)
    assert (line.overdue_days, line.overdue_wd) == (days, wd)


def test_the_second_failure_reaches_the_letter_at_once_and_nothing_fires_again(chronicle: Chronicle) -> None:
    tell_s10(chronicle)
    assert chronicle.levels("I4") == [(REMIND, "2020-05-29 09:00"), (LETTER, "2020-06-01 15:00")]


def test_the_returns_arm_rework_and_move_nothing_else(chronicle: Chronicle) -> None:
    tell_s10(chronicle)
    lines = chronicle.trail("I4").lines
    rework = [owed.due_on for line in lines for owed in line.deadlines if owed.duty is Duty.REWORK]
    assert rework == [date(2020, 6, 3), date(2020, 6, 8)]


def test_the_other_items_are_on_time_or_one_day_late(chronicle: Chronicle) -> None:
    tell_s10(chronicle)
    late = chronicle.line("I3")
    assert (late.overdue_days, late.overdue_wd, late.on_time) == (1, 1, False)
    assert (WARN, "2020-05-26 09:00") in chronicle.levels("I3")
    assert [chronicle.line(case).on_time for case in ("I1", "I5")] == [True, True]
    assert (chronicle.line("I2").due, chronicle.line("I2").on_time) == ("未定", None)


@pytest.mark.requirement("R002-47", "R004-33", "R004-43")
@pytest.mark.parametrize(
    ("as_of", "closed", "rectifying", "rate"),
    [("2020-06-02 24:00", ["I1", "I3", "I5"], ["I2", "I4"], "60.0%"),
     ("2020-06-08 18:00", ["I1", "I3", "I4", "I5"], ["I2"], "80.0%")],
)  # fmt: skip
def test_the_rates_of_the_five_items(
    chronicle: Chronicle, as_of: str, closed: list[str], rectifying: list[str], rate: str
) -> None:
    tell_s10(chronicle)
    total = chronicle.summary("assessment_2020", as_of=as_of).total
    assert (total.found.count, total.rate) == (5, rate)
    assert sorted(total.closed.problems) == sorted(map(chronicle.number, closed))
    assert sorted(total.rectifying.problems) == sorted(map(chronicle.number, rectifying))


def test_half_of_the_dated_items_were_on_time(chronicle: Chronicle) -> None:
    tell_s10(chronicle)
    assert chronicle.summary("assessment_2020", as_of="2020-06-08 18:00").total.on_time_rate == "50.0%"


@pytest.mark.requirement("R004-04", "R004-05", "R004-07", "R004-40")
def test_the_plan_list_has_the_exact_columns_under_the_sources(chronicle: Chronicle) -> None:
    tell_s10(chronicle)
    chronicle.follower.catch_up()
    view = chronicle.view(as_of="2020-06-02 24:00")
    printed = chronicle.ledgers.plan_list(view, Selection(campaign="assessment_2020"))
    assert [column.title for column in printed.columns] == ["问题", "整改措施", "责任领导", "责任人", "完成期限"]
    first, second = printed.sections
    assert first.heading == f"(一){FOUND_BY_ASSESSMENT}"
    assert second == Section(
        f"(二){FOUND_BY_DISTRICT}",
        (("第5项反馈问题", "核对台账；入户宣传", "甲镇副镇长", "甲镇干事", "2020-05-30"),),
        (second.problems[0],),
    )
    assert {row[1] for row in first.rows} == {"核对台账；入户宣传"}
    assert [row[-1] for row in first.rows] == ["2020-05-20", "未定", "2020-05-25", "2020-05-30"]
