"""上下一般粗: how alike two texts are, whatever their blanks, punctuation and width. Exact and the same everywhere.

A text is taken as its runs of three characters, each as often as it occurs; two texts are as alike as the share of
the runs that they have in common (Jaccard). A copy that stands inside a longer text is found by the share of its own
runs that stand there. Source: domain reference, section 4 (submit_plan); R002-27.
"""

from __future__ import annotations

import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Set
from itertools import chain
from typing import TypeVar

import msgspec

RUN = 3
"""Characters of one run."""

SHORTEST_COPY = 30
"""A copy is longer than this, normalised: 加强组织领导 is nobody's text."""

Key = TypeVar("Key")
Element = TypeVar("Element")
Run = tuple[str, int]
"""So many characters, and the how-manieth time they occur."""


class Likeness(msgspec.Struct, frozen=True):
    """How alike a text is to the one named ``against``: in percent, and whether it is a verbatim copy."""

    percent: int
    against: str
    verbatim: bool


def normalised(text: str) -> str:
    """Letters, characters and digits only, in one width and one case: what a copy keeps when it is laid out anew."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    return "".join(char for char in plain if unicodedata.category(char)[0] in "LN")


def is_verbatim(text: str, other: str) -> bool:
    """Whether the two are one text, longer than SHORTEST_COPY."""
    plain = normalised(text)
    return len(plain) > SHORTEST_COPY and plain == normalised(other)


def likeness(text: str, other: str) -> int:
    """0 to 100, rounded down; the same from both sides, and 100 for equal texts."""
    return shared(runs(normalised(text)), runs(normalised(other)))


def taken_from(text: str, source: str) -> int:
    """0 to 100, rounded down: how much of the text stands in the source, which may say more."""
    own = runs(normalised(text))
    return 100 * len(own & runs(normalised(source))) // len(own) if own else 0


def most_alike(text: str, others: Mapping[str, str]) -> Likeness | None:
    """Against the named text that it follows most closely, by either measure; None: there is nothing to compare."""
    found = (
        Likeness(max(likeness(text, other), taken_from(text, other)), name, is_verbatim(text, other))
        for name, other in others.items()
    )
    return max(found, key=lambda like: (like.verbatim, like.percent), default=None)


def groups_alike(texts: Mapping[Key, str], percent: int) -> Iterator[tuple[Key, dict[Key, int]]]:
    """Each text that others follow, and how alike each of these is to it: at least ``percent`` (1 to 100).

    A text follows the first one, in the given order, that follows nobody and is that much alike. Texts not longer
    than SHORTEST_COPY are left out. Compared are only texts that have one of their rarest runs in common.
    """
    followers: dict[Key, dict[Key, int]] = {}
    leaders: list[tuple[Key, Set[int]]] = []
    leaders_with: dict[int, list[int]] = defaultdict(list)
    for key, own in by_rarity(texts).items():
        rarest = sorted(own)[: len(own) - ceil_percent(percent, len(own)) + 1]
        met = sorted({number for rank in rarest for number in leaders_with[rank]})
        compared = ((leader, shared(own, theirs)) for leader, theirs in (leaders[number] for number in met))
        leader, how_alike = next((found for found in compared if found[1] >= percent), (None, 0))
        if leader is not None:
            followers[leader][key] = how_alike
            continue
        for rank in rarest:
            leaders_with[rank].append(len(leaders))
        leaders.append((key, own))
        followers[key] = {}
    yield from ((leader, led) for leader, led in followers.items() if led)


def by_rarity(texts: Mapping[Key, str]) -> dict[Key, frozenset[int]]:
    """The runs of the texts that are long enough, each run as its rank among all: 0 is the rarest."""
    long = {key: runs(text) for key, given in texts.items() if len(text := normalised(given)) > SHORTEST_COPY}
    frequency = Counter(chain.from_iterable(long.values()))
    rank = {run: number for number, run in enumerate(sorted(frequency, key=lambda run: (frequency[run], run)))}
    return {key: frozenset(rank[run] for run in own) for key, own in long.items()}


def ceil_percent(percent: int, of: int) -> int:
    return -(-percent * of // 100)


def runs(text: str) -> frozenset[Run]:
    """The runs of a normalised text; one shorter than a run is a run by itself."""
    seen: Counter[str] = Counter()
    found = set()
    for start in range(max(len(text) - RUN + 1, min(len(text), 1))):
        run = text[start : start + RUN]
        seen[run] += 1
        found.add((run, seen[run]))
    return frozenset(found)


def shared(own: Set[Element], other: Set[Element]) -> int:
    """The share of the runs of both that both have, in percent."""
    common = len(own & other)
    together = len(own) + len(other) - common
    return 100 * common // together if together else 100
