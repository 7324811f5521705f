"""线索 - 核实 - 评议公示 - 审定 - 录入 - 帮扶 - 风险消除 - 持续关注: one household at risk, as time sees it."""

from __future__ import annotations

from temporalio import workflow

from domain.monitoring_case.consulting import BookStage
from domain.monitoring_case.monitoring_case import MonitorStage
from workflows.waiting import Start, Waiting

WAITS_FOR = {
    # 纳入
    MonitorStage.CLUE.value: "有线索，等待入户核实；十五天内按程序录入系统标注。",
    MonitorStage.VERIFIED.value: "已核实，等待评议；录入期限照常计算。",
    MonitorStage.REVIEWED.value: "已评议，等待张贴公示。",
    MonitorStage.IN_NOTICE.value: "公示中，等待公示期满；有异议的重新核实。",
    MonitorStage.NOTICED.value: "公示期满，等待程序的下一步。",
    MonitorStage.TOWN_OK.value: "乡镇已审核，等待县级审定。",
    MonitorStage.APPROVED.value: "已审定，等待录入系统标注。",
    # 帮扶
    MonitorStage.ENTERED.value: "已录入，等待制定一户一方案。",
    MonitorStage.ASSISTED.value: "帮扶中，按期走访；风险稳定消除的提出风险消除。",
    # 消除
    MonitorStage.CLEAR_REVIEW.value: "风险消除审核中，按程序评议、公示、审定；走访不间断。",
    MonitorStage.FOLLOW_UP.value: "风险已消除，持续关注；返贫致贫的再次纳入。",
    MonitorStage.REJECTED.value: "不予纳入，已终结。",
    MonitorStage.RELAPSED.value: "已转入新一轮监测。",
    MonitorStage.ENDED.value: "自然终止。",
}

CONSULTATION_WAITS_FOR = {BookStage.OPEN.value: "月会商月研判，等待本月会商；月末提醒，未开的记为缺月。"}


@workflow.defn
class MonitoringLifecycle(Waiting):
    """One run per episode of a household."""

    waits_for = WAITS_FOR

    @workflow.init
    def __init__(self, start: Start) -> None:
        super().__init__(start)

    @workflow.run
    async def run(self, start: Start) -> None:
        await self.wait_through()


@workflow.defn
class ConsultationTimetable(Waiting):
    """月会商: one run per unit that holds them; the next month is the next moment."""

    waits_for = CONSULTATION_WAITS_FOR

    @workflow.init
    def __init__(self, start: Start) -> None:
        super().__init__(start)

    @workflow.run
    async def run(self, start: Start) -> None:
        await self.wait_through()
