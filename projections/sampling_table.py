"""抽样台账 (L10) as it is printed: a line for each village of each inspection, the sums, the groups month by month."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from msgspec.structs import replace

from domain.campaign.campaign import Campaign
from domain.campaign.opening import CampaignOpened
from domain.events import Event, topic
from domain.inspection.coverage import VillageRow
from domain.inspection.inspection import Inspection
from domain.papers import ColumnTitle, LedgerCode
from projections.ledger_lines import Say
from projections.printed import TOTAL, Cells, LedgerTable, OfCases, Source
from projections.sampling_ledger import TOPICS, apply, is_open, line_of, months_of

OPENING_TOPICS = (topic(CampaignOpened),)

COLUMNS: Cells[VillageRow] = (
    (ColumnTitle("督查编号"), lambda row: row.number),
    (ColumnTitle("督查组"), lambda row: row.group),
    (ColumnTitle("村"), lambda row: row.village),
    (ColumnTitle("村类别"), lambda row: row.kind),
    (ColumnTitle("应抽户数"), lambda row: str(row.floor)),
    (ColumnTitle("抽中户数"), lambda row: str(row.drawn)),
    (ColumnTitle("入户户数"), lambda row: str(row.households)),
    (ColumnTitle("样本外入户"), lambda row: str(row.beside)),
    (ColumnTitle("未见到"), lambda row: str(row.not_reached)),
    (ColumnTitle("访谈人数"), lambda row: str(row.interviews)),
    (ColumnTitle("发现问题"), lambda row: str(row.findings)),
    (ColumnTitle("缺什么"), lambda row: "；".join(row.lacks)),
    (ColumnTitle("是否完成"), lambda row: "是" if row.complete else "否"),
)
SUMMED: tuple[Callable[[VillageRow], int], ...] = (
    lambda row: row.floor,
    lambda row: row.drawn,
    lambda row: row.households,
    lambda row: row.beside,
    lambda row: row.not_reached,
    lambda row: row.interviews,
    lambda row: row.findings,
)
"""Of the columns from 应抽户数 to 发现问题."""


def sampling_table(source: Source) -> LedgerTable:
    """A covert visit stands in it once it is done."""
    inspections = [one for one in source.seen.folded(apply, TOPICS).values() if chosen(one, source)]
    sampling = source.pack.inspection.sampling
    labels = {one.code: one.label for one in sampling.classes} if sampling else {}

    def lines(inspection: Inspection, say: Say) -> Iterator[tuple[str, VillageRow]]:
        for row in line_of(inspection, source.pack, is_open).villages:
            yield f"{row.number}/{row.village}", replace(row, kind=labels.get(row.kind, row.kind))

    shape = OfCases(COLUMNS, apply, lambda one: (one.id, one.number), lines)
    return shape.printed(
        inspections,
        source.title(LedgerCode.L10, "抽样台账"),
        source.head(LedgerCode.L10),
        notes=tuple(months(inspections, source)),
        total=sums,
    )


def chosen(inspection: Inspection, source: Source) -> bool:
    wanted = source.chosen
    places = (inspection.group, inspection.area, *inspection.towns, *(visit.village for visit in inspection.visits))
    return (
        inspection.campaign == wanted.campaign
        and (not wanted.unit or wanted.unit in places)
        and wanted.number in ("", inspection.number)
    )


def sums(rows: Sequence[VillageRow]) -> tuple[str, ...]:
    complete, short = sum(row.complete for row in rows), sum(row.short for row in rows)
    counted = (str(sum(of(row) for row in rows)) for of in SUMMED)
    return ("", "", f"{TOTAL}{len(rows)}村", "", *counted, f"{short}村不足", f"{complete}村完成")


# --- 每月督查覆盖 ---------------------------------------------------------------------------------------------------


def months(inspections: list[Inspection], source: Source) -> Iterator[str]:
    campaigns = source.seen.folded(opened, OPENING_TOPICS).values()
    groups = tuple(
        one.group for campaign in campaigns if campaign.code == source.chosen.campaign for one in campaign.groups
    )
    for month in months_of(inspections, groups, source.pack) if groups else ():
        covered = month.covered
        yield f"{month.first:%Y年%-m月}有效督查：{covered.done}/{covered.of}个督查组，{month.share}"


def opened(campaign: Campaign | None, event: Event) -> Campaign | None:
    """The campaign as it was opened: its groups are data of the document."""
    return campaign or (event.apply(None) if isinstance(event, CampaignOpened) else None)
