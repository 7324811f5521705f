"""Waiting for the next moment of a case: the same for every kind of case, and all that Temporal is used for.

A workflow holds time, never truth. Every turn begins with the case as it is and ends by asking it to let a moment
happen; whatever was lost, doubled or late in between does no harm. A run may be started asleep until its first moment:
then it begins by asking for that one. Source: design section 5.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, time, timedelta
from typing import ClassVar, TypeVar
from uuid import UUID

import msgspec
from temporalio import workflow
from temporalio.common import RetryPolicy, SearchAttributeKey, SearchAttributeUpdate
from temporalio.exceptions import FailureError, is_cancelled_exception

from domain.calendar import SHANGHAI
from domain.casework import CaseView, NextMoment
from workflows.activities import CaseActivities, Let
from workflows.clock import Pace

CASE = SearchAttributeKey.for_keyword("DubanCase")
STAGE = SearchAttributeKey.for_keyword("DubanStage")
UNIT = SearchAttributeKey.for_keyword("DubanUnit")
DUE = SearchAttributeKey.for_keyword("DubanDue")  # an ISO date: it sorts, and reads the same in every zone
SEARCH_ATTRIBUTES = (CASE, STAGE, UNIT, DUE)

ONCE = RetryPolicy(maximum_attempts=1)

Answered = TypeVar("Answered")


class Patience(msgspec.Struct, frozen=True):
    """How long a lifecycle bears with its own machinery, in seconds of real time."""

    activity: float = 10.0  # start to close: the only thing that notices a worker killed in an activity
    first_retry: float = 1.0
    longest_retry: float = 60.0
    unseen_version: tuple[float, ...] = (5.0, 10.0, 15.0)  # a version was heard that the store does not have yet
    nothing_done: float = 1.0  # the case let nothing happen: clocks disagree, or somebody was faster

    def after(self, not_due: int) -> float:
        """How long to wait after so many answers not_due in a row: twice as long each time, up to ``longest_retry``."""
        doublings = min(max(0, not_due - 1), 20)
        return min(self.nothing_done * float(2**doublings), self.longest_retry)


class Start(msgspec.Struct, frozen=True):
    """What a run is started with, and what it hands to the next run: no personal value, and nothing that is truth."""

    case_id: UUID
    heard: int
    pace: Pace
    patience: Patience
    moment: NextMoment | None = None  # for which it sleeps until its first turn; not known to a run that is handed over


class Waiting:
    """What every lifecycle does between two moments. A lifecycle adds its words and says when it has ended."""

    waits_for: ClassVar[Mapping[str, str]]
    """By stage, in words, what the case waits for."""
    discreet = False
    """Whether the pages of Temporal keep silent on which case it is, and of whom."""

    def __init__(self, start: Start) -> None:
        self.start = start
        self.heard = start.heard
        self.refused_in_a_row = 0

    @workflow.signal
    def changed(self, version: int) -> None:
        """The case is now at ``version``. Late, doubled and reordered signals do no harm."""
        self.heard = max(self.heard, version)

    async def wait_through(self) -> None:
        """Moment after moment, until the case waits for nothing."""
        case = await self.wake_up()
        while True:
            if case is not None:
                self.tell(case)
            if case is None or case.next_moment is None:
                if self.heard <= version_of(case):
                    return  # a version heard while the case was read is not lost
                case = await self.read()
            elif await self.comes_unchanged(case.next_moment, case):
                case = await self.let(case.next_moment)
            else:
                case = await self.read()
            self.hand_over()

    async def wake_up(self) -> CaseView | None:
        """The first turn: the moment slept for, if it has come and nothing else was heard; else the case is read."""
        moment = self.start.moment
        if moment is None or self.heard > self.start.heard:
            return await self.read()
        if self.start.pace.pause(moment.at, workflow.now()):
            return await self.read()  # a change, or a doubled signal, ends the sleep before its time
        return await self.let(moment)

    async def read(self) -> CaseView | None:
        """The case at the newest version heard of; a version that the store lacks is waited for, then given up.

        None if the store does not have the case at all: it was put back to a time before it.
        """
        for pause in self.start.patience.unseen_version:
            case = await self.read_once()
            if self.heard <= version_of(case):
                return case
            await workflow.sleep(pause)
        given_up, self.heard = self.heard, 0  # from here on versions are heard afresh
        case = await self.read_once()
        if given_up > version_of(case):
            workflow.logger.error("version %d was heard, the store ends at %d", given_up, version_of(case))
        return case

    async def read_once(self) -> CaseView | None:
        return await self.ask(CaseActivities.read, self.start.case_id)

    @classmethod
    def details(cls, case: CaseView) -> str:
        """What the case waits for, and until when, in words."""
        words = cls.waits_for[case.stage]
        return words if cls.discreet else "\n\n".join([words, *until(case)])

    @classmethod
    def attributes(cls, case: CaseView) -> dict[SearchAttributeKey[str], str | None]:
        """By what the case is found in Temporal."""
        return {} if cls.discreet else attributes(case)

    def tell(self, case: CaseView) -> None:
        """Show in Temporal's own pages what the case waits for, and until when."""
        workflow.set_current_details(self.details(case))
        shown = workflow.info().typed_search_attributes
        told: list[SearchAttributeUpdate[str]] = []
        for key, value in self.attributes(case).items():
            if shown.get(key) != value:
                told.append(key.value_unset() if value is None else key.value_set(value))
        if told:
            workflow.upsert_search_attributes(told)

    async def comes_unchanged(self, moment: NextMoment, case: CaseView) -> bool:
        """Wait for the moment. False as soon as the case is heard to have changed: then the moment may be another."""
        try:
            await workflow.wait_condition(
                lambda: self.heard > case.version, timeout=self.start.pace.pause(moment.at, workflow.now())
            )
        except TimeoutError:
            return True
        return False

    async def let(self, moment: NextMoment) -> CaseView | None:
        """Ask the case to let the moment happen. It answers acted, already, not_due or stale: all are success.

        The case as it is then, at the newest version heard of. A server whose clock runs ahead hears not_due, perhaps
        for hours: it asks more and more slowly.
        """
        let: Let = await self.ask(CaseActivities.let, self.start.case_id, moment.key, self.as_of())
        self.refused_in_a_row = self.refused_in_a_row + 1 if let.answer == "not_due" else 0
        if let.answer == "acted" and self.heard <= version_of(let.case):
            return let.case
        if let.answer != "acted":
            await workflow.sleep(self.start.patience.after(self.refused_in_a_row))
        return await self.read()

    def as_of(self) -> datetime | None:
        """The business time by Temporal's clock; None on an accelerated clock, where a moment's delay is hours."""
        pace = self.start.pace
        return pace.business(workflow.now()) if pace.factor == 1 else None

    async def ask(self, question: Callable[..., Answered], *arguments: object) -> Answered:
        """Ask the case in a local activity, at half the cost. If that fails, in an ordinary one: the server repeats
        it until it is answered, without a line in the history."""
        limit = timedelta(seconds=self.start.patience.activity)
        try:
            return await workflow.execute_local_activity_method(
                question, args=arguments, start_to_close_timeout=limit, retry_policy=ONCE
            )
        except FailureError as failure:  # of a local activity it is not always an ActivityError
            if is_cancelled_exception(failure):
                raise
            return await workflow.execute_activity_method(
                question, args=arguments, start_to_close_timeout=limit, retry_policy=self.until_answered
            )

    def hand_over(self) -> None:
        """Continue as a new run before the history grows long; the new run knows the case, what was heard, the pace."""
        if workflow.info().is_continue_as_new_suggested():
            workflow.continue_as_new(msgspec.structs.replace(self.start, heard=self.heard, moment=None))

    @property
    def until_answered(self) -> RetryPolicy:
        patience = self.start.patience
        return RetryPolicy(
            initial_interval=timedelta(seconds=patience.first_retry),
            maximum_interval=timedelta(seconds=patience.longest_retry),
        )


def version_of(case: CaseView | None) -> int:
    return case.version if case is not None else 0


def until(case: CaseView) -> Iterator[str]:
    """Until when the case waits: its due date and its next moment, as people in Beijing time read them."""
    if case.due_on is not None:
        yield f"{'整改时限' if case.kind == 'problem' else '时限'}：{case.due_on}"
    if case.next_moment is not None:
        yield f"下一个时点：{case.next_moment.waits_for}，{in_words(case.next_moment.at)}（北京时间）"


def in_words(at: datetime) -> str:
    """An instant as it is said: a day that ends, ends at 24:00."""
    local = at.astimezone(SHANGHAI)
    if local.time() == time.min:
        return f"{local - timedelta(days=1):%Y-%m-%d} 24:00"
    return f"{local:%Y-%m-%d %H:%M}"


def attributes(case: CaseView) -> dict[SearchAttributeKey[str], str | None]:
    """By what a case is found in Temporal, also while no worker runs."""
    return {
        CASE: case.problem_no,
        STAGE: case.stage,
        UNIT: case.unit or None,
        DUE: case.due_on.isoformat() if case.due_on else None,
    }
