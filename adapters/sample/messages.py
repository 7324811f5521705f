"""通知: what a messenger writes of it all, at once; some of it is read."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from uuid import UUID

from eventsourcing.persistence import StoredEvent

from adapters.notify.drafting import Drafting
from adapters.notify.settings import Channels
from adapters.sample.passing_time import Life, PassingTime
from domain.message.message import Message
from domain.message.writing import Draft, ReadMessage, written

READ = 120
"""Of a thousand messages, how many somebody signs as read (已阅)."""


class Messages:
    """Writes of what happened as the messenger does, by the same drafts; nothing is sent anywhere."""

    def __init__(self, passing: PassingTime, acting: Callable[[str], str]) -> None:
        self.passing = passing
        self.acting = acting
        self.drafting = Drafting(passing.casework, Channels())

    def tell(self, heard: Sequence[StoredEvent]) -> None:
        now = self.passing.now
        for campaign, drafts in self.drafting.by_campaign(heard, now):
            first = drafts[0].id
            self.passing.casework.note(first, "messages written", written(drafts), now, "messenger sample", campaign)
            for draft in drafts:
                self.may_be_read(draft)

    def may_be_read(self, draft: Draft) -> None:
        if draft.receivers and draft.id.int % 1000 < READ:
            chance = self.passing.random("read", draft.id)
            self.passing.begin(self.passing.in_days(chance, 0, 1), self.is_read(draft.id))

    def is_read(self, message: UUID) -> Life:
        """By the first of its receivers, if he is there."""
        state = self.passing.state(message)
        assert isinstance(state, Message)
        person = state.receivers[0].who.person
        if self.acting(person) == person:
            self.passing.give(ReadMessage(), person, message)
        yield self.passing.now
