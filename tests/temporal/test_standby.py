"""Several processes of one role on one store: one is active, another takes over, and a paused one does no harm."""

from __future__ import annotations

import asyncio
import json
import signal
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from subprocess import Popen
from typing import Any

import pytest
from msgspec.structs import replace
from sqlalchemy import text

from adapters import seat
from adapters.clock import Clock
from adapters.data_folder import DataFolder
from adapters.installation import open_installation
from adapters.roles.table import ROLES
from adapters.seat import DatabaseSeat, FileSeat, Seat
from adapters.temporal.position import Position
from projections.tables import reached
from tests.conftest import Database
from tests.temporal.office import CLAIM_ENDS_AT, Office, clock_before
from tests.temporal.polling import until
from tests.temporal.serving import duban, serving, until_happened

# --- seats ---


def seats(database: Database, tmp_path: Path) -> tuple[Seat, Seat]:
    url = database.settings.database_url
    if url:
        return DatabaseSeat(url, "relay"), DatabaseSeat(url, "relay")
    return FileSeat(tmp_path / "relay.lock"), FileSeat(tmp_path / "relay.lock")


def test_one_sits_and_the_other_takes_the_seat_when_it_is_left(database: Database, tmp_path: Path) -> None:
    one, other = seats(database, tmp_path)
    assert one.take()
    assert one.take()
    assert not other.take()
    assert not other.still()
    one.leave()
    assert other.take()
    assert not one.take()
    other.leave()


@pytest.mark.postgres
def test_a_seat_whose_session_the_server_has_ended_is_lost(postgres_database: Database, tmp_path: Path) -> None:
    one, other = seats(postgres_database, tmp_path)
    assert one.take()
    end_the_session_of_the_seat(postgres_database)
    assert other.take()
    one.asked_at = time.monotonic() - seat.LOOK_AGAIN  # its next sign of life is due
    assert not one.still()
    assert not one.take()
    other.leave()


def end_the_session_of_the_seat(database: Database) -> None:
    """What PostgreSQL does by itself with a session that gives no sign of life."""
    engine = database.engine()
    with engine.begin() as connection:
        ended = connection.execute(
            text("SELECT pg_terminate_backend(pid, 5000) FROM pg_locks WHERE locktype = 'advisory' AND granted")
        )
        assert ended.scalars().all() == [True]
    engine.dispose()


# --- processes ---


@dataclass
class Started:
    """A process of ours, and what it has logged."""

    process: Popen[bytes]
    log: Path

    def lines(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.log.read_text().splitlines() if line.startswith("{")]

    def states(self) -> list[str]:
        return [line["event"] for line in self.lines() if line["event"] in ("active", "standing_by")]

    async def is_now(self, state: str) -> None:
        async def it_is() -> bool:
            assert self.process.poll() is None, self.log.read_text()
            return self.states()[-1:] == [state]

        await until(it_is)


class Cluster:
    """A store, and processes of one role on it."""

    def __init__(self, office: Office, database: Database, folder: Path, stack: ExitStack) -> None:
        self.office = office
        self.database = database
        self.folder = folder
        self.stack = stack

    def start(self, role: str, number: int, **environment: str) -> Started:
        log = self.folder / f"{role}-{number}.log"
        words = {**self.database.environment(), **environment}
        data = Path(words.pop("DUBAN_DATA"))
        return Started(self.stack.enter_context(duban(role, data, log=log, **words)), log)

    async def position_is_at_the_end(self, role: str) -> bool:
        ledgers = self.office.installation.ledgers
        if role == "relay":
            at = Position(ledgers, "relay").read()
        else:
            with ledgers.connect() as connection:
                at = reached(connection).position
        return at == self.office.log()[-1].id


@pytest.fixture
def cluster(database: Database, tmp_path: Path) -> Iterator[Cluster]:
    """What is dispatched here falls due at once."""
    settings = replace(database.settings, data=tmp_path / "data")
    clock: Clock = clock_before(CLAIM_ENDS_AT, -60)
    DataFolder.open(settings.data, clock)
    with open_installation(settings) as installation, ExitStack() as stack:
        office = Office(installation)
        office.settle_in()
        yield Cluster(office, Database(database.kind, settings), tmp_path, stack)


@pytest.mark.parametrize("role", ["relay", "follower"])
def test_the_second_takes_over_when_the_first_is_killed(cluster: Cluster, role: str, tmp_path: Path) -> None:
    async def scenario() -> None:
        async with serving(cluster.office, tmp_path / "temporal") as on, on.worker():
            there = {"TEMPORAL_ADDRESS": on.server.address}
            first = cluster.start(role, 1, **there)
            await first.is_now("active")
            second = cluster.start(role, 2, **there)
            await second.is_now("standing_by")
            first.process.kill()
            await second.is_now("active")
            case_id = cluster.office.dispatched_problem()
            await until(lambda: cluster.position_is_at_the_end(role))
            if role == "relay":
                await until_happened(cluster.office, case_id, "ClaimExpired")
            second.process.terminate()
            assert await asyncio.to_thread(second.process.wait, 30) == 0

    asyncio.run(scenario())


@pytest.mark.postgres
@pytest.mark.parametrize("database", ["postgres"], indirect=True)
@pytest.mark.parametrize("role", ["relay", "follower"])
def test_a_paused_one_that_lost_its_seat_stands_by_when_it_wakes_up(
    cluster: Cluster, role: str, tmp_path: Path
) -> None:
    async def scenario() -> None:
        async with serving(cluster.office, tmp_path / "temporal") as on, on.worker():
            there = {"TEMPORAL_ADDRESS": on.server.address}
            paused = cluster.start(role, 1, **there)
            await paused.is_now("active")
            await until(lambda: cluster.position_is_at_the_end(role))
            paused.process.send_signal(signal.SIGSTOP)
            end_the_session_of_the_seat(cluster.database)
            successor = cluster.start(role, 2, **there)
            await successor.is_now("active")
            cases = [cluster.office.dispatched_problem() for _ in range(3)]
            await until(lambda: cluster.position_is_at_the_end(role))
            paused.process.send_signal(signal.SIGCONT)
            await paused.is_now("standing_by")
            cases.append(cluster.office.dispatched_problem())
            await until(lambda: cluster.position_is_at_the_end(role))
            assert successor.states() == ["active"]
            if role == "relay":
                for case_id in cases:
                    await until_happened(cluster.office, case_id, "ClaimExpired")
                    assert [name for name, _ in cluster.office.moments_let(case_id)] == ["ClaimExpired"]

    asyncio.run(scenario())


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_paused_relay_that_was_overtaken_goes_on_from_where_the_other_stands(
    cluster: Cluster, tmp_path: Path
) -> None:
    async def scenario() -> None:
        async with serving(cluster.office, tmp_path / "temporal") as on:
            paused = cluster.start("relay", 1, TEMPORAL_ADDRESS=on.server.address)
            await paused.is_now("active")
            await until(lambda: cluster.position_is_at_the_end("relay"))
            paused.process.send_signal(signal.SIGSTOP)
            cluster.office.dispatched_problem()
            await on.relay_all()  # another one was faster
            paused.process.send_signal(signal.SIGCONT)
            cluster.office.dispatched_problem()
            await until(lambda: cluster.position_is_at_the_end("relay"))

            async def it_was_overtaken() -> bool:
                return "overtaken" in [line["event"] for line in paused.lines()]

            await until(it_was_overtaken)
            await paused.is_now("active")

    asyncio.run(scenario())


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_two_workers_share_the_work_and_one_goes_on_alone(cluster: Cluster, tmp_path: Path) -> None:
    async def scenario() -> None:
        async with serving(cluster.office, tmp_path / "temporal") as on:
            there = {"TEMPORAL_ADDRESS": on.server.address}
            workers = [cluster.start("worker", number, **there) for number in range(2)]
            cases = [cluster.office.dispatched_problem() for _ in range(5)]
            await on.relay_all()
            for case_id in cases:
                await until_happened(cluster.office, case_id, "ClaimExpired")
            workers[0].process.kill()
            cases.append(cluster.office.dispatched_problem())
            await on.relay_all()
            await until_happened(cluster.office, cases[-1], "ClaimExpired")
            assert {len(cluster.office.moments_let(case_id)) for case_id in cases} == {1}
            workers[1].process.terminate()
            assert await asyncio.to_thread(workers[1].process.wait, 30) == 0

    asyncio.run(scenario())


@pytest.mark.parametrize("role", sorted(ROLES))
@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_every_line_says_which_role_in_which_run_wrote_it(cluster: Cluster, role: str, tmp_path: Path) -> None:
    started = cluster.start(role, 1, TEMPORAL_ADDRESS="127.0.0.1:1")
    ended = None if role in ("follower", "messenger") else started.process.wait(60)
    if ended is None:
        asyncio.run(started.is_now("active"))
        started.process.send_signal(signal.SIGINT)
        assert started.process.wait(30) == 0
    else:  # there is no Temporal
        assert ended == 2
        assert "连接不上 Temporal" in started.lines()[-1]["message"]
    lines = started.lines()
    assert {line["role"] for line in lines} == {role}
    assert len({line["correlation"] for line in lines if line["event"] != "refused"}) == 1
