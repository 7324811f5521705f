"""登记 交办 自查自纠: how a problem comes into the ledger and to the unit that must rectify it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, time
from typing import Any, ClassVar
from uuid import UUID

import msgspec
from msgspec.structs import replace

from domain.accountability import MISCONDUCT_NAMES
from domain.calendar import Due
from domain.circumstances import Circumstances
from domain.citing import cited_if_any
from domain.events import Named, NewEvent
from domain.owing import Obligation
from domain.policy import Duty
from domain.problem.claiming import ProblemClaimed, claim_arms
from domain.problem.classification import AreaLevel, Mode, Scope, Severity, Stock
from domain.problem.finding import Finding
from domain.problem.numbering import assign_number
from domain.problem.planning import MeasureDraft, PlanApproved, PlanSubmitted, draft_measures, stated_cause
from domain.problem.problem import Evidence, Household, Measure, Place, Problem, ProblemEvent, Stage
from domain.problem.rechecking import first_check
from domain.problem.rectifying import SubmittedForRecheck, accept_evidence
from domain.problem.routing import routed_to
from domain.referral.proposing import propose_referral
from domain.referral.referral import Behind
from domain.refusal import Refused
from domain.sealing import Sealed

LEADING_GROUP = "领导小组"

# --- commands -----------------------------------------------------------------------------------------------------


class RegisterProblem(msgspec.Struct, frozen=True):
    """登记问题. ``screened_by`` signs what was found (谁排查谁签字); empty: the actor."""

    finding: Finding
    screened_by: str = ""


class Dispatch(msgspec.Struct, frozen=True):
    """交办: to a responsible unit, with a date (``due_on``, or ``due_days`` counted from ``since``), or 未定.

    Without a unit it goes to the one that the taxonomy has for its item (R001-17).
    ``undated`` says 未定 explicitly; only TIME_LIMITED problems may be undated, their plan must bring the date.
    ``first_responsible`` is 第一责任人, where it is not the one that the pack names (R004-37).
    """

    unit: str = ""
    mode: Mode = Mode.TIME_LIMITED
    due_on: date | None = None
    due_time: time | None = None
    due_days: int | None = None
    since: date | None = None
    undated: bool = False
    first_responsible: str = ""


class RegisterSelfFound(msgspec.Struct, frozen=True):
    """自查自纠: registered, dispatched and claimed by the unit itself in one act and one signature."""

    finding: Finding
    unit: str
    leader: str
    person: str
    mode: Mode = Mode.TIME_LIMITED
    due_on: date | None = None
    due_time: time | None = None


class RecordFixedOnSpot(msgspec.Struct, frozen=True):
    """当场整改: found, rectified and handed in for re-check in one act, with evidence from before and after."""

    finding: Finding
    unit: str
    leader: str
    person: str
    cause: str
    measure: str
    effect: str
    evidence: tuple[Evidence, ...]
    cause_class: str = ""


class RecordIssuedPlan(msgspec.Struct, frozen=True):
    """一份已印发的整改方案中的一项: one signed act; that the plan was issued is its approval (整改方案已印发).

    An item without a date stops at claimed: its plan cannot be approved.
    """

    finding: Finding
    unit: str
    leader: str
    person: str
    measures: tuple[MeasureDraft, ...]
    document: str  # 发文字号
    due_on: date | None = None
    due_time: time | None = None


class RecordOpening(msgspec.Struct, frozen=True):
    """期初: take over a line of a ledger in mid-course as a statement of the importing office, not verified here."""

    finding: Finding
    unit: str
    statement: str
    leader: str = ""
    person: str = ""
    measures: tuple[MeasureDraft, ...] = ()
    due_on: date | None = None
    claims_done: bool = False
    due_time: time | None = None


# --- events -------------------------------------------------------------------------------------------------------


class ProblemRegistered(ProblemEvent, frozen=True, kw_only=True, tag="problem.registered"):
    problem_no: str
    category: str
    scope: Scope
    severity: Severity
    content: Sealed
    registered_by: Named
    place: Place
    area_level: AreaLevel | None = None
    household: Household | None = None
    source: str = ""  # a code of the pack
    source_remark: Sealed | None = None
    parent: UUID | None = None  # the problem it was derived from (举一反三)
    stock: Stock | None = None
    tendency: bool = False
    topics: tuple[str, ...] = ()
    paper: str = ""  # what was asked for (事先分析评估)
    paper_sha256: str = ""
    paper_missing: Sealed | None = None

    @property
    def subject(self) -> str:
        """Under whose key the texts of this problem are sealed."""
        return self.household.ref if self.household else str(self.originator_id)

    def apply(self, state: Problem | None) -> Problem:
        return Problem(
            id=self.originator_id,
            version=self.originator_version,
            problem_no=self.problem_no,
            campaign=self.envelope.campaign,
            category=self.category,
            scope=self.scope,
            severity=self.severity,
            stage=Stage.REGISTERED,
            content=self.content,
            registered_at=self.occurred_at,
            registered_by=self.registered_by,
            place=self.place,
            household=self.household,
            area_level=self.area_level,
            source=self.source,
            parent=self.parent,
        )


class MajorProblemReported(ProblemEvent, frozen=True, kw_only=True, tag="problem.major_problem_reported"):
    """重大问题专报: reported at once to the leading group and the department, beside the ladder (R003-23)."""

    to: tuple[str, ...]


class ScreeningSigned(ProblemEvent, frozen=True, kw_only=True, tag="problem.screening_signed"):
    """谁排查谁签字."""

    signer: Named


class ProblemDispatched(ProblemEvent, frozen=True, kw_only=True, tag="problem.dispatched"):
    unit: str
    mode: Mode
    due: Due | None = None
    first_responsible: str = ""  # 第一责任人
    discharges: ClassVar[frozenset[Duty]] = frozenset()

    def apply(self, state: Problem) -> Problem:
        return replace(
            state,
            stage=Stage.DISPATCHED,
            unit=self.unit,
            mode=self.mode,
            due=self.due,
            original_due=self.due,
            judged_due=self.due,
            cap=self.due,
            first_responsible=self.first_responsible,
            ladder_since=self.occurred_at,
        )


class OpeningStated(ProblemEvent, frozen=True, kw_only=True, tag="problem.opening_stated"):
    """期初状态: what the office that brings the ledger says of it; never a close."""

    statement: Sealed
    claims_done: bool
    leader: Named | None = None
    person: Named | None = None
    measures: tuple[Measure, ...] = ()

    def apply(self, state: Problem) -> Problem:
        return replace(
            state,
            stage=Stage.RECTIFYING,
            measures=self.measures,
            opening=True,
            opening_claims_done=self.claims_done,
            leader=self.leader,
            person=self.person,
            progress=self.statement,
        )


# --- decisions ----------------------------------------------------------------------------------------------------


def register(case_id: UUID, command: RegisterProblem, c: Circumstances) -> Iterator[NewEvent]:
    yield from registered(case_id, command.finding, c)
    yield ScreeningSigned, {"signer": c.named(command.screened_by) if command.screened_by else c.actor.named()}


def dispatch(problem: Problem, command: Dispatch, c: Circumstances) -> Iterator[NewEvent]:
    due = dispatched_due(command, c)
    if due is None and not command.undated and command.mode is Mode.TIME_LIMITED:
        raise Refused("due_missing", hint="请写明整改时限，或明确标注“未定”由整改方案补明")
    unit = command.unit or routed_to(problem, c)
    yield dispatched(unit, command.mode, due, c, claim_owed=True, first=command.first_responsible)


def register_self_found(case_id: UUID, command: RegisterSelfFound, c: Circumstances) -> Iterator[NewEvent]:
    if not c.organisation.is_within(command.unit, c.actor.unit):
        raise Refused("not_own_unit")
    due = due_in_time(command.due_on, c, command.due_time)
    if due is None and command.mode is Mode.TIME_LIMITED:
        raise Refused("due_missing", hint="自查自纠须同时写明整改时限")
    yield from registered(case_id, command.finding, c)
    yield ScreeningSigned, {"signer": c.actor.named()}
    yield dispatched(command.unit, command.mode, due, c)
    yield claimed(command, due, c)


def record_fixed_on_spot(case_id: UUID, command: RecordFixedOnSpot, c: Circumstances) -> Iterator[NewEvent]:
    subject = command.finding.household_ref or str(case_id)
    evidence = accept_evidence(command.evidence, c)
    if not evidence:
        raise Refused("evidence_missing")
    submitters = dict.fromkeys((*c.actor.named().persons, command.person))
    signers = tuple(c.named(person, command.unit) for person in submitters)
    yield from registered(case_id, command.finding, c)
    yield ScreeningSigned, {"signer": c.actor.named()}
    yield dispatched(command.unit, Mode.IMMEDIATE, c.due(Duty.IMMEDIATE), c)
    yield claimed(command, None, c, arms=())
    draft = MeasureDraft(command.measure, command.person, c.today)
    submitted = {
        "effect": c.seal(subject, "整改成效", command.effect),
        **cause_on_spot(subject, command, c),
        "signers": signers,
        "evidence": evidence,
        "measures": draft_measures((draft,), subject, command.unit, None, c),
    }
    finding = command.finding
    yield SubmittedForRecheck, submitted | first_check(Mode.IMMEDIATE, finding.scope, finding.severity, c)


def record_issued_plan(case_id: UUID, command: RecordIssuedPlan, c: Circumstances) -> Iterator[NewEvent]:
    subject = command.finding.household_ref or str(case_id)
    document = cited_if_any(command.document, "发文字号")
    due = c.calendar.explicit(command.due_on, command.due_time) if command.due_on else None
    yield from registered(case_id, command.finding, c)
    yield ScreeningSigned, {"signer": c.actor.named()}
    yield dispatched(command.unit, Mode.TIME_LIMITED, due, c)
    village = command.finding.place.village
    measures = draft_measures(command.measures, subject, command.unit, due, c, village)
    if due is None:
        yield claimed(command, None, c, measures=measures)
        return
    yield claimed(command, due, c, arms=())
    yield PlanSubmitted, {"measures": measures, "by": c.actor.named(), "in_time": True, "document": document}
    yield PlanApproved, {"by": c.actor.named(), "document": document}


def record_opening(case_id: UUID, command: RecordOpening, c: Circumstances) -> Iterator[NewEvent]:
    subject = command.finding.household_ref or str(case_id)
    due = c.calendar.explicit(command.due_on, command.due_time) if command.due_on else None
    yield from registered(case_id, command.finding, c)
    yield dispatched(command.unit, Mode.TIME_LIMITED, due, c)
    stated = {
        "statement": c.seal(subject, "期初说明", command.statement),
        "claims_done": command.claims_done,
        "leader": c.named(command.leader, command.unit) if command.leader else None,
        "person": c.named(command.person, command.unit) if command.person else None,
        "measures": taken_over(command, subject, due, c),
        "arms": () if due else (Obligation(Duty.REWORK, c.due(Duty.REWORK), c.at),),
    }
    yield OpeningStated, stated


# --- shared by the ways of registering ----------------------------------------------------------------------------


def registered(case_id: UUID, finding: Finding, c: Circumstances, parent: UUID | None = None) -> Iterator[NewEvent]:
    """The registration itself, after its guards: a known category, a content, a household exactly where one belongs.

    With it goes the number of the problem, from the register of the place.
    """
    c.known_category(finding.category)
    subject = finding.household_ref or str(case_id)
    assigned = assign_number(case_id, finding, c)
    yield assigned
    details = {
        "problem_no": assigned.fields["problem_no"],
        "category": finding.category,
        "scope": finding.scope,
        "severity": finding.severity,
        "content": c.seal(subject, "问题内容", finding.content),
        "registered_by": c.actor.named(),
        "place": finding.place,
        "area_level": finding.area_level,
        "household": household_of(finding, c),
        "source": c.known_source(finding.source) if finding.source else "",
        "source_remark": c.seal(subject, "来源说明", finding.source_remark) if finding.source_remark.strip() else None,
        "parent": parent,
        "stock": finding.stock,
        "tendency": finding.tendency,
        "topics": finding.topics,
        **paper_of(finding, subject, c),
    }
    yield ProblemRegistered, details
    if finding.severity is Severity.MAJOR:
        category = c.pack.category(finding.category)
        yield MajorProblemReported, {"to": (LEADING_GROUP, *(category.lead if category else ()))}
    if finding.misconduct is not None:
        yield from refer_misconduct(Behind(case_id, details["problem_no"], "problem.registered"), finding, c)


def paper_of(finding: Finding, subject: str, c: Circumstances) -> dict[str, Any]:
    """The paper that the pack asks for under a subject of the finding: its scan, or why there is none (R001-63)."""
    tags = (tag for group in c.pack.tags for tag in group.tags if {tag.code, tag.label}.intersection(finding.topics))
    asked = next((tag.paper for tag in tags if tag.paper), "")
    if not asked:
        return {}
    if finding.paper_sha256:
        accept_evidence((Evidence(finding.paper_sha256),), c)
        return {"paper": asked, "paper_sha256": finding.paper_sha256}
    if not finding.paper_missing.strip():
        raise Refused("paper_asked", paper=asked)
    return {"paper": asked, "paper_missing": c.seal(subject, f"没有{asked}的说明", finding.paper_missing)}


def refer_misconduct(behind: Behind, finding: Finding, c: Circumstances) -> Iterator[NewEvent]:
    """Misconduct behind a problem is always proposed for a referral; the problem does not tell (R000-33, R000-36)."""
    assert finding.misconduct is not None
    unit = finding.place.village or finding.place.town or finding.place.county
    if not unit:
        raise Refused("misconduct_nowhere")
    grounds = f"登记问题{behind.number}时发现{MISCONDUCT_NAMES[finding.misconduct]}线索"
    yield from propose_referral(finding.misconduct, unit, finding.concerned, grounds, behind, c)


def household_of(finding: Finding, c: Circumstances) -> Household | None:
    if finding.scope is Scope.AREA:
        if finding.household_ref or finding.householder or finding.member_ref:
            raise Refused("household_unexpected")
        return None
    if not (finding.household_ref and finding.householder.strip()):
        raise Refused("household_missing")
    name = c.seal(finding.household_ref, "户主姓名", finding.householder)
    return Household(finding.household_ref, name, finding.household_kind, finding.member_ref)


def dispatched(
    unit: str,
    mode: Mode,
    due: Due | None,
    c: Circumstances,
    *,
    claim_owed: bool = False,
    derived: bool = False,
    first: str = "",
) -> NewEvent:
    """交办: the due date is armed from here on; the unit owes an answer unless it brought the problem itself.

    What is derived (举一反三) may also go to a unit beside the actor's own.
    """
    c.organisation.standing_unit(unit)
    if not derived and not c.organisation.reaches(c.actor.unit, unit):
        raise Refused("out_of_reach", name=c.actor.name, acting=c.actor.unit, unit=unit)
    owed = [Obligation(Duty.CLAIM, c.due(Duty.CLAIM), c.at)] if claim_owed else []
    if due is not None:
        owed.append(Obligation(Duty.IMMEDIATE if mode is Mode.IMMEDIATE else Duty.RECTIFY, due, c.at))
    return ProblemDispatched, {
        "unit": unit,
        "mode": mode,
        "due": due,
        "first_responsible": cited_if_any(first, "第一责任人") or c.pack.measures.first_responsible,
        "arms": tuple(owed),
    }


def taken_over(command: RecordOpening, subject: str, due: Due | None, c: Circumstances) -> tuple[Measure, ...]:
    """The measures of a line in mid-course; it may have none."""
    if not command.measures:
        return ()
    return draft_measures(command.measures, subject, command.unit, due, c, command.finding.place.village)


def cause_on_spot(subject: str, command: RecordFixedOnSpot, c: Circumstances) -> dict[str, Any]:
    """The cause of what was fixed at once is always said; its class may be left open."""
    if command.cause_class:
        return stated_cause(subject, command.cause, command.cause_class, c)
    return {"cause": c.seal(subject, "问题原因", command.cause)}


def claimed(
    command: RegisterSelfFound | RecordFixedOnSpot | RecordIssuedPlan,
    due: Due | None,
    c: Circumstances,
    arms: tuple[Obligation, ...] | None = None,
    measures: tuple[Measure, ...] = (),
) -> NewEvent:
    mode = command.mode if isinstance(command, RegisterSelfFound) else Mode.TIME_LIMITED
    immediate_due, owed = claim_arms(mode, due, c)
    return ProblemClaimed, {
        "leader": c.named(command.leader, command.unit),
        "person": c.named(command.person, command.unit),
        "due": None if arms is not None else immediate_due,
        "measures": measures,
        "arms": owed if arms is None else arms,
    }


def dispatched_due(command: Dispatch, c: Circumstances) -> Due | None:
    if command.due_days is not None:
        return c.not_past(c.calendar.within_days(command.since or c.today, command.due_days, roll=True))
    return due_in_time(command.due_on, c, command.due_time)


def due_in_time(on: date | None, c: Circumstances, time_of_day: time | None = None) -> Due | None:
    return c.not_past(c.calendar.explicit(on, time_of_day)) if on else None
