"""个人信息: destroying the key of a subject, what stands against it, and who may see a householder's name in full.

A subject of the vault (a household, a person, a case) has a small stream of its own: the holds placed on it and
released (保全), and its erasure (销毁密钥). Erasing is final: it is refused while a hold stands, while a problem of the
subject is under way, and while the period of retention of one runs. The key is destroyed in the append of the event.
Source: domain reference, section 14; design.md section 8; X-05.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from enum import StrEnum
from uuid import NAMESPACE_URL, UUID, uuid5

import msgspec
from msgspec.structs import replace

from domain.calendar import local_date
from domain.case import Case, CaseKind
from domain.circumstances import Circumstances
from domain.events import Event, Named, NewEvent
from domain.monitoring_case.household_register import HouseholdRegister
from domain.organisation import Organisation, Role
from domain.policy import RETENTION_NAMES, RETENTION_YEARS, Policy, Retention, RetentionRule
from domain.problem.classification import Severity
from domain.problem.problem import ENDED, Place, Problem
from domain.refusal import Refused
from domain.sealing import Sealed


def record_id(subject: str) -> UUID:
    """The stream of a subject."""
    return uuid5(NAMESPACE_URL, f"duban/privacy/{subject}")


class ErasureGround(StrEnum):
    PERIOD_OVER = "PERIOD_OVER"  # 保存期限届满
    PURPOSE_MET = "PURPOSE_MET"  # 处理目的已实现
    CONSENT_WITHDRAWN = "CONSENT_WITHDRAWN"  # 撤回同意
    UNLAWFUL = "UNLAWFUL"  # 违法或违约处理


ERASURE_GROUNDS = {
    ErasureGround.PERIOD_OVER: "保存期限届满",
    ErasureGround.PURPOSE_MET: "处理目的已实现",
    ErasureGround.CONSENT_WITHDRAWN: "撤回同意",
    ErasureGround.UNLAWFUL: "违法或违约处理",
}


class HoldGround(StrEnum):
    REFERRAL = "REFERRAL"  # 移交纪检监察
    REVIEW = "REVIEW"  # 问责审查
    LITIGATION = "LITIGATION"  # 诉讼或复议
    INSPECTION = "INSPECTION"  # 巡视巡察或审计


HOLD_GROUNDS = {
    HoldGround.REFERRAL: "移交纪检监察",
    HoldGround.REVIEW: "问责审查",
    HoldGround.LITIGATION: "诉讼或复议",
    HoldGround.INSPECTION: "巡视巡察或审计",
}


# --- commands -----------------------------------------------------------------------------------------------------


class EraseSubject(msgspec.Struct, frozen=True):
    """销毁密钥: nobody can read a text of this subject again. Given by 隐私保护专员."""

    subject: str
    ground: ErasureGround


class PlaceHold(msgspec.Struct, frozen=True):
    """保全: what is known of the subject is kept until the hold is released; ``matter`` names the matter it is for."""

    subject: str
    ground: HoldGround
    matter: str


class ReleaseHold(msgspec.Struct, frozen=True):
    """解除保全."""

    subject: str
    number: int
    reason: str


# --- the subject --------------------------------------------------------------------------------------------------


class Hold(msgspec.Struct, frozen=True):
    number: int
    ground: HoldGround
    placed_at: datetime


class SubjectRecord(msgspec.Struct, frozen=True):
    """What was decided on one subject, as of its last event."""

    version: int = 0
    holds: tuple[Hold, ...] = ()
    holds_placed: int = 0
    erased_at: datetime | None = None


class CaseOfSubject(msgspec.Struct, frozen=True):
    """A case whose texts are sealed for the subject: when it ended (None: it is under way), how long it is kept."""

    problem_no: str
    ended_on: date | None
    retention: Retention


class Holdings(msgspec.Struct, frozen=True):
    """What there is of a subject when its erasure is asked for: looked up for the decision."""

    texts: int
    cases: tuple[CaseOfSubject, ...] = ()


# --- events -------------------------------------------------------------------------------------------------------


class HoldPlaced(Event, frozen=True, kw_only=True, tag="vault.hold_placed"):
    subject: str
    number: int
    by: Named
    ground: HoldGround
    matter: Sealed

    def apply(self, state: SubjectRecord | None) -> SubjectRecord:
        before = state or SubjectRecord()
        hold = Hold(self.number, self.ground, self.occurred_at)
        return replace(before, version=self.originator_version, holds=(*before.holds, hold), holds_placed=self.number)


class HoldReleased(Event, frozen=True, kw_only=True, tag="vault.hold_released"):
    subject: str
    number: int
    by: Named
    reason: Sealed

    def apply(self, state: SubjectRecord) -> SubjectRecord:
        standing = tuple(hold for hold in state.holds if hold.number != self.number)
        return replace(state, version=self.originator_version, holds=standing)


class SubjectErased(Event, frozen=True, kw_only=True, tag="vault.subject_erased"):
    """The key of the subject was destroyed in the append of this event; all other events stay as they are."""

    subject: str
    by: Named
    ground: ErasureGround

    def apply(self, state: SubjectRecord | None) -> SubjectRecord:
        before = state or SubjectRecord()
        return replace(before, version=self.originator_version, erased_at=self.occurred_at)


PRIVACY_EVENTS: tuple[type[Event], ...] = (HoldPlaced, HoldReleased, SubjectErased)


# --- decisions ----------------------------------------------------------------------------------------------------


def erase_subject(record: SubjectRecord, command: EraseSubject, c: Circumstances) -> Iterator[NewEvent]:
    not_erased_yet(record)
    holdings = c.holdings_of(command.subject)
    if not holdings.texts:
        raise Refused("unknown_subject", subject=command.subject)
    no_hold_stands(record)
    no_case_is_under_way(holdings)
    no_retention_runs(holdings, c.today)
    yield SubjectErased, {"subject": command.subject, "by": c.actor.named(), "ground": command.ground}


def place_hold(record: SubjectRecord, command: PlaceHold, c: Circumstances) -> Iterator[NewEvent]:
    not_erased_yet(record)
    yield (
        HoldPlaced,
        {
            "subject": command.subject,
            "number": record.holds_placed + 1,
            "by": c.actor.named(),
            "ground": command.ground,
            "matter": c.seal(command.subject, "保全事由", command.matter),
        },
    )


def release_hold(record: SubjectRecord, command: ReleaseHold, c: Circumstances) -> Iterator[NewEvent]:
    if all(hold.number != command.number for hold in record.holds):
        raise Refused("unknown_hold", number=command.number)
    reason = c.seal(command.subject, "解除保全理由", command.reason)
    yield (
        HoldReleased,
        {"subject": command.subject, "number": command.number, "by": c.actor.named(), "reason": reason},
    )


# --- rules --------------------------------------------------------------------------------------------------------


def not_erased_yet(record: SubjectRecord) -> None:
    if record.erased_at is not None:
        raise Refused("erased_already", on=local_date(record.erased_at))


def no_hold_stands(record: SubjectRecord) -> None:
    if record.holds:
        standing = "、".join(f"第{hold.number}号（{HOLD_GROUNDS[hold.ground]}）" for hold in record.holds)
        raise Refused("hold_stands", holds=standing)


def no_case_is_under_way(holdings: Holdings) -> None:
    """Nothing could be written into it any more."""
    open_cases = [case.problem_no for case in holdings.cases if case.ended_on is None]
    if open_cases:
        raise Refused("case_under_way", problems="、".join(open_cases))


def no_retention_runs(holdings: Holdings, today: date) -> None:
    for case in holdings.cases:
        assert case.ended_on is not None, "no case is under way"
        last_day = kept_until(case.ended_on, case.retention)
        if last_day is None or today <= last_day:
            until = f"至{last_day}" if last_day else "不得销毁"
            period = f"{RETENTION_NAMES[case.retention]}，{until}"
            raise Refused("retention_runs", problem_no=case.problem_no, period=period)


# --- retention ----------------------------------------------------------------------------------------------------


def kept_until(ended_on: date, retention: Retention) -> date | None:
    """The last day of the period, which is counted from the first of January after the end; None: for ever."""
    years = RETENTION_YEARS[retention]
    return date(ended_on.year + years, 12, 31) if years is not None else None


def case_of_subject(problem: Problem, last_event_at: datetime, policy: Policy) -> CaseOfSubject:
    """A problem as its erasure sees it: over once it has ended and nothing is owed in it, not even a look-back."""
    over = problem.stage in ENDED and not problem.obligations
    retention = policy.retention.of(problem.severity)
    return CaseOfSubject(problem.problem_no, local_date(last_event_at) if over else None, retention)


def monitored(register: HouseholdRegister | None) -> Iterator[CaseOfSubject]:
    """The monitoring case of a household that is open, and when the last one ended, kept as an ordinary problem is."""
    if register is None or not register.spans:
        return
    until = register.spans[-1].until
    retention = RetentionRule().of(Severity.ORDINARY)
    yield CaseOfSubject(register.open_no or "监测对象", local_date(until) if until else None, retention)


# --- names ----------------------------------------------------------------------------------------------------------

NAME_READERS = frozenset(
    {
        Role.OFFICE,
        Role.GROUP_HEAD,
        Role.INSPECTOR,
        Role.TEAM_LEAD,
        Role.LEAD_DEPT,
        Role.HEAD,
        Role.RESP_LEADER,
        Role.RESP_PERSON,
        Role.TOWN,
        Role.VILLAGE,
        Role.RESIDENT_TEAM,
        Role.HELP_CONTACT,
        Role.REVIEWER,
    }
)
"""Who may read a householder's name, and the texts of a problem, in the places that his post reaches."""

ACCESS_READERS = frozenset({Role.PRIVACY_OFFICER, Role.REVIEWER})
"""Who may read the access log."""


class Purpose(StrEnum):
    """What somebody reads a masked value for: a code, because the access log keeps no free text."""

    VISIT = "VISIT"
    RECHECK = "RECHECK"
    REPORT = "REPORT"
    PETITION = "PETITION"
    ACCOUNTABILITY = "ACCOUNTABILITY"
    COMPARISON = "COMPARISON"
    RIGHTS = "RIGHTS"


PURPOSES = {
    Purpose.VISIT: "入户核查",
    Purpose.RECHECK: "复核销号",
    Purpose.REPORT: "填报上报",
    Purpose.PETITION: "答复信访",
    Purpose.ACCOUNTABILITY: "问责审查",
    Purpose.COMPARISON: "比对线索",
    Purpose.RIGHTS: "本人查询",
}


def may_read_names(person: str, place: Place, unit: str, organisation: Organisation, at: datetime) -> bool:
    """Whether a post that the person holds reaches the narrowest place of the problem that the tree knows."""
    known = next((name for name in (place.village, place.town, unit, place.county) if name in organisation.units), "")
    posts = organisation.person(person).posts_at(at)
    return any(NAME_READERS.intersection(post.roles) and organisation.reaches(post.unit, known) for post in posts)


def may_read_texts(case: Case, kind: CaseKind, person: str, organisation: Organisation, at: datetime) -> bool:
    """Whether the person may read what is sealed in a case: by the rule of its kind, else as names are read there."""
    if kind.may_read is not None:
        return kind.may_read(case, person, organisation, at)
    return may_read_names(person, getattr(case, "place", Place()), case.unit, organisation, at)


def speaks_of(event: Event, person: str) -> bool:
    """Whether an event is about this very person (反映督查人员违反纪律): he does not read what was said of him."""
    about = getattr(event, "about", None)
    return isinstance(about, Named) and person in about.persons


def holds_any(roles: Iterable[Role], person: str, organisation: Organisation, at: datetime) -> bool:
    wanted = frozenset(roles)
    return any(wanted.intersection(post.roles) for post in organisation.person(person).posts_at(at))
