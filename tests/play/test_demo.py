"""The story of `make demo`, played in memory: it comes out as its own expectations say."""

from __future__ import annotations

from datetime import timedelta

from adapters.demonstration import KILLED_AT, REBUILT_AT, moments_of, play_through
from adapters.event_store.opening import open_in_memory
from adapters.packs import load_packs, packs_folder, shipped_calendar
from adapters.play.running import Player, PlayResult, casework_for
from adapters.play.timeline import read_timeline
from domain.events import Event


def played_in_memory() -> tuple[PlayResult, list[Event]]:
    packs = packs_folder()
    timeline = read_timeline(packs / "assessment_2020" / "demo.yaml", load_packs(packs))
    with open_in_memory() as memory:
        player = Player(timeline, casework_for(timeline, memory, shipped_calendar(packs)))
        return play_through(player, packs), moments_of(player.world)


def test_the_story_of_the_demonstration_holds() -> None:
    played, moments = played_in_memory()
    assert played.failures == ()
    assert len(moments) == 17


def test_nothing_falls_due_while_the_servers_of_the_demonstration_come_back() -> None:
    """A day is a second: they have six."""
    _, moments = played_in_memory()
    for at in (REBUILT_AT, KILLED_AT):
        assert [event for event in moments if at <= event.occurred_at < at + timedelta(days=6)] == []
