"""导入: plans, ledgers and people from the files that offices have. A preview first; written only with --confirm."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import Annotated, Any, TypeVar

import msgspec
import typer
from rich.progress import Progress
from rich.table import Table

from adapters.cli.opening import installation
from adapters.cli.output import console, fail, print_json
from adapters.cli.people import person_named
from adapters.importing.findings import Decision
from adapters.importing.intake import (
    Entry,
    Office,
    known_people,
    ledger_entries,
    people_commands,
    plan_entries,
)
from adapters.importing.ledger import read_ledger
from adapters.importing.opening import Kind, recognise
from adapters.importing.people import read_people
from adapters.importing.plan import read_plan
from adapters.importing.refusals import ImportRefused
from adapters.installation import Installation
from domain.case import Command
from domain.casework import Caller
from domain.events import Channel
from domain.pack import Pack
from domain.refusal import Refused

T = TypeVar("T")
Confirm = Annotated[bool, typer.Option("--confirm", help="写入；不加时只预览")]
AsJson = Annotated[bool, typer.Option("--json", help="输出 JSON")]


class Outcome(msgspec.Struct, frozen=True, omit_defaults=True):
    """What became of one row: 已导入, 已有 (imported before), 被拒绝, 待定, or, in a preview, 可导入."""

    place: str
    label: str
    result: str
    problem_no: str = ""
    message: str = ""


class Report(msgspec.Struct, frozen=True):
    """What an import showed: the same in a preview and after writing."""

    file: str
    written: bool
    outcomes: tuple[Outcome, ...]
    unread: tuple[Any, ...]
    decisions: tuple[Decision, ...]
    notes: tuple[str, ...]


def import_file(
    file: Annotated[Path, typer.Argument(help="整改方案（.txt .docx）或台账工作簿（.xlsx .xls）")],
    campaign: Annotated[str, typer.Option(help="专项行动（规则包），如 assessment_2020")],
    as_person: Annotated[str, typer.Option("--as", help="以谁的名义导入（人员编号、姓名或职务）")] = "",
    issued: Annotated[str, typer.Option(help="已印发方案的发文字号：每项作为一次签批入账")] = "",
    signed_by: Annotated[str, typer.Option(help="已印发方案由谁签发（人员编号、姓名或职务）")] = "",
    unit: Annotated[str, typer.Option(help="文件未写明时的责任单位")] = "",
    year: Annotated[int | None, typer.Option(help="日期未写年份时所用的年份，默认取规则包年份")] = None,
    opening: Annotated[str, typer.Option(help="作为期初接管的日期，如 2022-08-01")] = "",
    self_found: Annotated[bool, typer.Option("--self-found", help="自查自纠：责任单位自己登记并认领")] = False,
    decide: Annotated[list[str] | None, typer.Option("--set", help="人工决定，如 第23行:category=BASICS")] = None,
    confirm: Confirm = False,
    as_json: AsJson = False,
) -> None:
    """导入整改方案或台账：先预览，加 --confirm 才写入；同一文件再次导入不会重复。"""
    with installation() as opened:
        pack = pack_named(opened, campaign)
        organisation = opened.casework.organisation
        office = Office(
            pack=pack,
            organisation=organisation,
            people=known_people(organisation),
            household_ref=lambda *words: "h" + opened.casework.vault.digest("household", "/".join(words))[:31],
            unit=unit,
            decided=decisions_of(decide or []),
        )
        signer = person_named(organisation, signed_by or as_person, opened.now())
        try:
            document: Any
            if recognise(file) in (Kind.TEXT, Kind.WORD):
                document = read_plan(file, year or pack.year)
                entries = plan_entries(document, office, issued)
            else:
                taxonomy = {c.code: (c.label, *c.aliases) for c in pack.taxonomy}
                document = read_ledger(file, year or pack.year, taxonomy)
                taken_over = date.fromisoformat(opening) if opening else None
                entries = ledger_entries(document, office, opening=taken_over, issued=issued, self_found=self_found)
        except ImportRefused as refused:
            fail(str(refused))
        outcomes = take_in(opened, entries, signer, confirm)
    waiting = tuple(decision for entry in entries for decision in entry.waiting)
    asked = tuple(decision for decision in document.decisions if decision not in waiting)
    show(Report(file.name, confirm, tuple(outcomes), document.unread, (*waiting, *asked), document.notes), as_json)


def import_people(
    file: Annotated[Path, typer.Argument(help="人员名册（.xlsx .xls）")],
    confirm: Confirm = False,
    as_json: AsJson = False,
) -> None:
    """导入人员名册：单位、上级单位、姓名、职务、角色、联系电话、起止日期。联系电话只存入保险库。"""
    with installation() as opened:
        try:
            document = read_people(file)
        except ImportRefused as refused:
            fail(str(refused))
        outcomes = []
        for command_id, label, command in tracked(people_commands(document), "导入人员"):
            caller = opened.caller("操作员", command_id, Channel.IMPORT)
            outcomes.append(appoint(opened, label, command, caller, confirm))
    show(Report(file.name, confirm, tuple(outcomes), document.unread, document.decisions, document.notes), as_json)


# --- one row at a time --------------------------------------------------------------------------------------------


def take_in(opened: Installation, entries: Sequence[Entry], signer: str, confirm: bool) -> list[Outcome]:
    """Give every complete row's commands, or, without ``confirm``, try them; a refused row does not stop the others."""
    return [take_in_row(opened, entry, signer, confirm) for entry in tracked(entries, "导入" if confirm else "预览")]


def take_in_row(opened: Installation, entry: Entry, signer: str, confirm: bool) -> Outcome:
    place = str(entry.place)
    if entry.waiting:
        return Outcome(place, entry.label, "待定", message="；".join(d.question for d in entry.waiting))
    case_id = None
    added = 0
    try:
        for command_id, command in entry.command_ids():
            caller = opened.caller(signer, command_id, Channel.IMPORT)
            if not confirm:
                events = opened.casework.rehearse(command, caller, case_id)
                return Outcome(place, entry.label, "可导入" if events else "已有")
            recorded = opened.casework.handle(command, caller, case_id)
            case_id = recorded.case_id
            added += len(recorded.events)
    except Refused as refused:
        return Outcome(place, entry.label, "被拒绝", message=refused.message)
    assert case_id is not None, "an entry has at least one command"
    number = opened.casework.problem(case_id).problem_no
    return Outcome(place, entry.label, "已导入" if added else "已有", number)


def appoint(opened: Installation, label: str, command: Command, caller: Caller, confirm: bool) -> Outcome:
    try:
        if confirm:
            added = bool(opened.casework.handle(command, caller).events)
            return Outcome("", label, "已导入" if added else "已有")
        return Outcome("", label, "可导入")
    except Refused as refused:
        return Outcome("", label, "被拒绝", message=refused.message)


def tracked(rows: Sequence[T], words: str) -> Iterable[T]:
    """The rows, with a progress bar where a person is watching and there are many."""
    if len(rows) < 200 or not console.is_terminal:
        return rows
    return _with_bar(rows, words)


def _with_bar(rows: Sequence[T], words: str) -> Iterable[T]:
    with Progress(console=console, transient=True) as progress:
        yield from progress.track(rows, description=words)


# --- what the options say -----------------------------------------------------------------------------------------


def pack_named(opened: Installation, campaign: str) -> Pack:
    pack = opened.casework.packs.get(campaign)
    if pack is None:
        fail(f"没有专项行动“{campaign}”，可用：{'、'.join(sorted(opened.casework.packs))}")
    return pack


def decisions_of(given: Sequence[str]) -> dict[str, str]:
    """``第23行:category=BASICS`` -> {"第23行:category": "BASICS"}."""
    decided = {}
    for words in given:
        where, equals, value = words.partition("=")
        if not equals or ":" not in where:
            fail(f"“{words}”无法识别，请写成 位置:字段=内容，如 第23行:category=BASICS")
        decided[where.strip()] = value.strip()
    return decided


# --- what is shown ------------------------------------------------------------------------------------------------

MARKS = {"已导入": "green", "可导入": "green", "已有": "dim", "被拒绝": "red", "待定": "yellow"}


def show(report: Report, as_json: bool) -> None:
    if as_json:
        print_json(report)
    else:
        show_tables(report)
    if any(outcome.result == "被拒绝" for outcome in report.outcomes):
        raise typer.Exit(1)


def show_tables(report: Report) -> None:
    table = Table(title=f"{'导入结果' if report.written else '导入预览（未写入）'}：{report.file}", expand=True)
    table.add_column("位置", no_wrap=True)
    table.add_column("内容", ratio=3, overflow="fold")
    table.add_column("结果", no_wrap=True)
    table.add_column("编号或说明", ratio=2, overflow="fold")
    for row in report.outcomes:
        mark = MARKS[row.result]
        table.add_row(row.place, row.label, f"[{mark}]{row.result}[/]", row.problem_no or row.message)
    console.print(table)
    for decision in report.decisions:
        console.print(f"[yellow]待定[/] {decision.place}“{decision.text}”：{decision.question}")
        if decision.candidates:
            console.print(f"      可选：{'、'.join(decision.candidates[:12])}")
    for unread in report.unread:
        console.print(f"[dim]未读 {unread.place}：{unread.text[:40]}（{unread.why}）[/]")
    for note in report.notes:
        console.print(f"[dim]{note}[/]")
    counts = {result: sum(row.result == result for row in report.outcomes) for result in MARKS}
    console.print("，".join(f"{result} {count}" for result, count in counts.items() if count))
    if not report.written:
        console.print("以上仅为预览，未写入任何内容；确认无误后加 --confirm 写入。")
