"""比对和清零: what three accounts say of one item; and day by day what is still open of 三保障 and 饮水安全."""

from __future__ import annotations

from datetime import date
from typing import Annotated

import typer
from rich.markup import escape
from rich.table import Table

from adapters.cli.opening import instant
from adapters.cli.output import console, print_json
from adapters.cli.reading import (
    AsJson,
    AsOf,
    AsPerson,
    Campaign,
    ForPurpose,
    KnownAt,
    Unit,
    Unmasked,
    basis_words,
    names_for,
    reading,
)
from domain.calendar import local_date
from projections.accounts import AGREE, AccountLine, Accounts
from projections.cleared import Cleared
from projections.ledger_lines import Selection


def accounts(
    campaign: Campaign = "",
    unit: Unit = "",
    as_of: AsOf = None,
    known_at: KnownAt = None,
    unmasked: Unmasked = False,
    purpose: ForPurpose = "",
    as_person: AsPerson = "",
    as_json: AsJson = False,
) -> None:
    """三方比对台账：系统数据、台账资料、入户核实并列，不符的转为线索。所写内容须说明用途才可查看，每次查看均有记录。"""
    with reading(as_of, known_at) as (ledgers, view, opened):
        gate = names_for(opened, unmasked, as_person, purpose, "三方比对台账")
        table = ledgers.accounts(view, Selection(campaign=campaign, unit=unit), gate)
    print_json(table) if as_json else show_accounts(table)


def cleared(
    campaign: Campaign,
    first: Annotated[str, typer.Option("--from", help="第一天，如 2022-08-09")],
    last: Annotated[str, typer.Option("--to", help="最后一天")],
    unit: Unit = "",
    known_at: KnownAt = None,
    as_json: AsJson = False,
) -> None:
    """动态清零：三保障和饮水安全未办结的问题，逐日统计，一件没有的为清零。"""
    chosen = Selection(campaign=campaign, unit=unit)
    with reading(None, known_at) as (ledgers, view, _):
        table = ledgers.cleared(view, chosen, day(first), day(last))
    print_json(table) if as_json else show_cleared(table)


def day(text: str) -> date:
    at = instant(text)
    assert at is not None, "a text was given"
    return local_date(at)


def show_cleared(table: Cleared) -> None:
    shown = Table(title="三保障和饮水安全动态清零", caption=basis_words(table.basis), expand=True)
    shown.add_column("日期", no_wrap=True)
    for category in table.days[0].of:
        shown.add_column(category.name, justify="right", overflow="fold")
    shown.add_column("未办结", justify="right", no_wrap=True)
    shown.add_column("状态", no_wrap=True)
    for one in table.days:
        state = f"{one.state}（截至目前）" if one.so_far else one.state
        shown.add_row(str(one.day), *(str(category.count) for category in one.of), str(one.open), state)
    console.print(shown)
    since = table.cleared_since
    console.print(f"自 {since} 起清零。" if since else "尚未清零。")


def show_accounts(table: Accounts) -> None:
    shown = Table(title="三方比对台账", caption=basis_words(table.basis), expand=True, show_lines=True)
    for title in ("农户", "比对项目", "系统数据", "台账资料", "入户核实", "结果"):
        shown.add_column(title, overflow="fold")
    for line in table.lines:
        shown.add_row(*map(escape, cells(line)))
    console.print(shown)
    console.print(f"共比对{len(table.lines)}项，不符{table.differing}项。")


def cells(line: AccountLine) -> tuple[str, ...]:
    result = line.result if line.result == AGREE else f"{line.result}\n线索 {line.clue_no}"
    return line.household, f"{line.category_name}\n{line.item}", line.system, line.ledger, line.found, result
