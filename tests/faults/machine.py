"""The machine under test: `duban up` with all its processes, and the app; what strikes them goes by their pids."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from adapters.settings import Settings

ROOT = Path(__file__).parents[2]
SHIFTED = Path(__file__).parent / "shifted"
PROGRAMS = {"up": ("adapters.cli", "up"), "follower": ("adapters.roles", "follower")}
ROLES = ("worker", "relay", "follower", "messenger")
LOOK_AGAIN = 0.1
STOPS_WITHIN = 30.0
DAY = 86_400.0


@dataclass
class Child:
    """A program that is started again as long as it is wanted."""

    name: str
    words: tuple[str, ...]
    environment: dict[str, str]
    log: Path
    process: subprocess.Popen[bytes] | None = None
    wanted: bool = False
    starts: int = 0

    def start(self) -> None:
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", *self.words], cwd=ROOT, env=self.environment, stdout=log, stderr=log
            )
        self.wanted = True
        self.starts += 1

    @property
    def alive(self) -> bool:
        return self.process is not None and self.process.poll() is None


@dataclass
class Machine:
    """`duban up` and the app on one data folder; ``journal`` is the app's.

    `up` keeps the server and the roles; it and the app are started again by us.
    """

    settings: Settings
    journal: Path
    pause: float = 0.04  # seconds between two commands of the app
    children: dict[str, Child] = field(init=False)
    _ended: threading.Event = field(default_factory=threading.Event)
    _guard: threading.RLock = field(default_factory=threading.RLock)

    def __post_init__(self) -> None:
        logs = self.settings.data / "faults"
        logs.mkdir(parents=True, exist_ok=True)
        words = PROGRAMS | {"app": ("tests.faults.app", str(self.journal), str(self.pause))}
        self.children = {
            name: Child(name, program, self.environment(self.clock_of(name)), logs / f"{name}.log")
            for name, program in words.items()
        }

    # --- running ---

    @contextmanager
    def running(self) -> Iterator[None]:
        """`up` without the app; whatever dies is started again until the end, when nothing is left behind."""
        keeper = threading.Thread(target=self._keep)
        self.children["up"].start()
        keeper.start()
        try:
            yield
        finally:
            self._ended.set()
            keeper.join()
            for name in ("app", "follower", "up"):
                self.stop(name)
            self._leave_no_server()

    def _keep(self) -> None:
        while not self._ended.wait(LOOK_AGAIN):
            with self._guard:
                for child in self.children.values():
                    if child.wanted and not child.alive:
                        child.start()

    def _leave_no_server(self) -> None:
        """An `up` that was killed leaves its server to the next one; there is none."""
        self.signal("server", signal.SIGKILL)

    def stop(self, name: str) -> None:
        """Ask a program to end; kill it if it does not."""
        with self._guard:
            child = self.children[name]
            child.wanted = False
        if child.process is None:
            return
        for sign in (signal.SIGCONT, signal.SIGTERM):
            with suppress(ProcessLookupError):
                child.process.send_signal(sign)
        try:
            child.process.wait(STOPS_WITHIN)
        except subprocess.TimeoutExpired:
            child.process.kill()
            child.process.wait()

    def environment(self, clock: str) -> dict[str, str]:
        values = {
            "DUBAN_DATA": self.settings.data,
            "DUBAN_DATABASE_URL": self.settings.database_url,
            "DUBAN_VAULT_KEY_FILE": self.settings.vault_key_file,
            "DUBAN_EVIDENCE": self.settings.evidence,
            "FAULTS_SHIFT": self.shift_file(clock),
            "PYTHONPATH": f"{SHIFTED}{os.pathsep}{ROOT}",
        }
        return os.environ | {name: str(value) for name, value in values.items() if value}

    # --- what strikes it ---

    def pid(self, name: str) -> int | None:
        """The process of a part, by the file that names it; None if it is another process by now, or none."""
        if name in ("up", "app"):
            child = self.children[name]
            return child.process.pid if child.process is not None and child.alive else None
        if name in ROLES:
            return running(self.settings.data / "run" / f"{name}.pid", name)
        return running(self.temporal / "temporal.pid", str(self.temporal.resolve() / "temporal.db"))

    def signal(self, name: str, sign: signal.Signals) -> bool:
        """Whether it struck: a part that has just died is not there to be struck."""
        pid = self.pid(name)
        if pid is None:
            return False
        try:
            os.kill(pid, sign)
        except ProcessLookupError:
            return False
        return True

    @property
    def temporal(self) -> Path:
        return self.settings.data / "temporal"

    def lose_temporal(self) -> bool:
        """Delete the database under the running server, and kill the server."""
        for file in self.temporal.glob("temporal.db*"):
            file.unlink()
        return self.signal("server", signal.SIGKILL)

    def lose_answer(self) -> bool:
        """The app dies between its next commit and the answer."""
        wish = self.journal.with_name("lose-answer")
        wish.touch()
        return until(lambda: not wish.exists(), 15.0)

    def shift(self, clock: str, seconds: float) -> None:
        """Set the clock of the ``machine`` or of the ``app`` wrong by so many seconds of business time."""
        file = self.shift_file(clock)
        beside = file.with_suffix(".new")
        beside.write_text(str(seconds))
        beside.replace(file)

    def shift_file(self, clock: str) -> Path:
        return self.settings.data / "faults" / f"shift-{clock}"

    @staticmethod
    def clock_of(name: str) -> str:
        return "app" if name == "app" else "machine"


def running(file: Path, word: str) -> int | None:
    """The process that a pid file names, if that is one with this word in its command line."""
    try:
        pid = int(file.read_text())
        words = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
    except (OSError, ValueError):
        return None
    return pid if word.encode() in words else None


def until(holds: Callable[[], bool], within: float, every: float = LOOK_AGAIN) -> bool:
    """Whether it came about in time."""
    deadline = time.monotonic() + within
    while not holds():
        if time.monotonic() > deadline:
            return False
        time.sleep(every)
    return True
