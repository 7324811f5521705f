"""建议移交 - 批准 - 移交 - 受理 - 反馈 - 结果: a referral to discipline inspection, as time sees it."""

from __future__ import annotations

from temporalio import workflow

from domain.referral.referral import Stage
from workflows.waiting import Start, Waiting

WAITS_FOR = {
    Stage.PROPOSED.value: "等待批准或者不予批准。",
    Stage.APPROVED.value: "等待移交。",
    Stage.DECLINED.value: "不予移交。",
    Stage.HANDED_OVER.value: "已移交，等待受理；到期提醒反馈。",
    Stage.ACCEPTED.value: "已受理，等待反馈。",
    Stage.IN_HANDLING.value: "办理中，等待处理结果。",
    Stage.CLOSED_NO_CASE.value: "已反馈，办结。",
    Stage.FINISHED.value: "已有结果，办结。",
}


@workflow.defn
class ReferralLifecycle(Waiting):
    """One run per referral. It shows neither its number nor a unit: who operates Temporal need not know of it."""

    discreet = True
    waits_for = WAITS_FOR

    @workflow.init
    def __init__(self, start: Start) -> None:
        super().__init__(start)

    @workflow.run
    async def run(self, start: Start) -> None:
        await self.wait_through()
