"""流程挖掘: `duban mining export | conformance`."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.markup import escape
from rich.progress import Progress
from rich.table import Table

from adapters.cli.opening import installation
from adapters.cli.output import complaints, console, fail, print_json
from adapters.cli.people import person_named
from adapters.cli.reading import AsJson, AsPerson
from adapters.installation import Installation
from adapters.mining.conformance import Conformance, conformance
from adapters.mining.mined import Mine, MinedCase
from adapters.mining.ocel_json import write_json
from adapters.mining.ocel_sqlite import write_sqlite
from adapters.mining.xes import write_xes
from adapters.play.words import CASE_KINDS, EVENTS, kind_named
from domain.case import CaseKind
from domain.refusal import Refused

app = typer.Typer(help="流程挖掘：导出全部日志（OCEL 2.0、XES），核对每一步是否符合生命周期。", no_args_is_help=True)


class Form(StrEnum):
    """The forms that mining programs read."""

    OCEL_JSON = "ocel-json"
    OCEL_SQLITE = "ocel-sqlite"
    XES = "xes"


Writer = Callable[[Iterable[MinedCase], Path], int]
WRITERS: dict[Form, Writer] = {Form.OCEL_JSON: write_json, Form.OCEL_SQLITE: write_sqlite, Form.XES: write_xes}


@app.command("export")
def export(
    out: Annotated[Path, typer.Option(help="写到哪个文件（不覆盖已有的）")],
    form: Annotated[Form, typer.Option("--format", help="ocel-json、ocel-sqlite 或 xes")] = Form.OCEL_JSON,
    kind: Annotated[str, typer.Option(help="只导出一类案件，如 问题；xes 不写时为问题")] = "",
    person: AsPerson = "",
    as_json: AsJson = False,
) -> None:
    """导出日志供流程挖掘软件使用。没有姓名和正文；移交事项、通知只含 --as 本人有权知道的。"""
    if out.exists():
        fail(f"{out} 已经存在，不覆盖；请换一个文件名")
    kinds = (named(kind or "问题"),) if kind or form is Form.XES else ()
    with installation() as opened:
        mine = Mine(opened.casework.recorder, EVENTS, admitted(opened, person), kinds)
        beside = out.with_name(out.name + ".part")
        beside.unlink(missing_ok=True)
        try:
            events = WRITERS[form](shown(mine.cases(), as_json), beside)
            beside.rename(out)
        finally:
            beside.unlink(missing_ok=True)
    said: dict[str, Any] = {"file": str(out), "events": events, "cases": mine.shown, "left_out": mine.left_out}
    print_json(said) if as_json else console.print(
        f"已导出 {mine.shown} 件、{events} 个事件到 {escape(str(out))}；无权知道而未导出的 {mine.left_out} 件。"
    )


def named(word: str) -> str:
    """Ends the program where a word means no kind of case."""
    kind = kind_named(word)
    if kind is None:
        fail(f"没有“{word}”这类案件，可以写：{'、'.join(one.chinese for one in CASE_KINDS)}")
    return kind.name


def shown(cases: Iterable[MinedCase], silent: bool) -> Iterable[MinedCase]:
    with Progress(console=complaints, transient=True, disable=silent) as progress:
        yield from progress.track(cases, description="导出")


def admitted(opened: Installation, word: str) -> Callable[[CaseKind, Any], bool]:
    """Whether whoever asks may know of a case; nobody in particular knows of none that is for a few."""
    organisation, now = opened.casework.organisation, opened.now()
    person = person_named(organisation, word, now) if word else ""

    def admits(kind: CaseKind, state: Any) -> bool:
        if not kind.for_few:
            return True
        try:
            return bool(person) and kind.may_know(state, person, organisation, now)
        except Refused:
            return False

    return admits


@app.command("conformance")
def conform(as_json: AsJson = False) -> None:
    """把日志中的每一步同生命周期表核对：走过哪些走法、各多少次，有没有走偏的（有则退出码为 1）。"""
    with installation() as opened:
        found = conformance(opened.casework.recorder)
    print_json(found) if as_json else show(found)
    if found.astray:
        raise typer.Exit(1)


def show(found: Conformance) -> None:
    shown_table = Table(title="符合性：日志与生命周期", expand=True)
    for title in ("案件", "事件", "从", "到", "次数"):
        shown_table.add_column(title, overflow="fold")
    for row in found.walked:
        if row.times:
            shown_table.add_row(*map(escape, (row.kind, row.event, row.since, row.to)), str(row.times))
    console.print(shown_table)
    for one in found.astray:
        where = f"{one.case_id} 第{one.version}条"
        console.print(f"[red]走偏[/] {escape(f'{one.kind} {where} {one.event}：{one.since} → {one.to}')}")
    walked = sum(row.times > 0 for row in found.walked)
    console.print(f"{len(found.walked)} 种走法走过 {walked} 种，走偏 {len(found.astray)} 处。")
