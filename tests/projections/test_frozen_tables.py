"""表的内容: what goes into an issue is what the printed table says, masked, with whose key seals each row."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from domain.issue.content import TableContent
from domain.issue.preparing import PrepareTable
from domain.papers import LedgerCode
from projections.as_of import ALLOWED_SKEW, Viewpoint
from projections.frozen_tables import LEDGERS, TABLES
from projections.ledger_lines import ERASED, Selection
from tests.problem.people import TOWN
from tests.problem.story import instant
from tests.projections.chronicle import Chronicle
from tests.projections.every_kind import CAMPAIGN, HOUSEHOLD, tell_every_kind

pytestmark = pytest.mark.requirement("R002-56")

AT = instant("2022-08-31 12:00")
LATER = instant("2022-12-01 12:00")


def frozen(chronicle: Chronicle, code: LedgerCode, now: datetime = LATER) -> TableContent:
    read = chronicle.ledgers.filled_in(PrepareTable(CAMPAIGN, code, TOWN, AT, AT), now).read
    assert read is not None
    return read.content


def test_the_tables_by_problem_are_those_that_are_printed_without_their_row_numbers(every_kind: Chronicle) -> None:
    view, chosen = Viewpoint(LATER, AT, AT), Selection(campaign=CAMPAIGN, unit=TOWN)
    ledgers = every_kind.ledgers
    for code, printed, numbered in (
        (LedgerCode.L1, ledgers.household_annex(view, TOWN, chosen), True),
        (LedgerCode.L2, ledgers.area_annex(view, TOWN, chosen), True),
        (LedgerCode.L7, ledgers.plan_list(view, chosen), False),
    ):
        table = frozen(every_kind, code)
        assert (table.title, table.head, table.notes) == (printed.title, printed.head, printed.notes)
        rows = [row[numbered:] for section in printed.sections for row in section.rows]
        assert rows, code
        assert [row.cells for row in table.rows] == rows
        assert all(len(row.cells) == len(table.columns) for row in table.rows)


def test_the_summary_is_its_rows_and_the_sum(every_kind: Chronicle) -> None:
    table = frozen(every_kind, LedgerCode.L3)
    printed = every_kind.ledgers.summary(Viewpoint(LATER, AT, AT), Selection(campaign=CAMPAIGN, unit=TOWN))
    assert len(table.rows) == 14
    assert [row.cells[2:5] for row in table.rows] == [
        (str(row.found.count), str(row.closed.count), str(row.rectifying.count))
        for row in (*printed.rows, printed.total)
    ]
    assert [row.total for row in table.rows] == [False] * 13 + [True]
    assert table.head == ("单位（盖章）", "填报人", "主要负责人签字", "填报时间")


def test_a_row_of_a_household_is_sealed_under_its_key_and_masked(every_kind: Chronicle) -> None:
    [row] = frozen(every_kind, LedgerCode.L1).rows
    assert row.subject == HOUSEHOLD
    assert "欧阳**" in row.cells


def test_a_row_of_an_erased_household_can_still_be_issued(chronicle: Chronicle) -> None:
    tell_every_kind(chronicle)
    chronicle.follower.catch_up()
    ledgers = chronicle.ledgers
    ledgers.reveal = lambda refs: {}
    [row] = frozen(chronicle, LedgerCode.L1).rows
    assert ERASED in row.cells
    assert row.subject == ""


def test_a_table_of_just_now_is_not_final(every_kind: Chronicle) -> None:
    now = datetime(2022, 12, 1, 4, 0, tzinfo=UTC)
    command = PrepareTable(CAMPAIGN, LedgerCode.L3, TOWN, now, now)
    soon = every_kind.ledgers.filled_in(command, now + ALLOWED_SKEW).read
    assert soon is not None
    assert soon.final_after == now + ALLOWED_SKEW
    later = every_kind.ledgers.filled_in(command, now + ALLOWED_SKEW * 2).read
    assert later is not None
    assert later.final_after is None


def test_every_ledger_that_a_pack_may_name_can_be_printed_and_issued(every_kind: Chronicle) -> None:
    assert set(LEDGERS) == set(TABLES) == set(LedgerCode)
    for code in LedgerCode:
        table = frozen(every_kind, code)
        assert table.title
        assert all(len(row.cells) == len(table.columns) for row in table.rows), code
        assert len({row.key for row in table.rows}) == len(table.rows), code
