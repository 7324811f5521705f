"""发现问题: each finding becomes a problem in the same transaction, on a basis and by a rule; 典型经验 beside.

Source: domain reference, section 8; R000-06 to R000-08, R000-15, R000-28, R000-30, R003-07, R003-41.
"""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

import msgspec
from msgspec.structs import replace

from domain.circumstances import Circumstances
from domain.events import Named, NewEvent, in_stream
from domain.inspection.inspection import FindingRef, Inspection, InspectionEvent
from domain.inspection.planning import everybody, not_recused
from domain.problem.classification import Mode, Severity
from domain.problem.finding import Finding
from domain.problem.problem import Evidence, Problem
from domain.problem.rectifying import accept_evidence
from domain.problem.registering import RegisterProblem, dispatched, register
from domain.refusal import Refused
from domain.sealing import Sealed

# --- commands -----------------------------------------------------------------------------------------------------


class MakeFinding(msgspec.Struct, frozen=True):
    """发现问题: on a factual basis and against a rule (实事求是, 依法依规).

    ``guidance`` is what was said on the spot to help; ``at_once_unit`` names the unit that rectifies it at once.
    ``evidence`` is what was filmed, recorded or photographed on the spot (R000-30).
    """

    finding: Finding
    factual_basis: str
    rule: str
    guidance: str = ""
    at_once_unit: str = ""
    evidence: tuple[Evidence, ...] = ()


class RecordGoodPractice(msgspec.Struct, frozen=True):
    """典型经验: what others can learn from."""

    village: str
    practice: str
    category: str = ""


# --- events -------------------------------------------------------------------------------------------------------


class FindingMade(InspectionEvent, frozen=True, kw_only=True, tag="inspection.finding_made"):
    problem: UUID
    problem_no: str
    severity: Severity
    by: Named
    factual_basis: Sealed
    rule: Sealed
    village: str = ""
    household: str = ""
    guidance: Sealed | None = None
    at_once_by: str = ""
    evidence: tuple[Evidence, ...] = ()

    def apply(self, state: Inspection) -> Inspection:
        found = FindingRef(self.problem, self.problem_no, self.village, self.severity, self.household)
        return replace(state, findings=(*state.findings, found))


class GoodPracticeRecorded(InspectionEvent, frozen=True, kw_only=True, tag="inspection.good_practice_recorded"):
    village: str
    practice: Sealed
    by: Named
    category: str = ""

    def apply(self, state: Inspection) -> Inspection:
        return replace(state, good_practices=state.good_practices + 1)


# --- decisions ----------------------------------------------------------------------------------------------------


def make_finding(inspection: Inspection, command: MakeFinding, c: Circumstances) -> Iterator[NewEvent]:
    yield from found(inspection, command, len(inspection.findings), c)


def found(inspection: Inspection, command: MakeFinding, number: int, c: Circumstances) -> Iterator[NewEvent]:
    """A finding, and the problem that it becomes; ``number`` tells apart what one command finds."""
    finding = command.finding
    the_finding_is_of_this_inspection(inspection, finding, c)
    evidence = accept_evidence(command.evidence, c)
    problem_id = c.new_id("problem", number)
    yield from in_stream(problem_id, register(problem_id, RegisterProblem(finding), c))
    problem: Problem = c.look(problem_id)
    subject = finding.household_ref or str(problem_id)
    yield (
        FindingMade,
        {
            "problem": problem_id,
            "problem_no": problem.problem_no,
            "severity": finding.severity,
            "by": c.actor.named(),
            "factual_basis": c.seal(subject, "事实依据", command.factual_basis),
            "rule": c.seal(subject, "政策依据", command.rule),
            "village": finding.place.village,
            "household": finding.household_ref,
            "guidance": c.seal(subject, "现场指导", command.guidance) if command.guidance.strip() else None,
            "at_once_by": command.at_once_unit,
            "evidence": evidence,
        },
    )
    if command.at_once_unit:
        at_once = dispatched(command.at_once_unit, Mode.IMMEDIATE, None, c, claim_owed=True)
        yield from in_stream(problem_id, [at_once])


def record_good_practice(inspection: Inspection, command: RecordGoodPractice, c: Circumstances) -> Iterator[NewEvent]:
    practice = c.seal(inspection.subject, "典型经验", command.practice)
    fields = {"village": command.village, "category": command.category, "practice": practice}
    yield GoodPracticeRecorded, fields | {"by": c.actor.named()}


# --- rules --------------------------------------------------------------------------------------------------------


def the_finding_is_of_this_inspection(inspection: Inspection, finding: Finding, c: Circumstances) -> None:
    """In its campaign and its area, by one of its people who has nothing to do with the place (SoD-3)."""
    if finding.campaign != inspection.campaign:
        raise Refused("finding_of_another_campaign", campaign=finding.campaign, own=inspection.campaign)
    if c.actor.person not in everybody(inspection):
        raise Refused("not_of_the_party", name=c.actor.name, number=inspection.number)
    place = finding.place
    where = place.village or place.town or place.county
    if where:
        c.organisation.unit(where)
        if not c.organisation.is_within(where, inspection.area):
            raise Refused("village_outside", village=where, area=inspection.area)
    if place.village:
        not_recused(c.actor.person, place.village, c)
