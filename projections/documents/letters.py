"""函件: what a letter says that was signed in a case of its own (督办函, 通报, 约谈通知书, 整改函), from its events.

Nothing of it is read from what happened since. Source: domain reference, sections 5 and 8; R003-13 to R003-15.
"""

from __future__ import annotations

from uuid import UUID

import msgspec

from domain.document.content import Content, Line
from domain.document.kinds import DocumentKind
from domain.inspection.concluding import LetterIssued, LetterLine
from domain.supervision_paper.issuing import PaperIssued
from domain.supervision_paper.paper import PaperLine
from projections.documents.words import Sayings, chinese_span, day_text, heading, name_of, place_of
from projections.ledger_lines import Reveal
from projections.log import Log, decode

LATE_COLUMNS = ("问题编号", "问题类型", "问题", "整改时限", "事由")
FINDING_COLUMNS = ("类别", "被督查单位", "镇村", "问题", "整改要求", "整改期限", "整改情况")


class Letter(msgspec.Struct, frozen=True):
    """A document ready to be printed. ``sha256``: what was signed; empty for a draft.

    ``intact``: the digest is still that of what is there.
    """

    kind: DocumentKind
    number: str
    content: Content
    sha256: str = ""
    intact: bool = True


# --- 督办函 通报 约谈通知书 ------------------------------------------------------------------------------------------


def issue_of(log: Log, paper_id: UUID) -> PaperIssued | None:
    """The issue of a paper; None while it is a draft, or if it fell away."""
    return next((e for e in map(decode, log.select_events(paper_id)) if isinstance(e, PaperIssued)), None)


def letter_of(log: Log, inspection: UUID) -> LetterIssued | None:
    """The letter of an inspection; None while there is none."""
    return next((e for e in map(decode, log.select_events(inspection)) if isinstance(e, LetterIssued)), None)


def paper_letter(issued: PaperIssued, reveal: Reveal) -> Letter:
    """督办函, 通报 or 约谈通知书, as it was issued."""
    lines = sorted(issued.lines, key=lambda line: line.problem_no)
    sayings = Sayings((line.said for line in lines), reveal)
    more = {
        "主送": issued.unit,
        "抄送": "、".join(issued.copies),
        "件数": str(len(lines)),
        "签发人": name_of(issued.signer),
        "核稿人": name_of(issued.reviewer),
        "拟稿人": "系统拟稿",
    }
    content = Content(
        entries=tuple(heading(issued.masthead, issued.occurred_at, issued.document_no, **more)),
        columns=LATE_COLUMNS,
        lines=tuple(late_line(line, sayings) for line in lines),
    )
    return Letter(issued.masthead.kind, issued.document_no, content, issued.digest.sha256, issued.intact)


def late_line(line: PaperLine, sayings: Sayings) -> Line:
    assert line.said is not None, "an issued line says what it is about"
    said = line.said
    cells = (line.problem_no, said.category, sayings.of(said, said.content), day_text(said.due_on), line.basis)
    return Line(line.problem_no, cells)


# --- 整改函 ---------------------------------------------------------------------------------------------------------


def rectification_letter(issued: LetterIssued, reveal: Reveal) -> Letter:
    """整改函 with 问题清单 (L6)."""
    texts = [line.demand for line in issued.lines]
    sayings = Sayings((line.said for line in issued.lines), reveal, texts)
    more = {
        "主送": issued.addressee,
        "抄送": "、".join(issued.copies),
        "件数": str(len(issued.lines)),
        "签发人": name_of(issued.signer),
        "督查时间": chinese_span(*issued.visited),
    }
    content = Content(
        entries=tuple(heading(issued.masthead, issued.occurred_at, issued.letter_no, **more)),
        columns=FINDING_COLUMNS,
        lines=tuple(finding_line(line, sayings) for line in issued.lines),
    )
    return Letter(issued.masthead.kind, issued.letter_no, content, issued.digest.sha256, issued.intact)


def finding_line(line: LetterLine, sayings: Sayings) -> Line:
    """整改情况 is left to whoever answers the letter."""
    assert line.said is not None, "an issued line says what it is about"
    said = line.said
    cells = (
        said.category,
        line.unit,
        place_of(said),
        sayings.of(said, said.content),
        sayings.of(said, line.demand),
        day_text(line.due_on or said.due_on),
        "",
    )
    return Line(line.problem_no, cells)
