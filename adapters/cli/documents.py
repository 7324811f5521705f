"""文稿: `duban documents` drafts, reviews, signs, shows and prints documents; keeps the office's own templates."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Annotated
from uuid import UUID

import msgspec
import typer
from rich.markup import escape
from rich.table import Table

from adapters.cli.opening import installation, instant
from adapters.cli.output import console, fail, print_json
from adapters.cli.people import person_named
from adapters.cli.putting_out import ByShipped, Out, put_out
from adapters.cli.reading import AsJson, AsOf, KnownAt, moment
from adapters.installation import Installation
from adapters.word.own import Templates, shipped
from domain.campaign.report import Report
from domain.case import Command
from domain.casework import Recorded
from domain.document.approving import ReviewDocument, SignDocument, WithdrawDocument
from domain.document.document import STAGE_NAMES, Document
from domain.document.drafting import DRAFTED_HERE, DraftDocument, WrittenPart
from domain.document.kinds import NAMES, WORDS, DocumentKind
from domain.document.marks import SECRECY_NAMES, URGENCY_NAMES, Marks
from domain.papers import LAYOUT_NAMES, Layout
from domain.refusal import Refused
from domain.write_side import DOCUMENT, PROBLEM, REPORT
from projections.as_of import Viewpoint
from projections.documents.drafting import filled_in
from projections.documents.letters import Letter, drafted_letter

app = typer.Typer(no_args_is_help=True, help="文稿：从台账拟稿，核稿，签发（编发文字号），印成 Word 或 PDF。")
templates = typer.Typer(no_args_is_help=True, help="文稿模板：取出自带模板，在 Word 里改好后放回。")
app.add_typer(templates, name="template")

DRAFTABLE = "、".join(NAMES[kind] for kind in DocumentKind if kind in DRAFTED_HERE)

Kind = Annotated[str, typer.Argument(help=f"文种：{DRAFTABLE}")]
AnyKind = Annotated[str, typer.Argument(help=f"文种：{'、'.join(NAMES.values())}")]
Number = Annotated[str, typer.Argument(help="拟稿编号或发文字号，如 XX2022-文稿-0001")]
AsPerson = Annotated[str, typer.Option("--as", help="以谁的名义办理（人员编号、姓名或职务）")]
CommandId = Annotated[str, typer.Option("--id", help="命令号；同一命令号只办理一次")]


class DocumentShown(msgspec.Struct, frozen=True, kw_only=True):
    """A document in a list, or alone with what it says."""

    number: str
    document_no: str
    kind: str
    title: str
    campaign: str
    unit: str
    stage: str
    stage_name: str
    drafted_at: datetime
    drafter: str
    reviewer: str
    signer: str
    signed_at: datetime | None
    sha256: str
    intact: bool
    letter: Letter | None = None


# --- acting -------------------------------------------------------------------------------------------------------


@app.command("draft")
def draft(
    kind: Kind,
    about: Annotated[str, typer.Option(help="关于哪件事项：报告编号、问题编号；催办、表扬写单位名称，可用顿号隔开")],
    campaign: Annotated[str, typer.Option(help="专项行动（规则包）；事项自己有的，不用写")] = "",
    part: Annotated[list[str] | None, typer.Option(help="一个部分：标题=正文，或 标题=@文件；可写多次")] = None,
    to: Annotated[str, typer.Option("--to", help="主送；不写则按所述事项")] = "",
    copy: Annotated[list[str] | None, typer.Option(help="抄送，可写多次")] = None,
    secrecy: Annotated[str, typer.Option(help="密级，如 秘密，或带保密期限：秘密★1年；不写则不标")] = "",
    urgency: Annotated[str, typer.Option(help=f"紧急程度：{'、'.join(URGENCY_NAMES.values())}；不写则不标")] = "",
    note: Annotated[str, typer.Option(help="附注，印在成文日期下一行的括号里")] = "",
    as_person: AsPerson = "",
    as_of: AsOf = None,
    known_at: KnownAt = None,
    command_id: CommandId = "",
    as_json: AsJson = False,
) -> None:
    """拟稿：数字和清单从台账读取，其余部分由拟稿人写。"""
    chosen = kind_named(kind)
    with installation() as opened:
        person = person_named(opened.casework.organisation, as_person, opened.now())
        case_id, own = case_about(opened, chosen, about)
        command = DraftDocument(
            campaign=campaign or own or fail("请用 --campaign 指明是哪个专项行动"),
            kind=chosen,
            about=case_id,
            units=() if case_id else tuple(one.strip() for one in about.split("、")),
            addressee=to,
            copies=tuple(copy or ()),
            parts=tuple(map(written_part, part or ())),
            marks=marks_given(secrecy, urgency, note),
            as_of=instant(as_of),
            known_at=instant(known_at),
        )
        read = drafted(opened, command)
        told(opened, opened.casework.handle(read, opened.caller(person, command_id)), as_json)


@app.command("review")
def review(number: Number, as_person: AsPerson = "", command_id: CommandId = "", as_json: AsJson = False) -> None:
    """核稿：由拟稿人以外的人办理。"""
    give(number, ReviewDocument(), as_person, command_id, as_json)


@app.command("sign")
def sign(number: Number, as_person: AsPerson = "", command_id: CommandId = "", as_json: AsJson = False) -> None:
    """签发：由拟稿人、核稿人以外的人办理；编发文字号，就此定稿。"""
    give(number, SignDocument(), as_person, command_id, as_json)


@app.command("withdraw")
def withdraw(
    number: Number,
    reason: Annotated[str, typer.Option(help="撤稿理由")],
    as_person: AsPerson = "",
    command_id: CommandId = "",
    as_json: AsJson = False,
) -> None:
    """撤稿：签发以前可以撤稿，重新拟稿。"""
    give(number, WithdrawDocument(reason), as_person, command_id, as_json)


# --- reading ------------------------------------------------------------------------------------------------------


@app.command("list")
def list_documents(
    campaign: Annotated[str, typer.Option(help="专项行动（规则包）")] = "",
    unit: Annotated[str, typer.Option(help="发文单位")] = "",
    as_json: AsJson = False,
) -> None:
    """各单位的文稿，按拟稿先后。"""
    with installation() as opened:
        found = [
            shown(opened, one) for one in documents(opened) if campaign in ("", one.campaign) and unit in ("", one.unit)
        ]
    print_json(found) if as_json else show_list(found)


@app.command("show")
def show(number: Number, as_json: AsJson = False) -> None:
    """一份文稿的内容和办理情况；与签发时的摘要不符时退出码为 1。"""
    with installation() as opened:
        document = document_of(opened, number)
        letter = drafted_letter(document, opened.casework.vault.reveal)
        told = msgspec.structs.replace(shown(opened, document), letter=letter)
    print_json(told) if as_json else show_document(told, letter)
    if not told.intact:
        raise typer.Exit(1)


@app.command("print")
def print_document(number: Number, out: Out, by_shipped: ByShipped = False) -> None:
    """印成 .docx 或 .pdf；没有签发的，印出来注明是草稿。"""
    with installation() as opened:
        letter = drafted_letter(document_of(opened, number), opened.casework.vault.reveal)
        put_out(opened, letter, out, by_shipped)


# --- templates ----------------------------------------------------------------------------------------------------


@templates.command("export")
def export(
    kind: AnyKind,
    out: Annotated[Path, typer.Option("--out", help="写到哪个 .docx 文件")],
    layout: Annotated[str, typer.Option(help=f"格式：{'、'.join(LAYOUT_NAMES.values())}；不写则按该文种常用的")] = "",
) -> None:
    """取出模板：本单位有自己的就取本单位的，否则取自带的。"""
    chosen = kind_named(kind)
    with installation() as opened:
        file = Templates(opened.folder.templates).of(chosen, layout_named(layout, chosen))
    try:
        out.write_bytes(file)
    except OSError as error:
        fail(f"写不进 {out}：{error.strerror}")
    console.print(f"模板已取出：{out}")


@templates.command("put")
def put(kind: AnyKind, file: Annotated[Path, typer.Argument(help="改好的 .docx 文件")]) -> None:
    """放回改好的模板：检查过才收；以后这一文种都按它印，已签发的内容不变。"""
    chosen = kind_named(kind)
    try:
        content = file.read_bytes()
    except OSError as error:
        fail(f"读不了 {file}：{error.strerror}")
    with installation() as opened:
        Templates(opened.folder.templates).put(chosen, content)
    console.print(f"《{NAMES[chosen]}》已改用本单位模板。")


@templates.command("reset")
def reset(kind: AnyKind) -> None:
    """改回自带模板。"""
    chosen = kind_named(kind)
    with installation() as opened:
        Templates(opened.folder.templates).remove(chosen)
    console.print(f"《{NAMES[chosen]}》已改回自带模板。")


@templates.command("list")
def list_templates() -> None:
    """各文种用的是哪个模板。"""
    with installation() as opened:
        kept = Templates(opened.folder.templates)
        for kind, name in NAMES.items():
            own = kept.own(kind)
            same = own.exists() and own.read_bytes() in [shipped(kind, layout) for layout in Layout]
            console.print(f"{name}：{'本单位模板' if own.exists() and not same else '自带模板'}")


# --- finding ------------------------------------------------------------------------------------------------------


def kind_named(word: str) -> DocumentKind:
    """By its Chinese name or its identifier."""
    found = next((kind for kind, name in NAMES.items() if word in (name, kind.value)), None)
    return found or fail(f"没有“{word}”这个文种，可写：{'、'.join(NAMES.values())}")


def layout_named(word: str, kind: DocumentKind) -> Layout:
    """By its Chinese name; without one, what is usual for the kind."""
    if not word:
        return WORDS[kind].layout
    found = next((layout for layout, name in LAYOUT_NAMES.items() if word in (name, layout.value)), None)
    return found or fail(f"没有“{word}”这种格式，可写：{'、'.join(LAYOUT_NAMES.values())}")


def case_about(opened: Installation, kind: DocumentKind, about: str) -> tuple[UUID | None, str]:
    """The case that a document of the kind is about, and its campaign; none for one about units. Raises Refused."""
    kinds = {DocumentKind.CLOSE_APPROVAL_FORM: PROBLEM}
    kinds |= dict.fromkeys(
        (DocumentKind.INSPECTION_REPORT, DocumentKind.SELF_CHECK_REPORT, DocumentKind.WORK_REPORT), REPORT
    )
    if kind not in kinds:
        return None, ""
    try:
        case_id = opened.find_case(about, kinds[kind].name)
    except Refused:
        if kinds[kind] is PROBLEM:
            raise
        known = sorted(opened.casework.load(one).state.number for one in opened.cases(Report))
        fail(f"没有找到阶段成果 {about}，可写：{'、'.join(known) or '（没有应报送的阶段成果）'}")
    return case_id, opened.casework.load(case_id).state.campaign


def marks_given(secrecy: str, urgency: str, note: str) -> Marks:
    """``秘密★1年``: the level, and for how long."""
    level, _, kept = secrecy.partition("★")
    levels = {name: one for one, name in SECRECY_NAMES.items()}
    degrees = {name: one for one, name in URGENCY_NAMES.items()}
    if level not in ("", *levels):
        fail(f"没有“{level}”这个密级，可写：{'、'.join(levels)}")
    if urgency not in ("", *degrees):
        fail(f"没有“{urgency}”这种紧急程度，可写：{'、'.join(degrees)}")
    return Marks(levels.get(level), kept, degrees.get(urgency), note)


def written_part(text: str) -> WrittenPart:
    """``标题=正文``, or ``标题=@文件`` for a text in a file."""
    title, equals, said = text.partition("=")
    if not equals or not title.strip():
        fail(f"“{text}”没有写明是哪个部分，请写成 标题=正文 或 标题=@文件")
    if said.startswith("@"):
        try:
            said = Path(said[1:]).read_text(encoding="utf-8-sig")
        except (OSError, UnicodeDecodeError):
            fail(f"读不了 {said[1:]}，请用 UTF-8 的文本文件")
    return WrittenPart(title.strip(), said)


def drafted(opened: Installation, command: DraftDocument) -> DraftDocument:
    """The command with its content as the ledgers have it. Raises Refused."""
    opened.catch_up()
    with opened.read_ledgers().documents(Viewpoint(opened.now(), command.as_of, command.known_at)) as source:
        return filled_in(command, source)


def give(number: str, command: Command, as_person: str, command_id: str, as_json: bool) -> None:
    with installation() as opened:
        person = person_named(opened.casework.organisation, as_person, opened.now())
        case_id = document_of(opened, number).id
        told(opened, opened.casework.handle(command, opened.caller(person, command_id), case_id), as_json)


def documents(opened: Installation) -> Iterator[Document]:
    for case_id in opened.cases(Document):
        yield opened.casework.load(case_id, fresh=True).state


def document_of(opened: Installation, number: str) -> Document:
    """By its draft's number or its 发文字号. Raises Refused."""
    try:
        state = opened.casework.load(opened.find_case(number, DOCUMENT.name), fresh=True).state
    except Refused as unknown:
        found = [one for one in documents(opened) if number and one.document_no == number]
        if not found:
            raise unknown
        return found[0]
    assert isinstance(state, Document), "numbers of documents name documents"
    return state


def shown(opened: Installation, document: Document) -> DocumentShown:
    return DocumentShown(
        number=document.number,
        document_no=document.document_no,
        kind=NAMES[document.masthead.kind],
        title=document.masthead.title,
        campaign=document.campaign,
        unit=document.unit,
        stage=document.stage,
        stage_name=STAGE_NAMES[document.stage],
        drafted_at=document.drafted_at,
        drafter=document.drafter.name,
        reviewer=document.reviewer.name if document.reviewer else "",
        signer=document.signer.name if document.signer else "",
        signed_at=document.signed_at,
        sha256=(document.signed_digest or document.digest).sha256,
        intact=document.intact,
    )


# --- for people ---------------------------------------------------------------------------------------------------


def told(opened: Installation, recorded: Recorded, as_json: bool) -> None:
    document: Document = opened.casework.load(recorded.case_id, fresh=True).state
    one = shown(opened, document)
    if as_json:
        print_json(one)
        return
    number = f"　{one.document_no}" if one.document_no else ""
    console.print(f"{one.number}：{one.title}，{one.stage_name}{number}")
    console.print(f"摘要 {one.sha256}")


def show_list(found: list[DocumentShown]) -> None:
    if not found:
        console.print("没有这样的文稿。")
        return
    table = Table(title="文稿", expand=True)
    for title in ("编号", "文种", "发文单位", "发文字号", "状态", "拟稿", "签发"):
        table.add_column(title, overflow="fold")
    for one in found:
        signed = moment(one.signed_at) if one.signed_at else "-"
        kept = (one.number, one.title, one.unit, one.document_no or "-", one.stage_name)
        table.add_row(*map(escape, kept), moment(one.drafted_at), signed)
    console.print(table)


def show_document(one: DocumentShown, letter: Letter) -> None:
    console.print(f"[bold]{escape(one.title)}[/]　{one.document_no or one.number}　{one.stage_name}")
    for name in ("专项行动", "依据文件", "主送", "抄送"):
        if text := letter.content.text(name):
            console.print(f"{name}：{escape(text)}")
    for part in letter.content.parts:
        console.print(f"[bold]{escape(part.name)}[/]")
        console.print(escape(part.text))
    if letter.content.lines:
        table = Table(expand=True)
        for column in letter.content.columns:
            table.add_column(column, overflow="fold")
        for line in letter.content.lines:
            table.add_row(*map(escape, line.cells))
        console.print(table)
    for word, name in (("拟稿", one.drafter), ("核稿", one.reviewer), ("签发", one.signer)):
        console.print(f"{word} {escape(name) or '-'}", end="　")
    console.print()
    verdict = "与签发时一致" if one.intact else "[bold red]与签发时不符[/]"
    console.print(f"摘要 {one.sha256}　{verdict if one.signed_at else ''}")
