"""量化标准: figures of a place measured against a number, or against figures of elsewhere or of last year.

Everything is compared exactly; rounding is for the eye. What cannot be computed, for want of a figure or of a whole to
divide by, prints - and is to be looked into (需核查): it is never taken for good.
Source: domain reference, section 12; R001-20, R001-30 to R001-34, R001-67, R002-04, R002-05, R004-22.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from itertools import pairwise

import msgspec
from msgspec.structs import replace

from domain.rates import NO_RATE, half_up
from domain.refusal import Refused

Number = int | Decimal
"""Amounts are exact: no binary fractions."""

PERCENT = "%"
MOST_PLACES = 6
"""So many decimals are printed at most to show on which side of its bound a figure lies."""


# --- the standard, as a pack says it ------------------------------------------------------------------------------


class Relation(StrEnum):
    """How a figure has to stand to its bound."""

    AT_LEAST = "AT_LEAST"
    AT_MOST = "AT_MOST"
    MORE_THAN = "MORE_THAN"
    BETWEEN = "BETWEEN"


RELATION_NAMES = {
    Relation.AT_LEAST: "不低于",
    Relation.AT_MOST: "不高于",
    Relation.MORE_THAN: "高于",
    Relation.BETWEEN: "介于",
}


class Yardstick(StrEnum):
    """Figures of elsewhere or before that another figure is measured against."""

    LAST_YEAR = "LAST_YEAR"
    VILLAGE_INCOME_GROWTH = "VILLAGE_INCOME_GROWTH"
    LOCAL_INCOME_GROWTH = "LOCAL_INCOME_GROWTH"


YARDSTICK_NAMES = {
    Yardstick.LAST_YEAR: "去年",
    Yardstick.VILLAGE_INCOME_GROWTH: "全村农民人均纯收入增幅",
    Yardstick.LOCAL_INCOME_GROWTH: "当地农民可支配收入增幅",
}


class Verdict(StrEnum):
    MET = "MET"
    NOT_MET = "NOT_MET"
    TO_VERIFY = "TO_VERIFY"


VERDICT_NAMES = {Verdict.MET: "达标", Verdict.NOT_MET: "未达标", Verdict.TO_VERIFY: "需核查"}


class Threshold(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What ``measure`` (its Chinese name) has to be: so related to ``value`` (to ``upper``), or to ``against``.

    A figure that is not so is ``otherwise``: 未达标, or only flagged (需核查). ``only_if`` is the code of a threshold
    that says to whom this one applies (户规模 7 人以上).
    """

    code: str
    measure: str
    relation: Relation
    value: Decimal | None = None
    upper: Decimal | None = None
    unit: str = ""
    against: Yardstick | None = None
    otherwise: Verdict = Verdict.NOT_MET
    only_if: str = ""
    category: str = ""


# --- figures ------------------------------------------------------------------------------------------------------


class Figure(msgspec.Struct, frozen=True):
    """A measured figure: its exact value (None: it cannot be computed), and the numbers that it was made of."""

    value: Fraction | None
    numbers: tuple[Decimal, ...]
    told: str
    """The numbers as they are printed: 1999/2000, 9000→9900."""


def share(part: Number, whole: Number) -> Figure:
    """How many percent ``part`` is of ``whole``. Raises Refused where it is not a part of it."""
    if not 0 <= part <= whole:
        raise Refused("bad_figures", label="占比", what=f"{part} 不在 0 到 {whole} 之间")
    value = Fraction(part) * 100 / Fraction(whole) if whole else None
    return Figure(value, (Decimal(part), Decimal(whole)), f"{part}/{whole}")


def growth(before: Number, now: Number) -> Figure:
    """增幅: by how many percent ``now`` is above ``before``; nothing grows from nothing, or from a loss."""
    value = (Fraction(now) - Fraction(before)) * 100 / Fraction(before) if before > 0 else None
    return Figure(value, (Decimal(before), Decimal(now)), f"{before}→{now}")


def amount(value: Number | None) -> Figure:
    """A figure as it is: an income, a number of people. None where it is not known."""
    if value is None:
        return UNKNOWN
    return Figure(Fraction(value), (Decimal(value),), "")


def falling_years(incomes: Sequence[Number], years: int = 2) -> Figure:
    """连续下降: for how many years up to the last one incomes (oldest first) have fallen without a break.

    It cannot be computed where they fall all along and reach back less than ``years`` years.
    """
    falls = 0
    for before, now in pairwise(reversed(incomes)):
        if before >= now:
            break
        falls += 1
    known = len(incomes) > falls + 1 or falls >= years
    numbers = tuple(Decimal(income) for income in incomes)
    return Figure(Fraction(falls) if known else None, numbers, "→".join(str(income) for income in incomes))


UNKNOWN = Figure(None, (), "")


# --- judging ------------------------------------------------------------------------------------------------------


class Judged(msgspec.Struct, frozen=True):
    """What came of it: the figure and its bound in print, the numbers compared, and the verdict."""

    code: str
    measure: str
    verdict: Verdict
    figure: str
    bound: str
    numbers: tuple[Decimal, ...]
    told: str = ""
    category: str = ""

    @property
    def message(self) -> str:
        made_of = f"（{self.told}）" if self.told else ""
        return f"{self.measure}{self.figure}{made_of}，应{self.bound}，{VERDICT_NAMES[self.verdict]}"


def judge(threshold: Threshold, figure: Figure, against: Figure = UNKNOWN) -> Judged:
    """``against`` is the figure of the threshold's yardstick, where it has one."""
    bounds = bounds_of(threshold, against)
    return Judged(
        code=threshold.code,
        measure=threshold.measure,
        verdict=verdict(threshold, figure, bounds),
        figure=shown(figure.value, threshold.unit, bounds),
        bound=bound_in_words(threshold, against),
        numbers=(*figure.numbers, *against.numbers),
        told=figure.told,
        category=threshold.category,
    )


def judge_all(
    thresholds: Iterable[Threshold], figures: Mapping[str, Figure], against: Mapping[Yardstick, Figure]
) -> tuple[Judged, ...]:
    """Every threshold that applies, figures by its code.

    One that others name in ``only_if`` only says to whom those apply; where that cannot be told, they are to be looked
    into. KeyError for an ``only_if`` that is not among the thresholds.
    """
    by_code = {threshold.code: threshold for threshold in thresholds}
    conditions = {threshold.only_if for threshold in by_code.values() if threshold.only_if}

    def judged(threshold: Threshold) -> Judged:
        yardstick = against.get(threshold.against, UNKNOWN) if threshold.against else UNKNOWN
        return judge(threshold, figures.get(threshold.code, UNKNOWN), yardstick)

    def applying() -> Iterator[Judged]:
        for threshold in by_code.values():
            if threshold.code in conditions:
                continue
            condition = by_code[threshold.only_if] if threshold.only_if else None
            if condition is None:
                yield judged(threshold)
            elif figures.get(condition.code, UNKNOWN).value is None:
                yield replace(judged(threshold), verdict=Verdict.TO_VERIFY)
            elif judged(condition).verdict is Verdict.MET:
                yield judged(threshold)

    return tuple(applying())


def bounds_of(threshold: Threshold, against: Figure) -> tuple[Fraction, ...]:
    """The number or numbers to compare with; none where the yardstick is not known."""
    if threshold.against is not None:
        return () if against.value is None else (against.value,)
    return tuple(Fraction(bound) for bound in (threshold.value, threshold.upper) if bound is not None)


def verdict(threshold: Threshold, figure: Figure, bounds: tuple[Fraction, ...]) -> Verdict:
    if figure.value is None or not bounds:
        return Verdict.TO_VERIFY
    lower, upper = bounds[0], bounds[-1]
    holds = {
        Relation.AT_LEAST: figure.value >= lower,
        Relation.AT_MOST: figure.value <= upper,
        Relation.MORE_THAN: figure.value > lower,
        Relation.BETWEEN: lower <= figure.value <= upper,
    }
    return Verdict.MET if holds[threshold.relation] else threshold.otherwise


# --- households below a line --------------------------------------------------------------------------------------


class HouseholdIncome(msgspec.Struct, frozen=True):
    """A household's income per head, and how many measures were taken for it (采取了哪些措施)."""

    household: str
    per_head: Decimal
    measures: int = 0


class LowIncome(msgspec.Struct, frozen=True):
    household: str
    judged: Judged
    measures: int


def low_incomes(threshold: Threshold, incomes: Iterable[HouseholdIncome]) -> tuple[LowIncome, ...]:
    """The households that are below the line, lowest first: flagged, and 未达标 where nothing was done (R001-34)."""
    below = []
    for income in sorted(incomes, key=lambda income: (income.per_head, income.household)):
        judged = judge(threshold, amount(income.per_head))
        if judged.verdict is not Verdict.MET:
            flagged = Verdict.TO_VERIFY if income.measures else Verdict.NOT_MET
            below.append(LowIncome(income.household, replace(judged, verdict=flagged), income.measures))
    return tuple(below)


# --- in print -----------------------------------------------------------------------------------------------------


def shown(value: Fraction | None, unit: str, bounds: tuple[Fraction, ...] = ()) -> str:
    """Percentages with one decimal, other figures as they are; more decimals where rounding would hide the verdict.

    1999 of 2000 are 99.95 %, not the 100.0 % that would seem to be enough.
    """
    if value is None:
        return NO_RATE
    fewest = 1 if unit == PERCENT else 0
    for places in range(fewest, MOST_PLACES):
        rounded = half_up(value, places)
        hides = any(Fraction(rounded) == bound != value for bound in bounds)
        if not hides and (unit == PERCENT or Fraction(rounded) == value):
            return f"{rounded}{unit}"
    return f"{half_up(value, MOST_PLACES)}{unit}"


def bound_in_words(threshold: Threshold, against: Figure) -> str:
    relation = RELATION_NAMES[threshold.relation]
    if threshold.against is not None:
        return f"{relation}{YARDSTICK_NAMES[threshold.against]}（{shown(against.value, threshold.unit)}）"
    bounds = (shown(bound, "") for bound in bounds_of(threshold, against))
    return f"{relation}{'至'.join(bounds)}{threshold.unit}"
