"""阶段到期, 报送期限: the timetable of a campaign and of what its units owe, as time sees it."""

from __future__ import annotations

from temporalio import workflow

from domain.campaign.campaign import Stage as CampaignStage
from domain.campaign.report import Stage as ReportStage
from workflows.waiting import Start, Waiting

CAMPAIGN_WAITS_FOR = {
    CampaignStage.OPEN.value: "专项行动进行中，等待下一阶段到期；到期时记下还缺哪些阶段成果。",
    CampaignStage.CLOSED.value: "专项行动已结束。",
}

REPORT_WAITS_FOR = {
    ReportStage.OWED.value: "等待报送；到期当日提醒，逾期催办。",
    ReportStage.HANDED_IN.value: "已报送，等待签收。",
    ReportStage.RECEIVED.value: "已签收。",
}


@workflow.defn
class CampaignTimetable(Waiting):
    """One run per campaign: its phases end at their instants."""

    waits_for = CAMPAIGN_WAITS_FOR

    @workflow.init
    def __init__(self, start: Start) -> None:
        super().__init__(start)

    @workflow.run
    async def run(self, start: Start) -> None:
        await self.wait_through()


@workflow.defn
class ReportLifecycle(Waiting):
    """One run per report of a unit: reminded, and asked for when it is late."""

    waits_for = REPORT_WAITS_FOR

    @workflow.init
    def __init__(self, start: Start) -> None:
        super().__init__(start)

    @workflow.run
    async def run(self, start: Start) -> None:
        await self.wait_through()
