"""An import that is killed in the middle and run again: the same problems and the same events as after one run."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import msgspec
import pytest

from adapters.data_folder import DataFolder
from adapters.event_store.opening import open_in_folder
from domain.event_table import EVENTS
from tests.cli.conftest import Duban
from tests.importing.workbooks import household_ledger, household_row

ROWS = 50
ROOT = Path(__file__).parents[2]
WAIT = 60.0


def ledger(path: Path) -> Path:
    rows = [household_row(number=n, unit="甲镇", household=f"户主{n}", due="2022年8月31日") for n in range(1, ROWS + 1)]
    return household_ledger(path, *rows)


def importing(folder: Path, file: Path) -> subprocess.Popen[bytes]:
    words = ("import", str(file), "--campaign", "xiaoxian_2022", "--as", "孙三", "--confirm")
    return subprocess.Popen(
        [sys.executable, "-m", "adapters.cli", *words],
        env={**os.environ, "DUBAN_DATA": str(folder)},
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def events_of(folder: Path) -> list[tuple[Any, ...]]:
    """What was recorded, in its order, but for the instants and the run."""
    with open_in_folder(DataFolder.open(folder)) as store:
        stored = store.recorder.select_notifications(1, limit=10_000)
    return [told(EVENTS.decode(each.topic, each.state)) for each in stored]


def told(event: Any) -> tuple[Any, ...]:
    fields = msgspec.to_builtins(event)
    del fields["timestamp"], fields["occurred_at"], fields["envelope"]["correlation"]
    for owed in fields.get("arms", ()):
        del owed["armed_at"]
    return type(event).__name__, fields


def count(folder: Path) -> int:
    with open_in_folder(DataFolder.open(folder)) as store:
        return store.recorder.max_notification_id() or 0


def kill_after(process: subprocess.Popen[bytes], folder: Path, events: int) -> None:
    """Kill it once it has recorded so many events; it may have ended before."""
    began = time.monotonic()
    while count(folder) < events and process.poll() is None and time.monotonic() - began < WAIT:
        time.sleep(0.002)
    process.send_signal(signal.SIGKILL)
    process.wait(WAIT)


@pytest.mark.parametrize("seed", [1, 2])
def test_killed_and_run_again_it_is_as_if_it_had_run_once(office: Duban, tmp_path: Path, seed: int) -> None:
    other = tmp_path / "other"
    shutil.copytree(office.folder, other)  # the same people, and the same key
    file = ledger(tmp_path / "ledger.xlsx")
    chance, kills = random.Random(seed), 0
    for _ in range(2):
        process = importing(office.folder, file)
        kill_after(process, office.folder, count(office.folder) + chance.randrange(1, ROWS))
        kills += process.returncode == -signal.SIGKILL
    assert kills, "it ended before it was killed"
    for folder in (office.folder, other):
        assert importing(folder, file).wait(WAIT) == 0
    broken_off = events_of(office.folder)
    assert broken_off == events_of(other)
    registered = [fields["problem_no"] for name, fields in broken_off if name == "ProblemRegistered"]
    assert len(registered) == len(set(registered)) == ROWS
