"""办理: `duban do`, one command to one case or to a list of them, each row with its own result."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated
from uuid import UUID

import msgspec
import typer
from rich.table import Table

from adapters.cli.documents import drafted
from adapters.cli.evidence import piece_of_evidence
from adapters.cli.opening import installation
from adapters.cli.output import console, fail, print_json
from adapters.cli.people import person_named
from adapters.evidence.store import EvidenceRefused
from adapters.importing.refusals import ImportRefused
from adapters.importing.workbook import Sheet, read_workbook
from adapters.installation import Installation
from adapters.play.commands import CommandName, Names, NoSuchCommand, command_named, completed, from_words
from adapters.play.nodes import Misread, NotYaml, text_of
from domain.document.drafting import DraftDocument
from domain.issue.preparing import PrepareTable
from domain.refusal import Refused

NUMBER = "问题编号"
NUMBERS = (NUMBER, "案件编号")
"""What the column of a list is called that names the cases."""
LARGEST_LIST = 32 * 1024 * 1024  # bytes


class Line(msgspec.Struct, frozen=True):
    """One act that is asked for: its place, the case by its number, the arguments, the id by which it happens once."""

    place: str
    number: str
    words: Mapping[str, str]
    command_id: str


class Result(msgspec.Struct, frozen=True):
    """What became of it: 已办理, 已有 (done before by the same act), 可办理 (in a preview), 被拒绝.

    ``code``: of a refusal, for programs; people read ``message``.
    """

    place: str
    number: str
    result: str
    message: str = ""
    code: str = ""


def do(
    command: Annotated[str, typer.Argument(help="操作，如 认领、submit_plan")],
    words: Annotated[list[str] | None, typer.Argument(help="参数，如 leader=赵一 person=钱二")] = None,
    as_person: Annotated[str, typer.Option("--as", help="以谁的名义办理（人员编号、姓名或职务）")] = "",
    case: Annotated[str, typer.Option(help="问题编号，或其他案件的编号")] = "",
    from_file: Annotated[Path | None, typer.Option("--from", help="清单工作簿：问题编号一栏，其余各栏为参数")] = None,
    command_id: Annotated[str, typer.Option("--id", help="命令号；同一命令号只办理一次")] = "",
    confirm: Annotated[bool, typer.Option("--confirm", help="办理清单；不加时只预览清单")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="输出 JSON")] = False,
) -> None:
    """办理一项操作。身份只是声明（身份未核验），同时记下本机登录账户。"""
    try:
        name = command_named(command)
    except NoSuchCommand as unknown:
        fail(str(unknown))
    given = arguments(words or [])
    if name.addresses and not case and from_file is None:
        fail("请用 --case 指明问题编号，或用 --from 指明清单")
    with installation() as opened:
        person = person_named(opened.casework.organisation, as_person, opened.now())
        if from_file is None:
            lines = [Line("", case, given, command_id)]
            results = [act(opened, name, line, person, confirm=True) for line in lines]
        else:
            lines = list(listed(from_file, name, given))
            results = [act(opened, name, line, person, confirm) for line in lines]
    show(name, results, preview=from_file is not None and not confirm, as_json=as_json)


def arguments(words: list[str]) -> dict[str, str]:
    given = {}
    for word in words:
        key, equals, value = word.partition("=")
        if not equals:
            fail(f"参数“{word}”应写成 名称=内容")
        given[key.strip()] = value.strip()
    return given


def listed(file: Path, name: CommandName, given: Mapping[str, str]) -> Iterator[Line]:
    """The rows of a list: one column 问题编号, the others arguments; ``given`` holds for every row."""
    try:
        workbook = read_workbook(file, LARGEST_LIST)
    except ImportRefused as refused:
        fail(str(refused))
    found = [(sheet, row) for sheet in workbook.sheets if (row := header_row(sheet)) is not None]
    if not found:
        fail(f"清单里没有“{NUMBER}”或“案件编号”一栏，请在表头中写明")
    for sheet, header in found:
        titles = {column: sheet.at(header, column).text for column in range(sheet.left, sheet.right)}
        for row in range(header + 1, sheet.bottom):
            cells = {title: sheet.at(row, column).text for column, title in titles.items() if title}
            number = next(cells.pop(title) for title in NUMBERS if title in cells)
            if number:
                words = {**given, **{title: text for title, text in cells.items() if text}}
                key = f"do:{workbook.sha256}:{sheet.name}:{row + 1}:{name.name}"
                yield Line(str(sheet.row_place(row)), number, words, key)


def header_row(sheet: Sheet) -> int | None:
    for row in range(sheet.top, sheet.bottom):
        if any(cell.text in NUMBERS for cell in sheet.row(row)):
            return row
    return None


def act(opened: Installation, name: CommandName, line: Line, person: str, confirm: bool) -> Result:
    """Give one command, or only try it. A refusal is a result, not an error of the program."""
    try:
        case_id: UUID | None = opened.find_case(line.number, name.kind.name) if name.addresses else None
        casework = opened.casework
        names = Names(
            casework.organisation,
            casework.rulebook,
            line.words.get("campaign", ""),
            strict=False,
            case=lambda node: opened.find_case(text_of(node)),
            evidence=lambda node: piece_of_evidence(opened.evidence, node, confirm, names.person),
        )
        command = from_words(name, line.words, names)
        if isinstance(command, PrepareTable):
            opened.catch_up()
            command = opened.read_ledgers().filled_in(command, opened.now())
        if isinstance(command, DraftDocument):
            command = drafted(opened, command)
        if case_id is not None:
            command = completed(command, casework.load(case_id, fresh=True).state, {})
        caller = opened.caller(person, line.command_id)
        if not confirm:
            known = not casework.rehearse(command, caller, case_id)
            return Result(line.place, line.number, "已有" if known else "可办理")
        recorded = casework.handle(command, caller, case_id)
    except Refused as refused:
        return Result(line.place, line.number, "被拒绝", refused.message, refused.code)
    except (Misread, NotYaml, EvidenceRefused) as wrong:
        return Result(line.place, line.number, "被拒绝", f"参数有误：{wrong}")
    number = casework.load(recorded.case_id).state.number if name.addresses or name.creates else ""
    return Result(line.place, number, "已办理" if recorded.events else "已有")


MARKS = {"已办理": "green", "可办理": "green", "已有": "dim", "被拒绝": "red"}


def show(name: CommandName, results: list[Result], preview: bool, as_json: bool) -> None:
    if as_json:
        print_json(results)
    else:
        table = Table(title=f"{name.chinese}{'（预览，未办理）' if preview else ''}", expand=True)
        for title in ("位置", "编号", "结果", "说明"):
            table.add_column(title, ratio=1 if title == "说明" else None, no_wrap=title != "说明", overflow="fold")
        for result in results:
            mark = MARKS[result.result]
            table.add_row(result.place, result.number, f"[{mark}]{result.result}[/]", result.message)
        console.print(table)
        if preview:
            console.print("以上仅为预览；加 --confirm 逐件办理。")
    if any(result.result == "被拒绝" for result in results):
        raise typer.Exit(1)
