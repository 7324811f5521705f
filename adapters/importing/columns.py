"""Finding the header of a table in a sheet: one row or two, anywhere, in any order of columns, by the usual words."""

from collections.abc import Mapping
from functools import lru_cache

import msgspec

from adapters.importing.cell_addresses import address
from adapters.importing.labels import heading
from adapters.importing.refusals import Place, refused
from adapters.importing.workbook import Sheet

_FEWEST_COLUMNS = 3  # a row that names fewer columns is no header


class Form(msgspec.Struct, frozen=True):
    """A table that offices use: its columns with the words they go by, and those it cannot do without."""

    name: str
    words: dict[str, tuple[str, ...]]  # column -> headings; the first is the printed one
    known_by: frozenset[str]  # the columns that tell this form from others
    required: tuple[str, ...]
    said: Mapping[str, str] = {}  # heading -> column as a person said; empty: the column is not to be read

    def column_of(self, text: str) -> str | None:
        key = _comparable(text)
        if key in self.said:
            return self.said[key] if self.said[key] in self.words else None
        return next((column for column, words in self.words.items() if key in words), None) if key else None

    def printed(self, column: str) -> str:
        return self.words[column][0]

    def with_columns(self, said: Mapping[str, str]) -> "Form":
        """The same form in the words of an office, which go before the usual ones."""
        return msgspec.structs.replace(self, said={_comparable(text): column for text, column in said.items()})


class Header(msgspec.Struct, frozen=True):
    """Where a table's header stands, and in which sheet column each of its columns is."""

    form: Form
    first_row: int
    last_row: int
    columns: dict[str, int]
    unknown: tuple[str, ...]  # headings of columns that are not read
    said: tuple[str, ...] = ()  # those of which a person said what they are
    last_columns: Mapping[str, int] = {}  # of those columns whose heading is merged over several: the last of them

    def places(self, column: str) -> range:
        """The sheet columns that one column takes, from the left."""
        first = self.columns[column]
        return range(first, self.last_columns.get(column, first) + 1)


def find_header(sheet: Sheet, forms: tuple[Form, ...]) -> Header | None:
    """The header of a sheet, None if it has none of these forms.

    Raises ImportRefused: two_headers, missing_columns, duplicate_column.
    """
    found: list[Header] = []
    for row in range(sheet.top, sheet.bottom):
        if sheet.is_empty(row) or (found and row <= found[-1].last_row):
            continue
        header = _header_at(sheet, row, forms)
        if header and found:
            raise refused("two_headers", sheet.row_place(found[0].first_row), row=row + 1)
        if header:
            found.append(header)
    return found[0] if found else None


def _header_at(sheet: Sheet, row: int, forms: tuple[Form, ...]) -> Header | None:
    headings = [sheet.heading_at(row, column) for column in range(sheet.left, sheet.right)]
    candidates = [header for form in forms if (header := _match(sheet, row, form, headings))]
    if not candidates:
        return None
    best = max(candidates, key=lambda header: (header.form.known_by <= header.columns.keys(), len(header.columns)))
    missing = [column for column in best.form.required if column not in best.columns]
    if missing:
        columns = "、".join(map(best.form.printed, missing))
        unknown = f"没有认出的栏目：{'、'.join(best.unknown)}。" if best.unknown else ""
        raise refused("missing_columns", sheet.row_place(row), columns=columns, unknown=unknown)
    return best


def _match(sheet: Sheet, row: int, form: Form, headings: list[str]) -> Header | None:
    known = {column for text in headings if (column := form.column_of(text))}
    if len(known) < _FEWEST_COLUMNS or not known & form.known_by:
        return None
    below = [sheet.heading_at(row + 1, column) for column in range(sheet.left, sheet.right)]
    is_double = any(
        form.column_of(under) and not form.column_of(over) for over, under in zip(headings, below, strict=True)
    )
    columns: dict[str, int] = {}
    last_columns: dict[str, int] = {}
    unknown, said = [], []
    last_row = row + is_double
    for position, (over, under) in enumerate(zip(headings, below, strict=True), start=sheet.left):
        named_above = form.column_of(over)
        column = named_above or (form.column_of(under) if is_double else None)
        said += [text for text in (over, under) if _comparable(text) in form.said][:1]
        if column is None:
            unknown += [over or under] if over else []
            continue
        at_row = row if named_above else row + 1
        last_row = max(last_row, sheet.ends(at_row, position)[0])
        if column not in columns:
            columns[column] = position
        elif sheet.ends(at_row, columns[column]) == sheet.ends(at_row, position):
            last_columns[column] = position
        else:
            other = address(row, columns[column])
            place = Place(sheet.name, address(row, position))
            raise refused("duplicate_column", place, column=form.printed(column), cell=other)
    return Header(form, row, last_row, columns, tuple(dict.fromkeys(unknown)), tuple(said), last_columns)


@lru_cache(maxsize=4096)
def _comparable(text: str) -> str:
    return heading(text)
