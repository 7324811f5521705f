"""问题清单 (L6, with 整改函): what inspections found, whose it is, what is demanded until when, and how it stands.

The demand is that of the letter, as it was issued; the date is the one in force. Source: domain reference, sections 8
and 11; R003-14, R003-29.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from uuid import UUID

import msgspec
from msgspec.structs import replace

from domain.event_table import PROBLEM_EVENTS
from domain.events import Event, topic
from domain.inspection.concluding import LetterIssued, LetterLine
from domain.inspection.inspection import Inspection
from domain.papers import ColumnTitle, LedgerCode
from domain.problem.classification import Mode
from domain.problem.problem import Stage
from projections import ledger, sampling_ledger
from projections.ledger import LedgerRow
from projections.ledger_lines import LedgerLine, Masked, Say, Texts, day_of, line, shown_texts
from projections.printed import Cells, LedgerTable, OfCases, Source, Traced, as_it_is

PROBLEM_TOPICS = tuple(topic(cls) for cls in PROBLEM_EVENTS)
MODES = {Mode.IMMEDIATE: "立行立改", Mode.TIME_LIMITED: "限期整改"}
NOT_LISTED = "（整改函未发）"


# --- rows ---------------------------------------------------------------------------------------------------------


class QuestionRow(msgspec.Struct, frozen=True):
    """An inspection with the list of the letter that it issued."""

    inspection: Inspection
    letter_no: str = ""
    listed: Mapping[str, LetterLine] = {}


def apply(row: QuestionRow | None, event: Event) -> QuestionRow | None:
    inspection = sampling_ledger.apply(row.inspection if row else None, event)
    if inspection is None:
        return row
    row = replace(row, inspection=inspection) if row else QuestionRow(inspection)
    if isinstance(event, LetterIssued):
        return replace(row, letter_no=event.letter_no, listed={one.problem_no: one for one in event.lines})
    return row


# --- the table ----------------------------------------------------------------------------------------------------


class Question(msgspec.Struct, frozen=True):
    """A problem of the list. ``demand``: what the letter wants of it."""

    problem: LedgerLine
    inspected: str
    demand: str


COLUMNS: Cells[Question] = (
    (ColumnTitle("类别"), lambda one: one.problem.category_name),
    (ColumnTitle("被督查单位"), lambda one: one.inspected),
    (ColumnTitle("镇/村"), lambda one: one.problem.village or one.problem.town),
    (ColumnTitle("问题"), lambda one: one.problem.content),
    (ColumnTitle("整改要求"), lambda one: one.demand),
    (ColumnTitle("整改期限"), lambda one: one.problem.due),
    (ColumnTitle("整改情况"), lambda one: one.problem.result),
)
OF_THE_INSPECTION = ("被督查单位", "整改要求")


def question_table(source: Source) -> LedgerTable:
    inspections = source.seen.folded(apply, sampling_ledger.TOPICS).values()
    found = {
        finding.problem: row
        for row in inspections
        if row.inspection.campaign == source.chosen.campaign
        for finding in row.inspection.findings
    }
    problems = source.seen.folded(ledger.apply, PROBLEM_TOPICS, found).values()
    rows = [row for row in problems if chosen(row, found[row.case_id], source)]
    rows = [row for row in rows if row.stage is not Stage.NOT_FOUND]
    demands = (one.demand.ref for row in found.values() for one in row.listed.values() if one.demand)
    texts = Texts((*demands, *(ref for row in rows for ref in shown_texts(row))), source.reveal)
    today = day_of(source.basis.as_of)

    def lines(row: LedgerRow, say: Say) -> Iterator[tuple[str, Question]]:
        said = line(1, row, today, source.calendar, source.packs, say)
        of = found[row.case_id]
        yield row.problem_no, Question(said, of.inspection.area, demand(of, row.problem_no, say))

    keys = {row.problem_no: row.case_id for row in rows}

    def beside(key: str, column: int) -> Iterator[Traced]:
        title = COLUMNS[column][0].title
        if title in OF_THE_INSPECTION:
            yield of_inspection(found[keys[key]].inspection, key, title)

    shape = OfCases(COLUMNS, ledger.apply, lambda row: (row.case_id, row.problem_no), lines, lambda row: row.subject)
    return shape.printed(
        rows,
        source.title(LedgerCode.L6, "督查发现问题清单"),
        source.head(LedgerCode.L6),
        say=lambda row: Masked(texts, texts(row.householder)),
        notes=tuple(f"{row.inspection.number} 整改函 {row.letter_no}" for row in letters(found, rows)),
        beside=beside,
    )


def letters(found: Mapping[UUID, QuestionRow], rows: list[LedgerRow]) -> list[QuestionRow]:
    """The inspections whose letter the list goes with, each once."""
    used = {found[row.case_id].inspection.id: found[row.case_id] for row in rows}
    return [row for row in used.values() if row.letter_no]


def chosen(row: LedgerRow, of: QuestionRow, source: Source) -> bool:
    """By the place of the problem and its unit, or by the group and the area of the inspection."""
    wanted, inspection = source.chosen, of.inspection
    if wanted.number == inspection.number or wanted.unit in (inspection.group, inspection.area):
        return wanted.number in ("", inspection.number, row.problem_no)
    return wanted.admits(row)


def demand(row: QuestionRow, problem_no: str, say: Say) -> str:
    """整改要求: as the letter words it, else the way of rectifying that it sets."""
    listed = row.listed.get(problem_no)
    if listed is None:
        return NOT_LISTED
    return say(listed.demand.ref) if listed.demand else MODES[listed.mode]


def of_inspection(inspection: Inspection, key: str, title: str) -> Traced:
    def value(row: QuestionRow) -> str:
        listed = key in [finding.problem_no for finding in row.inspection.findings]
        if title == "被督查单位":
            return row.inspection.area if listed else ""
        return demand(row, key, as_it_is) if listed else ""

    return Traced(inspection.id, inspection.number, apply, value)
