"""文书: the tables, letters and reports of a campaign as its document wants them: titles, parts, signatures, copies.

Source: domain reference, sections 7, 8 and 11.
"""

from __future__ import annotations

from datetime import date, time
from enum import StrEnum

import msgspec

from domain.organisation import UnitKind
from domain.timetable import Per


class LedgerCode(StrEnum):
    """The tables that Duban prints (domain reference, section 11)."""

    L1 = "L1"
    L2 = "L2"
    L3 = "L3"
    L4 = "L4"
    L5 = "L5"
    L6 = "L6"
    L7 = "L7"
    L8 = "L8"
    L9 = "L9"
    L10 = "L10"
    L11 = "L11"
    L12 = "L12"
    L13 = "L13"


class ColumnTitle(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A leaf column; neighbours of one ``group`` share a header above them."""

    title: str
    group: str = ""


class LedgerForm(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A table as the document prints it; without columns it is printed in our own form."""

    code: LedgerCode
    title: str
    name: str = ""
    """What the document calls it (附件1-1)."""
    head: tuple[str, ...] = ()
    columns: tuple[ColumnTitle, ...] = ()


class LetterKind(StrEnum):
    """函件: letters and notices that a named person signs."""

    RECTIFICATION_LETTER = "RECTIFICATION_LETTER"
    SUPERVISION_LETTER = "SUPERVISION_LETTER"
    CIRCULAR = "CIRCULAR"
    COMMENDATION = "COMMENDATION"
    INTERVIEW_NOTICE = "INTERVIEW_NOTICE"
    REFERRAL_LETTER = "REFERRAL_LETTER"


class Layout(StrEnum):
    """公文格式: 文件格式 with its 版头, 版记 and red line, or the 信函格式 of a letter (GB/T 9704-2012, 7 and 10.1)."""

    DOCUMENT = "DOCUMENT"
    LETTER = "LETTER"


LAYOUT_NAMES = {Layout.DOCUMENT: "文件格式", Layout.LETTER: "信函格式"}


class LetterForm(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A kind of letter in use. ``copies`` are mandatory (R003-15); without a list of problems it is only a letter.

    ``layout``: without one, the form that is usual for the kind.
    """

    kind: LetterKind
    title: str
    copies: tuple[str, ...] = ()
    with_problem_list: bool = True
    layout: Layout | None = None


class Organ(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """发文机关: how a unit signs its documents: its word in 发文字号 (发文机关代字), and its full name at their head.

    ``printed_by``: who prints and sends them out (印发机关), such as its general office. A unit that is not named
    stands for itself in all places.
    """

    unit: str
    word: str
    name: str = ""
    printed_by: str = ""


class Signature(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Who signs for a unit of this kind: each of the posts, a person each (R001-50)."""

    unit: UnitKind
    posts: tuple[str, ...]
    seal: bool = False


class ReportForm(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A report: a missing part or signature blocks it (R000-17).

    ``due_on`` once, or ``per`` again and again by ``due_day`` of the month; neither: at the end of its phase.
    """

    code: str
    title: str
    by: tuple[UnitKind, ...]
    parts: tuple[str, ...] = ()
    more_parts: bool = False
    """The source is cut: parts may be added before those known (R001-61)."""
    signatures: tuple[Signature, ...] = ()
    due_on: date | None = None
    due_time: time | None = None
    per: Per | None = None
    due_day: int | None = None
    at_least: int = 1
    ledgers: tuple[LedgerCode, ...] = ()
    """Tables handed in with it, together (R002-42)."""
    to: str = ""
    channels: tuple[str, ...] = ()
    """How it is handed in (电子版, 纸质版): a receipt for each (R001-49)."""
    as_file: bool = False
    """It is a document of the unit's own making (自行制定): it is handed in with the hash of its file (R001-42)."""


class Field(StrEnum):
    """What a table shows of a problem, where documents spell it in several ways (R004-08)."""

    DUE = "DUE"
    CONTENT = "CONTENT"
    CATEGORY = "CATEGORY"
    MEASURES = "MEASURES"
    PROGRESS = "PROGRESS"
    EFFECT = "EFFECT"
    LEADER = "LEADER"
    PERSON = "PERSON"
    UNIT = "UNIT"
    INSPECTED_UNIT = "INSPECTED_UNIT"


class FieldLabel(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The word that this place prints for a field, and the others that mean the same."""

    field: Field
    label: str
    aliases: tuple[str, ...] = ()
