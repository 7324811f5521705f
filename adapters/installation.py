"""An installation (一套督办): all that belongs together on one data folder or PostgreSQL, opened and closed as one."""

from __future__ import annotations

import getpass
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Engine
from sqlalchemy.exc import DatabaseError

from adapters.access import Access
from adapters.clock import Clock
from adapters.data_folder import DataFolder
from adapters.event_store.opening import OpenStore, open_event_store
from adapters.event_store.schema import postgres_engine, prepare, sqlite_engine
from adapters.evidence.store import EvidenceStore
from adapters.packs import load_packs, packs_folder, shipped_calendar
from adapters.refusals import SetupRefused
from adapters.seat import DatabaseSeat, FileSeat, Seat
from adapters.settings import Settings
from domain.casework import Caller, Casework
from domain.events import Channel, topic
from domain.lifecycle import beginnings
from domain.privacy import Purpose
from domain.refusal import Refused
from domain.write_side import KIND_OF_STATE, KINDS
from projections import numbers
from projections.follower import Follower, wait_until_applied
from projections.ledgers import Ledgers
from projections.tables import LIVE, MIGRATIONS, VERSION_TABLE

READ_AT_ONCE = 5_000
FOLLOWER_SEAT = "follower"
FOLLOWER_ANSWERS_WITHIN = 5.0  # seconds; then a table is shown as far as it is


@dataclass(frozen=True)
class Installation:
    """Open store, casework and ledgers, on one clock."""

    settings: Settings
    folder: DataFolder
    store: OpenStore
    casework: Casework
    ledgers: Engine
    correlation: str = field(default_factory=lambda: uuid4().hex)
    """One run of a program: in everything that it brings about, and in every line that it logs."""

    @property
    def clock(self) -> Clock:
        return self.folder.clock

    @property
    def packs_folder(self) -> Path:
        return packs_folder(self.settings.packs)

    @property
    def evidence(self) -> EvidenceStore:
        """The evidence files. Raises SetupRefused: with PostgreSQL every machine must see the same folder."""
        if self.settings.database_url and self.settings.evidence is None:
            raise SetupRefused("使用 PostgreSQL 时须用 DUBAN_EVIDENCE 指明佐证库目录（各台机器共用同一目录）")
        return EvidenceStore(self.settings.evidence or self.folder.evidence)

    @property
    def channels_file(self) -> Path:
        return self.settings.channels or self.folder.channels

    def now(self) -> datetime:
        return self.clock.now()

    def catch_up(self) -> None:
        """Bring the ledgers to the end of the log: by the follower that runs in this folder, or else by ourselves."""
        end = self.casework.recorder.max_notification_id() or 0
        with self.seat(FOLLOWER_SEAT) as seat:
            if seat.take():
                Follower(self.ledgers, self.casework.recorder).catch_up()
            else:
                wait_until_applied(self.ledgers, end, FOLLOWER_ANSWERS_WITHIN)

    def seat(self, name: str) -> Seat:
        """The seat of the one process that does a work for these ledgers: in the folder, or on PostgreSQL."""
        url = self.settings.database_url
        return DatabaseSeat(url, name) if url else FileSeat(self.folder.root / f"{name}.lock")

    def read_ledgers(self) -> Ledgers:
        casework = self.casework
        return Ledgers(self.ledgers, casework.recorder, casework.rulebook, casework.calendar, casework.vault.reveal)

    def access(self, person: str, what: str, purpose: Purpose) -> Access:
        """Whoever sits at this machine reads as ``person``: asserted, with the operating system's account beside it."""
        organisation = self.casework.organisation
        return Access(self.store.vault, organisation, person, getpass.getuser(), what, purpose, self.now())

    def caller(self, person: str, command_id: str = "", channel: Channel = Channel.CLI) -> Caller:
        """Whoever sits at this machine acts as ``person``: asserted, with the operating system's account beside it."""
        return Caller(
            person=person,
            command_id=command_id or uuid4().hex,
            recorded_at=self.now(),
            channel=channel,
            operator=getpass.getuser(),
            correlation=self.correlation,
        )

    def problems(self) -> Iterator[tuple[UUID, str]]:
        """Every problem ever registered, from the log: (case id, 问题编号)."""
        return ((event.originator_id, event.problem_no) for event in self.casework.registrations())

    def case_ids(self) -> Iterator[UUID]:
        return (case_id for case_id, _ in self.problems())

    def cases(self, *kinds: type[Any]) -> Iterator[UUID]:
        """Every case ever begun of these kinds, each named by its state, from the log; once, though what begins a pool
        happens to it again and again."""
        position, topics = 0, [topic(beginning) for beginning in beginnings(kinds)]
        recorder = self.casework.recorder
        while page := recorder.select_notifications(position, READ_AT_ONCE, topics=topics, inclusive_of_start=False):
            position = page[-1].id
            yield from (UUID(str(event.originator_id)) for event in page if event.originator_version == 1)

    def waiting_ids(self) -> Iterator[UUID]:
        """Every case ever begun that time may have to do with: the sweeper and rebuild look for them."""
        return self.cases(*(kind.state for kind in KINDS if kind.waits))

    def find_case(self, number: str, kind: str = "") -> UUID:
        """The case of a number, of this kind if one is given, be it one that began just now. Raises Refused."""
        try:
            return self._numbered(number, kind)
        except Refused as unknown:
            if unknown.code != "unknown_case":
                raise
        self.catch_up()
        return self._numbered(number, kind)

    def may_know(self, case_id: UUID, person: str) -> bool:
        """Whether a person (empty: nobody in particular) may know that the case exists."""
        state = self.casework.load(case_id).state
        try:
            return KIND_OF_STATE[type(state)].may_know(state, person, self.casework.organisation, self.now())
        except Refused:
            return False

    def _numbered(self, number: str, kind: str) -> UUID:
        with self.ledgers.connect() as connection:
            return numbers.find(connection, LIVE.numbers, number, kind).case_id


def prepare_ledgers(engine: Engine, name: str) -> None:
    """Raises SetupRefused for a file that is no database; nothing is lost with it."""
    try:
        prepare(engine, MIGRATIONS, VERSION_TABLE)
    except DatabaseError as error:
        engine.dispose()
        remedy = "它可以从事件重建：请把它移走，再运行 duban rebuild --ledgers"
        raise SetupRefused(f"打不开台账（{name}）：{error.orig}。{remedy}") from error


@contextmanager
def open_installation(settings: Settings, clock: Clock | None = None) -> Iterator[Installation]:
    """Open what the settings name; upgrades older tables. Raises SetupRefused."""
    folder = DataFolder.open(settings.data, clock)
    packs = packs_folder(settings.packs)
    with open_event_store(settings) as store:
        casework = Casework(store.recorder, store.vault, load_packs(packs), shipped_calendar(packs))
        url = settings.database_url
        ledgers = postgres_engine(url) if url else sqlite_engine(folder.ledgers, derived=True)
        prepare_ledgers(ledgers, url or str(folder.ledgers))
        try:
            yield Installation(settings, folder, store, casework, ledgers)
        finally:
            ledgers.dispose()
