"""对账: that two accounts were laid side by side is an event, also when nothing was wrong; each mismatch is a clue.

Source: domain reference, section 10.2; R002-23, R002-29.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

import msgspec

from domain.case import CaseEvent
from domain.circumstances import Circumstances
from domain.clue import clue_of, owner, raise_clue
from domain.events import Named, NewEvent
from domain.owing import Obligation
from domain.reconciliation import CHECK_NAMES, Check, Job, Mismatch, jobs_vs_fact
from domain.refusal import Refused


class Stage(StrEnum):
    CLEAN = "CLEAN"
    MISMATCHED = "MISMATCHED"


STAGE_NAMES = {Stage.CLEAN: "相符", Stage.MISMATCHED: "不符"}


class Reconciliation(msgspec.Struct, frozen=True):
    """One comparison of two accounts, as it was reported."""

    id: UUID
    version: int
    campaign: str
    check: Check
    unit: str
    reported_at: datetime
    compared: int
    clues: tuple[UUID, ...] = ()
    obligations: tuple[Obligation, ...] = ()

    @property
    def stage(self) -> Stage:
        return Stage.MISMATCHED if self.clues else Stage.CLEAN

    @property
    def number(self) -> str:
        return f"{self.unit}{CHECK_NAMES[self.check]}"

    @property
    def answerable(self) -> tuple[str, ...]:
        return ()

    @property
    def due_on(self) -> date | None:
        return None


class Found(msgspec.Struct, frozen=True):
    """A mismatch, and which unit is to find out; empty: the one whose accounts were compared."""

    mismatch: Mismatch
    unit: str = ""


class ReportReconciliation(msgspec.Struct, frozen=True):
    """对账: of which unit's accounts, by which check, how many rows were compared, and what did not agree."""

    campaign: str
    unit: str
    check: Check
    compared: int
    found: tuple[Found, ...] = ()


class CompareJobs(msgspec.Struct, frozen=True):
    """务工账实核对: the ledger of jobs of a unit beside what was found; what does not agree is reported at once."""

    campaign: str
    unit: str
    ledger: tuple[Job, ...]
    jobs_found: tuple[Job, ...]


class ReconciliationReported(CaseEvent, frozen=True, kw_only=True, tag="reconciliation.reported"):
    """相符, or, with the ids of the clues, 不符."""

    check: Check
    unit: str
    compared: int
    by: Named
    clues: tuple[UUID, ...] = ()

    def apply(self, state: Reconciliation | None) -> Reconciliation:
        return Reconciliation(
            id=self.originator_id,
            version=self.originator_version,
            campaign=self.envelope.campaign,
            check=self.check,
            unit=self.unit,
            reported_at=self.occurred_at,
            compared=self.compared,
            clues=self.clues,
        )


def report(case_id: UUID, command: ReportReconciliation, c: Circumstances) -> Iterator[NewEvent]:
    owner(command.unit, c)
    if command.compared < 1:
        raise Refused("nothing_compared")
    found = [(one.unit or command.unit, one.mismatch) for one in command.found]
    for unit, mismatch in found:
        owner(unit, c)
        if mismatch.check is not command.check:
            raise Refused("another_check", check=CHECK_NAMES[mismatch.check], wanted=CHECK_NAMES[command.check])
    yield (
        ReconciliationReported,
        {
            "check": command.check,
            "unit": command.unit,
            "compared": command.compared,
            "by": c.actor.named(),
            "clues": tuple(dict.fromkeys(clue_of(c.campaign, unit, mismatch) for unit, mismatch in found)),
        },
    )
    for unit, mismatch in found:
        yield from raise_clue(unit, mismatch, c)


def compare_jobs(case_id: UUID, command: CompareJobs, c: Circumstances) -> Iterator[NewEvent]:
    lines = {job.line for job in (*command.ledger, *command.jobs_found)}
    found = tuple(Found(mismatch) for mismatch in jobs_vs_fact(command.ledger, command.jobs_found))
    compared = ReportReconciliation(command.campaign, command.unit, Check.JOBS_VS_FACT, len(lines), found)
    yield from report(case_id, compared, c)
