"""Writers in processes of their own."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from uuid import UUID

from tests.conftest import Database

ROOT = Path(__file__).parents[2]


def writer_process(database: Database, cases: Sequence[UUID], threads: int, commands: int) -> subprocess.Popen[str]:
    """Prints a line for every acknowledged command."""
    return python_process(database, "-m", "tests.store.writing", str(threads), str(commands), *map(str, cases))


def python_process(database: Database, *arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, *arguments],
        cwd=ROOT,
        env=os.environ | database.environment(),
        stdout=subprocess.PIPE,
        text=True,
    )


def acknowledged(line: str) -> tuple[UUID, list[int]]:
    case, ids = line.split()
    return UUID(case), [int(number) for number in ids.split(",")]
