"""How much of a sheet is read at most, counted before anything is built: a cell far away makes a huge table."""

from adapters.importing.cell_addresses import address
from adapters.importing.refusals import Place, refused

MAX_AREA = 400_000  # cells between the first and the last filled one; a ledger of 20,000 rows has 240,000
MAX_CHARACTERS = 20_000_000
MAX_MERGES = 20_000
MAX_MERGED_CELLS = 300_000
MAX_FORMULAS = 100_000
MAX_HIDDEN = 100_000


class Extent:
    """The area, text, formulas, error values and hidden rows of one sheet, counted cell by cell.

    Raises ImportRefused (sheet_too_large, too_many_merges) as soon as a limit is passed.
    """

    def __init__(self, sheet: str) -> None:
        self.sheet = sheet
        self.formulas: set[tuple[int, int]] = set()
        self.errors: set[tuple[int, int]] = set()
        self.hidden: list[int] = []
        """The rows that are hidden, or that a filter leaves out."""
        self._top = self._left = 1 << 30
        self._bottom = self._right = -1
        self._characters = self._merges = 0

    def reach(self, row: int, column: int) -> None:
        self._top, self._bottom = min(self._top, row), max(self._bottom, row)
        self._left, self._right = min(self._left, column), max(self._right, column)
        if (self._bottom - self._top + 1) * (self._right - self._left + 1) > MAX_AREA:
            why = f"最远到 {address(self._bottom, self._right)}"
            raise refused("sheet_too_large", Place(self.sheet, address(row, column)), why=why)

    def hide(self, row: int) -> None:
        if len(self.hidden) < MAX_HIDDEN:
            self.hidden.append(row)

    def add_formula(self, row: int, column: int) -> None:
        self.formulas.add((row, column))
        if len(self.formulas) > MAX_FORMULAS:
            raise refused("sheet_too_large", Place(self.sheet), why="公式过多")

    def add_text(self, length: int) -> None:
        self._characters += length
        if self._characters > MAX_CHARACTERS:
            raise refused("sheet_too_large", Place(self.sheet), why=f"文字超过 {MAX_CHARACTERS // 10_000} 万")

    def count_merge(self) -> None:
        self._merges += 1
        if self._merges > MAX_MERGES:
            raise refused("too_many_merges", Place(self.sheet))
