"""考核: `duban assessment` says how towns or villages stand, with a line for each event that adds or takes points."""

from __future__ import annotations

from typing import Annotated

import msgspec
import typer

from adapters.cli.output import fail, print_json
from adapters.cli.reading import AsJson, AsOf, KnownAt, reading, require_known
from adapters.cli.tabling import show_behind, show_content
from domain.assessment import Compared
from projections.as_of import Basis
from projections.drill_down import behind_cell
from projections.ledger_lines import Selection
from projections.standings import COMPARED_NAMES, CitedStanding, standings, standings_table


class StandingsShown(msgspec.Struct, frozen=True):
    basis: Basis
    compared: Compared
    standings: tuple[CitedStanding, ...]


def assessment(
    campaign: Annotated[str, typer.Option(help="专项行动（规则包）")],
    by: Annotated[str, typer.Option(help=f"谁与谁比：{'、'.join(COMPARED_NAMES.values())}")] = "乡镇",
    unit: Annotated[str, typer.Option(help="只看其中一个单位、乡镇或村")] = "",
    as_of: AsOf = None,
    known_at: KnownAt = None,
    cell: Annotated[tuple[str, str] | None, typer.Option(help="某行某栏的数据来源")] = None,
    as_json: AsJson = False,
) -> None:
    """年度考核用的整改情况：整改率、按期整改率、漏报率，加分扣分每项注明所依据的事件。"""
    compared = next((kind for kind, name in COMPARED_NAMES.items() if by in (name, kind.value)), None)
    if compared is None:
        fail(f"不能按“{by}”考核，可写：{'、'.join(COMPARED_NAMES.values())}")
    chosen = Selection(campaign=campaign, unit=unit)
    with reading(as_of, known_at) as (ledgers, view, opened), ledgers.source(view, chosen) as source:
        require_known(opened, ledgers, view, chosen)
        table = standings_table(source, compared)
        told = StandingsShown(source.basis, compared, standings(source, compared))
        behind = behind_cell(table, source, *cell) if cell else None
    if behind is not None:
        print_json(behind) if as_json else show_behind(behind)
    elif as_json:
        print_json(told)
    else:
        show_content(table.content, source.basis)
