"""单位的变动: renamed, merged into another, moved under another, closed, each from a day on; the tree as of a day.

A case keeps the code of the unit that it was given to; from the day of the change its successor answers for it.
Source: domain reference, section 2.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from enum import StrEnum

import msgspec
from msgspec.structs import replace


class UnitKind(StrEnum):
    """A place of the tree, or a body that acts for the place it belongs to."""

    CITY = "CITY"
    COUNTY = "COUNTY"
    TOWN = "TOWN"
    VILLAGE = "VILLAGE"
    GRID = "GRID"
    OFFICE = "OFFICE"
    DEPARTMENT = "DEPARTMENT"
    GROUP = "GROUP"


class Unit(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    code: str  # its name, unique in the tree
    kind: UnitKind
    parent: str | None = None


class Changed(StrEnum):
    """What becomes of a unit."""

    RENAMED = "RENAMED"  # goes on under another name, with its people
    MERGED = "MERGED"  # another unit takes its place; its posts end
    MOVED = "MOVED"  # stands under another parent
    CLOSED = "CLOSED"  # nobody takes its place; its posts end


class UnitChange(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A change of one unit and the day from which it holds. ``to`` is the new name, the successor, or the parent."""

    unit: str
    kind: Changed
    since: date
    to: str = ""

    @property
    def last_day(self) -> date:
        return self.since - timedelta(days=1)


class Tree(msgspec.Struct, frozen=True):
    """The units as they stand on a day: those that were are still in it, with their successors."""

    units: dict[str, Unit]
    successors: dict[str, str] = {}
    gone: frozenset[str] = frozenset()  # renamed, merged or closed


def tree_on(day: date, established: Mapping[str, Unit], changes: Iterable[UnitChange]) -> Tree:
    """The tree of a day: every change that holds by then, in the order of its days."""
    tree = Tree(dict(established))
    for change in sorted(changes, key=lambda change: change.since):
        if change.since <= day:
            tree = changed(tree, change)
    return tree


def changed(tree: Tree, change: UnitChange) -> Tree:
    unit = tree.units[change.unit]
    if change.kind is Changed.MOVED:
        return replace(tree, units={**tree.units, unit.code: replace(unit, parent=change.to)})
    gone = tree.gone | {unit.code}
    if change.kind is Changed.CLOSED:
        return replace(tree, gone=gone)
    units = {code: adopted(child, unit.code, change.to) for code, child in tree.units.items()}
    if change.kind is Changed.RENAMED:
        units[change.to] = replace(unit, code=change.to)
    return replace(tree, units=units, gone=gone, successors={**tree.successors, unit.code: change.to})


def adopted(child: Unit, old: str, new: str) -> Unit:
    return replace(child, parent=new) if child.parent == old else child
