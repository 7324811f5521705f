"""常态化比对预警: a department compares its data over a whole place, and every household that stands out is a clue.

A run is a case that is complete as soon as it is reported. Its clues begin in the same append; a household that is in a
case already is named, not doubled (I-11). Source: R002-12.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from enum import StrEnum
from uuid import UUID

import msgspec

from domain.case import CaseEvent
from domain.circumstances import Circumstances
from domain.events import Named, NewEvent, in_stream
from domain.monitoring_case.household_register import HouseholdRegister, in_reach, register_of
from domain.monitoring_case.monitoring_case import ClueSource, HouseholdKind, Risk
from domain.monitoring_case.verifying import RegisterClue, register_clue
from domain.organisation import UnitKind
from domain.owing import Obligation
from domain.refusal import Refused
from domain.sealing import Sealed


class RunStage(StrEnum):
    """A run has one state."""

    REPORTED = "REPORTED"


RUN_STAGE_NAMES = {RunStage.REPORTED: "已通报"}


class MatchRun(msgspec.Struct, frozen=True):
    """One run: what was compared by whom, how many households, and what it came to."""

    id: UUID
    version: int
    number: str
    campaign: str
    unit: str
    compared: int
    clues: tuple[UUID, ...]
    known: tuple[str, ...]
    stage: RunStage = RunStage.REPORTED
    answerable: tuple[str, ...] = ()
    due_on: date | None = None
    obligations: tuple[Obligation, ...] = ()


# --- commands -----------------------------------------------------------------------------------------------------


class Alert(msgspec.Struct, frozen=True):
    """A household that stands out, and in what."""

    household_ref: str
    householder: str
    village: str
    risks: tuple[Risk, ...]
    detail: str
    household_kind: HouseholdKind = HouseholdKind.ORDINARY


class ReportMatchRun(msgspec.Struct, frozen=True):
    """通报比对结果: over so many households; ``subject`` says what was compared with what."""

    subject: str
    compared: int
    alerts: tuple[Alert, ...] = ()
    campaign: str = ""


# --- events -------------------------------------------------------------------------------------------------------


class MatchRunReported(CaseEvent, frozen=True, kw_only=True, tag="match_run.reported"):
    """``clues`` are the new cases, ``known`` the numbers of the cases in which households were already."""

    number: str
    department: str
    by: Named
    subject: Sealed
    compared: int
    clues: tuple[UUID, ...]
    known: tuple[str, ...]

    def apply(self, state: MatchRun | None) -> MatchRun:
        return MatchRun(
            id=self.originator_id,
            version=self.originator_version,
            number=self.number,
            campaign=self.envelope.campaign,
            unit=self.department,
            compared=self.compared,
            clues=self.clues,
            known=self.known,
        )


# --- decisions ----------------------------------------------------------------------------------------------------


def report_match_run(case_id: UUID, command: ReportMatchRun, c: Circumstances) -> Iterator[NewEvent]:
    if c.organisation.unit(c.actor.unit).kind is not UnitKind.DEPARTMENT:
        raise Refused("not_a_department", unit=c.actor.unit)
    each_household_once(command)
    known = [number for alert in command.alerts if (number := open_case_of(alert, c))]
    new = [alert for alert in command.alerts if not open_case_of(alert, c)]
    clues = tuple(c.new_id("monitoring", alert.household_ref) for alert in new)
    yield (
        MatchRunReported,
        {
            "number": f"{c.actor.unit}{c.today.isoformat()}比对",
            "department": c.actor.unit,
            "by": c.actor.named(),
            "subject": c.seal(str(case_id), "比对内容", command.subject),
            "compared": command.compared,
            "clues": clues,
            "known": tuple(known),
        },
    )
    for clue_id, alert in zip(clues, new, strict=True):
        yield from in_stream(clue_id, register_clue(clue_id, clue_of(alert, command.campaign), c))


def clue_of(alert: Alert, campaign: str) -> RegisterClue:
    return RegisterClue(
        source=ClueSource.DEPARTMENT_ALERT,
        household_ref=alert.household_ref,
        householder=alert.householder,
        village=alert.village,
        risks=alert.risks,
        detail=alert.detail,
        household_kind=alert.household_kind,
        campaign=campaign,
    )


# --- rules --------------------------------------------------------------------------------------------------------


def each_household_once(command: ReportMatchRun) -> None:
    refs = [alert.household_ref for alert in command.alerts]
    if len(refs) > command.compared or len(set(refs)) != len(refs):
        raise Refused("alerts_do_not_add_up", alerts=len(refs), compared=command.compared)


def open_case_of(alert: Alert, c: Circumstances) -> str:
    """The number of the case in which the household is; empty if it is in none."""
    in_reach(alert.village, c)
    register: HouseholdRegister | None = c.look(register_of(alert.household_ref))
    return register.open_no if register else ""
