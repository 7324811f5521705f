"""Rates in print: half up, exact, and - for nothing of nothing."""

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.rates import half_up, percentage

ANY_DURATION = settings(deadline=None)  # a busy machine is not a failure


@pytest.mark.parametrize(
    ("part", "whole", "printed"),
    [
        (3, 5, "60.0%"),
        (4, 5, "80.0%"),
        (10, 22, "45.5%"),
        (14, 21, "66.7%"),
        (18, 22, "81.8%"),
        (1, 2000, "0.1%"),  # 0.05 goes up
        (1, 2001, "0.0%"),
        (0, 7, "0.0%"),
        (7, 7, "100.0%"),
        (0, 0, "-"),
    ],
)
def test_a_rate_has_one_decimal_half_up(part: int, whole: int, printed: str) -> None:
    assert percentage(part, whole) == printed


@pytest.mark.parametrize(
    ("value", "places", "printed"),
    [
        ("0.25", 1, "0.3"),
        ("-0.25", 1, "-0.3"),
        ("-0.04", 1, "0.0"),
        ("2.5", 0, "3"),
        ("-2.5", 0, "-3"),
        ("99.949", 1, "99.9"),
        ("99.95", 1, "100.0"),
        ("1.005", 2, "1.01"),
    ],
)
def test_a_half_goes_away_from_zero(value: str, places: int, printed: str) -> None:
    assert half_up(Fraction(value), places) == printed


@ANY_DURATION
@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**9), max_value=10**9, places=9))
def test_rounding_is_that_of_decimal_arithmetic(value: Decimal) -> None:
    for places in (0, 1, 4):
        rounded = value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
        assert half_up(Fraction(value), places) == str(abs(rounded) if rounded == 0 else rounded)


@ANY_DURATION
@given(st.integers(0, 10**6), st.integers(1, 10**6))
def test_a_printed_rate_is_within_half_a_tenth_of_the_rate(part: int, whole: int) -> None:
    printed = Fraction(percentage(part, whole).removesuffix("%"))
    assert abs(printed - Fraction(100 * part, whole)) <= Fraction(1, 20)
