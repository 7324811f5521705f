"""归集 移交 签收: a group files the papers of its quarter and hands them over; what is missing is listed, not skipped.

Source: domain reference, section 10.1; R003-19.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import ClassVar
from uuid import UUID

import msgspec
from msgspec.structs import replace

from domain.archive.package import (
    ITEM_KIND_NAMES,
    ArchiveEvent,
    ArchivePackage,
    Item,
    ItemKind,
    Stage,
    archive_id,
    hash_of,
    missing_kinds,
    told,
)
from domain.calendar import BusinessCalendar, end_of_day
from domain.case import Moment
from domain.circumstances import Circumstances
from domain.citing import cited, cited_if_any
from domain.duty.performing import count_towards
from domain.events import Elsewhere, Named, NewEvent
from domain.owing import Obligation
from domain.periods import Span, period_after, period_of
from domain.policy import Duty, Policy
from domain.problem.rectifying import sound_hash
from domain.refusal import Refused
from domain.timetable import Per

# --- commands -----------------------------------------------------------------------------------------------------


class OpenArchive(msgspec.Struct, frozen=True):
    """建档: the package of a group for a quarter (2018Q3). With it the year's package is opened."""

    campaign: str
    group: str
    period: str


class ItemDraft(msgspec.Struct, frozen=True):
    """An item to be filed: a file by its SHA-256; of a receipt of discipline inspection the number only."""

    kind: ItemKind
    text: str
    sha256: str = ""
    number: str = ""


class FileItems(msgspec.Struct, frozen=True):
    """归集材料."""

    items: tuple[ItemDraft, ...]


class HandOverArchive(msgspec.Struct, frozen=True):
    """移交档案; ``none_arose`` are the kinds of which nothing arose in the quarter (本季度未发生)."""

    none_arose: tuple[ItemKind, ...] = ()


class ReceiveArchive(msgspec.Struct, frozen=True):
    """签收档案, with the number of the receipt."""

    receipt: str


# --- events -------------------------------------------------------------------------------------------------------


class ArchiveOpened(ArchiveEvent, frozen=True, kw_only=True, tag="archive.opened"):
    group: str
    period: str
    unit: str

    def apply(self, state: ArchivePackage | None) -> ArchivePackage:
        return ArchivePackage(
            id=self.originator_id,
            version=self.originator_version,
            campaign=self.envelope.campaign,
            group=self.group,
            period=self.period,
            unit=self.unit,
        )


class ArchiveItemsFiled(ArchiveEvent, frozen=True, kw_only=True, tag="archive.items_filed"):
    items: tuple[Item, ...]

    def apply(self, state: ArchivePackage) -> ArchivePackage:
        return replace(state, items=(*state.items, *self.items))


class ArchiveHandedOver(ArchiveEvent, frozen=True, kw_only=True, tag="archive.handed_over"):
    """From here on nothing is added. Late in calendar days and in working days after the due date."""

    by: Named
    manifest: str
    missing: tuple[ItemKind, ...]
    none_arose: tuple[ItemKind, ...]
    late_days: int
    late_wd: int
    discharges: ClassVar[frozenset[Duty]] = frozenset({Duty.QUARTER_ARCHIVE})

    def apply(self, state: ArchivePackage) -> ArchivePackage:
        return replace(
            state,
            stage=Stage.HANDED_OVER,
            handed_over_by=self.by,
            manifest=self.manifest,
            missing=self.missing,
            none_arose=self.none_arose,
            late_days=self.late_days,
        )


class ArchiveReceived(ArchiveEvent, frozen=True, kw_only=True, tag="archive.received"):
    receipt: str
    by: Named

    def apply(self, state: ArchivePackage) -> ArchivePackage:
        return replace(state, receipt=self.receipt)


class ArchiveQuarterEnded(ArchiveEvent, frozen=True, kw_only=True, tag="archive.quarter_ended"):
    """The quarter is over; ``following`` is the one whose package was opened, if the campaign goes on."""

    following: str

    def apply(self, state: ArchivePackage) -> ArchivePackage:
        return replace(state, ended=True)


# --- decisions ----------------------------------------------------------------------------------------------------


def open_archive(case_id: UUID, command: OpenArchive, c: Circumstances) -> Iterator[NewEvent]:
    group = c.organisation.unit(command.group)
    if not c.organisation.reaches(c.actor.unit, group.code):
        raise Refused("out_of_reach", name=c.actor.name, acting=c.actor.unit, unit=group.code)
    quarter = quarter_named(command.period)
    yield opened(group.code, quarter, c)
    yield from open_year(group.parent or group.code, quarter, c)


def file_items(package: ArchivePackage, command: FileItems, c: Circumstances) -> Iterator[NewEvent]:
    if not command.items:
        raise Refused("archive_empty")
    for item in command.items:
        held_rightly(item, package)
    items = (
        Item(i.kind, c.seal(package.subject, "材料名称", i.text), i.sha256, cited_if_any(i.number, "回执编号"))
        for i in command.items
    )
    yield ArchiveItemsFiled, {"items": tuple(items)}


def hand_over(package: ArchivePackage, command: HandOverArchive, c: Circumstances) -> Iterator[NewEvent]:
    if not package.items:
        raise Refused("archive_empty")
    there = [kind for kind in command.none_arose if any(item.kind is kind for item in package.items)]
    if there:
        raise Refused("arose_after_all", kinds="、".join(ITEM_KIND_NAMES[kind] for kind in there))
    due = next(owed.due.on for owed in package.obligations if owed.duty is Duty.QUARTER_ARCHIVE)
    complete = replace(package, missing=missing_kinds(package, command.none_arose), none_arose=command.none_arose)
    handed = {
        "by": c.actor.named(),
        "manifest": hash_of(complete),
        "missing": complete.missing,
        "none_arose": complete.none_arose,
        "late_days": max((c.today - due).days, 0),
        "late_wd": c.calendar.working_days(due, c.today),
    }
    yield ArchiveHandedOver, handed
    yield from count_towards("archive.handed_over", package.unit, f"移交档案{package.number}", package.period, c)


def receive(package: ArchivePackage, command: ReceiveArchive, c: Circumstances) -> Iterator[NewEvent]:
    yield ArchiveReceived, {"receipt": receipt_no(command.receipt), "by": c.actor.named()}


# --- moments ------------------------------------------------------------------------------------------------------


def moments(package: ArchivePackage, policy: Policy, calendar: BusinessCalendar) -> list[Moment]:
    found = told(package, calendar)
    if not package.of_year and not package.ended:
        quarter = quarter_named(package.period)
        found.append(Moment(end_of_day(quarter.last), "quarter ended", "本季度届满", end_quarter))
    return sorted(found, key=lambda moment: moment.at)


def end_quarter(package: ArchivePackage, c: Circumstances) -> Iterator[NewEvent]:
    """The next quarter's package is opened by itself, unless the document's last day is past."""
    following = period_after(Per.QUARTER, quarter_named(package.period))
    until = c.pack.basis.until if c.pack.basis else None
    goes_on = until is None or following.first <= until
    yield ArchiveQuarterEnded, {"following": following.name if goes_on else ""}
    next_id = archive_id(package.campaign, package.group, following.name)
    if goes_on and c.look(next_id) is None:
        yield Elsewhere(next_id, *opened(package.group, following, c))
        yield from open_year(c.organisation.unit(package.group).parent or package.group, following, c)


# --- shared -------------------------------------------------------------------------------------------------------

QUARTER = re.compile(r"(\d{4})Q([1-4])")


def quarter_named(name: str) -> Span:
    match = QUARTER.fullmatch(name)
    if match is None:
        raise Refused("bad_quarter", period=name)
    return period_of(Per.QUARTER, date(int(match[1]), int(match[2]) * 3, 1))


def opened(group: str, quarter: Span, c: Circumstances) -> tuple[type[ArchiveOpened], dict[str, object]]:
    owed = Obligation(Duty.QUARTER_ARCHIVE, c.calendar.last_working_day(quarter.last), c.at)
    return ArchiveOpened, {"group": group, "period": quarter.name, "unit": group, "arms": (owed,)}


def open_year(unit: str, quarter: Span, c: Circumstances) -> Iterator[NewEvent]:
    """The package of the quarter's year, at the place that the groups belong to, unless it is there."""
    year = period_of(Per.YEAR, quarter.first)
    year_id = archive_id(c.campaign, "", year.name)
    if c.look(year_id) is None:
        owed = Obligation(Duty.YEAR_ARCHIVE, c.calendar.last_working_day(year.last), c.at)
        yield Elsewhere(year_id, ArchiveOpened, {"group": "", "period": year.name, "unit": unit, "arms": (owed,)})


def held_rightly(item: ItemDraft, package: ArchivePackage) -> None:
    """A file by its hash, once; of a referral nothing but the number of its receipt."""
    if item.kind is ItemKind.REFERRAL_RECEIPT:
        if item.sha256 or not item.number.strip():
            raise Refused("receipt_by_number_only")
        return
    sound_hash(item.sha256)
    if any(filed.kind is item.kind and filed.sha256 == item.sha256 for filed in package.items):
        raise Refused("filed_already", kind=ITEM_KIND_NAMES[item.kind], sha256=item.sha256[:12])


def receipt_no(text: str) -> str:
    return cited(text, "回执编号")
