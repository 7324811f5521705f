"""访问: one person reads, for one purpose, what is masked or sealed. It is noted before it is shown, or is not shown.

What a reader may see is decided in `domain/privacy.py`; a reading that is refused is noted as well.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from adapters.event_store.rows import AccessLine
from adapters.vault import SealingVault
from domain.events import Event
from domain.organisation import Organisation
from domain.privacy import ACCESS_READERS, PURPOSES, Purpose, holds_any, may_read_names, may_read_texts, speaks_of
from domain.refusal import Refused
from domain.sealing import mask_name, sealed_in
from domain.write_side import KIND_OF_STATE
from projections.case_sheet import Reading, Said
from projections.ledger import Ref
from projections.ledger_lines import ERASED, Placed


def refs_in(events: Sequence[Event]) -> list[Ref]:
    return [sealed.ref for event in events for sealed in sealed_in(event)]


HOUSEHOLDER = "户主姓名"
"""What the vault calls the name of a householder, whichever case it is of."""

SEALED = "（已封存）"
GONE = Said("正文", ERASED)


def masked(vault: SealingVault) -> Reading:
    """Of the texts of a case that they are there, of 户主姓名 the surname: for whoever does not say what for."""

    def read(case: Any, events: Sequence[Event]) -> Mapping[Ref, Said]:
        refs = refs_in(events)
        labels = vault.labels(refs)
        names = vault.reveal(ref for ref, (_, field) in labels.items() if field == HOUSEHOLDER)
        shown = {ref: mask_name(names[ref]) if ref in names else SEALED for ref in labels}
        return {ref: Said(labels[ref][1], shown[ref]) if ref in labels else GONE for ref in refs}

    return read


@dataclass(frozen=True)
class Access:
    """Who reads what, for which purpose, when, and from whose machine."""

    vault: SealingVault
    organisation: Organisation
    person: str
    operator: str
    what: str
    purpose: Purpose
    at: datetime

    def of_households(self, problems: Sequence[Placed]) -> Collection[str]:
        """A gate for names: the households among the problems whose places the reader's post reaches."""
        return self.of([problem for problem in problems if problem.household])

    def of(self, problems: Sequence[Placed]) -> Collection[str]:
        """A gate for texts: the subjects of those problems that the reader's post reaches. Raises Refused for none."""
        if not problems:
            return ()
        reached = {problem.subject for problem in problems if self._reaches(problem)}
        self._note(reached, granted=bool(reached))
        if not reached:
            raise Refused("names_not_permitted", name=self.organisation.person(self.person).name)
        return reached

    def may_export(self, problem: Placed) -> None:
        """What is said of a problem leaves the house, masked or not: noted, and only where the reader's post reaches.

        Raises Refused.
        """
        granted = self._reaches(problem)
        self._note({problem.subject}, granted)
        if not granted:
            raise Refused("export_not_permitted", name=self.organisation.person(self.person).name)

    def of_a_case(self, case: Any, events: Sequence[Event]) -> Mapping[Ref, Said]:
        """The texts of a case in full, but for what speaks of the reader. Raises Refused if he may not read them."""
        withheld = [event for event in events if speaks_of(event, self.person)]
        refs = refs_in([event for event in events if event not in withheld])
        if not refs:
            return masked(self.vault)(case, events)
        kind = KIND_OF_STATE[type(case)]
        granted = may_read_texts(case, kind, self.person, self.organisation, self.at)
        labels = self.vault.labels(refs)
        self._note({subject for subject, _ in labels.values()} if granted else (), granted)
        if not granted:
            raise Refused("texts_not_permitted", name=self.organisation.person(self.person).name, kind=kind.chinese)
        texts = self.vault.reveal(refs)
        shown = {ref: Said(labels[ref][1], texts[ref]) if ref in texts else GONE for ref in refs}
        return {**masked(self.vault)(case, withheld), **shown}

    def of_the_log(self) -> Sequence[AccessLine]:
        """访问日志; to read it is an access, too. Raises Refused."""
        lines = self.vault.accesses()
        granted = holds_any(ACCESS_READERS, self.person, self.organisation, self.at)
        self._note((), granted)
        if not granted:
            raise Refused("access_log_not_permitted", name=self.organisation.person(self.person).name)
        return lines

    def _reaches(self, problem: Placed) -> bool:
        return may_read_names(self.person, problem.place, problem.unit, self.organisation, self.at)

    def _note(self, subjects: Collection[str], granted: bool) -> None:
        purpose, named = PURPOSES[self.purpose], tuple(sorted(subjects))
        self.vault.note_access(AccessLine(self.at, self.person, self.operator, self.what, purpose, named, granted))
