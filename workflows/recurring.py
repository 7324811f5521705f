"""What recurs (常态职责, 档案): cases whose next moment comes from our calendar, as time sees them."""

from __future__ import annotations

from temporalio import workflow

from domain.archive.package import Stage as ArchiveStage
from domain.duty.duty import Stage as DutyStage
from workflows.waiting import Start, Waiting

DUTY_WAITS_FOR = {
    DutyStage.RUNNING.value: "等待本期履职；期末提醒，未达到的记为未完成，接着是下一期。",
    DutyStage.ENDED.value: "已终止。",
}

ARCHIVE_WAITS_FOR = {
    ArchiveStage.COLLECTING.value: "归集材料，等待移交；季度最后一个工作日到期。",
    ArchiveStage.HANDED_OVER.value: "已移交，等待签收和年终汇总。",
    ArchiveStage.CONSOLIDATED.value: "已汇总，等待归档封存。",
    ArchiveStage.SEALED.value: "已封存。",
}


@workflow.defn
class DutyTimetable(Waiting):
    """One run per duty of one unit or person: period after period."""

    waits_for = DUTY_WAITS_FOR

    @workflow.init
    def __init__(self, start: Start) -> None:
        super().__init__(start)

    @workflow.run
    async def run(self, start: Start) -> None:
        await self.wait_through()


@workflow.defn
class ArchiveLifecycle(Waiting):
    """One run per package, of a group's quarter or of a year."""

    waits_for = ARCHIVE_WAITS_FOR

    @workflow.init
    def __init__(self, start: Start) -> None:
        super().__init__(start)

    @workflow.run
    async def run(self, start: Start) -> None:
        await self.wait_through()
