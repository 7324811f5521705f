"""A plan with a measure of each kind that must be shown to be done, approved and under way."""

from __future__ import annotations

from domain.problem.carrying_out import AnswerRequest, AskDepartment, CompleteMeasure, RecordAppraisal
from domain.problem.finding import Finding
from domain.problem.planning import BranchDraft, MeasureDraft, SubmitPlan
from tests.problem.acts import PHOTO, plan_approved, to_claimed
from tests.problem.people import BUREAU, HEAD, LEAD_DEPT, OTHER_TOWN, PERSON
from tests.problem.story import Act

ORDINARY, TRAINING, BOARD, INSTITUTION, REQUEST, APPRAISAL = range(1, 7)
"""The numbers of the measures of the plan."""

LETTER = "甲政函〔2022〕3号"
REPLY = "住建函〔2022〕9号"

BRANCHES = (
    BranchDraft("安全"),
    BranchDraft("C级", "加固维修", days=10),
    BranchDraft("D级", "落实安全住房", OTHER_TOWN, days=10),
)
PLAN = SubmitPlan(
    (
        MeasureDraft("核对台账"),
        MeasureDraft("培训村干部", kind="集中培训"),
        MeasureDraft("公开栏张贴政策", kind="NOTICE_BOARD"),
        MeasureDraft("建立管护制度", kind="建章立制"),
        MeasureDraft("请住建局检测", kind="协调有关部门", unit=BUREAU),
        MeasureDraft("重新鉴定房屋", kind="重新鉴定", branches=BRANCHES),
    ),
    cause="管护责任没有落实到人",
    cause_class="制度机制不健全",
)


def plan(command: SubmitPlan = PLAN) -> Act:
    return Act(command, PERSON, "2022-08-10 10:00")


def to_work(command: SubmitPlan = PLAN, what: Finding | None = None) -> tuple[Act, ...]:
    """Rectifying under this plan."""
    return *to_claimed(what), plan(command), plan_approved()


def asked(at: str = "2022-08-12 10:00") -> Act:
    return Act(AskDepartment(REQUEST, LETTER), HEAD, at)


UNDER_WAY = to_work()
TRAINED = Act(CompleteMeasure(TRAINING, (PHOTO,), attendance=42), PERSON, "2022-08-12 11:00")
POSTED = Act(CompleteMeasure(BOARD, (PHOTO,)), PERSON, "2022-08-12 12:00")
INSTITUTED = Act(
    CompleteMeasure(INSTITUTION, (PHOTO,), document="管护办法（甲政发〔2022〕6号）"), PERSON, "2022-08-12 13:00"
)
ANSWERED = Act(AnswerRequest(REQUEST, "水质合格，报告已送达", REPLY), LEAD_DEPT, "2022-08-15 10:00")
APPRAISED_SAFE = Act(RecordAppraisal(APPRAISAL, "安全", (PHOTO,)), PERSON, "2022-08-16 10:00")
ALL_SHOWN = (asked(), TRAINED, POSTED, INSTITUTED, ANSWERED, APPRAISED_SAFE)
"""Everything that needs a proof is done; only the ordinary measure is left."""
