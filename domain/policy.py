"""政策: the numbers a pack may set: how long, how often, from which day late. A deadline records their version.

Defaults are those of the domain reference, sections 3 to 5; a pack overrides what its document says otherwise.
"""

from __future__ import annotations

from datetime import date
from enum import IntEnum, StrEnum

import msgspec

from domain.calendar import BusinessCalendar, Due
from domain.organisation import Role, UnitKind
from domain.problem.classification import AreaLevel, Mode, Scope, Severity


class Duty(StrEnum):
    """What can be owed in a case, and by whom (see SUPERVISING)."""

    CLAIM = "CLAIM"
    REFUSAL_VERIFY = "REFUSAL_VERIFY"
    PLAN = "PLAN"
    PLAN_REVIEW = "PLAN_REVIEW"
    IMMEDIATE = "IMMEDIATE"
    RECTIFY = "RECTIFY"
    EXT_DECISION = "EXT_DECISION"
    RECHECK = "RECHECK"
    DRAW = "DRAW"
    LOOK_BACK_DRAW = "LOOK_BACK_DRAW"
    REWORK = "REWORK"
    CLOSE = "CLOSE"
    LOOK_BACK = "LOOK_BACK"
    SUSPEND_MAX = "SUSPEND_MAX"
    SWEEP = "SWEEP"
    REQUEST = "REQUEST"
    LONG_TERM_REVIEW = "LONG_TERM_REVIEW"
    LETTER_SIGN = "LETTER_SIGN"
    # a household at risk
    MONITOR_ENTRY = "MONITOR_ENTRY"
    NOTICE_END = "NOTICE_END"
    HOUSEHOLD_PLAN = "HOUSEHOLD_PLAN"
    VISIT = "VISIT"
    FOLLOW_UP = "FOLLOW_UP"
    # campaigns, inspections, referrals, archives, recurring duties
    REPORT = "REPORT"
    LETTER = "LETTER"
    AREA_SELF_CHECK = "AREA_SELF_CHECK"
    REFERRAL_FEEDBACK = "REFERRAL_FEEDBACK"
    QUARTER_ARCHIVE = "QUARTER_ARCHIVE"
    YEAR_ARCHIVE = "YEAR_ARCHIVE"
    RECURRING = "RECURRING"
    CLUE = "CLUE"


SUPERVISING = frozenset(
    {
        Duty.REFUSAL_VERIFY,
        Duty.PLAN_REVIEW,
        Duty.EXT_DECISION,
        Duty.RECHECK,
        Duty.DRAW,
        Duty.LOOK_BACK_DRAW,
        Duty.CLOSE,
        Duty.LOOK_BACK,
        Duty.LONG_TERM_REVIEW,
        Duty.LETTER_SIGN,
    }
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
    Duty.DRAW: "抽查",
    Duty.LOOK_BACK_DRAW: "回头看抽查",
    Duty.REWORK: "退回后重新整改",
    Duty.CLOSE: "销号审批",
    Duty.LOOK_BACK: "回头看",
    Duty.SUSPEND_MAX: "暂缓到期",
    Duty.SWEEP: "举一反三排查",
    Duty.REQUEST: "部门答复协调事项",
    Duty.LONG_TERM_REVIEW: "长期坚持事项复查",
    Duty.LETTER_SIGN: "签发督办函",
    Duty.MONITOR_ENTRY: "录入系统",
    Duty.NOTICE_END: "公示期满",
    Duty.HOUSEHOLD_PLAN: "制定一户一方案",
    Duty.VISIT: "走访帮扶",
    Duty.FOLLOW_UP: "持续关注走访",
    Duty.REPORT: "报送报告",
    Duty.LETTER: "发出整改函",
    Duty.AREA_SELF_CHECK: "全域自查自纠",
    Duty.REFERRAL_FEEDBACK: "纪检监察反馈",
    Duty.QUARTER_ARCHIVE: "季度档案移交",
    Duty.YEAR_ARCHIVE: "年度档案移交",
    Duty.RECURRING: "经常性任务",
    Duty.CLUE: "线索查办",
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
    Duty.DRAW: _working(5),
    Duty.LOOK_BACK_DRAW: Period(days=20),
    Duty.REWORK: _working(5),
    Duty.CLOSE: _working(3),
    Duty.SWEEP: _working(10),
    Duty.LETTER_SIGN: _working(1),
    Duty.MONITOR_ENTRY: Period(days=15, roll=False),
    Duty.NOTICE_END: Period(days=5, roll=False),
    Duty.HOUSEHOLD_PLAN: Period(days=10),
    Duty.VISIT: Period(days=30),
    Duty.LETTER: Period(days=3),
    Duty.AREA_SELF_CHECK: _working(10),
    Duty.REFERRAL_FEEDBACK: Period(days=90),
    Duty.CLUE: _working(10),
}


class Step(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One rung of the ladder by time: reached at the first scan with this many working days overdue."""

    level: Level
    overdue_wd: int


def _failed_rechecks() -> dict[int, Level]:
    return {2: Level.LETTER, 3: Level.CIRCULATE, 4: Level.INTERVIEW}


def _unfounded_refusals() -> dict[int, Level]:
    return {2: Level.CIRCULATE}


SWAPPED = {Level.CIRCULATE: Level.INTERVIEW, Level.INTERVIEW: Level.CIRCULATE}
"""Where 约谈 comes before 通报."""


class Ladder(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """升级阶梯: when a level is reached. From ``proposal_from`` on it is only proposed to a named person (SoD-8).

    The order of 通报 and 约谈 is that of the steps.
    """

    remind_before_wd: int = 3
    steps: tuple[Step, ...] = (
        Step(Level.WARN, 1),
        Step(Level.LETTER, 3),
        Step(Level.CIRCULATE, 7),
        Step(Level.INTERVIEW, 10),
        Step(Level.REFER, 20),
    )
    failed_rechecks: dict[int, Level] = msgspec.field(default_factory=_failed_rechecks)
    rebound: Level = Level.CIRCULATE
    false_rectification: Level = Level.REFER
    unfounded_refusals: dict[int, Level] = msgspec.field(default_factory=_unfounded_refusals)
    proposal_from: Level = Level.CIRCULATE

    def above(self, level: Level, reached: Level) -> bool:
        """Whether a level lies above another one, in the order of this ladder."""
        return self._place(level) > self._place(reached)

    def _place(self, level: Level) -> int:
        return SWAPPED[level] if level in SWAPPED and self.interviews_first else level

    @property
    def interviews_first(self) -> bool:
        """约谈在先: whether the steps have it before 通报."""
        levels = [step.level for step in self.steps]
        both = Level.CIRCULATE in levels and Level.INTERVIEW in levels
        return both and levels.index(Level.INTERVIEW) < levels.index(Level.CIRCULATE)


class LetterCopies(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """督办函抄送上级党委、政府: with a line as grave as these, or from the n-th letter to a unit in the campaign."""

    severities: tuple[Severity, ...] = (Severity.SERIOUS, Severity.MAJOR)
    from_letter: int = 2


class Layer(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One layer of re-check (复核层级): who checks, which problems, and how many of them.

    A layer with a rate below 100 is a pool: what passed the layer before waits in it for a draw. Empty ``modes``,
    ``scopes`` or ``severities`` mean all.
    """

    number: int
    name: str
    roles: tuple[Role, ...]
    rate_percent: int = 100
    modes: tuple[Mode, ...] = ()
    scopes: tuple[Scope, ...] = ()
    severities: tuple[Severity, ...] = ()

    @property
    def drawn(self) -> bool:
        return self.rate_percent < 100

    def applies_to(self, mode: Mode, scope: Scope, severity: Severity) -> bool:
        limits: tuple[tuple[tuple[StrEnum, ...], StrEnum], ...] = (
            (self.modes, mode),
            (self.scopes, scope),
            (self.severities, severity),
        )
        return all(not allowed or value in allowed for allowed, value in limits)


class LookBackRule(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Which closed problems are visited again, and when: always the named categories, and a drawn share of the rest."""

    after_days: tuple[int, ...] = (30, 90)
    always_categories: tuple[str, ...] = ("SEC.",)
    share_percent: int = 10


class CloseLevel(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """分级销号: the least node whose office may strike off a problem of this scope or level.

    At the levels of ``leading_group`` it is not the office there but the head of the leading group who does.
    """

    household: UnitKind = UnitKind.TOWN
    village: UnitKind = UnitKind.TOWN
    town: UnitKind = UnitKind.COUNTY
    county: UnitKind = UnitKind.COUNTY
    leading_group: tuple[AreaLevel, ...] = ()


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
    by_severity: dict[Severity, Retention] = msgspec.field(
        default_factory=lambda: {Severity.MAJOR: Retention.THIRTY_YEARS}
    )

    def of(self, severity: Severity) -> Retention:
        return self.by_severity.get(severity, self.usual)


class Policy(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    version: str
    periods: dict[Duty, Period] = {}
    ladder: Ladder = Ladder()
    letter_copies: LetterCopies = LetterCopies()
    letter_review: bool = False  # 核稿 comes before the signature of 督办函, 通报, 约谈
    layers: tuple[Layer, ...] = (Layer(1, "乡镇自查", (Role.TOWN,)),)
    extension_max_days: int = 60
    suspend_max_days: int = 60
    long_term_max_days: int = 365
    plan_level: UnitKind | None = None  # the least node whose office approves plans; None: any above the unit
    close_level: CloseLevel = CloseLevel()
    close_waits_for_children: bool = True
    head_signs: tuple[Severity, ...] = ()  # whose submissions HEAD signs too
    head_signs_reopened: bool = False
    paper_entry_wd: int = 5  # within so many working days a decision on paper is entered
    not_reached_days: int = 3  # after so many days without meeting the household somebody else may speak for it
    look_back: LookBackRule = LookBackRule()
    signals: SignalRule = SignalRule()
    retention: RetentionRule = RetentionRule()

    def period(self, duty: Duty) -> Period:
        return self.periods.get(duty) or DEFAULT_PERIODS[duty]

    def layer_after(self, number: int, mode: Mode, scope: Scope, severity: Severity) -> Layer | None:
        """The next layer of the check profile after layer ``number`` (0: the first) for such a problem, or None."""
        later = (layer for layer in self.layers if layer.number > number)
        return next((layer for layer in later if layer.applies_to(mode, scope, severity)), None)

    def layer(self, number: int) -> Layer:
        return next(layer for layer in self.layers if layer.number == number)
