"""Several cases told in the order of time, through real commands; then asked for their tables.

Before each step every moment that fell due happens by itself, at its instant, whichever case it belongs to.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import Engine

from adapters.event_store.schema import prepare, sqlite_engine
from adapters.packs import packs_folder, shipped_calendar
from domain.case import Command
from domain.casework import Caller, Casework
from domain.event_table import EVENTS
from domain.events import Event
from domain.problem.problem import Problem
from domain.refusal import Refused
from projections.as_of import Viewpoint
from projections.follower import Follower
from projections.ledger_lines import Ledger, LedgerLine, Selection
from projections.ledgers import Ledgers
from projections.monitoring_lines import MonitoringLedger, MonitoringLine
from projections.summary import Summary
from projections.tables import MIGRATIONS, VERSION_TABLE
from projections.trail import Trail
from tests.problem.story import instant, packs

LONG_AFTER = timedelta(days=365)


def when(written: str) -> datetime:
    """An instant as written in Asia/Shanghai; 24:00 is the end of that day."""
    if written.endswith(" 24:00"):
        return instant(written.replace(" 24:00", " 00:00")) + timedelta(days=1)
    return instant(written)


def open_ledgers(file: Path) -> Engine:
    """An empty ledgers database in a file."""
    engine = sqlite_engine(file)
    prepare(engine, MIGRATIONS, VERSION_TABLE)
    return engine


@dataclass
class Chronicle:
    """What happened so far, by the name of the case that a test gives it."""

    casework: Casework
    engine: Engine
    cases: dict[str, UUID] = field(default_factory=dict)
    now: datetime = field(default_factory=lambda: when("2017-01-02 08:00"))
    given: int = 0

    def __post_init__(self) -> None:
        self.follower = Follower(self.engine, self.casework.recorder)
        self.ledgers = Ledgers(
            self.engine,
            self.casework.recorder,
            packs(),
            shipped_calendar(packs_folder()),
            self.casework.vault.reveal,
        )

    # --- what happens ---

    def give(self, at: str, by: str, command: Command, case: str, happened_at: str | None = None) -> None:
        """Somebody gives a command; the first one of a case makes it. ``happened_at``: entered late."""
        self.pass_until(at)
        self.given += 1
        caller = Caller(
            person=by,
            command_id=f"chronicle/{self.given}",
            recorded_at=self.now,
            occurred_at=when(happened_at) if happened_at else None,
            late_reason="当时没有网络" if happened_at else "",
        )
        self.cases[case] = self.casework.handle(command, caller, self.cases.get(case)).case_id

    def refuses(self, at: str, by: str, command: Command, case: str) -> str:
        """The code with which a command is refused."""
        try:
            self.give(at, by, command, case)
        except Refused as refusal:
            return refusal.code
        raise AssertionError("it was accepted")

    def pass_until(self, at: str) -> None:
        """Let every moment up to then happen, the oldest of all cases first."""
        self.now = when(at)
        while ahead := self._moments_until(self.now):
            instant_of_moment, case_id, key = min(ahead)
            assert self.casework.let(case_id, key, instant_of_moment, cause="a timer") == "acted"

    def _moments_until(self, end: datetime) -> list[tuple[datetime, UUID, str]]:
        views = (self.casework.view(case_id) for case_id in self.cases.values())
        moments = [(view.case_id, view.next_moment) for view in views if view and view.next_moment]
        return [(moment.at, case_id, moment.key) for case_id, moment in moments if moment.at <= end]

    # --- what the tables say ---

    def view(self, as_of: str | None = None, known_at: str | None = None) -> Viewpoint:
        """As of then, known then, unless it is said otherwise; asked a year later."""
        seen = when(as_of) if as_of else None
        return Viewpoint(
            now=self.now + LONG_AFTER if as_of else self.now,
            as_of=seen,
            known_at=when(known_at) if known_at else seen,
        )

    def ledger(self, as_of: str | None = None, known_at: str | None = None, **chosen: Any) -> Ledger:
        self.follower.catch_up()
        return self.ledgers.ledger(self.view(as_of, known_at), Selection(**chosen))

    def line(self, case: str, as_of: str | None = None, known_at: str | None = None) -> LedgerLine:
        number = self.number(case)
        return next(line for line in self.ledger(as_of, known_at).lines if line.problem_no == number)

    def summary(self, campaign: str, as_of: str | None = None, known_at: str | None = None, **chosen: str) -> Summary:
        self.follower.catch_up()
        return self.ledgers.summary(self.view(as_of, known_at), Selection(campaign=campaign, **chosen))

    def monitoring(self, as_of: str | None = None, known_at: str | None = None, **chosen: str) -> MonitoringLedger:
        self.follower.catch_up()
        return self.ledgers.monitoring(self.view(as_of, known_at), Selection(**chosen))

    def monitored(self, case: str, as_of: str | None = None, known_at: str | None = None) -> MonitoringLine:
        number = self.casework.load(self.cases[case]).state.number
        return next(line for line in self.monitoring(as_of, known_at).lines if line.monitor_no == number)

    def trail(self, case: str, as_of: str | None = None, known_at: str | None = None) -> Trail:
        self.follower.catch_up()
        return self.ledgers.trail(self.view(as_of, known_at), self.number(case))

    def problem(self, case: str) -> Problem:
        return self.casework.problem(self.cases[case])

    def number(self, case: str) -> str:
        return self.problem(case).problem_no

    def events(self) -> list[Event]:
        """The whole log."""
        stored: Any = self.casework.recorder.select_notifications(None, 1_000_000)
        return [EVENTS.decode(event.topic, event.state) for event in stored]

    def levels(self, case: str) -> list[tuple[str, str]]:
        """The levels reached, each with its instant in Asia/Shanghai."""
        lines = self.trail(case).lines
        return [(line.level, f"{line.occurred_at + timedelta(hours=8):%Y-%m-%d %H:%M}") for line in lines if line.level]
