"""帮扶: a plan for the household with an entry for each member, visits, aid; urgent aid before all of it (绿色通道)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any, ClassVar

import msgspec
from msgspec.structs import replace

from domain.circumstances import Circumstances
from domain.events import Named, NewEvent
from domain.monitoring_case.evidence import proven
from domain.monitoring_case.household_register import AidKind
from domain.monitoring_case.monitoring_case import (
    RISK_NAMES,
    HouseholdPlan,
    MonitoringCase,
    MonitoringEvent,
    MonitorStage,
    PlanEntry,
    PlanMeasure,
    Risk,
    RiskKind,
)
from domain.organisation import ROLE_NAMES, Role
from domain.owing import Obligation
from domain.policy import Duty
from domain.problem.problem import Evidence
from domain.refusal import Refused
from domain.sealing import Sealed

# --- commands -----------------------------------------------------------------------------------------------------


class RecordUrgentAid(msgspec.Struct, frozen=True):
    """绿色通道: help first, the procedure goes on beside it."""

    kind: AidKind
    reason: str
    evidence: tuple[Evidence, ...]


class PlanMeasureDraft(msgspec.Struct, frozen=True):
    """A measure as it is written, and the risks that it answers."""

    text: str
    answers: tuple[RiskKind, ...] = ()
    person: str = ""


class PlanEntryDraft(msgspec.Struct, frozen=True):
    """What is done for one member; perhaps nothing."""

    member: str
    measures: tuple[PlanMeasureDraft, ...] = ()


class SetPlan(msgspec.Struct, frozen=True):
    """制定一户一方案: by 帮扶联系人 and the town together; ``signed_by`` is the other of the two."""

    entries: tuple[PlanEntryDraft, ...]
    signed_by: str


class AdjustPlan(msgspec.Struct, frozen=True):
    """调整帮扶方案: the whole plan as it is from now on, and why."""

    entries: tuple[PlanEntryDraft, ...]
    reason: str


class RecordVisit(msgspec.Struct, frozen=True):
    """走访: what was seen, and, where the income has come back, since when it is stable."""

    record: str
    stable_since: date | None = None


class RecordAid(msgspec.Struct, frozen=True):
    """落实帮扶."""

    kind: AidKind
    record: str
    member: str = ""
    evidence: tuple[Evidence, ...] = ()


# --- events -------------------------------------------------------------------------------------------------------


class UrgentAidDelivered(MonitoringEvent, frozen=True, kw_only=True, tag="monitoring.urgent_aid_delivered"):
    """``outside`` (体外循环): the fifteen days had passed, and the household was still in no system."""

    kind: AidKind
    reason: Sealed
    by: Named
    evidence: tuple[Evidence, ...]
    outside: bool = False


class HouseholdPlanSet(MonitoringEvent, frozen=True, kw_only=True, tag="monitoring.plan_set"):
    plan: HouseholdPlan
    signers: tuple[Named, ...]
    discharges: ClassVar[frozenset[Duty]] = frozenset({Duty.HOUSEHOLD_PLAN})

    def apply(self, state: MonitoringCase) -> MonitoringCase:
        return replace(state, stage=MonitorStage.ASSISTED, plan=self.plan)


class PlanAdjusted(MonitoringEvent, frozen=True, kw_only=True, tag="monitoring.plan_adjusted"):
    plan: HouseholdPlan
    by: Named
    reason: Sealed
    discharges: ClassVar[frozenset[Duty]] = frozenset({Duty.HOUSEHOLD_PLAN})

    def apply(self, state: MonitoringCase) -> MonitoringCase:
        return replace(state, plan=self.plan)


class VisitRecorded(MonitoringEvent, frozen=True, kw_only=True, tag="monitoring.visit_recorded"):
    by: Named
    role: Role
    record: Sealed
    stable_since: date | None = None


class AidDelivered(MonitoringEvent, frozen=True, kw_only=True, tag="monitoring.aid_delivered"):
    kind: AidKind
    record: Sealed
    by: Named
    member: str = ""
    evidence: tuple[Evidence, ...] = ()


# --- decisions ----------------------------------------------------------------------------------------------------


def record_urgent_aid(case: MonitoringCase, command: RecordUrgentAid, c: Circumstances) -> Iterator[NewEvent]:
    entry = case.owes(Duty.MONITOR_ENTRY)
    yield (
        UrgentAidDelivered,
        {
            "kind": command.kind,
            "reason": c.seal(case.subject, "救助理由", command.reason),
            "by": c.actor.named(),
            "evidence": proven(command.evidence, c),
            "outside": entry is not None and c.at > entry.due.at,
        },
    )


def set_plan(case: MonitoringCase, command: SetPlan, c: Circumstances) -> Iterator[NewEvent]:
    yield (
        HouseholdPlanSet,
        {
            "plan": drafted_plan(case, command.entries, 1, c),
            "signers": contact_and_town(case, command.signed_by, c),
            "arms": (visit_owed(c),),
        },
    )


def adjust_plan(case: MonitoringCase, command: AdjustPlan, c: Circumstances) -> Iterator[NewEvent]:
    assert case.plan is not None
    yield (
        PlanAdjusted,
        {
            "plan": drafted_plan(case, command.entries, case.plan.version + 1, c),
            "by": c.actor.named(),
            "reason": c.seal(case.subject, "调整理由", command.reason),
        },
    )


def record_visit(case: MonitoringCase, command: RecordVisit, c: Circumstances) -> Iterator[NewEvent]:
    if command.stable_since is not None and command.stable_since > c.today:
        raise Refused("stable_in_future", since=command.stable_since, today=c.today)
    visited: dict[str, Any] = {
        "by": c.actor.named(),
        "role": Role(c.actor.role),
        "record": c.seal(case.subject, "走访记录", command.record),
        "stable_since": command.stable_since,
    }
    owed, again = case.owes(Duty.VISIT), visit_owed(c)
    if owed is not None and again.due.on > owed.due.on:
        visited["arms"] = (again,)
    yield VisitRecorded, visited


def record_aid(case: MonitoringCase, command: RecordAid, c: Circumstances) -> Iterator[NewEvent]:
    if command.member:
        known_member(case, command.member)
    yield (
        AidDelivered,
        {
            "kind": command.kind,
            "record": c.seal(case.subject, "帮扶情况", command.record),
            "by": c.actor.named(),
            "member": command.member,
            "evidence": proven(command.evidence, c) if command.evidence else (),
        },
    )


# --- the plan -----------------------------------------------------------------------------------------------------


def drafted_plan(
    case: MonitoringCase, drafts: tuple[PlanEntryDraft, ...], version: int, c: Circumstances
) -> HouseholdPlan:
    """Every member has an entry, every risk a measure (R002-16); what answers no recorded risk is marked (R001-27)."""
    everyone_has_an_entry(case, drafts)
    every_risk_is_answered(case.risks, drafts)
    return HouseholdPlan(version, tuple(drafted_entry(case, draft, c) for draft in drafts))


def drafted_entry(case: MonitoringCase, draft: PlanEntryDraft, c: Circumstances) -> PlanEntry:
    recorded = {risk.kind for risk in case.risks}
    measures = tuple(
        PlanMeasure(
            text=c.seal(case.subject, "帮扶措施", measure.text),
            answers=measure.answers,
            person=c.named(measure.person) if measure.person else None,
            unmatched=not recorded & set(measure.answers),
        )
        for measure in draft.measures
    )
    return PlanEntry(draft.member, measures)


# --- rules --------------------------------------------------------------------------------------------------------


def everyone_has_an_entry(case: MonitoringCase, drafts: tuple[PlanEntryDraft, ...]) -> None:
    planned = [draft.member for draft in drafts]
    for member in planned:
        known_member(case, member)
    if len(set(planned)) != len(planned):
        raise Refused("member_doubled", members="、".join(planned))
    left_out = [member.ref for member in case.members if member.ref not in planned]
    if left_out:
        raise Refused("member_without_entry", members="、".join(left_out))


def known_member(case: MonitoringCase, member: str) -> None:
    known = [m.ref for m in case.members]
    if member not in known:
        raise Refused("unknown_member", member=member, known="、".join(known))


def every_risk_is_answered(risks: tuple[Risk, ...], drafts: tuple[PlanEntryDraft, ...]) -> None:
    """A risk of one member (a pupil who may drop out, R001-39) is answered by a measure for that member."""
    for risk in risks:
        for_him = [draft for draft in drafts if risk.member in ("", draft.member)]
        if not any(risk.kind in measure.answers for draft in for_him for measure in draft.measures):
            raise Refused("risk_without_measure", risk=RISK_NAMES[risk.kind], member=risk.member or "全户")


def contact_and_town(case: MonitoringCase, other: str, c: Circumstances) -> tuple[Named, ...]:
    """帮扶联系人 and the town, in person: who acts, and who signs with him."""
    missing = Role.TOWN if c.actor.role == Role.HELP_CONTACT else Role.HELP_CONTACT
    posts = c.organisation.person(other).posts_at(c.at)
    fitting = [p for p in posts if missing in p.roles and c.organisation.touches(p.unit, case.unit)]
    if other == c.actor.person or not fitting:
        raise Refused("signature_missing", who=ROLE_NAMES[missing])
    return c.actor.named(), c.named(other, fitting[0].unit)


def visit_owed(c: Circumstances) -> Obligation:
    return Obligation(Duty.VISIT, c.due(Duty.VISIT), c.at)
