"""A checked copy of an .xls workbook (Excel 97-2003): its one stream of cells, looked through record by record.

The native reader behind reserves memory by numbers that stand in the file; those are checked here first, and it is
handed a container that was built anew, without macros. Layout: [MS-XLS] sections 2.1.4 (records), 2.4.
"""

import struct
from collections.abc import Iterator

from adapters.importing import compound_file
from adapters.importing.refusals import Place, refused
from adapters.importing.sheet_limits import Extent
from adapters.importing.xlsx import CheckedWorkbook

_STREAM = "Workbook"
_MACROS = "_VBA_PROJECT_CUR"
_MAX_ROWS, _MAX_COLUMNS = 65_536, 256

_BOF, _CONTINUE, _FILEPASS, _BOUNDSHEET, _SST = 0x0809, 0x003C, 0x002F, 0x0085, 0x00FC
_DIMENSIONS, _MERGED, _FORMULA, _BOOL_OR_ERROR, _SHARED_STRING = 0x0200, 0x00E5, 0x0006, 0x0205, 0x00FD
_LABEL, _RICH_LABEL, _NUMBER, _RK, _MANY_RK = 0x0204, 0x00D6, 0x0203, 0x027E, 0x00BD
_CELLS = {_FORMULA, _BOOL_OR_ERROR, _SHARED_STRING, _LABEL, _RICH_LABEL, _NUMBER, _RK, _MANY_RK}
_ROW, _IS_HIDDEN = 0x0208, 0x20
_BIFF8 = 0x0600
_DAMAGED = "工作簿记录错误"


def checked_xls(data: bytes) -> CheckedWorkbook:
    """Look a workbook through. Raises ImportRefused: damaged_file, password_protected, sheet_too_large, ..."""
    container = compound_file.CompoundFile(data)
    stream = container.stream(_STREAM)
    try:
        walk = _Walk()
        for offset, kind, content in _records(stream):
            walk.take(offset, kind, content)
        extents = walk.extents()
    except (struct.error, IndexError) as error:
        raise refused("damaged_file", why=_DAMAGED) from error
    return CheckedWorkbook(compound_file.holding_only(_STREAM, stream), extents, container.has(_MACROS))


def _records(stream: bytes) -> Iterator[tuple[int, int, bytes]]:
    """The offset, type and content of each record."""
    at = 0
    while at + 4 <= len(stream):
        kind, size = struct.unpack_from("<HH", stream, at)
        if at + 4 + size > len(stream):
            raise refused("damaged_file", why="内容不完整")
        if kind or size:  # the stream may be padded with noughts
            yield at, kind, stream[at + 4 : at + 4 + size]
        at += 4 + size


class _Walk:
    """Takes the records in order: first those of the workbook, then those of each sheet."""

    def __init__(self) -> None:
        self._names: dict[int, str] = {}  # where a sheet begins -> its name
        self._extents: dict[str, Extent] = {}
        self._current = Extent("")
        self._strings: list[bytes] = []
        self._reading_strings = False
        self._string_lengths: list[int] = []

    def take(self, offset: int, kind: int, content: bytes) -> None:
        if kind == _SST or (kind == _CONTINUE and self._reading_strings):
            self._reading_strings = True
            self._strings.append(content)
            return
        self._reading_strings = False
        if kind == _FILEPASS:
            raise refused("password_protected")
        if kind == _BOUNDSHEET:
            self._names[struct.unpack_from("<I", content)[0]] = _sheet_name(content)
        elif kind == _BOF:
            self._begin(offset, content)
        else:
            _count(self._current, kind, content, self._string_lengths)

    def extents(self) -> dict[str, Extent]:
        """Each sheet's extent by name; a sheet has to begin where the workbook says, at a record of its own."""
        if not self._names or not set(self._names.values()) <= self._extents.keys():
            raise refused("damaged_file", why="工作表目录错误")
        return self._extents

    def _begin(self, offset: int, content: bytes) -> None:
        if struct.unpack_from("<H", content)[0] != _BIFF8:
            raise refused("legacy_spreadsheet")
        if self._strings:
            self._string_lengths = _shared_string_lengths(self._strings)
            self._strings = []
        if offset in self._names:
            self._current = Extent(self._names[offset])
            self._extents[self._current.sheet] = self._current


def _sheet_name(content: bytes) -> str:
    length, wide = content[6], content[7] & 1
    return content[8 : 8 + length * (1 + wide)].decode("utf-16-le" if wide else "latin-1", errors="replace")


def _count(extent: Extent, kind: int, content: bytes, string_lengths: list[int]) -> None:
    if kind in _CELLS:
        row, column = struct.unpack_from("<HH", content)
        last = struct.unpack_from("<H", content, len(content) - 2)[0] if kind == _MANY_RK else column
        extent.reach(row, column)
        extent.reach(row, min(last, _MAX_COLUMNS - 1))
        if kind == _FORMULA:
            extent.add_formula(row, column)
        elif kind == _BOOL_OR_ERROR and content[7]:
            extent.errors.add((row, column))
        elif kind == _SHARED_STRING:
            index = struct.unpack_from("<I", content, 6)[0]
            extent.add_text(string_lengths[index])
    elif kind == _MERGED:
        for _ in range(struct.unpack_from("<H", content)[0]):
            extent.count_merge()
    elif kind == _ROW and content[12] & _IS_HIDDEN:
        extent.hide(struct.unpack_from("<H", content)[0])
    elif kind == _DIMENSIONS:
        _check_dimensions(extent, content)


def _check_dimensions(extent: Extent, content: bytes) -> None:
    """The declared size of a sheet, by which the reader reserves memory."""
    first_row, last_row, first_column, last_column = struct.unpack_from("<IIHH", content)
    if last_row > _MAX_ROWS or last_column > _MAX_COLUMNS or first_row > last_row or first_column > last_column:
        raise refused("damaged_file", Place(extent.sheet), why="工作表的声明大小错误")


def _shared_string_lengths(blocks: list[bytes]) -> list[int]:
    """The length in characters of each shared string; strings run on over CONTINUE records."""
    (count,) = struct.unpack_from("<I", blocks[0], 4)
    if count * 3 > sum(map(len, blocks)):
        raise refused("damaged_file", why=_DAMAGED)
    walk = _Strings(blocks)
    return [walk.next_length() for _ in range(count)]


class _Strings:
    """Walks the shared strings without decoding them. Raises IndexError or struct.error past the end."""

    def __init__(self, blocks: list[bytes]) -> None:
        self._blocks = blocks
        self._block, self._at = 0, 8

    def next_length(self) -> int:
        if self._at >= len(self._blocks[self._block]):
            self._block, self._at = self._block + 1, 0
        length, flags = struct.unpack_from("<HB", self._blocks[self._block], self._at)
        self._at += 3
        trailing = 0
        if flags & 0x08:
            trailing += 4 * struct.unpack_from("<H", self._blocks[self._block], self._at)[0]
            self._at += 2
        if flags & 0x04:
            trailing += struct.unpack_from("<I", self._blocks[self._block], self._at)[0]
            self._at += 4
        self._skip_characters(length, 1 + (flags & 1))
        self._skip(trailing)
        return int(length)

    def _skip_characters(self, characters: int, width: int) -> None:
        while characters:
            here = (len(self._blocks[self._block]) - self._at) // width
            taken = min(here, characters)
            self._at += taken * width
            characters -= taken
            if characters:  # the next record says anew how wide its characters are
                self._block += 1
                width = 1 + (self._blocks[self._block][0] & 1)
                self._at = 1

    def _skip(self, size: int) -> None:
        while size:
            taken = min(len(self._blocks[self._block]) - self._at, size)
            self._at += taken
            size -= taken
            if size:
                self._block, self._at = self._block + 1, 0
