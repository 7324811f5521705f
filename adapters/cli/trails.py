"""责任链条: `duban trail`, of one problem, a unit, a person or a post, or a household; every line cites its event."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated

import typer
from rich.markup import escape
from rich.table import Table

from adapters.cli.output import console, fail, print_json
from adapters.cli.people import person_named
from adapters.cli.reading import (
    AsJson,
    AsOf,
    AsPerson,
    Campaign,
    ForPurpose,
    KnownAt,
    Unmasked,
    basis_words,
    moment,
    names_for,
    reading,
    way_words,
)
from adapters.evidence.kinds import KIND_NAMES
from adapters.installation import Installation
from adapters.play.words import EVENTS
from domain.calendar import local_date
from projections.duty_trail import KIND_NAMES as ENTRY_NAMES
from projections.duty_trail import DutyTrail, Entry, Kind, Subject
from projections.hands import Hand, Side, who
from projections.household_trail import HouseholdTrail
from projections.ledger_lines import day_of
from projections.level_papers import columns
from projections.trail import Trail, TrailLine

Number = Annotated[str, typer.Argument(help="问题编号，如 ZX2020-甲乡-0003；写明单位、人员或农户的不填")]
Unit = Annotated[str, typer.Option("--unit", help="单位的履责情况")]
Person = Annotated[str, typer.Option("--person", help="人员的履责情况（人员编号、姓名或职务）")]
Post = Annotated[str, typer.Option("--post", help="只看此人在这一职务上的")]
Household = Annotated[str, typer.Option("--household", help="一户的全部案件（农户编号）")]


def trail(
    problem_no: Number = "",
    unit: Unit = "",
    person: Person = "",
    post: Post = "",
    household: Household = "",
    campaign: Campaign = "",
    as_of: AsOf = None,
    known_at: KnownAt = None,
    unmasked: Unmasked = False,
    purpose: ForPurpose = "",
    as_person: AsPerson = "",
    as_json: AsJson = False,
) -> None:
    """责任链条：一个问题、一个单位、一个人（职务）或一户，何时、何人、办了什么，每行注明所依据的事件。"""
    if sum(map(bool, (problem_no, unit, person, household))) != 1:
        fail("请写明问题编号，或 --unit、--person、--household 中的一个")
    with reading(as_of, known_at) as (ledgers, view, opened):
        what = f"责任链条 {problem_no or household}"
        names = names_for(opened, unmasked, as_person, purpose, what)
        told: Trail | DutyTrail | HouseholdTrail
        if problem_no:
            told = ledgers.trail(view, problem_no, names)
        elif household:
            asking = person_named(opened.casework.organisation, as_person, opened.now()) if as_person else ""
            told = ledgers.household_trail(
                view, household, EVENTS, lambda case_id: opened.may_know(case_id, asking), names
            )
        else:
            told = ledgers.duty_trail(view, subject_named(opened, unit, person, post), campaign)
    print_json(told) if as_json else show(told)


def subject_named(opened: Installation, unit: str, person: str, post: str) -> Subject:
    """Raises Refused for a unit that nobody knows; ends the program for such a person."""
    organisation = opened.casework.organisation
    if unit:
        organisation.unit(unit)
        return Subject(unit=unit)
    return Subject(person=person_named(organisation, person, opened.now()), post=post)


# --- for people ---------------------------------------------------------------------------------------------------


def show(told: Trail | DutyTrail | HouseholdTrail) -> None:
    match told:
        case Trail():
            show_trail(told)
        case DutyTrail():
            show_duties(told)
        case HouseholdTrail():
            show_household(told)


def show_trail(told: Trail) -> None:
    kept = f"保管期限：{told.retention}"
    console.print(f"[bold]责任链条　{told.problem_no}[/]　[dim]{kept}　{basis_words(told.basis)}[/]")
    lines = Table.grid(padding=(0, 1), expand=True)
    for ratio in (0, 0, 4, 2):
        lines.add_column(ratio=ratio or None, no_wrap=not ratio, overflow="fold")
    for line in told.lines:
        lent = f"代{line.on_behalf_of}" if line.on_behalf_of else ""
        way = f"（{line.way}）" if line.way else ""
        who = " ".join(word for word in (f"{line.unit}{line.post}", line.who, lent, way, line.remark) if word)
        what = "\n".join([escape(line.what), *footnotes(line)])
        lines.add_row(f"{line.version:>3}", moment(line.occurred_at), what, f"[cyan]{escape(who)}[/]")
    console.print(lines)
    show_levels(told)
    for span in told.overdue_spans:
        console.print(f"[red]逾期 {span.first} 至 {span.last}：{span.days} 天，{span.wd} 个工作日[/]")
    for hand in told.hands:
        console.print(escape(hand_words(hand)))
    for sweep in told.sweeps:
        state = "已签字" if sweep.signed else "[yellow]未签字[/]"
        done = f"已核查 {sweep.verified}/{sweep.listed}项（{sweep.share}），" if sweep.listed else ""
        console.print(f"举一反三排查 {sweep.unit}：{done}{state}")
    for late in told.supervisor_lateness:
        console.print(f"[yellow]上级超时 {late.name}：应于 {late.due_on}，超 {late.overdue_wd} 个工作日[/]")


def hand_words(hand: Hand) -> str:
    """在甲镇手中 3 个工作日（2022-08-10 至 2022-08-15，责任领导…）."""
    until = f"{day_of(hand.until)}" if hand.until else "今"
    named = who(hand) if hand.side is not Side.SUPERVISING else ""
    span = f"自 {day_of(hand.since)} 至{'' if until == '今' else ' '}{until}"
    return f"在{hand.holder}手中 {hand.working_days} 个工作日（{'，'.join(part for part in (span, named) if part)}）"


def show_levels(told: Trail) -> None:
    """What paper followed each level that was reached."""
    if not told.levels:
        return
    shown = Table(title="各级督办", title_justify="left")
    for title in ("等级", "达到", "文书", "制发", "送达", "签收"):
        shown.add_column(title, overflow="fold")
    for line in told.levels:
        when = (one if isinstance(one, str) else moment(one) for one in columns(line))
        shown.add_row(line.name, moment(line.reached_at), line.document_no or line.paper_no or "-", *when)
    console.print(shown)


def footnotes(line: TrailLine) -> Iterator[str]:
    """Under an event: when it was entered if that was later, the deadlines it armed and why, its evidence."""
    if line.recorded_later and not line.moment:
        yield f"[dim]录入于{moment(line.recorded_at)}，{escape(line.late_reason)}[/]"
    for deadline in line.deadlines:
        yield f"[dim]{deadline.name}期限{deadline.due_on}：{deadline.explanation}[/]"
    if line.signers:
        yield f"[dim]签字：{escape('、'.join(f'{one.unit}{one.post} {one.name}' for one in line.signers))}[/]"
    yield from told_words(line)
    for evidence in line.evidence:
        taken = f"，{moment(evidence.taken_at)} 拍摄" if evidence.taken_at else ""
        by = f"，拍摄人 {escape(evidence.taken_by)}" if evidence.taken_by else ""
        yield f"[dim]佐证 {evidence.sha256}（{KIND_NAMES[evidence.kind]}{taken}{by}）[/]"


def told_words(line: TrailLine) -> Iterator[str]:
    """Whom a level or a reminder was told to, and what came of it."""
    if line.told is None:
        return
    for told in line.told.told:
        sent = "，".join(way_words(way) for way in told.ways)
        read = f"{moment(told.read_at)} 已阅" if told.read_at else "未阅"
        who = escape(f"{told.unit}{told.post} {told.name}（{told.capacity}）")
        yield f"[dim]通知 {who}：{sent + '，' if sent else ''}{read}[/]"
    for way in line.told.groups:
        yield f"[dim]通知 {escape(way.to)}：{way_words(way)}[/]"
    if line.told.nobody:
        yield f"[dim]无人可通知：{'、'.join(line.told.nobody)}[/]"


def show_duties(told: DutyTrail) -> None:
    """How much of each kind for every problem; then what it was, line by line."""
    whom = told.unit or f"{told.person}{told.post}"
    console.print(f"[bold]履责情况　{escape(whom)}[/]　[dim]{basis_words(told.basis)}[/]")
    shown = Table(expand=True)
    shown.add_column("问题编号", no_wrap=True)
    for kind in Kind:
        shown.add_column(ENTRY_NAMES[kind], justify="right", overflow="fold")
    for one in told.problems:
        shown.add_row(one.problem_no, *amounts(one.counts, one.working_days))
    shown.add_section()
    shown.add_row(f"共{len(told.problems)}件", *amounts(told.counts, told.working_days), style="bold")
    console.print(shown)
    console.print("[dim]次数/工作日；下列每行注明问题编号和第几条事件[/]")
    lines = Table.grid(padding=(0, 1), expand=True)
    for ratio in (0, 0, 0, 1):
        lines.add_column(ratio=ratio or None, no_wrap=not ratio, overflow="fold")
    for entry in told.entries:
        lines.add_row(*map(escape, entry_cells(entry)))
    console.print(lines)


def amounts(counts: Mapping[Kind, int], working_days: Mapping[Kind, int]) -> Iterator[str]:
    for kind in Kind:
        yield f"{counts[kind]}/{working_days[kind]}" if working_days[kind] else str(counts[kind] or "-")


def entry_cells(entry: Entry) -> tuple[str, str, str, str]:
    days = f"，{entry.working_days}个工作日" if entry.working_days else ""
    until = f" 至 {day_of(entry.until)}" if entry.until else ""
    cited = f"{entry.problem_no} 第{entry.version}条"
    return cited, ENTRY_NAMES[entry.kind], f"{local_date(entry.at)}{until}", entry.says + days


def show_household(told: HouseholdTrail) -> None:
    console.print(f"[bold]一户情况　{escape(told.household)}[/]　[dim]{basis_words(told.basis)}[/]")
    lines = Table.grid(padding=(0, 1), expand=True)
    for ratio in (0, 0, 2, 1):
        lines.add_column(ratio=ratio or None, no_wrap=not ratio, overflow="fold")
    for line in told.lines:
        cited = f"{line.kind} {line.number} 第{line.version}条"
        person = f"{line.unit}{line.post} {line.who}".strip()
        lines.add_row(escape(cited), moment(line.occurred_at), escape(line.what), f"[cyan]{escape(person)}[/]")
    console.print(lines)
