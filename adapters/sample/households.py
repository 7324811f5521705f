"""The life of a household at risk: found, verified, reviewed, entered, helped, cleared, and seen again each quarter."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from random import Random
from uuid import UUID

from adapters.sample.case_life import CaseLife
from adapters.sample.county import County, Village
from adapters.sample.findings import CAMPAIGN, some_site
from adapters.sample.passing_time import Life, PassingTime
from adapters.sample.problems import ProblemLife
from domain.monitoring_case.assisting import PlanEntryDraft, PlanMeasureDraft, RecordAid, RecordVisit, SetPlan
from domain.monitoring_case.clearing import Acknowledgement, ApproveClearance, ProposeClearance
from domain.monitoring_case.entering import ApproveCase, CaseEntered, EnterSystem, RejectCase, ReviewByTown
from domain.monitoring_case.following_up import EndCase, EndReason, RecordFollowUp, RelapseFound, ReportRelapse
from domain.monitoring_case.household_register import AidKind, HouseholdRegister, register_of
from domain.monitoring_case.monitoring_case import (
    ClearanceMode,
    ClueSource,
    HouseholdKind,
    MonitorClass,
    MonitoringCase,
    MonitorStage,
    Risk,
    RiskKind,
)
from domain.monitoring_case.procedure import ProcedureStep
from domain.monitoring_case.reviewing import EndNotice, HoldReview, PostNotice, RaiseObjection
from domain.monitoring_case.verifying import MemberDraft, RecordConsent, RegisterClue, VerifyHousehold
from domain.policy import Duty
from domain.problem.problem import Problem

CLASSES = {
    HouseholdKind.LIFTED: MonitorClass.UNSTABLE,
    HouseholdKind.MARGINAL: MonitorClass.MARGINAL,
    HouseholdKind.ORDINARY: MonitorClass.SUDDEN,
}
KIND_OF = {"脱贫户": HouseholdKind.LIFTED, "边缘易致贫户": HouseholdKind.MARGINAL, "一般农户": HouseholdKind.ORDINARY}
HALF_A_YEAR = timedelta(days=186)


class HouseholdLife(CaseLife):
    """The people around one household."""

    LATE = 60

    def __init__(self, county: County, passing: PassingTime, chance: Random) -> None:
        super().__init__(county, passing, chance)
        self.village: Village
        self.visits = 0

    def from_the_beginning(self, number: int) -> Life:
        command = self.clue_of_a_problem() or self.clue_of_its_own(number)
        self.case_id = self.passing.give(command, self.village.grid_worker).case_id
        yield self.passing.in_days(self.chance, 0, 2)
        yield from self.goes_on()

    def clue_of_its_own(self, number: int) -> RegisterClue:
        self.town, self.village = some_site(self.county, self.chance)
        return RegisterClue(
            self.chance.choice((ClueSource.SELF_REPORT, ClueSource.FIELD_CHECK, ClueSource.DEPARTMENT_ALERT)),
            f"sample-monitored-{number}",
            f"监测户主{number}",
            self.village.name,
            self.risks(),
            "家庭支出骤增，生活困难",
            self.chance.choice(tuple(HouseholdKind)),
            CAMPAIGN,
        )

    def clue_of_a_problem(self) -> RegisterClue | None:
        """问题转入: some come from what was found in a household that has no open case."""
        if not self.county.at_risk or not self.happens(300):
            return None
        problem = self.passing.state(self.county.at_risk.pop())
        assert isinstance(problem, Problem)
        assert problem.household is not None
        ref = problem.household.ref
        register = self.passing.state(register_of(ref))
        if isinstance(register, HouseholdRegister) and register.open_case is not None:
            return None
        self.town = next(town for town in self.county.towns if town.unit.name == problem.place.town)
        self.village = next(village for village in self.town.villages if village.name == problem.place.village)
        kind, name = KIND_OF[problem.household.kind], f"{self.village.name}户主"
        risks, detail = self.risks(), "排查问题时发现家庭生活困难"
        return RegisterClue(
            ClueSource.PROBLEM, ref, name, self.village.name, risks, detail, kind, CAMPAIGN, problem=problem.id
        )

    def of(self, case_id: UUID) -> Life:
        """The life of a further episode."""
        self.case_id = case_id
        self.town = next(town for town in self.county.towns if town.unit.name == self.case.place.town)
        self.village = next(village for village in self.town.villages if village.name == self.case.unit)
        yield self.passing.in_days(self.chance, 0, 1)
        yield from self.goes_on()

    def goes_on(self) -> Life:
        while (step := STEPS.get(self.case.stage)) is not None:
            yield from step(self)

    @property
    def case(self) -> MonitoringCase:
        case = self.passing.state(self.case_id)
        assert isinstance(case, MonitoringCase)
        return case

    def risks(self) -> tuple[Risk, ...]:
        return tuple(Risk(kind) for kind in self.chance.sample(tuple(RiskKind), self.chance.randint(1, 2)))

    # --- 核实 评议 公示 审核 审定 录入 ---

    def clue(self) -> Life:
        self.observe(RecordConsent(self.proof()), self.village.cadre)
        yield self.passing.in_days(self.chance, 0, 1)
        members = tuple(MemberDraft(f"家庭成员{n}", under_age=n > 3) for n in range(1, self.chance.randint(1, 5) + 1))
        seen = VerifyHousehold(
            self.village.grid_worker,
            self.happens(850),
            members,
            income=self.chance.randrange(5_000, 12_000),
            spending=self.chance.randrange(3_000, 15_000),
            education=True,
            medical=self.happens(900),
            housing=self.happens(900),
            water=True,
            record="两人入户核实，情况属实",
        )
        self.observe(seen, self.village.contact)
        yield self.passing.in_days(self.chance, 0, 1)

    def in_procedure(self) -> Life:
        """The next step of the procedure, whichever it is, into monitoring or out of it."""
        case = self.case
        if not case.positive:
            self.give(RejectCase("经核实不符合监测条件", "已向农户说明"), self.town.checkers[0])
            return
        if case.done[-1:] == (ProcedureStep.PUBLIC_NOTICE,) and not case.notice_signed:
            self.give(EndNotice(), self.village.cadre)
            yield self.passing.in_days(self.chance, 0, 0)
        yield from PROCEDURE[case.ahead[0]](self)

    def review(self) -> Life:
        attendance = self.chance.randint(15, 40)
        self.give(HoldReview("评议会记录", attendance, attendance - self.chance.randint(0, 5)), self.village.cadre)
        yield self.passing.in_days(self.chance, 0, 1)

    def notice(self) -> Life:
        self.give(PostNotice("拟纳入或退出监测名单公示"), self.village.cadre)
        yield from self.notice_hangs()

    def notice_hangs(self) -> Life:
        if self.happens(30):
            yield self.passing.in_days(self.chance, 1, 1)
            if self.passing.now < self.notice_ends:  # not when a long holiday lies between
                self.give(RaiseObjection("对家庭收入情况有异议"), self.village.cadre)
                yield self.passing.in_days(self.chance, 1, 2)
                return
        until = self.notice_ends
        yield self.passing.on((until + timedelta(hours=16)).date(), self.chance)

    @property
    def notice_ends(self) -> datetime:
        until = self.case.notice_until
        assert until is not None
        return until

    def town_reviews(self) -> Life:
        self.give(ReviewByTown("情况属实，同意上报"), self.town.checkers[1])
        yield self.passing.in_days(self.chance, 0, 1)

    def county_decides(self) -> Life:
        case = self.case
        if case.clearing:
            asked = Acknowledgement(True, self.village.grid_worker, "当面")
            self.give(ApproveClearance(asked), self.county.approver)
        elif self.happens(960):
            self.give(ApproveCase(CLASSES[case.household.kind]), self.county.approver)
        else:
            self.give(RejectCase("收入高于监测范围", "已书面答复农户"), self.county.approver)
        yield self.passing.in_days(self.chance, 0, 1 if self.happens(900) else 9)

    def approved(self) -> Life:
        entry = EnterSystem(f"JC{self.case.monitor_no}")
        recorded = self.passing.give(entry, self.town.checkers[0], self.case_id)
        for event in recorded.events:
            if isinstance(event, CaseEntered) and event.problem is not None:
                problem = ProblemLife(self.county, self.passing, self.passing.random("late entry", event.problem))
                self.passing.begin(self.passing.in_days(self.chance, 1, 1), problem.of(event.problem))
        yield self.passing.in_days(self.chance, 1, 6)

    # --- 帮扶 消除 持续关注 ---

    def entered(self) -> Life:
        kinds = tuple(risk.kind for risk in self.case.risks)
        measures = (PlanMeasureDraft("落实救助政策，安排公益岗位", kinds),)
        entries = tuple(PlanEntryDraft(member.ref, measures) for member in self.case.members)
        self.give(SetPlan(entries, self.town.checkers[2]), self.village.contact)
        yield self.passing.in_days(self.chance, 5, 18)

    def assisted(self) -> Life:
        """A visit each month, help now and then; after half a year or more the risk may be gone."""
        self.observe(RecordVisit("走访了解收入和生活情况"), self.village.contact)
        self.visits += 1
        if self.happens(250):
            self.observe(RecordAid(self.chance.choice(tuple(AidKind)), "帮扶措施已落实"), self.village.contact)
        yield self.passing.in_days(self.chance, 15, 21)
        if self.visits > 8 and self.case.stage is MonitorStage.ASSISTED and self.happens(350):
            since = self.passing.today - HALF_A_YEAR
            proposal = ProposeClearance(ClearanceMode.ASSISTED, since, "收入持续稳定，风险已消除")
            self.give(proposal, self.village.cadre)
            yield self.passing.in_days(self.chance, 0, 2)

    def followed_up(self) -> Life:
        owed = self.case.owes(Duty.FOLLOW_UP)
        assert owed is not None
        yield self.passing.on(owed.due.on - timedelta(days=self.chance.randint(1, 40)), self.chance)
        if self.happens(30):
            self.give(EndCase(EndReason.MOVED_AWAY, "整户迁出", self.proof()), self.town.checkers[0])
        elif self.happens(40):
            again = ReportRelapse(ClueSource.FOLLOW_UP, self.risks(), "收入再次下降")
            for event in self.passing.give(again, self.village.grid_worker, self.case_id).events:
                if isinstance(event, RelapseFound):
                    chance = self.passing.random("episode", event.next_case)
                    next_episode = HouseholdLife(self.county, self.passing, chance)
                    self.passing.begin(self.passing.now, next_episode.of(event.next_case))
        else:
            self.observe(RecordFollowUp("持续关注，情况稳定"), self.village.contact)


Step = Callable[[HouseholdLife], Life]
STEPS: dict[MonitorStage, Step] = {
    MonitorStage.CLUE: HouseholdLife.clue,
    MonitorStage.VERIFIED: HouseholdLife.in_procedure,
    MonitorStage.REVIEWED: HouseholdLife.in_procedure,
    MonitorStage.IN_NOTICE: HouseholdLife.notice_hangs,
    MonitorStage.NOTICED: HouseholdLife.in_procedure,
    MonitorStage.TOWN_OK: HouseholdLife.in_procedure,
    MonitorStage.CLEAR_REVIEW: HouseholdLife.in_procedure,
    MonitorStage.APPROVED: HouseholdLife.approved,
    MonitorStage.ENTERED: HouseholdLife.entered,
    MonitorStage.ASSISTED: HouseholdLife.assisted,
    MonitorStage.FOLLOW_UP: HouseholdLife.followed_up,
}
PROCEDURE: dict[ProcedureStep, Step] = {
    ProcedureStep.REVIEW_MEETING: HouseholdLife.review,
    ProcedureStep.PUBLIC_NOTICE: HouseholdLife.notice,
    ProcedureStep.TOWN_REVIEW: HouseholdLife.town_reviews,
    ProcedureStep.COUNTY_APPROVAL: HouseholdLife.county_decides,
}
