"""What other systems export (.xlsx, .xls, .csv), read into the rows that the checks compare.

Four forms, found by their headings wherever these stand: a 汇总表 (RC-1), the monitoring system's list of households
(RC-2), a department's ledger (RC-3), what a sample found on the spot (RC-4). A row is called by its number; names are
not read. Everything that cannot be read is refused with its cell, all at once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from adapters.importing import refusals as of_any_file
from adapters.importing.categories import Categories
from adapters.importing.columns import Form, Header, find_header
from adapters.importing.dates import Day, WrongDate, read_date_cell
from adapters.importing.findings import Findings
from adapters.importing.opening import MAX_FILE_BYTES, Kind, open_file
from adapters.importing.refusals import ImportRefused, Place, Refusal
from adapters.importing.table_rows import Row, RowKind, kind_of, rows_below
from adapters.importing.text import decode, squeezed
from adapters.importing.workbook import Sheet, TextSheet, read_workbook
from adapters.reconcile.refusals import refusal, refused
from domain.calendar import start_of_day
from domain.monitoring_case.monitoring_case import MONITOR_CLASSES
from domain.personal_numbers import personal_number
from domain.problem.problem import NOT_COUNTED, STAGE_NAMES, Stage
from domain.reconciliation import EnteredCase, LedgerItem, Seen, SummaryFigures

CLOSED, OPEN = "已整改", "正在整改"
STATES = {
    CLOSED: (
        *("已整改", "整改完成", "已完成", "已销号", "销号", "完成整改", "已整改完成", "已完成整改"),
        *("整改到位", "已整改到位", "已办结", "办结"),
    ),
    OPEN: ("正在整改", "整改中", "未整改", "未完成", "持续整改", "未销号", "推进中", "整改推进中", "未办结"),
}
"""How other ledgers say that a problem is done, or is not."""

OWN_STATES = {
    name: None if stage in NOT_COUNTED else CLOSED if stage is Stage.CLOSED else OPEN
    for stage, name in STAGE_NAMES.items()
}
"""What our own ledgers say, exported by whoever has it; None: in no account is it a problem."""

HOLDS = {
    True: ("属实", "真实", "是", "已整改到位", "到位"),
    False: ("不属实", "不真实", "否", "未整改到位", "不到位", "反弹"),
}
TEXTS = frozenset({".txt"})
TOTAL = ("合计", "总计", "共计")
IGNORED = ("number",)
COUNTS = ("found", "closed", "rectifying")

SUMMARY = Form(
    "整改情况汇总表",
    {
        "category": ("问题类型", "类型", "类别"),
        "found": ("共排查问题数", "共排查", "排查问题数", "问题数", "发现问题数"),
        "closed": ("已整改数", "已整改", "已完成整改数"),
        "rectifying": ("正在整改数", "正在整改", "未整改数"),
    },
    frozenset({"found"}),
    ("category", "found", "closed", "rectifying"),
)
HOUSEHOLDS = Form(
    "监测对象名单",
    {
        "record": ("监测编号", "户编号", "档案编号", "记录编号", "系统编号", "监测对象编号"),
        "entered": ("录入日期", "录入时间", "纳入时间", "纳入日期", "识别时间", "认定时间"),
        "class": ("监测类别", "监测对象类别", "监测对象类型", "类别", "户类型"),
    },
    frozenset({"record"}),
    ("record", "entered", "class"),
)
PROBLEMS = Form(
    "部门台账",
    {
        "problem": ("问题编号", "编号"),
        "category": ("问题类型", "类型", "类别"),
        "state": ("整改状态", "状态", "整改情况", "整改结果"),
    },
    frozenset({"problem"}),
    ("problem", "category", "state"),
)
VISITS = Form(
    "核查结果",
    {
        "problem": ("问题编号", "编号"),
        "seen": ("核查日期", "抽查日期", "核查时间", "抽查时间", "回访日期"),
        "holds": ("核查结果", "抽查结果", "成效是否属实", "是否属实"),
    },
    frozenset({"holds"}),
    ("problem", "seen", "holds"),
)

Read = TypeVar("Read")


class Export(msgspec.Struct, frozen=True):
    """What was read: the file's fingerprint, the rows, and how many lines held none (合计, 备注)."""

    sha256: str
    rows: tuple[Any, ...]
    passed_over: int


def read_summary(path: Path, categories: Categories) -> Export:
    """RC-1. A sum that the file does not say, or says by a formula, is that of its rows. Raises ImportRefused."""
    named: dict[str, Place] = {}

    def figures(row: Row, findings: Findings) -> SummaryFigures | None:
        code = "" if is_sum(row) else category_in(row, categories, findings)
        counts = [count_in(row, column, findings) for column in COUNTS]
        if code is None or None in counts:
            return None
        place = row["category"].place
        if (first := named.setdefault(code, place)) is not place:
            text = row["category"].text or TOTAL[0]
            findings.refuse(refusal("category_twice", place, text=text, cell=str(first)))
        return SummaryFigures(code, *(count or 0 for count in counts))

    export = read(path, SUMMARY, figures, keep_sums=True)
    if "" in named:
        return export
    sums = (sum(getattr(row, column) for row in export.rows) for column in COUNTS)
    return msgspec.structs.replace(export, rows=(*export.rows, SummaryFigures("", *sums)))


def is_sum(row: Row) -> bool:
    """合计 stands in the first column of 附件2, or in that of 问题类型."""
    return squeezed(row["category"].text) in TOTAL or squeezed(row.first_text) in TOTAL


def read_households(path: Path) -> Export:
    """RC-2. Raises ImportRefused."""
    classes = {squeezed(word): code for code, word in MONITOR_CLASSES.items()}

    def entered(row: Row, findings: Findings) -> EnteredCase | None:
        number, day = number_in(row, "record", findings), day_in(row, "entered", findings)
        found = classes.get(squeezed(row["class"].text))
        if found is None:
            findings.refuse(unknown(row, "class", MONITOR_CLASSES.values()))
        return EnteredCase(number, day, found.value) if number and day and found else None

    return read(path, HOUSEHOLDS, entered)


def read_problems(path: Path, categories: Categories) -> Export:
    """RC-3. Raises ImportRefused."""

    def item(row: Row, findings: Findings) -> LedgerItem | None:
        own = squeezed(row["state"].text)
        if own in OWN_STATES and OWN_STATES[own] is None:
            return None
        number, code = number_in(row, "problem", findings), category_in(row, categories, findings)
        state = OWN_STATES.get(own) or word_in(row, "state", STATES, findings)
        return LedgerItem(number, code, state) if number and code and state else None

    return read(path, PROBLEMS, item)


def read_visits(path: Path, by: str) -> Export:
    """RC-4. A day without a time counts from its beginning. Raises ImportRefused."""

    def seen(row: Row, findings: Findings) -> Seen | None:
        number, day = number_in(row, "problem", findings), day_in(row, "seen", findings)
        holds = word_in(row, "holds", HOLDS, findings)
        return Seen(number, start_of_day(day), holds, by) if number and day and holds is not None else None

    return read(path, VISITS, seen)


# --- reading --------------------------------------------------------------------------------------------------------


def read(path: Path, form: Form, one: Callable[[Row, Findings], Any], *, keep_sums: bool = False) -> Export:
    """All rows of the form in all sheets; all refusals at once. Raises ImportRefused."""
    sha256, sheets = sheets_of(path)
    findings, rows, passed_over = Findings(), [], 0
    headers = [(sheet, header) for sheet in sheets if (header := find_header(sheet, (form,)))]
    if not headers:
        raise refused("no_such_header", form=form.name, columns="、".join(map(form.printed, form.required)))
    for sheet, header in headers:
        for row in rows_in(sheet, header, keep_sums):
            if row is None:
                passed_over += 1
                continue
            row.refuse_formulas(findings)
            read_row = one(row, findings)
            if read_row is not None:
                rows.append(read_row)
    if findings.refusals:
        raise ImportRefused(findings.refusals)
    if not rows:
        raise of_any_file.refused("no_rows")
    return Export(sha256, tuple(rows), passed_over)


def sheets_of(path: Path) -> tuple[str, Sequence[Sheet]]:
    opened = open_file(path, texts=TEXTS)
    if opened.kind is Kind.TEXT:
        return opened.sha256, (TextSheet(decode(opened.data)),)
    if opened.kind is Kind.WORD:
        raise refused("not_an_export")
    workbook = read_workbook(path, MAX_FILE_BYTES)
    return workbook.sha256, workbook.sheets


def rows_in(sheet: Sheet, header: Header, keep_sums: bool) -> Iterator[Row | None]:
    """The rows that hold data; None for each line that is passed over."""
    kept = (RowKind.DATA, RowKind.SUBTOTAL) if keep_sums else (RowKind.DATA,)
    for row in rows_below(sheet, header):
        kind = kind_of(row, IGNORED)
        if kind in kept and not (kind is RowKind.SUBTOTAL and row.has_formulas):
            yield row
        elif kind is not RowKind.BLANK:
            yield None


def number_in(row: Row, column: str, findings: Findings) -> str:
    """A number that names a record; never a number of a person."""
    text = squeezed(row[column].text)
    if not text:
        findings.refuse(refusal("number_missing", row[column].place))
    elif what := personal_number(text):
        findings.refuse(refusal("personal_record_number", row[column].place, what=what))
        return ""
    return text


def day_in(row: Row, column: str, findings: Findings) -> date | None:
    cell = row[column]
    try:
        found = read_date_cell(cell.raw, None)
    except WrongDate as wrong:
        findings.refuse(of_any_file.refusal(wrong.code, cell.place, text=cell.text))
        return None
    if isinstance(found, Day):
        return found.on
    findings.refuse(refusal("day_unclear", cell.place, text=cell.text))
    return None


def category_in(row: Row, categories: Categories, findings: Findings) -> str | None:
    code = categories.code_of(row["category"].text)
    if code is None:
        findings.refuse(unknown(row, "category", categories.candidates(row["category"].text)))
    return code


def count_in(row: Row, column: str, findings: Findings) -> int | None:
    cell = row[column]
    text = squeezed(cell.text) or "0"
    if text.isdecimal():
        return int(text)
    findings.refuse(refusal("no_count", cell.place, text=cell.text))
    return None


def word_in(row: Row, column: str, words: Mapping[Read, Sequence[str]], findings: Findings) -> Read | None:
    text = squeezed(row[column].text)
    for meaning, known in words.items():
        if text in known:
            return meaning
    findings.refuse(unknown(row, column, [word for known in words.values() for word in known]))
    return None


def unknown(row: Row, column: str, known: Iterator[str] | Sequence[str] | Any) -> Refusal:
    place: Place = row[column].place
    return refusal("unknown_word", place, text=row[column].text, known="、".join(known))
