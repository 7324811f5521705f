"""台账回填: `duban import-back`, a filled-in ledger handed back. A preview first; written only with --confirm."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

import msgspec
import typer
from rich.markup import escape
from rich.table import Table

from adapters.cli.opening import installation
from adapters.cli.output import console, fail, print_json, tracked
from adapters.cli.people import person_named
from adapters.handing_back import OLDER, HandedBack, Result, RowOutcome
from adapters.importing.filled import read_filled
from adapters.importing.refusals import ImportRefused

MARKS = {
    Result.DONE: "green",
    Result.CAN_BE_DONE: "green",
    Result.KNOWN: "dim",
    Result.STALE: "yellow",
    Result.REFUSED: "red",
}


class Report(msgspec.Struct, frozen=True):
    """What a file came to: the rows that say something, and how many do not."""

    file: str
    written: bool
    rows: tuple[RowOutcome, ...]
    unchanged: int
    notes: tuple[str, ...] = ()


def import_back(
    file: Annotated[Path, typer.Argument(help="用 --round-trip 导出、已经填写的台账（.xlsx）")],
    as_person: Annotated[str, typer.Option("--as", help="由谁报送（人员编号、姓名或职务）")] = "",
    confirm: Annotated[bool, typer.Option("--confirm", help="办理；不加时只预览")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="输出 JSON")] = False,
) -> None:
    """台账回填：改动过的格子逐一成为办理（认领、报方案、报进展、申请销号等）；先预览，加 --confirm 才办理。"""
    with installation() as opened:
        person = person_named(opened.casework.organisation, as_person, opened.now())
        try:
            document = read_filled(file)
            desk = HandedBack(opened, document, person)
        except ImportRefused as refused:
            fail(str(refused))
        told = [desk.outcome(row, confirm) for row in tracked(document.rows, "办理" if confirm else "预览")]
        if confirm:
            desk.note_refusals()
    rows = tuple(one for one in told if one is not None)
    show(Report(file.name, confirm, rows, len(told) - len(rows), document.notes), as_json)


def show(report: Report, as_json: bool) -> None:
    """Ends the program with 1 if a row was refused, or was changed by others meanwhile."""
    if as_json:
        print_json(report)
    else:
        show_table(report)
    if any(row.result in (Result.REFUSED, Result.STALE) for row in report.rows):
        raise typer.Exit(1)


def show_table(report: Report) -> None:
    if report.rows:
        table = Table(title=f"台账回填：{report.file}{'' if report.written else '（预览，未办理）'}", expand=True)
        for title, ratio in (("位置", 2), ("问题编号", 3), ("办理", 4), ("结果", None), ("说明", 5)):
            table.add_column(title, ratio=ratio, no_wrap=ratio is None, overflow="fold")
        for row in report.rows:
            table.add_row(*map(escape, (row.place, row.problem_no, lines(row.acts))), marked(row), explained(row))
        console.print(table)
    for note in report.notes:
        console.print(note, markup=False)
    counts = {result: sum(row.result is result for row in report.rows) for result in Result}
    counted = [f"{result} {count}" for result, count in counts.items() if count]
    console.print("，".join([*counted, f"没有改动 {report.unchanged}"]))
    if not report.written:
        console.print("以上仅为预览，未写入任何内容；确认无误后加 --confirm 办理。")


def marked(row: RowOutcome) -> str:
    mark = MARKS[row.result]
    return f"[{mark}]{row.result}[/]"


def explained(row: RowOutcome) -> str:
    said = escape(lines(row.messages))
    return f"{lead(row)}已有变动，没有办理，请重新导出后填写：\n{said}" if row.result is Result.STALE else said


def lead(row: RowOutcome) -> str:
    """The events are told of the version in the row, which may be older than the file."""
    return "在这一版本以后" if OLDER in row.messages else "导出以后"


def lines(texts: Iterable[str]) -> str:
    return "\n".join(texts)
