"""发文字号: given at the signature, counted without a gap per organ, kind and year by a small stream of its own.

The number is appended together with what bears it, or neither is: of two that are signed at once the second decides
again. Source: GB/T 9704-2012, 7.2.5 (发文机关代字, year in 六角括号, running number without 第 and without zeros).
"""

from __future__ import annotations

from uuid import NAMESPACE_URL, UUID, uuid5

import msgspec

from domain.circumstances import Circumstances
from domain.document.kinds import WORDS, DocumentKind
from domain.events import Elsewhere, Event


class LetterRegister(msgspec.Struct, frozen=True):
    """How many numbers were given under one word in one year."""

    version: int = 0
    last: int = 0


class LetterNumbered(Event, frozen=True, kw_only=True, tag="register.letter_numbered"):
    """发文字号编定."""

    number: int
    document_no: str
    case_id: UUID

    def apply(self, state: LetterRegister | None) -> LetterRegister:
        return LetterRegister(self.originator_version, self.number)


def number_letter(case_id: UUID, organ: str, kind: DocumentKind, c: Circumstances) -> Elsewhere:
    """The next number of an organ's documents of a kind in this year goes to this case, in the same append.

    Counted by what is printed before the number, so that no two documents ever bear the same one.
    """
    before = f"{organ_word(organ, c)}{WORDS[kind].in_number}〔{c.today.year}〕"
    register_id = register_of(before)
    register: LetterRegister | None = c.look(register_id)
    number = register.last + 1 if register else 1
    return Elsewhere(
        register_id, LetterNumbered, {"number": number, "document_no": f"{before}{number}号", "case_id": case_id}
    )


def organ_word(organ: str, c: Circumstances) -> str:
    """发文机关代字: as the pack has it, else the name of the unit."""
    return next((one.word for one in c.pack.organs if one.unit == organ), organ)


def organ_name(organ: str, c: Circumstances) -> str:
    """发文机关 as it stands at the head of its documents: as the pack has it, else the name of the unit."""
    return next((one.name for one in c.pack.organs if one.unit == organ and one.name), organ)


def printed_by(organ: str, c: Circumstances) -> str:
    """印发机关, where the pack names another than the organ itself."""
    return next((one.printed_by for one in c.pack.organs if one.unit == organ), "")


def register_of(before: str) -> UUID:
    return uuid5(NAMESPACE_URL, f"duban/letters/{before}")
