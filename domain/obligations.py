"""What happens at which moment if what is owed is not done: state + policy -> moments.

A moment happens at its instant by the rules, whether a timer wakes in time or a command finds it past. The ladder by
time runs on the due date of the problem; the supervising side is reminded and warned; nothing fires before it was
armed. Source: domain reference, sections 3 and 5.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from msgspec.structs import replace

from domain.accountability import Misconduct
from domain.calendar import BusinessCalendar
from domain.case import Happening, Moment, first_scan_past
from domain.circumstances import Circumstances
from domain.events import NewEvent
from domain.owing import Obligation
from domain.policy import DUTY_NAMES, LEVEL_NAMES, Duty, Level, Policy
from domain.problem.claiming import expire_claim
from domain.problem.family import unsigned_units
from domain.problem.problem import ENDED, Problem, ProblemEvent, RequestState, Stage
from domain.problem.rechecking import EscalationReached, escalated
from domain.problem.suspending import resume_by_itself
from domain.referral.proposing import propose_referral
from domain.referral.referral import Behind


class Reminded(ProblemEvent, frozen=True, kw_only=True, tag="problem.reminded"):
    """临期提醒 (level 0): to 责任人 and 责任领导, or before the claim to the head; or to the supervising side.

    ``units``: whom it is for, where that is not the responsible unit: those that owe a sweep or an answer.
    """

    duty: Duty
    due_on: str
    key: str
    supervising: bool = False
    units: tuple[str, ...] = ()

    def apply(self, state: Problem) -> Problem:
        return replace(state, told=state.told | {self.key})


def moments(problem: Problem, policy: Policy, calendar: BusinessCalendar) -> list[Moment]:
    """Every moment the case still has ahead of it (or has slept through), oldest first."""
    found = [
        *claim_expiry(problem),
        *pause_over(problem),
        *sweeps(problem, calendar),
        *requests(problem, calendar),
        *reminders(problem, policy, calendar),
        *ladder(problem, policy, calendar),
        *missed_answers(problem, calendar),
        *supervision(problem, calendar),
    ]
    return sorted(found, key=lambda moment: moment.at)


def is_covered(problem: Problem, key: str, policy: Policy) -> bool:
    """Whether ``key`` names a level of the ladder that the case has reached, or passed, by time or by a fact."""
    ladder = policy.ladder
    reached = (step.level for step in ladder.steps if not ladder.above(step.level, problem.level))
    return key in (level_key(problem, level) for level in reached)


# --- the responsible side -----------------------------------------------------------------------------------------


def claim_expiry(problem: Problem) -> Iterator[Moment]:
    owed = problem.owes(Duty.CLAIM)
    if owed is not None:
        yield Moment(owed.due.at, f"claim-expired {owed.key}", "认领期限", expire_claim)


def pause_over(problem: Problem) -> Iterator[Moment]:
    """暂缓 and 长期坚持 end by themselves when their last day is over."""
    owed = problem.owes(Duty.SUSPEND_MAX)
    if owed is not None:
        yield Moment(owed.due.at, f"resume {owed.key}", "暂缓期满恢复整改", resume_by_itself)


def sweeps(problem: Problem, calendar: BusinessCalendar) -> Iterator[Moment]:
    """举一反三排查: reminded on the last day, and once more when it is overdue."""
    owed = problem.owes(Duty.SWEEP)
    if owed is None:
        return
    yield from told_twice(problem, owed, "举一反三排查提醒", unsigned_units, calendar)


def requests(problem: Problem, calendar: BusinessCalendar) -> Iterator[Moment]:
    """协调有关部门: the department is reminded on the last day of its answer, and once more when it is overdue."""
    for asked in problem.requests:
        if asked.state is not RequestState.ASKED or asked.due is None or problem.stage in ENDED:
            continue
        owed = Obligation(Duty.REQUEST, asked.due, asked.asked_at, asked.number)
        yield from told_twice(problem, owed, "部门答复提醒", of_this_unit(asked.unit), calendar)


def told_twice(
    problem: Problem,
    owed: Obligation,
    waits_for: str,
    units: Callable[[Problem], tuple[str, ...]],
    calendar: BusinessCalendar,
) -> Iterator[Moment]:
    """On the last working day, if that is after it was armed, and at the first scan that finds it overdue."""
    on, name = owed.due.on.isoformat(), f"{owed.key}/{owed.layer}" if owed.layer else owed.key
    last_day = calendar.scan_at(calendar.working_on_or_before(owed.due.on))
    for at, key in ((last_day, f"remind {name}"), (first_scan_past(owed, calendar), f"overdue {name}")):
        if key not in problem.told and at >= owed.armed_at:
            yield Moment(at, key, waits_for, remind(owed.duty, on, key, units=units))


def of_this_unit(unit: str) -> Callable[[Problem], tuple[str, ...]]:
    return lambda problem: (unit,)


def reminders(problem: Problem, policy: Policy, calendar: BusinessCalendar) -> Iterator[Moment]:
    """So many working days before the due date and on the day itself, at the scan; never before it was armed."""
    if problem.due is None or problem.held or not works(problem):
        return
    last_day = calendar.working_on_or_before(problem.due.on)
    ahead = calendar.nth_working_day(problem.due.on, -policy.ladder.remind_before_wd)
    for day in (ahead, last_day):
        key = f"remind {problem.cycle} {problem.due.on} {day}"
        at = calendar.scan_at(day)
        since = problem.ladder_since
        if key not in problem.told and since is not None and at >= since:
            yield Moment(at, key, "临期提醒", remind(problem.final_duty, problem.due.on.isoformat(), key))


def ladder(problem: Problem, policy: Policy, calendar: BusinessCalendar) -> Iterator[Moment]:
    """The levels by time above the one reached, each at the first scan that finds enough working days overdue."""
    if problem.due is None or problem.held or not works(problem) or problem.ladder_since is None:
        return
    resumed = calendar.next_scan(problem.ladder_since)
    for step in policy.ladder.steps:
        if policy.ladder.above(step.level, problem.level):
            scan = calendar.scan_at(calendar.nth_working_day(problem.due.on, step.overdue_wd))
            key = level_key(problem, step.level)
            yield Moment(max(scan, resumed), key, LEVEL_NAMES[step.level], reach(step.level, calendar))


def missed_answers(problem: Problem, calendar: BusinessCalendar) -> Iterator[Moment]:
    """An expired CLAIM or PLAN reaches WARN once; an expired REWORK only reminds while the due date is not past."""
    if problem.stage is Stage.REFUSED and problem.silent and problem.level < Level.WARN:
        verify = problem.owes(Duty.REFUSAL_VERIFY)
        if verify is not None:
            yield Moment(calendar.next_scan(verify.armed_at), "warn claim", "催办", warn("逾期未认领", Duty.CLAIM))
    plan = problem.owes(Duty.PLAN)
    if plan is not None and not problem.held and problem.level < Level.WARN:
        at = first_scan_past(plan, calendar, problem.ladder_since)
        yield Moment(at, f"warn {plan.key}", "催办", warn("逾期未报整改方案", Duty.PLAN))
    rework = problem.owes(Duty.REWORK)
    if rework is not None and problem.due is not None and rework.due.on < problem.due.on:
        key = f"remind {rework.key}"
        at = first_scan_past(rework, calendar, problem.ladder_since)
        if key not in problem.told and at < problem.due.at:
            yield Moment(at, key, "临期提醒", remind(Duty.REWORK, rework.due.on.isoformat(), key))


# --- the supervising side -----------------------------------------------------------------------------------------


def supervision(problem: Problem, calendar: BusinessCalendar) -> Iterator[Moment]:
    """What the supervising side owes: reminded on the last day, warned at the first scan after it, no further."""
    for owed in problem.obligations:
        if not owed.supervising:
            continue
        reminder, warning = f"remind {owed.key}", f"warn {owed.key}"
        at = calendar.scan_at(calendar.working_on_or_before(owed.due.on))
        if reminder not in problem.told and at >= owed.armed_at:
            yield Moment(at, reminder, "临期提醒", remind(owed.duty, owed.due.on.isoformat(), reminder, True))
        if warning not in problem.told:
            yield Moment(first_scan_past(owed, calendar), warning, "催办", warn_supervisor(owed, warning))


# --- what happens -------------------------------------------------------------------------------------------------


def nobody_else(problem: Problem) -> tuple[str, ...]:
    return ()


def remind(
    duty: Duty,
    due_on: str,
    key: str,
    supervising: bool = False,
    units: Callable[[Problem], tuple[str, ...]] = nobody_else,
) -> Happening:
    def happen(problem: Problem, c: Circumstances) -> Iterator[NewEvent]:
        told = {"duty": duty, "due_on": due_on, "key": key, "supervising": supervising, "units": units(problem)}
        yield Reminded, told

    return happen


def reach(level: Level, calendar: BusinessCalendar) -> Happening:
    def happen(problem: Problem, c: Circumstances) -> Iterator[NewEvent]:
        assert problem.due is not None
        overdue = calendar.working_days(problem.due.on, c.today)
        yield from escalated(problem, level, f"逾期{overdue}个工作日", c, problem.final_duty, overdue)
        if level is Level.REFER:
            yield from refer_lateness(problem, overdue, c)

    return happen


def refer_lateness(problem: Problem, overdue: int, c: Circumstances) -> Iterator[NewEvent]:
    """At the top of the ladder a referral is proposed: once in each cycle of the problem."""
    behind = Behind(problem.id, problem.number, f"problem.escalation_proposed/{problem.cycle}")
    grounds = f"问题{problem.number}逾期{overdue}个工作日"
    yield from propose_referral(Misconduct.OVERDUE, problem.unit, problem.answerable, grounds, behind, c)


def warn(basis: str, duty: Duty) -> Happening:
    def happen(problem: Problem, c: Circumstances) -> Iterator[NewEvent]:
        yield from escalated(problem, Level.WARN, basis, c, duty)

    return happen


def warn_supervisor(owed: Obligation, key: str) -> Happening:
    def happen(problem: Problem, c: Circumstances) -> Iterator[NewEvent]:
        yield (
            EscalationReached,
            {
                "level": Level.WARN,
                "basis": f"{DUTY_NAMES[owed.duty]}上级超时",
                "duty": owed.duty,
                "overdue_wd": c.calendar.working_days(owed.due.on, c.today),
                "supervising": True,
                "key": key,
            },
        )

    return happen


# --- shared -------------------------------------------------------------------------------------------------------


def level_key(problem: Problem, level: Level) -> str:
    """Names a level by time: of this cycle, under the due date in force."""
    return f"level {problem.cycle} {problem.due.on if problem.due else ''} {level.name}"


def works(problem: Problem) -> bool:
    """Whether the responsible unit has the problem and has not finished."""
    return problem.stage not in (*ENDED, Stage.REGISTERED, Stage.SUSPENDED, Stage.LONG_TERM)
