"""考核: rates and points of counties, helping units, towns and villages, each point with the event behind it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from domain.accountability import AccountabilityRules, PointEvent, PointRule
from domain.assessment import (
    Assessed,
    Citation,
    Compared,
    ScoreLine,
    Standing,
    assess,
    miss_rate,
    on_time_rate,
    rectification_rate,
)
from domain.problem.problem import NOT_COUNTED, Stage
from tests.problem.story import instant, packs

AT = instant("2018-12-31 18:00")
DUE = instant("2018-10-01 00:00")
NO_RULES = AccountabilityRules()


def problem(number: int, **fields: object) -> Assessed:
    """Closed in time, unless the fields say otherwise."""
    usual = {
        "problem_no": f"P{number}",
        "stage": Stage.CLOSED,
        "county": "东县",
        "town": "甲镇",
        "village": "东村",
        "helping_unit": "住建局",
        "judged_due": DUE,
        "completed_at": DUE - timedelta(days=3),
    }
    return Assessed(**(usual | fields))  # type: ignore[arg-type]


def unfinished(number: int, **fields: object) -> Assessed:
    return problem(number, **({"stage": Stage.RECTIFYING, "completed_at": None} | fields))


def the_one(rows: Iterable[Assessed], rules: AccountabilityRules = NO_RULES, *citations: Citation) -> Standing:
    (one,) = assess(rows, Compared.TOWN, AT, rules, citations)
    return one


# --- rates --------------------------------------------------------------------------------------------------------


@pytest.mark.requirement("R003-26")
def test_nine_in_time_and_one_extended_too_late() -> None:
    late = problem(10, completed_at=DUE + timedelta(days=28))
    rows = [*(problem(number) for number in range(1, 10)), late]
    assert (rectification_rate(rows), on_time_rate(rows, AT)) == ("100.0%", "90.0%")


def test_five_items_of_a_plan_of_which_one_has_no_date() -> None:
    """Item 1 and 5 in time, 2 without a date, 3 a day late, 4 closed after its date."""
    rows = [
        problem(1),
        unfinished(2, judged_due=None),
        problem(3, completed_at=DUE + timedelta(days=1)),
        problem(4, completed_at=DUE + timedelta(days=6)),
        problem(5),
    ]
    assert (rectification_rate(rows), on_time_rate(rows, AT)) == ("80.0%", "50.0%")


def test_what_is_void_merged_not_found_or_taken_over_is_in_no_rate() -> None:
    assert {Stage.VOIDED, Stage.MERGED, Stage.NOT_FOUND} == NOT_COUNTED
    gone = [unfinished(number, stage=stage) for number, stage in enumerate(NOT_COUNTED)]
    opening = unfinished(7, opening=True)
    assert rectification_rate([*gone, opening]) == on_time_rate([*gone, opening], AT) == "-"
    assert rectification_rate([*gone, opening, unfinished(8)]) == "0.0%"
    assert rectification_rate([problem(9, opening=True)]) == "100.0%", "once closed here it counts"


def test_a_date_that_has_not_passed_is_not_judged_and_a_rebound_was_not_in_time() -> None:
    later = problem(1, judged_due=AT + timedelta(seconds=1))
    assert on_time_rate([later], AT) == "-"
    assert on_time_rate([replace(later, judged_due=AT)], AT) == "100.0%"
    assert on_time_rate([problem(2, reopened=True)], AT) == "0.0%"


def test_what_the_self_check_missed_was_found_by_a_later_layer() -> None:
    assert miss_rate([problem(1), problem(2, layer=2), problem(3, layer=3)]) == "66.7%"
    assert miss_rate([]) == "-"


# --- who is compared ----------------------------------------------------------------------------------------------


@pytest.mark.requirement("R003-26")
@pytest.mark.parametrize(
    ("compared", "everybody"),
    [
        (Compared.COUNTY, [("东县", "66.7%"), ("西县", "0.0%")]),
        (Compared.HELPING_UNIT, [("住建局", "66.7%"), ("水利局", "0.0%")]),
        (Compared.TOWN, [("甲镇", "100.0%"), ("乙镇", "0.0%"), ("丙镇", "0.0%")]),
        (Compared.VILLAGE, [("东村", "100.0%"), ("西村", "0.0%")]),
    ],
)
def test_each_county_helping_unit_town_and_village_stands_for_itself(
    compared: Compared, everybody: list[tuple[str, str]]
) -> None:
    rows = [
        problem(1),
        problem(2),
        unfinished(3, town="乙镇", village="西村"),
        unfinished(4, county="西县", town="丙镇", village="", helping_unit="水利局"),
    ]
    standings = assess(rows, compared, AT, NO_RULES)
    assert [(one.who, one.rate) for one in standings] == sorted(everybody)


def test_whoever_has_no_problem_but_was_criticised_is_there_too() -> None:
    standings = assess([problem(1)], Compared.TOWN, AT, NO_RULES, [Citation("乙镇", "通报〔2018〕5号")])
    assert [(one.who, one.rate, one.score) for one in standings] == [("乙镇", "-", -1), ("甲镇", "100.0%", 1)]


# --- points -------------------------------------------------------------------------------------------------------


@pytest.mark.requirement("R003-27")
def test_every_point_names_the_event_behind_it() -> None:
    rows = [problem(1), unfinished(2, false_rectifications=2)]
    criticised = (Citation("甲镇", "通报〔2018〕5号"), Citation("乙镇", "通报〔2018〕6号"))
    _, one = assess(rows, Compared.TOWN, AT, NO_RULES, criticised)
    assert one.who == "甲镇"
    assert one.lines == (
        ScoreLine(PointEvent.LOW_RATE, -1, "50.0%"),
        ScoreLine(PointEvent.CRITICISM, -1, "通报〔2018〕5号"),
        ScoreLine(PointEvent.FALSE_RECTIFICATION, -2, "P2"),
        ScoreLine(PointEvent.FALSE_RECTIFICATION, -2, "P2"),
    )
    assert one.score == -5, "six points taken, the cap is five"


@pytest.mark.requirement("R003-27")
@pytest.mark.parametrize(
    ("closed", "found", "points"), [(20, 20, 1), (19, 20, 1), (94, 100, 0), (18, 20, 0), (17, 20, -1), (0, 20, -1)]
)
def test_from_95_percent_a_point_is_added_below_90_one_is_taken(closed: int, found: int, points: int) -> None:
    later = AT + timedelta(days=30)
    rows = [problem(number) for number in range(closed)]
    rows += [unfinished(number, judged_due=later) for number in range(closed, found)]
    assert the_one(rows).score == points


def test_a_rate_that_only_prints_as_95_percent_falls_short() -> None:
    later = AT + timedelta(days=30)
    rows = [problem(number) for number in range(9496)]
    rows += [unfinished(number, judged_due=later) for number in range(504)]
    assert (the_one(rows).rate, the_one(rows).score) == ("95.0%", 0)


def test_one_that_was_late_costs_the_point_for_being_in_time() -> None:
    rows = [*(problem(number) for number in range(19)), problem(20, completed_at=AT)]
    assert (the_one(rows).rate, the_one(rows).lines) == ("100.0%", ())


def test_nothing_that_was_due_is_no_merit() -> None:
    assert the_one([problem(1, judged_due=None)]).lines == ()


@pytest.mark.requirement("R003-27")
def test_the_points_and_the_cap_are_those_of_the_pack() -> None:
    rules = AccountabilityRules(points=(PointRule(PointEvent.CRITICISM, -3),), points_cap=4)
    citations = (Citation("甲镇", "1号"), Citation("甲镇", "2号"))
    one = the_one([unfinished(1)], rules, *citations)
    assert ([line.points for line in one.lines], one.score) == ([-3, -3], -4)
    assert the_one([problem(1)], packs()["heyuan_2018"].accountability).score == 1


# --- whatever the rows --------------------------------------------------------------------------------------------

INSTANTS = st.integers(-200, 200).map(lambda days: DUE + timedelta(days=days))
ROWS = st.lists(
    st.builds(
        problem,
        st.integers(1, 99),
        stage=st.sampled_from(Stage),
        town=st.sampled_from(["甲镇", "乙镇", ""]),
        judged_due=st.none() | INSTANTS,
        completed_at=st.none() | INSTANTS,
        reopened=st.booleans(),
        layer=st.integers(1, 3),
        false_rectifications=st.integers(0, 4),
    ),
    max_size=12,
)


@settings(deadline=None)
@given(ROWS)
def test_rates_lie_between_nothing_and_all_and_points_within_the_cap(rows: list[Assessed]) -> None:
    for one in assess(rows, Compared.TOWN, AT, NO_RULES):
        assert set(one.closed) <= set(one.found)
        assert len(one.closed) <= len(one.found)
        assert abs(one.score) <= 5
        for rate in (one.rate, one.on_time_rate, one.miss_rate):
            assert rate == "-" or 0 <= float(rate.removesuffix("%")) <= 100


@settings(deadline=None)
@given(ROWS)
def test_the_towns_found_and_closed_what_the_whole_did(rows: list[Assessed]) -> None:
    standings = assess(rows, Compared.TOWN, AT, NO_RULES)
    somewhere = [row for row in rows if row.counted and row.town]
    assert sum(len(one.found) for one in standings) == len(somewhere)
    assert sum(len(one.closed) for one in standings) == sum(row.closed for row in somewhere)


@settings(deadline=None)
@given(ROWS, st.randoms(use_true_random=False))
def test_the_order_of_the_rows_does_not_matter_to_any_figure(rows: list[Assessed], random: object) -> None:
    shuffled = list(rows)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    figures = [
        [(s.who, s.rate, s.on_time_rate, s.miss_rate, s.score) for s in assess(order, Compared.TOWN, AT, NO_RULES)]
        for order in (rows, shuffled)
    ]
    assert figures[0] == figures[1]
