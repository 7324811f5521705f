"""逐个问题的表: the tables that have a row for each problem, row by row: L1, L2, L7 and the working ledger (一览).

Texts are revealed and lines made a few hundred at a time, so that a table of 100,000 problems is never whole in memory.
Source: domain reference, section 11.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from typing import NamedTuple

from msgspec.structs import replace

from domain.calendar import BusinessCalendar
from domain.issue.content import TableContent, TableRow
from domain.pack import Pack
from domain.papers import ColumnTitle, LedgerCode
from domain.problem.classification import Scope
from domain.problem.problem import NOT_COUNTED
from projections.annexes import (
    AREA_COLUMNS,
    HEAD,
    HOUSEHOLD_COLUMNS,
    LEVEL_ORDER,
    PLAN_COLUMNS,
    Cell,
    Column,
    area_title,
    heading,
    household_title,
    joined_measures,
    narrowest,
    plan_title,
)
from projections.as_of import Basis
from projections.ledger import LedgerRow
from projections.ledger_lines import (
    ERASED,
    UNVERIFIED_NOTE,
    LedgerLine,
    Masked,
    Reveal,
    Texts,
    ledger_lines,
    source_name,
)

READ_AT_ONCE = 500
WORKING_LEDGER = "ledger"
"""The code of the working ledger, which is no table of a document."""

NUMBER, VERSION = ColumnTitle("问题编号"), ColumnTitle("版本")
HANDED_BACK = "填写后导回"
Columns = tuple[tuple[Column, Cell], ...]
SectionOfRows = tuple[str, Sequence[LedgerRow]]


class Problems(NamedTuple):
    """The chosen problems from one viewpoint, and how their texts are read: in full for the ``unmasked`` subjects."""

    campaign: str
    unit: str
    rows: Sequence[LedgerRow]
    basis: Basis
    packs: Mapping[str, Pack]
    calendar: BusinessCalendar
    reveal: Reveal
    unmasked: Collection[str] = ()


class TableStream(NamedTuple):
    """A table whose rows come one by one, each time anew. ``form`` is all but its rows."""

    form: TableContent
    rows: Callable[[], Iterator[TableRow]]

    def whole(self) -> TableContent:
        return replace(self.form, rows=tuple(self.rows()))


def streamed(content: TableContent) -> TableStream:
    return TableStream(replace(content, rows=()), lambda: iter(content.rows))


class ProblemForm(NamedTuple):
    """How a table with a row for each problem is printed, and which problems stand in it, under which headings."""

    title: Callable[[Problems], str]
    head: tuple[str, ...]
    columns: Columns
    sections: Callable[[Problems], Sequence[SectionOfRows]]
    numbered: bool


def table(problems: Problems, form: ProblemForm, *, handed_back: bool = False) -> TableStream:
    """``handed_back``: with the columns that are filled in, and at the right end the number and version of each row."""
    columns = (*form.columns, *added(form.columns)) if handed_back else form.columns
    sections = form.sections(problems)
    unverified = any(row.unverified for _, rows in sections for row in rows)
    content = TableContent(
        title=form.title(problems),
        head=form.head,
        columns=tuple(ColumnTitle(column.title, column.group) for column, _ in columns),
        rows=(),
        notes=(UNVERIFIED_NOTE,) if unverified else (),
        numbered=form.numbered,
    )
    return TableStream(content, lambda: table_rows(problems, columns, sections))


def table_rows(problems: Problems, columns: Columns, sections: Sequence[SectionOfRows]) -> Iterator[TableRow]:
    """A row of which something was erased can no longer be sealed under its own key: nothing of it is left to hide."""
    for section, rows in sections:
        for row, line in lines(problems, rows):
            cells = tuple(cell(line) for _, cell in columns)
            erased = any(ERASED in text for text in cells)
            yield TableRow(line.problem_no, cells, section, "" if erased else row.subject)


def lines(problems: Problems, rows: Sequence[LedgerRow]) -> Iterator[tuple[LedgerRow, LedgerLine]]:
    at, calendar, packs = problems.basis.as_of, problems.calendar, problems.packs
    for first in range(0, len(rows), READ_AT_ONCE):
        batch = rows[first : first + READ_AT_ONCE]
        yield from zip(batch, ledger_lines(batch, at, calendar, packs, problems.reveal, problems.unmasked), strict=True)


# --- which problems, under which headings -----------------------------------------------------------------------------


def standing(problems: Problems) -> list[LedgerRow]:
    """销号 does not take a row away; what is in no count (作废, 并入, 不认领理由成立) is in no list either."""
    return [row for row in problems.rows if row.stage not in NOT_COUNTED]


def households(problems: Problems) -> Sequence[SectionOfRows]:
    """By registration order."""
    return [("", [row for row in standing(problems) if row.scope is Scope.HOUSEHOLD])]


def areas(problems: Problems) -> Sequence[SectionOfRows]:
    """County, town, village, each by registration order."""
    rows = [row for row in standing(problems) if row.scope is Scope.AREA]
    rows.sort(key=lambda row: LEVEL_ORDER.index(narrowest(row.area_level, row.place.town, row.place.village)))
    return [("", rows)]


def by_source(problems: Problems) -> Sequence[SectionOfRows]:
    """Under the sources of the problems, in the order in which these first appear."""
    rows = standing(problems)
    texts = Texts((ref for row in rows for ref in (row.source_remark, row.householder)), problems.reveal)
    found: dict[str, list[LedgerRow]] = {}
    for row in rows:
        say = texts if row.subject in problems.unmasked else Masked(texts, texts(row.householder))
        found.setdefault(source_name(row, problems.packs, say), []).append(row)
    return [(heading(number, source), held) for number, (source, held) in enumerate(found.items(), start=1)]


def everything(problems: Problems) -> Sequence[SectionOfRows]:
    """Also what was found not to exist: its state says so."""
    return [("", problems.rows)]


# --- the columns ------------------------------------------------------------------------------------------------------


def blank(line: LedgerLine) -> str:
    return ""


def overdue(line: LedgerLine) -> str:
    return str(line.overdue_wd) if line.overdue_wd else ""


def level(line: LedgerLine) -> str:
    return line.highest_level_name if line.highest_level not in ("", "NONE") else ""


WORKING_COLUMNS: Columns = (
    (Column(NUMBER.title), lambda line: line.problem_no),
    (Column("地点"), lambda line: line.place),
    (Column("户主姓名"), lambda line: line.householder),
    (Column("问题类型"), lambda line: line.category_name),
    (Column("具体内容"), lambda line: line.content),
    (Column("整改措施"), joined_measures),
    (Column("责任单位", "整改责任"), lambda line: line.unit),
    (Column("责任领导", "整改责任"), lambda line: line.leader),
    (Column("责任人", "整改责任"), lambda line: line.person),
    (Column("整改时限"), lambda line: line.due),
    (Column("状态"), lambda line: line.state),
    (Column("逾期工作日数"), overdue),
    (Column("督办等级"), level),
    (Column("整改成效"), lambda line: line.result),
)
FILLED_IN: Columns = (
    (Column("认领情况", HANDED_BACK), blank),
    (Column("不认领理由", HANDED_BACK), blank),
    (Column("责任领导", HANDED_BACK), lambda line: line.leader),
    (Column("责任人", HANDED_BACK), lambda line: line.person),
    (Column("整改措施", HANDED_BACK), joined_measures),
    (Column("整改时限", HANDED_BACK), lambda line: line.due),
    (Column("整改进展", HANDED_BACK), blank),
    (Column("整改成效", HANDED_BACK), lambda line: line.result),
    (Column("申请销号", HANDED_BACK), blank),
)
SAME = {"完成期限": "整改时限"}
"""What a document calls a column that is filled in."""

IDENTITY: Columns = (
    (Column(NUMBER.title), lambda line: line.problem_no),
    (Column(VERSION.title), lambda line: str(line.version)),
)
"""By which a row is known when it comes back."""


def added(columns: Columns) -> Columns:
    """What a table that comes back has beside its own columns."""
    own = {SAME.get(column.title, column.title) for column, _ in columns}
    return tuple(both for both in (*FILLED_IN, *IDENTITY) if both[0].title not in own)


def hidden_at_the_end(columns: Sequence[ColumnTitle]) -> int:
    """How many columns at the right end only the program reads."""
    hidden = 0
    while hidden < len(columns) and columns[-1 - hidden] in (NUMBER, VERSION):
        hidden += 1
    return hidden


def working_title(problems: Problems) -> str:
    return f"{problems.unit}问题整改台账"


PROBLEM_TABLES: Mapping[str, ProblemForm] = {
    LedgerCode.L1: ProblemForm(lambda of: household_title(of.unit), HEAD, HOUSEHOLD_COLUMNS, households, True),
    LedgerCode.L2: ProblemForm(lambda of: area_title(of.unit), HEAD, AREA_COLUMNS, areas, True),
    LedgerCode.L7: ProblemForm(lambda of: plan_title(of.packs[of.campaign]), (), PLAN_COLUMNS, by_source, False),
    WORKING_LEDGER: ProblemForm(working_title, HEAD, WORKING_COLUMNS, everything, True),
}
