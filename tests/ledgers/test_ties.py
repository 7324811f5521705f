"""Totals tie to their rows, and every cell to what it links to: in every scenario, at several moments of each."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from uuid import UUID

import pytest

from domain.events import Event
from domain.papers import LedgerCode
from projections import escalation_ledger, ledger
from projections.drill_down import cited
from projections.printed import TOTAL_KEY
from tests.ledgers.ties import (
    both_annexes_have_the_rows_that_were_found,
    each_count_is_the_number_of_the_rows_that_it_links_to,
    found_is_closed_and_open_in_each_row,
    printed,
    saying_something,
    sums_are_those_of_their_columns,
    the_cell_names_events,
)
from tests.ledgers.worlds import each_scenario, ledgers_of, sources_of, world_of
from tests.projections.chronicle import Chronicle


@pytest.mark.requirement("R002-55", "X-07")
@each_scenario
def test_every_cell_of_the_summary_is_the_number_of_the_rows_that_it_links_to(file: Path) -> None:
    for source in sources_of(world_of(file)):
        each_count_is_the_number_of_the_rows_that_it_links_to(source)
        found_is_closed_and_open_in_each_row(source)


@pytest.mark.requirement("R002-55", "X-07")
@each_scenario
def test_the_rows_of_both_annexes_counted_by_category_are_all_that_was_found(file: Path) -> None:
    for source in sources_of(world_of(file)):
        both_annexes_have_the_rows_that_were_found(source)


@each_scenario
def test_the_sums_of_the_summary_and_of_the_sampling_ledger_are_those_of_their_columns(file: Path) -> None:
    for source in sources_of(world_of(file)):
        sums_are_those_of_their_columns(source, (LedgerCode.L3, 2), (LedgerCode.L10, 4))


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
        for _, table in ledgers_of(source):
            for key, place, _ in saying_something(table):
                the_cell_names_events(table, source, key, place)


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
