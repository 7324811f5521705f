"""Anybody does anything at any time to a few households: what must hold all the same (I-2, I-4, I-9, I-11, I-12).

Two caseworks are given the same commands. In one every moment happens at its own instant, as by timers that are never
late; the other sleeps, and each command finds the moments past. Their histories must not differ.
"""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from typing import ClassVar
from uuid import UUID

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from msgspec.structs import replace

from domain.calendar import local_date
from domain.case import Command
from domain.casework import Caller, Casework
from domain.event_table import MONITORING_EVENTS
from domain.lifecycle import MONITORING as LIFECYCLE
from domain.monitoring_case.assisting import (
    AdjustPlan,
    PlanEntryDraft,
    PlanMeasureDraft,
    RecordAid,
    RecordUrgentAid,
    RecordVisit,
    SetPlan,
)
from domain.monitoring_case.clearing import ApproveClearance, ProposeClearance, RejectClearance
from domain.monitoring_case.entering import ApproveCase, CaseEntered, EnterSystem, RejectCase, ReviewByTown
from domain.monitoring_case.following_up import EndCase, EndReason, RecordFollowUp, RelapseFound, ReportRelapse
from domain.monitoring_case.household_register import (
    AidKind,
    HouseholdRegister,
    RecordAidGiven,
    register_of,
)
from domain.monitoring_case.matching import MatchData
from domain.monitoring_case.monitoring_case import (
    BEFORE_ENTRY,
    OVER,
    ClearanceMode,
    ClueSource,
    HouseholdKind,
    MonitorClass,
    MonitoringCase,
    MonitorStage,
)
from domain.monitoring_case.procedure import ProcedureStep
from domain.monitoring_case.reviewing import EndNotice, HoldReview, RaiseObjection, ReviewHeld
from domain.monitoring_case.verifying import RecordConsent, RecordMembers
from domain.policy import Duty
from domain.refusal import Refused
from projections.as_of import Viewpoint, fold
from projections.ledger import apply as apply_problem
from projections.monitoring_ledger import MonitoringRow, apply
from projections.summary import summarise
from tests.monitoring_case.acts import AGREED, FAMILY, MET, PAPER, POOR, POSTED, clue, verification
from tests.monitoring_case.people import (
    APPROVER,
    GRID_WORKER,
    HELP_CONTACT,
    INSURER,
    OTHER_CADRE,
    RESIDENT,
    SECOND_APPROVER,
    TOWN_REVIEWER,
)
from tests.monitoring_case.story import TWO_NOTICES, TWO_REVIEWS, staffed
from tests.problem.people import BYSTANDER, CADRE, CHECKER, OFFICE, VILLAGE
from tests.problem.story import instant, punctual_moments, stored_events
from tests.walking import walk

LIVES, STEPS, LEAST = 300, 40, 10_000
"""``LEAST``: commands given; a stretch that goes well is many of them in one step."""

PEOPLE = (
    *(CADRE, GRID_WORKER, HELP_CONTACT, RESIDENT, OTHER_CADRE, TOWN_REVIEWER, CHECKER),
    *(APPROVER, SECOND_APPROVER, INSURER, OFFICE, BYSTANDER),
)
HOUSEHOLDS = ("household/1", "household/2")
CAMPAIGNS = ("xiaoxian_2022", TWO_NOTICES, TWO_REVIEWS, "")
HOURS = st.sampled_from((0, 1, 3, 15, 24, 24, 48, 120, 120, 144, 720, 4500))
FEW_HOURS = st.sampled_from((0, 1, 3, 24))

Given = tuple[Command, str]
AID = RecordAidGiven(HOUSEHOLDS[0], VILLAGE, AidKind.INCOME, "临时救助", (PAPER,))
URGENT = RecordUrgentAid(AidKind.MEDICAL, "先行救助", (PAPER,))
DIED = EndCase(EndReason.DIED, "去世", (PAPER,))
FELL_BACK = ReportRelapse(ClueSource.FOLLOW_UP, (POOR,), "停产")
BIGGER = RecordMembers((*FAMILY, FAMILY[0]), "添丁")
REJECTED = RejectCase("不符合", "已告知")


def plan_for(case: MonitoringCase) -> tuple[PlanEntryDraft, ...]:
    """A plan that answers every risk for every member."""
    measure = PlanMeasureDraft("帮扶", tuple(risk.kind for risk in case.risks))
    return tuple(PlanEntryDraft(member.ref, (measure,)) for member in case.members)


def next_step(case: MonitoringCase) -> list[Given]:
    """What comes next by the procedure, done by whoever may; now and then it goes otherwise."""
    poster = TOWN_REVIEWER if ProcedureStep.TOWN_REVIEW in case.done else CADRE
    match case.ahead[:1]:
        case (ProcedureStep.REVIEW_MEETING,):
            return [(MET, CADRE), (HoldReview("会议记录", 20, 4), CADRE), (REJECTED, TOWN_REVIEWER)]
        case (ProcedureStep.PUBLIC_NOTICE,):
            return [(POSTED, poster), (POSTED, CADRE), (EndNotice(), CADRE), (RaiseObjection("异议"), BYSTANDER)]
        case (ProcedureStep.TOWN_REVIEW,):
            return [(ReviewByTown("同意"), TOWN_REVIEWER), (EndNotice(), CADRE), (POSTED, CADRE)]
        case (ProcedureStep.COUNTY_APPROVAL,) if case.clearing:
            return [(ApproveClearance(AGREED), APPROVER), (ApproveClearance(), APPROVER)]
        case (ProcedureStep.COUNTY_APPROVAL,):
            return [(ApproveCase(MonitorClass.UNSTABLE), by) for by in (APPROVER, SECOND_APPROVER)]
    return []


def likely_acts(case: MonitoringCase, today: date) -> list[Given]:
    """What people would do next with a household that stands so."""
    stage = case.stage
    if stage in OVER:
        return [(DIED, TOWN_REVIEWER), (FELL_BACK, HELP_CONTACT)]
    if stage is MonitorStage.CLUE:
        return [
            *([] if case.consented else [(RecordConsent((PAPER,)), CADRE)]),
            *([] if case.matched else [(MatchData("正常"), INSURER)]),
            *((verification(), person) for person in (GRID_WORKER, HELP_CONTACT, RESIDENT)),
            (verification(positive=False), GRID_WORKER),
            (URGENT, TOWN_REVIEWER),
        ]
    if stage is MonitorStage.IN_NOTICE:
        return [(RaiseObjection("有异议"), BYSTANDER), (URGENT, INSURER), (EndNotice(), CADRE)]
    if stage is MonitorStage.APPROVED:
        return [(EnterSystem("3413"), TOWN_REVIEWER), (EnterSystem("3413", today), CHECKER)]
    if stage is MonitorStage.ENTERED:
        plan = plan_for(case)
        return [(SetPlan(plan, TOWN_REVIEWER), HELP_CONTACT), (SetPlan(plan, HELP_CONTACT), TOWN_REVIEWER)]
    if stage is MonitorStage.ASSISTED:
        long_ago = today - timedelta(days=200)
        adjusted = case.plan is not None and case.plan.version > 1
        return [
            *([] if adjusted else [(AdjustPlan(plan_for(case), "调整"), HELP_CONTACT)]),
            *((ProposeClearance(mode, long_ago, "稳定"), CADRE) for mode in ClearanceMode),
            (RecordVisit("正常", today), CADRE),
            *[(RecordAid(AidKind.JOB, "上岗"), HELP_CONTACT)] * 2,
            (BIGGER, CADRE),
            (ProposeClearance(ClearanceMode.NATURAL, today, "稳定"), CADRE),
        ]
    if stage is MonitorStage.FOLLOW_UP:
        return [(RecordFollowUp("正常"), HELP_CONTACT), (FELL_BACK, HELP_CONTACT), (FELL_BACK, CADRE)]
    refusal: Given = (RejectClearance("不稳定"), APPROVER) if case.clearing else (REJECTED, APPROVER)
    return [*next_step(case), refusal, (BIGGER, GRID_WORKER), (URGENT, TOWN_REVIEWER)]


class HouseholdsAtRisk(RuleBasedStateMachine):
    """Two households, whoever finds, verifies, reviews, helps and clears them, in any order, at any time."""

    met: ClassVar[Counter[str]] = Counter()
    walked: ClassVar[Counter[str]] = Counter()
    """Commands given, by what came of them."""

    @initialize(campaign=st.sampled_from(CAMPAIGNS))
    def begin(self, campaign: str) -> None:
        self.awake, self.asleep = staffed(), staffed()
        self.now = instant("2022-08-08 09:00")
        self.steps = 0
        self.cases: list[UUID] = []
        self.over: set[UUID] = set()
        self.somebody_finds_a_household(HOUSEHOLDS[0], campaign, GRID_WORKER, 0)

    # --- what people do ---

    @precondition(lambda self: len(self.over) >= len(self.cases) - 1)
    @rule(
        household=st.sampled_from(HOUSEHOLDS),
        campaign=st.sampled_from(CAMPAIGNS),
        by=st.sampled_from((CADRE, GRID_WORKER, TOWN_REVIEWER, APPROVER, OFFICE)),
        hours=FEW_HOURS,
    )
    def somebody_finds_a_household(self, household: str, campaign: str, by: str, hours: int) -> None:
        self.pass_hours(hours)
        self.give(clue(household, campaign, HouseholdKind.LIFTED), by, None)

    @rule(dice=st.data(), hours=HOURS, late=st.booleans())
    def somebody_does_what_comes_next(self, dice: st.DataObject, hours: int, late: bool) -> None:
        self.pass_hours(hours)
        case = self.one_of_the_cases(dice)
        likely = likely_acts(case, local_date(self.now))
        self.give(*dice.draw(st.sampled_from(likely)), case.id, timedelta(hours=2 if late else 0))

    @rule(dice=st.data(), acts=st.integers(6, 16), hours=FEW_HOURS)
    def things_go_well_for_a_while(self, dice: st.DataObject, acts: int, hours: int) -> None:
        case_id = self.one_of_the_cases(dice).id
        for _ in range(acts):
            self.pass_hours(hours)
            case = self.at_this_instant(case_id)
            if case.stage in OVER:
                return
            likely = likely_acts(case, local_date(self.now))
            well = dice.draw(st.integers(0, 3)) > 0
            self.give(*(likely[0] if well else dice.draw(st.sampled_from(likely))), case_id)
            if well and self.at_this_instant(case_id).in_notice:
                self.pass_hours(130)

    @rule(dice=st.data(), stage=st.sampled_from(MonitorStage), by=st.sampled_from(PEOPLE), hours=FEW_HOURS)
    def somebody_does_anything(self, dice: st.DataObject, stage: MonitorStage, by: str, hours: int) -> None:
        self.pass_hours(hours)
        case = self.one_of_the_cases(dice)
        likely = likely_acts(replace(case, stage=stage), local_date(self.now))
        command, _ = dice.draw(st.sampled_from(likely))
        self.give(command, by, case.id)

    @rule(household=st.sampled_from(HOUSEHOLDS), hours=HOURS)
    def somebody_helps_beside_the_cases(self, household: str, hours: int) -> None:
        self.pass_hours(hours)
        self.give(replace(AID, household_ref=household), INSURER, None)

    # --- one command, in both caseworks ---

    def give(self, command: Command, by: str, case_id: UUID | None, late: timedelta = timedelta()) -> None:
        self.steps += 1
        caller = Caller(
            person=by,
            command_id=f"step/{self.steps}",
            recorded_at=self.now,
            occurred_at=self.now - late if late else None,
            late_reason="漏报" if late else "",
        )
        if case_id is not None:
            list(punctual_moments(self.awake, case_id, self.now))
        answers = [outcome(casework, command, caller, case_id) for casework in (self.awake, self.asleep)]
        assert answers[0] == answers[1], "whether timers were in time changes no answer"
        self.walked["accepted" if isinstance(answers[0], UUID) else answers[0]] += 1
        self.met[answers[0] if isinstance(answers[0], str) else type(command).__name__] += 1
        if isinstance(answers[0], UUID) and not isinstance(command, RecordAidGiven):
            assert case_id not in self.over, "what is over accepts nothing (I-4)"
            assert told(self.awake, answers[0]) == told(self.asleep, answers[0])
            self.learn_of(answers[0])

    def learn_of(self, case_id: UUID) -> None:
        if case_id not in self.cases:
            self.cases.append(case_id)
        last = stored_events(self.asleep, case_id)
        self.cases += [e.next_case for e in last if isinstance(e, RelapseFound) and e.next_case not in self.cases]
        self.over = {case_id for case_id in self.cases if self.asleep.load(case_id).state.stage in OVER}

    def pass_hours(self, hours: int) -> None:
        """The calendar ends some day; nobody lives longer than that."""
        if self.now < instant("2025-06-01 09:00"):
            self.now += timedelta(hours=hours)

    def one_of_the_cases(self, dice: st.DataObject) -> MonitoringCase:
        return self.at_this_instant(dice.draw(st.sampled_from(self.cases)))

    def at_this_instant(self, case_id: UUID) -> MonitoringCase:
        list(punctual_moments(self.awake, case_id, self.now))
        state: MonitoringCase = self.awake.load(case_id).state
        return state

    # --- what must hold ---

    @invariant()
    def every_case_owes_what_its_stage_says(self) -> None:
        """I-2: at least one live duty in an armed state, at most one of each kind; none when it is over."""
        for case in self.each_case():
            duties = [owed.duty for owed in case.obligations]
            assert len(duties) == len(set(duties))
            assert set(duties) >= {OWED[case.stage]} if case.stage in OWED else not duties
            assert (Duty.NOTICE_END in duties) or case.stage is not MonitorStage.IN_NOTICE

    @invariant()
    def a_household_has_one_open_case(self) -> None:
        """I-11, and the register says the same as the cases."""
        for household in HOUSEHOLDS:
            mine = [case for case in self.each_case() if case.household.ref == household]
            opened = [case.id for case in mine if case.stage not in OVER]
            assert len(opened) <= 1
            register = self.register(household)
            assert [register.open_case] == (opened or [None])
            assert register.episodes == len(mine)
            assert sorted(case.episode for case in mine) == list(range(1, len(mine) + 1))

    @rule()
    def somebody_asks_for_the_tables(self) -> None:
        """I-9: the rows of a campaign hold each proposed case once, and the total holds them all."""
        log, view = self.asleep.recorder, Viewpoint(now=self.now + timedelta(days=1))
        problems, basis = fold(log, view, apply_problem)
        rows = [row for row in fold(log, view, apply)[0].values() if isinstance(row, MonitoringRow)]
        for campaign in CAMPAIGNS[:-1]:
            of_it = [problem for problem in problems.values() if problem.campaign == campaign]
            mine = [row for row in rows if row.campaign == campaign]
            table = summarise(of_it, self.asleep.packs[campaign], basis, mine)
            counted = Counter(number for row in table.rows for number in row.households.problems)
            assert counted == Counter(self.last_proposed(campaign).values())
            assert table.total.households.count == counted.total()
            assert table.total.members == sum(row.members for row in table.rows)

    def last_proposed(self, campaign: str) -> dict[str, str]:
        """The number of the last proposed episode of each household."""
        episodes = sorted(self.each_case(), key=lambda case: case.episode)
        return {case.household.ref: case.monitor_no for case in episodes if self.proposed(case, campaign)}

    def proposed(self, case: MonitoringCase, campaign: str) -> bool:
        """Verified positive, met about, not rejected: by the events of the case."""
        if case.campaign != campaign or not case.positive or case.stage is MonitorStage.REJECTED:
            return False
        history = stored_events(self.asleep, case.id)
        return any(isinstance(event, ReviewHeld) and event.passed and not event.clearing for event in history)

    def each_case(self) -> list[MonitoringCase]:
        return [self.asleep.load(case_id).state for case_id in getattr(self, "cases", ())]

    def register(self, household: str) -> HouseholdRegister:
        return self.asleep.load(register_of(household)).state or HouseholdRegister()

    def teardown(self) -> None:
        """Every late entry in a campaign raised one problem, and replay from bytes is the cached state."""
        if not getattr(self, "cases", ()):
            return
        self.somebody_asks_for_the_tables()
        late_entries = 0
        for case_id in self.cases:
            state: MonitoringCase | None = None
            for event in stored_events(self.asleep, case_id):
                before, state = state, event.evolve(state)
                assert state is not None
                if before is None or before.stage is not state.stage:
                    self.met[f"{type(event).__name__} -> {state.stage}"] += 1
                self.met.update((type(event).__name__, state.stage))
                assert event.occurred_at <= event.timestamp
                late_entries += isinstance(event, CaseEntered) and event.late and event.envelope.campaign != ""
            assert state == self.asleep.load(case_id).state
        raised = self.asleep.recorder.select_notifications(None, 100_000, topics=["problem.registered"])
        assert len(raised) == late_entries


OWED = {
    **dict.fromkeys(BEFORE_ENTRY, Duty.MONITOR_ENTRY),
    MonitorStage.ENTERED: Duty.HOUSEHOLD_PLAN,
    MonitorStage.ASSISTED: Duty.VISIT,
    MonitorStage.CLEAR_REVIEW: Duty.VISIT,
    MonitorStage.FOLLOW_UP: Duty.FOLLOW_UP,
}


def outcome(casework: Casework, command: Command, caller: Caller, case_id: UUID | None) -> UUID | str:
    """The case, or the code of the refusal, which leaves no event anywhere; given again it adds nothing (I-12)."""
    position = casework.recorder.max_notification_id()
    try:
        recorded = casework.handle(command, caller, case_id)
    except Refused as refusal:
        assert casework.recorder.max_notification_id() == position
        return refusal.code
    again = casework.handle(command, caller, case_id)
    assert (again.version, again.events) == (recorded.version, ())
    return recorded.case_id


def told(casework: Casework, case_id: UUID) -> list[tuple[object, ...]]:
    """What happened: everything but when and by what cause it was recorded."""
    return [(type(e), e.originator_version, e.occurred_at, e.envelope.actor) for e in stored_events(casework, case_id)]


@pytest.mark.long
def test_whatever_people_do_the_invariants_hold() -> None:
    HouseholdsAtRisk.met.clear()
    HouseholdsAtRisk.walked.clear()
    run_state_machine_as_test(
        HouseholdsAtRisk,
        settings=walk(LIVES, STEPS),
    )
    met = HouseholdsAtRisk.met
    elsewhere = {"MonitoringDeadlinesReset"}
    assert [cls.__name__ for cls in MONITORING_EVENTS if not met[cls.__name__] and cls.__name__ not in elsewhere] == []
    assert [stage for stage in MonitorStage if not met[stage]] == []
    ways = {f"{move.event.__name__} -> {to}" for move in LIFECYCLE for to in move.to}
    assert sorted(way for way in ways if not met[way]) == []
    print(f"{HouseholdsAtRisk.walked.total()} commands, of which accepted {HouseholdsAtRisk.walked['accepted']}")
    assert HouseholdsAtRisk.walked.total() >= LEAST
