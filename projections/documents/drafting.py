"""拟稿的内容: what the log has for a document that is being drafted, from any viewpoint, beside what its drafter wrote.

A part of a report that a ledger can fill begins with its figures (R000-17, R002-41, R003-41); what the drafter wrote
follows. Source: domain reference, sections 5, 7, 10 and 11.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from msgspec.structs import replace

from domain.assessment import on_time_rate, rectification_rate
from domain.campaign.report import Report
from domain.document.content import Content, ContentRead, Entry, Line
from domain.document.drafting import DraftDocument
from domain.document.kinds import NAMES, DocumentKind
from domain.papers import ReportForm
from domain.refusal import Refused
from projections.documents.closing_form import closing_form
from projections.documents.letters import LATE_COLUMNS
from projections.documents.parts import filled_part
from projections.documents.source import Source
from projections.documents.words import chinese_date
from projections.ledger import LedgerRow
from projections.ledger_lines import LedgerLine, Selection, day_of
from projections.summary import assessed

UNIT_COLUMNS = ("单位", "共排查问题数", "已整改数", "整改率", "按期整改率")
GROUNDS = "事由"


def filled_in(command: DraftDocument, source: Source) -> DraftDocument:
    """The command with its content as the log has it. Raises Refused."""
    if command.campaign not in source.packs:
        raise Refused("unknown_campaign", campaign=command.campaign)
    read = READERS.get(command.kind)
    return replace(command, read=read(command, source)) if read else command


def as_read(content: Content, source: Source, concerns: Iterable[str], title: str = "", to: str = "") -> ContentRead:
    basis = source.basis
    day = Entry("统计日期", chinese_date(day_of(basis.as_of)))
    content = replace(content, entries=(*content.entries, day))
    return ContentRead(basis.as_of, basis.known_at, basis.position, content, tuple(concerns), title, to)


# --- 催办 -----------------------------------------------------------------------------------------------------------


def reminder(command: DraftDocument, source: Source) -> ContentRead:
    """What a unit is late with; what it has done at last, late, is nothing to be urged."""
    [unit] = units_named(command, most=1)
    late = [(row, line) for row, line in source.lines(Selection(command.campaign, unit)) if line.overdue_wd > 0]
    late = [(row, line) for row, line in late if row.unit == unit and not row.closed]
    if not late:
        raise Refused("document_nothing", about=unit, kind=NAMES[command.kind])
    content = Content(
        entries=(Entry("件数", str(len(late))),),
        columns=LATE_COLUMNS,
        lines=tuple(late_line(row, line) for row, line in late),
    )
    return as_read(content, source, (unit,), to=unit)


def late_line(row: LedgerRow, line: LedgerLine) -> Line:
    reason = f"逾期{line.overdue_wd}个工作日"
    return Line(row.problem_no, (row.problem_no, line.category_name, line.content, line.due, reason), row.household)


# --- 通报 -----------------------------------------------------------------------------------------------------------


def circular(command: DraftDocument, source: Source) -> ContentRead:
    """The figures of the units that are named, and the grounds that the drafter writes."""
    units = units_named(command)
    lines = tuple(unit_line(unit, source.rows(Selection(command.campaign, unit)), source) for unit in units)
    written = {part.title: part.text for part in command.parts}
    parts_known(written, (GROUNDS,), NAMES[command.kind])
    content = Content(
        entries=(Entry("件数", str(len(lines))), Entry("单位", "、".join(units))),
        parts=(Entry(GROUNDS, written.get(GROUNDS, "")),),
        columns=UNIT_COLUMNS,
        lines=lines,
    )
    return as_read(content, source, units)


def unit_line(unit: str, rows: list[LedgerRow], source: Source) -> Line:
    """共排查, 已整改 and the rates, as the assessment reckons them."""
    counted = [one for one in map(assessed, rows) if one.counted]
    closed = sum(one.closed for one in counted)
    rates = (rectification_rate(counted), on_time_rate(counted, source.basis.as_of))
    return Line(unit, (unit, str(len(counted)), str(closed), *rates))


# --- 报告 -----------------------------------------------------------------------------------------------------------


def report(command: DraftDocument, source: Source) -> ContentRead:
    """The parts that the report must have, those that can be filled from the ledgers filled."""
    owed = source.report(command.about)
    if owed is None or owed.campaign != command.campaign:
        raise Refused("document_about_what", kind=NAMES[command.kind], what="是哪一份阶段成果（报告编号）")
    written = {part.title: part.text for part in command.parts}
    titles = part_titles(owed, form_of(owed, source), tuple(written))
    parts = tuple(Entry(title, filled_part(title, written.get(title, ""), owed, source)) for title in titles)
    posts = "　　".join(f"{post}：" for post in owed.wanted.signatures)
    entries = (Entry("单位", owed.unit), Entry("签字栏", posts))
    return as_read(Content(entries, parts), source, (owed.unit,), owed.title, owed.wanted.to)


def form_of(owed: Report, source: Source) -> ReportForm | None:
    pack = source.packs[owed.campaign]
    return next((form for form in pack.reports if form.code == owed.code), None)


def part_titles(owed: Report, form: ReportForm | None, written: tuple[str, ...]) -> tuple[str, ...]:
    """The parts wanted, in their order; where the source is cut, others may be written before them (R001-61)."""
    further = tuple(title for title in written if title not in owed.wanted.parts)
    if further and not (form and form.more_parts):
        parts_known(written, owed.wanted.parts, owed.title)
    return (*further, *owed.wanted.parts)


# --- shared ---------------------------------------------------------------------------------------------------------


def units_named(command: DraftDocument, most: int = 0) -> tuple[str, ...]:
    if not command.units or (most and len(command.units) > most):
        raise Refused("document_about_what", kind=NAMES[command.kind], what="是哪个单位" if most else "是哪些单位")
    return command.units


def parts_known(written: Iterable[str], known: tuple[str, ...], title: str) -> None:
    strangers = [one for one in written if one not in known]
    if strangers:
        raise Refused("report_part_unknown", title=title, parts="、".join(strangers), known="、".join(known))


def closing(command: DraftDocument, source: Source) -> ContentRead:
    row = source.problem(command.about)
    if row is None or row.campaign != command.campaign:
        raise Refused("document_about_what", kind=NAMES[command.kind], what="是哪一个问题（问题编号）")
    return as_read(closing_form(row, source), source, filter(None, (row.unit,)))


def readers() -> Iterator[tuple[DocumentKind, Callable[[DraftDocument, Source], ContentRead]]]:
    yield DocumentKind.REMINDER, reminder
    yield DocumentKind.COMMENDATION, circular
    for kind in (DocumentKind.INSPECTION_REPORT, DocumentKind.SELF_CHECK_REPORT, DocumentKind.WORK_REPORT):
        yield kind, report
    yield DocumentKind.CLOSE_APPROVAL_FORM, closing


READERS = dict(readers())
