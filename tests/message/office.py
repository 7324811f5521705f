"""An installation in which it is always the same moment, until somebody says that it is later."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from msgspec.structs import replace as with_fields

from adapters.clock import EPOCH, Clock
from adapters.installation import Installation, open_installation
from adapters.notify.messenger import Messenger
from adapters.notify.settings import NO_CHANNELS, Channels
from domain.casework import Caller
from domain.message.contacts import SetContact, SetPreferences
from domain.message.message import Medium, Message
from projections import inbox
from projections.follower import Follower
from projections.tables import LIVE
from tests.conftest import Database
from tests.problem.story import Act, Story, given, instant, organisation_events


def standing_at(at: datetime) -> Clock:
    """A clock that has stopped."""
    return Clock(EPOCH, at - timedelta(hours=1), 1.0, stands_at=at)


@dataclass
class Office:
    """An installation with the people of the stories, its messenger, and what the tables say."""

    installation: Installation
    channels: Channels = NO_CHANNELS
    lease: timedelta = timedelta(minutes=2)
    given: int = 0

    def at(self, moment: str) -> Office:
        """It is then."""
        folder = with_fields(self.installation.folder, clock=standing_at(instant(moment)))
        self.installation = replace(self.installation, folder=folder)
        return self

    def story(self, *acts: Act) -> Story:
        return given(*acts, casework=self.installation.casework)

    def give(self, command: Any, by: str) -> None:
        self.given += 1
        self.installation.casework.handle(command, self.caller(by, f"office-{self.given}"))

    def caller(self, by: str, command_id: str) -> Caller:
        return Caller(person=by, command_id=command_id, recorded_at=self.installation.now())

    def mail_of(self, *people: str) -> None:
        """Each has an address of his own."""
        for number, person in enumerate(people):
            self.give(SetContact(person, Medium.MAIL, f"person{number}@example.invalid"), person)

    def digest_for(self, person: str, at: str = "08:30") -> None:
        self.give(SetPreferences(person, at_once=False, digest_at=at), person)

    def messenger(self) -> Messenger:
        """A new one, as after a start."""
        return Messenger(self.installation, self.channels, self.lease)

    def work(self, messenger: Messenger | None = None) -> Messenger:
        """Until there is nothing left to do at this moment; the tables are kept up meanwhile."""
        messenger = messenger or self.messenger()
        messenger.installation = self.installation
        while self.follow() or messenger.step():
            pass
        return messenger

    def follow(self) -> int:
        return Follower(self.installation.ledgers, self.installation.casework.recorder).catch_up()

    def messages(self) -> list[Message]:
        self.follow()
        with self.installation.ledgers.connect() as connection:
            return inbox.all_messages(connection, LIVE)

    def inbox_of(self, person: str) -> list[Message]:
        with self.installation.ledgers.connect() as connection:
            return inbox.inbox(connection, LIVE, person, unread_only=False)

    @property
    def events(self) -> int:
        return self.installation.casework.recorder.max_notification_id() or 0


NINE = "2022-08-31 09:00"


def remind(office: Office, at: str = NINE) -> Office:
    """Let what fell due by then happen, and be it then."""
    casework = office.installation.casework
    for case_id in office.installation.waiting_ids():
        while (view := casework.view(case_id)) and view.next_moment and view.next_moment.at <= instant(at):
            assert casework.let(case_id, view.next_moment.key, instant(at), "a timer") == "acted"
    return office.at(at)


@contextmanager
def opened(database: Database, channels: Channels = NO_CHANNELS) -> Iterator[Office]:
    """On Monday 8 August 2022, with the people of the stories."""
    with open_installation(database.settings) as installation:
        if not installation.casework.recorder.max_notification_id():
            installation.casework.recorder.insert_events(organisation_events())
        yield Office(installation, channels).at("2022-08-08 08:00")
