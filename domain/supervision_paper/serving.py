"""送达 签收 约谈: the issued paper reaches the unit, which signs for it; what was said and promised is recorded.

Source: domain reference, section 5; design section 2 (served and signed for are events).
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum

import msgspec
from msgspec.structs import replace

from domain.calendar import SHANGHAI
from domain.circumstances import Circumstances
from domain.events import Elsewhere, Named, NewEvent
from domain.policy import Level
from domain.problem.levels import LevelPaperReceived, LevelPaperServed
from domain.refusal import Refused
from domain.sealing import Sealed
from domain.supervision_paper.paper import Commitment, LineState, PaperEvent, PaperLine, Stage, SupervisionPaper


class Means(StrEnum):
    """送达方式."""

    IN_PERSON = "IN_PERSON"
    DOCUMENT_SYSTEM = "DOCUMENT_SYSTEM"
    POST = "POST"
    COLLECTED = "COLLECTED"


MEANS_NAMES = {
    Means.IN_PERSON: "直接送达",
    Means.DOCUMENT_SYSTEM: "公文系统送达",
    Means.POST: "邮寄送达",
    Means.COLLECTED: "来人领取",
}

# --- commands -----------------------------------------------------------------------------------------------------


class ServePaper(msgspec.Struct, frozen=True):
    """送达: how; when is when it happened, which may be entered later with a reason."""

    means: Means


class ReceivePaper(msgspec.Struct, frozen=True):
    """签收: by the head or the liaison of the unit, in his own name."""


class RecordInterview(msgspec.Struct, frozen=True):
    """约谈记录: who of the unit was spoken to, what was said, and what he committed himself to (承诺事项)."""

    interviewee: str
    record: str
    commitments: tuple[str, ...]


# --- events -------------------------------------------------------------------------------------------------------


class PaperServed(PaperEvent, frozen=True, kw_only=True, tag="paper.served"):
    document_no: str
    level: Level
    unit: str
    means: Means
    by: Named

    def apply(self, state: SupervisionPaper) -> SupervisionPaper:
        return replace(state, stage=Stage.SERVED, served_at=self.occurred_at)


class PaperReceived(PaperEvent, frozen=True, kw_only=True, tag="paper.received"):
    document_no: str
    level: Level
    unit: str
    by: Named

    def apply(self, state: SupervisionPaper) -> SupervisionPaper:
        return replace(state, stage=Stage.RECEIVED, received_at=self.occurred_at, receiver=self.by)


class PaperInterviewRecorded(PaperEvent, frozen=True, kw_only=True, tag="paper.interview_recorded"):
    """约谈记录, as whoever held the interview entered it in his own name."""

    document_no: str
    unit: str
    interviewee: Named
    by: Named
    record: Sealed
    commitments: tuple[Sealed, ...]

    def apply(self, state: SupervisionPaper) -> SupervisionPaper:
        return replace(state, interview=Commitment(self.occurred_at, len(self.commitments)))


# --- decisions ----------------------------------------------------------------------------------------------------


def serve_paper(paper: SupervisionPaper, command: ServePaper, c: Circumstances) -> Iterator[NewEvent]:
    not_before_it_was_issued(paper, c)
    by = c.actor.named()
    yield PaperServed, {**named(paper), "unit": paper.unit, "means": command.means, "by": by}
    for line in signed_lines(paper):
        yield Elsewhere(line.problem, LevelPaperServed, {**named(paper), "paper": paper.id, "by": by})


def receive_paper(paper: SupervisionPaper, command: ReceivePaper, c: Circumstances) -> Iterator[NewEvent]:
    in_his_own_name(paper, c)
    by = c.actor.named()
    yield PaperReceived, {**named(paper), "unit": paper.unit, "by": by}
    for line in signed_lines(paper):
        yield Elsewhere(line.problem, LevelPaperReceived, {**named(paper), "paper": paper.id, "by": by})


def record_interview(paper: SupervisionPaper, command: RecordInterview, c: Circumstances) -> Iterator[NewEvent]:
    if paper.interview is not None:
        raise Refused("interview_recorded", number=paper.document_no)
    not_before_it_was_issued(paper, c)
    if not command.commitments:
        raise Refused("commitments_missing")
    subject = str(paper.id)
    yield (
        PaperInterviewRecorded,
        {
            "document_no": paper.document_no,
            "unit": paper.unit,
            "interviewee": c.named(command.interviewee, paper.unit),
            "by": c.actor.named(),
            "record": c.seal(subject, "约谈记录", command.record),
            "commitments": tuple(c.seal(subject, "承诺事项", text) for text in command.commitments),
        },
    )


# --- rules --------------------------------------------------------------------------------------------------------


def not_before_it_was_issued(paper: SupervisionPaper, c: Circumstances) -> None:
    if paper.issued_at is not None and c.at < paper.issued_at:
        issued = f"{paper.issued_at.astimezone(SHANGHAI):%Y-%m-%d %H:%M}"
        raise Refused("before_issue", number=paper.document_no, issued=issued)


def in_his_own_name(paper: SupervisionPaper, c: Circumstances) -> None:
    """Nobody signs for a paper for somebody else, nor from another unit."""
    if c.actor.on_behalf_of or c.actor.way is not None:
        raise Refused("receipt_in_own_name", number=paper.document_no, unit=paper.unit)


# --- shared -------------------------------------------------------------------------------------------------------


def named(paper: SupervisionPaper) -> dict[str, object]:
    return {"document_no": paper.document_no, "level": paper.level}


def signed_lines(paper: SupervisionPaper) -> tuple[PaperLine, ...]:
    """The lines that the issued paper has."""
    return tuple(line for line in paper.lines if line.state in (LineState.LISTED, LineState.APPROVED))
