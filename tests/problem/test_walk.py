"""Anybody does anything at any time: what must hold all the same (I-1 to I-8, I-10 and I-12 of the domain).

Two caseworks are given the same commands. In one every moment happens at its own instant, as by timers that are never
late; the other sleeps, and each command finds the moments past. Their histories must not differ.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from itertools import pairwise
from random import Random
from typing import Any, ClassVar
from uuid import NAMESPACE_URL, UUID, uuid5

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test
from msgspec.structs import replace

from domain.calendar import local_date
from domain.case import Command
from domain.casework import Caller, Casework
from domain.check_pool import pool_id
from domain.event_table import PROBLEM_EVENTS
from domain.events import SYSTEM, Event
from domain.item_checks import ItemCheck, ItemOutcome
from domain.lifecycle import PROBLEM as LIFECYCLE
from domain.measures import Proof
from domain.policy import Level
from domain.problem.amending import (
    ConfirmAmendment,
    CorrectDetails,
    DueDateCorrected,
    MergeReceived,
    RejectAmendment,
    RequestDueCorrection,
    RequestMerge,
    RequestVoid,
)
from domain.problem.carrying_out import (
    AnswerRequest,
    AskDepartment,
    CompleteMeasure,
    DeclineRequest,
    RecordAppraisal,
)
from domain.problem.claiming import (
    Claim,
    DisposeAsUntrue,
    OverturnRefusal,
    ProblemClaimed,
    ProblemReassigned,
    Reassign,
    RefusalOverturned,
    RefusalReason,
    RefusalUpheld,
    RefuseClaim,
    UpholdRefusal,
)
from domain.problem.classification import Mode
from domain.problem.closing import ProblemClosed, RefuseClose
from domain.problem.deriving import DeriveProblem, OpenSweep, RecordSweepCheck, SignSweep
from domain.problem.drawing import CommitSeed, DrawPool
from domain.problem.escalating import AnnotateEscalation, ApproveEscalation, DeclineEscalation
from domain.problem.looking_back import PassLookBack, ProblemReopened, ReportFalse, ReportRebound
from domain.problem.paper import ConfirmPaperDecision, RecordPaperDecision
from domain.problem.planning import ApprovePlan, BranchDraft, MeasureDraft, PlanApproved, ReturnPlan, SubmitPlan
from domain.problem.problem import ENDED, NOT_COUNTED, Problem, RequestState, Stage
from domain.problem.rechecking import (
    EscalationProposed,
    EscalationReached,
    FourCheck,
    LayerNotDrawn,
    PassLayer,
    RecordContact,
)
from domain.problem.rectifying import (
    AddEvidence,
    DenyExtension,
    ExtensionGranted,
    GrantExtension,
    ReportProgress,
    RequestExtension,
    SubmitForRecheck,
    WithdrawSubmission,
)
from domain.problem.registering import (
    Dispatch,
    ProblemDispatched,
    RecordFixedOnSpot,
    RecordIssuedPlan,
    RecordOpening,
    RegisterProblem,
    RegisterSelfFound,
)
from domain.problem.suspending import (
    DenyPause,
    GrantPause,
    ProblemResumed,
    RequestLongTerm,
    RequestSuspension,
    Resume,
    ReviewLongTerm,
    SuspendReason,
)
from domain.refusal import Refused
from domain.sampling.frame import Entry, commitment
from projections.as_of import Viewpoint, fold
from projections.duty_trail import Kind, entries
from projections.hands import hands
from projections.ledger import LedgerRow, apply
from projections.ledger_lines import day_of
from projections.log import read_all
from projections.summary import summarise
from projections.trail import reckon, rows_after
from tests.problem.acts import MEASURES, NOT_EFFECTIVE, PHOTO, closing, finding
from tests.problem.people import (
    BUREAU,
    CADRE,
    CHECKER,
    GROUP_HEAD,
    HEAD,
    INSPECTOR,
    LEAD_DEPT,
    LEADER,
    LIAISON,
    OFFICE,
    OTHER_HEAD,
    OTHER_TOWN,
    PERSON,
    SECOND_OFFICE,
    TEAM_LEAD,
    TOWN,
)
from tests.problem.story import DRAWN_LAYER, THREE_LAYERS, instant, punctual_moments, staffed_casework, stored_events
from tests.walking import walk

PEOPLE = (
    *(OFFICE, SECOND_OFFICE, GROUP_HEAD, INSPECTOR, TEAM_LEAD, LEAD_DEPT),
    *(HEAD, LEADER, PERSON, CHECKER, CADRE, OTHER_HEAD),
)
WAITS = (0, 1, 3, 14, 24, 24, 48, 72, 168)  # hours; from 09:00 on, so that instants of scans and midnights are met

CAMPAIGNS = ("xiaoxian_2022", THREE_LAYERS, DRAWN_LAYER)
SEED = "5" * 64
ONE_HOUSEHOLD = (Entry("H-01", (), {"村": OTHER_TOWN}),)
TWIN = uuid5(NAMESPACE_URL, "duban/problem/twin")
"""Another problem on the same matter, into which one may be merged."""
MOVES_THE_DATE = (
    ProblemReassigned,
    ProblemResumed,
    MergeReceived,
    DueDateCorrected,
    ProblemDispatched,
    ProblemClaimed,
    RefusalOverturned,
    RefusalUpheld,
    PlanApproved,
    ExtensionGranted,
    ProblemReopened,
)

LIVES, STEPS, LEAST = 900, 40, 10_000
"""``LEAST``: commands given."""

SEEDS = st.integers(0, 2**32 - 1)
ON_TIME = timedelta()
WAYS = {f"{move.event.__name__} -> {to}" for move in LIFECYCLE if move.event is not LayerNotDrawn for to in move.to}
"""Every way from stage to stage that the table of the lifecycle has; what is not drawn is told in test_drawing.py."""
WAYS -= {f"SubmittedForRecheck -> {stage}" for stage in (Stage.CHECK_2, Stage.CHECK_3)}  # no profile here begins there

OVER = (Stage.VOIDED, Stage.MERGED, Stage.NOT_FOUND)

Table = dict[UUID, LedgerRow]

Given = tuple[Command, str]


def first_acts(campaign: str, due_on: date) -> list[Given]:
    what = finding(campaign, "SEC.WATER")
    return [
        *((RegisterProblem(what), by) for by in (INSPECTOR, OFFICE, CADRE, CHECKER, TEAM_LEAD)),
        (RegisterSelfFound(what, TOWN, LEADER, PERSON, due_on=due_on), HEAD),
        (RegisterSelfFound(what, TOWN, LEADER, PERSON, mode=Mode.IMMEDIATE), HEAD),
        (RecordFixedOnSpot(what, TOWN, LEADER, PERSON, "疏忽", "补填", "已补齐", (PHOTO,)), HEAD),
        (RecordIssuedPlan(what, TOWN, LEADER, PERSON, MEASURES, "〔2022〕1号", due_on), OFFICE),
        (RecordIssuedPlan(what, TOWN, LEADER, PERSON, MEASURES, "〔2022〕1号"), OFFICE),
        (RecordOpening(what, TOWN, "在改", LEADER, PERSON, due_on=due_on), OFFICE),
    ]


OF_KINDS = SubmitPlan(
    (
        MeasureDraft("培训", kind="集中培训"),
        MeasureDraft("请住建局检测", kind="协调有关部门", unit=BUREAU),
        MeasureDraft("鉴定", kind="重新鉴定", branches=(BranchDraft("D级", "改造", OTHER_TOWN, days=5),)),
    ),
    cause="管护不到位",
    cause_class="WORK",
)


def likely_acts(problem: Problem, today: date) -> list[Given]:
    """What people would do next with a problem that stands so."""
    in_days = [today + timedelta(days=days) for days in (0, 1, 4, 9, 30)]
    handed_in = SubmitForRecheck("已改完", (LEADER, PERSON), reportable(problem), (PHOTO,))
    extending: list[Given] = [
        (RequestExtension("连日降雨", in_days[3]), HEAD),
        (RequestExtension("修路", in_days[4]), GROUP_HEAD),
        *((answer, by) for answer in (GrantExtension(), DenyExtension("可以完成")) for by in (OFFICE, GROUP_HEAD)),
    ]
    working: list[Given] = [
        (ReportProgress("在办"), PERSON),
        (AddEvidence((PHOTO,)), CADRE),
        (handed_in, PERSON),
        (handed_in, HEAD),
    ]
    checkers = (CHECKER, LEAD_DEPT, TEAM_LEAD)
    if problem.amendment is not None:
        answers = (ConfirmAmendment(), RejectAmendment("没有错"))
        working += [(answer, by) for answer in answers for by in (OFFICE, SECOND_OFFICE)] * 2
    resting: list[Given] = [(CorrectDetails("看错了", content="改"), OFFICE), (Resume("可以做了"), OFFICE)]
    match problem.stage:
        case Stage.SUSPENDED:
            return resting
        case Stage.LONG_TERM:
            return [*resting, *[(ReviewLongTerm("在管", in_days[3]), INSPECTOR)] * 2]
        case Stage.VOIDED | Stage.MERGED:
            return [(Claim(LEADER, PERSON), HEAD), (AnnotateEscalation(Level.WARN, "误报"), OFFICE)]
        case Stage.REGISTERED:
            dated = [(Dispatch(unit, due_on=day), OFFICE) for unit in (TOWN, TOWN, OTHER_TOWN) for day in in_days]
            at_once = [(Dispatch(TOWN, Mode.IMMEDIATE, day), TEAM_LEAD) for day in (None, in_days[2])]
            return [*dated, *at_once, (Dispatch(TOWN, undated=True), OFFICE)]
        case Stage.DISPATCHED:
            refusal = RefuseClaim(RefusalReason.NOT_TRUE, "不存在")
            return [(act, by) for act in (Claim(LEADER, PERSON), refusal) for by in (HEAD, OTHER_HEAD)]
        case Stage.REFUSED:
            return [
                *((Claim(LEADER, PERSON), by) for by in (HEAD, PERSON, OTHER_HEAD)),
                (UpholdRefusal("确不存在"), SECOND_OFFICE),
                (UpholdRefusal("不在该镇", another_unit=True), TEAM_LEAD),
                *((OverturnRefusal("确有此事", LEADER, PERSON, day), SECOND_OFFICE) for day in (None, in_days[2])),
            ]
        case Stage.CLAIMED:
            plans = [SubmitPlan((MeasureDraft("核对"),), day) for day in (None, in_days[2], in_days[4])]
            return [*((plan, PERSON) for plan in (*plans, OF_KINDS)), *working, *extending]
        case Stage.PLAN_REVIEW:
            return [(ApprovePlan(), OFFICE), (ApprovePlan(), LEAD_DEPT), (ReturnPlan("重写"), OFFICE), *extending]
        case Stage.RECTIFYING:
            pausing: list[Given] = [
                (RequestSuspension(SuspendReason.DISASTER, "暴雨", in_days[3]), HEAD),
                (RequestLongTerm("长期", in_days[3], in_days[4]), HEAD),
                *((answer, by) for answer in (GrantPause(), DenyPause("可以完成")) for by in (OFFICE, GROUP_HEAD)),
                (Reassign(OTHER_TOWN, "改派"), OFFICE),
            ]
            if problem.pause is not None:
                working += pausing[2:] * 3
            return [
                *working,
                *working,
                *working,
                *extending,
                *pausing,
                *carrying_out(problem),
                *carrying_out(problem),
                *asides(problem, in_days),
            ]
        case Stage.CLOSED:
            return [
                (ReportFalse("照片是别处的", (PHOTO,)), TEAM_LEAD),
                (DeclineEscalation(Level.CIRCULATE, "已改"), GROUP_HEAD),
                *((PassLookBack("正常"), by) for by in (INSPECTOR, OFFICE)),
                (ReportRebound("又发生了", (PHOTO,)), TEAM_LEAD),
            ]
        case Stage.NOT_FOUND:
            return [(Claim(LEADER, PERSON), HEAD)]
        case Stage.CLOSE_PENDING:
            not_yet = RefuseClose((FourCheck.RECTIFIED,), "不到位")
            return [*((closing(), by) for by in (OFFICE, SECOND_OFFICE, CHECKER)), (not_yet, OFFICE), *extending]
    if problem.current.pooled:
        return [
            (CommitSeed(commitment(SEED)), TEAM_LEAD),
            (DrawPool(SEED), TEAM_LEAD),
            (PassLayer("看过了"), TEAM_LEAD),
        ]
    checks: list[Given] = [(act, by) for act in (PassLayer("看过了"), NOT_EFFECTIVE) for by in checkers]
    others: list[Given] = [
        (WithdrawSubmission("材料不全"), HEAD),
        (ReportFalse("照片是别处的", (PHOTO,)), INSPECTOR),
        (RecordPaperDecision(PassLayer("核过"), CHECKER, today, "c" * 64, "停网"), LIAISON),
        (ConfirmPaperDecision(), CHECKER),
        (RecordContact(False, "家中无人"), CADRE),
    ]
    return [*checks, *checks, *checks, *others, *extending]


def sweeping(problem: Problem, in_days: list[date]) -> list[Given]:
    """A sweep with a list and one without are asked for; once they are, they are gone through and signed."""
    if all(task.signed_by for task in problem.sweeps):
        return [
            (OpenSweep((OTHER_TOWN,), "查一遍", in_days[2]), OFFICE),
            (OpenSweep((OTHER_TOWN,), "逐户查一遍", in_days[2], entries=ONE_HOUSEHOLD), OFFICE),
        ]
    return [
        (RecordSweepCheck(OTHER_TOWN, (ItemCheck("H-01", ItemOutcome.CHECKED, "看过"),)), OTHER_HEAD),
        (SignSweep(OTHER_TOWN, "没有发现"), OTHER_HEAD),
    ]


def reportable(problem: Problem) -> tuple[int, ...]:
    """The measures that are done by saying so, and those that were shown to be done."""
    numbered = enumerate(problem.measures, start=1)
    return tuple(n for n, one in numbered if one.kind.proof is Proof.NONE or n in problem.measures_done)


def carrying_out(problem: Problem) -> list[Given]:
    """What shows that the measures of OF_KINDS are done."""
    if len(problem.measures) < len(OF_KINDS.measures):
        return []
    request = problem.request_of(2)
    waits = request is not None and request.state is RequestState.ASKED
    answers: list[Given] = [
        (AnswerRequest(2, "已办", "住建函〔2022〕9号"), LEAD_DEPT),
        (DeclineRequest(2, "人手不足"), LEAD_DEPT),
    ]
    return [
        (CompleteMeasure(1, (PHOTO,), attendance=20), PERSON),
        *(answers * 3 if waits else [(AskDepartment(2, "甲政函〔2022〕3号"), HEAD)]),
        (RecordAppraisal(3, "D级", (PHOTO,)), PERSON),
        (CompleteMeasure(4), OTHER_HEAD),
    ]


def asides(problem: Problem, in_days: list[date]) -> list[Given]:
    """What may happen beside the main path while a problem is worked on."""
    elsewhere = finding(problem.campaign, "SEC.WATER", town=OTHER_TOWN)
    return [
        (CorrectDetails("看错了", content="改"), OFFICE),
        (RequestVoid("登记错了", (PHOTO,)), OFFICE),
        (RequestDueCorrection(in_days[3], "笔误", "〔2022〕3号"), OFFICE),
        (RequestMerge(TWIN, "同一件事"), OFFICE),
        (DeriveProblem(elsewhere, OTHER_TOWN, in_days[4]), OFFICE),
        *sweeping(problem, in_days) * 2,
        *((ApproveEscalation(level, "通报"), GROUP_HEAD) for level in (Level.CIRCULATE, Level.INTERVIEW)),
        (DeclineEscalation(Level.CIRCULATE, "已改"), GROUP_HEAD),
        (AnnotateEscalation(Level.WARN, "误报"), OFFICE),
        (DisposeAsUntrue("查无此事"), SECOND_OFFICE),
    ]


class ProblemsUnderWay(RuleBasedStateMachine):
    """One problem, and people who come and go."""

    met: ClassVar[Counter[str]] = Counter()
    walked: ClassVar[Counter[str]] = Counter()
    """Commands given, by what came of them."""

    @initialize(seed=SEEDS, campaign=st.sampled_from(CAMPAIGNS))
    def begin(self, seed: int, campaign: str) -> None:
        self.dice = Random(seed)
        self.awake, self.asleep = staffed_casework(), staffed_casework()
        self.now = instant("2022-08-08 09:00")
        self.steps = 0
        self.case_id = UUID(int=0)
        self.compared = 0
        self.campaign = campaign
        self.tables: list[tuple[datetime, Table]] = []
        twin = RegisterProblem(finding(self.campaign, "SEC.WATER"))
        for casework in (self.awake, self.asleep):
            casework.handle(twin, Caller(person=INSPECTOR, command_id="twin", recorded_at=self.now))
        self.somebody_brings_it()

    def somebody_brings_it(self) -> None:
        due_on = local_date(self.now) + timedelta(days=self.dice.randrange(25))
        command, by = self.dice.choice(first_acts(self.campaign, due_on))
        self.give(command, by, None)
        assert self.case_id.int, "every way of registering is accepted"

    # --- what people do ---

    @rule(seed=SEEDS, hours=st.sampled_from(WAITS))
    def time_goes_on(self, seed: int, hours: int) -> None:
        """Somebody does something: mostly what comes next, now and then anything."""
        self.dice = Random(f"{seed} {self.steps}")
        if hours and self.dice.random() < 0.05:
            self.somebody_prints_the_table()
        self.now += timedelta(hours=hours)
        if self.dice.random() < 0.8:
            self.somebody_does_what_comes_next()
        else:
            self.somebody_does_anything()

    def somebody_does_what_comes_next(self) -> None:
        likely = likely_acts(self.asleep.problem(self.case_id), local_date(self.now))
        late = timedelta(hours=5) if self.dice.random() < 0.1 else ON_TIME
        command, by = self.dice.choice(likely)
        self.give(command, by, self.addressed_by(command), late)

    def somebody_does_anything(self) -> None:
        elsewhere = replace(self.asleep.problem(self.case_id), stage=self.dice.choice(list(Stage)))
        command, _ = self.dice.choice(likely_acts(elsewhere, local_date(self.now)))
        self.give(command, self.dice.choice(PEOPLE), self.addressed_by(command))

    def addressed_by(self, command: Command) -> UUID:
        return pool_id(self.campaign, 3) if isinstance(command, CommitSeed | DrawPool) else self.case_id

    def somebody_prints_the_table(self) -> None:
        table = table_at(self.asleep, Viewpoint(now=self.now))
        self.tables.append((self.now, table))
        whole_is_the_sum_of_its_parts(self.asleep, self.campaign, table, self.now)

    def teardown(self) -> None:
        if not hasattr(self, "case_id"):
            return
        self.now += timedelta(days=200)
        list(punctual_moments(self.awake, self.case_id, self.now))
        ahead = self.asleep.moments(self.asleep.problem(self.case_id))
        if ahead and ahead[0].at <= self.now:
            assert self.asleep.let(self.case_id, ahead[0].key, self.now, "a timer that overslept") == "acted"
        self.the_histories_agree()
        for casework in (self.awake, self.asleep):
            the_history_holds(casework, self.case_id, self.met)
            events = stored_events(casework, self.case_id)
            the_days_in_all_hands_add_up(events, casework, self.now)
            lateness_is_parted_without_rest(events, casework, self.now)
        for then, table in self.tables:
            what_was_known_then_stays(self.asleep, then, table, self.now)

    # --- one command, in both caseworks ---

    def give(self, command: Command, by: str, case_id: UUID | None, late: timedelta = ON_TIME) -> None:
        self.steps += 1
        before = self.asleep.problem(self.case_id).stage if case_id == self.case_id else None
        caller = Caller(
            person=by,
            command_id=f"step/{self.steps}",
            recorded_at=self.now,
            occurred_at=self.now - late if late else None,
            late_reason="漏报" if late else "",
        )
        if case_id is not None:
            list(punctual_moments(self.awake, self.case_id, self.now))
        answers = [outcome(casework, command, caller, case_id) for casework in (self.awake, self.asleep)]
        assert answers[0] == answers[1], "whether timers were in time changes no answer"
        self.walked["accepted" if isinstance(answers[0], UUID) else answers[0]] += 1
        if isinstance(answers[0], UUID):
            assert before not in OVER or isinstance(command, AnnotateEscalation), "what is over takes notes only (I-4)"
            self.case_id = self.case_id if self.case_id.int else answers[0]
            self.the_histories_agree()

    def the_histories_agree(self) -> None:
        told = [told_since(casework, self.case_id, self.compared) for casework in (self.awake, self.asleep)]
        assert told[0] == told[1]
        self.compared += len(told[0])


def outcome(casework: Casework, command: Command, caller: Caller, case_id: UUID | None) -> UUID | str:
    """The case, or the code of the refusal, which leaves no event anywhere and the case as it was."""
    position = casework.recorder.max_notification_id()
    before = casework.load(case_id).version if case_id else 0
    try:
        recorded = casework.handle(command, caller, case_id)
    except Refused as refusal:
        assert casework.recorder.max_notification_id() == position
        assert case_id is None or casework.load(case_id).version == before
        return refusal.code
    again = casework.handle(command, caller, case_id)
    assert (again.version, again.events) == (recorded.version, ()), "the same command again adds nothing"
    return recorded.case_id


def told_since(casework: Casework, case_id: UUID, version: int) -> list[Any]:
    """What happened since: everything but when and by what cause it was recorded."""
    return [
        (
            type(event),
            event.originator_version,
            event.occurred_at,
            event.envelope.actor,
            [getattr(event, name) for name in type(event).__struct_fields__ if name not in Event.__struct_fields__],
        )
        for event in stored_events(casework, case_id)[version:]
    ]


def the_history_holds(casework: Casework, case_id: UUID, met: Counter[str]) -> None:
    """Replay the case from its bytes and check every step of it."""
    events = stored_events(casework, case_id)
    assert [event.originator_version for event in events] == list(range(1, len(events) + 1))
    state: Problem | None = None
    issued: Counter[tuple[int, Level]] = Counter()
    last_decided = events[0].occurred_at
    for event, follows in zip(events, [*events[1:], None], strict=True):
        before, state = state, event.evolve(state)
        assert state is not None
        met[state.stage] += 1
        if before is None or before.stage is not state.stage:
            met[f"{type(event).__name__} -> {state.stage}"] += 1
        met[type(event).__name__] += 1
        assert event.occurred_at <= event.timestamp
        if event.envelope.actor == SYSTEM:
            assert event.occurred_at >= last_decided, "nothing happens before what led to it"
        if not event.envelope.late_reason:
            last_decided = event.occurred_at
        if follows is None or follows.envelope.command_id != event.envelope.command_id:
            somebody_owes_something(state)
        a_close_has_three_signers(event, before)
        a_level_comes_once(event, before, issued)
        the_date_moves_only_by_its_events(event, before, state)
    assert state == casework.load(case_id).state, "replay from bytes is the cached state"


def the_days_in_all_hands_add_up(events: Sequence[Event], casework: Casework, now: datetime) -> None:
    """Whatever happened, the working days in all hands are those of the time in which the problem was open."""
    rows = list(rows_after(events))
    held = list(hands(events, rows, now, casework.calendar))
    assert sum(hand.working_days for hand in held) == sum(open_days(events, casework, now))
    for before, after in pairwise(held):
        assert before.until is not None
        assert before.until <= after.since


def lateness_is_parted_without_rest(events: Sequence[Event], casework: Casework, now: datetime) -> None:
    """Whoever was responsible in turn: the days of lateness told of all of them are those of the problem."""
    basis = Viewpoint(now=now).basis(0, final=False)
    told = reckon(events, basis, casework.calendar)
    parted = [
        entry.working_days
        for entry in entries(told, casework.calendar, casework.vault.reveal)
        if entry.kind is Kind.LATE
    ]
    assert sum(parted) == sum(span.wd for span in told.overdue_spans)


def open_days(events: Sequence[Event], casework: Casework, now: datetime) -> Iterator[int]:
    """Working days of each time it was open, from the states alone: after the day it began, to the day it ended."""
    state: Problem | None = None
    since: date | None = None
    for event in events:
        state = event.evolve(state)
        if since is None and state.stage not in ENDED:
            since = day_of(event.occurred_at)
        elif since is not None and state.stage in ENDED:
            yield casework.calendar.working_days(since, day_of(event.occurred_at))
            since = None
    if since is not None:
        yield casework.calendar.working_days(since, day_of(now))


def somebody_owes_something(problem: Problem) -> None:
    """I-2: every open problem in an armed state has a live obligation, and at most one of each kind.

    What lies in a pool waits for the draw, a finished parent for its children: there it is owed.
    """
    duties = [owed.duty for owed in problem.obligations]
    assert len(duties) == len(set(duties))
    waits = problem.current.pooled or (problem.stage is Stage.CLOSE_PENDING and problem.open_children)
    assert duties or problem.stage in ENDED or problem.stage is Stage.REGISTERED or waits


def a_close_has_three_signers(event: Event, before: Problem | None) -> None:
    """I-3: two other signers, four checks, an accepted submission."""
    if isinstance(event, ProblemClosed):
        assert before is not None
        signed = before.current
        assert event.completed_at == before.completed_at
        assert signed.submitters
        assert signed.recheckers
        assert not set(signed.submitters) & set(signed.recheckers)
        assert event.by.person not in (*signed.submitters, *signed.recheckers)
        assert set(event.checks) == set(FourCheck)
        assert all(result.ok for result in event.checks.values())


def a_level_comes_once(event: Event, before: Problem | None, issued: Counter[tuple[int, Level]]) -> None:
    """I-7: inside an episode a level never decreases, and each is issued at most once."""
    reached = isinstance(event, EscalationProposed) or (isinstance(event, EscalationReached) and not event.supervising)
    if reached:
        assert before is not None
        assert event.level > before.level  # type: ignore[attr-defined]
        issued[before.cycle, event.level] += 1  # type: ignore[attr-defined]
        assert max(issued.values()) == 1


def the_date_moves_only_by_its_events(event: Event, before: Problem | None, after: Problem) -> None:
    """I-8. A claim dates only an undated immediate problem; a plan only an undated one; sent back, it has no date."""
    if before is None or before.due == after.due:
        return
    assert isinstance(event, MOVES_THE_DATE)
    if isinstance(event, PlanApproved | ProblemClaimed):
        assert before.due is None
    if isinstance(event, RefusalUpheld):
        assert after.due is None


# --- the tables of a moment ---


def table_at(casework: Casework, view: Viewpoint) -> Table:
    return fold(casework.recorder, view, apply)[0]


def whole_is_the_sum_of_its_parts(casework: Casework, campaign: str, table: Table, now: datetime) -> None:
    """I-1: total = closed + open in every row and in the sum, and every counted problem stands in one row."""
    mine = [row for row in table.values() if row.campaign == campaign]
    printed = summarise(mine, casework.packs[campaign], Viewpoint(now=now).basis(0, final=False))
    for row in (*printed.rows, printed.total):
        assert row.found.count == row.closed.count + row.rectifying.count
    assert printed.total.found.count == sum(row.found.count for row in printed.rows)
    listed = Counter(number for row in printed.rows for number in (*row.found.problems, *row.opening.problems))
    assert listed == Counter(row.problem_no for row in mine if row.stage not in NOT_COUNTED)


def what_was_known_then_stays(casework: Casework, then: datetime, table: Table, now: datetime) -> None:
    """I-5: as of then, known then, never changes; I-6: what is known later differs by what was entered later only."""
    assert table_at(casework, Viewpoint(now=now, as_of=then, known_at=then)) == table
    entered_later = [e for e in read_all(casework.recorder) if e.event.occurred_at <= then < e.event.timestamp]
    known_now = table_at(casework, Viewpoint(now=now, as_of=then))
    if not entered_later:
        assert known_now == table
    touched = {entered.event.originator_id for entered in entered_later}
    assert {key: row for key, row in known_now.items() if key not in touched} == {
        key: row for key, row in table.items() if key not in touched
    }


@pytest.mark.long
def test_whatever_people_do_the_invariants_hold() -> None:
    ProblemsUnderWay.met.clear()
    ProblemsUnderWay.walked.clear()
    run_state_machine_as_test(
        ProblemsUnderWay,
        settings=walk(LIVES, STEPS),
    )
    elsewhere = {
        "MergeReceived",
        "DeadlineReset",
        "MajorProblemReported",
        "ContactRecorded",
        "LayerNotDrawn",
        "DrawnForLookBack",
        "LookBackNotDrawn",
        "LevelPaperStruck",
        "LevelPaperServed",
        "LevelPaperReceived",
        "ChildFinished",
        "ChildReopened",
    }
    wanted = {*Stage, *(cls.__name__ for cls in PROBLEM_EVENTS), *WAYS} - elsewhere
    never_met = sorted(name for name in wanted if not ProblemsUnderWay.met[name])
    assert never_met == []
    print(f"{ProblemsUnderWay.walked.total()} commands, of which accepted {ProblemsUnderWay.walked['accepted']}")
    assert ProblemsUnderWay.walked.total() >= LEAST
