"""What may be written shorter about inspections and reports: frames by village, who was drawn, posts, parts."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from msgspec.structs import replace
from yaml import MappingNode, Node

from adapters.play.nodes import entries_of, text_of
from adapters.play.reading import Read, Reader, read_int
from domain.campaign.reporting import PartText
from domain.case import Command
from domain.inspection.inspection import Inspection
from domain.inspection.planning import VisitPlan
from domain.inspection.profile import VILLAGE_ATTRIBUTE
from domain.inspection.recording import Interview, ItemAnswer
from domain.inspection.visiting import HouseholdMet, VisitHouseholds
from domain.sampling.frame import Entry, frame_of

DRAWN = re.compile(r"(?:drawn|抽中的)(?:\s*(?:前)?\s*(\d+)\s*户?)?")
"""All of the sample that nobody has been to yet, or the first so many of them."""

WITHOUT_DETAILS = "见原始记录"


def frame_in_words(node: Node) -> tuple[Entry, ...]:
    """{A村: 20, B村: {NOT_LIFTED: 3, TO_BE_LIFTED: 8}}: so many households of each village, called A村-001, ..."""
    return tuple(entry for village, many in entries_of(node).items() for entry in village_in_words(village, many))


def village_in_words(village: str, node: Node) -> Iterator[Entry]:
    classes = entries_of(node) if isinstance(node, MappingNode) else {"": node}
    strata = [(stratum,) if stratum else () for stratum, many in classes.items() for _ in range(read_int(many))]
    for number, own in enumerate(strata, start=1):
        yield Entry(f"{village}-{number:03}", own, {VILLAGE_ATTRIBUTE: village})


def or_mapping(cls: type[Any], of_text: Callable[[str], Any]) -> Read:
    """A value written in full as a mapping, or in short as a text."""

    def read(node: Node) -> Any:
        return Reader({}, {}).struct(cls, node) if isinstance(node, MappingNode) else of_text(text_of(node))

    return read


SHORT: dict[type, Read] = {
    Entry: or_mapping(Entry, Entry),
    VisitPlan: or_mapping(VisitPlan, VisitPlan),
    HouseholdMet: or_mapping(HouseholdMet, HouseholdMet),
    Interview: or_mapping(Interview, lambda post: Interview(post, WITHOUT_DETAILS)),
    ItemAnswer: or_mapping(ItemAnswer, ItemAnswer),
    PartText: or_mapping(PartText, lambda title: PartText(title, WITHOUT_DETAILS)),
}


def of_the_sample(command: Command, state: Any, reveal: Callable[[Iterable[str]], dict[str, str]]) -> Command:
    """The command as it is given to this inspection: who was drawn, and which frame was frozen, is known only now."""
    if not isinstance(state, Inspection):
        return command
    if isinstance(command, VisitHouseholds):
        return replace(command, met=tuple(one for met in command.met for one in in_full(met, state, command.village)))
    draw = state.draw(getattr(command, "draw", ""))
    if draw is None or draw.frame is None or getattr(command, "entries", None) != ():
        return command
    text = reveal([draw.frame.ref]).get(draw.frame.ref, "")
    return replace(command, entries=frame_of(text).entries)


def in_full(met: HouseholdMet, inspection: Inspection, village: str) -> Iterator[HouseholdMet]:
    """抽中的: each that was drawn and not tried yet, with all else that is said of them."""
    words = DRAWN.fullmatch(met.household)
    if words is None:
        yield met
        return
    visit = inspection.visit(village)
    tried = visit.households if visit else {}
    waiting = [one.id for one in inspection.sample_of(village) if one.id not in tried]
    for household in waiting[: int(words[1]) if words[1] else None]:
        yield replace(met, household=household)
