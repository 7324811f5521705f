"""拟识别监测对象 in the summary (附件2): which households stand in which row at which moment."""

from __future__ import annotations

import pytest

from domain.monitoring_case.reviewing import HoldReview, RaiseObjection
from domain.monitoring_case.verifying import RecordMembers
from projections.summary import Summary
from tests.monitoring_case.acts import FAMILY, MET, POSTED, clue, verification
from tests.monitoring_case.people import GRID_WORKER
from tests.problem.people import CADRE, TOWN
from tests.projections.chronicle import Chronicle
from tests.projections.households import CAMPAIGN, tell_three_households

T0, T1, T2 = "2022-08-20 18:00", "2022-08-25 18:00", "2022-08-31 11:00"


def households_in(table: Summary) -> dict[str, tuple[int, int]]:
    """户数 and 人数 of each row that has any."""
    return {row.code: (row.households.count, row.members) for row in table.rows if row.households.count}


@pytest.mark.requirement("R002-55")
@pytest.mark.parametrize(
    ("at", "rows", "total"),
    [
        (T0, {"MONITORING": (1, 4)}, (1, 4)),
        (T1, {"MONITORING": (1, 4), "SEC.HOUSE": (1, 2)}, (2, 6)),
        (T2, {"INCOME": (1, 5), "MONITORING": (1, 4)}, (2, 9)),
    ],
)
def test_the_households_of_three_moments(
    households: Chronicle, at: str, rows: dict[str, tuple[int, int]], total: tuple[int, int]
) -> None:
    """M1, 4 people, proposed 08-16; M2, 2 people, 08-21 and rejected 08-27; M3, 5 people, 08-26."""
    tell_three_households(households)
    table = households.summary(CAMPAIGN, as_of=at)
    assert households_in(table) == rows
    assert (table.total.households.count, table.total.members) == total


def test_the_table_of_a_town_counts_the_same_households(households: Chronicle) -> None:
    tell_three_households(households)
    assert households_in(households.summary(CAMPAIGN, as_of=T2, unit=TOWN)) == {"INCOME": (1, 5), "MONITORING": (1, 4)}
    assert households_in(households.summary(CAMPAIGN, as_of=T2, unit="乙镇")) == {}


def test_the_table_of_now_counts_what_the_fold_counts(households: Chronicle) -> None:
    tell_three_households(households)
    now, then = households.summary(CAMPAIGN), households.summary(CAMPAIGN, as_of="2022-09-30 12:00")
    assert now.rows == then.rows
    assert households_in(now) == {"INCOME": (1, 5), "MONITORING": (1, 4)}


def test_a_cell_names_the_cases_that_it_counts(households: Chronicle) -> None:
    tell_three_households(households)
    table = households.summary(CAMPAIGN, as_of=T2)
    numbers = {case: households.casework.load(households.cases[case]).state.number for case in ("M1", "M3")}
    assert table.total.households.problems == (numbers["M1"], numbers["M3"])
    income = next(row for row in table.rows if row.code == "INCOME")
    assert income.households.problems == (numbers["M3"],)


def test_a_direct_clue_stands_in_the_row_of_monitoring(households: Chronicle) -> None:
    households.give("2022-08-10 09:00", GRID_WORKER, clue(), "M")
    households.give("2022-08-11 09:00", GRID_WORKER, verification(), "M")
    assert households_in(households.summary(CAMPAIGN)) == {}, "verified, but the village has not met"
    households.give("2022-08-12 09:00", CADRE, HoldReview("会议记录", 20, 3), "M")
    assert households_in(households.summary(CAMPAIGN)) == {}, "the village was not in favour"
    households.give("2022-08-13 09:00", CADRE, MET, "M")
    assert households_in(households.summary(CAMPAIGN)) == {"MONITORING": (1, 4)}


def test_the_people_are_those_of_the_household_at_that_moment(households: Chronicle) -> None:
    test_a_direct_clue_stands_in_the_row_of_monitoring(households)
    households.give("2022-08-20 09:00", CADRE, RecordMembers(FAMILY[:3], "外嫁"), "M")
    assert households_in(households.summary(CAMPAIGN, as_of="2022-08-19 12:00")) == {"MONITORING": (1, 4)}
    assert households_in(households.summary(CAMPAIGN, as_of="2022-08-21 12:00")) == {"MONITORING": (1, 3)}


def test_a_household_that_turns_out_not_to_qualify_is_no_longer_proposed(households: Chronicle) -> None:
    test_a_direct_clue_stands_in_the_row_of_monitoring(households)
    households.give("2022-08-13 15:00", CADRE, POSTED, "M")
    households.give("2022-08-14 09:00", CADRE, RaiseObjection("有商品房"), "M")
    assert households_in(households.summary(CAMPAIGN)) == {"MONITORING": (1, 4)}
    households.give("2022-08-15 09:00", GRID_WORKER, verification(positive=False), "M")
    assert households_in(households.summary(CAMPAIGN)) == {}


def test_a_household_of_no_campaign_is_in_no_table_of_one(households: Chronicle) -> None:
    households.give("2022-08-10 09:00", GRID_WORKER, clue(campaign=""), "M")
    households.give("2022-08-11 09:00", GRID_WORKER, verification(), "M")
    households.give("2022-08-12 09:00", CADRE, MET, "M")
    assert households_in(households.summary(CAMPAIGN)) == {}


def test_where_the_taxonomy_has_no_leaf_for_monitoring_the_row_is_added_only_for_a_household(
    households: Chronicle,
) -> None:
    before = households.summary("assessment_2020")
    households.give("2022-08-10 09:00", GRID_WORKER, clue(campaign="assessment_2020"), "M")
    households.give("2022-08-11 09:00", GRID_WORKER, verification(), "M")
    households.give("2022-08-12 09:00", CADRE, MET, "M")
    table = households.summary("assessment_2020")
    assert len(table.rows) == len(before.rows) + 1
    assert (table.rows[-1].name, table.rows[-1].members) == ("防止返贫动态监测帮扶", 4)
    assert table.total.members == 4
