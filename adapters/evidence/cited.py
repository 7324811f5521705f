"""Which problems name which file: the hashes that stand in the log."""

from __future__ import annotations

from domain.problem.registering import ProblemRegistered
from projections.log import Log, read_all


def cited_evidence(log: Log) -> dict[str, list[str]]:
    """SHA-256 -> the 问题编号 of the problems whose events name it, each once, in the order of the log."""
    numbers: dict[object, str] = {}
    cited: dict[str, dict[str, None]] = {}
    for known in read_all(log):
        event = known.event
        if isinstance(event, ProblemRegistered):
            numbers[event.originator_id] = event.problem_no
        for piece in getattr(event, "evidence", ()):
            cited.setdefault(piece.sha256, {})[numbers[event.originator_id]] = None
    return {sha256: list(problems) for sha256, problems in cited.items()}
