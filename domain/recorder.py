"""What is asked of an event store: all that a recorder of the event sourcing library answers, and one question more."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Collection, Sequence
from uuid import UUID

from eventsourcing.persistence import ApplicationRecorder, Notification


class CaseRecorder(ApplicationRecorder):
    """The events of many cases are asked for together: a question for each of them costs more than its answer."""

    @abstractmethod
    def select_streams(self, cases: Collection[UUID], stop: int, topics: Sequence[str] = ()) -> Sequence[Notification]:
        """The events of these cases (of these topics) up to a position of the log: those of a case in their order."""
