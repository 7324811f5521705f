"""The scenario files that come with the packs."""

from __future__ import annotations

from pathlib import Path

from adapters.packs import load_packs, packs_folder
from adapters.play.running import PlayResult, play
from adapters.play.timeline import Timeline, read_timeline
from adapters.temporal.lifecycles import LIFECYCLES


def kinds_that_wait(played: PlayResult) -> set[str]:
    """The kinds of cases in which something happened by itself."""
    return {moment.kind for step in played.steps for moment in (*step.moments, *step.after)}


SCENARIOS = [
    file
    for file in sorted(packs_folder().glob("*/scenarios/*.yaml"))
    if kinds_that_wait(play(file)) <= LIFECYCLES.keys()
]
"""Those in which whatever waits has a workflow of its own."""


def timeline_of(file: Path) -> Timeline:
    return read_timeline(file, load_packs(packs_folder()))
