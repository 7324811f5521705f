"""`duban up`: killed in part, killed as a whole, stopped in order."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from adapters.roles.supervising import BackOff
from adapters.roles.table import ROLES
from adapters.temporal.server import TemporalServer
from projections.tables import reached
from tests.temporal.office import CLAIM_ENDS_AT, DISPATCHED_AT, Office, clock_before, open_office
from tests.temporal.polling import until
from tests.temporal.serving import duban, ended, serving, until_happened
from tests.temporal.test_server import kill


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    """What falls due here is past already: it happens as soon as anybody looks."""
    with open_office(tmp_path, clock_before(CLAIM_ENDS_AT, -60)) as office:
        yield office


def server_of(office: Office) -> TemporalServer:
    """The program's server as seen from outside: its files."""
    return TemporalServer(office.installation.folder.temporal)


def test_it_keeps_time_until_it_is_asked_to_stop_and_leaves_nothing_behind(office: Office) -> None:
    async def scenario() -> None:
        with duban("up", office.installation.folder.root) as keeping_time:
            await until_happened(office, office.dispatched_problem(), "ClaimExpired")
            assert server_of(office).running_pid() is not None
            keeping_time.send_signal(signal.SIGTERM)
            assert await ended(keeping_time) == 0
            assert server_of(office).running_pid() is None

    asyncio.run(scenario())


def test_ctrl_c_stops_it_in_order(office: Office) -> None:
    async def scenario() -> None:
        with duban("up", office.installation.folder.root) as keeping_time:
            await until_happened(office, office.dispatched_problem(), "ClaimExpired")
            keeping_time.send_signal(signal.SIGINT)
            assert await ended(keeping_time) == 0

    asyncio.run(scenario())


def test_a_server_that_dies_is_started_again(office: Office) -> None:
    async def scenario() -> None:
        with duban("up", office.installation.folder.root):
            await until_happened(office, office.dispatched_problem(), "ClaimExpired")
            kill(server_of(office))
            await until_happened(office, office.dispatched_problem(), "ClaimExpired")

    asyncio.run(scenario())


@pytest.mark.requirement("X-10")
def test_a_server_that_dies_together_with_its_database_gets_every_lifecycle_back(tmp_path: Path) -> None:
    async def scenario(office: Office) -> None:
        with duban("up", office.installation.folder.root):
            told, waiting = (
                office.dispatched_problem(when=DISPATCHED_AT - timedelta(days=1)),
                office.dispatched_problem(),
            )
            await until_happened(office, told, "ClaimExpired")
            server_of(office).database.unlink()
            kill(server_of(office))
            await until_happened(office, waiting, "ClaimExpired")
            assert [name for name, _ in office.moments_let(told)].count("ClaimExpired") == 1

    with open_office(tmp_path, clock_before(CLAIM_ENDS_AT, 8)) as office:
        asyncio.run(scenario(office))


def test_killed_as_a_whole_it_takes_over_what_it_left_behind(office: Office) -> None:
    async def scenario() -> None:
        with duban("up", office.installation.folder.root) as killed:
            await until_happened(office, office.dispatched_problem(), "ClaimExpired")
            killed.kill()
            await ended(killed)
        with duban("up", office.installation.folder.root) as successor:
            await until_happened(office, office.dispatched_problem(), "ClaimExpired")
            successor.terminate()
            assert await ended(successor) == 0

    asyncio.run(scenario())


def test_a_temporal_that_the_environment_names_is_used_and_no_other_is_started(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def scenario() -> None:
        async with serving(office, tmp_path / "elsewhere") as elsewhere:
            monkeypatch.setenv("TEMPORAL_ADDRESS", elsewhere.server.address)
            with duban("up", office.installation.folder.root) as keeping_time:
                case_id = office.dispatched_problem()
                await until_happened(office, case_id, "ClaimExpired")
                assert (await elsewhere.describe(case_id)).id == f"problem/{case_id}"
                assert not office.installation.folder.temporal.exists()
                keeping_time.terminate()
                assert await ended(keeping_time) == 0

    asyncio.run(scenario())


def pid_of(office: Office, role: str) -> int:
    """The process of a role, of which the supervisor says that it runs."""
    return int((office.installation.folder.run / f"{role}.pid").read_text())


def exists(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"


async def kill_role(office: Office, role: str) -> None:
    """As a power cut would; returns when another process has taken its place."""
    pid = pid_of(office, role)
    os.kill(pid, signal.SIGKILL)

    async def there_is_another() -> bool:
        path = office.installation.folder.run / f"{role}.pid"
        return path.exists() and pid_of(office, role) != pid

    await until(there_is_another)


async def until_followed(office: Office) -> None:
    """The ledgers have reached the end of the log."""

    async def they_have() -> bool:
        with office.installation.ledgers.connect() as connection:
            return reached(connection).position == office.log()[-1].id

    await until(they_have)


def test_each_role_that_is_killed_comes_back_and_every_moment_is_let_once(office: Office) -> None:
    async def scenario() -> None:
        with duban("up", office.installation.folder.root) as up:
            cases = [office.dispatched_problem()]
            await until_happened(office, cases[0], "ClaimExpired")
            for role in ROLES:
                await kill_role(office, role)
                cases.append(office.dispatched_problem())
            for case_id in cases:
                await until_happened(office, case_id, "ClaimExpired")
            await until_followed(office)
            assert [[name for name, _ in office.moments_let(case_id)] for case_id in cases] == [["ClaimExpired"]] * len(
                cases
            )
            children = [pid_of(office, role) for role in ROLES]
            up.terminate()
            assert await ended(up) == 0
            assert not any(exists(pid) for pid in children)
            assert not list(office.installation.folder.run.glob("*.pid"))

    asyncio.run(scenario())


def test_no_role_outlives_a_supervisor_that_is_killed(office: Office) -> None:
    async def scenario() -> None:
        with duban("up", office.installation.folder.root) as up:
            await until_happened(office, office.dispatched_problem(), "ClaimExpired")
            children = [pid_of(office, role) for role in ROLES]
            up.kill()
            assert await ended(up) == -signal.SIGKILL

            async def all_are_gone() -> bool:
                return not any(exists(pid) for pid in children)

            await until(all_are_gone)
        server = server_of(office)
        pid = server.running_pid()
        assert pid is not None  # it is found and stopped by the next start
        os.kill(pid, signal.SIGKILL)

    asyncio.run(scenario())


def test_what_dies_at_once_again_and_again_is_started_more_and_more_slowly() -> None:
    back_off = BackOff(first=0.5, longest=4.0, settled=60.0)
    assert [back_off.after(1.0) for _ in range(6)] == [0.0, 0.5, 1.0, 2.0, 4.0, 4.0]
    assert [back_off.after(61.0), back_off.after(1.0)] == [0.0, 0.5]
