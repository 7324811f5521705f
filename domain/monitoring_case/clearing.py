"""风险消除: with help or of itself (应消尽消), by its own procedure, and only if the household says so too.

Source: domain reference, section 6; R001-28, R002-17.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from datetime import date
from typing import ClassVar

import msgspec
from msgspec.structs import replace

from domain.circumstances import Circumstances
from domain.events import Named, NewEvent
from domain.monitoring_case.entering import announced
from domain.monitoring_case.following_up import follow_up_owed
from domain.monitoring_case.monitoring_case import ClearanceMode, MonitoringCase, MonitoringEvent, MonitorStage
from domain.monitoring_case.procedure import Procedure, ProcedureStep, Purpose
from domain.monitoring_case.reviewing import is_next
from domain.policy import Duty
from domain.refusal import Refused
from domain.sealing import Sealed

# --- commands -----------------------------------------------------------------------------------------------------


class ProposeClearance(msgspec.Struct, frozen=True):
    """提出风险消除: how the risk went away, since when the income is stable, and on what grounds."""

    clearance: ClearanceMode
    stable_since: date
    reason: str


class Acknowledgement(msgspec.Struct, frozen=True):
    """农户认可: whether the household agrees, who asked it and how (当面, 电话)."""

    agrees: bool
    asked_by: str
    basis: str


class ApproveClearance(msgspec.Struct, frozen=True):
    """同意风险消除; the announcement, where there is more to say."""

    acknowledgement: Acknowledgement | None = None
    announcement: str = ""


class RejectClearance(msgspec.Struct, frozen=True):
    """不同意风险消除."""

    reason: str


# --- events -------------------------------------------------------------------------------------------------------


class ClearanceProposed(MonitoringEvent, frozen=True, kw_only=True, tag="monitoring.clearance_proposed"):
    by: Named
    mode: ClearanceMode
    stable_since: date
    reason: Sealed
    procedure: Procedure

    def apply(self, state: MonitoringCase) -> MonitoringCase:
        return replace(
            state,
            stage=MonitorStage.CLEAR_REVIEW,
            clearance=self.mode,
            proposed_by=self.by.person,
            procedure=self.procedure,
            done=(),
            town_reviewer="",
        )


class RiskCleared(MonitoringEvent, frozen=True, kw_only=True, tag="monitoring.risk_cleared"):
    by: Named
    mode: ClearanceMode
    asked_by: Named
    basis: Sealed
    discharges: ClassVar[frozenset[Duty]] = frozenset({Duty.VISIT, Duty.HOUSEHOLD_PLAN})

    def apply(self, state: MonitoringCase) -> MonitoringCase:
        return replace(state, stage=MonitorStage.FOLLOW_UP, done=(*state.done, ProcedureStep.COUNTY_APPROVAL))


class ClearanceRejected(MonitoringEvent, frozen=True, kw_only=True, tag="monitoring.clearance_rejected"):
    by: Named
    reason: Sealed
    discharges: ClassVar[frozenset[Duty]] = frozenset({Duty.NOTICE_END})

    def apply(self, state: MonitoringCase) -> MonitoringCase:
        return replace(state, stage=MonitorStage.ASSISTED, clearance=None, done=())


# --- decisions ----------------------------------------------------------------------------------------------------


def propose_clearance(case: MonitoringCase, command: ProposeClearance, c: Circumstances) -> Iterator[NewEvent]:
    stable_long_enough(command.stable_since, c)
    able_to_work(case)
    yield (
        ClearanceProposed,
        {
            "by": c.actor.named(),
            "mode": command.clearance,
            "stable_since": command.stable_since,
            "reason": c.seal(case.subject, "风险消除理由", command.reason),
            "procedure": c.pack.monitoring.procedure(Purpose.CLEARANCE),
        },
    )


def approve_clearance(case: MonitoringCase, command: ApproveClearance, c: Circumstances) -> Iterator[NewEvent]:
    is_next(case, ProcedureStep.COUNTY_APPROVAL)
    said = acknowledged(case, command.acknowledgement, c)
    assert case.clearance is not None
    yield (
        RiskCleared,
        {
            "by": c.actor.named(),
            "mode": case.clearance,
            "asked_by": c.named(said.asked_by),
            "basis": c.seal(case.subject, "农户认可情况", said.basis),
            "arms": (follow_up_owed(c),),
        },
    )
    yield from announced(case, command.announcement, c)


def reject_clearance(case: MonitoringCase, command: RejectClearance, c: Circumstances) -> Iterator[NewEvent]:
    yield ClearanceRejected, {"by": c.actor.named(), "reason": c.seal(case.subject, "不同意理由", command.reason)}


# --- rules --------------------------------------------------------------------------------------------------------


def stable_long_enough(since: date, c: Circumstances) -> None:
    """The income has been stable for half a year or as long as the place says."""
    months = c.pack.monitoring.stable_months
    reached_on = months_after(since, months)
    if c.today < reached_on:
        raise Refused("not_stable_yet", since=since, months=months, reached_on=reached_on)


def able_to_work(case: MonitoringCase) -> None:
    if case.without_labour:
        raise Refused("household_without_labour", number=case.monitor_no)


def acknowledged(case: MonitoringCase, said: Acknowledgement | None, c: Circumstances) -> Acknowledgement:
    """The household agrees; it was asked by somebody other than who proposed it and who approves it (R001-28)."""
    if said is None or not said.basis.strip():
        raise Refused("acknowledgement_missing", number=case.monitor_no)
    if not said.agrees:
        raise Refused("household_disagrees", number=case.monitor_no)
    if said.asked_by in (case.proposed_by, c.actor.person):
        raise Refused("asked_by_party", number=case.monitor_no)
    return said


def months_after(day: date, months: int) -> date:
    """The same day so many months later, or the last day of that month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
