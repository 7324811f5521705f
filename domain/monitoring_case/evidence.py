"""佐证: acts that are worth nothing without a paper or a picture."""

from __future__ import annotations

from domain.circumstances import Circumstances
from domain.problem.problem import Evidence
from domain.problem.rectifying import accept_evidence
from domain.refusal import Refused


def proven(evidence: tuple[Evidence, ...], c: Circumstances) -> tuple[Evidence, ...]:
    """At least one piece, each named by a sound hash. Raises Refused."""
    if not evidence:
        raise Refused("evidence_missing")
    return accept_evidence(evidence, c)
