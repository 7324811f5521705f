"""Writes small .xls workbooks (BIFF8), which openpyxl cannot: texts, numbers, formulas, errors, merged ranges."""

import struct
from collections.abc import Sequence
from pathlib import Path

from adapters.importing.compound_file import holding_only

_BOF, _EOF, _BOUNDSHEET, _SST, _XF, _CONTINUE = 0x0809, 0x000A, 0x0085, 0x00FC, 0x00E0, 0x003C
_LABEL_SST, _NUMBER, _FORMULA, _ERROR, _MERGED, _DIMENSIONS = 0x00FD, 0x0203, 0x0006, 0x0205, 0x00E5, 0x0200
_DATE_FORMAT = 14


class Formula(str):
    """A cell that is a formula."""


class ErrorValue(str):
    """A cell that is #REF!."""


class DateSerial(float):
    """A number shown as a date."""


Merged = tuple[int, int, int, int]  # first row, last row, first column, last column


def record(kind: int, content: bytes = b"") -> bytes:
    return struct.pack("<HH", kind, len(content)) + content


def workbook_stream(
    rows: Sequence[Sequence[object]],
    merged: Sequence[Merged] = (),
    sheet: str = "户内",
    extra: bytes = b"",
    dimensions: tuple[int, int, int, int] | None = None,
    version: int = 0x0600,
) -> bytes:
    """The stream of a workbook with one sheet; `extra` records stand before the first cell."""
    texts = list(dict.fromkeys(value for row in rows for value in row if type(value) is str and value))
    name = sheet.encode("utf-16-le")
    globals_ = record(_BOF, struct.pack("<HHHHII", version, 0x0005, 0, 1997, 0, 6))
    globals_ += record(_XF, _cell_format(0)) + record(_XF, _cell_format(_DATE_FORMAT))
    strings = _shared_strings(texts)
    bound_size = 4 + 8 + len(name)
    begins = len(globals_) + bound_size + len(strings) + 4
    bound = struct.pack("<IHBB", begins, 0, len(sheet), 1) + name
    return (
        globals_
        + record(_BOUNDSHEET, bound)
        + strings
        + record(_EOF)
        + _sheet(rows, texts, merged, extra, dimensions, version)
    )


def save_xls(path: Path, stream: bytes) -> Path:
    path.write_bytes(holding_only("Workbook", stream))
    return path


def _cell_format(number_format: int) -> bytes:
    return struct.pack("<HHH", 0, number_format, 0) + bytes(14)


def _shared_strings(texts: Sequence[str]) -> bytes:
    content = struct.pack("<II", len(texts), len(texts))
    content += b"".join(struct.pack("<HB", len(text), 1) + text.encode("utf-16-le") for text in texts)
    assert len(content) <= 8224, "texts of these small files fit into one record"
    return record(_SST, content)


def _sheet(
    rows: Sequence[Sequence[object]],
    texts: list[str],
    merged: Sequence[Merged],
    extra: bytes,
    dimensions: tuple[int, int, int, int] | None,
    version: int,
) -> bytes:
    size = dimensions or (0, len(rows), 0, max(map(len, rows), default=0))
    out = record(_BOF, struct.pack("<HHHHII", version, 0x0010, 0, 1997, 0, 6))
    out += record(_DIMENSIONS, struct.pack("<IIHHH", *size, 0)) + extra
    for row, values in enumerate(rows):
        out += b"".join(_cell(row, column, value, texts) for column, value in enumerate(values))
    ranges = b"".join(struct.pack("<HHHH", *each) for each in merged)
    return out + record(_MERGED, struct.pack("<H", len(merged)) + ranges) + record(_EOF)


def _cell(row: int, column: int, value: object, texts: list[str]) -> bytes:
    match value:
        case Formula():
            return record(_FORMULA, struct.pack("<HHHdHIH", row, column, 0, 2.0, 0, 0, 3) + b"\x1e\x02\x00")
        case ErrorValue():
            return record(_ERROR, struct.pack("<HHHBB", row, column, 0, 0x17, 1))
        case str() if value:
            return record(_LABEL_SST, struct.pack("<HHHI", row, column, 0, texts.index(value)))
        case DateSerial():
            return record(_NUMBER, struct.pack("<HHHd", row, column, 1, value))
        case int() | float():
            return record(_NUMBER, struct.pack("<HHHd", row, column, 0, value))
        case _:
            return b""
