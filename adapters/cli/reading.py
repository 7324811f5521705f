"""查询: case, ledger, summary; each as of any moment and as known at any moment, each also as JSON."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from typing import Annotated

import typer
from rich.markup import escape
from rich.table import Table

from adapters.access import masked
from adapters.cli.opening import installation, viewpoint
from adapters.cli.output import console, fail, print_json
from adapters.cli.people import person_named
from adapters.event_store.rows import AccessLine
from adapters.installation import Installation
from adapters.play.instants import LAST_INSTANT
from adapters.play.words import CASE_KINDS, EVENTS, kind_named
from domain.calendar import SHANGHAI, local_date
from domain.privacy import PURPOSES, Purpose
from domain.problem.classification import PLACE_KIND_NAMES, PlaceKind
from domain.problem.problem import Problem
from domain.refusal import ANY_KIND, Refused
from projections.alike import Alike
from projections.annexes import Annex
from projections.as_of import Basis, Viewpoint
from projections.case_sheet import CaseSheet, Reading
from projections.ledger_lines import Gate, Ledger, LedgerLine, Selection, nobody
from projections.ledgers import Ledgers
from projections.message_ledger import WayLine
from projections.monitoring_lines import GAPS, MonitoringLedger, MonitoringLine
from projections.signals import Signals
from projections.summary import Summary, SummaryRow

AsJson = Annotated[bool, typer.Option("--json", help="输出 JSON")]
AsOf = Annotated[str | None, typer.Option("--as-of", help="说的是哪个时点，如 2020-06-02 或 2020-06-02 09:00")]
KnownAt = Annotated[str | None, typer.Option("--known-at", help="按哪个时点已知的情况")]
Campaign = Annotated[str, typer.Option(help="专项行动（规则包）")]
Unit = Annotated[str, typer.Option(help="责任单位或所在乡镇、村")]
SHOWN_CHARACTERS = 26
AsPerson = Annotated[str, typer.Option("--as", help="以谁的名义查看（人员编号、姓名或职务）")]
Unmasked = Annotated[
    bool, typer.Option("--unmasked", help="显示户主全名（案件则为正文），须用 --as 和 --purpose 写明何人、何用")
]
ForPurpose = Annotated[str, typer.Option("--purpose", help=f"用途：{'、'.join(PURPOSES.values())}")]
Number = Annotated[str, typer.Argument(help="问题编号，如 ZX2020-甲乡-0003")]


@contextmanager
def reading(as_of: str | None, known_at: str | None) -> Iterator[tuple[Ledgers, Viewpoint, Installation]]:
    """The ledgers, caught up with the log, the viewpoint that the options say, and the installation they are of."""
    with installation() as opened:
        yield up_to_date(opened), viewpoint(opened, as_of, known_at), opened


def up_to_date(opened: Installation) -> Ledgers:
    """The ledgers after everything in the log: this command follows it if no `duban up` does."""
    opened.catch_up()
    return opened.read_ledgers()


def require_known(opened: Installation, ledgers: Ledgers, view: Viewpoint, chosen: Selection) -> None:
    """No campaign without rules, no unit that neither roster nor ledger has: slips, not zeros. Raises Refused."""
    if chosen.campaign:
        opened.casework.rules(chosen.campaign)
    if chosen.unit and chosen.unit not in opened.casework.organisation.units:
        problems, households, _ = ledgers.accounts_of(Viewpoint(view.now), Selection(unit=chosen.unit))
        if not problems and not households:
            raise Refused("unknown_unit", unit=chosen.unit)


def names_for(opened: Installation, unmasked: bool, as_person: str, purpose: str, what: str) -> Gate:
    """Whose names stand in full: nobody's, unless a person asks for them and says what for."""
    if not unmasked:
        return nobody
    person = person_named(opened.casework.organisation, as_person, opened.now())
    return opened.access(person, what, purpose_named(purpose)).of_households


def texts_for(opened: Installation, unmasked: bool, as_person: str, purpose: str, number: str) -> Reading:
    """What is shown of the texts of a case: nothing but names masked, unless a person asks and says what for."""
    if not unmasked:
        return masked(opened.store.vault)
    person = person_named(opened.casework.organisation, as_person, opened.now())
    return opened.access(person, f"案件 {number}", purpose_named(purpose)).of_a_case


def purpose_named(wanted: str) -> Purpose:
    """Ends the program if it is none of the known ones."""
    found = next((purpose for purpose, name in PURPOSES.items() if wanted in (name, purpose.value)), None)
    if found is None:
        fail(f"请用 --purpose 写明用途，可选：{'、'.join(PURPOSES.values())}")
    return found


def ledger(
    campaign: Campaign = "",
    unit: Unit = "",
    at: Annotated[str, typer.Option(help=f"只列出落在哪一级的问题：{'、'.join(PLACE_KIND_NAMES.values())}")] = "",
    form: Annotated[str, typer.Option(help="表样：list 一览，L1 户内，L2 面上，L7 方案清单")] = "list",
    as_of: AsOf = None,
    known_at: KnownAt = None,
    unmasked: Unmasked = False,
    purpose: ForPurpose = "",
    as_person: AsPerson = "",
    as_json: AsJson = False,
) -> None:
    """问题整改台账。户主姓名只显示姓，经办人员可说明用途查看全名，每次查看均有记录。"""
    chosen = Selection(campaign=campaign, unit=unit, lies_at=place_kind_named(at))
    with reading(as_of, known_at) as (ledgers, view, opened):
        require_known(opened, ledgers, view, chosen)
        names = names_for(opened, unmasked, as_person, purpose, f"台账 {form}")
        table: Ledger | Annex
        match form.upper():
            case "L1":
                table = ledgers.household_annex(view, unit, chosen, names)
            case "L2":
                table = ledgers.area_annex(view, unit, chosen, names)
            case "L7":
                table = ledgers.plan_list(view, chosen, names)
            case "LIST":
                table = ledgers.ledger(view, chosen, names)
            case _:
                fail(f"没有“{form}”这种表样，可用：list、L1、L2、L7")
    if as_json:
        print_json(table)
    elif isinstance(table, Annex):
        show_annex(table)
    else:
        show_ledger(table)


def place_kind_named(word: str) -> PlaceKind | None:
    """Ends the program if the word is none of the levels."""
    found = next((kind for kind, name in PLACE_KIND_NAMES.items() if word in (name, kind.value)), None)
    if word and found is None:
        fail(f"没有“{word}”这一级，可写：{'、'.join(PLACE_KIND_NAMES.values())}")
    return found


def summary(
    campaign: Campaign, unit: Unit = "", as_of: AsOf = None, known_at: KnownAt = None, as_json: AsJson = False
) -> None:
    """整改情况汇总表（附件2）。"""
    with reading(as_of, known_at) as (ledgers, view, opened):
        chosen = Selection(campaign=campaign, unit=unit)
        require_known(opened, ledgers, view, chosen)
        table = ledgers.summary(view, chosen)
    print_json(table) if as_json else show_summary(table)


def monitoring(
    campaign: Campaign = "",
    unit: Annotated[str, typer.Option(help="村、镇或县")] = "",
    lacking: Annotated[str, typer.Option("--list", help=f"只列出：{'、'.join(GAPS.values())}")] = "",
    as_of: AsOf = None,
    known_at: KnownAt = None,
    as_json: AsJson = False,
) -> None:
    """防返贫监测台账：线索、录入用时、类别、方案、帮扶、风险消除；以及体外帮扶。"""
    if lacking and lacking not in GAPS.values():
        fail(f"没有“{lacking}”这份清单，可写：{'、'.join(GAPS.values())}")
    with reading(as_of, known_at) as (ledgers, view, opened):
        chosen = Selection(campaign=campaign, unit=unit)
        require_known(opened, ledgers, view, chosen)
        table = ledgers.monitoring(view, chosen)
    if lacking:
        table = only(table, lacking)
    print_json(table) if as_json else show_monitoring(table)


def only(table: MonitoringLedger, lacking: str) -> MonitoringLedger:
    """The cases on one list; the aid beside the cases stands on that of 体外循环."""
    beside = tuple(aid for aid in table.aid_beside if aid.outside) if lacking == GAPS["aid_outside"] else ()
    return MonitoringLedger(table.basis, tuple(line for line in table.lines if lacking in line.gaps), beside)


def signals(
    campaign: Campaign = "",
    unit: Unit = "",
    texts: Annotated[bool, typer.Option("--texts", help="读取并比对各问题的整改措施，须用 --as 写明何人")] = False,
    as_person: AsPerson = "",
    as_of: AsOf = None,
    known_at: KnownAt = None,
    as_json: AsJson = False,
) -> None:
    """虚假整改线索：每条注明所依据的事件，由人判断，不作结论。"""
    with reading(as_of, known_at) as (ledgers, view, opened):
        gate: Gate = nobody
        if texts:
            person = person_named(opened.casework.organisation, as_person, opened.now())
            gate = opened.access(person, "整改措施", Purpose.COMPARISON).of
        chosen = Selection(campaign=campaign, unit=unit)
        require_known(opened, ledgers, view, chosen)
        found = ledgers.signals(view, chosen, gate)
    print_json(found) if as_json else show_signals(found)


def alike(
    campaign: Campaign = "",
    unit: Unit = "",
    at_least: Annotated[int, typer.Option("--at-least", min=1, help="至少几件才列为一组")] = 2,
    as_of: AsOf = None,
    known_at: KnownAt = None,
    as_json: AsJson = False,
) -> None:
    """同类问题：按问题类型和原因分类归并，各村几件。"""
    with reading(as_of, known_at) as (ledgers, view, opened):
        chosen = Selection(campaign=campaign, unit=unit)
        require_known(opened, ledgers, view, chosen)
        found = ledgers.alike(view, chosen, at_least)
    print_json(found) if as_json else show_alike(found)


def case(
    number: Annotated[str, typer.Argument(help="问题编号，或其他案件的编号")],
    kind: Annotated[str, typer.Option(help="类别，如 督查；只在编号不止一个案件时需要")] = "",
    as_of: AsOf = None,
    known_at: KnownAt = None,
    unmasked: Unmasked = False,
    purpose: ForPurpose = "",
    as_person: Annotated[str, typer.Option("--as", help="以谁的身份查看：移交事项只有应当知悉的人可见")] = "",
    as_json: AsJson = False,
) -> None:
    """一个问题或其他案件现在的情况。"""
    wanted = kind_named(kind)
    if kind and wanted is None:
        fail(f"没有“{kind}”这一类案件，可写：{'、'.join(known.chinese for known in CASE_KINDS)}")
    with installation() as opened:
        case_id = opened.find_case(number, wanted.name if wanted else "")
        person = person_named(opened.casework.organisation, as_person, opened.now()) if as_person else ""
        if not opened.may_know(case_id, person):
            raise Refused("unknown_case", case=number, kind=wanted.chinese if wanted else ANY_KIND)
        ledgers, view = up_to_date(opened), viewpoint(opened, as_of, known_at)
        read = texts_for(opened, unmasked, as_person, purpose, number)
        is_problem = isinstance(opened.casework.load(case_id).state, Problem)
        told = ledgers.case(view, case_id, number, masked(opened.store.vault) if is_problem else read)
        line = None
        if is_problem:
            gate = names_for(opened, unmasked, as_person, purpose, f"问题 {number}")
            line = next(iter(ledgers.ledger(view, Selection(number=number), gate).lines), None)
    if as_json:
        print_json(line or told)
    elif line is not None:
        show_case(line)
    else:
        show_sheet(told)


def access(as_person: AsPerson = "", as_json: AsJson = False) -> None:
    """访问日志：何人何时为何用途查看了哪些对象的姓名或内容；查看本日志也记录在内。"""
    with installation() as opened:
        person = person_named(opened.casework.organisation, as_person, opened.now())
        lines = opened.access(person, "访问日志", Purpose.ACCOUNTABILITY).of_the_log()
    print_json(lines) if as_json else show_access(lines)


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
    counts = (row.found.count, row.closed.count, row.rectifying.count, row.households.count, row.members)
    return [name, *map(str, counts), row.rate, row.on_time_rate, str(row.opening.count)]


def show_monitoring(table: MonitoringLedger) -> None:
    shown = Table(title="防返贫监测台账", caption=basis_words(table.basis), expand=True, show_lines=True)
    shown.add_column("监测编号", no_wrap=True)
    for title, ratio in (("农户", 3), ("线索和录入", 4), ("帮扶", 3), ("状态", 3), ("缺什么", 3)):
        shown.add_column(title, ratio=ratio, overflow="fold")
    for line in table.lines:
        shown.add_row(*monitoring_cells(line))
    console.print(shown)
    for aid in table.aid_beside:
        mark = "[red]体外循环[/]" if aid.outside else "案外帮扶"
        console.print(f"{mark}　{aid.on}　{aid.village}　{aid.household}　{aid.kind}")


def monitoring_cells(line: MonitoringLine) -> list[str]:
    due = on_day(line.entry_due_on, line.entry_provisional)
    entry = f"录入 {line.entered_on}" if line.entered_on else f"应于 {due}"
    used = "" if line.days_used is None else f"\n用时 {line.days_used}天{'（超期）' if line.late else ''}"
    plan = f"方案第{line.plan_version}版" if line.plan_version else "无方案"
    first_aid = "未帮扶" if line.first_aid_after is None else f"{line.first_aid_after}天后首次帮扶"
    return [
        line.monitor_no,
        f"{line.householder}　{line.members}人\n{line.monitor_class or line.household_kind}",
        f"线索 {line.clue_on}\n{line.source}\n{entry}{used}",
        f"{plan}\n{first_aid}",
        line.state,
        "、".join(line.gaps),
    ]


def show_signals(found: Signals) -> None:
    shown = Table(title="虚假整改线索", caption=basis_words(found.basis), expand=True, show_lines=True)
    shown.add_column("线索", no_wrap=True)
    shown.add_column("情况", ratio=3, overflow="fold")
    shown.add_column("依据（问题编号 第几条事件）", ratio=2, overflow="fold")
    for one in found.signals:
        cites = "、".join(f"{cited.problem_no} 第{cited.version}条" for cited in one.cites)
        shown.add_row(one.name, one.says, cites)
    console.print(shown)
    console.print(f"共{len(found.signals)}条，只是线索，须由人核实。")


def show_alike(found: Alike) -> None:
    shown = Table(title="同类问题", caption=basis_words(found.basis), expand=True, show_lines=True)
    for title, ratio in (("问题类型", 2), ("原因分类", 2), ("各村", 3), ("问题编号", 3)):
        shown.add_column(title, ratio=ratio, overflow="fold")
    for title in ("件数", "已销号"):
        shown.add_column(title, justify="right", no_wrap=True)
    for one in found.groups:
        places = "、".join(f"{place.place or '未写地点'}{place.count}件" for place in one.places)
        cells = (one.category_name, one.cause, places, "、".join(one.problems), str(one.count), str(one.closed))
        shown.add_row(*map(escape, cells))
    console.print(shown)


def show_access(lines: Sequence[AccessLine]) -> None:
    shown = Table(title="访问日志", expand=True)
    for title in ("时间", "何人", "账户", "查看", "用途", "对象", "结果"):
        shown.add_column(title, overflow="fold")
    for line in lines:
        at = f"{line.recorded_at.astimezone(SHANGHAI):%Y-%m-%d %H:%M}"
        number = f"{len(line.subjects)}个" if line.subjects else "-"
        result = "已查看" if line.granted else "[red]被拒绝[/]"
        shown.add_row(at, line.person, line.operator, line.what, line.purpose, number, result)
    console.print(shown)


def show_case(row: LedgerLine) -> None:
    shown = Table.grid(padding=(0, 2))
    shown.add_column(no_wrap=True)
    shown.add_column(overflow="fold")
    fields = {
        "问题编号": row.problem_no,
        **({"户主": row.householder} if row.householder else {}),
        "问题类型": row.category_name,
        "内容": row.content,
        "责任": f"{row.unit}　责任领导 {row.leader or '未定'}　责任人 {row.person or '未定'}",
        **({"第一责任人": row.first_responsible} if row.first_responsible else {}),
        **({"原因分析": f"{row.cause_class or '未分类'}：{row.cause}"} if row.cause else {}),
        "整改措施": "；".join(row.measures) or "（未报）",
        **({"协调事项": "；".join(row.requests)} if row.requests else {}),
        "整改时限": row.due,
        "状态": row.state,
        "逾期/层级": "，".join(lateness(row)),
        "进展或成效": row.result,
    }
    for title, value in fields.items():
        shown.add_row(f"[bold]{title}[/]", escape(value))
    console.print(shown)


def show_sheet(told: CaseSheet) -> None:
    console.print(f"[bold]{told.kind_name}　{escape(told.number)}[/]　[dim]{basis_words(told.basis)}[/]")
    shown = Table.grid(padding=(0, 2))
    for title, value in (
        ("阶段", told.stage_name),
        ("单位", told.unit or "-"),
        ("期限", on_day(told.due_on, told.provisional) if told.due_on else "-"),
    ):
        shown.add_row(f"[bold]{title}[/]", escape(value))
    for owed in told.owes:
        shown.add_row("[bold]应办[/]", f"{owed.name}　{owed.due_on}　[dim]{escape(owed.explanation)}[/]")
    console.print(shown)
    lines = Table.grid(padding=(0, 1))
    for one in told.happened:
        at = f"{one.occurred_at.astimezone(SHANGHAI):%Y-%m-%d %H:%M}"
        what = "\n".join([EVENTS[one.topic], *(f"[dim]{said.name}：[/]{escape(said.text)}" for said in one.texts)])
        lines.add_row(f"{one.version:>3}", at, what, f"[cyan]{escape(f'{one.post} {one.who}'.strip())}[/]")
    console.print(lines)


def on_day(day: date, provisional: bool) -> str:
    """A date as it is printed; 暂定: the notice of its year is not out."""
    return f"{day}（暂定）" if provisional else str(day)


def way_words(way: WayLine) -> str:
    """电子邮件 已发 2022-08-31 09:00."""
    why = f"（{way.reason}）" if way.reason and way.reason != way.state else ""
    return f"{way.medium}{way.state}{why} {moment(way.at)}"


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
