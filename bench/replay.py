"""Replay: folding a case of twenty events again, against decoding their JSON and nothing else."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import msgspec

from adapters.event_store.opening import open_in_memory
from bench.lifecycle import casework_on, live
from bench.rounds import Line, compared, measure, seconds

REPLAYS = 300  # in one round

REPLAY = "replay of 20 events"
JSON = "json.loads"
MSGSPEC = "msgspec, into dicts"


def of_one_case(rounds: int) -> Iterator[Line]:
    with open_in_memory() as store:
        casework = casework_on(store)
        *_, last = live(casework)
        states = [stored.state for stored in store.recorder.select_events(last.case_id)]

        def replay() -> None:
            for _ in range(REPLAYS):
                casework.cache.evict(last.case_id)
                casework.load(last.case_id)

        def decode(with_decoder: Callable[[bytes], Any]) -> None:
            for _ in range(REPLAYS):
                for state in states:
                    with_decoder(state)

        figures = measure(
            {
                REPLAY: lambda: microseconds(replay),
                JSON: lambda: microseconds(lambda: decode(json.loads)),
                MSGSPEC: lambda: microseconds(lambda: decode(msgspec.json.decode)),
            },
            rounds,
        )
    yield compared(figures, REPLAY, JSON, "<= 2", unit=" µs")
    yield compared(figures, REPLAY, MSGSPEC, unit=" µs")


def microseconds(replays: Callable[[], None]) -> float:
    """Of one replay."""
    return seconds(replays) / REPLAYS * 1e6
