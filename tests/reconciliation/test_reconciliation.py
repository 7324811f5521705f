"""账账相符 账实相符: what two accounts say differently, row by row."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from domain.reconciliation import (
    Check,
    ClaimedEffect,
    DetailRow,
    Difference,
    EnteredCase,
    Job,
    LedgerItem,
    Mismatch,
    Seen,
    SummaryFigures,
    cases_vs_export,
    detail_vs_summary,
    jobs_vs_fact,
    ledger_vs_fact,
    town_vs_department,
)
from tests.problem.story import instant

ANY_DURATION = settings(deadline=None)

# --- RC-1 ---------------------------------------------------------------------------------------------------------

DETAILS = (
    DetailRow("1", "MED", True),
    DetailRow("2", "MED", False),
    DetailRow("3", "WATER", True),
)
SUMMARY = (SummaryFigures("MED", 2, 1, 1), SummaryFigures("WATER", 1, 1, 0), SummaryFigures("", 3, 2, 1))


@pytest.mark.requirement("R002-29")
def test_a_summary_that_counts_what_the_detail_has_is_clean() -> None:
    assert detail_vs_summary(DETAILS, SUMMARY) == ()
    assert detail_vs_summary((), ()) == ()


@pytest.mark.requirement("R002-29")
def test_each_row_and_column_that_differs_is_named_with_both_figures() -> None:
    wrong = (replace(SUMMARY[0], closed=2, rectifying=0), *SUMMARY[1:])
    assert detail_vs_summary(DETAILS, wrong) == (
        Mismatch(Check.DETAIL_VS_SUMMARY, "MED", Difference.COUNT, "closed", "1", "2"),
        Mismatch(Check.DETAIL_VS_SUMMARY, "MED", Difference.COUNT, "rectifying", "1", "0"),
    )


def test_a_row_that_only_one_of_them_has_and_a_wrong_sum_are_found() -> None:
    without_water = (SUMMARY[0], SummaryFigures("ROADS", 1, 0, 1), replace(SUMMARY[2], found=4))
    rows = [(m.row, m.column, m.here, m.there) for m in detail_vs_summary(DETAILS, without_water)]
    assert rows == [
        ("", "found", "3", "4"),
        ("ROADS", "found", "0", "1"),
        ("ROADS", "rectifying", "0", "1"),
        ("WATER", "found", "1", "0"),
        ("WATER", "closed", "1", "0"),
    ]


@ANY_DURATION
@given(st.lists(st.builds(DetailRow, st.uuids().map(str), st.sampled_from(["MED", "WATER", "ROADS"]), st.booleans())))
def test_a_summary_made_of_the_detail_always_agrees_and_one_that_is_off_by_one_never(rows: list[DetailRow]) -> None:
    codes = sorted({row.category for row in rows})
    figures = [figures_of(code, [row for row in rows if row.category == code]) for code in codes]
    total = figures_of("", rows)
    assert detail_vs_summary(rows, [*figures, total]) == ()
    off = replace(total, found=total.found + 1)
    assert [m.column for m in detail_vs_summary(rows, [*figures, off])] == ["found"]


def figures_of(code: str, rows: list[DetailRow]) -> SummaryFigures:
    closed = sum(row.closed for row in rows)
    return SummaryFigures(code, len(rows), closed, len(rows) - closed)


# --- RC-2 ---------------------------------------------------------------------------------------------------------

DAY = date(2022, 8, 20)
OURS = (EnteredCase("A1", DAY, "MARGINAL"), EnteredCase("A2", DAY, "UNSTABLE"), EnteredCase("A3", DAY, "SUDDEN"))


@pytest.mark.requirement("R002-29", "R003-38")
def test_our_cases_and_an_export_are_compared_by_the_number_of_the_record() -> None:
    export = (
        EnteredCase("A1", DAY, "MARGINAL"),
        EnteredCase("A2", DAY + timedelta(days=1), "SUDDEN"),
        EnteredCase("A4", DAY, "SUDDEN"),
        EnteredCase("A4", DAY, "SUDDEN"),
    )
    assert cases_vs_export(OURS, export) == (
        Mismatch(Check.CASES_VS_EXPORT, "A2", Difference.CLASS, "monitor_class", "UNSTABLE", "SUDDEN"),
        Mismatch(Check.CASES_VS_EXPORT, "A2", Difference.DATE, "entered_on", "2022-08-20", "2022-08-21"),
        Mismatch(Check.CASES_VS_EXPORT, "A3", Difference.MISSING_THERE),
        Mismatch(Check.CASES_VS_EXPORT, "A4", Difference.DOUBLED_THERE, there="2"),
        Mismatch(Check.CASES_VS_EXPORT, "A4", Difference.MISSING_HERE),
    )


CASES = st.lists(
    st.builds(EnteredCase, st.text("ABC12", min_size=1, max_size=2), st.just(DAY), st.sampled_from(["MARGINAL"])),
    unique_by=lambda case: case.record_id,
)


@ANY_DURATION
@given(CASES, CASES)
def test_seen_from_the_other_side_missing_here_is_missing_there(
    ours: list[EnteredCase], export: list[EnteredCase]
) -> None:
    def rows(difference: Difference, found: tuple[Mismatch, ...]) -> set[str]:
        return {mismatch.row for mismatch in found if mismatch.difference is difference}

    forth, back = cases_vs_export(ours, export), cases_vs_export(export, ours)
    assert rows(Difference.MISSING_HERE, forth) == rows(Difference.MISSING_THERE, back)
    assert rows(Difference.MISSING_THERE, forth) == rows(Difference.MISSING_HERE, back)
    assert cases_vs_export(ours, ours) == ()


# --- RC-3 ---------------------------------------------------------------------------------------------------------


@pytest.mark.requirement("R002-29")
def test_the_towns_ledger_and_the_departments_are_compared_category_by_category() -> None:
    town = (LedgerItem("1", "MED", "CLOSED"), LedgerItem("2", "MED", "RECTIFYING"), LedgerItem("9", "WATER", "CLOSED"))
    department = (LedgerItem("1", "MED", "RECTIFYING"), LedgerItem("3", "MED", "CLOSED"))
    assert town_vs_department("MED", town, department) == (
        Mismatch(Check.TOWN_VS_DEPARTMENT, "1", Difference.STATE, "state", "CLOSED", "RECTIFYING"),
        Mismatch(Check.TOWN_VS_DEPARTMENT, "2", Difference.MISSING_THERE),
        Mismatch(Check.TOWN_VS_DEPARTMENT, "3", Difference.MISSING_HERE),
    )
    assert town_vs_department("ROADS", town, department) == ()


# --- RC-4 ---------------------------------------------------------------------------------------------------------

CLOSED = ClaimedEffect("1", instant("2022-08-25 10:00"))
VISIT = Seen("1", instant("2022-09-25 10:00"), holds=False, by="回头看")


@pytest.mark.requirement("R002-29")
def test_what_the_ledger_has_as_rectified_and_a_visit_did_not_find_is_a_mismatch() -> None:
    assert ledger_vs_fact([CLOSED], [VISIT]) == (
        Mismatch(Check.LEDGER_VS_FACT, "1", Difference.FACT, "effect", there="回头看"),
    )


def test_the_last_visit_since_the_closing_decides() -> None:
    before = replace(VISIT, seen_at=instant("2022-08-20 10:00"))
    again = replace(VISIT, seen_at=instant("2022-10-25 10:00"), holds=True)
    assert ledger_vs_fact([CLOSED], []) == ()
    assert ledger_vs_fact([CLOSED], [before]) == (), "it was closed since"
    assert ledger_vs_fact([CLOSED], [again, VISIT]) == ()
    assert ledger_vs_fact([CLOSED], [VISIT, replace(VISIT, holds=True)]) != (), "of two at once the worse"
    assert ledger_vs_fact([], [VISIT]) == (), "the ledger does not say that it is rectified"


# --- jobs ---------------------------------------------------------------------------------------------------------

AWAY = Job("017", "跨省务工", allowance_paid=True)
AT_HOME = Job("018", "公益岗")


@pytest.mark.requirement("R002-23")
def test_jobs_as_the_ledger_has_them_agree_with_what_is_found() -> None:
    assert jobs_vs_fact([AWAY, AT_HOME], [AT_HOME, AWAY]) == ()


@pytest.mark.requirement("R002-23")
@pytest.mark.parametrize(
    ("found", "mismatch"),
    [
        ([AWAY], Mismatch(Check.JOBS_VS_FACT, "018", Difference.MISSING_THERE)),
        ([AWAY, AT_HOME, Job("019", "县内务工")], Mismatch(Check.JOBS_VS_FACT, "019", Difference.MISSING_HERE)),
        (
            [replace(AWAY, kind="省内务工"), AT_HOME],
            Mismatch(Check.JOBS_VS_FACT, "017", Difference.CLASS, "kind", "跨省务工", "省内务工"),
        ),
        (
            [replace(AWAY, allowance_paid=False), AT_HOME],
            Mismatch(Check.JOBS_VS_FACT, "017", Difference.STATE, "allowance_paid", "已发放", "未发放"),
        ),
    ],
    ids=["does not work", "in no ledger", "works elsewhere", "allowance not paid"],
)
def test_a_job_that_is_not_as_the_ledger_has_it_is_named(found: list[Job], mismatch: Mismatch) -> None:
    assert jobs_vs_fact([AWAY, AT_HOME], found) == (mismatch,)
