"""What an import would register, shown before anything is written (预览): for a terminal of 100 columns and as JSON.

Household names are masked here, also inside their own row's text, and phones are not shown.
"""

from collections.abc import Mapping, Sequence

import msgspec
from rich import box
from rich.cells import cell_len
from rich.console import Console
from rich.table import Table
from rich.text import Text

from adapters.importing.dates import Day, Standing, Unclear
from adapters.importing.due import Due
from adapters.importing.findings import Decision, Unread
from adapters.importing.ledger import LedgerDocument, LedgerRow, LedgerSheet, Scope
from adapters.importing.people import PeopleDocument
from adapters.importing.plan import PlanDocument
from domain.organisation import ROLE_NAMES, Role

SHOWN_ROWS = 50
CODES_ALONE: Mapping[str, str] = {}
_SHOWN_CHARACTERS = 40
_WHERE_WIDTH = 18


class Preview(msgspec.Struct, frozen=True):
    """What will be registered, what could not be read, and what a person has to decide; each with its place."""

    kind: str  # plan | ledger | people
    file: str
    sha256: str
    title: str
    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]  # the first column is the place
    unread: tuple[Unread, ...]
    decisions: tuple[Decision, ...]
    notes: tuple[str, ...]


def preview_plan(plan: PlanDocument, decisions: Sequence[Decision] | None = None) -> Preview:
    """The preview of a plan; `decisions` are all that are open once its names were looked up in the organisation."""
    rows = [
        (
            str(item.place),
            item.number,
            item.content.text,
            str(len(item.measures)),
            item.leader.text,
            item.person.text,
            due_text(item.due),
        )
        for item in plan.items
    ]
    return Preview(
        kind="plan",
        file=plan.name,
        sha256=plan.sha256,
        title=" ".join(filter(None, (plan.title, plan.number))),
        headings=("位置", "序号", "问题", "措施", "责任领导", "责任人", "完成期限"),
        rows=tuple(rows),
        unread=plan.unread,
        decisions=plan.decisions if decisions is None else tuple(decisions),
        notes=plan.notes,
    )


def preview_ledger(
    ledger: LedgerDocument, decisions: Sequence[Decision] | None = None, labels: Mapping[str, str] = CODES_ALONE
) -> Preview:
    """The preview of a ledger; `decisions` are all that are open once its names were looked up.

    ``labels``: what a problem type is called, by its code.
    """
    return Preview(
        kind="ledger",
        file=ledger.name,
        sha256=ledger.sha256,
        title="、".join(dict.fromkeys(sheet.title for sheet in ledger.sheets if sheet.title)),
        headings=("位置", "对象", "问题类型", "具体内容", "责任人", "责任单位", "整改时限"),
        rows=tuple(_ledger_row(row, labels) for row in ledger.rows),
        unread=ledger.unread,
        decisions=ledger.decisions if decisions is None else tuple(decisions),
        notes=(*ledger.notes, *map(_passed_over, ledger.sheets)),
    )


def preview_people(people: PeopleDocument, decisions: Sequence[Decision] | None = None) -> Preview:
    """The preview of a list of people; `decisions` are all that are open once its units were looked up."""
    rows = [
        (
            str(person.place),
            person.unit,
            person.name,
            person.post,
            "、".join(ROLE_NAMES[Role(role)] for role in person.roles),
            f"{person.since or ''}～{person.until or '今'}" if person.since or person.until else "",
        )
        for person in people.people
    ]
    return Preview(
        kind="people",
        file=people.name,
        sha256=people.sha256,
        title=f"{len(people.units)} 个单位，{len(people.people)} 条任职",
        headings=("位置", "单位", "姓名", "职务", "角色", "起止日期"),
        rows=tuple(rows),
        unread=people.unread,
        decisions=people.decisions if decisions is None else tuple(decisions),
        notes=people.notes,
    )


def as_json(preview: Preview) -> bytes:
    """The preview as JSON, UTF-8."""
    return msgspec.json.encode(preview)


def print_preview(preview: Preview, console: Console, results: Mapping[str, str] | None = None) -> None:
    """Print the preview as tables; of very long ones the first rows, the rest is in the JSON form.

    ``results``: by place, what would become of each row (可导入, 已有, 待定, 被拒绝).
    """
    console.print(Text(f"导入预览（未写入）：{preview.file}  {preview.title}", style="bold"))
    headings, rows = preview.headings, preview.rows
    if results is not None:
        headings, rows = (*headings, "结果"), tuple((*row, results.get(row[0], "")) for row in rows)
    _print_table(console, f"共 {len(rows)} 条", headings, rows)
    unread = [(str(each.place), each.text, each.why) for each in preview.unread]
    _print_table(console, f"没有读取 {len(unread)} 处", ("位置", "文字", "原因"), unread)
    print_decisions(preview.decisions, console)
    for note in preview.notes:
        console.print(Text(note))


def print_decisions(decisions: Sequence[Decision], console: Console, title: str = "需要决定") -> None:
    """Each question with its place, the choices, and how an answer is given on the command line."""
    if decisions:
        console.print(Text(f"{title} {len(decisions)} 处", style="bold"))
    for each in decisions:
        written = f"“{each.text}”" if each.text else ""
        console.print(Text(f"  {each.place}{written}：{each.question}", style="yellow"))
        if each.candidates:
            console.print(Text(f"      可选：{'、'.join(each.candidates)}"))
        if each.answer:
            console.print(Text(f"      决定后再导入：--set '{each.answer}=……'"))


def due_text(due: Due) -> str:
    """A due date as tables print it: 2022-08-31 12:00, 立行立改, 未定."""
    match due.read:
        case Day(on=on, time_of_day=None):
            return on.isoformat()
        case Day(on=on, time_of_day=at):
            return f"{on.isoformat()} {at:%H:%M}"
        case Standing(kind=kind):
            return "立行立改" if kind == "IMMEDIATE" else "长期坚持"
        case Unclear():
            return "待决定"
        case _:
            return "未定"


def masked(name: str) -> str:
    """A household's name as those see it who need not know it: surname and `**`."""
    return f"{name[:1]}**" if name else ""


def _passed_over(sheet: LedgerSheet) -> str:
    columns = f"没有读取的栏目：{'、'.join(sheet.unread_columns)}。" if sheet.unread_columns else ""
    return (
        f"工作表“{sheet.name}”：{sheet.rows} 行待登记；"
        f"跳过空行 {sheet.blank}、小计合计 {sheet.subtotals}、备注签字 {sheet.remarks} 行。{columns}"
    )


def _ledger_row(row: LedgerRow, labels: Mapping[str, str]) -> tuple[str, ...]:
    name = row.household.text
    if row.scope is Scope.HOUSEHOLD:
        subject = f"{row.village.text}{masked(name)}"
        content = row.content.text.replace(name, masked(name)) if name else row.content.text
    else:
        subject, content = row.area_unit, row.content.text
    return (
        str(row.place),
        subject,
        labels.get(row.category_code or "", row.category_code) or row.category.text,
        content,
        row.person.text,
        row.unit.text,
        due_text(row.due),
    )


def _print_table(console: Console, title: str, headings: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    if not rows:
        return
    left = f"（先显示 {SHOWN_ROWS} 行）" if len(rows) > SHOWN_ROWS else ""
    table = Table(title=title + left, box=box.SIMPLE, title_justify="left", pad_edge=False)
    widest = max(cell_len(row[0]) for row in rows[:SHOWN_ROWS])
    table.add_column(headings[0], overflow="fold", min_width=min(widest, _WHERE_WIDTH), max_width=_WHERE_WIDTH)
    for heading in headings[1:]:
        table.add_column(heading, overflow="fold")
    for row in rows[:SHOWN_ROWS]:
        table.add_row(*map(_shortened, row))
    console.print(table)


def _shortened(text: str) -> Text:
    line = text.replace("\n", " ")
    return Text(line if len(line) <= _SHOWN_CHARACTERS else f"{line[:_SHOWN_CHARACTERS]}…")
