"""The common path of one problem as ready-made acts, each at its time in August 2022 (no holidays).

Registered and dispatched on Monday 8 August, due on Wednesday 31 August; handed in, checked and closed from the 22nd.
"""

from __future__ import annotations

from datetime import date

from domain.problem.claiming import Claim, RefusalReason, RefuseClaim
from domain.problem.classification import Mode, Scope, Severity
from domain.problem.closing import ApproveClose, Check, Satisfaction
from domain.problem.finding import Finding
from domain.problem.planning import ApprovePlan, MeasureDraft, SubmitPlan
from domain.problem.problem import Evidence, Place
from domain.problem.rechecking import FourCheck, PassLayer, ReturnRectification
from domain.problem.rectifying import RequestExtension, SubmitForRecheck
from domain.problem.registering import Dispatch, RegisterProblem
from tests.problem.people import CHECKER, COUNTY, HEAD, INSPECTOR, LEADER, OFFICE, PERSON, TOWN
from tests.problem.story import Act

DUE = date(2022, 8, 31)
PHOTO = Evidence("a" * 64)
SCAN = Evidence("b" * 64)
MEASURES = (MeasureDraft("核对台账"), MeasureDraft("入户宣传"))
HANDED_IN = SubmitForRecheck("两项措施均已完成", signed_by=(LEADER,), measures_done=(1, 2), evidence=(PHOTO,))
HANDED_IN_AT_ONCE = SubmitForRecheck("已改", evidence=(PHOTO,))
NOT_EFFECTIVE = ReturnRectification((FourCheck.EFFECT_MET,), "成效不达标")
HOLDS = Check(True, "现场查看")


def finding(
    campaign: str = "xiaoxian_2022",
    category: str = "BASICS",
    content: str = "资料更新不及时",
    severity: Severity = Severity.ORDINARY,
    town: str = TOWN,
) -> Finding:
    return Finding(campaign, category, content, severity=severity, place=Place(COUNTY, town), source_remark="实地督查")


def household_finding(campaign: str = "xiaoxian_2022", category: str = "INCOME") -> Finding:
    return Finding(
        campaign,
        category,
        "收入骤减",
        scope=Scope.HOUSEHOLD,
        place=Place(COUNTY, TOWN, "东村"),
        household_ref="household/0001",
        householder="钱某某",
        household_kind="脱贫户",
    )


def closing(
    cause_clear: Check = HOLDS,
    rectified: Check = HOLDS,
    effect_met: Check = HOLDS,
    public_satisfied: Check = HOLDS,
    responsibility: str = "不涉及责任问题",
    ledger_vs_fact: bool = True,
    satisfaction: Satisfaction | None = None,
) -> ApproveClose:
    return ApproveClose(
        cause_clear, rectified, effect_met, public_satisfied, responsibility, ledger_vs_fact, satisfaction
    )


# --- one act each -------------------------------------------------------------------------------------------------


def registered(
    what: Finding | None = None, by: str = INSPECTOR, at: str = "2022-08-08 09:00", screened_by: str = ""
) -> Act:
    return Act(RegisterProblem(what or finding(), screened_by), by, at)


def dispatched(
    to: str = TOWN, due_on: date | None = DUE, mode: Mode = Mode.TIME_LIMITED, at: str = "2022-08-08 10:00"
) -> Act:
    undated = due_on is None and mode is Mode.TIME_LIMITED
    return Act(Dispatch(to, mode, due_on, undated=undated), OFFICE, at)


def claimed(by: str = HEAD, leader: str = LEADER, person: str = PERSON, at: str = "2022-08-09 10:00") -> Act:
    return Act(Claim(leader, person), by, at)


def claim_refused(by: str = HEAD, at: str = "2022-08-09 10:00") -> Act:
    return Act(RefuseClaim(RefusalReason.NOT_TRUE, "辖区内不存在"), by, at)


def plan_submitted(by: str = PERSON, at: str = "2022-08-10 10:00", due_on: date | None = None) -> Act:
    return Act(SubmitPlan(MEASURES, due_on), by, at)


def plan_approved(by: str = OFFICE, at: str = "2022-08-11 10:00") -> Act:
    return Act(ApprovePlan(), by, at)


def extension_asked(new_due_on: date = date(2022, 9, 15), by: str = HEAD, at: str = "2022-08-22 10:00") -> Act:
    return Act(RequestExtension("连日降雨", new_due_on), by, at)


def handed_in(by: str = PERSON, at: str = "2022-08-22 10:00", command: SubmitForRecheck = HANDED_IN) -> Act:
    return Act(command, by, at)


def layer_passed(by: str = CHECKER, at: str = "2022-08-23 10:00") -> Act:
    return Act(PassLayer("到场查看，资料齐全"), by, at)


def returned(by: str = CHECKER, at: str = "2022-08-23 10:00") -> Act:
    return Act(NOT_EFFECTIVE, by, at)


def closed(by: str = OFFICE, at: str = "2022-08-24 10:00", command: ApproveClose | None = None) -> Act:
    return Act(command or closing(), by, at)


# --- the way to a state -------------------------------------------------------------------------------------------


def to_dispatched(what: Finding | None = None, due_on: date | None = DUE) -> tuple[Act, ...]:
    return registered(what), dispatched(due_on=due_on)


def to_claimed(what: Finding | None = None, due_on: date | None = DUE) -> tuple[Act, ...]:
    return *to_dispatched(what, due_on), claimed()


def to_plan_review(what: Finding | None = None) -> tuple[Act, ...]:
    return *to_claimed(what), plan_submitted()


def to_rectifying(what: Finding | None = None) -> tuple[Act, ...]:
    return *to_plan_review(what), plan_approved()


def to_checking(what: Finding | None = None) -> tuple[Act, ...]:
    return *to_rectifying(what), handed_in()


def to_close_pending(what: Finding | None = None) -> tuple[Act, ...]:
    return *to_checking(what), layer_passed()


def to_closed(what: Finding | None = None) -> tuple[Act, ...]:
    return *to_close_pending(what), closed()


def to_claimed_at_once(due_on: date | None = None) -> tuple[Act, ...]:
    """立行立改, claimed."""
    return registered(), dispatched(due_on=due_on, mode=Mode.IMMEDIATE), claimed()
