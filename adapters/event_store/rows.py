"""What is written beside the events, in their transaction."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Protocol

import msgspec


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


VaultRow = NewKey | SealedValue


class VaultTables(Protocol):
    """What the vault needs of the store; every recorder has it."""

    def wrapped_keys(self, subjects: Collection[str]) -> dict[str, bytes | None]:
        """Subject -> wrapped key; None: destroyed; absent: the subject never had one."""

    def sealed_values(self, refs: Iterable[str]) -> Sequence[tuple[SealedValue, bytes]]:
        """The values that can still be opened, each with its subject's wrapped key."""

    def destroy_key(self, subject: str) -> None:
        """For good. Nothing happens for a subject that has no key."""

    def recall(self, key: str) -> str | None:
        """A fact about the store, None if it was never written."""

    def remember(self, key: str, value: str) -> str:
        """Writes a fact about the store unless there is one already; returns the one that stands."""


def parted(rows: Sequence[VaultRow]) -> tuple[list[NewKey], list[SealedValue]]:
    """Keys and values: the keys are written first."""
    keys = [row for row in rows if isinstance(row, NewKey)]
    return keys, [row for row in rows if isinstance(row, SealedValue)]
