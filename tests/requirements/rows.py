"""The rows of docs/requirements.yaml: what the software must do, and how each rule is switched off."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Literal

import msgspec
import yaml

ROOT = Path(__file__).resolve().parents[2]
LIST = ROOT / "docs" / "requirements.yaml"

Kind = Literal["rule", "number", "role", "document", "table", "case", "page"]


class Switch(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One way to switch a rule off: ``old`` becomes ``new`` in a file, or a function returns an expression at once."""

    file: str
    old: str = ""
    new: str = ""
    function: str = ""
    returns: str = ""

    def __post_init__(self) -> None:
        if (not self.old) == (not self.function):
            raise ValueError("off names either `old` and `new`, or `function` and `returns`")
        if (self.function and not self.returns) or (self.old and self.old == self.new):
            raise ValueError("off changes nothing")

    def __str__(self) -> str:
        """What is done, in one line."""
        how = f"{self.function}() 返回 {self.returns}" if self.function else f"{self.old} → {self.new or '（删去）'}"
        return f"{self.file}：{' '.join(how.split())}"


class Requirement(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One row. ``later`` says why nothing can show it yet."""

    id: str
    kind: Kind
    what: str
    later: str = ""
    off: tuple[Switch, ...] = ()


class Place(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename={"name": "from"}):
    """Where rows come from; their ids begin with ``rows``."""

    name: str
    about: str
    rows: str
    requirements: tuple[Requirement, ...]


class ListRefused(Exception):
    """The list cannot be used: the message names the row and what is wrong with it."""


def read_list(file: Path = LIST) -> tuple[Place, ...]:
    """The list as it stands in the file. Raises ListRefused."""
    try:
        raw = yaml.load(file.read_text(encoding="utf-8"), Loader=yaml.CBaseLoader)  # so that None and True are texts
        places = msgspec.convert(raw, tuple[Place, ...])
    except (yaml.YAMLError, msgspec.ValidationError) as error:
        raise ListRefused(f"{file.name}: {error}") from error
    seen: set[str] = set()
    for place in places:
        for row in place.requirements:
            if not row.id.startswith(f"{place.rows}-"):
                raise ListRefused(f"{row.id} stands among the rows {place.rows} of {place.name}")
            if row.id in seen:
                raise ListRefused(f"{row.id} stands in the list twice")
            seen.add(row.id)
    return places


def by_id(places: Iterable[Place]) -> dict[str, Requirement]:
    return {row.id: row for place in places for row in place.requirements}


@cache
def requirements() -> dict[str, Requirement]:
    """The rows of the list of this tree, by id."""
    return by_id(read_list())
