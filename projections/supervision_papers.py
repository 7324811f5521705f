"""督办文书: the drafts and the issued papers of the ladder, each with its lines, as the office lists and shows them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from uuid import UUID

import msgspec

from domain.calendar import BusinessCalendar
from domain.events import Named, topic
from domain.owing import Obligation
from domain.policy import LEVEL_NAMES
from domain.supervision_paper.drafting import PaperDrafted
from domain.supervision_paper.paper import (
    LINE_STATES,
    OVERTAKEN_NAMES,
    STAGE_NAMES,
    PaperLine,
    Stage,
    SupervisionPaper,
)
from projections.log import Log, decode, read_all

OPEN = frozenset({Stage.DRAFTED, Stage.ISSUED, Stage.SERVED})
"""Papers of which somebody still has to do something."""


class LineShown(msgspec.Struct, frozen=True):
    """A problem on the paper; ``left_out``: why it is not part of what was, or will be, issued."""

    problem_no: str
    basis: str
    overdue_wd: int
    severity: str
    state: str
    left_out: str = ""


class PaperShown(msgspec.Struct, frozen=True, kw_only=True):
    """A paper as it stands now. ``overdue_wd``: its signature is, or was, so many working days late."""

    number: str
    document_no: str
    campaign: str
    level: str
    level_name: str
    unit: str
    day: date
    stage: str
    stage_name: str
    proposed: bool
    drafted_at: datetime
    due_on: date | None
    overdue_wd: int
    issued_at: datetime | None
    signer: str
    copies: tuple[str, ...]
    served_at: datetime | None
    received_at: datetime | None
    receiver: str
    interviewed_at: datetime | None
    commitments: int
    lines: tuple[LineShown, ...]

    @property
    def open(self) -> bool:
        return Stage(self.stage) in OPEN


def supervision_papers(log: Log, today: date, calendar: BusinessCalendar) -> Iterator[PaperShown]:
    """Every paper, in the order in which they were drafted."""
    for drafted in read_all(log, topics=[topic(PaperDrafted)]):
        yield shown(paper_of(log, drafted.event.originator_id), today, calendar)


def paper_of(log: Log, case_id: UUID) -> SupervisionPaper:
    """The paper as its stream has it now."""
    state: SupervisionPaper | None = None
    for stored in log.select_events(case_id):
        state = decode(stored).evolve(state)
    assert state is not None, "a paper begins with its draft"
    return state


def shown(paper: SupervisionPaper, today: date, calendar: BusinessCalendar) -> PaperShown:
    owed = next(iter(paper.obligations), None)
    return PaperShown(
        number=paper.number,
        document_no=paper.document_no,
        campaign=paper.campaign,
        level=paper.level.name,
        level_name=LEVEL_NAMES[paper.level],
        unit=paper.unit,
        day=paper.day,
        stage=paper.stage,
        stage_name=STAGE_NAMES[paper.stage],
        proposed=paper.proposed,
        drafted_at=paper.drafted_at,
        due_on=paper.due_on,
        overdue_wd=overdue(owed, today, calendar) if owed else paper.late_wd,
        issued_at=paper.issued_at,
        signer=name_of(paper.signer),
        copies=paper.copies,
        served_at=paper.served_at,
        received_at=paper.received_at,
        receiver=name_of(paper.receiver),
        interviewed_at=paper.interview.interviewed_at if paper.interview else None,
        commitments=paper.interview.commitments if paper.interview else 0,
        lines=tuple(map(line_shown, paper.lines)),
    )


def overdue(owed: Obligation, today: date, calendar: BusinessCalendar) -> int:
    return calendar.working_days(owed.due.on, today)


def name_of(person: Named | None) -> str:
    return person.name if person else ""


def line_shown(line: PaperLine) -> LineShown:
    why = OVERTAKEN_NAMES[line.why] if line.why else ""
    return LineShown(line.problem_no, line.basis, line.overdue_wd, line.severity, LINE_STATES[line.state], why)
