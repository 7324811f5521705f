"""The tables with a row for each problem come row by row, also with the columns in which offices hand them back."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from domain.papers import ColumnTitle
from projections import problem_tables
from projections.as_of import Viewpoint
from projections.ledger_lines import Gate, Selection, nobody
from projections.problem_tables import (
    FILLED_IN,
    HANDED_BACK,
    PROBLEM_TABLES,
    WORKING_LEDGER,
    TableStream,
    hidden_at_the_end,
)
from tests.problem.people import TOWN
from tests.problem.story import instant
from tests.projections.chronicle import Chronicle
from tests.projections.every_kind import CAMPAIGN, HOUSEHOLD, HOUSEHOLDER

LATER = Viewpoint(instant("2022-12-01 12:00"))
CHOSEN = Selection(campaign=CAMPAIGN, unit=TOWN)


def stream(chronicle: Chronicle, code: str, unmask: Gate = nobody, *, handed_back: bool = False) -> TableStream:
    form = PROBLEM_TABLES[code]
    return chronicle.ledgers.by_problem(LATER, form, CHOSEN, unmask, handed_back=handed_back)[0]


def cells(table: TableStream, title: str) -> list[str]:
    at = [column.title for column in table.form.columns].index(title)
    return [row.cells[at] for row in table.rows()]


@pytest.mark.parametrize("code", PROBLEM_TABLES)
def test_what_is_handed_back_has_each_column_to_fill_in_once_beside_its_own(every_kind: Chronicle, code: str) -> None:
    plain, back = stream(every_kind, code), stream(every_kind, code, handed_back=True)
    own = len(plain.form.columns)
    assert back.form.columns[:own] == plain.form.columns
    assert [row.cells[:own] for row in back.rows()] == [row.cells for row in plain.rows()]
    called = ["整改时限" if column.title == "完成期限" else column.title for column in back.form.columns]
    for column, _ in FILLED_IN:
        assert called.count(column.title) == 1
    assert called.count("问题编号") == called.count("版本") == 1
    hidden = hidden_at_the_end(back.form.columns)
    assert hidden == (1 if code == WORKING_LEDGER else 2)
    assert {column.group for column in back.form.columns[own : len(called) - hidden]} == {HANDED_BACK}
    assert hidden_at_the_end(plain.form.columns) == 0


def test_what_is_to_be_filled_in_is_empty_and_what_is_known_is_there(every_kind: Chronicle) -> None:
    back = stream(every_kind, "L2", handed_back=True)
    for title in ("认领情况", "不认领理由", "整改进展", "申请销号"):
        assert set(cells(back, title)) == {""}
    lines = every_kind.ledgers.ledger(LATER, CHOSEN).lines
    known = {line.problem_no: (line.leader, str(line.version)) for line in lines}
    numbers = cells(back, "问题编号")
    assert list(zip(cells(back, "责任领导"), cells(back, "版本"), strict=True)) == [known[number] for number in numbers]
    assert any(cells(back, "责任领导"))


def test_the_working_ledger_has_every_problem_also_what_was_found_not_to_exist(every_kind: Chronicle) -> None:
    lines = every_kind.ledgers.ledger(LATER, CHOSEN).lines
    table = stream(every_kind, WORKING_LEDGER)
    assert table.form.title == f"{TOWN}问题整改台账"
    assert cells(table, "问题编号") == [line.problem_no for line in lines]
    assert cells(table, "状态") == [line.state for line in lines]
    assert cells(table, "逾期工作日数") == [str(line.overdue_wd or "") for line in lines]
    assert ColumnTitle("责任领导", "整改责任") in table.form.columns


def test_texts_are_revealed_a_few_at_a_time_and_only_as_rows_are_read(
    every_kind: Chronicle, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[int] = []
    reveal = every_kind.ledgers.reveal

    def counted(refs: Iterable[str]) -> dict[str, str]:
        wanted = list(refs)
        asked.append(len(wanted))
        return reveal(wanted)

    whole = [row.cells for row in stream(every_kind, WORKING_LEDGER).rows()]
    monkeypatch.setattr(problem_tables, "READ_AT_ONCE", 2)
    monkeypatch.setattr(every_kind.ledgers, "reveal", counted)
    rows = stream(every_kind, WORKING_LEDGER).rows()
    assert asked == []
    first = next(rows)
    assert len(asked) == 1
    assert [first.cells, *(row.cells for row in rows)] == whole
    assert len(asked) == -(-len(whole) // 2)


def test_a_name_stands_in_full_only_where_it_was_asked_for(every_kind: Chronicle) -> None:
    def text(unmask: Gate) -> str:
        return "".join("".join(row.cells) for row in stream(every_kind, "L1", unmask).rows())

    assert HOUSEHOLDER not in text(nobody)
    assert HOUSEHOLDER in text(lambda problems: {HOUSEHOLD})
