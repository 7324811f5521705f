"""Worlds in which things happened: every scenario that comes with the packs, played to its end in memory."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import cache, cached_property
from pathlib import Path
from uuid import UUID

import pytest

from adapters.event_store.opening import open_in_memory
from adapters.packs import shipped_calendar
from adapters.play.running import Player, casework_for
from adapters.play.timeline import read_timeline
from adapters.play.world import World
from domain.events import Event, topic
from domain.papers import LedgerCode
from projections.as_of import Viewpoint
from projections.frozen_tables import LEDGERS
from projections.ledger_lines import Selection
from projections.printed import LedgerTable, Source
from projections.seeing import ByFolding
from tests.play.stage import PACKS, SCENARIOS, packs

each_scenario = pytest.mark.parametrize("file", SCENARIOS, ids=lambda file: file.stem)
ALL = 1_000_000
MOMENTS = 5
"""So many moments of each scenario are looked at, besides its end."""


@cache
def world_of(file: Path) -> World:
    """The world at the end of a scenario; only read, never changed."""
    timeline = read_timeline(file, packs())
    player = Player(timeline, casework_for(timeline, open_in_memory(), shipped_calendar(PACKS)))
    assert player.play().ok
    return player.world


def campaigns_of(world: World) -> list[str]:
    """Those that anything happened in."""
    happened = {event.envelope.campaign for events in world.events.values() for event in events}
    return sorted(happened & packs().keys())


def moments_of(world: World) -> list[datetime]:
    """Some instants spread over what happened, just after an event each, and the end."""
    at = sorted({event.occurred_at for events in world.events.values() for event in events})
    return [*at[:: max(1, len(at) // MOMENTS)], world.now]


def sources_of(world: World) -> Iterator[Source]:
    """Of every campaign, at each of these moments, as known now."""
    for campaign in campaigns_of(world):
        for at in moments_of(world):
            view = Viewpoint(world.now + timedelta(days=1), at, world.now)
            source = world.source(view, Selection(campaign=campaign))
            yield replace(source, seen=ReadOnce(world.casework.recorder, view))


class ReadOnce(ByFolding):
    """The log is read once for all events, not anew for those behind each cell."""

    @cached_property
    def everything(self) -> Mapping[UUID, list[Event]]:
        return dict(
            super().streams({UUID(str(stored.originator_id)) for stored in self.log.select_notifications(1, ALL)})
        )

    def streams(self, cases: Iterable[UUID], topics: Sequence[str] = ()) -> Iterator[tuple[UUID, list[Event]]]:
        for case_id in cases:
            events = self.everything.get(case_id, [])
            yield case_id, [event for event in events if not topics or topic(type(event)) in topics]


def ledgers_of(source: Source) -> Iterator[tuple[LedgerCode, LedgerTable]]:
    for code, read in LEDGERS.items():
        yield code, read(source)
