"""What becomes of a level that a problem has reached: decided by a person, annotated, put on paper, served, received.

The decisions on one problem are in escalating.py, those on a whole paper in domain/supervision_paper.
Source: domain reference, section 5.
"""

from __future__ import annotations

from datetime import date
from uuid import UUID

from msgspec.structs import replace

from domain.events import Named
from domain.policy import Level
from domain.problem.problem import Problem, ProblemEvent
from domain.sealing import Sealed


class EscalationApproved(ProblemEvent, frozen=True, kw_only=True, tag="problem.escalation_approved"):
    """``paper``: the paper on which it was proposed."""

    level: Level
    by: Named
    note: Sealed
    paper: UUID | None = None

    def apply(self, state: Problem) -> Problem:
        return decided(state, self.level, self.paper, approved=True)


class EscalationDeclined(ProblemEvent, frozen=True, kw_only=True, tag="problem.escalation_declined"):
    level: Level
    by: Named
    reason: Sealed
    paper: UUID | None = None

    def apply(self, state: Problem) -> Problem:
        return decided(state, self.level, self.paper, approved=False)


class EscalationAnnotated(ProblemEvent, frozen=True, kw_only=True, tag="problem.escalation_annotated"):
    level: Level
    by: Named
    note: Sealed


class LevelPaperIssued(ProblemEvent, frozen=True, kw_only=True, tag="problem.paper_issued"):
    """制发: the paper of a level that this problem reached is out, under its 文号.

    ``owed_on``: the day by which the office owed its signature; ``late_wd``: how many working days after it.
    """

    level: Level
    paper: UUID
    paper_no: str
    document_no: str
    signer: Named
    owed_on: date | None = None
    late_wd: int = 0

    def apply(self, state: Problem) -> Problem:
        return without_draft(state, self.paper)


class LevelPaperStruck(ProblemEvent, frozen=True, kw_only=True, tag="problem.paper_struck"):
    """划去: the office took this problem off the draft before it was signed. The level stays reached."""

    level: Level
    paper: UUID
    paper_no: str
    by: Named
    reason: Sealed

    def apply(self, state: Problem) -> Problem:
        return without_draft(state, self.paper)


class LevelPaperServed(ProblemEvent, frozen=True, kw_only=True, tag="problem.paper_served"):
    level: Level
    paper: UUID
    document_no: str
    by: Named


class LevelPaperReceived(ProblemEvent, frozen=True, kw_only=True, tag="problem.paper_received"):
    level: Level
    paper: UUID
    document_no: str
    by: Named


# --- shared -------------------------------------------------------------------------------------------------------


def decided(problem: Problem, level: Level, paper: UUID | None, approved: bool) -> Problem:
    """The proposal that stands on this paper is decided: of those of the level the newest undecided one."""
    proposals = list(problem.proposals)
    waiting = (i for i, one in enumerate(proposals) if one.level is level and one.approved is None)
    at = max(i for i in waiting if proposals[i].paper == paper)
    proposals[at] = replace(proposals[at], approved=approved)
    return replace(problem, proposals=tuple(proposals))


def without_draft(problem: Problem, paper: UUID) -> Problem:
    """The level waits for no draft any more."""
    fired = (replace(one, draft=None) if one.draft == paper else one for one in problem.fired)
    return replace(problem, fired=tuple(fired))
