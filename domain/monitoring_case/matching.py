"""数据比对: the departments match their data with what the household said; every mismatch stands on its own line."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec
from msgspec.structs import replace

from domain.circumstances import Circumstances
from domain.events import Named, NewEvent
from domain.monitoring_case.monitoring_case import MonitoringCase, MonitoringEvent
from domain.monitoring_case.procedure import ProcedureStep
from domain.organisation import UnitKind
from domain.refusal import Refused
from domain.sealing import Sealed

# --- commands -----------------------------------------------------------------------------------------------------


class MatchData(msgspec.Struct, frozen=True):
    """比对结果 of one department: what it came to, and what does not match, item by item."""

    result: str
    mismatches: tuple[str, ...] = ()


# --- events -------------------------------------------------------------------------------------------------------


class DataMatched(MonitoringEvent, frozen=True, kw_only=True, tag="monitoring.data_matched"):
    """``step``: it was the step of the procedure that was to be done."""

    department: str
    by: Named
    result: Sealed
    mismatches: tuple[Sealed, ...] = ()
    step: bool = False

    def apply(self, state: MonitoringCase) -> MonitoringCase:
        done = (*state.done, ProcedureStep.DATA_MATCH) if self.step else state.done
        return replace(state, matched=state.matched | {self.department}, done=done)


# --- decisions ----------------------------------------------------------------------------------------------------


def match_data(case: MonitoringCase, command: MatchData, c: Circumstances) -> Iterator[NewEvent]:
    if not case.consented:
        raise Refused("consent_missing", number=case.monitor_no)
    if c.organisation.unit(c.actor.unit).kind is not UnitKind.DEPARTMENT:
        raise Refused("not_a_department", unit=c.actor.unit)
    yield (
        DataMatched,
        {
            "department": c.actor.unit,
            "by": c.actor.named(),
            "result": c.seal(case.subject, "比对结果", command.result),
            "mismatches": tuple(c.seal(case.subject, "比对不一致项", text) for text in command.mismatches),
            "step": case.ahead[:1] == (ProcedureStep.DATA_MATCH,),
        },
    )
