"""归档清单: what a package holds, by SHA-256, in one canonical form; anybody can verify it without this system.

The canonical form is JSON in UTF-8 without blanks, keys and entries in ascending order; its own SHA-256 is the hash
of the manifest. ``sha256sum`` of the files and of the manifest is all that a verifier needs.
Source: domain reference, section 10.1; X-11.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum
from hashlib import sha256

import msgspec

FORMAT = "duban-archive/1"


class Entry(msgspec.Struct, frozen=True, order=True, forbid_unknown_fields=True):
    """One item: its kind, the SHA-256 of its file (empty where only a number is kept), its number, if any."""

    kind: str
    sha256: str = ""
    number: str = ""


class Manifest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """``missing`` is what ought to be there and is not, ``none_arose`` what did not occur in the period."""

    campaign: str
    group: str
    period: str
    entries: tuple[Entry, ...]
    missing: tuple[str, ...] = ()
    none_arose: tuple[str, ...] = ()
    format: str = FORMAT


class FaultKind(StrEnum):
    """How a folder may differ from its manifest."""

    HASH_DIFFERS = "HASH_DIFFERS"
    UNREADABLE = "UNREADABLE"
    NOT_CANONICAL = "NOT_CANONICAL"
    FILE_MISSING = "FILE_MISSING"
    FILE_UNKNOWN = "FILE_UNKNOWN"


class Fault(msgspec.Struct, frozen=True):
    """One thing that is wrong; ``what`` is a file's name, a hash, or what could not be read."""

    kind: FaultKind
    what: str


def canonical(manifest: Manifest) -> bytes:
    """The one form of a manifest, whatever the order in which its entries were filed."""
    ordered = msgspec.structs.replace(
        manifest,
        entries=tuple(sorted(manifest.entries)),
        missing=tuple(sorted(manifest.missing)),
        none_arose=tuple(sorted(manifest.none_arose)),
    )
    return msgspec.json.encode(ordered, order="sorted")


def manifest_hash(manifest: Manifest) -> str:
    return sha256(canonical(manifest)).hexdigest()


def verify(stored: bytes, expected_hash: str, files: Mapping[str, str]) -> tuple[Fault, ...]:
    """What is wrong with a package: its manifest as stored, the hash that the receipt names, the files by name.

    ``files`` gives the SHA-256 of each file. Nothing is wrong: an empty tuple.
    """
    if sha256(stored).hexdigest() != expected_hash:
        return (Fault(FaultKind.HASH_DIFFERS, expected_hash),)
    try:
        manifest = msgspec.json.decode(stored, type=Manifest)
    except msgspec.MsgspecError as error:
        return (Fault(FaultKind.UNREADABLE, str(error)),)
    if canonical(manifest) != stored:
        return (Fault(FaultKind.NOT_CANONICAL, expected_hash),)
    return (*missing_files(manifest.entries, files), *unknown_files(manifest.entries, files))


def missing_files(entries: Iterable[Entry], files: Mapping[str, str]) -> Iterable[Fault]:
    there = frozenset(files.values())
    return (Fault(FaultKind.FILE_MISSING, e.sha256) for e in entries if e.sha256 and e.sha256 not in there)


def unknown_files(entries: Iterable[Entry], files: Mapping[str, str]) -> Iterable[Fault]:
    listed = frozenset(entry.sha256 for entry in entries)
    return (Fault(FaultKind.FILE_UNKNOWN, name) for name, hashed in sorted(files.items()) if hashed not in listed)
