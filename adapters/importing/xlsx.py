"""A checked copy of an .xlsx workbook: only the parts that hold cells, and only after each was looked through.

The reader behind (calamine, native code) is handed the copy, so it cannot meet what was not checked: macros, links to
other files, pictures and all else stay out, and the size of what it builds in memory is known beforehand.
"""

import re
import zipfile
from array import array
from io import BytesIO

from adapters.importing.cell_addresses import MAX_COLUMNS, MAX_ROWS, address
from adapters.importing.refusals import Place, refused
from adapters.importing.sheet_limits import Extent
from adapters.importing.text import MAX_FIELD_CHARACTERS
from adapters.importing.zip_package import Package, SafeParser, attribute, local, relationships

_WORKBOOK = "xl/workbook.xml"
_STRINGS, _STYLES = "xl/sharedStrings.xml", "xl/styles.xml"
_FRAME = ("[Content_Types].xml", "_rels/.rels", _WORKBOOK, "xl/_rels/workbook.xml.rels", _STYLES, _STRINGS)
_REFERENCE = re.compile(r"\$?([A-Z]{1,3})\$?([1-9]\d{0,6})")
_MACROS = "xl/vbaProject.bin"


class CheckedWorkbook:
    """What can safely be read, and what the reader does not tell: formulas and error values by sheet."""

    def __init__(self, data: bytes, extents: dict[str, Extent], has_macros: bool) -> None:
        self.data = data
        self.extents = extents
        self.has_macros = has_macros


def checked_xlsx(data: bytes) -> CheckedWorkbook:
    """Look a workbook through. Raises ImportRefused: damaged_file, zip_bomb, unsafe_xml, sheet_too_large, ..."""
    package = Package(data)
    sheets = _sheet_parts(package)
    frame = [name for name in _FRAME if package.has(name)]
    package.check_size_of(frozenset([*frame, *sheets.values()]))
    copy = BytesIO()
    extents = {}
    strings = _SharedStrings()
    with zipfile.ZipFile(copy, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as target:
        for name in frame:
            scan = strings if name == _STRINGS else _Ignored()
            _copy(package, name, SafeParser(scan.start, scan.end, scan.characters), target)
        for sheet, part in sheets.items():
            cells = _Cells(sheet, strings.lengths)
            _copy(package, part, SafeParser(cells.start, cells.end, cells.characters), target)
            extents[sheet] = cells.extent
    return CheckedWorkbook(copy.getvalue(), extents, package.has(_MACROS))


def _copy(package: Package, name: str, parser: SafeParser, target: zipfile.ZipFile) -> None:
    with target.open(name, "w") as out:
        for piece in package.parse(name, parser):
            out.write(piece)


def _sheet_parts(package: Package) -> dict[str, str]:
    """Sheet name -> part. Chart sheets and sheets whose part is missing are left out."""
    targets = relationships(package, _WORKBOOK)
    sheets: dict[str, str] = {}

    def start(name: str, attributes: dict[str, str]) -> None:
        part = targets.get(attribute(attributes, "id"), "")
        if local(name) == "sheet" and package.has(part) and part.startswith("xl/worksheets/"):
            sheets[attribute(attributes, "name")] = part

    package.read_xml(_WORKBOOK, start, lambda _: None, lambda _: None)
    if not sheets or len(set(sheets.values())) != len(sheets):
        raise refused("damaged_file", why="没有工作表" if not sheets else "工作表重复")
    return sheets


class _Ignored:
    """Handlers for a part of which nothing need be known but that it is sound XML."""

    def start(self, name: str, attributes: dict[str, str]) -> None:
        pass

    def end(self, name: str) -> None:
        pass

    def characters(self, text: str) -> None:
        pass


class _SharedStrings(_Ignored):
    """How long each shared string is: one long text named by a million cells would fill the memory."""

    def __init__(self) -> None:
        self.lengths = array("L")

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if local(name) == "si":
            self.lengths.append(0)

    def characters(self, text: str) -> None:
        if self.lengths:
            self.lengths[-1] += len(text)


class _Cells(_Ignored):
    """Walks the cells of one sheet: how far they reach, how much text they hold, which are formulas or errors."""

    def __init__(self, sheet: str, string_lengths: "array[int]") -> None:
        self.extent = Extent(sheet)
        self._string_lengths = string_lengths
        self._row = self._column = -1
        self._in_cell = False
        self._in_value = False
        self._is_shared = False
        self._index = ""
        self._length = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        kind = local(name)
        if kind == "c":
            self._start_cell(attributes)
        elif kind == "row":
            self._start_row(attributes.get("r"))
            if attributes.get("hidden") in ("1", "true"):
                self.extent.hide(self._row)
        elif kind == "mergeCell":
            self.extent.count_merge()
        elif self._in_cell and kind in ("v", "is", "f"):
            self._in_value = kind != "f"
            self.extent.reach(self._row, self._column)
            if kind == "f":
                self.extent.add_formula(self._row, self._column)

    def end(self, name: str) -> None:
        kind = local(name)
        if kind in ("v", "is"):
            self._in_value = False
        elif kind == "c" and self._in_cell:
            self._end_cell()

    def characters(self, text: str) -> None:
        if not self._in_value:
            return
        if self._is_shared:
            self._index = (self._index + text)[:9]
        else:
            self._length += len(text)

    def _start_row(self, number: str | None) -> None:
        row = _whole(number) - 1 if number is not None else self._row + 1
        if row <= self._row or row >= MAX_ROWS:
            raise refused("damaged_file", Place(sheet=self.extent.sheet, line=row + 1), why="行号重复或错乱")
        self._row, self._column = row, -1

    def _start_cell(self, attributes: dict[str, str]) -> None:
        reference = attributes.get("r")
        self._row, self._column = self._position(reference) if reference else (self._row, self._column + 1)
        if self._column >= MAX_COLUMNS or self._row < 0:
            raise refused("damaged_file", Place(sheet=self.extent.sheet), why="单元格地址错误")
        self._in_cell = True
        self._is_shared = attributes.get("t") == "s"
        self._index, self._length = "", 0
        if attributes.get("t") == "e":
            self.extent.errors.add((self._row, self._column))

    def _position(self, reference: str) -> tuple[int, int]:
        found = _REFERENCE.fullmatch(reference)
        if not found or int(found[2]) > MAX_ROWS:
            raise refused("damaged_file", Place(sheet=self.extent.sheet), why="单元格地址错误")
        column = 0
        for letter in found[1]:
            column = column * 26 + ord(letter) - 64
        return int(found[2]) - 1, column - 1

    def _end_cell(self) -> None:
        self._in_cell = False
        index = _whole(self._index) if self._is_shared else 0
        length = self._string_lengths[index] if self._is_shared and index < len(self._string_lengths) else self._length
        if length > MAX_FIELD_CHARACTERS:
            raise refused("cell_too_long", Place(self.extent.sheet, address(self._row, self._column)))
        self.extent.add_text(length)


def _whole(text: str) -> int:
    """A whole number of an attribute, 0 for anything else."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= 9 else 0
