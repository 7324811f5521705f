"""线索 承诺授权 入户核实: how a household at risk is found, on any day, and what two field workers see at its home."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import UUID

import msgspec
from msgspec.structs import replace

from domain.authorising import FIELD
from domain.circumstances import Circumstances
from domain.events import Elsewhere, Named, NewEvent
from domain.monitoring_case.evidence import proven
from domain.monitoring_case.household_register import in_reach, no_open_case, open_in_register, place_of
from domain.monitoring_case.monitoring_case import (
    ClueSource,
    HouseholdKind,
    Member,
    MonitoredHousehold,
    MonitoringCase,
    MonitoringEvent,
    MonitorStage,
    Risk,
)
from domain.monitoring_case.numbering import assign_monitor_no
from domain.monitoring_case.procedure import Procedure, Purpose
from domain.owing import Obligation
from domain.policy import Duty
from domain.problem.problem import Evidence, Place, Problem
from domain.refusal import Refused
from domain.sealing import Sealed

# --- commands -----------------------------------------------------------------------------------------------------


class RegisterClue(msgspec.Struct, frozen=True):
    """登记风险线索. ``reported_by`` is who brought it, if it is one of ours; ``problem`` the problem it came from."""

    source: ClueSource
    household_ref: str
    householder: str
    village: str
    risks: tuple[Risk, ...]
    detail: str
    household_kind: HouseholdKind = HouseholdKind.ORDINARY
    campaign: str = ""
    reported_by: str = ""
    problem: UUID | None = None


class RecordConsent(msgspec.Struct, frozen=True):
    """承诺授权: the household signed that its data may be asked for."""

    evidence: tuple[Evidence, ...]


class MemberDraft(msgspec.Struct, frozen=True):
    """A member of the household as he is written down; ``ref`` empty: his number in the list."""

    details: str
    ref: str = ""
    under_age: bool = False


class VerifyHousehold(msgspec.Struct, frozen=True):
    """入户核实 by two field workers: income and spending (yuan a year, per head), 三保障 and 饮水, the members.

    ``risks`` empty: those of the clue. ``positive``: the household is to be proposed.
    """

    second_worker: str
    positive: bool
    members: tuple[MemberDraft, ...]
    income: int
    spending: int
    education: bool
    medical: bool
    housing: bool
    water: bool
    record: str
    risks: tuple[Risk, ...] = ()
    without_labour: bool = False


class RecordMembers(msgspec.Struct, frozen=True):
    """家庭成员变动: the members as they are now, and why."""

    members: tuple[MemberDraft, ...]
    reason: str


# --- events -------------------------------------------------------------------------------------------------------


class RiskClueRegistered(MonitoringEvent, frozen=True, kw_only=True, tag="monitoring.clue_registered"):
    """``departments`` each have the task to match their data; ``members`` are known where it is a further episode."""

    monitor_no: str
    unit: str
    place: Place
    household: MonitoredHousehold
    source: ClueSource
    risks: tuple[Risk, ...]
    detail: Sealed
    registered_by: Named
    category: str
    procedure: Procedure
    departments: tuple[str, ...] = ()
    reported_by: Named | None = None
    problem: UUID | None = None
    episode: int = 1
    previous: UUID | None = None
    members: tuple[Member, ...] = ()
    without_labour: bool = False

    def apply(self, state: MonitoringCase | None) -> MonitoringCase:
        """A household that fell back was seen at its home: its new episode begins as verified."""
        known = self.previous is not None
        return MonitoringCase(
            id=self.originator_id,
            version=self.originator_version,
            monitor_no=self.monitor_no,
            campaign=self.envelope.campaign,
            unit=self.unit,
            place=self.place,
            household=self.household,
            source=self.source,
            clue_at=self.occurred_at,
            registered_by=self.registered_by,
            reported_by=self.reported_by.person if self.reported_by else "",
            category=self.category,
            procedure=self.procedure,
            stage=MonitorStage.VERIFIED if known else MonitorStage.CLUE,
            positive=True if known else None,
            problem=self.problem,
            episode=self.episode,
            risks=self.risks,
            members=self.members,
            without_labour=self.without_labour,
        )


class ConsentRecorded(MonitoringEvent, frozen=True, kw_only=True, tag="monitoring.consent_recorded"):
    by: Named
    evidence: tuple[Evidence, ...]

    def apply(self, state: MonitoringCase) -> MonitoringCase:
        return replace(state, consented=True)


class HouseholdVerified(MonitoringEvent, frozen=True, kw_only=True, tag="monitoring.household_verified"):
    """What was seen is sealed as one text; in the clear stand the outcome, the risks and how many they are."""

    verifiers: tuple[Named, ...]
    positive: bool
    members: tuple[Member, ...]
    risks: tuple[Risk, ...]
    findings: Sealed
    record: Sealed
    without_labour: bool = False

    def apply(self, state: MonitoringCase) -> MonitoringCase:
        return replace(
            state,
            stage=MonitorStage.VERIFIED,
            positive=self.positive,
            members=self.members,
            risks=self.risks,
            without_labour=self.without_labour,
            verifiers=state.verifiers.union(named.person for named in self.verifiers),
        )


class HouseholdMembersRecorded(MonitoringEvent, frozen=True, kw_only=True, tag="monitoring.members_recorded"):
    by: Named
    members: tuple[Member, ...]
    reason: Sealed

    def apply(self, state: MonitoringCase) -> MonitoringCase:
        return replace(state, members=self.members)


# --- decisions ----------------------------------------------------------------------------------------------------


def register_clue(case_id: UUID, command: RegisterClue, c: Circumstances) -> Iterator[NewEvent]:
    in_reach(command.village, c)
    subject = household_reference(command)
    if command.source is ClueSource.PROBLEM or command.problem is not None:
        it_came_from_that_problem(command.problem, subject, c)
    name = c.seal(subject, "户主姓名", command.householder)
    yield from opened(
        case_id,
        MonitoredHousehold(subject, name, command.household_kind),
        command.village,
        c,
        {
            "source": command.source,
            "risks": some_risk(command.risks),
            "detail": c.seal(subject, "线索情况", command.detail),
            "reported_by": c.named(command.reported_by) if command.reported_by else None,
            "problem": command.problem,
        },
    )


def record_consent(case: MonitoringCase, command: RecordConsent, c: Circumstances) -> Iterator[NewEvent]:
    yield ConsentRecorded, {"by": c.actor.named(), "evidence": proven(command.evidence, c)}


def verify_household(case: MonitoringCase, command: VerifyHousehold, c: Circumstances) -> Iterator[NewEvent]:
    members = drafted_members(case, command.members, c)
    risks = command.risks or case.risks
    of_known_members(risks, members)
    yield (
        HouseholdVerified,
        {
            "verifiers": (c.actor.named(), second_worker(case, command.second_worker, c)),
            "positive": command.positive,
            "members": members,
            "risks": risks,
            "findings": c.seal(case.subject, "收支和“三保障”饮水情况", findings_in_words(command)),
            "record": c.seal(case.subject, "入户核实记录", command.record),
            "without_labour": command.without_labour,
        },
    )


def record_members(case: MonitoringCase, command: RecordMembers, c: Circumstances) -> Iterator[NewEvent]:
    """Whoever is new in a household that has a plan belongs in it: a new version is owed."""
    members = drafted_members(case, command.members, c)
    changed: dict[str, Any] = {
        "by": c.actor.named(),
        "members": members,
        "reason": c.seal(case.subject, "变动原因", command.reason),
    }
    planned = case.plan.members if case.plan and case.stage is MonitorStage.ASSISTED else None
    if planned is not None and {member.ref for member in members} - planned:
        changed["arms"] = (Obligation(Duty.HOUSEHOLD_PLAN, c.due(Duty.HOUSEHOLD_PLAN), c.at),)
    yield HouseholdMembersRecorded, changed


# --- a case begins ------------------------------------------------------------------------------------------------


def opened(
    case_id: UUID, household: MonitoredHousehold, village: str, c: Circumstances, clue: dict[str, Any]
) -> Iterator[NewEvent]:
    """A case of a household that has none open: its number, its place in the register, its fifteen days (R002-15)."""
    register = no_open_case(household.ref, c)
    place = place_of(village, c)
    assigned: Elsewhere = assign_monitor_no(case_id, place.town, c)
    yield assigned
    yield open_in_register(household.ref, case_id, assigned.fields["monitor_no"])
    rules = c.pack.monitoring
    yield (
        RiskClueRegistered,
        {
            "monitor_no": assigned.fields["monitor_no"],
            "unit": village,
            "place": place,
            "household": household,
            "registered_by": c.actor.named(),
            "category": category_of(clue.get("problem"), c),
            "procedure": rules.procedure(Purpose.INCLUSION),
            "departments": rules.departments,
            "episode": register.episodes + 1,
            "arms": (Obligation(Duty.MONITOR_ENTRY, c.due(Duty.MONITOR_ENTRY), c.at),),
            **clue,
        },
    )


def category_of(problem: UUID | None, c: Circumstances) -> str:
    """The row in which the case is counted (I-9): that of its problem; a direct clue is monitoring's own."""
    source: Problem | None = c.look(problem) if problem else None
    return source.category if source else c.pack.monitoring.category


# --- rules --------------------------------------------------------------------------------------------------------


def household_reference(command: RegisterClue) -> str:
    if not command.household_ref.strip():
        raise Refused("household_missing")
    return command.household_ref


def it_came_from_that_problem(case_id: UUID | None, household_ref: str, c: Circumstances) -> None:
    """A problem of this campaign and, if it is a household's, of this household."""
    problem = c.look(case_id) if case_id else None
    if not isinstance(problem, Problem):
        raise Refused("clue_problem_missing")
    if problem.campaign != c.campaign:
        raise Refused("clue_of_other_campaign", number=problem.problem_no, campaign=problem.campaign)
    if problem.household is not None and problem.household.ref != household_ref:
        raise Refused("clue_of_other_household", number=problem.problem_no)


def some_risk(risks: tuple[Risk, ...]) -> tuple[Risk, ...]:
    if not risks:
        raise Refused("risk_missing")
    return risks


def of_known_members(risks: tuple[Risk, ...], members: tuple[Member, ...]) -> None:
    known = [member.ref for member in members]
    for risk in risks:
        if risk.member and risk.member not in known:
            raise Refused("unknown_member", member=risk.member, known="、".join(known))


def second_worker(case: MonitoringCase, person: str, c: Circumstances) -> Named:
    """Somebody else, who holds a field role where the household lives."""
    if person == c.actor.person:
        raise Refused("second_worker_missing", name=c.actor.name)
    posts = c.organisation.person(person).posts_at(c.at)
    fitting = [p for p in posts if set(p.roles) & set(FIELD) and c.organisation.touches(p.unit, case.unit)]
    if not fitting:
        raise Refused("not_a_field_worker", name=c.organisation.person(person).name, village=case.unit)
    return c.named(person, fitting[0].unit)


def drafted_members(case: MonitoringCase, drafts: tuple[MemberDraft, ...], c: Circumstances) -> tuple[Member, ...]:
    """Each sealed under the household's key; what is said of a child also says so in the vault (R001-39)."""
    if not drafts:
        raise Refused("members_missing")
    refs = [draft.ref or str(number) for number, draft in enumerate(drafts, start=1)]
    if len(set(refs)) != len(refs):
        raise Refused("member_doubled", members="、".join(refs))
    names = ["未成年成员情况" if draft.under_age else "成员情况" for draft in drafts]
    return tuple(
        Member(ref, c.seal(case.subject, name, draft.details))
        for ref, name, draft in zip(refs, names, drafts, strict=True)
    )


# --- in words -----------------------------------------------------------------------------------------------------


def findings_in_words(command: VerifyHousehold) -> str:
    assured = {
        "义务教育": command.education,
        "基本医疗": command.medical,
        "住房安全": command.housing,
        "饮水安全": command.water,
    }
    words = [f"{name}{'有保障' if holds else '未保障'}" for name, holds in assured.items()]
    return f"人均纯收入{command.income}元，人均支出{command.spending}元；{'，'.join(words)}"
