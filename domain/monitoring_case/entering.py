"""审核 审定 录入: the town reviews, the county decides the class, and the household is entered within fifteen days.

A clue that comes to nothing is rejected with a reply to the household. Source: domain reference, section 6; R002-15.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import ClassVar
from uuid import UUID

import msgspec
from msgspec.structs import replace

from domain.calendar import local_date
from domain.circumstances import Circumstances
from domain.events import Named, NewEvent
from domain.monitoring_case.household_register import close_in_register
from domain.monitoring_case.late_entry import raise_problem
from domain.monitoring_case.monitoring_case import (
    HOUSEHOLD_KINDS,
    MONITOR_CLASSES,
    HouseholdKind,
    MonitorClass,
    MonitoringCase,
    MonitoringEvent,
    MonitorStage,
)
from domain.monitoring_case.notice_text import fit_for_the_public
from domain.monitoring_case.procedure import ProcedureStep
from domain.monitoring_case.reviewing import is_next
from domain.owing import ALL_DUTIES, Obligation
from domain.policy import Duty
from domain.refusal import Refused
from domain.sealing import Sealed

# --- commands -----------------------------------------------------------------------------------------------------


class ReviewByTown(msgspec.Struct, frozen=True):
    """乡镇审核, signed."""

    opinion: str


class ApproveCase(msgspec.Struct, frozen=True):
    """县级审定 into one of the three classes; the announcement, where there is more to say."""

    monitor_class: MonitorClass
    announcement: str = ""


class RejectCase(msgspec.Struct, frozen=True):
    """不予纳入: why, and what the household is told."""

    reason: str
    reply: str


class EnterSystem(msgspec.Struct, frozen=True):
    """录入系统标注: the record's id in the national system and the day it was entered there; no day: today."""

    external_id: str
    entered_on: date | None = None


# --- events -------------------------------------------------------------------------------------------------------


class TownReviewed(MonitoringEvent, frozen=True, kw_only=True, tag="monitoring.town_reviewed"):
    by: Named
    opinion: Sealed
    clearing: bool = False

    def apply(self, state: MonitoringCase) -> MonitoringCase:
        stage = state.stage if state.clearing else MonitorStage.TOWN_OK
        done = (*state.done, ProcedureStep.TOWN_REVIEW)
        return replace(state, stage=stage, done=done, town_reviewer=self.by.person)


class CaseApproved(MonitoringEvent, frozen=True, kw_only=True, tag="monitoring.approved"):
    by: Named
    monitor_class: MonitorClass

    def apply(self, state: MonitoringCase) -> MonitoringCase:
        return replace(
            state,
            stage=MonitorStage.APPROVED,
            done=(*state.done, ProcedureStep.COUNTY_APPROVAL),
            monitor_class=self.monitor_class,
            approved_on=local_date(self.occurred_at),
        )


class Announced(MonitoringEvent, frozen=True, kw_only=True, tag="monitoring.announced"):
    """公告, and its text where there is more to say than who was approved."""

    text: Sealed | None = None
    clearing: bool = False

    def apply(self, state: MonitoringCase) -> MonitoringCase:
        return replace(state, done=(*state.done, ProcedureStep.ANNOUNCEMENT))


class CaseRejected(MonitoringEvent, frozen=True, kw_only=True, tag="monitoring.rejected"):
    by: Named
    reason: Sealed
    reply: Sealed
    discharges: ClassVar[frozenset[Duty]] = ALL_DUTIES

    def apply(self, state: MonitoringCase) -> MonitoringCase:
        return replace(state, stage=MonitorStage.REJECTED)


class CaseEntered(MonitoringEvent, frozen=True, kw_only=True, tag="monitoring.entered"):
    """``days_used`` counts from the clue; ``problem`` is the one that a late entry raised, if the place has a leaf."""

    by: Named
    external_id: str
    entered_on: date
    days_used: int
    late: bool
    problem: UUID | None = None
    discharges: ClassVar[frozenset[Duty]] = frozenset({Duty.MONITOR_ENTRY})

    def apply(self, state: MonitoringCase) -> MonitoringCase:
        return replace(state, stage=MonitorStage.ENTERED, entered_on=self.entered_on)


# --- decisions ----------------------------------------------------------------------------------------------------


def review_by_town(case: MonitoringCase, command: ReviewByTown, c: Circumstances) -> Iterator[NewEvent]:
    is_next(case, ProcedureStep.TOWN_REVIEW)
    opinion = c.seal(case.subject, "乡镇审核意见", command.opinion)
    yield TownReviewed, {"by": c.actor.named(), "opinion": opinion, "clearing": case.clearing}


def approve_case(case: MonitoringCase, command: ApproveCase, c: Circumstances) -> Iterator[NewEvent]:
    is_next(case, ProcedureStep.COUNTY_APPROVAL)
    the_class_fits(case.household.kind, command.monitor_class)
    yield CaseApproved, {"by": c.actor.named(), "monitor_class": command.monitor_class}
    yield from announced(case, command.announcement, c)


def reject_case(case: MonitoringCase, command: RejectCase, c: Circumstances) -> Iterator[NewEvent]:
    yield (
        CaseRejected,
        {
            "by": c.actor.named(),
            "reason": c.seal(case.subject, "不予纳入理由", command.reason),
            "reply": c.seal(case.subject, "对农户的答复", command.reply),
        },
    )
    yield close_in_register(case.household.ref, case.id)


def enter_system(case: MonitoringCase, command: EnterSystem, c: Circumstances) -> Iterator[NewEvent]:
    owed = case.owes(Duty.MONITOR_ENTRY)
    assert owed is not None
    entered_on = day_of_entry(case, command, c)
    days_used = (entered_on - local_date(case.clue_at)).days
    late = entered_on > owed.due.on
    raised = raise_problem(case, days_used, owed.due.on, c) if late else None
    yield (
        CaseEntered,
        {
            "by": c.actor.named(),
            "external_id": external_id(command),
            "entered_on": entered_on,
            "days_used": days_used,
            "late": late,
            "problem": raised.case_id if raised else None,
            "arms": (Obligation(Duty.HOUSEHOLD_PLAN, c.due(Duty.HOUSEHOLD_PLAN, entered_on), c.at),),
        },
    )
    if raised:
        yield from raised.events


def announced(case: MonitoringCase, text: str, c: Circumstances) -> Iterator[NewEvent]:
    """With the approval, where the procedure has an announcement."""
    if ProcedureStep.ANNOUNCEMENT in case.procedure.path:
        sealed = c.seal(case.subject, "公告内容", fit_for_the_public(text)) if text else None
        yield Announced, {"text": sealed, "clearing": case.clearing}


# --- rules --------------------------------------------------------------------------------------------------------


def the_class_fits(kind: HouseholdKind, monitor_class: MonitorClass) -> None:
    """脱贫不稳定户 were lifted once, 边缘易致贫户 never were; 突发严重困难 may befall anyone."""
    lifted = kind is HouseholdKind.LIFTED
    if (monitor_class is MonitorClass.UNSTABLE and not lifted) or (monitor_class is MonitorClass.MARGINAL and lifted):
        raise Refused("class_does_not_fit", kind=HOUSEHOLD_KINDS[kind], monitor_class=MONITOR_CLASSES[monitor_class])


def day_of_entry(case: MonitoringCase, command: EnterSystem, c: Circumstances) -> date:
    """The day that the national system shows: not before the approval, not after today."""
    entered_on = command.entered_on or c.today
    if case.approved_on is None or not case.approved_on <= entered_on <= c.today:
        raise Refused("entry_day_wrong", entered_on=entered_on, approved_on=case.approved_on, today=c.today)
    return entered_on


def external_id(command: EnterSystem) -> str:
    if not command.external_id.strip():
        raise Refused("text_missing", field="系统标注编号")
    return command.external_id.strip()
