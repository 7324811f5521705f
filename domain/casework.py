"""The application: load the case, let what fell due happen, ask whether this person may, decide, append.

The one table from command to decision is DECISIONS and CREATIONS below: the index of the write side.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Literal
from uuid import NAMESPACE_URL, UUID, uuid5

import msgspec
from eventsourcing.application import Application
from eventsourcing.persistence import ApplicationRecorder, IntegrityError, Mapper

from domain import obligations
from domain.calendar import BusinessCalendar, CalendarNotCovered
from domain.event_table import EVENTS
from domain.events import SYSTEM, Channel, Event, IdentityBasis
from domain.loading import CaseCache, EventMapper, Loaded
from domain.organisation import ORGANISATION_ID, AppointPerson, EstablishUnit, Organisation
from domain.pack import Pack
from domain.problem import claiming, closing, looking_back, planning, rechecking, rectifying, registering
from domain.problem.numbering import register_id
from domain.problem.problem import Problem
from domain.refusal import Refused
from domain.sealing import Vault
from domain.turn import Creation, Decision, Turn

Command = msgspec.Struct

CREATIONS: dict[type[Command], Creation] = {
    registering.RegisterProblem: registering.register,
    registering.RegisterSelfFound: registering.register_self_found,
    registering.RecordFixedOnSpot: registering.record_fixed_on_spot,
    registering.RecordIssuedPlan: registering.record_issued_plan,
    registering.RecordOpening: registering.record_opening,
}
DECISIONS: dict[type[Command], Decision] = {
    registering.Dispatch: registering.dispatch,
    claiming.Claim: claiming.claim,
    claiming.RefuseClaim: claiming.refuse_claim,
    claiming.UpholdRefusal: claiming.uphold_refusal,
    claiming.OverturnRefusal: claiming.overturn_refusal,
    planning.SubmitPlan: planning.submit_plan,
    planning.ApprovePlan: planning.approve_plan,
    planning.ReturnPlan: planning.return_plan,
    rectifying.ReportProgress: rectifying.report_progress,
    rectifying.AddEvidence: rectifying.add_evidence,
    rectifying.RequestExtension: rectifying.request_extension,
    rectifying.GrantExtension: rectifying.grant_extension,
    rectifying.DenyExtension: rectifying.deny_extension,
    rectifying.SubmitForRecheck: rectifying.submit_for_recheck,
    rechecking.PassLayer: rechecking.pass_layer,
    rechecking.ReturnRectification: rechecking.return_rectification,
    closing.ApproveClose: closing.approve_close,
    closing.RefuseClose: closing.refuse_close,
    looking_back.PassLookBack: looking_back.pass_look_back,
    looking_back.ReportRebound: looking_back.report_rebound,
}

CONFLICT_RETRIES = 40  # of sixteen writers on one case one wins each round
CACHE_SIZE = 20_000


class Caller(msgspec.Struct, frozen=True, kw_only=True):
    """Who gives a command, when and how. ``occurred_at`` only for observations entered later, with ``late_reason``."""

    person: str
    command_id: str
    recorded_at: datetime
    occurred_at: datetime | None = None
    channel: Channel = Channel.CLI
    operator: str = ""
    identity_basis: IdentityBasis = IdentityBasis.ASSERTED
    correlation: str = ""
    late_reason: str = ""


class Recorded(msgspec.Struct, frozen=True):
    """What came of a command: the case, its version now, the events it added (none if the command was known)."""

    case_id: UUID
    version: int
    events: tuple[Event, ...] = ()
    position: int | None = None  # of the last event in the log


class AuditLine(msgspec.Struct, frozen=True):
    """A refusal by authority or separation of duties, kept beside the cases (审计日志)."""

    recorded_at: datetime
    person: str
    command: str
    case_id: UUID
    code: str
    message: str


class NextMoment(msgspec.Struct, frozen=True):
    key: str
    at: datetime
    waits_for: str


class CaseView(msgspec.Struct, frozen=True):
    """What a lifecycle workflow needs to know of a case: no personal value, nothing to decide by."""

    case_id: UUID
    kind: str
    version: int
    stage: str
    unit: str
    problem_no: str
    due_on: date | None
    next_moment: NextMoment | None


Answer = Literal["acted", "already", "not_due", "stale"]


class Casework(Application[UUID]):
    """Commands on cases. Thread-safe; one per process."""

    def __init__(
        self,
        recorder: ApplicationRecorder,
        vault: Vault,
        packs: Mapping[str, Pack],
        calendar: BusinessCalendar,
        cache_size: int = CACHE_SIZE,
    ) -> None:
        self._given_recorder = recorder
        super().__init__()
        self.vault = vault
        self.packs = packs
        self.calendar = calendar
        self.cache = CaseCache(cache_size)

    def construct_mapper(self) -> Mapper[UUID]:
        return EventMapper()

    def construct_recorder(self) -> ApplicationRecorder:
        return self._given_recorder

    # --- commands ---

    def handle(self, command: Command, by: Caller, case_id: UUID | None = None) -> Recorded:
        """Give a command to a case, or, without ``case_id``, one that creates a case.

        Raises Refused; a refusal leaves no event. The same command id again gives the same answer and no event.
        """
        target = case_id or case_created_by(command, by.command_id)
        fresh = False
        for _ in range(CONFLICT_RETRIES):
            try:
                return self._append(self._decided(target, command, by, fresh))
            except IntegrityError:
                self._look_again(target, command)
                fresh = True
            except Refused as refusal:
                if fresh or self.cache.get(target) is None:
                    self._audit(refusal, target, command, by)
                    raise
                self._look_again(target, command)  # perhaps another process knows more: ask again before saying no
                fresh = True
        raise IntegrityError(f"{CONFLICT_RETRIES} conflicts in a row on {target}")

    def rehearse(self, command: Command, by: Caller, case_id: UUID | None = None) -> tuple[Event, ...]:
        """The events that the command would add now; nothing is appended. Raises Refused."""
        return tuple(self._decided(case_id or case_created_by(command, by.command_id), command, by, fresh=True).events)

    def _decided(self, case_id: UUID, command: Command, by: Caller, fresh: bool) -> Turn:
        """The command decided on the case as it is; without events if the case knows the command already."""
        loaded = self.load(case_id, fresh)
        digest = self.vault.digest("command", msgspec.json.encode([type(command).__name__, command]).decode())
        known = loaded.commands.get(by.command_id)
        if known is not None:
            if known != digest:
                raise Refused("same_id_other_body", command_id=by.command_id)
            return Turn(self, case_id, loaded, by, digest)
        turn = Turn(self, case_id, loaded, by, digest)
        try:
            self._give(turn, command)
        except CalendarNotCovered as gap:
            raise Refused("calendar_not_covered", message=gap.message) from gap
        return turn

    def _give(self, turn: Turn, command: Command) -> None:
        """Decide the command. What it arms must lie within the calendar, or nothing could ever follow it."""
        if isinstance(command, EstablishUnit | AppointPerson):
            turn.organise(command)
            return
        if type(command) in CREATIONS:
            turn.create(command, CREATIONS[type(command)])
        else:
            turn.decide(command, DECISIONS[type(command)])
        self.moments(turn.now.state)

    def _append(self, turn: Turn) -> Recorded:
        if not turn.events:
            return Recorded(turn.case_id, turn.now.version)
        beside = [event for _, event in turn.beside]
        recordings = self.events.put([*turn.events, *beside], sealed=self.vault.rows(turn.texts))
        self.cache.put(turn.case_id, turn.now)
        for loaded, event in turn.beside:
            self.cache.put(event.originator_id, loaded.after([event]))
        position = max(recording.notification.id for recording in recordings)
        return Recorded(turn.case_id, turn.now.version, tuple(turn.events), position)

    def _look_again(self, case_id: UUID, command: Command) -> None:
        """Forget the case, and read on in the long streams that the command also rests on."""
        self.cache.evict(case_id)
        self.vault.forget()
        self.load(ORGANISATION_ID, fresh=True)
        finding = getattr(command, "finding", None)
        if finding is not None:
            self.load(register_id(finding), fresh=True)

    def _audit(self, refusal: Refused, case_id: UUID, command: Command, by: Caller) -> None:
        """Refusals by authority or separation of duties are kept: the recorder's audit log, not the case."""
        if refusal.by_authority:
            name = type(command).__name__
            line = AuditLine(by.recorded_at, by.person, name, case_id, refusal.code, refusal.message)
            self.recorder.insert_events([], audit=[line])

    # --- moments ---

    def let(self, case_id: UUID, key: str, now: datetime, cause: str) -> Answer:
        """Let the moment ``key`` happen, and any before it. Every answer is a success to the caller.

        acted: it happened now. already: it happened before, or a level above it did. not_due: its instant is later
        than ``now``. stale: the case has moved on and has no such moment.
        """
        for _ in range(CONFLICT_RETRIES):
            loaded = self.load(case_id, fresh=True)
            if not isinstance(loaded.state, Problem):
                return "stale"
            ahead = {moment.key: moment for moment in self.moments(loaded.state)}
            moment = ahead.get(key)
            if moment is None:
                return "already" if self._is_past(key, loaded) else "stale"
            if moment.at > now:
                return "not_due"
            by = Caller(person=SYSTEM.person, command_id=f"let:{key}", recorded_at=now, channel=Channel.SYSTEM)
            turn = Turn(self, case_id, loaded, by, "")
            turn.settle(cause)
            try:
                self._append(turn)
            except IntegrityError:
                self.cache.evict(case_id)
                continue
            return "acted"
        raise IntegrityError(f"{CONFLICT_RETRIES} conflicts in a row on {case_id}")

    def _is_past(self, key: str, loaded: Loaded) -> bool:
        policy = self.packs[loaded.state.campaign].policy
        return f"moment:{key}" in loaded.commands or obligations.is_covered(loaded.state, key, policy)

    def moments(self, problem: Problem) -> list[obligations.Moment]:
        return obligations.moments(problem, self.packs[problem.campaign].policy, self.calendar)

    def view(self, case_id: UUID) -> CaseView | None:
        """A fresh reading of the case for its workflow; None if it is not a case with a lifecycle."""
        loaded = self.load(case_id, fresh=True)
        problem = loaded.state
        if not isinstance(problem, Problem):
            return None
        ahead = next(iter(self.moments(problem)), None)
        return CaseView(
            case_id=case_id,
            kind="problem",
            version=loaded.version,
            stage=problem.stage,
            unit=problem.unit,
            problem_no=problem.problem_no,
            due_on=problem.due.on if problem.due else None,
            next_moment=NextMoment(ahead.key, ahead.at, ahead.waits_for) if ahead else None,
        )

    # --- loading ---

    def load(self, case_id: UUID, fresh: bool = False) -> Loaded:
        """The case as folded from its whole stream; ``fresh`` also asks the store for what came since."""
        cached = self.cache.get(case_id)
        if cached is not None and not fresh:
            return cached
        before = cached or Loaded()
        stored = self.recorder.select_events(case_id, gt=before.version or None)
        if not stored:
            return before
        loaded = before.after(EVENTS.decode(s.topic, s.state) for s in stored)
        self.cache.put(case_id, loaded)
        return loaded

    def problem(self, case_id: UUID) -> Problem:
        state = self.load(case_id, fresh=True).state
        if not isinstance(state, Problem):
            raise Refused("unknown_case", case=case_id)
        return state

    @property
    def organisation(self) -> Organisation:
        state = self.load(ORGANISATION_ID).state
        return state if isinstance(state, Organisation) else Organisation()


def case_created_by(command: Command, command_id: str) -> UUID:
    """The id of the case that a creating command makes: the same command makes the same case."""
    if isinstance(command, EstablishUnit | AppointPerson):
        return ORGANISATION_ID
    return uuid5(NAMESPACE_URL, f"duban/problem/{command_id}")
