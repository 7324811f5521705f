"""台账: one row per problem. Where an event becomes a row.

``apply`` is a function of row and event: the live table and every as-of table use it. It bears events without their
predecessors, the same event twice, and events of other streams. Source: domain.md sections 4 and 11.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

import msgspec
from msgspec.structs import replace

from domain.calendar import Due, end_of_day, local_date
from domain.events import Event, IdentityBasis, Named
from domain.measures import CauseClass
from domain.obligations import Reminded
from domain.policy import Level
from domain.problem import (
    amending,
    carrying_out,
    claiming,
    closing,
    deriving,
    family,
    levels,
    looking_back,
    paper,
    planning,
    rechecking,
    rectifying,
    registering,
    suspending,
)
from domain.problem.classification import AreaLevel, Mode, PlaceKind, Scope, Severity
from domain.problem.problem import (
    CHECK_STAGES,
    NOT_COUNTED,
    Measure,
    MeasureRequest,
    Place,
    RequestState,
    Stage,
)
from projections.log import covering

Ref = str
"""The reference of a sealed text in the vault."""


class Deadline(msgspec.Struct, frozen=True, omit_defaults=True):
    """A due date as the ledger keeps it. ``provisional`` (暂定): it rests on a year whose notice is not out."""

    on: date
    at: datetime
    provisional: bool = False

    @property
    def ends_the_day(self) -> bool:
        return self.at == end_of_day(self.on)


class AskedExtension(msgspec.Struct, frozen=True):
    """延期待批."""

    asked_at: datetime
    new_due_on: date
    late: bool


class Span(msgspec.Struct, frozen=True):
    """Days overdue, both included."""

    first: date
    last: date


class LedgerRow(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True):
    """What the ledger knows of one problem. Free texts are references into the vault."""

    case_id: UUID
    version: int
    problem_no: str
    campaign: str
    category: str
    scope: Scope
    severity: Severity
    content: Ref
    registered_at: datetime
    place: Place
    stage: Stage = Stage.REGISTERED
    area_level: AreaLevel | None = None
    household: str = ""  # its opaque reference
    householder: Ref = ""
    household_kind: str = ""
    member: str = ""  # the opaque number of the one member that it is about
    source: str = ""  # a code of the pack
    source_remark: Ref = ""
    marks: tuple[str, ...] = ()  # 标记 and subjects of the inspection, as they were written: code or label
    mode: Mode = Mode.TIME_LIMITED
    unit: str = ""  # 责任单位
    leader: Named | None = None  # 责任领导
    person: Named | None = None  # 责任人
    persons: tuple[Named, ...] = ()  # 责任人 by posts, village by village
    first_responsible: str = ""  # 第一责任人
    requests: tuple[MeasureRequest, ...] = ()  # 协调有关部门, and how each stands
    cause: Ref = ""  # 原因分析
    cause_class: CauseClass | None = None
    plan: tuple[Ref, ...] = ()  # measures submitted, not yet approved
    measures: tuple[Ref, ...] = ()  # approved
    due: Deadline | None = None  # None: 未定
    original_due: Deadline | None = None
    judged_due: Deadline | None = None  # by which 按期 is judged; a reopening does not move it
    extended_from: Deadline | None = None  # the date that an extension replaced
    extension: AskedExtension | None = None
    silent: bool = False  # 逾期未认领, now
    claim_expired: bool = False  # it was so once; the mark stays
    claimed_late: bool = False
    compulsory: bool = False  # 责令认领
    waits_since: datetime | None = None  # an answer of the supervising side is awaited: no lateness of the unit
    completed_at: datetime | None = None  # the submission that finally passed
    closed_at: datetime | None = None
    reopen_count: int = 0
    failed_rechecks: int = 0
    levels: tuple[Level, ...] = (Level.NONE,)  # the highest of each episode
    proposed: Level = Level.NONE  # the highest that awaits a person's decision
    past_lateness: tuple[Span, ...] = ()  # under dates that no longer hold
    opening: bool = False  # 期初
    opening_claims_done: bool = False
    progress: Ref = ""
    effect: Ref = ""
    merged_into: str = ""  # the number of the problem that goes on
    found_false: bool = False  # 虚假整改, in any cycle
    paused_late: bool = False  # the pause in force was asked for after the date: the lateness before it stands
    papers: int = 0  # decisions entered from paper (线下签批)
    children: int = 0  # problems derived from it
    unverified: bool = False  # 身份未核验: somebody acted in it whose identity was only asserted

    @property
    def number(self) -> str:
        return self.problem_no

    @property
    def subject(self) -> str:
        """Under whose key the texts of this problem are sealed."""
        return self.household or str(self.case_id)

    @property
    def lies_at(self) -> PlaceKind:
        """How far down it lies: 乡镇, 村, 园区, 项目, 户, 人 (R001-66)."""
        if self.household:
            return PlaceKind.PERSON if self.member else PlaceKind.HOUSEHOLD
        return self.place.kind

    @property
    def closed(self) -> bool:
        return self.stage is Stage.CLOSED


Change = dict[str, Any]


def apply(row: LedgerRow | None, event: Event) -> LedgerRow | None:
    """The row after this event; None as long as the problem is not registered."""
    change = CHANGES.get(type(event))
    if change is None:
        return row
    if isinstance(event, registering.ProblemRegistered):
        return row or registered(event)
    if row is None or event.originator_version <= row.version:
        return row
    unverified = row.unverified or only_asserted(event)
    return replace(row, version=event.originator_version, unverified=unverified, **change(row, event))


def late_until(row: LedgerRow, today: date) -> date:
    """The last day that can count as lateness of the responsible unit, not later than ``today``.

    Its lateness ends with completion, and rests while the supervising side owes an answer (a submission, a refusal, a
    plan handed in in time) or an extension was asked in time. Source: domain.md section 3, "completion date", "holds".
    """
    ends = [row.completed_at, row.waits_since]
    if row.extension is not None and not row.extension.late:
        ends.append(row.extension.asked_at)
    return min([today, *(local_date(end) for end in ends if end is not None)])


def lateness(row: LedgerRow, today: date) -> Span | None:
    """The days overdue under the date in force, up to ``today``; None: not overdue."""
    if row.due is None or row.stage in NOT_COUNTED:
        return None
    last = late_until(row, today)
    return Span(date.fromordinal(row.due.on.toordinal() + 1), last) if last > row.due.on else None


# --- what each event changes ----------------------------------------------------------------------------------------


def registered(event: registering.ProblemRegistered) -> LedgerRow:
    household = event.household
    return LedgerRow(
        case_id=event.originator_id,
        version=event.originator_version,
        problem_no=event.problem_no,
        campaign=event.envelope.campaign,
        category=event.category,
        scope=event.scope,
        severity=event.severity,
        content=event.content.ref,
        registered_at=event.occurred_at,
        place=event.place,
        area_level=event.area_level,
        household=household.ref if household else "",
        householder=household.name.ref if household else "",
        household_kind=household.kind if household else "",
        member=household.member if household else "",
        source=event.source,
        marks=event.topics,
        source_remark=event.source_remark.ref if event.source_remark else "",
        unverified=only_asserted(event),
    )


def only_asserted(event: Event) -> bool:
    return event.envelope.identity_basis is IdentityBasis.ASSERTED


def unchanged(row: LedgerRow, event: Event) -> Change:
    return {}


def dispatched(row: LedgerRow, event: registering.ProblemDispatched) -> Change:
    due = deadline(event.due)
    return {
        "stage": Stage.DISPATCHED,
        "unit": event.unit,
        "mode": event.mode,
        "first_responsible": event.first_responsible,
        "due": due,
        "original_due": due,
        "judged_due": due,
        "extended_from": None,
    }


def opening_stated(row: LedgerRow, event: registering.OpeningStated) -> Change:
    return {
        "stage": Stage.RECTIFYING,
        "opening": True,
        "opening_claims_done": event.claims_done,
        "leader": event.leader,
        "person": event.person,
        "measures": measures(event.measures),
        "progress": event.statement.ref,
    }


def claimed(row: LedgerRow, event: claiming.ProblemClaimed) -> Change:
    return {
        "stage": Stage.CLAIMED,
        "leader": event.leader,
        "person": event.person,
        "persons": event.persons,
        "claimed_late": event.late,
        "silent": False,
        "measures": measures(event.measures) or row.measures,
        **first_date(event.due),
    }


def claim_refused(row: LedgerRow, event: claiming.ClaimRefused) -> Change:
    return {"stage": Stage.REFUSED, "silent": False, "waits_since": event.occurred_at}


def claim_expired(row: LedgerRow, event: claiming.ClaimExpired) -> Change:
    return {"stage": Stage.REFUSED, "silent": True, "claim_expired": True}


def refusal_upheld(row: LedgerRow, event: claiming.RefusalUpheld) -> Change:
    if event.another_unit:
        undated = {"due": None, "judged_due": None, "extended_from": None}
        return {"stage": Stage.REGISTERED, "unit": "", "silent": False, "waits_since": None, **undated}
    return {"stage": Stage.NOT_FOUND, "silent": False, "waits_since": None}


def refusal_overturned(row: LedgerRow, event: claiming.RefusalOverturned) -> Change:
    row = replace(row, waits_since=None)
    return {
        "stage": Stage.CLAIMED,
        "leader": event.leader,
        "person": event.person,
        "persons": (),
        "compulsory": True,
        "silent": False,
        "waits_since": None,
        "original_due": row.original_due or deadline(event.due),
        **moved(row, event, event.due, judged=True),
    }


def plan_submitted(row: LedgerRow, event: planning.PlanSubmitted) -> Change:
    waits_since = event.occurred_at if event.in_time else None
    return {
        "stage": Stage.PLAN_REVIEW,
        "plan": measures(event.measures),
        "requests": (),
        "waits_since": waits_since,
        **stated(event),
    }


def plan_approved(row: LedgerRow, event: planning.PlanApproved) -> Change:
    return {
        "stage": Stage.RECTIFYING,
        "measures": row.plan,
        "plan": (),
        "waits_since": None,
        **first_date(event.due),
    }


def plan_returned(row: LedgerRow, event: planning.PlanReturned) -> Change:
    return {"stage": Stage.CLAIMED, "plan": (), "waits_since": None}


def rectification_started(row: LedgerRow, event: rectifying.RectificationStarted) -> Change:
    return {"stage": Stage.RECTIFYING} if row.stage is Stage.CLAIMED else {}


def progress_reported(row: LedgerRow, event: rectifying.ProgressReported) -> Change:
    return {"progress": event.text.ref}


def measure_added(row: LedgerRow, event: carrying_out.MeasureAdded) -> Change:
    return {"measures": (*row.measures, event.measure.text.ref)}


def department_asked(row: LedgerRow, event: carrying_out.DepartmentAsked) -> Change:
    return with_request(row, MeasureRequest(event.number, event.unit, event.document, event.occurred_at, event.due))


def request_answered(row: LedgerRow, event: carrying_out.RequestAnswered) -> Change:
    answered = {"unit": event.unit, "document": event.document, "state": RequestState.ANSWERED}
    return requests_changed(row, event.number, answered)


def request_declined(row: LedgerRow, event: carrying_out.RequestDeclined) -> Change:
    return requests_changed(row, event.number, {"unit": event.unit, "state": RequestState.DECLINED})


def requests_changed(row: LedgerRow, number: int, change: Change) -> Change:
    """The request of that number, if the row has heard of it, with what changed."""
    asked = [one for one in row.requests if one.number == number]
    return with_request(row, replace(asked[0], **change)) if asked else {}


def with_request(row: LedgerRow, request: MeasureRequest) -> Change:
    return {"requests": (*(one for one in row.requests if one.number != request.number), request)}


def extension_requested(row: LedgerRow, event: rectifying.ExtensionRequested) -> Change:
    return {"extension": AskedExtension(event.occurred_at, event.new_due_on, event.late)}


def extension_granted(row: LedgerRow, event: rectifying.ExtensionGranted) -> Change:
    extended_from = row.extended_from or row.due
    judged = not event.late and not row.reopen_count
    return {**moved(row, event, event.due, judged), "extension": None, "extended_from": extended_from}


def derived(row: LedgerRow, event: deriving.ProblemDerived) -> Change:
    return {"children": row.children + 1}


def extension_denied(row: LedgerRow, event: rectifying.ExtensionDenied) -> Change:
    return {"extension": None}


def submitted(row: LedgerRow, event: rectifying.SubmittedForRecheck) -> Change:
    return {
        "stage": CHECK_STAGES[event.layer],
        "effect": event.effect.ref,
        "measures": measures(event.measures) or row.measures,
        "waits_since": event.occurred_at,
        **stated(event),
    }


def found_untrue(row: LedgerRow, event: claiming.ProblemFoundUntrue) -> Change:
    return {"stage": Stage.NOT_FOUND, "waits_since": None, "extension": None}


def reassigned(row: LedgerRow, event: claiming.ProblemReassigned) -> Change:
    return {
        "stage": Stage.DISPATCHED,
        "unit": event.unit,
        "leader": None,
        "person": None,
        "persons": (),
        "measures": (),
        "plan": (),
        "requests": (),
        "cause": "",
        "cause_class": None,
        "original_due": row.original_due or deadline(event.due),
        **moved(row, event, event.due, judged=True),
    }


def pause_requested(row: LedgerRow, event: suspending.PauseRequested) -> Change:
    return {} if event.late else {"waits_since": event.occurred_at}


def pause_denied(row: LedgerRow, event: suspending.PauseDenied) -> Change:
    return {"waits_since": None}


def suspended(row: LedgerRow, event: suspending.ProblemSuspended) -> Change:
    return {
        "stage": event.into,
        "waits_since": row.waits_since or event.occurred_at,
        "paused_late": not row.waits_since,
    }


def resumed(row: LedgerRow, event: suspending.ProblemResumed) -> Change:
    date_stands = moved(row, event, event.due, judged=not row.paused_late and not row.reopen_count)
    return {**date_stands, "stage": Stage.RECTIFYING, "waits_since": None, "paused_late": False}


def withdrawn(row: LedgerRow, event: rectifying.SubmissionWithdrawn) -> Change:
    return {"stage": Stage.RECTIFYING, "waits_since": None}


def found_false(row: LedgerRow, event: looking_back.FalseRectificationFound) -> Change:
    return {"found_false": True}


def corrected(row: LedgerRow, event: amending.ProblemCorrected) -> Change:
    return {
        "content": event.content.ref if event.content else row.content,
        "category": event.category or row.category,
        "severity": event.severity or row.severity,
        "place": event.place or row.place,
        "area_level": event.area_level or row.area_level,
    }


def voided(row: LedgerRow, event: amending.ProblemVoided) -> Change:
    return {"stage": Stage.VOIDED, "waits_since": None, "extension": None}


def merged(row: LedgerRow, event: amending.ProblemMerged) -> Change:
    return {"stage": Stage.MERGED, "merged_into": event.target_no, "waits_since": None, "extension": None}


def date_moved(row: LedgerRow, event: amending.MergeReceived | amending.DeadlineReset) -> Change:
    """The earlier date of what was merged, or the date counted anew: 按期 is judged by it where it was by the old."""
    return moved(row, event, event.due, judged=row.judged_due == row.due)


def due_date_corrected(row: LedgerRow, event: amending.DueDateCorrected) -> Change:
    right = deadline(event.due)
    return {"due": right, "original_due": right, "judged_due": right}


def on_paper(row: LedgerRow, event: paper.PaperDecisionRecorded) -> Change:
    return {"papers": row.papers + 1}


def paper_confirmed(row: LedgerRow, event: paper.PaperDecisionConfirmed) -> Change:
    """按期 is judged by the paper from now on, where the problem was closed before its signer confirmed it."""
    return {"completed_at": event.completed_at or row.completed_at}


def layer_passed(row: LedgerRow, event: rechecking.LayerPassed | rechecking.LayerNotDrawn) -> Change:
    return {"stage": CHECK_STAGES[event.next_layer] if event.next_layer else Stage.CLOSE_PENDING}


def returned(row: LedgerRow, event: rechecking.ProblemReturned) -> Change:
    return {"stage": Stage.RECTIFYING, "failed_rechecks": row.failed_rechecks + 1, "waits_since": None}


def closed(row: LedgerRow, event: closing.ProblemClosed) -> Change:
    return {
        "stage": Stage.CLOSED,
        "completed_at": event.completed_at,
        "closed_at": event.occurred_at,
        "extension": None,
        "waits_since": None,
    }


def reopened(row: LedgerRow, event: looking_back.ProblemReopened) -> Change:
    return {
        **moved(row, event, event.due, judged=False),
        "stage": Stage.RECTIFYING,
        "extended_from": None,
        "requests": (),
        "completed_at": None,
        "closed_at": None,
        "reopen_count": row.reopen_count + 1,
        "levels": (*row.levels, Level.NONE),
    }


def reminded(row: LedgerRow, event: Reminded) -> Change:
    """What other units owe to the problem raises no level for the one that answers for it."""
    return {} if event.supervising or event.units else reached(row, max(row.levels[-1], Level.REMIND))


def escalated(row: LedgerRow, event: rechecking.EscalationReached) -> Change:
    return {} if event.supervising else reached(row, event.level)


def proposed(row: LedgerRow, event: rechecking.EscalationProposed) -> Change:
    """移交 is known only to who needs to know: the problem shows the level below it, whatever becomes of it."""
    return {} if event.level is Level.REFER else {**reached(row, event.level), "proposed": event.level}


CHANGES: Mapping[type[Event], Callable[[LedgerRow, Any], Change]] = covering(
    {
        registering.ProblemRegistered: unchanged,  # makes the row
        registering.ScreeningSigned: unchanged,
        registering.ProblemDispatched: dispatched,
        registering.OpeningStated: opening_stated,
        claiming.ProblemClaimed: claimed,
        claiming.ClaimRefused: claim_refused,
        claiming.ClaimExpired: claim_expired,
        claiming.RefusalUpheld: refusal_upheld,
        claiming.RefusalOverturned: refusal_overturned,
        planning.PlanSubmitted: plan_submitted,
        planning.PlanApproved: plan_approved,
        planning.PlanReturned: plan_returned,
        rectifying.RectificationStarted: rectification_started,
        rectifying.ProgressReported: progress_reported,
        rectifying.EvidenceAdded: unchanged,
        carrying_out.MeasureCompleted: unchanged,
        carrying_out.DepartmentAsked: department_asked,
        carrying_out.RequestAnswered: request_answered,
        carrying_out.RequestDeclined: request_declined,
        carrying_out.AppraisalRecorded: unchanged,
        carrying_out.MeasureAdded: measure_added,
        rectifying.ExtensionRequested: extension_requested,
        rectifying.ExtensionGranted: extension_granted,
        rectifying.ExtensionDenied: extension_denied,
        rectifying.SubmittedForRecheck: submitted,
        rechecking.LayerPassed: layer_passed,
        rechecking.ProblemReturned: returned,
        closing.ProblemClosed: closed,
        looking_back.LookBackPassed: unchanged,
        looking_back.ReboundFound: unchanged,
        looking_back.ProblemReopened: reopened,
        Reminded: reminded,
        rechecking.EscalationReached: escalated,
        rechecking.EscalationProposed: proposed,
        registering.MajorProblemReported: unchanged,
        claiming.ProblemReassigned: reassigned,
        claiming.ProblemFoundUntrue: found_untrue,
        suspending.PauseRequested: pause_requested,
        suspending.PauseDenied: pause_denied,
        suspending.ProblemSuspended: suspended,
        suspending.LongTermReviewed: unchanged,
        suspending.ProblemResumed: resumed,
        rectifying.SubmissionWithdrawn: withdrawn,
        rechecking.ContactRecorded: unchanged,
        rechecking.DrawnForCheck: unchanged,
        looking_back.DrawnForLookBack: unchanged,
        looking_back.LookBackNotDrawn: unchanged,
        rechecking.LayerNotDrawn: layer_passed,
        looking_back.FalseRectificationFound: found_false,
        amending.ProblemCorrected: corrected,
        amending.AmendmentRequested: unchanged,
        amending.AmendmentRejected: unchanged,
        amending.ProblemVoided: voided,
        amending.ProblemMerged: merged,
        amending.MergeReceived: date_moved,
        amending.DueDateCorrected: due_date_corrected,
        amending.DeadlineReset: date_moved,
        deriving.ProblemDerived: derived,
        family.ChildFinished: unchanged,
        family.ChildReopened: unchanged,
        deriving.SweepOpened: unchanged,
        deriving.SweepChecked: unchanged,
        deriving.SweepSigned: unchanged,
        levels.EscalationApproved: unchanged,
        levels.EscalationDeclined: unchanged,
        levels.EscalationAnnotated: unchanged,
        levels.LevelPaperIssued: unchanged,
        levels.LevelPaperStruck: unchanged,
        levels.LevelPaperServed: unchanged,
        levels.LevelPaperReceived: unchanged,
        paper.PaperDecisionRecorded: on_paper,
        paper.PaperDecisionConfirmed: paper_confirmed,
    }
)


# --- shared ---------------------------------------------------------------------------------------------------------


def deadline(due: Due | None) -> Deadline | None:
    return Deadline(due.on, due.at, due.why.provisional) if due else None


def stated(event: planning.PlanSubmitted | rectifying.SubmittedForRecheck) -> Change:
    """原因分析, where this event states it."""
    said: Change = {"cause": event.cause.ref} if event.cause else {}
    return said | ({"cause_class": event.cause_class} if event.cause_class else {})


def measures(given: tuple[Measure, ...]) -> tuple[Ref, ...]:
    return tuple(measure.text.ref for measure in given)


def first_date(due: Due | None) -> Change:
    """The date of a problem that had none."""
    date_brought = deadline(due)
    if date_brought is None:
        return {}
    return {"due": date_brought, "original_due": date_brought, "judged_due": date_brought}


def moved(row: LedgerRow, event: Event, due: Due | None, judged: bool) -> Change:
    """A new date is in force; the lateness under the old one ends here and stays visible."""
    new = deadline(due)
    if new is None:
        return {}
    late = lateness(row, local_date(event.occurred_at))
    change: Change = {"due": new, "past_lateness": (*row.past_lateness, late) if late else row.past_lateness}
    return change | {"judged_due": new} if judged else change


def reached(row: LedgerRow, level: Level) -> Change:
    return {"levels": (*row.levels[:-1], level)}
