"""三方比对台账: what the system, the ledger and the household say of one item, side by side, and the clue it became.

What they say is the household's own: it is shown only to a reader whose post reaches it, for a purpose, and that is
noted. Which of the three differs is shown to everybody. Source: R003-39.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date
from uuid import UUID

import msgspec

from domain.calendar import local_date
from domain.clue import ClueOpened
from domain.events import Event, topic
from domain.pack import Pack
from domain.problem.problem import Place
from domain.reconciliation import DIFFERENCE_NAMES
from domain.reconciling import AccountsCompared, SideBySide
from projections.as_of import Basis
from projections.ledger_lines import Gate, Reveal, Selection, Texts, nobody
from projections.seeing import Seen

AGREE = "三方一致"
HIDDEN = "（未显示）"
TOPICS = (topic(AccountsCompared), topic(ClueOpened))


class ComparedRow(msgspec.Struct, frozen=True):
    """One comparison, or the number of a clue that may have come of one."""

    case_id: UUID
    campaign: str
    unit: str
    place: Place = Place()
    household: str = ""
    compared_on: date | None = None
    accounts: tuple[SideBySide, ...] = ()
    clue_no: str = ""
    category: str = ""
    source: str = ""

    @property
    def number(self) -> str:
        return self.clue_no

    @property
    def problem_no(self) -> str:
        return self.clue_no

    @property
    def subject(self) -> str:
        return self.household


class AccountLine(msgspec.Struct, frozen=True):
    """One item of one household. The texts are hidden from whoever may not read them."""

    unit: str
    household: str
    compared_on: date
    category: str
    category_name: str
    item: str
    system: str
    ledger: str
    found: str
    result: str
    clue_no: str


class Accounts(msgspec.Struct, frozen=True):
    basis: Basis
    lines: tuple[AccountLine, ...]
    differing: int


def apply(row: ComparedRow | None, event: Event) -> ComparedRow | None:
    if isinstance(event, AccountsCompared):
        return ComparedRow(
            case_id=event.originator_id,
            campaign=event.envelope.campaign,
            unit=event.unit,
            place=event.place,
            household=event.household_ref,
            compared_on=local_date(event.occurred_at),
            accounts=event.accounts,
        )
    if isinstance(event, ClueOpened):
        return ComparedRow(event.originator_id, event.envelope.campaign, event.unit, clue_no=event.clue_no)
    return row


def accounts(then: Seen, packs: Mapping[str, Pack], reveal: Reveal, chosen: Selection, read: Gate = nobody) -> Accounts:
    """The comparisons of the chosen campaign and place, in the order in which they were made.

    ``read`` says of which households the texts may be read. Raises CannotRead, and Refused from the gate.
    """
    rows, basis = then.folded(apply, TOPICS), then.basis
    compared = [row for row in rows.values() if row.accounts and chosen.admits(row)]
    readable = set(read(compared))
    texts = Texts(refs_of(row for row in compared if row.subject in readable), reveal)
    clues = {case_id: row.clue_no for case_id, row in rows.items() if row.clue_no}
    lines = tuple(line for row in compared for line in lines_of(row, readable, texts, clues, packs))
    return Accounts(basis, lines, sum(line.result != AGREE for line in lines))


def refs_of(rows: Iterable[ComparedRow]) -> Iterator[str]:
    for row in rows:
        for one in row.accounts:
            yield from (one.item.ref, one.system.ref, one.ledger.ref, one.household.ref)


def lines_of(
    row: ComparedRow, readable: Collection[str], texts: Texts, clues: Mapping[UUID, str], packs: Mapping[str, Pack]
) -> Iterator[AccountLine]:
    pack = packs.get(row.campaign)
    for one in row.accounts:
        sealed = (one.item, one.system, one.ledger, one.household)
        item, system, ledger, found = (texts(s.ref) if row.subject in readable else HIDDEN for s in sealed)
        category = pack.category(one.category) if pack else None
        assert row.compared_on is not None, "a row with accounts was compared on a day"
        yield AccountLine(
            unit=row.unit,
            household=row.household,
            compared_on=row.compared_on,
            category=one.category,
            category_name=category.label if category else one.category,
            item=item,
            system=system,
            ledger=ledger,
            found=found,
            result=DIFFERENCE_NAMES[one.difference] if one.difference else AGREE,
            clue_no=clues.get(one.clue, "") if one.clue else "",
        )
