"""The data folder: one clock for good, one `duban up` at a time."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from adapters.clock import REAL_TIME, Clock
from adapters.data_folder import DataFolder, write_once
from adapters.refusals import SetupRefused
from tests.store.processes import ROOT

FAST = Clock(datetime(2026, 11, 24, tzinfo=UTC), datetime(2022, 8, 1, tzinfo=UTC), 86_400.0)
HOLD = """
import sys
from pathlib import Path
from adapters.data_folder import DataFolder
with DataFolder.open(Path(sys.argv[1])).held():
    print("held", flush=True)
    sys.stdin.read()
"""


def test_a_new_folder_runs_in_real_time_and_is_closed_to_others(tmp_path: Path) -> None:
    folder = DataFolder.open(tmp_path / "new" / "data")
    assert folder.clock == REAL_TIME
    assert abs((folder.clock.now() - datetime.now(UTC)).total_seconds()) < 60
    assert stat.S_IMODE(folder.root.stat().st_mode) == 0o700


def test_a_clock_runs_at_its_factor_from_its_start() -> None:
    day_and_a_half = FAST.business(datetime(2026, 11, 24, 0, 0, 1, 500_000, tzinfo=UTC))
    assert day_and_a_half == datetime(2022, 8, 2, 12, tzinfo=UTC)


def test_a_clock_that_is_to_stand_stands_at_its_instant_for_good(tmp_path: Path) -> None:
    long_ago, noon = datetime(2026, 1, 1, tzinfo=UTC), datetime(2022, 8, 3, 12, tzinfo=UTC)
    clock = Clock(long_ago, datetime(2022, 8, 1, tzinfo=UTC), 86_400.0, stands_at=noon)
    assert clock.now() == noon
    DataFolder.open(tmp_path, clock)
    assert DataFolder.open(tmp_path).clock == clock
    ahead = Clock(datetime.now(UTC), datetime(2022, 8, 1, tzinfo=UTC), 1.0, stands_at=noon)
    assert ahead.now() < noon


def test_a_folder_keeps_the_clock_it_was_made_with(tmp_path: Path) -> None:
    DataFolder.open(tmp_path, FAST)
    assert DataFolder.open(tmp_path).clock == FAST
    assert DataFolder.open(tmp_path, FAST).clock == FAST
    with pytest.raises(SetupRefused, match="另一个时钟"):
        DataFolder.open(tmp_path, REAL_TIME)


def test_a_file_written_once_stays_as_it_is(tmp_path: Path) -> None:
    write_once(tmp_path / "key", b"first", mode=0o600)
    write_once(tmp_path / "key", b"second", mode=0o600)
    assert (tmp_path / "key").read_bytes() == b"first"
    assert [file.name for file in tmp_path.iterdir()] == ["key"]


def test_a_second_holder_is_refused_by_name_of_the_first(tmp_path: Path) -> None:
    folder = DataFolder.open(tmp_path)
    with folder.held(), pytest.raises(SetupRefused, match=f"已被另一个督办进程使用（进程号 {os.getpid()}）"):
        folder.held().__enter__()
    with folder.held():
        pass


def test_a_folder_held_by_another_process_is_free_again_when_that_dies(tmp_path: Path) -> None:
    folder = DataFolder.open(tmp_path)
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(tmp_path)], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    with holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        with pytest.raises(SetupRefused, match=f"进程号 {holder.pid}"):
            folder.held().__enter__()
        holder.kill()
        holder.wait()
        with folder.held():
            pass
