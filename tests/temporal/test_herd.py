"""The bench of the herd runs, with a herd that is small."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest


@pytest.mark.long
def test_a_small_herd_is_armed_and_drained_and_every_deadline_happens_once() -> None:
    arguments = ("--cases", "40", "--deadlines", "10", "--rounds", "1")
    command = [sys.executable, "-m", "bench.herd", *arguments]
    run = subprocess.run(command, cwd=Path(__file__).parents[2], capture_output=True, text=True)
    assert run.returncode == 0, run.stdout + run.stderr
    table = run.stdout.rpartition("\n\n")[2]
    for line in ("all armed", "drained", "lag, all", "limited by", "ARMING", "DRAIN", "memory, server"):
        assert f"\n{line}" in f"\n{table}"
