"""查询: ledgers that are not kept up, old problems and what came of looking back at them, the scale of 低保."""

from __future__ import annotations

from datetime import date
from typing import Annotated

import typer
from rich.markup import escape
from rich.table import Table

from adapters.cli.opening import installation, viewpoint
from adapters.cli.output import console, fail, print_json
from adapters.cli.reading import AsJson, AsOf, Campaign, KnownAt, Unit, basis_words, require_known, up_to_date
from domain.organisation import Organisation, UnitKind
from domain.refusal import Refused
from projections.as_of import Viewpoint
from projections.kept_up import KeptUp, kept_up
from projections.ledger_lines import Selection
from projections.old_problems import NOT_YET, OldProblems, old_problems
from projections.subsistence import Scale, scale


def stale(
    campaign: Campaign, unit: Unit = "", as_of: AsOf = None, known_at: KnownAt = None, as_json: AsJson = False
) -> None:
    """没有持续更新的台账：规则包规定了更新间隔的类别，逐乡镇列出超过间隔没有任何记录的。"""
    with installation() as opened:
        casework = opened.casework
        if campaign not in casework.rulebook:
            raise Refused("unknown_campaign", campaign=campaign)
        view = viewpoint(opened, as_of, known_at)
        towns = towns_of(casework.organisation.at(view.at), unit)
        with up_to_date(opened).seen(view) as then:
            table = kept_up(then, campaign, casework.rulebook[campaign], towns)
    print_json(table) if as_json else show_stale(table)


def towns_of(organisation: Organisation, unit: str) -> list[str]:
    """The towns within a place; all without one. Raises Refused."""
    if unit:
        organisation.unit(unit)
    towns = (one.code for one in organisation.units.values() if one.kind is UnitKind.TOWN)
    return [town for town in towns if not unit or organisation.is_within(town, unit)]


def look_backs(
    campaign: Campaign = "",
    unit: Unit = "",
    lacking: Annotated[bool, typer.Option("--lacking", help=f"只列出{NOT_YET}的")] = False,
    as_of: AsOf = None,
    known_at: KnownAt = None,
    as_json: AsJson = False,
) -> None:
    """以前发现的问题（按来源）是否改到位、改彻底：每件的回头看结果，没有结果的列为未回头看。"""
    with installation() as opened:
        view = viewpoint(opened, as_of, known_at)
        chosen = Selection(campaign=campaign, unit=unit)
        ledgers = up_to_date(opened)
        require_known(opened, ledgers, view, chosen)
        with ledgers.seen(view) as then:
            table = old_problems(then, chosen, opened.casework.rulebook)
    if lacking:
        table = OldProblems(table.basis, table.sources, tuple(one for one in table.lines if one.result == NOT_YET))
    print_json(table) if as_json else show_look_backs(table)


def subsistence(
    first: Annotated[str, typer.Option("--from", help="从哪一天（当天终了），如 2021-06-30")],
    last: Annotated[str, typer.Option("--to", help="到哪一天（当天终了）")],
    unit: Annotated[str, typer.Option(help="村、镇或县")] = "",
    reported: Annotated[int | None, typer.Option("--reported", help="上报的户数增减，减少写负数")] = None,
    as_json: AsJson = False,
) -> None:
    """低保规模两个日期之间的增减，与帮扶记录、上报数是否相符；并列出期间的临时救助次数。"""
    with installation() as opened:
        days = day_named(first), day_named(last)
        if days[0] > days[1]:
            fail(f"起始日 {first} 晚于终止日 {last}")
        with up_to_date(opened).seen(Viewpoint(opened.now())) as then:
            table = scale(then, unit, *days, reported)
    print_json(told(table)) if as_json else show_scale(table)


def day_named(word: str) -> date:
    """Ends the program if it is no day."""
    try:
        return date.fromisoformat(word)
    except ValueError:
        fail(f"“{word}”不是日期，请写成 2021-06-30")


def told(table: Scale) -> dict[str, object]:
    fields: dict[str, object] = {name: getattr(table, name) for name in table.__struct_fields__}
    return fields | {"change": table.change, "agrees": table.agrees}


# --- for people ---------------------------------------------------------------------------------------------------


def show_stale(table: KeptUp) -> None:
    shown = Table(title="没有持续更新的台账", caption=basis_words(table.basis), expand=True)
    for title in ("乡镇", "台账", "最近记录", "几天前", "规定间隔"):
        shown.add_column(title, overflow="fold")
    for one in table.not_kept_up:
        last, days = (str(one.last_on), str(one.days)) if one.last_on else ("从未记录", "-")
        shown.add_row(escape(one.unit), escape(one.name), last, days, f"{one.allowed}天")
    console.print(shown)
    console.print(f"共{table.watched}本台账，{len(table.not_kept_up)}本没有持续更新。")


def show_look_backs(table: OldProblems) -> None:
    shown = Table(title="以前发现问题的回头看", caption=basis_words(table.basis), expand=True)
    for title in ("问题编号", "来源", "责任单位", "状态", "回头看"):
        shown.add_column(title, overflow="fold")
    for one in table.lines:
        result = f"{one.result}（{one.looked_on}）" if one.looked_on else one.result
        shown.add_row(one.problem_no, *map(escape, (one.source, one.unit or one.place, one.state)), result)
    console.print(shown)
    for source in table.sources:
        counts = "，".join(f"{name} {count}" for name, count in source.results.items())
        console.print(f"{escape(source.source)}：共 {source.found} 件，{counts}")


def show_scale(table: Scale) -> None:
    where = table.unit or "全部"
    console.print(f"[bold]低保规模　{escape(where)}[/]　[dim]{table.first} 至 {table.last}[/]")
    console.print(f"记录的户数 {table.before} → {table.after}，纳入 {table.began} 户，停发 {table.ended} 户")
    console.print(f"期间临时救助 {table.temporary_aid} 次")
    if table.agrees is not None:
        word = "[green]相符[/]" if table.agrees else "[red]不符[/]"
        console.print(f"上报增减 {table.reported:+d} 户，记录增减 {table.change:+d} 户：{word}")
