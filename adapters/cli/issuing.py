"""签发的表: `duban issue` fills in, signs, shows, lists and compares the tables that a unit hands in."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from math import ceil
from typing import Annotated
from uuid import UUID

import msgspec
import typer
from rich.markup import escape
from rich.table import Table

from adapters.cli.opening import installation, instant, known_names
from adapters.cli.output import complaints, console, fail, print_json
from adapters.cli.people import person_named
from adapters.cli.reading import AsJson, AsOf, KnownAt, moment, show_notes, up_to_date
from adapters.cli.tabling import show_rows
from adapters.installation import Installation
from adapters.printing.handing_out import above_issue
from domain.casework import Caller, Recorded
from domain.events import topic
from domain.issue.issue import Issue
from domain.issue.preparing import PrepareTable, TablePrepared
from domain.issue.signing import SignTable, WithdrawTable
from domain.papers import LedgerCode
from domain.refusal import Refused
from domain.write_side import ISSUE
from projections.frozen_tables import TABLES
from projections.issues import DifferentRow, IssueSheet, from_now, from_the_issue_before, sheet

READ_AT_ONCE = 5_000
A_MOMENT = timedelta(milliseconds=1)

app = typer.Typer(no_args_is_help=True, help="签发的表：从台账填报，主要负责人签字，签发后不再变动。")

Number = Annotated[str, typer.Argument(help="签发编号，如 XX2022-甲镇-L3-0001")]
AsPerson = Annotated[str, typer.Option("--as", help="以谁的名义办理（人员编号、姓名或职务）")]
CommandId = Annotated[str, typer.Option("--id", help="命令号；同一命令号只办理一次")]


class IssueLine(msgspec.Struct, frozen=True):
    """One issue in the list."""

    number: str
    table: str
    unit: str
    issue_no: int
    stage_name: str
    as_of: datetime
    issued_at: datetime | None
    late: bool
    differences: int
    replaces: str


class Differences(msgspec.Struct, frozen=True):
    """Between an issue and another one, or the table as it would be read now."""

    before: str
    after: str
    rows: tuple[DifferentRow, ...]


@app.command("prepare")
def prepare(
    table: Annotated[str, typer.Option(help=f"哪张表，可写 {'、'.join(TABLES)}")],
    unit: Annotated[str, typer.Option(help="填报单位")],
    campaign: Annotated[str, typer.Option(help="专项行动（规则包）")],
    as_person: AsPerson = "",
    as_of: AsOf = None,
    known_at: KnownAt = None,
    command_id: CommandId = "",
    as_json: AsJson = False,
) -> None:
    """填报：按某一时点从台账生成一张表，等主要负责人签字。时点刚过还没有定案的，等到定案再填。"""
    if table.upper() not in list(LedgerCode):
        fail(f"没有“{table}”这张表，可写：{'、'.join(TABLES)}")
    with installation() as opened:
        person = person_named(opened.casework.organisation, as_person, opened.now())
        now = opened.now()
        wanted = PrepareTable(
            campaign, LedgerCode(table.upper()), unit, instant(as_of) or now, instant(known_at) or now
        )
        command = final(opened, wanted, opened.caller(person, command_id))
        told(opened, opened.casework.handle(command, opened.caller(person, command_id)), as_json)


def final(opened: Installation, command: PrepareTable, by: Caller) -> PrepareTable:
    """The table as known at its moment: what was still on its way into the log is waited for, unless the table would
    be refused all the same. Raises Refused."""
    read = up_to_date(opened).filled_in(command, opened.now())
    if read.read is None or read.read.final_after is None or not only_provisional(opened, read, by):
        return read
    pause = opened.clock.pause(read.read.final_after + A_MOMENT, datetime.now(UTC))
    complaints.print(f"截至 {moment(read.read.known_at)} 的情况还没有定案，请等待约{ceil(pause.total_seconds())}秒……")
    time.sleep(pause.total_seconds())
    return up_to_date(opened).filled_in(command, opened.now())


def only_provisional(opened: Installation, command: PrepareTable, by: Caller) -> bool:
    """Whether nothing but its moment stands in the way of the table."""
    try:
        opened.casework.rehearse(command, by)
    except Refused as refused:
        return refused.code == "table_provisional"
    return False


@app.command("sign")
def sign(
    number: Number,
    as_person: AsPerson = "",
    post: Annotated[str, typer.Option(help="以什么职务签字；只缺一个签字时可不写")] = "",
    command_id: CommandId = "",
    as_json: AsJson = False,
) -> None:
    """签发：主要负责人签字；最后一个签字后，这张表就此定格。"""
    with installation() as opened:
        told(opened, given(opened, number, SignTable(post), as_person, command_id), as_json)


@app.command("withdraw")
def withdraw(
    number: Number,
    reason: Annotated[str, typer.Option(help="撤回理由")],
    as_person: AsPerson = "",
    command_id: CommandId = "",
    as_json: AsJson = False,
) -> None:
    """撤回填报：签字齐全以前可以撤回，重新填报。"""
    with installation() as opened:
        told(opened, given(opened, number, WithdrawTable(reason), as_person, command_id), as_json)


@app.command("show")
def show(number: Number, as_json: AsJson = False) -> None:
    """签发的表原样：与签字时的摘要核对，不符时退出码为 1；此后台账的变动只另行注明，不改这张表。"""
    with installation() as opened:
        shown = sheet_of(opened, issue_of(opened, number))
        since = differences_since(opened, issue_of(opened, number))
    if as_json:
        print_json(shown)
    else:
        show_sheet(shown, since)
    if not shown.intact:
        raise typer.Exit(1)


@app.command("list")
def list_issues(
    campaign: Annotated[str, typer.Option(help="专项行动（规则包）")] = "",
    unit: Annotated[str, typer.Option(help="填报单位")] = "",
    table: Annotated[str, typer.Option(help="哪张表")] = "",
    as_json: AsJson = False,
) -> None:
    """各单位填报和签发过的表，按填报先后。"""
    with installation() as opened:
        known_names(opened, campaign, unit)
        lines = [
            line_of(issue)
            for issue in issues(opened)
            if campaign in ("", issue.campaign) and unit in ("", issue.unit) and table.upper() in ("", issue.table)
        ]
    print_json(lines) if as_json else show_lines(lines)


@app.command("diff")
def diff(
    number: Number,
    other: Annotated[str, typer.Argument(help="另一次签发的编号；不写则与台账现在的情况比较")] = "",
    as_json: AsJson = False,
) -> None:
    """差异清单：两次签发之间，或一次签发与台账现在的情况之间，哪些行、哪些栏不同。"""
    with installation() as opened:
        issue = issue_of(opened, number)
        if other:
            later = issue_of(opened, other)
            if (issue.campaign, issue.table, issue.unit) != (later.campaign, later.table, later.unit):
                fail(f"{number} 和 {other} 不是同一单位的同一张表，不能比较")
            found = Differences(number, other, from_the_issue_before(issue, later, opened.casework.vault.reveal))
        else:
            found = Differences(number, "", differences_since(opened, issue))
    print_json(found) if as_json else show_differences(found)


# --- finding ------------------------------------------------------------------------------------------------------


def given(
    opened: Installation, number: str, command: SignTable | WithdrawTable, as_person: str, command_id: str
) -> Recorded:
    """Raises Refused."""
    person = person_named(opened.casework.organisation, as_person, opened.now())
    case_id = opened.find_case(number, ISSUE.name)
    return opened.casework.handle(command, opened.caller(person, command_id), case_id)


def issue_of(opened: Installation, number: str) -> Issue:
    """Raises Refused."""
    state = opened.casework.load(opened.find_case(number, ISSUE.name), fresh=True).state
    if not isinstance(state, Issue):
        raise Refused("unknown_case", case=number, kind=ISSUE.chinese)
    return state


def issues(opened: Installation) -> Iterator[Issue]:
    position, recorder = 0, opened.casework.recorder
    while page := recorder.select_notifications(
        position, READ_AT_ONCE, topics=[topic(TablePrepared)], inclusive_of_start=False
    ):
        position = page[-1].id
        for notification in page:
            yield opened.casework.load(UUID(str(notification.originator_id)), fresh=True).state


def sheet_of(opened: Installation, issue: Issue) -> IssueSheet:
    vault = opened.casework.vault
    return sheet(issue, vault.reveal, vault.digest)


def differences_since(opened: Installation, issue: Issue) -> tuple[DifferentRow, ...]:
    """What the table would say otherwise if it were read now."""
    now = PrepareTable(issue.campaign, issue.table, issue.unit)
    read = up_to_date(opened).filled_in(now, opened.now()).read
    return from_now(issue, read.content, opened.casework.vault.reveal) if read else ()


def line_of(issue: Issue) -> IssueLine:
    return IssueLine(
        number=issue.number,
        table=issue.table,
        unit=issue.unit,
        issue_no=issue.issue_no,
        stage_name=ISSUE.stage_names[issue.stage],
        as_of=issue.as_of,
        issued_at=issue.issued_at,
        late=issue.late,
        differences=len(issue.differences),
        replaces=issue.replaces.number if issue.replaces else "",
    )


# --- for people ---------------------------------------------------------------------------------------------------


def told(opened: Installation, recorded: Recorded, as_json: bool) -> None:
    """What became of the issue by the act."""
    issue: Issue = opened.casework.load(recorded.case_id, fresh=True).state
    if as_json:
        print_json(sheet_of(opened, issue))
        return
    waits = f"，等{'、'.join(issue.unsigned)}签字" if issue.unsigned and issue.stage.name == "PREPARED" else ""
    console.print(f"{issue.number}（第{issue.issue_no}次）：{ISSUE.stage_names[issue.stage]}{waits}")
    console.print(f"摘要 {issue.digest.sha256}")
    if issue.replaces is not None:
        console.print(f"与 {issue.replaces.number} 相比有{len(issue.differences)}行不同")


def show_sheet(shown: IssueSheet, since: Sequence[DifferentRow]) -> None:
    console.print(f"[bold]{escape(shown.title)}[/]", justify="center")
    console.print("    ".join(f"{label}：{escape(value)}" for label, value in above_issue(shown)))
    for section in dict.fromkeys(row.section for row in shown.rows):
        show_rows(shown.columns, shown.numbered, section, [row for row in shown.rows if row.section == section])
    show_notes(shown.notes)
    known = "" if shown.known_at == shown.as_of else f"，按 {moment(shown.known_at)} 已知"
    console.print(
        f"[dim]{shown.number}　第{shown.issue_no}次　{shown.stage_name}　截至 {moment(shown.as_of)}{known}[/]"
    )
    if shown.issued_at:
        late = f"[red]逾期{shown.late_days}天[/]" if shown.late else "按时" if shown.due_on else ""
        console.print(f"签发时间 {moment(shown.issued_at)}　{late}")
    verdict = "与签字时一致" if shown.intact else f"[bold red]与签字时不符：{'、'.join(shown.altered) or '整表'}[/]"
    console.print(f"摘要 {shown.sha256}　{verdict}")
    if since:
        console.print(f"此后台账有{len(since)}行变动，本表不改；请看 duban issue diff {shown.number}")


def show_lines(lines: Sequence[IssueLine]) -> None:
    shown = Table(title="签发的表", expand=True)
    for title in ("编号", "第几次", "截至", "状态", "签发时间", "差异"):
        shown.add_column(title, overflow="fold", no_wrap=title == "编号")
    for line in lines:
        issued = moment(line.issued_at) if line.issued_at else "-"
        changed = f"{line.differences}行" if line.replaces else "-"
        state = f"{line.stage_name}{'（逾期）' if line.late else ''}"
        shown.add_row(line.number, f"第{line.issue_no}次", moment(line.as_of), state, issued, changed)
    console.print(shown)


def show_differences(found: Differences) -> None:
    if not found.rows:
        console.print(f"{found.before} 与{found.after or '台账现在的情况'}没有差异。")
        return
    shown = Table(title=f"差异清单：{found.before} → {found.after or '台账现在的情况'}", expand=True)
    for title in ("行", "变动", "栏", "原", "现"):
        shown.add_column(title, overflow="fold")
    for row in found.rows:
        for number, cell in enumerate(row.cells):
            name, change = (row.name, row.change_name) if number == 0 else ("", "")
            shown.add_row(*map(escape, (name, change, cell.column, cell.before, cell.after)))
    console.print(shown)
    console.print(f"共{len(found.rows)}行。")
