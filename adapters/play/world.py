"""The simulated world of one timeline: its moment, its problems by label, and what has happened to each of them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from heapq import heappop, heappush
from itertools import count
from uuid import NAMESPACE_URL, UUID, uuid5

import msgspec

from domain.case import Moment
from domain.casework import Casework
from domain.event_table import EVENTS
from domain.problem.problem import Problem, ProblemEvent
from projections.as_of import Basis, Viewpoint, fold
from projections.ledger import LedgerRow, apply

CAUSE = "play"


class Happened(msgspec.Struct, frozen=True):
    """An event with the label of its problem."""

    case: str
    event: ProblemEvent


class World:
    """Lets time pass: what falls due happens at its own instant, oldest first, over all problems of the timeline."""

    def __init__(self, casework: Casework) -> None:
        self.casework = casework
        self.now = datetime.min.replace(tzinfo=UTC)
        self.cases: dict[str, UUID] = {}
        self.labels: dict[UUID, str] = {}
        self.events: dict[UUID, list[ProblemEvent]] = {}
        self._ahead: list[tuple[datetime, int, UUID, int, str]] = []
        self._order = count()

    # --- cases ---

    def enter(self, label: str, case_id: UUID) -> None:
        """A problem was registered; from now on it has this label, if any, beside its number."""
        number = self.casework.problem(case_id).problem_no
        self.events[case_id] = []
        self.labels[case_id] = label or number
        self.cases |= {self.labels[case_id]: case_id, number: case_id}
        self.hear(case_id)

    def case_id(self, label: str) -> UUID:
        """The problem of a label or a number; for an unknown one an id that no problem has."""
        return self.cases.get(label) or uuid5(NAMESPACE_URL, f"duban/play/{label}")

    def problem(self, label: str) -> Problem:
        return self.casework.problem(self.case_id(label))

    def moments(self, label: str) -> list[Moment]:
        return self.casework.moments(self.problem(label))

    # --- time ---

    def pass_time(self, until: datetime) -> list[Happened]:
        """Let everything happen that falls due up to and at ``until``; then it is that moment."""
        happened: list[Happened] = []
        while self._ahead and self._ahead[0][0] <= until:
            at, _, case_id, version, key = heappop(self._ahead)
            if version == len(self.events[case_id]):
                self.now = max(self.now, at)
                self.casework.let(case_id, key, self.now, CAUSE)
                happened += self.hear(case_id)
        self.now = max(self.now, until)
        return happened

    def hear(self, case_id: UUID) -> list[Happened]:
        """What is new in a case; what it waits for next is remembered."""
        known = self.events[case_id]
        stored = self.casework.recorder.select_events(case_id, gt=len(known) or None)
        fresh = [event for s in stored if isinstance(event := EVENTS.decode(s.topic, s.state), ProblemEvent)]
        known.extend(fresh)
        ahead = self.casework.moments(self.casework.problem(case_id))
        if fresh and ahead:
            heappush(self._ahead, (ahead[0].at, next(self._order), case_id, len(known), ahead[0].key))
        return [Happened(self.labels[case_id], event) for event in fresh]

    # --- what can be asked ---

    def seen(self, label: str, view: Viewpoint) -> list[ProblemEvent]:
        """The events of a problem from a viewpoint."""
        events = self.events.get(self.case_id(label), [])
        return [event for event in events if event.timestamp <= view.known and event.occurred_at <= view.at]

    def ledger(self, view: Viewpoint) -> tuple[list[LedgerRow], Basis]:
        """The ledger's rows from a viewpoint, by a plain fold of the log, in the order of registration."""
        rows, basis = fold(self.casework.recorder, view, apply)
        return list(rows.values()), basis

    def reveal(self, refs: Iterable[str]) -> dict[str, str]:
        return self.casework.vault.reveal(refs)
