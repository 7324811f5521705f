"""旧账回头看: problems that were found before, by source, and what came of looking back at each (R002-25).

Which sources are old is said by the pack. ``apply`` is a function of row and event, for any moment.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from enum import StrEnum

import msgspec

from domain.calendar import local_date
from domain.events import Event, topic
from domain.pack import Pack
from domain.problem.looking_back import FalseRectificationFound, LookBackPassed, ReboundFound
from domain.problem.problem import NOT_COUNTED
from domain.taxonomy import ProblemSource
from projections.as_of import Basis
from projections.ledger import LedgerRow
from projections.ledger_lines import Selection, place_text, state_name
from projections.seeing import Seen
from projections.versioned import PROBLEMS


class Result(StrEnum):
    HOLDS = "HOLDS"
    REBOUND = "REBOUND"
    FALSE = "FALSE"


RESULT_NAMES = {Result.HOLDS: "改到位", Result.REBOUND: "反弹", Result.FALSE: "虚假整改"}
RESULTS: dict[type[Event], Result] = {
    LookBackPassed: Result.HOLDS,
    ReboundFound: Result.REBOUND,
    FalseRectificationFound: Result.FALSE,
}
NOT_YET = "未回头看"


TOPICS = tuple(map(topic, RESULTS))


class LookedBack(msgspec.Struct, frozen=True):
    """What the last look back at a problem found."""

    result: Result
    on: date


def apply(row: LookedBack | None, event: Event) -> LookedBack | None:
    result = RESULTS.get(type(event))
    return LookedBack(result, local_date(event.occurred_at)) if result else row


class OldProblem(msgspec.Struct, frozen=True):
    problem_no: str
    source: str
    place: str
    unit: str
    state: str
    result: str
    looked_on: date | None


class OfSource(msgspec.Struct, frozen=True):
    """One source: how many problems it has, and how many of them with each result (未回头看 among them)."""

    source: str
    found: int
    results: dict[str, int]


class OldProblems(msgspec.Struct, frozen=True):
    basis: Basis
    sources: tuple[OfSource, ...]
    lines: tuple[OldProblem, ...]


def old_problems(then: Seen, chosen: Selection, packs: Mapping[str, Pack]) -> OldProblems:
    """Every problem of an old source that is chosen, whichever campaign has it, in the order of registration."""
    counted = (row for row in then.rows(PROBLEMS) if chosen.admits(row) and row.stage not in NOT_COUNTED)
    old = [(row, source) for row in counted for source in old_source(row, packs)]
    found = then.folded(apply, TOPICS, {row.case_id for row, _ in old})
    lines = tuple(line_of(row, found.get(row.case_id), source) for row, source in old)
    names = dict.fromkeys(line.source for line in lines)
    return OldProblems(then.basis, tuple(of_source(name, lines) for name in names), lines)


def old_source(problem: LedgerRow, packs: Mapping[str, Pack]) -> Iterator[ProblemSource]:
    pack = packs.get(problem.campaign)
    source = pack.source(problem.source) if pack else None
    if source is not None and source.look_back:
        yield source


def line_of(problem: LedgerRow, found: LookedBack | None, source: ProblemSource) -> OldProblem:
    return OldProblem(
        problem_no=problem.problem_no,
        source=source.label,
        place=place_text(problem.place),
        unit=problem.unit,
        state=state_name(problem),
        result=RESULT_NAMES[found.result] if found else NOT_YET,
        looked_on=found.on if found else None,
    )


def of_source(name: str, lines: tuple[OldProblem, ...]) -> OfSource:
    own = [line.result for line in lines if line.source == name]
    return OfSource(name, len(own), {result: own.count(result) for result in (*RESULT_NAMES.values(), NOT_YET)})
