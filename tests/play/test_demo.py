"""The story of `make demo`, played in memory: it comes out as its own expectations say."""

from __future__ import annotations

from adapters.demonstration import play_through
from adapters.event_store.opening import open_in_memory
from adapters.packs import load_packs, packs_folder, shipped_calendar
from adapters.play.running import Player, casework_for
from adapters.play.timeline import read_timeline


def test_the_story_of_the_demonstration_holds() -> None:
    packs = packs_folder()
    timeline = read_timeline(packs / "assessment_2020" / "demo.yaml", load_packs(packs))
    with open_in_memory() as memory:
        casework = casework_for(timeline, memory, shipped_calendar(packs))
        played = play_through(Player(timeline, casework), packs)
    assert played.failures == ()
