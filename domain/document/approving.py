"""核稿 签发 撤稿: somebody else than the drafter reviews, somebody else than both signs; then it stays as it is.

The number is given at the signature, and to nothing that is not signed. Source: GB/T 9704-2012, 7.2.5; SoD-8.
"""

from __future__ import annotations

from collections.abc import Iterator

import msgspec
from msgspec.structs import replace

from domain.circumstances import Circumstances
from domain.document.document import Document, DocumentEvent, Stage, signed_digest
from domain.document.kinds import WORDS
from domain.document.numbering import number_letter
from domain.events import Named, NewEvent
from domain.sealing import Fingerprint, Sealed

# --- commands -----------------------------------------------------------------------------------------------------


class ReviewDocument(msgspec.Struct, frozen=True):
    """核稿."""


class SignDocument(msgspec.Struct, frozen=True):
    """签发: it gets its 发文字号 and is frozen."""


class WithdrawDocument(msgspec.Struct, frozen=True):
    """撤稿, before it is signed: to draft it anew."""

    reason: str


# --- events -------------------------------------------------------------------------------------------------------


class DocumentReviewed(DocumentEvent, frozen=True, kw_only=True, tag="document.reviewed"):
    by: Named
    digest: Fingerprint

    def apply(self, state: Document) -> Document:
        return replace(state, stage=Stage.REVIEWED, reviewer=self.by)


class DocumentSigned(DocumentEvent, frozen=True, kw_only=True, tag="document.signed"):
    """``digest`` covers all that is printed. A form (审批表) bears no 发文字号."""

    document_no: str = ""
    signer: Named
    digest: Fingerprint

    def apply(self, state: Document) -> Document:
        return replace(
            state,
            stage=Stage.SIGNED,
            document_no=self.document_no,
            signer=self.signer,
            signed_at=self.occurred_at,
            signed_digest=self.digest,
        )


class DocumentWithdrawn(DocumentEvent, frozen=True, kw_only=True, tag="document.withdrawn"):
    by: Named
    reason: Sealed

    def apply(self, state: Document) -> Document:
        return replace(state, stage=Stage.WITHDRAWN)


# --- decisions ----------------------------------------------------------------------------------------------------


def review_document(document: Document, command: ReviewDocument, c: Circumstances) -> Iterator[NewEvent]:
    yield DocumentReviewed, {"by": c.actor.named(), "digest": document.digest}


def sign_document(document: Document, command: SignDocument, c: Circumstances) -> Iterator[NewEvent]:
    document_no, signer = "", c.actor.named()
    if WORDS[document.masthead.kind].in_number:
        numbered = number_letter(document.id, document.unit, document.masthead.kind, c)
        yield numbered
        document_no = numbered.fields["document_no"]
    digest = signed_digest(document, document_no, c.today, signer)
    yield DocumentSigned, {"document_no": document_no, "signer": signer, "digest": digest}


def withdraw_document(document: Document, command: WithdrawDocument, c: Circumstances) -> Iterator[NewEvent]:
    reason = c.seal(str(document.id), "撤稿理由", command.reason)
    yield DocumentWithdrawn, {"by": c.actor.named(), "reason": reason}
