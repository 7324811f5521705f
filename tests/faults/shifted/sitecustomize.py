"""Imported by every Python that is started with this folder in PYTHONPATH: its business clock goes wrong on demand.

The file that FAULTS_SHIFT names holds by how many seconds of business time; it may change while the process runs. All
that the product knows of the time comes from one place, so that is where it is shifted; no clock of the folder is.
"""

from __future__ import annotations

import os
from datetime import datetime, timedelta
from pathlib import Path

SHIFT = os.environ.get("FAULTS_SHIFT")

if SHIFT:
    from adapters.clock import Clock

    right = Clock.now

    def shifted(clock: Clock) -> datetime:
        try:
            seconds = float(Path(SHIFT).read_text())
        except (OSError, ValueError):
            seconds = 0.0
        return right(clock) + timedelta(seconds=seconds)

    Clock.now = shifted  # type: ignore[method-assign]
