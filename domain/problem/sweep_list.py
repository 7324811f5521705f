"""排查名单: the households or works that a sweep has to go through, narrowed by the year in which the works were done.

The list is a frame as a draw has one (抽样框): its text lies sealed in the vault, its hash and the filter stand in the
event, so that anybody with the list can repeat who had to be checked. Source: R004-18, R004-26, R004-32.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from enum import StrEnum

import msgspec

from domain.circumstances import Circumstances
from domain.item_checks import some_of
from domain.refusal import Refused
from domain.sampling.frame import VILLAGE_ATTRIBUTE, Entry, Frame, frame_hash, frame_text, freeze
from domain.sealing import Sealed

YEAR_ATTRIBUTE = "年份"
YEAR = re.compile("[12][0-9]{3}")
LISTED = frozenset({"HOUSEHOLD", "WORKS"})
"""What is gone through one by one (``each`` of a pack's sweep) where that is not the unit itself: a list is needed."""


class SweptKind(StrEnum):
    HOUSEHOLDS = "HOUSEHOLDS"
    WORKS = "WORKS"


SWEPT_NAMES = {SweptKind.HOUSEHOLDS: "农户", SweptKind.WORKS: "已实施项目"}


class SweepList(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """The list as it was given (``listed`` entries, their hash and sealed text), and what the filter left of it."""

    what: SweptKind
    frame_hash: str
    listed: int
    count: int
    frame: Sealed
    before_year: int = 0


class Shares(msgspec.Struct, frozen=True):
    """A list with what each unit has to go through: the items, each with the village in which it lies."""

    of_sweep: SweepList
    of_units: dict[str, dict[str, str]]


def shared_out(
    what: SweptKind, entries: Iterable[Entry], before_year: int, units: tuple[str, ...], subject: str, c: Circumstances
) -> Shares:
    """The list narrowed to works done before a year (0: all), shared out among the units.

    Raises Refused for a list that lacks a village or a year, has nothing of one of the units, or something of none.
    """
    frame = freeze(entries)
    if what is SweptKind.WORKS or before_year:
        every_year_is_there(frame)
    shares: dict[str, dict[str, str]] = {unit: {} for unit in units}
    listed: set[str] = set()
    for entry in frame.entries:
        unit = unit_of(entry, units, c)
        listed.add(unit)
        if done_before(entry, before_year):
            shares[unit][entry.id] = entry.attributes[VILLAGE_ATTRIBUTE]
    without = [unit for unit in units if unit not in listed]
    if without:
        raise Refused("sweep_list_missing", units="、".join(without))
    count = sum(map(len, shares.values()))
    if not count:
        raise Refused("sweep_nothing_left", year=before_year)
    sealed = c.seal(subject, "排查名单", frame_text(frame))
    return Shares(SweepList(what, frame_hash(frame), len(frame.entries), count, sealed, before_year), shares)


def every_year_is_there(frame: Frame) -> None:
    without = tuple(e.id for e in frame.entries if not YEAR.fullmatch(e.attributes.get(YEAR_ATTRIBUTE, "")))
    if without:
        raise Refused("sweep_year_missing", ids=some_of(without), attribute=YEAR_ATTRIBUTE)


def done_before(entry: Entry, year: int) -> bool:
    return not year or int(entry.attributes[YEAR_ATTRIBUTE]) < year


def unit_of(entry: Entry, units: tuple[str, ...], c: Circumstances) -> str:
    """The unit, of those that sweep, in whose area it lies: the nearest."""
    village = entry.attributes.get(VILLAGE_ATTRIBUTE)
    if village is None:
        raise Refused("list_attribute_missing", id=entry.id, attribute=VILLAGE_ATTRIBUTE)
    c.organisation.standing_unit(village)
    above = [place.code for place in c.organisation.upwards(village)]
    unit = next((place for place in above if place in units), None)
    if unit is None:
        raise Refused("sweep_item_outside", id=entry.id, village=village, units="、".join(units))
    return unit
