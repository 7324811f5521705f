"""What is to be written of what happened: the messages about events, each with whoever is told and by which ways."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any
from uuid import UUID

from eventsourcing.persistence import StoredEvent

from adapters.notify.settings import Channels
from domain.casework import Casework
from domain.event_table import EVENTS
from domain.events import topic
from domain.message.contacts import Contacts, contacts_of
from domain.message.message import Source, message_id
from domain.message.receivers import TOLD, Telling, telling
from domain.message.timing import is_late, planned
from domain.message.writing import Draft
from domain.write_side import KIND_OF_STATE

TOPICS = frozenset(topic(event) for event in TOLD)

HORIZON = timedelta(days=30)
"""Of a moment that was over so long ago when somebody comes to write of it, nobody is told any more."""


class Drafting:
    """Reads the cases; writes nothing itself."""

    def __init__(self, casework: Casework, channels: Channels) -> None:
        self.casework = casework
        self.channels = channels

    def by_campaign(self, happened: Iterable[StoredEvent], now: datetime) -> Iterator[tuple[str, list[Draft]]]:
        """The messages about these events that are not there yet, those of each campaign together."""
        drafts = [draft for one in happened if one.topic in TOPICS and (draft := self.draft(one, now)) is not None]
        for campaign, some in groupby(sorted(drafts, key=campaign_of), key=campaign_of):
            yield campaign, [draft for _, draft in some]

    def draft(self, told: StoredEvent, now: datetime) -> tuple[str, Draft] | None:
        """The message about an event, with the campaign of its case; None: it is there already, or nobody is told."""
        event = EVENTS.decode(told.topic, told.state)
        message = message_id(event.originator_id, event.originator_version)
        if event.occurred_at < now - HORIZON or self.casework.load(message).version:
            return None
        case = self.case_as_of(event.originator_id, event.originator_version)
        kind = KIND_OF_STATE[type(case)]
        policy = self.casework.rules(case.campaign).policy
        what = telling(event, case, kind, self.casework.organisation_at(event.occurred_at), policy)
        if what is None:
            return None
        source = Source(case.id, event.originator_version, kind.name, case.number if what.openly else "")
        return case.campaign, self.drafted(message, source, what, event.occurred_at, now)

    def drafted(self, message: UUID, source: Source, told: Telling, about_at: datetime, now: datetime) -> Draft:
        calendar = self.casework.calendar
        late = is_late(about_at, now, calendar)
        persons = {receiver.who.person for receiver in told.receivers}
        sendings = planned(
            told.receivers,
            {person: self.contacts(person) for person in persons},
            self.channels.outlets if told.openly else (),
            self.channels.personal,
            self.casework.organisation_at(now),
            late,
            now,
            calendar,
        )
        return Draft(message, source, told.what, told.facts, about_at, told.receivers, told.nobody, sendings, late)

    def case_as_of(self, case_id: UUID, version: int) -> Any:
        """The case as it was after its event of this version; mostly as it is now."""
        loaded = self.casework.load(case_id)
        if loaded.version < version:
            loaded = self.casework.load(case_id, fresh=True)
        if loaded.version == version:
            return loaded.state
        state = None
        for stored in self.casework.recorder.select_events(case_id, lte=version):
            state = EVENTS.decode(stored.topic, stored.state).evolve(state)
        return state

    def contacts(self, person: str) -> Contacts:
        state = self.casework.load(contacts_of(person), fresh=True).state
        return state if isinstance(state, Contacts) else Contacts()


def campaign_of(draft: tuple[str, Draft]) -> str:
    return draft[0]
