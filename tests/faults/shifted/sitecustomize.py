"""Imported by every Python that is started with this folder in PYTHONPATH: its business clock goes wrong on demand.

The file that FAULTS_SHIFT names holds by how many seconds of business time; it may change while the process runs. All
that the product knows of the time comes from one place, so that is where it is shifted; no clock of the folder is.
"""

from __future__ import annotations

import os
from datetime import datetime, timedelta
from pathlib import Path


def set_wrong(file: Path) -> None:
    from adapters.clock import Clock

    right = Clock.now

    def shifted(self: Clock) -> datetime:
        try:
            seconds = float(file.read_text())
        except (OSError, ValueError):
            seconds = 0.0
        return right(self) + timedelta(seconds=seconds)

    Clock.now = shifted  # type: ignore[method-assign]


if "FAULTS_SHIFT" in os.environ:
    set_wrong(Path(os.environ["FAULTS_SHIFT"]))
