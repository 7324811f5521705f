"""跟踪 回头看 通报: the group follows what it found until it is rectified; the area reports to it, checks itself.

Source: domain reference, section 8; R002-39, R003-16, R003-17, R003-21, R003-24.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import ClassVar

import msgspec
from msgspec.structs import replace

from domain.circumstances import Circumstances
from domain.citing import cited_if_any
from domain.events import Named, NewEvent
from domain.inspection.concluding import of_the_area, problem_of
from domain.inspection.inspection import Inspection, InspectionEvent, Stage
from domain.owing import ALL_DUTIES, Obligation
from domain.policy import Duty
from domain.problem.problem import ENDED
from domain.refusal import Refused
from domain.sealing import Sealed

# --- commands -----------------------------------------------------------------------------------------------------


class ReportToGroup(msgspec.Struct, frozen=True):
    """向督查组报告整改情况: by the inspected area."""

    progress: str


class ReportSelfCheck(msgspec.Struct, frozen=True):
    """报告全域自查自纠: how many problems it turned up, be it none."""

    found: int
    record: str


class OrderLookBack(msgspec.Struct, frozen=True):
    """组织“回头看”: the group goes and looks again, by a day of its choice."""

    due_on: date
    reason: str


class ReportLookBack(msgspec.Struct, frozen=True):
    """回头看情况: what it found; rebounds are reported on the problems themselves."""

    record: str


class CirculateResults(msgspec.Struct, frozen=True):
    """在一定范围内通报: a named person decides how far."""

    circulated_in: str
    text: str


class FinishInspection(msgspec.Struct, frozen=True):
    """办结: everything that was found has come to its end."""


# --- events -------------------------------------------------------------------------------------------------------


class RectificationReported(InspectionEvent, frozen=True, kw_only=True, tag="inspection.rectification_reported"):
    by: Named
    progress: Sealed


class SelfCheckReported(InspectionEvent, frozen=True, kw_only=True, tag="inspection.self_check_reported"):
    by: Named
    found: int
    record: Sealed
    discharges: ClassVar[frozenset[Duty]] = frozenset({Duty.AREA_SELF_CHECK})

    def apply(self, state: Inspection) -> Inspection:
        return replace(state, self_check_reported=True)


class LookBackOrdered(InspectionEvent, frozen=True, kw_only=True, tag="inspection.look_back_ordered"):
    by: Named
    reason: Sealed


class LookBackReported(InspectionEvent, frozen=True, kw_only=True, tag="inspection.look_back_reported"):
    by: Named
    record: Sealed
    discharges: ClassVar[frozenset[Duty]] = frozenset({Duty.LOOK_BACK})


class ResultsCirculated(InspectionEvent, frozen=True, kw_only=True, tag="inspection.results_circulated"):
    by: Named
    circulated_in: str
    text: Sealed


class InspectionFinished(InspectionEvent, frozen=True, kw_only=True, tag="inspection.finished"):
    by: Named
    discharges: ClassVar[frozenset[Duty]] = ALL_DUTIES

    def apply(self, state: Inspection) -> Inspection:
        return replace(state, stage=Stage.DONE)


# --- decisions ----------------------------------------------------------------------------------------------------


def report_to_group(inspection: Inspection, command: ReportToGroup, c: Circumstances) -> Iterator[NewEvent]:
    of_the_area(inspection, c)
    progress = c.seal(inspection.subject, "整改情况", command.progress)
    yield RectificationReported, {"by": c.actor.named(), "progress": progress}


def report_self_check(inspection: Inspection, command: ReportSelfCheck, c: Circumstances) -> Iterator[NewEvent]:
    of_the_area(inspection, c)
    if not owes(inspection, Duty.AREA_SELF_CHECK):
        raise Refused("no_self_check_ordered", number=inspection.number)
    record = c.seal(inspection.subject, "自查自纠情况", command.record)
    yield SelfCheckReported, {"by": c.actor.named(), "found": command.found, "record": record}


def order_look_back(inspection: Inspection, command: OrderLookBack, c: Circumstances) -> Iterator[NewEvent]:
    due = c.not_past(c.calendar.explicit(command.due_on))
    reason = c.seal(inspection.subject, "回头看理由", command.reason)
    arms = (Obligation(Duty.LOOK_BACK, due, c.at),)
    yield LookBackOrdered, {"by": c.actor.named(), "reason": reason, "arms": arms}


def report_look_back(inspection: Inspection, command: ReportLookBack, c: Circumstances) -> Iterator[NewEvent]:
    if not owes(inspection, Duty.LOOK_BACK):
        raise Refused("no_look_back_ordered", number=inspection.number)
    record = c.seal(inspection.subject, "回头看情况", command.record)
    yield LookBackReported, {"by": c.actor.named(), "record": record}


def circulate_results(inspection: Inspection, command: CirculateResults, c: Circumstances) -> Iterator[NewEvent]:
    if not command.circulated_in.strip():
        raise Refused("text_missing", field="通报范围")
    text = c.seal(inspection.subject, "通报内容", command.text)
    circulated_in = cited_if_any(command.circulated_in, "通报范围")
    yield ResultsCirculated, {"by": c.actor.named(), "circulated_in": circulated_in, "text": text}


def finish_inspection(inspection: Inspection, command: FinishInspection, c: Circumstances) -> Iterator[NewEvent]:
    open_numbers = [f.problem_no for f in inspection.findings if problem_of(f, c).stage not in ENDED]
    if open_numbers:
        raise Refused("problems_open", numbers="、".join(open_numbers))
    if inspection.stage is not Stage.TRACKING and c.pack.inspection.letter is not None:
        raise Refused("letter_missing", number=inspection.number)
    yield InspectionFinished, {"by": c.actor.named()}


def owes(inspection: Inspection, duty: Duty) -> bool:
    return any(owed.duty is duty for owed in inspection.obligations)
