"""认领 - 整改 - 复核 - 销号 - 回头看: the life of one problem, as time sees it."""

from __future__ import annotations

from temporalio import workflow

from domain.problem.problem import Stage
from workflows.waiting import Start, Waiting

WAITS_FOR = {
    # 认领
    Stage.REGISTERED.value: "已登记，等待交办；交办后责任单位认领。",
    Stage.DISPATCHED.value: "已交办，等待责任单位认领；逾期未认领的转入核实。",
    Stage.REFUSED.value: "未认领，等待核实裁定：理由成立即终结，不成立即责令认领。",
    # 整改
    Stage.CLAIMED.value: "已认领，等待报送整改方案；立行立改的等待着手整改。",
    Stage.PLAN_REVIEW.value: "方案已报，等待审批；批准后整改，退回后重报。",
    Stage.RECTIFYING.value: "整改中，等待申请销号；临期提醒，逾期催办，再逾期发督办函。",
    Stage.SUSPENDED.value: "暂缓整改，期满自行恢复，整改时限相应顺延。",
    Stage.LONG_TERM.value: "长期坚持，按期复查；期满自行恢复整改。",
    # 复核
    Stage.CHECK_1.value: "已申请销号，等待第一层复核；不通过退回整改。",
    Stage.CHECK_2.value: "等待第二层复核；不通过退回整改。",
    Stage.CHECK_3.value: "等待第三层复核；不通过退回整改。",
    # 销号
    Stage.CLOSE_PENDING.value: "复核已通过，等待销号审批；四个不放过有一项不通过即退回整改。",
    # 回头看
    Stage.CLOSED.value: "已销号，等待回头看；发现反弹或虚假整改的重新整改。",
    Stage.NOT_FOUND.value: "经核实不存在，已终结。",
    Stage.VOIDED.value: "错误登记，已作废。",
    Stage.MERGED.value: "已并入其他问题，由该问题继续。",
}


@workflow.defn
class ProblemLifecycle(Waiting):
    """One run per problem. Holds time, never truth: every turn begins by asking the case what it waits for."""

    waits_for = WAITS_FOR

    @workflow.init
    def __init__(self, start: Start) -> None:
        super().__init__(start)

    @workflow.run
    async def run(self, start: Start) -> None:
        await self.wait_through()
