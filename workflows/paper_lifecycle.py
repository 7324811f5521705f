"""拟稿 - 签批 - 制发 - 送达 - 签收: a paper of the ladder, as time sees it."""

from __future__ import annotations

from temporalio import workflow

from domain.supervision_paper.paper import Stage
from workflows.waiting import Start, Waiting

WAITS_FOR = {
    Stage.DRAFTED.value: "已拟稿，等待签发或者批准；督办函到期提醒，逾期催办。",
    Stage.ISSUED.value: "已制发，等待送达。",
    Stage.SERVED.value: "已送达，等待签收。",
    Stage.RECEIVED.value: "已签收。",
    Stage.FALLEN_AWAY.value: "未制发，已失效。",
}


@workflow.defn
class PaperLifecycle(Waiting):
    """One run per paper: the office is reminded to sign, and asked for it when it is late."""

    waits_for = WAITS_FOR

    @workflow.init
    def __init__(self, start: Start) -> None:
        super().__init__(start)

    @workflow.run
    async def run(self, start: Start) -> None:
        await self.wait_through()
