"""拟稿: the first problem of a unit that reaches a level on a day drafts the paper, every further one adds its line.

Nobody signs a draft: it is drawn up by rule, and a named person decides. What reaches a level after the paper of that
day was signed is listed on a further one of the same day. Source: domain reference, section 5; SoD-8.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple
from uuid import UUID

from msgspec.structs import replace

from domain.circumstances import Circumstances
from domain.events import Elsewhere
from domain.owing import Obligation
from domain.policy import LEVEL_NAMES, Duty, Level
from domain.problem.problem import Problem
from domain.supervision_paper.paper import PaperEvent, PaperLine, Stage, SupervisionPaper, paper_id

ON_PAPER = frozenset({Level.LETTER, Level.CIRCULATE, Level.INTERVIEW})
"""The levels that come with a paper. REMIND and WARN are messages; 移交 has a case of its own (domain/referral)."""


# --- events -------------------------------------------------------------------------------------------------------


class PaperDrafted(PaperEvent, frozen=True, kw_only=True, tag="paper.drafted"):
    """系统拟稿: for a unit, a level and a working day. ``proposed``: it waits for the head of the leading group."""

    paper_no: str
    level: Level
    unit: str
    day: date
    proposed: bool

    def apply(self, state: SupervisionPaper | None) -> SupervisionPaper:
        return SupervisionPaper(
            id=self.originator_id,
            version=self.originator_version,
            paper_no=self.paper_no,
            campaign=self.envelope.campaign,
            level=self.level,
            unit=self.unit,
            day=self.day,
            proposed=self.proposed,
            drafted_at=self.occurred_at,
        )


class PaperLineAdded(PaperEvent, frozen=True, kw_only=True, tag="paper.line_added"):
    """列入: a further problem of the unit reached the level on that day."""

    paper_no: str
    level: Level
    unit: str
    line: PaperLine

    def apply(self, state: SupervisionPaper) -> SupervisionPaper:
        return replace(state, entries=(*state.entries, self.line), reviewer=None)


# --- what the problems ask of it ----------------------------------------------------------------------------------


class Place(NamedTuple):
    """The paper that takes a problem's line now; ``begun``: whether it is there already."""

    paper: UUID
    paper_no: str
    day: date
    begun: bool


def place_on_paper(problem: Problem, level: Level, c: Circumstances) -> Place | None:
    """Where this problem is listed if it reaches the level now; None for a level without a paper."""
    if level not in ON_PAPER or not problem.unit:
        return None
    day, serial = c.calendar.working_on_or_after(c.today), 1
    while True:
        stream = paper_id(problem.campaign, problem.unit, level, day, serial)
        paper: SupervisionPaper | None = c.look(stream)
        if paper is None or takes(paper, problem):
            return Place(stream, paper_no(problem.unit, level, day, serial, c), day, paper is not None)
        serial += 1


def takes(paper: SupervisionPaper, problem: Problem) -> bool:
    """A signed paper takes nothing more, and no problem stands on one twice."""
    return paper.stage is Stage.DRAFTED and paper.line_of(problem.id) is None


def listed(
    place: Place, problem: Problem, level: Level, basis: str, overdue_wd: int, c: Circumstances
) -> Iterator[Elsewhere]:
    """The problem's line, and before the first one the draft itself."""
    named = {"paper_no": place.paper_no, "level": level, "unit": problem.unit}
    if not place.begun:
        proposed = level >= c.policy.ladder.proposal_from
        arms = () if proposed else (Obligation(Duty.LETTER_SIGN, c.due(Duty.LETTER_SIGN, place.day), c.at),)
        drafted = {**named, "day": place.day, "proposed": proposed, "arms": arms}
        yield Elsewhere(place.paper, PaperDrafted, drafted)
    line = PaperLine(problem.id, problem.number, basis, overdue_wd, problem.severity)
    yield Elsewhere(place.paper, PaperLineAdded, {**named, "line": line})


def paper_no(unit: str, level: Level, day: date, serial: int, c: Circumstances) -> str:
    """Readable, and the same whichever unit was late first: it is counted by nobody."""
    again = f"-{serial}" if serial > 1 else ""
    return f"{c.number_head(day)}-{unit}-{LEVEL_NAMES[level]}-{day:%Y%m%d}{again}"
