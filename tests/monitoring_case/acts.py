"""The common path of one household as ready-made acts, each at its time from August 2022 to May 2023.

A clue on Wednesday 10 August; entered on the 23rd, day 13; helped from September on; cleared in May 2023.
"""

from __future__ import annotations

from datetime import date

from domain.monitoring_case.assisting import (
    PlanEntryDraft,
    PlanMeasureDraft,
    RecordUrgentAid,
    SetPlan,
)
from domain.monitoring_case.clearing import Acknowledgement, ApproveClearance, ProposeClearance
from domain.monitoring_case.entering import ApproveCase, EnterSystem, RejectCase, ReviewByTown
from domain.monitoring_case.household_register import AidKind
from domain.monitoring_case.monitoring_case import (
    ClearanceMode,
    ClueSource,
    HouseholdKind,
    MonitorClass,
    MonitorStage,
    Risk,
    RiskKind,
)
from domain.monitoring_case.reviewing import HoldReview, PostNotice
from domain.monitoring_case.verifying import MemberDraft, RecordConsent, RegisterClue, VerifyHousehold
from domain.problem.problem import Evidence
from tests.monitoring_case.people import APPROVER, GRID_WORKER, HELP_CONTACT, RESIDENT, TOWN_REVIEWER
from tests.problem.people import CADRE, VILLAGE
from tests.problem.story import Act

HOUSEHOLD, HOUSEHOLDER = "household/0007", "诸葛某某"
ILL, POOR = Risk(RiskKind.MEDICAL, "1"), Risk(RiskKind.INCOME)
PAPER = Evidence("c" * 64)
FAMILY = (
    *(MemberDraft(who) for who in ("户主，务农", "妻，在家", "子，务工")),
    MemberDraft("女，九岁，在校", under_age=True),
)
PLAN = (
    PlanEntryDraft("1", (PlanMeasureDraft("办理慢病报销", (RiskKind.MEDICAL,), HELP_CONTACT),)),
    PlanEntryDraft("2", (PlanMeasureDraft("安排公益岗", (RiskKind.INCOME,)),)),
    PlanEntryDraft("3"),
    PlanEntryDraft("4"),
)
AGREED = Acknowledgement(True, RESIDENT, "当面询问，户主签字认可")
MET = HoldReview("村民代表大会，同意纳入", attendance=21, in_favour=19, against=1)
POSTED = PostNotice("经评议，拟将户主诸葛**户（4人）纳入防返贫监测，有异议请在公示期内反映")


def clue(
    household: str = HOUSEHOLD,
    campaign: str = "xiaoxian_2022",
    kind: HouseholdKind = HouseholdKind.LIFTED,
    risks: tuple[Risk, ...] = (Risk(RiskKind.MEDICAL), POOR),
) -> RegisterClue:
    return RegisterClue(
        ClueSource.FIELD_CHECK, household, HOUSEHOLDER, VILLAGE, risks, "自付医疗费用过大", kind, campaign
    )


def verification(positive: bool = True, **others: object) -> VerifyHousehold:
    facts = {
        "second_worker": RESIDENT,
        "positive": positive,
        "members": FAMILY,
        "income": 5400,
        "spending": 9000,
        "education": True,
        "medical": True,
        "housing": True,
        "water": True,
        "record": "入户查看，自付费用超过收入一半",
        "risks": (ILL, POOR),
    }
    return VerifyHousehold(**{**facts, **others})  # type: ignore[arg-type]


# --- single acts --------------------------------------------------------------------------------------------------


def clue_found(what: RegisterClue | None = None, by: str = GRID_WORKER, at: str = "2022-08-10 09:00") -> Act:
    return Act(what or clue(), by, at)


def consented(at: str = "2022-08-10 15:00") -> Act:
    return Act(RecordConsent((PAPER,)), CADRE, at)


def verified(what: VerifyHousehold | None = None, by: str = GRID_WORKER, at: str = "2022-08-11 09:00") -> Act:
    return Act(what or verification(), by, at)


def reviewed(by: str = CADRE, at: str = "2022-08-12 15:00") -> Act:
    return Act(MET, by, at)


def posted(by: str = CADRE, at: str = "2022-08-13 09:00") -> Act:
    return Act(POSTED, by, at)


def town_reviewed(at: str = "2022-08-19 10:00") -> Act:
    return Act(ReviewByTown("同意上报"), TOWN_REVIEWER, at)


def approved(by: str = APPROVER, at: str = "2022-08-22 10:00", to: MonitorClass = MonitorClass.UNSTABLE) -> Act:
    return Act(ApproveCase(to), by, at)


def rejected(by: str = APPROVER, at: str = "2022-08-22 10:00") -> Act:
    return Act(RejectCase("家庭收入稳定，不符合条件", "已当面说明理由"), by, at)


def entered(at: str = "2022-08-23 10:00", on: date | None = None) -> Act:
    return Act(EnterSystem("3413-0007", on), TOWN_REVIEWER, at)


def planned(at: str = "2022-08-30 10:00") -> Act:
    return Act(SetPlan(PLAN, TOWN_REVIEWER), HELP_CONTACT, at)


def urgently_helped(at: str = "2022-08-10 16:00") -> Act:
    return Act(RecordUrgentAid(AidKind.MEDICAL, "医疗费用过大，先行救助", (PAPER,)), TOWN_REVIEWER, at)


def clearance_proposed(at: str = "2023-05-04 10:00") -> Act:
    proposal = ProposeClearance(ClearanceMode.ASSISTED, date(2022, 11, 1), "费用已报销，就业稳定")
    return Act(proposal, CADRE, at)


# --- the way to a state -------------------------------------------------------------------------------------------

TO_VERIFIED = (clue_found(), verified())
TO_REVIEWED = (*TO_VERIFIED, reviewed())
TO_NOTICE = (*TO_REVIEWED, posted())
TO_TOWN_OK = (*TO_NOTICE, town_reviewed())
TO_APPROVED = (*TO_TOWN_OK, approved())
TO_ENTERED = (*TO_APPROVED, entered())
TO_ASSISTED = (*TO_ENTERED, planned())
TO_CLEAR_REVIEW = (*TO_ASSISTED, clearance_proposed())
TO_CLEARABLE = (
    *TO_CLEAR_REVIEW,
    reviewed(at="2023-05-05 15:00"),
    posted(at="2023-05-06 09:00"),
    town_reviewed("2023-05-12 10:00"),
)
TO_FOLLOW_UP = (*TO_CLEARABLE, Act(ApproveClearance(AGREED), APPROVER, "2023-05-15 10:00"))

REACHED: dict[MonitorStage, tuple[Act, ...]] = {
    MonitorStage.CLUE: (clue_found(),),
    MonitorStage.VERIFIED: TO_VERIFIED,
    MonitorStage.REVIEWED: TO_REVIEWED,
    MonitorStage.IN_NOTICE: TO_NOTICE,
    MonitorStage.TOWN_OK: TO_TOWN_OK,
    MonitorStage.APPROVED: TO_APPROVED,
    MonitorStage.ENTERED: TO_ENTERED,
    MonitorStage.ASSISTED: TO_ASSISTED,
    MonitorStage.CLEAR_REVIEW: TO_CLEAR_REVIEW,
    MonitorStage.FOLLOW_UP: TO_FOLLOW_UP,
}
