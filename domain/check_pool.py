"""抽查池: what waits for a draw: for that of a layer with a rate below 100 %, or, once closed, for a look-back.

The draw is an act over the frozen pool, with a seed that was committed before, so that nobody can know beforehand whom
it takes; whoever is not drawn moves on at once. From the first problem that waits on the draw is owed, so that nothing
lies in a pool forever. Source: domain reference, sections 3 and 4 (CHECK_3); R001-43, R002-28.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from enum import StrEnum
from typing import Any, ClassVar
from uuid import NAMESPACE_URL, UUID, uuid5

import msgspec
from msgspec.structs import replace

from domain.calendar import BusinessCalendar
from domain.case import CaseEvent, Moment
from domain.circumstances import Circumstances
from domain.events import Elsewhere, Named, NewEvent
from domain.owing import ALL_DUTIES, Obligation
from domain.policy import Duty, Policy
from domain.problem.problem import LAYER_OF, Problem
from domain.reminding import Told, told_moments
from domain.resetting import DeadlinesReset, ResetDeadlines
from domain.sampling.drawing import Drawn


class PoolStage(StrEnum):
    COLLECTING = "COLLECTING"
    COMMITTED = "COMMITTED"


POOL_STAGE_NAMES = {PoolStage.COLLECTING: "待抽查", PoolStage.COMMITTED: "已封存随机种子，待抽查"}


LOOK_BACK = 0
"""回头看: the pool of what was closed and is not looked back at in any case. The layers are numbered from 1."""


class Member(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A problem that waits for the draw."""

    case_id: UUID
    problem_no: str
    unit: str


class CheckPool(msgspec.Struct, frozen=True):
    """The pool of one drawn layer of one campaign, or of its look-backs."""

    id: UUID
    version: int
    campaign: str
    layer: int
    stage: PoolStage = PoolStage.COLLECTING
    members: tuple[Member, ...] = ()
    committed: str = ""
    draws: int = 0
    unit: str = ""  # it belongs to the campaign, not to a unit
    told: frozenset[str] = frozenset()
    obligations: tuple[Obligation, ...] = ()

    @property
    def number(self) -> str:
        return pool_name(self.campaign, self.layer)

    @property
    def answerable(self) -> tuple[str, ...]:
        return ()

    @property
    def due_on(self) -> date | None:
        return min((owed.due.on for owed in self.obligations), default=None)


# --- commands -----------------------------------------------------------------------------------------------------


class ResetPoolDeadlines(ResetDeadlines, frozen=True):
    """抽查时限重算."""


# --- events -------------------------------------------------------------------------------------------------------


class ProblemEnteredPool(CaseEvent, frozen=True, kw_only=True, tag="check_pool.problem_entered"):
    layer: int
    member: Member

    def apply(self, state: CheckPool | None) -> CheckPool:
        pool = state or CheckPool(self.originator_id, 0, self.envelope.campaign, self.layer)
        return replace(pool, members=(*pool.members, self.member))


class ProblemLeftPool(CaseEvent, frozen=True, kw_only=True, tag="check_pool.problem_left"):
    """It left before the draw: voided, merged, or found false."""

    case_id: UUID

    def apply(self, state: CheckPool) -> CheckPool:
        left = tuple(m for m in state.members if m.case_id != self.case_id)
        return replace(state, members=left, obligations=state.obligations if left else ())


class SeedCommitted(CaseEvent, frozen=True, kw_only=True, tag="check_pool.seed_committed"):
    """封存随机种子: only its digest is known until the draw."""

    by: Named
    commitment: str

    def apply(self, state: CheckPool) -> CheckPool:
        return replace(state, stage=PoolStage.COMMITTED, committed=self.commitment)


class PoolDrawn(CaseEvent, frozen=True, kw_only=True, tag="check_pool.drawn"):
    """抽查: the frozen pool, the seed, and what they gave; anybody can draw again and gets the same."""

    by: Named
    drawn: Drawn
    frame: tuple[Member, ...]
    chosen: tuple[UUID, ...]
    discharges: ClassVar[frozenset[Duty]] = ALL_DUTIES

    def apply(self, state: CheckPool) -> CheckPool:
        """The pool begins anew with the draw: what enters it later waits for the next one."""
        return replace(state, stage=PoolStage.COLLECTING, members=(), committed="", draws=state.draws + 1)


class DrawReminded(Told, frozen=True, kw_only=True, tag="check_pool.reminded"):
    """抽查临期提醒."""


class DrawOverdue(Told, frozen=True, kw_only=True, tag="check_pool.overdue"):
    """抽查逾期催办."""


class PoolDeadlinesReset(DeadlinesReset, frozen=True, kw_only=True, tag="check_pool.deadlines_reset"):
    """抽查时限重算."""


# --- moments ------------------------------------------------------------------------------------------------------


def moments(pool: CheckPool, policy: Policy, calendar: BusinessCalendar) -> list[Moment]:
    """The draw is reminded of on its last day, and once more when it is overdue."""
    told = told_moments(pool.obligations, pool.told, calendar, DrawReminded, DrawOverdue)
    return sorted(told, key=lambda moment: moment.at)


# --- entering and leaving -----------------------------------------------------------------------------------------


def pool_id(campaign: str, layer: int) -> UUID:
    return uuid5(NAMESPACE_URL, f"duban/check_pool/{campaign}/{layer}")


def pool_name(campaign: str, layer: int) -> str:
    return f"{campaign}/回头看抽查" if layer == LOOK_BACK else f"{campaign}/第{layer}层抽查"


def entering_pool(problem: Problem, layer: int, c: Circumstances) -> NewEvent:
    """In the same append as the layer that was passed, or the close. The first to wait makes the draw owed."""
    stream = pool_id(problem.campaign, layer)
    pool: CheckPool | None = c.look(stream)
    member = Member(problem.id, problem.problem_no, problem.unit)
    entered: dict[str, Any] = {"layer": layer, "member": member}
    if pool is None or not pool.members:
        duty = Duty.LOOK_BACK_DRAW if layer == LOOK_BACK else Duty.DRAW
        entered["arms"] = (Obligation(duty, c.due(duty), c.at),)
    return Elsewhere(stream, ProblemEnteredPool, entered)


def leaving_pool(problem: Problem, c: Circumstances) -> Iterator[NewEvent]:
    """If it waits in a pool: what ends it, or takes it back, also takes it out of there."""
    if problem.current.pooled or problem.waits_for_look_back:
        layer = LAYER_OF.get(problem.stage, LOOK_BACK)
        yield Elsewhere(pool_id(problem.campaign, layer), ProblemLeftPool, {"case_id": problem.id})
