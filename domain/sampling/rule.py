"""抽样规则: how many are drawn and whom first, as a pack says it; and what is short of it."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from decimal import Decimal
from fractions import Fraction

import msgspec

from domain.sampling.frame import Entry

SAMPLE = "SAMPLE"
"""The code of a shortfall of the whole sample, where it is not one of a quota."""


class Stratum(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A class of entries (监测对象, 低保户): its code in the frame and its Chinese name."""

    code: str
    label: str


class Quota(Stratum, frozen=True, forbid_unknown_fields=True):
    """So many of a stratum at least (2户预脱贫户)."""

    at_least: int

    def __post_init__(self) -> None:
        if self.at_least < 1:
            raise ValueError(f"“{self.label}”的 at_least 至少为 1")


class DrawRule(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How many are drawn, and whom first. ``label`` says in Chinese what is drawn (农户, 网格员).

    The size is the largest of ``count``, ``percent`` of the pool (rounded up) and what the quotas need. With
    ``or_all`` a pool that is smaller than the size is drawn whole and is enough. ``per`` names an attribute (村): then
    each of its values is a pool of its own.
    """

    label: str
    count: int = 0
    percent: Decimal = Decimal(0)
    quotas: tuple[Quota, ...] = ()
    priority: tuple[Stratum, ...] = ()
    per: str = ""
    or_all: bool = False

    def __post_init__(self) -> None:
        if self.count < 0 or not (self.percent.is_finite() and 0 <= self.percent <= 100):
            raise ValueError(f"“{self.label}”的 count 不能为负，percent 应在 0 到 100 之间")
        if not (self.count or self.percent or self.quotas):
            raise ValueError(f"“{self.label}”须写明 count、percent 或 quotas")
        for strata in ([q.code for q in self.quotas], [s.code for s in self.priority]):
            if len(set(strata)) < len(strata) or "" in strata:
                raise ValueError(f"“{self.label}”的类别重复或没有代码")

    def size(self, pool: int) -> int:
        """How many of a pool of this size are needed, the quotas not counted."""
        needed = max(self.count, share(self.percent, pool))
        return min(needed, pool) if self.or_all else needed

    def label_of(self, stratum: str) -> str:
        return self.named_strata().get(stratum, self.label)

    def named_strata(self) -> dict[str, str]:
        """The Chinese name of each stratum that the rule names, in its order."""
        return {named.code: named.label for named in (*self.quotas, *self.priority)}


class DrawPlan(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A rule put to use: two purposes over one frame and seed are independent draws."""

    purpose: str
    rule: DrawRule


def share(percent: Decimal, pool: int) -> int:
    """So many percent of the pool, rounded up: 20 % of 11 are 3."""
    return math.ceil(Fraction(percent) * pool / 100)


class Shortfall(msgspec.Struct, frozen=True):
    """Too few: ``code`` and ``label`` say of what, ``where`` in which village or group."""

    code: str
    label: str
    needed: int
    have: int
    where: str = ""

    def __str__(self) -> str:
        return f"{self.code} needed={self.needed} have={self.have}"

    @property
    def message(self) -> str:
        return f"{self.where}{self.label}应不少于{self.needed}，实有{self.have}"


def falls_short(
    rule: DrawRule, entries: Sequence[Entry], pool: int, where: str = "", code: str = SAMPLE
) -> Iterator[Shortfall]:
    """Where these entries, out of a pool of this size, are fewer than the rule asks for; ``code`` is of the size."""
    needed, have = rule.size(pool), len(entries)
    if have < needed:
        yield Shortfall(code, rule.label, needed, have, where)
    for quota in rule.quotas:
        of_stratum = sum(entry.is_in(quota.code) for entry in entries)
        if of_stratum < quota.at_least:
            yield Shortfall(quota.code, quota.label, quota.at_least, of_stratum, where)
