"""查询: case, ledger, summary, trail; each as of any moment and as known at any moment, each also as JSON."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime, time, timedelta
from typing import Annotated

import typer
from rich.markup import escape
from rich.table import Table

from adapters.cli.opening import installation, instant
from adapters.cli.output import console, fail, print_json
from adapters.installation import Installation
from adapters.play.instants import LAST_INSTANT
from domain.calendar import SHANGHAI, local_date
from projections.annexes import Annex
from projections.as_of import Basis, Viewpoint
from projections.ledger_lines import Ledger, LedgerLine, Selection
from projections.ledgers import Ledgers
from projections.summary import Summary, SummaryRow
from projections.trail import Trail, TrailLine

AsJson = Annotated[bool, typer.Option("--json", help="输出 JSON")]
AsOf = Annotated[str | None, typer.Option("--as-of", help="说的是哪个时点，如 2020-06-02 或 2020-06-02 09:00")]
KnownAt = Annotated[str | None, typer.Option("--known-at", help="按哪个时点已知的情况")]
Campaign = Annotated[str, typer.Option(help="专项行动（规则包）")]
Unit = Annotated[str, typer.Option(help="责任单位或所在乡镇、村")]
SHOWN_CHARACTERS = 26
Number = Annotated[str, typer.Argument(help="问题编号，如 ZX2020-甲乡-0003")]


@contextmanager
def reading(as_of: str | None, known_at: str | None) -> Iterator[tuple[Ledgers, Viewpoint]]:
    """The ledgers, caught up with the log, and the viewpoint that the options say."""
    with installation() as opened:
        yield up_to_date(opened), Viewpoint(opened.now(), instant(as_of), instant(known_at))


def up_to_date(opened: Installation) -> Ledgers:
    """The ledgers after everything in the log: this command follows it if no `duban up` does."""
    opened.catch_up()
    return opened.read_ledgers()


def ledger(
    campaign: Campaign = "",
    unit: Unit = "",
    form: Annotated[str, typer.Option(help="表样：list 一览，L1 户内，L2 面上，L7 方案清单")] = "list",
    as_of: AsOf = None,
    known_at: KnownAt = None,
    as_json: AsJson = False,
) -> None:
    """问题整改台账。"""
    chosen = Selection(campaign=campaign, unit=unit)
    with reading(as_of, known_at) as (ledgers, view):
        table: Ledger | Annex
        match form.upper():
            case "L1":
                table = ledgers.household_annex(view, unit, chosen)
            case "L2":
                table = ledgers.area_annex(view, unit, chosen)
            case "L7":
                table = ledgers.plan_list(view, chosen)
            case "LIST":
                table = ledgers.ledger(view, chosen)
            case _:
                fail(f"没有“{form}”这种表样，可用：list、L1、L2、L7")
    if as_json:
        print_json(table)
    elif isinstance(table, Annex):
        show_annex(table)
    else:
        show_ledger(table)


def summary(
    campaign: Campaign, unit: Unit = "", as_of: AsOf = None, known_at: KnownAt = None, as_json: AsJson = False
) -> None:
    """整改情况汇总表（附件2）。"""
    with reading(as_of, known_at) as (ledgers, view):
        table = ledgers.summary(view, Selection(campaign=campaign, unit=unit))
    print_json(table) if as_json else show_summary(table)


def trail(problem_no: Number, as_of: AsOf = None, known_at: KnownAt = None, as_json: AsJson = False) -> None:
    """一个问题的责任链条：何时、何人、办了什么，期限为什么是这一天。"""
    with reading(as_of, known_at) as (ledgers, view):
        told = ledgers.trail(view, problem_no)
    print_json(told) if as_json else show_trail(told)


def case(problem_no: Number, as_of: AsOf = None, known_at: KnownAt = None, as_json: AsJson = False) -> None:
    """一个问题现在的情况。"""
    with reading(as_of, known_at) as (ledgers, view):
        lines = ledgers.ledger(view).lines
        found = next((line for line in lines if line.problem_no == problem_no), None)
        if found is None:
            ledgers.trail(view, problem_no)  # refuses a number that is not known
            raise typer.Exit(2)
    print_json(found) if as_json else show_case(found)


# --- for people ---------------------------------------------------------------------------------------------------


def show_ledger(table: Ledger) -> None:
    if not table.lines:
        console.print(f"没有符合条件的问题。[dim]{basis_words(table.basis)}[/]")
        return
    shown = Table(title="问题整改台账", caption=basis_words(table.basis), expand=True)
    shown.add_column("问题编号", no_wrap=True)
    shown.add_column("问题", ratio=3, overflow="fold")
    for title in ("责任人", "整改时限"):
        shown.add_column(title, no_wrap=True)
    shown.add_column("状态", ratio=2, overflow="fold")
    shown.add_column("逾期/层级", no_wrap=True)
    for row in table.lines:
        cells = (begun(row.content), row.person, row.due.replace("，", "\n"), row.state, "\n".join(lateness(row)))
        shown.add_row(row.problem_no, *map(escape, cells))
    console.print(shown)


def begun(text: str) -> str:
    return text if len(text) <= SHOWN_CHARACTERS else f"{text[:SHOWN_CHARACTERS]}…"


def lateness(row: LedgerLine) -> list[str]:
    words = [f"逾期{row.overdue_wd}个工作日"] if row.overdue_wd else []
    if row.highest_level_name and row.highest_level not in ("", "NONE"):
        words.append(row.highest_level_name)
    return words or ["-"]


def show_annex(table: Annex) -> None:
    console.print(f"[bold]{table.title}[/]", justify="center")
    console.print("    ".join(f"{words}：" for words in table.head))
    for section in table.sections:
        shown = Table(title=section.heading or None, title_justify="left", expand=True, show_lines=True)
        for column in table.columns:
            shown.add_column(f"{column.group}\n{column.title}" if column.group else column.title, overflow="fold")
        for row in section.rows:
            shown.add_row(*map(escape, row))
        console.print(shown)
    show_notes(table.notes)
    console.print(f"[dim]{basis_words(table.basis)}[/]")


def show_notes(notes: Iterable[str]) -> None:
    for note in notes:
        console.print(f"[dim]{note}[/]")


def show_summary(table: Summary) -> None:
    shown = Table(title=table.title, caption=basis_words(table.basis), expand=True)
    shown.add_column("问题类型", ratio=3)
    for title in ("共排查", "已整改", "正在整改", "户数", "人数", "整改率", "按期整改率", "期初"):
        shown.add_column(title, justify="right", no_wrap=True)
    for row in table.rows:
        shown.add_row(*summary_cells(row))
    shown.add_section()
    shown.add_row(*summary_cells(table.total), style="bold")
    console.print(shown)
    if table.total.opening.count:
        taken_over, done = table.total.opening.count, table.total.opening_claimed_done.count
        console.print(f"期初接管 {taken_over} 件（其中原台账称已整改 {done} 件），未经本系统核验，不计入各率。")
    show_notes(table.notes)


def summary_cells(row: SummaryRow) -> list[str]:
    name = f"{row.group} {row.name}".strip()
    counts = (row.found.count, row.closed.count, row.rectifying.count, row.households, row.members)
    return [name, *map(str, counts), row.rate, row.on_time_rate, str(row.opening.count)]


def show_case(row: LedgerLine) -> None:
    shown = Table.grid(padding=(0, 2))
    shown.add_column(no_wrap=True)
    shown.add_column(overflow="fold")
    fields = {
        "问题编号": row.problem_no,
        "问题类型": row.category_name,
        "内容": row.content,
        "责任": f"{row.unit}　责任领导 {row.leader or '未定'}　责任人 {row.person or '未定'}",
        "整改措施": "；".join(row.measures) or "（未报）",
        "整改时限": row.due,
        "状态": row.state,
        "逾期/层级": "，".join(lateness(row)),
        "进展或成效": row.result,
    }
    for title, value in fields.items():
        shown.add_row(f"[bold]{title}[/]", escape(value))
    console.print(shown)


def show_trail(told: Trail) -> None:
    console.print(f"[bold]责任链条　{told.problem_no}[/]　[dim]{basis_words(told.basis)}[/]")
    lines = Table.grid(padding=(0, 1), expand=True)
    for ratio in (0, 0, 4, 2):
        lines.add_column(ratio=ratio or None, no_wrap=not ratio, overflow="fold")
    for line in told.lines:
        who = " ".join(word for word in (f"{line.unit}{line.post}", line.who, line.remark) if word)
        what = "\n".join([escape(line.what), *footnotes(line)])
        lines.add_row(f"{line.version:>3}", moment(line.occurred_at), what, f"[cyan]{escape(who)}[/]")
    console.print(lines)
    for span in told.overdue_spans:
        console.print(f"[red]逾期 {span.first} 至 {span.last}：{span.days} 天，{span.wd} 个工作日[/]")
    for hand in told.hands:
        since = hand.since.astimezone(SHANGHAI)
        console.print(f"在{hand.holder}手中 {hand.working_days} 个工作日（自 {since:%Y-%m-%d}）")
    for late in told.supervisor_lateness:
        console.print(f"[yellow]上级超时 {late.name}：应于 {late.due_on}，超 {late.overdue_wd} 个工作日[/]")


def footnotes(line: TrailLine) -> Iterator[str]:
    """Under an event: when it was entered if that was later, the deadlines it armed and why, its evidence."""
    if line.recorded_later and not line.moment:
        yield f"[dim]录入于{moment(line.recorded_at)}，{escape(line.late_reason)}[/]"
    for deadline in line.deadlines:
        yield f"[dim]{deadline.name}期限{deadline.due_on}：{deadline.explanation}[/]"
    for evidence in line.evidence:
        yield f"[dim]佐证 {evidence}[/]"


def basis_words(basis: Basis) -> str:
    words = f"截至 {moment(basis.as_of)}"
    if basis.known_at != basis.as_of:
        words += f"，按 {moment(basis.known_at)} 已知"
    return words + ("（暂定）" if basis.provisional else "")


def moment(at: datetime) -> str:
    """Beijing time to the minute; a day that ends, ends at 24:00."""
    local = at.astimezone(SHANGHAI)
    if local.time() in (time.min, LAST_INSTANT):
        return f"{local_date(at - timedelta.resolution)} 24:00"
    return f"{local:%Y-%m-%d %H:%M}"
