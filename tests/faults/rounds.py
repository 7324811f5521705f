"""One round: the load is made, the machine runs, the faults strike, it settles, the promises are checked."""

from __future__ import annotations

import asyncio
import os
import random
import shutil
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from uuid import UUID

import msgspec
from sqlalchemy.exc import SQLAlchemyError
from temporalio.service import RPCError

from adapters.clock import Clock
from adapters.installation import Installation, open_installation
from adapters.refusals import SetupRefused
from adapters.settings import Settings
from adapters.temporal.embedded import connect_from
from adapters.temporal.lifecycles import Lifecycles, workflow_id
from adapters.temporal.settings import BRISK
from domain.calendar import SHANGHAI
from domain.case import Command
from domain.casework import Caller, Casework
from domain.problem.registering import Dispatch
from projections.log import START, Point, read
from projections.tables import reached
from tests.faults import journal, load
from tests.faults.histories import ahead
from tests.faults.journal import Journal, Order
from tests.faults.machine import DAY, LOOK_AGAIN, Machine, until
from tests.faults.nemeses import Blow, Nemesis
from tests.faults.postgres import Postgres, own_postgres
from tests.faults.promises import Verdict, is_moment, judge, told
from tests.monitoring_case.people import GRID_WORKER
from tests.problem.people import OFFICE, OTHER_TOWN, TOWN

BEGINS = datetime(2022, 8, 8, 9, 0, tzinfo=SHANGHAI).astimezone(UTC)
SETTLES_WITHIN = 240.0  # seconds


class Plan(msgspec.Struct, frozen=True):
    """How large a round is. ``day`` is how many seconds of real time a day of business takes."""

    number: int
    seed: int
    problems: int = 60
    households: int = 6
    day: float = 4.0
    postgres: bool = False
    armed_first: bool = False
    """Whether the faults wait until every open case has its timer, and are followed by a count of the timers."""
    pause: float = 0.04
    """How many seconds the app waits between two commands."""
    settles: float = 240.0
    """In how many seconds all that was due must have happened."""
    days: float = 0.0
    """How many days of business the round lasts at least."""


class Result(msgspec.Struct, frozen=True):
    """What came of a round: a line of the results."""

    plan: Plan
    faults: dict[str, int]
    verdict: Verdict
    seconds: float
    deadlines: int = 0
    """Open deadlines before the faults, where all were waited for."""
    back: int = 0
    """How many of them had a timer again afterwards."""


# --- the load -------------------------------------------------------------------------------------------------------


def settle_in(opened: Installation, asked: Journal, plan: Plan) -> None:
    """Units, people and cases, all recorded at the beginning of business time."""
    draw = random.Random(f"load {plan.seed} {plan.number}")
    numbers = iter(range(1_000_000))

    def give(command: Command, by: str, case_id: UUID | None = None, at: datetime = BEGINS) -> UUID:
        order = Order(f"setup/{next(numbers)}", command, by, case_id)
        asked.ask(order)
        case = opened.casework.handle(command, Caller(person=by, command_id=order.id, recorded_at=at), case_id).case_id
        asked.answer(order, "ok")
        return case

    for command, by in load.setting():
        give(command, by, at=BEGINS - timedelta(days=30))
    for number in range(plan.problems):
        case_id = give(load.problem(number), OFFICE)
        due_on = date(2022, 8, 9) + timedelta(draw.randint(1, 12))
        give(Dispatch((TOWN, OTHER_TOWN)[number % 2], due_on=due_on), OFFICE, case_id)
    for number in range(plan.households):
        give(load.household(100_000 + number), GRID_WORKER)


# --- the watch ------------------------------------------------------------------------------------------------------


@dataclass
class Watch:
    """Follows the log by a clock that is right all the time: nothing may be there before it is due.

    While some clock is ahead, what is due by it may be there, and is not counted.
    """

    opened: Installation
    ahead: float = 0.0
    early: list[str] = field(default_factory=list)
    _ended: threading.Event = field(default_factory=threading.Event)
    _at: Point = START

    @contextmanager
    def watching(self) -> Iterator[Watch]:
        thread = threading.Thread(target=self._watch)
        thread.start()
        try:
            yield self
        finally:
            self._ended.set()
            thread.join()

    def set_ahead(self, seconds: float) -> None:
        self.ahead = seconds

    def _watch(self) -> None:
        while not self._ended.wait(LOOK_AGAIN):
            try:
                fresh = read(self.opened.casework.recorder, self._at)
            except Exception as error:  # the database is down at the moment; whatever is there is read later
                print(f"watch: {type(error).__name__}", flush=True)
                continue
            now = self.opened.now()
            for known in fresh:
                self._at = known.point
                if is_moment(known.event) and known.event.occurred_at > now + timedelta(seconds=self.ahead):
                    self.early.append(f"seen at {now}: {told(known.event)}")


# --- settling -------------------------------------------------------------------------------------------------------


class DidNotSettle(AssertionError):
    """What was due did not happen in time."""


def due(casework: Casework, streams: set[UUID], at: datetime) -> list[str]:
    """What is due at an instant and has not happened."""
    found = []
    for stream in streams:
        first = next(iter(ahead(casework, stream)), None)
        if first is not None and first.at <= at:
            found.append(f"{stream} {first.key}")
    return found


def settle(opened: Installation, machine: Machine, within: float) -> datetime:
    """The app stops; the machinery goes on until all has happened that was due then, and stops. Returns that instant.

    The ledgers' follower goes on by itself to the end of the log. What has not come about in time the judge will find.
    """
    until(lambda: not any(journal.read(machine.journal).open), SETTLES_WITHIN)  # a killed one asks again what it must
    machine.stop("app")
    recorder = opened.casework.recorder
    upto = max([opened.now(), *(n.event.timestamp for n in read(recorder, START, 10_000_000))])
    until(lambda: opened.now() > upto, SETTLES_WITHIN)

    def all_has_happened() -> bool:
        streams = {known.event.originator_id for known in read(recorder, START, 10_000_000)}
        return not due(opened.casework, streams, upto)

    until(all_has_happened, within, every=0.5)  # each time the whole log is read
    machine.stop("up")
    machine.children["follower"].start()
    until(lambda: follower_at(opened) == recorder.max_notification_id(), SETTLES_WITHIN)
    return upto


def follower_at(opened: Installation) -> int:
    try:
        with opened.ledgers.connect() as connection:
            return reached(connection).position
    except SQLAlchemyError:
        return -1


# --- timers ---------------------------------------------------------------------------------------------------------


def waiting(opened: Installation) -> set[str]:
    """The workflows that the log asks for: one for every case that has a moment ahead."""
    streams = {known.event.originator_id for known in read(opened.casework.recorder, START, 10_000_000)}
    views = (opened.casework.view(stream) for stream in streams)
    return {workflow_id(view.kind, view.case_id) for view in views if view is not None and view.next_moment}


def with_timers(opened: Installation, asked: set[str]) -> int:
    """How many of these have a timer in Temporal, or need none any more; at once when it is all, or when time is up."""

    async def running() -> set[str]:
        return await Lifecycles(await connect_from(opened.folder), opened.clock, BRISK, opened.casework.view).open_ids()

    def without() -> set[str]:
        try:
            return (asked & waiting(opened)) - asyncio.run(running())
        except (RPCError, SetupRefused):  # it does not answer at the moment, or not yet
            return asked

    until(lambda: not without(), SETTLES_WITHIN, every=2.0)
    return len(asked) - len(without())


# --- a round --------------------------------------------------------------------------------------------------------


@contextmanager
def installed(plan: Plan, folder: Path) -> Iterator[tuple[Installation, Postgres | None]]:
    """A new installation on a clock of the round's speed, with a PostgreSQL of its own if the plan says so."""
    with own_postgres() if plan.postgres else nullcontext() as postgres:
        settings = Settings(
            data=folder,
            database_url=postgres.url if postgres else None,
            vault_key_file=folder / "vault.key" if postgres else None,
            evidence=folder / "evidence" if postgres else None,
        )
        clock = Clock(datetime.now(UTC) + timedelta(seconds=3), BEGINS, DAY / plan.day)
        with open_installation(settings, clock) as opened:
            yield opened, postgres


def run(plan: Plan, blows: list[Blow], say: Callable[[str], None] = print) -> Result:
    """Live through a round. Its folder is kept only if a promise was broken."""
    folder = Path(tempfile.mkdtemp(prefix=f"duban-faults-{plan.number}-", dir="/tmp"))
    began = time.monotonic()
    with installed(plan, folder) as (opened, postgres):
        path = folder / "faults" / "journal.jsonl"
        machine = Machine(opened.settings, path, plan.pause)
        settle_in(opened, Journal(path), plan)
        watch, deadlines, back = Watch(opened), set[str](), 0
        nemesis = Nemesis(machine, postgres, watch.set_ahead)
        with watch.watching(), machine.running():
            until(lambda: opened.now() > BEGINS, SETTLES_WITHIN)
            if plan.armed_first:
                deadlines = waiting(opened)
                assert with_timers(opened, deadlines) == len(deadlines), "the timers were not armed in time"
            machine.children["app"].start()
            for blow in blows:
                nemesis.strike(blow)
                say(f"  {opened.now().astimezone(SHANGHAI):%m-%d %H:%M} {blow.fault}")
            if plan.armed_first:
                back = with_timers(opened, deadlines)
                say(f"  {opened.now().astimezone(SHANGHAI):%m-%d %H:%M} {back} of {len(deadlines)} deadlines back")
            until(lambda: opened.now() > BEGINS + timedelta(days=plan.days), plan.days * plan.day + SETTLES_WITHIN)
            upto = settle(opened, machine, plan.settles)
        verdict = judge(opened, journal.read(path), upto)
        verdict.early += watch.early
    if verdict.held and not os.environ.get("FAULTS_KEEP"):
        shutil.rmtree(folder)
    else:
        say(f"  kept for a look: {folder}")
    return Result(plan, dict(nemesis.struck), verdict, time.monotonic() - began, len(deadlines), back)
