"""户档: the file of one household, or of what a village or a town keeps itself; one stream each, in no campaign.

Nothing in it is overwritten: a paper that is corrected is there in a further edition. Which papers there should be says
the pack of the campaign under which it is kept. Source: R004-12 to R004-34, R002-32.
"""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

import msgspec
from msgspec.structs import replace

from domain.circumstances import Circumstances
from domain.events import Event, Named
from domain.household_file.rules import PaperKind, ResidenceKind
from domain.monitoring_case.household_register import in_reach, place_of
from domain.problem.problem import Place
from domain.refusal import Refused
from domain.sealing import Sealed


class Paper(msgspec.Struct, frozen=True):
    """One edition of a paper, as it was recorded."""

    kind: str
    edition: int
    dated_on: date | None
    blank: tuple[str, ...]
    signed: bool
    conclusion: str
    grade: str


class Handout(msgspec.Struct, frozen=True):
    """A paper that the household got, on a day, against a receipt."""

    kind: str
    on: date


class Water(msgspec.Struct, frozen=True):
    """供水设施 and 通水 are two things."""

    has_works: bool
    has_water: bool


class HouseholdFile(msgspec.Struct, frozen=True):
    """One file as of its last event. ``household`` is empty in the file of a village or a town itself.

    ``campaign`` is the one under which it was last kept; ``aware`` are the members who know the policies and are at
    home.
    """

    version: int = 0
    household: str = ""
    place: Place = Place()
    campaign: str = ""
    household_kind: str = ""
    householder: Sealed | None = None
    papers: tuple[Paper, ...] = ()
    handouts: tuple[Handout, ...] = ()
    aware: frozenset[str] = frozenset()
    water: Water | None = None
    residence: ResidenceKind | None = None

    @property
    def unit(self) -> str:
        """The village or the town in which it lies."""
        return self.place.village or self.place.town

    def editions(self, kind: str) -> tuple[Paper, ...]:
        return tuple(paper for paper in self.papers if paper.kind == kind)

    def paper(self, kind: str) -> Paper | None:
        """The paper of a kind as it is now."""
        return next(reversed(self.editions(kind)), None)

    def was_handed_out(self, kind: str) -> bool:
        return any(handout.kind == kind for handout in self.handouts)


class FileEvent(Event, frozen=True, kw_only=True):
    """The base of all events of a file: whose it is, where it lies, who recorded it."""

    household: str
    place: Place
    by: Named

    def evolve(self, state: Any) -> HouseholdFile:
        before = state or HouseholdFile()
        kept: HouseholdFile = self.apply(
            replace(
                before,
                version=self.originator_version,
                household=self.household,
                place=self.place,
                campaign=self.envelope.campaign or before.campaign,
            )
        )
        return kept


def file_of(household_ref: str, unit: str) -> UUID:
    """The stream of a household, wherever it lives; without one that of the village or town itself."""
    name = f"household/{household_ref}" if household_ref else f"unit/{unit}"
    return uuid5(NAMESPACE_URL, f"duban/household_file/{name}")


# --- rules that all commands share ----------------------------------------------------------------------------------


def kept_for(file: HouseholdFile, household_ref: str, village: str, c: Circumstances) -> dict[str, Any]:
    """What every event of a household's file says; refused outside one's reach, and from another village."""
    if not household_ref.strip():
        raise Refused("household_missing")
    in_reach(village, c)
    place = place_of(village, c)
    if file.version and not c.organisation.same(file.place.village, village):
        raise Refused("file_of_another_village", given=village)
    return {"household": household_ref, "place": place, "by": c.actor.named()}


def known_kind(name: str, c: Circumstances) -> PaperKind:
    """A kind of paper of the campaign's list. Raises Refused."""
    kind = c.pack.household_file.kind(name)
    if kind is None:
        known = "、".join(known.label for known in c.pack.household_file.papers) or "（无）"
        raise Refused("unknown_paper_kind", paper=name, known=known)
    return kind
