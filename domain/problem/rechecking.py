"""复核: layer by layer of the check profile, each by someone who did not hand it in; passed, or returned."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from typing import Any, ClassVar
from uuid import UUID

import msgspec
from msgspec.structs import replace

from domain.calendar import Due, local_date
from domain.check_pool import entering_pool
from domain.circumstances import Circumstances
from domain.events import Named, NewEvent
from domain.owing import Obligation
from domain.policy import Duty, Layer, Level
from domain.problem.classification import Mode, Scope, Severity
from domain.problem.family import close_must_wait
from domain.problem.problem import CHECK_STAGES, LAYER_OF, Contact, Problem, ProblemEvent, Proposal, Stage
from domain.refusal import Refused
from domain.sealing import Sealed
from domain.supervision_paper.drafting import listed, place_on_paper


class FourCheck(StrEnum):
    """四个不放过: 问题不查清 整改不到位 成效不达标 群众不满意 不放过."""

    CAUSE_CLEAR = "cause_clear"
    RECTIFIED = "rectified"
    EFFECT_MET = "effect_met"
    PUBLIC_SATISFIED = "public_satisfied"


FOUR_CHECK_NAMES = {
    FourCheck.CAUSE_CLEAR: "问题查清",
    FourCheck.RECTIFIED: "整改到位",
    FourCheck.EFFECT_MET: "成效达标",
    FourCheck.PUBLIC_SATISFIED: "群众满意",
}


# --- commands -----------------------------------------------------------------------------------------------------


class PassLayer(msgspec.Struct, frozen=True):
    """复核通过, signed, with what was checked on the spot or in the data.

    ``satisfaction_not_involved`` confirms that nobody's satisfaction is concerned (不涉及群众满意).
    """

    record: str
    satisfaction_not_involved: bool = False


class RecordContact(msgspec.Struct, frozen=True):
    """记录联系农户的情况 before 销号: reached, or not (NOT_REACHED), and what was said."""

    reached: bool
    record: str


class ReturnRectification(msgspec.Struct, frozen=True):
    """复核退回: which of the four checks fails, and why. The due date never moves."""

    failing: tuple[FourCheck, ...]
    reason: str


# --- events -------------------------------------------------------------------------------------------------------


class LayerPassed(ProblemEvent, frozen=True, kw_only=True, tag="problem.layer_passed"):
    layer: int
    by: Named
    record: Sealed
    next_layer: int | None = None  # None: on to 销号
    pooled: bool = False  # the next layer is drawn
    satisfaction_not_involved: bool = False  # 不涉及群众满意
    discharges: ClassVar[frozenset[Duty]] = frozenset({Duty.RECHECK})

    def apply(self, state: Problem) -> Problem:
        stage = CHECK_STAGES[self.next_layer] if self.next_layer else Stage.CLOSE_PENDING
        current = replace(
            state.current,
            recheckers=(*state.current.recheckers, *self.by.persons),
            satisfaction_not_involved=state.current.satisfaction_not_involved or self.satisfaction_not_involved,
            pooled=self.pooled,
        )
        return replace(state, stage=stage, current=current)


class DrawnForCheck(ProblemEvent, frozen=True, kw_only=True, tag="problem.drawn_for_check"):
    """抽中: the draw of a layer took this problem out of the pool; its re-check is owed from here on."""

    layer: int
    draw: int  # the number of the draw among those of its pool

    def apply(self, state: Problem) -> Problem:
        return replace(state, current=replace(state.current, pooled=False))


class LayerNotDrawn(ProblemEvent, frozen=True, kw_only=True, tag="problem.layer_not_drawn"):
    """未抽中: it moves on without this layer."""

    layer: int
    draw: int
    next_layer: int | None = None

    def apply(self, state: Problem) -> Problem:
        stage = CHECK_STAGES[self.next_layer] if self.next_layer else Stage.CLOSE_PENDING
        return replace(state, stage=stage, current=replace(state.current, pooled=False))


class ContactRecorded(ProblemEvent, frozen=True, kw_only=True, tag="problem.contact_recorded"):
    """走访联系农户: whether somebody of the household was reached; only who was not counts days."""

    by: Named
    reached: bool
    record: Sealed

    def apply(self, state: Problem) -> Problem:
        contact = Contact(local_date(self.occurred_at), self.reached)
        return replace(state, current=replace(state.current, contacts=(*state.current.contacts, contact)))


class ProblemReturned(ProblemEvent, frozen=True, kw_only=True, tag="problem.returned"):
    """退回: at a layer of re-check, or at 销号 (``layer`` 0)."""

    layer: int
    by: Named
    failing: tuple[FourCheck, ...]
    reason: Sealed
    discharges: ClassVar[frozenset[Duty]] = frozenset({Duty.RECHECK, Duty.CLOSE})

    def apply(self, state: Problem) -> Problem:
        return replace(
            state,
            stage=Stage.RECTIFYING,
            failed_rechecks=state.failed_rechecks + 1,
            current=replace(state.current, submitted_at=None),
        )


class EscalationReached(ProblemEvent, frozen=True, kw_only=True, tag="problem.escalation_reached"):
    """A level of the ladder is reached (催办, 督办函): automatic; the paper follows when a person signs it.

    ``duty`` and ``supervising`` say whose lateness it is; a fact (a failed re-check) has no overdue days.
    ``paper``: the draft that lists it from now on, of a level that comes with one.
    """

    level: Level
    basis: str
    duty: Duty | None = None
    overdue_wd: int = 0
    supervising: bool = False
    key: str = ""  # of the obligation of the supervising side
    paper: UUID | None = None
    paper_no: str = ""

    def apply(self, state: Problem) -> Problem:
        if self.supervising:
            return replace(state, told=state.told | {self.key})
        return state.risen_to(self.level, self.occurred_at, self.paper)


class EscalationProposed(ProblemEvent, frozen=True, kw_only=True, tag="problem.escalation_proposed"):
    """通报 and above: reached, but only proposed to a named person, who approves or declines (SoD-8)."""

    level: Level
    basis: str
    duty: Duty | None = None
    overdue_wd: int = 0
    paper: UUID | None = None
    paper_no: str = ""

    def apply(self, state: Problem) -> Problem:
        proposal = Proposal(self.level, paper=self.paper)
        risen = state.risen_to(self.level, self.occurred_at, self.paper)
        return replace(risen, proposals=(*state.proposals, proposal))


# --- decisions ----------------------------------------------------------------------------------------------------


def pass_layer(problem: Problem, command: PassLayer, c: Circumstances) -> Iterator[NewEvent]:
    layer = LAYER_OF[problem.stage]
    following = c.policy.layer_after(layer, problem.mode, problem.scope, problem.severity)
    drawn = following is not None and following.drawn
    yield (
        LayerPassed,
        {
            "layer": layer,
            "by": c.actor.named(),
            "record": c.seal(problem.subject, "复核记录", command.record),
            "next_layer": following.number if following else None,
            "pooled": drawn,
            "satisfaction_not_involved": command.satisfaction_not_involved,
            "arms": () if drawn else next_check(problem, following, c),
        },
    )
    if drawn and following is not None:
        yield entering_pool(problem, following.number, c)


def record_contact(problem: Problem, command: RecordContact, c: Circumstances) -> Iterator[NewEvent]:
    if problem.household is None:
        raise Refused("household_missing")
    record = c.seal(problem.subject, "联系记录", command.record)
    yield ContactRecorded, {"by": c.actor.named(), "reached": command.reached, "record": record}


def return_rectification(problem: Problem, command: ReturnRectification, c: Circumstances) -> Iterator[NewEvent]:
    yield from returned(problem, LAYER_OF[problem.stage], command.failing, command.reason, c)


def returned(
    problem: Problem, layer: int, failing: tuple[FourCheck, ...], reason: str, c: Circumstances
) -> Iterator[NewEvent]:
    """退回整改, and the level of the ladder that this many failures reach at once."""
    if not failing:
        raise Refused("no_failing_check")
    yield (
        ProblemReturned,
        {
            "layer": layer,
            "by": c.actor.named(),
            "failing": failing,
            "reason": c.seal(problem.subject, "退回理由", reason),
            "arms": (Obligation(Duty.REWORK, c.due(Duty.REWORK), c.at),),
        },
    )
    failures = problem.failed_rechecks + 1
    level = c.policy.ladder.failed_rechecks.get(failures)
    if level is not None and c.policy.ladder.above(level, problem.level):
        yield from escalated(problem, level, f"第{failures}次复核不通过", c)


# --- shared -------------------------------------------------------------------------------------------------------


def first_check(mode: Mode, scope: Scope, severity: Severity, c: Circumstances) -> dict[str, Any]:
    """The layer that a submission meets first, and the obligation of its checkers.

    The first layer of a profile is never drawn and applies to every problem that no other one applies to.
    """
    layer = c.policy.layer_after(0, mode, scope, severity) or c.policy.layers[0]
    return {"layer": layer.number, "arms": (recheck_owed(layer, c),)}


def next_check(problem: Problem, layer: Layer | None, c: Circumstances) -> tuple[Obligation, ...]:
    """What is owed after a layer: the re-check of the next one, or the decision on 销号, unless that has to wait."""
    if layer is not None:
        return (recheck_owed(layer, c),)
    if close_must_wait(problem, c.policy):
        return ()
    return (Obligation(Duty.CLOSE, c.due(Duty.CLOSE), c.at),)


def recheck_owed(layer: Layer, c: Circumstances) -> Obligation:
    return Obligation(Duty.RECHECK, c.due(Duty.RECHECK), c.at, layer.number)


def work_owed(problem: Problem, due: Due | None, c: Circumstances) -> Obligation:
    """What is owed while the work goes on: the work by its date; of a line taken over without one, its rework."""
    if due is None:
        return Obligation(Duty.REWORK, c.due(Duty.REWORK), c.at)
    return Obligation(problem.final_duty, due, c.at)


def escalated(
    problem: Problem, level: Level, basis: str, c: Circumstances, duty: Duty | None = None, overdue_wd: int = 0
) -> Iterator[NewEvent]:
    """A level is reached by the responsible unit, above the ladder's bound only as a proposal; its paper lists it."""
    cls = EscalationProposed if level >= c.policy.ladder.proposal_from else EscalationReached
    reached: dict[str, Any] = {"level": level, "basis": basis, "duty": duty, "overdue_wd": overdue_wd}
    place = place_on_paper(problem, level, c)
    if place is None:
        yield cls, reached
        return
    yield cls, {**reached, "paper": place.paper, "paper_no": place.paper_no}
    yield from listed(place, problem, level, basis, overdue_wd, c)
