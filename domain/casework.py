"""The application: load the case, let what fell due happen, ask whether this person may, decide, append.

The one table from command to decision is DECISIONS and CREATIONS below: the index of the write side.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from threading import Lock
from typing import Any, Literal
from uuid import NAMESPACE_URL, UUID, uuid5

import msgspec
from eventsourcing.application import Application
from eventsourcing.persistence import ApplicationRecorder, IntegrityError, Mapper, StoredEvent

from domain import authority, obligations
from domain.calendar import BusinessCalendar, CalendarNotCovered
from domain.circumstances import Circumstances
from domain.event_table import EVENTS
from domain.events import SYSTEM, Actor, Channel, Envelope, Event, IdentityBasis, NewEvent, topic
from domain.organisation import (
    ORGANISATION_ID,
    AppointPerson,
    EstablishUnit,
    Organisation,
    appoint_person,
    establish_unit,
)
from domain.policy import Pack
from domain.problem import claiming, closing, looking_back, planning, rechecking, rectifying, registering
from domain.problem.numbering import NumberAssigned, ProblemRegister, problem_no, register_id
from domain.problem.problem import Problem
from domain.refusal import Refused
from domain.sealing import PlainText, Sealed, Vault

Command = msgspec.Struct

CREATIONS: dict[type[Command], Callable[[UUID, Any, Circumstances], Iterator[NewEvent]]] = {
    registering.RegisterProblem: registering.register,
    registering.RegisterSelfFound: registering.register_self_found,
    registering.RecordFixedOnSpot: registering.record_fixed_on_spot,
    registering.RecordIssuedPlan: registering.record_issued_plan,
    registering.RecordOpening: registering.record_opening,
}
DECISIONS: dict[type[Command], Callable[[Problem, Any, Circumstances], Iterator[NewEvent]]] = {
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


class HistoryBroken(Exception):
    """A stream does not run from version 1 without a gap: nothing may be decided on it."""


class EventMapper(Mapper[UUID]):
    """The library's seam for our encoding."""

    def __init__(self) -> None:
        """No transcoder, compressor or cipher: events are msgspec structs, and personal values are not in them."""

    def to_stored_event(self, domain_event: Any) -> StoredEvent:
        event: Event = domain_event
        return StoredEvent(event.originator_id, event.originator_version, topic(type(event)), EVENTS.encode(event))

    def to_domain_event(self, stored_event: StoredEvent) -> Any:
        return EVENTS.decode(stored_event.topic, stored_event.state)


@dataclass(frozen=True, slots=True)
class Loaded:
    """A case as folded: its state, its version, and the commands its events carry (id -> body digest)."""

    state: Any = None
    version: int = 0
    commands: Mapping[str, str] = field(default_factory=dict)

    def after(self, events: Iterable[Event]) -> Loaded:
        state, version, commands = self.state, self.version, dict(self.commands)
        for event in events:
            version += 1
            if event.originator_version != version:
                raise HistoryBroken(f"{event.originator_id}: version {event.originator_version}, expected {version}")
            state = event.evolve(state)
            commands[event.envelope.command_id] = event.envelope.command_digest
        return Loaded(state, version, commands)


class CaseCache:
    """A bounded cache of folded cases: immutable states, evicted on conflict. Only ever moves a case forward."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._cases: OrderedDict[UUID, Loaded] = OrderedDict()
        self._lock = Lock()

    def get(self, case_id: UUID) -> Loaded | None:
        with self._lock:
            loaded = self._cases.get(case_id)
            if loaded is not None:
                self._cases.move_to_end(case_id)
            return loaded

    def put(self, case_id: UUID, loaded: Loaded) -> None:
        with self._lock:
            before = self._cases.get(case_id)
            if before is None or before.version < loaded.version:
                self._cases[case_id] = loaded
            self._cases.move_to_end(case_id)
            while len(self._cases) > self._size:
                self._cases.popitem(last=False)

    def evict(self, case_id: UUID) -> None:
        with self._lock:
            self._cases.pop(case_id, None)


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
            turn.give(command)
        except CalendarNotCovered as gap:
            raise Refused("calendar_not_covered", message=gap.message) from gap
        return turn

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


class Turn:
    """One attempt at one command on one case: collects the events, evolving the state as it goes."""

    def __init__(self, casework: Casework, case_id: UUID, loaded: Loaded, by: Caller, digest: str) -> None:
        self.casework = casework
        self.case_id = case_id
        self.now = loaded
        self.by = by
        self.digest = digest
        self.events: list[Event] = []
        self.beside: list[tuple[Loaded, Event]] = []  # of the small streams that must not be broken
        self.texts: list[PlainText] = []

    def give(self, command: Command) -> None:
        """Decide the command. What it arms must lie within the calendar, or nothing could ever follow it."""
        if isinstance(command, EstablishUnit | AppointPerson):
            self.organise(command)
            return
        if type(command) in CREATIONS:
            self.create(command)
        else:
            self.decide(command)
        self.casework.moments(self.now.state)

    def organise(self, command: EstablishUnit | AppointPerson) -> None:
        organisation = self.now.state or Organisation()
        actor = Actor(person=self.by.person, role="OPERATOR")
        if isinstance(command, EstablishUnit):
            decided = establish_unit(organisation, command)
        else:
            phone = self._seal(f"person/{command.person}", "联系电话", command.phone) if command.phone else None
            decided = appoint_person(organisation, command, phone)
        self._take(decided, self.by.recorded_at, self._envelope(actor))

    def create(self, command: Any) -> None:
        if self.now.state is not None:
            raise Refused("already_exists")
        pack = self.casework.packs.get(command.finding.campaign)
        if pack is None:
            raise Refused("unknown_campaign", campaign=command.finding.campaign)
        act = authority.ACT_OF[type(command)]
        actor = self._authorise(act, None, pack)
        at = self._occurred_at(act)
        numbered = self._number(command, pack, actor)
        c = self._circumstances(pack, actor, at)
        self._take(CREATIONS[type(command)](self.case_id, numbered, c), at, self._envelope(actor, pack))

    def decide(self, command: Command) -> None:
        if not isinstance(self.now.state, Problem):
            raise Refused("unknown_case", case=self.case_id)
        self.settle(f"settled before {self.by.command_id}")
        problem: Problem = self.now.state
        pack = self.casework.packs[problem.campaign]
        act = authority.ACT_OF[type(command)]
        actor = self._authorise(act, problem, pack)
        at = self._occurred_at(act)
        c = self._circumstances(pack, actor, at)
        self._take(DECISIONS[type(command)](problem, command, c), at, self._envelope(actor, pack))

    def settle(self, cause: str) -> None:
        """Let every moment that fell due by now happen, oldest first, one at a time."""
        happened = set()
        while ahead := self.casework.moments(self.now.state):
            moment = ahead[0]
            if moment.at > self.by.recorded_at:
                return
            if moment.key in happened:
                raise RuntimeError(f"the moment {moment.key!r} changed nothing")
            happened.add(moment.key)
            pack = self.casework.packs[self.now.state.campaign]
            c = self._circumstances(pack, SYSTEM, moment.at)
            self._take(moment.happen(self.now.state, c), moment.at, self._system_envelope(moment.key, cause, pack))

    # --- the parts ---

    def _take(self, decided: Iterator[NewEvent], at: datetime, envelope: Envelope) -> None:
        for cls, fields in decided:
            event = cls(
                originator_id=self.case_id,
                originator_version=self.now.version + 1,
                timestamp=self.by.recorded_at,
                occurred_at=at,
                envelope=envelope,
                **fields,
            )
            self.now = self.now.after([event])
            self.events.append(event)

    def _number(self, command: Any, pack: Pack, actor: Actor) -> Any:
        """Give the next number of the register, in the same append as the registration."""
        stream = register_id(command.finding)
        loaded = self.casework.load(stream)
        register: ProblemRegister = loaded.state or ProblemRegister()
        number = register.last + 1
        no = problem_no(pack, command.finding, number)
        assigned = NumberAssigned(
            originator_id=stream,
            originator_version=register.version + 1,
            timestamp=self.by.recorded_at,
            occurred_at=self.by.recorded_at,
            envelope=self._envelope(actor, pack),
            number=number,
            problem_no=no,
            case_id=self.case_id,
        )
        self.beside.append((loaded, assigned))
        return msgspec.structs.replace(command, finding=msgspec.structs.replace(command.finding, problem_no=no))

    def _authorise(self, act: authority.Act, problem: Problem | None, pack: Pack) -> Actor:
        organisation = self.casework.organisation
        return authority.authorise(act, self.by.person, problem, organisation, pack.policy, self.by.recorded_at)

    def _occurred_at(self, act: authority.Act) -> datetime:
        """Observations may be entered late, with a reason; decisions always happen when they are recorded."""
        occurred, recorded = self.by.occurred_at, self.by.recorded_at
        if occurred is None or occurred == recorded:
            return recorded
        if occurred > recorded:
            raise Refused("in_the_future", occurred=occurred, recorded=recorded)
        if not act.observation:
            raise Refused("decision_backdated")
        if not self.by.late_reason:
            raise Refused("late_reason_missing")
        return occurred

    def _circumstances(self, pack: Pack, actor: Actor, at: datetime) -> Circumstances:
        return Circumstances(
            at=at,
            recorded_at=self.by.recorded_at,
            actor=actor,
            pack=pack,
            calendar=self.casework.calendar,
            organisation=self.casework.organisation,
            seal_text=self._seal,
        )

    def _seal(self, subject: str, field_name: str, text: str) -> Sealed:
        ref = f"{self.case_id.hex}/{self.now.version + 1}/{len(self.texts)}"  # a case's texts lie side by side
        self.texts.append(PlainText(ref, subject, field_name, text))
        return Sealed(ref, self.casework.vault.digest(subject, text))

    def _envelope(self, actor: Actor, pack: Pack | None = None) -> Envelope:
        return Envelope(
            actor=actor,
            channel=self.by.channel,
            command_id=self.by.command_id,
            command_digest=self.digest,
            operator=self.by.operator,
            identity_basis=self.by.identity_basis,
            correlation=self.by.correlation,
            campaign=pack.id if pack else "",
            policy=f"{pack.id}/{pack.policy.version}" if pack else "",
            calendar=self.casework.calendar.version,
            late_reason=self.by.late_reason,
        )

    def _system_envelope(self, key: str, cause: str, pack: Pack) -> Envelope:
        return Envelope(
            actor=SYSTEM,
            channel=Channel.SYSTEM,
            command_id=f"moment:{key}",
            identity_basis=IdentityBasis.NONE,
            cause=cause,
            correlation=self.by.correlation,
            campaign=pack.id,
            policy=f"{pack.id}/{pack.policy.version}",
            calendar=self.casework.calendar.version,
        )


def case_created_by(command: Command, command_id: str) -> UUID:
    """The id of the case that a creating command makes: the same command makes the same case."""
    if isinstance(command, EstablishUnit | AppointPerson):
        return ORGANISATION_ID
    return uuid5(NAMESPACE_URL, f"duban/problem/{command_id}")
