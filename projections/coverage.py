"""排查覆盖: grid by grid and group by group, how many of the frozen lists have been met, and who is left out.

A household counts as covered once somebody met it in this campaign: in the screening itself, in a sweep (举一反三) over
its list, or in a visit of an inspection. Whoever was not met is left out. Source: R002-02, R002-44.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence

import msgspec
from msgspec.structs import replace

from domain.campaign.screening import GridList, ScreeningChecked, ScreeningExtended, ScreeningFrozen
from domain.events import Event, topic
from domain.inspection.inspection import Outcome
from domain.inspection.visiting import HouseholdVisited
from domain.item_checks import VERIFIED, ItemChecked
from domain.pack import Pack
from domain.problem.deriving import SweepChecked
from domain.rates import percentage
from projections.as_of import Basis
from projections.seeing import Seen

LISTING = (ScreeningFrozen, ScreeningExtended)
MEETING = (ScreeningChecked, SweepChecked, HouseholdVisited)
TOPICS = tuple(topic(cls) for cls in (*LISTING, *MEETING))


class CoverageRow(msgspec.Struct, frozen=True):
    """What one case says of coverage: the lists of a screening, and whom a case of any kind met."""

    campaign: str
    lists: tuple[GridList, ...] = ()
    met: frozenset[str] = frozenset()


class Covered(msgspec.Struct, frozen=True):
    """So many of so many, and the share."""

    covered: int
    listed: int
    share: str


class GroupCovered(msgspec.Struct, frozen=True):
    """One group of the population."""

    code: str
    label: str
    covered: Covered


class GridCovered(msgspec.Struct, frozen=True):
    """One grid: each household once, whatever groups it belongs to. ``left_out`` by their opaque references."""

    grid: str
    covered: Covered
    groups: tuple[GroupCovered, ...]
    left_out: tuple[str, ...]


class Coverage(msgspec.Struct, frozen=True):
    """``unlisted``: grids of which no list was frozen; nobody of them counts as covered."""

    basis: Basis
    grids: tuple[GridCovered, ...]
    groups: tuple[GroupCovered, ...]
    total: Covered
    unlisted: tuple[str, ...]

    @property
    def whole(self) -> bool:
        return not self.unlisted and self.total.covered == self.total.listed > 0


def apply(row: CoverageRow | None, event: Event) -> CoverageRow | None:
    if not isinstance(event, (*LISTING, *MEETING)):
        return row
    row = row or CoverageRow(event.envelope.campaign)
    if isinstance(event, LISTING):
        return replace(row, lists=(*row.lists, *event.lists))
    return replace(row, met=row.met.union(met_in(event)))


def met_in(event: ScreeningChecked | SweepChecked | HouseholdVisited) -> Iterator[str]:
    if isinstance(event, HouseholdVisited):
        if event.outcome is Outcome.VISITED:
            yield event.household
        return
    checks: tuple[ItemChecked, ...] = event.checks
    yield from (check.ref for check in checks if check.outcome in VERIFIED)


def itself(grid: str) -> str:
    return grid


def coverage(
    then: Seen,
    pack: Pack,
    campaign: str,
    grids: Sequence[str],
    current: Callable[[str], str] = itself,
) -> Coverage:
    """The coverage of a campaign in these grids, from a viewpoint. Raises CannotRead.

    ``current`` gives the grid that stands now in place of one that was renamed or merged since its list was frozen.
    """
    rows, basis = then.folded(apply, TOPICS), then.basis
    of_campaign = [row for row in rows.values() if row.campaign == campaign]
    frozen = (replace(one, grid=current(one.grid)) for row in of_campaign for one in row.lists)
    lists = [one for one in frozen if one.grid in grids]
    met = frozenset[str]().union(*(row.met for row in of_campaign))
    listed = {one.grid for one in lists}
    return Coverage(
        basis=basis,
        grids=tuple(grid_covered(grid, lists, met, pack) for grid in grids if grid in listed),
        groups=tuple(groups_covered(lists, met, pack)),
        total=covered(households(lists), met),
        unlisted=tuple(grid for grid in grids if grid not in listed),
    )


def grid_covered(grid: str, lists: Iterable[GridList], met: Collection[str], pack: Pack) -> GridCovered:
    own = [one for one in lists if one.grid == grid]
    listed = households(own)
    left_out = tuple(household for household in listed if household not in met)
    return GridCovered(grid, covered(listed, met), tuple(groups_covered(own, met, pack)), left_out)


def groups_covered(lists: Sequence[GridList], met: Collection[str], pack: Pack) -> Iterator[GroupCovered]:
    """The groups that the pack names, in its order."""
    for group in pack.screening.populations:
        own = households(one for one in lists if one.population == group.code)
        yield GroupCovered(group.code, group.label, covered(own, met))


def households(lists: Iterable[GridList]) -> tuple[str, ...]:
    """Each household once, in the order of the lists."""
    return tuple(dict.fromkeys(household for one in lists for household in one.households))


def covered(listed: Collection[str], met: Collection[str]) -> Covered:
    done = sum(household in met for household in listed)
    return Covered(done, len(listed), percentage(done, len(listed)))
