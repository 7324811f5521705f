"""Anybody does anything at any time: what must hold all the same (invariants I-2, I-3, I-7, I-8 of the domain).

Two caseworks are given the same commands. In one every moment happens at its own instant, as by timers that are never
late; the other sleeps, and each command finds the moments past. Their histories must not differ.
"""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from random import Random
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from msgspec.structs import replace

from domain.calendar import local_date
from domain.case import Command
from domain.casework import Caller, Casework
from domain.check_pool import pool_id
from domain.event_table import PROBLEM_EVENTS
from domain.events import SYSTEM, Event
from domain.item_checks import ItemCheck, ItemOutcome
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
from domain.problem.planning import ApprovePlan, MeasureDraft, PlanApproved, ReturnPlan, SubmitPlan
from domain.problem.problem import ENDED, Problem, Stage
from domain.problem.rechecking import EscalationProposed, EscalationReached, FourCheck, PassLayer, RecordContact
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
from tests.problem.acts import MEASURES, NOT_EFFECTIVE, PHOTO, closing, finding
from tests.problem.people import (
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

LIVES, STEPS = 250, 40
ON_TIME = timedelta()

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


def likely_acts(problem: Problem, today: date) -> list[Given]:
    """What people would do next with a problem that stands so."""
    in_days = [today + timedelta(days=days) for days in (0, 1, 4, 9, 30)]
    handed_in = SubmitForRecheck("已改完", (LEADER, PERSON), tuple(range(1, len(problem.measures) + 1)), (PHOTO,))
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
        working += [(answer, by) for answer in answers for by in (OFFICE, SECOND_OFFICE)]
    resting: list[Given] = [(CorrectDetails("看错了", content="改"), OFFICE), (Resume("可以做了"), OFFICE)]
    match problem.stage:
        case Stage.SUSPENDED:
            return resting
        case Stage.LONG_TERM:
            return [*resting, (ReviewLongTerm("在管", in_days[3]), INSPECTOR)]
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
            return [*((plan, PERSON) for plan in plans), *working, *extending]
        case Stage.PLAN_REVIEW:
            return [(ApprovePlan(), OFFICE), (ApprovePlan(), LEAD_DEPT), (ReturnPlan("重写"), OFFICE), *extending]
        case Stage.RECTIFYING:
            pausing: list[Given] = [
                (RequestSuspension(SuspendReason.DISASTER, "暴雨", in_days[3]), HEAD),
                (RequestLongTerm("长期", in_days[3], in_days[4]), HEAD),
                *((answer, by) for answer in (GrantPause(), DenyPause("可以完成")) for by in (OFFICE, GROUP_HEAD)),
                (Reassign(OTHER_TOWN, "改派"), OFFICE),
            ]
            return [*working, *working, *working, *extending, *pausing, *asides(problem, in_days)]
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


def asides(problem: Problem, in_days: list[date]) -> list[Given]:
    """What may happen beside the main path while a problem is worked on."""
    elsewhere = finding(problem.campaign, "SEC.WATER", town=OTHER_TOWN)
    return [
        (CorrectDetails("看错了", content="改"), OFFICE),
        (RequestVoid("登记错了", (PHOTO,)), OFFICE),
        (RequestDueCorrection(in_days[3], "笔误", "〔2022〕3号"), OFFICE),
        (RequestMerge(TWIN, "同一件事"), OFFICE),
        (DeriveProblem(elsewhere, OTHER_TOWN, in_days[4]), OFFICE),
        (OpenSweep((OTHER_TOWN,), "查一遍", in_days[2], entries=ONE_HOUSEHOLD), OFFICE),
        (RecordSweepCheck(OTHER_TOWN, (ItemCheck("H-01", ItemOutcome.CHECKED, "看过"),)), OTHER_HEAD),
        (SignSweep(OTHER_TOWN, "没有发现"), OTHER_HEAD),
        *((ApproveEscalation(level, "通报"), GROUP_HEAD) for level in (Level.CIRCULATE, Level.INTERVIEW)),
        (DeclineEscalation(Level.CIRCULATE, "已改"), GROUP_HEAD),
        (AnnotateEscalation(Level.WARN, "误报"), OFFICE),
        (DisposeAsUntrue("查无此事"), SECOND_OFFICE),
    ]


class Life:
    """One problem, and people who come and go as the dice say."""

    def __init__(self, dice: Random, met: Counter[str]) -> None:
        self.dice = dice
        self.met = met
        self.awake, self.asleep = staffed_casework(), staffed_casework()
        self.now = instant("2022-08-08 09:00")
        self.steps = 0
        self.case_id = UUID(int=0)
        self.compared = 0
        self.campaign = dice.choice(CAMPAIGNS)
        twin = RegisterProblem(finding(self.campaign, "SEC.WATER"))
        for casework in (self.awake, self.asleep):
            casework.handle(twin, Caller(person=INSPECTOR, command_id="twin", recorded_at=self.now))

    def lived(self) -> None:
        self.somebody_brings_it()
        for _ in range(STEPS):
            self.now += timedelta(hours=self.dice.choice(WAITS))
            if self.dice.random() < 0.8:
                self.somebody_does_what_comes_next()
            else:
                self.somebody_does_anything()
        self.nobody_does_anything_any_more()

    def somebody_brings_it(self) -> None:
        due_on = local_date(self.now) + timedelta(days=self.dice.randrange(25))
        command, by = self.dice.choice(first_acts(self.campaign, due_on))
        self.give(command, by, None)
        assert self.case_id.int, "every way of registering is accepted"

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

    def nobody_does_anything_any_more(self) -> None:
        self.now += timedelta(days=200)
        list(punctual_moments(self.awake, self.case_id, self.now))
        ahead = self.asleep.moments(self.asleep.problem(self.case_id))
        if ahead and ahead[0].at <= self.now:
            assert self.asleep.let(self.case_id, ahead[0].key, self.now, "a timer that overslept") == "acted"
        self.the_histories_agree()
        for casework in (self.awake, self.asleep):
            the_history_holds(casework, self.case_id, self.met)

    # --- one command, in both caseworks ---

    def give(self, command: Command, by: str, case_id: UUID | None, late: timedelta = ON_TIME) -> None:
        self.steps += 1
        print(self.now, by, command)  # the tale of a failure
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
        if isinstance(answers[0], UUID):
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


def somebody_owes_something(problem: Problem) -> None:
    """I-2: every open problem in an armed state has a live obligation, and at most one of each kind."""
    duties = [owed.duty for owed in problem.obligations]
    assert len(duties) == len(set(duties))
    assert duties or problem.stage in ENDED or problem.stage is Stage.REGISTERED or problem.current.pooled


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


def test_whatever_people_do_the_invariants_hold() -> None:
    met: Counter[str] = Counter()
    for number in range(LIVES):
        print(f"life {number}")
        Life(Random(number), met).lived()
    elsewhere = {"MergeReceived", "DeadlineReset", "MajorProblemReported", "ContactRecorded", "LayerNotDrawn"}
    wanted = {*Stage, *(cls.__name__ for cls in PROBLEM_EVENTS)} - elsewhere
    never_met = sorted(name for name in wanted if not met[name])
    assert never_met == []
