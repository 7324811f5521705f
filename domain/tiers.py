"""三级检查比对: what the self-check found, and what it missed and a later layer found (漏报率).

Source: domain reference, section 10.
"""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from domain.rates import percentage

SELF_CHECK = 1
"""The layer of 自查; 核查 and 抽查 come after it."""


class Found(msgspec.Struct, frozen=True):
    """A problem was found by a layer in a unit. Several layers may find the same one: the first has found it."""

    problem: str
    unit: str
    layer: int


class TierComparison(msgspec.Struct, frozen=True):
    """A unit's problems by the layer that found them first, and those that its self-check missed."""

    unit: str
    by_layer: dict[int, int]
    missed: tuple[str, ...]
    total: int

    @property
    def miss_rate(self) -> str:
        return percentage(len(self.missed), self.total)


def compare_tiers(found: Iterable[Found], layers: Iterable[int] = (1, 2, 3)) -> tuple[TierComparison, ...]:
    """One comparison a unit, units in ascending order. KeyError for a finding of another layer."""
    layers = tuple(layers)
    first: dict[str, Found] = {}
    for finding in found:
        known = first.get(finding.problem)
        if known is None or finding.layer < known.layer:
            first[finding.problem] = finding
    units = sorted({finding.unit for finding in first.values()})
    return tuple(compared(unit, [f for f in first.values() if f.unit == unit], layers) for unit in units)


def compared(unit: str, found: list[Found], layers: tuple[int, ...]) -> TierComparison:
    by_layer = dict.fromkeys(layers, 0)
    for finding in found:
        by_layer[finding.layer] += 1
    missed = tuple(sorted(finding.problem for finding in found if finding.layer > SELF_CHECK))
    return TierComparison(unit, by_layer, missed, len(found))
