"""设想与实际对照, as a table to be printed: what differs, unit by unit, duty by duty, case by case."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from adapters.printing.printed_table import PrintedTable
from adapters.what_if.comparing import TOTAL, WhatIf
from adapters.what_if.deadlines import DeadlineCompared, KeptCompared
from adapters.what_if.sides import Counted
from domain.calendar import local_date
from domain.issue.content import TableContent, TableRow
from domain.papers import ColumnTitle
from domain.policy import DUTY_NAMES, LEVEL_NAMES, Level
from domain.write_side import KINDS

KIND_NAMES = {kind.name: kind.chinese for kind in KINDS}
NAME = "设想与实际对照"
SIDES = ("实际", "设想")
COLUMNS = (
    ColumnTitle("编号"),
    ColumnTitle("单位"),
    ColumnTitle("事项"),
    *(ColumnTitle(side, group) for group in ("到期", "超期", "督办层级") for side in SIDES),
)
OF_UNITS, OF_DUTIES, OF_PROBLEMS = "各单位的问题（超期数/问题数）", "各类时限（超期数/应办数）", "有不同的问题"
OF_DEADLINES, UNDONE = "是否按时会有不同的时限", "按设想的规则办不成的事"


def printed(found: WhatIf, mark: str) -> PrintedTable:
    """``mark`` (水印): who took it out and when."""
    basis = f"截至{local_date(found.until)}；规则：实际 {found.rules_was}，设想 {found.rules_would}"
    notes = tuple(f"未计入：两套规则的“{name}”不同" for name in found.not_reckoned)
    form = TableContent(f"{found.campaign}{NAME}", (), COLUMNS, (), (basis, *notes), numbered=True)
    return PrintedTable(NAME, form, lambda: rows(found), (), basis, mark)


def rows(found: WhatIf) -> Iterator[TableRow]:
    for unit in (*found.units, found.total):
        late = (f"{side.late}/{side.problems}" for side in (unit.was, unit.would))
        levels = (highest(side) for side in (unit.was, unit.would))
        cells = ("", unit.unit, "整改", "", "", *late, *levels)
        yield TableRow(unit.unit, cells, OF_UNITS, total=unit is found.total)
    for one in found.duties:
        yield duty_row(one, TOTAL)
    for one in found.duties_by_unit:
        if one.was != one.would:
            yield duty_row(one, one.unit)
    for problem in found.problems:
        due = (day(problem.due_was), day(problem.due_would))
        delay = (days(problem.late_days_was), days(problem.late_days_would))
        reached = (LEVEL_NAMES[problem.level_was], LEVEL_NAMES[problem.level_would])
        cells = (problem.problem_no, problem.unit, "整改", *due, *delay, *reached)
        yield TableRow(problem.problem_no, cells, OF_PROBLEMS)
    for deadline in found.deadlines:
        yield deadline_row(deadline)
    for deed in found.undone:
        when = f"{local_date(deed.at)} {deed.who}：{deed.why}"
        yield TableRow(deed.number, (deed.number, "", when, *[""] * 6), UNDONE)


def duty_row(one: KeptCompared, unit: str) -> TableRow:
    late = (f"{side.late}/{side.owed}" for side in (one.was, one.would))
    what = f"{KIND_NAMES[one.kind]}·{DUTY_NAMES[one.duty]}"
    return TableRow(f"{what}/{unit}", ("", unit, what, "", "", *late, "", ""), OF_DUTIES)


def deadline_row(one: DeadlineCompared) -> TableRow:
    what = f"{DUTY_NAMES[one.duty]}（{one.armed_on}起）"
    late = (
        days(number) or ("是" if late else "")
        for late, number in ((one.late_was, one.late_days_was), (one.late_would, one.late_days_would))
    )
    cells = (one.number, one.unit, what, day(one.due_was), day(one.due_would), *late, "", "")
    return TableRow(f"{one.number}/{what}", cells, OF_DEADLINES)


def highest(side: Counted) -> str:
    """The levels reached, each with how often."""
    return "、".join(f"{LEVEL_NAMES[Level[name]]}{count}" for name, count in side.levels.items() if count)


def day(on: date | None) -> str:
    return on.isoformat() if on else ""


def days(number: int) -> str:
    return f"{number}天" if number else ""
