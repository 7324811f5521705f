"""The rows below a table's header: which hold data and which are blank, subtotals, remarks or signatures."""

import re
from collections.abc import Iterator
from enum import Enum
from functools import cached_property

import msgspec

from adapters.importing.columns import Header
from adapters.importing.findings import Findings
from adapters.importing.refusals import Place, refusal
from adapters.importing.text import MAX_FIELD_CHARACTERS, is_unknown, squeezed
from adapters.importing.workbook import Cell, Sheet

_SUBTOTAL = re.compile(r"(?:本页)?(?:小计|合计|总计|共计)(?:\(.*\)|:?\d*户?)?")
_REMARK = re.compile(r"(?:(?:填表|填报)?(?:备注|说明)|注)\d{0,2}:.*|(?:填表|填报)说明|注意事项.*", re.DOTALL)
_SIGNATURE = re.compile(
    r"(?:填报|填表|审核|复核|制表|主要负责|单位负责|分管|联系电话)(?:单位|人|日期|时间|领导)?.{0,10}:.*", re.DOTALL
)


class RowKind(Enum):
    """What a row of a table is."""

    DATA = "data"
    BLANK = "blank"
    SUBTOTAL = "subtotal"
    REMARK = "remark"  # also the signature lines below a table
    UNREAD = "unread"


class Row:
    """One row, its cells by column; a column that the sheet lacks gives an empty cell at the row."""

    def __init__(self, sheet: Sheet, header: Header, index: int) -> None:
        self.index = index
        self._sheet = sheet
        self._header = header
        self._absent = Cell("", "", Place(sheet.name, line=index + 1), (index, -1))

    def __getitem__(self, name: str) -> Cell:
        return self.cells.get(name, self._absent)

    @cached_property
    def cells(self) -> dict[str, Cell]:
        return {name: one_cell(self.parts(name)) for name in self._header.columns}

    def parts(self, name: str) -> list[Cell]:
        """The cells of a column: several where its heading is merged over them."""
        return [self._sheet.at(self.index, column) for column in self._header.places(name)]

    @property
    def is_empty(self) -> bool:
        return self._sheet.is_empty(self.index)

    @property
    def first_text(self) -> str:
        """The first text of the row, in the order of the sheet, of whatever column."""
        cells = self._sheet.row(self.index)
        return next((cell.text for cell in cells if cell.text and cell.position[0] == self.index), "")

    @property
    def has_formulas(self) -> bool:
        cells = (cell for name in self._header.columns for cell in self.parts(name))
        return any(cell.position in self._sheet.formulas for cell in cells)

    def refuse_formulas(self, findings: Findings, ignored: tuple[str, ...] = ()) -> None:
        """Refuse formulas, error values and over-long texts in the row's columns. A text that only looks like a formula
        is a text; what a formula came to is of any age, and nobody wrote it.
        """
        for cell in (part for name in self._header.columns if name not in ignored for part in self.parts(name)):
            if cell.position in self._sheet.formulas:
                findings.refuse(refusal("formula_in_cell", cell.place))
            elif cell.position in self._sheet.errors:
                findings.refuse(refusal("error_in_cell", cell.place))
            elif len(cell.text) > MAX_FIELD_CHARACTERS:
                findings.refuse(refusal("cell_too_long", cell.place))

    def says_something(self, ignored: tuple[str, ...]) -> bool:
        """Whether the row has a text, formula or error of its own, beside what is merged down from above."""
        own = [cell for name, cell in self.cells.items() if name not in ignored and cell.position[0] == self.index]
        return any(not is_unknown(cell.text) or self._is_calculated(cell) for cell in own)

    def _is_calculated(self, cell: Cell) -> bool:
        return cell.position in self._sheet.formulas or cell.position in self._sheet.errors


def one_cell(parts: list[Cell]) -> Cell:
    """What several cells under one heading say, from the left: 三保障和饮水安全方面 义务教育."""
    said = [cell for cell in parts if cell.text]
    if len(said) < 2:
        return said[0] if said else parts[0]
    return msgspec.structs.replace(said[-1], raw=(text := " ".join(cell.text for cell in said)), text=text)


def rows_below(sheet: Sheet, header: Header) -> Iterator[Row]:
    for index in range(header.last_row + 1, sheet.bottom):
        yield Row(sheet, header, index)


def kind_of(row: Row, ignored: tuple[str, ...]) -> RowKind:
    """What a row is. `ignored` columns do not make it data: a printed form has its numbers filled in already."""
    if row.is_empty:
        return RowKind.BLANK
    first = squeezed(row.first_text)
    if _SUBTOTAL.fullmatch(first):
        return RowKind.SUBTOTAL
    if _REMARK.fullmatch(first) or _SIGNATURE.fullmatch(first):
        return RowKind.REMARK
    return RowKind.DATA if row.says_something(ignored) else RowKind.BLANK
