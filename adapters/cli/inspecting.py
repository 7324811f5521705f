"""督查查询: what inspections reached, village by village and month by month, as of any moment."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

import typer
from rich.table import Table

from adapters.cli.opening import installation, viewpoint
from adapters.cli.output import console, print_json
from adapters.cli.people import person_named
from adapters.cli.reading import AsJson, AsOf, Campaign, KnownAt, basis_words, up_to_date
from domain.campaign import campaign as campaigns
from domain.inspection.coverage import VillageRow
from domain.inspection.inspection import Inspection, Visit
from domain.inspection.seeing import is_hidden
from projections.sampling_ledger import InspectionLine, SamplingLedger, Shown, is_open, sampling_ledger


def inspections(
    campaign: Campaign = "",
    as_person: Annotated[str, typer.Option("--as", help="以谁的身份查看：未办结的暗访只有督查组和办公室可见")] = "",
    as_of: AsOf = None,
    known_at: KnownAt = None,
    as_json: AsJson = False,
) -> None:
    """督查和抽样台账。"""
    with installation() as opened:
        view = viewpoint(opened, as_of, known_at)
        casework = opened.casework
        if campaign:
            casework.rules(campaign)
        shown: Shown = is_open
        if as_person:
            organisation, now = casework.organisation, opened.now()
            person = person_named(organisation, as_person, now)

            def shown(inspection: Inspection, visit: Visit) -> bool:
                return not is_hidden(inspection, visit, person, organisation, now)

        opening: campaigns.Campaign | None = casework.load(campaigns.campaign_id(campaign)).state
        groups = tuple(one.group for one in opening.groups) if opening else ()
        with up_to_date(opened).seen(view) as then:
            table = sampling_ledger(then, casework.rulebook, campaign, groups, shown)
    print_json(table) if as_json else show_inspections(table)


def show_inspections(table: SamplingLedger) -> None:
    shown = Table(title="抽样台账", caption=basis_words(table.basis), expand=True)
    for title in ("督查", "村", "应抽", "已查", "未见到", "访谈", "问题", "状态"):
        shown.add_column(title, overflow="fold", ratio=3 if title in ("督查", "状态") else None)
    for line in table.lines:
        for row in village_cells(line):
            shown.add_row(*row)
        shown.add_section()
    totals = table.totals
    done = f"{totals.complete}/{totals.villages}村"
    shown.add_row("合计", done, str(totals.floor), str(totals.households), "", "", "", f"不足{totals.short}村")
    console.print(shown)
    for month in table.months:
        covered = month.covered
        console.print(f"{month.first:%Y年%m月}有效督查 {covered.done}/{covered.of} 组，{month.share}")


def state_words(row: VillageRow) -> Iterator[str]:
    """What the sample lacks, else how far the visit is; then what is not to be relied on."""
    yield from row.lacks or ("已办结" if row.complete else "进行中",)
    if row.doubtful:
        yield f"存疑数据：{'、'.join(row.doubtful)}"
    if row.not_acknowledged:
        yield f"农户未认可：{'、'.join(row.not_acknowledged)}"


def village_cells(line: InspectionLine) -> list[list[str]]:
    """The lines of one inspection, the first with its name; one without a village has a line of its own."""
    flag = f"（超过规定{line.over_limit}天）" if line.over_limit else ""
    name = f"{line.number} {line.state}{flag}"
    rows = [
        [
            "",
            row.village,
            str(row.floor),
            str(row.households),
            str(row.not_reached),
            str(row.interviews),
            str(row.findings),
            "；".join(state_words(row)),
        ]
        for row in line.villages
    ] or [[""] * 8]
    rows[0][0] = name
    return rows
