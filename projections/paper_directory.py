"""资料目录: which papers of a campaign's list are there, at each level, and what is missing (查漏补缺).

A file is its own row: ``apply`` is a function of file and event, so the directory as of any moment is a fold with it.
Source: R004-19, R004-22.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import msgspec
from msgspec.structs import replace

from domain.event_table import FILE_EVENTS
from domain.events import Event, topic
from domain.household_file.gaps import Gap, expected, gaps, holds, is_aware, keeper_of
from domain.household_file.household_file import FileEvent, HouseholdFile
from domain.household_file.rules import KEEPER_NAMES
from domain.organisation import Organisation, UnitKind
from domain.pack import Pack
from domain.problem.problem import Place
from domain.rates import percentage
from domain.refusal import Refused
from domain.sealing import mask_name
from projections.as_of import Basis
from projections.ledger_lines import ERASED, Reveal, Texts
from projections.seeing import Seen

TOPICS = tuple(topic(cls) for cls in FILE_EVENTS)
"""All that the directory is made of."""


def apply(file: HouseholdFile | None, event: Event) -> HouseholdFile | None:
    """The file after this event; None as long as there is nothing to tell of the stream."""
    if not isinstance(event, FileEvent) or (file is not None and event.originator_version <= file.version):
        return file
    return event.evolve(file)


# --- the directory ------------------------------------------------------------------------------------------------


class PapersKept(msgspec.Struct, frozen=True, kw_only=True):
    """The papers of one file by the list: those that are there, those that are missing, and all that is found."""

    level: str
    town: str
    village: str
    present: tuple[str, ...]
    missing: tuple[str, ...]
    gaps: tuple[Gap, ...]

    @property
    def complete(self) -> bool:
        return not self.gaps


class HouseholdLine(PapersKept, frozen=True, kw_only=True):
    """The file of a household; its name is masked. ``aware``: as many 政策明白人 as are asked for."""

    household: str
    householder: str
    aware: bool


class Lacking(msgspec.Struct, frozen=True):
    """How many households lack a paper."""

    paper: str
    households: int


class PlaceLine(PapersKept, frozen=True, kw_only=True):
    """The file that a village or a town keeps itself, and the figures of the households in it."""

    households: int
    complete_households: int
    lacking: tuple[Lacking, ...]
    aware: int
    aware_rate: str


class PaperDirectory(msgspec.Struct, frozen=True):
    """By the list of one campaign, from one viewpoint."""

    basis: Basis
    campaign: str
    towns: tuple[PlaceLine, ...]
    villages: tuple[PlaceLine, ...]
    households: tuple[HouseholdLine, ...]


def paper_directory(
    then: Seen,
    rulebook: Mapping[str, Pack],
    organisation: Organisation,
    reveal: Reveal,
    campaign: str = "",
    within: str = "",
) -> PaperDirectory:
    """Of the villages and towns within a unit, as they are called now; one that has filed nothing lacks everything.

    Raises Refused where it is not said by whose list, and files were kept under several, or none; and where nothing
    lies within the unit.
    """
    rows, basis = then.folded(apply, TOPICS), then.basis
    campaign = campaign or the_only_campaign(rows.values())
    if campaign not in rulebook:
        raise Refused("unknown_campaign", campaign=campaign)
    files = [replace(file, place=place_now(file.place, organisation)) for file in rows.values()]
    places = (*villages_and_towns(organisation), *(file.place for file in files))
    chosen = sorted({place for place in places if lies_within(place, within)}, key=by_place)
    if within and not chosen:
        raise Refused("nothing_within", place=within)
    return directory_of(files, chosen, rulebook[campaign], campaign, basis, reveal)


def the_only_campaign(files: Iterable[HouseholdFile]) -> str:
    kept_under = sorted({file.campaign for file in files})
    if len(kept_under) != 1:
        raise Refused("list_not_said", known="、".join(kept_under) or "（无）")
    return kept_under[0]


def directory_of(
    files: Sequence[HouseholdFile],
    places: Sequence[Place],
    pack: Pack,
    campaign: str,
    basis: Basis,
    reveal: Reveal,
) -> PaperDirectory:
    here = [file for file in files if file.place in places]
    of_households = sorted((file for file in here if file.household), key=by_place_and_household)
    texts = Texts((file.householder.ref for file in of_households if file.householder), reveal)
    lines = tuple(household_line(file, pack, texts) for file in of_households)
    own = files_of_places(file for file in here if not file.household)
    told = [place_line(own.get(place) or HouseholdFile(place=place), pack, lines) for place in places]
    return PaperDirectory(
        basis,
        campaign,
        tuple(line for line in told if not line.village),
        tuple(line for line in told if line.village),
        lines,
    )


def files_of_places(files: Iterable[HouseholdFile]) -> dict[Place, HouseholdFile]:
    """What each place keeps itself; of villages that are one now, everything."""
    own: dict[Place, HouseholdFile] = {}
    for file in files:
        before = own.get(file.place)
        own[file.place] = replace(file, papers=(*before.papers, *file.papers)) if before else file
    return own


def household_line(file: HouseholdFile, pack: Pack, texts: Texts) -> HouseholdLine:
    name = texts(file.householder.ref) if file.householder else ""
    return HouseholdLine(
        **papers_kept(file, pack),
        household=file.household,
        householder=name if name == ERASED else mask_name(name),
        aware=is_aware(file, pack),
    )


def place_line(file: HouseholdFile, pack: Pack, lines: Iterable[HouseholdLine]) -> PlaceLine:
    """The place's own papers, and of its households how many are complete, lack what, and know the policies."""
    place = file.place
    here = [line for line in lines if line.town == place.town and place.village in ("", line.village)]
    lacking = Counter(label for line in here for label in line.missing)
    aware = sum(line.aware for line in here)
    return PlaceLine(
        **papers_kept(file, pack),
        households=len(here),
        complete_households=sum(line.complete for line in here),
        lacking=tuple(Lacking(*counted) for counted in lacking.most_common()),
        aware=aware,
        aware_rate=percentage(aware, len(here)),
    )


def papers_kept(file: HouseholdFile, pack: Pack) -> dict[str, Any]:
    kinds = expected(file, pack)
    return {
        "level": KEEPER_NAMES[keeper_of(file)],
        "town": file.place.town,
        "village": file.place.village,
        "present": tuple(kind.label for kind in kinds if holds(file, kind)),
        "missing": tuple(kind.label for kind in kinds if not holds(file, kind)),
        "gaps": gaps(file, pack),
    }


# --- places ---------------------------------------------------------------------------------------------------------


def villages_and_towns(organisation: Organisation) -> Iterator[Place]:
    """The places that keep papers of their own, as the tree has them now."""
    for code, unit in organisation.units.items():
        if unit.kind in (UnitKind.VILLAGE, UnitKind.TOWN) and code not in organisation.gone:
            county, town = (organisation.above(code, kind) for kind in (UnitKind.COUNTY, UnitKind.TOWN))
            if town:
                yield Place(county, town, code if unit.kind is UnitKind.VILLAGE else "")


def place_now(place: Place, organisation: Organisation) -> Place:
    """Where a file lies after its village or town was renamed, merged or moved."""
    unit = organisation.current(place.village or place.town)
    county, town = (organisation.above(unit, kind) for kind in (UnitKind.COUNTY, UnitKind.TOWN))
    return Place(county, town, unit if place.village else "")


def lies_within(place: Place, unit: str) -> bool:
    return unit in ("", place.county, place.town, place.village)


def by_place_and_household(file: HouseholdFile) -> tuple[tuple[str, str, str], str]:
    return by_place(file.place), file.household


def by_place(place: Place) -> tuple[str, str, str]:
    return place.county, place.town, place.village
