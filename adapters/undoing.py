"""撤销一次导入: every problem that a file brought is voided as 错误登记, by two people; nothing is deleted.

All of them or none: if one has moved on since, or may not be voided, nothing is done and it is said which. A run that
was broken off goes on where it stopped.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from enum import StrEnum
from uuid import UUID

import msgspec

from adapters.installation import Installation
from adapters.play.words import EVENTS
from adapters.rehearsal import Rehearsal
from domain.calendar import local_date
from domain.case import Command
from domain.casework import Caller
from domain.event_table import EVENTS as EVENT_TABLE
from domain.events import SYSTEM, Channel, Event, topic
from domain.problem.amending import AmendmentRequested, ConfirmAmendment, RequestVoid
from domain.problem.problem import Amendment, Problem, Stage
from domain.problem.registering import ProblemRegistered
from domain.refusal import Refused

KINDS = ("household", "area", "plan")
"""What the key of an imported row begins with; the SHA-256 of its file follows."""
HASH_DIGITS = 64


class Undone(StrEnum):
    """What becomes of a problem, or of a post. In a preview 可以 stands before it."""

    REQUESTED = "已申请作废"
    VOIDED = "已作废"
    CAN_BE_REQUESTED = "可申请作废"
    CAN_BE_VOIDED = "可作废"
    ENDED = "已免职"
    CAN_BE_ENDED = "可免职"
    KNOWN = "早已办理"
    REFUSED = "不能撤销"


class UndoneLine(msgspec.Struct, frozen=True, omit_defaults=True):
    """``name``: 问题编号, or whose post it is."""

    name: str
    result: Undone
    message: str = ""


class Batch(msgspec.Struct, frozen=True):
    """What one file brought: the cases of its rows."""

    sha256: str
    cases: tuple[UUID, ...]


def source_of(command_id: str) -> str:
    """The SHA-256 of the file by whose row a command was given; empty: by none."""
    kind, _, rest = command_id.partition(":")
    source = rest.partition(":")[0]
    return source if kind in KINDS and len(source) == HASH_DIGITS else ""


def batches(registrations: Iterable[ProblemRegistered], named: str) -> Sequence[Batch]:
    """The files whose hash begins like that, each with the problems that it brought."""
    found: dict[str, list[UUID]] = {}
    for event in registrations:
        source = source_of(event.envelope.command_id)
        if source and source.startswith(named):
            found.setdefault(source, []).append(event.originator_id)
    return [Batch(source, tuple(cases)) for source, cases in found.items()]


class Undoing:
    """The problems of one import, on the way to be voided by one of the two people."""

    def __init__(self, opened: Installation, batch: Batch, person: str) -> None:
        self.opened, self.casework = opened, opened.casework
        self.batch, self.person = batch, person
        self.rehearsal = Rehearsal(opened.casework)

    def tried(self, wanted: RequestVoid | ConfirmAmendment) -> Iterator[UndoneLine]:
        """What would become of each; nothing is written."""
        can_be = Undone.CAN_BE_REQUESTED if isinstance(wanted, RequestVoid) else Undone.CAN_BE_VOIDED
        for case_id in self.batch.cases:
            yield self.attempt(case_id, wanted, can_be)
            self.rehearsal.forget()

    def attempt(self, case_id: UUID, wanted: Command, can_be: Undone) -> UndoneLine:
        problem = self.casework.problem(case_id)
        if self.is_done(problem, wanted):
            return UndoneLine(problem.number, Undone.KNOWN)
        since = "；".join(self.since(case_id))
        if since:
            return UndoneLine(problem.number, Undone.REFUSED, f"导入以后已有办理：{since}")
        try:
            self.rehearsal.attempt([(wanted, self.caller(problem))], case_id)
        except Refused as refused:
            return UndoneLine(problem.number, Undone.REFUSED, refused.message)
        return UndoneLine(problem.number, can_be)

    def given(self, wanted: RequestVoid | ConfirmAmendment, cases: Iterable[UUID]) -> Iterator[UndoneLine]:
        """Give the command to each that is not so far yet. What somebody did meanwhile is refused there, too."""
        done = Undone.REQUESTED if isinstance(wanted, RequestVoid) else Undone.VOIDED
        for case_id in cases:
            problem = self.casework.problem(case_id)
            if self.is_done(problem, wanted):
                yield UndoneLine(problem.number, Undone.KNOWN)
                continue
            try:
                self.casework.handle(wanted, self.caller(problem), case_id)
                yield UndoneLine(problem.number, done)
            except Refused as refused:
                yield UndoneLine(problem.number, Undone.REFUSED, refused.message)

    def is_done(self, problem: Problem, wanted: Command) -> bool:
        if problem.stage is Stage.VOIDED:
            return True
        asked = problem.amendment is not None and problem.amendment.kind is Amendment.VOID
        return isinstance(wanted, RequestVoid) and asked

    def caller(self, problem: Problem) -> Caller:
        return self.opened.caller(self.person, f"undo:{self.batch.sha256}:{problem.version}", Channel.IMPORT)

    def since(self, case_id: UUID) -> Iterator[str]:
        """What people did with the problem beside its import and the undoing itself."""
        for stored in self.casework.recorder.select_events(case_id):
            event = EVENT_TABLE.decode(stored.topic, stored.state)
            if not self.is_of_the_import(event) and event.envelope.actor.person != SYSTEM.person:
                yield f"{local_date(event.occurred_at)} {EVENTS[topic(type(event))]}（{event.envelope.actor.name}）"

    def is_of_the_import(self, event: Event) -> bool:
        """Or of its undoing, also where somebody asked for a problem alone to be voided."""
        if isinstance(event, AmendmentRequested):
            return event.kind is Amendment.VOID
        command_id = event.envelope.command_id
        return source_of(command_id) == self.batch.sha256 or command_id.startswith(f"undo:{self.batch.sha256}:")

    def note_refusals(self) -> None:
        if self.rehearsal.audit_log:
            self.casework.recorder.insert_events([], audit=self.rehearsal.audit_log)
