"""Both sides of a what-if, counted by the same rules: unit by unit, duty by duty, problem by problem."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime

import msgspec

from adapters.what_if.deadlines import DeadlineCompared, Deadlines, KeptCompared
from adapters.what_if.other_cases import OtherCases, topics
from adapters.what_if.reading import Reading, Tell, tell_nobody
from adapters.what_if.replaying import Deed, Life, Replay
from adapters.what_if.rules import not_reckoned
from adapters.what_if.sides import Counted, Counting, Side, late_days
from domain.calendar import BusinessCalendar, local_date
from domain.event_table import EVENTS
from domain.pack import Pack
from domain.policy import Level
from domain.write_side import ORGANISATION, PROBLEM
from projections.collecting import collector_resting
from projections.ledger import LedgerRow
from projections.log import Log

TOTAL = "合计"


class UnitCompared(msgspec.Struct, frozen=True):
    unit: str
    was: Counted
    would: Counted


class ProblemCompared(msgspec.Struct, frozen=True):
    """A problem of which something differs: its date, the days it was late, the highest level it ever reached."""

    problem_no: str
    unit: str
    due_was: date | None
    due_would: date | None
    late_days_was: int
    late_days_would: int
    level_was: Level
    level_would: Level


class WhatIf(msgspec.Struct, frozen=True):
    """``undone``: what people did that the case would not have been ready for by the other rules; ``apart``: the cases
    that this touches, which cannot be compared any further. ``not_reckoned``: rules that differ in vain.

    ``duties`` and ``duties_by_unit``: what was owed in cases of every kind, and how much of it late; ``deadlines``:
    those that were late on one side only, or by other days. ``raised``: households whose entry would have been late,
    for which a problem would have been raised; ``not_raised``: problems that would not have been.
    """

    campaign: str
    until: datetime
    rules_was: str
    rules_would: str
    units: tuple[UnitCompared, ...]
    total: UnitCompared
    duties: tuple[KeptCompared, ...]
    duties_by_unit: tuple[KeptCompared, ...]
    problems: tuple[ProblemCompared, ...]
    deadlines: tuple[DeadlineCompared, ...]
    undone: tuple[Deed, ...]
    apart: tuple[str, ...]
    raised: tuple[str, ...]
    not_raised: tuple[str, ...]
    not_reckoned: tuple[str, ...]


def what_if(
    log: Log, campaign: str, was: Pack, would: Pack, calendar: BusinessCalendar, tell: Tell = tell_nobody
) -> WhatIf:
    """The campaign by other rules beside what was. Nothing is written: it happens in memory, one event after the other.

    Memory grows with the number of problems (some 2 KiB each), not with that of events. Raises LookupError where
    nothing of the campaign is in the log, CannotRead, CalendarNotCovered.
    """
    deadlines = Deadlines()
    replay = Replay(campaign, was.policy, would, calendar, deadlines)
    others = OtherCases(campaign, replay.reckoning, deadlines, replay.spared)
    reading = Reading(log, {*topics_of_problems(), *topics(replay.reckoning)}, tell)
    with collector_resting():
        for event in reading.events():
            replay.hear(event)
            others.hear(event)
        replay.finish(reading.until)
        others.finish(reading.until)
        return compared(replay, others, was, would, reading.until)


def topics_of_problems() -> Iterable[str]:
    return (one for one in EVENTS.classes if one.partition(".")[0] in (PROBLEM.name, ORGANISATION.name))


def compared(replay: Replay, others: OtherCases, was: Pack, would: Pack, until: datetime) -> WhatIf:
    """Raises LookupError where there was nothing of the campaign."""
    if not replay.lives and not others.found:
        raise LookupError(replay.campaign)
    table = Table(replay, local_date(until))
    undone = (*replay.undone, *others.undone)
    return WhatIf(
        campaign=replay.campaign,
        until=until,
        rules_was=was.policy.version,
        rules_would=would.policy.version,
        units=tuple(table.of([unit], unit) for unit in table.units),
        total=table.of(table.units, TOTAL),
        duties=replay.deadlines.in_all(),
        duties_by_unit=replay.deadlines.by_unit(),
        problems=tuple(table.differing),
        deadlines=tuple(replay.deadlines.differing()),
        undone=undone,
        apart=tuple(dict.fromkeys(deed.number for deed in undone)),
        raised=tuple(others.raised),
        not_raised=tuple(table.not_raised),
        not_reckoned=not_reckoned(was.policy, would.policy),
    )


class Table:
    """The problems of both sides, gone through once."""

    def __init__(self, replay: Replay, today: date) -> None:
        self.sides: tuple[Side, Side] = (replay.was, replay.would)
        self.counting: tuple[dict[str, Counting], dict[str, Counting]] = (defaultdict(Counting), defaultdict(Counting))
        self.differing: list[ProblemCompared] = []
        self.not_raised: list[str] = []
        self.today = today
        for life in replay.lives.values():
            self._count(life)
        self.units = sorted({*self.counting[0], *self.counting[1]})

    def _count(self, life: Life) -> None:
        was, would = life.rows()
        for counting, row in zip(self.counting, (was, would), strict=True):
            if row is not None:
                counting[row.unit].take(row, self.today)
        if was is not None and would is None:
            self.not_raised.append(was.problem_no)
        if was is not None and would is not None and was is not would:
            self._compare(was, would)

    def _compare(self, was: LedgerRow, would: LedgerRow) -> None:
        one = ProblemCompared(
            problem_no=was.problem_no,
            unit=was.unit,
            due_was=was.due.on if was.due else None,
            due_would=would.due.on if would.due else None,
            late_days_was=late_days(was, self.today),
            late_days_would=late_days(would, self.today),
            level_was=max(was.levels),
            level_would=max(would.levels),
        )
        if any(getattr(one, f"{name}_was") != getattr(one, f"{name}_would") for name in ("due", "late_days", "level")):
            self.differing.append(one)

    def of(self, units: Iterable[str], name: str) -> UnitCompared:
        names = list(units)
        was, would = (
            side.counted(names, [counting[unit] for unit in names])
            for side, counting in zip(self.sides, self.counting, strict=True)
        )
        return UnitCompared(name, was, would)
