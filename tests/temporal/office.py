"""An office with one county, one town and the people whom a problem needs; every name is made up."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from eventsourcing.persistence import Notification
from msgspec.structs import replace

from adapters.clock import Clock
from adapters.installation import Installation, open_installation
from adapters.settings import Settings
from domain.casework import Caller, Casework
from domain.event_table import EVENTS
from domain.events import Event
from domain.organisation import Role, UnitKind
from domain.organising import AppointPerson, EstablishUnit
from domain.problem.claiming import Claim
from domain.problem.classification import Scope
from domain.problem.finding import Finding
from domain.problem.problem import Problem
from domain.problem.registering import Dispatch, RegisterProblem

TOWN = "甲镇"
OFFICE, HEAD, PERSON = "office", "head", "person"
BEIJING = ZoneInfo("Asia/Shanghai")


def at(text: str) -> datetime:
    """An instant written as people in Beijing time write it."""
    return datetime.fromisoformat(text).replace(tzinfo=BEIJING).astimezone(UTC)


DISPATCHED_AT = at("2022-08-10 09:00")
CLAIM_ENDS_AT = at("2022-08-13 00:00")  # 24:00 of the second working day
NOT_CLAIMED_WARNED_AT = at("2022-08-15 09:00")
DUE_ON = date(2022, 8, 19)


@dataclass(frozen=True)
class Office:
    """An installation in a data folder, and what its people do there."""

    installation: Installation

    @property
    def casework(self) -> Casework:
        return self.installation.casework

    def give(self, command: Any, by: str, when: datetime, case_id: UUID | None = None) -> UUID:
        caller = Caller(person=by, command_id=str(uuid4()), recorded_at=when)
        return self.casework.handle(command, caller, case_id).case_id

    def settle_in(self) -> None:
        """Set up the county, the town and their people."""
        since = at("2022-01-04 09:00")
        self.give(EstablishUnit("示例县", UnitKind.COUNTY), OFFICE, since)
        self.give(EstablishUnit("县专班办公室", UnitKind.OFFICE, "示例县"), OFFICE, since)
        self.give(EstablishUnit(TOWN, UnitKind.TOWN, "示例县"), OFFICE, since)
        for person, title, unit, role in (
            (OFFICE, "专班办公室主任", "县专班办公室", Role.OFFICE),
            (HEAD, "镇长", TOWN, Role.HEAD),
            (PERSON, "扶贫专干", TOWN, Role.RESP_PERSON),
        ):
            self.give(AppointPerson(person, f"某{title}", title, unit, (role,)), OFFICE, since)

    def registered_problem(self, when: datetime = DISPATCHED_AT, householder: str = "") -> UUID:
        """A problem that waits to be dispatched (已登记待交办): nothing falls due."""
        finding = Finding("xiaoxian_2022", "SEC.HOUSE", f"{householder}住房漏雨")
        if householder:
            finding = replace(finding, scope=Scope.HOUSEHOLD, household_ref="h-1", householder=householder)
        return self.give(RegisterProblem(finding), OFFICE, when)

    def dispatch(self, case_id: UUID, when: datetime = DISPATCHED_AT) -> UUID:
        return self.give(Dispatch(TOWN, due_on=DUE_ON), OFFICE, when, case_id)

    def dispatched_problem(self, when: datetime = DISPATCHED_AT, householder: str = "") -> UUID:
        """A problem that waits to be claimed (已交办待认领)."""
        return self.dispatch(self.registered_problem(when, householder), when)

    def claim(self, case_id: UUID, when: datetime) -> UUID:
        return self.give(Claim(HEAD, PERSON), HEAD, when, case_id)

    @contextmanager
    def unreadable(self, case_id: UUID, because: str) -> Iterator[None]:
        """Meanwhile the store holds events of a topic that no program of ours knows."""
        with self._store() as store:
            stored = store.execute("SELECT topic, rowid FROM stored_events WHERE originator_id = ?", (case_id.hex,))
            topics = stored.fetchall()
            store.execute("UPDATE stored_events SET topic = ? WHERE originator_id = ?", (because, case_id.hex))
        self.casework.cache.evict(case_id)
        yield
        with self._store() as store:
            store.executemany("UPDATE stored_events SET topic = ? WHERE rowid = ?", topics)

    @contextmanager
    def _store(self) -> Iterator[sqlite3.Connection]:
        with closing(sqlite3.connect(self.installation.folder.events)) as store, store:
            yield store

    def problem(self, case_id: UUID) -> Problem:
        return self.casework.problem(case_id)

    def version(self, case_id: UUID) -> int:
        return self.problem(case_id).version

    def log(self) -> list[Notification]:
        return list(self.casework.recorder.select_notifications(None, 100_000))

    def events(self, case_id: UUID) -> list[Event]:
        stored = self.casework.recorder.select_events(case_id)
        return [EVENTS.decode(event.topic, event.state) for event in stored]

    def happened(self, case_id: UUID) -> list[tuple[str, datetime]]:
        """What happened to a case and when: that which no lateness of any machine may change."""
        return [(type(event).__name__, event.occurred_at) for event in self.events(case_id)]

    def moments_let(self, case_id: UUID) -> list[tuple[str, str]]:
        """The moments of a case that happened, each with what let it happen."""
        events = self.events(case_id)
        return [(type(e).__name__, e.envelope.cause) for e in events if e.envelope.cause]


@contextmanager
def open_office(data: Path, clock: Clock | None = None) -> Iterator[Office]:
    """The office of a data folder, settled in when the folder is new."""
    with open_installation(Settings(data=data), clock) as installation:
        office = Office(installation)
        if not office.log():
            office.settle_in()
        yield office


def clock_before(business: datetime, seconds: float) -> Clock:
    """A clock in step with real time that reaches a business instant in so many seconds."""
    return Clock(datetime.now(UTC), business - timedelta(seconds=seconds), 1.0)
