"""The life of a problem: what its people do at each stage, how soon, and what may go wrong.

A stage is asked for anew before each act: a deadline may have passed meanwhile. Shares are per mille of the problems
that come to that point; nothing here is measured, it only has to be like a county.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from random import Random
from uuid import UUID

from msgspec.structs import replace

from adapters.sample.case_life import LATE_REASON, CaseLife
from adapters.sample.county import County, Unit
from adapters.sample.families import Sweep
from adapters.sample.findings import CAMPAIGN, MATTER_OF, MISCONDUCT, like_it, some_finding, some_site
from adapters.sample.passing_time import Life, PassingTime
from domain.case import Command
from domain.casework import Recorded
from domain.policy import Duty, Level
from domain.problem.amending import (
    ConfirmAmendment,
    CorrectDetails,
    RejectAmendment,
    RequestDueCorrection,
    RequestMerge,
    RequestVoid,
)
from domain.problem.claiming import (
    Claim,
    DisposeAsUntrue,
    OverturnRefusal,
    Reassign,
    RefusalReason,
    RefuseClaim,
    UpholdRefusal,
)
from domain.problem.classification import AreaLevel, Mode, Scope, Severity
from domain.problem.closing import ApproveClose, Check, RefuseClose, Satisfaction
from domain.problem.deriving import DeriveProblem, ProblemDerived
from domain.problem.family import close_must_wait
from domain.problem.finding import Finding
from domain.problem.looking_back import PassLookBack, ReportFalse, ReportRebound
from domain.problem.paper import ConfirmPaperDecision, RecordPaperDecision
from domain.problem.planning import ApprovePlan, MeasureDraft, ReturnPlan, SubmitPlan
from domain.problem.problem import ENDED, LAYER_OF, Problem, Stage
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

TELLING = ("INCOME", "SEC.MED", "SEC.HOUSE")
"""Matters that now and then tell of a household at risk."""
REASONS = tuple(reason for reason in RefusalReason if reason is not RefusalReason.NOT_IN_AREA)
REMARKS = (
    "经入户核实，该项政策落实不到位，台账记录与实际情况不一致",
    "已与农户沟通，正在按方案落实",
    "材料已补齐，正在核对",
    "项目资金已到位，正在组织施工",
    "已纳入本月走访重点，逐户核对",
    "涉及多个部门，正在会商办理",
)
LONGEST_EXTENSION = 60  # days, by the policy
HOLDS = Check(True, "现场查看并核对资料，情况属实")


class ProblemLife(CaseLife):
    """The people around one problem."""

    LATE = 40

    def __init__(self, county: County, passing: PassingTime, chance: Random) -> None:
        super().__init__(county, passing, chance)
        self.unit: Unit
        self.rested = self.moved = self.misplaced = self.dispatched_before = self.looked_at = False
        self.refused_for = RefusalReason.NOT_TRUE

    # --- the whole life ---

    def from_the_beginning(self, number: int) -> Life:
        yield from self.begins(number)
        yield from self.goes_on()

    def of(self, case_id: UUID) -> Life:
        """The life of a problem that is there already, from where it stands."""
        self.case_id = case_id
        place = self.problem.place
        self.town = next((town for town in self.county.towns if town.unit.name == place.town), self.county.towns[0])
        self.unit = self.county.unit(self.problem.unit)
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

    @property
    def open(self) -> bool:
        return self.problem.stage not in ENDED

    def supervisor(self) -> str:
        return self.chance.choice(self.county.office)

    def two_of_the_office(self) -> list[str]:
        return self.chance.sample(self.county.office, 2)

    def text(self) -> str:
        return self.chance.choice(REMARKS)

    def department(self) -> Unit:
        """That of the matter."""
        return self.county.department(MATTER_OF[self.problem.category].department)

    # --- 登记 ---

    def begins(self, number: int) -> Life:
        chance = self.chance
        site = some_site(self.county, chance)
        self.town, self.unit = site.town, site.town.unit
        finding = some_finding(site, number, self.passing.today, chance)
        if finding.area_level is AreaLevel.COUNTY:
            self.unit = self.county.department(MATTER_OF[finding.category].department)
            way = self.is_found
        else:
            [way] = chance.choices((self.is_fixed_on_spot, self.is_self_found, self.is_found), (60, 24, 16))
        command, person = way(finding)
        yield from self.is_registered(command, person)
        if finding.household_ref and finding.category in TELLING and self.happens(20):
            self.county.at_risk.append(self.case_id)

    def is_registered(self, command: Command, person: str) -> Life:
        late = isinstance(command, RegisterProblem) and self.happens(60)
        occurred = self.some_days_ago() if late else None
        self.case_id = self.passing.give(command, person, None, occurred, LATE_REASON if late else "").case_id
        yield self.passing.in_days(self.chance, 0, 1)

    def is_fixed_on_spot(self, finding: Finding) -> tuple[Command, str]:
        leader, person = self.responsible()
        command = RecordFixedOnSpot(
            finding, self.unit.name, leader, person, "工作不细致", "当场补正资料并落实到户", "已当场整改", self.proof()
        )
        return command, person

    def is_self_found(self, finding: Finding) -> tuple[Command, str]:
        leader, person = self.responsible()
        if self.happens(650):
            return RegisterSelfFound(finding, self.unit.name, leader, person, Mode.IMMEDIATE), person
        due = self.passing.today + timedelta(days=self.chance.randint(10, 40))
        return RegisterSelfFound(finding, self.unit.name, leader, person, due_on=due), person

    def is_found(self, finding: Finding) -> tuple[Command, str]:
        """By the group or by those who check for the town; now and then misconduct is behind it."""
        if finding.area_level is not AreaLevel.COUNTY and self.happens(12):
            kind, concerned = self.chance.choice(MISCONDUCT), self.responsible()
            finding = replace(finding, misconduct=kind, concerned=concerned)
        finders = (*self.county.inspectors, *self.town.checkers)
        return RegisterProblem(finding), self.chance.choice(finders)

    def responsible(self) -> tuple[str, str]:
        return self.chance.choice(self.unit.leaders), self.chance.choice(self.unit.persons)

    def is_found_twice(self) -> None:
        """重复登记: somebody else finds the same, and it is merged into this one, if that is still open then."""
        twin = ProblemLife(self.county, self.passing, self.passing.random("twin", self.case_id))
        twin.town, twin.unit = self.town, self.unit
        self.passing.begin(self.passing.in_days(self.chance, 0, 4), twin.as_twin_of(self))

    def as_twin_of(self, other: ProblemLife) -> Life:
        known = other.problem
        household = known.household
        finding = Finding(
            CAMPAIGN,
            known.category,
            f"{self.chance.choice(MATTER_OF[known.category].texts)}（与{known.number}相近）",
            known.scope,
            known.severity,
            known.place,
            known.area_level,
            household_ref=household.ref if household else "",
            householder=f"{known.place.village}户主" if household else "",
            household_kind=household.kind if household else "",
            source="ON_SITE",
        )
        yield from self.is_registered(RegisterProblem(finding), self.chance.choice(self.county.inspectors))
        if self.happens(500):
            yield from self.registered()
        if self.same_as(other) and self.problem.stage in (Stage.REGISTERED, Stage.DISPATCHED):
            first, second = self.two_of_the_office()
            self.give(RequestMerge(other.case_id, "同一事项重复登记"), first)
            yield self.passing.in_days(self.chance, 0, 1)
            if self.problem.amendment is not None:
                same = self.same_as(other)
                self.give(ConfirmAmendment() if same else RejectAmendment("原问题已办结"), second)
        yield from self.goes_on()

    def same_as(self, other: ProblemLife) -> bool:
        mine, known = self.problem, other.problem
        return other.open and (mine.category, mine.place) == (known.category, known.place)

    # --- 交办 认领 ---

    def registered(self) -> Life:
        """Now and then it goes to another town by mistake, which refuses it."""
        self.misplaced = not self.dispatched_before and self.county.town_of(self.unit) is not None and self.happens(30)
        self.dispatched_before = True
        unit = self.another_town() if self.misplaced else self.unit
        if self.happens(400):
            command = Dispatch(unit.name, Mode.IMMEDIATE)
        else:
            command = Dispatch(unit.name, due_on=self.passing.today + timedelta(days=self.chance.randint(12, 60)))
        self.give(command, self.supervisor())
        yield self.passing.in_days(self.chance, 0, 2)

    def another_town(self) -> Unit:
        others = [town.unit for town in self.county.towns if town.unit is not self.unit]
        self.misplaced = bool(others)
        return self.chance.choice(others) if others else self.unit

    def dispatched(self) -> Life:
        if self.misplaced:
            holder = self.county.unit(self.problem.unit)
            self.give(RefuseClaim(RefusalReason.NOT_IN_AREA, "该事项不在本镇辖区"), holder.head)
            yield self.passing.in_days(self.chance, 1, 3)
            return
        if self.happens(30):  # 逾期未认领
            owed = self.problem.owes(Duty.CLAIM)
            assert owed is not None
            yield owed.due.at + timedelta(minutes=1)
            return
        if self.happens(60):
            self.refused_for = self.chance.choice(REASONS)
            self.give(RefuseClaim(self.refused_for, self.text()), self.unit.head)
            yield self.passing.in_days(self.chance, 1, 3)
            return
        self.give(Claim(*self.responsible()), self.unit.head)
        yield self.passing.in_days(self.chance, 0, 2)

    def refused(self) -> Life:
        yield self.passing.in_days(self.chance, 0, 2)
        problem = self.problem
        verifier = self.third(self.county.leads, problem.registered_by.persons)
        if problem.silent and self.happens(600):
            self.give(Claim(*self.responsible()), self.unit.head)
        elif self.misplaced:
            self.misplaced = False
            self.give(UpholdRefusal("经核实属相邻乡镇辖区", another_unit=True), verifier)
        elif not problem.silent and self.happens(480):
            elsewhere = self.refused_for is RefusalReason.NOT_OUR_DUTY and self.unit is not self.department()
            self.unit = self.department() if elsewhere else self.unit
            self.give(UpholdRefusal(self.text(), elsewhere), verifier)
        else:
            self.give(OverturnRefusal(self.text(), *self.responsible()), verifier)
        yield self.passing.in_days(self.chance, 1, 2)

    def third(self, people: tuple[str, ...], others: tuple[str, ...]) -> str:
        """Somebody of these who is none of those."""
        return self.chance.choice([person for person in people if person not in others])

    def is_reassigned(self) -> Life:
        """改派: to the department of the matter, or from there to the town; sometimes with a date of its own."""
        new = self.town.unit if self.unit is not self.town.unit else self.department()
        due = self.passing.today + timedelta(days=self.chance.randint(15, 50)) if self.happens(400) else None
        self.unit, self.moved = new, True
        self.give(Reassign(new.name, "经研究，由更适合的单位牵头整改", due), self.supervisor())
        yield self.passing.in_days(self.chance, 0, 2)

    # --- 方案 ---

    def claimed(self) -> Life:
        problem = self.problem
        assert problem.person is not None
        if not self.moved and problem.area_level is not AreaLevel.COUNTY and self.happens(25):
            yield from self.is_reassigned()
            return
        if problem.mode is Mode.IMMEDIATE:
            self.observe(ReportProgress(self.text()), problem.person.person)
            yield self.passing.in_days(self.chance, 0, 2)
            return
        drafts = tuple(MeasureDraft(f"{self.text()}：措施{n}") for n in range(1, self.chance.randint(1, 3) + 1))
        self.give(SubmitPlan(drafts), problem.person.person)
        yield self.passing.in_days(self.chance, 0, 2)

    def plan_review(self) -> Life:
        if self.happens(15):
            yield from self.is_approved_on_paper()
        elif self.happens(60):
            self.give(ReturnPlan("措施不具体，责任和时限不明确"), self.supervisor())
        else:
            self.give(ApprovePlan(), self.supervisor())
        yield self.passing.in_days(self.chance, 1, 2)

    def is_approved_on_paper(self) -> Life:
        """线下签批: entered some days later by somebody else, and mostly confirmed by whoever signed."""
        decider, clerk = self.two_of_the_office()
        signed_on = self.passing.today
        yield self.passing.in_days(self.chance, 1, 2)
        if self.problem.stage is not Stage.PLAN_REVIEW:
            return
        [scan] = self.proof()
        paper = RecordPaperDecision(ApprovePlan(), decider, signed_on, scan.sha256, "经办人下村，返回后补录")
        self.give(paper, clerk)
        yield self.passing.in_days(self.chance, 0, 1)
        if self.happens(700) and self.open:
            self.give(ConfirmPaperDecision(), decider)

    # --- 整改 ---

    def rectifying(self) -> Life:
        if not self.looked_at and self.problem.cycle == 1:
            self.looked_at = True
            yield from self.is_looked_at()
        problem = self.problem
        if problem.stage is not Stage.RECTIFYING:
            return
        limited = problem.cycle == 1 and not problem.failed_rechecks and problem.mode is Mode.TIME_LIMITED
        if limited and not self.rested and self.happens(110):
            yield from self.is_to_rest()
            return
        if limited and not problem.extensions and self.happens(100):
            yield from self.is_extended()
        yield from self.is_worked_at()

    def is_looked_at(self) -> Life:
        """What may be done beside the work itself, once: at most one of these, mostly none."""
        chosen = self.chance.randrange(1000)
        for step, share in BESIDE.items():
            chosen -= share
            if chosen < 0:
                yield from step(self)
                return

    def has_a_twin(self) -> Life:
        self.is_found_twice()
        yield self.passing.now

    def is_corrected(self) -> Life:
        """更正登记内容: another item of the taxonomy, or a graver class."""
        if self.happens(700):
            others = [code for code in MATTER_OF if code != self.problem.category]
            command = CorrectDetails("登记时归类有误", category=self.chance.choice(others))
        else:
            command = CorrectDetails("经核实影响面较大", severity=Severity.SERIOUS)
        self.give(command, self.supervisor())
        yield self.passing.in_days(self.chance, 0, 1)

    def is_redated(self) -> Life:
        """更正整改时限: a slip of the pen, put right by two people, before anybody was warned."""
        due = self.problem.due
        if due is None or due.on <= self.passing.today + timedelta(days=8) or self.problem.level > Level.REMIND:
            return
        first, second = self.two_of_the_office()
        right = due.on + timedelta(days=self.chance.choice((-2, -1, 1, 2, 10)))
        self.give(RequestDueCorrection(right, "录入时看错日期", "示例办〔2023〕8号"), first)
        yield self.passing.in_days(self.chance, 0, 1)
        if self.problem.amendment is not None and self.problem.level <= Level.REMIND:
            self.give(ConfirmAmendment(), second)

    def is_untrue(self) -> Life:
        self.give(DisposeAsUntrue(self.text()), self.third(self.county.inspectors, self.problem.registered_by.persons))
        yield self.passing.now

    def is_void(self) -> Life:
        """错误登记作废, by two people; the second one may say no."""
        first, second = self.two_of_the_office()
        self.give(RequestVoid("重复登记，录入有误", self.proof()), first)
        yield self.passing.in_days(self.chance, 0, 2)
        if self.open and self.problem.amendment is not None:
            self.give(ConfirmAmendment() if self.happens(900) else RejectAmendment("经核对登记无误"), second)

    def is_looked_for_elsewhere(self) -> Life:
        """举一反三: the same in other villages. Each of them lives on its own; this one is closed after them."""
        for _ in range(self.chance.randint(1, 3)):
            site = some_site(self.county, self.chance)
            due = self.passing.today + timedelta(days=self.chance.randint(15, 45))
            found = like_it(self.problem.category, site, f"由{self.problem.number}派生", self.chance)
            self.begin_children(self.give(DeriveProblem(found, site.town.unit.name, due), self.supervisor()))
        yield self.passing.in_days(self.chance, 0, 1)

    def begin_children(self, recorded: Recorded) -> None:
        for event in recorded.events:
            if isinstance(event, ProblemDerived):
                child = ProblemLife(self.county, self.passing, self.passing.random("child", event.child))
                self.passing.begin(self.passing.in_days(self.chance, 0, 2), child.of(event.child))

    def is_swept_for(self) -> Life:
        """布置举一反三排查: in some villages of one or two towns, household by household or as a whole."""
        towns = self.chance.sample(self.county.towns, min(len(self.county.towns), self.chance.randint(1, 2)))
        sweep = Sweep(self, towns)
        sweep.opens()
        yield self.passing.in_days(self.chance, 0, 1)

    def is_extended(self) -> Life:
        due = self.problem.due
        assert due is not None
        yield self.passing.on(self.some_day_until(due.on), self.chance)
        due = self.problem.due  # what was merged into it may have brought an earlier one
        if self.problem.stage is not Stage.RECTIFYING or due is None:
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
            [(least, most)] = chance.choices(((1, 2), (3, 5), (6, 13)), (85, 12, 3))
            return calendar.nth_working_day(today, chance.randint(least, most))
        if not self.happens(self.unit.late):
            return max(today, calendar.working_on_or_before(self.some_day_until(problem.due.on)))
        [(least, most)] = chance.choices(((1, 2), (3, 6), (7, 9), (10, 24)), (64, 25, 7, 4))
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
        if first and problem.cycle == 1 and problem.amendment is None and self.happens(8):
            yield from self.is_void()
            return
        if self.happens(3):
            yield from self.is_false()
            return
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

    def is_false(self) -> Life:
        """虚假整改, seen before it was closed."""
        visitor = self.third(self.county.inspectors, self.problem.current.recheckers)
        self.give(ReportFalse("现场与申请销号材料不符", self.proof()), visitor)
        yield self.passing.in_days(self.chance, 0, 1)

    def checkers(self) -> tuple[str, ...]:
        town = self.county.town_of(self.unit)
        return town.checkers if town else self.county.checkers

    def close_pending(self) -> Life:
        problem = self.problem
        if close_must_wait(problem, self.passing.casework.rules(CAMPAIGN).policy):
            yield self.case_id
            yield self.passing.in_days(self.chance, 0, 1)
            return
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
        town = self.county.town_of(self.unit)
        return self.supervisor() if level is AreaLevel.TOWN or town is None else self.chance.choice(town.office)

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
            (970, 24, 6),
        )
        self.give(command, visitor)
        yield self.passing.in_days(self.chance, 0, 1)


Step = Callable[[ProblemLife], Life]
BESIDE: dict[Step, int] = {
    ProblemLife.has_a_twin: 30,
    ProblemLife.is_looked_for_elsewhere: 25,
    ProblemLife.is_corrected: 18,
    ProblemLife.is_untrue: 12,
    ProblemLife.is_void: 12,
    ProblemLife.is_swept_for: 12,
    ProblemLife.is_redated: 9,
}
"""Of a thousand problems that come to be worked at."""
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
