"""导入: plans, ledgers and people from the files that offices have. A preview first; written only with --confirm."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import Annotated

import msgspec
import typer
from rich.table import Table

from adapters.cli.opening import installation
from adapters.cli.output import complaints, console, fail, print_json, tracked
from adapters.cli.people import person_named
from adapters.importing import error_workbook
from adapters.importing.appointing import people_entries
from adapters.importing.column_names import (
    Columns,
    UnknownColumn,
    columns_said,
    in_words,
    merged,
    remember,
    remembered,
)
from adapters.importing.error_workbook import Fault, write_error_workbook
from adapters.importing.findings import Decision
from adapters.importing.intake import FIELDS, Entry, Office, known_people, ledger_entries, plan_entries
from adapters.importing.ledger import LedgerDocument, read_ledger
from adapters.importing.opening import Kind, recognise
from adapters.importing.people import read_people
from adapters.importing.plan import PlanDocument, read_plan
from adapters.importing.preview import (
    Preview,
    preview_ledger,
    preview_people,
    preview_plan,
    print_decisions,
    print_preview,
)
from adapters.importing.refusals import ImportRefused
from adapters.importing.text import squeezed
from adapters.installation import Installation
from adapters.refusals import reason
from adapters.taking_in import Outcome, TakingIn
from domain.pack import Pack

Confirm = Annotated[bool, typer.Option("--confirm", help="写入；不加时只预览")]
AsJson = Annotated[bool, typer.Option("--json", help="输出 JSON")]

ColumnNames = Annotated[
    list[str] | None, typer.Option("--map", help="栏目对应，如 农户=户主姓名、备注=不读；写入时按单位记住")
]
MarkedCopy = Annotated[
    Path | None, typer.Option("--errors", help="有问题时另存一份标出问题的工作簿（.xlsx），改好后导入它即可")
]

ENTERING = "操作员"
BATCH_DIGITS = 16
"""So many first digits of the file's SHA-256 name an import."""
NOT_ENTERED = "以下不影响导入：责任领导、责任人、整改措施和成效这次不写入，由责任单位认领、报方案时填写"


class Report(msgspec.Struct, frozen=True):
    """What an import showed: the same in a preview and after writing. ``asides`` can wait, ``decisions`` hold up.

    ``columns`` says which were read by what the office said; ``batch`` (批次) is the file's name for undoing it.
    """

    file: str
    written: bool
    outcomes: tuple[Outcome, ...]
    preview: Preview
    asides: tuple[Decision, ...] = ()
    columns: str = ""
    batch: str = ""


def import_file(
    file: Annotated[Path, typer.Argument(help="整改方案（.txt .docx）或台账（.xlsx .xls .csv）")],
    campaign: Annotated[str, typer.Option(help="专项行动：规则包，如 assessment_2020，或开展时的编号")],
    as_person: Annotated[str, typer.Option("--as", help="以谁的名义导入（人员编号、姓名或职务）")] = "",
    issued: Annotated[str, typer.Option(help="已印发方案的发文字号：每项作为一次签批入账")] = "",
    signed_by: Annotated[str, typer.Option(help="已印发方案由谁签发（人员编号、姓名或职务）")] = "",
    unit: Annotated[str, typer.Option(help="文件未写明时的责任单位")] = "",
    year: Annotated[int | None, typer.Option(help="日期未写年份时所用的年份，默认取规则包年份")] = None,
    opening: Annotated[str, typer.Option(help="作为期初接管的日期，如 2022-08-01")] = "",
    self_found: Annotated[bool, typer.Option("--self-found", help="自查自纠：责任单位自己登记并认领")] = False,
    decide: Annotated[list[str] | None, typer.Option("--set", help="人工决定，如 第23行:category=BASICS")] = None,
    columns: ColumnNames = None,
    errors: MarkedCopy = None,
    confirm: Confirm = False,
    as_json: AsJson = False,
) -> None:
    """导入整改方案或台账：先预览，加 --confirm 才写入；同一文件再次导入不会重复。"""
    free_for(errors)
    with installation() as opened:
        office = office_of(opened, campaign, unit, decide or [])
        signer = person_named(office.organisation, signed_by or as_person, opened.now())
        naming = Naming(opened, signer, columns or [])
        try:
            document, entries = read(file, office, naming.columns, year, day(opening), issued, self_found)
        except ImportRefused as refused:
            save_errors(errors, file, [error_workbook.refused(one) for one in refused.refusals])
            fail(f"{refused}{naming.hint(refused)}")
        naming.check(document)
        check_answers(office, entries)
        outcomes = TakingIn(opened, signer, confirm).outcomes(tracked(entries, doing(confirm)))
        if confirm:
            naming.remember()
    if isinstance(document, LedgerDocument):
        save_errors(errors, file, faults_of(entries, outcomes))
    show(report_of(file.name, confirm, document, entries, outcomes, naming.told(document), office.pack), as_json)


def office_of(opened: Installation, campaign: str, unit: str, decide: Sequence[str]) -> Office:
    organisation = opened.casework.organisation
    return Office(
        campaign=campaign,
        pack=pack_of(opened, campaign),
        organisation=organisation,
        people=known_people(organisation),
        household_ref=lambda *words: "h" + opened.casework.vault.digest("household", "/".join(words))[:31],
        unit=unit,
        decided=decisions_of(decide),
    )


def report_of(
    name: str,
    written: bool,
    document: PlanDocument | LedgerDocument,
    entries: Sequence[Entry],
    outcomes: Sequence[Outcome],
    columns: str,
    pack: Pack,
) -> Report:
    decisions = all_of(entry.waiting for entry in entries)
    if isinstance(document, PlanDocument):
        preview = preview_plan(document, decisions)
    else:
        preview = preview_ledger(document, decisions, {one.code: one.label for one in pack.taxonomy})
    asides = all_of(entry.asides for entry in entries)
    return Report(name, written, tuple(outcomes), preview, asides, columns, document.sha256[:BATCH_DIGITS])


def import_people(
    file: Annotated[Path, typer.Argument(help="人员名册（.xlsx .xls .csv）")],
    confirm: Confirm = False,
    as_json: AsJson = False,
) -> None:
    """导入人员名册：单位、上级单位、姓名、职务、角色、联系电话、起止日期。联系电话只存入保险库。"""
    with installation() as opened:
        try:
            document = read_people(file)
        except ImportRefused as refused:
            fail(str(refused))
        entries = people_entries(document, opened.casework.organisation)
        outcomes = TakingIn(opened, ENTERING, confirm, together=True).outcomes(tracked(entries, doing(confirm)))
    decisions = all_of(entry.waiting for entry in entries)
    preview = preview_people(document, decisions)
    show(Report(file.name, confirm, tuple(outcomes), preview, batch=document.sha256[:BATCH_DIGITS]), as_json)


def doing(confirm: bool) -> str:
    return "导入" if confirm else "预览"


def all_of(decisions: Iterable[Iterable[Decision]]) -> tuple[Decision, ...]:
    """Every question once, in the order of the file."""
    return tuple(dict.fromkeys(decision for of_a_row in decisions for decision in of_a_row))


def read(
    file: Path,
    office: Office,
    columns: Columns,
    year: int | None,
    opening: date | None,
    issued: str,
    self_found: bool,
) -> tuple[PlanDocument | LedgerDocument, list[Entry]]:
    """What the file says, and what it means. Raises ImportRefused."""
    year = year or office.pack.year
    if recognise(file) in (Kind.TEXT, Kind.WORD):
        plan = read_plan(file, year)
        return plan, plan_entries(plan, office, issued)
    taxonomy = {c.code: (c.label, *c.aliases) for c in office.pack.taxonomy}
    ledger = read_ledger(file, year, taxonomy, columns=columns)
    return ledger, ledger_entries(ledger, office, opening=opening, issued=issued, self_found=self_found)


# --- what an office calls its columns -----------------------------------------------------------------------------


class Naming:
    """What the headings of a file mean, as the importer says or his office once said. Ends the program if he says
    what cannot be understood."""

    def __init__(self, opened: Installation, person: str, given: Sequence[str]) -> None:
        self.file = opened.folder.import_columns
        posts = opened.casework.organisation.person(person).posts_at(opened.now())
        self.office = posts[0].unit if posts else person
        try:
            self.said = columns_said(given)
        except UnknownColumn as unknown:
            fail(str(unknown))
        self.columns = merged(remembered(self.file, self.office), self.said)

    def check(self, document: PlanDocument | LedgerDocument) -> None:
        """What was said of a column that the file does not have is a slip of the pen, and would go unheard."""
        met = {squeezed(heading) for heading in said_in(document)}
        for heading, column in self.said.items():
            if column is not None and squeezed(heading) not in met:
                fail(f"文件里没有“{heading}”这一栏；--map 的列名请照文件里的表头填写")

    def remember(self) -> None:
        if self.said:
            remember(self.file, self.office, self.columns)

    def told(self, document: PlanDocument | LedgerDocument) -> str:
        """Which columns were read by what was said."""
        met = {squeezed(heading) for heading in said_in(document)}
        used = {heading: column for heading, column in self.columns.items() if squeezed(heading) in met}
        return f"栏目对应（{self.office}）：{in_words(used)}" if used else ""

    def hint(self, refused: ImportRefused) -> str:
        if refused.code not in ("missing_columns", "no_header"):
            return ""
        return "\n列名与通常的叫法不同时，可指明是哪一栏，如 --map 农户=户主姓名"


def said_in(document: PlanDocument | LedgerDocument) -> tuple[str, ...]:
    if isinstance(document, PlanDocument):
        return ()
    return tuple(heading for sheet in document.sheets for heading in sheet.said_columns)


# --- a copy with the faults marked --------------------------------------------------------------------------------


def faults_of(entries: Sequence[Entry], outcomes: Sequence[Outcome]) -> list[Fault]:
    """Each question at its cell, each refusal at its row."""
    faults = [(entry, error_workbook.asked(decision)) for entry in entries for decision in entry.waiting]
    refused = zip(entries, outcomes, strict=True)
    faults += [(entry, Fault(entry.place, one.result, one.message)) for entry, one in refused if one.result == "被拒绝"]
    order = {id(entry): number for number, entry in enumerate(entries)}
    return [fault for _, fault in sorted(faults, key=lambda each: order[id(each[0])])]


def free_for(target: Path | None) -> None:
    """Ends the program, before anything is done, rather than write over a file."""
    if target is not None and target.exists():
        fail(f"{target} 已经存在，不覆盖：请另写一个文件名")


def save_errors(target: Path | None, source: Path, faults: Sequence[Fault]) -> None:
    """The copy, where one was asked for and something is to be marked.

    A file that is refused as a whole cannot be marked; why, its own refusal says.
    """
    if target is None or not any(fault.place.sheet for fault in faults):
        return
    try:
        write_error_workbook(source, target, faults)
    except OSError as error:
        complaints.print(f"[bold red]✗[/] {target} 写不了：{reason(error)}", soft_wrap=True)
        return
    except ImportRefused:
        return
    complaints.print(f"标出问题的工作簿：{target}（{len(faults)} 处）", soft_wrap=True)


# --- what the options say -----------------------------------------------------------------------------------------


def pack_of(opened: Installation, campaign: str) -> Pack:
    """The rules of a campaign that is called like its pack, or was opened under a number of its own."""
    pack = opened.casework.rulebook.get(campaign)
    if pack is None:
        known = "、".join(sorted(opened.casework.packs))
        fail(f"没有专项行动“{campaign}”，可用：{known}，或已开展的专项行动的编号")
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


def check_answers(office: Office, entries: Sequence[Entry]) -> None:
    """An answer that belongs to no row is a slip of the pen, and would otherwise go unheard."""
    places = {str(entry.place) for entry in entries}
    for given in office.decided:
        place, _, name = given.rpartition(":")
        if place not in places:
            fail(f"--set 中的“{place}”不是文件里的一行；位置请照预览所示填写，如 {next(iter(places), '第23行')}")
        if name not in FIELDS.values():
            fail(f"--set 中的“{name}”不是可以决定的内容，可写：{'、'.join(FIELDS.values())}")


def day(written: str) -> date | None:
    if not written:
        return None
    try:
        return date.fromisoformat(written)
    except ValueError:
        fail(f"日期“{written}”无法识别，请写成 2022-08-01")


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
    if report.written:
        show_outcomes(f"导入结果：{report.file}", report.outcomes)
        print_decisions(report.preview.decisions, console)
    else:
        print_preview(report.preview, console, {row.place: row.result for row in report.outcomes})
        in_full = {row[0] for row in report.preview.rows}
        told = [row for row in report.outcomes if needs_words(row) or row.place not in in_full]
        if told:
            show_outcomes("其中", told)
    if report.asides:
        console.print(f"[dim]{NOT_ENTERED}[/]")
        print_decisions(report.asides, console, title="未对上的人员")
    if report.columns:
        console.print(report.columns, markup=False)
    counts = {result: sum(row.result == result for row in report.outcomes) for result in MARKS}
    batch = [f"批次 {report.batch}"] if report.written and report.batch else []
    console.print("，".join([*(f"{result} {count}" for result, count in counts.items() if count), *batch]))
    if not report.written:
        console.print("以上仅为预览，未写入任何内容；确认无误后加 --confirm 写入。")


def needs_words(row: Outcome) -> bool:
    """Refused, or in already and voided since: the preview has no room to say why."""
    return row.result == "被拒绝" or (row.result == "已有" and bool(row.message))


def show_outcomes(title: str, outcomes: Iterable[Outcome]) -> None:
    table = Table(title=title, expand=True)
    table.add_column("位置", no_wrap=True)
    table.add_column("内容", ratio=3, overflow="fold")
    table.add_column("结果", no_wrap=True)
    table.add_column("编号或说明", ratio=2, overflow="fold")
    for row in outcomes:
        mark = MARKS[row.result]
        table.add_row(row.place, row.label, f"[{mark}]{row.result}[/]", row.message or row.problem_no)
    console.print(table)
