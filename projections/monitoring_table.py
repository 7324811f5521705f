"""监测台账 (L12) as it is printed: clue, entry and the days used, class, plan, clearance; a line for each household."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

from domain.papers import ColumnTitle, LedgerCode
from projections.ledger_lines import Say, Texts, day_of
from projections.monitoring_ledger import AidBeside, HouseholdRow, MonitoringRow, apply
from projections.monitoring_lines import MonitoringLine, line
from projections.printed import Cells, LedgerTable, OfCases, Source

AID_NOTE = "另有不在监测案件内的帮扶{count}次，其中体外循环{outside}次。"

COLUMNS: Cells[MonitoringLine] = (
    (ColumnTitle("监测编号"), lambda line: line.monitor_no),
    (ColumnTitle("镇"), lambda line: line.town),
    (ColumnTitle("村"), lambda line: line.village),
    (ColumnTitle("户主姓名"), lambda line: line.householder),
    (ColumnTitle("户类型"), lambda line: line.household_kind),
    (ColumnTitle("监测类别"), lambda line: line.monitor_class),
    (ColumnTitle("人数"), lambda line: str(line.members)),
    (ColumnTitle("线索来源"), lambda line: line.source),
    (ColumnTitle("线索日期"), lambda line: line.clue_on.isoformat()),
    (ColumnTitle("录入期限"), lambda line: f"{line.entry_due_on}{'（暂定）' if line.entry_provisional else ''}"),
    (ColumnTitle("录入日期"), lambda line: line.entered_on.isoformat() if line.entered_on else ""),
    (ColumnTitle("用时（天）"), lambda line: "" if line.days_used is None else str(line.days_used)),
    (ColumnTitle("是否超期"), lambda line: "超期" if line.late else ""),
    (ColumnTitle("帮扶方案"), lambda line: f"第{line.plan_version}版" if line.plan_version else "无"),
    (ColumnTitle("风险消除"), lambda line: cleared_text(line)),
    (ColumnTitle("状态"), lambda line: line.state),
    (ColumnTitle("缺什么"), lambda line: "、".join(line.gaps)),
)


def cleared_text(line: MonitoringLine) -> str:
    return f"{line.cleared_on} {line.clearance}" if line.cleared_on else ""


def monitoring_table(source: Source) -> LedgerTable:
    texts = Texts((row.householder for row in source.cases), source.reveal)
    today = day_of(source.basis.as_of)

    def lines(row: HouseholdRow, say: Say) -> Iterator[tuple[str, MonitoringLine]]:
        if isinstance(row, MonitoringRow):
            yield row.monitor_no, line(row, today, source.pack, say, unmasked=False)

    shape = OfCases(COLUMNS, apply, named, lines, lambda row: row.household)
    return shape.printed(
        source.cases,
        source.title(LedgerCode.L12, "防返贫监测台账"),
        source.head(LedgerCode.L12),
        say=lambda row: texts,
        notes=tuple(notes(source)),
    )


def named(row: HouseholdRow) -> tuple[UUID, str]:
    assert isinstance(row, MonitoringRow), "only a case stands in a line"
    return row.case_id, row.monitor_no


def notes(source: Source) -> Iterator[str]:
    aids = [aid for row in source.households if isinstance(row, AidBeside) for aid in row.aids]
    if aids:
        yield AID_NOTE.format(count=len(aids), outside=sum(aid.outside for aid in aids))
