"""销号: struck off the ledger one by one, by a third person, when the four checks hold (四个不放过)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any, ClassVar

import msgspec
from msgspec.structs import replace

from domain.accountability import Misconduct
from domain.calendar import local_date
from domain.check_pool import LOOK_BACK, entering_pool
from domain.circumstances import Circumstances
from domain.events import Named, NewEvent
from domain.organisation import Role, UnitKind
from domain.owing import ALL_DUTIES, Obligation
from domain.pack import Pack
from domain.policy import Duty, LookBackRule, Policy
from domain.problem.classification import AreaLevel, Scope, Severity
from domain.problem.family import finished
from domain.problem.problem import ENDED, Problem, ProblemEvent, Stage
from domain.problem.rechecking import FOUR_CHECK_NAMES, FourCheck, returned
from domain.problem.rectifying import the_cause_is_stated
from domain.referral.proposing import propose_referral
from domain.referral.referral import Behind
from domain.refusal import Refused
from domain.sealing import Sealed
from domain.supervision_paper.leaving import overtaken
from domain.supervision_paper.paper import Overtaken

# --- commands -----------------------------------------------------------------------------------------------------


class Check(msgspec.Struct, frozen=True):
    """One of the four checks with its basis; ``ok`` None is 不涉及 (only public_satisfied)."""

    ok: bool | None
    basis: str = ""


class Satisfaction(msgspec.Struct, frozen=True):
    """Who asked the household whether it is satisfied, and how: 当面, 电话, 亲属, 村民代表."""

    asked_by: str
    basis: str


class ApproveClose(msgspec.Struct, frozen=True):
    """同意销号. ``responsibility`` answers the responsibility trace (不涉及责任问题 is an answer).

    ``misconduct`` names what lies behind the problem (责任, 作风, 腐败 ...): each is proposed for transfer (R000-33).
    """

    cause_clear: Check
    rectified: Check
    effect_met: Check
    public_satisfied: Check
    responsibility: str
    ledger_vs_fact: bool = True
    satisfaction: Satisfaction | None = None
    misconduct: tuple[Misconduct, ...] = ()

    def checks(self) -> dict[FourCheck, Check]:
        return {check: getattr(self, check.value) for check in FourCheck}


class RefuseClose(msgspec.Struct, frozen=True):
    """不同意销号: which of the four fails, and why."""

    failing: tuple[FourCheck, ...]
    reason: str


# --- events -------------------------------------------------------------------------------------------------------


class CheckResult(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    ok: bool | None
    basis: Sealed


class ProblemClosed(ProblemEvent, frozen=True, kw_only=True, tag="problem.closed"):
    by: Named
    checks: dict[FourCheck, CheckResult]
    responsibility: Sealed
    completed_at: datetime
    satisfaction_asked_by: Named | None = None
    satisfaction_basis: str = ""
    pooled: bool = False  # whether it is looked back at, a draw tells
    discharges: ClassVar[frozenset[Duty]] = ALL_DUTIES

    def apply(self, state: Problem) -> Problem:
        return replace(
            state,
            stage=Stage.CLOSED,
            closed_at=self.occurred_at,
            closed_by=self.by.persons,
            look_backs_done=0,
            waits_for_look_back=self.pooled,
        )


# --- decisions ----------------------------------------------------------------------------------------------------


def approve_close(problem: Problem, command: ApproveClose, c: Circumstances) -> Iterator[NewEvent]:
    the_four_checks_hold(problem, command)
    satisfaction_was_asked(problem, command, c)
    the_sweeps_are_signed(problem, c)
    the_cause_is_stated(problem.cause is not None, c)
    what_was_derived_is_finished(problem, c)
    if not command.responsibility.strip():
        raise Refused("responsibility_missing")
    if not command.ledger_vs_fact:
        raise Refused("ledger_vs_fact")
    asked = command.satisfaction
    closed: dict[str, Any] = {
        "by": c.actor.named(),
        "checks": {
            check: CheckResult(given.ok, c.seal(problem.subject, FOUR_CHECK_NAMES[check], given.basis))
            for check, given in command.checks().items()
        },
        "responsibility": c.seal(problem.subject, "责任追溯", command.responsibility),
        "completed_at": problem.completed_at,
        "satisfaction_asked_by": c.named(asked.asked_by) if asked else None,
        "satisfaction_basis": way_of_asking(asked) if asked else "",
    }
    rule = c.policy.look_back
    if spoken_for(command.satisfaction) or always_looked_back_at(problem, rule) or is_old(problem, c.pack):
        closed["arms"] = (look_back_due(c, rule.after_days[0], c.at),)
    else:
        closed["pooled"] = rule.share_percent > 0
    yield ProblemClosed, closed
    yield from finished(problem, c)
    if closed.get("pooled"):
        yield entering_pool(problem, LOOK_BACK, c)
    for kind in dict.fromkeys(command.misconduct):
        behind = Behind(problem.id, problem.number, f"problem.closed/{problem.cycle}")
        yield from propose_referral(kind, problem.unit, problem.answerable, command.responsibility, behind, c)
    yield from overtaken(problem, Overtaken.CLOSED, c)


def refuse_close(problem: Problem, command: RefuseClose, c: Circumstances) -> Iterator[NewEvent]:
    yield from returned(problem, 0, command.failing, command.reason, c)


# --- rules --------------------------------------------------------------------------------------------------------


def the_four_checks_hold(problem: Problem, command: ApproveClose) -> None:
    for check, given in command.checks().items():
        name = FOUR_CHECK_NAMES[check]
        if given.ok is False:
            raise Refused("check_failed", failing=name)
        if given.ok is None and (check is not FourCheck.PUBLIC_SATISFIED or problem.scope is not Scope.AREA):
            raise Refused("not_involved_refused")
        if given.ok is None and not problem.current.satisfaction_not_involved:
            raise Refused("not_involved_unconfirmed")
        if not given.basis.strip():
            raise Refused("basis_missing", check=name)


def the_sweeps_are_signed(problem: Problem, c: Circumstances) -> None:
    """举一反三: whoever was to look elsewhere has looked, where the policy says so."""
    if not c.policy.close_waits_for_children:
        return
    unsigned = [task.unit for task in problem.sweeps if task.signed_by is None]
    if unsigned:
        raise Refused("sweeps_open", units="、".join(unsigned))


def what_was_derived_is_finished(problem: Problem, c: Circumstances) -> None:
    """派生问题先办结, where the policy says so; they may be handed in together."""
    if not c.policy.close_waits_for_children:
        return
    still_open = [child.number for child in map(c.look, problem.children) if child.stage not in ENDED]
    if still_open:
        raise Refused("children_open", numbers="、".join(still_open))


def satisfaction_was_asked(problem: Problem, command: ApproveClose, c: Circumstances) -> None:
    """In a household's problem somebody other than the submitter asked whether it is satisfied.

    A relative or 村民代表 speaks for it only after attempts on several days that reached nobody.
    """
    if problem.scope is not Scope.HOUSEHOLD:
        return
    if command.satisfaction is None or not command.satisfaction.basis.strip():
        raise Refused("satisfaction_missing")
    if command.satisfaction.asked_by in problem.current.submitters:
        raise Refused("satisfaction_by_submitter")
    if spoken_for(command.satisfaction) and problem.current.missed_days < c.policy.not_reached_days:
        raise Refused("not_reached_too_few", have=problem.current.missed_days, needed=c.policy.not_reached_days)


SPEAK_FOR_IT = ("亲属", "村民代表")
WAYS_OF_ASKING = ("当面", "电话", *SPEAK_FOR_IT)


def way_of_asking(satisfaction: Satisfaction) -> str:
    """The words that say how the household was asked, and none beside them: they stand in the event unsealed."""
    ways = [way for way in WAYS_OF_ASKING if way in satisfaction.basis]
    if not ways:
        raise Refused("satisfaction_basis_unknown", ways="、".join(WAYS_OF_ASKING))
    return "、".join(ways)


def spoken_for(satisfaction: Satisfaction | None) -> bool:
    """Whether somebody else than the household itself was asked: then the closed problem is looked back at."""
    return satisfaction is not None and any(word in satisfaction.basis for word in SPEAK_FOR_IT)


def close_level(problem: Problem, policy: Policy) -> UnitKind | None:
    """分级销号: the least node whose office closes this problem; None where it names neither household nor level."""
    levels = policy.close_level
    if problem.scope is Scope.HOUSEHOLD:
        return levels.household
    by_area = {AreaLevel.VILLAGE: levels.village, AreaLevel.TOWN: levels.town, AreaLevel.COUNTY: levels.county}
    return by_area[problem.area_level] if problem.area_level else None


def closers(problem: Problem, policy: Policy) -> tuple[Role, ...]:
    """Who closes at that node: its office, or, where the policy says so, the head of the leading group."""
    by_the_group = problem.scope is Scope.AREA and problem.area_level in policy.close_level.leading_group
    return (Role.GROUP_HEAD,) if by_the_group else (Role.OFFICE,)


def always_looked_back_at(problem: Problem, rule: LookBackRule) -> bool:
    """MAJOR, reopened, and the named categories; of the rest a share is drawn later, unknown to all at the close."""
    if problem.severity is Severity.MAJOR or problem.reopen_count or rule.share_percent == 100:
        return True
    return problem.category.startswith(rule.always_categories)


def is_old(problem: Problem, pack: Pack) -> bool:
    """Whether it comes from a source of which each problem is looked back at (R002-25)."""
    source = pack.source(problem.source)
    return source is not None and source.look_back


def look_back_due(c: Circumstances, after_days: int, closed_at: datetime) -> Obligation:
    return Obligation(Duty.LOOK_BACK, c.calendar.within_days(local_date(closed_at), after_days, roll=True), c.at)
