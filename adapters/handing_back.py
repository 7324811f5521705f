"""台账回填: a filled-in ledger handed back: what each row means, whether it can be done, and doing it.

A row is read against its problem at the version that the file names. What has changed there meanwhile is told, and
nothing is written over it; what this very file did before is not counted as a change, so the same file again does
nothing. A row is given whole or not at all.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from enum import StrEnum
from functools import cached_property
from typing import Any
from uuid import UUID

import msgspec
from msgspec.structs import replace

from adapters.importing.filled import FilledDocument, FilledRow
from adapters.importing.intake import known_people
from adapters.importing.matching import KnownPerson
from adapters.importing.meaning import Before, Fault, Meant, meaning_of
from adapters.importing.refusals import Place
from adapters.installation import Installation
from adapters.play.words import EVENTS
from adapters.refusals import SetupRefused
from adapters.rehearsal import Rehearsal
from domain.authority import ACT_OF
from domain.calendar import local_date
from domain.case import Command
from domain.event_table import EVENTS as EVENT_TABLE
from domain.events import Channel, Event, topic
from domain.loading import Loaded
from domain.policy import Level
from domain.problem.problem import Problem
from domain.refusal import Refused
from projections.ledger import LedgerRow, apply
from projections.ledger_lines import LedgerLine, ledger_lines

NOT_IN_THE_ROW: Mapping[str, Any] = {
    "version": 0,
    "unverified": False,
    "levels": (),
    "proposed": Level.NONE,
    "past_lateness": (),
    "papers": 0,
    "children": 0,
}
"""What the ledger also keeps of a problem, and no cell that can be filled in rests on."""

VERSION_DIGITS = 9
AHEAD = "文件导出时的记录（{position} 条）比这里的（{last} 条）还多：不是从这里导出的，或这里恢复了旧备份。"
OLDER = "版本比文件导出时还旧：这一格被改动过，或这一行取自更早的文件"
NEVER = datetime.min.replace(tzinfo=UTC)
ANOTHER_BODY = "这个文件的这一行以前已经办理过，而这次填写的内容不同；原来办理的没有改动"


class Result(StrEnum):
    """What becomes of a row. In a preview 可办理 stands for 已办理."""

    DONE = "已办理"
    CAN_BE_DONE = "可办理"
    KNOWN = "已有"
    STALE = "已变动"
    REFUSED = "被拒绝"


class RowOutcome(msgspec.Struct, frozen=True, omit_defaults=True):
    """One row that says something, or that is wrong: what it means, what became of it, and why not."""

    place: str
    problem_no: str
    result: Result
    acts: tuple[str, ...] = ()
    messages: tuple[str, ...] = ()


class Known(msgspec.Struct, frozen=True):
    """A problem with all its events, and its number of those that the row has seen."""

    case_id: UUID
    events: tuple[Event, ...]
    seen: int

    @property
    def commands(self) -> set[str]:
        return {event.envelope.command_id for event in self.events}


class HandedBack:
    """A document on the desk of an installation, in the name of one person."""

    def __init__(self, opened: Installation, document: FilledDocument, person: str) -> None:
        self.opened, self.casework = opened, opened.casework
        self.document, self.person = document, person
        self.rehearsal = Rehearsal(opened.casework)
        self.check_origin()

    def check_origin(self) -> None:
        """Raises Refused for a file of a campaign that is not here, SetupRefused for one of another store."""
        marks = self.document.marks
        self.casework.rules(marks.campaign)
        last = self.casework.recorder.max_notification_id() or 0
        if marks.position > last:
            raise SetupRefused(AHEAD.format(position=marks.position, last=last))

    @cached_property
    def cases(self) -> Mapping[str, UUID]:
        """问题编号 -> case, of every problem of the log."""
        return {number: case_id for case_id, number in self.opened.problems()}

    def outcome(self, row: FilledRow, confirm: bool) -> RowOutcome | None:
        """What becomes of a row; None: it says nothing. Written only with ``confirm``."""
        try:
            known = self.known(row)
        except NotKnown as unknown:
            return self.told(row, Result.REFUSED, faults=(unknown.fault,))
        before = self.before(known)
        meaning = meaning_of(row, before, self.casework.organisation, self.people)
        if meaning.says_nothing:
            return None
        ids = {command_id for command_id, _ in command_ids(row, meaning.commands)}
        given_before = bool(ids) and ids <= known.commands
        if not given_before and (meanwhile := tuple(self.meanwhile(row, known))):
            older = (OLDER,) if self.is_older_than_the_file(known) else ()
            return self.told(row, Result.STALE, meaning.commands, messages=(*older, *meanwhile))
        if meaning.faults:
            return self.told(row, Result.REFUSED, faults=meaning.faults)
        return self.done(row, known.case_id, meaning.commands, confirm)

    # --- what the row speaks of ---

    def known(self, row: FilledRow) -> Known:
        """The problem that a row names, as far as the row knew it. Raises NotKnown."""
        number, version = row.problem_no.text, row.version.text
        if not number:
            raise NotKnown(row.problem_no.place, "没有问题编号；新发现的问题请用 duban import 导入")
        case_id = self.cases.get(number)
        if case_id is None:
            raise NotKnown(row.problem_no.place, "没有这个编号的问题，编号可能被改动")
        events = tuple(EVENT_TABLE.decode(s.topic, s.state) for s in self.casework.recorder.select_events(case_id))
        if events[0].envelope.campaign != self.document.marks.campaign:
            raise NotKnown(row.problem_no.place, "这个问题不属于文件所写的专项行动")
        seen = int(version) if version.isascii() and version.isdigit() and len(version) <= VERSION_DIGITS else 0
        if not 1 <= seen <= len(events):
            raise NotKnown(row.version.place, "版本与系统中的记录对不上，请重新导出后填写")
        return Known(case_id, events, seen)

    def before(self, known: Known) -> Before:
        """The problem and its line at the version that the row names."""
        then = known.events[: known.seen]
        problem = Loaded().after(then).state
        row = folded(then)
        assert isinstance(problem, Problem)
        assert row is not None
        return Before(problem, self.line(row), self.line(row, in_full=True))

    def line(self, row: LedgerRow, in_full: bool = False) -> LedgerLine:
        casework, unmasked = self.casework, (row.subject,) if in_full else ()
        [line] = ledger_lines(
            [row], self.opened.now(), casework.calendar, casework.rulebook, casework.vault.reveal, unmasked
        )
        return line

    @cached_property
    def people(self) -> Sequence[KnownPerson]:
        return known_people(self.casework.organisation)

    def meanwhile(self, row: FilledRow, known: Known) -> Iterator[str]:
        """What others did since, as far as the row rests on it; what this very row did is not counted."""
        line = folded(known.events[: known.seen])
        for event in known.events[known.seen :]:
            after = apply(line, event)
            changed = line is not None and after is not None and resting(after) != resting(line)
            if changed and not event.envelope.command_id.startswith(f"{row.key}:"):
                by = event.envelope.actor.name or event.envelope.actor.person
                yield f"{local_date(event.occurred_at)} {EVENTS[topic(type(event))]}（{by}）"
            line = after

    def is_older_than_the_file(self, known: Known) -> bool:
        """Whether what followed the row's version was known when the file was exported: that is no row of this file."""
        followed = known.events[known.seen]
        as_of, known_at = self.viewpoint
        return followed.occurred_at <= as_of and followed.timestamp <= known_at

    @cached_property
    def viewpoint(self) -> tuple[datetime, datetime]:
        """As of when, and as known when, the file says that it was exported; a file that does not say was so never."""
        marks = self.document.marks
        try:
            as_of, known_at = (datetime.fromisoformat(said) for said in (marks.as_of, marks.known_at))
        except ValueError:
            return NEVER, NEVER
        return (as_of, known_at) if as_of.tzinfo and known_at.tzinfo else (NEVER, NEVER)

    # --- doing it ---

    def done(self, row: FilledRow, case_id: UUID, meant: Sequence[Meant], confirm: bool) -> RowOutcome:
        given = [
            (command, self.opened.caller(self.person, command_id, Channel.IMPORT))
            for command_id, command in command_ids(row, meant)
        ]
        try:
            added = self.rehearsal.attempt(given, case_id)
            self.rehearsal.forget()
            if confirm:
                added = sum(len(self.casework.handle(command, by, case_id).events) for command, by in given)
        except Refused as refusal:
            self.rehearsal.forget()
            message = ANOTHER_BODY if refusal.code == "same_id_other_body" else f"{refusal.message}（{refusal.code}）"
            places = dict.fromkeys(str(place) for one in meant for place in one.cells)
            return self.told(row, Result.REFUSED, meant, messages=(f"{'、'.join(places)}：{message}",))
        result = Result.DONE if confirm else Result.CAN_BE_DONE
        return self.told(row, result if added else Result.KNOWN, meant)

    def told(
        self,
        row: FilledRow,
        result: Result,
        meant: Sequence[Meant] = (),
        *,
        faults: Sequence[Fault] = (),
        messages: Sequence[str] = (),
    ) -> RowOutcome:
        acts = tuple(f"{ACT_OF[type(one.command)].chinese}（{cells_of(one)}）" for one in meant)
        said = (*messages, *(f"{fault.place}：{fault.message}" for fault in faults))
        return RowOutcome(str(row.place), row.problem_no.text, result, acts, said)

    def note_refusals(self) -> None:
        """Refusals by authority or separation of duties are kept, as of any other command."""
        if self.rehearsal.audit_log:
            self.casework.recorder.insert_events([], audit=self.rehearsal.audit_log)


class NotKnown(Exception):
    """A row that speaks of no problem that is here, or of a version of it that never was."""

    def __init__(self, place: Place, message: str) -> None:
        super().__init__(message)
        self.fault = Fault(place, message)


def command_ids(row: FilledRow, meant: Sequence[Meant]) -> Iterator[tuple[str, Command]]:
    for one in meant:
        yield f"{row.key}:{type(one.command).__name__}", one.command


def cells_of(meant: Meant) -> str:
    return "、".join(place.cell or str(place) for place in meant.cells)


def folded(events: Iterable[Event]) -> LedgerRow | None:
    row: LedgerRow | None = None
    for event in events:
        row = apply(row, event)
    return row


def resting(row: LedgerRow) -> LedgerRow:
    """The row without what no cell rests on."""
    return replace(row, **NOT_IN_THE_ROW)
