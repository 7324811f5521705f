"""同类问题: problems of one leaf that have one cause, counted, village by village. Source: R004-44.

What stands here says only that they are alike; whether 举一反三 is called for a person decides.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping

import msgspec

from domain.measures import CauseClass
from domain.pack import Pack
from domain.problem.problem import NOT_COUNTED, Place
from projections.as_of import Basis
from projections.ledger import LedgerRow
from projections.ledger_lines import category_name

UNCLASSED = CauseClass("", "原因未分类")
"""Of problems whose cause was not stated yet, or without a class."""


class AlikeIn(msgspec.Struct, frozen=True):
    """How many of them lie in one village (in one town, where no village is named)."""

    place: str
    count: int


class AlikeGroup(msgspec.Struct, frozen=True):
    """Problems that are alike. ``closed`` of them are closed."""

    campaign: str
    category: str
    category_name: str
    cause_class: str
    cause: str
    count: int
    closed: int
    places: tuple[AlikeIn, ...]
    problems: tuple[str, ...]


class Alike(msgspec.Struct, frozen=True):
    """Groups of at least so many, the largest first."""

    basis: Basis
    at_least: int
    groups: tuple[AlikeGroup, ...]


def alike(rows: Iterable[LedgerRow], packs: Mapping[str, Pack], basis: Basis, at_least: int = 2) -> Alike:
    """The problems that count, grouped by campaign, leaf and class of cause."""
    found: dict[tuple[str, str, CauseClass], list[LedgerRow]] = defaultdict(list)
    for row in rows:
        if row.stage not in NOT_COUNTED:
            found[row.campaign, row.category, row.cause_class or UNCLASSED].append(row)
    groups = [group(cause, members, packs) for (_, _, cause), members in found.items() if len(members) >= at_least]
    groups.sort(key=lambda one: -one.count)
    return Alike(basis, at_least, tuple(groups))


def group(cause: CauseClass, members: list[LedgerRow], packs: Mapping[str, Pack]) -> AlikeGroup:
    first = members[0]
    places = Counter(place_name(row.place) for row in members)
    return AlikeGroup(
        campaign=first.campaign,
        category=first.category,
        category_name=category_name(first, packs),
        cause_class=cause.code,
        cause=cause.label,
        count=len(members),
        closed=sum(row.closed for row in members),
        places=tuple(AlikeIn(place, count) for place, count in places.most_common()),
        problems=tuple(row.problem_no for row in members),
    )


def place_name(place: Place) -> str:
    return place.town + place.village.removeprefix(place.town) if place.village else place.town or place.county
