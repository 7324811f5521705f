"""归档: one package of one group and quarter, and the package of a year that takes them up; what is due, what is held.

A quarter's package is due on the last working day of its quarter, with 调休; when the quarter ends, the next is opened
by itself. Source: domain reference, section 10.1; R003-19, R003-20, X-11.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from uuid import NAMESPACE_URL, UUID, uuid5

import msgspec

from domain.archive.manifest import Entry, Manifest, manifest_hash
from domain.calendar import BusinessCalendar
from domain.case import CaseEvent, Moment
from domain.events import Named
from domain.owing import Obligation
from domain.reminding import Told, told_moments
from domain.resetting import DeadlinesReset, ResetDeadlines
from domain.sealing import Sealed


class Stage(StrEnum):
    COLLECTING = "COLLECTING"
    HANDED_OVER = "HANDED_OVER"
    CONSOLIDATED = "CONSOLIDATED"
    SEALED = "SEALED"


STAGE_NAMES = {
    Stage.COLLECTING: "归集中",
    Stage.HANDED_OVER: "已移交",
    Stage.CONSOLIDATED: "已汇总",
    Stage.SEALED: "已封存",
}


class ItemKind(StrEnum):
    """What a quarter's package holds; a kind of which there is nothing is listed as missing."""

    NOTICE = "NOTICE"
    SAMPLING_RECORD = "SAMPLING_RECORD"
    VISIT_RECORD = "VISIT_RECORD"
    EVIDENCE_LIST = "EVIDENCE_LIST"
    VIEWS_NOTE = "VIEWS_NOTE"
    LETTER = "LETTER"
    QUESTION_LIST = "QUESTION_LIST"
    REPLY = "REPLY"
    EXTENSION_PAPER = "EXTENSION_PAPER"
    RECHECK_RECORD = "RECHECK_RECORD"
    LOOK_BACK_RECORD = "LOOK_BACK_RECORD"
    ISSUED_TABLE = "ISSUED_TABLE"
    REFERRAL_RECEIPT = "REFERRAL_RECEIPT"


ITEM_KIND_NAMES = {
    ItemKind.NOTICE: "督查通知",
    ItemKind.SAMPLING_RECORD: "抽样记录",
    ItemKind.VISIT_RECORD: "走访记录",
    ItemKind.EVIDENCE_LIST: "佐证清单",
    ItemKind.VIEWS_NOTE: "交换意见记录",
    ItemKind.LETTER: "整改函",
    ItemKind.QUESTION_LIST: "问题清单",
    ItemKind.REPLY: "整改回复",
    ItemKind.EXTENSION_PAPER: "延期材料",
    ItemKind.RECHECK_RECORD: "复核记录",
    ItemKind.LOOK_BACK_RECORD: "回头看记录",
    ItemKind.ISSUED_TABLE: "已签发表册",
    ItemKind.REFERRAL_RECEIPT: "移交回执（仅编号）",
}


class Item(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """One item of a package: its title, the SHA-256 of its file, its number. Of a referral the number only."""

    kind: ItemKind
    text: Sealed
    sha256: str = ""
    number: str = ""


class Part(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """A quarter's package as the year's takes it up."""

    case_id: UUID
    group: str
    period: str
    manifest: str


class Absent(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """A quarter's package that the year's does not have: how far it is, or that it was never opened."""

    group: str
    period: str
    stage: Stage | None = None


class Hold(msgspec.Struct, frozen=True):
    """法律保留: nothing of it may be destroyed while the matter is open."""

    number: int
    reason: Sealed
    referral: UUID | None = None


class ArchivePackage(msgspec.Struct, frozen=True):
    """One package, as of its last event. Of a year's package ``group`` is empty and the ``parts`` are the quarters'."""

    id: UUID
    version: int
    campaign: str
    group: str
    period: str
    unit: str
    stage: Stage = Stage.COLLECTING
    items: tuple[Item, ...] = ()
    parts: tuple[Part, ...] = ()
    absent: tuple[Absent, ...] = ()
    missing: tuple[ItemKind, ...] = ()
    none_arose: tuple[ItemKind, ...] = ()
    handed_over_by: Named | None = None
    late_days: int = 0
    receipt: str = ""
    sealed_receipt: str = ""
    manifest: str = ""
    holds: tuple[Hold, ...] = ()
    holds_placed: int = 0
    ended: bool = False  # the quarter
    told: frozenset[str] = frozenset()
    obligations: tuple[Obligation, ...] = ()

    @property
    def number(self) -> str:
        return f"{self.group}{self.period}"

    @property
    def answerable(self) -> tuple[str, ...]:
        return ()

    @property
    def due_on(self) -> date | None:
        return self.obligations[0].due.on if self.obligations else None

    @property
    def subject(self) -> str:
        return str(self.id)

    @property
    def of_year(self) -> bool:
        return not self.group

    @property
    def held(self) -> bool:
        """Whether nothing of it may be destroyed (legal hold)."""
        return bool(self.holds)


class ArchiveEvent(CaseEvent, frozen=True, kw_only=True):
    """The base of all events of a package."""


class ResetArchiveDeadlines(ResetDeadlines, frozen=True):
    """归档时限重算."""


class ArchiveDeadlinesReset(DeadlinesReset, ArchiveEvent, frozen=True, kw_only=True, tag="archive.deadlines_reset"):
    """The last working day of its quarter, or of its year."""


def archive_id(campaign: str, group: str, period: str) -> UUID:
    return uuid5(NAMESPACE_URL, f"duban/archive/{campaign}/{group}/{period}")


# --- what it holds ------------------------------------------------------------------------------------------------


def manifest_of(package: ArchivePackage) -> Manifest:
    """The manifest of a package as it stands: of a year's, the manifests of its quarters."""
    items = (Entry(item.kind, item.sha256, item.number) for item in package.items)
    parts = (Entry("PART", part.manifest, f"{part.group} {part.period}") for part in package.parts)
    return Manifest(
        campaign=package.campaign,
        group=package.group,
        period=package.period,
        entries=(*items, *parts),
        missing=(*package.missing, *(f"{absent.group} {absent.period}" for absent in package.absent)),
        none_arose=package.none_arose,
    )


def hash_of(package: ArchivePackage) -> str:
    return manifest_hash(manifest_of(package))


def missing_kinds(package: ArchivePackage, none_arose: tuple[ItemKind, ...]) -> tuple[ItemKind, ...]:
    """The kinds of which the package has nothing, though something must have arisen, in their order."""
    there = {item.kind for item in package.items}.union(none_arose)
    return tuple(kind for kind in ItemKind if kind not in there)


# --- moments ------------------------------------------------------------------------------------------------------


class ArchiveReminded(Told, frozen=True, kw_only=True, tag="archive.reminded"):
    """归档提醒: on the last working day of the period."""


class ArchiveOverdue(Told, frozen=True, kw_only=True, tag="archive.overdue"):
    """归档逾期: at the first scan that finds it not handed over."""


def told(package: ArchivePackage, calendar: BusinessCalendar) -> list[Moment]:
    return list(told_moments(package.obligations, package.told, calendar, ArchiveReminded, ArchiveOverdue))
