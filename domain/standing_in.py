"""代行: who stands in for whom, and since when: by delegation, in absence, as a named substitute, after a draw.

授权代签 lends a person's own right while he keeps it; a deputy has it while the other is away. 指定替代人 and 交叉核验
are ways up: they count only while nobody at the node may act (see permitting.py). Source: domain reference, section 2.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from typing import TypeVar

import msgspec
from msgspec.structs import replace

from domain.roles import Role


class Term(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """From a day to a day, both included."""

    since: date
    until: date

    def holds_on(self, day: date) -> bool:
        return self.since <= day <= self.until


class Delegation(Term, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """授权代签: which acts and which roles are lent; none named: all."""

    person: str
    to: str
    acts: tuple[str, ...] = ()
    roles: tuple[Role, ...] = ()


class Absence(Term, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """不在岗, with the deputy of these days; none named: the standing deputy."""

    person: str
    deputy: str = ""


class Substitute(Term, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """指定替代人: for which acts, at which node."""

    person: str
    node: str
    acts: tuple[str, ...]


class CrossCheck(Term, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """交叉核验: the people of ``unit`` do these acts for ``node``."""

    unit: str
    node: str
    acts: tuple[str, ...]


class Lent(msgspec.Struct, frozen=True):
    """A right that somebody lends; no roles: all of his."""

    person: str
    roles: tuple[Role, ...] = ()


class StandingIn(msgspec.Struct, frozen=True):
    """Everything of the kind that was ever said; each has its days."""

    delegations: tuple[Delegation, ...] = ()
    absences: tuple[Absence, ...] = ()
    deputies: dict[str, str] = {}
    substitutes: tuple[Substitute, ...] = ()
    cross_checks: tuple[CrossCheck, ...] = ()

    def lent_to(self, person: str, act: str, day: date) -> Iterator[Lent]:
        """Whose rights a person has for this act on that day, beside his own."""
        for delegation in self.delegations:
            if delegation.to == person and delegation.holds_on(day) and act in (delegation.acts or (act,)):
                yield Lent(delegation.person, delegation.roles)
        for absence in self.absences:
            if self.deputy_in(absence) == person and absence.holds_on(day):
                yield Lent(absence.person)

    def deputy_in(self, absence: Absence) -> str:
        return absence.deputy or self.deputies.get(absence.person, "")

    def is_away(self, person: str, day: date) -> bool:
        return any(absence.person == person and absence.holds_on(day) for absence in self.absences)

    def stand_in_for(self, person: str, day: date) -> str:
        """Who acts for somebody who is away on that day: his deputy, unless that one is away too; empty if nobody."""
        deputies = (self.deputy_in(a) for a in self.absences if a.person == person and a.holds_on(day))
        return next((deputy for deputy in deputies if deputy and not self.is_away(deputy, day)), "")

    def without_delegation(self, person: str, to: str, last: date) -> StandingIn:
        ended = (shortened(d, last) if (d.person, d.to) == (person, to) else d for d in self.delegations)
        return replace(self, delegations=tuple(d for d in ended if d.since <= d.until))

    def without_absence(self, person: str, last: date) -> StandingIn:
        ended = (shortened(a, last) if a.person == person else a for a in self.absences)
        return replace(self, absences=tuple(a for a in ended if a.since <= a.until))

    def without_substitute(self, person: str, node: str, last: date) -> StandingIn:
        ended = (shortened(s, last) if (s.person, s.node) == (person, node) else s for s in self.substitutes)
        return replace(self, substitutes=tuple(s for s in ended if s.since <= s.until))

    def without_cross_check(self, node: str, last: date) -> StandingIn:
        """One that ended on its first day is kept, without a day on which it holds: the next draw is another one."""
        ended = (shortened(d, last) if d.node == node else d for d in self.cross_checks)
        return replace(self, cross_checks=tuple(ended))


T = TypeVar("T", bound=Term)


def shortened(term: T, last: date) -> T:
    return replace(term, until=min(term.until, last))


def in_force(
    terms: Iterable[Substitute] | Iterable[CrossCheck], current: Callable[[str], str], node: str, act: str, day: date
) -> Iterator[str]:
    """Those persons, or units, that stand in for this node in this act on that day; ``current`` tells successors."""
    for term in terms:
        if current(term.node) == node and act in term.acts and term.holds_on(day):
            yield term.person if isinstance(term, Substitute) else term.unit
