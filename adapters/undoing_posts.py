"""撤销名册的导入: every post that a list of people gave ends, as 免职; units stay, for cases may lie there.

All of them or none: if one of the people has acted since, or something rests on him, nothing is done and it is said
which. A run that was broken off goes on where it stopped.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from functools import cached_property

import msgspec

from adapters.installation import Installation
from adapters.play.words import EVENTS
from adapters.rehearsal import Rehearsal
from adapters.undoing import Undone, UndoneLine
from domain.calendar import local_date
from domain.casework import Caller
from domain.event_table import EVENTS as EVENT_TABLE
from domain.events import Channel, topic
from domain.organisation import ORGANISATION_ID, PersonAppointed, UnitEstablished
from domain.refusal import Refused
from domain.reorganising import EndPost

READ_AT_ONCE = 5_000


class PeopleBatch(msgspec.Struct, frozen=True):
    """What one list of people brought: posts and units."""

    sha256: str
    posts: tuple[PersonAppointed, ...]
    units: tuple[str, ...]


def people_batches(opened: Installation, named: str) -> Sequence[PeopleBatch]:
    """The lists whose hash begins like that."""
    posts: dict[str, list[PersonAppointed]] = {}
    units: dict[str, list[str]] = {}
    for stored in opened.casework.recorder.select_events(ORGANISATION_ID):
        event = EVENT_TABLE.decode(stored.topic, stored.state)
        parts = event.envelope.command_id.split(":")
        if isinstance(event, PersonAppointed) and parts[0] == "people" and parts[1].startswith(named):
            posts.setdefault(parts[1], []).append(event)
        elif isinstance(event, UnitEstablished) and parts[1:2] == ["unit"] and parts[0].startswith(named):
            units.setdefault(parts[0], []).append(event.unit.code)
    return [
        PeopleBatch(sha256, tuple(posts.get(sha256, ())), tuple(units.get(sha256, ())))
        for sha256 in dict.fromkeys((*posts, *units))
    ]


class UndoingPosts:
    """The posts of one list, on the way to their end."""

    def __init__(self, opened: Installation, batch: PeopleBatch, person: str) -> None:
        self.opened, self.casework = opened, opened.casework
        self.batch, self.person = batch, person

    def tried(self) -> Iterator[UndoneLine]:
        """What would become of each; nothing is written."""
        rehearsal = Rehearsal(self.casework)
        for event in self.batch.posts:
            yield self.attempt(event, rehearsal)
            rehearsal.forget()

    def attempt(self, event: PersonAppointed, rehearsal: Rehearsal) -> UndoneLine:
        if self.has_ended(event):
            return UndoneLine(called(event), Undone.KNOWN)
        if since := self.used.get(event.person):
            return UndoneLine(called(event), Undone.REFUSED, f"导入以后已有办理：{since}")
        try:
            rehearsal.attempt([(self.end(event), self.caller(event))])
        except Refused as refused:
            return UndoneLine(called(event), Undone.REFUSED, refused.message)
        return UndoneLine(called(event), Undone.CAN_BE_ENDED, self.in_words(event))

    def given(self) -> Iterator[UndoneLine]:
        for event in self.batch.posts:
            if self.has_ended(event):
                yield UndoneLine(called(event), Undone.KNOWN)
                continue
            try:
                self.casework.handle(self.end(event), self.caller(event))
                yield UndoneLine(called(event), Undone.ENDED, self.in_words(event))
            except Refused as refused:
                yield UndoneLine(called(event), Undone.REFUSED, refused.message)

    def end(self, event: PersonAppointed) -> EndPost:
        return EndPost(event.person, event.post.unit, event.post.title, self.last_day(event))

    def last_day(self, event: PersonAppointed) -> date:
        """Yesterday; of a post that began later, its first day."""
        yesterday = local_date(self.opened.now()) - timedelta(days=1)
        return max(yesterday, event.post.since or yesterday)

    def has_ended(self, event: PersonAppointed) -> bool:
        held = self.casework.organisation.people[event.person].posts
        return event.post not in held

    def in_words(self, event: PersonAppointed) -> str:
        return f"任职到 {self.last_day(event)} 为止"

    def caller(self, event: PersonAppointed) -> Caller:
        return self.opened.caller(self.person, f"undo:{event.envelope.command_id}", Channel.IMPORT)

    @cached_property
    def used(self) -> Mapping[str, str]:
        """Of the people whom anything but a list names, as who did it or as who is responsible: the first of it."""
        people = {event.person: msgspec.json.encode(event.person) for event in self.batch.posts}
        found: dict[str, str] = {}
        recorder, position = self.casework.recorder, 0
        while page := recorder.select_notifications(position, READ_AT_ONCE, inclusive_of_start=False):
            position = page[-1].id
            for one in page:
                for person in [p for p, said in people.items() if p not in found and said in one.state]:
                    event = EVENT_TABLE.decode(one.topic, one.state)
                    if not isinstance(event, PersonAppointed):
                        found[person] = f"{local_date(event.occurred_at)} {EVENTS[topic(type(event))]}"
        return found


def called(event: PersonAppointed) -> str:
    return f"{event.post.unit}{event.post.title} {event.name}"
