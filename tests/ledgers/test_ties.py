"""Totals tie to their rows, and every cell to what it links to: in every scenario, at several moments of each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from uuid import UUID

import pytest

from domain.events import Event
from domain.papers import LedgerCode
from projections import escalation_ledger, ledger
from projections.drill_down import behind_cell, cited
from projections.frozen_tables import LEDGERS
from projections.printed import TOTAL_KEY, LedgerTable, Source
from projections.summary import summarise
from projections.summary_table import COUNTS
from tests.ledgers.worlds import each_scenario, ledgers_of, sources_of, world_of
from tests.projections.chronicle import Chronicle

LABELS = {"单位/乡镇", "问题类型", "重点任务", "具体内容", "序号", "类别", "督查内容", "督查形式"}
"""Columns that say what a line is about, not what happened."""


def printed(source: Source, code: LedgerCode) -> LedgerTable:
    return LEDGERS[code](source)


@pytest.mark.requirement("R002-55", "X-07")
@each_scenario
def test_every_cell_of_the_summary_is_the_number_of_the_rows_that_it_links_to(file: Path) -> None:
    for source in sources_of(world_of(file)):
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


@pytest.mark.requirement("R002-55", "X-07")
@each_scenario
def test_the_rows_of_both_annexes_counted_by_category_are_all_that_was_found(file: Path) -> None:
    for source in sources_of(world_of(file)):
        table = summarise(source.rows, source.pack, source.basis)
        category = {row.problem_no: row.category for row in source.rows}
        listed = Counter(
            category[row.key] for code in (LedgerCode.L1, LedgerCode.L2) for row in printed(source, code).content.rows
        )
        contained = Counter(category[number] for note in table.notes for number in category if number in note)
        counted = {row.code: row.found.count + row.opening.count for row in table.rows}
        assert {code: listed[code] - contained[code] for code in counted} == counted


@each_scenario
def test_the_sums_of_the_summary_and_of_the_sampling_ledger_are_those_of_their_columns(file: Path) -> None:
    for source in sources_of(world_of(file)):
        for code, first in ((LedgerCode.L3, 2), (LedgerCode.L10, 4)):
            content = printed(source, code).content
            *rows, total = content.rows
            assert total.key == TOTAL_KEY
            for place in range(first, len(content.columns)):
                if total.cells[place].isdigit():
                    assert int(total.cells[place]) == sum(int(row.cells[place]) for row in rows)


@pytest.mark.requirement("R001-60")
@each_scenario
def test_the_table_of_what_was_found_counts_as_the_summary_does(file: Path) -> None:
    for source in sources_of(world_of(file)):
        summary = {row.key: row.cells for row in printed(source, LedgerCode.L3).content.rows}
        content = printed(source, LedgerCode.L4).content
        assert [column.title for column in content.columns] == [
            "重点任务",
            "具体内容",
            "存在的突出问题",
            "整改措施",
            "整改进展",
        ]
        found = {key for key, cells in summary.items() if cells[2] != "0"} - {TOTAL_KEY}
        assert {row.key for row in content.rows} == (found or {"无"})
        for row in content.rows if found else ():
            counts = summary[row.key]
            assert row.cells[4].split("；")[0] == f"共{counts[2]}，已{counts[3]}，正在{counts[4]}"


@each_scenario
def test_every_cell_that_says_something_names_the_events_that_made_it_say_so(file: Path) -> None:
    """And the events after the last of them changed nothing in it."""
    world = world_of(file)
    for source in list(sources_of(world))[-1:]:
        for code, table in ledgers_of(source):
            for key, place, text in saying_something(table):
                behind = behind_cell(table, source, key, str(place + 1))
                assert behind.cases, (code, key, place, text)
                assert all(case.events for case in behind.cases), (code, key, place, text)


def saying_something(table: LedgerTable) -> Iterator[tuple[str, int, str]]:
    for row in table.content.rows:
        for place, column in enumerate(table.content.columns):
            said = row.cells[place]
            if said not in ("", "0", "无") and column.title not in LABELS and not row.total:
                yield row.key, place, said


@each_scenario
def test_without_the_events_behind_it_a_cell_would_not_say_what_it_says(file: Path) -> None:
    """Each cited event changed what the cell says: from the value before it to another."""
    world = world_of(file)
    for source in list(sources_of(world))[-1:]:
        for code, table in ledgers_of(source):
            for key, place, _ in list(saying_something(table))[:40]:
                for one in table.behind(key, place):
                    events = dict(source.seen.streams([one.case_id]))[one.case_id]
                    versions = [event.version for event in cited(one, events)]
                    row, said = None, []
                    for event in events:
                        row = one.apply(row, event)
                        said.append(None if row is None else one.value(row))
                    for before, after, event in zip([None, *said], said, events, strict=False):
                        if event.originator_version in versions:
                            assert before != after, (code, key)
                        elif before:
                            assert before == after, (code, key)


@each_scenario
def test_who_answered_for_a_level_is_who_the_ledger_says(file: Path) -> None:
    for events in world_of(file).events.values():
        answers_alike(events)


def test_it_is_so_whatever_happens_to_a_problem(every_kind: Chronicle, further: Chronicle) -> None:
    for chronicle in (every_kind, further):
        streams: dict[UUID, list[Event]] = {}
        for event in chronicle.events():
            streams.setdefault(event.originator_id, []).append(event)
        for events in streams.values():
            answers_alike(events)


def answers_alike(events: Sequence[Event]) -> None:
    """After each event L9 knows the same unit as the working ledger, though it reads a few kinds of event only."""
    reached, row = None, None
    for event in events:
        reached, row = escalation_ledger.apply(reached, event), ledger.apply(row, event)
        assert (reached.unit if reached else "") == (row.unit if row else "")
