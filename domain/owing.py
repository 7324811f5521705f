"""应办事项: what is owed, by which instant and why, since when; the same in every kind of case."""

from __future__ import annotations

from datetime import datetime

import msgspec

from domain.calendar import Due
from domain.policy import SUPERVISING, Duty


class Obligation(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """What is owed: the duty, by which instant and why, since when, and in which layer of re-check."""

    duty: Duty
    due: Due
    armed_at: datetime
    layer: int = 0

    @property
    def supervising(self) -> bool:
        return self.duty in SUPERVISING

    @property
    def key(self) -> str:
        """Names this obligation among all that the case ever had."""
        return f"{self.duty}@{self.armed_at.timestamp():.0f}/{self.due.on.isoformat()}"


ALL_DUTIES = frozenset(Duty)
