"""What all assertions share: how one is judged, and what the reading of one may refer to."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Protocol

import msgspec
from yaml import Node

from adapters.play.commands import Names
from adapters.play.instants import shown
from adapters.play.nodes import Misread
from adapters.play.reading import read_end
from adapters.play.world import World
from domain.calendar import local_date
from domain.case import CaseKind
from projections.as_of import Viewpoint

THE_END = datetime.max.replace(tzinfo=UTC)
"""Of the timeline, whenever that is."""


class Judged(msgspec.Struct, frozen=True, omit_defaults=True):
    """One expectation and what came of it: about which case or table, what of it was expected, and what it is.

    ``kind`` is the name of the kind of case, where it is about one.
    """

    about: str
    what: str
    ok: bool
    expected: str
    actual: str = ""
    kind: str = ""


class Check(Protocol):
    """An assertion of a timeline. It is judged at its step, or, if that is later, at ``judge_at``."""

    @property
    def judge_at(self) -> datetime | None: ...

    def judge(self, world: World) -> Iterator[Judged]: ...


@dataclass(frozen=True)
class Readable:
    """What the assertions of a step, which is taken ``at`` an instant, may name.

    ``case`` gives the label written at a node, of a case of the kind if one is given; given a second node and nothing
    at the first, the only case there is. ``kind_of`` gives the kind of the case of a label.
    """

    names: Names
    at: datetime
    case: Callable[[Node | None, Node, CaseKind | None], str]
    kind_of: Callable[[str], CaseKind]


@dataclass(frozen=True)
class Seen:
    """From where a figure is seen: as of a moment, as known at a moment; None is the moment of the step."""

    as_of: datetime | None = None
    known_at: datetime | None = None

    def view(self, now: datetime) -> Viewpoint:
        return Viewpoint(now, self.as_of, self.known_at)

    def __str__(self) -> str:
        named = (("截至", self.as_of), ("知悉至", self.known_at))
        return "".join(f"（{word} {shown(at)}）" for word, at in named if at is not None)


def seen_from(entries: dict[str, Node], readable: Readable) -> Seen:
    return Seen(*(seen_at(entries.pop(key, None), readable) for key in ("as_of", "known_at")))


def seen_at(node: Node | None, readable: Readable) -> datetime | None:
    """Nobody sees from a later day than that of the step. Raises Misread."""
    if node is None:
        return None
    at = read_end(node)
    if local_date(at) > local_date(readable.at):
        raise Misread(node, f"{shown(at)} 晚于这一步（{shown(readable.at)}）；请写在那时的步骤里，或写 run_until")
    return at
