"""各级督办文书: what followed every level that a problem reached: 达到, 制发, 送达, 签收, each with its time.

Read from the events of the problem alone. What is known of the messages about a level (已阅, 未阅) belongs into the
same line, beside what is known of its paper. Source: domain reference, section 5 and section 11 (L8).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from uuid import UUID

import msgspec
from msgspec.structs import replace

from domain.events import Event
from domain.policy import LEVEL_NAMES, Level
from domain.problem.levels import (
    EscalationDeclined,
    LevelPaperIssued,
    LevelPaperReceived,
    LevelPaperServed,
    LevelPaperStruck,
)
from domain.problem.rechecking import EscalationProposed, EscalationReached

NO_PAPER = "无文书"
NOT_ISSUED, NOT_SERVED, NOT_RECEIVED = "未制发", "未送达", "未签收"
STRUCK, DECLINED = "未制发（已划去）", "未制发（不予批准）"


class ReachedLevel(msgspec.Struct, frozen=True, kw_only=True):
    """A level as it was reached, and its paper. ``says`` is a word where there is no time: 未制发 and the like."""

    level: str
    name: str
    version: int  # of the event that reached it
    reached_at: datetime
    paper_no: str = ""
    document_no: str = ""
    issued_at: datetime | None = None
    served_at: datetime | None = None
    received_at: datetime | None = None
    issued: str = NO_PAPER
    served: str = NO_PAPER
    received: str = NO_PAPER


def reached_levels(events: Sequence[Event]) -> tuple[ReachedLevel, ...]:
    """From the events of one problem, in stream order; the levels as they were reached."""
    found: dict[int, ReachedLevel] = {}
    on_paper: dict[UUID, int] = {}
    for event in events:
        match event:
            case EscalationReached(supervising=True):
                continue
            case EscalationReached(paper=paper) | EscalationProposed(paper=paper):
                if paper is not None:
                    on_paper[paper] = len(found)
                found[len(found)] = reached(event)
            case EscalationDeclined(paper=UUID() as paper) | LevelPaperStruck(paper=paper):
                found[on_paper[paper]] = after(event, found[on_paper[paper]])
            case LevelPaperIssued(paper=paper) | LevelPaperServed(paper=paper) | LevelPaperReceived(paper=paper):
                found[on_paper[paper]] = after(event, found[on_paper[paper]])
    return tuple(found.values())


def reached(event: EscalationReached | EscalationProposed) -> ReachedLevel:
    line = ReachedLevel(
        level=event.level.name,
        name=LEVEL_NAMES[Level(event.level)],
        version=event.originator_version,
        reached_at=event.occurred_at,
    )
    if event.paper is None:
        return line
    waiting = {"issued": NOT_ISSUED, "served": NOT_SERVED, "received": NOT_RECEIVED}
    return replace(line, paper_no=event.paper_no, **waiting)


def after(event: Event, line: ReachedLevel) -> ReachedLevel:
    match event:
        case LevelPaperIssued():
            return replace(line, document_no=event.document_no, issued_at=event.occurred_at, issued="")
        case LevelPaperServed():
            return replace(line, served_at=event.occurred_at, served="")
        case LevelPaperReceived():
            return replace(line, received_at=event.occurred_at, received="")
    return replace(line, issued=STRUCK if isinstance(event, LevelPaperStruck) else DECLINED)


def columns(line: ReachedLevel) -> Iterator[datetime | str]:
    """制发, 送达, 签收: when, or the word that says it was not."""
    yield line.issued_at or line.issued
    yield line.served_at or line.served
    yield line.received_at or line.received
