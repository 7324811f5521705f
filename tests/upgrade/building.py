"""Builds what a release leaves behind: ``python -m tests.upgrade.building 0.1.0``.

Two archives in releases/VERSION/: data folders with open cases of every kind in all stages, and recorded histories of
their workflows. As long as a version has not been released, run it again after a change of an event's shape or of a
workflow's commands; of a released version nothing is ever written anew.
"""

from __future__ import annotations

import asyncio
import re
import shutil
import sys
import tarfile
from collections.abc import Iterator
from datetime import datetime
from itertools import product
from pathlib import Path
from tempfile import TemporaryDirectory

import msgspec
import yaml
from temporalio.client import WorkflowHistory
from temporalio.service import RPCError

from adapters.clock import EPOCH, Clock
from adapters.data_folder import DataFolder
from adapters.event_store.opening import open_in_folder
from adapters.installation import Installation, open_installation
from adapters.packs import load_packs, packs_folder, shipped_calendar
from adapters.play.running import Player, casework_for
from adapters.play.timeline import Timeline, read_timeline
from adapters.settings import Settings
from adapters.temporal.lifecycles import LIFECYCLES, workflow_id
from adapters.temporal.settings import BRISK
from domain.write_side import KIND_OF_STATE
from tests.acceptance.scenario_files import SCENARIOS, timeline_of
from tests.acceptance.skipped_time import InterruptedWorld, TemporalWorld, keeping_time
from tests.temporal.skipping import UNCACHED

RELEASES = Path(__file__).parent / "releases"
CAST = next(file for file in SCENARIOS if file.stem.startswith("s5"))
STAGES = ("DISPATCHED", "CLAIMED", "PLAN_REVIEW", "RECTIFYING", "CHECK_1", "CHECK_2", "CLOSE_PENDING", "CLOSED")
OF_EACH = 14
CUT = 0.7
"""After so much of its steps a scenario is left as it is."""
OURS = sorted((Path(__file__).parent / "timelines").glob("*.yaml"))
"""What the scenarios lack: kinds and stages in which they leave no case."""


class Waits(msgspec.Struct, frozen=True):
    """What a case waited for when its folder was left: the key of its next moment, and the instant."""

    kind: str
    stage: str
    version: int
    moment: str
    at: datetime


class Left(msgspec.Struct, frozen=True):
    """What stands in a folder, by the program that left it."""

    left_at: datetime
    events: int
    waiting: dict[str, Waits]


# --- folders ------------------------------------------------------------------------------------------------------


def problems_in_all_stages() -> str:
    """A timeline of many problems, so many of each stage."""
    cast = yaml.safe_load(CAST.read_text(encoding="utf-8"))
    names = {stage: [f"{stage}-{number}" for number in range(OF_EACH)] for stage in STAGES}
    everything = [name for of_stage in names.values() for name in of_stage]
    problem = {"case": "{item}", "unit": "甲镇", "category": "基本医疗", "due": "2022-09-30", "stage": "DISPATCHED"}
    steps = [{"at": "2022-08-10", "repeat": everything, "problem": problem}]
    steps += [
        {"at": "2022-08-11 10:00", "case": names[stage], "bring_to": stage} for stage in STAGES if stage != "DISPATCHED"
    ]
    told = {key: cast[key] for key in ("pack", "units", "people")} | {"title": "在办问题", "timeline": steps}
    return yaml.safe_dump(told, allow_unicode=True, sort_keys=False)


def timelines(scratch: Path) -> Iterator[tuple[str, Timeline, float]]:
    """By name, and how much of each is played."""
    file = scratch / "problems.yaml"
    file.write_text(problems_in_all_stages(), encoding="utf-8")
    yield "problems", read_timeline(file, load_packs(packs_folder())), 1.0
    for ours in OURS:
        yield ours.stem, timeline_of(ours), 0.9
    for scenario in SCENARIOS:
        yield scenario.stem, timeline_of(scenario), CUT


def leave(root: Path, timeline: Timeline, cut: float) -> None:
    """A data folder in which a timeline was played so far."""
    steps = timeline.steps[: max(1, round(len(timeline.steps) * cut))]
    folder = DataFolder.open(root, Clock(EPOCH, steps[-1].at, 1.0))
    with open_in_folder(folder) as store:
        player = Player(timeline, casework_for(timeline, store, shipped_calendar(packs_folder())))
        player.enter_cast()
        for step in steps:
            player.perform(step)
    with open_installation(Settings(data=root)) as opened:
        opened.catch_up()
        left = what_stands_in(opened, steps[-1].at)
    (root / "left.json").write_bytes(msgspec.json.encode(left))
    for lock in root.glob("*.lock"):
        lock.unlink()


def what_stands_in(opened: Installation, at: datetime) -> Left:
    waiting = {}
    for case_id in opened.waiting_ids():
        case = opened.casework.view(case_id)
        if case is not None and case.next_moment is not None:
            moment = case.next_moment
            waiting[str(case_id)] = Waits(case.kind, case.stage, case.version, moment.key, moment.at)
    return Left(at, opened.casework.recorder.max_notification_id() or 0, waiting)


# --- histories ----------------------------------------------------------------------------------------------------


async def lived(timeline: Timeline, data: Path, interrupted: bool) -> dict[str, WorkflowHistory]:
    """A scenario on a time-skipping server; the last run of every case's workflow, by ``kind/case``.

    ``interrupted``: the worker is down for most of the time, and commands settle what fell due.
    """
    with open_installation(Settings(data=data)) as opened:
        casework = casework_for(timeline, opened.store, shipped_calendar(packs_folder()))
        async with keeping_time(opened, casework, timeline.begins, UNCACHED if interrupted else BRISK) as keeping:
            player = Player(timeline, casework)
            player.world = TemporalWorld(keeping)
            if interrupted:
                down_at = timeline.steps[len(timeline.steps) // 4].at
                player.world = InterruptedWorld(keeping, down_at, timeline.steps[-1].at)
            await asyncio.to_thread(player.play)
            found = {}
            for case_id in list(opened.waiting_ids()):
                kind = KIND_OF_STATE[type(casework.load(case_id).state)].name
                handle = keeping.environment.client.get_workflow_handle(workflow_id(kind, case_id))
                try:
                    found[f"{kind}/{case_id}"] = await handle.fetch_history()
                except RPCError:
                    continue  # a case that never had anything to wait for
            return found


def shape_of(history: WorkflowHistory) -> tuple[int, ...]:
    """Two workflows with the same kinds of events in the same order replay alike."""
    return tuple(event.event_type for event in history.events)


def anonymous(history: WorkflowHistory) -> str:
    """Without the names of the machine, its users and its folders."""
    told = re.sub(r'"\d+@[^"]*"', '"recorder"', history.to_json())
    return re.sub(r'"stackTrace": "(\\.|[^"\\])*"', '"stackTrace": ""', told)


async def record(folder: Path) -> None:
    """One history of each shape of each kind, as far as the scenarios have them."""
    folder.mkdir()
    seen = set()
    for scenario, interrupted in product((*OURS, *SCENARIOS), (False, True)):
        with TemporaryDirectory() as data:
            histories = await lived(timeline_of(scenario), Path(data), interrupted)
        for name, history in histories.items():
            kind = name.partition("/")[0]
            if (kind, shape_of(history)) not in seen:
                seen.add((kind, shape_of(history)))
                number = sum(1 for each in seen if each[0] == kind)
                (folder / f"{kind}_{number:02}_{scenario.stem}.json").write_text(anonymous(history), encoding="utf-8")
    assert {kind for kind, _ in seen} <= LIFECYCLES.keys()
    await asyncio.sleep(0.5)


# --- both ---------------------------------------------------------------------------------------------------------


def pack(folder: Path, archive: Path) -> None:
    archive.parent.mkdir(parents=True, exist_ok=True)
    with tarfile.open(archive, "w:xz", preset=9) as packed:
        packed.add(folder, arcname=".", filter=without_owner)


def without_owner(entry: tarfile.TarInfo) -> tarfile.TarInfo:
    entry.uid = entry.gid = entry.mtime = 0
    entry.uname = entry.gname = ""
    return entry


def main(version: str) -> None:
    with TemporaryDirectory() as scratch:
        folders, histories = Path(scratch, "folders"), Path(scratch, "histories")
        for name, timeline, cut in timelines(Path(scratch)):
            leave(folders / name, timeline, cut)
            print(name, len(msgspec.json.decode((folders / name / "left.json").read_bytes(), type=Left).waiting))
        pack(folders, RELEASES / version / "folders.tar.xz")
        asyncio.run(record(histories))
        pack(histories, RELEASES / version / "histories.tar.xz")
        shutil.rmtree(scratch, ignore_errors=True)


if __name__ == "__main__":
    main(sys.argv[1])
