"""督办文书: `duban letters` lists the drafts and issued papers of the ladder; signs, strikes, decides, serves them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Annotated
from uuid import UUID

import msgspec
import typer
from msgspec.structs import replace
from rich.markup import escape
from rich.table import Table

from adapters.cli.letter_prints import paper_named, print_letter
from adapters.cli.opening import installation, instant, known_names
from adapters.cli.output import console, fail, print_json
from adapters.cli.people import person_named
from adapters.cli.reading import AsJson, moment
from adapters.installation import Installation
from adapters.play.words import choices, value_of, word_of
from domain.calendar import local_date
from domain.case import Command
from domain.refusal import Refused
from domain.supervision_paper.deciding import ApprovePaper, DeclinePaper
from domain.supervision_paper.issuing import SignLetter
from domain.supervision_paper.leaving import StrikeLine
from domain.supervision_paper.serving import Means, ReceivePaper, RecordInterview, ServePaper
from domain.supervision_paper.vetting import ReviewPaper
from domain.write_side import PROBLEM
from projections.supervision_papers import PaperShown, paper_of, shown, supervision_papers

app = typer.Typer(
    invoke_without_command=True,
    help="督办函、通报、约谈：同一单位同一天同一等级的问题合为一份；拟稿、签批、送达、签收。",
)

Number = Annotated[str, typer.Argument(help="拟稿编号或文号，如 XX2022-甲镇-督办函-20220905、县督查办督办〔2022〕1号")]
Numbers = Annotated[list[str], typer.Argument(help="拟稿编号，可写多个，逐份办理")]
AsPerson = Annotated[str, typer.Option("--as", help="以谁的名义办理（人员编号、姓名或职务）")]
CommandId = Annotated[str, typer.Option("--id", help="命令号；同一命令号只办理一次")]
HappenedAt = Annotated[str | None, typer.Option("--at", help="实际发生的时间（北京时间），补录时写明")]
LateReason = Annotated[str, typer.Option("--late-reason", help="补录原因")]


class Done(msgspec.Struct, frozen=True):
    """What became of one paper: 已办理, 已有 (done before by the same act) or 被拒绝, and the paper as it is now.

    ``code``: of a refusal, for programs; people read ``message``.
    """

    number: str
    result: str
    message: str = ""
    code: str = ""
    paper: PaperShown | None = None


class Giver(msgspec.Struct, frozen=True):
    """Who gives the command, under which id, and when it happened if that is entered later."""

    person: str
    command_id: str
    at: str | None = None
    late_reason: str = ""


# --- reading ------------------------------------------------------------------------------------------------------


@app.callback()
def letters(
    context: typer.Context,
    campaign: Annotated[str, typer.Option(help="专项行动（规则包）")] = "",
    unit: Annotated[str, typer.Option(help="被督办单位")] = "",
    only_open: Annotated[bool, typer.Option("--open", help="只列待签批、待送达、待签收的")] = False,
    as_json: AsJson = False,
) -> None:
    """列出拟稿和已制发的督办文书，按拟稿先后。"""
    if context.invoked_subcommand is not None:
        return
    with installation() as opened:
        known_names(opened, campaign, unit)
        listed = [
            paper
            for paper in papers(opened)
            if campaign in ("", paper.campaign) and unit in ("", paper.unit) and (paper.open or not only_open)
        ]
    print_json(listed) if as_json else show_list(listed)


@app.command("show")
def show(number: Number, as_json: AsJson = False) -> None:
    """一份督办文书：列入哪些问题，签批、送达、签收到哪一步。"""
    with installation() as opened:
        paper = shown_now(opened, paper_named(opened, number))
    print_json(paper) if as_json else show_paper(paper)


app.command("print")(print_letter)


# --- acting -------------------------------------------------------------------------------------------------------


@app.command("review")
def review(numbers: Numbers, as_person: AsPerson = "", command_id: CommandId = "", as_json: AsJson = False) -> None:
    """核稿：签发前由另一人核稿；核稿后事项有增减的，须再核。"""
    give(numbers, lambda opened: ReviewPaper(), Giver(as_person, command_id), as_json)


@app.command("sign")
def sign(numbers: Numbers, as_person: AsPerson = "", command_id: CommandId = "", as_json: AsJson = False) -> None:
    """签发督办函：可一次签发多份，逐份编文号、逐份留痕。"""
    give(numbers, lambda opened: SignLetter(), Giver(as_person, command_id), as_json)


@app.command("strike")
def strike(
    number: Number,
    problem: Annotated[str, typer.Option(help="划去哪个问题（问题编号）")],
    reason: Annotated[str, typer.Option(help="划去理由")],
    as_person: AsPerson = "",
    command_id: CommandId = "",
    as_json: AsJson = False,
) -> None:
    """签发前从督办函划去一个问题，写明理由；已达到的等级不变。"""

    def command(opened: Installation) -> Command:
        return StrikeLine(opened.find_case(problem, PROBLEM.name), reason)

    give([number], command, Giver(as_person, command_id), as_json)


@app.command("approve")
def approve(
    numbers: Numbers,
    note: Annotated[str, typer.Option(help="批准意见，如通报范围")],
    as_person: AsPerson = "",
    command_id: CommandId = "",
    as_json: AsJson = False,
) -> None:
    """批准通报、约谈：整份批准并制发。"""
    give(numbers, lambda opened: ApprovePaper(note), Giver(as_person, command_id), as_json)


@app.command("decline")
def decline(
    numbers: Numbers,
    reason: Annotated[str, typer.Option(help="不予批准的理由")],
    as_person: AsPerson = "",
    command_id: CommandId = "",
    as_json: AsJson = False,
) -> None:
    """不批准通报、约谈，写明理由。"""
    give(numbers, lambda opened: DeclinePaper(reason), Giver(as_person, command_id), as_json)


@app.command("serve")
def serve(
    numbers: Numbers,
    means: Annotated[str, typer.Option(help=f"送达方式：{'、'.join(choices(Means))}")],
    as_person: AsPerson = "",
    at: HappenedAt = None,
    late_reason: LateReason = "",
    command_id: CommandId = "",
    as_json: AsJson = False,
) -> None:
    """登记送达；早先送达的补录，写明时间和补录原因。"""
    how = value_of(Means, means)
    if how is None:
        fail(f"没有“{means}”这种送达方式，可写：{'、'.join(word_of(one) for one in Means)}")
    give(numbers, lambda opened: ServePaper(how), Giver(as_person, command_id, at, late_reason), as_json)


@app.command("receive")
def receive(numbers: Numbers, as_person: AsPerson = "", command_id: CommandId = "", as_json: AsJson = False) -> None:
    """签收：由被督办单位主要负责同志或联络员本人办理。"""
    give(numbers, lambda opened: ReceivePaper(), Giver(as_person, command_id), as_json)


@app.command("interview")
def interview(
    number: Number,
    interviewee: Annotated[str, typer.Option(help="被约谈人（人员编号、姓名或职务）")],
    record: Annotated[str, typer.Option(help="约谈记录")],
    commitment: Annotated[list[str], typer.Option(help="承诺事项，可写多次")],
    as_person: AsPerson = "",
    at: HappenedAt = None,
    late_reason: LateReason = "",
    command_id: CommandId = "",
    as_json: AsJson = False,
) -> None:
    """记录约谈和承诺事项。"""

    def command(opened: Installation) -> Command:
        spoken_to = person_named(opened.casework.organisation, interviewee, opened.now())
        return RecordInterview(spoken_to, record, tuple(commitment))

    give([number], command, Giver(as_person, command_id, at, late_reason), as_json)


def give(numbers: Sequence[str], command: Callable[[Installation], Command], by: Giver, as_json: bool) -> None:
    """The command to each of the papers, one after the other; exit code 2 if one was refused."""
    with installation() as opened:
        person = person_named(opened.casework.organisation, by.person, opened.now())
        giver = replace(by, person=person)
        done = [given(opened, number, command, giver, len(numbers)) for number in dict.fromkeys(numbers)]
    print_json(done) if as_json else show_done(done)
    if any(one.result == "被拒绝" for one in done):
        raise typer.Exit(2)


def given(opened: Installation, number: str, command: Callable[[Installation], Command], by: Giver, of: int) -> Done:
    """A refusal is what became of this paper; the others go on."""
    try:
        case_id = paper_named(opened, number)
        own = f"{by.command_id}/{number}" if by.command_id and of > 1 else by.command_id
        caller = replace(opened.caller(by.person, own), occurred_at=instant(by.at), late_reason=by.late_reason)
        recorded = opened.casework.handle(command(opened), caller, case_id)
    except Refused as refused:
        return Done(number, "被拒绝", refused.message, refused.code)
    return Done(number, "已办理" if recorded.events else "已有", paper=shown_now(opened, case_id))


# --- finding ------------------------------------------------------------------------------------------------------


def papers(opened: Installation) -> Iterable[PaperShown]:
    return supervision_papers(opened.casework.recorder, local_date(opened.now()), opened.casework.calendar)


def shown_now(opened: Installation, case_id: UUID) -> PaperShown:
    paper = paper_of(opened.casework.recorder, case_id)
    return shown(paper, local_date(opened.now()), opened.casework.calendar)


# --- for people ---------------------------------------------------------------------------------------------------


def show_list(listed: Sequence[PaperShown]) -> None:
    if not listed:
        console.print("没有这样的督办文书。")
        return
    table = Table(title="督办文书", expand=True)
    for title in ("编号", "文号", "件数", "状态", "签批期限", "制发", "签收"):
        table.add_column(title, overflow="fold")
    for paper in listed:
        late = f"（超{paper.overdue_wd}个工作日）" if paper.overdue_wd else ""
        due = f"{paper.due_on or '-'}{late}"
        when = (moment(at) if at else "-" for at in (paper.issued_at, paper.received_at))
        table.add_row(paper.number, paper.document_no or "-", str(count(paper)), paper.stage_name, due, *when)
    console.print(table)


def show_paper(paper: PaperShown) -> None:
    console.print(f"[bold]{escape(paper.level_name)}　{escape(paper.unit)}[/]　{paper.document_no or paper.number}")
    for line in steps(paper):
        console.print(line)
    table = Table(expand=True)
    for title in ("问题编号", "事由", "逾期工作日", "列入情况"):
        table.add_column(title, overflow="fold")
    for one in paper.lines:
        state = f"{one.state}（{one.left_out}）" if one.left_out else one.state
        table.add_row(one.problem_no, escape(one.basis), str(one.overdue_wd or "-"), state)
    console.print(table)


def steps(paper: PaperShown) -> Iterable[str]:
    """拟稿, 签批, 送达, 签收: what was done when, and what is owed."""
    late = f"，超{paper.overdue_wd}个工作日" if paper.overdue_wd else ""
    due = f"，应于 {paper.due_on} 前签发" if paper.due_on else ""
    yield f"拟稿 {moment(paper.drafted_at)}　{paper.stage_name}{due}{late if paper.due_on else ''}"
    if paper.issued_at:
        copies = f"　抄送 {'、'.join(paper.copies)}" if paper.copies else ""
        yield f"制发 {moment(paper.issued_at)}　{escape(paper.signer)}签批{late}{copies}"
        yield f"送达 {moment(paper.served_at)}" if paper.served_at else "未送达"
        yield f"签收 {moment(paper.received_at)}　{escape(paper.receiver)}" if paper.received_at else "未签收"
    if paper.interviewed_at:
        yield f"约谈 {moment(paper.interviewed_at)}　承诺{paper.commitments}项"


def show_done(done: Sequence[Done]) -> None:
    for one in done:
        if one.paper is None:
            console.print(f"[red]✗[/] {escape(one.number)}：{escape(one.message)}")
            continue
        no = f"　{one.paper.document_no}" if one.paper.document_no else ""
        console.print(f"[green]✓[/] {one.number}：{one.result}，{one.paper.stage_name}，{count(one.paper)}件{no}")


def count(paper: PaperShown) -> int:
    """The problems that it lists."""
    return sum(line.state in ("列入", "已批准") for line in paper.lines)
