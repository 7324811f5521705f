"""派生问题与父问题: the parent hears when a problem derived from it ends, and when it is opened again.

While one of them is open, or a sweep is unsigned, the office cannot close the parent, so no 销号审批 is owed; with the
last one that is finished its days begin. Source: domain reference, section 4 (children_open), section 3 (上级超时).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import ClassVar
from uuid import UUID

from msgspec.structs import replace

from domain.circumstances import Circumstances
from domain.events import Elsewhere, NewEvent
from domain.owing import Obligation
from domain.policy import Duty, Policy
from domain.problem.problem import Problem, ProblemEvent, Stage


class ChildFinished(ProblemEvent, frozen=True, kw_only=True, tag="problem.child_finished"):
    """A problem that was derived from this one was closed, or ended otherwise."""

    child: UUID
    child_no: str

    def apply(self, state: Problem) -> Problem:
        return replace(state, open_children=state.open_children - {self.child})


class ChildReopened(ProblemEvent, frozen=True, kw_only=True, tag="problem.child_reopened"):
    """A problem that was derived from this one is worked on again (反弹, 虚假整改)."""

    child: UUID
    child_no: str
    discharges: ClassVar[frozenset[Duty]] = frozenset({Duty.CLOSE})  # it waits, where ``arms`` does not say otherwise

    def apply(self, state: Problem) -> Problem:
        return replace(state, open_children=state.open_children | {self.child})


def finished(child: Problem, c: Circumstances) -> Iterator[NewEvent]:
    """What the end of a problem says to the one that it was derived from, if there is one."""
    if child.parent is None:
        return
    parent: Problem = c.look(child.parent)
    others = parent.open_children - {child.id}
    arms = close_owed(parent, c, waits_for=(*others, *unsigned_units(parent)))
    yield Elsewhere(child.parent, ChildFinished, {"child": child.id, "child_no": child.number, "arms": arms})


def child_reopened(child: Problem, c: Circumstances) -> Iterator[NewEvent]:
    """What the new cycle of a closed problem says to the one that it was derived from, if there is one."""
    if child.parent is None:
        return
    arms = close_owed_still(c.look(child.parent), c)
    yield Elsewhere(child.parent, ChildReopened, {"child": child.id, "child_no": child.number, "arms": arms})


def close_owed(problem: Problem, c: Circumstances, waits_for: Collection[UUID | str]) -> tuple[Obligation, ...]:
    """销号审批 counted from now, if that is what the problem was held up in, and it waits for nothing else."""
    if waits_for or problem.stage is not Stage.CLOSE_PENDING or not c.policy.close_waits_for_children:
        return ()
    return (Obligation(Duty.CLOSE, c.due(Duty.CLOSE), c.at),)


def close_owed_still(problem: Problem, c: Circumstances) -> tuple[Obligation, ...]:
    """销号审批 as it was owed, where the policy does not let it wait for what is derived or looked for now."""
    owed = problem.owes(Duty.CLOSE)
    return () if owed is None or c.policy.close_waits_for_children else (owed,)


def close_must_wait(problem: Problem, policy: Policy) -> bool:
    """Whether what was derived from it, or looked for elsewhere, is not finished, where the policy waits for that."""
    return policy.close_waits_for_children and bool(problem.open_children or unsigned_units(problem))


def unsigned_units(problem: Problem) -> tuple[str, ...]:
    """The units that still owe a sweep."""
    return tuple(task.unit for task in problem.sweeps if task.signed_by is None)
