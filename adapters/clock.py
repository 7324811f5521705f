"""The one clock (督办时钟): real time in production, faster in a demonstration, shifted in a training folder."""

from __future__ import annotations

from datetime import UTC, datetime

from workflows.clock import Pace


class Clock(Pace, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """The pace that the workflows keep, read by a process that has a real clock.

    ``stands_at``: the business instant at which it stops for good, so that a demonstration can be looked at for as long
    as one likes; without it a folder on a fast clock would run past the last year that the calendar knows.
    """

    stands_at: datetime | None = None

    def now(self) -> datetime:
        """Business time (业务时间) of this moment, UTC."""
        real = datetime.now(UTC)
        if self.stands_at is not None and self.pause(self.stands_at, self.real_start) <= real - self.real_start:
            return self.stands_at
        return self.business(real)


EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
REAL_TIME = Clock(EPOCH, EPOCH, 1.0)
