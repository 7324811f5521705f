"""批准 不予批准: the head of the leading group decides a 通报 or 约谈, the whole paper in one act, or line by line.

A line that was decided in its problem counts as decided; when none is left to decide, the paper follows.
Source: domain reference, section 5; SoD-8.
"""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

import msgspec
from msgspec.structs import replace

from domain.circumstances import Circumstances
from domain.events import Elsewhere, Named, NewEvent
from domain.problem.levels import EscalationApproved, EscalationDeclined
from domain.problem.problem import Problem
from domain.supervision_paper.issuing import concluded
from domain.supervision_paper.paper import LineState, PaperEvent, PaperLine, Stage, SupervisionPaper
from domain.supervision_paper.vetting import not_who_reviewed_it

# --- commands -----------------------------------------------------------------------------------------------------


class ApprovePaper(msgspec.Struct, frozen=True):
    """批准 everything that the paper still lists, with the range in which it is made known or what was decided."""

    note: str


class DeclinePaper(msgspec.Struct, frozen=True):
    """不予批准 everything that it still lists, with a reason."""

    reason: str


# --- event --------------------------------------------------------------------------------------------------------


class PaperLinesDecided(PaperEvent, frozen=True, kw_only=True, tag="paper.lines_decided"):
    """Which problems were approved, or declined, by whom; the reason stands in each problem."""

    problems: tuple[UUID, ...]
    problem_nos: tuple[str, ...]
    approved: bool
    by: Named

    def apply(self, state: SupervisionPaper) -> SupervisionPaper:
        decided = state.with_lines(self.problems, LineState.APPROVED if self.approved else LineState.DECLINED)
        return replace(decided, approver=self.by) if self.approved else decided


# --- decisions ----------------------------------------------------------------------------------------------------


def approve_paper(paper: SupervisionPaper, command: ApprovePaper, c: Circumstances) -> Iterator[NewEvent]:
    not_who_reviewed_it(paper, c)
    for line in paper.listed:
        note = c.seal(subject_of(line, c), "批准意见", command.note)
        given = {"level": paper.level, "by": c.actor.named(), "note": note, "paper": paper.id}
        yield Elsewhere(line.problem, EscalationApproved, given)
    yield from decided(paper.id, paper.listed, True, c)


def decline_paper(paper: SupervisionPaper, command: DeclinePaper, c: Circumstances) -> Iterator[NewEvent]:
    for line in paper.listed:
        reason = c.seal(subject_of(line, c), "不予批准理由", command.reason)
        given = {"level": paper.level, "by": c.actor.named(), "reason": reason, "paper": paper.id}
        yield Elsewhere(line.problem, EscalationDeclined, given)
    yield from decided(paper.id, paper.listed, False, c)


# --- what the problems ask of it ----------------------------------------------------------------------------------


def decided_singly(problem: Problem, paper_id: UUID | None, approved: bool, c: Circumstances) -> Iterator[NewEvent]:
    """A proposal was decided in its problem: its line is decided, even one that had been dropped meanwhile."""
    paper: SupervisionPaper | None = c.look(paper_id) if paper_id else None
    if paper is None or paper.stage is not Stage.DRAFTED:
        return
    lines = tuple(line for line in paper.lines if line.problem == problem.id)
    yield from decided(paper.id, lines, approved, c)


# --- shared -------------------------------------------------------------------------------------------------------


def decided(paper_id: UUID, lines: tuple[PaperLine, ...], approved: bool, c: Circumstances) -> Iterator[NewEvent]:
    yield Elsewhere(
        paper_id,
        PaperLinesDecided,
        {
            "problems": tuple(line.problem for line in lines),
            "problem_nos": tuple(line.problem_no for line in lines),
            "approved": approved,
            "by": c.actor.named(),
        },
    )
    yield from concluded(paper_id, c)


def subject_of(line: PaperLine, c: Circumstances) -> str:
    """Under whose key what is said of the line is sealed."""
    problem: Problem = c.look(line.problem)
    return problem.subject
