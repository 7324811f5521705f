"""What came of each mutant, a line each, so that a run can be broken off and taken up again."""

from __future__ import annotations

import os
from collections.abc import Iterable
from enum import StrEnum
from pathlib import Path

import msgspec

from tests.requirements.rows import ROOT

FOLDER = Path(os.environ.get("DUBAN_MUTATION", ROOT / ".mutation"))
RESULTS = FOLDER / "results.jsonl"


class Verdict(StrEnum):
    KILLED = "killed"
    TIMED_OUT = "timed out"
    SURVIVED = "survived"
    UNDECIDED = "undecided"  # in place; decided anew


class Result(msgspec.Struct, frozen=True):
    mutant: str
    verdict: Verdict
    by: str = ""
    seconds: float = 0


def append(result: Result, file: Path = RESULTS) -> None:
    with file.open("ab") as results:
        results.write(msgspec.json.encode(result) + b"\n")


def read(file: Path = RESULTS) -> dict[str, Result]:
    """The last word on each mutant."""
    if not file.exists():
        return {}
    found: Iterable[Result] = (msgspec.json.decode(line, type=Result) for line in file.read_bytes().splitlines())
    return {result.mutant: result for result in found}
