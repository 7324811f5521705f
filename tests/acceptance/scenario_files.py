"""The scenario files that come with the packs."""

from __future__ import annotations

from pathlib import Path

from adapters.packs import load_packs, packs_folder
from adapters.play.timeline import Timeline, read_timeline

SCENARIOS = sorted(packs_folder().glob("*/scenarios/*.yaml"))


def timeline_of(file: Path) -> Timeline:
    return read_timeline(file, load_packs(packs_folder()))
