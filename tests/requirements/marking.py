"""@pytest.mark.requirement("R000-24"): a test that shows a row. A row that the list does not have is refused."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pytest

from tests.requirements.rows import requirements

MARKER = "requirement"


def rows_of(item: pytest.Item) -> Iterator[str]:
    """The rows that a test shows, by its own marker and by those of its class and module."""
    for marker in item.iter_markers(MARKER):
        yield from marker.args


def refuse_unknown_rows(items: Iterable[pytest.Item]) -> None:
    """Raises UsageError that names every test with a marker for a row that is not there, or for no row."""
    wrong = {complaint for item in items for complaint in complaints(item)}
    if wrong:
        raise pytest.UsageError("\n".join(sorted(wrong)))


def complaints(item: pytest.Item) -> Iterator[str]:
    for marker in item.iter_markers(MARKER):
        if not marker.args:
            yield f"{item.nodeid}: the marker names no row of docs/requirements.yaml"
        for row in marker.args:
            if row not in requirements():
                yield f"{item.nodeid}: docs/requirements.yaml has no row {row!r}"
