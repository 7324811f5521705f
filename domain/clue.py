"""问题线索: something that does not look right, with an owner and a date; it ends only with a recorded conclusion.

A mismatch between two accounts is one; the same mismatch seen again is the same clue, opened again if it had been
concluded. Source: domain reference, section 10.2; R001-57.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from enum import StrEnum
from typing import ClassVar
from uuid import NAMESPACE_URL, UUID, uuid5

import msgspec
from msgspec.structs import replace

from domain.calendar import BusinessCalendar
from domain.case import CaseEvent, Moment
from domain.circumstances import Circumstances
from domain.events import Elsewhere, Named, NewEvent
from domain.numbering import number_case
from domain.owing import Obligation
from domain.policy import Duty, Policy
from domain.problem.problem import Problem
from domain.reconciliation import Mismatch
from domain.refusal import Refused
from domain.reminding import Told, told_moments
from domain.resetting import DeadlinesReset, ResetDeadlines
from domain.sealing import Sealed


class Stage(StrEnum):
    OPEN = "OPEN"
    CONCLUDED = "CONCLUDED"


STAGE_NAMES = {Stage.OPEN: "查办中", Stage.CONCLUDED: "已有结论"}


class Conclusion(StrEnum):
    """What came of looking into it."""

    PROBLEM = "PROBLEM"
    CORRECTED = "CORRECTED"
    EXPLAINED = "EXPLAINED"
    NOT_TRUE = "NOT_TRUE"


CONCLUSION_NAMES = {
    Conclusion.PROBLEM: "属实，已登记问题",
    Conclusion.CORRECTED: "属实，已更正",
    Conclusion.EXPLAINED: "口径不同，已说明",
    Conclusion.NOT_TRUE: "经查不属实",
}


class Clue(msgspec.Struct, frozen=True):
    """One clue, as of its last event. ``unit`` owns it: it is to find out."""

    id: UUID
    version: int
    clue_no: str
    campaign: str
    unit: str
    content: Sealed | None = None
    mismatch: Mismatch | None = None
    stage: Stage = Stage.OPEN
    conclusion: Conclusion | None = None
    times_seen: int = 1
    told: frozenset[str] = frozenset()
    obligations: tuple[Obligation, ...] = ()

    @property
    def number(self) -> str:
        return self.clue_no

    @property
    def answerable(self) -> tuple[str, ...]:
        return ()

    @property
    def due_on(self) -> date | None:
        return self.obligations[0].due.on if self.obligations else None

    @property
    def subject(self) -> str:
        return str(self.id)


class ClueEvent(CaseEvent, frozen=True, kw_only=True):
    """The base of all events of a clue."""


def clue_of(campaign: str, unit: str, mismatch: Mismatch) -> UUID:
    """The same mismatch in the same hands is the same clue, whatever the two accounts say of it today."""
    row = f"{mismatch.check}/{mismatch.row}/{mismatch.difference}/{mismatch.column}"
    return uuid5(NAMESPACE_URL, f"duban/clue/{campaign}/{unit}/{row}")


# --- commands -----------------------------------------------------------------------------------------------------


class RegisterClue(msgspec.Struct, frozen=True):
    """登记线索: what does not look right, where it comes from, and which unit is to find out."""

    campaign: str
    unit: str
    content: str
    source: str = ""
    due_on: date | None = None


class ConcludeClue(msgspec.Struct, frozen=True):
    """线索结论, with the record of how it was found out; a problem that came of it is named."""

    conclusion: Conclusion
    record: str
    problem: UUID | None = None


# --- events -------------------------------------------------------------------------------------------------------


class ClueOpened(ClueEvent, frozen=True, kw_only=True, tag="clue.opened"):
    clue_no: str
    unit: str
    by: Named
    content: Sealed | None = None
    mismatch: Mismatch | None = None
    source: Sealed | None = None

    def apply(self, state: Clue | None) -> Clue:
        return Clue(
            id=self.originator_id,
            version=self.originator_version,
            clue_no=self.clue_no,
            campaign=self.envelope.campaign,
            unit=self.unit,
            content=self.content,
            mismatch=self.mismatch,
        )


class ClueSeenAgain(ClueEvent, frozen=True, kw_only=True, tag="clue.seen_again"):
    """再次出现: it had been concluded, and there it is again."""

    mismatch: Mismatch

    def apply(self, state: Clue) -> Clue:
        return replace(
            state, stage=Stage.OPEN, conclusion=None, mismatch=self.mismatch, times_seen=state.times_seen + 1
        )


class ClueConcluded(ClueEvent, frozen=True, kw_only=True, tag="clue.concluded"):
    conclusion: Conclusion
    record: Sealed
    by: Named
    problem: UUID | None = None
    discharges: ClassVar[frozenset[Duty]] = frozenset({Duty.CLUE})

    def apply(self, state: Clue) -> Clue:
        return replace(state, stage=Stage.CONCLUDED, conclusion=self.conclusion)


class ClueReminded(Told, frozen=True, kw_only=True, tag="clue.reminded"):
    """线索临期提醒."""


class ClueOverdue(Told, frozen=True, kw_only=True, tag="clue.overdue"):
    """线索逾期催办: it never ends by itself."""


# --- decisions ----------------------------------------------------------------------------------------------------


def register(case_id: UUID, command: RegisterClue, c: Circumstances) -> Iterator[NewEvent]:
    owner(command.unit, c)
    due = c.not_past(c.calendar.explicit(command.due_on)) if command.due_on else c.due(Duty.CLUE)
    numbered = number_case(case_id, "clue", "索", c)
    yield numbered
    opened = {
        "clue_no": numbered.fields["case_no"],
        "unit": command.unit,
        "by": c.actor.named(),
        "content": c.seal(str(case_id), "线索内容", command.content),
        "source": c.seal(str(case_id), "线索来源", command.source) if command.source.strip() else None,
        "arms": (Obligation(Duty.CLUE, due, c.at),),
    }
    yield ClueOpened, opened


def conclude(clue: Clue, command: ConcludeClue, c: Circumstances) -> Iterator[NewEvent]:
    is_named = command.problem is not None and isinstance(c.look(command.problem), Problem)
    if command.conclusion is Conclusion.PROBLEM and not is_named:
        raise Refused("problem_missing")
    yield (
        ClueConcluded,
        {
            "conclusion": command.conclusion,
            "record": c.seal(clue.subject, "查办记录", command.record),
            "by": c.actor.named(),
            "problem": command.problem if is_named else None,
        },
    )


def raise_clue(unit: str, mismatch: Mismatch, c: Circumstances) -> Iterator[Elsewhere]:
    """A mismatch becomes a clue: a new one, one opened again, or, while it is looked into, nothing more."""
    case_id = clue_of(c.campaign, unit, mismatch)
    known: Clue | None = c.look(case_id)
    arms = (Obligation(Duty.CLUE, c.due(Duty.CLUE), c.at),)
    if known is None:
        numbered = number_case(case_id, "clue", "索", c)
        yield numbered
        opened = {"clue_no": numbered.fields["case_no"], "unit": unit, "by": c.actor.named(), "mismatch": mismatch}
        yield Elsewhere(case_id, ClueOpened, opened | {"arms": arms})
    elif known.stage is Stage.CONCLUDED:
        yield Elsewhere(case_id, ClueSeenAgain, {"mismatch": mismatch, "arms": arms})


# --- its date counted anew ----------------------------------------------------------------------------------------


class ResetClueDeadlines(ResetDeadlines, frozen=True):
    """线索时限重算."""


class ClueDeadlinesReset(DeadlinesReset, ClueEvent, frozen=True, kw_only=True, tag="clue.deadlines_reset"):
    """Until when the unit must have found out."""


# --- moments ------------------------------------------------------------------------------------------------------


def moments(clue: Clue, policy: Policy, calendar: BusinessCalendar) -> list[Moment]:
    told = told_moments(clue.obligations, clue.told, calendar, ClueReminded, ClueOverdue)
    return sorted(told, key=lambda moment: moment.at)


# --- shared -------------------------------------------------------------------------------------------------------


def owner(unit: str, c: Circumstances) -> None:
    """A clue falls to a unit that exists, within the reach of whoever raises it."""
    c.organisation.unit(unit)
    if not c.organisation.reaches(c.actor.unit, unit):
        raise Refused("out_of_reach", name=c.actor.name, acting=c.actor.unit, unit=unit)
