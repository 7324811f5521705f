"""The zone of the host does not show in a single byte."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.problem.told_elsewhere import told

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("zone", ["America/New_York", "Asia/Shanghai"])
def test_a_story_is_the_same_byte_for_byte_in_another_time_zone(zone: str) -> None:
    elsewhere = subprocess.run(
        [sys.executable, "-m", "tests.problem.told_elsewhere"],
        cwd=ROOT,
        env=os.environ | {"TZ": zone, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        check=True,
    )
    here = told()
    assert len(here) == 17
    assert elsewhere.stdout.split(b"\n") == here
