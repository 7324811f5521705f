"""抽查池: whoever lies in a pool waits for a draw, and somebody owes it."""

from __future__ import annotations

from temporalio import workflow

from domain.check_pool import PoolStage
from workflows.waiting import Start, Waiting

WAITS_FOR = {
    PoolStage.COLLECTING.value: "有问题待抽查，等待封存随机种子、组织抽查；到期提醒，逾期催办。",
    PoolStage.COMMITTED.value: "随机种子已封存，等待抽查；到期提醒，逾期催办。",
}


@workflow.defn
class PoolLifecycle(Waiting):
    """One run per pool and draw."""

    waits_for = WAITS_FOR

    @workflow.init
    def __init__(self, start: Start) -> None:
        super().__init__(start)

    @workflow.run
    async def run(self, start: Start) -> None:
        await self.wait_through()
