"""拟稿: a document is read from the log and frozen as a draft; what no ledger knows its drafter writes, part by part.

To change a draft is to withdraw it and to draft another one: what is reviewed is what is signed.
Source: R000-17 (a missing part blocks), R002-41, R001-61; SoD-8.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

import msgspec
from msgspec.structs import replace

from domain.circumstances import Circumstances
from domain.citing import cited, cited_if_any
from domain.document.content import ContentRead, FrozenContent, frozen
from domain.document.document import Document, DocumentEvent, draft_digest
from domain.document.kinds import NAMES, DocumentKind
from domain.document.marks import Marks
from domain.document.masthead import FORMS, Masthead, masthead
from domain.events import Named, NewEvent
from domain.numbering import number_case
from domain.refusal import Refused
from domain.sealing import Fingerprint

DRAFTED_HERE = frozenset(
    {
        DocumentKind.REMINDER,
        DocumentKind.COMMENDATION,
        DocumentKind.INSPECTION_REPORT,
        DocumentKind.SELF_CHECK_REPORT,
        DocumentKind.WORK_REPORT,
        DocumentKind.CLOSE_APPROVAL_FORM,
    }
)
"""All others are signed in the case that they belong to."""


class WrittenPart(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """A part of a document as its drafter wrote it."""

    title: str
    text: str


# --- command ------------------------------------------------------------------------------------------------------


class DraftDocument(msgspec.Struct, frozen=True):
    """拟稿: about a case (a report, a problem) or about units, as of a moment, as known at a moment.

    ``read`` is what the machine read from the log for it; a person can give none.
    """

    campaign: str
    kind: DocumentKind
    about: UUID | None = None
    units: tuple[str, ...] = ()
    addressee: str = ""
    copies: tuple[str, ...] = ()
    parts: tuple[WrittenPart, ...] = ()
    marks: Marks = Marks()
    as_of: datetime | None = None
    known_at: datetime | None = None
    read: ContentRead | None = None


# --- event --------------------------------------------------------------------------------------------------------


class DocumentDrafted(DocumentEvent, frozen=True, kw_only=True, tag="document.drafted"):
    """``digest`` covers all that will be printed but number, day and signer."""

    draft_no: str
    unit: str
    masthead: Masthead
    as_of: datetime
    known_at: datetime
    position: int
    content: FrozenContent
    digest: Fingerprint
    by: Named
    addressee: str = ""
    copies: tuple[str, ...] = ()
    about: UUID | None = None

    def apply(self, state: Document | None) -> Document:
        return Document(
            id=self.originator_id,
            version=self.originator_version,
            campaign=self.envelope.campaign,
            unit=self.unit,
            draft_no=self.draft_no,
            masthead=self.masthead,
            as_of=self.as_of,
            known_at=self.known_at,
            position=self.position,
            content=self.content,
            digest=self.digest,
            drafter=self.by,
            drafted_at=self.occurred_at,
            addressee=self.addressee,
            copies=self.copies,
            about=self.about,
        )


# --- decision -----------------------------------------------------------------------------------------------------


def draft_document(case_id: UUID, command: DraftDocument, c: Circumstances) -> Iterator[NewEvent]:
    it_is_drafted_here(command)
    if command.read is None:
        raise Refused("document_unread")
    read = command.read
    it_is_his_to_draft(read, c)
    every_part_is_written(read, command)
    numbered = number_case(case_id, "document", "文稿", c)
    yield numbered
    head, to = headed(command, read, c), cited_if_any(command.addressee or read.addressee, "主送")
    copied, content = copies(command, c), frozen(read.content, str(case_id), c)
    yield (
        DocumentDrafted,
        {
            "draft_no": numbered.fields["case_no"],
            "unit": c.actor.unit,
            "masthead": head,
            "addressee": to,
            "copies": copied,
            "as_of": read.as_of,
            "known_at": read.known_at,
            "position": read.position,
            "content": content,
            "digest": draft_digest(head, c.actor.unit, to, copied, read.as_of, read.known_at, content),
            "by": c.actor.named(),
            "about": command.about,
        },
    )


def headed(command: DraftDocument, read: ContentRead, c: Circumstances) -> Masthead:
    """A report is called by its own title."""
    head = masthead(c.actor.unit, command.kind, c, command.marks)
    return replace(head, title=read.title) if read.title else head


def copies(command: DraftDocument, c: Circumstances) -> tuple[str, ...]:
    """To whom the pack's form of the kind always goes, and whom the drafter names."""
    form = c.pack.letter(FORMS[command.kind]) if command.kind in FORMS else None
    named = tuple(cited(one, "抄送") for one in command.copies)
    return tuple(dict.fromkeys((*(form.copies if form else ()), *named)))


# --- rules --------------------------------------------------------------------------------------------------------


def it_is_drafted_here(command: DraftDocument) -> None:
    if command.kind not in DRAFTED_HERE:
        known = "、".join(NAMES[kind] for kind in DocumentKind if kind in DRAFTED_HERE)
        raise Refused("not_drafted_here", kind=NAMES[command.kind], known=known)


def it_is_his_to_draft(read: ContentRead, c: Circumstances) -> None:
    """Of one's own unit, or of a unit that one's own reaches."""
    for unit in read.concerns:
        own = c.organisation.same(unit, c.actor.unit)
        if not own and not c.organisation.reaches(c.actor.unit, unit):
            raise Refused("out_of_reach", name=c.actor.name, acting=c.actor.unit, unit=unit)


def every_part_is_written(read: ContentRead, command: DraftDocument) -> None:
    lacking = [part.name for part in read.content.parts if not part.text.strip()]
    if lacking:
        raise Refused("report_part_missing", parts="、".join(lacking), title=read.title or NAMES[command.kind])
