"""`duban letters print`: the letters that are signed in a case of their own, found by any of their numbers."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated
from uuid import UUID

import typer

from adapters.cli.opening import installation
from adapters.cli.people import person_named
from adapters.cli.putting_out import ByShipped, Out, put_out
from adapters.installation import Installation
from domain.events import Event
from domain.inspection.inspection import Inspection
from domain.privacy import Purpose
from domain.referral.referral import Referral
from domain.refusal import Refused
from domain.supervision_paper.paper import SupervisionPaper
from domain.write_side import REFERRAL, SUPERVISION_PAPER
from projections.documents.letters import (
    Letter,
    handed_over_by,
    interview_of,
    interview_record,
    issue_of,
    letter_of,
    paper_letter,
    rectification_letter,
    referral_letter,
)
from projections.ledger_lines import Reveal


def print_letter(
    number: Annotated[str, typer.Argument(help="拟稿编号、发文字号；整改函可写督查编号，移交函写移交编号")],
    out: Out,
    record: Annotated[bool, typer.Option("--record", help="印约谈记录，不印约谈通知书")] = False,
    as_person: Annotated[str, typer.Option("--as", help="谁来印：移交函、约谈记录只有可以查看正文的人能印")] = "",
    by_shipped: ByShipped = False,
) -> None:
    """印出督办函、通报、约谈通知书和约谈记录、整改函、移交函：签发时是什么样，印出来就是什么样。"""
    with installation() as opened:
        put_out(opened, letter_named(opened, number, record, as_person), out, by_shipped)


def letter_named(opened: Installation, number: str, record: bool, as_person: str) -> Letter:
    """Raises Refused where there is no such letter, or none that was signed, or he may not read it."""
    log, reveal = opened.casework.recorder, opened.casework.vault.reveal
    paper = paper_named_if_any(opened, number)
    if paper is not None:
        issued = issue_of(log, paper)
        if issued is None:
            raise Refused("not_signed_yet", number=number)
        return recorded(opened, paper, number, as_person) if record else paper_letter(issued, reveal)
    inspection = inspection_named_if_any(opened, number)
    if inspection is not None:
        sent = letter_of(log, inspection)
        if sent is None:
            raise Refused("not_signed_yet", number=number)
        return rectification_letter(sent, reveal)
    return handed_over(opened, number, as_person)


def recorded(opened: Installation, paper: UUID, number: str, as_person: str) -> Letter:
    """约谈记录, for whoever may read its texts; the reading is noted."""
    log = opened.casework.recorder
    issued, held = issue_of(log, paper), interview_of(log, paper)
    if issued is None or held is None:
        raise Refused("interview_not_recorded", number=number)
    return interview_record(issued, held, read_by(opened, paper, [held], number, as_person))


def handed_over(opened: Installation, number: str, as_person: str) -> Letter:
    """移交函, for whoever may know of the referral and read it; to others it is as if there were none."""
    person = person_named(opened.casework.organisation, as_person, opened.now())
    try:
        case_id = opened.find_case(number, REFERRAL.name)
        known = opened.may_know(case_id, person)
    except Refused:
        known = False
    if not known:
        raise Refused("unknown_case", case=number, kind="函件")
    handed = handed_over_by(opened.casework.recorder, case_id)
    if handed is None:
        raise Refused("not_signed_yet", number=number)
    referral: Referral = opened.casework.load(case_id).state
    return referral_letter(referral, handed, read_by(opened, case_id, [handed], number, as_person))


def read_by(opened: Installation, case_id: UUID, events: list[Event], number: str, as_person: str) -> Reveal:
    """The texts of these events as this person may read them. Raises Refused."""
    person = person_named(opened.casework.organisation, as_person, opened.now())
    access = opened.access(person, f"印出 {number}", Purpose.ACCOUNTABILITY)
    said = access.of_a_case(opened.casework.load(case_id).state, events)

    def reveal(refs: Iterable[str]) -> dict[str, str]:
        return {ref: said[ref].text for ref in refs if ref in said}

    return reveal


# --- finding ------------------------------------------------------------------------------------------------------


def paper_named(opened: Installation, number: str) -> UUID:
    """By the number of the draft or by its 发文字号. Raises Refused."""
    found = paper_named_if_any(opened, number)
    if found is None:
        raise Refused("unknown_case", case=number, kind=SUPERVISION_PAPER.chinese)
    return found


def paper_named_if_any(opened: Installation, number: str) -> UUID | None:
    try:
        return opened.find_case(number, SUPERVISION_PAPER.name)
    except Refused:
        papers = ((case_id, opened.casework.load(case_id).state) for case_id in opened.cases(SupervisionPaper))
        return next((case_id for case_id, paper in papers if number and paper.document_no == number), None)


def inspection_named_if_any(opened: Installation, number: str) -> UUID | None:
    """The inspection of that number, or that sent the letter of that 发文字号."""
    found = ((case_id, opened.casework.load(case_id).state) for case_id in opened.cases(Inspection))
    named = (case_id for case_id, one in found if number and number in (one.number, one.letter_no))
    return next(named, None)
