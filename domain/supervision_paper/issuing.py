"""制发: a signed paper has its 文号 and its copies, and every problem that it lists is told.

Source: domain reference, section 5 (paper, copies); R000-33.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from uuid import UUID

import msgspec
from msgspec.structs import replace

from domain.calendar import local_date
from domain.circumstances import Circumstances
from domain.document.content import content_digest
from domain.document.kinds import DocumentKind
from domain.document.marks import UNMARKED, Marks
from domain.document.masthead import Masthead, masthead, said_of
from domain.document.numbering import number_letter
from domain.events import Elsewhere, Named, NewEvent
from domain.organisation import Unit, UnitKind
from domain.owing import ALL_DUTIES
from domain.papers import LetterKind
from domain.policy import Duty, Level
from domain.problem.levels import LevelPaperIssued
from domain.problem.problem import Problem
from domain.problem.unit_record import LetterCounted, UnitRecord, unit_record_id
from domain.sealing import Fingerprint
from domain.supervision_paper.paper import PaperEvent, PaperLine, Stage, SupervisionPaper
from domain.supervision_paper.vetting import is_reviewed_where_it_must_be, not_who_reviewed_it

FORMS = {
    Level.LETTER: LetterKind.SUPERVISION_LETTER,
    Level.CIRCULATE: LetterKind.CIRCULAR,
    Level.INTERVIEW: LetterKind.INTERVIEW_NOTICE,
}
"""Which form of the pack says to whom the paper of a level is always copied."""

KINDS = {
    Level.LETTER: DocumentKind.SUPERVISION_LETTER,
    Level.CIRCULATE: DocumentKind.CRITICISM,
    Level.INTERVIEW: DocumentKind.INTERVIEW_NOTICE,
}
"""What the paper of a level is printed as."""

# --- command ------------------------------------------------------------------------------------------------------


class SignLetter(msgspec.Struct, frozen=True):
    """签发督办函: everything that the draft still lists, in one act."""

    marks: Marks = Marks()


# --- events -------------------------------------------------------------------------------------------------------


PRINTED = ("unit", "signer", "lines", "copies", "masthead", "reviewer")
"""Of an issued paper, what is printed besides its number and its day."""


class PaperIssued(PaperEvent, frozen=True, kw_only=True, tag="paper.issued"):
    """制发: what the paper says, to whom it is copied, and which lines were left out of it, with the reason.

    All that is printed of it stands here, texts by what was sealed, and is covered by ``digest``. ``nth``: the how
    manieth letter to the unit in the campaign, 0 for other papers. ``late_wd``: signed so many working days after it
    was owed.
    """

    paper_no: str
    document_no: str
    level: Level
    unit: str
    signer: Named
    lines: tuple[PaperLine, ...]
    left_out: tuple[PaperLine, ...] = ()
    copies: tuple[str, ...] = ()
    nth: int = 0
    late_wd: int = 0
    masthead: Masthead
    reviewer: Named | None = None
    digest: Fingerprint
    discharges = ALL_DUTIES

    @property
    def intact(self) -> bool:
        """Whether the digest is still that of what stands here."""
        printed = {name: getattr(self, name) for name in PRINTED}
        return self.digest == content_digest([self.document_no, local_date(self.occurred_at), printed])

    def apply(self, state: SupervisionPaper) -> SupervisionPaper:
        signed = {line.problem: line for line in self.lines}
        return replace(
            state,
            entries=tuple(signed.get(line.problem, line) for line in state.entries),
            masthead=self.masthead,
            digest=self.digest,
            stage=Stage.ISSUED,
            document_no=self.document_no,
            copies=self.copies,
            issued_at=self.occurred_at,
            signer=self.signer,
            late_wd=self.late_wd,
        )


class PaperFellAway(PaperEvent, frozen=True, kw_only=True, tag="paper.fell_away"):
    """失效: no line is left that anybody would sign. ``lines`` say what became of each."""

    paper_no: str
    level: Level
    unit: str
    lines: tuple[PaperLine, ...]
    discharges = ALL_DUTIES

    def apply(self, state: SupervisionPaper) -> SupervisionPaper:
        return replace(state, stage=Stage.FALLEN_AWAY)


# --- decision -----------------------------------------------------------------------------------------------------


def sign_letter(paper: SupervisionPaper, command: SignLetter, c: Circumstances) -> Iterator[NewEvent]:
    not_who_reviewed_it(paper, c)
    yield from issued(paper, paper.listed, c.actor.named(), c, command.marks)


# --- shared -------------------------------------------------------------------------------------------------------


def concluded(paper_id: UUID, c: Circumstances) -> Iterator[NewEvent]:
    """A draft whose last line was decided or has left follows: issued with what was approved, else fallen away.

    The signature under it is that of whoever approved.
    """
    paper: SupervisionPaper = c.look(paper_id)
    if paper.listed:
        return
    if paper.approved and paper.approver is not None:
        yield from issued(paper, paper.approved, paper.approver, c)
        return
    named = {"paper_no": paper.number, "level": paper.level, "unit": paper.unit, "lines": paper.lines}
    yield Elsewhere(paper_id, PaperFellAway, named)


def issued(
    paper: SupervisionPaper, lines: tuple[PaperLine, ...], signer: Named, c: Circumstances, marks: Marks = UNMARKED
) -> Iterator[NewEvent]:
    is_reviewed_where_it_must_be(paper, c)
    numbered = number_letter(paper.id, signer.unit, KINDS[paper.level], c)
    yield numbered
    lines = tuple(replace(line, said=said_of(problem_of(line, c), c)) for line in lines)
    nth = 0
    if paper.level is Level.LETTER:
        record: UnitRecord = c.look(unit_record_id(paper.campaign, paper.unit)) or UnitRecord()
        nth = record.letters + 1
        counted = {"unit": paper.unit, "case_id": paper.id, "count": nth}
        yield Elsewhere(unit_record_id(paper.campaign, paper.unit), LetterCounted, counted)
    owed_on, late_wd = lateness(paper, c)
    said = {
        "paper_no": paper.number,
        "document_no": numbered.fields["document_no"],
        "level": paper.level,
        "late_wd": late_wd,
    }
    printed = {
        "unit": paper.unit,
        "signer": signer,
        "lines": lines,
        "copies": copies(paper, lines, nth, c),
        "masthead": masthead(signer.unit, KINDS[paper.level], c, marks),
        "reviewer": paper.reviewer,
    }
    digest = content_digest([said["document_no"], c.today, printed])
    out = {**said, **printed, "left_out": paper.left_out, "nth": nth, "digest": digest}
    yield Elsewhere(paper.id, PaperIssued, out)
    for line in lines:
        told = {**said, "paper": paper.id, "signer": signer, "owed_on": owed_on}
        yield Elsewhere(line.problem, LevelPaperIssued, told)


def problem_of(line: PaperLine, c: Circumstances) -> Problem:
    problem: Problem = c.look(line.problem)
    return problem


def lateness(paper: SupervisionPaper, c: Circumstances) -> tuple[date | None, int]:
    """By which day it was to be signed, if by any, and how many working days ago that is."""
    owed = next((one for one in paper.obligations if one.duty is Duty.LETTER_SIGN), None)
    return (owed.due.on, c.calendar.working_days(owed.due.on, c.today)) if owed else (None, 0)


# --- copies -------------------------------------------------------------------------------------------------------


def copies(paper: SupervisionPaper, lines: tuple[PaperLine, ...], nth: int, c: Circumstances) -> tuple[str, ...]:
    """To whom the pack's form always goes; of a letter that is grave or not the first, the superior, too."""
    form = c.pack.letter(FORMS[paper.level])
    always = form.copies if form else ()
    rule = c.policy.letter_copies
    grave = any(line.severity in rule.severities for line in lines)
    if paper.level is not Level.LETTER or not (grave or nth >= rule.from_letter):
        return always
    return tuple(dict.fromkeys((*always, *superior(paper.unit, c))))


def superior(unit: str, c: Circumstances) -> tuple[str, ...]:
    """上级党委、政府: of the place above; a department's, of the place that it belongs to. A city has none."""
    own = c.organisation.current(unit)
    above = next((place for place in c.organisation.upwards(own) if place.code != own), None)
    return (party_committee(above), f"{above.code}政府") if above is not None else ()


def party_committee(place: Unit) -> str:
    return f"{place.code}{'党委' if place.kind is UnitKind.TOWN else '委'}"
