"""The embedded server: started, killed, started again; nothing but our own process is ever touched."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
from pathlib import Path
from urllib.request import urlopen

import pytest
from temporalio.client import WorkflowExecutionStatus

from adapters.ports import free_port
from adapters.temporal.connection import connect
from adapters.temporal.server import ServerDidNotStart, TemporalServer
from tests.temporal.polling import until

KEPT = "kept/over/restarts"


async def start_a_workflow(server: TemporalServer) -> None:
    client = await connect({"target_host": server.address})
    await client.start_workflow("Nobody", id=KEPT, task_queue="nobody")


def kill(server: TemporalServer) -> None:
    """As a power cut would."""
    pid = server.running_pid()
    assert pid is not None
    os.kill(pid, signal.SIGKILL)


async def has_the_workflow(server: TemporalServer) -> bool:
    client = await connect({"target_host": server.address})
    found = [execution async for execution in client.list_workflows(f"WorkflowId = '{KEPT}'")]
    return [execution.status for execution in found] == [WorkflowExecutionStatus.RUNNING]


def test_a_killed_server_is_found_again_at_the_same_address_with_its_database(tmp_path: Path) -> None:
    async def scenario() -> None:
        server = TemporalServer(tmp_path / "temporal")
        await server.start()
        address = server.address
        await start_a_workflow(server)
        kill(server)
        assert await server.exited() == -signal.SIGKILL
        await server.start()
        try:
            assert server.address == address
            await until(lambda: has_the_workflow(server))
        finally:
            await server.stop()

    asyncio.run(scenario())


def test_a_stopped_server_leaves_no_process_and_no_pid_file(tmp_path: Path) -> None:
    async def scenario() -> None:
        server = TemporalServer(tmp_path / "temporal")
        await server.start()
        assert server.running_pid() is not None
        await server.stop()
        assert await server.exited() == 0
        assert server.running_pid() is None
        assert not server.pid_file.exists()

    asyncio.run(scenario())


@pytest.mark.parametrize("damage", [b"no database at all", b"SQLite format 3\0" + bytes(4096)])
def test_a_database_that_does_not_open_is_set_aside_for_a_new_one(tmp_path: Path, damage: bytes) -> None:
    async def scenario() -> None:
        server = TemporalServer(tmp_path / "temporal")
        server.folder.mkdir()
        server.database.write_bytes(damage)
        await server.start()
        try:
            assert (server.set_aside_folder / server.database.name).read_bytes() == damage
            await start_a_workflow(server)
        finally:
            await server.stop()

    asyncio.run(scenario())


def test_a_server_that_a_killed_parent_left_behind_is_stopped_and_its_database_taken_over(tmp_path: Path) -> None:
    async def scenario() -> None:
        parent = subprocess.Popen(
            [sys.executable, "-m", "tests.temporal.leave_a_server_behind", str(tmp_path / "temporal")],
            cwd=Path(__file__).parents[2],
        )
        assert parent.wait(60) == -signal.SIGKILL
        server = TemporalServer(tmp_path / "temporal")
        orphan = server.running_pid()
        assert orphan is not None
        await server.start()
        try:
            assert server.running_pid() not in (None, orphan)
            await until(lambda: has_the_workflow(server))
        finally:
            await server.stop()

    asyncio.run(scenario())


def test_a_process_that_was_given_the_pid_of_a_dead_server_is_left_alone(tmp_path: Path) -> None:
    async def scenario() -> None:
        bystander = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
        server = TemporalServer(tmp_path / "temporal")
        server.folder.mkdir()
        server.pid_file.write_text(str(bystander.pid))
        try:
            await server.start()
            await server.stop()
            assert bystander.poll() is None
        finally:
            bystander.kill()
            bystander.wait()

    asyncio.run(scenario())


def test_its_own_pages_are_shown_on_the_loopback_when_a_port_is_named(tmp_path: Path) -> None:
    async def scenario() -> None:
        server = TemporalServer(tmp_path / "temporal", ui_port=free_port())
        await server.start()
        try:
            page = await asyncio.to_thread(urlopen, f"http://127.0.0.1:{server.ui_port}/")
            assert page.status == 200
        finally:
            await server.stop()

    asyncio.run(scenario())


def test_a_server_that_cannot_start_says_why(tmp_path: Path) -> None:
    async def scenario() -> None:
        server = TemporalServer(tmp_path / "temporal")
        server.address = "192.0.2.1:7233"  # not an address of this machine
        with pytest.raises(ServerDidNotStart, match="assign requested address"):
            await server.start()

    asyncio.run(scenario())
