"""问题: the state of one problem and the base of its events.

The case is the fold of its events (see domain/case.py). Source: domain reference, section 4.
"""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

import msgspec
from msgspec.structs import replace

from domain.calendar import Due, local_date, start_of_day
from domain.case import CaseEvent
from domain.events import Named
from domain.item_checks import ItemOutcome, not_verified
from domain.measures import ORDINARY, CauseClass, Depth, MeasureKind
from domain.owing import Obligation
from domain.policy import Duty, Level
from domain.problem.classification import AreaLevel, Mode, PlaceKind, Scope, Severity
from domain.rates import percentage
from domain.sealing import Sealed


class Stage(StrEnum):
    """The states of the lifecycle; the last three are its ends besides 销号."""

    REGISTERED = "REGISTERED"
    DISPATCHED = "DISPATCHED"
    REFUSED = "REFUSED"
    CLAIMED = "CLAIMED"
    PLAN_REVIEW = "PLAN_REVIEW"
    RECTIFYING = "RECTIFYING"
    SUSPENDED = "SUSPENDED"
    LONG_TERM = "LONG_TERM"
    CHECK_1 = "CHECK_1"
    CHECK_2 = "CHECK_2"
    CHECK_3 = "CHECK_3"
    CLOSE_PENDING = "CLOSE_PENDING"
    CLOSED = "CLOSED"
    NOT_FOUND = "NOT_FOUND"
    VOIDED = "VOIDED"
    MERGED = "MERGED"


STAGE_NAMES = {
    Stage.REGISTERED: "已登记待交办",
    Stage.DISPATCHED: "已交办待认领",
    Stage.REFUSED: "未认领待核实",
    Stage.CLAIMED: "已认领待报方案",
    Stage.PLAN_REVIEW: "方案待审批",
    Stage.RECTIFYING: "整改中",
    Stage.SUSPENDED: "暂缓整改",
    Stage.LONG_TERM: "长期坚持",
    Stage.CHECK_1: "待第1层复核",
    Stage.CHECK_2: "待第2层复核",
    Stage.CHECK_3: "待第3层复核",
    Stage.CLOSE_PENDING: "待销号审批",
    Stage.CLOSED: "已销号",
    Stage.NOT_FOUND: "经核实不存在",
    Stage.VOIDED: "错误登记已作废",
    Stage.MERGED: "已并入其他问题",
}

CHECK_STAGES = {1: Stage.CHECK_1, 2: Stage.CHECK_2, 3: Stage.CHECK_3}
LAYER_OF = {stage: layer for layer, stage in CHECK_STAGES.items()}
ENDED = frozenset({Stage.CLOSED, Stage.NOT_FOUND, Stage.VOIDED, Stage.MERGED})
"""Nothing more is owed for these by the responsible unit."""

NOT_COUNTED = frozenset({Stage.NOT_FOUND, Stage.VOIDED, Stage.MERGED})
"""In no table is one of these a problem that was found."""

OPEN = tuple(stage for stage in Stage if stage not in ENDED)
LIVING = (*OPEN, Stage.CLOSED)
"""Everything but the ends that accept nothing more."""


class EvidenceKind(StrEnum):
    VIDEO = "VIDEO"
    AUDIO = "AUDIO"
    IMAGE = "IMAGE"
    DOC = "DOC"


class Evidence(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """佐证材料, named by the SHA-256 of its content."""

    sha256: str
    kind: EvidenceKind = EvidenceKind.DOC
    taken_at: datetime | None = None
    taken_by: str = ""  # the id of a person whom the organisation knows


class Branch(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """What an appraisal comes to, and the measure that follows then, by which unit; no text: nothing follows."""

    outcome: Sealed
    text: Sealed | None = None
    unit: str = ""
    person: Named | None = None
    days: int | None = None


class Measure(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """整改措施: what is to be done, by whom and by when (a date, ends 24:00).

    ``persons`` held the posts that were named instead of a person when it was planned, village by village.
    ``unit`` owes it, or is asked for it; empty: the unit of the problem. ``branches`` only where an appraisal decides.
    """

    text: Sealed
    person: Named | None = None
    due_on: date | None = None
    kind: MeasureKind = ORDINARY
    depth: Depth | None = None
    unit: str = ""
    persons: tuple[Named, ...] = ()
    branches: tuple[Branch, ...] = ()

    @property
    def answerable(self) -> tuple[str, ...]:
        named = (self.person, *self.persons) if self.person else self.persons
        return tuple(one.person for one in named)


class RequestState(StrEnum):
    """How a request to a department stands."""

    ASKED = "ASKED"
    ANSWERED = "ANSWERED"
    DECLINED = "DECLINED"


REQUEST_STATES = {
    RequestState.ASKED: "待答复",
    RequestState.ANSWERED: "已答复办理",
    RequestState.DECLINED: "不予办理",
}


class MeasureRequest(msgspec.Struct, frozen=True):
    """协调有关部门: which measure, of whom it was asked by which paper, since when, until when, how it stands."""

    number: int
    unit: str
    document: str
    asked_at: datetime
    due: Due | None = None
    state: RequestState = RequestState.ASKED


class Resemblance(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """上下一般粗: how alike a plan is to the text of another problem, in percent."""

    percent: int
    problem_no: str


class Place(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """Where the problem is: names of units, of a park or a project in them (园区, 项目), never of households."""

    county: str = ""
    town: str = ""
    village: str = ""
    park: str = ""
    project: str = ""

    @property
    def kind(self) -> PlaceKind:
        """The innermost of what is named."""
        if self.project or self.park:
            return PlaceKind.PROJECT if self.project else PlaceKind.PARK
        if self.village or self.town:
            return PlaceKind.VILLAGE if self.village else PlaceKind.TOWN
        return PlaceKind.COUNTY


class Household(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """The household a problem is about: an opaque reference; its name is sealed. ``kind`` is 户类型.

    ``member`` is the opaque number of the one member that it is about, if it is.
    """

    ref: str
    name: Sealed
    kind: str = ""
    member: str = ""


class Extension(msgspec.Struct, frozen=True, omit_defaults=True):
    """延期: what was asked, when, and how it ended."""

    asked_at: datetime
    new_due_on: date
    late: bool
    by_group_head: bool = False
    granted: bool | None = None


class Amendment(StrEnum):
    """What one person asks for and a second one must confirm (两人办理)."""

    VOID = "VOID"  # 错误登记作废
    MERGE = "MERGE"  # 并入其他问题
    DUE_DATE = "DUE_DATE"  # 更正整改时限的笔误


class AmendmentAsked(msgspec.Struct, frozen=True):
    """An amendment that waits for its second person."""

    kind: Amendment
    asked_by: tuple[str, ...]
    target: UUID | None = None
    due: Due | None = None
    document: str = ""

    @property
    def by(self) -> str:
        return self.asked_by[0]


class Pause(msgspec.Struct, frozen=True):
    """暂缓整改 or 长期坚持: asked until when, and since when it holds."""

    into: Stage
    asked_at: datetime
    until: date
    late: bool
    review_on: date | None = None
    since: datetime | None = None


class Proposal(msgspec.Struct, frozen=True):
    """A level of the ladder that a named person decides: None while it waits. ``paper``: the one that lists it."""

    level: Level
    approved: bool | None = None
    paper: UUID | None = None


class SweepTask(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """举一反三排查任务: one unit looks for the same problem at home, and signs what it found, be it nothing."""

    number: int
    unit: str
    due: Due
    signed_by: Named | None = None
    found: int = 0
    items: dict[str, str] | None = None  # of a sweep with a list: each item, and the village in which it lies
    outcomes: dict[str, ItemOutcome] = {}  # of the items that were checked, the last one
    head_signs: bool = False  # 主要负责同志亲自把关

    @property
    def missing(self) -> tuple[str, ...]:
        """The items of its list that are not verified yet."""
        return not_verified(self.items or {}, self.outcomes)

    @property
    def verified(self) -> int:
        return len(self.items or {}) - len(self.missing)

    @property
    def share(self) -> str:
        """How much of the list is verified; no share without a list."""
        return percentage(self.verified, len(self.items or {}))


class Fired(msgspec.Struct, frozen=True):
    """A level of the ladder as it was reached. ``draft``: the paper on which it waits for a signature."""

    level: Level
    on: date
    draft: UUID | None = None


class PaperDecision(msgspec.Struct, frozen=True):
    """线下签批: which decision, signed by whom on which day, entered when, and whether he confirmed it here himself."""

    decision: str
    decider: str
    signed_on: date
    entered_at: datetime
    confirmed: bool = False


class Contact(msgspec.Struct, frozen=True):
    """An attempt to ask the household whether it is satisfied."""

    day: date
    reached: bool


class Rectification(msgspec.Struct, frozen=True):
    """One round of 整改: who handed it in and who checked it since. A return or a reopening starts a new one."""

    submitted_at: datetime | None = None
    submitters: tuple[str, ...] = ()
    recheckers: tuple[str, ...] = ()
    contacts: tuple[Contact, ...] = ()
    satisfaction_not_involved: bool = False  # 不涉及群众满意, confirmed by a rechecker
    pooled: bool = False  # waits in the pool of a drawn layer

    @property
    def missed_days(self) -> int:
        """On how many different days nobody was reached."""
        return len({contact.day for contact in self.contacts if not contact.reached})


class Problem(msgspec.Struct, frozen=True):
    """One finding to be rectified, as of its last event."""

    id: UUID
    version: int
    problem_no: str
    campaign: str
    category: str
    scope: Scope
    severity: Severity
    stage: Stage
    content: Sealed
    registered_at: datetime
    registered_by: Named
    place: Place = Place()
    household: Household | None = None
    area_level: AreaLevel | None = None
    source: str = ""
    mode: Mode = Mode.TIME_LIMITED
    unit: str = ""
    leader: Named | None = None  # 责任领导
    person: Named | None = None  # 责任人
    persons: tuple[Named, ...] = ()  # 责任人 by posts, village by village; ``person`` is the first of them
    due: Due | None = None  # 整改时限 in force; None is 未定
    original_due: Due | None = None
    judged_due: Due | None = None  # the date by which 按期 is judged: late-asked extensions do not move it
    cap: Due | None = None  # the latest date a plan may bring
    silent: bool = False  # 逾期未认领, in the state REFUSED
    claim_expired: bool = False
    claimed_late: bool = False
    compulsory: bool = False  # 责令认领
    plan_in_time: bool = False
    plan_by: tuple[str, ...] = ()
    plan_resembles: Resemblance | None = None
    measures: tuple[Measure, ...] = ()
    measures_done: frozenset[int] = frozenset()
    requests: tuple[MeasureRequest, ...] = ()
    cause: Sealed | None = None  # 原因分析
    cause_class: CauseClass | None = None
    first_responsible: str = ""  # 第一责任人
    extensions: tuple[Extension, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    progress: Sealed | None = None
    effect: Sealed | None = None
    current: Rectification = Rectification()
    failed_rechecks: int = 0  # in this cycle
    cycle: int = 1
    reopen_count: int = 0
    closed_at: datetime | None = None
    closed_by: tuple[str, ...] = ()
    look_backs_done: int = 0
    waits_for_look_back: bool = False  # closed, and in the pool of what may be drawn for a look-back
    opening: bool = False  # 期初, taken over from another ledger and not verified here
    opening_claims_done: bool = False
    level: Level = Level.NONE  # highest level of this cycle
    fired: tuple[Fired, ...] = ()  # levels reached in all cycles, in order
    papers: tuple[PaperDecision, ...] = ()
    ladder_since: datetime | None = None  # no level is reached before the first scan after this instant
    proposals: tuple[Proposal, ...] = ()  # levels that a named person decides, in the order proposed
    amendment: AmendmentAsked | None = None
    pause: Pause | None = None  # asked for, or in force
    parent: UUID | None = None
    children: tuple[UUID, ...] = ()
    open_children: frozenset[UUID] = frozenset()
    sweeps: tuple[SweepTask, ...] = ()
    merged_into: UUID | None = None
    told: frozenset[str] = frozenset()  # keys of the reminders and supervising warnings that happened
    obligations: tuple[Obligation, ...] = ()

    @property
    def number(self) -> str:
        return self.problem_no

    @property
    def answerable(self) -> tuple[str, ...]:
        named = (self.leader, self.person, *self.persons)
        return tuple(dict.fromkeys(one.person for one in named if one is not None))

    @property
    def due_on(self) -> date | None:
        return self.due.on if self.due else None

    @property
    def highest_level(self) -> Level:
        return max((fired.level for fired in self.fired), default=Level.NONE)

    def fired_after(self, day: date) -> tuple[Level, ...]:
        return tuple(fired.level for fired in self.fired if fired.on > day)

    def risen_to(self, level: Level, at: datetime, draft: UUID | None = None) -> Problem:
        """The same case with this level reached; that it lies above the one before, who decides it has asked."""
        fired = Fired(level, local_date(at), draft)
        return replace(self, level=level, fired=(*self.fired, fired))

    @property
    def completed_at(self) -> datetime | None:
        """When the submission that is being checked was handed in; on paper, if that was confirmed by its signer."""
        on_paper = [paper.signed_on for paper in self.papers if paper.confirmed and self.handed_in_on(paper)]
        return start_of_day(on_paper[-1]) if on_paper else self.current.submitted_at

    def handed_in_on(self, paper: PaperDecision) -> bool:
        """Whether it is the paper of the submission that is being checked, or that passed."""
        return paper.decision == "SubmitForRecheck" and paper.entered_at == self.current.submitted_at

    def owes(self, duty: Duty) -> Obligation | None:
        return next((o for o in self.obligations if o.duty is duty), None)

    def request_of(self, number: int) -> MeasureRequest | None:
        """How the request that is this measure stands; None: it was not made yet."""
        return next((one for one in self.requests if one.number == number), None)

    @property
    def pending_extension(self) -> Extension | None:
        last = self.extensions[-1] if self.extensions else None
        return last if last is not None and last.granted is None else None

    @property
    def final_duty(self) -> Duty:
        """The duty that stands for the due date: in a reopened problem its rework."""
        if self.cycle > 1:
            return Duty.REWORK
        return Duty.IMMEDIATE if self.mode is Mode.IMMEDIATE else Duty.RECTIFY

    @property
    def held(self) -> bool:
        """Whether the responsible unit waits for an answer: no new level is reached for it meanwhile (holds)."""
        if self.stage is Stage.REFUSED:
            return not self.silent
        if self.stage is Stage.PLAN_REVIEW and self.plan_in_time:
            return True
        if self.stage in LAYER_OF or self.stage in (Stage.CLOSE_PENDING, Stage.SUSPENDED, Stage.LONG_TERM):
            return True
        if self.pause is not None and not self.pause.late:
            return True
        pending = self.pending_extension
        return pending is not None and not pending.late

    @property
    def subject(self) -> str:
        """Under whose key the free texts of this case are sealed: the household's, else the case's own."""
        return self.household.ref if self.household else str(self.id)


class ProblemEvent(CaseEvent, frozen=True, kw_only=True):
    """The base of all events of a problem. What moves the date or ends a hold also begins the ladder anew."""

    def evolve(self, state: Problem | None) -> Problem:
        after: Problem = super().evolve(state)
        if state is not None and (after.due != state.due or (state.held and not after.held)):
            return replace(after, ladder_since=self.occurred_at)
        return after
