"""监测台账: what a reader sees of each case at one moment: days counted, names masked, words Chinese, gaps named."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime

import msgspec

from domain.calendar import local_date
from domain.monitoring_case.clearing import months_after
from domain.monitoring_case.following_up import END_REASONS
from domain.monitoring_case.household_register import AID_KINDS
from domain.monitoring_case.monitoring_case import (
    BEFORE_ENTRY,
    CLEARANCE_MODES,
    CLUE_SOURCES,
    HOUSEHOLD_KINDS,
    MONITOR_CLASSES,
    MONITOR_STAGE_NAMES,
    RISK_NAMES,
    HouseholdKind,
    MonitorClass,
    MonitorStage,
)
from domain.organisation import ROLE_NAMES
from domain.pack import NO_CAMPAIGN, Pack
from projections.as_of import Basis
from projections.ledger_lines import Reveal, Say, Texts, day_of, householder
from projections.monitoring_ledger import AidBeside, HouseholdRow, MonitoringRow

HELPED_STAGES = (MonitorStage.ENTERED, MonitorStage.ASSISTED)

GAPS = {
    "not_entered": "应纳未录",
    "entry_overdue": "超期未录",
    "late": "录入超期",
    "no_plan": "无帮扶方案",
    "plan_incomplete": "方案未覆盖全部成员",
    "no_aid": "无帮扶措施落实",
    "over_assisted": "过度保障",
    "aid_outside": "体外循环",
    "clearance_due": "应消未消",
}
"""What a case may lack: each is a list of its own (R002-13, R002-17, R001-25, R001-27)."""


class VisitLine(msgspec.Struct, frozen=True):
    """Visits of one field role (R002-11): how many, when last, how long ago, and the longest interval, in days."""

    role: str
    count: int
    last_on: date
    days_since: int
    longest_interval: int


class MonitoringLine(msgspec.Struct, frozen=True, kw_only=True):
    """One case as the ledger shows it. Dates are those of Asia/Shanghai, intervals are calendar days."""

    monitor_no: str
    episode: int
    campaign: str
    town: str
    village: str
    householder: str
    household_kind: str
    monitor_class: str
    members: int
    source: str
    risks: tuple[str, ...]
    clue_on: date
    answered_after: int | None
    entry_due_on: date
    entry_provisional: bool
    entered_on: date | None
    external_id: str
    days_used: int | None  # up to the entry, else so far; none of a case that is over and was never entered
    late: bool
    late_problem: bool
    first_aid_after: int | None
    stage: MonitorStage
    state: str
    objections: int
    unmatched_departments: tuple[str, ...]  # their data are still to be matched
    mismatches: int
    plan_version: int
    over_assisting_measures: int
    urgent_aids: int
    aids: int
    visits: tuple[VisitLine, ...]
    clearance: str
    cleared_on: date | None
    follow_ups: int
    last_follow_up_on: date | None
    end_reason: str
    gaps: tuple[str, ...]


class AidLine(msgspec.Struct, frozen=True):
    """体外帮扶: help for a household that was in no case, or beside its case."""

    household: str
    village: str
    on: date
    kind: str
    outside: bool


class MonitoringLedger(msgspec.Struct, frozen=True):
    """监测台账 from one viewpoint, and the aid beside the cases."""

    basis: Basis
    lines: tuple[MonitoringLine, ...]
    aid_beside: tuple[AidLine, ...]


def monitoring_ledger(
    rows: Iterable[HouseholdRow], basis: Basis, packs: Mapping[str, Pack], reveal: Reveal, unmasked: bool = False
) -> MonitoringLedger:
    """The rows as lines, in their order. ``unmasked`` shows 户主姓名 in full: only for the entitled."""
    rows = tuple(rows)
    cases = [row for row in rows if isinstance(row, MonitoringRow)]
    texts = Texts((row.householder for row in cases), reveal)
    today = day_of(basis.as_of)
    lines = (line(row, today, packs.get(row.campaign, NO_CAMPAIGN), texts, unmasked) for row in cases)
    aid = (one for row in rows if isinstance(row, AidBeside) for one in aid_lines(row))
    return MonitoringLedger(basis, tuple(lines), tuple(aid))


def line(row: MonitoringRow, today: date, pack: Pack, texts: Say, unmasked: bool) -> MonitoringLine:
    clue_on = local_date(row.clue_at)
    return MonitoringLine(
        monitor_no=row.monitor_no,
        episode=row.episode,
        campaign=row.campaign,
        town=row.place.town,
        village=row.place.village,
        householder=householder(row, texts, unmasked),
        household_kind=printed_kind(row.household_kind, row.monitor_class),
        monitor_class=MONITOR_CLASSES[row.monitor_class] if row.monitor_class else "",
        members=row.members,
        source=CLUE_SOURCES[row.source],
        risks=tuple(RISK_NAMES[risk] for risk in row.risks),
        clue_on=clue_on,
        answered_after=days_between(clue_on, row.answered_at),
        entry_due_on=row.entry_due,
        entry_provisional=row.entry_provisional,
        entered_on=row.entered_on,
        external_id=row.external_id,
        days_used=days_used(row, today),
        late=row.late,
        late_problem=row.late_problem is not None,
        first_aid_after=days_between(clue_on, row.first_aid_at),
        stage=row.stage,
        state=MONITOR_STAGE_NAMES[row.stage],
        objections=row.objections,
        unmatched_departments=tuple(unit for unit in row.departments if unit not in row.matched),
        mismatches=row.mismatches,
        plan_version=row.plan_version,
        over_assisting_measures=row.unmatched,
        urgent_aids=row.urgent_aids,
        aids=row.aids,
        visits=tuple(visit_lines(row, today)),
        clearance=CLEARANCE_MODES[row.clearance] if row.clearance else "",
        cleared_on=local_date(row.cleared_at) if row.cleared_at else None,
        follow_ups=row.follow_ups,
        last_follow_up_on=local_date(row.last_follow_up_at) if row.last_follow_up_at else None,
        end_reason=END_REASONS[row.end_reason] if row.end_reason else "",
        gaps=tuple(gaps(row, today, pack)),
    )


def visit_lines(row: MonitoringRow, today: date) -> Iterator[VisitLine]:
    for role, visits in row.visits.items():
        since = (today - visits.last).days
        yield VisitLine(ROLE_NAMES[role], visits.count, visits.last, since, max(visits.longest_gap, since))


def aid_lines(row: AidBeside) -> Iterator[AidLine]:
    for aid in row.aids:
        yield AidLine(row.household, row.place.village, local_date(aid.at), AID_KINDS[aid.kind], aid.outside)


# --- what is lacking ------------------------------------------------------------------------------------------------


def gaps(row: MonitoringRow, today: date, pack: Pack) -> Iterator[str]:
    """The names of the lists on which the case stands (应纳尽纳, 应扶尽扶, 应消尽消)."""
    lacking = {
        "not_entered": bool(row.positive) and row.stage in BEFORE_ENTRY,
        "entry_overdue": row.stage in BEFORE_ENTRY and today > row.entry_due,
        "late": row.late,
        "no_plan": row.stage is MonitorStage.ENTERED,
        "plan_incomplete": row.unplanned and row.stage is MonitorStage.ASSISTED,
        "no_aid": row.stage in HELPED_STAGES and not (row.aids or row.urgent_aids),
        "over_assisted": row.unmatched > 0 and not row.over,
        "aid_outside": row.outside_aids > 0,
        "clearance_due": clearance_due(row, today, pack.monitoring.stable_months),
    }
    return (GAPS[name] for name, holds in lacking.items() if holds)


def clearance_due(row: MonitoringRow, today: date, stable_months: int) -> bool:
    """The income has been stable long enough, and nobody has proposed it."""
    if row.stage is not MonitorStage.ASSISTED or row.stable_since is None:
        return False
    return months_after(row.stable_since, stable_months) <= today


# --- words ----------------------------------------------------------------------------------------------------------


def printed_kind(kind: HouseholdKind, monitor_class: MonitorClass | None) -> str:
    """户类型 as the annexes print it: 突发严重困难户 by what the household is beside it."""
    match monitor_class:
        case MonitorClass.UNSTABLE:
            kind = HouseholdKind.LIFTED
        case MonitorClass.MARGINAL:
            kind = HouseholdKind.MARGINAL
        case MonitorClass.SUDDEN if kind is not HouseholdKind.LIFTED:
            kind = HouseholdKind.ORDINARY
    return HOUSEHOLD_KINDS[kind]


def days_used(row: MonitoringRow, today: date) -> int | None:
    if row.days_used is None and not row.over:
        return (today - local_date(row.clue_at)).days
    return row.days_used


def days_between(since: date, at: datetime | None) -> int | None:
    return (local_date(at) - since).days if at is not None else None
