"""签发的表: an issue as it is shown, whether it still is what was signed, and how it differs from another reading.

Nothing of it is read from the ledger: an issue shows what was frozen, whatever happened since. Source: R002-56.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime

import msgspec

from domain.issue.content import CHANGE_NAMES, Change, FrozenRow, TableContent, TableRow, cells_of_text
from domain.issue.issue import STAGE_NAMES, Issue, register_of
from domain.papers import ColumnTitle
from projections.ledger_lines import ERASED, Reveal

Digest = Callable[[str, str], str]
"""The keyed digest of a text of a subject, as the vault reckons it."""


class IssueSignature(msgspec.Struct, frozen=True):
    post: str
    name: str
    on_behalf_of: str


class IssueRow(msgspec.Struct, frozen=True):
    key: str
    section: str
    cells: tuple[str, ...]
    total: bool
    erased: bool = False


class IssueSheet(msgspec.Struct, frozen=True, kw_only=True):
    """``altered`` are the keys of rows that are not what was frozen. ``intact``: none is, and the digest holds."""

    number: str
    issue_no: int
    stage: str
    stage_name: str
    campaign: str
    table: str
    unit: str
    title: str
    head: tuple[str, ...]
    columns: tuple[ColumnTitle, ...]
    numbered: bool
    merged: int
    rows: tuple[IssueRow, ...]
    notes: tuple[str, ...]
    as_of: datetime
    known_at: datetime
    position: int
    prepared_by: str
    prepared_at: datetime
    signatures: tuple[IssueSignature, ...]
    unsigned: tuple[str, ...]
    issued_at: datetime | None
    due_on: date | None
    late: bool
    late_days: int
    replaces: str
    differences: int
    sha256: str
    intact: bool
    altered: tuple[str, ...]


class DifferentCell(msgspec.Struct, frozen=True):
    column: str
    before: str
    after: str


class DifferentRow(msgspec.Struct, frozen=True):
    """A row of the difference list; of one that was added or is gone, all its cells."""

    key: str
    name: str
    change: Change
    change_name: str
    cells: tuple[DifferentCell, ...]
    total: bool

    @property
    def in_words(self) -> str:
        if self.change is not Change.CHANGED:
            return f"{self.change_name} {self.name}"
        return f"{self.name}：{'，'.join(f'{cell.column} {cell.before}→{cell.after}' for cell in self.cells)}"


def sheet(issue: Issue, reveal: Reveal, digest: Digest) -> IssueSheet:
    """Raises SealBroken where the vault itself was tampered with."""
    altered = tuple(altered_rows(issue, reveal, digest))
    content = issue.content
    return IssueSheet(
        number=issue.number,
        issue_no=issue.issue_no,
        stage=issue.stage.name,
        stage_name=STAGE_NAMES[issue.stage],
        campaign=issue.campaign,
        table=issue.table,
        unit=issue.unit,
        title=content.title,
        head=content.head,
        columns=content.columns,
        numbered=content.numbered,
        merged=content.merged,
        rows=rows_of(issue, reveal),
        notes=content.notes,
        as_of=issue.as_of,
        known_at=issue.known_at,
        position=issue.position,
        prepared_by=issue.prepared_by.name,
        prepared_at=issue.prepared_at,
        signatures=tuple(
            IssueSignature(one.post, one.signer.name, one.signer.on_behalf_of) for one in issue.signatures
        ),
        unsigned=issue.unsigned,
        issued_at=issue.issued_at,
        due_on=issue.due_on,
        late=issue.late,
        late_days=issue.late_days,
        replaces=issue.replaces.number if issue.replaces else "",
        differences=len(issue.differences),
        sha256=issue.digest.sha256,
        intact=issue.intact and not altered,
        altered=altered,
    )


def rows_of(issue: Issue, reveal: Reveal) -> tuple[IssueRow, ...]:
    """The rows as they were frozen; of a household that was erased since, nothing but that."""
    texts = reveal(row.cells.ref for row in issue.content.rows)
    return tuple(shown(row, texts.get(row.cells.ref), len(issue.content.columns)) for row in issue.content.rows)


def shown(row: FrozenRow, text: str | None, width: int) -> IssueRow:
    if text is None:
        return IssueRow(row.key, row.section, (ERASED,) * width, row.total, erased=True)
    return IssueRow(row.key, row.section, cells_of_text(text), row.total)


def altered_rows(issue: Issue, reveal: Reveal, digest: Digest) -> Iterator[str]:
    """The rows whose text has not the digest that was signed."""
    own = str(register_of(issue.campaign, issue.table, issue.unit))
    texts = reveal(row.cells.ref for row in issue.content.rows)
    for row in issue.content.rows:
        text = texts.get(row.cells.ref)
        if text is not None and digest(row.subject or own, text) != row.cells.digest:
            yield row.key


# --- differences ----------------------------------------------------------------------------------------------------


def from_the_issue_before(before: Issue, issue: Issue, reveal: Reveal) -> tuple[DifferentRow, ...]:
    """How an issue differs from an earlier one, row by row."""
    columns = issue.content.columns
    return different_rows(columns, rows_of(before, reveal), rows_of(issue, reveal))


def from_now(issue: Issue, now: TableContent, reveal: Reveal) -> tuple[DifferentRow, ...]:
    """How the table as it would be read now differs from the issue."""
    return different_rows(issue.content.columns, rows_of(issue, reveal), tuple(map(as_read, now.rows)))


def as_read(row: TableRow) -> IssueRow:
    return IssueRow(row.key, row.section, row.cells, row.total)


def different_rows(
    columns: tuple[ColumnTitle, ...], before: Iterable[IssueRow], after: Iterable[IssueRow]
) -> tuple[DifferentRow, ...]:
    """In the order of the later table, then what it has no longer. Without the sums that merely follow."""
    known = {row.key: row for row in before}
    found = []
    for row in after:
        old = known.pop(row.key, None)
        if old is None:
            found.append(difference(columns, row, Change.ADDED, None, row))
        elif old.cells != row.cells:
            found.append(difference(columns, row, Change.CHANGED, old, row))
    found += [difference(columns, row, Change.REMOVED, row, None) for row in known.values()]
    return tuple(one for one in found if not one.total)


def difference(
    columns: tuple[ColumnTitle, ...], row: IssueRow, change: Change, old: IssueRow | None, new: IssueRow | None
) -> DifferentRow:
    before = old.cells if old else ("",) * len(columns)
    after = new.cells if new else ("",) * len(columns)
    cells = tuple(
        DifferentCell(column.title, was, now)
        for column, was, now in zip(columns, before, after, strict=True)
        if was != now
    )
    return DifferentRow(row.key, name_of(columns, row), change, CHANGE_NAMES[change], cells, row.total)


def name_of(columns: tuple[ColumnTitle, ...], row: IssueRow) -> str:
    """A line of counts by its label; a line of a problem by its number."""
    titles = [column.title for column in columns]
    return row.cells[titles.index("问题类型")] if "单位/乡镇" in titles else row.key
