"""农户认可: whether a household acknowledges what was found at its home, by its signature, or why it does not.

Nobody leaves, and no letter goes out, before each household was asked; what it disputes stays flagged (R000-29).
Source: domain reference, section 8; R000-29.
"""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

import msgspec
from msgspec.structs import replace

from domain.circumstances import Circumstances
from domain.events import Named, NewEvent
from domain.inspection.inspection import FindingRef, Inspection, InspectionEvent
from domain.problem.problem import NOT_COUNTED, Evidence
from domain.problem.rectifying import accept_evidence
from domain.refusal import Refused
from domain.sealing import Sealed

# --- commands -----------------------------------------------------------------------------------------------------


class RecordAcknowledgement(msgspec.Struct, frozen=True):
    """记录农户是否认可: ``evidence`` shows its signature or its voice; whoever disputes it is heard (``said``)."""

    problem_no: str
    agrees: bool
    evidence: tuple[Evidence, ...] = ()
    said: str = ""


# --- events -------------------------------------------------------------------------------------------------------


class FindingAcknowledged(InspectionEvent, frozen=True, kw_only=True, tag="inspection.finding_acknowledged"):
    problem: UUID
    problem_no: str
    household: str
    agrees: bool
    by: Named
    evidence: tuple[Evidence, ...] = ()
    said: Sealed | None = None

    def apply(self, state: Inspection) -> Inspection:
        findings = (answered(found, self) if found.problem == self.problem else found for found in state.findings)
        return replace(state, findings=tuple(findings))


def answered(found: FindingRef, event: FindingAcknowledged) -> FindingRef:
    return replace(found, acknowledged=event.agrees)


# --- decisions ----------------------------------------------------------------------------------------------------


def record_acknowledgement(
    inspection: Inspection, command: RecordAcknowledgement, c: Circumstances
) -> Iterator[NewEvent]:
    found = next((one for one in inspection.findings if one.problem_no == command.problem_no), None)
    if found is None or not found.household:
        raise Refused("no_household_finding", problem_no=command.problem_no, number=inspection.number)
    evidence = accept_evidence(command.evidence, c)
    if command.agrees and not evidence:
        raise Refused("evidence_missing")
    said = None
    if command.said.strip() or not command.agrees:
        said = c.seal(found.household, "农户不认可的理由", command.said)
    yield (
        FindingAcknowledged,
        {
            "problem": found.problem,
            "problem_no": found.problem_no,
            "household": found.household,
            "agrees": command.agrees,
            "by": c.actor.named(),
            "evidence": evidence,
            "said": said,
        },
    )


# --- rules --------------------------------------------------------------------------------------------------------


def every_household_was_asked(inspection: Inspection, c: Circumstances) -> None:
    """A household that disputes what was found was asked as well; what was registered by mistake is not asked about."""
    waiting = (found for found in inspection.findings if found.household and found.acknowledged is None)
    unasked = [found.problem_no for found in waiting if c.look(found.problem).stage not in NOT_COUNTED]
    if unasked:
        raise Refused("households_not_asked", numbers="、".join(unasked))
