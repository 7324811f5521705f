"""认领 不认领: the unit answers, or lets the days pass; a refusal is verified on the spot by someone else."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from enum import StrEnum
from typing import Any, ClassVar

import msgspec
from msgspec.structs import replace

from domain.calendar import Due, capped
from domain.circumstances import Circumstances
from domain.events import Elsewhere, Named, NewEvent
from domain.owing import ALL_DUTIES, Obligation
from domain.policy import Duty
from domain.problem.classification import Mode
from domain.problem.family import finished
from domain.problem.problem import Measure, Problem, ProblemEvent, Stage
from domain.problem.rechecking import escalated
from domain.problem.responsible import holders_of
from domain.problem.unit_record import RefusalUnfounded, UnitRecord, unit_record_id
from domain.refusal import Refused
from domain.sealing import Sealed
from domain.supervision_paper.leaving import overtaken
from domain.supervision_paper.paper import Overtaken


class RefusalReason(StrEnum):
    NOT_IN_AREA = "NOT_IN_AREA"  # 不属本辖区
    NOT_TRUE = "NOT_TRUE"  # 问题不属实
    NOT_OUR_DUTY = "NOT_OUR_DUTY"  # 非本单位职责
    DUPLICATE = "DUPLICATE"  # 重复交办


REFUSAL_REASONS = {
    RefusalReason.NOT_IN_AREA: "不属本辖区",
    RefusalReason.NOT_TRUE: "问题不属实",
    RefusalReason.NOT_OUR_DUTY: "非本单位职责",
    RefusalReason.DUPLICATE: "重复交办",
}


# --- commands -----------------------------------------------------------------------------------------------------


class Claim(msgspec.Struct, frozen=True):
    """认领: names 责任领导 and 责任人; in place of a person ``posts`` in each village, or in the ``villages`` named."""

    leader: str
    person: str = ""
    posts: tuple[str, ...] = ()
    villages: tuple[str, ...] = ()


class RefuseClaim(msgspec.Struct, frozen=True):
    """不认领: signed by the head, with a reason and a statement."""

    reason: RefusalReason
    statement: str


class UpholdRefusal(msgspec.Struct, frozen=True):
    """不认领理由成立: verified on the spot; the problem ends, or goes back to be dispatched to another unit."""

    verification: str
    another_unit: bool = False


class OverturnRefusal(msgspec.Struct, frozen=True):
    """责令认领: it does exist in the area; compulsory, due as set here, else unchanged."""

    verification: str
    leader: str
    person: str
    due_on: date | None = None


class DisposeAsUntrue(msgspec.Struct, frozen=True):
    """认定不属实: found out after the claim, by somebody of another unit on the spot; nothing is to be rectified."""

    verification: str


class Reassign(msgspec.Struct, frozen=True):
    """改派 to another unit, with a reason; the date stays unless another one is stated."""

    unit: str
    reason: str
    due_on: date | None = None


# --- events -------------------------------------------------------------------------------------------------------


class ProblemClaimed(ProblemEvent, frozen=True, kw_only=True, tag="problem.claimed"):
    leader: Named
    person: Named
    late: bool = False
    due: Due | None = None  # IMMEDIATE without a date of its own: counted from the claim
    measures: tuple[Measure, ...] = ()  # of an issued plan that left the date 未定: it cannot be approved yet
    persons: tuple[Named, ...] = ()  # where posts were named: who held them; ``person`` is the first
    discharges: ClassVar[frozenset[Duty]] = frozenset({Duty.CLAIM, Duty.REFUSAL_VERIFY})

    def apply(self, state: Problem) -> Problem:
        dated = {"due": self.due, "original_due": self.due, "judged_due": self.due} if self.due else {}
        return replace(
            state,
            stage=Stage.CLAIMED,
            leader=self.leader,
            person=self.person,
            persons=self.persons,
            claimed_late=self.late,
            silent=False,
            measures=self.measures or state.measures,
            **dated,
        )


class ClaimRefused(ProblemEvent, frozen=True, kw_only=True, tag="problem.claim_refused"):
    reason: RefusalReason
    statement: Sealed
    signer: Named
    discharges: ClassVar[frozenset[Duty]] = frozenset({Duty.CLAIM})

    def apply(self, state: Problem) -> Problem:
        return replace(state, stage=Stage.REFUSED, silent=False)


class ClaimExpired(ProblemEvent, frozen=True, kw_only=True, tag="problem.claim_expired"):
    """逾期未认领: the days passed in silence; printed so, never as a refusal."""

    discharges: ClassVar[frozenset[Duty]] = frozenset({Duty.CLAIM})

    def apply(self, state: Problem) -> Problem:
        return replace(state, stage=Stage.REFUSED, silent=True, claim_expired=True)


class RefusalUpheld(ProblemEvent, frozen=True, kw_only=True, tag="problem.refusal_upheld"):
    verification: Sealed
    verifier: Named
    another_unit: bool = False
    discharges: ClassVar[frozenset[Duty]] = ALL_DUTIES

    def apply(self, state: Problem) -> Problem:
        if self.another_unit:
            return replace(state, stage=Stage.REGISTERED, unit="", due=None, silent=False)
        return replace(state, stage=Stage.NOT_FOUND)


class RefusalOverturned(ProblemEvent, frozen=True, kw_only=True, tag="problem.refusal_overturned"):
    """责令认领: compulsory claim by the one who verified."""

    verification: Sealed
    verifier: Named
    leader: Named
    person: Named
    due: Due | None = None  # as set by the adjudicator; None leaves it unchanged
    discharges: ClassVar[frozenset[Duty]] = frozenset({Duty.REFUSAL_VERIFY})

    def apply(self, state: Problem) -> Problem:
        dated = {"due": self.due, "judged_due": self.due, "cap": self.due} if self.due else {}
        return replace(
            state,
            stage=Stage.CLAIMED,
            leader=self.leader,
            person=self.person,
            persons=(),
            compulsory=True,
            silent=False,
            original_due=state.original_due or self.due,
            **dated,
        )


class ProblemFoundUntrue(ProblemEvent, frozen=True, kw_only=True, tag="problem.found_untrue"):
    """不属实: the case ends, and counts in no table."""

    verification: Sealed
    verifier: Named
    discharges: ClassVar[frozenset[Duty]] = ALL_DUTIES

    def apply(self, state: Problem) -> Problem:
        return replace(state, stage=Stage.NOT_FOUND)


class ProblemReassigned(ProblemEvent, frozen=True, kw_only=True, tag="problem.reassigned"):
    """改派: the time that the former unit had it in hand stays with that unit."""

    unit: str
    by: Named
    reason: Sealed
    due: Due | None = None
    discharges: ClassVar[frozenset[Duty]] = frozenset({Duty.PLAN, Duty.REWORK})

    def apply(self, state: Problem) -> Problem:
        dated = {"due": self.due, "judged_due": self.due, "cap": self.due} if self.due else {}
        return replace(
            state,
            stage=Stage.DISPATCHED,
            unit=self.unit,
            leader=None,
            person=None,
            persons=(),
            compulsory=False,
            measures=(),
            measures_done=frozenset(),
            requests=(),
            cause=None,
            cause_class=None,
            original_due=state.original_due or self.due,
            **dated,
        )


# --- decisions ----------------------------------------------------------------------------------------------------


def claim(problem: Problem, command: Claim, c: Circumstances) -> Iterator[NewEvent]:
    due, owed = claim_arms(problem.mode, problem.due, c)
    yield (
        ProblemClaimed,
        {
            "leader": c.named(command.leader, problem.unit),
            **responsible(problem, command, c),
            "late": problem.silent,
            "due": due,
            "arms": owed,
        },
    )


def refuse_claim(problem: Problem, command: RefuseClaim, c: Circumstances) -> Iterator[NewEvent]:
    claim_due = problem.owes(Duty.CLAIM)
    last_day = claim_due.due.on if claim_due else c.today
    yield (
        ClaimRefused,
        {
            "reason": command.reason,
            "statement": c.seal(problem.subject, "不认领说明", command.statement),
            "signer": c.actor.named(),
            "arms": (refusal_verify(min(c.today, last_day), c),),
        },
    )


def uphold_refusal(problem: Problem, command: UpholdRefusal, c: Circumstances) -> Iterator[NewEvent]:
    yield (
        RefusalUpheld,
        {
            "verification": verification(problem, command.verification, c),
            "verifier": c.actor.named(),
            "another_unit": command.another_unit,
        },
    )
    yield from overtaken(problem, Overtaken.NOT_FOUND, c)
    if not command.another_unit:
        yield from finished(problem, c)


def overturn_refusal(problem: Problem, command: OverturnRefusal, c: Circumstances) -> Iterator[NewEvent]:
    new_due = c.not_past(c.calendar.explicit(command.due_on)) if command.due_on else None
    immediate_due, owed = claim_arms(problem.mode, new_due or problem.due, c)
    if new_due is not None:
        owed = (*owed, Obligation(problem.final_duty, new_due, c.at))
    yield (
        RefusalOverturned,
        {
            "verification": verification(problem, command.verification, c),
            "verifier": c.actor.named(),
            "leader": c.named(command.leader, problem.unit),
            "person": c.named(command.person, problem.unit),
            "due": new_due or immediate_due,
            "arms": owed,
        },
    )
    yield from counted_as_unfounded(problem, c)


def counted_as_unfounded(problem: Problem, c: Circumstances) -> Iterator[NewEvent]:
    """The unit's record in this campaign, and the level of the ladder that so many unfounded refusals reach."""
    stream = unit_record_id(problem.campaign, problem.unit)
    record: UnitRecord = c.look(stream) or UnitRecord()
    count = record.unfounded_refusals + 1
    yield Elsewhere(stream, RefusalUnfounded, {"unit": problem.unit, "case_id": problem.id, "count": count})
    level = c.policy.ladder.unfounded_refusals.get(count)
    if level is not None and c.policy.ladder.above(level, problem.level):
        yield from escalated(problem, level, f"本专项行动中第{count}次不认领被责令认领", c)


def dispose_as_untrue(problem: Problem, command: DisposeAsUntrue, c: Circumstances) -> Iterator[NewEvent]:
    verified = verification(problem, command.verification, c)
    yield ProblemFoundUntrue, {"verification": verified, "verifier": c.actor.named()}
    yield from overtaken(problem, Overtaken.NOT_FOUND, c)
    yield from finished(problem, c)


def reassign(problem: Problem, command: Reassign, c: Circumstances) -> Iterator[NewEvent]:
    c.organisation.standing_unit(command.unit)
    if not c.organisation.reaches(c.actor.unit, command.unit):
        raise Refused("out_of_reach", name=c.actor.name, acting=c.actor.unit, unit=command.unit)
    if command.unit == problem.unit:
        raise Refused("same_unit", unit=command.unit)
    due = c.not_past(c.calendar.explicit(command.due_on)) if command.due_on else None
    in_force = due or problem.due
    dated = (Obligation(problem.final_duty, in_force, c.at),) if in_force else ()
    yield (
        ProblemReassigned,
        {
            "unit": command.unit,
            "by": c.actor.named(),
            "reason": c.seal(problem.subject, "改派原因", command.reason),
            "due": due,
            "arms": (Obligation(Duty.CLAIM, c.due(Duty.CLAIM), c.at), *dated),
        },
    )


def expire_claim(problem: Problem, c: Circumstances) -> Iterator[NewEvent]:
    """The moment at which the last day of CLAIM ends without an answer; REFUSAL_VERIFY counts from that day."""
    owed = problem.owes(Duty.CLAIM)
    assert owed is not None
    yield ClaimExpired, {"arms": (refusal_verify(owed.due.on, c),)}


# --- shared -------------------------------------------------------------------------------------------------------


def responsible(problem: Problem, command: Claim, c: Circumstances) -> dict[str, Any]:
    """责任人: a person, or whoever holds the posts in each village now. Raises Refused."""
    if bool(command.person) == bool(command.posts):
        raise Refused("person_or_posts")
    if command.person:
        return {"person": c.named(command.person, problem.unit)}
    persons = holders_of(command.posts, command.villages, problem.unit, problem.place.village, c)
    return {"person": persons[0], "persons": persons}


def refusal_verify(since: date, c: Circumstances) -> Obligation:
    return Obligation(Duty.REFUSAL_VERIFY, c.due(Duty.REFUSAL_VERIFY, since), c.at)


def claim_arms(mode: Mode, due: Due | None, c: Circumstances) -> tuple[Due | None, tuple[Obligation, ...]]:
    """What a claim arms: a plan (not later than the due date), or, 立行立改, the rectification itself.

    The first part is the due date that the claim brings: only IMMEDIATE problems without one of their own.
    """
    if mode is Mode.TIME_LIMITED:
        plan = c.due(Duty.PLAN)
        if due is not None:
            plan = capped(plan, due)
        return None, (Obligation(Duty.PLAN, plan, c.at),)
    if due is not None:
        return None, ()
    immediate = c.due(Duty.IMMEDIATE)
    return immediate, (Obligation(Duty.IMMEDIATE, immediate, c.at),)


def verification(problem: Problem, text: str, c: Circumstances) -> Sealed:
    if not text.strip():
        raise Refused("verification_missing")
    return c.seal(problem.subject, "现场核实记录", text)
