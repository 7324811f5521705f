"""附件: the ledger in the exact forms of the source documents: L1 户内问题, L2 面上问题, L7 整改方案清单.

Columns and their order are those of domain.md section 11. 销号 does not take a line away; what is in no count
(作废, 并入, 不认领理由成立) is in no list.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

import msgspec

from domain.pack import Pack
from domain.problem.classification import AreaLevel, Scope
from domain.problem.problem import NOT_COUNTED
from projections.as_of import Basis
from projections.ledger_lines import UNVERIFIED_NOTE, Ledger, LedgerLine


class Column(msgspec.Struct, frozen=True):
    """A leaf column; neighbours of one ``group`` share a header above them."""

    title: str
    group: str = ""


class Section(msgspec.Struct, frozen=True):
    """Rows under a heading; ``problems`` are the numbers (问题编号) of the problems that they are about."""

    heading: str
    rows: tuple[tuple[str, ...], ...]
    problems: tuple[str, ...]


class Annex(msgspec.Struct, frozen=True):
    """A table as it is printed: title, lines to be filled in above, columns, rows under their headings."""

    basis: Basis
    title: str
    head: tuple[str, ...]
    columns: tuple[Column, ...]
    sections: tuple[Section, ...]
    notes: tuple[str, ...] = ()  # below the table: 身份未核验


Cell = Callable[[LedgerLine], str]

TITLE = "集中排查“回头看”专项行动问题整改台账"
HEAD = ("填报单位(盖章)", "填报人", "填报时间")
SERIAL = Column("序号")
RESPONSIBILITY = "整改责任"
LEVEL_ORDER = (AreaLevel.COUNTY, AreaLevel.TOWN, AreaLevel.VILLAGE)
NUMERALS = "一二三四五六七八九十"
PRINTED_NUMBER = re.compile(r"^[(（][一二三四五六七八九十]+[)）]")


def joined_measures(line: LedgerLine) -> str:
    return "；".join(line.measures)


COMMON: tuple[tuple[Column, Cell], ...] = (
    (Column("问题类型"), lambda line: line.category_name),
    (Column("具体内容"), lambda line: line.content),
    (Column("整改措施"), joined_measures),
    (Column("责任人", RESPONSIBILITY), lambda line: line.person),
    (Column("责任单位", RESPONSIBILITY), lambda line: line.unit),
    (Column("整改时限"), lambda line: line.due),
    (Column("整改成效"), lambda line: line.result),
)
HOUSEHOLD_COLUMNS: tuple[tuple[Column, Cell], ...] = (
    (Column("镇"), lambda line: line.town),
    (Column("村"), lambda line: line.village),
    (Column("户主姓名"), lambda line: line.householder),
    (Column("户类型"), lambda line: line.household_kind),
    *COMMON,
)
AREA_COLUMNS: tuple[tuple[Column, Cell], ...] = ((Column("面上问题层级"), lambda line: area_text(line)), *COMMON)
PLAN_COLUMNS: tuple[tuple[Column, Cell], ...] = (
    (Column("问题"), lambda line: line.content),
    (Column("整改措施"), joined_measures),
    (Column("责任领导"), lambda line: line.leader),
    (Column("责任人"), lambda line: line.person),
    (Column("完成期限"), lambda line: line.due),
)


def household_annex(ledger: Ledger, reporting_unit: str) -> Annex:
    """L1 附件1-1: by registration order."""
    lines = [line for line in standing(ledger) if line.scope is Scope.HOUSEHOLD]
    return numbered(ledger.basis, household_title(reporting_unit), HOUSEHOLD_COLUMNS, lines)


def area_annex(ledger: Ledger, reporting_unit: str) -> Annex:
    """L2 附件1-2: county, town, village, each by registration order."""
    lines = [line for line in standing(ledger) if line.scope is Scope.AREA]
    lines.sort(key=lambda line: LEVEL_ORDER.index(area_level(line)))
    return numbered(ledger.basis, area_title(reporting_unit), AREA_COLUMNS, lines)


def plan_list(ledger: Ledger, pack: Pack) -> Annex:
    """L7 整改方案清单: under the sources of the problems, in the order in which these first appear."""
    by_source: dict[str, list[LedgerLine]] = {}
    for line in standing(ledger):
        by_source.setdefault(line.source, []).append(line)
    sections = tuple(
        Section(heading(number, source), tuple(cells(PLAN_COLUMNS, line) for line in lines), numbers_of(lines))
        for number, (source, lines) in enumerate(by_source.items(), start=1)
    )
    titles = tuple(column for column, _ in PLAN_COLUMNS)
    return Annex(ledger.basis, plan_title(pack), (), titles, sections, notes_below(standing(ledger)))


def household_title(reporting_unit: str) -> str:
    return f"{reporting_unit}{TITLE}(户内问题)"


def area_title(reporting_unit: str) -> str:
    return f"{reporting_unit}{TITLE}(面上问题)"


def plan_title(pack: Pack) -> str:
    return f"{pack.title.removesuffix('整改')}整改方案清单"


def heading(number: int, source: str) -> str:
    """(一)反馈问题; the number that a source was printed with gives way to that of this print."""
    return f"({numeral(number)}){PRINTED_NUMBER.sub('', source)}" if source else ""


def numbered(basis: Basis, title: str, columns: tuple[tuple[Column, Cell], ...], lines: list[LedgerLine]) -> Annex:
    """A table whose first column is 序号, the row number of this print."""
    rows = tuple((str(number), *cells(columns, line)) for number, line in enumerate(lines, start=1))
    titles = (SERIAL, *(column for column, _ in columns))
    return Annex(basis, title, HEAD, titles, (Section("", rows, numbers_of(lines)),), notes_below(lines))


def numbers_of(lines: Iterable[LedgerLine]) -> tuple[str, ...]:
    return tuple(line.problem_no for line in lines)


def notes_below(lines: Iterable[LedgerLine]) -> tuple[str, ...]:
    return (UNVERIFIED_NOTE,) if any(line.unverified for line in lines) else ()


def cells(columns: Iterable[tuple[Column, Cell]], line: LedgerLine) -> tuple[str, ...]:
    return tuple(cell(line) for _, cell in columns)


def standing(ledger: Ledger) -> Iterable[LedgerLine]:
    return (line for line in ledger.lines if line.stage not in NOT_COUNTED)


def area_level(line: LedgerLine) -> AreaLevel:
    return narrowest(line.area_level, line.town, line.village)


def narrowest(registered: AreaLevel | None, town: str, village: str) -> AreaLevel:
    """As registered, else by the narrowest place named."""
    if registered is not None:
        return registered
    if village:
        return AreaLevel.VILLAGE
    return AreaLevel.TOWN if town else AreaLevel.COUNTY


def area_text(line: LedgerLine) -> str:
    """县级层面(xx单位), 镇级层面(xx乡镇), 村级层面(xx乡镇xx村)."""
    level = area_level(line)
    if level is AreaLevel.COUNTY:
        return f"县级层面（{line.unit}）"
    if level is AreaLevel.TOWN:
        return f"镇级层面（{line.town}）"
    return f"村级层面（{line.town}{line.village.removeprefix(line.town)}）"


def numeral(number: int) -> str:
    return NUMERALS[number - 1] if number <= len(NUMERALS) else str(number)
