"""`play` and real Temporal tell the same story: scenario by scenario, event by event."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest

from adapters.event_store.opening import open_in_memory
from adapters.installation import Installation, open_installation
from adapters.packs import packs_folder, shipped_calendar
from adapters.play.comparing import Difference, compare
from adapters.play.running import Player, PlayResult, casework_for
from adapters.play.timeline import Timeline
from adapters.play.world import World
from adapters.settings import Settings
from adapters.temporal.settings import BRISK, TemporalSettings
from domain.casework import Casework
from domain.events import Channel
from projections.log import read_all
from tests.acceptance.scenario_files import SCENARIOS, timeline_of
from tests.acceptance.skipped_time import InterruptedWorld, KeepingTime, TemporalWorld, keeping_time
from tests.temporal.skipping import UNCACHED

CALENDAR = shipped_calendar(packs_folder())
by_scenario = pytest.mark.parametrize("file", SCENARIOS, ids=lambda file: file.stem)

WorldOf = Callable[[KeepingTime], World]


def lived_on_temporal(
    timeline: Timeline,
    casework: Casework,
    opened: Installation,
    world_of: WorldOf = TemporalWorld,
    settings: TemporalSettings = BRISK,
) -> PlayResult:
    """The timeline on a time-skipping server; its people act in a thread of their own."""

    async def living() -> PlayResult:
        async with keeping_time(opened, casework, timeline.begins, settings) as keeping:
            player = Player(timeline, casework)
            player.world = world_of(keeping)
            return await asyncio.to_thread(player.play)

    return asyncio.run(living())


def differences_from_play(timeline: Timeline, casework: Casework) -> list[Difference]:
    with open_in_memory() as memory:
        played = Player(timeline, casework_for(timeline, memory, CALENDAR))
        assert played.play().ok
        return compare(played.casework, casework)


def causes(casework: Casework) -> list[str]:
    """What let each moment happen: "workflow", or "settled" before a command."""
    moments = (e.event.envelope for e in read_all(casework.recorder) if e.event.envelope.channel is Channel.SYSTEM)
    return [envelope.cause.split()[0] for envelope in moments]


def assert_fired_by_workflows(casework: Casework) -> None:
    found = causes(casework)
    fired = found.count("workflow")
    print(f"{fired} of {len(found)} moments were fired by a workflow")
    assert fired >= 0.9 * len(found)


@by_scenario
def test_a_scenario_on_temporal_gives_the_events_of_play(file: Path, tmp_path: Path) -> None:
    timeline = timeline_of(file)
    with open_installation(Settings(data=tmp_path)) as opened:
        casework = casework_for(timeline, opened.store, CALENDAR)
        result = lived_on_temporal(timeline, casework, opened)
        assert result.failures == ()
        assert differences_from_play(timeline, casework) == []
        assert_fired_by_workflows(casework)


@pytest.mark.postgres
def test_on_postgresql_too(postgres_url: str, tmp_path: Path) -> None:
    timeline = timeline_of(next(file for file in SCENARIOS if file.stem.startswith("s2")))
    settings = Settings(data=tmp_path, database_url=postgres_url, vault_key_file=tmp_path / "vault.key")
    with open_installation(settings) as opened:
        casework = casework_for(timeline, opened.store, CALENDAR)
        assert lived_on_temporal(timeline, casework, opened).failures == ()
        assert differences_from_play(timeline, casework) == []
        assert_fired_by_workflows(casework)


@by_scenario
@pytest.mark.long
def test_worker_and_relay_down_over_several_moments_change_nothing(file: Path, tmp_path: Path) -> None:
    timeline = timeline_of(file)
    down_at, up_at = timeline.steps[len(timeline.steps) // 4].at, timeline.steps[-1].at
    with open_installation(Settings(data=tmp_path)) as opened:
        casework = casework_for(timeline, opened.store, CALENDAR)

        def world(keeping: KeepingTime) -> InterruptedWorld:
            return InterruptedWorld(keeping, down_at, up_at)

        lived_on_temporal(timeline, casework, opened, world, UNCACHED)
        assert differences_from_play(timeline, casework) == []
        print(causes(casework))
