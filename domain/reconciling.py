"""对账: that two accounts were laid side by side is an event, also when nothing was wrong; each mismatch is a clue.

What the system, the ledger and a household say of one item is put side by side in one record, sealed under the
household's key. Source: domain reference, section 10.2; R002-23, R002-29, R003-39.
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
from domain.organisation import UnitKind
from domain.owing import Obligation
from domain.problem.problem import Place
from domain.reconciliation import (
    CHECK_NAMES,
    Check,
    Difference,
    Job,
    Mismatch,
    jobs_vs_fact,
    three_accounts,
)
from domain.refusal import Refused
from domain.sealing import Sealed


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


class ThreeAccounts(msgspec.Struct, frozen=True):
    """One item of a household (家庭人口, 人均纯收入), and what the three say of it; what one lacks is written as 无."""

    category: str
    item: str
    system: str
    ledger: str
    household: str


class CompareAccounts(msgspec.Struct, frozen=True):
    """三方比对: the system's data, the ledger and what was found at the household; ``unit`` is to find out."""

    campaign: str
    unit: str
    household_ref: str
    accounts: tuple[ThreeAccounts, ...]


class SideBySide(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """The same as it stands in the event: which of the three differs, and the clue that came of it."""

    category: str
    item: Sealed
    system: Sealed
    ledger: Sealed
    household: Sealed
    difference: Difference | None = None
    clue: UUID | None = None


class AccountsCompared(CaseEvent, frozen=True, kw_only=True, tag="reconciliation.accounts_compared"):
    unit: str
    place: Place
    household_ref: str
    by: Named
    accounts: tuple[SideBySide, ...]

    def apply(self, state: Reconciliation | None) -> Reconciliation:
        return Reconciliation(
            id=self.originator_id,
            version=self.originator_version,
            campaign=self.envelope.campaign,
            check=Check.THREE_ACCOUNTS,
            unit=self.unit,
            reported_at=self.occurred_at,
            compared=len(self.accounts),
            clues=tuple(dict.fromkeys(one.clue for one in self.accounts if one.clue is not None)),
        )


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


def compare_accounts(case_id: UUID, command: CompareAccounts, c: Circumstances) -> Iterator[NewEvent]:
    owner(command.unit, c)
    if not command.household_ref.strip():
        raise Refused("text_missing", field="农户编号")
    if not command.accounts:
        raise Refused("nothing_compared")
    mismatches = tuple(mismatch_of(command.household_ref, one, c) for one in command.accounts)
    yield (
        AccountsCompared,
        {
            "unit": command.unit,
            "place": place_of(command.unit, c),
            "household_ref": command.household_ref,
            "by": c.actor.named(),
            "accounts": tuple(
                side_by_side(command, one, mismatch, c)
                for one, mismatch in zip(command.accounts, mismatches, strict=True)
            ),
        },
    )
    for mismatch in filter(None, mismatches):
        yield from raise_clue(command.unit, mismatch, c)


def mismatch_of(household_ref: str, one: ThreeAccounts, c: Circumstances) -> Mismatch | None:
    """The mismatch says where and which of the three, never what they say: that is the household's own."""
    c.known_category(one.category)
    difference = three_accounts(one.system, one.ledger, one.household)
    if difference is None:
        return None
    return Mismatch(Check.THREE_ACCOUNTS, household_ref, difference, one.category)


def side_by_side(command: CompareAccounts, one: ThreeAccounts, found: Mismatch | None, c: Circumstances) -> SideBySide:
    ref = command.household_ref
    return SideBySide(
        category=one.category,
        item=c.seal(ref, "比对项目", one.item),
        system=c.seal(ref, "系统数据", one.system),
        ledger=c.seal(ref, "台账资料", one.ledger),
        household=c.seal(ref, "入户核实情况", one.household),
        difference=found.difference if found else None,
        clue=clue_of(c.campaign, command.unit, found) if found else None,
    )


def place_of(unit: str, c: Circumstances) -> Place:
    """Where the unit lies, level by level: whoever reaches it may read what was compared."""
    county, town, village = (
        c.organisation.above(unit, kind) for kind in (UnitKind.COUNTY, UnitKind.TOWN, UnitKind.VILLAGE)
    )
    return Place(county, town, village)
