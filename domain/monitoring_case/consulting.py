"""月会商月研判: a place meets every month about its clues; a month in which nobody met is a fact of its own (R002-14).

Each place has one book of its consultations, with the next one owed by the end of the month.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from datetime import date, timedelta
from enum import StrEnum
from typing import ClassVar
from uuid import NAMESPACE_URL, UUID, uuid5

import msgspec
from msgspec.structs import replace

from domain.calendar import BusinessCalendar
from domain.case import CaseEvent, Moment
from domain.circumstances import Circumstances
from domain.events import Named, NewEvent
from domain.monitoring_case.monitoring_case import OVER, MonitoringCase
from domain.owing import Obligation
from domain.policy import Duty, Policy
from domain.refusal import Refused
from domain.reminding import Told, tell
from domain.sealing import Sealed


class BookStage(StrEnum):
    """A book has one state."""

    OPEN = "OPEN"


BOOK_STAGE_NAMES = {BookStage.OPEN: "按月会商"}


class Verdict(StrEnum):
    """What a consultation comes to about a clue (研判结论)."""

    VERIFY = "VERIFY"
    PROPOSE = "PROPOSE"
    WATCH = "WATCH"
    REJECT = "REJECT"


VERDICTS = {
    Verdict.VERIFY: "入户核实",
    Verdict.PROPOSE: "提交评议",
    Verdict.WATCH: "继续观察",
    Verdict.REJECT: "建议不予纳入",
}


class DecidedClue(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A case of a household, and what was decided about it."""

    case: UUID
    verdict: Verdict


class ConsultationBook(msgspec.Struct, frozen=True):
    """The consultations of one place: the months in which it met, and those in which it did not."""

    id: UUID
    version: int
    campaign: str
    unit: str
    stage: BookStage = BookStage.OPEN
    held: tuple[str, ...] = ()
    missed: tuple[str, ...] = ()
    answerable: tuple[str, ...] = ()
    told: frozenset[str] = frozenset()
    obligations: tuple[Obligation, ...] = ()

    @property
    def number(self) -> str:
        return f"{self.unit}月会商"

    @property
    def due_on(self) -> date | None:
        return self.obligations[0].due.on if self.obligations else None

    def owes(self, duty: Duty) -> Obligation | None:
        return next((owed for owed in self.obligations if owed.duty is duty), None)


def book_of(unit: str) -> UUID:
    return uuid5(NAMESPACE_URL, f"duban/consultation/{unit}")


# --- commands -----------------------------------------------------------------------------------------------------


class OpenConsultations(msgspec.Struct, frozen=True):
    """建立月会商制度: from this month on the place meets every month."""

    unit: str
    campaign: str = ""


class HoldConsultation(msgspec.Struct, frozen=True):
    """月会商: its minutes, how many came, what was decided about which households."""

    minutes: str
    attendance: int
    decided: tuple[DecidedClue, ...] = ()


# --- events -------------------------------------------------------------------------------------------------------


class ConsultationsOpened(CaseEvent, frozen=True, kw_only=True, tag="consultation.consultations_opened"):
    unit: str
    by: Named

    def apply(self, state: ConsultationBook | None) -> ConsultationBook:
        return ConsultationBook(self.originator_id, self.originator_version, self.envelope.campaign, self.unit)


class ConsultationHeld(CaseEvent, frozen=True, kw_only=True, tag="consultation.held"):
    month: str
    by: Named
    minutes: Sealed
    attendance: int
    decided: tuple[DecidedClue, ...] = ()

    def apply(self, state: ConsultationBook) -> ConsultationBook:
        return replace(state, held=(*state.held, self.month))


class ConsultationMissed(CaseEvent, frozen=True, kw_only=True, tag="consultation.missed"):
    """The month is over and nobody met."""

    month: str
    discharges: ClassVar[frozenset[Duty]] = frozenset({Duty.RECURRING})

    def apply(self, state: ConsultationBook) -> ConsultationBook:
        return replace(state, missed=(*state.missed, self.month))


class ConsultationReminded(Told, frozen=True, kw_only=True, tag="consultation.reminded"):
    """临期提醒."""


# --- decisions ----------------------------------------------------------------------------------------------------


def open_consultations(case_id: UUID, command: OpenConsultations, c: Circumstances) -> Iterator[NewEvent]:
    c.organisation.unit(command.unit)
    if not c.organisation.reaches(c.actor.unit, command.unit):
        raise Refused("out_of_reach", name=c.actor.name, acting=c.actor.unit, unit=command.unit)
    yield (
        ConsultationsOpened,
        {"unit": command.unit, "by": c.actor.named(), "arms": (owed_by(end_of_month(c.today), c),)},
    )


def hold_consultation(book: ConsultationBook, command: HoldConsultation, c: Circumstances) -> Iterator[NewEvent]:
    """The first one of a month is the one that is owed; a place may meet more often."""
    if command.attendance < 1:
        raise Refused("nobody_attended")
    for one in command.decided:
        open_here(book, one, c)
    owed = book.owes(Duty.RECURRING)
    settled = owed is not None and owed.due.on <= end_of_month(c.today)
    yield (
        ConsultationHeld,
        {
            "month": month_of(c.today),
            "by": c.actor.named(),
            "minutes": c.seal(str(book.id), "会商纪要", command.minutes),
            "attendance": command.attendance,
            "decided": command.decided,
            "arms": (owed_by(end_of_next_month(c.today), c),) if settled else (),
        },
    )


def miss_consultation(book: ConsultationBook, c: Circumstances) -> Iterator[NewEvent]:
    """The moment at which a month ends without a meeting; the next one is owed at once."""
    owed = book.owes(Duty.RECURRING)
    assert owed is not None
    missed = {"month": month_of(owed.due.on), "arms": (owed_by(end_of_next_month(owed.due.on), c),)}
    yield ConsultationMissed, missed


# --- moments ------------------------------------------------------------------------------------------------------


def moments(book: ConsultationBook, policy: Policy, calendar: BusinessCalendar) -> list[Moment]:
    """Reminded on the last working day of the month; missed when the month is over."""
    owed = book.owes(Duty.RECURRING)
    if owed is None:
        return []
    reminder, at = f"remind {owed.key}", calendar.scan_at(calendar.working_on_or_before(owed.due.on))
    missed = Moment(owed.due.at, f"missed {owed.key}", "月会商期限", miss_consultation)
    if reminder in book.told or at < owed.armed_at:
        return [missed]
    return [Moment(at, reminder, "月会商临期提醒", tell(ConsultationReminded, owed, reminder)), missed]


# --- rules --------------------------------------------------------------------------------------------------------


def open_here(book: ConsultationBook, decided: DecidedClue, c: Circumstances) -> None:
    """A consultation decides about open cases of its own place."""
    case = c.look(decided.case)
    if not isinstance(case, MonitoringCase) or not c.organisation.is_within(case.unit, book.unit):
        raise Refused("not_a_case_of_the_place", case=decided.case, unit=book.unit)
    if case.stage in OVER:
        raise Refused("case_is_over", number=case.monitor_no)


def owed_by(day: date, c: Circumstances) -> Obligation:
    return Obligation(Duty.RECURRING, c.calendar.explicit(day), c.at)


def month_of(day: date) -> str:
    return f"{day:%Y-%m}"


def end_of_month(day: date) -> date:
    return day.replace(day=monthrange(day.year, day.month)[1])


def end_of_next_month(day: date) -> date:
    return end_of_month(end_of_month(day) + timedelta(days=1))
