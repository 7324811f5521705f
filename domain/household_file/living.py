"""政策明白人 饮水 居住地: what is known of a household beside its papers.

What rests on a paper cites one that is in the file. Source: R004-22, R004-25, R004-34.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import msgspec
from msgspec.structs import replace

from domain.circumstances import Circumstances
from domain.events import NewEvent
from domain.household_file.gaps import holds
from domain.household_file.household_file import FileEvent, HouseholdFile, Water, kept_for, known_kind
from domain.household_file.rules import RESIDENCE_NAMES, PaperKind, ResidenceKind
from domain.refusal import Refused
from domain.sealing import Sealed

MEMBER_NUMBER = re.compile(r"[0-9A-Za-z]{1,4}")

# --- commands -----------------------------------------------------------------------------------------------------


class RecordPolicyAware(msgspec.Struct, frozen=True):
    """登记政策明白人: a member of the household who knows the policies; counted while he lives ``at_home``."""

    campaign: str
    village: str
    household_ref: str
    person_ref: str
    at_home: bool


class RecordWater(msgspec.Struct, frozen=True):
    """登记饮水: whether there are works (供水设施), whether there is water (通水), and what it comes to.

    ``source_paper`` is the paper in the file on which it rests (水质检测报告).
    """

    campaign: str
    village: str
    household_ref: str
    source_paper: str
    has_works: bool
    has_water: bool
    conclusion: str = ""


class RecordResidence(msgspec.Struct, frozen=True):
    """登记居住地: somebody lives elsewhere, in a rented house or with relatives; the papers of that are in the file."""

    campaign: str
    village: str
    household_ref: str
    kind: ResidenceKind
    original: str
    present: str


# --- events -------------------------------------------------------------------------------------------------------


class PolicyAwareRecorded(FileEvent, frozen=True, kw_only=True, tag="household_file.policy_aware_recorded"):
    person_ref: str
    at_home: bool

    def apply(self, state: HouseholdFile) -> HouseholdFile:
        others = state.aware - {self.person_ref}
        return replace(state, aware=others | {self.person_ref} if self.at_home else others)


class WaterRecorded(FileEvent, frozen=True, kw_only=True, tag="household_file.water_recorded"):
    """``source_paper`` and ``edition`` say on which paper it rests."""

    source_paper: str
    edition: int
    has_works: bool
    has_water: bool
    conclusion: Sealed

    def apply(self, state: HouseholdFile) -> HouseholdFile:
        return replace(state, water=Water(self.has_works, self.has_water))


class ResidenceRecorded(FileEvent, frozen=True, kw_only=True, tag="household_file.residence_recorded"):
    """Both addresses are personal values; ``papers`` are those in the file on which it rests."""

    kind: ResidenceKind
    original: Sealed
    present: Sealed
    papers: tuple[str, ...]

    def apply(self, state: HouseholdFile) -> HouseholdFile:
        return replace(state, residence=self.kind)


# --- decisions ----------------------------------------------------------------------------------------------------


def record_policy_aware(file: HouseholdFile, command: RecordPolicyAware, c: Circumstances) -> Iterator[NewEvent]:
    kept = kept_for(file, command.household_ref, command.village, c)
    yield PolicyAwareRecorded, kept | {"person_ref": a_number(command.person_ref), "at_home": command.at_home}


def record_water(file: HouseholdFile, command: RecordWater, c: Circumstances) -> Iterator[NewEvent]:
    kept = kept_for(file, command.household_ref, command.village, c)
    kind = known_kind(command.source_paper, c)
    paper = file.paper(kind.code)
    if paper is None:
        raise Refused("paper_not_in_file", papers=kind.label)
    told = {
        "source_paper": kind.code,
        "edition": paper.edition,
        "has_works": command.has_works,
        "has_water": command.has_water,
        "conclusion": c.seal(command.household_ref, "饮水结论", command.conclusion),
    }
    yield WaterRecorded, kept | told


def record_residence(file: HouseholdFile, command: RecordResidence, c: Circumstances) -> Iterator[NewEvent]:
    kept = kept_for(file, command.household_ref, command.village, c)
    papers = proofs_of(command.kind, c)
    lacking = [kind.label for kind in papers if not holds(file, kind)]
    if lacking:
        raise Refused("paper_not_in_file", papers="、".join(lacking))
    told = {
        "kind": command.kind,
        "original": c.seal(command.household_ref, "原居住地", command.original),
        "present": c.seal(command.household_ref, "现居住地", command.present),
        "papers": tuple(kind.code for kind in papers),
    }
    yield ResidenceRecorded, kept | told


def a_number(person_ref: str) -> str:
    """A member is named by his number in the household: a name could be anybody's, and stand in the clear."""
    if not MEMBER_NUMBER.fullmatch(person_ref):
        raise Refused("member_not_a_number", given=person_ref)
    return person_ref


def proofs_of(residence: ResidenceKind, c: Circumstances) -> tuple[PaperKind, ...]:
    """The papers that the campaign's list wants of whoever lives so; without any nothing is recorded."""
    papers = tuple(kind for kind in c.pack.household_file.papers if residence in kind.residence)
    if not papers:
        raise Refused("residence_without_proof", residence=RESIDENCE_NAMES[residence])
    return papers
