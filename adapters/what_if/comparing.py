"""Both sides of a what-if, counted by the same rules: unit by unit, problem by problem."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from uuid import UUID

import msgspec

from adapters.what_if.replaying import Deed, Replay, events_of
from adapters.what_if.rules import not_reckoned
from domain.calendar import BusinessCalendar, local_date
from domain.events import Event
from domain.pack import Pack
from domain.policy import Level
from domain.problem.problem import NOT_COUNTED, ProblemEvent
from domain.problem.rechecking import EscalationProposed, EscalationReached
from projections.ledger import LedgerRow, apply, lateness
from projections.log import Log

TOTAL = "合计"
LEVELS = (Level.WARN, Level.LETTER, Level.CIRCULATE, Level.INTERVIEW, Level.REFER)


class Side(msgspec.Struct, frozen=True):
    """What came of one unit's problems. ``letters``: 督办函, one for a day; ``levels``: how often each was reached."""

    problems: int
    late: int
    late_days: int
    unclaimed: int
    levels: dict[str, int]
    letters: int
    supervisors_late: int


class UnitCompared(msgspec.Struct, frozen=True):
    unit: str
    was: Side
    would: Side


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
    """``undone``: what people did that the case would not have been ready for by the other rules; ``apart``: the
    problems that this touches, which cannot be compared any further. ``not_reckoned``: rules that differ in vain."""

    campaign: str
    until: datetime
    rules_was: str
    rules_would: str
    units: tuple[UnitCompared, ...]
    total: UnitCompared
    problems: tuple[ProblemCompared, ...]
    undone: tuple[Deed, ...]
    apart: tuple[str, ...]
    not_reckoned: tuple[str, ...]


class Reckoned:
    """One side: the rows of the ledger as they stand on a day, and what the ladder did to each unit."""

    def __init__(self, events: Iterable[Event], campaign: str, today: date) -> None:
        self.today = today
        self.rows: dict[UUID, LedgerRow] = {}
        self.levels: defaultdict[str, Counter[Level]] = defaultdict(Counter)
        self.letters: defaultdict[str, set[date]] = defaultdict(set)
        self.supervisors: Counter[str] = Counter()
        for event in events:
            if isinstance(event, ProblemEvent) and event.envelope.campaign == campaign:
                self._take(event)

    def _take(self, event: ProblemEvent) -> None:
        row = apply(self.rows.get(event.originator_id), event)
        if row is None:
            return
        self.rows[event.originator_id] = row
        if isinstance(event, EscalationReached) and event.supervising:
            self.supervisors[row.unit] += 1
        elif isinstance(event, EscalationReached | EscalationProposed):
            self.levels[row.unit][event.level] += 1
            if event.level is Level.LETTER:
                self.letters[row.unit].add(local_date(event.occurred_at))

    def side(self, units: Sequence[str]) -> Side:
        rows = [row for row in self.rows.values() if row.unit in units and row.stage not in NOT_COUNTED]
        levels = sum((self.levels[unit] for unit in units), Counter[Level]())
        days = [self.late_days(row) for row in rows]
        return Side(
            problems=len(rows),
            late=sum(number > 0 for number in days),
            late_days=sum(days),
            unclaimed=sum(row.claim_expired for row in rows),
            levels={level.name: levels[level] for level in LEVELS},
            letters=sum(len(self.letters[unit]) for unit in units),
            supervisors_late=sum(self.supervisors[unit] for unit in units),
        )

    def late_days(self, row: LedgerRow) -> int:
        """Calendar days, under every date that it ever had."""
        current = lateness(row, self.today)
        spans = (*row.past_lateness, current) if current else row.past_lateness
        return sum((span.last - span.first).days + 1 for span in spans)


def what_if(log: Log, campaign: str, was: Pack, would: Pack, calendar: BusinessCalendar) -> WhatIf:
    """The campaign by other rules beside what was. Nothing is written: it happens in memory.

    Raises LookupError where nothing of the campaign is in the log, CannotRead, CalendarNotCovered.
    """
    replay = Replay(campaign, was.policy, would, calendar)
    until = replay.run(log)
    today = local_date(until)
    before = Reckoned(events_of(log), campaign, today)
    after = Reckoned(events_of(replay.store.recorder), campaign, today)
    if not before.rows:
        raise LookupError(campaign)
    units = sorted({row.unit for side in (before, after) for row in side.rows.values()})
    return WhatIf(
        campaign=campaign,
        until=until,
        rules_was=was.policy.version,
        rules_would=would.policy.version,
        units=tuple(UnitCompared(unit, before.side([unit]), after.side([unit])) for unit in units),
        total=UnitCompared(TOTAL, before.side(units), after.side(units)),
        problems=tuple(differing(before, after)),
        undone=tuple(replay.undone),
        apart=tuple(dict.fromkeys(deed.number for deed in replay.undone)),
        not_reckoned=not_reckoned(was.policy, would.policy),
    )


def differing(before: Reckoned, after: Reckoned) -> Iterable[ProblemCompared]:
    for case_id, was in before.rows.items():
        would = after.rows.get(case_id)
        if would is None:
            continue
        compared = ProblemCompared(
            problem_no=was.problem_no,
            unit=was.unit,
            due_was=was.due.on if was.due else None,
            due_would=would.due.on if would.due else None,
            late_days_was=before.late_days(was),
            late_days_would=after.late_days(would),
            level_was=max(was.levels),
            level_would=max(would.levels),
        )
        if told(compared, "was") != told(compared, "would"):
            yield compared


def told(compared: ProblemCompared, side: str) -> Mapping[str, object]:
    return {name: getattr(compared, f"{name}_{side}") for name in ("due", "late_days", "level")}
