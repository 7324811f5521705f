"""What is written beside the events, in their transaction."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Protocol

import msgspec
from eventsourcing.persistence import IntegrityError


class NewKey(msgspec.Struct, frozen=True):
    """The data key of a subject that has none yet, wrapped by the master key."""

    subject: str
    wrapped_key: bytes


class SealedValue(msgspec.Struct, frozen=True):
    """A text, encrypted with its subject's key."""

    ref: str
    subject: str
    field: str
    sealed: bytes


class KeyDestruction(msgspec.Struct, frozen=True):
    """The data key of a subject is destroyed (销毁密钥) for good; nothing happens if it has none.

    ``texts``: how many texts it has, as whoever decided it saw them. If there is another number by now, somebody has
    sealed one for it meanwhile: that is a conflict.
    """

    subject: str
    texts: int | None = None

    def unless_conflict(self, texts: int) -> None:
        """Raises IntegrityError if ``texts``, as counted in the transaction, are not those that were seen."""
        if self.texts not in (None, texts):
            raise IntegrityError(f"a text was sealed for {self.subject} meanwhile")


VaultRow = NewKey | SealedValue | KeyDestruction


class AccessLine(msgspec.Struct, frozen=True):
    """Somebody read what is masked or sealed, or was not allowed to: who, when, for what, and of which subjects."""

    recorded_at: datetime
    person: str
    operator: str
    what: str
    purpose: str
    subjects: tuple[str, ...]
    granted: bool = True


class VaultTables(Protocol):
    """What the vault needs of the store; every recorder has it."""

    def wrapped_keys(self, subjects: Collection[str]) -> dict[str, bytes | None]:
        """Subject -> wrapped key; None: destroyed; absent: the subject never had one."""

    def sealed_values(self, refs: Iterable[str]) -> Sequence[tuple[SealedValue, bytes]]:
        """The values that can still be opened, each with its subject's wrapped key."""

    def any_ref(self) -> str | None:
        """The reference of some text that can still be opened; None if there is none."""

    def texts_of(self, subject: str) -> int:
        """How many texts of a subject there are, readable or not."""

    def note_access(self, line: AccessLine) -> None:
        """Writes a line into the access log (访问日志), from which none is ever taken out."""

    def accesses(self) -> Sequence[AccessLine]:
        """The access log, the oldest line first."""

    def recall(self, key: str) -> str | None:
        """A fact about the store, None if it was never written."""

    def remember(self, key: str, value: str) -> str:
        """Writes a fact about the store unless there is one already; returns the one that stands."""


def parted(rows: Sequence[VaultRow]) -> tuple[list[NewKey], list[SealedValue], list[KeyDestruction]]:
    """Keys, values, and the ends of keys: to be written in this order."""
    keys = [row for row in rows if isinstance(row, NewKey)]
    values = [row for row in rows if isinstance(row, SealedValue)]
    return keys, values, [row for row in rows if isinstance(row, KeyDestruction)]
