"""履责情况追溯材料: the facts of which the dossier of one problem is made, as of one moment and as known at one.

The trail is told from the very events that the dossier holds, so that whoever folds them again comes to the same.
Source: domain reference, section 1 (`accountability_dossier`) and section 11 (L8).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from uuid import UUID

import msgspec

from domain.events import Event
from domain.message.message import Message
from domain.problem.paper import PaperDecisionRecorded
from domain.problem.problem import Evidence, EvidenceKind, ProblemEvent
from domain.problem.registering import ProblemRegistered
from domain.sealing import sealed_in
from domain.supervision_paper.paper import SupervisionPaper
from projections.ledger import LedgerRow, Ref
from projections.ledger_lines import LedgerLine
from projections.seeing import Seen
from projections.trail import Trail


class CitedEvidence(msgspec.Struct, frozen=True):
    """A file that the events name, by its whole hash, and the versions of those that do."""

    sha256: str
    kind: EvidenceKind
    taken_at: datetime | None
    taken_by: str
    versions: tuple[int, ...]


class DossierFacts(msgspec.Struct, frozen=True, kw_only=True):
    """``told``: the events of the messages about it; ``papers``: of the ladder, those that list it.

    ``in_full``: 户主姓名 stands in full.
    """

    trail: Trail
    line: LedgerLine
    row: LedgerRow
    events: tuple[ProblemEvent, ...]
    told: tuple[Event, ...]
    evidence: tuple[CitedEvidence, ...]
    papers: tuple[SupervisionPaper, ...]
    in_full: bool


def cited_evidence(events: Iterable[ProblemEvent]) -> tuple[CitedEvidence, ...]:
    """Every file once, in the order in which it was first named."""
    found: dict[str, CitedEvidence] = {}
    for event in events:
        for piece in pieces(event):
            versions = found[piece.sha256].versions if piece.sha256 in found else ()
            said = (piece.sha256, piece.kind, piece.taken_at, piece.taken_by)
            found[piece.sha256] = CitedEvidence(*said, (*versions, event.originator_version))
    return tuple(found.values())


def pieces(event: ProblemEvent) -> Iterator[Evidence]:
    """The evidence of an event; the paper of a registration and the scan of a signature are files as well."""
    yield from getattr(event, "evidence", ())
    if isinstance(event, PaperDecisionRecorded):
        yield Evidence(event.scan_sha256)
    if isinstance(event, ProblemRegistered) and event.paper_sha256:
        yield Evidence(event.paper_sha256)


def texts_in(events: Iterable[Event]) -> list[Ref]:
    """Every sealed text of the events, each once, in their order."""
    return list(dict.fromkeys(sealed.ref for event in events for sealed in sealed_in(event)))


def papers_seen(then: Seen, events: Iterable[ProblemEvent]) -> Iterator[SupervisionPaper]:
    """The papers of the ladder on which the problem was listed, in that order, as they stood then."""
    listed = (getattr(event, "paper", None) for event in events)
    for _, stream in then.streams(paper for paper in listed if isinstance(paper, UUID)):
        state: SupervisionPaper | None = None
        for event in stream:
            state = event.evolve(state)
        if state is not None:
            yield state


def message_in(events: Sequence[Event]) -> Message | None:
    """The message that these events make; None if it was not written then."""
    state: Message | None = None
    for event in events:
        state = event.evolve(state)
    return state
