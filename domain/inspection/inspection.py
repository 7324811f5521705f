"""督查: the state of one inspection (one trip of a group to an area) and the base of its events.

A group plans it, draws its samples, visits village by village, exchanges views, issues the letter and follows what it
found. Source: domain reference, section 8.
"""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import ClassVar
from uuid import NAMESPACE_URL, UUID, uuid5

import msgspec
from msgspec.structs import replace

from domain.calendar import BusinessCalendar, local_date
from domain.case import CaseEvent, Moment
from domain.owing import Obligation
from domain.policy import Policy
from domain.problem.classification import Severity
from domain.reminding import Told, told_moments
from domain.resetting import DeadlinesReset, ResetDeadlines
from domain.sampling.drawing import Drawn
from domain.supervision import VisitMode


class Stage(StrEnum):
    PLANNED = "PLANNED"
    DRAWN = "DRAWN"
    ON_SITE = "ON_SITE"
    FINISHED = "FINISHED"
    VIEWS_EXCHANGED = "VIEWS_EXCHANGED"
    LETTER_ISSUED = "LETTER_ISSUED"
    TRACKING = "TRACKING"
    DONE = "DONE"


STAGE_NAMES = {
    Stage.PLANNED: "已计划",
    Stage.DRAWN: "已抽样",
    Stage.ON_SITE: "实地督查中",
    Stage.FINISHED: "实地督查已结束",
    Stage.VIEWS_EXCHANGED: "已交换意见",
    Stage.LETTER_ISSUED: "已发整改函待签收",
    Stage.TRACKING: "跟踪整改中",
    Stage.DONE: "已办结",
}

BEFORE_THE_END = (Stage.PLANNED, Stage.DRAWN, Stage.ON_SITE)
"""While anything may still be looked at on the spot."""


# --- samples ------------------------------------------------------------------------------------------------------


class DrawOf(StrEnum):
    """What a sample is drawn of."""

    HOUSEHOLDS = "HOUSEHOLDS"
    PEOPLE = "PEOPLE"
    PROJECTS = "PROJECTS"
    ASSETS = "ASSETS"
    VILLAGES = "VILLAGES"


DRAW_NAMES = {
    DrawOf.HOUSEHOLDS: "农户",
    DrawOf.PEOPLE: "访谈对象",
    DrawOf.PROJECTS: "项目",
    DrawOf.ASSETS: "资产",
    DrawOf.VILLAGES: "村",
}


class Sampled(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """One that was drawn: its village, and those of its classes that a floor is set for (未脱贫户), no others."""

    id: str
    village: str = ""
    classes: tuple[str, ...] = ()


class Draw(msgspec.Struct, frozen=True):
    """One draw: committed to, its frame frozen, then drawn. ``pools`` says how many could be drawn in each village."""

    name: str
    commitment: str
    of: DrawOf = DrawOf.HOUSEHOLDS
    village: str = ""
    frame_hash: str = ""
    pools: dict[str, int] = {}
    again: bool = False  # only adds to what was drawn before
    drawn: Drawn | None = None
    sample: tuple[Sampled, ...] = ()


# --- visits -------------------------------------------------------------------------------------------------------


class Outcome(StrEnum):
    """入户结果: who was not reached counts as not verified, until he is (R004-31)."""

    VISITED = "VISITED"
    NOT_REACHED = "NOT_REACHED"


class HouseholdVisit(msgspec.Struct, frozen=True):
    """A household of a visit: how it ended last, after how many attempts; ``project`` if a project led there."""

    outcome: Outcome
    attempts: int = 1
    project: str = ""


class Visit(msgspec.Struct, frozen=True):
    """One village visited in this inspection. ``kind`` is its class (贫困村, 面上村)."""

    village: str
    party: tuple[str, ...]
    kind: str = ""
    resident_team: bool = True
    mode: VisitMode = VisitMode.OPEN
    started_at: datetime | None = None
    completed_at: datetime | None = None
    households: dict[str, HouseholdVisit] = {}
    interviewed: tuple[str, ...] = ()
    tested: frozenset[str] = frozenset()
    answered: frozenset[str] = frozenset()
    gaps: frozenset[str] = frozenset()  # items of the checklist that became a problem
    doubtful: tuple[str, ...] = ()  # facts that are not to be relied on
    used: frozenset[str] = frozenset()
    """Codes of the methods used so far (R000-18)."""

    @property
    def is_open(self) -> bool:
        return self.started_at is not None and self.completed_at is None

    def verified(self) -> frozenset[str]:
        """The households that were met, whatever led to them."""
        return frozenset(ref for ref, visit in self.households.items() if visit.outcome is Outcome.VISITED)


class FindingRef(msgspec.Struct, frozen=True):
    """A finding, and the problem that it became; of a household, whether it acknowledges it (None: not asked yet)."""

    problem: UUID
    problem_no: str
    village: str
    severity: Severity
    household: str = ""
    acknowledged: bool | None = None


class Inspection(msgspec.Struct, frozen=True):
    """One inspection, as of its last event. Permissions are scoped by the group."""

    id: UUID
    version: int
    campaign: str
    group: str
    area: str
    first_on: date
    last_on: date
    party: tuple[str, ...]
    theme: str = ""
    categories: tuple[str, ...] = ()
    towns: frozenset[str] = frozenset()
    stage: Stage = Stage.PLANNED
    pledged: frozenset[str] = frozenset()
    visits: tuple[Visit, ...] = ()
    draws: tuple[Draw, ...] = ()
    findings: tuple[FindingRef, ...] = ()
    good_practices: int = 0
    listed: tuple[str, ...] = ()
    letter_no: str = ""
    self_check_reported: bool = False
    seen_on: date | None = None  # the last day on which something was seen on the spot
    told: frozenset[str] = frozenset()
    obligations: tuple[Obligation, ...] = ()

    @property
    def unit(self) -> str:
        return self.group

    @property
    def number(self) -> str:
        return inspection_no(self.group, self.area, self.first_on)

    @property
    def answerable(self) -> tuple[str, ...]:
        return ()

    @property
    def due_on(self) -> date | None:
        return min((owed.due.on for owed in self.obligations), default=None)

    @property
    def subject(self) -> str:
        """Whose key seals what is written about no household in particular."""
        return str(self.id)

    @property
    def days(self) -> int:
        return (self.last_on - self.first_on).days + 1

    def visit(self, village: str) -> Visit | None:
        return next((visit for visit in self.visits if visit.village == village), None)

    def draw(self, name: str) -> Draw | None:
        return next((draw for draw in self.draws if draw.name == name), None)

    def sample_of(self, village: str, of: DrawOf = DrawOf.HOUSEHOLDS) -> tuple[Sampled, ...]:
        """All that stand in the samples of a village, whichever draw they come from."""
        drawn = (one for draw in self.draws if draw.of is of for one in draw.sample)
        return tuple(one for one in drawn if one.village == village)

    def pool_of(self, village: str, of: DrawOf = DrawOf.HOUSEHOLDS) -> int:
        """How many could be drawn there: the largest frame counts, later ones only add to it."""
        return max((draw.pools.get(village, 0) for draw in self.draws if draw.of is of), default=0)


def with_visit(inspection: Inspection, visit: Visit) -> Inspection:
    """The inspection with this visit in the place of the one to the same village."""
    visits = tuple(visit if one.village == visit.village else one for one in inspection.visits)
    return replace(inspection, visits=visits)


def with_draw(inspection: Inspection, draw: Draw) -> Inspection:
    draws = tuple(draw if one.name == draw.name else one for one in inspection.draws)
    return replace(inspection, draws=draws)


# --- its events and moments ---------------------------------------------------------------------------------------


class InspectionEvent(CaseEvent, frozen=True, kw_only=True):
    """The base of all events of an inspection."""


class VisitEvent(InspectionEvent, frozen=True, kw_only=True):
    """The base of what happens in one village; ``method`` is the code of the method that it is a use of (R000-18).

    ``seen``: something was looked at on the spot, that day.
    """

    village: str
    method: ClassVar[str] = ""
    seen: ClassVar[bool] = True

    def apply(self, state: Inspection) -> Inspection:
        visit = state.visit(self.village)
        assert visit is not None, "only a visit that was planned goes on"
        if self.method:
            visit = replace(visit, used=visit.used | {self.method})
        day = local_date(self.occurred_at)
        seen_on = max(state.seen_on or day, day) if self.seen else state.seen_on
        return replace(with_visit(state, self.on_visit(visit)), seen_on=seen_on)

    def on_visit(self, visit: Visit) -> Visit:
        return visit


class InspectionReminded(Told, frozen=True, kw_only=True, tag="inspection.reminded"):
    """临期提醒 of what the inspection owes: the letter, the self-check of the area, a look-back."""


class InspectionOverdue(Told, frozen=True, kw_only=True, tag="inspection.overdue"):
    """逾期催办 of the same."""


class ResetInspectionDeadlines(ResetDeadlines, frozen=True):
    """督查时限重算."""


class InspectionDeadlinesReset(
    DeadlinesReset, InspectionEvent, frozen=True, kw_only=True, tag="inspection.deadlines_reset"
):
    """The letter, the self-check of the area, a look-back."""


def moments(inspection: Inspection, policy: Policy, calendar: BusinessCalendar) -> list[Moment]:
    told = told_moments(inspection.obligations, inspection.told, calendar, InspectionReminded, InspectionOverdue)
    return sorted(told, key=lambda moment: moment.at)


def inspection_no(group: str, area: str, first_on: date) -> str:
    return f"{group}-{area}-{first_on:%Y%m%d}"


def inspection_id(campaign: str, group: str, area: str, first_on: date) -> UUID:
    """A group begins one inspection of an area on a day."""
    return uuid5(NAMESPACE_URL, f"duban/inspection/{campaign}/{inspection_no(group, area, first_on)}")
