"""表的内容: what a table says at one moment, frozen row by row; its digest, and what differs between two of them.

A row is sealed like any text, under the key of the household it speaks of, else under that of the table: erasing a
household takes its rows out of every issue, and the digests stay as they were. The digest of a table covers all that
is printed, each row by its keyed digest. Source: domain reference, section 11; R002-56.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from enum import StrEnum
from hashlib import sha256
from typing import Any

import msgspec

from domain.papers import ColumnTitle
from domain.sealing import Fingerprint, Sealed

FORMAT = "duban-table/1"

BETWEEN_LEVELS = " "
"""Between the upper and the lower label of a cell of two levels: “三保障”和饮水安全方面 义务教育."""


class TableRow(msgspec.Struct, frozen=True):
    """A row as it was read. ``key`` (a category, a 问题编号) names it in every issue; ``subject``: whose key seals."""

    key: str
    cells: tuple[str, ...]
    section: str = ""
    subject: str = ""
    total: bool = False


class TableContent(msgspec.Struct, frozen=True):
    """A table as it would be printed. ``numbered``: the print puts 序号 before each row.

    ``merged``: in so many columns from the left the document merges the cells of rows that say the same, and those of
    an upper level over its lower ones.
    """

    title: str
    head: tuple[str, ...]
    columns: tuple[ColumnTitle, ...]
    rows: tuple[TableRow, ...]
    notes: tuple[str, ...] = ()
    numbered: bool = False
    merged: int = 0


class TableRead(msgspec.Struct, frozen=True):
    """A table with what it rests on: the log up to ``position``.

    ``final_after``: until then what was known by ``known_at`` may still be on its way into the log; None: it is final.
    """

    as_of: datetime
    known_at: datetime
    position: int
    content: TableContent
    final_after: datetime | None = None


class FrozenRow(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """A row as it stands in the event: its cells are sealed, under the table's own key where no subject is named."""

    key: str
    cells: Sealed
    section: str = ""
    subject: str = ""
    total: bool = False

    @property
    def fingerprint(self) -> Fingerprint:
        return Fingerprint(self.cells.digest)


class FrozenTable(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """A table as it was issued."""

    title: str
    head: tuple[str, ...]
    columns: tuple[ColumnTitle, ...]
    rows: tuple[FrozenRow, ...]
    notes: tuple[str, ...] = ()
    numbered: bool = False
    merged: int = 0


class Change(StrEnum):
    """How a row differs from the same row of the issue before."""

    ADDED = "ADDED"
    REMOVED = "REMOVED"
    CHANGED = "CHANGED"


CHANGE_NAMES = {Change.ADDED: "新增", Change.REMOVED: "减少", Change.CHANGED: "变动"}


class RowDifference(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """A row that differs, by the digests of what it said before and says now. ``total``: a sum, moved by the others."""

    key: str
    change: Change
    before: Fingerprint | None = None
    after: Fingerprint | None = None
    total: bool = False


def cells_in_text(cells: tuple[str, ...]) -> str:
    """The one form in which the cells of a row are sealed."""
    return msgspec.json.encode(cells).decode()


def cells_of_text(text: str) -> tuple[str, ...]:
    return msgspec.json.decode(text, type=tuple[str, ...])


def differences(before: FrozenTable, after: FrozenTable) -> Iterator[RowDifference]:
    """The rows that differ: in the order of the later table, then those that it has no longer."""
    known = {row.key: row for row in before.rows}
    for row in after.rows:
        old = known.pop(row.key, None)
        if old is None:
            yield RowDifference(row.key, Change.ADDED, after=row.fingerprint, total=row.total)
        elif old.fingerprint != row.fingerprint:
            yield RowDifference(row.key, Change.CHANGED, old.fingerprint, row.fingerprint, row.total)
    for row in known.values():
        yield RowDifference(row.key, Change.REMOVED, row.fingerprint, total=row.total)


def table_digest(
    content: FrozenTable, campaign: str, table: str, unit: str, as_of: datetime, known_at: datetime
) -> Fingerprint:
    """What is signed: all that is printed, whose table it is, and the moments that it speaks of."""
    moments = [at.astimezone(UTC) for at in (as_of, known_at)]
    return digest_of([campaign, table, unit, *moments, content])


def digest_of(value: Any, form: str = FORMAT) -> Fingerprint:
    """SHA-256 of the canonical form: JSON in UTF-8 without blanks, keys in ascending order.

    Of a sealed text its keyed digest stands there, not where it lies in the vault.
    """
    plain = msgspec.to_builtins({"format": form, "of": value})
    return Fingerprint(sha256(msgspec.json.encode(without_refs(plain), order="sorted")).hexdigest())


def without_refs(value: Any) -> Any:
    if isinstance(value, dict):
        return value["digest"] if value.keys() == {"ref", "digest"} else {k: without_refs(v) for k, v in value.items()}
    return [without_refs(member) for member in value] if isinstance(value, list | tuple) else value
