"""单位记录: what a unit did in a campaign that only counts together, in a small stream of its own."""

from __future__ import annotations

from uuid import NAMESPACE_URL, UUID, uuid5

import msgspec
from msgspec.structs import replace

from domain.events import Event


class UnitRecord(msgspec.Struct, frozen=True):
    """How often a refusal of the unit was overturned, and how many 督办函 it was sent."""

    version: int = 0
    unfounded_refusals: int = 0
    letters: int = 0


class RefusalUnfounded(Event, frozen=True, kw_only=True, tag="unit_record.refusal_unfounded"):
    """不认领被责令认领, counted for the unit in the campaign: two of them propose a 通报."""

    unit: str
    case_id: UUID
    count: int

    def apply(self, state: UnitRecord | None) -> UnitRecord:
        return replace(state or UnitRecord(), version=self.originator_version, unfounded_refusals=self.count)


class LetterCounted(Event, frozen=True, kw_only=True, tag="unit_record.letter_counted"):
    """制发督办函, counted for the unit in the campaign: from the second on it is copied to the superior."""

    unit: str
    case_id: UUID
    count: int

    def apply(self, state: UnitRecord | None) -> UnitRecord:
        return replace(state or UnitRecord(), version=self.originator_version, letters=self.count)


def unit_record_id(campaign: str, unit: str) -> UUID:
    return uuid5(NAMESPACE_URL, f"duban/unit_record/{campaign}/{unit}")
