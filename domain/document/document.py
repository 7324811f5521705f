"""文稿: one document that has no case of its own: drafted from the log, reviewed, signed, then frozen for ever.

Source: design section 2 (拟稿, 核稿, 签发 are events); R000-17, R001-61, R002-41.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from enum import StrEnum
from uuid import UUID

import msgspec

from domain.calendar import local_date
from domain.case import CaseEvent
from domain.document.content import FrozenContent, content_digest
from domain.document.masthead import Masthead
from domain.events import Named
from domain.owing import Obligation
from domain.sealing import Fingerprint


class Stage(StrEnum):
    DRAFTED = "DRAFTED"
    REVIEWED = "REVIEWED"
    SIGNED = "SIGNED"
    WITHDRAWN = "WITHDRAWN"


STAGE_NAMES = {
    Stage.DRAFTED: "已拟稿待核稿",
    Stage.REVIEWED: "已核稿待签发",
    Stage.SIGNED: "已签发",
    Stage.WITHDRAWN: "已撤稿",
}


class Document(msgspec.Struct, frozen=True):
    """One document, as of its last event. ``unit`` is the organ whose document it is; ``about`` the case behind it."""

    id: UUID
    version: int
    campaign: str
    unit: str
    draft_no: str
    masthead: Masthead
    as_of: datetime
    known_at: datetime
    position: int
    content: FrozenContent
    digest: Fingerprint
    drafter: Named
    drafted_at: datetime
    addressee: str = ""
    copies: tuple[str, ...] = ()
    about: UUID | None = None
    stage: Stage = Stage.DRAFTED
    reviewer: Named | None = None
    signer: Named | None = None
    document_no: str = ""
    signed_at: datetime | None = None
    signed_digest: Fingerprint | None = None
    obligations: tuple[Obligation, ...] = ()

    @property
    def number(self) -> str:
        return self.draft_no

    @property
    def answerable(self) -> tuple[str, ...]:
        return ()

    @property
    def due_on(self) -> date | None:
        return None

    @property
    def intact(self) -> bool:
        """Whether the digests are still those of what is there."""
        printed = (self.masthead, self.unit, self.addressee, self.copies, self.as_of, self.known_at, self.content)
        if self.digest != draft_digest(*printed):
            return False
        if self.signed_at is None or self.signer is None:
            return True
        return self.signed_digest == signed_digest(self, self.document_no, local_date(self.signed_at), self.signer)


class DocumentEvent(CaseEvent, frozen=True, kw_only=True):
    """The base of all events of a document."""


def draft_digest(
    masthead: Masthead,
    unit: str,
    addressee: str,
    copies: tuple[str, ...],
    as_of: datetime,
    known_at: datetime,
    content: FrozenContent,
) -> Fingerprint:
    """What is reviewed: all that will be printed but number, day and signer."""
    moments = [at.astimezone(UTC) for at in (as_of, known_at)]
    return content_digest([masthead, unit, addressee, copies, moments, content])


def signed_digest(document: Document, document_no: str, day: date, signer: Named) -> Fingerprint:
    """What is signed: the draft that was reviewed, with its number, its day and the three who stand for it."""
    return content_digest([document.digest, document_no, day, document.drafter, document.reviewer, signer])
