"""函件: what a letter says that was signed in a case of its own (督办函, 通报, 约谈通知书, 整改函), from its events.

Nothing of it is read from what happened since. Source: domain reference, sections 5 and 8; R003-13 to R003-15.
"""

from __future__ import annotations

from uuid import UUID

import msgspec

from domain.accountability import MISCONDUCT_NAMES
from domain.calendar import local_date
from domain.document.content import Content, Entry, FrozenEntry, Line, content_digest
from domain.document.document import Document
from domain.document.kinds import DocumentKind
from domain.document.masthead import Masthead
from domain.events import Named
from domain.inspection.concluding import LetterIssued, LetterLine
from domain.issue.content import cells_of_text
from domain.papers import Layout
from domain.referral.answering import ReferralHandedOver
from domain.referral.referral import Referral
from domain.supervision_paper.issuing import PaperIssued
from domain.supervision_paper.paper import PaperLine
from domain.supervision_paper.serving import PaperInterviewRecorded
from projections.documents.words import Sayings, chinese_date, chinese_span, day_text, heading, name_of, place_of
from projections.ledger_lines import ERASED, Reveal
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
    layout: Layout
    sha256: str = ""
    intact: bool = True


def headed(masthead: Masthead, number: str, content: Content, sha256: str, intact: bool) -> Letter:
    return Letter(masthead.kind, number, content, masthead.layout, sha256, intact)


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
    return headed(issued.masthead, issued.document_no, content, issued.digest.sha256, issued.intact)


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
        "督查时间": chinese_span(issued.first_on, issued.last_on),
    }
    content = Content(
        entries=tuple(heading(issued.masthead, issued.occurred_at, issued.letter_no, **more)),
        columns=FINDING_COLUMNS,
        lines=tuple(finding_line(line, sayings) for line in issued.lines),
    )
    return headed(issued.masthead, issued.letter_no, content, issued.digest.sha256, issued.intact)


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


# --- 约谈记录 -------------------------------------------------------------------------------------------------------


def interview_of(log: Log, paper_id: UUID) -> PaperInterviewRecorded | None:
    """What was recorded of the interview that a paper calls to; None while nothing was."""
    found = (e for e in map(decode, log.select_events(paper_id)) if isinstance(e, PaperInterviewRecorded))
    return next(found, None)


def interview_record(issued: PaperIssued, held: PaperInterviewRecorded, reveal: Reveal) -> Letter:
    """约谈记录: who spoke to whom, what was said and promised; to be signed by both."""
    texts = reveal([held.record.ref, *(one.ref for one in held.commitments)])
    promised = (f"{number}. {texts.get(one.ref, ERASED)}" for number, one in enumerate(held.commitments, start=1))
    more = {
        "主送": held.unit,
        "约谈日期": chinese_date(local_date(held.occurred_at)),
        "被约谈人": titled(held.interviewee),
        "约谈人": titled(held.by),
        "约谈情况": texts.get(held.record.ref, ERASED),
        "承诺事项": "\n".join(promised),
    }
    masthead = msgspec.structs.replace(issued.masthead, kind=DocumentKind.INTERVIEW_RECORD, title="约谈记录")
    content = Content(entries=tuple(heading(masthead, held.occurred_at, held.document_no, **more)))
    sha256 = content_digest([held.record, held.commitments, held.interviewee, held.by, held.document_no]).sha256
    return Letter(DocumentKind.INTERVIEW_RECORD, held.document_no, content, Layout.DOCUMENT, sha256)


def titled(person: Named) -> str:
    return f"{person.unit}{person.post} {name_of(person)}".strip()


# --- 移交函 ---------------------------------------------------------------------------------------------------------


def handed_over_by(log: Log, referral: UUID) -> ReferralHandedOver | None:
    """The hand-over that stands: the last one; None while there is none."""
    handed = [e for e in map(decode, log.select_events(referral)) if isinstance(e, ReferralHandedOver)]
    return handed[-1] if handed else None


def referral_letter(referral: Referral, handed: ReferralHandedOver, reveal: Reveal) -> Letter:
    """移交函: only for whoever may read the referral; the list names the pieces, each with its hash."""
    texts = reveal(item.text.ref for item in handed.items)
    more = {
        "主送": handed.to,
        "件数": str(len(handed.items)),
        "签发人": name_of(handed.by),
        "移交编号": referral.number,
        "移交类别": MISCONDUCT_NAMES[referral.kind],
        "材料摘要": handed.evidence_pack,
    }
    content = Content(
        entries=tuple(heading(handed.masthead, handed.occurred_at, handed.document_no, **more)),
        columns=("材料", "摘要"),
        lines=tuple(Line(item.sha256, (texts.get(item.text.ref, ERASED), item.sha256)) for item in handed.items),
    )
    return headed(handed.masthead, handed.document_no, content, handed.digest.sha256, handed.intact)


# --- 文稿 -----------------------------------------------------------------------------------------------------------


def drafted_letter(document: Document, reveal: Reveal) -> Letter:
    """A document as it was drafted, with its number, day and signer once it is signed; a draft says so."""
    frozen = document.content
    sealed = [one.text for one in (*frozen.entries, *frozen.parts) if one.text]
    texts = reveal([*(one.ref for one in sealed), *(line.cells.ref for line in frozen.lines)])

    def plain(one: FrozenEntry) -> Entry:
        return Entry(one.name, texts.get(one.text.ref, ERASED) if one.text else "", one.subject)

    signed = document.signed_at is not None
    more = {
        "主送": document.addressee,
        "抄送": "、".join(document.copies),
        "拟稿人": name_of(document.drafter),
        "核稿人": name_of(document.reviewer),
        "签发人": name_of(document.signer),
        "草稿": "" if signed else "草稿",
    }
    content = Content(
        entries=(
            *heading(document.masthead, document.signed_at, document.document_no, **more),
            *map(plain, frozen.entries),
        ),
        parts=tuple(map(plain, frozen.parts)),
        columns=frozen.columns,
        lines=tuple(
            Line(one.key, cells(texts.get(one.cells.ref), len(frozen.columns)), one.subject) for one in frozen.lines
        ),
    )
    sha256 = document.signed_digest.sha256 if document.signed_digest else ""
    number = document.document_no or document.draft_no
    return headed(document.masthead, number, content, sha256, document.intact)


def cells(text: str | None, width: int) -> tuple[str, ...]:
    """A line as it was frozen; of a household that was erased since, nothing but that."""
    return cells_of_text(text) if text is not None else (ERASED,) * width
