"""通知的记录: what the messenger notes of its own doings, and 已阅, which a receiver says himself.

What is noted is no command of anybody: the system adds it (``Casework.note``). Each note looks at the messages as they
stand when it is appended and says nothing where somebody else was first. Source: design.md section 5.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from uuid import UUID

import msgspec

from domain.case import Happening
from domain.circumstances import Circumstances
from domain.events import Elsewhere, NewEvent
from domain.message.message import (
    Capacity,
    Facts,
    Failure,
    Message,
    MessageAttempted,
    MessageFailed,
    MessageRead,
    MessageSent,
    MessageWritten,
    Outcome,
    Progress,
    Receiver,
    Sending,
    Source,
    What,
    message_no,
)
from domain.organisation import Organisation


class Draft(msgspec.Struct, frozen=True):
    """A message that is to be written, unless it is there already."""

    id: UUID
    source: Source
    what: What
    facts: Facts
    about_at: datetime
    receivers: tuple[Receiver, ...]
    nobody: tuple[Capacity, ...]
    sendings: tuple[Sending, ...]
    late: bool


# --- what the messenger notes -------------------------------------------------------------------------------------


def written(drafts: Sequence[Draft]) -> Happening:
    """Those of the messages that are not there yet."""

    def happen(state: Message | None, c: Circumstances) -> Iterator[NewEvent]:
        for draft in drafts:
            if c.look(draft.id) is None:
                fields = {name: getattr(draft, name) for name in draft.__struct_fields__ if name != "id"}
                number = message_no(draft.id, draft.about_at)
                yield Elsewhere(draft.id, MessageWritten, {**fields, "number": number})

    return happen


def attempted(messages: Sequence[UUID], key: str, bundle: UUID, since: datetime | None = None) -> Happening:
    """About to be sent, all or none. ``since``: an attempt of then, of which nothing was heard, is made again."""

    def happen(state: Message, c: Circumstances) -> Iterator[NewEvent]:
        standing = [(message, progress_of(message, key, c)) for message in messages]
        if all(may_be_attempted(progress, bundle, since) for _, progress in standing):
            for message, progress in standing:
                fields = {"sending": key, "attempt": progress.attempts + 1, "bundle": bundle}
                yield Elsewhere(message, MessageAttempted, fields)

    return happen


def sent(messages: Sequence[UUID], key: str, bundle: UUID) -> Happening:
    def happen(state: Message, c: Circumstances) -> Iterator[NewEvent]:
        for message in under_way(messages, key, bundle, c):
            yield Elsewhere(message, MessageSent, {"sending": key})

    return happen


def failed(messages: Sequence[UUID], key: str, bundle: UUID, reason: Failure, again_at: datetime | None) -> Happening:
    def happen(state: Message, c: Circumstances) -> Iterator[NewEvent]:
        for message in under_way(messages, key, bundle, c):
            yield Elsewhere(message, MessageFailed, {"sending": key, "reason": reason, "again_at": again_at})

    return happen


def may_be_attempted(progress: Progress, bundle: UUID, since: datetime | None) -> bool:
    if since is not None:
        return progress.outcome is Outcome.UNDER_WAY and progress.bundle == bundle and progress.look_at == since
    return progress.outcome is Outcome.WAITING


def under_way(messages: Sequence[UUID], key: str, bundle: UUID, c: Circumstances) -> Iterator[UUID]:
    for message in messages:
        progress = progress_of(message, key, c)
        if progress.outcome is Outcome.UNDER_WAY and progress.bundle == bundle:
            yield message


def progress_of(message: UUID, key: str, c: Circumstances) -> Progress:
    state: Message = c.look(message)
    return state.progress[key]


# --- what a receiver says -----------------------------------------------------------------------------------------


class ReadMessage(msgspec.Struct, frozen=True):
    """已阅: the receiver himself has seen it."""


def read_message(message: Message, command: ReadMessage, c: Circumstances) -> Iterator[NewEvent]:
    """Once; read again it says nothing new."""
    if c.actor.person not in message.read:
        yield MessageRead, {"by": c.actor.named()}


def may_know(message: Message, person: str, organisation: Organisation, at: datetime) -> bool:
    """A message without the number of its case is for its receivers only."""
    return bool(message.source.number) or person in message.answerable
