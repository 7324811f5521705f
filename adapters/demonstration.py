"""The demo (演示): one timeline lived through twice, in memory by `play` and on the real servers, and compared.

The servers are a `duban up` of their own process, on a clock that runs a day in a second. Temporal's database is
deleted and rebuilt while timers wait in it; later everything is killed. Both happen at the beginning of quiet weeks, in
which the servers are back before anything falls due. Lateness of real timers must not show in any figure.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from adapters.clock import Clock
from adapters.event_store.opening import open_in_memory
from adapters.importing.intake import Office, known_people, plan_entries
from adapters.importing.plan import read_plan
from adapters.installation import Installation
from adapters.play.comparing import Difference, compare
from adapters.play.running import Player, PlayResult, StepShown, casework_for, in_words, result_of
from adapters.play.steps import Step
from adapters.play.timeline import Timeline, read_timeline
from adapters.play.world import Happened, World
from domain.calendar import SHANGHAI
from domain.casework import Casework
from domain.events import Channel, Event
from domain.message.message import MessageEvent

DAY_PER_SECOND = 86_400.0
IMPORTED_AT = datetime(2020, 4, 27, 9, 30, tzinfo=SHANGHAI).astimezone(UTC)
BUSINESS_START = datetime(2020, 4, 26, 0, 0, tzinfo=SHANGHAI).astimezone(UTC)
REBUILT_AT = datetime(2020, 4, 30, 12, 0, tzinfo=SHANGHAI).astimezone(UTC)  # a quiet fortnight, to 05-15
KILLED_AT = datetime(2020, 6, 9, 9, 30, tzinfo=SHANGHAI).astimezone(UTC)  # a quiet week, to 06-16
STANDS_AT = datetime(2020, 6, 23, 0, 0, tzinfo=SHANGHAI).astimezone(UTC)  # the story has ended
SIGNER = "王十"
UNIT = "甲乡"
LOOK_AGAIN = 0.05  # seconds
SERVERS_START_WITHIN = 60.0
MOMENTS_COME_WITHIN = 30.0
TIMERS_HAVE = 0.4
"""Whoever acts is so many seconds late, so that a timer of the same morning is first; half a day of business is 0.5."""

Tell = Callable[[datetime, str], None]


class DidNotHold(Exception):
    """The demo could not be lived through; the message says in Chinese what was missing."""


@dataclass
class Lived:
    """What came of it."""

    played: PlayResult
    real: PlayResult
    differences: list[Difference]
    moments: int = 0
    by_workflow: int = 0
    kills: int = 0
    facts: list[str] = field(default_factory=list)

    @property
    def ok(self) -> bool:
        return self.played.ok and self.real.ok and not self.differences and self.kills == 2


class RealWorld(World):
    """The same world, with time passing by itself: moments happen when Temporal lets them happen."""

    def __init__(self, casework: Casework, clock: Clock, tell: Tell, tick: Callable[[datetime], None]) -> None:
        super().__init__(casework)
        self.clock = clock
        self.tell = tell
        self.tick = tick

    def pass_time(self, until: datetime) -> list[Happened]:
        """Wait until it is that moment; what happened meanwhile is told as it is seen."""
        happened: list[Happened] = []
        while (now := self.clock.now()) < until:
            self.tick(now)
            happened += self.listen()
            time.sleep(min(LOOK_AGAIN, max(0.0, (until - now).total_seconds() / self.clock.factor)))
        self.now = max(self.now, until)
        return happened + self.listen()

    def listen(self) -> list[Happened]:
        """The same; what happened by itself, be it settled before a command, is told."""
        heard = super().listen()
        for one in heard:
            if one.event.envelope.channel is Channel.SYSTEM:
                self.tell(one.event.occurred_at, f"{one.case} {in_words(one.event)}")
        return heard

    def wait_for_moments(self, upto: datetime) -> None:
        """Wait until nothing that fell due by ``upto`` is still ahead. Raises DidNotHold."""
        deadline = time.monotonic() + MOMENTS_COME_WITHIN
        while any(self.is_due(case_id, upto) for case_id in self.events):
            self.listen()
            if time.monotonic() > deadline:
                raise DidNotHold("时点到了，Temporal 却没有让它发生")
            time.sleep(LOOK_AGAIN)
        self.listen()

    def let_timers_be_first(self, upto: datetime) -> None:
        """Whoever acts at ten o'clock leaves a timer of nine o'clock the time to wake."""
        deadline = time.monotonic() + TIMERS_HAVE
        while time.monotonic() < deadline and any(self.is_due(case_id, upto) for case_id in self.events):
            time.sleep(LOOK_AGAIN)
        self.listen()

    def is_due(self, case_id: object, upto: datetime) -> bool:
        case = self.casework.view(case_id)  # type: ignore[arg-type]
        return case is not None and case.next_moment is not None and case.next_moment.at <= upto


class Servers:
    """`duban up` in a process of its own, on the demo's data folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.log = folder / "up.log"
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "adapters.cli", "up"],
                env={**os.environ, "DUBAN_DATA": str(self.folder)},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        self.wait_for(self.temporal_answers)

    def temporal_answers(self) -> bool:
        return (self.folder / "temporal" / "temporal.pid").exists()

    def wait_for(self, ready: Callable[[], bool]) -> None:
        deadline = time.monotonic() + SERVERS_START_WITHIN
        while not ready():
            if self.process is None or self.process.poll() is not None or time.monotonic() > deadline:
                raise DidNotHold(f"服务没有启动，详见 {self.log}")
            time.sleep(LOOK_AGAIN)

    def kill(self) -> None:
        """SIGKILL to the Temporal server and to the process with worker, relay and follower."""
        assert self.process is not None
        pid_file = self.folder / "temporal" / "temporal.pid"
        self.process.kill()
        self.process.wait()
        os.kill(int(pid_file.read_text()), signal.SIGKILL)
        pid_file.unlink()

    def lose_temporal(self) -> None:
        """Delete Temporal's whole database."""
        shutil.rmtree(self.folder / "temporal")

    def stop(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(20)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()


def demo_clock() -> Clock:
    """From now on a day of business passes in a second, until the story has ended."""
    starts = datetime.now(UTC) + timedelta(seconds=4)
    return Clock(starts, BUSINESS_START, DAY_PER_SECOND, stands_at=STANDS_AT)


def story(packs: Path, casework: Casework) -> Timeline:
    return read_timeline(packs / "assessment_2020" / "demo.yaml", casework.packs)


def live(opened: Installation, tell: Tell, tick: Callable[[datetime], None]) -> Lived:
    """Live through the months on the real servers, and play them in memory; compare. Raises DidNotHold."""
    packs = opened.packs_folder
    timeline = story(packs, opened.casework)
    servers = Servers(opened.folder.root)
    player = Player(timeline, opened.casework, Channel.PLAY)
    world = RealWorld(opened.casework, opened.clock, tell, tick)
    player.world = world
    with running(servers):
        shown, kills = live_through(player, world, servers, packs, tell)
    real = result_of(timeline, shown, world)
    with open_in_memory() as memory:
        in_memory = Player(timeline, casework_for(timeline, memory, opened.casework.calendar))
        played = play_through(in_memory, packs)
        differences = compare(in_memory.casework, opened.casework)
    moments = moments_of(world)
    by_workflow = sum(e.envelope.cause.startswith("workflow") for e in moments)
    return Lived(played, real, differences, len(moments), by_workflow, kills)


def moments_of(world: World) -> list[Event]:
    """What happened by itself because its instant had come; the messages about it are no moments of their own."""
    told = [event for events in world.events.values() for event in events if event.envelope.channel is Channel.SYSTEM]
    return [event for event in told if not isinstance(event, MessageEvent)]


@contextmanager
def running(servers: Servers) -> Iterator[None]:
    servers.start()
    try:
        yield
    finally:
        servers.stop()


def play_through(player: Player, packs: Path) -> PlayResult:
    player.enter_cast()
    player.world.pass_time(IMPORTED_AT)
    bring_in_the_plan(player, packs)
    steps = [player.perform(step) for step in player.timeline.steps]
    return result_of(player.timeline, [*steps, *player.end()], player.world)


def live_through(
    player: Player, world: RealWorld, servers: Servers, packs: Path, tell: Tell
) -> tuple[list[StepShown], int]:
    player.enter_cast()
    world.pass_time(IMPORTED_AT)
    bring_in_the_plan(player, packs)
    tell(IMPORTED_AT, "导入已印发的整改方案：五个问题入账")
    shown: list[StepShown] = []
    incidents = [(REBUILT_AT, lose_database), (KILLED_AT, kill_all)]
    kills = 0
    for step in player.timeline.steps:
        while incidents and incidents[0][0] <= step.at:
            at, incident = incidents.pop(0)
            world.pass_time(at)
            incident(servers, tell, at)
            kills += 1
        shown.append(perform(player, world, step, tell))
    world.wait_for_moments(world.now)
    return [*shown, *player.end()], kills


def perform(player: Player, world: RealWorld, step: Step, tell: Tell) -> StepShown:
    if step.checks and step.act is None:
        world.pass_time(step.at)
        world.wait_for_moments(step.at)
    elif step.act is not None:
        world.pass_time(step.at)
        world.let_timers_be_first(step.at)
    shown = player.perform(step)
    for outcome in shown.outcomes:
        tell(step.at, f"{outcome.about} {shown.text}：{outcome.actual}")
    return shown


def bring_in_the_plan(player: Player, packs: Path) -> None:
    """What `duban import --issued` does, at this moment of the timeline."""
    document = read_plan(packs / "assessment_2020" / "sample_plan.txt", 2020)
    organisation = player.casework.organisation
    office = Office(
        campaign="assessment_2020",
        pack=player.timeline.packs["assessment_2020"],
        organisation=organisation,
        people=known_people(organisation),
        household_ref=lambda *words: "h" + player.casework.vault.digest("household", "/".join(words))[:31],
        unit=UNIT,
    )
    for entry in plan_entries(document, office, issued=document.number or "甲乡发〔2020〕1号"):
        if entry.waiting:
            raise DidNotHold(f"样例方案的{entry.place}需要人工决定：{entry.waiting[0].question}")
        for command in entry.commands:
            recorded = player.give(command, SIGNER)
            player.world.enter("", recorded.case_id)


def kill_all(servers: Servers, tell: Tell, at: datetime) -> None:
    servers.kill()
    tell(at, "[bold red]Temporal 服务与工作进程被强行终止（SIGKILL）[/]")
    servers.start()
    tell(at, "[bold green]服务已重新启动[/]")


def lose_database(servers: Servers, tell: Tell, at: datetime) -> None:
    servers.stop()
    servers.lose_temporal()
    tell(at, "[bold red]Temporal 的数据库被整个删除[/]")
    servers.start()
    tell(at, "[bold green]服务已启动，全部时限从事件重建[/]")
