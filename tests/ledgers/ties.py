"""What ties in the printed tables of any moment: counts to the rows they link to, sums to columns, cells to events."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from domain.papers import LedgerCode
from projections.drill_down import behind_cell
from projections.frozen_tables import LEDGERS
from projections.printed import TOTAL_KEY, LedgerTable, Source
from projections.summary import summarise
from projections.summary_table import COUNTS

LABELS = {"单位/乡镇", "问题类型", "重点任务", "具体内容", "序号", "类别", "督查内容", "督查形式"}
"""Columns that say what a line is about, not what happened."""


def printed(source: Source, code: LedgerCode) -> LedgerTable:
    return LEDGERS[code](source)


def each_count_is_the_number_of_the_rows_that_it_links_to(source: Source) -> None:
    table = printed(source, LedgerCode.L3)
    for row in table.content.rows:
        for place, column in enumerate(COUNTS, start=2):
            linked = [one.number for one in table.behind(row.key, place)]
            assert len(linked) == len(set(linked))
            if column != "members":
                assert row.cells[place] == str(len(linked))
            counted = (value_now(table, source, row.key, place, number) for number in linked)
            assert row.cells[place] == str(sum(counted)), (row.key, column)


def value_now(table: LedgerTable, source: Source, key: str, place: int, number: str) -> int:
    """What the events of one case that a cell links to add to it, folded once more from nothing."""
    [one] = [one for one in table.behind(key, place) if one.number == number]
    row = None
    for event in dict(source.seen.streams([one.case_id]))[one.case_id]:
        row = one.apply(row, event)
    counted: int = one.value(row)
    return counted


def found_is_closed_and_open_in_each_row(source: Source) -> None:
    """共排查 = 已整改 + 正在整改."""
    for row in printed(source, LedgerCode.L3).content.rows:
        found, closed, rectifying = map(int, row.cells[2:5])
        assert found == closed + rectifying


def both_annexes_have_the_rows_that_were_found(source: Source) -> None:
    """L1 and L2 counted by category are 共排查, but for what is counted by its parts, and what was taken over."""
    table = summarise(source.rows, source.pack, source.basis)
    category = {row.problem_no: row.category for row in source.rows}
    listed = Counter(
        category[row.key] for code in (LedgerCode.L1, LedgerCode.L2) for row in printed(source, code).content.rows
    )
    contained = Counter(category[number] for note in table.notes for number in category if number in note)
    counted = {row.code: row.found.count + row.opening.count for row in table.rows}
    assert {code: listed[code] - contained[code] for code in counted} == counted


def sums_are_those_of_their_columns(source: Source, *tables: tuple[LedgerCode, int]) -> None:
    """``tables``: each with its first column of counts."""
    for code, first in tables:
        content = printed(source, code).content
        *rows, total = content.rows
        assert total.key == TOTAL_KEY
        for place in range(first, len(content.columns)):
            if total.cells[place].isdigit():
                assert int(total.cells[place]) == sum(int(row.cells[place]) for row in rows)


def saying_something(table: LedgerTable) -> Iterator[tuple[str, int, str]]:
    for row in table.content.rows:
        for place, column in enumerate(table.content.columns):
            said = row.cells[place]
            if said not in ("", "0", "无") and column.title not in LABELS and not row.total:
                yield row.key, place, said


def the_cell_names_events(table: LedgerTable, source: Source, key: str, place: int) -> None:
    behind = behind_cell(table, source, key, str(place + 1))
    assert behind.cases, (table.content.title, key, place)
    assert all(case.events for case in behind.cases), (table.content.title, key, place)
