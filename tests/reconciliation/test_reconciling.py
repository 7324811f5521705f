"""对账: a clean comparison is an event too; each mismatch becomes a clue with an owner and a date."""

import pytest
from msgspec.structs import replace

from domain.clue import Clue, ClueOpened, ClueSeenAgain, ConcludeClue, Conclusion, Stage, clue_of
from domain.reconciliation import Check, Difference, Job, Mismatch
from domain.reconciling import CompareJobs, Found, ReconciliationReported, ReportReconciliation
from domain.reconciling import Stage as Result
from tests.problem.people import COUNTY, HEAD, INSPECTOR, LEAD_DEPT, OFFICE, OTHER_TOWN, TOWN, TOWN_CLERK
from tests.problem.story import Story, given, happened, staffed_casework, stored_events
from tests.twice import happens_once

CAMPAIGN = "xiaoxian_2022"
COUNTED = Mismatch(Check.DETAIL_VS_SUMMARY, "MED", Difference.COUNT, "closed", "1", "2")
OF_ANOTHER_TOWN = Mismatch(Check.DETAIL_VS_SUMMARY, "WATER", Difference.COUNT, "found", "3", "4")


def report(*found: Found, compared: int = 14) -> ReportReconciliation:
    return ReportReconciliation(CAMPAIGN, TOWN, Check.DETAIL_VS_SUMMARY, compared, found)


TWO = report(Found(COUNTED), Found(OF_ANOTHER_TOWN, OTHER_TOWN))


def clue(story: Story, unit: str, mismatch: Mismatch) -> Story:
    return Story(story.casework, clue_of(CAMPAIGN, unit, mismatch), story.now)


@pytest.mark.requirement("R002-29")
def test_that_nothing_was_wrong_is_an_event() -> None:
    story = given()
    story.when(report(), OFFICE, "2022-08-15 09:00").then(
        happened(ReconciliationReported, check=Check.DETAIL_VS_SUMMARY, unit=TOWN, compared=14, by=OFFICE, clues=())
    )
    assert story.state.stage is Result.CLEAN
    assert story.casework.moments(story.state) == []


@pytest.mark.requirement("R001-57", "R002-29", "R003-38")
def test_each_mismatch_becomes_a_clue_of_the_unit_that_is_to_find_out() -> None:
    story = given()
    story.when(TWO, OFFICE, "2022-08-15 09:00").then(
        happened(
            ReconciliationReported,
            clues=(clue_of(CAMPAIGN, TOWN, COUNTED), clue_of(CAMPAIGN, OTHER_TOWN, OF_ANOTHER_TOWN)),
        )
    )
    assert story.state.stage is Result.MISMATCHED
    first, second = clue(story, TOWN, COUNTED), clue(story, OTHER_TOWN, OF_ANOTHER_TOWN)
    assert [(one.state.number, one.state.unit) for one in (first, second)] == [
        ("XX2022-索-0001", TOWN),
        ("XX2022-索-0002", OTHER_TOWN),
    ]
    assert first.state.mismatch == COUNTED
    assert first.state.due_on.isoformat() == "2022-08-29"


def test_a_mismatch_that_is_still_looked_into_is_not_raised_again() -> None:
    story = given()
    story.when(report(Found(COUNTED)), OFFICE, "2022-08-15 09:00").accepted()
    Story(story.casework, now=story.now).when(report(Found(COUNTED), Found(COUNTED)), OFFICE).accepted()
    assert [type(event) for event in stored_events(story.casework, clue_of(CAMPAIGN, TOWN, COUNTED))] == [ClueOpened]


def test_a_mismatch_that_comes_back_after_its_conclusion_opens_the_clue_again() -> None:
    story = given()
    story.when(report(Found(COUNTED)), OFFICE, "2022-08-15 09:00").accepted()
    one = clue(story, TOWN, COUNTED)
    one.when(ConcludeClue(Conclusion.CORRECTED, "已改汇总表"), HEAD, "2022-08-16 09:00").accepted()
    Story(story.casework).when(report(Found(COUNTED)), OFFICE, "2022-09-15 09:00").accepted()
    assert one.happened(ClueSeenAgain) == ["2022-09-15 09:00"]
    assert isinstance(one.state, Clue)
    assert (one.state.stage, one.state.times_seen, one.state.number) == (Stage.OPEN, 2, "XX2022-索-0001")


def test_a_report_compares_something_by_one_check_and_names_units_within_reach() -> None:
    story = given()
    story.when(report(compared=0), OFFICE).refused("nothing_compared")
    fact = Mismatch(Check.LEDGER_VS_FACT, "XX2022-甲镇-0001", Difference.FACT)
    story.when(report(Found(fact)), OFFICE).refused("another_check", check="台账与实地", wanted="明细与汇总")
    story.when(report(Found(COUNTED, COUNTY)), TOWN_CLERK).refused("out_of_reach", unit=COUNTY)
    story.when(report(Found(COUNTED, "丁镇")), OFFICE).refused("unknown_unit")
    story.when(report(), INSPECTOR).refused("not_permitted")
    story.when(report(), LEAD_DEPT).accepted()


def test_a_report_sent_twice_is_one_report_and_raises_each_clue_once() -> None:
    story = Story(staffed_casework())
    happens_once(story, (), TWO, OFFICE)
    assert len(stored_events(story.casework, clue_of(CAMPAIGN, TOWN, COUNTED))) == 1


# --- jobs ---------------------------------------------------------------------------------------------------------

JOBS = CompareJobs(CAMPAIGN, TOWN, (Job("017", "跨省务工"), Job("018", "公益岗")), (Job("017", "跨省务工"),))


@pytest.mark.requirement("R002-23")
def test_a_job_that_nobody_was_found_doing_becomes_a_clue_of_the_town() -> None:
    story, missing = given(), Mismatch(Check.JOBS_VS_FACT, "018", Difference.MISSING_THERE)
    story.when(JOBS, LEAD_DEPT, "2022-08-15 09:00").then(
        happened(
            ReconciliationReported, check=Check.JOBS_VS_FACT, compared=2, clues=(clue_of(CAMPAIGN, TOWN, missing),)
        )
    )
    assert clue(story, TOWN, missing).state.mismatch == missing


@pytest.mark.requirement("R002-23")
def test_that_all_jobs_are_as_the_ledger_has_them_is_reported_too() -> None:
    story = given()
    story.when(replace(JOBS, jobs_found=JOBS.ledger), LEAD_DEPT, "2022-08-15 09:00").accepted()
    assert story.state.stage is Result.CLEAN
    given().when(replace(JOBS, ledger=(), jobs_found=()), LEAD_DEPT).refused("nothing_compared")
    given().when(JOBS, HEAD).refused("not_permitted")
