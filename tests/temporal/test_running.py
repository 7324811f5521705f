"""The whole program in one process of its own: killed in part, killed as a whole, stopped in order."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from adapters.temporal.server import TemporalServer
from tests.temporal.office import CLAIM_ENDS_AT, DISPATCHED_AT, Office, clock_before, open_office
from tests.temporal.polling import until
from tests.temporal.serving import ended, program, serving, until_happened
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
        with program("keep_time", office.installation.folder.root) as keeping_time:
            await until_happened(office, office.dispatched_problem(), "ClaimExpired")
            assert server_of(office).running_pid() is not None
            keeping_time.send_signal(signal.SIGTERM)
            assert await ended(keeping_time) == 0
            assert server_of(office).running_pid() is None

    asyncio.run(scenario())


def test_ctrl_c_stops_it_in_order(office: Office) -> None:
    async def scenario() -> None:
        with program("keep_time", office.installation.folder.root) as keeping_time:
            await until_happened(office, office.dispatched_problem(), "ClaimExpired")
            keeping_time.send_signal(signal.SIGINT)
            assert await ended(keeping_time) == 0

    asyncio.run(scenario())


def test_a_server_that_dies_is_started_again(office: Office) -> None:
    async def scenario() -> None:
        with program("keep_time", office.installation.folder.root):
            await until_happened(office, office.dispatched_problem(), "ClaimExpired")
            kill(server_of(office))
            await until_happened(office, office.dispatched_problem(), "ClaimExpired")

    asyncio.run(scenario())


@pytest.mark.requirement("X-10")
def test_a_server_that_dies_together_with_its_database_gets_every_lifecycle_back(tmp_path: Path) -> None:
    async def scenario(office: Office) -> None:
        with program("keep_time", office.installation.folder.root):
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
        with program("keep_time", office.installation.folder.root) as killed:
            await until_happened(office, office.dispatched_problem(), "ClaimExpired")
            killed.kill()
            await ended(killed)
        with program("keep_time", office.installation.folder.root) as successor:
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
            with program("keep_time", office.installation.folder.root) as keeping_time:
                case_id = office.dispatched_problem()
                await until_happened(office, case_id, "ClaimExpired")
                assert (await elsewhere.describe(case_id)).id == f"problem/{case_id}"
                assert not office.installation.folder.temporal.exists()
                keeping_time.terminate()
                assert await ended(keeping_time) == 0

    asyncio.run(scenario())


def test_a_second_one_on_the_same_log_is_stopped(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def scenario() -> None:
        async with serving(office, tmp_path / "elsewhere") as elsewhere:
            monkeypatch.setenv("TEMPORAL_ADDRESS", elsewhere.server.address)
            data = office.installation.folder.root
            with program("keep_time", data) as one, program("keep_time", data) as other:

                async def one_has_stopped() -> bool:
                    office.dispatched_problem()
                    return (one.poll() is None) != (other.poll() is None)

                await until(one_has_stopped, every=0.5)
                assert {one.poll(), other.poll()} == {None, 1}
                await until_happened(office, office.dispatched_problem(), "ClaimExpired")

    asyncio.run(scenario())
