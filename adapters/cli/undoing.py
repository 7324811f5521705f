"""撤销导入: `duban undo-import`, asked for by one person and confirmed by another; all problems of a file or none."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, TypeVar

import msgspec
import typer
from rich.markup import escape
from rich.table import Table

from adapters.cli.importing import ENTERING
from adapters.cli.opening import installation
from adapters.cli.output import console, fail, print_json, tracked
from adapters.cli.people import person_named
from adapters.evidence.store import SHA256, EvidenceRefused, EvidenceStore
from adapters.importing.marks import corrected_from
from adapters.importing.opening import MAX_FILE_BYTES, Kind, open_file
from adapters.importing.refusals import ImportRefused
from adapters.importing.workbook import read_workbook
from adapters.installation import Installation
from adapters.undoing import Batch, Undoing, Undone, UndoneLine, batches
from adapters.undoing_posts import PeopleBatch, UndoingPosts, people_batches
from domain.problem.amending import ConfirmAmendment, RequestVoid
from domain.problem.problem import Evidence

FEWEST_DIGITS = 8
UNITS_STAY = (
    "该文件登记的单位保留（{units}）：单位可能已是地点或上级。写错的请逐个办理："
    "duban do 单位更名、单位改隶、单位并入 或 单位撤销"
)
OneBatch = TypeVar("OneBatch", Batch, PeopleBatch)


class Report(msgspec.Struct, frozen=True):
    """What an undoing came to; ``written``: it was done."""

    batch: str
    written: bool
    lines: tuple[UndoneLine, ...]
    units: tuple[str, ...] = ()
    """Of a list of people: the units that it brought, and that stay."""


def undo_import(
    batch: Annotated[str, typer.Argument(help="导入时的批次号，或所导入的文件")],
    as_person: Annotated[str, typer.Option("--as", help="以谁的名义办理（人员编号、姓名或职务）")] = "",
    reason: Annotated[str, typer.Option(help="为什么是错误登记")] = "",
    evidence: Annotated[str, typer.Option(help="错误登记的佐证：文件，或佐证库中的哈希")] = "",
    second: Annotated[bool, typer.Option("--second", help="第二人确认作废")] = False,
    confirm: Annotated[bool, typer.Option("--confirm", help="办理；不加时只预览")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="输出 JSON")] = False,
) -> None:
    """撤销一次导入：登记的问题全部按错误登记作废，一人申请、另一人确认；名册的任职全部免去。已有后续办理的，整批不撤。"""
    with installation() as opened:
        digits = hash_named(batch)
        if people := people_batches(opened, digits):
            report = posts_ended(opened, the_one(people, batch), as_person, confirm)
            show(report, False, confirm, as_json)
            return
        person = person_named(opened.casework.organisation, as_person, opened.now())
        undoing = Undoing(opened, batch_named(opened, batch, digits), person)
        wanted = ConfirmAmendment() if second else void(opened.evidence, reason, evidence, confirm)
        lines = list(undoing.tried(wanted))
        written = confirm and not any(line.result is Undone.REFUSED for line in lines)
        if written:
            lines = list(undoing.given(wanted, tracked(undoing.batch.cases, "撤销")))
        elif confirm:
            undoing.note_refusals()
    show(Report(undoing.batch.sha256[:16], written, tuple(lines)), second, confirm, as_json)


def void(store: EvidenceStore, reason: str, evidence: str, keep: bool) -> RequestVoid:
    """What the first of the two asks for. Ends the program without a reason or evidence of the mistake."""
    if not reason.strip() or not evidence.strip():
        fail("请用 --reason 写明为什么是错误登记，用 --evidence 指明佐证；第二人确认时加 --second")
    try:
        if SHA256.fullmatch(evidence):
            kept = store.recall(evidence)
        else:
            kept = store.take_in(Path(evidence)) if keep else store.examine(Path(evidence))
    except EvidenceRefused as refused:
        fail(str(refused))
    return RequestVoid(reason, (Evidence(kept.sha256, kept.kind, kept.taken_at),))


def posts_ended(opened: Installation, batch: PeopleBatch, as_person: str, confirm: bool) -> Report:
    """A list of people is entered by whoever operates the machine, and so is its undoing: no second person."""
    person = person_named(opened.casework.organisation, as_person, opened.now()) if as_person else ENTERING
    undoing = UndoingPosts(opened, batch, person)
    lines = list(undoing.tried())
    written = confirm and not any(line.result is Undone.REFUSED for line in lines)
    if written:
        lines = list(undoing.given())
    return Report(batch.sha256[:16], written, tuple(lines), batch.units)


def batch_named(opened: Installation, named: str, digits: str) -> Batch:
    """Ends the program if nothing, or more than one file, is meant."""
    found = batches(opened.casework.registrations(), digits)
    if not found:
        fail(f"没有找到“{named}”登记的问题或人员：请写导入时给出的批次号，或所导入的文件")
    return the_one(found, named)


def the_one(found: Sequence[OneBatch], named: str) -> OneBatch:
    if len(found) > 1:
        fail(f"“{named}”对应 {len(found)} 个文件，请写全：{'、'.join(one.sha256[:16] for one in found)}")
    return found[0]


def hash_named(named: str) -> str:
    """The digits of a batch, or those of a file; of a corrected copy, those of the file that it was made from."""
    if len(named) >= FEWEST_DIGITS and not set(named) - set("0123456789abcdef"):
        return named
    try:
        opened = open_file(Path(named))
        if opened.kind in (Kind.EXCEL, Kind.EXCEL_97, Kind.TABLE):
            return corrected_from(read_workbook(Path(named), MAX_FILE_BYTES)) or opened.sha256
    except ImportRefused as refused:
        fail(str(refused))
    return opened.sha256


def show(report: Report, second: bool, confirm: bool, as_json: bool) -> None:
    """Ends the program with 1 if something stands in the way, or was refused."""
    if as_json:
        print_json(report)
    else:
        show_table(report, second, confirm)
    if any(line.result is Undone.REFUSED for line in report.lines):
        raise typer.Exit(1)


def show_table(report: Report, second: bool, confirm: bool) -> None:
    table = Table(title=f"撤销导入：批次 {report.batch}{'' if report.written else '（未办理）'}", expand=True)
    for title, ratio in (("问题编号或任职", 2), ("结果", 1), ("说明", 5)):
        table.add_column(title, ratio=ratio, overflow="fold")
    for line in report.lines:
        table.add_row(line.name, str(line.result), escape(line.message))
    console.print(table)
    counts = {result: sum(line.result is result for line in report.lines) for result in Undone}
    console.print("，".join(f"{result} {count}" for result, count in counts.items() if count))
    if report.units:
        console.print(UNITS_STAY.format(units="、".join(report.units)), markup=False)
    if report.written and counts[Undone.ENDED]:
        console.print("任职已免去，历史保留。")
    elif report.written:
        console.print(
            "全部作废，历史保留。" if second else f"等第二人确认：duban undo-import {report.batch} --second --as 第二人"
        )
    elif confirm or counts[Undone.REFUSED]:
        console.print("有的不能撤销，整批没有办理。")
    else:
        console.print("以上仅为预览，未写入任何内容；确认无误后加 --confirm 办理。")
