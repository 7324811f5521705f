"""文稿的内容: what a document says, read from the log at one moment, and the same as it is frozen when it is drafted.

A document is a template with names in it (``{{ 主送 }}``); its content gives each name its text. What speaks of a
household is sealed under the household's key, all else under the document's own: erasing a household takes its lines
out of every document, and the digests stay as they were. Source: domain reference, sections 11 and 14.
"""

from __future__ import annotations

from datetime import datetime

import msgspec

from domain.circumstances import Circumstances
from domain.issue.content import cells_in_text, digest_of
from domain.sealing import Fingerprint, Sealed

LETTER_FORMAT = "duban-letter/1"


class Entry(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """A name and its text; a text of several paragraphs has a line each. ``subject``: whose key seals it."""

    name: str
    text: str
    subject: str = ""


class Line(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """A row of the list that a document has. ``key`` (问题编号, a name) is the same in every reading."""

    key: str
    cells: tuple[str, ...]
    subject: str = ""


class Content(msgspec.Struct, frozen=True):
    """What a document says: names, the parts of a report in their order, and a list."""

    entries: tuple[Entry, ...] = ()
    parts: tuple[Entry, ...] = ()
    columns: tuple[str, ...] = ()
    lines: tuple[Line, ...] = ()

    def text(self, name: str) -> str:
        return next((one.text for one in self.entries if one.name == name), "")


class ContentRead(msgspec.Struct, frozen=True):
    """A content with what it rests on: the log up to ``position``.

    ``concerns``: the units that it speaks of; ``title``, ``addressee``: what it is called and to whom it goes, where
    that follows from what it is about.
    """

    as_of: datetime
    known_at: datetime
    position: int
    content: Content
    concerns: tuple[str, ...] = ()
    title: str = ""
    addressee: str = ""


class FrozenEntry(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    name: str
    text: Sealed | None = None  # None: it was empty
    subject: str = ""


class FrozenLine(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    key: str
    cells: Sealed
    subject: str = ""


class FrozenContent(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """A content as it stands in the event."""

    entries: tuple[FrozenEntry, ...] = ()
    parts: tuple[FrozenEntry, ...] = ()
    columns: tuple[str, ...] = ()
    lines: tuple[FrozenLine, ...] = ()


def frozen(content: Content, own: str, c: Circumstances) -> FrozenContent:
    """Each text sealed: under the key of whom it speaks of, else under the document's own."""
    return FrozenContent(
        entries=tuple(frozen_entry(one, own, c) for one in content.entries),
        parts=tuple(frozen_entry(one, own, c) for one in content.parts),
        columns=content.columns,
        lines=tuple(
            FrozenLine(line.key, c.seal(line.subject or own, "文稿一行", cells_in_text(line.cells)), line.subject)
            for line in content.lines
        ),
    )


def frozen_entry(one: Entry, own: str, c: Circumstances) -> FrozenEntry:
    text = c.seal(one.subject or own, one.name, one.text) if one.text.strip() else None
    return FrozenEntry(one.name, text, one.subject)


def content_digest(value: object) -> Fingerprint:
    """What is reviewed and signed: all that is printed, each sealed text by its keyed digest."""
    return digest_of(value, LETTER_FORMAT)
