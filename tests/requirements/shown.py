"""Which tests show which row, as pytest collects them."""

from __future__ import annotations

import os
import signal
import sys
import tempfile
from functools import cache
from pathlib import Path
from subprocess import PIPE, CompletedProcess, Popen

import msgspec

from tests.requirements import collecting
from tests.requirements.rows import ROOT

Shown = dict[str, dict[str, int]]
"""Row -> test -> the number of its cases."""

WITHOUT = ("-p", "no:randomly", "-p", "no:cacheprovider", "-p", "no:hypothesispytest")
"""Plugins that are not needed; the one of hypothesis takes longer to begin than most tests to run."""


class NotCollected(Exception):
    """The tests could not be collected: the message is what pytest said."""


@cache
def shown_by_tests() -> Shown:
    """Of the tests of this tree. Raises NotCollected."""
    with tempfile.TemporaryDirectory(prefix="duban-requirements-") as folder:
        file = Path(folder) / "shown.json"
        plugin = ("-p", collecting.__name__, collecting.OPTION, str(file))
        run = pytest_in(ROOT, "--collect-only", *plugin)
        if run.returncode != 0:
            raise NotCollected(run.stdout + run.stderr)
        shown = msgspec.json.decode(file.read_bytes(), type=Shown)
    return {row: dict(sorted(tests.items())) for row, tests in sorted(shown.items())}


def pytest_in(
    tree: Path, *arguments: str, seconds: float | None = None, leaves_bytecode: bool = True
) -> CompletedProcess[str]:
    """Run pytest on a tree, in a process of its own that is told nothing of ours.

    Raises TimeoutExpired; what the tests started is ended with them.
    """
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    environment["CI"] = "true"  # hypothesis then draws the same examples every time, on a slow machine too
    if not leaves_bytecode:
        environment["PYTHONDONTWRITEBYTECODE"] = "1"
    command = [sys.executable, "-m", "pytest", "-q", *WITHOUT, *arguments]
    with Popen(
        command, cwd=tree, env=environment, stdout=PIPE, stderr=PIPE, text=True, start_new_session=True
    ) as running:
        try:
            said, complained = running.communicate(timeout=seconds)
        except BaseException:
            os.killpg(running.pid, signal.SIGKILL)
            raise
    return CompletedProcess(command, running.returncode, said, complained)
