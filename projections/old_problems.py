"""旧账回头看: problems that were found before, by source, and what came of looking back at each (R002-25).

Which sources are old is said by the pack. ``apply`` is a function of row and event, for any moment.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from enum import StrEnum

import msgspec

from domain.calendar import local_date
from domain.events import Event
from domain.pack import Pack
from domain.problem.looking_back import FalseRectificationFound, LookBackPassed, ReboundFound
from domain.problem.problem import NOT_COUNTED
from domain.taxonomy import ProblemSource
from projections import ledger
from projections.as_of import Basis, Viewpoint, fold
from projections.ledger import LedgerRow
from projections.ledger_lines import Selection, place_text, state_name
from projections.log import Log


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


class LookedBack(msgspec.Struct, frozen=True):
    """A problem, and what the last look back at it found."""

    problem: LedgerRow
    result: Result | None = None
    on: date | None = None


def apply(row: LookedBack | None, event: Event) -> LookedBack | None:
    problem = ledger.apply(row.problem if row else None, event)
    if problem is None:
        return None
    result = RESULTS.get(type(event))
    if result is not None:
        return LookedBack(problem, result, local_date(event.occurred_at))
    return LookedBack(problem, row.result, row.on) if row else LookedBack(problem)


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


def old_problems(log: Log, view: Viewpoint, chosen: Selection, packs: Mapping[str, Pack]) -> OldProblems:
    """Every problem of an old source that is chosen, whichever campaign has it, in the order of registration."""
    rows, basis = fold(log, view, apply)
    lines = tuple(
        line_of(row, source)
        for row in rows.values()
        if chosen.admits(row.problem) and row.problem.stage not in NOT_COUNTED
        for source in old_source(row.problem, packs)
    )
    names = dict.fromkeys(line.source for line in lines)
    return OldProblems(basis, tuple(of_source(name, lines) for name in names), lines)


def old_source(problem: LedgerRow, packs: Mapping[str, Pack]) -> Iterator[ProblemSource]:
    pack = packs.get(problem.campaign)
    source = pack.source(problem.source) if pack else None
    if source is not None and source.look_back:
        yield source


def line_of(row: LookedBack, source: ProblemSource) -> OldProblem:
    problem = row.problem
    result = RESULT_NAMES[row.result] if row.result else NOT_YET
    place = place_text(problem.place)
    return OldProblem(problem.problem_no, source.label, place, problem.unit, state_name(problem), result, row.on)


def of_source(name: str, lines: tuple[OldProblem, ...]) -> OfSource:
    own = [line.result for line in lines if line.source == name]
    return OfSource(name, len(own), {result: own.count(result) for result in (*RESULT_NAMES.values(), NOT_YET)})
