"""谁的事: in which cases a unit, a person or a household is named.

The stored bytes are searched and nothing is decoded, so that a log of a million events is read in seconds. What is
found is a superset: the word may stand in another sense. Whoever asks looks at the cases themselves.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from uuid import UUID

import msgspec

from projections.log import READ_AT_ONCE, Log, Notified


def cases_naming(log: Log, word: str, topics: Sequence[str] = ()) -> list[UUID]:
    """The cases with an event (of these topics) in which the word stands, in the order in which it first did."""
    return list(dict.fromkeys(UUID(str(stored.originator_id)) for stored in naming(log, word, topics)))


def naming(log: Log, word: str, topics: Sequence[str] = ()) -> Iterator[Notified]:
    """The events in which the word stands as a whole value, as they are stored: in JSON, what is not ASCII as it is."""
    needle, position = msgspec.json.encode(word), 0
    while page := log.select_notifications(position, READ_AT_ONCE, topics=topics, inclusive_of_start=False):
        position = page[-1].id
        yield from (stored for stored in page if needle in stored.state)
