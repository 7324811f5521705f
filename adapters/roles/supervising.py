"""看护: keeps one process of each role, and the embedded Temporal, running on one machine.

Whatever dies is started again: at once, and more and more slowly when it dies at once again and again.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager, suppress

import structlog

from adapters.data_folder import DataFolder, write_over
from adapters.metrics import metrics, next_address
from adapters.roles.standby import rest
from adapters.roles.table import ROLES, Role
from adapters.temporal.embedded import Running, read_run_file, write_run_file
from adapters.temporal.server import ServerDidNotStart, TemporalServer

log = structlog.get_logger(__name__)

STOPS_WITHIN = 15.0
"""Seconds that a process told to stop is given."""

Tell = Callable[[str], None]


class BackOff:
    """How long to wait before a start, in seconds: not at all, then twice as long each time, up to ``longest``.

    What has run for ``settled`` seconds is started at once again.
    """

    def __init__(self, first: float = 0.5, longest: float = 30.0, settled: float = 60.0) -> None:
        self.first, self.longest, self.settled = first, longest, settled
        self.pause = 0.0

    def after(self, ran_for: float) -> float:
        """The pause after something died that had run for so many seconds."""
        if ran_for >= self.settled:
            self.pause = 0.0
        now, self.pause = self.pause, min(max(self.first, self.pause * 2), self.longest)
        return now


class Child:
    """One role as our child, its process id in ``run/NAME.pid`` of the data folder."""

    def __init__(self, role: Role, folder: DataFolder, environment: Mapping[str, str], tell: Tell) -> None:
        self.role = role
        self.environment = environment
        self.pid_file = folder.run / f"{role.name}.pid"
        self.tell = tell

    async def keep(self, stop: asyncio.Event) -> None:
        """Start it again whenever it ends, until ``stop`` is set; then tell it to end and wait until it has."""
        back_off = BackOff()
        while not stop.is_set():
            began = time.monotonic()
            async with self._running() as process:
                await first_to_end(process.wait(), stop.wait())
                if stop.is_set():
                    return
            pause = back_off.after(time.monotonic() - began)
            metrics().restarts.labels(self.role.name).inc()
            log.error("role_died", role=self.role.name, pid=process.pid, code=process.returncode, again_in=pause)
            self.tell(
                f"{self.role.title}（{self.role.name}）{ended_by(process.returncode)}，{in_words(pause)}重新启动。"
            )
            await rest(stop, pause)

    @asynccontextmanager
    async def _running(self) -> AsyncIterator[asyncio.subprocess.Process]:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "adapters.roles", self.role.name, str(os.getpid())),
            stdin=asyncio.subprocess.DEVNULL,
            env=self.environment,
            start_new_session=True,  # Ctrl-C in the terminal is for us: we pass it on
        )
        write_over(self.pid_file, str(process.pid).encode())
        log.info("role_started", role=self.role.name, pid=process.pid)
        try:
            yield process
        finally:
            await end(process)
            self.pid_file.unlink(missing_ok=True)


async def end(process: asyncio.subprocess.Process) -> None:
    """Tell it to end, and kill it if it does not."""
    with suppress(ProcessLookupError):
        process.terminate()
        process.send_signal(signal.SIGCONT)  # one that was paused hears it too
    try:
        await asyncio.wait_for(process.wait(), STOPS_WITHIN)
    except TimeoutError:
        log.error("killed", pid=process.pid)
        process.kill()
        await process.wait()


async def supervise(
    folder: DataFolder, server: TemporalServer | None, metrics_at: str | None, stop: asyncio.Event, tell: Tell
) -> None:
    """Keep all roles and the server, if it is ours, until ``stop`` is set; the server ends last.

    Raises ServerDidNotStart if the server cannot be started in the beginning.
    """
    roles_ended = asyncio.Event()
    async with asyncio.TaskGroup() as group:
        if server is not None:
            await start(server, folder)
            group.create_task(keep_server(server, folder, roles_ended, tell))
        children = [
            group.create_task(Child(role, folder, environment(metrics_at, number), tell).keep(stop))
            for number, role in enumerate(ROLES.values(), start=1)
        ]
        await asyncio.wait(children)
        roles_ended.set()


def environment(metrics_at: str | None, number: int) -> dict[str, str]:
    """Of the role of this number: ours, with the page of its metrics so many ports after our own."""
    own = {"DUBAN_METRICS": next_address(metrics_at, number)} if metrics_at else {}
    return {**os.environ, **own}


async def keep_server(server: TemporalServer, folder: DataFolder, stop: asyncio.Event, tell: Tell) -> None:
    """Start the server again whenever it ends; the relay's sweeper gives it back what it lost."""
    back_off = BackOff()
    try:
        while not stop.is_set():
            began = time.monotonic()
            await first_to_end(server.exited(), stop.wait())
            while not stop.is_set() and server.has_ended():
                pause = back_off.after(time.monotonic() - began)
                metrics().restarts.labels("temporal").inc()
                log.error("temporal_server_died", again_in=pause)
                tell(f"Temporal 服务意外停止，{in_words(pause)}重新启动。")
                await rest(stop, pause)
                began = time.monotonic()
                with suppress(ServerDidNotStart):  # it is in the log of the server; tried again, more slowly
                    await start(server, folder)
    finally:
        await server.stop()


async def start(server: TemporalServer, folder: DataFolder) -> None:
    await server.start()
    assert server.child is not None
    write_run_file(folder, Running(server.address, server.child.pid))


def server_of(folder: DataFolder, ui_port: int | None) -> TemporalServer:
    """The embedded server, at the address that it had last: who was connected finds it again."""
    last = read_run_file(folder)
    return TemporalServer(folder.temporal, ui_port=ui_port, address=last.address if last else None)


async def first_to_end(*awaited: Awaitable[object]) -> None:
    """Wait until one of these has ended; the others are given up."""
    tasks = [asyncio.ensure_future(one) for one in awaited]
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()


def ended_by(code: int | None) -> str:
    if code is not None and code < 0:
        return f"被信号 {signal.Signals(-code).name} 终止"
    return f"意外停止（退出码 {code}）"


def in_words(pause: float) -> str:
    return f"{pause:g} 秒后" if pause else "正在"
