"""持续关注: a household whose risk is gone is seen every quarter, comes back in a new episode, or leaves for good."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from enum import StrEnum
from typing import ClassVar
from uuid import UUID

import msgspec
from msgspec.structs import replace

from domain.circumstances import Circumstances
from domain.events import Named, NewEvent, in_stream
from domain.monitoring_case.evidence import proven
from domain.monitoring_case.household_register import close_in_register
from domain.monitoring_case.monitoring_case import ClueSource, MonitoringCase, MonitoringEvent, MonitorStage, Risk
from domain.monitoring_case.verifying import it_came_from_that_problem, of_known_members, opened, some_risk
from domain.owing import ALL_DUTIES, Obligation
from domain.policy import Duty
from domain.problem.problem import Evidence
from domain.sealing import Sealed


class EndReason(StrEnum):
    """Why a household is monitored no more (自然终止)."""

    DIED = "DIED"
    MOVED_AWAY = "MOVED_AWAY"
    LOST = "LOST"


END_REASONS = {EndReason.DIED: "死亡", EndReason.MOVED_AWAY: "整户迁出", EndReason.LOST: "失联"}

# --- commands -----------------------------------------------------------------------------------------------------


class RecordFollowUp(msgspec.Struct, frozen=True):
    """持续关注走访."""

    record: str


class ReportRelapse(msgspec.Struct, frozen=True):
    """再次纳入监测: a new clue about a household whose risk was gone."""

    source: ClueSource
    risks: tuple[Risk, ...]
    detail: str
    reported_by: str = ""
    problem: UUID | None = None


class EndCase(msgspec.Struct, frozen=True):
    """自然终止, with proof."""

    reason: EndReason
    statement: str
    evidence: tuple[Evidence, ...]


# --- events -------------------------------------------------------------------------------------------------------


class FollowUpRecorded(MonitoringEvent, frozen=True, kw_only=True, tag="monitoring.follow_up_recorded"):
    by: Named
    record: Sealed


class RelapseFound(MonitoringEvent, frozen=True, kw_only=True, tag="monitoring.relapse_found"):
    """This episode is over; ``next_case`` is the case of the new one."""

    by: Named
    source: ClueSource
    detail: Sealed
    next_case: UUID
    discharges: ClassVar[frozenset[Duty]] = ALL_DUTIES

    def apply(self, state: MonitoringCase) -> MonitoringCase:
        return replace(state, stage=MonitorStage.RELAPSED)


class CaseEnded(MonitoringEvent, frozen=True, kw_only=True, tag="monitoring.ended"):
    by: Named
    reason: EndReason
    statement: Sealed
    evidence: tuple[Evidence, ...]
    discharges: ClassVar[frozenset[Duty]] = ALL_DUTIES

    def apply(self, state: MonitoringCase) -> MonitoringCase:
        return replace(state, stage=MonitorStage.ENDED)


# --- decisions ----------------------------------------------------------------------------------------------------


def record_follow_up(case: MonitoringCase, command: RecordFollowUp, c: Circumstances) -> Iterator[NewEvent]:
    followed = {"by": c.actor.named(), "record": c.seal(case.subject, "持续关注记录", command.record)}
    owed, again = case.owes(Duty.FOLLOW_UP), follow_up_owed(c)
    later = owed is None or again.due.on > owed.due.on
    yield FollowUpRecorded, followed | {"arms": (again,) if later else ()}


def report_relapse(case: MonitoringCase, command: ReportRelapse, c: Circumstances) -> Iterator[NewEvent]:
    """The household is known and was seen: its next case begins as verified, with fifteen days of its own."""
    of_known_members(some_risk(command.risks), case.members)
    if command.source is ClueSource.PROBLEM or command.problem is not None:
        it_came_from_that_problem(command.problem, case.subject, c)
    next_case = c.new_id("monitoring", "relapse")
    detail = c.seal(case.subject, "线索情况", command.detail)
    found = {"by": c.actor.named(), "source": command.source, "detail": detail, "next_case": next_case}
    yield RelapseFound, found
    yield close_in_register(case.household.ref, case.id)
    clue = {
        "source": command.source,
        "risks": command.risks,
        "detail": detail,
        "reported_by": c.named(command.reported_by) if command.reported_by else None,
        "problem": command.problem,
        "previous": case.id,
        "members": case.members,
        "without_labour": case.without_labour,
    }
    yield from in_stream(next_case, opened(next_case, case.household, case.unit, c, clue))


def end_case(case: MonitoringCase, command: EndCase, c: Circumstances) -> Iterator[NewEvent]:
    yield (
        CaseEnded,
        {
            "by": c.actor.named(),
            "reason": command.reason,
            "statement": c.seal(case.subject, "终止情况", command.statement),
            "evidence": proven(command.evidence, c),
        },
    )
    yield close_in_register(case.household.ref, case.id)


# --- shared -------------------------------------------------------------------------------------------------------


def follow_up_owed(c: Circumstances) -> Obligation:
    """Once in each quarter after the one in which the risk was cleared: due on the last day of the next one."""
    return Obligation(Duty.FOLLOW_UP, c.calendar.explicit(end_of_next_quarter(c.today)), c.at)


def end_of_next_quarter(day: date) -> date:
    first_month_after = (day.month - 1) // 3 * 3 + 7
    years, month = divmod(first_month_after - 1, 12)
    return date(day.year + years, month + 1, 1) - timedelta(days=1)
