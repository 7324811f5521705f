"""The ledger workbook (整改台账) in the forms 附件1-1 户内问题 and 附件1-2 面上问题, read into rows.

Above the header stand the title and the signature lines; in the table blank, subtotal and remark rows are passed over
and counted. Everything carries its cell address. Sheets without such a header are listed, not read.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum
from pathlib import Path

import msgspec

from adapters.importing.categories import Categories
from adapters.importing.columns import Form, Header, find_header
from adapters.importing.due import Due, read_due
from adapters.importing.findings import Decision, Findings, Unread, Value
from adapters.importing.labels import Label
from adapters.importing.marks import FAULTS_SHEET, corrected_from, is_exported
from adapters.importing.measures import split_measures
from adapters.importing.opening import MAX_FILE_BYTES
from adapters.importing.refusals import Place, refusal, refused
from adapters.importing.signature import Signature, read_signature
from adapters.importing.table_rows import Row, RowKind, kind_of, rows_below
from adapters.importing.text import halfwidth, is_unknown, squeezed
from adapters.importing.workbook import Cell, Sheet, Workbook, read_workbook


class Scope(StrEnum):
    """Whose problem it is: of one household (户内问题) or of a unit (面上问题)."""

    HOUSEHOLD = "HOUSEHOLD"
    AREA = "AREA"


class LedgerRow(msgspec.Struct, frozen=True):
    """One problem of a ledger. Fields that the form lacks are empty; names and units stay as written."""

    key: str
    scope: Scope
    place: Place
    number: Value  # 序号, of this print only
    town: Value
    village: Value
    household: Value  # 户主姓名: a personal value, for the vault
    household_type: str | None  # one of HOUSEHOLD_TYPES; None: to be decided
    area_level: str | None  # COUNTY | TOWN | VILLAGE; None: to be decided
    area_unit: str  # the unit in the brackets of 面上问题层级
    category: Value
    category_code: str | None  # None: to be decided
    content: Value
    measures: tuple[Value, ...]
    leader: Value
    person: Value
    unit: Value
    due: Due
    effect: Value
    asked: tuple[Decision, ...] = ()  # what a person has to decide about this row


class LedgerSheet(msgspec.Struct, frozen=True):
    """One sheet that was read: its head and what was passed over."""

    name: str
    scope: Scope
    title: str
    signature: Signature
    header_row: int  # counted from 1
    rows: int
    blank: int
    subtotals: int
    remarks: int
    unread_columns: tuple[str, ...]
    said_columns: tuple[str, ...] = ()  # headings of which a person said what they are


class LedgerDocument(msgspec.Struct, frozen=True):
    """A whole ledger workbook."""

    name: str
    sha256: str
    sheets: tuple[LedgerSheet, ...]
    rows: tuple[LedgerRow, ...]
    unread: tuple[Unread, ...]
    decisions: tuple[Decision, ...]
    notes: tuple[str, ...]


_SHARED_COLUMNS = {
    "number": Label.NUMBER.words,
    "category": ("问题类型", "问题类别", "问题分类", "类别", "问题所属类型"),
    "content": (
        "具体内容",
        "具体问题",
        "问题内容",
        "具体问题内容",
        "问题描述",
        "存在问题",
        "存在的问题",
        "发现问题",
        "问题",
    ),
    "measures": Label.MEASURES.words,
    "leader": Label.LEADER.words,
    "person": Label.PERSON.words,
    "unit": Label.UNIT.words,
    "due": Label.DUE.words,
    "effect": ("整改成效", "整改情况", "整改结果", "整改进展", "整改完成情况", "成效", "整改落实情况"),
}
_HOUSEHOLD_COLUMNS = {
    "town": ("镇", "乡镇", "乡", "镇街", "乡镇街道", "所属乡镇", "所在乡镇", "所在镇"),
    "village": ("村", "行政村", "村居", "所在村", "村名", "村社区"),
    "household": ("户主姓名", "户主", "农户姓名", "户主名"),
    "household_type": ("户类型", "农户类型", "户属性", "户类别", "农户类别"),
}
HOUSEHOLD_FORM = Form(
    name="附件1-1",
    words=_SHARED_COLUMNS | _HOUSEHOLD_COLUMNS,
    known_by=frozenset({"household", "content"}),
    required=("village", "household", "household_type", "category", "content"),
)
AREA_FORM = Form(
    name="附件1-2",
    words=_SHARED_COLUMNS | {"level": ("面上问题层级", "问题层级", "层级", "层面", "面上问题层面")},
    known_by=frozenset({"level", "content"}),
    required=("level", "category", "content"),
)
NOTHING_SAID: Mapping[str, str] = {}
_SCOPES = {HOUSEHOLD_FORM.name: Scope.HOUSEHOLD, AREA_FORM.name: Scope.AREA}

HOUSEHOLD_TYPES = ("脱贫户", "边缘易致贫户", "一般农户")
_LEVEL = re.compile(r"(?P<level>县|区|乡镇|镇|乡|街道|村) ?(?:级层面|级|层面) ?[-—:]*\(?(?P<unit>.*?)\)?")
_LEVELS = {"县": "COUNTY", "区": "COUNTY", "村": "VILLAGE"}  # all others: TOWN
_LEVEL_LABELS = ("县级层面（单位）", "镇级层面（乡镇）", "村级层面（乡镇、村）")
_UNIT_PLACEHOLDER = re.compile(r"[x×*_\s]+(?:单位|乡镇|镇|村|[x×*_\s])*", re.IGNORECASE)


def read_area_level(text: str) -> tuple[str | None, str]:
    """村级层面（甲镇 一村） -> VILLAGE, 甲镇 一村. Level None: not understood; unit empty: not named."""
    found = _LEVEL.fullmatch(" ".join(halfwidth(text).split()))
    if found is None:
        return None, ""
    unit = found["unit"].strip()
    return _LEVELS.get(found["level"], "TOWN"), "" if _UNIT_PLACEHOLDER.fullmatch(unit) else unit


def read_ledger(
    path: Path,
    year: int | None,
    taxonomy: Mapping[str, Sequence[str]],
    *,
    columns: Mapping[str, str] = NOTHING_SAID,
    max_bytes: int = MAX_FILE_BYTES,
) -> LedgerDocument:
    """Read a ledger. `year` serves dates without one; `taxonomy` is code -> (label, aliases...); `columns` says what
    the headings of this office mean: heading -> column, empty where it is not to be read.

    A corrected copy (error_workbook.py) is the same file as the one that it was made from. Raises ImportRefused, and
    nothing else.
    """
    workbook = read_workbook(path, max_bytes)
    if is_exported(workbook):
        raise refused("exported_ledger")
    sha256 = corrected_from(workbook) or workbook.sha256
    findings = Findings()
    readings = list(_readings(workbook, sha256, year, Categories(taxonomy), columns, findings))
    if not readings:
        raise refused("no_header", columns="户主姓名、户类型、问题类型、具体内容”或“面上问题层级、问题类型、具体内容")
    rows = tuple(row for reading in readings for row in reading.rows())
    findings.raise_refusals()
    if not rows:
        raise refused("no_rows")
    return LedgerDocument(
        name=workbook.name,
        sha256=sha256,
        sheets=tuple(reading.summary() for reading in readings),
        rows=rows,
        unread=tuple(findings.unread),
        decisions=tuple(findings.decisions),
        notes=workbook.notes,
    )


def _readings(
    workbook: Workbook,
    sha256: str,
    year: int | None,
    categories: Categories,
    columns: Mapping[str, str],
    findings: Findings,
) -> "Iterator[_SheetReading]":
    """The sheets that have a header; the others are listed as unread."""
    forms = tuple(form.with_columns(columns) for form in (HOUSEHOLD_FORM, AREA_FORM))
    for sheet in workbook.sheets:
        if sheet.name == FAULTS_SHEET:
            continue
        header = find_header(sheet, forms)
        if header:
            yield _SheetReading(sheet, header, sha256, year, categories, findings)
        elif sheet.bottom > sheet.top:
            findings.skip(Place(sheet.name), "", "没有台账表头，整张工作表没有读取")


class _SheetReading:
    """Reads the rows below one header."""

    def __init__(
        self,
        sheet: Sheet,
        header: Header,
        sha256: str,
        year: int | None,
        categories: Categories,
        findings: Findings,
    ) -> None:
        self._sheet = sheet
        self._header = header
        self._scope = _SCOPES[header.form.name]
        self._sha256 = sha256
        self._year = year
        self._categories = categories
        self._findings = findings
        self._counts = dict.fromkeys(RowKind, 0)
        self._number_cells: dict[str, Cell] = {}
        self._previous: Row | None = None

    def rows(self) -> list[LedgerRow]:
        rows = []
        for row in rows_below(self._sheet, self._header):
            kind = kind_of(row, ignored=("number", "town", "village", "level"))
            if kind is RowKind.DATA:
                asked_before = len(self._findings.decisions)
                self._check(row)
                if not row["content"].text:
                    kind = RowKind.UNREAD
                    self._findings.skip(self._sheet.row_place(row.index), "", "没有具体内容")
                else:
                    read = self._row(row)
                    asked = self._findings.asked_since(asked_before)
                    rows.append(msgspec.structs.replace(read, asked=asked))
                    self._previous = row
            self._counts[kind] += 1
        return rows

    def summary(self) -> LedgerSheet:
        title, signature = read_signature(self._sheet, self._header.first_row)
        return LedgerSheet(
            name=self._sheet.name,
            scope=self._scope,
            title=title,
            signature=signature,
            header_row=self._header.first_row + 1,
            rows=self._counts[RowKind.DATA],
            blank=self._counts[RowKind.BLANK],
            subtotals=self._counts[RowKind.SUBTOTAL],
            remarks=self._counts[RowKind.REMARK],
            unread_columns=self._header.unknown,
            said_columns=self._header.said,
        )

    def _check(self, row: Row) -> None:
        """Refuse formulas, error values and doubled row numbers; ask when a merged content may be one problem."""
        row.refuse_formulas(self._findings, ignored=("number",))
        number = row["number"]
        known = self._number_cells.setdefault(squeezed(number.text), number) if number.text else number
        if known.position != number.position:
            facts = {"number": number.text[:20], "cell": known.place.cell}
            self._findings.refuse(refusal("duplicate_row_number", number.place, **facts))
        previous = self._previous
        subject = "household" if self._scope is Scope.HOUSEHOLD else "level"
        if previous and all(previous[name].position == row[name].position for name in ("content", subject)):
            question = f"与第{previous.index + 1}行共用一格，是同一个问题的几条措施，还是几个问题？"
            self._findings.ask("same_problem", Value("具体内容", row["content"].place), question)

    def _row(self, row: Row) -> LedgerRow:
        due = row["due"]
        area_level, area_unit = self._area_level(row["level"]) if self._scope is Scope.AREA else (None, "")
        return LedgerRow(
            key=f"{self._scope.lower()}:{self._sha256}:{self._sheet.name}:{row.index + 1}",
            scope=self._scope,
            place=self._sheet.row_place(row.index),
            number=row["number"].value,
            town=row["town"].value,
            village=row["village"].value,
            household=self._household(row["household"]),
            household_type=self._household_type(row["household_type"]),
            area_level=area_level,
            area_unit=area_unit,
            category=row["category"].value,
            category_code=self._category(row["category"].value),
            content=self._text(row["content"]),
            measures=split_measures([self._text(row["measures"])]),
            leader=row["leader"].value,
            person=row["person"].value,
            unit=row["unit"].value,
            due=read_due(due.value, due.raw, self._year, self._findings),
            effect=self._text(row["effect"]),
        )

    def _text(self, cell: Cell) -> Value:
        if self._scope is Scope.AREA:  # a household's own text goes into the vault as it is
            self._findings.ask_about_personal_data(cell.value)
        return cell.value

    def _household(self, cell: Cell) -> Value:
        if self._scope is Scope.HOUSEHOLD and is_unknown(cell.text):
            self._findings.ask("household", cell.value, "没有户主姓名，是哪一户？")
        return cell.value

    def _household_type(self, cell: Cell) -> str | None:
        if self._scope is Scope.AREA:
            return None
        written = squeezed(cell.text)
        if written in HOUSEHOLD_TYPES:
            return written
        self._findings.ask("household_type", cell.value, "户类型只有三种，这一户是哪一种？", HOUSEHOLD_TYPES)
        return None

    def _area_level(self, cell: Cell) -> tuple[str | None, str]:
        level, unit = read_area_level(cell.text)
        if level is None:
            self._findings.ask("area_level", cell.value, "面上问题是哪一层级、哪个单位？", _LEVEL_LABELS)
        elif not unit:
            self._findings.ask("area_level", cell.value, "面上问题层级没有写明单位，是哪个单位？", _LEVEL_LABELS)
        return level, unit

    def _category(self, value: Value) -> str | None:
        code = self._categories.code_of(value.text) if value.text else None
        if code is None:
            candidates = self._categories.candidates(value.text)
            self._findings.ask("category", value, "问题类型对不上分类表，属于哪一类？", candidates)
        return code
