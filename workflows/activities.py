"""What a lifecycle asks of its case: to be read, and to let a moment happen. The case decides; these only carry."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID

import msgspec
from temporalio import activity

from domain.casework import Answer, CaseView, Casework

CLOCKS_AGREE = timedelta(minutes=2)
"""By so much the clocks of two machines may differ, before somebody is told."""


class Let(msgspec.Struct, frozen=True):
    """What came of a moment, and the case as it is then: it need not be read once more."""

    answer: Answer
    case: CaseView | None


class CaseActivities:
    """The two activities, on the casework of this process.

    A worker that stops lets them end: an exception thrown into their thread could strike while it takes a lock of the
    event store, which nobody would ever give back.

    ``now`` is the business time of this process: the same clock that commands are recorded by, so that a Temporal
    server whose clock runs ahead is answered ``not_due``.
    """

    def __init__(
        self, casework: Casework, now: Callable[[], datetime], answered: Callable[[Answer], None] | None = None
    ) -> None:
        """``answered`` hears what came of each moment."""
        self.casework = casework
        self.now = now
        self.answered = answered or (lambda _: None)

    @activity.defn(no_thread_cancel_exception=True)
    def read(self, case_id: UUID) -> CaseView | None:
        """The case as the store has it now; None if the store does not have it."""
        return self.casework.view(case_id)

    @activity.defn(no_thread_cancel_exception=True)
    def let(self, case_id: UUID, moment: str, as_of: datetime | None = None) -> Let:
        """Let one moment happen, if its time has come and the case still waits for it. Every answer is a success.

        ``as_of`` is the business time by Temporal's clock, None where the two cannot be compared. Whether the time has
        come is decided by our own clock alone; a clock that differs from it is told of.
        """
        now = self.now()
        if as_of is not None and abs(as_of - now) > CLOCKS_AGREE:
            activity.logger.error("clocks_disagree: temporal is ahead by %.0f seconds", (as_of - now).total_seconds())
        answer = self.casework.let(case_id, moment, now, cause())
        self.answered(answer)
        return Let(answer, self.casework.view(case_id))


def cause() -> str:
    """What a SYSTEM event names as its cause: the workflow, its run, and which attempt of the activity."""
    info = activity.info()
    return f"{caused_by(info.workflow_id or '')}{info.workflow_run_id} attempt {info.attempt}"


def caused_by(workflow_id: str) -> str:
    """How the cause of every event begins that this workflow let happen."""
    return f"workflow {workflow_id} run "
