"""Tables as they are read from the log, in a few figures; and what is filled in with them."""

from __future__ import annotations

from datetime import datetime

from domain.issue.content import TableContent, TableRead, TableRow
from domain.issue.issue import Issue
from domain.issue.preparing import PrepareTable
from domain.issue.signing import SignTable
from domain.papers import ColumnTitle, LedgerCode
from tests.problem.people import CHECKER, HEAD, TOWN
from tests.problem.story import Story, instant

CAMPAIGN = "xiaoxian_2022"
AT = "2022-08-31 11:00"
COLUMNS = (ColumnTitle("单位/乡镇"), ColumnTitle("问题类型"), ColumnTitle("已整改数"))
HEADING = ("单位（盖章）", "填报人", "主要负责人签字", "填报时间")


def table(basics: str = "1", total: str = "18", *more: TableRow) -> TableContent:
    """基础工作 with so many closed, and the sum."""
    rows = (TableRow("BASICS", (TOWN, "基础工作", basics)), *more, TableRow("TOTAL", (TOWN, "合计", total), total=True))
    return TableContent("整改情况汇总表", HEADING, COLUMNS, rows)


def read(content: TableContent, at: str = AT, final_after: datetime | None = None) -> TableRead:
    return TableRead(instant(at), instant(at), 7, content, final_after)


def filled_in(
    content: TableContent | None = None, at: str = AT, unit: str = TOWN, code: LedgerCode = LedgerCode.L3
) -> PrepareTable:
    return PrepareTable(CAMPAIGN, code, unit, read=read(content or table(), at))


def prepared(
    story: Story, command: PrepareTable | None = None, at: str = "2022-08-31 11:05", by: str = CHECKER
) -> Story:
    """An issue as a story of its own."""
    begun = Story(story.casework, now=story.now)
    begun.when(command or filled_in(), by, at).accepted()
    return begun


def issued(story: Story, command: PrepareTable, at: str, signed_at: str) -> Story:
    """Filled in and signed by the one head who has to."""
    one = prepared(story, command, at)
    one.when(SignTable(), HEAD, signed_at).accepted()
    return one


def issue(story: Story) -> Issue:
    state: Issue = story.state
    return state
