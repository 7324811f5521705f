"""不再列入, 划去, 失效: how a line leaves a draft before it is signed, and what becomes of a draft that has none left.

Nothing is signed silently that is no longer so: a problem that ends, or whose level is annotated as reached wrongly,
leaves the draft in the same turn, with the reason. Source: domain reference, section 5.
"""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

import msgspec
from msgspec.structs import replace

from domain.circumstances import Circumstances
from domain.events import Elsewhere, Named, NewEvent
from domain.policy import Level
from domain.problem.levels import LevelPaperStruck
from domain.problem.problem import Fired, Problem
from domain.refusal import Refused
from domain.sealing import Sealed
from domain.supervision_paper.issuing import concluded
from domain.supervision_paper.paper import (
    LineState,
    Overtaken,
    PaperEvent,
    Stage,
    SupervisionPaper,
    line_on,
)

# --- command ------------------------------------------------------------------------------------------------------


class StrikeLine(msgspec.Struct, frozen=True):
    """划去 a problem from the draft of a letter, with the reason: the level stays reached, no paper follows."""

    problem: UUID
    reason: str


# --- events -------------------------------------------------------------------------------------------------------


class PaperLineDropped(PaperEvent, frozen=True, kw_only=True, tag="paper.line_dropped"):
    """不再列入: the problem was overtaken by something else before the paper was signed."""

    problem: UUID
    problem_no: str
    why: Overtaken

    def apply(self, state: SupervisionPaper) -> SupervisionPaper:
        return replace(state.with_lines((self.problem,), LineState.DROPPED, self.why), reviewer=None)


class PaperLineStruck(PaperEvent, frozen=True, kw_only=True, tag="paper.line_struck"):
    problem: UUID
    problem_no: str
    by: Named
    reason: Sealed

    def apply(self, state: SupervisionPaper) -> SupervisionPaper:
        return replace(state.with_lines((self.problem,), LineState.STRUCK), reviewer=None)


# --- decision -----------------------------------------------------------------------------------------------------


def strike_line(paper: SupervisionPaper, command: StrikeLine, c: Circumstances) -> Iterator[NewEvent]:
    line = line_on(paper, command.problem)
    if line.state is not LineState.LISTED:
        raise Refused("line_not_listed", number=line.problem_no, paper=paper.number)
    problem: Problem = c.look(line.problem)
    reason = c.seal(problem.subject, "划去理由", command.reason)
    struck = {"by": c.actor.named(), "reason": reason}
    yield PaperLineStruck, {"problem": line.problem, "problem_no": line.problem_no, **struck}
    about = {"level": paper.level, "paper": paper.id, "paper_no": paper.number}
    yield Elsewhere(line.problem, LevelPaperStruck, {**about, **struck})
    yield from concluded(paper.id, c)


# --- what the problems ask of it ----------------------------------------------------------------------------------


def overtaken(problem: Problem, why: Overtaken, c: Circumstances) -> Iterator[NewEvent]:
    """The problem ended: it leaves every draft on which it waits for a signature."""
    for fired in problem.fired:
        yield from leave(problem, fired, why, c)


def annotated(problem: Problem, level: Level, c: Circumstances) -> Iterator[NewEvent]:
    """The level should not have been reached: the newest time that it was is not signed."""
    times = [fired for fired in problem.fired if fired.level is level]
    if times:
        yield from leave(problem, times[-1], Overtaken.ANNOTATED, c)


def leave(problem: Problem, fired: Fired, why: Overtaken, c: Circumstances) -> Iterator[NewEvent]:
    if fired.draft is None:
        return
    paper: SupervisionPaper = c.look(fired.draft)
    line = paper.line_of(problem.id)
    if paper.stage is Stage.DRAFTED and line is not None and line.state is LineState.LISTED:
        dropped = {"problem": problem.id, "problem_no": problem.number, "why": why}
        yield Elsewhere(paper.id, PaperLineDropped, dropped)
        yield from concluded(paper.id, c)
