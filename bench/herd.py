"""The herd: many open cases, and many deadlines at one instant, on the embedded default. See README.md.

    make herd                                   # or: .venv/bin/python -m bench.herd --cases 2000 --deadlines 500

A real server with its database in a file, `duban up` as a program of its own on a real SQLite store, and beside them a
worker of bare workflows, so that every figure stands beside what the same server does for nothing.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import platform
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from statistics import median, quantiles
from time import monotonic
from uuid import UUID, uuid4

from eventsourcing.persistence import ApplicationRecorder
from temporalio.client import Client

from adapters.clock import Clock
from adapters.data_folder import DataFolder
from adapters.event_store.opening import open_in_folder
from adapters.installation import Installation, open_installation
from adapters.settings import Settings
from adapters.temporal.connection import connect
from adapters.temporal.lifecycles import Lifecycles
from adapters.temporal.position import Position
from adapters.temporal.relay import Relay
from adapters.temporal.server import TemporalServer
from adapters.temporal.settings import TemporalSettings
from adapters.temporal.sweeper import Sweeper
from adapters.temporal.worker import lifecycle_worker
from bench.bare import BARE_QUEUE
from bench.bare_workflows import BareTimer, Empty
from bench.lifecycle import CAMPAIGN, TEXT, caller, casework_on
from bench.processes import Process
from domain.casework import Casework
from domain.event_table import EVENTS
from domain.events import topic
from domain.problem.amending import CorrectDetails
from domain.problem.claiming import ClaimExpired
from domain.problem.classification import Scope
from domain.problem.finding import Finding
from domain.problem.problem import Place
from domain.problem.registering import Dispatch, RegisterProblem
from workflows.activities import CaseActivities

ROOT = Path(__file__).parents[1]
DUE, FAR = "09-10T09:00", "09-11T09:00"
"""Handed over (交办) at these hours the days to claim end at one midnight, or a day later."""
ARMED = "DubanStage = 'DISPATCHED'"
ROUND = 100  # starts of either kind in a round, or as many as there are deadlines
LOOK_AGAIN = 0.2
SAY_EVERY = 5.0
TAKES_AT_MOST = 900.0
IN_TIME = 10.0  # seconds between the last preparation and the instant


@dataclass
class Report:
    """What is printed at the end: lines of name and figure."""

    began: float = field(default_factory=monotonic)
    lines: list[tuple[str, str]] = field(default_factory=list)

    def add(self, name: str, figure: str) -> None:
        self.lines.append((name, figure))
        self.say(f"{name}: {figure}")

    def say(self, words: str) -> None:
        print(f"[{monotonic() - self.began:5.0f} s] {words}", flush=True)

    def show(self) -> None:
        wide = max(len(name) for name, _ in self.lines)
        print()
        for name, figure in self.lines:
            print(f"{name:<{wide}}  {figure}")


class Spent:
    """Wall and processor seconds of some processes, from here on."""

    def __init__(self, *processes: Process) -> None:
        self.processes = processes
        self.at = monotonic()
        self.before = [process.cpu() for process in processes]

    def stop(self) -> Spent:
        self.wall = monotonic() - self.at
        self.cpu = [process.cpu() - before for process, before in zip(self.processes, self.before, strict=True)]
        return self

    def each(self, operations: int) -> str:
        """Milliseconds of processor time an operation, process by process."""
        return ", ".join(
            f"{process.name} {cpu / operations * 1e3:.1f} ms ({cpu / self.wall:.2f} cores)"
            for process, cpu in zip(self.processes, self.cpu, strict=True)
        )


# --- the cases -------------------------------------------------------------------------------------------------------


def bring_in(casework: Casework, number: int, handed_over: str) -> list[UUID]:
    """So many problems, registered and handed over to a town that has not claimed them."""
    return [bring_one(casework, handed_over) for _ in range(number)]


def bring_one(casework: Casework, handed_over: str) -> UUID:
    name = uuid4().hex
    place = Place(county="示例县", town="示例镇")
    finding = Finding(CAMPAIGN, "H3", TEXT, Scope.HOUSEHOLD, place=place, household_ref=name, householder="户主")
    case_id = casework.handle(RegisterProblem(finding), caller("inspector", f"{name}/1", handed_over)).case_id
    dispatch = Dispatch("示例镇", due_on=date(2018, 10, 31))
    return casework.handle(dispatch, caller("office", f"{name}/2", handed_over), case_id).case_id


def change(casework: Casework, case_id: UUID) -> None:
    """A change that moves no deadline."""
    casework.handle(CorrectDetails("核对", content=uuid4().hex), caller("office", uuid4().hex, FAR), case_id)


def expired_since(recorder: ApplicationRecorder, position: int) -> list[tuple[UUID, float]]:
    """The moments in the log after a position: whose, and how many seconds after its instant it was recorded."""
    found = recorder.select_notifications(position, 1_000_000, topics=[topic(ClaimExpired)], inclusive_of_start=False)
    events = [EVENTS.decode(notification.topic, notification.state) for notification in found]
    return [(event.originator_id, (event.timestamp - event.occurred_at).total_seconds()) for event in events]


# --- bare workflows --------------------------------------------------------------------------------------------------


async def start_bare(client: Client, name: str, number: int, *arguments: object) -> str:
    """So many bare workflows, as many at once as the relay starts; their type of a name of its own."""
    batch, room = uuid4().hex, asyncio.Semaphore(20)

    async def start(one: int) -> None:
        signal = {"start_signal": "changed", "start_signal_args": [1]} if name == Empty.__name__ else {}
        async with room:
            await client.start_workflow(
                name,
                args=arguments,
                id=f"{batch}/{one}",
                task_queue=BARE_QUEUE,
                **signal,  # type: ignore[arg-type]
            )

    await asyncio.gather(*map(start, range(number)))
    return f"WorkflowId STARTS_WITH '{batch}'"


async def number_of(client: Client, query: str) -> int:
    return (await client.count_workflows(query)).count


async def run_empty(client: Client, number: int) -> None:
    batch = await start_bare(client, Empty.__name__, number)

    async def all_ended() -> bool:
        return await number_of(client, f"{batch} AND ExecutionStatus = 'Completed'") == number

    await until(all_ended)


async def until(holds: Callable[[], Awaitable[bool]], say: Callable[[], None] = lambda: None) -> None:
    """Until it holds; SystemExit when it takes too long. ``say`` is called now and then."""
    said = begun = monotonic()
    while not await holds():
        if monotonic() - begun > TAKES_AT_MOST:
            raise SystemExit(f"not done after {TAKES_AT_MOST:.0f} s")
        if monotonic() - said > SAY_EVERY:
            said = monotonic()
            say()
        await asyncio.sleep(LOOK_AGAIN)


def spread_of(lags: list[float]) -> str:
    cuts = quantiles(lags, n=100, method="inclusive")
    return f"p50 {cuts[49]:.1f} s, p90 {cuts[89]:.1f} s, p99 {cuts[98]:.1f} s, max {max(lags):.1f} s"


# --- the run ---------------------------------------------------------------------------------------------------------


@dataclass
class Herd:
    """One run in one folder."""

    folder: Path
    cases: int
    deadlines: int
    rounds: int
    report: Report
    server: Process
    bare: Process
    client: Client

    async def run(self) -> None:
        self.starts = await self.bare_starts()
        before = await self.bare_timers("before")
        due = await asyncio.to_thread(self.bring_herd)
        with open_installation(Settings(data=self.folder), self.clock()) as opened:
            with self.up() as up:
                await self.arm_all(opened, up)
                await self.let_some_change(opened, up, due)
                ours = await self.drain(opened, up, due)
                self.memory(opened, up)
            await self.in_rounds(opened)
            await sweep_twice(self, opened)
        after = await self.bare_timers("after")
        bare = [before, after]
        self.report.add(
            "DRAIN, ours / bare timers",
            f"{ours / (sum(bare) / 2):.2f} [{ours / max(bare):.2f}-{ours / min(bare):.2f}]  goal >= 0.8",
        )

    async def bare_timers(self, when: str) -> float:
        """As many bare timers at one instant as there will be deadlines; how many a second."""
        spent = Spent(self.server)
        ahead = 10 + 0.8 * self.deadlines / self.starts
        instant = datetime.now(UTC) + timedelta(seconds=ahead)
        batch = await start_bare(self.client, BareTimer.__name__, self.deadlines, instant.timestamp())
        started = spent.stop().wall
        left = (instant - datetime.now(UTC)).total_seconds()
        self.report.say(f"{self.deadlines} bare timers started in {started:.0f} s, due in {left:.0f} s")
        if left < 1:
            raise SystemExit("the machine is too slow for this many: bare timers fell due while others were started")
        await asyncio.sleep(left)
        spent = Spent(self.server, self.bare)

        async def all_ended() -> bool:
            return await number_of(self.client, f"{batch} AND ExecutionStatus = 'Completed'") == self.deadlines

        await until(all_ended)
        spent.stop()
        closed = [ended.close_time async for ended in self.client.list_workflows(batch)]
        lags = [(at - instant).total_seconds() for at in closed if at is not None]
        rate = self.deadlines / max(lags)
        self.report.add(
            f"bare timers, {when}", f"{self.deadlines} in {max(lags):.1f} s, {rate:.0f}/s; {spread_of(lags)}"
        )
        self.report.add("", spent.each(self.deadlines))
        return rate

    async def bare_starts(self) -> float:
        """How many empty workflows a second are started by a signal, and have ended."""
        await run_empty(self.client, self.round)
        begun = monotonic()
        await run_empty(self.client, 2 * self.round)
        rate = 2 * self.round / (monotonic() - begun)
        self.report.say(f"empty workflows: {rate:.0f}/s")
        return rate

    def bring_herd(self) -> list[UUID]:
        """All the cases into the log, by commands; those that fall due at the instant."""
        with open_in_folder(DataFolder(self.folder, Clock(datetime.now(UTC), datetime.now(UTC), 1.0))) as store:
            casework = casework_on(store)
            begun = monotonic()
            due = bring_in(casework, self.deadlines, DUE)
            bring_in(casework, self.cases - self.deadlines, FAR)
            took = monotonic() - begun
            ahead = casework.view(due[0])
            assert ahead is not None
            assert ahead.next_moment is not None
            self.instant = ahead.next_moment.at
        self.report.add("cases brought in", f"{self.cases:,} in {took:.0f} s by {2 * self.cases / took:.0f} commands/s")
        return due

    def clock(self) -> Clock:
        """Real time shifted so that the instant comes when all will be armed, judged by what the server can do."""
        armed_in = 30 + (self.cases + self.deadlines) / self.starts / 2  # one asleep costs less than half
        self.report.say(f"the instant comes in {armed_in:.0f} s")
        return Clock(datetime.now(UTC), self.instant - timedelta(seconds=armed_in), 1.0)

    async def in_rounds(self, opened: Installation) -> None:
        """Arming against starting empty workflows, turn by turn: relay and worker in this very process."""
        lifecycles = lifecycles_of(self.client, opened)
        relay = Relay(opened.casework.recorder, Position(opened.ledgers, "relay"), lifecycles)
        at = await relay.begin()
        rates: list[tuple[float, float]] = []
        cpu: list[tuple[float, float]] = []
        activities = CaseActivities(opened.casework, opened.now)
        armed = await number_of(self.client, ARMED)
        async with lifecycle_worker(self.client, activities, TemporalSettings()):
            for _ in range(self.rounds + 1):
                await asyncio.to_thread(bring_in, opened.casework, self.round, FAR)
                ours = Spent(self.server)
                while (reached := await relay.turn(at)) != at:
                    at = reached
                armed += self.round
                await self.until_armed(armed)
                ours.stop()
                theirs = Spent(self.server)
                await run_empty(self.client, self.round)
                theirs.stop()
                rates.append((self.round / ours.wall, self.round / theirs.wall))
                cpu.append((ours.cpu[0] / self.round * 1e3, theirs.cpu[0] / self.round * 1e3))
        rates, cpu = rates[1:], cpu[1:]
        ratios = [ours / theirs for ours, theirs in rates]
        self.report.add(
            "ARMING, ours / empty workflow",
            f"{median(ratios):.2f} [{min(ratios):.2f}-{max(ratios):.2f}]  goal >= 0.8; "
            f"{median(ours for ours, _ in rates):.0f}/s against {median(theirs for _, theirs in rates):.0f}/s; "
            f"server {median(ours for ours, _ in cpu):.1f} ms against {median(theirs for _, theirs in cpu):.1f} ms",
        )

    async def until_armed(self, number: int) -> None:
        """A lifecycle is armed when Temporal finds it by what it waits for."""

        async def all_are_found() -> bool:
            return await number_of(self.client, ARMED) >= number

        await until(all_are_found)

    @contextmanager
    def up(self) -> Iterator[Process]:
        """`duban up` on the folder, with this server."""
        environment = {**os.environ, "DUBAN_DATA": str(self.folder), "TEMPORAL_ADDRESS": self.address}
        with (self.folder / "up.log").open("wb") as output:
            program = subprocess.Popen(
                [sys.executable, "-m", "adapters.cli", "up"], cwd=ROOT, env=environment, stdout=output, stderr=output
            )
            try:
                yield Process("duban up", program.pid)
            finally:
                program.terminate()
                program.wait(60)

    @property
    def round(self) -> int:
        return min(ROUND, self.deadlines)

    @property
    def address(self) -> str:
        return self.client.service_client.config.target_host

    async def arm_all(self, opened: Installation, up: Process) -> None:
        spent = Spent(self.server, up)
        position = Position(opened.ledgers, "relay")
        end = opened.casework.recorder.max_notification_id() or 0

        async def all_told() -> bool:
            return await asyncio.to_thread(position.read) >= end

        def say() -> None:
            up.cpu()  # fails if it has ended
            self.report.say(f"relay at {position.read():,} of {end:,}")

        await until(all_told, say)
        await self.until_armed(self.cases)
        spent.stop()
        self.report.add(
            "all armed", f"{self.cases:,} in {spent.wall:.0f} s, {self.cases / spent.wall:.0f}/s, by duban up itself"
        )
        self.report.add("", spent.each(self.cases))

    async def let_some_change(self, opened: Installation, up: Process, due: list[UUID]) -> None:
        """Half of those that fall due are changed before: their workflows have been woken, and wait again."""
        changed = self.changed = due[: len(due) // 2]
        spent = Spent(self.server, up)
        position = Position(opened.ledgers, "relay")
        await asyncio.to_thread(lambda: [change(opened.casework, case_id) for case_id in changed])
        end = opened.casework.recorder.max_notification_id() or 0

        async def all_told() -> bool:
            return await asyncio.to_thread(position.read) >= end

        await until(all_told)
        spent.stop()
        self.report.add("changes told", f"{len(changed) / spent.wall:.0f}/s; {spent.each(len(changed))}")

    async def drain(self, opened: Installation, up: Process, due: list[UUID]) -> float:
        """The instant comes; how many deadlines a second are in the log until the last one is."""
        recorder = opened.casework.recorder
        before = recorder.max_notification_id() or 0
        left = (self.instant - opened.now()).total_seconds()
        self.report.say(f"the instant comes in {left:.0f} s")
        if left < IN_TIME:
            raise SystemExit("not armed in time: the machine is busier than it was when the instant was chosen")
        await asyncio.sleep(left)
        spent = Spent(self.server, up)

        async def all_happened() -> bool:
            return len(await asyncio.to_thread(expired_since, recorder, before)) >= len(due)

        await until(all_happened, lambda: self.report.say(f"{len(expired_since(recorder, before)):,} happened"))
        spent.stop()
        happened = expired_since(recorder, before)
        assert sorted(case_id for case_id, _ in happened) == sorted(due), "each once, and no other"
        lags = [lag for _, lag in happened]
        rate = len(due) / max(lags)
        self.report.add("drained", f"{len(due):,} in {max(lags):.1f} s, {rate:.0f}/s")
        self.report.add("lag, all", spread_of(lags))
        woken = set(self.changed)
        self.report.add("lag, woken before", spread_of([lag for case_id, lag in happened if case_id in woken]))
        self.report.add("lag, asleep since the start", spread_of([lag for case, lag in happened if case not in woken]))
        self.report.add("", spent.each(len(due)))
        server, ours = (cpu / spent.wall for cpu in spent.cpu)
        slower = "the Temporal server" if server > ours else "duban up"
        self.report.add(
            "limited by",
            f"{slower}: of {os.cpu_count()} cores the server had {server:.2f}, duban up (worker, relay, follower, "
            f"SQLite) {ours:.2f}",
        )
        return rate

    def memory(self, opened: Installation, up: Process) -> None:
        for process in (self.server, up, *up.children()):
            self.report.add(
                f"memory, {process.name}", f"{process.resident():.0f} MiB, at most {process.peak():.0f} MiB"
            )
        size = (self.folder / "temporal" / "temporal.db").stat().st_size / 2**20
        self.report.add("Temporal's file", f"{size:.0f} MiB")


def lifecycles_of(client: Client, opened: Installation) -> Lifecycles:
    return Lifecycles(client, opened.clock, TemporalSettings(), opened.casework.view)


async def sweep_twice(herd: Herd, opened: Installation) -> None:
    """What the sweeper takes with so many cases, first and again; it must find nothing."""
    sweeper = Sweeper(
        opened.casework,
        opened.waiting_ids,
        lifecycles_of(herd.client, opened),
        opened.now,
        Position(opened.ledgers, "relay"),
    )
    took = []
    for _ in range(2):
        begun = monotonic()
        nudged = await sweeper.sweep()
        took.append(f"{monotonic() - begun:.1f} s ({nudged} nudged)")
    herd.report.add("a sweep over all", ", again ".join(took))


@asynccontextmanager
async def a_herd(folder: Path, cases: int, deadlines: int, rounds: int) -> AsyncIterator[Herd]:
    """The server as `duban up` would start it, and the worker of the bare workflows."""
    server = TemporalServer(folder / "temporal")
    await server.start()
    with (folder / "bare.log").open("wb") as output:
        bare = subprocess.Popen(
            [sys.executable, "-m", "bench.bare", server.address], cwd=ROOT, stdout=output, stderr=output
        )
    try:
        assert server.child is not None
        yield Herd(
            folder,
            cases,
            deadlines,
            rounds,
            Report(),
            Process("server", server.child.pid),
            Process("bare worker", bare.pid),
            await connect({"target_host": server.address}),
        )
    finally:
        bare.terminate()
        bare.wait(60)
        await server.stop()


async def run(cases: int, deadlines: int, rounds: int) -> None:
    with tempfile.TemporaryDirectory(prefix="duban-herd-") as folder:
        async with a_herd(Path(folder), cases, deadlines, rounds) as herd:
            await herd.run()
            herd.report.show()
    await asyncio.sleep(0.5)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.herd", description=__doc__)
    parser.add_argument("--cases", type=int, default=10_000)
    parser.add_argument("--deadlines", type=int, default=2_000)
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    print(f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}, ", end="")
    print(f"{platform.platform()}, Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}")
    print(f"{options.cases:,} open cases, {options.deadlines:,} deadlines at one instant", flush=True)
    asyncio.run(run(options.cases, options.deadlines, options.rounds))


if __name__ == "__main__":
    main()
