"""填报: a table is read from the log, by the people of the unit, when its moment is final; never typed."""

import pytest
from msgspec.structs import replace

from domain.issue.content import TableRow
from domain.issue.issue import Stage
from domain.issue.preparing import PrepareTable, TablePrepared
from domain.issue.signing import SignTable, WithdrawTable
from domain.organising import AppointPerson
from domain.papers import LedgerCode
from domain.roles import Role
from tests.issue.tables import AT, CAMPAIGN, COLUMNS, filled_in, issue, prepared, read, table
from tests.problem.people import CHECKER, HEAD, LEAD_DEPT, OTHER_PERSON, TOWN, TOWN_CLERK
from tests.problem.story import Story, given, happened, instant, staffed_casework
from tests.twice import happens_once

pytestmark = pytest.mark.requirement("R002-56")


def test_a_table_is_frozen_as_it_was_read_with_whoever_filled_it_in() -> None:
    story = given()
    story.when(filled_in(), CHECKER, "2022-08-31 11:05").then(
        happened(
            TablePrepared,
            table=LedgerCode.L3,
            unit=TOWN,
            number="XX2022-甲镇-L3-0001",
            issue_no=1,
            as_of=AT,
            known_at=AT,
            position=7,
            posts=("主要负责人",),
            due="2022-08-31",
            by=CHECKER,
            replaces=None,
            basis_document="萧巩固办〔2022〕1号",
        )
    )
    [event] = story.history
    content = story.show(event)["content"]
    assert [row["cells"] for row in content["rows"]] == ['["甲镇","基础工作","1"]', '["甲镇","合计","18"]']
    assert issue(story).stage is Stage.PREPARED


def test_no_cell_of_a_row_stands_in_the_event() -> None:
    story = given()
    row = TableRow("XX2022-甲镇-0001", ("东村", "金丝雀户主", "屋面漏雨"), subject="household/1")
    story.when(filled_in(replace(table("1", "18", row), columns=COLUMNS)), CHECKER, "2022-08-31 11:05").accepted()
    [stored] = story.casework.recorder.select_events(story.case)
    assert "金丝雀".encode() not in stored.state
    assert "基础工作".encode() not in stored.state


def test_figures_are_not_typed_by_anybody() -> None:
    given().when(PrepareTable(CAMPAIGN, LedgerCode.L3, TOWN), CHECKER).refused("table_unread")


def test_a_table_that_may_still_change_waits() -> None:
    """I-5: what was known by then may be on its way into the log."""
    still = replace(filled_in(), read=read(table(), final_after=instant("2022-08-31 11:02")))
    given().when(still, CHECKER, "2022-08-31 11:01").refused("table_provisional", after="2022-08-31 11:02:00")


def test_nobody_fills_in_for_a_moment_that_has_not_come() -> None:
    given().when(filled_in(at="2022-08-31 12:00"), CHECKER, "2022-08-31 11:05").refused("table_of_the_future")


@pytest.mark.parametrize("by", [OTHER_PERSON, LEAD_DEPT])
def test_another_unit_does_not_fill_in_for_it(by: str) -> None:
    given().when(filled_in(), by, "2022-08-31 11:05").refused("table_of_another_unit", unit=TOWN)


def test_a_department_does_not_fill_in_for_the_county_that_it_belongs_to() -> None:
    given().when(filled_in(unit="县"), LEAD_DEPT, "2022-08-31 11:05").refused("table_of_another_unit", unit="县")


def test_the_office_of_a_place_fills_in_for_it() -> None:
    given().when(filled_in(), TOWN_CLERK, "2022-08-31 11:05").accepted()


def test_one_issue_at_a_time_and_a_withdrawn_one_leaves_its_place_to_the_next() -> None:
    first = prepared(given())
    Story(first.casework).when(filled_in(), CHECKER, "2022-08-31 11:06").refused(
        "table_waits", number="XX2022-甲镇-L3-0001", posts="主要负责人"
    )
    other_table = prepared(first, filled_in(code=LedgerCode.L1), "2022-08-31 11:07")
    assert issue(other_table).number == "XX2022-甲镇-L1-0001"
    first.when(WithdrawTable("漏了一村"), CHECKER, "2022-08-31 11:08").accepted()
    assert issue(first).stage is Stage.WITHDRAWN
    second = prepared(first, at="2022-08-31 11:09")
    assert (issue(second).number, issue(second).issue_no) == ("XX2022-甲镇-L3-0002", 1)


def test_a_head_who_filled_it_in_does_not_sign_it_himself() -> None:
    story = prepared(given(), by=HEAD)
    story.when(SignTable(), HEAD, "2022-08-31 11:10").refused("filled_in_himself")
    second_head = AppointPerson("甲镇书记", "甲镇书记", title="党委书记", unit=TOWN, roles=(Role.HEAD,))
    Story(story.casework).when(second_head, "导入员", "2022-08-31 11:11").accepted()
    story.when(SignTable(), "甲镇书记", "2022-08-31 11:12").accepted()
    assert issue(story).stage is Stage.ISSUED


def test_a_command_sent_twice_happens_once() -> None:
    happens_once(Story(staffed_casework(), now=instant("2022-08-31 11:05")), (), filled_in(), CHECKER)
