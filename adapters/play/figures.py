"""Assertions on the summary table (整改情况汇总表): any cell of any row, the rates, the problems that a cell counts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from yaml import MappingNode, Node, SequenceNode

from adapters.play.judging import Judged, Readable, Seen, seen_from
from adapters.play.nodes import Misread, entries_of, is_nothing, items_of, nearest, text_of
from adapters.play.reading import english, known_only, read_int
from adapters.play.words import COLUMNS, KEYS
from adapters.play.world import World
from domain.pack import Pack
from domain.rates import NO_RATE
from domain.write_side import MONITORING, PROBLEM
from projections.ledger_lines import Selection
from projections.summary import TOTAL, Cell, SummaryRow, summarise

SELECTION = ("campaign", "unit", "category")
EVERYTHING = ("all", "全部")
RATES = ("rate", "on_time_rate")
COUNTED = (COLUMNS["found"], COLUMNS["closed"], COLUMNS["rectifying"])
COUNTS = re.compile(r"(\d+)\s*/\s*(\d+)\s*/\s*(\d+)(?:[\s,，;；]+(\d+)\s*户?\s*/?\s*(\d+)\s*人?)?")
"""共排查/已整改/正在整改, and 户数/人数 where monitoring cases are counted: 3/2/1, 0/0 or 21/14/7, 2户6人."""


@dataclass(frozen=True)
class CellExpected:
    """A figure of a row: a count, a rate, or the problems (by label) that make up a count."""

    row: str
    column: str
    figure: str
    problems: tuple[str, ...] | None = None

    def judge(self, row: SummaryRow, about: str, world: World) -> Judged:
        what, actual = f"{row.name} {COLUMNS[self.column]}", getattr(row, self.column)
        if not isinstance(actual, Cell):
            return Judged(about, what, str(actual) == self.figure, self.figure, str(actual))
        if self.problems is None:
            return Judged(about, what, str(actual.count) == self.figure, self.figure, counted(actual, world))
        wanted = Cell(len(self.problems), tuple(world.state(label).number for label in self.problems))
        same = set(wanted.problems) == set(actual.problems)
        return Judged(about, what, same, counted(wanted, world), counted(actual, world))


@dataclass(frozen=True)
class RowExpected:
    """The counts of a row in short: 共排查/已整改/正在整改, and perhaps 户数/人数."""

    row: str
    problems: tuple[int, ...]
    monitored: tuple[int, ...] = ()

    def judge(self, row: SummaryRow, about: str, world: World) -> Judged:
        cells = (row.found, row.closed, row.rectifying)
        monitored = (row.households.count, row.members) if self.monitored else ()
        same = tuple(cell.count for cell in cells) == self.problems and monitored == self.monitored
        actual = in_short(tuple(cell.count for cell in cells), monitored)
        made_of = "；".join(f"{name} {counted(cell, world)}" for name, cell in zip(COUNTED, cells, strict=True))
        expected = in_short(self.problems, self.monitored)
        return Judged(about, row.name, same, expected, actual if same else f"{actual}：{made_of}")


@dataclass(frozen=True)
class SummaryFigures:
    """The summary table of a selection of problems, from a viewpoint."""

    selection: Selection
    figures: tuple[CellExpected | RowExpected, ...]
    seen: Seen
    judge_at: datetime | None = None

    def judge(self, world: World) -> Iterator[Judged]:
        rows, basis = world.ledger(self.seen.view(world.now))
        pack = world.casework.rules(self.selection.campaign)
        monitored = [row for row in world.monitored(self.seen.view(world.now)) if self.selection.admits(row)]
        table = summarise([row for row in rows if self.selection.admits(row)], pack, basis, monitored)
        by_code = {row.code: row for row in (*table.rows, table.total)}
        about = f"{self.selection.unit or '全部'}汇总表{self.seen}"
        for figure in self.figures:
            yield figure.judge(by_code[figure.row], about, world)


def counted(cell: Cell, world: World) -> str:
    labels = sorted(world.labels[world.cases[number]] for number in cell.problems)
    return f"{cell.count}（{'、'.join(labels)}）" if labels else "0"


def in_short(problems: tuple[int, ...], monitored: tuple[int, ...]) -> str:
    return "/".join(map(str, problems)) + (f"，{monitored[0]}户{monitored[1]}人" if monitored else "")


# --- reading them ---------------------------------------------------------------------------------------------------


def read_summary(entries: dict[str, Node], whole: Node, readable: Readable) -> SummaryFigures:
    """``summary`` names a unit, 全部, or {campaign, unit, category}; ``rows`` the figures by row; others: of 合计."""
    selection = read_selection(entries.pop("summary"), readable)
    seen = seen_from(entries, readable)
    pack = readable.names.packs[selection.campaign]
    figures: list[CellExpected | RowExpected] = []
    if "rows" in entries:
        for label, node in entries_of(entries.pop("rows")).items():
            figures += read_row(row_code(label, node, pack), node, readable)
    figures += [read_cell("", column, entries.pop(column), readable) for column in COLUMNS if column in entries]
    known_only("核对中", whole, entries, ("summary", "rows", "as_of", "known_at", *COLUMNS), {**KEYS, **COLUMNS})
    if not figures:
        raise Misread(whole, "没有写要核对汇总表的哪一格")
    return SummaryFigures(selection, tuple(figures), seen)


def read_selection(node: Node, readable: Readable) -> Selection:
    if isinstance(node, MappingNode):
        parts = entries_of(node, lambda key: english(key, SELECTION, KEYS))
        known_only("summary 中", node, parts, SELECTION, KEYS)
    else:
        parts = {} if text_of(node) in EVERYTHING else {"unit": node}
    packs = readable.names.packs
    unit = readable.names.unit(parts["unit"]) if "unit" in parts else ""
    campaign = text_of(parts["campaign"]) if "campaign" in parts else readable.names.campaign
    if campaign not in packs:
        raise Misread(node, f"没有“{campaign}”这个规则包，可写：{'、'.join(packs)}")
    category = readable.names.category(campaign, parts["category"]) if "category" in parts else ""
    return Selection(campaign, unit, category)


def row_code(label: str, node: Node, pack: Pack) -> str:
    """The code of a row named by code, label or alias; the total's is empty."""
    if label in (TOTAL, "total"):
        return ""
    for category in pack.taxonomy:
        if label in (category.code, category.label, *category.aliases):
            return category.code
    known = [TOTAL, *(name for c in pack.taxonomy for name in (c.code, c.label, *c.aliases))]
    raise Misread(node, f"汇总表没有“{label}”这一行{nearest(label, known)}")


def read_row(row: str, node: Node, readable: Readable) -> Iterator[CellExpected | RowExpected]:
    """A row in short (共/已/正在, 户/人) or column by column."""
    if isinstance(node, MappingNode):
        entries = entries_of(node, lambda key: english(key, COLUMNS, COLUMNS))
        known_only("汇总表的栏目中", node, entries, COLUMNS, COLUMNS)
        for column, value in entries.items():
            yield read_cell(row, column, value, readable)
        return
    counts = COUNTS.fullmatch(text_of(node))
    if counts is None:
        raise Misread(node, f"“{text_of(node)}”应写成 共/已/正在，如 3/2/1，或 3/2/1, 1/4（户/人）")
    found, closed, rectifying, households, members = counts.groups()
    monitored = (int(households), int(members)) if households is not None else ()
    yield RowExpected(row, (int(found), int(closed), int(rectifying)), monitored)


def read_cell(row: str, column: str, node: Node, readable: Readable) -> CellExpected:
    if column in RATES:
        return CellExpected(row, column, rate(node))
    if isinstance(node, SequenceNode):
        kind = MONITORING if column == "households" else PROBLEM
        problems = tuple(readable.case(item, item, kind) for item in items_of(node))
        return CellExpected(row, column, str(len(problems)), problems)
    return CellExpected(row, column, str(read_int(node)))


def rate(node: Node) -> str:
    """A rate as the table prints it: one decimal."""
    text = text_of(node)
    if text == NO_RATE or is_nothing(node):
        return NO_RATE
    try:
        return f"{float(text.removesuffix('%')):.1f}%"
    except ValueError:
        raise Misread(node, f"“{text}”不是比率，请写成 66.7%，没有可比的写 无") from None
