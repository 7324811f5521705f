"""Whatever people did, the printed tables of any moment tie, as then known or as known later.

The histories are those of test_walk.py: a problem with its twin, and what was derived from it, merged into it, found in
its sweeps. After each, the tables are asked for as of instants, and by what was known, drawn at random.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random
from uuid import UUID

from adapters.play.world import World
from domain.case import Command
from domain.casework import Caller, Casework
from domain.events import Event
from domain.obligations import Reminded
from domain.papers import LedgerCode
from domain.problem.problem import ENDED, NOT_COUNTED, ProblemEvent, Stage
from projections.as_of import Viewpoint
from projections.hands import hands
from projections.ledger_lines import Selection, day_of
from projections.log import read_all
from projections.printed import Source, moment_text
from projections.trail import rows_after, tell
from tests.ledgers.ties import (
    both_annexes_have_the_rows_that_were_found,
    each_count_is_the_number_of_the_rows_that_it_links_to,
    found_is_closed_and_open_in_each_row,
    printed,
    saying_something,
    sums_are_those_of_their_columns,
    the_cell_names_events,
)
from tests.problem.test_walk import CAMPAIGNS, ON_TIME, WAITS, ProblemsUnderWay, outcome

LIVES, STEPS = 80, 60
MOMENTS, CELLS = 3, 6
"""Looked at in each life, and in each table of each of these moments."""

Seen = dict[str, list[ProblemEvent]]


class OneOffice(ProblemsUnderWay):
    """The same people; what they do is done in one casework, which lets what fell due happen when it is asked."""

    def give(self, command: Command, by: str, case_id: UUID | None, late: timedelta = ON_TIME) -> None:
        self.steps += 1
        caller = Caller(
            person=by,
            command_id=f"step/{self.steps}",
            recorded_at=self.now,
            occurred_at=self.now - late if late else None,
            late_reason="漏报" if late else "",
        )
        answer = outcome(self.asleep, command, caller, case_id)
        if isinstance(answer, UUID) and not self.case_id.int:
            self.case_id = answer

    def live(self, seed: int) -> None:
        dice = Random(f"life {seed}")
        self.begin(seed=seed, campaign=dice.choice(CAMPAIGNS))
        for _ in range(STEPS):
            self.now += timedelta(hours=dice.choice(WAITS))
            self.dice = dice
            if dice.random() < 0.9:
                self.somebody_does_what_comes_next()
            else:
                self.somebody_does_anything()


def some_moment(office: OneOffice, dice: Random) -> Viewpoint:
    """As of some instant since the beginning; as known then, or later, or before."""
    entered = [known.event for known in read_all(office.asleep.recorder)]
    end = office.now + timedelta(days=1)
    at = min(
        end, dice.choice(entered[len(entered) // 3 :]).occurred_at + timedelta(hours=dice.choice((0, 0, 5, 24, 999)))
    )
    return Viewpoint(now=end, as_of=at, known_at=dice.choice((at, end, dice.choice(entered).timestamp)))


def the_tables_tie(source: Source) -> None:
    each_count_is_the_number_of_the_rows_that_it_links_to(source)
    found_is_closed_and_open_in_each_row(source)
    both_annexes_have_the_rows_that_were_found(source)
    sums_are_those_of_their_columns(source, (LedgerCode.L3, 2))
    listed = [row.key for code in (LedgerCode.L1, LedgerCode.L2) for row in printed(source, code).content.rows]
    assert sorted(listed) == sorted(row.problem_no for row in source.rows if row.stage not in NOT_COUNTED)


def some_cells_name_their_events(source: Source, dice: Random) -> None:
    for code in (LedgerCode.L1, LedgerCode.L2, LedgerCode.L3, LedgerCode.L7, LedgerCode.L9):
        table = printed(source, code)
        cells = list(saying_something(table))
        for key, place, _ in dice.sample(cells, min(CELLS, len(cells))):
            the_cell_names_events(table, source, key, place)


def each_problem(casework: Casework, campaign: str, view: Viewpoint) -> Iterator[tuple[str, list[ProblemEvent]]]:
    """The events of each problem from a viewpoint, by its number."""
    of_each: dict[object, list[Event]] = {}
    for known in read_all(casework.recorder):
        event = known.event
        seen = event.timestamp <= view.known and event.occurred_at <= view.at
        if seen and isinstance(event, ProblemEvent) and event.envelope.campaign == campaign:
            of_each.setdefault(event.originator_id, []).append(event)
    for events in of_each.values():
        rows = list(rows_after(events))
        if rows and rows[-1] is not None:
            yield rows[-1].problem_no, events  # type: ignore[misc]


def the_ladder_is_that_of_the_trails(source: Source, of_each: Seen, casework: Casework) -> None:
    """L9: a line for each level that the trail of the problem tells, and for each reminder of its unit."""
    kept = source.pack.policy.retention
    told = Counter(
        (number, level.name, moment_text(level.reached_at))
        for number, events in of_each.items()
        for level in tell(events, source.basis, casework.calendar, casework.vault.reveal, kept).levels
    )
    told += Counter(
        (number, "临期提醒", moment_text(event.occurred_at))
        for number, events in of_each.items()
        for event in events
        if isinstance(event, Reminded) and not event.supervising and not event.units
    )
    rows = printed(source, LedgerCode.L9).content.rows
    assert Counter((row.cells[0], row.cells[2], row.cells[3]) for row in rows) == told


def the_working_days_in_hands_add_up(events: list[ProblemEvent], casework: Casework, at: datetime) -> None:
    """As of any moment: those of all hands are those on which the problem was open."""
    rows = list(rows_after(events))
    held = sum(hand.working_days for hand in hands(events, rows, at, casework.calendar))
    since, spans = None, 0
    for event, row in zip(events, rows, strict=True):
        if since is None and row.stage not in ENDED:
            since = day_of(event.occurred_at)
        elif since is not None and row.stage in ENDED:
            spans += casework.calendar.working_days(since, day_of(event.occurred_at))
            since = None
    if since is not None:
        spans += casework.calendar.working_days(since, day_of(at))
    assert held == spans


def test_whatever_people_did_the_tables_of_any_moment_tie() -> None:
    looked: Counter[str] = Counter()
    for seed in range(LIVES):
        office, dice = OneOffice(), Random(f"tables {seed}")
        office.live(seed)
        for _ in range(MOMENTS):
            view = some_moment(office, dice)
            source = World(office.asleep).source(view, Selection(campaign=office.campaign))
            the_tables_tie(source)
            some_cells_name_their_events(source, dice)
            of_each = dict(each_problem(office.asleep, office.campaign, view))
            the_ladder_is_that_of_the_trails(source, of_each, office.asleep)
            for events in of_each.values():
                the_working_days_in_hands_add_up(events, office.asleep, view.at)
            looked.update(row.stage for row in source.rows)
            looked["known later"] += view.known > view.at
    assert looked.keys() >= {*NOT_COUNTED, Stage.RECTIFYING, Stage.CLOSED, "known later"}
