"""监测台账 (L12): one row per case of a household at risk. Where an event becomes a row.

``apply`` is a function of row and event: every table as of any moment is a fold with it. It bears events without their
predecessors, the same event twice, and events of other streams. Aid beside the cases (体外帮扶) has rows of its own,
one per household. Source: domain.md sections 6 and 11.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

import msgspec
from msgspec.structs import replace

from domain.calendar import local_date
from domain.event_table import MONITORING_EVENTS
from domain.events import Event, topic
from domain.monitoring_case import (
    assisting,
    clearing,
    deadlines,
    entering,
    following_up,
    matching,
    reviewing,
    verifying,
)
from domain.monitoring_case.following_up import EndReason
from domain.monitoring_case.household_register import AidKind, HouseholdAidRecorded
from domain.monitoring_case.monitoring_case import (
    OVER,
    ClearanceMode,
    ClueSource,
    HouseholdKind,
    HouseholdPlan,
    MonitorClass,
    MonitorStage,
    RiskKind,
)
from domain.organisation import Role
from domain.policy import Duty
from domain.problem.problem import Place
from projections.ledger import Ref
from projections.log import covering

TOPICS = (*(topic(cls) for cls in MONITORING_EVENTS), topic(HouseholdAidRecorded))
"""All that the ledger is made of."""


class RoleVisits(msgspec.Struct, frozen=True):
    """Visits of one field role: how many, from when to when, and the longest that the household waited between two."""

    count: int
    first: date
    last: date
    longest_gap: int = 0  # days


class HouseholdRow(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True):
    """What is known of a household, of whatever it is: its opaque reference, where it lives."""

    household: str
    place: Place
    version: int


class MonitoringRow(HouseholdRow, frozen=True, omit_defaults=True, kw_only=True, tag="case"):
    """What the ledger knows of one case. Free texts are references into the vault."""

    case_id: UUID
    monitor_no: str
    campaign: str
    unit: str  # the village
    householder: Ref
    household_kind: HouseholdKind
    source: ClueSource
    clue_at: datetime
    entry_due: date
    entry_provisional: bool = False  # 暂定: counted in a year whose notice is not out
    category: str
    problem: UUID | None = None
    episode: int = 1
    stage: MonitorStage = MonitorStage.CLUE
    risks: tuple[RiskKind, ...] = ()
    members: int = 0
    departments: tuple[str, ...] = ()  # that have the task to match their data
    matched: tuple[str, ...] = ()
    mismatches: int = 0
    consented: bool = False
    positive: bool | None = None
    answered_at: datetime | None = None  # the first that came of the clue
    reviewed_at: datetime | None = None  # the first meeting that was in favour
    objections: int = 0
    monitor_class: MonitorClass | None = None
    external_id: str = ""
    entered_on: date | None = None
    days_used: int | None = None
    late: bool = False
    late_problem: UUID | None = None
    first_aid_at: datetime | None = None
    aids: int = 0  # after the entry
    urgent_aids: int = 0
    outside_aids: int = 0  # 体外循环
    plan_version: int = 0
    unmatched: int = 0  # 过度保障: measures that answer no recorded risk
    unplanned: bool = False  # somebody in the household has no entry in the plan
    planned: frozenset[str] = frozenset()
    visits: Mapping[Role, RoleVisits] = msgspec.field(default_factory=dict)
    stable_since: date | None = None
    clearance: ClearanceMode | None = None
    clearance_proposed_at: datetime | None = None
    cleared_at: datetime | None = None
    follow_ups: int = 0
    last_follow_up_at: datetime | None = None
    end_reason: EndReason | None = None

    @property
    def number(self) -> str:
        return self.monitor_no

    @property
    def over(self) -> bool:
        return self.stage in OVER

    @property
    def proposed(self) -> bool:
        """拟识别: verified positive, reviewed and not rejected; entered ones are among them."""
        return bool(self.positive) and self.reviewed_at is not None and self.stage is not MonitorStage.REJECTED


def proposed_households(cases: Iterable[MonitoringRow]) -> list[MonitoringRow]:
    """拟识别监测对象: each household once, by the last of its episodes that is proposed (再次纳入 is no second one)."""
    last: dict[str, MonitoringRow] = {}
    for case in cases:
        if case.proposed and case.episode >= last.get(case.household, case).episode:
            last[case.household] = case
    return list(last.values())


class Aid(msgspec.Struct, frozen=True):
    """Help that was given beside the cases. ``outside``: the household was in none."""

    at: datetime
    kind: AidKind
    outside: bool


class AidBeside(HouseholdRow, frozen=True, kw_only=True, tag="beside"):
    """What was given to one household beside its cases."""

    aids: tuple[Aid, ...]


Change = dict[str, Any]


def apply(row: HouseholdRow | None, event: Event) -> HouseholdRow | None:
    """The row after this event; None as long as there is nothing to tell of the stream."""
    if isinstance(event, HouseholdAidRecorded):
        return aid_beside(row, event)
    change = CHANGES.get(type(event))
    if change is None:
        return row
    if isinstance(event, verifying.RiskClueRegistered):
        return row or clue_registered(event)
    if not isinstance(row, MonitoringRow) or event.originator_version <= row.version:
        return row
    return replace(row, version=event.originator_version, **change(row, event))


def aid_beside(row: HouseholdRow | None, event: HouseholdAidRecorded) -> AidBeside:
    before = row if isinstance(row, AidBeside) else nothing_given(event)
    if event.originator_version <= before.version:
        return before
    aid = Aid(event.occurred_at, event.kind, event.outside)
    return replace(before, version=event.originator_version, aids=(*before.aids, aid))


def nothing_given(event: HouseholdAidRecorded) -> AidBeside:
    return AidBeside(household=event.household_ref, place=event.place, version=0, aids=())


# --- what each event changes ----------------------------------------------------------------------------------------


def clue_registered(event: verifying.RiskClueRegistered) -> MonitoringRow:
    known = event.previous is not None
    owed = next(owed for owed in event.arms if owed.duty is Duty.MONITOR_ENTRY)
    return MonitoringRow(
        case_id=event.originator_id,
        version=event.originator_version,
        monitor_no=event.monitor_no,
        campaign=event.envelope.campaign,
        unit=event.unit,
        place=event.place,
        household=event.household.ref,
        householder=event.household.name.ref,
        household_kind=event.household.kind,
        source=event.source,
        clue_at=event.occurred_at,
        entry_due=owed.due.on,
        entry_provisional=owed.due.why.provisional,
        category=event.category,
        problem=event.problem,
        episode=event.episode,
        stage=MonitorStage.VERIFIED if known else MonitorStage.CLUE,
        positive=True if known else None,
        answered_at=event.occurred_at if known else None,
        risks=tuple(risk.kind for risk in event.risks),
        members=len(event.members),
        departments=event.departments,
    )


def unchanged(row: MonitoringRow, event: Event) -> Change:
    return {}


def consent_recorded(row: MonitoringRow, event: verifying.ConsentRecorded) -> Change:
    return {"consented": True}


def household_verified(row: MonitoringRow, event: verifying.HouseholdVerified) -> Change:
    return {
        "stage": MonitorStage.VERIFIED,
        "positive": event.positive,
        "risks": tuple(risk.kind for risk in event.risks),
        "members": len(event.members),
        "answered_at": row.answered_at or event.occurred_at,
    }


def members_recorded(row: MonitoringRow, event: verifying.HouseholdMembersRecorded) -> Change:
    new = {member.ref for member in event.members} - row.planned
    return {"members": len(event.members), "unplanned": bool(row.plan_version and new)}


def data_matched(row: MonitoringRow, event: matching.DataMatched) -> Change:
    matched = (*row.matched, *(() if event.department in row.matched else (event.department,)))
    return {"matched": matched, "mismatches": row.mismatches + len(event.mismatches)}


def urgent_aid_delivered(row: MonitoringRow, event: assisting.UrgentAidDelivered) -> Change:
    outside = row.outside_aids + event.outside
    return {"urgent_aids": row.urgent_aids + 1, "outside_aids": outside, **first_aid(row, event)}


def review_held(row: MonitoringRow, event: reviewing.ReviewHeld) -> Change:
    if event.clearing or not event.passed:
        return {}
    return {"stage": MonitorStage.REVIEWED, "reviewed_at": row.reviewed_at or event.occurred_at}


def notice_posted(row: MonitoringRow, event: reviewing.NoticePosted) -> Change:
    return {} if event.clearing else {"stage": MonitorStage.IN_NOTICE}


def objection_raised(row: MonitoringRow, event: reviewing.ObjectionRaised) -> Change:
    back = {} if event.clearing else {"stage": MonitorStage.VERIFIED}
    return {"objections": row.objections + 1, **back}


def notice_completed(row: MonitoringRow, event: reviewing.NoticeCompleted) -> Change:
    return {} if event.clearing else {"stage": MonitorStage.NOTICED}


def town_reviewed(row: MonitoringRow, event: entering.TownReviewed) -> Change:
    return {} if event.clearing else {"stage": MonitorStage.TOWN_OK}


def approved(row: MonitoringRow, event: entering.CaseApproved) -> Change:
    return {"stage": MonitorStage.APPROVED, "monitor_class": event.monitor_class}


def rejected(row: MonitoringRow, event: entering.CaseRejected) -> Change:
    return {"stage": MonitorStage.REJECTED, "answered_at": row.answered_at or event.occurred_at}


def entered(row: MonitoringRow, event: entering.CaseEntered) -> Change:
    return {
        "stage": MonitorStage.ENTERED,
        "external_id": event.external_id,
        "entered_on": event.entered_on,
        "days_used": event.days_used,
        "late": event.late,
        "late_problem": event.problem,
    }


def plan_set(row: MonitoringRow, event: assisting.HouseholdPlanSet) -> Change:
    return {"stage": MonitorStage.ASSISTED, **planned(event.plan)}


def plan_adjusted(row: MonitoringRow, event: assisting.PlanAdjusted) -> Change:
    return planned(event.plan)


def visit_recorded(row: MonitoringRow, event: assisting.VisitRecorded) -> Change:
    visits = {**row.visits, event.role: visited(row.visits.get(event.role), local_date(event.occurred_at))}
    return {"visits": visits, "stable_since": event.stable_since or row.stable_since}


def aid_delivered(row: MonitoringRow, event: assisting.AidDelivered) -> Change:
    return {"aids": row.aids + 1, **first_aid(row, event)}


def clearance_proposed(row: MonitoringRow, event: clearing.ClearanceProposed) -> Change:
    return {
        "stage": MonitorStage.CLEAR_REVIEW,
        "clearance": event.mode,
        "clearance_proposed_at": event.occurred_at,
        "stable_since": event.stable_since,
    }


def clearance_rejected(row: MonitoringRow, event: clearing.ClearanceRejected) -> Change:
    return {"stage": MonitorStage.ASSISTED, "clearance": None, "clearance_proposed_at": None, "stable_since": None}


def risk_cleared(row: MonitoringRow, event: clearing.RiskCleared) -> Change:
    return {"stage": MonitorStage.FOLLOW_UP, "clearance": event.mode, "cleared_at": event.occurred_at}


def follow_up_recorded(row: MonitoringRow, event: following_up.FollowUpRecorded) -> Change:
    last = max(row.last_follow_up_at or event.occurred_at, event.occurred_at)
    return {"follow_ups": row.follow_ups + 1, "last_follow_up_at": last}


def relapse_found(row: MonitoringRow, event: following_up.RelapseFound) -> Change:
    return {"stage": MonitorStage.RELAPSED}


def ended(row: MonitoringRow, event: following_up.CaseEnded) -> Change:
    return {"stage": MonitorStage.ENDED, "end_reason": event.reason}


def deadlines_reset(row: MonitoringRow, event: deadlines.MonitoringDeadlinesReset) -> Change:
    """When it must be entered, where that was counted anew."""
    for owed in event.arms:
        if owed.duty is Duty.MONITOR_ENTRY:
            return {"entry_due": owed.due.on, "entry_provisional": owed.due.why.provisional}
    return {}


CHANGES: Mapping[type[Event], Callable[[MonitoringRow, Any], Change]] = covering(
    {
        verifying.RiskClueRegistered: unchanged,  # makes the row
        verifying.ConsentRecorded: consent_recorded,
        verifying.HouseholdVerified: household_verified,
        verifying.HouseholdMembersRecorded: members_recorded,
        matching.DataMatched: data_matched,
        assisting.UrgentAidDelivered: urgent_aid_delivered,
        reviewing.ReviewHeld: review_held,
        reviewing.NoticePosted: notice_posted,
        reviewing.ObjectionRaised: objection_raised,
        reviewing.NoticeCompleted: notice_completed,
        reviewing.NoticeSigned: unchanged,
        entering.TownReviewed: town_reviewed,
        entering.CaseApproved: approved,
        entering.Announced: unchanged,
        entering.CaseRejected: rejected,
        entering.CaseEntered: entered,
        assisting.HouseholdPlanSet: plan_set,
        assisting.PlanAdjusted: plan_adjusted,
        assisting.VisitRecorded: visit_recorded,
        assisting.AidDelivered: aid_delivered,
        clearing.ClearanceProposed: clearance_proposed,
        clearing.ClearanceRejected: clearance_rejected,
        clearing.RiskCleared: risk_cleared,
        following_up.FollowUpRecorded: follow_up_recorded,
        following_up.RelapseFound: relapse_found,
        following_up.CaseEnded: ended,
        deadlines.MonitoringReminded: unchanged,
        deadlines.MonitoringOverdueWarned: unchanged,
        deadlines.MonitoringDeadlinesReset: deadlines_reset,
    },
    MONITORING_EVENTS,
)


# --- shared ---------------------------------------------------------------------------------------------------------


def first_aid(row: MonitoringRow, event: Event) -> Change:
    """The earliest help, urgent or not; what is entered late may have been earlier."""
    return {"first_aid_at": min(row.first_aid_at or event.occurred_at, event.occurred_at)}


def planned(plan: HouseholdPlan) -> Change:
    return {
        "plan_version": plan.version,
        "unmatched": plan.unmatched,
        "unplanned": False,
        "planned": plan.members,
    }


def visited(before: RoleVisits | None, day: date) -> RoleVisits:
    """Once more; a visit that is entered late splits no gap that was counted."""
    if before is None:
        return RoleVisits(1, day, day)
    gap = max(before.longest_gap, (day - before.last).days)
    return RoleVisits(before.count + 1, min(before.first, day), max(before.last, day), gap)
