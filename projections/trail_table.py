"""责任链条 (L8) as it is printed: problem by problem, each line citing its event; below, how late and in whose hands.

A line says what happened, when, by whom in which post, with which evidence; the deadlines that it armed, the level that
it reached. Source: domain reference, section 11.
"""

from __future__ import annotations

from collections.abc import Iterator

from domain.issue.content import TableContent, TableRow
from domain.papers import ColumnTitle, LedgerCode
from domain.problem.problem import ProblemEvent
from projections.ledger_lines import ERASED
from projections.message_ledger import by_case
from projections.printed import LedgerTable, Source, Traced, moment_text
from projections.trail import Trail, TrailLine, tell

COLUMNS = tuple(
    map(
        ColumnTitle,
        (
            "问题编号",
            "第几条",
            "发生时间",
            "录入时间",
            "事项",
            "单位",
            "职务",
            "经办人",
            "身份",
            "佐证",
            "期限",
            "层级",
        ),
    )
)


def trail_table(source: Source) -> LedgerTable:
    """A section for each problem, under its number."""
    of = {row.case_id: row for row in source.rows}
    messages = by_case(source.seen.messages(of))
    rows, notes, cases = list[TableRow](), list[str](), {}
    for case_id, events in source.seen.streams(of):
        row = of[case_id]
        own = [event for event in events if isinstance(event, ProblemEvent)]
        kept = source.packs[row.campaign].policy.retention
        trail = tell(own, source.basis, source.calendar, source.reveal, kept, messages[case_id])
        for line in trail.lines:
            cells = cells_of(row.problem_no, line)
            subject = "" if any(ERASED in cell for cell in cells) else row.subject
            key = f"{row.problem_no}/{line.version}"
            rows.append(TableRow(key, cells, row.problem_no, subject))
            cases[key] = (row.case_id, row.problem_no, line.version)
        notes += notes_of(trail)

    def behind(key: str, column: int) -> Iterator[Traced]:
        case_id, number, version = cases[key]
        yield Traced(case_id, number, lambda told, event: told or event.originator_version == version, bool)

    title = source.title(LedgerCode.L8, "责任链条")
    return LedgerTable(TableContent(title, (), COLUMNS, tuple(rows), tuple(notes)), behind)


def cells_of(number: str, line: TrailLine) -> tuple[str, ...]:
    lent = f"（代{line.on_behalf_of}）" if line.on_behalf_of else ""
    way = f"（{line.way}）" if line.way else ""
    return (
        number,
        str(line.version),
        moment_text(line.occurred_at),
        moment_text(line.recorded_at) if line.recorded_later and not line.moment else "",
        line.what + (f"（补录原因：{line.late_reason}）" if line.late_reason else ""),
        line.unit,
        line.post,
        f"{line.who}{lent}{way}",
        line.remark,
        "、".join(piece.sha256 for piece in line.evidence),
        "；".join(f"{owed.name}{owed.due_on}" for owed in line.deadlines),
        line.level_name,
    )


def notes_of(trail: Trail) -> Iterator[str]:
    """逾期, 在谁手中, 上级超时."""
    for span in trail.overdue_spans:
        yield f"{trail.problem_no} 逾期 {span.first} 至 {span.last}：{span.days}天，{span.wd}个工作日"
    for hand in trail.hands:
        yield f"{trail.problem_no} 在{hand.holder}手中{hand.working_days}个工作日"
    for late in trail.supervisor_lateness:
        yield f"{trail.problem_no} 上级超时 {late.name}：应于{late.due_on}，超{late.overdue_wd}个工作日"
