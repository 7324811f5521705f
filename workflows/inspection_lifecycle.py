"""督查 - 交换意见 - 整改函 - 跟踪: one inspection, as time sees it."""

from __future__ import annotations

from temporalio import workflow

from domain.inspection.inspection import Stage
from workflows.waiting import Start, Waiting

WAITS_FOR = {
    Stage.PLANNED.value: "已计划，等待抽样和进村。",
    Stage.DRAWN.value: "已抽样，等待进村。",
    Stage.ON_SITE.value: "实地督查中，等待各村办结；样本不足的不能办结。",
    Stage.FINISHED.value: "实地督查已结束，等待与被督查单位交换意见、发出整改函；到期提醒，逾期催办。",
    Stage.VIEWS_EXCHANGED.value: "已交换意见，等待发出整改函；到期提醒，逾期催办。",
    Stage.LETTER_ISSUED.value: "整改函已发出，等待签收和全域自查自纠。",
    Stage.TRACKING.value: "跟踪整改；必要时组织回头看。",
    Stage.DONE.value: "已办结。",
}


@workflow.defn
class InspectionLifecycle(Waiting):
    """One run per inspection: it waits for the letter, the self-check of the area, and a look-back."""

    waits_for = WAITS_FOR

    @workflow.init
    def __init__(self, start: Start) -> None:
        super().__init__(start)

    @workflow.run
    async def run(self, start: Start) -> None:
        await self.wait_through()
