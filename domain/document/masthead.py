"""文头: what stands on a document besides its matter, frozen with the signature; what it says of a problem, frozen too.

A text is frozen by what was sealed: a later correction seals another text and leaves this one as it is.
"""

from __future__ import annotations

from datetime import date

import msgspec

from domain.campaign.campaign import Campaign, campaign_id, document_cited
from domain.circumstances import Circumstances
from domain.document.kinds import WORDS, DocumentKind
from domain.document.marks import UNMARKED, Marks, marked
from domain.document.numbering import organ_name, printed_by
from domain.papers import Layout, LetterKind
from domain.problem.problem import Place, Problem
from domain.sealing import Sealed

FORMS = {
    DocumentKind.RECTIFICATION_LETTER: LetterKind.RECTIFICATION_LETTER,
    DocumentKind.SUPERVISION_LETTER: LetterKind.SUPERVISION_LETTER,
    DocumentKind.CRITICISM: LetterKind.CIRCULAR,
    DocumentKind.COMMENDATION: LetterKind.COMMENDATION,
    DocumentKind.INTERVIEW_NOTICE: LetterKind.INTERVIEW_NOTICE,
    DocumentKind.REFERRAL_LETTER: LetterKind.REFERRAL_LETTER,
}
"""Which form of the pack says what a kind is called, how it is laid out, and to whom it is always copied."""


class Masthead(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """发文机关, what the document is called (文种), the campaign and the document that it rests on (R000-01).

    ``printed_by`` is 印发机关 where that is another than the organ. ``marks`` were put on it by a person.
    """

    organ: str
    kind: DocumentKind
    title: str
    campaign: str = ""
    basis: str = ""
    layout: Layout = Layout.DOCUMENT
    printed_by: str = ""
    marks: Marks = Marks()


class SaidOfProblem(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """What a signed document says of a problem. ``householder`` is there so that the name in the text can be masked."""

    category: str
    place: Place
    content: Sealed
    due_on: date | None = None
    householder: Sealed | None = None


def masthead(organ: str, kind: DocumentKind, c: Circumstances, marks: Marks = UNMARKED) -> Masthead:
    form = c.pack.letter(FORMS[kind]) if kind in FORMS else None
    opened: Campaign | None = c.look(campaign_id(c.campaign))
    return Masthead(
        organ=organ_name(organ, c),
        kind=kind,
        title=form.title if form else WORDS[kind].name,
        campaign=opened.title if opened else c.pack.title,
        basis=document_cited(c),
        layout=(form.layout if form else None) or WORDS[kind].layout,
        printed_by=printed_by(organ, c),
        marks=marked(marks),
    )


def said_of(problem: Problem, c: Circumstances) -> SaidOfProblem:
    category = c.pack.category(problem.category)
    return SaidOfProblem(
        category=category.label if category else problem.category,
        place=problem.place,
        content=problem.content,
        due_on=problem.due_on,
        householder=problem.household.name if problem.household else None,
    )
