"""What is handed out: a table as the ledger has it from a viewpoint, or an issue exactly as it was signed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime

from adapters.printing.printed_table import PrintedTable, filled_above
from domain.calendar import local_date
from domain.issue.content import TableContent, TableRow
from domain.monitoring_case.monitoring_case import HOUSEHOLD_KINDS
from domain.pack import Pack
from domain.papers import LedgerCode
from projections.as_of import Basis
from projections.issues import IssueSheet
from projections.ledger_lines import Selection
from projections.problem_tables import TableStream, hidden_at_the_end

FORMAT = "1"
"""Of the layout in which a workbook goes out and comes back (docs/excel.md)."""

CLAIMS, YES = ("认领", "不认领"), ("是",)


def live_table(
    code: str, chosen: Selection, pack: Pack, stream: TableStream, at: datetime, said: str, mark: str
) -> PrintedTable:
    """A table as the ledger has it; whoever prints it fills in who he is and signs by hand."""
    form = pack.ledger(LedgerCode(code)) if code in list(LedgerCode) else None
    on = local_date(at).isoformat()
    values = filled_above(stream.form.head, chosen.unit, on=on)
    return PrintedTable(
        name=(form.name if form else "") or (code if form else "工作台账"),
        form=stream.form,
        rows=stream.rows,
        above=tuple(zip(stream.form.head, values, strict=True)),
        basis=said,
        mark=mark,
    )


def handed_back(table: PrintedTable, facts: Mapping[str, str]) -> PrintedTable:
    """The same, to be filled in and handed back: its right end hidden, with what the program needs to know it again."""
    return table._replace(hidden=hidden_at_the_end(table.form.columns), facts={"format": FORMAT, **facts})


def facts_of(code: str, chosen: Selection, basis: Basis, unmasked: bool) -> Mapping[str, str]:
    facts = {
        "table": code,
        "campaign": chosen.campaign,
        "unit": chosen.unit,
        "as_of": written_at(basis.as_of),
        "known_at": written_at(basis.known_at),
        "position": str(basis.position),
    }
    return facts | ({"unmasked": "1"} if unmasked else {})


def written_at(at: datetime) -> str:
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z")


def choices(pack: Pack) -> Mapping[str, Sequence[str]]:
    """What may be chosen in the columns of a table with a row for each problem, by their titles."""
    return {
        "户类型": tuple(HOUSEHOLD_KINDS.values()),
        "问题类型": tuple(dict.fromkeys(category.label for category in pack.taxonomy)),
        "认领情况": CLAIMS,
        "申请销号": YES,
    }


def issued_table(shown: IssueSheet, said: str, mark: str) -> PrintedTable:
    """An issue as it was frozen, with whoever filled it in and signed it."""
    content = TableContent(shown.title, shown.head, shown.columns, (), shown.notes, shown.numbered, shown.merged)

    def rows() -> Iterator[TableRow]:
        return (TableRow(row.key, row.cells, row.section, total=row.total) for row in shown.rows)

    return PrintedTable(shown.number, content, rows, tuple(above_issue(shown)), said, mark)


def above_issue(shown: IssueSheet) -> Iterator[tuple[str, str]]:
    """What stands above an issue: what the document asks for, and who signed."""
    signed = "、".join(f"{one.name}（{one.post}）" for one in shown.signatures) or "（未签字）"
    on = local_date(shown.prepared_at).isoformat()
    values = filled_above(shown.head, shown.unit, shown.prepared_by, signed, on)
    yield from zip(shown.head, values, strict=True)
    if not any("签字" in label for label in shown.head):
        yield "签字", signed
