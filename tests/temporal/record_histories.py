"""Run as a program: records one history per shape into histories/, beside those that are there.

A history stays for as long as a workflow of its version may run. After a change of the workflow record a new one
under a new name; never record over an old one.
"""

from __future__ import annotations

import asyncio
import re
import sys
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import UUID

from temporalio.client import Client

from adapters.temporal.lifecycles import Nudge, workflow_id
from tests.temporal.office import CLAIM_ENDS_AT, DISPATCHED_AT, Office, at, clock_before, open_office
from tests.temporal.serving import handing_over_early, serving, until_happened
from tests.temporal.skipping import skipping_time

FOLDER = Path(__file__).parent / "histories"


async def neglected_then_claimed(office: Office, name: str) -> None:
    """Moments on time, a change heard while waiting, more moments."""
    async with skipping_time(office, DISPATCHED_AT) as time:
        case_id = office.dispatched_problem()
        await time.tell(office, case_id)
        await time.reach(at("2022-08-16 08:00"))
        office.claim(case_id, at("2022-08-16 08:00"))
        await time.tell(office, case_id)
        await time.reach(at("2022-09-30 18:00"))
        await save(time.lifecycles.client, case_id, name)


async def troubled(office: Office, name: str) -> None:
    """A version that never comes, and a case that says not_due because clocks disagree."""
    async with skipping_time(office, DISPATCHED_AT, ahead=timedelta(seconds=1)) as time:
        case_id = office.dispatched_problem()
        await time.lifecycles.nudge(Nudge("problem", case_id, 99))
        await time.reach(at("2022-08-15 10:00"))
        await save(time.lifecycles.client, case_id, name)


async def unreadable(office: Office, name: str) -> None:
    """The store does not answer for a while."""
    async with serving(office) as on, on.worker():
        case_id = office.dispatched_problem()
        nudge = Nudge("problem", case_id, office.version(case_id))
        with office.unreadable(case_id, because="unknown"):
            await on.lifecycles.nudge(nudge)
            await asyncio.sleep(2)
        await until_happened(office, case_id, "ClaimExpired")
        await save(on.client, case_id, name)


async def handed_over(office: Office, name: str) -> None:
    """A run that continues as a new one."""
    async with handing_over_early(office) as lifecycles:
        case_id = office.dispatched_problem()
        await lifecycles.nudge(Nudge("problem", case_id, 3))
        handle = lifecycles.client.get_workflow_handle(workflow_id("problem", case_id))
        first_run = (await handle.describe()).run_id
        await until_happened(office, case_id, "ClaimExpired")
        await asyncio.sleep(1)
        await save(lifecycles.client, case_id, name, first_run)


async def save(client: Client, case_id: UUID, name: str, run_id: str | None = None) -> None:
    """Write the history without the names of the machine, its users and its folders."""
    handle = client.get_workflow_handle(workflow_id("problem", case_id), run_id=run_id)
    history = (await handle.fetch_history()).to_json()
    history = re.sub(r'"\d+@[^"]*"', '"recorder"', history)
    history = re.sub(r'"stackTrace": "(\\.|[^"\\])*"', '"stackTrace": ""', history)
    (FOLDER / f"{name}.json").write_text(history, encoding="utf-8")


SHAPES = {
    "neglected_then_claimed": (neglected_then_claimed, clock_before(DISPATCHED_AT, 0)),
    "troubled": (troubled, clock_before(DISPATCHED_AT, 0)),
    "unreadable": (unreadable, clock_before(CLAIM_ENDS_AT, -1)),
    "handed_over": (handed_over, clock_before(CLAIM_ENDS_AT, 1)),
}


async def main(version: str) -> None:
    for shape, (record, clock) in SHAPES.items():
        with TemporaryDirectory() as folder, open_office(Path(folder), clock) as office:
            await record(office, f"{shape}_{version}")
    await asyncio.sleep(0.5)


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))
