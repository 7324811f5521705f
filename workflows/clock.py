"""Business time inside a workflow: the one clock of design section 5, as pure arithmetic.

Production is the identity; training and the demo let a day of business pass in a second of real time.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from math import ceil

import msgspec

MILLISECOND = timedelta(milliseconds=1)


class Pace(msgspec.Struct, frozen=True):
    """How business time runs beside real time: at ``real_start`` it was ``business_start``; ``factor`` is its speed."""

    real_start: datetime
    business_start: datetime
    factor: float

    def business(self, real: datetime) -> datetime:
        """The business instant at a real instant."""
        return self.business_start + (real - self.real_start) * self.factor

    def pause(self, until: datetime, real_now: datetime) -> timedelta:
        """How long to sleep, in real time, until business time reaches ``until``: never short, never negative.

        Whole milliseconds, rounded up: a timer that fires early would ask the case for a moment that has not come.
        """
        real = (until - self.business(real_now)) / self.factor
        return max(timedelta(0), ceil(real / MILLISECOND) * MILLISECOND)
