"""监测编号: permanent and readable, counted per year and town by a small register stream of its own."""

from __future__ import annotations

from uuid import NAMESPACE_URL, UUID, uuid5

import msgspec

from domain.circumstances import Circumstances
from domain.events import Elsewhere, Event

PREFIX = "JC"


class MonitorNumbers(msgspec.Struct, frozen=True):
    """How many numbers were given out in one town in one year."""

    version: int = 0
    last: int = 0


class MonitorNoAssigned(Event, frozen=True, kw_only=True, tag="register.monitor_no_assigned"):
    number: int
    monitor_no: str
    case_id: UUID

    def apply(self, state: MonitorNumbers | None) -> MonitorNumbers:
        return MonitorNumbers(self.originator_version, self.number)


def assign_monitor_no(case_id: UUID, town: str, c: Circumstances) -> Elsewhere:
    """The next number of the town goes to this case, in the same append."""
    year = c.today.year
    stream = uuid5(NAMESPACE_URL, f"duban/monitor-numbers/{year}/{town}")
    given: MonitorNumbers = c.look(stream) or MonitorNumbers()
    number = given.last + 1
    monitor_no = f"{PREFIX}{year}-{town}-{number:04d}"
    return Elsewhere(stream, MonitorNoAssigned, {"number": number, "monitor_no": monitor_no, "case_id": case_id})
