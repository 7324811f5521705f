"""监测对象: the state of one episode of one household at risk, and the base of its events.

The case is the fold of its events (see domain/case.py). A household that falls back begins a new episode, which is a
case of its own. Source: domain reference, section 6.
"""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

import msgspec

from domain.case import CaseEvent
from domain.events import Named
from domain.monitoring_case.procedure import Procedure, ProcedureStep
from domain.owing import Obligation
from domain.policy import Duty
from domain.problem.problem import Place
from domain.sealing import Sealed


class MonitorStage(StrEnum):
    """The states of the lifecycle."""

    CLUE = "CLUE"
    VERIFIED = "VERIFIED"
    REVIEWED = "REVIEWED"
    IN_NOTICE = "IN_NOTICE"
    NOTICED = "NOTICED"
    TOWN_OK = "TOWN_OK"
    APPROVED = "APPROVED"
    ENTERED = "ENTERED"
    ASSISTED = "ASSISTED"
    CLEAR_REVIEW = "CLEAR_REVIEW"
    FOLLOW_UP = "FOLLOW_UP"
    REJECTED = "REJECTED"
    RELAPSED = "RELAPSED"
    ENDED = "ENDED"


MONITOR_STAGE_NAMES = {
    MonitorStage.CLUE: "有线索待核实",
    MonitorStage.VERIFIED: "已核实待评议",
    MonitorStage.REVIEWED: "已评议待公示",
    MonitorStage.IN_NOTICE: "公示中",
    MonitorStage.NOTICED: "公示期满",
    MonitorStage.TOWN_OK: "乡镇已审核",
    MonitorStage.APPROVED: "已审定待录入",
    MonitorStage.ENTERED: "已录入待定方案",
    MonitorStage.ASSISTED: "帮扶中",
    MonitorStage.CLEAR_REVIEW: "风险消除审核中",
    MonitorStage.FOLLOW_UP: "风险已消除持续关注",
    MonitorStage.REJECTED: "不予纳入",
    MonitorStage.RELAPSED: "已转入新一轮监测",
    MonitorStage.ENDED: "自然终止",
}

BEFORE_ENTRY = (
    MonitorStage.CLUE,
    MonitorStage.VERIFIED,
    MonitorStage.REVIEWED,
    MonitorStage.IN_NOTICE,
    MonitorStage.NOTICED,
    MonitorStage.TOWN_OK,
    MonitorStage.APPROVED,
)
AFTER_ENTRY = (MonitorStage.ENTERED, MonitorStage.ASSISTED, MonitorStage.CLEAR_REVIEW, MonitorStage.FOLLOW_UP)
OVER = frozenset({MonitorStage.REJECTED, MonitorStage.RELAPSED, MonitorStage.ENDED})
"""These accept nothing any more."""


class ClueSource(StrEnum):
    """Where a clue came from (线索来源, R000-09)."""

    SELF_REPORT = "SELF_REPORT"
    FIELD_CHECK = "FIELD_CHECK"
    DEPARTMENT_ALERT = "DEPARTMENT_ALERT"
    PROBLEM = "PROBLEM"
    FOLLOW_UP = "FOLLOW_UP"


CLUE_SOURCES = {
    ClueSource.SELF_REPORT: "农户自主申报",
    ClueSource.FIELD_CHECK: "基层排查",
    ClueSource.DEPARTMENT_ALERT: "部门筛查预警",
    ClueSource.PROBLEM: "问题转入",
    ClueSource.FOLLOW_UP: "持续关注发现",
}


class RiskKind(StrEnum):
    """What may push a household back into poverty (返贫致贫风险)."""

    INCOME = "INCOME"
    SPENDING = "SPENDING"
    EDUCATION = "EDUCATION"
    MEDICAL = "MEDICAL"
    HOUSING = "HOUSING"
    WATER = "WATER"
    JOB = "JOB"
    DISASTER = "DISASTER"
    OTHER = "OTHER"


RISK_NAMES = {
    RiskKind.INCOME: "收入骤减",
    RiskKind.SPENDING: "支出骤增",
    RiskKind.EDUCATION: "因学",
    RiskKind.MEDICAL: "因病",
    RiskKind.HOUSING: "住房安全",
    RiskKind.WATER: "饮水安全",
    RiskKind.JOB: "务工就业不稳",
    RiskKind.DISASTER: "因灾",
    RiskKind.OTHER: "其他风险",
}


class HouseholdKind(StrEnum):
    """户类型: the only three of ledger 附件1-1."""

    LIFTED = "LIFTED"
    MARGINAL = "MARGINAL"
    ORDINARY = "ORDINARY"


HOUSEHOLD_KINDS = {
    HouseholdKind.LIFTED: "脱贫户",
    HouseholdKind.MARGINAL: "边缘易致贫户",
    HouseholdKind.ORDINARY: "一般农户",
}


class MonitorClass(StrEnum):
    """监测对象类别: the three national classes; kept apart from 户类型."""

    UNSTABLE = "UNSTABLE"
    MARGINAL = "MARGINAL"
    SUDDEN = "SUDDEN"


MONITOR_CLASSES = {
    MonitorClass.UNSTABLE: "脱贫不稳定户",
    MonitorClass.MARGINAL: "边缘易致贫户",
    MonitorClass.SUDDEN: "突发严重困难户",
}


class Risk(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """A risk of the household, or of one of its members (by his reference in the case)."""

    kind: RiskKind
    member: str = ""


class Member(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """A member of the household: an opaque reference; who he is, is sealed."""

    ref: str
    details: Sealed


class MonitoredHousehold(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """The household: an opaque reference; the name is sealed under its own key."""

    ref: str
    name: Sealed
    kind: HouseholdKind


class PlanMeasure(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """A measure and the risks that it answers. ``unmatched`` (过度保障): none of them is a recorded risk."""

    text: Sealed
    answers: tuple[RiskKind, ...] = ()
    person: Named | None = None
    unmatched: bool = False


class PlanEntry(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """一人一措施: what is done for one member; perhaps nothing."""

    member: str
    measures: tuple[PlanMeasure, ...] = ()


class HouseholdPlan(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """一户一方案, in one of its versions."""

    version: int
    entries: tuple[PlanEntry, ...]

    @property
    def unmatched(self) -> int:
        return sum(measure.unmatched for entry in self.entries for measure in entry.measures)

    @property
    def members(self) -> frozenset[str]:
        return frozenset(entry.member for entry in self.entries)


class ClearanceMode(StrEnum):
    """How the risk went away."""

    ASSISTED = "ASSISTED"
    NATURAL = "NATURAL"


CLEARANCE_MODES = {ClearanceMode.ASSISTED: "帮扶消除", ClearanceMode.NATURAL: "自然消除"}


class MonitoringCase(msgspec.Struct, frozen=True):
    """One episode of a household at risk, as of its last event."""

    id: UUID
    version: int
    monitor_no: str
    campaign: str
    unit: str  # the village: permissions are scoped by it
    place: Place
    household: MonitoredHousehold
    source: ClueSource
    clue_at: datetime
    registered_by: Named
    procedure: Procedure  # of the inclusion; from the proposal on that of the clearance
    stage: MonitorStage = MonitorStage.CLUE
    reported_by: str = ""
    category: str = ""
    problem: UUID | None = None  # the problem that the clue came from
    episode: int = 1
    risks: tuple[Risk, ...] = ()
    members: tuple[Member, ...] = ()
    consented: bool = False
    matched: frozenset[str] = frozenset()  # departments that have matched their data
    positive: bool | None = None  # what the verification came to
    without_labour: bool = False  # 整户无劳动能力
    verifiers: frozenset[str] = frozenset()
    done: tuple[ProcedureStep, ...] = ()  # of the path of the procedure
    notice_until: datetime | None = None  # of the last notice
    notice_signed: bool = False
    town_reviewer: str = ""
    monitor_class: MonitorClass | None = None
    approved_on: date | None = None
    entered_on: date | None = None
    plan: HouseholdPlan | None = None
    clearance: ClearanceMode | None = None
    proposed_by: str = ""  # the clearance
    told: frozenset[str] = frozenset()
    obligations: tuple[Obligation, ...] = ()

    @property
    def number(self) -> str:
        return self.monitor_no

    @property
    def answerable(self) -> tuple[str, ...]:
        return ()

    @property
    def due_on(self) -> date | None:
        return min((owed.due.on for owed in self.obligations), default=None)

    @property
    def subject(self) -> str:
        """Under whose key all texts of the case are sealed."""
        return self.household.ref

    @property
    def clearing(self) -> bool:
        return self.stage is MonitorStage.CLEAR_REVIEW

    @property
    def ahead(self) -> tuple[ProcedureStep, ...]:
        """The steps of the procedure that are not done yet, in their order."""
        return self.procedure.path[len(self.done) :]

    @property
    def in_notice(self) -> bool:
        return self.owes(Duty.NOTICE_END) is not None

    def owes(self, duty: Duty) -> Obligation | None:
        return next((o for o in self.obligations if o.duty is duty), None)


class MonitoringEvent(CaseEvent, frozen=True, kw_only=True):
    """The base of all events of a monitored household."""
