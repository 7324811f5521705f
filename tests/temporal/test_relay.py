"""The relay: tells Temporal what the log says, at least once, and only one relay at a time."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from eventsourcing.persistence import Notification, StoredEvent
from eventsourcing.sqlite import SQLiteApplicationRecorder, SQLiteDatastore
from sqlalchemy import Engine, create_engine, text
from temporalio.api.enums.v1 import EventType
from temporalio.client import Client
from temporalio.service import RPCError

from adapters.clock import REAL_TIME
from adapters.temporal.connection import connect
from adapters.temporal.lifecycles import Lifecycles, Nudge, workflow_id
from adapters.temporal.position import FencedOff, Position
from adapters.temporal.rebuild import forget_lost_events
from adapters.temporal.relay import LogEndsEarlier, Relay, newest
from adapters.temporal.server import TemporalServer
from adapters.temporal.settings import BRISK
from domain.casework import CaseView
from tests.temporal.office import open_office
from tests.temporal.polling import until


class Log:
    """An event log of the library's own, with events that only a relay would not open."""

    def __init__(self, folder: Path) -> None:
        self.recorder = SQLiteApplicationRecorder(SQLiteDatastore(str(folder / "events.db")))
        self.recorder.create_table()

    def append(self, case_id: UUID, *versions: int, topic: str = "problem.claimed") -> None:
        self.recorder.insert_events([StoredEvent(case_id, version, topic, b"sealed") for version in versions])


@pytest.fixture
def log(tmp_path: Path) -> Log:
    return Log(tmp_path)


@pytest.fixture
def ledgers(tmp_path: Path) -> Iterator[Engine]:
    """A ledgers database that does not wait long for a lock."""
    engine = create_engine(f"sqlite:///{tmp_path / 'ledgers.db'}", connect_args={"timeout": 0.1})
    yield engine
    engine.dispose()


@asynccontextmanager
async def temporal(tmp_path: Path) -> AsyncIterator[Client]:
    server = TemporalServer(tmp_path / "temporal")
    await server.start()
    try:
        yield await connect({"target_host": server.address})
    finally:
        await server.stop()


def unreadable(case_id: UUID) -> CaseView | None:
    """These events are such that nobody can read their cases."""
    return None


def relay_of(log: Log, ledgers: Engine, client: Client) -> Relay:
    return Relay(log.recorder, Position(ledgers, "relay"), Lifecycles(client, REAL_TIME, BRISK, unreadable))


async def versions_heard(client: Client, case_id: UUID) -> list[int]:
    """The versions that the case's workflow was signalled, oldest first."""
    history = await client.get_workflow_handle(workflow_id("problem", case_id)).fetch_history()
    signals = [e for e in history.events if e.event_type == EventType.EVENT_TYPE_WORKFLOW_EXECUTION_SIGNALED]
    return [int(e.workflow_execution_signaled_event_attributes.input.payloads[0].data) for e in signals]


def test_each_case_is_told_its_newest_version_once() -> None:
    one, other, register = uuid4(), uuid4(), uuid4()
    log = [(one, 1, "problem.registered"), (other, 1, "problem.registered"), (register, 7, "register.number_assigned")]
    log += [(one, 2, "problem.dispatched"), (one, 3, "problem.claimed")]
    recorded = [Notification(case_id, version, topic, b"", id) for id, (case_id, version, topic) in enumerate(log)]
    assert newest(recorded) == [Nudge("problem", one, 3), Nudge("problem", other, 1)]


def test_a_lifecycle_is_not_told_what_it_did_itself_and_is_told_what_another_one_did() -> None:
    one, other = uuid4(), uuid4()

    def caused(by: UUID) -> bytes:
        return f'{{"envelope": {{"cause": "workflow problem/{by} run 1 attempt 1"}}}}'.encode()

    claimed = Notification(one, 4, "problem.claimed", b'{"envelope": {"cause": ""}}', 1)
    expired = Notification(one, 5, "problem.claim_expired", caused(one), 2)
    settled = Notification(other, 2, "problem.claim_expired", caused(one), 3)
    assert newest([claimed, expired, settled]) == [Nudge("problem", other, 2)]
    assert newest([expired, claimed]) == [Nudge("problem", one, 4)]


def test_what_is_in_the_log_reaches_the_lifecycles_and_the_position_follows(
    log: Log, ledgers: Engine, tmp_path: Path
) -> None:
    async def scenario() -> None:
        async with temporal(tmp_path) as client:
            relay = relay_of(log, ledgers, client)
            one, other = uuid4(), uuid4()
            log.append(one, 1, 2)
            log.append(other, 1)
            at = await relay.turn(await relay.begin())
            log.append(one, 3)
            at = await relay.turn(at)
            assert await versions_heard(client, one) == [2, 3]
            assert await versions_heard(client, other) == [1]
            assert at == relay.position.read() == 4
            assert await relay.turn(at) == 4  # nothing new: stays quiet

    asyncio.run(scenario())


def test_a_relay_killed_between_signal_and_position_signals_again_and_no_harm_is_done(
    log: Log, ledgers: Engine, tmp_path: Path
) -> None:
    async def scenario() -> None:
        async with temporal(tmp_path) as client:
            case_id = uuid4()
            log.append(case_id, 1)
            killed = relay_of(log, ledgers, client)
            await killed.begin()
            await killed.lifecycles.nudge_all(newest(log.recorder.select_notifications(0, 10)))
            successor = relay_of(log, ledgers, client)
            assert await successor.turn(await successor.begin()) == 1
            assert await versions_heard(client, case_id) == [1, 1]
            running = [execution async for execution in client.list_workflows()]
            assert [execution.id for execution in running] == [workflow_id("problem", case_id)]

    asyncio.run(scenario())


def test_of_two_relays_the_one_that_comes_second_is_fenced_off(log: Log, ledgers: Engine, tmp_path: Path) -> None:
    async def scenario() -> None:
        async with temporal(tmp_path) as client:
            first, second = relay_of(log, ledgers, client), relay_of(log, ledgers, client)
            at = await first.begin()
            assert at == await second.begin() == 0
            log.append(uuid4(), 1)
            assert await first.turn(at) == 1
            with pytest.raises(FencedOff):
                await second.turn(at)
            log.append(uuid4(), 1)
            assert await first.turn(1) == 2

    asyncio.run(scenario())


def test_two_relays_that_run_at_once_end_with_one(log: Log, ledgers: Engine, tmp_path: Path) -> None:
    async def scenario() -> None:
        async with temporal(tmp_path) as client:
            relays = [asyncio.create_task(relay_of(log, ledgers, client).run()) for _ in range(2)]

            async def one_has_stopped() -> bool:
                log.append(uuid4(), 1)
                return any(relay.done() for relay in relays)

            await until(one_has_stopped)
            stopped = next(relay for relay in relays if relay.done())
            with pytest.raises(FencedOff):
                await stopped
            last = relays[1 - relays.index(stopped)]
            case_id = uuid4()
            log.append(case_id, 1)
            await until(lambda: is_told(client, case_id))
            assert not last.done()
            last.cancel()

    asyncio.run(scenario())


async def is_told(client: Client, case_id: UUID) -> bool:
    try:
        return bool(await versions_heard(client, case_id))
    except RPCError:
        return False


def test_while_temporal_is_down_the_position_stays_and_afterwards_nothing_is_missing(
    log: Log, ledgers: Engine, tmp_path: Path
) -> None:
    async def scenario() -> None:
        server = TemporalServer(tmp_path / "temporal")
        await server.start()
        try:
            client = await connect({"target_host": server.address})
            relay = relay_of(log, ledgers, client)
            running = asyncio.create_task(relay.run())
            await server.stop()
            case_id = uuid4()
            log.append(case_id, 1)
            with pytest.raises(RPCError):
                await relay.turn(0)
            assert relay.position.read() == 0
            await server.start()
            await until(lambda: is_told(client, case_id))
            running.cancel()
        finally:
            await server.stop()

    asyncio.run(scenario())


def test_while_the_ledgers_are_locked_the_relay_waits(log: Log, ledgers: Engine, tmp_path: Path) -> None:
    async def scenario() -> None:
        async with temporal(tmp_path) as client:
            relay = relay_of(log, ledgers, client)
            at = await relay.begin()
            running = asyncio.create_task(relay.run())
            case_id = uuid4()
            with ledgers.connect() as locked:
                locked.execute(text("BEGIN IMMEDIATE"))
                log.append(case_id, 1)
                await until(lambda: is_told(client, case_id))
                assert relay.position.read() == at
                locked.rollback()

            async def position_has_moved() -> bool:
                return relay.position.read() == 1

            await until(position_has_moved)
            running.cancel()

    asyncio.run(scenario())


def test_a_position_beyond_the_end_of_the_log_is_an_alarm(log: Log, ledgers: Engine, tmp_path: Path) -> None:
    async def scenario() -> None:
        async with temporal(tmp_path) as client:
            log.append(uuid4(), 1)
            relay = relay_of(log, ledgers, client)
            relay.position.move(relay.position.read(), 99)
            with pytest.raises(LogEndsEarlier, match=r"第 1 号为止.*第 99 号"):
                await relay.run()

    asyncio.run(scenario())


def test_after_that_alarm_a_rebuild_lets_the_relay_go_on_from_the_end_of_the_log(tmp_path: Path) -> None:
    with open_office(tmp_path) as office:
        position = Position(office.installation.ledgers, "relay")
        end = office.log()[-1].id
        position.move(position.read(), end + 99)
        asyncio.run(forget_lost_events(office.casework, position))
        assert position.read() == end
        office.registered_problem()
        asyncio.run(forget_lost_events(office.casework, position))
        assert position.read() == end
