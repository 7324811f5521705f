"""监测程序: how a household is taken into monitoring and out of it, step by step, and until when.

Source: domain reference, section 6.
"""

from __future__ import annotations

from enum import StrEnum

import msgspec

from domain.timetable import Per


class ProcedureStep(StrEnum):
    """One step of a procedure; a procedure is an ordered list of them."""

    VERIFY = "VERIFY"
    DATA_MATCH = "DATA_MATCH"
    REVIEW_MEETING = "REVIEW_MEETING"
    PUBLIC_NOTICE = "PUBLIC_NOTICE"
    TOWN_REVIEW = "TOWN_REVIEW"
    COUNTY_APPROVAL = "COUNTY_APPROVAL"
    ANNOUNCEMENT = "ANNOUNCEMENT"
    ENTRY = "ENTRY"


class Purpose(StrEnum):
    """What a procedure is for."""

    INCLUSION = "INCLUSION"
    CLEARANCE = "CLEARANCE"


class Procedure(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """两评议两公示一公告 and the like: the steps in their order (R004-20)."""

    code: str
    title: str
    purpose: Purpose
    steps: tuple[ProcedureStep, ...]

    def times(self, step: ProcedureStep) -> int:
        return self.steps.count(step)


class ClockStart(StrEnum):
    """From when the days up to entry are counted."""

    CLUE = "CLUE"
    APPROVAL = "APPROVAL"


class MonitoringRules(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """防返贫监测: calendar days. Entry within ``entry_days`` is R002-15; the other numbers are defaults."""

    entry_days: int = 15
    entry_roll: bool = False
    entry_from: ClockStart = ClockStart.CLUE
    notice_days: int = 5
    plan_days: int = 10
    follow_up: Per = Per.QUARTER
    household_kinds: tuple[str, ...] = ()
    """户类型 as the tables print it."""
    procedures: tuple[Procedure, ...] = ()
