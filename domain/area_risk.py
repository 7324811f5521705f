"""规模性返贫风险: where clues of households at risk are so dense that the area as a whole has to be looked at.

Source: requirement R001-62. How dense is too dense is a figure of the caller: no document names one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from fractions import Fraction

import msgspec

from domain.rates import NO_RATE, half_up


class AreaRisk(msgspec.Struct, frozen=True):
    """An area: its clues and households, how many clues there are to a thousand households, and whether that alarms."""

    area: str
    clues: int
    households: int
    per_thousand: str
    alarming: bool


def area_risks(clues: Iterable[str], households: Mapping[str, int], alarm_per_thousand: int) -> tuple[AreaRisk, ...]:
    """One line an area, the densest first; ``clues`` names the area of each. KeyError for an area that is not known."""
    counted = Counter(clues)
    density = {
        area: Fraction(1000 * counted[area], households[area]) if households[area] else Fraction(0)
        for area in {*counted, *households}
    }
    return tuple(
        AreaRisk(
            area=area,
            clues=counted[area],
            households=households[area],
            per_thousand=half_up(density[area], 1) if households[area] else NO_RATE,
            alarming=density[area] >= alarm_per_thousand and counted[area] > 0,
        )
        for area in sorted(density, key=lambda area: (-density[area], area))
    )
