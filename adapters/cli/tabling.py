"""台账打印: `duban table` prints any ledger from any viewpoint and, cell by cell, the events that made it so."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

import msgspec
import typer
from rich.markup import escape
from rich.table import Table

from adapters.cli.output import console, fail, print_json
from adapters.cli.reading import AsJson, AsOf, KnownAt, basis_words, moment, reading, require_known, show_notes
from adapters.play.words import EVENTS
from domain.issue.content import TableContent, TableRow
from domain.pack import Pack
from domain.papers import LedgerCode
from projections.as_of import Basis
from projections.drill_down import CellBehind, behind_cell
from projections.frozen_tables import LEDGERS, as_the_table_has_it
from projections.ledger_lines import Selection


class TableShown(msgspec.Struct, frozen=True):
    """A ledger in its printed form, and what it rests on."""

    basis: Basis
    table: LedgerCode
    content: TableContent


def table(
    code: Annotated[str, typer.Argument(help=f"哪张表，可写 {'、'.join(LEDGERS)}")],
    campaign: Annotated[str, typer.Option(help="专项行动（规则包）")],
    unit: Annotated[str, typer.Option(help="单位、乡镇或村；不写为全部；L4 写牵头部门的，列其牵头的各项")] = "",
    number: Annotated[str, typer.Option(help="只列这一个案件（编号）")] = "",
    mark: Annotated[str, typer.Option(help="只列有这个标记的问题，如 季节性缺水")] = "",
    as_of: AsOf = None,
    known_at: KnownAt = None,
    cell: Annotated[
        tuple[str, str] | None, typer.Option(help="某行某栏的数据来源：行的编号或其中一格、栏名或第几栏")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """任一台账，照打印的式样；用 --cell 查某一格由哪些案件的哪些事件得来。户主姓名只显示姓。"""
    if code.upper() not in LEDGERS:
        fail(f"没有“{code}”这张表，可写：{'、'.join(LEDGERS)}")
    with reading(as_of, known_at) as (ledgers, view, opened):
        marks = marks_named(mark, opened.casework.rules(campaign)) if mark else ()
        chosen = Selection(campaign=campaign, unit=unit, number=number, marks=marks)
        require_known(opened, ledgers, view, chosen)
        wanted = as_the_table_has_it(LedgerCode(code.upper()), chosen, ledgers.packs)
        with ledgers.source(view, wanted) as source:
            printed = LEDGERS[LedgerCode(code.upper())](source)
            behind = behind_cell(printed, source, *cell) if cell else None
    if behind is not None:
        print_json(behind) if as_json else show_behind(behind)
        return
    shown = TableShown(source.basis, LedgerCode(code.upper()), printed.content)
    print_json(shown) if as_json else show_content(shown.content, shown.basis)


def marks_named(word: str, pack: Pack) -> tuple[str, ...]:
    """The mark by its code and by its label. Ends the program if the pack has none of that name."""
    tag = pack.tag(word)
    if tag is None:
        known = "、".join(tag.label for group in pack.tags for tag in group.tags)
        fail(f"没有“{word}”这个标记，可写：{known or '（无）'}")
    return tag.code, tag.label


def show_content(content: TableContent, basis: Basis) -> None:
    console.print(f"[bold]{escape(content.title)}[/]", justify="center")
    if content.head:
        console.print("    ".join(f"{escape(label)}：" for label in content.head))
    if not content.rows:
        console.print("（没有可列的内容）")
    for section in dict.fromkeys(row.section for row in content.rows):
        show_rows(content, section, [row for row in content.rows if row.section == section])
    show_notes(content.notes)
    console.print(f"[dim]{basis_words(basis)}[/]")


def show_rows(content: TableContent, section: str, rows: Sequence[TableRow]) -> None:
    printed = Table(title=escape(section) or None, title_justify="left", expand=True, show_lines=not rows[0].total)
    if content.numbered:
        printed.add_column("序号", no_wrap=True)
    for column in content.columns:
        printed.add_column(f"{column.group}\n{column.title}" if column.group else column.title, overflow="fold")
    for number, row in enumerate(rows, start=1):
        serial = (str(number),) if content.numbered else ()
        printed.add_row(*serial, *map(escape, row.cells), style="bold" if row.total else None)
    console.print(printed)


def show_behind(behind: CellBehind) -> None:
    console.print(f"[bold]{escape(behind.title)}[/]　{escape(behind.row)}　{behind.column}：{escape(behind.value)}")
    shown = Table(caption=basis_words(behind.basis), expand=True)
    for title in ("案件", "第几条", "事件", "时间", "经办"):
        shown.add_column(title, overflow="fold", no_wrap=title == "第几条")
    for case in behind.cases:
        for place, event in enumerate(case.events):
            who = f"{event.post} {event.who}".strip()
            number = case.number if place == 0 else ""
            shown.add_row(
                escape(number), str(event.version), EVENTS[event.topic], moment(event.occurred_at), escape(who)
            )
    console.print(shown)
    console.print(f"共{len(behind.cases)}个案件。")
