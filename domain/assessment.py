"""考核: how a county, a helping unit, a town or a village stands at a moment: rates, and points with a line for each.

Pure: from rows and citations to figures; who compares whom and what points there are is data of the pack.
Source: domain reference, section 10; R000-31, R003-26, R003-27.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, timedelta
from enum import StrEnum

import msgspec

from domain.accountability import AccountabilityRules, PointEvent, PointRule
from domain.problem.problem import NOT_COUNTED, Stage
from domain.rates import NO_RATE, percentage
from domain.tiers import SELF_CHECK, Found, compare_tiers

DEFAULT_POINTS = (
    PointRule(PointEvent.ALL_ON_TIME, 1, rate=95),
    PointRule(PointEvent.LOW_RATE, -1, rate=90),
    PointRule(PointEvent.CRITICISM, -1),
    PointRule(PointEvent.FALSE_RECTIFICATION, -2),
)
"""Where the document gives no points."""

DEFAULT_CAP = 5


class Assessed(msgspec.Struct, frozen=True, kw_only=True):
    """A problem as it stands at the moment of the assessment.

    ``judged_due`` is the end of the date by which 按期 is judged: the original one, or one extended in time.
    ``completed_at`` is the submission that finally passed; ``layer`` is the layer of check that found the problem.
    """

    problem_no: str
    stage: Stage
    county: str = ""
    town: str = ""
    village: str = ""
    helping_unit: str = ""
    judged_due: datetime | None = None
    completed_at: datetime | None = None
    reopened: bool = False
    opening: bool = False
    layer: int = SELF_CHECK
    false_rectifications: int = 0

    @property
    def closed(self) -> bool:
        return self.stage is Stage.CLOSED

    @property
    def counted(self) -> bool:
        """What was taken over from elsewhere (期初) counts only once this system has closed it."""
        return self.stage not in NOT_COUNTED and (self.closed or not self.opening)

    def in_time(self) -> bool:
        """Whether it was completed by its date, and for good."""
        done, due = self.completed_at, self.judged_due
        return done is not None and due is not None and done <= due and not self.reopened


class Compared(StrEnum):
    """Who is compared with whom (R003-26)."""

    COUNTY = "COUNTY"
    HELPING_UNIT = "HELPING_UNIT"
    TOWN = "TOWN"
    VILLAGE = "VILLAGE"


WHO: dict[Compared, Callable[[Assessed], str]] = {
    Compared.COUNTY: lambda row: row.county,
    Compared.HELPING_UNIT: lambda row: row.helping_unit,
    Compared.TOWN: lambda row: row.town,
    Compared.VILLAGE: lambda row: row.village,
}


class Citation(msgspec.Struct, frozen=True):
    """通报批评 of a county, unit, town or village, by the number of the document."""

    who: str
    document: str


class ScoreLine(msgspec.Struct, frozen=True):
    """What one event, or one figure, adds or takes; ``about`` is a number of a problem or document, or a rate."""

    event: PointEvent
    points: int
    about: str


class Standing(msgspec.Struct, frozen=True):
    """How one of those compared stands."""

    who: str
    found: tuple[str, ...]
    closed: tuple[str, ...]
    rate: str
    on_time_rate: str
    miss_rate: str
    lines: tuple[ScoreLine, ...]
    score: int


def assess(
    rows: Iterable[Assessed],
    compared: Compared,
    at: datetime,
    rules: AccountabilityRules,
    citations: Iterable[Citation] = (),
) -> tuple[Standing, ...]:
    """Everybody of that kind who has a problem or was criticised, in ascending order, as of ``at``."""
    counted, cited = [row for row in rows if row.counted], tuple(citations)
    who_of = WHO[compared]
    everybody = sorted({who_of(row) for row in counted}.union(citation.who for citation in cited) - {""})
    return tuple(
        standing(
            who,
            [row for row in counted if who_of(row) == who],
            at,
            rules,
            [citation for citation in cited if citation.who == who],
        )
        for who in everybody
    )


def standing(
    who: str, rows: list[Assessed], at: datetime, rules: AccountabilityRules, citations: list[Citation]
) -> Standing:
    lines = tuple(score_lines(rows, at, rules.points or DEFAULT_POINTS, citations))
    cap = DEFAULT_CAP if rules.points_cap is None else rules.points_cap
    return Standing(
        who=who,
        found=tuple(row.problem_no for row in rows),
        closed=tuple(row.problem_no for row in rows if row.closed),
        rate=rectification_rate(rows),
        on_time_rate=on_time_rate(rows, at),
        miss_rate=miss_rate(rows),
        lines=lines,
        score=max(-cap, min(cap, sum(line.points for line in lines))),
    )


# --- rates --------------------------------------------------------------------------------------------------------


def rectification_rate(rows: Iterable[Assessed]) -> str:
    """整改率: closed, of all that is counted."""
    counted = [row for row in rows if row.counted]
    return percentage(sum(row.closed for row in counted), len(counted))


def on_time_rate(rows: Iterable[Assessed], at: datetime) -> str:
    """按期整改率: completed by its date, of those whose date has passed."""
    due = due_by(rows, at)
    return percentage(sum(row.in_time() for row in due), len(due))


def due_by(rows: Iterable[Assessed], at: datetime) -> list[Assessed]:
    """Those whose date has passed; at the last instant of a day, as a table of all that day is asked, its 24:00 has."""
    by = at + timedelta.resolution
    return [row for row in rows if row.counted and row.judged_due is not None and row.judged_due <= by]


def miss_rate(rows: Iterable[Assessed]) -> str:
    """自查漏报率: found by 核查 and 抽查, of all that was found."""
    found = [Found(row.problem_no, "", row.layer) for row in rows if row.counted]
    return next((one.miss_rate for one in compare_tiers(found)), NO_RATE)


# --- points -------------------------------------------------------------------------------------------------------


def score_lines(
    rows: list[Assessed], at: datetime, rules: Iterable[PointRule], citations: list[Citation]
) -> Iterator[ScoreLine]:
    for rule in rules:
        for about in CONTRIBUTIONS[rule.event](rows, at, rule, citations):
            yield ScoreLine(rule.event, rule.points, about)


Contribution = Callable[[list[Assessed], datetime, PointRule, list[Citation]], Iterator[str]]


def all_on_time(rows: list[Assessed], at: datetime, rule: PointRule, citations: list[Citation]) -> Iterator[str]:
    """A rate of at least so many percent, and nothing whose date has passed was late."""
    due = due_by(rows, at)
    if due and all(row.in_time() for row in due) and not falls_short(rows, rule.rate or 0):
        yield rectification_rate(rows)


def low_rate(rows: list[Assessed], at: datetime, rule: PointRule, citations: list[Citation]) -> Iterator[str]:
    if rows and falls_short(rows, rule.rate or 0):
        yield rectification_rate(rows)


def each_criticism(rows: list[Assessed], at: datetime, rule: PointRule, citations: list[Citation]) -> Iterator[str]:
    yield from (citation.document for citation in citations)


def each_false_one(rows: list[Assessed], at: datetime, rule: PointRule, citations: list[Citation]) -> Iterator[str]:
    for row in rows:
        yield from (row.problem_no for _ in range(row.false_rectifications))


CONTRIBUTIONS: dict[PointEvent, Contribution] = {
    PointEvent.ALL_ON_TIME: all_on_time,
    PointEvent.LOW_RATE: low_rate,
    PointEvent.CRITICISM: each_criticism,
    PointEvent.FALSE_RECTIFICATION: each_false_one,
}


def falls_short(rows: list[Assessed], percent: int) -> bool:
    """Compared exactly, not as printed: 94.96 % prints as 95.0 % and falls short of 95."""
    return 100 * sum(row.closed for row in rows) < percent * len(rows)
