"""线索: every clue ends with a conclusion, and until then somebody owes it."""

from __future__ import annotations

from temporalio import workflow

from domain.clue import Stage
from workflows.waiting import Start, Waiting

WAITS_FOR = {
    Stage.OPEN.value: "等待查办结论；到期提醒，逾期催办。",
    Stage.CONCLUDED.value: "已有结论。",
}


@workflow.defn
class ClueLifecycle(Waiting):
    """One run per clue."""

    waits_for = WAITS_FOR

    @workflow.init
    def __init__(self, start: Start) -> None:
        super().__init__(start)

    @workflow.run
    async def run(self, start: Start) -> None:
        await self.wait_through()
