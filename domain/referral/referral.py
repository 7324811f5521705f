"""移送纪检监察: the state of one referral, the base of its events, and who may know of it.

Independent of the problem behind it: closing one never closes the other. Its texts lie under a key of their own; the
people concerned stand in its events by their ids only. Source: domain reference, section 9; SoD-9.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

import msgspec

from domain.accountability import Misconduct
from domain.calendar import BusinessCalendar
from domain.case import CaseEvent, Moment
from domain.events import Named
from domain.organisation import ACTS_FOR_PARENT, Organisation, Post, Role, UnitKind
from domain.owing import Obligation
from domain.policy import Duty, Policy
from domain.reminding import Told, told_moments
from domain.resetting import DeadlinesReset, ResetDeadlines
from domain.sealing import Sealed


class Stage(StrEnum):
    PROPOSED = "PROPOSED"
    APPROVED = "APPROVED"
    DECLINED = "DECLINED"
    HANDED_OVER = "HANDED_OVER"
    ACCEPTED = "ACCEPTED"
    IN_HANDLING = "IN_HANDLING"
    CLOSED_NO_CASE = "CLOSED_NO_CASE"
    FINISHED = "FINISHED"


STAGE_NAMES = {
    Stage.PROPOSED: "建议移交待审批",
    Stage.APPROVED: "同意移交待送达",
    Stage.DECLINED: "不予移交",
    Stage.HANDED_OVER: "已移交待受理",
    Stage.ACCEPTED: "已受理待反馈",
    Stage.IN_HANDLING: "纪检监察办理中",
    Stage.CLOSED_NO_CASE: "未立案了结",
    Stage.FINISHED: "已有处理结果",
}
ENDED = frozenset({Stage.DECLINED, Stage.CLOSED_NO_CASE, Stage.FINISHED})
AFTER_APPROVAL = frozenset(Stage) - {Stage.PROPOSED, Stage.DECLINED}
AFTER_HAND_OVER = AFTER_APPROVAL - {Stage.APPROVED}


class Feedback(StrEnum):
    """What discipline inspection does with it: the last four are ways of handling a clue."""

    CASE_FILED = "CASE_FILED"  # 立案
    NO_CASE = "NO_CASE"  # 不予立案
    LETTER_INQUIRY = "LETTER_INQUIRY"  # 谈话函询
    PRELIMINARY_CHECK = "PRELIMINARY_CHECK"  # 初步核实
    KEPT_FOR_LATER = "KEPT_FOR_LATER"  # 暂存待查
    SETTLED = "SETTLED"  # 予以了结


FEEDBACK_NAMES = {
    Feedback.CASE_FILED: "立案",
    Feedback.NO_CASE: "不予立案",
    Feedback.LETTER_INQUIRY: "谈话函询",
    Feedback.PRELIMINARY_CHECK: "初步核实",
    Feedback.KEPT_FOR_LATER: "暂存待查",
    Feedback.SETTLED: "予以了结",
}


class Behind(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """The case behind a referral, by id and number, and the fact in it that is the cause (the topic of its event)."""

    case_id: UUID
    number: str
    fact: str = ""


class DeclineSignature(msgspec.Struct, frozen=True):
    """The first of two signatures under a decline."""

    reason: Sealed
    verification: Sealed
    signer: Named


class Referral(msgspec.Struct, frozen=True):
    """One referral to discipline inspection, as of its last event.

    ``units`` are the unit concerned and those in which the persons concerned held posts when it was proposed.
    """

    id: UUID
    version: int
    referral_no: str
    campaign: str
    kind: Misconduct
    mandatory: bool
    unit: str
    units: tuple[str, ...]
    persons: tuple[str, ...]
    grounds: Sealed
    proposed_at: datetime
    proposed_by: Named | None = None  # None: it follows from a fact by rule
    behind: Behind | None = None
    stage: Stage = Stage.PROPOSED
    decline: DeclineSignature | None = None  # signed once, waiting for the second signature
    handed_to: str = ""
    receipt: str = ""
    feedback: Feedback | None = None
    told: frozenset[str] = frozenset()
    obligations: tuple[Obligation, ...] = ()

    @property
    def number(self) -> str:
        return self.referral_no

    @property
    def answerable(self) -> tuple[str, ...]:
        return ()

    @property
    def due_on(self) -> date | None:
        return self.obligations[0].due.on if self.obligations else None

    @property
    def subject(self) -> str:
        return subject_of(self.id)

    @property
    def open(self) -> bool:
        """Whether an archive that holds its papers must be kept as it is (legal hold)."""
        return self.stage not in ENDED


class ReferralEvent(CaseEvent, frozen=True, kw_only=True):
    """The base of all events of a referral."""


def subject_of(case_id: UUID) -> str:
    """Under whose key its texts are sealed: its own, never that of a household or of a problem."""
    return f"referral/{case_id}"


# --- who may know of it -------------------------------------------------------------------------------------------

NEED_TO_KNOW: Mapping[Role, frozenset[Stage]] = {
    Role.GROUP_HEAD: frozenset(Stage),
    Role.OFFICE: AFTER_APPROVAL,
    Role.REVIEWER: frozenset(Stage),
}
"""In which stages a role needs to know of referrals of its area; team leads and discipline inspection: see below."""


def may_know(referral: Referral, person: str, organisation: Organisation, at: datetime) -> bool:
    """Whether he may know that it exists: never a person named in it (SoD-9)."""
    if person in referral.persons:
        return False
    posts = organisation.person(person).posts_at(at)
    return any(needs_to_know(referral, person, role, post, organisation) for post in posts for role in post.roles)


def may_read(referral: Referral, person: str, organisation: Organisation, at: datetime) -> bool:
    """Whether he may read its texts and persons: one who may know of it, and is not of the unit concerned either."""
    posts = organisation.person(person).posts_at(at)
    recused = any(is_concerned(referral, post, organisation) for post in posts)
    return not recused and may_know(referral, person, organisation, at)


def needs_to_know(referral: Referral, person: str, role: Role, post: Post, organisation: Organisation) -> bool:
    if not organisation.reaches(post.unit, referral.unit):
        return False
    if role is Role.TEAM_LEAD:
        proposed_it = referral.proposed_by is not None and referral.proposed_by.person == person
        return proposed_it or referral.decline is not None
    if role is Role.DISCIPLINE:
        declined = referral.stage is Stage.DECLINED and referral.mandatory
        return declined or (referral.stage in AFTER_HAND_OVER and post.unit == referral.handed_to)
    return referral.stage in NEED_TO_KNOW.get(role, frozenset())


def is_concerned(referral: Referral, post: Post, organisation: Organisation) -> bool:
    """Whether the holder of a post belongs to a unit concerned, or leads it: then one level up decides."""
    return any(belongs_or_leads(post.unit, unit, organisation) for unit in referral.units)


def belongs_or_leads(own: str, unit: str, organisation: Organisation) -> bool:
    """Offices, departments and groups belong to their place; offices and groups are led by whoever leads the place."""
    mine, concerned = organisation.unit(own), organisation.unit(unit)
    belongs = own == unit or (mine.kind in ACTS_FOR_PARENT and mine.parent == unit)
    return belongs or (concerned.kind in (UnitKind.OFFICE, UnitKind.GROUP) and concerned.parent == own)


# --- moments ------------------------------------------------------------------------------------------------------


class FeedbackReminded(Told, frozen=True, kw_only=True, tag="referral.feedback_reminded"):
    """提醒反馈: on the last working day on which discipline inspection owes an answer."""


class FeedbackOverdue(Told, frozen=True, kw_only=True, tag="referral.feedback_overdue"):
    """反馈逾期: at the first scan that finds no answer."""


class ResetReferralDeadlines(ResetDeadlines, frozen=True):
    """移交时限重算."""


class ReferralDeadlinesReset(DeadlinesReset, ReferralEvent, frozen=True, kw_only=True, tag="referral.deadlines_reset"):
    """The feedback that discipline inspection owes."""


def moments(referral: Referral, policy: Policy, calendar: BusinessCalendar) -> list[Moment]:
    told = told_moments(referral.obligations, referral.told, calendar, FeedbackReminded, FeedbackOverdue)
    return sorted(told, key=lambda moment: moment.at)


FEEDBACK_DUTY = frozenset({Duty.REFERRAL_FEEDBACK})
