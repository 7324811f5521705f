"""The log against the lifecycle: what is shipped conforms, and a step that the table does not know is found."""

from __future__ import annotations

from pathlib import Path

import msgspec

from adapters.event_store.opening import open_in_memory
from adapters.mining.conformance import Counted, conformance, document, of_shipped_timelines
from adapters.packs import packs_folder
from adapters.play.running import play
from domain.event_table import EVENTS
from domain.problem.closing import ProblemClosed
from projections.log import read_all

FOLDER = packs_folder(None)
TIMELINE = FOLDER / "heyuan_2018" / "scenarios"


def test_the_document_says_what_the_shipped_timelines_walk() -> None:
    found = of_shipped_timelines(FOLDER)
    assert found.astray == ()
    assert sum(found.cases.values()) > 100
    assert Path("docs/conformance.md").read_text("utf-8") == document(found)


def test_steps_are_counted_as_often_as_their_events_stand_in_the_log() -> None:
    with open_in_memory() as store:
        play(min(TIMELINE.glob("*.yaml")), store)
        closed = sum(isinstance(known.event, ProblemClosed) for known in read_all(store.recorder))
        walked = [row for row in conformance(store.recorder).walked if (row.kind, row.to) == ("问题", "已销号")]
    assert sum(row.times for row in walked) == closed > 0


def test_a_close_of_what_was_never_submitted_is_astray() -> None:
    """Two stretches of a history that somebody has cut out of a log."""
    with open_in_memory() as store:
        play(min(TIMELINE.glob("*.yaml")), store)
        events = [known.event for known in read_all(store.recorder)]
        closed = next(event for event in events if isinstance(event, ProblemClosed))
        own = [event for event in events if event.originator_id == closed.originator_id]
        forged = msgspec.structs.replace(closed, originator_version=2)
        table = [own[0], forged]
        found = Counted()
        found.count(Forged(table))
    assert [(one.event, one.to) for one in found.result().astray] == [("销号", "已销号")]


class Forged:
    """A log of just these events."""

    def __init__(self, events: list) -> None:
        self.events = events

    def select_notifications(self, start, limit, stop=None, topics=(), *, inclusive_of_start=True):
        return [Stored(number, event) for number, event in enumerate(self.events, 1) if number >= (start or 1)]


class Stored:
    def __init__(self, number: int, event) -> None:
        self.id, self.originator_id, self.originator_version = number, event.originator_id, event.originator_version
        self.topic, self.state = event.__struct_config__.tag, EVENTS.encode(event)
