"""核稿: before a paper is signed, somebody else reads the draft; whoever reviewed it does not sign it as well.

The draft itself is drawn up by rule. A line that comes, goes or is decided after the review asks for another one.
Source: domain reference, section 5; GB/T 9704 practice of 拟稿, 核稿, 签发.
"""

from __future__ import annotations

from collections.abc import Iterator

import msgspec
from msgspec.structs import replace

from domain.circumstances import Circumstances
from domain.events import Named, NewEvent
from domain.refusal import Refused
from domain.supervision_paper.paper import PaperEvent, SupervisionPaper

# --- command ------------------------------------------------------------------------------------------------------


class ReviewPaper(msgspec.Struct, frozen=True):
    """核稿: the draft as it stands."""


# --- event --------------------------------------------------------------------------------------------------------


class PaperReviewed(PaperEvent, frozen=True, kw_only=True, tag="paper.reviewed"):
    """``problem_nos``: the lines that it then had."""

    paper_no: str
    problem_nos: tuple[str, ...]
    by: Named

    def apply(self, state: SupervisionPaper) -> SupervisionPaper:
        return replace(state, reviewer=self.by)


# --- decision -----------------------------------------------------------------------------------------------------


def review_paper(paper: SupervisionPaper, command: ReviewPaper, c: Circumstances) -> Iterator[NewEvent]:
    if paper.reviewer is not None:
        raise Refused("reviewed_already", number=paper.number, name=paper.reviewer.name)
    listed = tuple(line.problem_no for line in paper.listed)
    yield PaperReviewed, {"paper_no": paper.number, "problem_nos": listed, "by": c.actor.named()}


# --- rules --------------------------------------------------------------------------------------------------------


def not_who_reviewed_it(paper: SupervisionPaper, c: Circumstances) -> None:
    """Whoever signs is somebody else than whoever reviewed."""
    reviewers = paper.reviewer.persons if paper.reviewer else ()
    if any(person in reviewers for person in c.actor.named().persons):
        raise Refused("reviewed_it_himself", name=c.actor.name, number=paper.number)


def is_reviewed_where_it_must_be(paper: SupervisionPaper, c: Circumstances) -> None:
    """核稿在签发之前, where the pack wants it; of the lines as they now stand."""
    if c.policy.letter_review and paper.reviewer is None:
        raise Refused("review_first", number=paper.number)
