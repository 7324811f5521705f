"""报告的部分: what the ledgers say for a part of a report, known by the words of its title.

典型经验 from what inspectors recorded; 问题 from the ledger; 监测帮扶 from the cases of households; 基本情况 from the
inspections. What no ledger knows (下一步安排, 意见建议) is written by people. Source: R000-17, R002-41, R003-41.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator

from domain.assessment import rectification_rate
from domain.campaign.report import Report
from domain.papers import LedgerCode
from domain.problem.problem import NOT_COUNTED
from projections.documents.source import Source
from projections.documents.words import chinese_span
from projections.frozen_tables import as_the_table_has_it
from projections.ledger_lines import ERASED, Selection
from projections.monitoring_ledger import proposed_households
from projections.summary import assessed


def filled_part(title: str, written: str, report: Report, source: Source) -> str:
    """The figures of the ledgers, a paragraph each, then what was written."""
    known = next((tell for word, tell in TELLERS if word in title), None)
    told = tuple(known(report, source)) if known else ()
    return "\n".join((*told, written.strip())).strip()


def problems(report: Report, source: Source) -> Iterator[str]:
    """How many there are, how many are rectified, and each category with its number."""
    rows = [row for row in source.rows(chosen(report, source)) if row.stage not in NOT_COUNTED]
    if not rows:
        yield "没有排查出问题。"
        return
    closed = sum(row.closed for row in rows)
    rate = rectification_rate(map(assessed, rows))
    yield f"共排查问题{len(rows)}个，已整改{closed}个，正在整改{len(rows) - closed}个，整改率{rate}。"
    pack = source.packs[report.campaign]
    labels = {category.code: category.label for category in pack.taxonomy}
    counts = Counter(row.category for row in rows)
    listed = "；".join(f"{labels.get(code, code)}{count}个" for code, count in sorted(counts.items()))
    yield f"按问题类型：{listed}。"


def practices(report: Report, source: Source) -> Iterator[str]:
    """What was done well, as it was recorded beside the findings (R003-41)."""
    recorded = source.practices(source.inspections_of(report.campaign, report.unit))
    texts = source.reveal(one.practice.ref for one in recorded)
    for one in recorded:
        yield f"{one.village}：{texts.get(one.practice.ref, ERASED)}"


def inspected(report: Report, source: Source) -> Iterator[str]:
    """Which villages were inspected, when, and how many households were met."""
    trips = source.inspections_of(report.campaign, report.unit)
    visits = [visit for trip in trips for visit in trip.visits if visit.completed_at is not None]
    if trips:
        first, last = min(trip.first_on for trip in trips), max(trip.last_on for trip in trips)
        met = sum(len(visit.verified()) for visit in visits)
        found = sum(len(trip.findings) for trip in trips)
        places = "、".join(dict.fromkeys(visit.village for visit in visits))
        yield (
            f"{chinese_span(first, last)}，{report.unit}开展督查{len(trips)}次，督查{places or '（未办结任何村）'}，"
            f"入户{met}户，发现问题{found}个。"
        )
    if report.screened:
        villages = len({village for village, _ in report.screened})
        yield f"已对{villages}个村逐项自查并签认，签认{len(report.screened)}项次。"


def households(report: Report, source: Source) -> Iterator[str]:
    """拟识别, 已纳入, 已消除 of the households at risk."""
    cases = source.monitored(chosen(report, source))
    proposed = proposed_households(cases)
    entered = {case.household for case in cases if case.entered_on is not None}
    helped = {case.household for case in cases if case.entered_on is not None and case.aids}
    cleared = {case.household for case in cases if case.cleared_at is not None}
    people = sum(case.members for case in proposed)
    yield (
        f"拟识别监测对象{len(proposed)}户{people}人，已纳入监测{len(entered)}户，"
        f"已开展帮扶{len(helped)}户，风险消除{len(cleared)}户。"
    )


def chosen(report: Report, source: Source) -> Selection:
    """A group reports of what it inspects, a unit of itself and all below it, a department of what its table lists."""
    trips = source.inspections_of(report.campaign, report.unit)
    own = Selection(report.campaign, trips[0].area if trips else report.unit)
    return as_the_table_has_it(LedgerCode.L4, own, source.packs)


Tell = Callable[[Report, Source], Iterator[str]]
TELLERS: tuple[tuple[str, Tell], ...] = (
    ("典型经验", practices),
    ("基本情况", inspected),
    ("开展情况", inspected),
    ("动态管理", households),
    ("帮扶", households),
    ("问题", problems),
)
"""The first word that a title holds tells what it is filled from."""
