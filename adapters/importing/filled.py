"""A ledger that was exported to be filled in (台账回填), read row by row: each row names its problem and its version.

Columns are found by their headings, wherever they stand now; a column or a row that is gone says nothing. What a cell
means is asked in meaning.py.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import msgspec

from adapters.importing.columns import Form, Header, find_header
from adapters.importing.findings import Findings
from adapters.importing.labels import Label
from adapters.importing.marks import RoundTrip, round_trip_marks
from adapters.importing.opening import MAX_FILE_BYTES
from adapters.importing.refusals import Place, refusal, refused
from adapters.importing.table_rows import Row, RowKind, kind_of, rows_below
from adapters.importing.workbook import Cell, Sheet, read_workbook

FORM = Form(
    name="台账回填",
    words={
        "problem_no": ("问题编号",),
        "version": ("版本",),
        "number": ("序号",),
        "town": ("镇",),
        "village": ("村",),
        "household": ("户主姓名",),
        "household_type": ("户类型",),
        "level": ("面上问题层级",),
        "category": ("问题类型",),
        "content": ("具体内容", "问题"),
        "measures": Label.MEASURES.words,
        "leader": Label.LEADER.words,
        "person": Label.PERSON.words,
        "unit": Label.UNIT.words,
        "due": Label.DUE.words,
        "effect": ("整改成效", "整改进展/成效", "整改情况", "整改结果", "成效"),
        "progress": ("整改进展", "整改进展情况", "进展"),
        "claim": ("认领", "认领/不认领", "认领或不认领", "是否认领", "认领情况", "认领意见"),
        "reason": ("不认领理由", "不认领原因", "理由", "不认领理由及说明", "不认领说明"),
        "submit": ("申请销号", "是否申请销号", "销号申请"),
        "recheck": ("复核", "复核意见", "复核结论", "复核情况", "核查意见", "核查结论"),
        "close": ("销号", "销号意见", "销号审批", "销号审批意见", "是否销号", "同意销号", "销号情况", "销号结论"),
        "state": ("状态", "整改状态"),
        "place": ("地点",),
        "overdue": ("逾期工作日数",),
        "ladder": ("督办等级",),
    },
    known_by=frozenset({"problem_no", "version"}),
    required=("problem_no", "version"),
)


COMPUTED = ("number", "overdue", "ladder")
"""Columns that are counted for the print, whatever stands in them."""


class FilledRow(msgspec.Struct, frozen=True):
    """One row as it came back. ``key`` names it for good: of the file, its sheet and its row."""

    key: str
    place: Place
    problem_no: Cell
    version: Cell
    cells: Mapping[str, Cell]


class FilledDocument(msgspec.Struct, frozen=True):
    """A workbook that came back."""

    name: str
    sha256: str
    marks: RoundTrip
    rows: tuple[FilledRow, ...]
    notes: tuple[str, ...]


def read_filled(path: Path, *, max_bytes: int = MAX_FILE_BYTES) -> FilledDocument:
    """Raises ImportRefused, and nothing else."""
    workbook = read_workbook(path, max_bytes)
    marks = round_trip_marks(workbook)
    findings, notes = Findings(), list(workbook.notes)
    rows: list[FilledRow] = []
    headers = 0
    for sheet in workbook.sheets:
        header = find_header(sheet, (FORM,))
        if header is not None:
            headers += 1
            rows += rows_of(sheet, header, workbook.sha256, findings)
            if header.unknown:
                notes.append(f"工作表“{sheet.name}”没有读取的栏目：{'、'.join(header.unknown)}。")
    if not headers:
        raise refused("no_number_columns")
    each_problem_once(rows, findings)
    findings.raise_refusals()
    return FilledDocument(workbook.name, workbook.sha256, marks, tuple(rows), tuple(notes))


def rows_of(sheet: Sheet, header: Header, sha256: str, findings: Findings) -> Iterator[FilledRow]:
    for row in rows_below(sheet, header):
        if kind_of(row, ignored=COMPUTED) is RowKind.DATA and is_of_a_problem(row):
            no_formulas(sheet, row, findings)
            cells = {name: cell for name, cell in row.cells.items() if name not in (*FORM.required, *COMPUTED)}
            key = f"back:{sha256}:{sheet.name}:{row.index + 1}"
            yield FilledRow(key, sheet.row_place(row.index), row["problem_no"], row["version"], cells)


def is_of_a_problem(row: Row) -> bool:
    """Not a heading between the rows, nor a line below them: those have one text and no number."""
    return bool(row["problem_no"].text) or sum(bool(cell.text) for cell in row.cells.values()) > 1


def no_formulas(sheet: Sheet, row: Row, findings: Findings) -> None:
    """A text may begin with ``=`` if it came so; a formula gives what nobody wrote."""
    for name, cell in row.cells.items():
        if name in COMPUTED:
            continue
        if cell.position in sheet.formulas:
            findings.refuse(refusal("formula_in_cell", cell.place))
        elif cell.position in sheet.errors:
            findings.refuse(refusal("error_in_cell", cell.place))


def each_problem_once(rows: list[FilledRow], findings: Findings) -> None:
    met: dict[str, FilledRow] = {}
    for row in rows:
        number = row.problem_no.text
        first = met.setdefault(number, row) if number else row
        if first is not row:
            facts = {"number": number[:40], "cell": str(first.problem_no.place)}
            findings.refuse(refusal("problem_twice", row.problem_no.place, **facts))
