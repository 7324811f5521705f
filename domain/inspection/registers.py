"""重复进村入户, 重复要数: what was asked of a household or a village in a campaign, so that it is asked once.

A small stream for each household, and for each unit, of a campaign. Source: domain reference, section 8; R000-35,
R001-58.
"""

from __future__ import annotations

from datetime import date
from uuid import NAMESPACE_URL, UUID, uuid5

import msgspec
from msgspec.structs import replace

from domain.calendar import local_date
from domain.circumstances import Circumstances
from domain.events import Elsewhere, Event
from domain.refusal import Refused


class AskedRegister(msgspec.Struct, frozen=True):
    """What is known of one household, or one unit, in one campaign: when it was visited, which facts were taken."""

    version: int = 0
    visited_on: date | None = None
    visited_by: str = ""
    facts: frozenset[str] = frozenset()


class VisitNoted(Event, frozen=True, kw_only=True, tag="register.visit_noted"):
    """A household was met."""

    inspection: UUID
    number: str
    facts: tuple[str, ...] = ()

    def apply(self, state: AskedRegister | None) -> AskedRegister:
        before = state or AskedRegister()
        return AskedRegister(
            self.originator_version, local_date(self.occurred_at), self.number, before.facts.union(self.facts)
        )


class FactsNoted(Event, frozen=True, kw_only=True, tag="register.facts_noted"):
    """Facts of a unit were taken, from a system or by an inspector."""

    inspection: UUID
    number: str
    facts: tuple[str, ...]

    def apply(self, state: AskedRegister | None) -> AskedRegister:
        before = state or AskedRegister()
        return replace(before, version=self.originator_version, facts=before.facts.union(self.facts))


def household_register(campaign: str, household: str) -> UUID:
    return uuid5(NAMESPACE_URL, f"duban/register/household/{campaign}/{household}")


def unit_register(campaign: str, unit: str) -> UUID:
    return uuid5(NAMESPACE_URL, f"duban/register/unit/{campaign}/{unit}")


def asked(register: UUID, c: Circumstances) -> AskedRegister:
    state: AskedRegister | None = c.look(register)
    return state or AskedRegister()


def note_visit(register: UUID, inspection: UUID, number: str, facts: tuple[str, ...]) -> Elsewhere:
    return Elsewhere(register, VisitNoted, {"inspection": inspection, "number": number, "facts": facts})


def note_facts(register: UUID, inspection: UUID, number: str, facts: tuple[str, ...]) -> Elsewhere:
    return Elsewhere(register, FactsNoted, {"inspection": inspection, "number": number, "facts": facts})


def not_asked_before(facts: tuple[str, ...], known: AskedRegister, whom: str) -> None:
    """The same fact is not asked twice in a campaign: what the system has is taken from it."""
    again = [fact for fact in facts if fact in known.facts]
    if again:
        raise Refused("fact_asked_before", whom=whom, facts="、".join(again))
