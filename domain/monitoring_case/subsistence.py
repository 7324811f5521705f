"""低保变化: a household begins or ceases to receive the subsistence allowance.

It belongs to no case, for most of these households are not at risk; the scale can be held against what is reported.
Source: requirement R001-65.
"""

from __future__ import annotations

from collections.abc import Iterator

import msgspec
from msgspec.structs import replace

from domain.circumstances import Circumstances
from domain.events import Event, Named, NewEvent
from domain.monitoring_case.evidence import proven
from domain.monitoring_case.household_register import HouseholdRegister, in_reach, place_of
from domain.problem.problem import Evidence, Place
from domain.refusal import Refused
from domain.sealing import Sealed


class RecordSubsistence(msgspec.Struct, frozen=True):
    """登记低保变化: ``receives``: from today on it receives the allowance (纳入), else it no longer does (停发)."""

    household_ref: str
    village: str
    receives: bool
    reason: str
    evidence: tuple[Evidence, ...]


class SubsistenceChanged(Event, frozen=True, kw_only=True, tag="household.subsistence_changed"):
    household_ref: str
    place: Place
    receives: bool
    reason: Sealed
    by: Named
    evidence: tuple[Evidence, ...]

    def apply(self, state: HouseholdRegister | None) -> HouseholdRegister:
        state = state or HouseholdRegister()
        return replace(state, version=self.originator_version, subsistence=self.receives)


def record_subsistence(register: HouseholdRegister, command: RecordSubsistence, c: Circumstances) -> Iterator[NewEvent]:
    in_reach(command.village, c)
    if register.subsistence is command.receives:
        now = "正在享受" if command.receives else "没有享受"
        raise Refused("subsistence_unchanged", household=command.household_ref, now=now)
    yield (
        SubsistenceChanged,
        {
            "household_ref": command.household_ref,
            "place": place_of(command.village, c),
            "receives": command.receives,
            "reason": c.seal(command.household_ref, "低保变化原因", command.reason),
            "by": c.actor.named(),
            "evidence": proven(command.evidence, c),
        },
    )
