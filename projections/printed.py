"""印出的表: a ledger in its printed form, and what stands behind each of its cells.

Whatever the ledger, its cells are values of the rows that its ``apply`` makes; so an event stands behind a cell when
the value of the cell changed with it. Source: domain reference, section 11 (drill-down).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from functools import cached_property
from typing import Any, Generic, NamedTuple, TypeVar
from uuid import UUID

from domain.calendar import SHANGHAI, BusinessCalendar, local_date
from domain.issue.content import TableContent, TableRow
from domain.pack import Pack
from domain.papers import ColumnTitle, LedgerCode
from projections.as_of import Apply, Basis, Row
from projections.ledger import LedgerRow, Ref
from projections.ledger_lines import ERASED, Reveal, Say, Selection, day_of
from projections.monitoring_ledger import AidBeside, HouseholdRow, MonitoringRow
from projections.seeing import Seen
from projections.versioned import HOUSEHOLDS, PROBLEMS

Line = TypeVar("Line")
TOTAL_KEY = "TOTAL"
TOTAL = "合计"


@dataclass(frozen=True)
class Source:
    """What a table is made of, from one viewpoint: the chosen problems and households, and how their texts are read.

    Any other ledger, and the events that a cell rests on, are ``seen`` from the same viewpoint. What a table does not
    ask for is not read.
    """

    chosen: Selection
    seen: Seen
    packs: Mapping[str, Pack]
    calendar: BusinessCalendar
    reveal: Reveal

    @property
    def basis(self) -> Basis:
        return self.seen.basis

    def problems(self) -> Iterator[LedgerRow]:
        """The chosen problems, one by one, in the order of registration."""
        return (row for row in self.seen.rows(PROBLEMS) if self.chosen.admits_problem(row))

    @cached_property
    def rows(self) -> Sequence[LedgerRow]:
        """The same, held together."""
        return list(self.problems())

    @cached_property
    def households(self) -> Sequence[HouseholdRow]:
        """The chosen households, in the order in which they were found; aid beside the cases among them."""
        return [row for row in self.seen.rows(HOUSEHOLDS) if chosen_household(row, self.chosen)]

    @property
    def cases(self) -> Sequence[MonitoringRow]:
        """Those of the households that are cases."""
        return [row for row in self.households if isinstance(row, MonitoringRow)]

    @property
    def pack(self) -> Pack:
        """The rules of the chosen campaign."""
        return self.packs[self.chosen.campaign]

    def title(self, code: LedgerCode, own: str) -> str:
        """As the document calls it, else in our own words."""
        form = self.pack.ledger(code)
        return form.title if form else own

    def head(self, code: LedgerCode) -> tuple[str, ...]:
        form = self.pack.ledger(code)
        return form.head if form and form.head else HEAD


HEAD = ("单位（盖章）", "填报人", "填报时间")
"""What stands above a table of which the document prints nothing."""


class Traced(NamedTuple):
    """A case behind a cell: ``value`` is what a row of it, as ``apply`` makes it, says in that cell."""

    case_id: UUID
    number: str
    apply: Apply[Any]
    value: Callable[[Any], Any]


def chosen_household(row: HouseholdRow, chosen: Selection) -> bool:
    """Aid beside the cases is in no campaign; it is chosen by its place alone."""
    if isinstance(row, AidBeside):
        return chosen.unit in ("", row.place.county, row.place.town, row.place.village)
    return isinstance(row, MonitoringRow) and chosen.admits(row)


Behind = Callable[[str, int], Iterable[Traced]]
"""From the key of a row and the place of a column to the cases behind that cell."""


class LedgerTable(NamedTuple):
    """A ledger as it is printed, and what stands behind its cells."""

    content: TableContent
    behind: Behind


Cells = tuple[tuple[ColumnTitle, Callable[[Line], str]], ...]


@dataclass(frozen=True)
class OfCases(Generic[Row, Line]):
    """A ledger each line of which speaks of one case. ``lines``: those of a row, each under its key.

    What its texts say is asked of ``Say``; ``subject`` is under whose key a line is sealed, if not under the table's.
    """

    columns: Cells[Line]
    apply: Apply[Row]
    named: Callable[[Row], tuple[UUID, str]]
    lines: Callable[[Row, Say], Iterable[tuple[str, Line]]]
    subject: Callable[[Row], str] = lambda row: ""

    def printed(
        self,
        rows: Sequence[Row],
        title: str,
        head: tuple[str, ...],
        say: Callable[[Row], Say] | None = None,
        notes: tuple[str, ...] = (),
        beside: Callable[[str, int], Iterable[Traced]] | None = None,
        total: Callable[[Sequence[Line]], tuple[str, ...]] | None = None,
    ) -> LedgerTable:
        """``beside``: cases of another kind that stand behind a cell as well; ``total``: the sums below the lines."""
        lines = [(key, row, line) for row in rows for key, line in self.lines(row, say(row) if say else as_it_is)]
        sums = (TableRow(TOTAL_KEY, total([line for *_, line in lines]), total=True),) if total else ()
        content = TableContent(
            title=title,
            head=head,
            columns=tuple(column for column, _ in self.columns),
            rows=(*(self.table_row(key, row, line) for key, row, line in lines), *sums),
            notes=notes,
            numbered=True,
        )
        of_key = {key: row for key, row, _ in lines}

        def behind(key: str, column: int) -> Iterator[Traced]:
            for row in [of_key[key]] if key in of_key else rows:
                yield self.traced(row, key if key in of_key else "", column)
            yield from beside(key, column) if beside else ()

        return LedgerTable(content, behind)

    def table_row(self, key: str, row: Row, line: Line) -> TableRow:
        """Of an erased household nothing is left to hide, and no key to hide it under."""
        cells = tuple(cell(line) for _, cell in self.columns)
        erased = any(ERASED in cell for cell in cells)
        return TableRow(key, cells, "", "" if erased else self.subject(row))

    def traced(self, row: Row, key: str, column: int) -> Traced:
        """Of the line with this key, or of all that the case has."""
        case_id, number = self.named(row)
        cell = self.columns[column][1]

        def value(row: Row) -> tuple[str, ...]:
            said = tuple(cell(line) for one, line in self.lines(row, as_it_is) if key in ("", one))
            return said if any(said) else ()

        return Traced(case_id, number, self.apply, value)


def as_it_is(ref: Ref) -> str:
    """A text by its reference: enough to see that it changed."""
    return ref


def moment_text(at: datetime | None) -> str:
    """Beijing time to the minute; a day that ends, ends at 24:00."""
    if at is None:
        return ""
    local = at.astimezone(SHANGHAI)
    return f"{day_of(at)} 24:00" if local.time() == time.min else f"{local:%Y-%m-%d %H:%M}"


def date_text(at: datetime | None) -> str:
    return local_date(at).isoformat() if at else ""
