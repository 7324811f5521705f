"""督办文书: the state of one paper of the ladder and the base of its events.

A level is reached problem by problem; its paper is one for each unit, level and working day, and lists every problem
of the unit that reached the level on that day. Which problems came first is not said by it: its lines are read in the
order of their numbers. Source: domain reference, section 5.
"""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from uuid import NAMESPACE_URL, UUID, uuid5

import msgspec
from msgspec.structs import replace

from domain.case import CaseEvent
from domain.document.masthead import Masthead, SaidOfProblem
from domain.events import Named
from domain.owing import Obligation
from domain.policy import Level
from domain.problem.classification import Severity
from domain.refusal import Refused
from domain.sealing import Fingerprint


class Stage(StrEnum):
    DRAFTED = "DRAFTED"
    ISSUED = "ISSUED"
    SERVED = "SERVED"
    RECEIVED = "RECEIVED"
    FALLEN_AWAY = "FALLEN_AWAY"


STAGE_NAMES = {
    Stage.DRAFTED: "已拟稿待签批",
    Stage.ISSUED: "已制发待送达",
    Stage.SERVED: "已送达待签收",
    Stage.RECEIVED: "已签收",
    Stage.FALLEN_AWAY: "未制发已失效",
}
OUT = (Stage.ISSUED, Stage.SERVED, Stage.RECEIVED)
"""Issued, whatever became of it since."""


class LineState(StrEnum):
    """How a line stands: only what is LISTED still waits for its signature."""

    LISTED = "LISTED"
    APPROVED = "APPROVED"
    DECLINED = "DECLINED"
    STRUCK = "STRUCK"
    DROPPED = "DROPPED"


LINE_STATES = {
    LineState.LISTED: "列入",
    LineState.APPROVED: "已批准",
    LineState.DECLINED: "不予批准",
    LineState.STRUCK: "已划去",
    LineState.DROPPED: "不再列入",
}


class Overtaken(StrEnum):
    """Why a line is not signed any more: the problem ended, or should not have reached the level."""

    CLOSED = "CLOSED"
    ANNOTATED = "ANNOTATED"
    NOT_FOUND = "NOT_FOUND"
    VOIDED = "VOIDED"
    MERGED = "MERGED"


OVERTAKEN_NAMES = {
    Overtaken.CLOSED: "已销号",
    Overtaken.ANNOTATED: "升级已作批注",
    Overtaken.NOT_FOUND: "经核实不存在或不属该单位",
    Overtaken.VOIDED: "错误登记已作废",
    Overtaken.MERGED: "已并入其他问题",
}


class PaperLine(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """One problem on the paper: why it is there, how many working days late, how grave; and how the line stands.

    ``said`` is what the signed paper says of it.
    """

    problem: UUID
    problem_no: str
    basis: str
    overdue_wd: int
    severity: Severity
    state: LineState = LineState.LISTED
    why: Overtaken | None = None  # of a line that was dropped
    said: SaidOfProblem | None = None


class Commitment(msgspec.Struct, frozen=True):
    """被约谈单位的承诺, as the state keeps it: how many were made, and when."""

    interviewed_at: datetime
    commitments: int


class SupervisionPaper(msgspec.Struct, frozen=True):
    """One paper, as of its last event. ``day`` is the working day whose levels it lists.

    ``paper_no`` names the draft for ever; ``document_no`` (发文字号) it has from its issue on. ``proposed``: it is
    approved or declined by the head of the leading group; else the office signs it. ``reviewer``: who reviewed the
    lines as they stand (核稿); a line that comes or goes asks for another
    review.
    """

    id: UUID
    version: int
    paper_no: str
    campaign: str
    level: Level
    unit: str
    day: date
    proposed: bool
    drafted_at: datetime
    entries: tuple[PaperLine, ...] = ()  # in the order in which they came
    approver: Named | None = None  # who approved lines of it last
    reviewer: Named | None = None
    stage: Stage = Stage.DRAFTED
    document_no: str = ""
    masthead: Masthead | None = None
    digest: Fingerprint | None = None
    copies: tuple[str, ...] = ()
    issued_at: datetime | None = None
    signer: Named | None = None
    late_wd: int = 0
    served_at: datetime | None = None
    received_at: datetime | None = None
    receiver: Named | None = None
    interview: Commitment | None = None
    told: frozenset[str] = frozenset()
    obligations: tuple[Obligation, ...] = ()

    @property
    def number(self) -> str:
        return self.paper_no

    @property
    def answerable(self) -> tuple[str, ...]:
        return ()

    @property
    def due_on(self) -> date | None:
        return self.obligations[0].due.on if self.obligations else None

    @property
    def lines(self) -> tuple[PaperLine, ...]:
        """In the order of the problems' numbers: the same whichever of them was first to be found late."""
        return tuple(sorted(self.entries, key=lambda line: line.problem_no))

    @property
    def listed(self) -> tuple[PaperLine, ...]:
        """The lines that wait for a signature."""
        return tuple(line for line in self.lines if line.state is LineState.LISTED)

    @property
    def approved(self) -> tuple[PaperLine, ...]:
        return tuple(line for line in self.lines if line.state is LineState.APPROVED)

    @property
    def left_out(self) -> tuple[PaperLine, ...]:
        """The lines that are not part of what was issued."""
        return tuple(line for line in self.lines if line.state not in (LineState.LISTED, LineState.APPROVED))

    @property
    def issued_lines(self) -> tuple[PaperLine, ...]:
        """The lines of the paper as it was issued."""
        return tuple(line for line in self.lines if line.said is not None)

    def line_of(self, problem: UUID) -> PaperLine | None:
        return next((line for line in self.entries if line.problem == problem), None)

    def with_lines(
        self, problems: tuple[UUID, ...], state: LineState, why: Overtaken | None = None
    ) -> SupervisionPaper:
        entries = (replace(line, state=state, why=why) if line.problem in problems else line for line in self.entries)
        return replace(self, entries=tuple(entries))


class PaperEvent(CaseEvent, frozen=True, kw_only=True):
    """The base of all events of a paper."""


def paper_id(campaign: str, unit: str, level: Level, day: date, serial: int) -> UUID:
    """Whoever lists a problem finds the same paper; ``serial`` counts from 1 those of one day."""
    return uuid5(NAMESPACE_URL, f"duban/paper/{campaign}/{unit}/{level.name}/{day.isoformat()}/{serial}")


def line_on(paper: SupervisionPaper, problem: UUID) -> PaperLine:
    """The line of a problem. Raises Refused where the paper has none."""
    line = paper.line_of(problem)
    if line is None:
        raise Refused("not_on_this_paper", number=paper.number)
    return line
