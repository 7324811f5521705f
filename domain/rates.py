"""Rates in print: exact fractions, rounded half up for the eye only; nothing of nothing is no rate.

Source: domain reference, section 10.
"""

from __future__ import annotations

from fractions import Fraction

NO_RATE = "-"


def percentage(part: int | Fraction, whole: int | Fraction, places: int = 1) -> str:
    """How many percent ``part`` is of ``whole``; NO_RATE where ``whole`` is 0."""
    if whole == 0:
        return NO_RATE
    return f"{half_up(Fraction(part) * 100 / Fraction(whole), places)}%"


def half_up(value: Fraction, places: int) -> str:
    """Rounded to so many places, a half away from zero: 0.25 is 0.3, -0.25 is -0.3, -0.04 is 0.0."""
    scale = 10**places
    numerator, denominator = abs(value).numerator * scale, value.denominator
    digits = (2 * numerator + denominator) // (2 * denominator)
    sign = "-" if value < 0 and digits else ""
    whole, decimals = divmod(digits, scale)
    return f"{sign}{whole}.{decimals:0{places}d}" if places else f"{sign}{whole}"
