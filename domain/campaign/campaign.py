"""专项行动: the state of one campaign and the base of its events.

A campaign is called by its code (its natural key), runs by a pack, and rests on a document. A pack may be used without
opening a campaign: then the pack's id is the code. Source: domain reference, section 7.
"""

from __future__ import annotations

from datetime import date, datetime, time
from enum import StrEnum
from uuid import NAMESPACE_URL, UUID, uuid5

import msgspec

from domain.calendar import BusinessCalendar, Due
from domain.case import CaseEvent
from domain.circumstances import Circumstances
from domain.events import Way
from domain.owing import Obligation
from domain.sealing import Sealed
from domain.timetable import BasisDocument


class Stage(StrEnum):
    OPEN = "OPEN"
    CLOSED = "CLOSED"


STAGE_NAMES = {Stage.OPEN: "进行中", Stage.CLOSED: "已结束"}


class Past(StrEnum):
    """Why nothing is ever overdue in a phase: it had ended before anybody could be asked for anything (R000-12)."""

    BEFORE_ISSUE = "BEFORE_ISSUE"
    BEFORE_OPENING = "BEFORE_OPENING"


PAST_NAMES = {
    Past.BEFORE_ISSUE: "发文前已届满，不计逾期",
    Past.BEFORE_OPENING: "开通前已届满，不计逾期",
}


class Window(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """A phase of this campaign (阶段): both days belong to it; ``last_time`` is until when on the last day."""

    code: str
    name: str
    first: date | None = None
    last: date | None = None
    last_time: time | None = None
    past: Past | None = None

    def holds(self, day: date) -> bool:
        return (self.first is None or self.first <= day) and (self.last is None or day <= self.last)

    def end(self, calendar: BusinessCalendar) -> Due | None:
        """Its last day is that of a document: literal, never rolled. None for a phase without end."""
        return calendar.explicit(self.last, self.last_time) if self.last else None


class GroupAreas(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """A group (督查小组), by its unit, and the areas that it inspects and sees; ``lead_rank`` is asked of its head."""

    group: str
    areas: tuple[str, ...] = ()
    lead_rank: str = ""


class BridgedGap(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """职责分离缺口: an act on the problems of ``unit`` that nobody at ``node`` may do, and by which way it is done."""

    unit: str
    stage: str
    act: str
    node: str
    way: Way


class ReportRef(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """A report that a unit owes in this campaign, or a paper that it has ready at the end of a phase."""

    code: str
    unit: str
    title: str
    phase: str = ""
    paper: bool = False


class Speaker(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """A village that is to speak (表态发言): because of so many problems, or because it lags behind (推进不力)."""

    village: str
    problems: int
    lagging: Sealed | None = None


class Question(msgspec.Struct, frozen=True):
    """A question to the office, and when it was answered (R003-42)."""

    number: int
    unit: str
    asked_at: datetime
    answered_at: datetime | None = None


class Campaign(msgspec.Struct, frozen=True):
    """One campaign, as of its last event. ``ends_on`` None: a standing one (长效机制)."""

    id: UUID
    version: int
    code: str
    pack: str
    title: str
    unit: str
    scope: tuple[str, ...]
    basis: BasisDocument
    starts_on: date
    opened_at: datetime
    ends_on: date | None = None
    stage: Stage = Stage.OPEN
    phases: tuple[Window, ...] = ()
    groups: tuple[GroupAreas, ...] = ()
    groups_announced: int | None = None
    reports: tuple[ReportRef, ...] = ()
    phases_ended: frozenset[str] = frozenset()
    speakers_proposed: tuple[Speaker, ...] | None = None
    speakers_proposed_by: str = ""
    speakers: tuple[str, ...] = ()
    questions: tuple[Question, ...] = ()
    obligations: tuple[Obligation, ...] = ()

    @property
    def campaign(self) -> str:
        return self.code

    @property
    def number(self) -> str:
        return self.code

    @property
    def answerable(self) -> tuple[str, ...]:
        return ()

    @property
    def due_on(self) -> date | None:
        return self.ends_on

    def phases_on(self, day: date) -> tuple[Window, ...]:
        """The phases that a day belongs to: phases may overlap, or leave a gap."""
        return tuple(window for window in self.phases if window.holds(day))

    def areas_of(self, group: str) -> tuple[str, ...]:
        return next((one.areas for one in self.groups if one.group == group), ())


class CampaignEvent(CaseEvent, frozen=True, kw_only=True):
    """The base of all events of a campaign."""


def document_cited(c: Circumstances) -> str:
    """发文字号 of the document that the campaign rests on: every product of it cites it (R000-01)."""
    opened: Campaign | None = c.look(campaign_id(c.campaign))
    basis = opened.basis if opened is not None else c.pack.basis
    return basis.number if basis else ""


def campaign_id(code: str) -> UUID:
    return uuid5(NAMESPACE_URL, f"duban/campaign/{code}")
