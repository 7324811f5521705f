"""Which cases name which file: the hashes that stand in the log."""

from __future__ import annotations

from collections.abc import Mapping

from domain.events import Event, topic
from domain.inspection.acknowledging import FindingAcknowledged
from domain.inspection.finding import FindingMade
from domain.problem.registering import ProblemRegistered
from domain.write_side import KINDS
from projections.log import Log, read_all

CALLED = {kind.name: kind.chinese for kind in KINDS}
"""The first word of the topics of a kind of case -> what the kind is called."""


def cited_evidence(log: Log) -> dict[str, list[str]]:
    """SHA-256 -> what names it, each once, in the order of the log: 问题编号, or of what is no problem its kind."""
    numbers: dict[object, str] = {}
    cited: dict[str, dict[str, None]] = {}
    for known in read_all(log):
        event = known.event
        if isinstance(event, ProblemRegistered):
            numbers[event.originator_id] = event.problem_no
        for piece in getattr(event, "evidence", ()):
            cited.setdefault(piece.sha256, {})[told(event, numbers)] = None
    return {sha256: list(problems) for sha256, problems in cited.items()}


def told(event: Event, numbers: Mapping[object, str]) -> str:
    """What an inspection found, and what its household said of it, is told by the problem that it became."""
    if isinstance(event, FindingMade | FindingAcknowledged):
        return event.problem_no
    return numbers.get(event.originator_id) or CALLED[topic(type(event)).partition(".")[0]]
