"""标准: what has to be done again and again, and the numbers that a place is measured by.

Source: domain reference, section 12.
"""

from __future__ import annotations

from enum import StrEnum

import msgspec

from domain.organisation import Role, UnitKind
from domain.timetable import Per


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
    """Topics of events of the unit that count as doing it: nobody enters it a second time."""


class Relation(StrEnum):
    """How a figure has to stand to the number."""

    AT_LEAST = "AT_LEAST"
    AT_MOST = "AT_MOST"
    MORE_THAN = "MORE_THAN"
    BETWEEN = "BETWEEN"


class Yardstick(StrEnum):
    """Figures of elsewhere or before that another figure is measured against."""

    LAST_YEAR = "LAST_YEAR"
    VILLAGE_INCOME_GROWTH = "VILLAGE_INCOME_GROWTH"
    LOCAL_INCOME_GROWTH = "LOCAL_INCOME_GROWTH"


class Threshold(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """量化标准: what ``measure`` has to be; a figure that is not so is flagged, and nothing more happens by itself.

    The number is ``value`` (of BETWEEN the lower one, ``upper`` the other), or the figure named by ``against``.
    ``only_if`` is the code of another threshold that has to hold first.
    """

    code: str
    measure: str
    relation: Relation
    value: int | None = None
    upper: int | None = None
    unit: str = ""
    against: Yardstick | None = None
    only_if: str = ""
    category: str = ""
