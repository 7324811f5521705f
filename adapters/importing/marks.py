"""The hidden sheet `duban` of a workbook that Duban wrote: in column A the names, in column B what they stand for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec

from adapters.importing.refusals import refused
from adapters.importing.workbook import MARKS_SHEET, Sheet, Workbook

__all__ = [
    "FAULTS_SHEET",
    "MARKS_SHEET",
    "RoundTrip",
    "corrected_from",
    "error_marks",
    "is_exported",
    "round_trip_marks",
]

FORMAT = 1
ERRORS = "import-errors"
FAULTS_SHEET = "导入问题清单"
"""The first sheet of a copy of a file in which its faults are marked."""


class RoundTrip(msgspec.Struct, frozen=True, kw_only=True):
    """What an exported table says of itself: which table, whose, as of when, and how far the log was read."""

    table: str
    campaign: str
    unit: str = ""
    as_of: str = ""
    known_at: str = ""
    position: int = 0


def named_values(sheet: Sheet | None) -> Mapping[str, str]:
    if sheet is None:
        return {}
    return {sheet.at(row, 0).text: sheet.at(row, 1).text for row in range(sheet.top, sheet.bottom)}


def is_exported(workbook: Workbook) -> bool:
    return "table" in named_values(workbook.marks)


def round_trip_marks(workbook: Workbook) -> RoundTrip:
    """Raises ImportRefused for a workbook that was not exported to be handed back, or in another form than ours."""
    if not is_exported(workbook):
        raise refused("not_a_round_trip")
    values = named_values(workbook.marks)
    if values.get("format") != str(FORMAT):
        raise refused("other_format", format=values.get("format", ""))
    known = {name: values[name] for name in RoundTrip.__struct_fields__ if values.get(name)}
    try:
        return msgspec.convert(known, RoundTrip, strict=False)
    except msgspec.ValidationError as error:
        raise refused("marks_damaged") from error


def error_marks(sha256: str) -> Sequence[tuple[str, str]]:
    """What the copy with the faults says of the file that it was made from."""
    return (("kind", ERRORS), ("format", str(FORMAT)), ("source", sha256))


def corrected_from(workbook: Workbook) -> str:
    """The SHA-256 of the file of which this one is a corrected copy; empty: it is none."""
    values = named_values(workbook.marks)
    source = values.get("source", "")
    is_hash = len(source) == 64 and not set(source) - set("0123456789abcdef")
    return source if values.get("kind") == ERRORS and is_hash else ""
