"""The life of a problem: what its people do at each stage, how soon, and what may go wrong.

A stage is asked for anew before each act: a deadline may have passed meanwhile. Shares are per mille of the problems
that come to that point; nothing here is measured, it only has to be like a county.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from random import Random
from uuid import UUID

from adapters.sample.case_life import LATE_REASON, CaseLife
from adapters.sample.county import COUNTY, County, Unit
from adapters.sample.passing_time import Life, PassingTime
from domain.case import Command
from domain.policy import Duty
from domain.problem.amending import ConfirmAmendment, RequestVoid
from domain.problem.claiming import (
    Claim,
    DisposeAsUntrue,
    OverturnRefusal,
    RefusalReason,
    RefuseClaim,
    UpholdRefusal,
)
from domain.problem.classification import AreaLevel, Mode, Scope, Severity
from domain.problem.closing import ApproveClose, Check, RefuseClose, Satisfaction
from domain.problem.finding import Finding
from domain.problem.looking_back import PassLookBack, ReportFalse, ReportRebound
from domain.problem.planning import ApprovePlan, MeasureDraft, ReturnPlan, SubmitPlan
from domain.problem.problem import LAYER_OF, Place, Problem, Stage
from domain.problem.rechecking import FourCheck, PassLayer, ReturnRectification
from domain.problem.rectifying import (
    AddEvidence,
    DenyExtension,
    GrantExtension,
    ReportProgress,
    RequestExtension,
    SubmitForRecheck,
    WithdrawSubmission,
)
from domain.problem.registering import Dispatch, RecordFixedOnSpot, RegisterProblem, RegisterSelfFound
from domain.problem.suspending import (
    DenyPause,
    GrantPause,
    RequestLongTerm,
    RequestSuspension,
    Resume,
    ReviewLongTerm,
    SuspendReason,
)

CAMPAIGN = "xiaoxian_2022"
CATEGORIES = (
    ("INCOME", 10), ("SEC.EDU", 4), ("SEC.MED", 5), ("SEC.HOUSE", 5), ("SEC.WATER", 4), ("MONITORING", 12),
    ("FUNDS", 10), ("INDUSTRY", 12), ("JOBS", 10), ("RELOCATION", 4), ("RECTIFY", 8), ("HABITAT", 8), ("BASICS", 8),
)  # fmt: skip
SEVERITIES = (Severity.ORDINARY, Severity.SERIOUS, Severity.MAJOR)
HOUSEHOLD_KINDS = ("脱贫户", "边缘易致贫户", "一般农户")
TEXTS = (
    "经入户核实，该项政策落实不到位，台账记录与实际情况不一致",
    "住房屋面渗漏，附属设施年久失修，未纳入维修计划",
    "帮扶联系人走访频次不足，走访记录缺少具体内容",
    "补助资金拨付滞后，公示资料不完整",
    "产业项目带动作用发挥不充分，收益分配未按时公示",
    "饮水设施管护责任未落实，水质检测资料缺失",
)
LONGEST_EXTENSION = 60  # days, by the policy
HOLDS = Check(True, "现场查看并核对资料，情况属实")


class ProblemLife(CaseLife):
    """The people around one problem."""

    LATE = 40

    def __init__(self, county: County, passing: PassingTime, chance: Random) -> None:
        super().__init__(county, passing, chance)
        self.unit: Unit
        self.rested = False

    # --- the whole life ---

    def from_the_beginning(self, number: int) -> Life:
        yield from self.begins(number)
        yield from self.goes_on()

    def of(self, case_id: UUID) -> Life:
        """The life of a problem that is there already, from where it stands."""
        self.case_id = case_id
        place = self.problem.place
        self.town = next((town for town in self.county.towns if town.unit.name == place.town), self.county.towns[0])
        units = (self.town.unit, *self.county.departments)
        self.unit = next((unit for unit in units if unit.name == self.problem.unit), self.town.unit)
        yield from self.goes_on()

    def goes_on(self) -> Life:
        while (step := STEPS.get(self.problem.stage)) is not None:
            before = self.problem.version
            yield from step(self)
            if self.problem.version == before:
                return

    @property
    def problem(self) -> Problem:
        problem = self.passing.state(self.case_id)
        assert isinstance(problem, Problem)
        return problem

    def supervisor(self) -> str:
        return self.chance.choice(self.county.office)

    def text(self) -> str:
        return self.chance.choice(TEXTS)

    # --- 登记 ---

    def begins(self, number: int) -> Life:
        chance = self.chance
        self.town = chance.choice(self.county.towns)
        self.unit = self.town.unit
        finding = self.finding(number)
        if finding.area_level is AreaLevel.COUNTY:
            self.unit = chance.choice(self.county.departments)
            way = self.is_found
        else:
            [way] = chance.choices((self.is_fixed_on_spot, self.is_self_found, self.is_found), (62, 24, 14))
        command, person = way(finding)
        late = isinstance(command, RegisterProblem) and self.happens(60)
        occurred = self.some_days_ago() if late else None
        self.case_id = self.passing.give(command, person, None, occurred, LATE_REASON if late else "").case_id
        yield self.passing.in_days(chance, 0, 1)

    def finding(self, number: int) -> Finding:
        chance = self.chance
        codes, weights = zip(*CATEGORIES, strict=True)
        [category] = chance.choices(codes, weights)
        [severity] = chance.choices(SEVERITIES, (94, 5, 1))
        village = chance.choice(self.town.villages).name
        if self.happens(620):
            return Finding(
                CAMPAIGN,
                category,
                f"{self.text()}（第{number}号）",
                Scope.HOUSEHOLD,
                severity,
                Place(COUNTY, self.town.unit.name, village),
                household_ref=f"sample-household-{chance.randrange(40 * 300 * len(self.county.towns))}",
                householder=f"户主{number}",
                household_kind=chance.choice(HOUSEHOLD_KINDS),
                source=chance.choice(("SELF_CHECK", "ON_SITE")),
            )
        [level] = chance.choices(tuple(AreaLevel), (4, 26, 70))
        place = {
            AreaLevel.COUNTY: Place(COUNTY),
            AreaLevel.TOWN: Place(COUNTY, self.town.unit.name),
            AreaLevel.VILLAGE: Place(COUNTY, self.town.unit.name, village),
        }[level]
        return Finding(CAMPAIGN, category, f"{self.text()}（第{number}号）", Scope.AREA, severity, place, level)

    def is_fixed_on_spot(self, finding: Finding) -> tuple[Command, str]:
        leader, person = self.responsible()
        command = RecordFixedOnSpot(
            finding, self.unit.name, leader, person, "工作不细致", "当场补正资料并落实到户", "已当场整改", self.proof()
        )
        return command, person

    def is_self_found(self, finding: Finding) -> tuple[Command, str]:
        leader, person = self.responsible()
        if self.happens(700):
            return RegisterSelfFound(finding, self.unit.name, leader, person, Mode.IMMEDIATE), person
        due = self.passing.today + timedelta(days=self.chance.randint(10, 40))
        return RegisterSelfFound(finding, self.unit.name, leader, person, due_on=due), person

    def is_found(self, finding: Finding) -> tuple[Command, str]:
        finders = (*self.county.inspectors, *self.town.checkers)
        return RegisterProblem(finding), self.chance.choice(finders)

    def responsible(self) -> tuple[str, str]:
        return self.chance.choice(self.unit.leaders), self.chance.choice(self.unit.persons)

    # --- 交办 认领 ---

    def registered(self) -> Life:
        if self.happens(400):
            command = Dispatch(self.unit.name, Mode.IMMEDIATE)
        else:
            command = Dispatch(self.unit.name, due_on=self.passing.today + timedelta(days=self.chance.randint(12, 60)))
        self.give(command, self.supervisor())
        yield self.passing.in_days(self.chance, 0, 2)

    def dispatched(self) -> Life:
        if self.happens(30):  # 逾期未认领
            owed = self.problem.owes(Duty.CLAIM)
            assert owed is not None
            yield owed.due.at + timedelta(minutes=1)
            return
        if self.happens(45):
            reason = self.chance.choice(tuple(RefusalReason))
            self.give(RefuseClaim(reason, self.text()), self.unit.head)
            yield self.passing.in_days(self.chance, 1, 3)
            return
        self.give(Claim(*self.responsible()), self.unit.head)
        yield self.passing.in_days(self.chance, 0, 2)

    def refused(self) -> Life:
        yield self.passing.in_days(self.chance, 0, 2)
        if self.problem.silent and self.happens(600):
            self.give(Claim(*self.responsible()), self.unit.head)
        elif not self.problem.silent and self.happens(450):
            self.give(UpholdRefusal(self.text()), self.chance.choice(self.county.leads))
            return
        else:
            verifier = self.third(self.county.leads, self.problem.registered_by.persons)
            self.give(OverturnRefusal(self.text(), *self.responsible()), verifier)
        yield self.passing.in_days(self.chance, 1, 2)

    def third(self, people: tuple[str, ...], others: tuple[str, ...]) -> str:
        """Somebody of these who is none of those."""
        return self.chance.choice([person for person in people if person not in others])

    # --- 方案 ---

    def claimed(self) -> Life:
        problem = self.problem
        assert problem.person is not None
        if problem.mode is Mode.IMMEDIATE:
            self.observe(ReportProgress(self.text()), problem.person.person)
            yield self.passing.in_days(self.chance, 0, 2)
            return
        drafts = tuple(MeasureDraft(f"{self.text()}：措施{n}") for n in range(1, self.chance.randint(1, 3) + 1))
        self.give(SubmitPlan(drafts), problem.person.person)
        yield self.passing.in_days(self.chance, 0, 2)

    def plan_review(self) -> Life:
        if self.happens(60):
            self.give(ReturnPlan("措施不具体，责任和时限不明确"), self.supervisor())
        else:
            self.give(ApprovePlan(), self.supervisor())
        yield self.passing.in_days(self.chance, 1, 2)

    # --- 整改 ---

    def rectifying(self) -> Life:
        first = self.problem.cycle == 1 and not self.problem.failed_rechecks
        if first and self.happens(8):
            yield from self.is_a_mistake()
        elif first and self.problem.mode is Mode.TIME_LIMITED and not self.rested and self.happens(20):
            yield from self.is_to_rest()
        else:
            if first and self.problem.mode is Mode.TIME_LIMITED and not self.problem.extensions and self.happens(70):
                yield from self.is_extended()
            yield from self.is_worked_at()

    def is_a_mistake(self) -> Life:
        """错误登记作废, by two people; or found untrue on the spot."""
        if self.happens(500):
            self.give(
                DisposeAsUntrue(self.text()), self.third(self.county.inspectors, self.problem.registered_by.persons)
            )
            return
        first, second = self.chance.sample(self.county.office, 2)
        self.give(RequestVoid("重复登记，录入有误", self.proof()), first)
        yield self.passing.in_days(self.chance, 0, 2)
        if self.problem.stage is Stage.RECTIFYING:
            self.give(ConfirmAmendment(), second)

    def is_extended(self) -> Life:
        due = self.problem.due
        assert due is not None
        yield self.passing.on(self.some_day_until(due.on), self.chance)
        if self.problem.stage is not Stage.RECTIFYING:
            return
        new = max(self.passing.today, due.on) + timedelta(days=self.chance.randint(7, 45))
        if (new - due.on).days > LONGEST_EXTENSION:
            return
        self.give(RequestExtension("受雨季影响，施工进度滞后", new), self.unit.head)
        yield self.passing.in_days(self.chance, 0, 2)
        if self.problem.pending_extension is not None:
            self.give(GrantExtension() if self.happens(750) else DenyExtension("延期理由不充分"), self.supervisor())
        yield self.passing.in_days(self.chance, 0, 1)

    def is_to_rest(self) -> Life:
        """暂缓整改, now and then 长期坚持."""
        self.rested = True
        today = self.passing.today
        if self.happens(100):
            review_on = today + timedelta(days=self.chance.randint(30, 60))
            until = today + timedelta(days=self.chance.randint(90, 180))
            self.give(RequestLongTerm("需长期坚持并定期复查", review_on, until), self.unit.head)
        else:
            until = today + timedelta(days=self.chance.randint(10, 55))
            reason = self.chance.choice(tuple(SuspendReason))
            self.give(RequestSuspension(reason, "暂不具备整改条件", until), self.unit.head)
        yield self.passing.in_days(self.chance, 0, 2)
        self.give(GrantPause() if self.happens(850) else DenyPause("具备整改条件"), self.supervisor())
        yield self.passing.in_days(self.chance, 1, 3)

    def resting(self) -> Life:
        """Until the day by itself; or, sooner, by the office; what goes on for long is reviewed."""
        problem = self.problem
        assert problem.pause is not None
        ends, owed = problem.pause.until, problem.owes(Duty.LONG_TERM_REVIEW)
        if owed is not None and owed.due.on + timedelta(days=8) < ends:
            yield self.passing.on(self.some_day_until(owed.due.on), self.chance)
            following = min(self.passing.today + timedelta(days=60), ends)
            self.give(ReviewLongTerm(self.text(), following), self.chance.choice(self.county.inspectors))
            return
        yield self.passing.on(self.some_day_until(ends), self.chance)
        if self.problem.stage is problem.stage and self.happens(250):
            self.give(Resume("施工条件已具备"), self.supervisor())
        yield self.passing.on(max(ends, self.passing.today) + timedelta(days=1), self.chance)

    def is_worked_at(self) -> Life:
        done_on = self.day_of_completion()
        if (done_on - self.passing.today).days > 4 and self.happens(600):
            yield self.passing.on(self.some_day_until(done_on), self.chance)
            if self.problem.stage is Stage.RECTIFYING and self.problem.person is not None:
                report = ReportProgress(self.text()) if self.happens(700) else AddEvidence(self.proof())
                self.observe(report, self.problem.person.person)
        yield self.passing.on(done_on, self.chance)
        if self.problem.stage is Stage.RECTIFYING:
            yield from self.is_handed_in()

    def day_of_completion(self) -> date:
        problem, chance, today = self.problem, self.chance, self.passing.today
        calendar = self.passing.calendar
        if problem.due is None or problem.failed_rechecks or problem.cycle > 1:
            return calendar.nth_working_day(today, chance.randint(1, 5) if self.happens(900) else chance.randint(6, 15))
        if self.happens(940):
            return max(today, calendar.working_on_or_before(self.some_day_until(problem.due.on)))
        [(least, most)] = chance.choices(((1, 3), (4, 9), (10, 24)), (80, 15, 5))
        return max(today, calendar.nth_working_day(problem.due.on, chance.randint(least, most)))

    def some_day_until(self, day: date) -> date:
        return self.passing.today + timedelta(days=self.chance.randint(0, max(0, (day - self.passing.today).days)))

    def is_handed_in(self) -> Life:
        problem = self.problem
        assert problem.person is not None
        assert problem.leader is not None
        numbers = tuple(range(1, len(problem.measures) + 1))
        command = SubmitForRecheck(
            "整改到位，资料齐全", (problem.person.person, problem.leader.person), numbers, self.proof()
        )
        self.give(command, problem.person.person)
        if self.happens(8):
            yield self.passing.in_days(self.chance, 0, 0)
            self.give(WithdrawSubmission("补充资料后再报"), self.unit.head)
            yield self.passing.in_days(self.chance, 1, 2)
            return
        yield self.days_of_the_supervisor()

    def days_of_the_supervisor(self) -> datetime:
        """Mostly in time."""
        return self.passing.in_days(self.chance, *((0, 2) if self.happens(950) else (3, 7)))

    # --- 复核 销号 回头看 ---

    def checking(self) -> Life:
        problem = self.problem
        if problem.current.pooled:
            yield self.case_id
            yield self.days_of_the_supervisor()
            return
        first = LAYER_OF[problem.stage] == 1
        people = self.checkers() if first else self.county.inspectors
        checker = self.third(people, problem.current.submitters)
        if self.happens(75 if first else 120):
            failing = self.chance.choice((FourCheck.RECTIFIED, FourCheck.EFFECT_MET, FourCheck.CAUSE_CLEAR))
            self.give(ReturnRectification((failing,), "佐证材料不足，未见实际成效"), checker)
            yield self.passing.in_days(self.chance, 0, 1)
            return
        self.give(PassLayer("现场核实，整改到位"), checker)
        if not self.problem.current.pooled:
            yield self.days_of_the_supervisor()

    def checkers(self) -> tuple[str, ...]:
        return self.town.checkers if self.unit is self.town.unit else self.county.checkers

    def close_pending(self) -> Life:
        problem = self.problem
        closer = self.closer()
        if self.happens(25):
            self.give(RefuseClose((FourCheck.PUBLIC_SATISFIED,), "群众尚有意见，未达到销号条件"), closer)
            yield self.passing.in_days(self.chance, 0, 1)
            return
        asked = None
        if problem.scope is Scope.HOUSEHOLD:
            asked = Satisfaction(problem.current.recheckers[-1], self.chance.choice(("当面", "电话")))
        self.give(ApproveClose(HOLDS, HOLDS, HOLDS, HOLDS, "不涉及责任问题", satisfaction=asked), closer)

    def closer(self) -> str:
        """分级销号."""
        level = self.problem.area_level
        if level is AreaLevel.COUNTY:
            return self.county.group_head
        if level is AreaLevel.TOWN or self.unit is not self.town.unit:
            return self.supervisor()
        return self.chance.choice(self.town.office)

    def closed(self) -> Life:
        """Visited again if that is owed; else its life is over until a draw takes it."""
        owed = self.problem.owes(Duty.LOOK_BACK)
        if owed is None:
            return
        day = owed.due.on - timedelta(days=self.chance.randint(0, 8))
        if self.happens(40):
            day = owed.due.on + timedelta(days=self.chance.randint(1, 5))
        yield self.passing.on(max(day, self.passing.today + timedelta(days=1)), self.chance)
        visitor = self.third(self.county.inspectors, self.problem.closed_by)
        [command] = self.chance.choices(
            (
                PassLookBack("回访农户，成效巩固"),
                ReportRebound("同类问题再次发生", self.proof()),
                ReportFalse("佐证材料与实际不符", self.proof()),
            ),
            (955, 38, 7),
        )
        self.give(command, visitor)
        yield self.passing.in_days(self.chance, 0, 1)


Step = Callable[[ProblemLife], Life]
STEPS: dict[Stage, Step] = {
    Stage.REGISTERED: ProblemLife.registered,
    Stage.DISPATCHED: ProblemLife.dispatched,
    Stage.REFUSED: ProblemLife.refused,
    Stage.CLAIMED: ProblemLife.claimed,
    Stage.PLAN_REVIEW: ProblemLife.plan_review,
    Stage.RECTIFYING: ProblemLife.rectifying,
    Stage.SUSPENDED: ProblemLife.resting,
    Stage.LONG_TERM: ProblemLife.resting,
    Stage.CHECK_1: ProblemLife.checking,
    Stage.CHECK_2: ProblemLife.checking,
    Stage.CHECK_3: ProblemLife.checking,
    Stage.CLOSE_PENDING: ProblemLife.close_pending,
    Stage.CLOSED: ProblemLife.closed,
}
