"""抽样框: what can be drawn, frozen and hashed; and the seed, committed to before and told after."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from itertools import pairwise

import msgspec

from domain.refusal import Refused

ANYONE = ""
"""In place of a stratum: from all that wait."""

VILLAGE_ATTRIBUTE = "村"
"""The attribute of a frame's entries by which villages are told apart."""

UNCLEAN = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
SEED = re.compile("[0-9a-f]{64}")


# --- the frame ----------------------------------------------------------------------------------------------------


class Entry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What can be drawn: a household, a problem, a project, a person in a post, a village.

    ``strata`` are the codes of the classes it belongs to. Raises Refused for a text that the frame's text cannot hold.
    """

    id: str
    strata: tuple[str, ...] = ()
    attributes: dict[str, str] = {}

    def __post_init__(self) -> None:
        for text in (self.id, *self.strata, *self.attributes, *self.attributes.values()):
            if not text or text != text.strip() or UNCLEAN.search(text):
                raise Refused("frame_unclean", text=repr(text))
        for code in (*self.strata, *self.attributes):
            if "=" in code:
                raise Refused("frame_unclean", text=repr(code))

    def is_in(self, stratum: str) -> bool:
        return stratum == ANYONE or stratum in self.strata

    def line(self) -> str:
        pairs = (f"{key}={value}" for key, value in sorted(self.attributes.items()))
        return "\t".join((self.id, *sorted(set(self.strata)), *pairs))


class Frame(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """抽样框: the entries in ascending order of their ids. Made by ``freeze``."""

    entries: tuple[Entry, ...]

    def __post_init__(self) -> None:
        if not self.entries:
            raise Refused("frame_empty")
        for before, after in pairwise(self.entries):
            if before.id == after.id:
                raise Refused("frame_doubled", id=before.id)
            if before.id > after.id:
                raise ValueError("the entries of a frame are in order")


def freeze(entries: Iterable[Entry]) -> Frame:
    """The frame of these entries, in whatever order they come. Raises Refused if there is none, or an id twice."""
    return Frame(tuple(sorted(entries, key=lambda entry: entry.id)))


def frame_text(frame: Frame) -> str:
    return "".join(f"{entry.line()}\n" for entry in frame.entries)


def frame_hash(frame: Frame) -> str:
    """The SHA-256 of the frame's text in lower-case hex: published when the frame is frozen."""
    return sha256(frame_text(frame))


# --- the seed -----------------------------------------------------------------------------------------------------


def commitment(seed: str) -> str:
    """What is published before the frame is frozen: the seed cannot be told from it, nor changed after it.

    Raises Refused for a seed that is not 64 hex digits.
    """
    if not SEED.fullmatch(seed):
        raise Refused("seed_malformed")
    return sha256(f"commitment\n{seed}")


def require_committed(seed: str, committed: str) -> None:
    """The seed told is the one committed to, else Refused."""
    if commitment(seed) != committed:
        raise Refused("seed_mismatch", committed=committed)


# --- shared ---------------------------------------------------------------------------------------------------------


def sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
