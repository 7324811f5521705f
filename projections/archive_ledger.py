"""档案季度移交清单 (L11): which group handed over its files of which quarter, when, and what is missing in them.

A row is the package as its events tell it, with the day on which it was owed and the instant at which it was handed
over. What is missing is listed, never skipped; of a referral only the number of its receipts stands here.
Source: domain reference, sections 10.1 and 11; R003-19, R003-20.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime

import msgspec
from msgspec.structs import replace

from domain.archive.collecting import ArchiveHandedOver
from domain.archive.package import (
    ITEM_KIND_NAMES,
    STAGE_NAMES,
    ArchiveEvent,
    ArchivePackage,
    Stage,
    missing_kinds,
)
from domain.event_table import ARCHIVE_EVENTS
from domain.events import Event, topic
from domain.papers import ColumnTitle, LedgerCode
from projections.ledger_lines import Say
from projections.printed import Cells, LedgerTable, OfCases, Source, moment_text

TOPICS = tuple(topic(cls) for cls in ARCHIVE_EVENTS)
NEVER_OPENED = "未建档"


class ArchiveRow(msgspec.Struct, frozen=True):
    """``due_on``: the last day, also after it was met. Late in calendar days and in working days."""

    package: ArchivePackage
    due_on: date | None = None
    handed_over_at: datetime | None = None
    late_wd: int = 0


def apply(row: ArchiveRow | None, event: Event) -> ArchiveRow | None:
    if not isinstance(event, ArchiveEvent) or (row is not None and event.originator_version <= row.package.version):
        return row
    package: ArchivePackage = event.evolve(row.package if row else None)
    row = replace(row, package=package) if row else ArchiveRow(package)
    row = replace(row, due_on=package.due_on or row.due_on)
    if isinstance(event, ArchiveHandedOver):
        return replace(row, handed_over_at=event.occurred_at, late_wd=event.late_wd)
    return row


COLUMNS: Cells[ArchiveRow] = (
    (ColumnTitle("督查组"), lambda row: row.package.group or row.package.unit),
    (ColumnTitle("时段"), lambda row: row.package.period),
    (ColumnTitle("应移交日期"), lambda row: row.due_on.isoformat() if row.due_on else ""),
    (ColumnTitle("移交时间"), lambda row: moment_text(row.handed_over_at)),
    (ColumnTitle("逾期"), lambda row: late_text(row)),
    (ColumnTitle("移交人"), lambda row: row.package.handed_over_by.name if row.package.handed_over_by else ""),
    (ColumnTitle("签收回执"), lambda row: row.package.sealed_receipt or row.package.receipt),
    (ColumnTitle("材料"), lambda row: filed_text(row.package)),
    (ColumnTitle("缺少"), lambda row: missing_text(row.package)),
    (ColumnTitle("未发生"), lambda row: "、".join(ITEM_KIND_NAMES[kind] for kind in row.package.none_arose)),
    (ColumnTitle("状态"), lambda row: STAGE_NAMES[row.package.stage] + ("（法律保留）" if row.package.held else "")),
)


def archive_table(source: Source) -> LedgerTable:
    rows = [row for row in source.seen.folded(apply, TOPICS).values() if chosen(row.package, source)]

    def lines(row: ArchiveRow, say: Say) -> Iterator[tuple[str, ArchiveRow]]:
        yield row.package.number, row

    shape = OfCases(COLUMNS, apply, lambda row: (row.package.id, row.package.number), lines)
    return shape.printed(rows, source.title(LedgerCode.L11, "档案季度移交清单"), source.head(LedgerCode.L11))


def chosen(package: ArchivePackage, source: Source) -> bool:
    wanted = source.chosen
    return (
        package.campaign == wanted.campaign
        and wanted.unit in ("", package.group, package.unit)
        and wanted.number in ("", package.number)
    )


def late_text(row: ArchiveRow) -> str:
    late = row.package.late_days
    return f"{late}天（{row.late_wd}个工作日）" if late else "按时" if row.handed_over_at else ""


def filed_text(package: ArchivePackage) -> str:
    """How many of each kind; of a year, the quarters taken up."""
    if package.of_year:
        return "、".join(f"{part.group}{part.period}" for part in package.parts)
    filed = Counter(item.kind for item in package.items)
    return "、".join(f"{ITEM_KIND_NAMES[kind]}{count}件" for kind, count in filed.items())


def missing_text(package: ArchivePackage) -> str:
    """As it was handed over; before that, what is not there yet."""
    if package.of_year:
        return "、".join(
            f"{one.group}{one.period}（{STAGE_NAMES[one.stage] if one.stage else NEVER_OPENED}）"
            for one in package.absent
        )
    kinds = missing_kinds(package, ()) if package.stage is Stage.COLLECTING else package.missing
    return "、".join(ITEM_KIND_NAMES[kind] for kind in kinds)
