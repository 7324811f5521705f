"""各级督办文书: what followed every level that a problem reached: 达到, 制发, 送达, 签收, each with its time.

Read from the events of the problem alone, event by event. Source: domain reference, section 5 and section 11 (L8, L9).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from msgspec.structs import replace

from domain.events import Event
from domain.policy import LEVEL_NAMES, Level
from domain.problem.levels import (
    EscalationAnnotated,
    EscalationApproved,
    EscalationDeclined,
    LevelPaperIssued,
    LevelPaperReceived,
    LevelPaperServed,
    LevelPaperStruck,
)
from domain.problem.rechecking import EscalationProposed, EscalationReached

OF_LEVELS: tuple[type[Event], ...] = (
    EscalationReached,
    EscalationProposed,
    EscalationApproved,
    EscalationDeclined,
    EscalationAnnotated,
    LevelPaperIssued,
    LevelPaperStruck,
    LevelPaperServed,
    LevelPaperReceived,
)
NO_PAPER = "无文书"
NOT_ISSUED, NOT_SERVED, NOT_RECEIVED = "未制发", "未送达", "未签收"
STRUCK, DECLINED = "未制发（已划去）", "未制发（不予批准）"


class ReachedLevel(msgspec.Struct, frozen=True, kw_only=True):
    """A level as it was reached by the event ``version``, and its paper.

    ``says`` is a word where there is no time: 未制发 and the like; ``remarks`` what a person decided or noted.
    """

    version: int
    level: str
    name: str
    reached_at: datetime
    basis: str
    paper_no: str = ""
    document_no: str = ""
    issued_at: datetime | None = None
    served_at: datetime | None = None
    received_at: datetime | None = None
    issued: str = NO_PAPER
    served: str = NO_PAPER
    received: str = NO_PAPER
    signer: str = ""
    receiver: str = ""
    remarks: tuple[str, ...] = ()


class Levels(msgspec.Struct, frozen=True):
    """The levels of one problem, as they were reached; ``on_paper``: which of them a paper is about."""

    reached: tuple[ReachedLevel, ...] = ()
    on_paper: Mapping[UUID, int] = {}

    def changed(self, place: int, **changes: Any) -> Levels:
        line = replace(self.reached[place], **changes)
        return replace(self, reached=(*self.reached[:place], line, *self.reached[place + 1 :]))

    def remarked(self, place: int, remark: str) -> Levels:
        return self.changed(place, remarks=(*self.reached[place].remarks, remark))

    def newest(self, level: Level) -> int | None:
        """Where the newest of this level stands."""
        return next((n for n in reversed(range(len(self.reached))) if self.reached[n].level == level.name), None)


def reached_levels(events: Sequence[Event]) -> tuple[ReachedLevel, ...]:
    """From the events of one problem, in stream order; the levels as they were reached."""
    levels = Levels()
    for event in events:
        levels = levels_after(levels, event)
    return levels.reached


def levels_after(levels: Levels, event: Event) -> Levels:
    match event:
        case EscalationReached(supervising=True):
            return levels
        case EscalationReached() | EscalationProposed():
            return with_level(levels, reached(event), event.paper)
        case EscalationApproved() | EscalationDeclined() | EscalationAnnotated():
            return decided(levels, event)
        case LevelPaperIssued() | LevelPaperStruck() | LevelPaperServed() | LevelPaperReceived():
            place = levels.on_paper.get(event.paper)
            return levels if place is None else on_paper(levels, place, event)
    return levels


def with_level(levels: Levels, line: ReachedLevel, paper: UUID | None = None) -> Levels:
    on_paper = levels.on_paper if paper is None else {**levels.on_paper, paper: len(levels.reached)}
    return Levels((*levels.reached, line), on_paper)


def reached(event: EscalationReached | EscalationProposed) -> ReachedLevel:
    line = ReachedLevel(
        version=event.originator_version,
        level=event.level.name,
        name=LEVEL_NAMES[Level(event.level)],
        reached_at=event.occurred_at,
        basis=event.basis,
    )
    if event.paper is None:
        return line
    waiting = {"issued": NOT_ISSUED, "served": NOT_SERVED, "received": NOT_RECEIVED}
    return replace(line, paper_no=event.paper_no, **waiting)


def decided(levels: Levels, event: EscalationApproved | EscalationDeclined | EscalationAnnotated) -> Levels:
    """A decision on the paper that it names, else on the newest of the level."""
    paper = None if isinstance(event, EscalationAnnotated) else event.paper
    place = levels.newest(event.level) if paper is None else levels.on_paper.get(paper)
    if place is None:
        return levels
    if isinstance(event, EscalationDeclined) and paper is not None:
        levels = levels.changed(place, issued=DECLINED)
    return levels.remarked(place, f"{event.by.name}{DECISIONS[type(event)]}")


def on_paper(levels: Levels, place: int, event: Event) -> Levels:
    match event:
        case LevelPaperIssued():
            out = {"document_no": event.document_no, "issued_at": event.occurred_at, "signer": event.signer.name}
            return levels.changed(place, issued="", **out)
        case LevelPaperServed():
            return levels.changed(place, served_at=event.occurred_at, served="")
        case LevelPaperReceived():
            return levels.changed(place, received_at=event.occurred_at, received="", receiver=event.by.name)
    return levels.changed(place, issued=STRUCK)


DECISIONS: Mapping[type[Event], str] = {
    EscalationApproved: "已批准",
    EscalationDeclined: "不予批准",
    EscalationAnnotated: "已批注",
}


def columns(line: ReachedLevel) -> Iterator[datetime | str]:
    """制发, 送达, 签收: when, or the word that says it was not."""
    yield line.issued_at or line.issued
    yield line.served_at or line.served
    yield line.received_at or line.received
