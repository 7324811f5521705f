"""The messenger: follows the log, writes a message for each event that somebody is told of, and sends what is due.

What is still to be sent is asked of the messages themselves: the tables only say where to look. So nothing is sent
twice when the tables, or the messenger's own position, are lost. Source: design.md section 5.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from itertools import groupby
from threading import Event as StopSignal
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

import structlog
from eventsourcing import persistence
from sqlalchemy import exc

from adapters.installation import Installation
from adapters.notify.drafting import Drafting
from adapters.notify.letters import letter_to
from adapters.notify.sending import Result, send
from adapters.notify.settings import Channels
from adapters.refusals import SetupRefused
from adapters.temporal.position import Position
from domain.case import Happening
from domain.casework import Recorded
from domain.message.contacts import Preferences
from domain.message.message import REPEATABLE, Failure, Medium, Message, Outcome, Progress
from domain.message.timing import BACK_OFF, again_at
from domain.message.writing import attempted, failed, sent, written
from domain.organisation import ORGANISATION_ID
from projections import inbox
from projections.tables import LIVE, reached

log = structlog.get_logger(__name__)

BATCH = 500
"""Events of the log that are looked at in one step; what comes of them is appended together."""

BUNDLE = 50
"""So many messages go to one receiver in one letter."""

LOOKED_AT = 1_000
"""Sendings that are looked at in one step."""

LEASE = timedelta(minutes=2)
"""After so long without an outcome an attempt is taken for broken off; longer than any way out may take."""

POLL = 1.0
"""Seconds between two looks when there was nothing to do."""

LONGEST_PAUSE = 60.0
"""Seconds between two attempts to reach a database that does not answer."""

UNAVAILABLE = (persistence.InterfaceError, persistence.OperationalError, exc.OperationalError)


class LogEndsEarlier(SetupRefused):
    """The log ends before the messenger's position: the store was put back from a backup."""

    def __init__(self, at: int, end: int) -> None:
        super().__init__(
            f"事件库到第 {end} 号为止，而通知已写到第 {at} 号：事件库可能是从旧备份恢复的，请核对后运行 duban rebuild"
        )


class Messenger:
    """One of these runs; a second one is fenced off as soon as either has moved the position. Not thread-safe."""

    def __init__(self, installation: Installation, channels: Channels, lease: timedelta = LEASE) -> None:
        """Makes the table of positions when it is missing. Raises LogEndsEarlier."""
        self.installation = installation
        self.casework = installation.casework
        self.channels = channels
        self.lease = lease
        self.drafting = Drafting(self.casework, channels)
        self.position = Position(installation.ledgers, "messenger")
        self.at = self.position.read()
        self.noted = 0  # the position in the log of what it noted last
        self.resting: dict[str, datetime] = {}  # servers that do not answer, until when they are left alone
        end = self.casework.recorder.max_notification_id() or 0
        if self.at > end:
            raise LogEndsEarlier(self.at, end)

    def run(self, stop: StopSignal) -> None:
        """Until ``stop`` is set; waits while a database does not answer. Raises FencedOff."""
        pause = POLL
        while not stop.is_set():
            try:
                busy = self.step()
                pause = POLL
            except UNAVAILABLE as error:
                log.warning("messenger_waits", seconds=pause, error=type(error).__name__)
                busy, pause = False, min(pause * 2, LONGEST_PAUSE)
            if not busy:
                stop.wait(pause)

    def step(self) -> bool:
        """Write what is new in the log, then send what is due; whether there was anything to do."""
        looked_at, handled = self.write(), self.deliver()
        return bool(looked_at or handled)

    # --- writing ---

    def write(self) -> int:
        """The messages about the next events of the log; how many events were looked at."""
        page = self.casework.recorder.select_notifications(self.at, BATCH, inclusive_of_start=False)
        if not page:
            return 0
        self.casework.load(ORGANISATION_ID, fresh=True)
        now = self.installation.now()
        for campaign, own in self.drafting.by_campaign(page, now):
            self.note(own[0].id, "messages written", written(own), now, campaign)
        self.position.move(self.at, page[-1].id)
        self.at = page[-1].id
        return len(page)

    # --- sending ---

    def deliver(self) -> int:
        """Send what is due; how many letters went out or failed.

        Waits until the tables know what was noted last, lest they point at what is done.
        """
        now = self.installation.now()
        self.resting = {server: until for server, until in self.resting.items() if now < until}
        with self.installation.ledgers.connect() as connection:
            if reached(connection).position < self.noted:
                return 0
            found = inbox.open_sendings(connection, LIVE, now, now - self.lease, LOOKED_AT, self.resting)
        handled = 0
        for key, some in groupby(sorted(found, key=lambda one: one.key), key=lambda one: one.key):
            messages = [self.message(one.message) for one in some]
            handled += self.resume(key, messages, now) + self.begin(key, messages, now)
        return handled

    def begin(self, key: str, messages: Sequence[Message], now: datetime) -> int:
        """What waits for one receiver and is due, in as few letters as it takes: what is for a digest apart."""
        due = [one for one in messages if waits(one.progress[key], now)]
        handled = 0
        for digest in (False, True):
            some = [one for one in due if one.progress[key].sending.digest is digest]
            for letter in in_letters(key, some):
                if not self.rests(letter[0].progress[key], now):
                    handled += self.send_letter(key, letter, now)
        return handled

    def resume(self, key: str, messages: Sequence[Message], now: datetime) -> int:
        """Attempts of which no outcome is known: made again where a second copy can be told, else 结果不明."""
        lost = [one for one in messages if self.is_lost(one.progress[key], now)]
        handled = 0
        for (bundle, since), some in groupby(sorted(lost, key=attempt_of(key)), key=attempt_of(key)):
            letter = list(some)
            if letter[0].progress[key].sending.medium in REPEATABLE:
                handled += self.send_letter(key, letter, now, UUID(bundle), since)
            else:
                self.note_failure(key, letter, UUID(bundle), Failure.UNKNOWN, None)
                handled += 1
        return handled

    def send_letter(
        self,
        key: str,
        messages: Sequence[Message],
        now: datetime,
        bundle: UUID | None = None,
        since: datetime | None = None,
    ) -> int:
        """Note the attempt, send, note the outcome. Nothing is sent if somebody else was first."""
        ids = [message.id for message in messages]
        bundle = bundle or bundle_of(key, ids)
        progress = messages[0].progress[key]
        if not self.note(ids[0], f"attempt {bundle}", attempted(ids, key, bundle, since), now):
            return 0
        sending = progress.sending
        result = send(self.channels, sending, self.address(progress), letter_to(sending, bundle, messages))
        if result.reason is None:
            self.note(ids[0], f"sent {bundle}", sent(ids, key, bundle), self.installation.now())
        else:
            self.failed(key, messages, bundle, result)
        return 1

    def failed(self, key: str, messages: Sequence[Message], bundle: UUID, result: Result) -> None:
        now, progress = self.installation.now(), messages[0].progress[key]
        attempts = max(message.progress[key].attempts for message in messages) + 1
        preferences = self.preferences(progress)
        again = again_at(attempts, now, preferences, self.casework.calendar) if result.again else None
        if result.server_down:
            self.resting[server_of(progress)] = now + BACK_OFF[0]
        assert result.reason is not None, "what was sent did not fail"
        log.warning("message_not_sent", bundle=str(bundle), medium=progress.sending.medium, code=result.reason)
        self.note_failure(key, messages, bundle, result.reason, again)

    def note_failure(
        self, key: str, messages: Sequence[Message], bundle: UUID, reason: Failure, again: datetime | None
    ) -> None:
        ids = [message.id for message in messages]
        happening = failed(ids, key, bundle, reason, again)
        self.note(ids[0], f"failed {bundle}", happening, self.installation.now())

    # --- parts ---

    def note(self, message: UUID, key: str, happening: Happening, now: datetime, campaign: str = "") -> bool:
        """Whether anything was to be noted."""
        cause = f"messenger {self.installation.correlation}"
        recorded = self.casework.note(message, key, happening, now, cause, campaign)
        self.noted = max(self.noted, recorded.position or 0)
        return added(recorded)

    def message(self, message: UUID) -> Message:
        """As the log has it now."""
        state = self.casework.load(message, fresh=True).state
        assert isinstance(state, Message), "the tables know no message that the log does not"
        return state

    def is_lost(self, progress: Progress, now: datetime) -> bool:
        return progress.outcome is Outcome.UNDER_WAY and progress.look_at <= now - self.lease

    def rests(self, progress: Progress, now: datetime) -> bool:
        return now < self.resting.get(server_of(progress), now)

    def address(self, progress: Progress) -> str:
        """Of a person, as it is now; empty: he has none any more, or it is none of a person."""
        if progress.sending.group:
            return ""
        sealed = self.drafting.contacts(progress.sending.to).addresses.get(progress.sending.medium)
        return self.casework.vault.reveal([sealed.ref]).get(sealed.ref, "") if sealed else ""

    def preferences(self, progress: Progress) -> Preferences | None:
        if progress.sending.medium is Medium.WEBHOOK:
            return None
        return Preferences() if progress.sending.group else self.drafting.contacts(progress.sending.to).preferences


def waits(progress: Progress, now: datetime) -> bool:
    return progress.outcome is Outcome.WAITING and progress.look_at <= now


def in_letters(key: str, messages: Sequence[Message]) -> Iterator[Sequence[Message]]:
    """An interface is told of one message at a time, so that it can tell each from a second copy."""
    size = 1 if messages and messages[0].progress[key].sending.medium is Medium.WEBHOOK else BUNDLE
    return (messages[start : start + size] for start in range(0, len(messages), size))


def bundle_of(key: str, messages: Iterable[UUID]) -> UUID:
    """The same messages to the same receiver are the same letter."""
    return uuid5(NAMESPACE_URL, f"duban/letter/{key}/{'/'.join(sorted(str(message) for message in messages))}")


def attempt_of(key: str) -> Any:
    """The letter in which a message was attempted, and when."""

    def attempt(message: Message) -> tuple[str, datetime]:
        progress = message.progress[key]
        return str(progress.bundle), progress.look_at

    return attempt


def server_of(progress: Progress) -> str:
    """What a failure to connect speaks of: the one mail server, or the robot or interface itself."""
    sending = progress.sending
    return sending.medium if sending.medium is Medium.MAIL else sending.key


def added(recorded: Recorded) -> bool:
    return bool(recorded.events or recorded.beside)
