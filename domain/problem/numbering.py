"""问题编号: permanent and readable, counted per campaign and place by a small register stream of its own."""

from __future__ import annotations

from uuid import NAMESPACE_URL, UUID, uuid5

import msgspec

from domain.circumstances import Circumstances
from domain.events import Elsewhere, Event
from domain.problem.finding import Finding


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


def assign_number(case_id: UUID, finding: Finding, c: Circumstances) -> Elsewhere:
    """The next number of the place goes to this case, in the same append as the registration."""
    register: ProblemRegister | None = c.look(register_id(finding))
    number = register.last + 1 if register else 1
    given = {"number": number, "problem_no": problem_no(finding, number, c), "case_id": case_id}
    return Elsewhere(register_id(finding), NumberAssigned, given)


def place_of(finding: Finding) -> str:
    """The place that numbers are counted at: the town, else the village, else the county."""
    return finding.place.town or finding.place.village or finding.place.county or "县级"


def register_id(finding: Finding) -> UUID:
    return uuid5(NAMESPACE_URL, f"duban/register/{finding.campaign}/{place_of(finding)}")


def problem_no(finding: Finding, number: int, c: Circumstances) -> str:
    return f"{c.number_head(c.today)}-{place_of(finding)}-{number:04d}"
