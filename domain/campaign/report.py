"""阶段成果: a report, or a paper of a phase, that a unit owes in a campaign: what it must hold, and how far it is.

Source: domain reference, section 7; R000-16, R000-17, R001-48 to R001-53, R002-41, R002-42.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from enum import StrEnum
from uuid import NAMESPACE_URL, UUID, uuid5

import msgspec

from domain.calendar import BusinessCalendar, Due
from domain.campaign.campaign import Past
from domain.case import CaseEvent, Moment
from domain.events import Named
from domain.owing import Obligation
from domain.papers import LedgerCode
from domain.policy import Duty, Policy
from domain.reminding import Told, told_moments


class Stage(StrEnum):
    OWED = "OWED"
    HANDED_IN = "HANDED_IN"
    RECEIVED = "RECEIVED"


STAGE_NAMES = {Stage.OWED: "待报送", Stage.HANDED_IN: "已报送待签收", Stage.RECEIVED: "已签收"}


class Wanted(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """What a report must hold: its parts, the tables handed in with it, who signs, and in which forms it is delivered.

    ``rolls_up``: it rests on the reports of the units below, signed ones only (R001-52). ``as_file``: it is a document
    of the unit's own making, handed in with the hash of its file (R001-42).
    """

    parts: tuple[str, ...] = ()
    tables: tuple[LedgerCode, ...] = ()
    signatures: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()
    to: str = ""
    rolls_up: bool = False
    as_file: bool = False


class Signed(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """A signature as it stands in the event: responsibility is that of the moment."""

    signer: Named
    post: str


class Submission(msgspec.Struct, frozen=True):
    """报送: when it was handed in, and when it was returned, if it was."""

    at: datetime
    returned_at: datetime | None = None


class Report(msgspec.Struct, frozen=True):
    """One report of one unit, as of its last event."""

    id: UUID
    version: int
    campaign: str
    code: str
    title: str
    unit: str
    wanted: Wanted
    due: Due | None = None
    past: Past | None = None
    phase: str = ""
    stage: Stage = Stage.OWED
    rolled_up: bool = False
    submissions: tuple[Submission, ...] = ()
    delivered: frozenset[str] = frozenset()
    screened: frozenset[tuple[str, str]] = frozenset()
    """Village and category of each item of the self-check that somebody signed (R001-41)."""
    told: frozenset[str] = frozenset()
    obligations: tuple[Obligation, ...] = ()

    @property
    def number(self) -> str:
        return report_no(self.campaign, self.code, self.unit)

    @property
    def answerable(self) -> tuple[str, ...]:
        return ()

    @property
    def due_on(self) -> date | None:
        return self.due.on if self.due else None

    @property
    def handed_in_at(self) -> datetime | None:
        """When the submission that stands was made; None while there is none."""
        last = self.submissions[-1] if self.submissions else None
        return last.at if last is not None and last.returned_at is None else None

    def in_by(self, at: datetime) -> bool:
        """Whether it was in at that instant, whatever happened later."""
        made = [one for one in self.submissions if one.at <= at]
        return bool(made) and (made[-1].returned_at is None or made[-1].returned_at > at)

    @property
    def late(self) -> bool:
        """Whether the standing submission came after the due instant; never in a phase that was past from the start."""
        at = self.handed_in_at
        return at is not None and self.due is not None and self.past is None and at > self.due.at


class ReportEvent(CaseEvent, frozen=True, kw_only=True):
    """The base of all events of a report."""


class ReportReminded(Told, frozen=True, kw_only=True, tag="report.reminded"):
    """临期提醒: on the last working day."""


class ReportOverdue(Told, frozen=True, kw_only=True, tag="report.overdue"):
    """逾期未报催办: at the first scan that finds it missing."""


def moments(report: Report, policy: Policy, calendar: BusinessCalendar) -> list[Moment]:
    told = told_moments(report.obligations, report.told, calendar, ReportReminded, ReportOverdue)
    return sorted(told, key=lambda moment: moment.at)


def report_no(campaign: str, code: str, unit: str) -> str:
    return f"{campaign}-{code}-{unit}"


def report_id(campaign: str, code: str, unit: str) -> UUID:
    return uuid5(NAMESPACE_URL, f"duban/report/{campaign}/{code}/{unit}")


def owed(due: Due | None, past: Past | None, at: datetime) -> tuple[Obligation, ...]:
    """What arms it: nothing where it has no date, or where the date was over before it could be asked for."""
    return (Obligation(Duty.REPORT, due, at),) if due is not None and past is None else ()


def missing(wanted: Iterable[str], have: Iterable[str]) -> tuple[str, ...]:
    """What is wanted and not there, in the order in which it is wanted."""
    there = frozenset(have)
    return tuple(one for one in wanted if one not in there)
