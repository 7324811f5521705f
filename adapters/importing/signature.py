"""What stands above a table: its title, and the signature lines 填报单位(盖章), 填报人, 填报时间."""

import re
from itertools import zip_longest

import msgspec

from adapters.importing.findings import Value
from adapters.importing.text import halfwidth, tidy
from adapters.importing.workbook import Sheet

_LABELS = {
    "unit": "填报单位|单位|报送单位",
    "person": "填报人|填表人|经办人",
    "head": "主要负责人签字|主要负责人|单位负责人",
    "time": "填报时间|填报日期|上报时间|填表时间|填表日期",
    "phone": "联系电话",
}
_SPACED = {name: "|".join("[ ]*".join(word) for word in words.split("|")) for name, words in _LABELS.items()}
_MARK = re.compile(
    "(?:" + "|".join(f"(?P<{name}>{words})" for name, words in _SPACED.items()) + r")[ ]*(?:\([^()]*\))?[ ]*:"
)
_ANNEX = re.compile(r"附件?\s*\d[-\d.、:]*")
_BLANKS = "_ \n—"


class Signature(msgspec.Struct, frozen=True):
    """The signature lines as written; empty where the printed line was left blank. A phone number is not read."""

    unit: Value = Value()
    person: Value = Value()
    head: Value = Value()
    time: Value = Value()


def read_signature(sheet: Sheet, header_row: int) -> tuple[str, Signature]:
    """The title and the signature lines above a header."""
    title = ""
    fields: dict[str, Value] = {}
    for row in range(sheet.top, header_row):
        cells = [cell.value for cell in sheet.row(row) if cell.text and cell.position[0] == row]
        for cell, beside in zip_longest(cells, cells[1:], fillvalue=Value()):
            found = _values_in(cell, beside)
            fields |= found
            if not found and not title and not _ANNEX.fullmatch(halfwidth(cell.text)):
                title = cell.text.replace("\n", "").strip(_BLANKS)
    fields.pop("phone", None)
    return title, Signature(**fields)


def _values_in(cell: Value, beside: Value) -> dict[str, Value]:
    """The labelled values of one cell; a label at its end takes the text beside it."""
    plain = halfwidth(cell.text)
    marks = list(_MARK.finditer(plain))
    ends = [mark.start() for mark in marks[1:]] + [len(plain)]
    values = {}
    for mark, end in zip(marks, ends[: len(marks)], strict=True):
        text = tidy(cell.text[mark.end() : end]).strip(_BLANKS)
        takes_beside = not text and end == len(plain) and not _MARK.search(halfwidth(beside.text))
        values[str(mark.lastgroup)] = beside if takes_beside else Value(text, cell.place)
    return values
