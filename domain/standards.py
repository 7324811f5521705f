"""对照标准, 常态职责: what is held against, and what has to be done again and again.

The numbers that a place is measured by are in thresholds.py. Source: domain reference, section 12.
"""

from __future__ import annotations

import msgspec

from domain.organisation import Role, UnitKind
from domain.timetable import Per

COUNTABLE = {
    "archive.handed_over": "移交档案",
    "inspection.visit_completed": "办结督查的最后一个村",
}
"""The events that count by themselves as doing a duty; an inspection once, with its last village."""


class Standard(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """对照标准: one of the standards that the work is held against; items of the taxonomy refer to it (R004-02)."""

    code: str
    label: str
    of: str = ""
    """What meets it (区摘帽, 村退出, 户脱贫)."""


class RecurringDuty(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """常态职责: ``who`` does ``what`` at least ``at_least`` times, or to as many, in each period (R001-05..09)."""

    code: str
    what: str
    who: Role
    level: UnitKind
    """The kind of unit in which the post is held."""
    per: Per
    post: str = ""
    """The post as the document calls it."""
    at_least: int = 1
    of: str = ""
    """What is counted: 次, 村, 户."""
    evidence: tuple[str, ...] = ()
    due_day: int | None = None
    """By this day of the following month (R003-37)."""
    due_last_working_day: bool = False
    """By the last working day of the period, with 调休 (R003-19)."""
    counted_from: tuple[str, ...] = ()
    """Topics (of COUNTABLE) of events of the unit that count as doing it: nobody enters it a second time."""
