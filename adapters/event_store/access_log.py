"""访问日志: a line of the access log as the databases hold it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final, LiteralString

import msgspec

from adapters.event_store.rows import AccessLine

ACCESS_COLUMNS: Final[LiteralString] = "recorded_at, person, operator, what, purpose, granted, number, subjects"


def access_values(line: AccessLine) -> Sequence[object]:
    """What follows ``recorded_at``: the subjects as a JSON list, and beside it how many they are."""
    subjects = msgspec.json.encode(line.subjects).decode()
    return line.person, line.operator, line.what, line.purpose, line.granted, len(line.subjects), subjects


def access_line(
    at: datetime, person: str, operator: str, what: str, purpose: str, granted: bool, _number: int, subjects: str
) -> AccessLine:
    named = msgspec.json.decode(subjects, type=tuple[str, ...])
    return AccessLine(at, person, operator, what, purpose, named, bool(granted))
