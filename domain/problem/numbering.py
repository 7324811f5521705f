"""问题编号: permanent and readable, counted per campaign and place by a small register stream of its own."""

from __future__ import annotations

from uuid import NAMESPACE_URL, UUID, uuid5

import msgspec

from domain.events import Event
from domain.pack import Pack
from domain.problem.registering import Finding


class ProblemRegister(msgspec.Struct, frozen=True):
    """How many numbers were given out at one place of one campaign."""

    version: int = 0
    last: int = 0


class NumberAssigned(Event, frozen=True, kw_only=True, tag="register.number_assigned"):
    number: int
    problem_no: str
    case_id: UUID

    def apply(self, state: ProblemRegister | None) -> ProblemRegister:
        return ProblemRegister(self.originator_version, self.number)


def place_of(finding: Finding) -> str:
    """The place that numbers are counted at: the town, else the village, else the county."""
    return finding.place.town or finding.place.village or finding.place.county or "县级"


def register_id(finding: Finding) -> UUID:
    return uuid5(NAMESPACE_URL, f"duban/register/{finding.campaign}/{place_of(finding)}")


def problem_no(pack: Pack, finding: Finding, number: int) -> str:
    return f"{pack.number_prefix}{pack.year}-{place_of(finding)}-{number:04d}"
