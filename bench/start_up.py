"""Start-up: processes that do nothing of use, against one of Python alone."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from bench.rounds import Line, compared, measure, seconds

PYTHON = "python -c pass"
DOMAIN = "import domain.casework"
HELP = "duban --help"


def of_the_command(rounds: int) -> Iterator[Line]:
    def milliseconds(*command: str | Path) -> float:
        return seconds(lambda: subprocess.run(command, check=True, stdout=subprocess.DEVNULL)) * 1e3

    figures = measure(
        {
            PYTHON: lambda: milliseconds(sys.executable, "-c", "pass"),
            DOMAIN: lambda: milliseconds(sys.executable, "-c", DOMAIN),
            HELP: lambda: milliseconds(Path(sys.executable).with_name("duban"), "--help"),
        },
        rounds,
    )
    yield compared(figures, DOMAIN, PYTHON, unit=" ms")
    yield compared(figures, HELP, PYTHON, unit=" ms")
