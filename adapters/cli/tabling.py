"""台账打印: `duban table` prints any ledger from any viewpoint and, cell by cell, the events that made it so."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Annotated, Protocol

import msgspec
import typer
from rich.markup import escape
from rich.table import Table

from adapters.cli.output import console, fail, print_json
from adapters.cli.reading import AsJson, AsOf, KnownAt, basis_words, moment, reading, require_known, show_notes
from adapters.play.words import EVENTS
from adapters.printing.printed_table import SERIAL
from domain.issue.content import TableContent
from domain.pack import Pack
from domain.papers import ColumnTitle, LedgerCode
from projections.as_of import Basis
from projections.drill_down import CellBehind, behind_cell
from projections.frozen_tables import LEDGERS, as_the_table_has_it
from projections.ledger_lines import Selection

LEGIBLE = 9
"""So many places of the window a column takes at least: borders, and three characters in Chinese."""


class Row(Protocol):
    """A row of a table, as it is now or as it was issued."""

    @property
    def cells(self) -> tuple[str, ...]: ...

    @property
    def total(self) -> bool: ...


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
        source = ledgers.source(view, as_the_table_has_it(LedgerCode(code.upper()), chosen, ledgers.packs))
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
        under = [row for row in content.rows if row.section == section]
        show_rows(content.columns, content.numbered, section, under)
    show_notes(content.notes)
    console.print(f"[dim]{basis_words(basis)}[/]")


def show_rows(columns: Sequence[ColumnTitle], numbered: bool, section: str, rows: Sequence[Row]) -> None:
    titles = [f"{column.group}\n{column.title}" if column.group else column.title for column in columns]
    if numbered:
        titles.insert(0, SERIAL.title)
    told = list(serially(rows)) if numbered else [row.cells for row in rows]
    if len(titles) * LEGIBLE > console.width:
        show_one_by_one(section, titles, told)
        return
    printed = Table(title=escape(section) or None, title_justify="left", expand=True, show_lines=not rows[0].total)
    for title in titles:
        printed.add_column(title, overflow="fold", no_wrap=title == SERIAL.title)
    for row, cells in zip(rows, told, strict=True):
        printed.add_row(*map(escape, cells), style="bold" if row.total else None)
    console.print(printed)


def serially(rows: Sequence[Row]) -> Iterator[tuple[str, ...]]:
    """The cells of each row after its 序号; a sum has none."""
    number = 0
    for row in rows:
        number += not row.total
        yield "" if row.total else str(number), *row.cells


def show_one_by_one(section: str, titles: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """A table too wide for the window: each row with its cells below one another, the empty ones left out."""
    listed = Table(title=escape(section) or None, title_justify="left", expand=True, show_header=False)
    listed.add_column(no_wrap=True, style="dim")
    listed.add_column(overflow="fold", ratio=1)
    for cells in rows:
        for title, cell in zip(titles, cells, strict=True):
            if cell:
                listed.add_row(escape(title.replace("\n", "/")), escape(cell))
        listed.add_section()
    console.print(listed)
    console.print("[dim]窗口放不下全部栏目，逐行列出，空格子不列；整表请用 duban export 写成工作簿。[/]")


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
