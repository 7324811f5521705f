"""One turn of a case: the moments that fell due, the person's right, the decision, and the events that come of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

import msgspec

from domain import authority
from domain.circumstances import Circumstances
from domain.events import SYSTEM, Actor, Channel, Envelope, Event, IdentityBasis, NewEvent
from domain.loading import Loaded
from domain.organisation import AppointPerson, EstablishUnit, Organisation, appoint_person, establish_unit
from domain.pack import Pack
from domain.problem.numbering import NumberAssigned, ProblemRegister, problem_no, register_id
from domain.problem.problem import Problem
from domain.refusal import Refused
from domain.sealing import PlainText, Sealed

if TYPE_CHECKING:
    from domain.casework import Caller, Casework

Creation = Callable[[UUID, Any, Circumstances], Iterator[NewEvent]]
Decision = Callable[[Problem, Any, Circumstances], Iterator[NewEvent]]


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

    def organise(self, command: EstablishUnit | AppointPerson) -> None:
        """A command to the organisation, by whoever operates the machine."""
        organisation = self.now.state or Organisation()
        actor = Actor(person=self.by.person, role="OPERATOR")
        if isinstance(command, EstablishUnit):
            decided = establish_unit(organisation, command)
        else:
            phone = self._seal(f"person/{command.person}", "联系电话", command.phone) if command.phone else None
            decided = appoint_person(organisation, command, phone)
        self._take(decided, self.by.recorded_at, self._envelope(actor))

    def create(self, command: Any, decision: Creation) -> None:
        """A command that makes a case, and gives it its number."""
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
        self._take(decision(self.case_id, numbered, c), at, self._envelope(actor, pack))

    def decide(self, command: msgspec.Struct, decision: Decision) -> None:
        """A command to a case that is there, after whatever fell due has happened."""
        if not isinstance(self.now.state, Problem):
            raise Refused("unknown_case", case=self.case_id)
        self.settle(f"settled before {self.by.command_id}")
        problem: Problem = self.now.state
        pack = self.casework.packs[problem.campaign]
        act = authority.ACT_OF[type(command)]
        actor = self._authorise(act, problem, pack)
        at = self._occurred_at(act)
        c = self._circumstances(pack, actor, at)
        self._take(decision(problem, command, c), at, self._envelope(actor, pack))

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
