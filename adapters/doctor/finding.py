"""One line of an examination: how it is, and what to do about it."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

import msgspec


class Level(StrEnum):
    """``duban doctor`` ends with 0, 1 or 2: the worst of these."""

    OK = "ok"
    WARN = "warn"
    FAULT = "fault"


class Finding(msgspec.Struct, frozen=True):
    """``code`` is for programs and stays the same over versions; ``remedy`` says what to do, empty if nothing."""

    code: str
    subject: str
    level: Level
    state: str
    remedy: str = ""


def ok(code: str, subject: str, state: str) -> Finding:
    return Finding(code, subject, Level.OK, state)


def warn(code: str, subject: str, state: str, remedy: str) -> Finding:
    """Nothing is lost, but somebody should see to it."""
    return Finding(code, subject, Level.WARN, state, remedy)


def fault(code: str, subject: str, state: str, remedy: str) -> Finding:
    """Something does not work, or will be lost."""
    return Finding(code, subject, Level.FAULT, state, remedy)


def worst(findings: Iterable[Finding]) -> int:
    """The exit code: 0 all is well, 1 something to see to, 2 something is broken."""
    order = list(Level)
    return max((order.index(finding.level) for finding in findings), default=0)
