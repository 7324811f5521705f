"""Assertions on a printed ledger (台账表): what its lines say, how many there are, what stands behind a cell."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from yaml import Node

from adapters.play.judging import Judged, Readable, Seen, seen_from
from adapters.play.nodes import Misread, entries_of, items_of, text_of
from adapters.play.reading import known_only, read_int
from adapters.play.words import EVENTS, KEYS
from adapters.play.world import World
from domain.papers import LedgerCode
from projections.drill_down import behind_cell
from projections.frozen_tables import LEDGERS, as_the_table_has_it
from projections.ledger_lines import Selection
from projections.printed import LedgerTable, Source

PARTS = ("table", "unit", "campaign", "as_of", "known_at", "rows", "lines", "notes", "behind")
Line = Mapping[str, str]
"""What some cells of a line say, by the titles of their columns."""


@dataclass(frozen=True)
class Behind:
    """What stands behind a cell: each event as 案件 事件, in their order."""

    row: str
    column: str
    events: tuple[str, ...]


@dataclass(frozen=True)
class PrintedLedger:
    """A ledger of a selection, from a viewpoint: each of the lines is there, and so many in all."""

    code: LedgerCode
    selection: Selection
    seen: Seen
    rows: tuple[Line, ...]
    lines: int | None
    notes: tuple[str, ...]
    behind: tuple[Behind, ...]
    judge_at: datetime | None = None

    def judge(self, world: World) -> Iterator[Judged]:
        chosen = as_the_table_has_it(self.code, self.selection, world.casework.rulebook)
        source = world.source(self.seen.view(world.now), chosen)
        table = LEDGERS[self.code](source)
        about = f"{self.code} {self.selection.unit or '全部'}{self.seen}"
        for row in self.rows:
            yield judge_line(row, table, about, world)
        if self.lines is not None:
            actual = sum(not row.total for row in table.content.rows)
            yield Judged(about, "行数", actual == self.lines, str(self.lines), str(actual))
        for note in self.notes:
            told = "；".join(table.content.notes)
            yield Judged(about, "表下注", note in table.content.notes, note, told)
        for wanted in self.behind:
            yield judge_behind(wanted, table, source, about, world)


def judge_line(line: Line, table: LedgerTable, about: str, world: World) -> Judged:
    """There is a line of which all these cells say that; else, what the one says that is the most like it."""
    titles = [column.title for column in table.content.columns]
    unknown = [title for title in line if title not in titles]
    if unknown:
        return Judged(about, "、".join(unknown), False, "有这一栏", f"没有这一栏，有：{'、'.join(titles)}")
    said = [dict(zip(titles, row.cells, strict=True)) for row in table.content.rows]
    same = [[meant(line[title], world) == cells[title] for title in line] for cells in said]
    if any(all(cells) for cells in same):
        return Judged(about, in_words(line), True, in_words(line))
    best = max(range(len(said)), key=lambda n: sum(same[n]), default=None)
    actual = in_words({title: said[best][title] for title in line}) if best is not None else "没有一行"
    return Judged(about, in_words(line), False, in_words(line), actual)


def judge_behind(wanted: Behind, table: LedgerTable, source: Source, about: str, world: World) -> Judged:
    found = behind_cell(table, source, meant(wanted.row, world), wanted.column)
    actual = tuple(
        f"{world.labels[world.cases[case.number]]} {EVENTS[event.topic]}"
        for case in found.cases
        for event in case.events
    )
    what = f"{wanted.row} {wanted.column} 的来源"
    return Judged(about, what, actual == wanted.events, "；".join(wanted.events), "；".join(actual))


def meant(text: str, world: World) -> str:
    """The number of a case in place of the label that the timeline gives it."""
    case_id = world.cases.get(text)
    number: str = world.state(text).number if case_id else text
    return number


def in_words(line: Line) -> str:
    return "，".join(f"{title} {said or '（空）'}" for title, said in line.items())


# --- reading them ---------------------------------------------------------------------------------------------------


def read_table(entries: dict[str, Node], whole: Node, readable: Readable) -> PrintedLedger:
    """``table`` names a ledger (L9); ``rows`` are lines, each by some of its cells; ``lines`` how many there are."""
    node = entries.pop("table")
    if text_of(node).upper() not in LEDGERS:
        raise Misread(node, f"没有“{text_of(node)}”这张表，可写：{'、'.join(LEDGERS)}")
    unit = readable.names.unit(entries.pop("unit")) if "unit" in entries else ""
    campaign = entries.pop("campaign", None)
    chosen = Selection(campaign=text_of(campaign) if campaign else readable.names.campaign, unit=unit)
    if chosen.campaign not in readable.names.packs:
        raise Misread(campaign or node, f"没有“{chosen.campaign}”这个规则包")
    seen = seen_from(entries, readable)
    rows = tuple(read_line(item) for item in items_of(entries.pop("rows"))) if "rows" in entries else ()
    lines = read_int(entries.pop("lines")) if "lines" in entries else None
    notes = tuple(map(text_of, items_of(entries.pop("notes")))) if "notes" in entries else ()
    behind = tuple(map(read_behind, items_of(entries.pop("behind")))) if "behind" in entries else ()
    known_only("核对中", whole, entries, PARTS, KEYS)
    if not rows and lines is None and not notes and not behind:
        raise Misread(whole, "没有写要核对这张表的哪一行")
    return PrintedLedger(LedgerCode(text_of(node).upper()), chosen, seen, rows, lines, notes, behind)


def read_line(node: Node) -> Line:
    return {title: text_of(value) for title, value in entries_of(node).items()}


def read_behind(node: Node) -> Behind:
    """``{row: 基本医疗, column: 已整改数, is: [P5 销号]}``."""
    entries = entries_of(node)
    lacking = [key for key in ("row", "column", "is") if key not in entries]
    if lacking:
        raise Misread(node, f"缺少 {'、'.join(lacking)}")
    return Behind(text_of(entries["row"]), text_of(entries["column"]), tuple(map(text_of, items_of(entries["is"]))))
