"""Run as a program: a worker that is killed when the case has let a moment happen and before anybody hears of it."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from datetime import datetime
from pathlib import Path
from uuid import UUID

from temporalio import activity

from adapters.temporal.connection import connect
from adapters.temporal.settings import BRISK
from adapters.temporal.worker import lifecycle_worker
from domain.casework import Answer
from tests.temporal.office import open_office
from workflows.activities import CaseActivities


class KilledAfterTheAppend(CaseActivities):
    @activity.defn
    def let(self, case_id: UUID, moment: str, as_of: datetime | None = None) -> Answer:
        super().let(case_id, moment, as_of)
        os.kill(os.getpid(), signal.SIGKILL)
        raise AssertionError("still alive")


async def main(address: str, data: Path) -> None:
    with open_office(data) as office:
        activities = KilledAfterTheAppend(office.casework, office.installation.now)
        async with lifecycle_worker(await connect({"target_host": address}), activities, BRISK):
            await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], Path(sys.argv[2])))
