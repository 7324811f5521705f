"""资料目录: `duban papers`, which papers of households, villages and towns are there and which are missing."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated

import typer
from rich.markup import escape
from rich.table import Table

from adapters.cli.output import console, print_json
from adapters.cli.reading import AsJson, AsOf, KnownAt, basis_words, reading
from projections.paper_directory import HouseholdLine, PaperDirectory, PlaceLine, paper_directory


def papers(
    within: Annotated[str, typer.Option("--village", "--unit", help="村、乡镇或县")] = "",
    campaign: Annotated[str, typer.Option(help="按哪个专项行动的资料目录；只用过一个的可以不写")] = "",
    as_of: AsOf = None,
    known_at: KnownAt = None,
    as_json: AsJson = False,
) -> None:
    """户、村、乡镇资料目录：有哪些、缺哪些、哪里不对；各村政策明白人的比例。户主姓名只显示姓。"""
    with reading(as_of, known_at) as (ledgers, view, opened), ledgers.seen(view) as then:
        organisation = opened.casework.organisation
        directory = paper_directory(then, ledgers.packs, organisation, ledgers.reveal, campaign, within)
    print_json(directory) if as_json else show_directory(directory)


def show_directory(directory: PaperDirectory) -> None:
    caption = f"{directory.campaign}　{basis_words(directory.basis)}"
    shown = Table(title="乡镇、村资料目录", caption=caption, expand=True, show_lines=True)
    for title, ratio in (("乡镇、村", 2), ("本级缺什么", 4), ("户档", 2), ("户档缺什么", 4), ("政策明白人", 2)):
        shown.add_column(title, ratio=ratio, overflow="fold")
    for line in (*directory.towns, *directory.villages):
        shown.add_row(*map(escape, place_cells(line)))
    console.print(shown)
    show_households(directory.households)


def place_cells(line: PlaceLine) -> tuple[str, ...]:
    return (
        line.village or line.town,
        "\n".join(gap.says for gap in line.gaps) or "齐全",
        f"{line.complete_households}/{line.households}户齐全",
        "\n".join(f"{one.paper} {one.households}户" for one in line.lacking) or "-",
        f"{line.aware}/{line.households}户\n{line.aware_rate}",
    )


def show_households(lines: Iterable[HouseholdLine]) -> None:
    shown = Table(title="户档资料目录", expand=True, show_lines=True)
    for title, ratio in (("村", 2), ("农户", 3), ("已有", 4), ("缺漏", 5)):
        shown.add_column(title, ratio=ratio, overflow="fold")
    for line in lines:
        household = f"{line.household}\n{line.householder}".strip()
        says = "\n".join(gap.says for gap in line.gaps) or "齐全"
        shown.add_row(*map(escape, (line.village, household, "、".join(line.present) or "-", says)))
    if shown.row_count:
        console.print(shown)
