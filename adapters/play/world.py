"""The simulated world of one timeline: its moment, its cases by label, and what has happened to each of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from heapq import heappop, heappush
from itertools import count
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

import msgspec

from domain.case import CaseKind, Moment
from domain.casework import Casework
from domain.document.drafting import DraftDocument
from domain.event_table import EVENTS
from domain.events import Event
from domain.issue.preparing import PrepareTable
from domain.problem.problem import Problem
from domain.refusal import ANY_KIND, Refused
from domain.write_side import KIND_OF_STATE
from projections import frozen_tables
from projections import monitoring_ledger as households
from projections.as_of import Basis, Viewpoint, fold
from projections.documents import drafting
from projections.documents import source as documents
from projections.ledger import LedgerRow, apply
from projections.ledger_lines import Selection
from projections.log import START, Point, read
from projections.monitoring_ledger import MonitoringRow
from projections.printed import Source
from projections.seeing import ByFolding

CAUSE = "play"


class Happened(msgspec.Struct, frozen=True):
    """An event with the label of its case and the name of the kind; both are empty for a register, which is no case."""

    case: str
    event: Event
    kind: str = ""


def stand_in(label: str) -> UUID:
    """The id that stands for a case of this label in what is read before the case is there."""
    return uuid5(NAMESPACE_URL, f"duban/play/{label}")


class World:
    """Lets time pass: what falls due happens at its own instant, oldest first, over all cases of the timeline.

    It follows the log from where it stood at the beginning, so that a case is known however it came about: by a command
    that creates it, beside another one, or by a moment.
    """

    def __init__(self, casework: Casework) -> None:
        self.casework = casework
        self.now = datetime.min.replace(tzinfo=UTC)
        self.cases: dict[str, UUID] = {}
        self.labels: dict[UUID, str] = {}
        self.kinds: dict[UUID, CaseKind] = {}
        self.events: dict[UUID, list[Event]] = {}
        self.registers: dict[UUID, list[Event]] = {}
        self._heard = Point(casework.recorder.max_notification_id() or 0, START.known_at)
        self._ahead: list[tuple[datetime, int, UUID, int, str]] = []
        self._order = count()

    # --- cases ---

    def enter(self, label: str, case_id: UUID) -> None:
        """A case is there; from now on it has this label, if any, beside its number."""
        self.listen()
        if case_id not in self.events:
            self._follow(case_id)
        if label:
            self.labels[case_id] = label
            self.cases[label] = case_id

    def case_id(self, label: str) -> UUID:
        """The case of a label or a number; for an unknown one an id that no case has."""
        return self.cases.get(label) or stand_in(label)

    def stand_ins(self) -> dict[UUID, UUID]:
        """For each case the ids that stood for it before it was there."""
        return {stand_in(label): case_id for label, case_id in self.cases.items()}

    def kind(self, label: str) -> str:
        """The name of the kind of a case; empty where there is none of this label."""
        kind = self.kinds.get(self.case_id(label))
        return kind.name if kind else ""

    def state(self, label: str) -> Any:
        """Raises Refused where no case has this label."""
        case_id = self.case_id(label)
        if case_id not in self.events:
            raise Refused("unknown_case", case=label, kind=ANY_KIND)
        return self.casework.load(case_id).state

    def problem(self, label: str) -> Problem:
        return self.casework.problem(self.case_id(label))

    def moments(self, label: str) -> list[Moment]:
        return self.casework.moments(self.state(label))

    # --- time ---

    def pass_time(self, until: datetime) -> list[Happened]:
        """Let everything happen that falls due up to and at ``until``; then it is that moment."""
        happened: list[Happened] = []
        while self._ahead and self._ahead[0][0] <= until:
            at, _, case_id, version, key = heappop(self._ahead)
            if version == len(self.events[case_id]):
                self.now = max(self.now, at)
                self.casework.let(case_id, key, self.now, CAUSE)
                happened += self.listen()
        self.now = max(self.now, until)
        return happened

    def listen(self) -> list[Happened]:
        """What is new in the log of any case; what each of them waits for next is remembered."""
        fresh: list[Event] = []
        while batch := read(self.casework.recorder, self._heard):
            self._heard = batch[-1].point
            fresh += (known.event for known in batch)
        for stream_id in dict.fromkeys(event.originator_id for event in fresh):
            self._follow(stream_id)
        return [self._told(event) for event in fresh if event.originator_id in self.events]

    def _follow(self, stream_id: UUID) -> None:
        state = self.casework.load(stream_id, fresh=True).state
        kind = KIND_OF_STATE.get(type(state))
        if kind is None or kind.standing:
            self._remember(stream_id, self.registers.setdefault(stream_id, []))
            return
        if stream_id not in self.events:
            self.events[stream_id] = []
            self.kinds[stream_id] = kind
            self.labels[stream_id] = state.number
            self.cases[state.number] = stream_id
        self._remember(stream_id, self.events[stream_id])
        ahead = self.casework.moments(state)
        if ahead:
            version = len(self.events[stream_id])
            heappush(self._ahead, (ahead[0].at, next(self._order), stream_id, version, ahead[0].key))

    def _remember(self, stream_id: UUID, known: list[Event]) -> None:
        stored = self.casework.recorder.select_events(stream_id, gt=len(known) or None)
        known.extend(EVENTS.decode(s.topic, s.state) for s in stored)

    def _told(self, event: Event) -> Happened:
        return Happened(self.labels[event.originator_id], event, self.kinds[event.originator_id].name)

    # --- what can be asked ---

    def happened(self) -> Iterator[Happened]:
        """Everything so far: case by case, then register by register."""
        for events in self.events.values():
            yield from map(self._told, events)
        for events in self.registers.values():
            yield from (Happened("", event) for event in events)

    def of_kind(self, kind: CaseKind) -> list[str]:
        """The labels of all cases of a kind, in the order in which they came about."""
        return [self.labels[case_id] for case_id, known in self.kinds.items() if known is kind]

    def seen(self, label: str, view: Viewpoint) -> list[Event]:
        """The events of a case from a viewpoint."""
        events = self.events.get(self.case_id(label), [])
        return [event for event in events if event.timestamp <= view.known and event.occurred_at <= view.at]

    def ledger(self, view: Viewpoint) -> tuple[list[LedgerRow], Basis]:
        """The ledger's rows from a viewpoint, by a plain fold of the log, in the order of registration."""
        rows, basis = fold(self.casework.recorder, view, apply)
        return list(rows.values()), basis

    def monitored(self, view: Viewpoint) -> list[MonitoringRow]:
        """The cases of households at risk from a viewpoint, in the order in which they were found."""
        rows, _ = fold(self.casework.recorder, view, households.apply)
        return [row for row in rows.values() if isinstance(row, MonitoringRow)]

    def drafted(self, command: DraftDocument) -> DraftDocument:
        """拟稿: the command with its content as the log has it. Raises Refused."""
        view = Viewpoint(self.now, command.as_of, command.known_at)
        casework = self.casework
        then = ByFolding(casework.recorder, view)
        return drafting.filled_in(command, documents.Source(then, casework.rulebook, casework.calendar, self.reveal))

    def filled_in(self, command: PrepareTable) -> PrepareTable:
        """填报: the command with its table as the log has it. Raises Refused."""
        chosen = frozen_tables.chosen(command, self.casework.rulebook)
        source = self.source(frozen_tables.view_of(command, self.now), chosen)
        return frozen_tables.filled_in(command, source)

    def source(self, view: Viewpoint, chosen: Selection) -> Source:
        """What any printed ledger is made of, by plain folds of the log."""
        casework = self.casework
        then = ByFolding(casework.recorder, view)
        return Source(chosen, then, casework.rulebook, casework.calendar, self.reveal)

    def reveal(self, refs: Iterable[str]) -> dict[str, str]:
        return self.casework.vault.reveal(refs)
