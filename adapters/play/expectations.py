"""What a timeline can assert, by the key that says what kind of assertion it is."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from yaml import Node

from adapters.play.facts import read_count, read_facts
from adapters.play.figures import read_summary
from adapters.play.filed import read_filed
from adapters.play.happenings import read_never, read_occurred, read_planned
from adapters.play.issued import read_differences, read_issued
from adapters.play.judging import Check, Readable
from adapters.play.nodes import entries_of, items_of
from adapters.play.reading import english
from adapters.play.sampled import read_sampled
from adapters.play.tabled import read_table
from adapters.play.words import COLUMNS, KEYS

KINDS: Mapping[str, Callable[[dict[str, Node], Node, Readable], Check]] = {
    "table": read_table,
    "event": read_occurred,
    "never": read_never,
    "planned": read_planned,
    "not_planned": read_planned,
    "summary": read_summary,
    "count": read_count,
    "sampling": read_sampled,
    "papers": read_filed,
    "issued": read_issued,
    "differences": read_differences,
}
"""The key of an assertion -> how it is read; an assertion with none of them is about one case."""

COMMON = (
    *("case", "against", "at", "times", "until", "rows", "as_of", "known_at", "supervising", "actor", "kind", "is"),
    *("unit", "campaign", "lines", "notes", "behind"),
)


def read_checks(node: Node, readable: Readable) -> tuple[Check, ...]:
    """The assertions of a step: a list of them, or one. Raises Misread."""
    return tuple(read_check(item, readable) for item in items_of(node))


def read_check(node: Node, readable: Readable) -> Check:
    entries = entries_of(node, lambda key: english(key, (*KINDS, *COMMON, *COLUMNS), {**COLUMNS, **KEYS}))
    kind = next((key for key in KINDS if key in entries), None)
    return KINDS[kind](entries, node, readable) if kind else read_facts(entries, node, readable)
