"""Figures measured against their standards: exactly, and never taken for good where they are missing."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import msgspec
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.refusal import Refused
from domain.thresholds import (
    UNKNOWN,
    Figure,
    HouseholdIncome,
    Relation,
    Threshold,
    Verdict,
    Yardstick,
    amount,
    falling_years,
    growth,
    judge,
    judge_all,
    low_incomes,
    share,
)

ANY_DURATION = settings(deadline=None)  # a busy machine is not a failure
STANDARDS = {
    threshold.code: threshold
    for threshold in msgspec.convert(
        yaml.safe_load((Path(__file__).parent / "thresholds.yaml").read_text(encoding="utf-8")),
        tuple[Threshold, ...],
        strict=False,
    )
}
MET, NOT_MET, TO_VERIFY = Verdict.MET, Verdict.NOT_MET, Verdict.TO_VERIFY


def verdict(code: str, figure: Figure, against: Figure = UNKNOWN) -> Verdict:
    return judge(STANDARDS[code], figure, against).verdict


# --- shares -------------------------------------------------------------------------------------------------------


@pytest.mark.requirement("R001-20", "R001-31", "R001-32")
@pytest.mark.parametrize(
    ("code", "part", "whole", "said"),
    [
        ("HOUSE_SAFE", 2000, 2000, MET),
        ("HOUSE_SAFE", 1999, 2000, NOT_MET),
        ("INDUSTRY_COVER", 86, 86, MET),
        ("INDUSTRY_COVER", 85, 86, NOT_MET),
        ("WORKSHOP_LABOUR", 3, 10, MET),
        ("WORKSHOP_LABOUR", 29, 97, NOT_MET),
        ("WORKSHOP_LABOUR", 0, 0, TO_VERIFY),
        ("AWARE_HOUSEHOLDS", 30, 30, MET),
        ("AWARE_HOUSEHOLDS", 29, 30, NOT_MET),
        ("SATISFIED", 9, 10, MET),
        ("SATISFIED", 89, 99, NOT_MET),
        ("AWARE", 45, 50, MET),
        ("AWARE", 44, 50, NOT_MET),
        ("MOVED_IN", 19, 20, MET),
        ("MOVED_IN", 18, 20, NOT_MET),
    ],
)
def test_a_share_is_measured_exactly(code: str, part: int, whole: int, said: Verdict) -> None:
    judged = judge(STANDARDS[code], share(part, whole))
    assert judged.verdict is said
    assert judged.numbers == (part, whole)


@pytest.mark.requirement("R001-20")
def test_a_share_just_below_its_bound_is_not_printed_as_if_it_reached_it() -> None:
    judged = judge(STANDARDS["HOUSE_SAFE"], share(1999, 2000))
    assert judged.message == "住房安全保障率99.95%（1999/2000），应不低于100%，未达标"
    assert judge(STANDARDS["HOUSE_SAFE"], share(29_999, 30_000)).figure == "99.997%"
    assert judge(STANDARDS["HOUSE_SAFE"], share(1950, 2000)).figure == "97.5%"
    assert judge(STANDARDS["HOUSE_SAFE"], share(2000, 2000)).figure == "100.0%"


def test_a_share_of_nothing_is_a_dash_to_be_looked_into() -> None:
    judged = judge(STANDARDS["WORKSHOP_LABOUR"], share(0, 0))
    assert (judged.figure, judged.verdict) == ("-", TO_VERIFY)
    assert judged.message == "扶贫车间脱贫户劳动力占比-（0/0），应不低于30%，需核查"


@pytest.mark.parametrize(("part", "whole"), [(11, 10), (-1, 10), (1, 0), (0, -1)])
def test_a_part_that_is_not_one_is_refused(part: int, whole: int) -> None:
    with pytest.raises(Refused) as refused:
        share(part, whole)
    assert refused.value.code == "bad_figures"


@ANY_DURATION
@given(st.integers(0, 5000), st.integers(1, 5000), st.sampled_from(["HOUSE_SAFE", "WORKSHOP_LABOUR", "AWARE"]))
def test_what_is_printed_never_contradicts_the_verdict(part: int, whole: int, code: str) -> None:
    judged = judge(STANDARDS[code], share(min(part, whole), whole))
    bound = STANDARDS[code].value
    assert bound is not None
    assert (Decimal(judged.figure.removesuffix("%")) >= bound) is (judged.verdict is MET)


# --- households ---------------------------------------------------------------------------------------------------


@pytest.mark.requirement("R001-30")
@pytest.mark.parametrize(
    ("members", "employed", "said"),
    [
        (3, 1, {"EMPLOYED": MET}),
        (3, 0, {"EMPLOYED": NOT_MET}),
        (6, 1, {"EMPLOYED": MET}),
        (7, 1, {"EMPLOYED": MET, "MORE_THAN_ONE": TO_VERIFY}),
        (8, 1, {"EMPLOYED": MET, "MORE_THAN_ONE": TO_VERIFY}),
        (8, 2, {"EMPLOYED": MET, "MORE_THAN_ONE": MET}),
        (7, 0, {"EMPLOYED": NOT_MET, "MORE_THAN_ONE": TO_VERIFY}),
        (None, 2, {"EMPLOYED": MET, "MORE_THAN_ONE": TO_VERIFY}),
        (3, None, {"EMPLOYED": TO_VERIFY}),
    ],
)
def test_somebody_of_each_household_is_employed_and_more_than_one_of_a_large_one(
    members: int | None, employed: int | None, said: dict[str, Verdict]
) -> None:
    standards = [STANDARDS[code] for code in ("EMPLOYED", "LARGE_HOUSEHOLD", "MORE_THAN_ONE")]
    figures = {
        "EMPLOYED": amount(employed),
        "MORE_THAN_ONE": amount(employed),
        "LARGE_HOUSEHOLD": amount(members),
    }
    assert {judged.code: judged.verdict for judged in judge_all(standards, figures, {})} == said


@pytest.mark.parametrize(("persons", "said"), [(0, NOT_MET), (1, MET), (2, MET)])
def test_each_household_has_somebody_who_knows_the_policies(persons: int, said: Verdict) -> None:
    assert verdict("AWARE_PERSON", amount(persons)) is said


# --- incomes ------------------------------------------------------------------------------------------------------


@pytest.mark.requirement("R001-33")
@pytest.mark.parametrize(
    ("before", "now", "said"),
    [
        ("9000", "9900", MET),
        ("9000", "9899.99", NOT_MET),
        ("9999.90", "10999.89", MET),
        ("9000", "8000", NOT_MET),
        ("0", "5000", TO_VERIFY),
        ("-300", "5000", TO_VERIFY),
    ],
)
def test_income_grows_by_ten_percent(before: str, now: str, said: Verdict) -> None:
    assert verdict("INCOME_GROWTH", growth(Decimal(before), Decimal(now))) is said


def test_a_growth_is_told_with_what_it_was_made_of() -> None:
    judged = judge(STANDARDS["INCOME_GROWTH"], growth(Decimal(9000), Decimal("9899.99")))
    assert judged.message == "脱贫户人均纯收入增幅9.9999%（9000→9899.99），应不低于10%，未达标"
    assert judge(STANDARDS["INCOME_GROWTH"], growth(0, 5000)).figure == "-"


@pytest.mark.requirement("R001-33", "R002-05")
@pytest.mark.parametrize(
    ("code", "name"), [("ABOVE_VILLAGE", "全村农民人均纯收入增幅"), ("ABOVE_LOCAL", "当地农民可支配收入增幅")]
)
def test_income_grows_faster_than_that_of_the_others(code: str, name: str) -> None:
    ours = growth(9000, 9900)
    assert verdict(code, ours, growth(15000, 16485)) is MET  # 9.9 %
    assert verdict(code, ours, growth(15000, 16500)) is NOT_MET  # 10 % too
    assert verdict(code, ours, growth(15000, 16515)) is NOT_MET
    assert verdict(code, ours) is TO_VERIFY
    judged = judge(STANDARDS[code], ours, growth(15000, 16485))
    assert judged.bound == f"高于{name}（9.9%）"
    assert judged.numbers == (9000, 9900, 15000, 16485)
    assert judge(STANDARDS[code], ours).bound == f"高于{name}（-）"


@pytest.mark.requirement("R001-34")
@pytest.mark.parametrize(
    ("income", "said"), [("5999.99", TO_VERIFY), ("6000", MET), ("6000.00", MET), ("-20", TO_VERIFY)]
)
def test_an_income_below_the_line_is_flagged(income: str, said: Verdict) -> None:
    assert verdict("LOW_INCOME", amount(Decimal(income))) is said


@pytest.mark.requirement("R001-34")
def test_households_below_the_line_are_listed_with_their_measures() -> None:
    incomes = [
        HouseholdIncome("H1", Decimal(6000), 0),
        HouseholdIncome("H2", Decimal("5999.50"), 2),
        HouseholdIncome("H3", Decimal(4200), 0),
        HouseholdIncome("H4", Decimal(9100), 0),
    ]
    listed = low_incomes(STANDARDS["LOW_INCOME"], incomes)
    assert [(low.household, low.measures, low.judged.verdict) for low in listed] == [
        ("H3", 0, NOT_MET),
        ("H2", 2, TO_VERIFY),
    ]
    assert [low.judged.figure for low in listed] == ["4200元", "5999.5元"]


@pytest.mark.requirement("R002-04")
@pytest.mark.parametrize(
    ("incomes", "said"),
    [
        ((9000, 8500, 8000), TO_VERIFY),
        ((9000, 8500, 8500), MET),
        ((9000, 9500, 9000), MET),
        ((8000, 9000, 8500, 8000), TO_VERIFY),
        ((9500, 9000, 9500, 9600), MET),
        ((8500, 8000), TO_VERIFY),  # one fall is known, the year before is not
        ((8000, 8500), MET),
        ((8000,), TO_VERIFY),
        ((), TO_VERIFY),
    ],
)
def test_an_income_that_fell_for_two_years_is_flagged(incomes: tuple[int, ...], said: Verdict) -> None:
    assert verdict("FALLING", falling_years(incomes)) is said


def test_falling_years_are_counted_back_from_the_last() -> None:
    assert falling_years((9, 8, 7, 6)).value == 3
    assert falling_years((5, 8, 7, 6)).value == 2
    assert falling_years((9, 8, 8)).value == 0
    assert falling_years((9, 8)).value is None
    assert falling_years((9, 8), years=1).value == 1
    assert judge(STANDARDS["FALLING"], falling_years((9000, 8500, 8000))).message == (
        "收入连续下降2年（9000→8500→8000），应不高于1年，需核查"
    )


@pytest.mark.requirement("R002-04")
def test_a_sharp_fall_of_income_and_a_sharp_rise_of_spending_are_flagged() -> None:
    assert verdict("SHARP_FALL", growth(10000, 7000)) is MET
    assert verdict("SHARP_FALL", growth(10000, 6999)) is TO_VERIFY
    assert verdict("SHARP_RISE", growth(10000, 13000)) is MET
    assert verdict("SHARP_RISE", growth(10000, 13001)) is TO_VERIFY


# --- year on year -------------------------------------------------------------------------------------------------


@pytest.mark.requirement("R001-67")
@pytest.mark.parametrize("code", ["SALES", "MIGRANTS", "NEW_LOANS"])
@pytest.mark.parametrize(("last_year", "now", "said"), [(320, 320, MET), (320, 321, MET), (320, 319, NOT_MET)])
def test_what_reaches_last_year_is_enough(code: str, last_year: int, now: int, said: Verdict) -> None:
    assert verdict(code, amount(now), amount(last_year)) is said


@pytest.mark.requirement("R001-67")
def test_without_last_years_figure_nothing_is_said_to_be_reached() -> None:
    judged = judge(STANDARDS["SALES"], amount(Decimal("320.5")))
    assert (judged.verdict, judged.figure, judged.bound) == (TO_VERIFY, "320.5万元", "不低于去年（-）")


# --- many at once -------------------------------------------------------------------------------------------------


def test_all_standards_are_judged_in_their_order_and_missing_figures_are_looked_into() -> None:
    figures = {"HOUSE_SAFE": share(10, 10), "ABOVE_VILLAGE": growth(100, 120), "SALES": amount(5)}
    against = {Yardstick.VILLAGE_INCOME_GROWTH: growth(100, 110)}
    judged = judge_all(STANDARDS.values(), figures, against)
    assert [one.code for one in judged] == [code for code in STANDARDS if code != "LARGE_HOUSEHOLD"]
    said = {one.code: one.verdict for one in judged}
    assert {code for code, verdict in said.items() if verdict is MET} == {"HOUSE_SAFE", "ABOVE_VILLAGE"}
    assert set(said.values()) == {MET, TO_VERIFY}
    assert {one.code: one.category for one in judged}["HOUSE_SAFE"] == "SEC.HOUSE"


def test_a_condition_that_is_not_there_is_an_error() -> None:
    with pytest.raises(KeyError):
        judge_all([STANDARDS["MORE_THAN_ONE"]], {}, {})


@ANY_DURATION
@given(
    st.sampled_from([r for r in Relation if r is not Relation.BETWEEN]),
    st.decimals(-100, 100, places=2),
    st.decimals(-100, 100, places=2),
)
def test_relations_are_those_of_the_numbers(relation: Relation, bound: Decimal, value: Decimal) -> None:
    holds = {
        Relation.AT_LEAST: value >= bound,
        Relation.AT_MOST: value <= bound,
        Relation.MORE_THAN: value > bound,
    }[relation]
    judged = judge(Threshold("X", "数值", relation, bound), amount(value))
    assert judged.verdict is (MET if holds else NOT_MET)
    assert Fraction(judged.figure) == Fraction(value)


# --- as a pack holds it -------------------------------------------------------------------------------------------
