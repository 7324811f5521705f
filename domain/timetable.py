"""时间安排: the document that a campaign rests on, its phases, and the days that it names.

Phases may overlap, and one may have ended before the document was issued: then nothing is late in it. A day that a
document names is literal and never rolled. Source: domain reference, sections 3 and 7.
"""

from __future__ import annotations

from datetime import date, time
from enum import StrEnum

import msgspec


class Per(StrEnum):
    """How often something recurs."""

    WEEK = "WEEK"
    MONTH = "MONTH"
    QUARTER = "QUARTER"
    HALF_YEAR = "HALF_YEAR"
    YEAR = "YEAR"


class BasisDocument(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The document that orders the campaign (印发文件), named on every product (R000-01, R002-01, R003-01)."""

    number: str
    issuer: str
    issued_on: date
    title: str = ""
    until: date | None = None
    """The last day that the document speaks of, where it sets an aim and not a phase (R003-01)."""


class Phase(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A phase (阶段). ``first`` None: from the beginning; ``last`` None: open; both days belong to it."""

    code: str
    name: str
    first: date | None = None
    last: date | None = None
    last_time: time | None = None
    """Until when on the last day (8月31日上午下班前); None is 24:00."""
    due: tuple[str, ...] = ()
    """What each unit has ready at its end, in the words of the document."""
    reports: tuple[str, ...] = ()
    """Codes of the reports that are drawn up in it."""
    may_be_past: bool = False
    """It may end before the document is issued; nothing is overdue in it then (R000-12)."""


class ItemDate(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One numbered item of a plan and its day; None is printed 未定, and no plan is approved on it (R004-07)."""

    number: str
    category: str
    due_on: date | None = None
    source: str = ""
