"""An installation (一套督办): all that belongs together on one data folder or PostgreSQL, opened and closed as one."""

from __future__ import annotations

import fcntl
import getpass
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import UUID, uuid4

from sqlalchemy import Engine

from adapters.clock import Clock
from adapters.data_folder import DataFolder
from adapters.event_store.opening import OpenStore, open_event_store
from adapters.event_store.schema import postgres_engine, prepare, sqlite_engine
from adapters.packs import load_packs, packs_folder, shipped_calendar
from adapters.settings import Settings
from domain.campaign.opening import CampaignOpened
from domain.campaign.reporting import ReportOwed
from domain.casework import Caller, Casework
from domain.event_table import EVENTS
from domain.events import Channel, topic
from domain.inspection.planning import InspectionPlanned
from domain.problem.registering import ProblemRegistered
from domain.refusal import Refused
from projections.follower import Follower, wait_until_applied
from projections.ledgers import Ledgers
from projections.tables import MIGRATIONS, VERSION_TABLE

BEGINNINGS = (ProblemRegistered, CampaignOpened, ReportOwed, InspectionPlanned)
"""The first events of cases that people call by a number."""

READ_AT_ONCE = 5_000
FOLLOWER_ANSWERS_WITHIN = 5.0  # seconds; then a table is shown as far as it is


@dataclass(frozen=True)
class Installation:
    """Open store, casework and ledgers, on one clock."""

    settings: Settings
    folder: DataFolder
    store: OpenStore
    casework: Casework
    ledgers: Engine

    @property
    def clock(self) -> Clock:
        return self.folder.clock

    @property
    def packs_folder(self) -> Path:
        return packs_folder(self.settings.packs)

    def now(self) -> datetime:
        return self.clock.now()

    def catch_up(self) -> None:
        """Bring the ledgers to the end of the log: by the follower that runs in this folder, or else by ourselves."""
        end = self.casework.recorder.max_notification_id() or 0
        with self.following(wait=False) as we_follow:
            if we_follow:
                Follower(self.ledgers, self.casework.recorder).catch_up()
            else:
                wait_until_applied(self.ledgers, end, FOLLOWER_ANSWERS_WITHIN)

    @contextmanager
    def following(self, *, wait: bool) -> Iterator[bool]:
        """Be the one follower of this folder's ledgers; False if another one is and we do not ``wait`` for it."""
        with (self.folder.root / "follower.lock").open("a") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX if wait else fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                yield False
            else:
                yield True

    def read_ledgers(self) -> Ledgers:
        casework = self.casework
        return Ledgers(self.ledgers, casework.recorder, casework.rulebook, casework.calendar, casework.vault.reveal)

    def caller(self, person: str, command_id: str = "", channel: Channel = Channel.CLI) -> Caller:
        """Whoever sits at this machine acts as ``person``: asserted, with the operating system's account beside it."""
        return Caller(
            person=person,
            command_id=command_id or uuid4().hex,
            recorded_at=self.now(),
            channel=channel,
            operator=getpass.getuser(),
        )

    def problems(self) -> Iterator[tuple[UUID, str]]:
        """Every problem ever registered, from the log: (case id, 问题编号)."""
        return self.numbered(topic(ProblemRegistered))

    def numbered(self, *topics: str) -> Iterator[tuple[UUID, str]]:
        """Every case that began with an event of these topics, from the log: (case id, its number)."""
        position = 0
        while page := self.casework.recorder.select_notifications(
            position, READ_AT_ONCE, topics=topics, inclusive_of_start=False
        ):
            position = page[-1].id
            for notification in page:
                event = EVENTS.decode(notification.topic, notification.state)
                yield event.originator_id, event.evolve(None).number

    def case_ids(self) -> Iterator[UUID]:
        return (case_id for case_id, _ in self.numbered(*map(topic, BEGINNINGS)))

    def find_case(self, wanted: str) -> UUID:
        """The case of a 问题编号, or of the number of a case of another kind. Raises Refused."""
        for case_id, number in self.numbered(*map(topic, BEGINNINGS)):
            if number == wanted:
                return case_id
        raise Refused("unknown_case", case=wanted)


@contextmanager
def open_installation(settings: Settings, clock: Clock | None = None) -> Iterator[Installation]:
    """Open what the settings name; upgrades older tables. Raises SetupRefused."""
    folder = DataFolder.open(settings.data, clock)
    packs = packs_folder(settings.packs)
    with open_event_store(settings) as store:
        casework = Casework(store.recorder, store.vault, load_packs(packs), shipped_calendar(packs))
        url = settings.database_url
        ledgers = postgres_engine(url) if url else sqlite_engine(folder.ledgers)
        prepare(ledgers, MIGRATIONS, VERSION_TABLE)
        try:
            yield Installation(settings, folder, store, casework, ledgers)
        finally:
            ledgers.dispose()
