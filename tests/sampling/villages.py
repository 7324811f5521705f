"""Villages to draw from: synthetic households with opaque references."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from random import Random

from domain.sampling.frame import Entry, Frame, freeze
from domain.sampling.rule import DrawPlan, DrawRule, Quota, Stratum

MONITORED = Stratum("MONITORED", "监测对象")
LOW_INCOME = Stratum("LOW_INCOME", "收入较低脱贫户")
DISABLED = Stratum("DISABLED", "重度残疾")
PRIORITY = (MONITORED, LOW_INCOME, DISABLED)

TO_BE_LIFTED = Quota("TO_BE_LIFTED", "预脱贫户", 2)
NOT_LIFTED = Quota("NOT_LIFTED", "未脱贫户", 1)


def seed(number: int) -> str:
    return hashlib.sha256(f"seed {number}".encode()).hexdigest()


def household(number: int, *strata: str, **attributes: str) -> Entry:
    return Entry(f"H{number:04d}", strata, attributes)


def plain(size: int) -> Frame:
    return freeze(household(number) for number in range(size))


def classed(**sizes: int) -> Frame:
    """So many households of each class, and so many of ``rest`` without one."""
    strata = [stratum for stratum, size in sizes.items() for _ in range(size)]
    return freeze(
        household(number, *(() if stratum == "rest" else (stratum,))) for number, stratum in enumerate(strata)
    )


def taking(
    count: int = 0,
    *,
    quotas: tuple[Quota, ...] = (),
    priority: tuple[Stratum, ...] = (),
    per: str = "",
    purpose: str = "入户调查",
) -> DrawPlan:
    return DrawPlan(purpose, DrawRule("农户", count, quotas=quotas, priority=priority, per=per))


def some_households(chance: Random, size: int, strata: Mapping[str, float], villages: int = 1) -> list[Entry]:
    """Households that belong to each stratum with its likelihood, in some order."""
    numbers = chance.sample(range(9999), size)
    return [
        household(
            number,
            *(stratum for stratum, likelihood in strata.items() if chance.random() < likelihood),
            village=f"{chance.randrange(villages)}村",
        )
        for number in numbers
    ]
