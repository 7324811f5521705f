"""图: `duban picture`, in the terminal or as a file."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape

from adapters.cli.looking import day_named
from adapters.cli.opening import installation, viewpoint
from adapters.cli.output import console, fail, print_json
from adapters.cli.reading import AsJson, AsOf, Campaign, KnownAt, Unit, basis_words, require_known, up_to_date
from adapters.pictures.svg import svg
from adapters.pictures.terminal import drawn
from domain.calendar import local_date
from projections import course
from projections.as_of import Basis, Viewpoint
from projections.ledger_lines import Selection, day_of
from projections.ledgers import Ledgers
from projections.pictures import Picture, ageing, burn_down, heat, monthly_rates, stage_times
from projections.versioned import PROBLEMS


class Kind(StrEnum):
    """The pictures that there are."""

    AGEING = "ageing"
    BURN_DOWN = "burn-down"
    RATES = "rates"
    HEAT = "heat"
    STAGES = "stages"


def picture(
    kind: Annotated[
        Kind, typer.Argument(help="ageing 账龄、burn-down 销号进度、rates 月末整改率、heat 热点、stages 各环节用时")
    ],
    campaign: Campaign = "",
    unit: Unit = "",
    first: Annotated[str, typer.Option("--from", help="从哪一天；不写时从最早登记的一天")] = "",
    last: Annotated[str, typer.Option("--to", help="到哪一天；不写时到所说的时点")] = "",
    out: Annotated[Path | None, typer.Option(help="另存为图片文件（.svg，不覆盖已有的）")] = None,
    as_of: AsOf = None,
    known_at: KnownAt = None,
    as_json: AsJson = False,
) -> None:
    """一图看懂：未办结问题的账龄、销号进度、各单位月末整改率、单位和问题类型的热点、各环节用时。"""
    if out is not None and (out.suffix != ".svg" or out.exists()):
        fail(f"{out} 已经存在，不覆盖；请换一个文件名" if out.exists() else f"只能存为 .svg 文件，不能存为 {out.name}")
    with installation() as opened:
        view = viewpoint(opened, as_of, known_at)
        ledgers = up_to_date(opened)
        chosen = Selection(campaign=campaign, unit=unit)
        require_known(opened, ledgers, view, chosen)
        found = pictured(kind, ledgers, view, chosen, first, last)
    if out is not None:
        out.write_text(svg(found, basis_words(found.basis)), encoding="utf-8")
    print_json(found) if as_json else show(found, out)


def pictured(kind: Kind, ledgers: Ledgers, view: Viewpoint, chosen: Selection, first: str, last: str) -> Picture:
    """Raises Refused."""
    with ledgers.seen(view) as then:
        basis, problems = then.basis, [row.case_id for row in then.rows(PROBLEMS) if chosen.admits(row)]
        courses = list(then.folded(course.apply, course.TOPICS, problems).values())
    if kind is Kind.AGEING:
        return ageing(courses, basis)
    if kind is Kind.HEAT:
        return heat(courses, basis, ledgers.packs)
    if kind is Kind.STAGES:
        return stage_times(courses, basis, ledgers.calendar)
    days = stretch(courses, basis, first, last)
    return burn_down(courses, basis, *days) if kind is Kind.BURN_DOWN else monthly_rates(courses, basis, *days)


def stretch(courses: list[course.Course], basis: Basis, first: str, last: str) -> tuple[date, date]:
    until = day_named(last) if last else day_of(basis.as_of)
    begun = min((local_date(one.row.registered_at) for one in courses), default=until)
    return (day_named(first) if first else begun), until


def show(found: Picture, out: Path | None) -> None:
    if not found.rows:
        console.print("没有可画的内容")
    else:
        console.print(drawn(found))
    for note in (basis_words(found.basis), *found.notes):
        console.print(f"[dim]{escape(note)}[/]")
    if out is not None:
        console.print(f"已存为 {escape(str(out))}")
