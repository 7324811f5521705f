"""The due date of a problem (整改时限, 完成期限) as written and as read."""

import msgspec

from adapters.importing.dates import ReadDate, Unclear, Undated, WrongDate, read_date_cell
from adapters.importing.findings import Findings, Value
from adapters.importing.refusals import Place, refusal

_SHOWN_CHARACTERS = 40


class Due(msgspec.Struct, frozen=True):
    """A due date as written and as read; `Undated` prints as 未定."""

    text: str
    read: ReadDate
    place: Place


def read_due(written: Value, raw: object, year: int | None, findings: Findings) -> Due:
    """Read a due date from a text or from a cell's raw value; what is unclear is asked, what is impossible refused."""
    try:
        read = read_date_cell(raw, year)
    except WrongDate as error:
        findings.refuse(refusal(error.code, written.place, text=written.text[:_SHOWN_CHARACTERS]))
        read = Undated()
    if isinstance(read, Unclear):
        findings.ask("date", written, f"{read.why}，请定下完成日期", tuple(day.isoformat() for day in read.candidates))
    return Due(written.text, read, written.place)
