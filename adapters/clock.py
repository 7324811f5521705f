"""The one clock (督办时钟): real time in production, faster in a demonstration, shifted in a training folder."""

from __future__ import annotations

from datetime import UTC, datetime

from workflows.clock import Pace


class Clock(Pace, frozen=True, forbid_unknown_fields=True):
    """The pace that the workflows keep, read by a process that has a real clock."""

    def now(self) -> datetime:
        """Business time (业务时间) of this moment, UTC."""
        return self.business(datetime.now(UTC))


EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
REAL_TIME = Clock(EPOCH, EPOCH, 1.0)
