"""The application: load the case, let what fell due happen, ask whether this person may, decide, append.

One attempt at a command is turn.py; which command comes to which decision is in write_side.py.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, nullcontext
from datetime import date, datetime
from threading import Lock
from typing import Any, Literal
from uuid import UUID

import msgspec
from eventsourcing.application import Application
from eventsourcing.persistence import IntegrityError, Mapper

from domain.calendar import BusinessCalendar, local_date
from domain.campaign.campaign import Campaign, campaign_id
from domain.case import Case, Command, Happening, Moment
from domain.event_table import EVENTS
from domain.events import SYSTEM, Channel, Event, IdentityBasis, topic
from domain.loading import CaseCache, EventMapper, Loaded
from domain.organisation import ORGANISATION_ID, Organisation
from domain.pack import NO_CAMPAIGN, Pack
from domain.permitting import Permission
from domain.privacy import SubjectErased
from domain.problem.problem import Problem
from domain.problem.registering import ProblemRegistered
from domain.recorder import CaseRecorder
from domain.refusal import Refused
from domain.sealing import KeyDestroyed, Vault
from domain.turn import Turn
from domain.write_side import KIND_OF_STATE, kind_of

CONFLICT_RETRIES = 40  # of sixteen writers on one case one wins each round
CACHE_SIZE = 20_000
READ_AT_ONCE = 5_000  # events of the log


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
    beside: tuple[UUID, ...] = ()  # the other streams to which it added events


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

    recorder: CaseRecorder

    def __init__(
        self,
        recorder: CaseRecorder,
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
        self._organisation_of_day: tuple[int, date, Organisation] | None = None
        self._one_by_one = Lock()

    def construct_mapper(self) -> Mapper[UUID]:
        return EventMapper()

    def construct_recorder(self) -> CaseRecorder:
        return self._given_recorder

    # --- commands ---

    def handle(self, command: Command, by: Caller, case_id: UUID | None = None) -> Recorded:
        """Give a command to a case, or, without ``case_id``, one that creates a case.

        Raises Refused; a refusal leaves no event. The same command id again gives the same answer and no event.
        Before it says no it asks the store once more: perhaps another process knows more.
        """
        target = case_id or case_created_by(command, by.command_id)
        digest = self._digest(command)
        fresh = lost = False
        for _ in range(CONFLICT_RETRIES):
            with self._in_line(lost):
                turn = Turn(self, target, by, digest, fresh=fresh)
                try:
                    turn.give(command)
                    return self._append(turn)
                except IntegrityError:
                    self._forget(turn)
                    lost = True
                except Refused as refusal:
                    if fresh:
                        self._audit(refusal, target, command, by)
                        raise
            fresh = True
        raise IntegrityError(f"{CONFLICT_RETRIES} conflicts in a row on {target}")

    def rehearse(self, command: Command, by: Caller, case_id: UUID | None = None) -> tuple[Event, ...]:
        """The events that the command would add now; nothing is appended. Raises Refused.

        The texts are sealed as if they were kept, so that what is written of an erased subject is refused here, too.
        """
        target = case_id or case_created_by(command, by.command_id)
        turn = Turn(self, target, by, self._digest(command), fresh=True)
        turn.give(command)
        self.vault.forget()  # another process may have destroyed a key
        self._vault_rows(turn)
        return tuple(turn.case.events)

    def permissions(self, by: Caller, case_id: UUID) -> tuple[Permission, ...]:
        """What the person may do with the case now, and if not, why; nothing is given. Raises Refused."""
        return Turn(self, case_id, by, "", fresh=True).permissions()

    def rules(self, campaign: str) -> Pack:
        """The pack of a campaign: named when it was opened, or called like the campaign. Raises Refused."""
        if not campaign:
            return NO_CAMPAIGN
        if campaign in self.packs:
            return self.packs[campaign]
        opened = self.load(campaign_id(campaign)).state
        if not isinstance(opened, Campaign):
            raise Refused("unknown_campaign", campaign=campaign)
        return self.pack(opened.pack)

    @property
    def rulebook(self) -> Mapping[str, Pack]:
        """The pack of every campaign, by its code: of those called like a pack, and of those that were opened."""
        return Rulebook(self)

    def pack(self, pack_id: str) -> Pack:
        """Raises Refused."""
        try:
            return self.packs[pack_id]
        except KeyError:
            raise Refused("unknown_pack", pack=pack_id, known="、".join(sorted(self.packs))) from None

    def pack_to_open(self, campaign: str, pack_id: str) -> Pack:
        """The pack of a campaign about to be opened: one that is called like a pack runs by it. Raises Refused."""
        if campaign in self.packs and campaign != pack_id:
            raise Refused("code_of_a_pack", campaign=campaign)
        return self.pack(pack_id)

    def _digest(self, command: Command) -> str:
        return self.vault.digest("command", repr(command))

    def _append(self, turn: Turn) -> Recorded:
        if not turn.added:
            return Recorded(turn.case_id, turn.case.now.version)
        recordings = self.events.put(turn.added, sealed=self._vault_rows(turn))
        kept = {stream_id: stream for stream_id, stream in turn.streams.items() if stream.kept}
        for stream_id, stream in kept.items():
            self.cache.put(stream_id, stream.now)
        return Recorded(
            case_id=turn.case_id,
            version=turn.case.now.version,
            events=tuple(turn.case.events),
            position=max(recording.notification.id for recording in recordings),
            beside=tuple(stream_id for stream_id, stream in kept.items() if stream is not turn.case and stream.events),
        )

    def _vault_rows(self, turn: Turn) -> list[object]:
        """What the vault writes in the same append: texts, and the end of keys. Raises Refused."""
        erased = [event.subject for event in turn.added if isinstance(event, SubjectErased)]
        try:
            sealed = self.vault.rows(turn.texts)
        except KeyDestroyed as gone:
            raise Refused("key_destroyed", subject=gone.subject) from gone
        return [*sealed, *(self.vault.destruction(erased, turn.texts_counted) if erased else ())]

    def _forget(self, turn: Turn) -> None:
        """After a conflict: what was cached of the streams that the turn wrote to may have been wrong."""
        for stream_id, stream in turn.streams.items():
            if stream.kept:
                self.cache.evict(stream_id)
        self.vault.forget()

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
        for attempt in range(CONFLICT_RETRIES):
            with self._in_line(attempt > 0):
                loaded = self.load(case_id, fresh=True)
                ahead = {moment.key: moment for moment in self.moments(loaded.state)}
                moment = ahead.get(key)
                if moment is None:
                    return "already" if self._is_past(key, loaded) else "stale"
                if moment.at > now:
                    return "not_due"
                by = Caller(person=SYSTEM.person, command_id=f"let:{key}", recorded_at=now, channel=Channel.SYSTEM)
                turn = Turn(self, case_id, by, "", fresh=True)
                turn.settle(case_id, cause)
                try:
                    self._append(turn)
                except IntegrityError:
                    self._forget(turn)
                    continue
                return "acted"
        raise IntegrityError(f"{CONFLICT_RETRIES} conflicts in a row on {case_id}")

    def note(
        self, stream_id: UUID, key: str, happening: Happening, now: datetime, cause: str, campaign: str = ""
    ) -> Recorded:
        """Let the system add to a stream what it knows of its own doings: that a message was written, sent, failed.

        ``happening`` is asked again after a conflict, and says nothing if by then there is nothing to say.
        """
        by = Caller(person=SYSTEM.person, command_id=key, recorded_at=now, channel=Channel.SYSTEM)
        for _ in range(CONFLICT_RETRIES):
            turn = Turn(self, stream_id, by, "", fresh=True)
            turn.note(key, happening, cause, campaign)
            try:
                return self._append(turn)
            except IntegrityError:
                self._forget(turn)
        raise IntegrityError(f"{CONFLICT_RETRIES} conflicts in a row on {stream_id}")

    def _in_line(self, lost: bool) -> AbstractContextManager[Any]:
        """Whoever lost a conflict decides again when it is his turn: where many write to one stream (a paper of forty
        problems), each loses to a few newcomers and to other processes, but not again and again to the same crowd."""
        return self._one_by_one if lost else nullcontext()

    def _is_past(self, key: str, loaded: Loaded) -> bool:
        kind = KIND_OF_STATE.get(type(loaded.state))
        if kind is None or kind.standing:
            return False
        policy = self.rules(loaded.state.campaign).policy
        return f"moment:{key}" in loaded.commands or kind.is_covered(loaded.state, key, policy)

    def moments(self, state: Any, rules: Callable[[str], Pack] | None = None) -> list[Moment]:
        """Every moment that a case has ahead of it, oldest first; none for what is not a case.

        ``rules`` gives the pack of a campaign, where that is not the one known to the store.
        """
        kind = KIND_OF_STATE.get(type(state))
        if kind is None or kind.standing:
            return []
        pack = (rules or self.rules)(state.campaign)
        return kind.moments(state, pack.policy, self.calendar)

    def view(self, case_id: UUID) -> CaseView | None:
        """A fresh reading of the case for its workflow; None if it is not a case with a lifecycle."""
        loaded = self.load(case_id, fresh=True)
        kind = KIND_OF_STATE.get(type(loaded.state))
        if kind is None or kind.standing:
            return None
        case: Case = loaded.state
        ahead = next(iter(self.moments(case)), None)
        return CaseView(
            case_id=case_id,
            kind=kind.name,
            version=loaded.version,
            stage=case.stage,
            unit=case.unit,
            problem_no=case.number,
            due_on=case.due_on,
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
            raise Refused("unknown_case", case=case_id, kind="问题")
        return state

    def registrations(self) -> Iterator[ProblemRegistered]:
        """The registration of every problem, in the order of the log."""
        position = 0
        while page := self.recorder.select_notifications(
            position, READ_AT_ONCE, topics=[topic(ProblemRegistered)], inclusive_of_start=False
        ):
            position = page[-1].id
            for notification in page:
                event = EVENTS.decode(notification.topic, notification.state)
                assert isinstance(event, ProblemRegistered)
                yield event

    def problems_of(self, subject: str) -> list[UUID]:
        """The problems whose texts are sealed for a subject of the vault."""
        return [event.originator_id for event in self.registrations() if event.subject == subject]

    def last_event(self, case_id: UUID) -> Event:
        [stored] = self.recorder.select_events(case_id, desc=True, limit=1)
        return EVENTS.decode(stored.topic, stored.state)

    @property
    def organisation(self) -> Organisation:
        state = self.load(ORGANISATION_ID).state
        return state if isinstance(state, Organisation) else Organisation()

    def organisation_at(self, at: datetime) -> Organisation:
        """The organisation with the tree of that day."""
        known, day = self._organisation_of_day, local_date(at)
        organisation = self.organisation
        if known is not None and known[:2] == (organisation.version, day):
            return known[2]
        of_day = organisation.at(at)
        self._organisation_of_day = organisation.version, day, of_day
        return of_day


class Rulebook(Mapping[str, Pack]):
    """Campaign -> pack, looked up when it is asked for; it lists only the campaigns that are called like their pack."""

    def __init__(self, casework: Casework) -> None:
        self._casework = casework

    def __getitem__(self, campaign: str) -> Pack:
        try:
            return self._casework.rules(campaign)
        except Refused:
            raise KeyError(campaign) from None

    def __iter__(self) -> Iterator[str]:
        return iter(self._casework.packs)

    def __len__(self) -> int:
        return len(self._casework.packs)


def case_created_by(command: Command, command_id: str) -> UUID:
    """The id of the case that a creating command makes. Raises Refused for what is no command of ours."""
    return kind_of(command).stream_of(command, command_id)
