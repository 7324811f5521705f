"""What each release has left behind is opened by the program of today: nothing is lost, and time goes on.

Source: design section 7; trust.md P5, P10.
"""

from __future__ import annotations

import asyncio
import re
import tarfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import msgspec
import pytest
from temporalio.api.enums.v1 import EventType
from temporalio.client import Client, WorkflowHistory
from temporalio.worker import Replayer

from adapters.clock import Clock
from adapters.installation import Installation, open_installation
from adapters.rebuilding import rebuild_ledgers
from adapters.settings import Settings
from adapters.temporal.connection import connect
from adapters.temporal.lifecycles import LIFECYCLES, Lifecycles, workflow_id
from adapters.temporal.payloads import DATA_CONVERTER
from adapters.temporal.rebuild import rebuild
from adapters.temporal.server import TemporalServer
from adapters.temporal.settings import BRISK
from adapters.temporal.worker import RUNNER, lifecycle_worker
from domain.problem.problem import Stage
from projections.log import read_all
from tests.temporal.polling import until
from tests.upgrade.building import RELEASES, Left, Waits, what_stands_in
from workflows.activities import CaseActivities

VERSIONS = sorted(folder.name for folder in RELEASES.iterdir())
OPEN_AT_LEAST = 100
HISTORIES_AT_LEAST = 50
each_release = pytest.mark.parametrize("version", VERSIONS)


@pytest.fixture(params=VERSIONS)
def release(request: pytest.FixtureRequest, tmp_path: Path) -> dict[str, Left]:
    """The folders of a release, unpacked, by their names; each is at the moment at which it was left."""
    unpack(request.param, "folders", tmp_path)
    found = {}
    for folder in sorted(tmp_path.iterdir()):
        left = msgspec.json.decode((folder / "left.json").read_bytes(), type=Left)
        (folder / "clock.json").write_bytes(msgspec.json.encode(Clock(datetime.now(UTC), left.left_at, 1.0)))
        found[folder.name] = left
    return found


def unpack(version: str, archive: str, into: Path) -> None:
    with tarfile.open(RELEASES / version / f"{archive}.tar.xz") as packed:
        packed.extractall(into, filter="data")


def opened(tmp_path: Path, release: dict[str, Left]) -> Iterator[tuple[Left, Installation]]:
    for name, left in release.items():
        with open_installation(Settings(data=tmp_path / name)) as installation:
            yield left, installation


def test_a_release_left_a_hundred_open_cases_of_all_kinds_in_all_stages(release: dict[str, Left]) -> None:
    waiting = [case for left in release.values() for case in left.waiting.values()]
    assert len(waiting) >= OPEN_AT_LEAST
    assert {case.kind for case in waiting} == LIFECYCLES.keys()
    never_waits = {Stage.NOT_FOUND, Stage.VOIDED, Stage.MERGED, Stage.REGISTERED, Stage.CHECK_3}
    assert {str(stage) for stage in set(Stage) - never_waits} <= {case.stage for case in waiting}


def test_every_case_folds_and_waits_for_what_it_waited_for(release: dict[str, Left], tmp_path: Path) -> None:
    for left, installation in opened(tmp_path, release):
        assert sum(1 for _ in read_all(installation.casework.recorder)) == left.events
        assert what_stands_in(installation, left.left_at) == left
        installation.store.vault.try_out()


def test_the_ledgers_that_were_left_are_those_that_the_log_gives_today(
    release: dict[str, Left], tmp_path: Path
) -> None:
    for left, installation in opened(tmp_path, release):
        rebuilt = rebuild_ledgers(installation)
        assert (rebuilt.events, rebuilt.differences) == (left.events, 0)


def test_every_timer_comes_back_in_an_empty_temporal(release: dict[str, Left], tmp_path: Path) -> None:
    async def scenario() -> int:
        server = TemporalServer(tmp_path.parent / f"{tmp_path.name}-temporal")
        await server.start()
        try:
            client = await connect({"target_host": server.address})
            armed = 0
            for left, installation in opened(tmp_path, release):
                armed += await timers_of(installation, left, client)
            return armed
        finally:
            await server.stop()

    assert asyncio.run(scenario()) == sum(len(left.waiting) for left in release.values())


async def timers_of(installation: Installation, left: Left, client: Client) -> int:
    """How many timers are armed for the very moment for which the case waited."""
    lifecycles = Lifecycles(client, installation.clock, BRISK, installation.casework.view)
    async with lifecycle_worker(client, CaseActivities(installation.casework, installation.now), BRISK):
        assert await rebuild(installation.casework, installation.waiting_ids, lifecycles) == len(left.waiting)
        for case_id, waits in left.waiting.items():
            handle = client.get_workflow_handle(workflow_id(waits.kind, UUID(case_id)))

            async def it_is_armed(handle: object = handle, waits: Waits = waits) -> bool:
                return armed_for(await handle.fetch_history(), waits.at, installation.clock)  # type: ignore[attr-defined]

            await until(it_is_armed)
            await handle.terminate()  # two folders may have a case alike
    return len(left.waiting)


def armed_for(history: WorkflowHistory, at: datetime, clock: Clock) -> bool:
    """Whether the last timer fires at this business instant; before the first, whether the sleep ends there."""
    timers = [event for event in history.events if event.event_type == EventType.EVENT_TYPE_TIMER_STARTED]
    waits = timers[-1] if timers else history.events[0]
    started = waits.event_time.ToDatetime(UTC)
    if timers:
        pause = waits.timer_started_event_attributes.start_to_fire_timeout.ToTimedelta()
    else:
        pause = waits.workflow_execution_started_event_attributes.first_workflow_task_backoff.ToTimedelta()
    return abs(clock.business(started + pause) - at) < timedelta(seconds=5)


@each_release
def test_every_recorded_history_replays(version: str, tmp_path: Path) -> None:
    """A failure would hold up the workflows that run when the program is upgraded."""
    unpack(version, "histories", tmp_path)
    files = sorted(tmp_path.glob("*.json"))
    assert len(files) >= HISTORIES_AT_LEAST
    assert {kind_of(file) for file in files} == LIFECYCLES.keys()
    histories = [
        WorkflowHistory.from_json(f"{kind_of(file)}/{file.stem}", file.read_text(encoding="utf-8")) for file in files
    ]
    asyncio.run(replay(histories))


def kind_of(recorded: Path) -> str:
    """Its name begins with it: ``check_pool_01_...``."""
    return re.split(r"_\d+_", recorded.stem)[0]


async def replay(histories: list[WorkflowHistory]) -> None:
    replayer = Replayer(workflows=list(LIFECYCLES.values()), workflow_runner=RUNNER, data_converter=DATA_CONVERTER)
    for history in histories:
        await replayer.replay_workflow(history)
