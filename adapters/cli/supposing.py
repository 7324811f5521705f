"""设想 (what-if): a campaign under another policy, ladder or calendar, beside what was. Nothing is written."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape
from rich.progress import Progress
from rich.table import Table

from adapters.cli.opening import installation
from adapters.cli.output import complaints, console, fail, print_json
from adapters.cli.reading import AsJson, Campaign
from adapters.day_tables import DayTableError, load_calendar
from adapters.excel.workbook import require_free, write_workbook
from adapters.play.words import EVENTS
from adapters.what_if import RulesUnreadable, WhatIf, other_rules, what_if
from adapters.what_if.comparing import TOTAL, UnitCompared
from adapters.what_if.deadlines import Kept, KeptCompared
from adapters.what_if.printed import KIND_NAMES, printed
from adapters.what_if.reading import Tell
from adapters.what_if.sides import LEVELS, Counted
from domain.calendar import SHANGHAI, BusinessCalendar, CalendarNotCovered, local_date
from domain.policy import DUTY_NAMES, LEVEL_NAMES, Level

SHOWN = 30
"""So many problems, deadlines and deeds are listed; --json has all."""


def suppose(
    campaign: Campaign,
    policy: Annotated[Path | None, typer.Option(help="另一规则包的目录，或只写改动的 YAML 文件")] = None,
    ladder: Annotated[str, typer.Option(help="督办阶梯，如 '催办: 1, 督办函: 2, 通报: 5'（逾期工作日）")] = "",
    calendar: Annotated[Path | None, typer.Option(help="工作日历目录（每年一个 YAML）")] = None,
    out: Annotated[Path | None, typer.Option(help="另写成工作簿（.xlsx，不覆盖已有的）")] = None,
    as_json: AsJson = False,
) -> None:
    """设想：同样的经过，换一套期限、阶梯或日历，谁会超期、发几份督办函。与实际并列；不写入任何内容。"""
    if policy is None and calendar is None and not ladder:
        fail("请用 --policy、--ladder 或 --calendar 写明换成什么规则")
    if out is not None:
        require_free(out)
    with installation() as opened:
        was = opened.casework.rules(campaign)
        try:
            would = other_rules(was, policy, ladder)
            days = calendar_of(calendar) if calendar else opened.casework.calendar
            with Progress(console=complaints, transient=True, disable=as_json) as progress:
                found = what_if(opened.casework.recorder, campaign, was, would, days, bar(progress))
        except (RulesUnreadable, DayTableError) as wrong:
            fail(str(wrong))
        except CalendarNotCovered as gap:
            fail(gap.message)
        except LookupError:
            fail(f"专项行动“{campaign}”还没有登记任何问题")
        if out is not None:
            write_workbook(printed(found, f"导出于 {opened.now().astimezone(SHANGHAI):%Y-%m-%d %H:%M}"), out)
    print_json(found) if as_json else show(found)


def bar(progress: Progress) -> Tell:
    """A bar on the standard error that says how far the log was read."""
    task = progress.add_task("设想", total=None)
    return lambda done, of: progress.update(task, completed=done, total=of)


def calendar_of(folder: Path) -> BusinessCalendar:
    if not any(folder.glob("*.yaml")):
        fail(f"目录 {folder} 中没有工作日历（每年一个 YAML 文件）")
    return load_calendar(folder)


# --- in the terminal --------------------------------------------------------------------------------------------------


def show(found: WhatIf) -> None:
    caption = f"截至 {local_date(found.until)}；每格为 实际 → 设想，相同的只写一个；督办函一个单位一天一份"
    table = Table(title=f"{found.campaign}：设想与实际对照", caption=caption, expand=True)
    table.add_column("单位", overflow="fold")
    names = ("问题", "超期", "超期天数", "逾期未认领", *(LEVEL_NAMES[one].removesuffix("纪检监察") for one in LEVELS))
    for name in (*names, "督办函份数", "上级超时"):
        table.add_column(name, justify="right", overflow="fold")
    for unit in (*found.units, found.total):
        table.add_row(escape(unit.unit or "（未交办）"), *side_by_side(unit))
    console.print(table)
    show_duties(found)
    show_problems(found)
    show_deadlines(found)
    show_undone(found)
    show_raised(found)
    for name in found.not_reckoned:
        console.print(f"未计入：两套规则的“{name}”不同，人已作出的决定没有按它重新判断")


def side_by_side(unit: UnitCompared) -> list[str]:
    return [
        str(before) if before == after else f"{before} → {after}"
        for before, after in zip(counts(unit.was), counts(unit.would), strict=True)
    ]


def show_duties(found: WhatIf) -> None:
    """What was owed in cases of every kind; unit by unit only where something differs."""
    table = Table(title="各类时限：应办、超期和超期天数", expand=True)
    for name in ("案件", "时限", "单位"):
        table.add_column(name, overflow="fold")
    for name in ("应办", "超期", "超期天数"):
        table.add_column(name, justify="right", overflow="fold")
    differing = [one for one in found.duties_by_unit if one.was != one.would]
    for whole in found.duties:
        table.add_row(*duty_row(whole, TOTAL))
        for one in differing:
            if (one.kind, one.duty) == (whole.kind, whole.duty):
                table.add_row(*duty_row(one, one.unit or "（未交办）"))
    console.print(table)


def duty_row(one: KeptCompared, unit: str) -> list[str]:
    owed_by = "（上级）" if one.supervising else ""
    figures = (two(before, after) for before, after in zip(kept(one.was), kept(one.would), strict=True))
    return [KIND_NAMES[one.kind], DUTY_NAMES[one.duty] + owed_by, escape(unit), *figures]


def kept(side: Kept) -> tuple[int, ...]:
    return side.owed, side.late, side.late_days


def counts(side: Counted) -> tuple[int, ...]:
    levels = (side.levels[level.name] for level in LEVELS)
    return (side.problems, side.late, side.late_days, side.unclaimed, *levels, side.letters, side.supervisors_late)


def show_problems(found: WhatIf) -> None:
    if not found.problems:
        console.print("没有一个问题会有不同。")
        return
    table = Table(title=f"有不同的问题 {len(found.problems)} 个", expand=True)
    for name in ("问题编号", "责任单位", "时限", "超期天数", "最高一级"):
        table.add_column(name, overflow="fold")
    for one in found.problems[:SHOWN]:
        days = two(one.late_days_was, one.late_days_would)
        table.add_row(
            escape(one.problem_no),
            escape(one.unit),
            two(one.due_was or "未定", one.due_would or "未定"),
            days,
            two(name_of(one.level_was), name_of(one.level_would)),
        )
    console.print(table)
    if len(found.problems) > SHOWN:
        console.print(f"只列出前 {SHOWN} 个，全部见 --json。")


def show_deadlines(found: WhatIf) -> None:
    if not found.deadlines:
        return
    table = Table(title=f"是否按时会有不同的时限 {len(found.deadlines)} 个", expand=True)
    for name in ("编号", "单位", "时限", "到期", "是否超期"):
        table.add_column(name, overflow="fold")
    for one in found.deadlines[:SHOWN]:
        table.add_row(
            escape(one.number),
            escape(one.unit),
            f"{DUTY_NAMES[one.duty]}（{one.armed_on}起）",
            two(one.due_was or "无", one.due_would or "无"),
            two(late_text(one.late_was, one.late_days_was), late_text(one.late_would, one.late_days_would)),
        )
    console.print(table)
    if len(found.deadlines) > SHOWN:
        console.print(f"只列出前 {SHOWN} 个，全部见 --json。")


def late_text(late: bool, days: int) -> str:
    if not late:
        return "否"
    return f"超期{days}天" if days else "超期"


def show_raised(found: WhatIf) -> None:
    for numbers, what in (
        (found.raised, "会因录入超期另生问题的监测对象"),
        (found.not_raised, "不会因录入超期产生的问题"),
    ):
        if numbers:
            more = "等" if len(numbers) > SHOWN else ""
            console.print(escape(f"{what} {len(numbers)} 件：{'、'.join(numbers[:SHOWN])}{more}"))


def show_undone(found: WhatIf) -> None:
    if not found.undone:
        return
    console.print(f"按设想的规则办不成的事 {len(found.undone)} 件，涉及 {len(found.apart)} 件，其后不可比：")
    for deed in found.undone[:SHOWN]:
        what = EVENTS.get(deed.what, deed.what)
        console.print(escape(f"  {local_date(deed.at)} {deed.number} {deed.who} {what}：{deed.why}"))
    if len(found.undone) > SHOWN:
        console.print(f"只列出前 {SHOWN} 件，全部见 --json。")


def two(before: object, after: object) -> str:
    return str(before) if before == after else f"{before} → {after}"


def name_of(level: Level) -> str:
    return LEVEL_NAMES[level]
