"""附件: the ledger in the exact forms of the source documents: L1 户内问题, L2 面上问题, L7 整改方案清单.

Columns and their order are those of domain.md section 11. 销号 does not take a line away; what is in no count
(作废, 并入, 不认领理由成立) is in no list.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import count

import msgspec

from domain.issue.content import TableContent, TableRow
from domain.pack import Pack
from domain.problem.classification import AreaLevel
from projections.as_of import Basis
from projections.ledger_lines import LedgerLine


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


def annex_of(content: TableContent, basis: Basis) -> Annex:
    """A table with its rows under their headings; 序号, the row number of this print, before each where it has one."""
    serial = count(1)
    by_heading: dict[str, list[TableRow]] = {} if content.rows else {"": []}
    for row in content.rows:
        by_heading.setdefault(row.section, []).append(row)
    sections = tuple(
        Section(
            heading=heading,
            rows=tuple((str(next(serial)), *row.cells) if content.numbered else row.cells for row in rows),
            problems=tuple(row.key for row in rows),
        )
        for heading, rows in by_heading.items()
    )
    columns = (Column(column.title, column.group) for column in content.columns)
    titles = (SERIAL, *columns) if content.numbered else tuple(columns)
    return Annex(basis, content.title, content.head, titles, sections, content.notes)


def household_title(reporting_unit: str) -> str:
    return f"{reporting_unit}{TITLE}(户内问题)"


def area_title(reporting_unit: str) -> str:
    return f"{reporting_unit}{TITLE}(面上问题)"


def plan_title(pack: Pack) -> str:
    return f"{pack.title.removesuffix('整改')}整改方案清单"


def heading(number: int, source: str) -> str:
    """(一)反馈问题; the number that a source was printed with gives way to that of this print."""
    return f"({numeral(number)}){PRINTED_NUMBER.sub('', source)}" if source else ""


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
