"""编号 of cases other than problems: readable, counted per kind and campaign by a small register stream of its own."""

from __future__ import annotations

from uuid import NAMESPACE_URL, UUID, uuid5

import msgspec

from domain.circumstances import Circumstances
from domain.events import Elsewhere, Event


class CaseRegister(msgspec.Struct, frozen=True):
    """How many cases of one kind were numbered in one campaign."""

    version: int = 0
    last: int = 0


class CaseNumbered(Event, frozen=True, kw_only=True, tag="register.case_numbered"):
    number: int
    case_no: str
    case_id: UUID

    def apply(self, state: CaseRegister | None) -> CaseRegister:
        return CaseRegister(self.originator_version, self.number)


def number_case(case_id: UUID, kind: str, word: str, c: Circumstances) -> Elsewhere:
    """The next number of a kind goes to this case, in the same append. ``word`` stands for the kind in the number."""
    register_id = uuid5(NAMESPACE_URL, f"duban/register/{kind}/{c.campaign}")
    register: CaseRegister | None = c.look(register_id)
    number = register.last + 1 if register else 1
    case_no = f"{c.number_head(c.today)}-{word}-{number:04d}"
    return Elsewhere(register_id, CaseNumbered, {"number": number, "case_no": case_no, "case_id": case_id})
