"""The relay: follows the log and tells each lifecycle the version that its case has reached. At least once.

It looks at ids, topics and what caused an event: no event can poison it, and it needs no key. (For traces it also reads
whose command an event came of, if it can be read.)
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from functools import partial
from uuid import UUID

import msgspec
import structlog
from eventsourcing import persistence
from eventsourcing.persistence import ApplicationRecorder, Notification
from sqlalchemy import exc
from temporalio.service import RPCError

from adapters.refusals import SetupRefused
from adapters.temporal.lifecycles import LIFECYCLES, Lifecycles, Nudge, workflow_id
from adapters.temporal.position import Position
from adapters.tracing import is_configured
from domain.event_table import EVENTS
from domain.events import TopicError
from workflows.activities import caused_by

log = structlog.get_logger(__name__)

BATCH = 500
UNAVAILABLE = (RPCError, persistence.InterfaceError, persistence.OperationalError, exc.OperationalError)
"""Temporal, the event store or the ledgers do not answer at the moment."""


class LogEndsEarlier(SetupRefused):
    """The log ends before the relay's position: the store was put back from a backup. ``rebuild`` is the cure."""


class Relay:
    """One of these runs; a second one is fenced off as soon as either has moved the position."""

    def __init__(
        self,
        recorder: ApplicationRecorder,
        position: Position,
        lifecycles: Lifecycles,
        told: Callable[[Iterable[UUID]], None] | None = None,
    ) -> None:
        """``told`` hears which cases have changed, also those whose lifecycle knows."""
        self.recorder = recorder
        self.position = position
        self.lifecycles = lifecycles
        self.settings = lifecycles.settings
        self.told = told or (lambda _: None)

    async def run(self) -> None:
        """Follow the log until cancelled; waits while a server or a database does not answer.

        Raises FencedOff or LogEndsEarlier.
        """
        at = await self.patiently(self.begin)
        while True:
            reached = await self.patiently(partial(self.turn, at))
            if reached == at:
                await asyncio.sleep(self.settings.poll)
            at = reached

    async def patiently(self, act: Callable[[], Awaitable[int]]) -> int:
        """What ``act`` gives, tried again for as long as a server or a database does not answer."""
        pause = self.settings.poll
        while True:
            try:
                return await act()
            except UNAVAILABLE as error:
                log.warning("relay_waits", seconds=pause, error=type(error).__name__)
            await asyncio.sleep(pause)
            pause = min(pause * 2, self.settings.longest_back_off)

    async def begin(self) -> int:
        """Where to go on from; LogEndsEarlier if the log does not reach that far."""
        at = await asyncio.to_thread(self.position.read)
        end = await asyncio.to_thread(self.recorder.max_notification_id) or 0
        if at > end:
            raise LogEndsEarlier(
                f"事件库到第 {end} 号为止，而已交给 Temporal 的到了第 {at} 号：事件库可能是从旧备份恢复的，"
                "请核对后运行 duban rebuild"
            )
        return at

    async def turn(self, at: int) -> int:
        """Tell of what comes after ``at``, then move the position; where it stands now. An error leaves it there."""
        notifications = await asyncio.to_thread(self.recorder.select_notifications, at, BATCH, inclusive_of_start=False)
        if not notifications:
            return at
        nudges = newest(notifications)
        await self.lifecycles.nudge_all(nudges)
        self.told(changed(notifications))
        reached = notifications[-1].id
        await asyncio.to_thread(self.position.move, at, reached)
        return reached


class _Envelope(msgspec.Struct):
    cause: str = ""


class _Caused(msgspec.Struct):
    """Of an event, what let it happen."""

    envelope: _Envelope


def newest(notifications: Iterable[Notification]) -> list[Nudge]:
    """One nudge per case that has a lifecycle: its newest version among these.

    Not for a version that the lifecycle itself brought about: it goes on from there, and if it does not, it asks again.
    """
    nudges: dict[UUID, Nudge] = {}
    for notification in notifications:
        kind = notification.topic.partition(".")[0]
        if kind in LIFECYCLES:
            case_id = UUID(str(notification.originator_id))
            if cause_of(notification).startswith(caused_by(workflow_id(kind, case_id))):
                nudges.pop(case_id, None)
                continue
            correlation = correlation_of(notification) if is_configured() else ""
            nudges[case_id] = Nudge(kind, case_id, notification.originator_version, correlation)
    return list(nudges.values())


def changed(notifications: Iterable[Notification]) -> set[UUID]:
    """The cases of these that have a lifecycle."""
    return {UUID(str(each.originator_id)) for each in notifications if each.topic.partition(".")[0] in LIFECYCLES}


def cause_of(notification: Notification) -> str:
    """Empty if it does not say, or cannot be read."""
    try:
        return msgspec.json.decode(notification.state, type=_Caused).envelope.cause
    except msgspec.MsgspecError:
        return ""


def correlation_of(notification: Notification) -> str:
    """The correlation id of the command that an event came of; empty if the event cannot be read."""
    try:
        return EVENTS.decode(notification.topic, notification.state).envelope.correlation
    except (TopicError, msgspec.MsgspecError):
        return ""
