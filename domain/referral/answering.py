"""移交 受理 反馈 处理结果: the list and the sealed pack go to discipline inspection, and what comes back is recorded.

The decision itself is taken outside; here stand its basis, who took it, and whom it concerns.
Source: domain reference, section 9; R002-51, R003-25.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from enum import StrEnum
from typing import ClassVar

import msgspec
from msgspec.structs import replace

from domain.calendar import local_date
from domain.circumstances import Circumstances
from domain.citing import cited
from domain.document.content import content_digest
from domain.document.kinds import DocumentKind
from domain.document.marks import Marks
from domain.document.masthead import Masthead, masthead
from domain.document.numbering import number_letter
from domain.events import Named, NewEvent
from domain.organisation import Role
from domain.owing import Obligation
from domain.pack import PlaceLevel
from domain.policy import Duty
from domain.problem.rectifying import sound_hash
from domain.referral.referral import FEEDBACK_DUTY, Feedback, Referral, ReferralEvent, Stage
from domain.refusal import Refused
from domain.sealing import Fingerprint, Sealed


class Sanction(StrEnum):
    """处理方式."""

    CIRCULAR = "CIRCULAR"  # 通报
    ADMONITION = "ADMONITION"  # 诫勉
    ORGANISATIONAL = "ORGANISATIONAL"  # 组织处理
    DISCIPLINARY = "DISCIPLINARY"  # 党纪政务处分
    JUDICIAL = "JUDICIAL"  # 移送司法机关


SANCTION_NAMES = {
    Sanction.CIRCULAR: "通报",
    Sanction.ADMONITION: "诫勉",
    Sanction.ORGANISATIONAL: "组织处理",
    Sanction.DISCIPLINARY: "党纪政务处分",
    Sanction.JUDICIAL: "移送司法机关",
}


class Consequence(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """What was done to one unit or one person (their ids). ``circulated_in``: how far a circular goes (通报范围)."""

    sanction: Sanction
    unit: str = ""
    person: str = ""
    circulated_in: PlaceLevel | None = None


# --- commands -----------------------------------------------------------------------------------------------------


class ListedItem(msgspec.Struct, frozen=True):
    """One line of the list of what is handed over (移交清单)."""

    text: str
    sha256: str


class HandOverReferral(msgspec.Struct, frozen=True):
    """移交: to a body of discipline inspection, with the list and the SHA-256 of the sealed evidence pack.

    ``marks``: 密级 and the like, as whoever hands over decides.
    """

    to: str
    items: tuple[ListedItem, ...]
    evidence_pack: str
    marks: Marks = Marks()


class AcceptReferral(msgspec.Struct, frozen=True):
    """受理移交, with the number of the receipt (回执编号)."""

    receipt: str


class ReturnReferral(msgspec.Struct, frozen=True):
    """退回移交: it is not theirs to handle (无管辖权)."""

    reason: str


class GiveFeedback(msgspec.Struct, frozen=True):
    """反馈办理情况; 不予立案 needs a reason."""

    feedback: Feedback
    reason: str = ""


class RecordOutcome(msgspec.Struct, frozen=True):
    """处理结果: on units and on persons, by which authority, on the basis of which document."""

    consequences: tuple[Consequence, ...]
    authority: str
    basis: str
    decided_on: date | None = None


# --- events -------------------------------------------------------------------------------------------------------


PRINTED = ("to", "items", "evidence_pack", "by", "document_no", "masthead")
"""Of a letter of referral, what is printed besides its day."""


class HandedItem(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    text: Sealed
    sha256: str


class ReferralHandedOver(ReferralEvent, frozen=True, kw_only=True, tag="referral.handed_over"):
    """移交函 with its list: all that is printed of it stands here, and is covered by ``digest``."""

    to: str
    items: tuple[HandedItem, ...]
    evidence_pack: str
    by: Named
    document_no: str
    masthead: Masthead
    digest: Fingerprint

    @property
    def intact(self) -> bool:
        """Whether the digest is still that of what stands here."""
        printed = {name: getattr(self, name) for name in PRINTED}
        return self.digest == content_digest([local_date(self.occurred_at), printed])

    def apply(self, state: Referral) -> Referral:
        return replace(state, stage=Stage.HANDED_OVER, handed_to=self.to)


class ReferralAccepted(ReferralEvent, frozen=True, kw_only=True, tag="referral.accepted"):
    receipt: str
    by: Named

    def apply(self, state: Referral) -> Referral:
        return replace(state, stage=Stage.ACCEPTED, receipt=self.receipt)


class ReferralReturned(ReferralEvent, frozen=True, kw_only=True, tag="referral.returned"):
    reason: Sealed
    by: Named
    discharges: ClassVar[frozenset[Duty]] = FEEDBACK_DUTY

    def apply(self, state: Referral) -> Referral:
        return replace(state, stage=Stage.APPROVED, handed_to="")


class FeedbackGiven(ReferralEvent, frozen=True, kw_only=True, tag="referral.feedback_given"):
    feedback: Feedback
    by: Named
    reason: Sealed | None = None
    discharges: ClassVar[frozenset[Duty]] = FEEDBACK_DUTY

    def apply(self, state: Referral) -> Referral:
        ends = self.feedback in (Feedback.NO_CASE, Feedback.SETTLED)
        return replace(state, stage=Stage.CLOSED_NO_CASE if ends else Stage.IN_HANDLING, feedback=self.feedback)


class OutcomeRecorded(ReferralEvent, frozen=True, kw_only=True, tag="referral.outcome_recorded"):
    consequences: tuple[Consequence, ...]
    authority: str
    basis: str
    by: Named
    decided_on: date | None = None
    discharges: ClassVar[frozenset[Duty]] = FEEDBACK_DUTY

    def apply(self, state: Referral) -> Referral:
        return replace(state, stage=Stage.FINISHED)


# --- decisions ----------------------------------------------------------------------------------------------------


def hand_over(referral: Referral, command: HandOverReferral, c: Circumstances) -> Iterator[NewEvent]:
    if not command.items:
        raise Refused("list_missing")
    if not has_discipline(command.to, c):
        raise Refused("no_discipline_there", unit=command.to)
    for sha256 in (command.evidence_pack, *(item.sha256 for item in command.items)):
        sound_hash(sha256)
    texts = (c.seal(referral.subject, "移交清单", item.text) for item in command.items)
    numbered = number_letter(referral.id, c.actor.unit, DocumentKind.REFERRAL_LETTER, c)
    yield numbered
    printed = {
        "to": command.to,
        "items": tuple(HandedItem(text, item.sha256) for text, item in zip(texts, command.items, strict=True)),
        "evidence_pack": command.evidence_pack,
        "by": c.actor.named(),
        "document_no": numbered.fields["document_no"],
        "masthead": masthead(c.actor.unit, DocumentKind.REFERRAL_LETTER, c, command.marks),
    }
    digest = content_digest([c.today, printed])
    yield ReferralHandedOver, {**printed, "digest": digest, "arms": (feedback_owed(c),)}


def accept(referral: Referral, command: AcceptReferral, c: Circumstances) -> Iterator[NewEvent]:
    yield ReferralAccepted, {"receipt": cited(command.receipt, "回执编号"), "by": c.actor.named()}


def return_referral(referral: Referral, command: ReturnReferral, c: Circumstances) -> Iterator[NewEvent]:
    yield ReferralReturned, {"reason": c.seal(referral.subject, "退回理由", command.reason), "by": c.actor.named()}


def give_feedback(referral: Referral, command: GiveFeedback, c: Circumstances) -> Iterator[NewEvent]:
    """A way of handling that is not yet an answer leaves the next feedback owed."""
    needed = command.feedback is Feedback.NO_CASE or command.reason.strip()
    yield (
        FeedbackGiven,
        {
            "feedback": command.feedback,
            "by": c.actor.named(),
            "reason": c.seal(referral.subject, "反馈说明", command.reason) if needed else None,
            "arms": (feedback_owed(c),) if command.feedback in NOT_YET_AN_ANSWER else (),
        },
    )


def record_outcome(referral: Referral, command: RecordOutcome, c: Circumstances) -> Iterator[NewEvent]:
    if not command.consequences:
        raise Refused("consequences_missing")
    for consequence in command.consequences:
        falls_on_one(consequence, c)
    recorded = {
        "consequences": command.consequences,
        "authority": cited(command.authority, "决定机关"),
        "basis": cited(command.basis, "依据文件"),
        "by": c.actor.named(),
        "decided_on": command.decided_on,
    }
    yield OutcomeRecorded, recorded


# --- shared -------------------------------------------------------------------------------------------------------

NOT_YET_AN_ANSWER = frozenset({Feedback.LETTER_INQUIRY, Feedback.PRELIMINARY_CHECK, Feedback.KEPT_FOR_LATER})


def feedback_owed(c: Circumstances) -> Obligation:
    return Obligation(Duty.REFERRAL_FEEDBACK, c.due(Duty.REFERRAL_FEEDBACK), c.at)


def has_discipline(unit: str, c: Circumstances) -> bool:
    """Whether somebody in that unit acts for discipline inspection now."""
    c.organisation.unit(unit)
    posts = (post for person in c.organisation.people.values() for post in person.posts_at(c.at))
    return any(post.unit == unit and Role.DISCIPLINE in post.roles for post in posts)


def falls_on_one(consequence: Consequence, c: Circumstances) -> None:
    """On a unit, or on a person, and on one that is known (R003-25)."""
    if bool(consequence.unit) == bool(consequence.person):
        raise Refused("consequence_on_whom", sanction=SANCTION_NAMES[consequence.sanction])
    if consequence.unit:
        c.organisation.unit(consequence.unit)
    else:
        c.organisation.person(consequence.person)
