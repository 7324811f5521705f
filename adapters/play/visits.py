"""Frames and households in short: a range of numbers for a frame, and who of the drawn is met next.

Whom a draw gives is known only when it is drawn, so a timeline says how many of the drawn are met, not which.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import msgspec
from msgspec.structs import replace
from yaml import MappingNode, Node

from adapters.play.nodes import Misread, entries_of, items_of, text_of
from adapters.play.reading import Reader, english, fields_of, read_int
from domain.inspection.inspection import Inspection
from domain.inspection.visiting import HouseholdMet, VisitHouseholds
from domain.item_checks import ItemCheck
from domain.sampling.frame import Entry

RANGE = re.compile(r"(.*?)(\d+)\s*\.\.\s*(.*?)(\d+)")
NEXT = "next:"
"""Begins what stands for households until it is known who was drawn; then so many, or ALL."""

ALL = ("all", "全部")


def read_frame(node: Node) -> tuple[Entry, ...]:
    """The entries of a frame: ids, {id, strata, attributes}, or {ids: A-01..A-20, strata, attributes}."""
    return tuple(entry for item in items_of(node) for entry in entries_in_words(item))


def entries_in_words(node: Node) -> Iterator[Entry]:
    if not isinstance(node, MappingNode):
        yield Entry(text_of(node))
        return
    written = entries_of(node, lambda key: english(key, ("ids", *fields_of(Entry))))
    if "ids" not in written:
        yield Reader({}, {}).struct(Entry, node)
        return
    for one in ids_in_range(written.pop("ids")):
        yield Reader({}, {}).fields(Entry, node, written, {"id": one})


def ids_in_range(node: Node) -> Iterator[str]:
    """A-01..A-20: A-01, A-02, ... to A-20, as many digits as the first."""
    found = RANGE.fullmatch(text_of(node))
    if found is None or found[1] != found[3] or int(found[2]) > int(found[4]):
        raise Misread(node, f"“{text_of(node)}”不是编号的起止，请写成 A-01..A-20")
    for number in range(int(found[2]), int(found[4]) + 1):
        yield f"{found[1]}{number:0{len(found[2])}}"


def read_checks(node: Node) -> tuple[ItemCheck, ...]:
    """Items that were checked: {ref, outcome, record}, or {ids: A-01..A-20, outcome, record} for several alike."""
    return tuple(check for item in items_of(node) for check in checks_in_words(item))


def checks_in_words(node: Node) -> Iterator[ItemCheck]:
    written = entries_of(node, lambda key: english(key, ("ids", *fields_of(ItemCheck))))
    if "ids" not in written:
        yield Reader({}, {}).struct(ItemCheck, node)
        return
    for one in ids_in_range(written.pop("ids")):
        yield Reader({}, {}).fields(ItemCheck, node, written, {"ref": one})


def read_met(node: Node) -> tuple[HouseholdMet, ...]:
    """Households that were met: ids, {household, outcome, ...}, or {next: 14} for so many of those drawn."""
    return tuple(map(met_in_words, items_of(node)))


def met_in_words(node: Node) -> HouseholdMet:
    if not isinstance(node, MappingNode):
        return HouseholdMet(text_of(node))
    written = entries_of(node, lambda key: english(key, ("next", *fields_of(HouseholdMet))))
    if "next" not in written:
        return Reader({}, {}).struct(HouseholdMet, node)
    following = written.pop("next")
    number = ALL[0] if text_of(following) in ALL else read_int(following)
    return Reader({}, {}).fields(HouseholdMet, node, written, {"household": f"{NEXT}{number}"})


def with_those_drawn(command: msgspec.Struct, inspection: Inspection) -> msgspec.Struct:
    """The command with the households that were drawn in the village and not yet been to, in the order of the draw."""
    if not isinstance(command, VisitHouseholds):
        return command
    visit = inspection.visit(command.village)
    been_to = visit.households if visit else {}
    waiting = [one.id for one in inspection.sample_of(command.village) if one.id not in been_to]
    met: list[HouseholdMet] = []
    for one in command.met:
        if one.household.startswith(NEXT):
            word = one.household.removeprefix(NEXT)
            number = len(waiting) if word == ALL[0] else int(word)
            met += (replace(one, household=drawn) for drawn in waiting[:number])
            del waiting[:number]
        else:
            met.append(one)
    return replace(command, met=tuple(met))
