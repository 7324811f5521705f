"""政策: the numbers a pack may set: how long, how often, from which day late. A deadline records their version.

Defaults are those of the domain reference, sections 3 to 5; a pack overrides what its document says otherwise.
"""

from __future__ import annotations

from datetime import date
from enum import IntEnum, StrEnum

import msgspec

from domain.calendar import BusinessCalendar, Due
from domain.organisation import Role


class Duty(StrEnum):
    """What can be owed in a problem, and by whom (see SUPERVISING)."""

    CLAIM = "CLAIM"
    REFUSAL_VERIFY = "REFUSAL_VERIFY"
    PLAN = "PLAN"
    PLAN_REVIEW = "PLAN_REVIEW"
    IMMEDIATE = "IMMEDIATE"
    RECTIFY = "RECTIFY"
    EXT_DECISION = "EXT_DECISION"
    RECHECK = "RECHECK"
    REWORK = "REWORK"
    CLOSE = "CLOSE"
    LOOK_BACK = "LOOK_BACK"


SUPERVISING = frozenset(
    {Duty.REFUSAL_VERIFY, Duty.PLAN_REVIEW, Duty.EXT_DECISION, Duty.RECHECK, Duty.CLOSE, Duty.LOOK_BACK}
)
"""Owed by the supervising side: reminded, reaches WARN, printed as 上级超时."""

DUTY_NAMES = {
    Duty.CLAIM: "认领",
    Duty.REFUSAL_VERIFY: "不认领核实",
    Duty.PLAN: "报送整改方案",
    Duty.PLAN_REVIEW: "审批整改方案",
    Duty.IMMEDIATE: "立行立改",
    Duty.RECTIFY: "整改",
    Duty.EXT_DECISION: "延期审批",
    Duty.RECHECK: "复核",
    Duty.REWORK: "退回后重新整改",
    Duty.CLOSE: "销号审批",
    Duty.LOOK_BACK: "回头看",
}


class Level(IntEnum):
    """The escalation ladder (domain reference, section 5)."""

    NONE = -1
    REMIND = 0
    WARN = 1
    LETTER = 2
    CIRCULATE = 3
    INTERVIEW = 4
    REFER = 5


LEVEL_NAMES = {
    Level.NONE: "无",
    Level.REMIND: "临期提醒",
    Level.WARN: "催办",
    Level.LETTER: "督办函",
    Level.CIRCULATE: "通报",
    Level.INTERVIEW: "约谈",
    Level.REFER: "移交纪检监察",
}


class Period(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A counted period: ``days`` calendar days (rolled to the next working day or not) or ``working_days``."""

    working_days: int | None = None
    days: int | None = None
    roll: bool = True

    def __post_init__(self) -> None:
        if (self.working_days is None) == (self.days is None):
            raise ValueError("a period names either working_days or days")

    def due(self, calendar: BusinessCalendar, since: date) -> Due:
        if self.working_days is not None:
            return calendar.within_working_days(since, self.working_days)
        assert self.days is not None
        return calendar.within_days(since, self.days, self.roll)


def _working(n: int) -> Period:
    return Period(working_days=n)


DEFAULT_PERIODS = {
    Duty.CLAIM: _working(2),
    Duty.REFUSAL_VERIFY: _working(3),
    Duty.PLAN: _working(3),
    Duty.PLAN_REVIEW: _working(2),
    Duty.IMMEDIATE: _working(3),
    Duty.EXT_DECISION: _working(2),
    Duty.RECHECK: _working(3),
    Duty.REWORK: _working(5),
    Duty.CLOSE: _working(3),
}


class Step(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One rung of the ladder by time: reached at the first scan with this many working days overdue."""

    level: Level
    overdue_wd: int


class Ladder(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """升级阶梯: when a level is reached. From ``proposal_from`` on it is only proposed to a named person (SoD-8)."""

    remind_before_wd: int = 3
    steps: tuple[Step, ...] = (Step(Level.WARN, 1), Step(Level.LETTER, 3), Step(Level.CIRCULATE, 7))
    failed_rechecks: dict[int, Level] = msgspec.field(default_factory=lambda: {2: Level.LETTER, 3: Level.CIRCULATE})
    rebound: Level = Level.CIRCULATE
    proposal_from: Level = Level.CIRCULATE


class Layer(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One layer of re-check (复核层级): who checks; every problem passes each layer of the profile."""

    number: int
    name: str
    roles: tuple[Role, ...]


class LookBackRule(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Which closed problems are visited again, and when: always the named categories, and a drawn share of the rest."""

    after_days: tuple[int, ...] = (30, 90)
    always_categories: tuple[str, ...] = ("SEC.",)
    share_percent: int = 10
    seed: str = "duban"


class SignalRule(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """虚假整改线索: from where on a coincidence is worth a person's look. It proves nothing by itself."""

    bulk_closes: int = 10
    """More than so many closed by one person within ``bulk_minutes``."""
    bulk_minutes: int = 10
    rebound_days: int = 30
    """Reopened not later than so many days after it was closed."""
    alike_percent: int = 80
    """Measures of different problems at least so much alike."""


class Retention(StrEnum):
    """保管期限 of a problem and its evidence."""

    TEN_YEARS = "TEN_YEARS"
    THIRTY_YEARS = "THIRTY_YEARS"
    PERMANENT = "PERMANENT"


RETENTION_NAMES = {
    Retention.TEN_YEARS: "定期10年",
    Retention.THIRTY_YEARS: "定期30年",
    Retention.PERMANENT: "永久",
}
RETENTION_YEARS = {Retention.TEN_YEARS: 10, Retention.THIRTY_YEARS: 30, Retention.PERMANENT: None}


class RetentionRule(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How long problems are kept, by severity; personal values of a subject not shorter than its longest."""

    usual: Retention = Retention.TEN_YEARS
    by_severity: dict[str, Retention] = msgspec.field(default_factory=lambda: {"MAJOR": Retention.THIRTY_YEARS})

    def of(self, severity: str) -> Retention:
        return self.by_severity.get(severity, self.usual)


class Policy(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    version: str
    periods: dict[Duty, Period] = {}
    ladder: Ladder = Ladder()
    layers: tuple[Layer, ...] = (Layer(1, "乡镇自查", (Role.TOWN,)),)
    extension_max_days: int = 60
    look_back: LookBackRule = LookBackRule()
    signals: SignalRule = SignalRule()
    retention: RetentionRule = RetentionRule()

    def period(self, duty: Duty) -> Period:
        return self.periods.get(duty) or DEFAULT_PERIODS[duty]

    def layer_after(self, number: int) -> Layer | None:
        """The next layer of the check profile after layer ``number`` (0: the first), None after the last."""
        return next((layer for layer in self.layers if layer.number > number), None)
