"""升级台账 (L9): which levels did which problem reach, when and why, and what came of each: paper, service, reading.

A line for every level, 临期提醒 to 约谈, in the order of the problems. Transfers to discipline inspection are
need-to-know: they stand as a count below the table. ``apply`` is a function of row and event, for any moment.
Source: domain reference, sections 5, 9 and 11.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from uuid import UUID

import msgspec
from msgspec.structs import replace

from domain.events import Event, topic
from domain.message.message import Message
from domain.obligations import Reminded
from domain.papers import ColumnTitle, LedgerCode
from domain.policy import DUTY_NAMES, LEVEL_NAMES, Level
from domain.problem.claiming import ProblemReassigned, RefusalUpheld
from domain.problem.registering import ProblemDispatched, ProblemRegistered
from projections.ledger_lines import Say
from projections.level_papers import OF_LEVELS, Levels, ReachedLevel, levels_after, with_level
from projections.message_ledger import message_after
from projections.printed import Cells, LedgerTable, OfCases, Source, Traced, moment_text

OF_THE_UNIT = (ProblemRegistered, ProblemDispatched, ProblemReassigned, RefusalUpheld)
"""By these it is known which problem it is and who answers for it."""

TOPICS = tuple(topic(cls) for cls in (*OF_THE_UNIT, Reminded, *OF_LEVELS))
NOBODY_TOLD = "未通知"
REFERRED_NOTE = "另有移交纪检监察事项{count}件，只列件数。"


# --- rows ---------------------------------------------------------------------------------------------------------


class EscalationRow(msgspec.Struct, frozen=True):
    """One problem, who answers for it, and the levels that it reached; ``units``: who answered for it then."""

    case_id: UUID
    version: int
    problem_no: str
    unit: str = ""
    levels: Levels = Levels()
    units: tuple[str, ...] = ()


def apply(row: EscalationRow | None, event: Event) -> EscalationRow | None:
    if row is None:
        if not isinstance(event, ProblemRegistered):
            return None
        return EscalationRow(event.originator_id, event.originator_version, event.problem_no)
    if event.originator_version <= row.version:
        return row
    match event:
        case ProblemDispatched() | ProblemReassigned():
            return replace(row, version=event.originator_version, unit=event.unit)
        case RefusalUpheld(another_unit=True):
            return replace(row, version=event.originator_version, unit="")
        case Reminded(supervising=False, units=()):
            levels = with_level(row.levels, reminder(event))
        case _:
            levels = levels_after(row.levels, event)
    if levels is row.levels:
        return row
    new = len(levels.reached) - len(row.units)
    return replace(row, version=event.originator_version, levels=levels, units=(*row.units, *([row.unit] * new)))


def reminder(event: Reminded) -> ReachedLevel:
    return ReachedLevel(
        version=event.originator_version,
        level=Level.REMIND.name,
        name=LEVEL_NAMES[Level.REMIND],
        reached_at=event.occurred_at,
        basis=f"{DUTY_NAMES[event.duty]}期限{event.due_on}",
    )


# --- the table ------------------------------------------------------------------------------------------------------


class EscalationLine(msgspec.Struct, frozen=True):
    """One level of one problem. ``read`` is what is known of the message about it."""

    problem_no: str
    unit: str
    level: ReachedLevel
    read: str = NOBODY_TOLD


COLUMNS: Cells[EscalationLine] = (
    (ColumnTitle("问题编号"), lambda line: line.problem_no),
    (ColumnTitle("责任单位"), lambda line: line.unit),
    (ColumnTitle("层级"), lambda line: line.level.name),
    (ColumnTitle("达到时间"), lambda line: moment_text(line.level.reached_at)),
    (ColumnTitle("依据"), lambda line: line.level.basis),
    (ColumnTitle("文书编号"), lambda line: line.level.document_no or line.level.paper_no),
    (ColumnTitle("制发"), lambda line: moment_text(line.level.issued_at) or line.level.issued),
    (ColumnTitle("签发人"), lambda line: line.level.signer),
    (ColumnTitle("送达"), lambda line: moment_text(line.level.served_at) or line.level.served),
    (ColumnTitle("签收"), lambda line: moment_text(line.level.received_at) or line.level.received),
    (ColumnTitle("签收人"), lambda line: line.level.receiver),
    (ColumnTitle("已阅"), lambda line: line.read),
    (ColumnTitle("备注"), lambda line: "；".join(line.level.remarks)),
)
READ = next(place for place, (column, _) in enumerate(COLUMNS) if column.title == "已阅")

Told = Mapping[tuple[UUID, int], Message]
"""The messages by the event that they speak of."""


def key_of(row: EscalationRow, level: ReachedLevel) -> str:
    return f"{row.problem_no}/{level.version}"


def escalation_table(source: Source) -> LedgerTable:
    problems = {row.case_id for row in source.problems()}
    rows = [row for row in source.seen.folded(apply, TOPICS, problems).values() if row.levels.reached]
    told = told_in(source.seen.messages([row.case_id for row in rows]))

    def lines(row: EscalationRow, say: Say) -> Iterator[tuple[str, EscalationLine]]:
        for unit, level in zip(row.units, row.levels.reached, strict=True):
            if level.level != Level.REFER.name:
                message = told.get((row.case_id, level.version))
                read = read_text(message) if message else NOBODY_TOLD
                yield key_of(row, level), EscalationLine(row.problem_no, unit, level, read)

    messages = {
        key_of(row, level): told.get((row.case_id, level.version)) for row in rows for level in row.levels.reached
    }

    def beside(key: str, column: int) -> Iterator[Traced]:
        message = messages[key]
        if column == READ and message is not None:
            yield Traced(message.id, message.number, message_after, read_text)

    shape = OfCases(COLUMNS, apply, lambda row: (row.case_id, row.problem_no), lines)
    return shape.printed(
        rows,
        source.title(LedgerCode.L9, "升级台账"),
        source.head(LedgerCode.L9),
        notes=tuple(notes(rows)),
        beside=beside,
    )


def told_in(messages: Iterable[Message]) -> Told:
    return {(one.source.case_id, one.source.version): one for one in messages}


def read_text(message: Message) -> str:
    """Who was told, and when he read it; once for each person, in however many posts."""
    told = {}
    for receiver in message.receivers:
        at = message.read.get(receiver.who.person)
        told[receiver.who.person] = f"{receiver.who.name} {moment_text(at) if at else '未阅'}"
    return "；".join(told.values()) or "无人可通知"


def notes(rows: Iterable[EscalationRow]) -> Iterator[str]:
    referred = sum(level.level == Level.REFER.name for row in rows for level in row.levels.reached)
    if referred:
        yield REFERRED_NOTE.format(count=referred)
