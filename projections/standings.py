"""考核: how counties, towns or villages stand at a moment: rates, and points with a line for each event behind them.

The rates and points are those of domain/assessment.py; here each is read from the log and cites its event. Who found a
problem says by which layer it was found: 自查, 核查 by a lead department, 抽查 by an inspection group.
Source: domain reference, section 10; R000-31, R003-26, R003-27.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from uuid import UUID

import msgspec
from msgspec.structs import replace

from domain.accountability import PointEvent
from domain.assessment import WHO, Assessed, Citation, Compared, ScoreLine, Standing, assess
from domain.events import Event, topic
from domain.issue.content import TableContent, TableRow
from domain.organisation import Role
from domain.papers import ColumnTitle
from domain.policy import Level
from domain.problem.looking_back import FalseRectificationFound
from domain.problem.registering import ProblemRegistered
from domain.supervision_paper.issuing import PaperIssued
from domain.tiers import SELF_CHECK
from domain.treatment import TreatmentDecided
from domain.treatment import criticisms as criticised
from projections import ledger
from projections.ledger import LedgerRow
from projections.printed import HEAD, LedgerTable, Source, Traced
from projections.summary import assessed

FOUND_TOPICS = (topic(ProblemRegistered), topic(FalseRectificationFound))
"""By which layer a problem was found, and what of it was found false."""

CRITICISM_TOPICS = (topic(PaperIssued), topic(TreatmentDecided))
LAYER_OF_FINDER = {Role.LEAD_DEPT: 2, Role.INSPECTOR: 3, Role.TEAM_LEAD: 3}
"""Whoever is none of these found it by 自查."""

COMPARED_NAMES = {
    Compared.COUNTY: "县区",
    Compared.TOWN: "乡镇",
    Compared.VILLAGE: "村",
}
"""Whom the log can tell apart; who helps which village (帮扶单位) stands in no event."""

POINT_NAMES = {
    PointEvent.ALL_ON_TIME: "整改率达标且全部按期",
    PointEvent.LOW_RATE: "整改率偏低",
    PointEvent.CRITICISM: "通报批评",
    PointEvent.FALSE_RECTIFICATION: "虚假整改",
}


# --- rows ---------------------------------------------------------------------------------------------------------


class Found(msgspec.Struct, frozen=True):
    """The layer that found a problem, and the events (第几条) that found a rectification false."""

    layer: int = SELF_CHECK
    false_by: tuple[int, ...] = ()


class AssessedRow(msgspec.Struct, frozen=True):
    """A problem, and what its row in the ledger does not say."""

    problem: LedgerRow
    found: Found = Found()


def apply(row: AssessedRow | None, event: Event) -> AssessedRow | None:
    before = row.problem if row else None
    problem = ledger.apply(before, event)
    if problem is None or problem is before:
        return row
    found = found_after(row.found if row else None, event)
    return AssessedRow(problem, found or Found())


def found_after(found: Found | None, event: Event) -> Found | None:
    match event:
        case ProblemRegistered():
            role = Role(event.envelope.actor.role) if event.envelope.actor.role else None
            return replace(found or Found(), layer=LAYER_OF_FINDER.get(role, SELF_CHECK) if role else SELF_CHECK)
        case FalseRectificationFound() if found is not None:
            return replace(found, false_by=(*found.false_by, event.originator_version))
    return found


class Criticism(msgspec.Struct, frozen=True):
    """通报批评 of a unit: its document, and the event that issued it."""

    case_id: UUID
    campaign: str
    unit: str
    document: str
    paper_no: str
    version: int


def criticism_after(found: tuple[Criticism, ...] | None, event: Event) -> tuple[Criticism, ...] | None:
    """What one document criticises: 通报 of the ladder, or a decision on units (作出处理)."""
    match event:
        case PaperIssued(level=Level.CIRCULATE):
            cited: tuple[Citation, ...] = (Citation(event.unit, event.document_no),)
            number = event.paper_no
        case TreatmentDecided():
            cited = criticised((event.apply(None),))
            number = event.document
        case _:
            return found
    campaign, version = event.envelope.campaign, event.originator_version
    return found or tuple(
        Criticism(event.originator_id, campaign, one.who, one.document, number, version) for one in cited
    )


# --- how everybody stands -------------------------------------------------------------------------------------------


class CitedPoint(msgspec.Struct, frozen=True):
    """加分, 扣分: how many, for what, and the event behind it; of a rate there is none: all its problems are."""

    event: PointEvent
    name: str
    points: int
    about: str
    case: str = ""
    version: int = 0


class CitedStanding(msgspec.Struct, frozen=True):
    standing: Standing
    points: tuple[CitedPoint, ...]


def standings(source: Source, compared: Compared) -> tuple[CitedStanding, ...]:
    """Everybody of that kind who has a problem, in ascending order."""
    rows = assessed_rows(source)
    cited = criticisms(source)
    everybody = {WHO[compared](one) for one in map(as_assessed, rows)}
    citations = [Citation(one.unit, one.document) for one in cited if one.unit in everybody]
    pack = source.pack
    told = assess(map(as_assessed, rows), compared, source.basis.as_of, pack.accountability, citations)
    return tuple(CitedStanding(one, tuple(points(one, rows, cited))) for one in told)


def assessed_rows(source: Source) -> list[AssessedRow]:
    rows = source.rows
    found = source.seen.folded(found_after, FOUND_TOPICS, {row.case_id for row in rows})
    return [AssessedRow(row, found[row.case_id]) for row in rows]


def criticisms(source: Source) -> list[Criticism]:
    """Each unit once for each document, however often that is cited."""
    found = source.seen.folded(criticism_after, CRITICISM_TOPICS).values()
    of_it = [one for cited in found for one in cited if one.campaign == source.chosen.campaign]
    return list({(one.unit, one.document): one for one in reversed(of_it)}.values())[::-1]


def as_assessed(row: AssessedRow) -> Assessed:
    place = row.problem.place
    return replace(
        assessed(row.problem),
        county=place.county,
        town=place.town,
        village=place.village,
        layer=row.found.layer,
        false_rectifications=len(row.found.false_by),
    )


def points(standing: Standing, rows: Sequence[AssessedRow], cited: Sequence[Criticism]) -> Iterator[CitedPoint]:
    """The lines of the score, each with its event."""
    false = {row.problem.problem_no: list(row.found.false_by) for row in rows}
    papers = {one.document: one for one in cited}
    for line in standing.lines:
        case, version = event_behind(line, false, papers)
        yield CitedPoint(line.event, POINT_NAMES[line.event], line.points, line.about, case, version)


def event_behind(line: ScoreLine, false: Mapping[str, list[int]], papers: Mapping[str, Criticism]) -> tuple[str, int]:
    match line.event:
        case PointEvent.FALSE_RECTIFICATION:
            return line.about, false[line.about].pop(0)
        case PointEvent.CRITICISM:
            return papers[line.about].paper_no, papers[line.about].version
    return "", 0


# --- the table ----------------------------------------------------------------------------------------------------

COLUMNS = tuple(
    map(
        ColumnTitle,
        ("单位", "发现问题", "已整改", "整改率", "按期整改率", "自查漏报率", "加分扣分事项", "得分"),
    )
)
CLOSED, POINTS, SCORE = 2, 6, 7


def standings_table(source: Source, compared: Compared) -> LedgerTable:
    """For the yearly evaluation (年度目标考核), a line for each of them."""
    told = {one.standing.who: one for one in standings(source, compared)}
    towards = source.pack.accountability.counts_towards or "整改情况考核"
    content = TableContent(
        title=f"{towards}（按{COMPARED_NAMES[compared]}）",
        head=HEAD,
        columns=COLUMNS,
        rows=tuple(TableRow(who, cells(one)) for who, one in told.items()),
        numbered=True,
    )
    rows = assessed_rows(source)
    papers = {one.paper_no: one for one in criticisms(source)}

    def behind(key: str, column: int) -> Iterator[Traced]:
        one = told[key]
        if column in (POINTS, SCORE):
            cases = {point.case for point in one.points}
            yield from (traced_paper(papers[case]) for case in cases if case in papers)
            yield from (traced(row, column) for row in rows if row.problem.problem_no in cases)
        elif column:
            wanted = one.standing.closed if column == CLOSED else one.standing.found
            yield from (traced(row, column) for row in rows if row.problem.problem_no in wanted)

    return LedgerTable(content, behind)


def cells(one: CitedStanding) -> tuple[str, ...]:
    standing = one.standing
    return (
        standing.who,
        str(len(standing.found)),
        str(len(standing.closed)),
        standing.rate,
        standing.on_time_rate,
        standing.miss_rate,
        "；".join(point_text(point) for point in one.points),
        f"{standing.score:+d}" if standing.score else "0",
    )


def point_text(point: CitedPoint) -> str:
    """-2 虚假整改（DC2018-甲镇-0001 第9条）; a rate has no event of its own."""
    about = point.about if point.case in ("", point.about) else f"{point.about}，{point.case}"
    return f"{point.points:+d} {point.name}（{about}{f' 第{point.version}条' if point.case else ''}）"


def traced(row: AssessedRow, column: int) -> Traced:
    def value(row: AssessedRow) -> object:
        one = as_assessed(row)
        if column in (POINTS, SCORE):
            return row.found.false_by
        return (one.counted, one.closed, one.completed_at) if column != CLOSED else one.closed

    return Traced(row.problem.case_id, row.problem.problem_no, apply, value)


def traced_paper(paper: Criticism) -> Traced:
    return Traced(paper.case_id, paper.paper_no, criticism_after, bool)
