"""Who would be told of an event of a story, in plain words."""

from __future__ import annotations

from domain.event_table import EVENTS
from domain.events import Event
from domain.message.receivers import Telling, telling
from domain.write_side import KIND_OF_STATE
from tests.problem.story import Story


def told_of(story: Story, cls: type[Event], nth: int = -1) -> Telling | None:
    """Of the last event of a class (or the nth), by the case as of that event."""
    event = [one for one in story.history if isinstance(one, cls)][nth]
    state = None
    for stored in story.casework.recorder.select_events(event.originator_id, lte=event.originator_version):
        state = EVENTS.decode(stored.topic, stored.state).evolve(state)
    casework = story.casework
    policy = casework.rules(state.campaign).policy
    return telling(event, state, KIND_OF_STATE[type(state)], casework.organisation_at(event.occurred_at), policy)


def whom(told: Telling | None) -> dict[str, str]:
    """Person -> capacities, and in whose place: RESP_PERSON, or UNIT_HEAD<甲镇镇长 AWAY."""
    assert told is not None
    return {receiver.who.person: in_words(receiver) for receiver in told.receivers}


def in_words(receiver) -> str:
    words = " ".join(receiver.capacities)
    if receiver.why is None:
        return words
    return f"{words}<{receiver.instead_of.person if receiver.instead_of else ''} {receiver.why}"
