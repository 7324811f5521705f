"""排查覆盖: grid by grid, how many of the frozen lists have been met, and who is left out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

import typer
from rich.table import Table

from adapters.cli.opening import installation, viewpoint
from adapters.cli.output import console, print_json
from adapters.cli.reading import AsJson, AsOf, Campaign, KnownAt, basis_words, up_to_date
from adapters.installation import Installation
from domain.campaign.campaign import Campaign as CampaignState
from domain.campaign.campaign import campaign_id
from projections.coverage import Coverage, GridCovered, coverage


def show(
    campaign: Campaign,
    unit: Annotated[str, typer.Option(help="县、镇、村或网格")] = "",
    left_out: Annotated[bool, typer.Option("--left-out", help="列出还没有排查到的农户编号")] = False,
    as_of: AsOf = None,
    known_at: KnownAt = None,
    as_json: AsJson = False,
) -> None:
    """全面排查覆盖情况：逐网格、分排查对象统计已排查的农户，列出遗漏。"""
    with installation() as opened:
        view = viewpoint(opened, as_of, known_at)
        pack = opened.casework.rules(campaign)
        grids = tuple(grids_of(opened, campaign, unit))
        with up_to_date(opened).seen(view) as then:
            table = coverage(then, pack, campaign, grids, opened.casework.organisation.current)
    print_json(table) if as_json else show_coverage(table, left_out)


def grids_of(opened: Installation, campaign: str, unit: str) -> Iterator[str]:
    """The units by which coverage is counted, within the campaign's area or the unit named. Raises Refused."""
    organisation = opened.casework.organisation
    cover_by = opened.casework.rules(campaign).screening.cover_by
    state: CampaignState | None = opened.casework.load(campaign_id(campaign)).state
    within = (organisation.unit(unit).code,) if unit else state.scope if state else ()
    for code, one in organisation.units.items():
        lies_in = not within or any(organisation.is_within(code, place) for place in within)
        if one.kind is cover_by and code not in organisation.gone and lies_in:
            yield code


def show_coverage(table: Coverage, left_out: bool) -> None:
    shown = Table(title="全面排查覆盖情况", caption=basis_words(table.basis), expand=True)
    shown.add_column("网格", overflow="fold")
    for group in table.groups:
        shown.add_column(group.label, justify="right", ratio=2, overflow="fold")
    for title in ("已排查", "覆盖率", "遗漏"):
        shown.add_column(title, justify="right", no_wrap=True)
    for grid in table.grids:
        shown.add_row(*cells(grid))
    for name in table.unlisted:
        shown.add_row(name, *("-" for _ in table.groups), "0", "-", "[red]无名单[/]")
    total = table.total
    groups = (f"{one.covered.covered}/{one.covered.listed}" for one in table.groups)
    shown.add_section()
    shown.add_row("合计", *groups, f"{total.covered}/{total.listed}", total.share, str(total.listed - total.covered))
    console.print(shown)
    if left_out:
        for grid in table.grids:
            if grid.left_out:
                console.print(f"{grid.grid}遗漏：{'、'.join(grid.left_out)}")
    console.print("已全覆盖，无遗漏。" if table.whole else "[yellow]尚有遗漏。[/]")


def cells(grid: GridCovered) -> tuple[str, ...]:
    groups = (f"{one.covered.covered}/{one.covered.listed}" for one in grid.groups)
    own = grid.covered
    return grid.grid, *groups, f"{own.covered}/{own.listed}", own.share, str(len(grid.left_out))
