"""谁签批: a letter is signed by the office; what is only proposed is decided by the head of the leading group.

Rows of the authority table ask this once the person has the right at all, so that the refusal says whose paper it is.
"""

from __future__ import annotations

from domain.circumstances import Circumstances
from domain.policy import LEVEL_NAMES, Level
from domain.refusal import Refused
from domain.supervision_paper.paper import SupervisionPaper


def is_signed_by_the_office(paper: SupervisionPaper, c: Circumstances) -> None:
    if paper.proposed:
        raise Refused("decided_by_the_head", number=paper.number, level=LEVEL_NAMES[paper.level])


def is_decided_by_the_head(paper: SupervisionPaper, c: Circumstances) -> None:
    if not paper.proposed:
        raise Refused("signed_by_the_office", number=paper.number, level=LEVEL_NAMES[paper.level])


def calls_to_an_interview(paper: SupervisionPaper, c: Circumstances) -> None:
    if paper.level is not Level.INTERVIEW:
        raise Refused("not_an_interview", number=paper.number, level=LEVEL_NAMES[paper.level])
