"""发现问题情况汇总表 (L4, 附件1 of 2021): item by item, which problems stand out, what is done, how far it is.

A row for each item with problems; a table without any prints 无. 整改进展 gives the counts of the summary (L3) and the
latest text. What is written of a household is not repeated in a table that goes up: its problems are counted. The seed
is cut after the fifth column, so there are no more. Source: domain reference, section 11; R001-60.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from uuid import UUID

import msgspec

from domain.events import Event, topic
from domain.issue.content import TableContent, TableRow
from domain.papers import ColumnTitle, LedgerCode
from domain.problem.rectifying import ProgressReported, SubmittedForRecheck
from projections import ledger
from projections.ledger import LedgerRow, Ref
from projections.ledger_lines import Say, Texts
from projections.printed import HEAD, LedgerTable, Source, Traced
from projections.summary import SummaryRow, summarise

TOPICS = (topic(ProgressReported), topic(SubmittedForRecheck))
COLUMNS = tuple(map(ColumnTitle, ("重点任务", "具体内容", "存在的突出问题", "整改措施", "整改进展")))
NOTHING = "无"
FIRST_OF_TEXT = 2
"""From this column on a cell says something of the problems."""


class Said(msgspec.Struct, frozen=True):
    """The latest that was said of how far a problem is: 整改进展, or 整改成效 as it was handed in."""

    version: int
    at: datetime
    text: Ref


def apply(said: Said | None, event: Event) -> Said | None:
    if said is not None and event.originator_version <= said.version:
        return said
    match event:
        case ProgressReported():
            return Said(event.originator_version, event.occurred_at, event.text.ref)
        case SubmittedForRecheck():
            return Said(event.originator_version, event.occurred_at, event.effect.ref)
    return said


# --- the table ----------------------------------------------------------------------------------------------------


def found_table(source: Source) -> LedgerTable:
    of_number = {row.problem_no: row for row in source.rows}
    table = summarise(source.rows, source.pack, source.basis)
    items = {row.code: row for row in table.rows if row.found.count}
    problems = {code: [of_number[number] for number in row.found.problems] for code, row in items.items()}
    own = [row for rows in problems.values() for row in rows if not row.household]
    said = source.seen.folded(apply, TOPICS, {row.case_id for row in own})
    refs = (ref for row in own for ref in (row.content, *row.measures, *latest([row], said)))
    texts = Texts(refs, source.reveal)
    rows = tuple(
        TableRow(code, (row.group, row.name, *cells(row, problems[code], said, texts))) for code, row in items.items()
    )
    form = source.pack.ledger(LedgerCode.L4)
    content = TableContent(
        title=source.title(LedgerCode.L4, "发现问题情况汇总表"),
        head=form.head if form else HEAD,
        columns=COLUMNS,
        rows=rows or (TableRow(NOTHING, (NOTHING,) * len(COLUMNS)),),
        notes=table.notes,
    )

    def behind(key: str, column: int) -> Iterator[Traced]:
        for row in problems.get(key, ()) if column >= FIRST_OF_TEXT else ():
            yield Traced(row.case_id, row.problem_no, ledger.apply, alone(source, key, column))

    return LedgerTable(content, behind)


def cells(row: SummaryRow, problems: list[LedgerRow], said: Mapping[UUID, Said], say: Say) -> tuple[str, str, str]:
    own = [problem for problem in problems if not problem.household]
    measures = dict.fromkeys(say(measure) for problem in own for measure in problem.measures)
    progress = [f"共{row.found.count}，已{row.closed.count}，正在{row.rectifying.count}", *map(say, latest(own, said))]
    return stood_out(own, len(problems) - len(own), say), "；".join(measures), "；".join(progress)


def stood_out(own: list[LedgerRow], of_households: int, say: Say) -> str:
    """存在的突出问题: each as it is written, and how many problems of households."""
    told = [f"{number}.{say(problem.content)}" for number, problem in enumerate(own, start=1)]
    return "；".join([*told, *([f"户内问题{of_households}件"] if of_households else [])])


def latest(problems: Iterable[LedgerRow], said: Mapping[UUID, Said]) -> list[Ref]:
    """The text that was said last of any of them; none, or one."""
    known = [said[problem.case_id] for problem in problems if problem.case_id in said]
    return [max(known, key=lambda one: one.at).text] if known else []


def alone(source: Source, key: str, column: int) -> Callable[[LedgerRow], tuple[object, ...]]:
    """What one problem puts into a cell: its own count and texts."""

    def value(row: LedgerRow) -> tuple[object, ...]:
        item = next((one for one in summarise([row], source.pack, source.basis).rows if one.code == key), None)
        if item is None or not item.found.count:
            return ()
        if column == FIRST_OF_TEXT:
            return ("found", row.content)
        if column == FIRST_OF_TEXT + 1:
            return row.measures
        return (item.closed.count, item.rectifying.count, row.progress, row.effect)

    return value
