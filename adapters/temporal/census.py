"""What is owed at the moment, counted without reading the whole log again: for the metrics of the relay.

All cases are counted now and then; between, those that the relay has told of are counted again when somebody looks.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from domain.casework import Casework

AT_ONCE = 500
"""So many changed cases are counted again at one look; the others at the next."""


class Counted(NamedTuple):
    """A case that waits for something or owes something."""

    kind: str
    due_at: tuple[datetime, ...]
    """By when each of its obligations is to be met."""


class Census:
    """The open cases and what they owe. ``now`` is business time."""

    def __init__(self, casework: Casework, now: Callable[[], datetime]) -> None:
        self.casework = casework
        self.now = now
        self.open: dict[UUID, Counted] = {}
        self.changed: dict[UUID, None] = {}
        self.counted_at: float | None = None

    def count_all(self, case_ids: Iterable[UUID]) -> None:
        """All of them, from the beginning."""
        counted = {case_id: found for case_id in case_ids if (found := self._count(case_id)) is not None}
        self.open, self.counted_at = counted, time.monotonic()

    def note(self, case_ids: Iterable[UUID]) -> None:
        """These have changed."""
        self.changed |= dict.fromkeys(case_ids)

    def look(self) -> None:
        """Count again what has changed."""
        for case_id in list(self.changed)[:AT_ONCE]:
            self.changed.pop(case_id, None)
            found = self._count(case_id)
            if found is None:
                self.open.pop(case_id, None)
            else:
                self.open[case_id] = found

    def _count(self, case_id: UUID) -> Counted | None:
        view = self.casework.view(case_id)
        if view is None:
            return None
        owed = self.casework.load(case_id).state.obligations
        return Counted(view.kind, tuple(o.due.at for o in owed)) if owed or view.next_moment else None

    # --- figures by kind of case ---

    def cases(self) -> dict[tuple[str, ...], float]:
        return by_kind((case.kind, 1) for case in self._now())

    def obligations(self) -> dict[tuple[str, ...], float]:
        return by_kind((case.kind, len(case.due_at)) for case in self._now())

    def overdue(self) -> dict[tuple[str, ...], float]:
        now = self.now()
        return by_kind((case.kind, sum(at < now for at in case.due_at)) for case in self._now())

    def age(self) -> dict[tuple[str, ...], float]:
        """Seconds since all cases were counted; nothing before the first time."""
        return {} if self.counted_at is None else {(): time.monotonic() - self.counted_at}

    def uncounted(self) -> dict[tuple[str, ...], float]:
        return {(): float(len(self.changed))}

    def _now(self) -> list[Counted]:
        self.look()
        return list(self.open.values())


def by_kind(counted: Iterable[tuple[str, int]]) -> dict[tuple[str, ...], float]:
    total: Counter[str] = Counter()
    for kind, number in counted:
        total[kind] += number
    return {(kind,): float(number) for kind, number in total.items()}
